// Walks that take every arc of a directed graph that must be taken, each walk from the same start:
// the directed Chinese postman who may be carried back to where he began.
//
// The shortest such walks are a flow of least cost: arcs are repeated, or the postman is carried
// back, until as many arcs enter every node as leave it; then the arcs make one tour, which is cut
// where he was carried. Where the graph is too large for that, he goes to the nearest arc that he
// did not take yet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace imgfam {

class PostmanGraph {
 public:
  using Node = std::uint32_t;
  using Arc = std::uint32_t;
  struct Ends {
    Node from = 0;
    Node to = 0;
    bool is_required = false;
  };

  static constexpr Node start = 0;

  /// REQUIRES: the arcs are sorted by where they begin, and the start leads to every node.
  PostmanGraph(std::size_t nodes, std::vector<Ends> arcs);

  std::size_t nodes() const { return first_.size() - 1; }
  std::size_t arcs() const { return arcs_.size(); }
  const Ends& arc(Arc arc) const { return arcs_[arc]; }
  Arc first(Node node) const { return first_[node]; }

 private:
  std::vector<Ends> arcs_;
  std::vector<Arc> first_;
};

using Walk = std::vector<PostmanGraph::Arc>;

/// No walks that take every required arc have fewer arcs, each walk counted as one arc more.
std::uint64_t fewest_arcs(const PostmanGraph& graph);

/// Walks of as few arcs as can be, each walk counted as one arc more. REQUIRES: every arc is
/// required. Cost: roughly nodes times arcs.
std::vector<Walk> shortest_walks(const PostmanGraph& graph);

/// Walks of few arcs, none of which goes on once it has `arcs_max`.
std::vector<Walk> near_walks(const PostmanGraph& graph, std::size_t arcs_max);

/// Divides walks of more than `arcs_max` arcs; every further part goes to where it goes on by the
/// shortest way. Parts without an arc that is taken for the first time are left out.
std::vector<Walk> divided(const PostmanGraph& graph, const std::vector<Walk>& walks,
                          std::size_t arcs_max);

}  // namespace imgfam
