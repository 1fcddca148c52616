// Making the graph: breadth first over the model as a graph, with every edge written down.
#include "state_graph_kept.hpp"

#include "graph_search.hpp"

#include <imgfam/model/assert.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace imgfam {
namespace {

BOOST_CONCEPT_ASSERT((boost::IncidenceGraphConcept<StateSpace>));
BOOST_CONCEPT_ASSERT((boost::VertexListGraphConcept<StateSpace>));
BOOST_CONCEPT_ASSERT((boost::IncidenceGraphConcept<RowGraph>));
BOOST_CONCEPT_ASSERT((boost::VertexListGraphConcept<RowGraph>));

/// Writes every edge down. Vertices are numbered in the order in which they are looked at, so the
/// edges come sorted.
struct EdgeWriter : boost::default_bfs_visitor {
  std::vector<std::pair<StateGraph::Vertex, StateGraph::Vertex>>* ends;
  std::vector<ModelRequest>* requests;
  StateGraphBounds bounds;

  void examine_edge(const StateGraph::Edge& edge, const StateSpace& space) const {
    // While the rows are made, both are there twice.
    constexpr std::uint64_t bytes_an_edge = 2 * (sizeof(*ends->data()) + sizeof(ModelRequest));
    const bool is_full = ends->size() >= bounds.edges_max ||
                         space.bytes() + ends->size() * bytes_an_edge > bounds.bytes_max;
    if (is_full) throw TooManyStates();
    ends->emplace_back(edge.from, edge.to);
    requests->push_back(edge.request);
  }
};

/// A model with fewer places, where the model has more. Whatever that comes to, the model comes to
/// as well, so that what has no end is known before states of thousands of images are made.
std::optional<FamilyModel> smaller(const FamilyModel& model, std::uint32_t places) {
  ModelOptions of = model.options();
  const bool is_large = of.images > places || of.accounts > places || of.instances > places;
  if (!model.is_blank() || !is_large) return std::nullopt;
  of.images = std::min(of.images, places);
  of.accounts = std::min(of.accounts, places);
  of.instances = std::min(of.instances, places);
  auto blank = FamilyModel::blank(of);
  IMGFAM_ASSERT(blank.has_value());
  return std::move(*blank);
}

}  // namespace

Diagnostic too_many_states(const StateGraphBounds& bounds) {
  return problem("EXP006",
                 fmt::format("the graph would have more than {} states, {} edges or {} MiB",
                             bounds.states_max, bounds.edges_max, bounds.bytes_max >> 20U),
                 "look at fewer images, accounts or instances; `imgfam explore` without a graph "
                 "takes far more");
}

Result<StateGraph> StateGraph::of(const FamilyModel& model, const StateGraphBounds& bounds) {
  constexpr std::uint32_t many_places = 12;
  for (std::uint32_t places = many_places;; places *= 2) {
    const auto part = smaller(model, places);
    if (!part) break;
    if (auto known = all_of(*part, bounds); !known) return known.error();
  }
  return all_of(model, bounds);
}

Result<StateGraph> StateGraph::all_of(const FamilyModel& model, const StateGraphBounds& bounds) {
  StateSpace space(model, bounds);
  std::vector<std::pair<Vertex, Vertex>> ends;
  std::vector<ModelRequest> requests;
  try {
    EdgeWriter writer;
    writer.ends = &ends;
    writer.requests = &requests;
    writer.bounds = bounds;
    search_breadth_first(space, start, writer);
  } catch (const TooManyStates&) {
    return too_many_states(bounds);
  }
  RowGraph graph(boost::edges_are_sorted, ends.begin(), ends.end(), requests.begin(),
                 static_cast<Vertex>(space.met()));
  return StateGraph(std::make_shared<const Kept>(Kept{std::move(space), std::move(graph)}));
}

const FamilyModel& StateGraph::model() const { return kept_->space.model(); }
std::size_t StateGraph::vertices() const { return num_vertices(kept_->graph); }
std::size_t StateGraph::edges() const { return num_edges(kept_->graph); }
const FamilyState& StateGraph::state(Vertex vertex) const { return kept_->space.state(vertex); }

StateGraph::Edge StateGraph::edge(std::size_t number) const {
  const RowGraph& graph = kept_->graph;
  const auto edge = edge_from_index(static_cast<std::uint32_t>(number), graph);
  return {source(edge, graph), target(edge, graph), graph[edge]};
}

std::size_t StateGraph::first_edge(Vertex vertex) const {
  return kept_->graph.m_forward.m_rowstart[vertex];
}

std::optional<StateGraph::Vertex> StateGraph::find(const FamilyState& state) const {
  return kept_->space.find(state);
}

}  // namespace imgfam
