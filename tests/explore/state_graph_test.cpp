// The graph of a model: the same states and edges as the engines count, the same distances whether
// the graph is kept or not, and what can never be undone.
#include "support/catch.hpp"

#include <imgfam/explore/explore.hpp>
#include <imgfam/explore/state_graph.hpp>

namespace imgfam {
namespace {

ModelOptions sized(std::uint32_t images, std::uint32_t accounts, std::uint32_t instances) {
  ModelOptions options;
  options.images = images;
  options.accounts = accounts;
  options.instances = instances;
  return options;
}

FamilyModel blank(const ModelOptions& options) {
  auto model = FamilyModel::blank(options);
  REQUIRE(model.has_value());
  return *model;
}

StateGraph graph_of(const FamilyModel& model) {
  auto graph = StateGraph::of(model, {});
  REQUIRE(graph.has_value());
  return *graph;
}

/// Models that differ in all that matters to a graph.
std::vector<ModelOptions> several() {
  std::vector<ModelOptions> all{sized(1, 0, 0), sized(2, 1, 1), sized(2, 2, 2), sized(3, 1, 1)};
  all.push_back(sized(2, 1, 1));
  all.back().creating = all.back().nvme = true;
  all.push_back(sized(2, 1, 1));
  all.back().second_family = true;
  all.back().images_per_family = 1;
  return all;
}

bool is_same(const StateGraph& graph, const std::vector<std::uint32_t>& kept,
             const std::vector<ReachedState>& reached) {
  return reached.size() == kept.size() &&
         std::all_of(reached.begin(), reached.end(), [&](const ReachedState& r) {
           return kept[graph.find(r.state).value()] == r.away;
         });
}

std::uint32_t cost_of(const ModelRequest& request) {
  return request.act == Act::Create ? 7 : request.act == Act::RunImage ? 0 : 2;
}

}  // namespace

TEST_CASE("a graph has the states and edges that the engines count", "[explore][graph]") {
  for (const ModelOptions& options : several()) {
    const FamilyModel model = blank(options);
    const StateGraph graph = graph_of(model);
    const auto counted = explore(model, {}, {});
    REQUIRE(counted.has_value());
    CHECK(graph.vertices() == counted->states);
    CHECK(graph.edges() == counted->transitions);
    CHECK(eccentricity(graph, StateGraph::start) == counted->depth);
  }
}

TEST_CASE("an edge is what the model makes of a request", "[explore][graph]") {
  const FamilyModel model = blank(sized(2, 1, 1));
  const StateGraph graph = graph_of(model);
  CHECK(graph.state(StateGraph::start) == model.initial());
  CHECK(graph.first_edge(static_cast<StateGraph::Vertex>(graph.vertices())) == graph.edges());
  for (std::size_t e = 0; e < graph.edges(); ++e) {
    const StateGraph::Edge edge = graph.edge(e);
    FamilyState state = graph.state(edge.from);
    REQUIRE(model.apply(state, edge.request).none());
    REQUIRE(graph.find(state) == edge.to);
    REQUIRE(graph.first_edge(edge.from) <= e);
    REQUIRE(graph.first_edge(edge.from + 1) > e);
  }
}

TEST_CASE("the same searches find the same on the graph and on the model", "[explore][graph]") {
  for (const ModelOptions& options : several()) {
    const FamilyModel model = blank(options);
    const StateGraph graph = graph_of(model);
    const auto kept = distances(graph, StateGraph::start);
    CHECK(is_same(graph, kept, *distances(model, {})));
    CHECK(std::is_sorted(kept.begin(), kept.end()));
    const auto cheapest = costs(graph, StateGraph::start, cost_of);
    CHECK(cheapest != kept);
    CHECK(is_same(graph, cheapest, *costs(model, cost_of, {})));
    CHECK(costs(graph, StateGraph::start, [](const ModelRequest&) { return 1U; }) == kept);
  }
}

TEST_CASE("a shortest path leads there in as many requests as the distance says",
          "[explore][graph]") {
  const FamilyModel model = blank(sized(2, 1, 1));
  const StateGraph graph = graph_of(model);
  const auto away = distances(graph, StateGraph::start);
  for (StateGraph::Vertex to = 0; to < graph.vertices(); ++to) {
    const auto path = shortest_path(graph, StateGraph::start, to);
    REQUIRE(path.has_value());
    REQUIRE(path->size() == away[to]);
    FamilyState state = model.initial();
    for (const ModelRequest& request : *path)
      REQUIRE(model.apply(state, request).none());
    REQUIRE(state == graph.state(to));
  }
  CHECK_FALSE(shortest_path(graph, 1, StateGraph::start));
}

TEST_CASE("creations and deletions are what cannot be undone", "[explore][graph]") {
  const FamilyModel model = blank(sized(2, 1, 1));
  const StateGraph graph = graph_of(model);
  const StrongComponents found = strong_components(graph);
  CHECK(found.of[StateGraph::start] == found.count - 1);
  for (std::size_t e = 0; e < graph.edges(); ++e) {
    const StateGraph::Edge edge = graph.edge(e);
    REQUIRE(found.of[edge.from] >= found.of[edge.to]);
  }
  for (const auto& [act, way] : found.acts) {
    INFO(model.describe({act, 0, 0}));
    const bool is_final = act == Act::Create || act == Act::Delete || act == Act::ForceDelete;
    CHECK((way.for_good != 0) == (is_final || act == Act::DeleteInstance));
    if (way.for_good == 0) continue;
    const StateGraph::Edge edge = graph.edge(way.example);
    CHECK(edge.request.act == act);
    CHECK(found.of[edge.from] != found.of[edge.to]);
  }
}

TEST_CASE("components and diameters of small models stay what they were", "[explore][graph]") {
  struct Expected {
    std::uint32_t images, accounts, instances;
    std::size_t states, edges, components, largest, final;
    std::uint32_t from_start, diameter;
  };
  for (const Expected& e : std::vector<Expected>{{1, 0, 0, 6, 23, 3, 4, 1, 3, 3},
                                                 {2, 1, 1, 161, 1775, 11, 108, 1, 7, 8},
                                                 {2, 2, 2, 1129, 17017, 19, 900, 1, 11, 13},
                                                 {3, 1, 1, 1513, 24888, 26, 864, 1, 10, 11}}) {
    const FamilyModel model = blank(sized(e.images, e.accounts, e.instances));
    const StateGraph graph = graph_of(model);
    const StrongComponents found = strong_components(graph);
    INFO(e.images << "," << e.accounts << "," << e.instances);
    CHECK(graph.vertices() == e.states);
    CHECK(graph.edges() == e.edges);
    CHECK(found.count == e.components);
    CHECK(found.largest == e.largest);
    CHECK(found.final == e.final);
    CHECK(eccentricity(graph, StateGraph::start) == e.from_start);
    CHECK(diameter(graph, 200'000'000).value() == e.diameter);
  }
}

TEST_CASE("a graph that is too large is told", "[explore][graph]") {
  const FamilyModel model = blank(sized(2, 1, 1));
  const StateGraph graph = graph_of(model);
  StateGraphBounds bounds{graph.vertices(), graph.edges()};
  CHECK(StateGraph::of(model, bounds).has_value());
  --bounds.edges_max;
  CHECK(StateGraph::of(model, bounds).error().code == "EXP006");
  bounds = {graph.vertices() - 1, graph.edges()};
  CHECK(StateGraph::of(model, bounds).error().code == "EXP006");
  CHECK(distances(model, bounds).error().code == "EXP006");
  CHECK_FALSE(diameter(graph, graph.vertices() * graph.edges() - 1).has_value());
}

TEST_CASE("GraphML has every state and every edge once", "[explore][graph]") {
  const FamilyModel model = blank(sized(1, 1, 1));
  const StateGraph graph = graph_of(model);
  const std::string text = to_graphml(graph);
  const auto count = [&](std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
      ++found;
    return found;
  };
  CHECK(count("<node ") == graph.vertices());
  CHECK(count("<edge ") == graph.edges());
  CHECK(count(">ModifyImageAttribute m-1 Status=Deprecated<") != 0);
  CHECK(count(">m-1 Available BIOS<") == 1);
}

}  // namespace imgfam
