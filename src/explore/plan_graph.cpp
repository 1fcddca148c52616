// PlanSearch as an implicit graph of Boost.Graph's, and A* on it.
#include "graph_search.hpp"
#include "plan_search.hpp"

#include <boost/graph/astar_search.hpp>

#include <algorithm>

namespace imgfam {

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

}  // namespace imgfam
