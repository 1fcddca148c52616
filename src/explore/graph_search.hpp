// Boost.Graph's searches from one vertex, in a form that runs on the graph and on the model alike:
// what they note of a vertex grows with the vertices that are met.
#pragma once

#include "state_space.hpp"

#include <boost/graph/astar_search.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/pending/queue.hpp>
#include <boost/property_map/function_property_map.hpp>

namespace imgfam {

Diagnostic too_many_states(const StateGraphBounds& bounds);

/// A property map that has a value for every vertex: `otherwise` until one is put.
template <class Value>
class Notes {
 public:
  using key_type = StateGraph::Vertex;
  using value_type = Value;
  using reference = Value;
  using category = boost::read_write_property_map_tag;

  Notes(std::vector<Value>& values, Value otherwise) : values_(&values), otherwise_(otherwise) {}

  friend Value get(const Notes& notes, key_type key) {
    return key < notes.values_->size() ? (*notes.values_)[key] : notes.otherwise_;
  }
  friend void put(const Notes& notes, key_type key, Value value) {
    if (key >= notes.values_->size()) notes.values_->resize(std::size_t{key} + 1, notes.otherwise_);
    (*notes.values_)[key] = value;
  }

 private:
  std::vector<Value>* values_;
  Value otherwise_;
};

template <class Graph, class Visitor>
void search_breadth_first(const Graph& graph, StateGraph::Vertex from, Visitor visitor) {
  using Color = boost::two_bit_color_type;
  std::vector<Color> colors;
  boost::queue<StateGraph::Vertex> queue;
  boost::breadth_first_visit(graph, from, queue, visitor,
                             Notes<Color>(colors, boost::two_bit_white));
}

/// Notes how far away every vertex is.
struct DistanceNoter : boost::default_bfs_visitor {
  std::vector<std::uint32_t>* distances;

  template <class Edge, class Graph>
  void tree_edge(const Edge& edge, const Graph& graph) const {
    const Notes<std::uint32_t> notes(*distances, unreachable);
    put(notes, target(edge, graph), get(notes, source(edge, graph)) + 1);
  }
};

template <class Graph>
std::vector<std::uint32_t> distances_in(const Graph& graph, StateGraph::Vertex from) {
  std::vector<std::uint32_t> distances;
  put(Notes<std::uint32_t>(distances, unreachable), from, 0U);
  DistanceNoter noter;
  noter.distances = &distances;
  search_breadth_first(graph, from, noter);
  return distances;
}

/// Dijkstra's algorithm: A* that hopes for nothing. Boost.Graph's own wants to know the number of
/// vertices beforehand. `cost` is of an edge.
template <class Graph, class Cost>
std::vector<std::uint32_t> costs_in(const Graph& graph, StateGraph::Vertex from, const Cost& cost) {
  using Edge = typename boost::graph_traits<Graph>::edge_descriptor;
  using Numbers = Notes<std::uint32_t>;
  std::vector<std::uint32_t> distances;
  std::vector<std::uint32_t> hopes;
  std::vector<boost::two_bit_color_type> colors;
  const Numbers distance(distances, unreachable);
  const Numbers hope(hopes, unreachable);
  put(distance, from, 0U);
  put(hope, from, 0U);
  boost::astar_search_no_init(
      graph, from, [](StateGraph::Vertex) { return 0U; }, boost::default_astar_visitor(),
      boost::dummy_property_map(), hope, distance,
      boost::make_function_property_map<Edge>([&](const Edge& edge) { return cost(edge); }),
      Notes<boost::two_bit_color_type>(colors, boost::two_bit_white),
      boost::typed_identity_property_map<StateGraph::Vertex>(), std::less<>(), std::plus<>(),
      unreachable, 0U);
  return distances;
}

}  // namespace imgfam
