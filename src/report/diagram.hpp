// What the writers of diagrams share: the machine as statuses, edges and beginnings.
#pragma once

#include <imgfam/lifecycle/lifecycle.hpp>
#include <imgfam/report/diagram.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

/// All rows between the same two statuses, in the order of the machine.
struct DiagramEdge {
  Status from{};
  Status to{};
  std::vector<TransitionRow> rows;

  bool is_loop() const { return from == to; }
};

/// A status in which images begin, and which do.
struct DiagramBeginning {
  Status status{};
  std::vector<Origin> origins;
};

struct LifecycleDiagram {
  std::vector<TransitionRow> rows;
  std::vector<DiagramEdge> edges;  ///< In the order of their first rows.
  std::vector<DiagramBeginning> beginnings;

  /// The rows that leave the status as it is.
  std::vector<TransitionRow> loops_at(Status status) const;
};

LifecycleDiagram lifecycle_diagram(const std::vector<TransitionRow>& rows);

/// `T12 Deprecate […]`, as a row is written on its edge.
std::string short_label(const TransitionRow& row);

/// `created, imported`
std::string names_of(const std::vector<Origin>& origins);

std::string lifecycle_dot(const LifecycleDiagram& diagram);
std::string lifecycle_mermaid(const LifecycleDiagram& diagram);
std::string lifecycle_svg(const LifecycleDiagram& diagram);

/// The beginnings and edges in Mermaid, a line each.
std::string mermaid_edges(const LifecycleDiagram& diagram);

}  // namespace imgfam
