#include "plan_search.hpp"

#include "graph_search.hpp"

#include <algorithm>

namespace imgfam {

PlanSearch::PlanSearch(const PlanProblem& problem, const PlanHope& hope, std::uint64_t states_max,
                       bool counts_risk)
    : problem_(problem), hope_(hope), states_max_(states_max), counts_risk_(counts_risk) {
  for (const Conjunct& conjunct : problem.conjuncts) {
    if (place_of(conjunct.formula, problem)) continue;
    shared_.push_back(&conjunct);
    if (conjunct.formula.op != Formula::Op::Leaf) continue;
    const ModelCheck& check = problem.leaves[conjunct.formula.leaf];
    if (check.to && !conjunct.is_keep && !conjunct.formula.is_negated)
      watched_.push_back(
          {check.place, problem.model->resolve(problem.model->initial(), check.place), check.to});
  }
  find_bystanders();
}

// ---- What can wait ----

void PlanSearch::find_bystanders() {
  const FamilyModel& model = *problem_.model;
  is_looked_at_.resize(model.families().size(), false);
  is_full_.resize(model.families().size(), false);
  std::vector<std::size_t> members(model.families().size(), 0);
  std::size_t movable = 0;
  for (const ModelCheck& check : problem_.leaves) {
    if (check.subject == ModelCheck::Subject::Family) is_looked_at_[check.place] = true;
    movable += check.family ? 1U : 0U;  // Once too often does no harm.
  }
  for (const ModelImage& image : model.initial().images) {
    if (image.family != no_family) ++members[image.family];
  }
  const Quotas& quotas = model.cloud().settings().quotas;
  for (std::size_t f = 0; f < members.size(); ++f)
    is_full_[f] = movable != 0 && members[f] + movable > quotas.images_per_family;
  const bool counts_status =
      model.options().interpretation.follows("family-quota-counts=available"_reading);
  for (std::size_t p = 0; p < problem_.images.size(); ++p) {
    const ImageMachine& machine = problem_.images[p];
    const ModelImage& image = model.initial().images[p];
    Bystander bystander;
    const bool is_counted = counts_status && image.family != no_family && is_full_[image.family];
    bystander.is_one = !machine.is_mentioned() && !is_counted &&
                       (image.shared_with & problem_.tight_accounts) == 0;
    if (bystander.is_one) bystander.costs_to_delete = machine.costs_to(machine.where_deleted());
    bystanders_.push_back(std::move(bystander));
  }
}

std::vector<PlanSearch::Newer> PlanSearch::newer_in(const State& state) const {
  std::vector<Newer> out(state.size());
  std::vector<Newer> seen(problem_.model->families().size());
  for (std::size_t p = state.size(); p-- > 0;) {
    const ModelImage& image = problem_.images[p].state(state[p]).image;
    if (image.status == Status::Deleted || image.family == no_family) continue;
    out[p] = seen[image.family];
    ++seen[image.family].there;
    if (image.status == Status::Available) ++seen[image.family].available;
  }
  return out;
}

bool PlanSearch::is_postponed(std::size_t place, std::uint32_t number,
                              const ImageMachine::Edge& edge, const Newer& newer) const {
  const Bystander& bystander = bystanders_[place];
  if (!bystander.is_one) return false;
  const ModelImage& image = problem_.images[place].state(number).image;
  if (image.family == no_family) return true;
  const std::uint64_t to_delete = bystander.costs_to_delete[number];
  const bool deletes = to_delete != PlanHope::hopeless &&
                       to_delete == edge.cost + bystander.costs_to_delete[edge.to];
  if (deletes && is_full_[image.family]) return false;
  const bool may_empty = problem_.are_families_tight && newer.there <= 1;
  if (!is_looked_at_[image.family]) return !deletes || !may_empty;
  const bool is_deletion = edge.request.act == Act::Delete || edge.request.act == Act::ForceDelete;
  if (is_deletion && image.status != Status::Available) return !may_empty;
  return newer.available > 1;
}

// ---- States ----

/// Empty families weigh more than ones that resolve to something else than before and in the end.
std::uint64_t PlanSearch::risk_of(const State& state) const {
  constexpr std::uint64_t empty = 1000;
  std::uint64_t risk = 0;
  for (const Watched& watched : watched_) {
    const auto now = resolve(state, watched.family);
    if (now == watched.first || now == watched.last) continue;
    risk += now ? 1 : empty;
  }
  return risk;
}

std::optional<std::size_t> PlanSearch::resolve(const State& state, std::size_t family) const {
  for (std::size_t p = state.size(); p-- > 0;) {
    if (problem_.images[p].is_available_in(state[p], family)) return p;
  }
  return std::nullopt;
}

bool PlanSearch::holds(const Formula& formula, const State& state) const {
  return formula.holds([&](std::size_t leaf) {
    const ModelCheck& check = problem_.leaves[leaf];
    if (check.subject == ModelCheck::Subject::Family)
      return holds_of(check, resolve(state, check.place));
    const std::size_t p = place_of(check, *problem_.model);
    return problem_.images[p].holds(state[p], leaf);
  });
}

/// Keeps about one image alone are the machines' to look at.
bool PlanSearch::are_kept(const State& state) const {
  return std::all_of(shared_.begin(), shared_.end(), [&](const Conjunct* conjunct) {
    return !conjunct->is_keep || holds(conjunct->formula, state);
  });
}

bool PlanSearch::is_goal(Vertex vertex) const {
  const State& state = *states_[vertex];
  return std::all_of(problem_.conjuncts.begin(), problem_.conjuncts.end(),
                     [&](const Conjunct& c) { return holds(c.formula, state); });
}

/// The quotas that count other images, too.
bool PlanSearch::is_accepted(const State& state, const ModelRequest& request) const {
  if (request.act != Act::AddAccount && request.act != Act::MoveToFamily) return true;
  FamilyState whole = problem_.model->initial();
  for (std::size_t p = 0; p < state.size(); ++p)
    problem_.images[p].put(state[p], whole);
  return problem_.model->apply(whole, request).none();
}

std::optional<PlanSearch::Vertex> PlanSearch::intern(State&& state) const {
  const auto known = numbers_.find(state);
  if (known != numbers_.end()) return known->second;
  const std::uint64_t hope = hope_.of(state);
  if (hope == PlanHope::hopeless || !are_kept(state)) return std::nullopt;
  if (states_.size() >= states_max_) throw TooManyStates();
  const auto number = static_cast<Vertex>(states_.size());
  const auto place = numbers_.emplace(std::move(state), number).first;
  states_.push_back(&place->first);
  hopes_.push_back(hope);
  return number;
}

std::vector<PlanSearch::Edge> PlanSearch::edges_of(Vertex vertex) const {
  std::vector<Edge> out;
  const State& state = *states_[vertex];
  const std::vector<Newer> newer = newer_in(state);
  for (std::size_t p = 0; p < state.size(); ++p) {
    for (const ImageMachine::Edge& edge : problem_.images[p].edges(state[p])) {
      if (is_postponed(p, state[p], edge, newer[p]) || !is_accepted(state, edge.request)) continue;
      State next = state;
      next[p] = edge.to;
      const std::uint64_t risk = counts_risk_ ? risk_of(next) : 0;
      if (const auto to = intern(std::move(next)))
        out.push_back({vertex, *to, {edge.cost, risk, 0}, edge.request});
    }
  }
  return out;
}

// ---- The order of a path ----

std::optional<std::pair<PlanSearch::State, std::uint32_t>> PlanSearch::after(
    const State& state, const ModelRequest& request) const {
  const std::size_t p = request.act == Act::DeleteInstance
                            ? problem_.model->initial().instances[request.subject] - std::size_t{1}
                            : request.subject;
  for (const ImageMachine::Edge& edge : problem_.images[p].edges(state[p])) {
    if (edge.request != request || !is_accepted(state, request)) continue;
    State next = state;
    next[p] = edge.to;
    if (!are_kept(next)) return std::nullopt;
    return std::pair(std::move(next), edge.cost);
  }
  return std::nullopt;
}

std::vector<ModelRequest> PlanSearch::cheap_first(std::vector<ModelRequest> path) const {
  constexpr std::size_t requests_max = 500;  // Each may change places with every other.
  if (path.size() > requests_max) return path;
  for (bool is_changed = true; is_changed;) {
    is_changed = false;
    State state(problem_.images.size(), 0);
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
      const auto now = after(state, path[i]);
      const auto swapped = after(state, path[i + 1]);
      const bool is_sooner = swapped && std::pair(swapped->second, path[i + 1].subject) <
                                            std::pair(now->second, path[i].subject);
      if (is_sooner && risk_of(swapped->first) <= risk_of(now->first) &&
          after(swapped->first, path[i]) &&
          after(swapped->first, path[i])->first == after(now->first, path[i + 1])->first) {
        std::swap(path[i], path[i + 1]);
        state = swapped->first;
        is_changed = true;
      } else {
        state = now->first;
      }
    }
  }
  return path;
}

}  // namespace imgfam
