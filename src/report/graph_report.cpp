#include <imgfam/report/graph_report.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

namespace imgfam {
namespace {

constexpr std::uint64_t diameter_looks_max = 2'000'000'000;

constexpr std::array<std::string_view, acts_count> act_names{
    "create an image",      "deprecate an image",   "restore an image",
    "set a boot mode",      "set NVMe support",     "move an image to a family",
    "share an image",       "unshare an image",     "unshare an image with others",
    "copy an image",        "delete an image",      "delete an image with Force",
    "launch from an image", "launch from a family", "delete an instance",
    "complete a creation",  "fail a creation",
};

/// A text in quotes, as DOT has it.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string to_dot(const StateGraph& graph, const StrongComponents& components) {
  const FamilyModel& model = graph.model();
  std::string out =
      "digraph states {\n  rankdir=LR;\n  node [shape=box, fontsize=10];\n"
      "  edge [fontsize=8];\n";
  for (StateGraph::Vertex v = 0; v < graph.vertices(); ++v)
    out += fmt::format("  {} [label={}];\n", v, quoted(model.describe(graph.state(v))));
  for (std::size_t e = 0; e < graph.edges(); ++e) {
    const StateGraph::Edge edge = graph.edge(e);
    const bool is_for_good = components.of[edge.from] != components.of[edge.to];
    out += fmt::format("  {} -> {} [label={}{}];\n", edge.from, edge.to,
                       quoted(model.describe(edge.request)), is_for_good ? ", style=bold" : "");
  }
  return out + "}\n";
}

std::string to_json(const StateGraph& graph, const StrongComponents& components) {
  const FamilyModel& model = graph.model();
  boost::json::array states;
  for (StateGraph::Vertex v = 0; v < graph.vertices(); ++v) {
    states.push_back(boost::json::object{{"state", model.describe(graph.state(v))},
                                         {"component", components.of[v]}});
  }
  boost::json::array edges;
  for (std::size_t e = 0; e < graph.edges(); ++e) {
    const StateGraph::Edge edge = graph.edge(e);
    edges.push_back(boost::json::object{
        {"from", edge.from}, {"to", edge.to}, {"request", model.describe(edge.request)}});
  }
  const boost::json::object document{{"format", "imgfam state graph"},
                                     {"version", 1},
                                     {"edition", to_text(model.options().edition)},
                                     {"start", StateGraph::start},
                                     {"components", components.count},
                                     {"states", std::move(states)},
                                     {"edges", std::move(edges)}};
  return boost::json::serialize(document) + "\n";
}

std::string counted(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

Result<std::string> render_graph(const StateGraph& graph, GraphFormat format) {
  if (format == GraphFormat::GraphMl) return to_graphml(graph);
  const StrongComponents components = strong_components(graph);
  if (format == GraphFormat::Json) return to_json(graph, components);
  if (graph.vertices() > drawn_states_max)
    return problem("EXP007",
                   fmt::format("the graph has {} states; at most {} are drawn", graph.vertices(),
                               drawn_states_max),
                   "look at fewer images, accounts or instances, or write graphml or json");
  return to_dot(graph, components);
}

std::string render_analysis(const StateGraph& graph) {
  const StrongComponents found = strong_components(graph);
  const auto longest = diameter(graph, diameter_looks_max);
  std::string out = fmt::format("graph: {}, {}\n", counted(graph.vertices(), "state"),
                                counted(graph.edges(), "edge"));
  out += fmt::format("farthest from the beginning: {}\n",
                     counted(eccentricity(graph, StateGraph::start), "request"));
  if (longest) out += fmt::format("farthest apart: {}\n", counted(*longest, "request"));
  out += fmt::format("strong components: {}, the largest of {}; {} {} left\n", found.count,
                     counted(found.largest, "state"),
                     found.final == 1 ? "one" : fmt::format("{}", found.final),
                     found.final == 1 ? "is never" : "are never");
  out += "What can never be undone, out of all that is accepted:\n";
  std::string rest;
  for (const auto& [act, way] : found.acts) {
    const std::string_view name = act_names[static_cast<std::size_t>(act)];
    if (way.for_good == 0) {
      rest += fmt::format("{}{}", rest.empty() ? "" : ", ", name);
      continue;
    }
    const StateGraph::Edge edge = graph.edge(way.example);
    out += fmt::format("  {:<28} {} of {}, as {} in: {}\n", name, way.for_good, way.edges,
                       graph.model().describe(edge.request),
                       graph.model().describe(graph.state(edge.from)));
  }
  return out + fmt::format("What always can: {}.\n", rest.empty() ? "nothing" : rest);
}

}  // namespace imgfam
