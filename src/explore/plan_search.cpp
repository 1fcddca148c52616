#include "plan_search.hpp"

#include "graph_search.hpp"

#include <boost/graph/astar_search.hpp>

#include <algorithm>

namespace imgfam {

std::optional<std::size_t> place_of(const Formula& formula, const PlanProblem& problem) {
  std::optional<std::size_t> place;
  bool is_one = true;
  formula.for_each_leaf([&](std::size_t leaf) {
    const ModelCheck& check = problem.leaves[leaf];
    if (check.subject == ModelCheck::Subject::Family) {
      is_one = false;
      return;
    }
    const std::size_t here = check.subject == ModelCheck::Subject::Image
                                 ? check.place
                                 : problem.model->initial().instances[check.place] - std::size_t{1};
    is_one = is_one && (!place || *place == here);
    place = here;
  });
  return is_one ? place : std::nullopt;
}

PlanSearch::PlanSearch(const PlanProblem& problem, std::uint64_t states_max, bool counts_risk)
    : problem_(problem), states_max_(states_max), counts_risk_(counts_risk) {
  for (const ModelCheck& check : problem.leaves)
    can_move_ = can_move_ || check.family.has_value();
  find_wants();
  find_costs();
}

// ---- What is wanted of each image ----

void PlanSearch::find_wants() {
  wants_.resize(problem_.images.size());
  for (std::size_t c = 0; c < problem_.conjuncts.size(); ++c) {
    const Conjunct& conjunct = problem_.conjuncts[c];
    if (const auto place = place_of(conjunct.formula, problem_)) {
      wants_[*place].conjuncts.push_back(c);
      wants_[*place].formulas.push_back(&conjunct.formula);
      continue;
    }
    shared_.push_back(&conjunct);
    if (conjunct.formula.op != Formula::Op::Leaf) continue;
    const ModelCheck& check = problem_.leaves[conjunct.formula.leaf];
    want_family(check, conjunct.formula.is_negated, c);
    if (check.to && !conjunct.is_keep && !conjunct.formula.is_negated)
      watched_.push_back(
          {check.place, problem_.model->resolve(problem_.model->initial(), check.place), check.to});
  }
}

void PlanSearch::want_family(const ModelCheck& check, bool is_negated, std::size_t conjunct) {
  if (check.to) {
    if (is_negated) return;  // In one of too many ways.
    for (std::size_t p = *check.to; p < wants_.size(); ++p) {
      wants_[p].available.emplace_back(check.place, p == *check.to);
      wants_[p].conjuncts.push_back(conjunct);
    }
  } else if (check.resolves == is_negated) {  // To nothing.
    for (Wants& wants : wants_) {
      wants.available.emplace_back(check.place, false);
      wants.conjuncts.push_back(conjunct);
    }
  } else {
    somes_.push_back({conjunct, check.place, {}});
  }
}

bool PlanSearch::is_met(const Wants& wants, std::size_t place, std::uint32_t number) const {
  const ImageMachine& machine = problem_.images[place];
  return std::all_of(
             wants.formulas.begin(), wants.formulas.end(),
             [&](const Formula* formula) {
               return formula->holds([&](std::size_t leaf) { return machine.holds(number, leaf); });
             }) &&
         std::all_of(wants.available.begin(), wants.available.end(), [&](const auto& wanted) {
           return machine.is_available_in(number, wanted.first) == wanted.second;
         });
}

void PlanSearch::find_costs() {
  for (std::size_t p = 0; p < problem_.images.size(); ++p) {
    const ImageMachine& machine = problem_.images[p];
    std::vector<bool> is_wanted(machine.states());
    for (std::uint32_t s = 0; s < machine.states(); ++s)
      is_wanted[s] = is_met(wants_[p], p, s);
    costs_.push_back(machine.costs_to(is_wanted));
    for (Some& some : somes_) {
      std::vector<bool> would_do = is_wanted;
      for (std::uint32_t s = 0; s < machine.states(); ++s)
        would_do[s] = would_do[s] && machine.is_available_in(s, some.family);
      some.costs.push_back(machine.costs_to(would_do));
    }
  }
}

std::vector<std::vector<std::size_t>> PlanSearch::hopeless_images() const {
  std::vector<std::vector<std::size_t>> out;
  for (std::size_t p = 0; p < costs_.size(); ++p) {
    if (costs_[p].front() == hopeless) out.push_back({p});
  }
  if (!out.empty()) return out;
  for (const Some& some : somes_) {
    std::vector<std::size_t> members;
    bool is_hopeless = true;
    for (std::size_t p = 0; p < some.costs.size(); ++p) {
      is_hopeless = is_hopeless && some.costs[p].front() == hopeless;
      if (problem_.model->initial().images[p].family == some.family) members.push_back(p);
    }
    if (is_hopeless) out.push_back(std::move(members));
  }
  return out;
}

std::vector<std::size_t> PlanSearch::wants_of(std::size_t place) const {
  std::vector<std::size_t> out = wants_[place].conjuncts;
  if (costs_[place].front() == hopeless) return out;  // Whatever else a family is to resolve to.
  for (const Some& some : somes_) {
    if (some.costs[place].front() == hopeless &&
        problem_.model->initial().images[place].family == some.family)
      out.push_back(some.conjunct);
  }
  return out;
}

// ---- The heuristic ----

std::uint64_t PlanSearch::hope_of(const Some& some, const State& state) const {
  std::uint64_t least = hopeless;
  for (std::size_t p = 0; p < state.size(); ++p) {
    if (some.costs[p][state[p]] != hopeless)
      least = std::min(least, some.costs[p][state[p]] - costs_[p][state[p]]);
  }
  return least;
}

std::uint64_t PlanSearch::hope_of(const State& state) const {
  std::uint64_t sum = 0;
  for (std::size_t p = 0; p < state.size(); ++p) {
    const std::uint64_t cost = costs_[p][state[p]];
    if (cost == hopeless) return hopeless;
    sum += cost;
  }
  // Families share no images, so what they need adds up; not where images move between them.
  std::uint64_t more = 0;
  for (const Some& some : somes_) {
    const std::uint64_t cost = hope_of(some, state);
    if (cost == hopeless) return hopeless;
    const bool is_repeated = std::any_of(
        somes_.data(), &some, [&](const Some& before) { return before.family == some.family; });
    if (is_repeated) continue;
    more = can_move_ ? std::max(more, cost) : more + cost;
  }
  return sum + more;
}

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

// ---- States ----

std::optional<std::size_t> PlanSearch::resolve(const State& state, std::size_t family) const {
  for (std::size_t p = state.size(); p-- > 0;) {
    if (problem_.images[p].is_available_in(state[p], family)) return p;
  }
  return std::nullopt;
}

bool PlanSearch::holds(const Formula& formula, const State& state) const {
  return formula.holds([&](std::size_t leaf) {
    const ModelCheck& check = problem_.leaves[leaf];
    if (check.subject == ModelCheck::Subject::Image)
      return problem_.images[check.place].holds(state[check.place], leaf);
    if (check.subject == ModelCheck::Subject::Instance) {
      const std::size_t p = problem_.model->initial().instances[check.place] - std::size_t{1};
      return problem_.images[p].holds(state[p], leaf);
    }
    const auto resolved = resolve(state, check.place);
    return resolved.has_value() == check.resolves && (!check.to || check.to == resolved);
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
  const std::uint64_t hope = hope_of(state);
  if (hope == hopeless || !are_kept(state)) return std::nullopt;
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
  for (std::size_t p = 0; p < state.size(); ++p) {
    for (const ImageMachine::Edge& edge : problem_.images[p].edges(state[p])) {
      if (!is_accepted(state, edge.request)) continue;
      State next = state;
      next[p] = edge.to;
      const std::uint64_t risk = counts_risk_ ? risk_of(next) : 0;
      if (const auto to = intern(std::move(next)))
        out.push_back({vertex, *to, {edge.cost, risk, 0}, edge.request});
    }
  }
  return out;
}

// ---- As a graph of Boost.Graph's ----

class PlanEdges : public boost::iterator_facade<PlanEdges, const PlanSearch::Edge,
                                                boost::forward_traversal_tag> {
 public:
  PlanEdges() = default;
  PlanEdges(std::shared_ptr<const std::vector<PlanSearch::Edge>> edges, std::size_t at)
      : edges_(std::move(edges)), at_(at) {}

 private:
  friend class boost::iterator_core_access;
  const PlanSearch::Edge& dereference() const { return (*edges_)[at_]; }
  bool equal(const PlanEdges& other) const { return at_ == other.at_; }
  void increment() { ++at_; }

  std::shared_ptr<const std::vector<PlanSearch::Edge>> edges_;
  std::size_t at_ = 0;
};

namespace {

struct GoalReached : std::exception {
  explicit GoalReached(PlanSearch::Vertex at) : vertex(at) {}
  PlanSearch::Vertex vertex;
};

}  // namespace
}  // namespace imgfam

template <>
struct boost::graph_traits<imgfam::PlanSearch> {
  using vertex_descriptor = imgfam::PlanSearch::Vertex;
  using edge_descriptor = imgfam::PlanSearch::Edge;
  using directed_category = boost::directed_tag;
  using edge_parallel_category = boost::allow_parallel_edge_tag;
  // NOLINTNEXTLINE(readability-identifier-naming): of Boost.Graph
  struct traversal_category : boost::incidence_graph_tag, boost::vertex_list_graph_tag {};
  using out_edge_iterator = imgfam::PlanEdges;
  using degree_size_type = std::size_t;
  using vertex_iterator = boost::counting_iterator<vertex_descriptor>;
  using vertices_size_type = std::size_t;
  static vertex_descriptor null_vertex() { return imgfam::unreachable; }
};

namespace imgfam {

// Not in an anonymous namespace, where Boost.Graph would not find them.
inline std::pair<PlanEdges, PlanEdges> out_edges(PlanSearch::Vertex vertex,
                                                 const PlanSearch& search) {
  auto edges = std::make_shared<const std::vector<PlanSearch::Edge>>(search.edges_of(vertex));
  const std::size_t count = edges->size();
  return {PlanEdges(edges, 0), PlanEdges(edges, count)};
}
inline std::size_t out_degree(PlanSearch::Vertex vertex, const PlanSearch& search) {
  return search.edges_of(vertex).size();
}
inline PlanSearch::Vertex source(const PlanSearch::Edge& edge, const PlanSearch&) {
  return edge.from;
}
inline PlanSearch::Vertex target(const PlanSearch::Edge& edge, const PlanSearch&) {
  return edge.to;
}

namespace {

/// Notes how every state was come to, and stops at the first goal.
struct PlanVisitor : boost::default_astar_visitor {
  std::vector<PlanSearch::Edge>* came_by = nullptr;
  std::uint64_t* expanded = nullptr;

  void examine_vertex(PlanSearch::Vertex vertex, const PlanSearch& search) const {
    if (search.is_goal(vertex)) throw GoalReached(vertex);
    ++*expanded;
  }
  void edge_relaxed(const PlanSearch::Edge& edge, const PlanSearch&) const {
    if (came_by->size() <= edge.to) came_by->resize(std::size_t{edge.to} + 1);
    (*came_by)[edge.to] = edge;
  }
};

std::vector<ModelRequest> path_to(PlanSearch::Vertex goal,
                                  const std::vector<PlanSearch::Edge>& came_by) {
  std::vector<ModelRequest> path;
  for (PlanSearch::Vertex at = goal; at != 0; at = came_by[at].from)
    path.push_back(came_by[at].request);
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace

PlanSearch::Found PlanSearch::run() {
  Found found;
  State first(problem_.images.size(), 0);
  constexpr auto most = static_cast<std::uint64_t>(-1);
  const Weight endless{most, most, most};
  std::vector<Weight> hopes;
  std::vector<Weight> costs;
  std::vector<boost::two_bit_color_type> colors;
  std::vector<Edge> came_by;
  PlanVisitor visitor;
  visitor.came_by = &came_by;
  visitor.expanded = &found.expanded;
  try {
    if (!intern(std::move(first))) return found;
    put(Notes<Weight>(costs, endless), 0, {});
    put(Notes<Weight>(hopes, endless), 0, {hopes_[0], 0, hopes_[0]});
    boost::astar_search_no_init(
        *this, Vertex{0},
        [&](Vertex vertex) {
          return Weight{hopes_[vertex], 0, hopes_[vertex]};
        },
        visitor, boost::dummy_property_map(), Notes<Weight>(hopes, endless),
        Notes<Weight>(costs, endless),
        boost::make_function_property_map<Edge>([](const Edge& edge) { return edge.weight; }),
        Notes<boost::two_bit_color_type>(colors, boost::two_bit_white),
        boost::typed_identity_property_map<Vertex>(), std::less<>(), std::plus<>(), endless,
        Weight{});
  } catch (const GoalReached& goal) {
    found.path = path_to(goal.vertex, came_by);
  } catch (const TooManyStates&) {
    found.is_bound_reached = true;
  }
  found.states = states_.size();
  return found;
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
      if (swapped && swapped->second < now->second &&
          risk_of(swapped->first) <= risk_of(now->first) && after(swapped->first, path[i]) &&
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
