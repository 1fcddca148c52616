// The graph of a model as text: to be drawn, to be read by other programs, and what it shows as a
// whole, in words.
#pragma once

#include <imgfam/explore/state_graph.hpp>

#include <string>

namespace imgfam {

enum class GraphFormat : std::uint8_t { Dot, GraphMl, Json };

/// More states than that make no drawing that anybody could read, and take Graphviz hours.
inline constexpr std::size_t drawn_states_max = 2000;

/// The whole graph. ERRORS: EXP007 too many states for a drawing.
Result<std::string> render_graph(const StateGraph& graph, GraphFormat format);

/// How far apart states are, and which requests can never be undone.
std::string render_analysis(const StateGraph& graph);

}  // namespace imgfam
