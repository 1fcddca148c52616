// Slice, bind, search, and hold what was found to the cloud.
#include <imgfam/explore/plan.hpp>

#include "plan_search.hpp"
#include "plan_slice.hpp"

#include <imgfam/model/assert.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace imgfam {
namespace {

/// Of the cheapest plans the least risky is looked for among so many states more.
constexpr std::uint64_t states_for_risk = 50'000;

/// All goals, then all keeps.
struct Bound {
  std::vector<ModelClaim> claims;
  std::vector<std::string> texts;
};

Result<Bound> bind_all(const PlanTask& task, const FamilyModel& model) {
  Bound bound;
  for (const auto* claims : {&task.goals, &task.keeps}) {
    for (const Claim& claim : *claims) {
      auto one = ModelClaim::bind(claim, model, true);
      if (!one) return one.error();
      bound.claims.push_back(std::move(*one));
      bound.texts.push_back(fmt::format("{} {}", claims == &task.goals ? "goal" : "keep",
                                        to_string(claim, task.account, task.region)));
    }
  }
  return bound;
}

Result<PlanProblem> problem_of(const FamilyModel& model, const Bound& bound, const PlanTask& task) {
  PlanProblem out;
  out.model = &model;
  for (std::size_t c = 0; c < bound.claims.size(); ++c) {
    const ModelClaim& claim = bound.claims[c];
    const Formula formula = Formula::of(claim.claim(), out.leaves.size());
    out.leaves.insert(out.leaves.end(), claim.leaves().begin(), claim.leaves().end());
    for (Formula& part : formula.conjuncts())
      out.conjuncts.push_back({std::move(part), c, c >= task.goals.size()});
  }
  for (std::size_t place = 0; place < model.images(); ++place) {
    ImageMachineTask machine{&model, place, &out.leaves, {}, &task.prices, task.avoided};
    for (const Conjunct& conjunct : out.conjuncts) {
      if (conjunct.is_keep && place_of(conjunct.formula, out) == place)
        machine.keeps.push_back(&conjunct);
    }
    auto made = ImageMachine::of(machine);
    if (!made) return made.error();
    out.images.push_back(std::move(*made));
  }
  return out;
}

std::vector<Blocked> blocked_by(const PlanSearch& search, const PlanProblem& problem,
                                const Bound& bound) {
  std::vector<Blocked> out;
  const FamilyModel& model = *problem.model;
  for (const auto& group : search.hopeless_images()) {
    for (const std::size_t place : group) {
      const ImageMachine& machine = problem.images[place];
      Blocked blocked;
      blocked.image = model.image_name(place);
      blocked.state = model.describe(model.initial(), place);
      const auto add = [](std::vector<std::string>& to, const std::string& text) {
        if (std::find(to.begin(), to.end(), text) == to.end()) to.push_back(text);
      };
      for (const std::size_t c : search.wants_of(place))
        add(blocked.wanted, bound.texts[problem.conjuncts[c].claim]);
      blocked.refused = machine.refused_always();
      blocked.avoided = machine.avoided();
      for (const std::size_t claim : machine.keeps_in_the_way())
        add(blocked.kept, bound.texts[claim]);
      out.push_back(std::move(blocked));
    }
  }
  return out;
}

/// The cloud must accept every request, and find keeps and goals to hold as the model does.
void verify(const Plan& plan, const Bound& bound, std::size_t goals) {
  const FamilyModel& model = *plan.model;
  Cloud cloud = model.cloud();
  FamilyState state = model.initial();
  const FamilyModel::Names names = model.reference_names();
  const auto holds_from = [&](std::size_t first, std::size_t last) {
    return std::all_of(bound.claims.begin() + static_cast<std::ptrdiff_t>(first),
                       bound.claims.begin() + static_cast<std::ptrdiff_t>(last),
                       [&](const ModelClaim& c) { return holds(c.claim(), cloud); });
  };
  IMGFAM_ASSERT(holds_from(goals, bound.claims.size()));
  for (const ModelRequest& request : plan.path) {
    const Outcome outcome = cloud.handle(model.to_request(request, state, names));
    IMGFAM_ASSERT(!is_refused(outcome));
    const RuleSet broken = model.apply(state, request);
    IMGFAM_ASSERT(broken.none());
    IMGFAM_ASSERT(holds_from(goals, bound.claims.size()));
  }
  IMGFAM_ASSERT(holds_from(0, goals));
}

Result<void> check_keeps(const Bound& bound, const PlanTask& task, const Cloud& cloud) {
  for (std::size_t c = task.goals.size(); c < bound.claims.size(); ++c) {
    if (!holds(bound.claims[c].claim(), cloud))
      return problem("PLN006",
                     fmt::format("`{}` does not hold to begin with", printable(bound.texts[c])),
                     "make it a goal first, or leave it out");
  }
  return {};
}

}  // namespace

Result<Plan> make_plan(const Cloud& cloud, const PlanTask& task) {
  auto slice = slice_of(cloud, task);
  if (!slice) return slice.error();
  Plan plan;
  const auto model = std::make_shared<const FamilyModel>(std::move(*slice));
  plan.model = model;
  const auto bound = bind_all(task, *model);
  if (!bound) return bound.error();
  if (auto kept = check_keeps(*bound, task, model->cloud()); !kept) return kept.error();
  const auto problem = problem_of(*model, *bound, task);
  if (!problem) return problem.error();

  PlanSearch search(*problem, task.states_max, false);
  PlanSearch::Found found = search.run();
  plan.states = found.states;
  plan.expanded = found.expanded;
  if (!found.path) {
    plan.verdict = found.is_bound_reached ? PlanVerdict::Undecided : PlanVerdict::Impossible;
    if (plan.verdict == PlanVerdict::Impossible)
      plan.blocked = blocked_by(search, *problem, *bound);
    return plan;
  }
  if (found.path->size() > 1) {
    auto careful = PlanSearch(*problem, std::min(task.states_max, states_for_risk), true).run();
    if (careful.path) found.path = std::move(careful.path);
  }
  plan.path = search.cheap_first(std::move(*found.path));
  for (const ModelRequest& request : plan.path) {
    plan.costs.push_back(price_of(request, task.prices));
    plan.cost += plan.costs.back();
  }
  verify(plan, *bound, task.goals.size());
  return plan;
}

}  // namespace imgfam
