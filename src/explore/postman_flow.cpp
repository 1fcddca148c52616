// The shortest walks, as a flow of least cost by Boost.Graph and a tour by Hierholzer's algorithm,
// which Boost.Graph does not have.
#include "postman.hpp"

#include <imgfam/model/assert.hpp>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/successive_shortest_path_nonnegative_weights.hpp>

#include <algorithm>

namespace imgfam {
namespace {

using Arc = PostmanGraph::Arc;
using Node = PostmanGraph::Node;

using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
using FlowGraph = boost::adjacency_list<
    boost::vecS, boost::vecS, boost::directedS, boost::no_property,
    boost::property<boost::edge_capacity_t, long,
                    boost::property<boost::edge_residual_capacity_t, long,
                                    boost::property<boost::edge_weight_t, long,
                                                    boost::property<boost::edge_reverse_t,
                                                                    Traits::edge_descriptor>>>>>;
using FlowEdge = Traits::edge_descriptor;

/// How often each arc is taken beyond the first time, and how often the postman is carried from
/// each node back to the start.
struct Repeats {
  std::vector<std::uint32_t> arcs;
  std::vector<std::uint32_t> carried;
};

class Flow {
 public:
  explicit Flow(const PostmanGraph& graph)
      : graph_(graph), flow_(graph.nodes() + 2), source_(graph.nodes()), sink_(source_ + 1) {
    const long everything = add_imbalances();
    add_ways(everything);
  }

  Repeats solve() {
    boost::successive_shortest_path_nonnegative_weights(flow_, source_, sink_);
    const auto capacity = get(boost::edge_capacity, flow_);
    const auto residual = get(boost::edge_residual_capacity, flow_);
    const auto amount = [&](const FlowEdge& edge) {
      return static_cast<std::uint32_t>(capacity[edge] - residual[edge]);
    };
    Repeats repeats{std::vector<std::uint32_t>(graph_.arcs()),
                    std::vector<std::uint32_t>(graph_.nodes())};
    for (const auto& [arc, edge] : arc_edges_)
      repeats.arcs[arc] = amount(edge);
    for (Node n = 0; n < carry_edges_.size(); ++n)
      repeats.carried[n] = n == PostmanGraph::start ? 0 : amount(carry_edges_[n]);
    return repeats;
  }

 private:
  FlowEdge add(std::size_t from, std::size_t to, long capacity, long weight) {
    const FlowEdge edge = add_edge(from, to, flow_).first;
    const FlowEdge back = add_edge(to, from, flow_).first;
    put(boost::edge_capacity, flow_, edge, capacity);
    put(boost::edge_capacity, flow_, back, 0);
    put(boost::edge_weight, flow_, edge, weight);
    put(boost::edge_weight, flow_, back, -weight);
    put(boost::edge_reverse, flow_, edge, back);
    put(boost::edge_reverse, flow_, back, edge);
    return edge;
  }

  /// Where more arcs enter than leave, something has to leave; answers how much altogether.
  long add_imbalances() {
    std::vector<long> excess(graph_.nodes());
    for (Arc a = 0; a < graph_.arcs(); ++a) {
      ++excess[graph_.arc(a).to];
      --excess[graph_.arc(a).from];
    }
    long everything = 0;
    for (Node n = 0; n < graph_.nodes(); ++n) {
      if (excess[n] > 0) add(source_, n, excess[n], 0);
      if (excess[n] < 0) add(n, sink_, -excess[n], 0);
      everything += std::max(excess[n], 0L);
    }
    return everything;
  }

  /// Of several arcs from one node to another, the first will do.
  void add_ways(long everything) {
    std::vector<Node> last_from(graph_.nodes(), static_cast<Node>(graph_.nodes()));
    for (Arc a = 0; a < graph_.arcs(); ++a) {
      const auto& [from, to, is_required] = graph_.arc(a);
      if (from == to || last_from[to] == from) continue;
      last_from[to] = from;
      arc_edges_.emplace_back(a, add(from, to, everything, 1));
    }
    carry_edges_.resize(graph_.nodes());
    for (Node n = PostmanGraph::start + 1; n < graph_.nodes(); ++n)
      carry_edges_[n] = add(n, PostmanGraph::start, everything, 1);
  }

  const PostmanGraph& graph_;
  FlowGraph flow_;
  std::size_t source_, sink_;
  std::vector<std::pair<Arc, FlowEdge>> arc_edges_;
  std::vector<FlowEdge> carry_edges_;
};

/// One tour of all arcs, as often as they are to be taken; `carry` stands for being carried back.
class Tour {
 public:
  static constexpr Arc carry = 0xffff'ffff;

  Tour(const PostmanGraph& graph, Repeats left) : graph_(graph), left_(std::move(left)) {
    for (Node n = 0; n < graph.nodes(); ++n)
      next_.push_back(graph.first(n));
    for (std::uint32_t& count : left_.arcs)
      ++count;
  }

  Walk make() {
    struct Place {
      Node node;
      Arc way_in;
    };
    std::vector<Place> places{{PostmanGraph::start, carry}};
    Walk tour;
    while (!places.empty()) {
      const Node at = places.back().node;
      if (const auto arc = leave(at)) {
        places.push_back({*arc == carry ? PostmanGraph::start : graph_.arc(*arc).to, *arc});
      } else {
        tour.push_back(places.back().way_in);
        places.pop_back();
      }
    }
    tour.pop_back();  // Nothing led to the beginning.
    std::reverse(tour.begin(), tour.end());
    return tour;
  }

 private:
  std::optional<Arc> leave(Node node) {
    Arc& next = next_[node];
    while (next < graph_.first(node + 1) && left_.arcs[next] == 0)
      ++next;
    if (next < graph_.first(node + 1)) {
      --left_.arcs[next];
      return next;
    }
    if (left_.carried[node] == 0) return std::nullopt;
    --left_.carried[node];
    return carry;
  }

  const PostmanGraph& graph_;
  Repeats left_;
  std::vector<Arc> next_;
};

}  // namespace

std::vector<Walk> shortest_walks(const PostmanGraph& graph) {
  const Walk tour = Tour(graph, Flow(graph).solve()).make();
  std::vector<Walk> walks(1);
  for (const Arc arc : tour) {
    if (arc != Tour::carry) {
      walks.back().push_back(arc);
    } else if (!walks.back().empty()) {
      walks.emplace_back();
    }
  }
  if (walks.back().empty()) walks.pop_back();
  return walks;
}

}  // namespace imgfam
