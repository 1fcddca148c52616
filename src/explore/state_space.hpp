// StateSpace: a FamilyModel as a graph of Boost.Graph's, without making the graph. An out edge is a
// request that the model accepts; a vertex is the number that a state got when it was first met, so
// that property maps can be vectors.
//
// It models IncidenceGraph, and VertexListGraph of the vertices met so far: algorithms that begin
// at one vertex run on it as on any other graph. Its edges are asked of the model whenever they are
// looked at.
#pragma once

#include <imgfam/explore/state_graph.hpp>

#include <boost/graph/graph_traits.hpp>
#include <boost/graph/properties.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/iterator/iterator_facade.hpp>
#include <boost/property_map/property_map.hpp>
#include <boost/unordered_map.hpp>

#include <exception>

namespace imgfam {

/// Thrown out of Boost.Graph's algorithms, which know no other way to end early.
struct TooManyStates : std::exception {};

class StateSpace {
 public:
  using Vertex = StateGraph::Vertex;
  using Edge = StateGraph::Edge;

  StateSpace(const FamilyModel& model, const StateGraphBounds& bounds)
      : model_(&model), bounds_(bounds) {
    intern(model.initial());
  }

  const FamilyModel& model() const { return *model_; }
  std::size_t met() const { return states_.size(); }
  const FamilyState& state(Vertex vertex) const { return *states_[vertex]; }
  std::optional<Vertex> find(const FamilyState& state) const {
    const auto known = numbers_.find(state);
    return known == numbers_.end() ? std::nullopt : std::optional(known->second);
  }

  /// Roughly what the states take.
  std::uint64_t bytes() const {
    constexpr std::uint64_t of_the_map = 64;
    return met() * (of_the_map + sizeof(FamilyState) + model_->images() * sizeof(ModelImage) +
                    model_->instances() * sizeof(ModelInstance));
  }

  /// The accepted requests of a state, in their order. ERRORS: throws TooManyStates.
  std::vector<Edge> edges_of(Vertex vertex) const {
    std::vector<ModelRequest> requests;
    model_->requests(state(vertex), requests);
    std::vector<Edge> edges;
    for (const ModelRequest& request : requests) {
      FamilyState next = state(vertex);
      if (model_->apply(next, request).none())
        edges.push_back({vertex, intern(std::move(next)), request});
    }
    return edges;
  }

 private:
  Vertex intern(FamilyState&& state) const {
    const auto [place, is_new] =
        numbers_.emplace(std::move(state), static_cast<Vertex>(states_.size()));
    if (!is_new) return place->second;
    if (states_.size() >= bounds_.states_max || bytes() > bounds_.bytes_max) throw TooManyStates();
    states_.push_back(&place->first);
    return place->second;
  }
  Vertex intern(const FamilyState& state) const { return intern(FamilyState(state)); }

  const FamilyModel* model_;
  StateGraphBounds bounds_;
  // Algorithms take graphs as constant: that a state gets its number late is no change to them.
  mutable boost::unordered_map<FamilyState, Vertex, boost::hash<FamilyState>> numbers_;
  mutable std::vector<const FamilyState*> states_;  ///< Into `numbers_`, whose nodes stay.
};

/// Edges are shared by the copies of an iterator, so they live as long as anybody looks at them.
class OutEdges : public boost::iterator_facade<OutEdges, const StateSpace::Edge,
                                               boost::forward_traversal_tag> {
 public:
  OutEdges() = default;
  OutEdges(std::shared_ptr<const std::vector<StateSpace::Edge>> edges, std::size_t at)
      : edges_(std::move(edges)), at_(at) {}

 private:
  friend class boost::iterator_core_access;
  const StateSpace::Edge& dereference() const { return (*edges_)[at_]; }
  bool equal(const OutEdges& other) const { return at_ == other.at_; }
  void increment() { ++at_; }

  std::shared_ptr<const std::vector<StateSpace::Edge>> edges_;
  std::size_t at_ = 0;
};

inline std::pair<OutEdges, OutEdges> out_edges(StateSpace::Vertex vertex, const StateSpace& space) {
  auto edges = std::make_shared<const std::vector<StateSpace::Edge>>(space.edges_of(vertex));
  const std::size_t count = edges->size();
  return {OutEdges(edges, 0), OutEdges(edges, count)};
}
inline std::size_t out_degree(StateSpace::Vertex vertex, const StateSpace& space) {
  return space.edges_of(vertex).size();
}
inline StateSpace::Vertex source(const StateSpace::Edge& edge, const StateSpace&) {
  return edge.from;
}
inline StateSpace::Vertex target(const StateSpace::Edge& edge, const StateSpace&) {
  return edge.to;
}
inline auto vertices(const StateSpace& space) {
  using Number = boost::counting_iterator<StateSpace::Vertex>;
  return std::pair(Number(0), Number(static_cast<StateSpace::Vertex>(space.met())));
}
inline std::size_t num_vertices(const StateSpace& space) { return space.met(); }
inline boost::typed_identity_property_map<StateSpace::Vertex> get(boost::vertex_index_t,
                                                                  const StateSpace&) {
  return {};
}

}  // namespace imgfam

template <>
struct boost::graph_traits<imgfam::StateSpace> {
  using vertex_descriptor = imgfam::StateSpace::Vertex;
  using edge_descriptor = imgfam::StateSpace::Edge;
  using directed_category = boost::directed_tag;
  using edge_parallel_category = boost::allow_parallel_edge_tag;
  struct traversal_category : boost::incidence_graph_tag, boost::vertex_list_graph_tag {};
  using out_edge_iterator = imgfam::OutEdges;
  using degree_size_type = std::size_t;
  using vertex_iterator = boost::counting_iterator<vertex_descriptor>;
  using vertices_size_type = std::size_t;
  static vertex_descriptor null_vertex() { return imgfam::unreachable; }
};
