#include "postman.hpp"

#include <imgfam/model/assert.hpp>

#include <algorithm>

namespace imgfam {
namespace {

using Arc = PostmanGraph::Arc;
using Node = PostmanGraph::Node;

constexpr Arc no_arc = 0xffff'ffff;

/// Searches breadth first for the nearest node that will do, again and again.
class NearestSearch {
 public:
  explicit NearestSearch(const PostmanGraph& graph) : graph_(graph), seen_(graph.nodes()) {}

  /// Appends the way from `from` to the nearest node for which `will_do`; false when there is none
  /// among the nearest `nodes_max`.
  template <class WillDo>
  bool go(Node from, WillDo&& will_do, Walk& walk, std::size_t nodes_max = no_arc) {
    ++search_;
    queue_.clear();
    meet(from, no_arc);
    for (std::size_t at = 0; at < queue_.size() && at < nodes_max; ++at) {
      const Node node = queue_[at];
      if (will_do(node)) {
        append_way(node, walk);
        return true;
      }
      for (Arc a = graph_.first(node); a < graph_.first(node + 1); ++a)
        if (seen_[graph_.arc(a).to].search != search_) meet(graph_.arc(a).to, a);
    }
    return false;
  }

 private:
  struct Seen {
    std::uint32_t search = 0;  ///< The last search that met the node.
    Arc way_in = no_arc;
  };

  void meet(Node node, Arc way_in) {
    seen_[node] = {search_, way_in};
    queue_.push_back(node);
  }

  void append_way(Node to, Walk& walk) const {
    const auto end = static_cast<std::ptrdiff_t>(walk.size());
    for (Arc a = seen_[to].way_in; a != no_arc; a = seen_[graph_.arc(a).from].way_in)
      walk.push_back(a);
    std::reverse(walk.begin() + end, walk.end());
  }

  const PostmanGraph& graph_;
  std::vector<Seen> seen_;
  std::vector<Node> queue_;
  std::uint32_t search_ = 0;
};

/// Which required arcs are still to be taken.
class Untaken {
 public:
  explicit Untaken(const PostmanGraph& graph) : graph_(graph), is_taken_(graph.arcs()) {
    for (Node n = 0; n < graph.nodes(); ++n)
      next_.push_back(graph.first(n));
    for (Arc a = 0; a < graph.arcs(); ++a)
      left_ += graph.arc(a).is_required ? 1U : 0U;
  }

  bool any() const { return left_ != 0; }
  bool has(Arc arc) const { return graph_.arc(arc).is_required && !is_taken_[arc]; }

  void take(Arc arc) {
    if (graph_.arc(arc).is_required && !is_taken_[arc]) --left_;
    is_taken_[arc] = true;
  }

  /// The first such arc that leaves the node; no_arc when there is none.
  Arc from(Node node) {
    Arc& next = next_[node];
    while (next < graph_.first(node + 1) && (is_taken_[next] || !graph_.arc(next).is_required))
      ++next;
    return next < graph_.first(node + 1) ? next : no_arc;
  }

 private:
  const PostmanGraph& graph_;
  std::vector<bool> is_taken_;
  std::vector<Arc> next_;
  std::size_t left_ = 0;
};

/// The shortest ways from the start. What is near it is done with first, and never looked at again.
class StartTree {
 public:
  explicit StartTree(const PostmanGraph& graph)
      : graph_(graph), way_in_(graph.nodes(), no_arc), nodes_{PostmanGraph::start} {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      for (Arc a = graph.first(nodes_[i]); a < graph.first(nodes_[i] + 1); ++a) {
        const Node to = graph.arc(a).to;
        if (to == PostmanGraph::start || way_in_[to] != no_arc) continue;
        way_in_[to] = a;
        nodes_.push_back(to);
      }
    }
  }

  /// The way to the nearest node for which `will_do`. REQUIRES: there is one, and a node for which
  /// it said no will never do.
  template <class WillDo>
  Walk way_to_nearest(WillDo&& will_do) {
    while (!will_do(nodes_[nearest_]))
      ++nearest_;
    Walk way;
    for (Arc a = way_in_[nodes_[nearest_]]; a != no_arc; a = way_in_[graph_.arc(a).from])
      way.push_back(a);
    std::reverse(way.begin(), way.end());
    return way;
  }

 private:
  const PostmanGraph& graph_;
  std::vector<Arc> way_in_;  // By node; no_arc for the start.
  std::vector<Node> nodes_;  // The nearest first.
  std::size_t nearest_ = 0;
};

}  // namespace

PostmanGraph::PostmanGraph(std::size_t nodes, std::vector<Ends> arcs)
    : arcs_(std::move(arcs)), first_(nodes + 1) {
  for (const Ends& ends : arcs_)
    ++first_[ends.from + 1];
  for (std::size_t n = 0; n < nodes; ++n)
    first_[n + 1] += first_[n];
}

std::uint64_t fewest_arcs(const PostmanGraph& graph) {
  // Whoever leaves a node so many times comes there as often, or is carried there if it is the
  // start; and once at least where there is anything to do.
  std::vector<std::uint64_t> in(graph.nodes());
  std::vector<std::uint64_t> out(graph.nodes());
  std::vector<std::uint64_t> loops(graph.nodes());
  for (Arc a = 0; a < graph.arcs(); ++a) {
    const PostmanGraph::Ends& ends = graph.arc(a);
    if (!ends.is_required) continue;
    ++(ends.from == ends.to ? loops : out)[ends.from];
    if (ends.from != ends.to) ++in[ends.to];
  }
  std::uint64_t arcs = 0;
  for (Node n = 0; n < graph.nodes(); ++n) {
    const std::uint64_t once = loops[n] != 0 || n == PostmanGraph::start ? 1 : 0;
    arcs += loops[n] + std::max({in[n], out[n], once});
  }
  return arcs;
}

std::vector<Walk> near_walks(const PostmanGraph& graph, std::size_t arcs_max) {
  // Looking further than this costs more than a way from the start is longer.
  constexpr std::size_t looked_at_max = 2000;
  std::vector<Walk> walks;
  Untaken untaken(graph);
  NearestSearch search(graph);
  StartTree start(graph);
  Node at = PostmanGraph::start;
  const auto take = [&](Arc arc) {
    walks.back().push_back(arc);
    untaken.take(arc);
    at = graph.arc(arc).to;
  };
  const auto will_do = [&](Node node) { return untaken.from(node) != no_arc; };
  while (untaken.any()) {
    if (const Arc arc = untaken.from(at); !walks.empty() && arc != no_arc) {
      take(arc);
      if (walks.back().size() < arcs_max) continue;
    }
    Walk way;
    const bool is_full = walks.empty() || walks.back().size() >= arcs_max;
    if (is_full || !search.go(at, will_do, way, looked_at_max)) {
      if (!untaken.any()) break;
      way = start.way_to_nearest(will_do);
      walks.emplace_back();
      at = PostmanGraph::start;
    }
    for (const Arc arc : way)
      take(arc);
  }
  return walks;
}

std::vector<Walk> divided(const PostmanGraph& graph, const std::vector<Walk>& walks,
                          std::size_t arcs_max) {
  std::vector<Walk> parts;
  NearestSearch search(graph);
  Untaken untaken(graph);
  for (const Walk& walk : walks) {
    bool is_cut = true;
    for (const Arc arc : walk) {
      is_cut = is_cut || parts.back().size() >= arcs_max;
      if (is_cut && !untaken.has(arc)) continue;
      if (is_cut) {
        const Node from = graph.arc(arc).from;
        parts.emplace_back();
        search.go(
            PostmanGraph::start, [&](Node n) { return n == from; }, parts.back());
        for (const Arc on_the_way : parts.back())
          untaken.take(on_the_way);
        is_cut = false;
      }
      parts.back().push_back(arc);
      untaken.take(arc);
    }
  }
  return parts;
}

}  // namespace imgfam
