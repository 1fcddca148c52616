// StateGraph: every state that a model can come to, and every accepted request that leads from one
// to another, kept as a graph. What explore counts and forgets is here to be walked, drawn, and
// covered by scenarios.
//
//     auto graph = StateGraph::of(*model, {});
//     std::uint32_t farthest = eccentricity(*graph, StateGraph::start);
//
// Vertices are numbered breadth first, so vertex 0 is where the model begins and the numbers never
// change. A request that changes nothing is an edge from a state to itself. Boost.Graph does the
// work (src/explore/state_graph.cpp); nothing of it shows here. Much larger models are for
// explore.hpp, which keeps a few bits a state.
#pragma once

#include <imgfam/explore/family_model.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace imgfam {

struct StateGraphBounds {
  std::uint64_t states_max = 1'000'000;
  std::uint64_t edges_max = 20'000'000;
  std::uint64_t bytes_max = std::uint64_t{4} << 30U;  ///< Roughly, for both.
};

class StateGraph {
 public:
  using Vertex = std::uint32_t;
  struct Edge {
    Vertex from = 0;
    Vertex to = 0;
    ModelRequest request;

    bool operator==(const Edge&) const = default;
  };

  static constexpr Vertex start = 0;

  /// REQUIRES: the model outlives the graph. ERRORS: EXP006 it would pass a
  /// bound.
  static Result<StateGraph> of(const FamilyModel& model, const StateGraphBounds& bounds);

  const FamilyModel& model() const;
  std::size_t vertices() const;
  std::size_t edges() const;
  const FamilyState& state(Vertex vertex) const;
  /// Edges are numbered too: by the vertex that they leave, then in the order of its requests.
  Edge edge(std::size_t number) const;
  /// The first edge that leaves the vertex; those of the next vertex follow. `vertices()` will do.
  std::size_t first_edge(Vertex vertex) const;
  std::optional<Vertex> find(const FamilyState& state) const;

  struct Kept;  ///< Of Boost.Graph.
  const Kept& kept() const { return *kept_; }

 private:
  static Result<StateGraph> all_of(const FamilyModel& model, const StateGraphBounds& bounds);
  explicit StateGraph(std::shared_ptr<const Kept> kept) : kept_(std::move(kept)) {}

  std::shared_ptr<const Kept> kept_;
};

/// What a request costs, for cheapest paths.
using RequestCost = std::function<std::uint32_t(const ModelRequest&)>;

inline constexpr std::uint32_t unreachable = 0xffff'ffff;

/// How many requests every state is away; `unreachable` where none lead.
std::vector<std::uint32_t> distances(const StateGraph& graph, StateGraph::Vertex from);
/// The least that the requests on the way to every state cost together.
std::vector<std::uint32_t> costs(const StateGraph& graph, StateGraph::Vertex from,
                                 const RequestCost& cost);

/// The same from the beginning and by the same algorithms on the model itself: states are made as
/// they are met, and no edge is kept. In the order in which they were met. ERRORS: EXP006.
struct ReachedState {
  FamilyState state;
  std::uint32_t away = 0;
};
Result<std::vector<ReachedState>> distances(const FamilyModel& model,
                                            const StateGraphBounds& bounds);
Result<std::vector<ReachedState>> costs(const FamilyModel& model, const RequestCost& cost,
                                        const StateGraphBounds& bounds);

/// As few requests as any that lead from one state to the other; nothing when none do.
std::optional<std::vector<ModelRequest>> shortest_path(const StateGraph& graph,
                                                       StateGraph::Vertex from,
                                                       StateGraph::Vertex to);

/// The longest of the shortest paths from a state.
std::uint32_t eccentricity(const StateGraph& graph, StateGraph::Vertex from);
/// The longest of all shortest paths. Cost: an edge is looked at once for every state; nothing
/// when that is more than `looks_max`.
std::optional<std::uint32_t> diameter(const StateGraph& graph, std::uint64_t looks_max);

/// States that lead to each other are of one component. What leads from one component to another
/// can never be undone.
struct StrongComponents {
  std::vector<std::uint32_t> of;  ///< By vertex. Numbered so that edges lead to lesser numbers.
  std::size_t count = 0;
  std::size_t largest = 0;  ///< The states of the largest.
  std::size_t final = 0;    ///< Components that nothing leads out of.
  struct OneWay {
    std::uint64_t edges = 0;
    std::uint64_t for_good = 0;  ///< Those of them that lead to another component.
    std::size_t example = 0;     ///< The first of those, by its number.
  };
  std::map<Act, OneWay> acts;  ///< Of every act that any edge has.
};
StrongComponents strong_components(const StateGraph& graph);

/// The graph in GraphML, by Boost.Graph: for yEd, Gephi, NetworkX. The texts of states and requests
/// are `state` and `request`.
std::string to_graphml(const StateGraph& graph);

}  // namespace imgfam
