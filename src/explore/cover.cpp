// What is to be covered, as arcs that a postman has to take.
#include <imgfam/explore/cover.hpp>

#include "postman.hpp"

#include <fmt/format.h>

namespace imgfam {
namespace {

using Vertex = StateGraph::Vertex;
using Ends = PostmanGraph::Ends;

std::vector<ModelRequest> refused_in(const StateGraph& graph, Vertex vertex) {
  const FamilyModel& model = graph.model();
  std::vector<ModelRequest> requests;
  model.requests(graph.state(vertex), requests);
  std::erase_if(requests, [&](const ModelRequest& request) {
    FamilyState state = graph.state(vertex);
    return model.apply(state, request).none();
  });
  return requests;
}

/// Notes what a walk does, and what was done before.
class StepWriter {
 public:
  explicit StepWriter(const StateGraph& graph) : graph_(graph), is_done_(graph.edges()) {}

  void begin_walk() { walks_.emplace_back(); }
  void take_edge(std::size_t edge) {
    walks_.back().push_back({graph_.edge(edge).request, false, !is_done_[edge]});
    is_done_[edge] = true;
  }
  void take_refusal(const ModelRequest& request) { walks_.back().push_back({request, true, true}); }
  std::vector<std::vector<CoverStep>> take() { return std::move(walks_); }

 private:
  const StateGraph& graph_;
  std::vector<bool> is_done_;
  std::vector<std::vector<CoverStep>> walks_;
};

std::vector<Walk> walks_of(const PostmanGraph& graph, const CoverOptions& options,
                           bool can_be_exact, CoverWalks& out) {
  out.is_exact = can_be_exact && graph.nodes() * graph.arcs() <= options.exact_max;
  if (!out.is_exact) {
    out.least = fewest_arcs(graph);
    return near_walks(graph, options.requests_per_walk_max);
  }
  const std::vector<Walk> walks = shortest_walks(graph);
  for (const Walk& walk : walks)
    out.least += walk.size() + 1;
  return divided(graph, walks, options.requests_per_walk_max);
}

void cover_transitions(const StateGraph& graph, const CoverOptions& options, CoverWalks& out) {
  std::vector<Ends> arcs;
  for (std::size_t e = 0; e < graph.edges(); ++e) {
    const StateGraph::Edge edge = graph.edge(e);
    arcs.push_back({edge.from, edge.to, true});
  }
  const PostmanGraph postman(graph.vertices(), std::move(arcs));
  StepWriter writer(graph);
  for (const Walk& walk : walks_of(postman, options, true, out)) {
    writer.begin_walk();
    for (const PostmanGraph::Arc arc : walk)
      writer.take_edge(arc);
  }
  out.walks = writer.take();
}

/// A loop stands for all refused requests of a state: one after the other, none changes anything.
void cover_refusals(const StateGraph& graph, const CoverOptions& options, CoverWalks& out) {
  constexpr std::size_t no_edge = 0xffff'ffff'ffff'ffff;
  std::vector<Ends> arcs;
  std::vector<std::size_t> edge_of;
  std::uint64_t loops = 0;
  for (Vertex v = 0; v < graph.vertices(); ++v) {
    if (!refused_in(graph, v).empty()) {
      arcs.push_back({v, v, true});
      edge_of.push_back(no_edge);
      ++loops;
    }
    for (std::size_t e = graph.first_edge(v); e < graph.first_edge(v + 1); ++e) {
      arcs.push_back({v, graph.edge(e).to, false});
      edge_of.push_back(e);
    }
  }
  const PostmanGraph postman(graph.vertices(), std::move(arcs));
  StepWriter writer(graph);
  for (const Walk& walk : walks_of(postman, options, false, out)) {
    writer.begin_walk();
    for (const PostmanGraph::Arc arc : walk) {
      if (edge_of[arc] != no_edge) {
        writer.take_edge(edge_of[arc]);
        continue;
      }
      for (const ModelRequest& request : refused_in(graph, postman.arc(arc).from))
        writer.take_refusal(request);
    }
  }
  out.least += out.covered - loops;
  out.walks = writer.take();
}

/// A node stands for an edge of the graph that was taken last, the first node for none.
void cover_pairs(const StateGraph& graph, const CoverOptions& options, CoverWalks& out) {
  std::vector<Ends> arcs;
  std::vector<std::size_t> edge_of;
  const auto add_all = [&](PostmanGraph::Node node, Vertex at) {
    for (std::size_t e = graph.first_edge(at); e < graph.first_edge(at + 1); ++e) {
      arcs.push_back({node, static_cast<PostmanGraph::Node>(e + 1), true});
      edge_of.push_back(e);
    }
  };
  add_all(PostmanGraph::start, StateGraph::start);
  for (std::size_t e = 0; e < graph.edges(); ++e)
    add_all(static_cast<PostmanGraph::Node>(e + 1), graph.edge(e).to);
  const PostmanGraph postman(graph.edges() + 1, std::move(arcs));
  StepWriter writer(graph);
  for (const Walk& walk : walks_of(postman, options, true, out)) {
    writer.begin_walk();
    for (const PostmanGraph::Arc arc : walk)
      writer.take_edge(edge_of[arc]);
  }
  out.walks = writer.take();
}

std::uint64_t count(const StateGraph& graph, Cover what) {
  std::uint64_t found = 0;
  switch (what) {
    case Cover::Transitions:
      return graph.edges();
    case Cover::Refusals:
      for (Vertex v = 0; v < graph.vertices(); ++v)
        found += refused_in(graph, v).size();
      return found;
    case Cover::Pairs:
      for (std::size_t e = 0; e < graph.edges(); ++e) {
        const Vertex to = graph.edge(e).to;
        found += graph.first_edge(to + 1) - graph.first_edge(to);
      }
      return found;
  }
  return found;
}

}  // namespace

Diagnostic too_much_to_cover(Cover what, const CoverOptions& options) {
  return problem(
      "GEN001",
      fmt::format("there are more than {} {} to cover", options.covered_max, to_text(what)),
      "look at fewer images, accounts or instances");
}

Result<CoverWalks> cover(const StateGraph& graph, Cover what, const CoverOptions& options) {
  CoverWalks out;
  out.covered = count(graph, what);
  if (out.covered > options.covered_max) return too_much_to_cover(what, options);
  if (out.covered == 0) return out;
  if (what == Cover::Transitions) cover_transitions(graph, options, out);
  if (what == Cover::Refusals) cover_refusals(graph, options, out);
  if (what == Cover::Pairs) cover_pairs(graph, options, out);
  for (const auto& walk : out.walks)
    out.requests += walk.size();
  return out;
}

CoverCounts count_requests(const StateGraph& graph) {
  CoverCounts counts;
  counts.states = graph.vertices();
  counts.transitions = graph.edges();
  const FamilyModel& model = graph.model();
  for (Vertex v = 0; v < graph.vertices(); ++v) {
    for (const ModelRequest& request : refused_in(graph, v)) {
      FamilyState state = graph.state(v);
      const RuleSet broken = model.apply(state, request);
      ++counts.refusals;
      for (std::size_t r = 0; r < rules_count; ++r) {
        if (broken.test(r)) ++counts.refusals_by_rule[static_cast<RuleId>(r)];
      }
    }
  }
  counts.requests = counts.transitions + counts.refusals;
  return counts;
}

}  // namespace imgfam
