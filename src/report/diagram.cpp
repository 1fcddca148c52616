#include "diagram.hpp"

#include <imgfam/scenario/coverage.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace imgfam {
namespace {

std::vector<DiagramEdge> merged(const std::vector<TransitionRow>& rows) {
  std::vector<DiagramEdge> edges;
  for (const TransitionRow& row : rows) {
    const auto same = std::find_if(edges.begin(), edges.end(), [&](const DiagramEdge& edge) {
      return edge.from == row.from && edge.to == row.to;
    });
    if (same == edges.end()) {
      edges.push_back({row.from, row.to, {row}});
    } else {
      same->rows.push_back(row);
    }
  }
  return edges;
}

std::vector<DiagramBeginning> beginnings() {
  std::vector<DiagramBeginning> out;
  for (const ImageState& state : first_states()) {
    const auto same = std::find_if(out.begin(), out.end(), [&](const DiagramBeginning& beginning) {
      return beginning.status == state.status;
    });
    if (same == out.end()) {
      out.push_back({state.status, {state.origin}});
    } else {
      same->origins.push_back(state.origin);
    }
  }
  return out;
}

}  // namespace

std::vector<TransitionRow> LifecycleDiagram::loops_at(Status status) const {
  std::vector<TransitionRow> out;
  for (const TransitionRow& row : rows) {
    if (row.from == status && row.to == status) out.push_back(row);
  }
  return out;
}

LifecycleDiagram lifecycle_diagram(const std::vector<TransitionRow>& rows) {
  return {rows, merged(rows), beginnings()};
}

std::string short_label(const TransitionRow& row) {
  return fmt::format("T{} {}{}", row.id, event_names[row.event], row.guards.empty() ? "" : " […]");
}

std::string names_of(const std::vector<Origin>& origins) {
  std::string out;
  for (const Origin origin : origins)
    out += fmt::format("{}{}", out.empty() ? "" : ", ", to_text(origin));
  return out;
}

std::string render_lifecycle(DiagramFormat format, const std::vector<TransitionRow>& rows) {
  const LifecycleDiagram diagram = lifecycle_diagram(rows);
  switch (format) {
    case DiagramFormat::Dot:
      return lifecycle_dot(diagram);
    case DiagramFormat::Mermaid:
      return lifecycle_mermaid(diagram);
    case DiagramFormat::Svg:
      return lifecycle_svg(diagram);
  }
  return {};
}

}  // namespace imgfam
