// GraphML, which Boost.Graph writes by itself.
#include "state_graph_kept.hpp"

#include <boost/graph/graphml.hpp>
#include <boost/property_map/function_property_map.hpp>

#include <sstream>

namespace imgfam {

std::string to_graphml(const StateGraph& graph) {
  const RowGraph& rows = graph.kept().graph;
  using Edge = boost::graph_traits<RowGraph>::edge_descriptor;
  auto state_text = boost::make_function_property_map<StateGraph::Vertex>(
      [&](StateGraph::Vertex v) { return graph.model().describe(graph.state(v)); });
  auto request_text = boost::make_function_property_map<Edge>(
      [&](const Edge& edge) { return graph.model().describe(rows[edge]); });
  boost::dynamic_properties properties;
  properties.property("state", state_text);
  properties.property("request", request_text);
  std::ostringstream out;
  boost::write_graphml(out, rows, properties, true);
  return std::move(out).str();
}

}  // namespace imgfam
