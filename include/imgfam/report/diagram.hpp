// The machine of one image drawn: as Graphviz DOT, as Mermaid and as SVG, each with its rows in
// words beside the drawing.
//
// What is drawn (statuses, rows, beginnings) is walked off the machine; only the places of the
// statuses in the SVG are chosen by hand. The same rows as tables: machine_report.hpp.
#pragma once

#include <imgfam/lifecycle/lifecycle.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace imgfam {

enum class DiagramFormat : std::uint8_t { Dot, Mermaid, Svg };

/// The drawing of a machine with these rows, ending in a newline. Rows between the same two
/// statuses are one edge with a line for each; `[…]` after an event says that the row has a guard.
std::string render_lifecycle(DiagramFormat format,
                             const std::vector<TransitionRow>& rows = transition_rows());

}  // namespace imgfam
