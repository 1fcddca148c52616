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

/// Accounts that may come to receive more images than they may: those that images whose sharing is
/// asked for could all be shared with.
std::uint64_t tight_accounts(const FamilyModel& model, const std::vector<ModelCheck>& leaves) {
  const std::size_t most = model.cloud().settings().quotas.images_shared_with_account;
  std::vector<bool> is_asked(model.images(), false);
  for (const ModelCheck& check : leaves) {
    if (check.shared_with) is_asked[check.place] = true;
  }
  std::uint64_t out = 0;
  for (std::size_t a = 0; a < model.accounts(); ++a) {
    std::size_t received = model.cloud().images().received_by(model.account(a));
    for (std::size_t p = 0; p < model.images(); ++p) {
      const bool has_it = (model.initial().images[p].shared_with >> a & 1U) != 0;
      received += is_asked[p] && !has_it ? 1U : 0U;
    }
    if (received > most) out |= std::uint64_t{1} << a;
  }
  return out;
}

Result<PlanProblem> problem_of(const Slice& slice, const Bound& bound, const PlanTask& task) {
  const FamilyModel& model = *slice.model;
  PlanProblem out;
  out.model = &model;
  out.are_families_tight = slice.are_families_tight;
  for (std::size_t c = 0; c < bound.claims.size(); ++c) {
    const ModelClaim& claim = bound.claims[c];
    const Formula formula = Formula::of(claim.claim(), out.leaves.size());
    out.leaves.insert(out.leaves.end(), claim.leaves().begin(), claim.leaves().end());
    for (Formula& part : formula.conjuncts())
      out.conjuncts.push_back({std::move(part), c, c >= task.goals.size()});
  }
  out.tight_accounts = tight_accounts(model, out.leaves);
  for (std::size_t place = 0; place < model.images(); ++place) {
    ImageMachineTask machine{&model,       place,        &out.leaves,       {},
                             &task.prices, task.avoided, out.tight_accounts};
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

bool is_about_instances(const PlanProblem& problem, const std::vector<std::size_t>& conjuncts) {
  bool is_so = true;
  for (const std::size_t c : conjuncts) {
    problem.conjuncts[c].formula.for_each_leaf([&](std::size_t leaf) {
      is_so = is_so && problem.leaves[leaf].subject == ModelCheck::Subject::Instance;
    });
  }
  return is_so;
}

std::vector<Blocked> blocked_by(const PlanHope& hope, const PlanProblem& problem,
                                const Bound& bound) {
  std::vector<Blocked> out;
  const FamilyModel& model = *problem.model;
  for (const std::size_t place : hope.hopeless_images()) {
    const ImageMachine& machine = problem.images[place];
    Blocked blocked;
    blocked.image = model.image_name(place);
    blocked.state = model.describe(model.initial(), place);
    const auto add = [](std::vector<std::string>& to, const std::string& text) {
      if (std::find(to.begin(), to.end(), text) == to.end()) to.push_back(text);
    };
    const auto wants = hope.wants_of(place);
    for (const std::size_t c : wants)
      add(blocked.wanted, bound.texts[problem.conjuncts[c].claim]);
    blocked.refused = machine.refused_always(is_about_instances(problem, wants));
    blocked.avoided = machine.avoided();
    for (const std::size_t claim : machine.keeps_in_the_way())
      add(blocked.kept, bound.texts[claim]);
    out.push_back(std::move(blocked));
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
  const auto slice = slice_of(cloud, task);
  if (!slice) return slice.error();
  Plan plan;
  plan.model = slice->model;
  const auto bound = bind_all(task, *plan.model);
  if (!bound) return bound.error();
  if (auto kept = check_keeps(*bound, task, plan.model->cloud()); !kept) return kept.error();
  const auto problem = problem_of(*slice, *bound, task);
  if (!problem) return problem.error();

  const PlanHope hope(*problem);
  PlanSearch search(*problem, hope, task.states_max, false);
  PlanSearch::Found found = search.run();
  plan.states = found.states;
  plan.expanded = found.expanded;
  if (!found.path) {
    plan.verdict = found.is_bound_reached ? PlanVerdict::Undecided : PlanVerdict::Impossible;
    if (plan.verdict == PlanVerdict::Impossible) plan.blocked = blocked_by(hope, *problem, *bound);
    return plan;
  }
  if (found.path->size() > 1) {
    auto careful =
        PlanSearch(*problem, hope, std::min(task.states_max, states_for_risk), true).run();
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
