#include "support/catch.hpp"

#include <imgfam/report/graph_report.hpp>

#include <boost/json/parse.hpp>

namespace imgfam {
namespace {

FamilyModel blank(std::uint32_t images, std::uint32_t accounts, std::uint32_t instances) {
  ModelOptions options;
  options.images = images;
  options.accounts = accounts;
  options.instances = instances;
  return *FamilyModel::blank(options);
}

}  // namespace

TEST_CASE("a graph is drawn with every state and edge", "[report][graph]") {
  const FamilyModel model = blank(1, 1, 0);
  const StateGraph graph = *StateGraph::of(model, {});
  const std::string dot = *render_graph(graph, GraphFormat::Dot);
  CHECK(dot.starts_with("digraph states {\n"));
  CHECK(dot.find("  0 [label=\"nothing\"];\n") != std::string::npos);
  CHECK(dot.find("  0 -> 1 [label=\"CreateImage ImageFamily=web\", style=bold];\n") !=
        std::string::npos);
  CHECK(static_cast<std::size_t>(std::count(dot.begin(), dot.end(), '\n')) ==
        graph.vertices() + graph.edges() + 5);
}

TEST_CASE("a graph in JSON says where each edge leads", "[report][graph]") {
  const FamilyModel model = blank(2, 1, 1);
  const StateGraph graph = *StateGraph::of(model, {});
  const auto document = boost::json::parse(*render_graph(graph, GraphFormat::Json));
  const auto& edges = document.at("edges").as_array();
  REQUIRE(edges.size() == graph.edges());
  CHECK(document.at("states").as_array().size() == graph.vertices());
  for (std::size_t e = 0; e < edges.size(); ++e) {
    REQUIRE(edges[e].at("from").to_number<std::uint32_t>() == graph.edge(e).from);
    REQUIRE(edges[e].at("to").to_number<std::uint32_t>() == graph.edge(e).to);
  }
}

TEST_CASE("a graph of many states is not drawn", "[report][graph]") {
  const FamilyModel model = blank(3, 2, 1);
  const StateGraph graph = *StateGraph::of(model, {});
  REQUIRE(graph.vertices() > drawn_states_max);
  CHECK(render_graph(graph, GraphFormat::Dot).error().code == "EXP007");
  CHECK(render_graph(graph, GraphFormat::GraphMl).has_value());
}

TEST_CASE("what can never be undone is told in words", "[report][graph]") {
  const FamilyModel model = blank(2, 1, 1);
  const StateGraph graph = *StateGraph::of(model, {});
  CHECK(render_analysis(graph) ==
        "graph: 161 states, 1775 edges\n"
        "farthest from the beginning: 7 requests\n"
        "farthest apart: 8 requests\n"
        "strong components: 11, the largest of 108 states; one is never left\n"
        "What can never be undone, out of all that is accepted:\n"
        "  create an image              15 of 15, as CreateImage ImageFamily=web in: nothing\n"
        "  delete an image              116 of 116, as DeleteImage m-1 in: m-1 Available BIOS\n"
        "  delete an image with Force   176 of 176, as DeleteImage m-1 Force=true in: m-1 "
        "Available BIOS\n"
        "  delete an instance           14 of 104, as DeleteInstance i-1 in: m-1 deleted; i-1 of "
        "a deleted image\n"
        "What always can: deprecate an image, restore an image, set a boot mode, share an image, "
        "unshare an image, copy an image, launch from an image, launch from a family.\n");
}

}  // namespace imgfam
