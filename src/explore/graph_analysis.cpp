// What is asked of a graph as a whole: how far apart states are, and what can never be undone.
#include "graph_search.hpp"
#include "state_graph_kept.hpp"

#include <boost/graph/strong_components.hpp>

#include <algorithm>

namespace imgfam {
namespace {

/// States that are not reached have no number yet in the notes of a search.
std::vector<std::uint32_t> of_all(std::vector<std::uint32_t> numbers, const StateGraph& graph) {
  numbers.resize(graph.vertices(), unreachable);
  return numbers;
}

std::uint32_t longest(const std::vector<std::uint32_t>& distances) {
  std::uint32_t most = 0;
  for (const std::uint32_t distance : distances)
    most = distance == unreachable ? most : std::max(most, distance);
  return most;
}

/// Runs a search on the model itself.
template <class Search>
Result<std::vector<ReachedState>> in_space(const FamilyModel& model, const StateGraphBounds& bounds,
                                           Search&& search) {
  const StateSpace space(model, bounds);
  try {
    const std::vector<std::uint32_t> away = search(space);
    std::vector<ReachedState> reached;
    for (StateGraph::Vertex v = 0; v < space.met(); ++v)
      reached.push_back({space.state(v), away[v]});
    return reached;
  } catch (const TooManyStates&) {
    return too_many_states(bounds);
  }
}

}  // namespace

std::vector<std::uint32_t> distances(const StateGraph& graph, StateGraph::Vertex from) {
  return of_all(distances_in(graph.kept().graph, from), graph);
}

std::vector<std::uint32_t> costs(const StateGraph& graph, StateGraph::Vertex from,
                                 const RequestCost& cost) {
  const RowGraph& rows = graph.kept().graph;
  return of_all(costs_in(rows, from, [&](const auto& edge) { return cost(rows[edge]); }), graph);
}

Result<std::vector<ReachedState>> distances(const FamilyModel& model,
                                            const StateGraphBounds& bounds) {
  return in_space(model, bounds,
                  [](const StateSpace& space) { return distances_in(space, StateGraph::start); });
}

Result<std::vector<ReachedState>> costs(const FamilyModel& model, const RequestCost& cost,
                                        const StateGraphBounds& bounds) {
  return in_space(model, bounds, [&](const StateSpace& space) {
    return costs_in(space, StateGraph::start,
                    [&](const StateGraph::Edge& edge) { return cost(edge.request); });
  });
}

std::optional<std::vector<ModelRequest>> shortest_path(const StateGraph& graph,
                                                       StateGraph::Vertex from,
                                                       StateGraph::Vertex to) {
  const std::vector<std::uint32_t> away = distances(graph, from);
  if (away[to] == unreachable) return std::nullopt;
  // Backwards, by any edge that comes from one request nearer: the first such edge of all.
  std::vector<std::size_t> way_in(graph.vertices(), graph.edges());
  for (std::size_t e = 0; e < graph.edges(); ++e) {
    const StateGraph::Edge edge = graph.edge(e);
    const bool is_nearer = away[edge.from] != unreachable && away[edge.from] + 1 == away[edge.to];
    if (is_nearer && way_in[edge.to] == graph.edges()) way_in[edge.to] = e;
  }
  std::vector<ModelRequest> path;
  for (StateGraph::Vertex at = to; at != from;) {
    const StateGraph::Edge edge = graph.edge(way_in[at]);
    path.push_back(edge.request);
    at = edge.from;
  }
  std::reverse(path.begin(), path.end());
  return path;
}

std::uint32_t eccentricity(const StateGraph& graph, StateGraph::Vertex from) {
  return longest(distances(graph, from));
}

std::optional<std::uint32_t> diameter(const StateGraph& graph, std::uint64_t looks_max) {
  if (std::uint64_t{graph.vertices()} * graph.edges() > looks_max) return std::nullopt;
  std::uint32_t most = 0;
  for (StateGraph::Vertex v = 0; v < graph.vertices(); ++v)
    most = std::max(most, eccentricity(graph, v));
  return most;
}

StrongComponents strong_components(const StateGraph& graph) {
  StrongComponents found;
  found.of.resize(graph.vertices());
  found.count = boost::strong_components(
      graph.kept().graph,
      boost::make_iterator_property_map(found.of.begin(),
                                        boost::typed_identity_property_map<StateGraph::Vertex>()));
  std::vector<std::size_t> sizes(found.count);
  for (const std::uint32_t component : found.of)
    ++sizes[component];
  found.largest = *std::max_element(sizes.begin(), sizes.end());
  std::vector<bool> is_left(found.count);
  for (std::size_t e = 0; e < graph.edges(); ++e) {
    const StateGraph::Edge edge = graph.edge(e);
    StrongComponents::OneWay& act = found.acts[edge.request.act];
    ++act.edges;
    if (found.of[edge.from] == found.of[edge.to]) continue;
    is_left[found.of[edge.from]] = true;
    if (act.for_good++ == 0) act.example = e;
  }
  found.final = static_cast<std::size_t>(std::count(is_left.begin(), is_left.end(), false));
  return found;
}

}  // namespace imgfam
