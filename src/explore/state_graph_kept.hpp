// What a StateGraph keeps: the states by number, and the edges in Boost.Graph's most compact form.
#pragma once

#include "state_space.hpp"

#include <boost/graph/compressed_sparse_row_graph.hpp>

namespace imgfam {

using RowGraph =
    boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, ModelRequest,
                                       boost::no_property, StateGraph::Vertex, std::uint32_t>;

struct StateGraph::Kept {
  StateSpace space;
  RowGraph graph;
};

}  // namespace imgfam
