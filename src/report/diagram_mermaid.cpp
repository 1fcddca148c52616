// Mermaid, as GitHub and GitLab draw it. The list of rows is a note, so that it stands beside the
// drawing and the text is Mermaid alone, without Markdown around it.
#include "diagram.hpp"

#include "writers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace imgfam {
namespace {

std::string rules_of(const TransitionRow& row) {
  std::string out;
  for (const RuleId id : row.rules)
    out += fmt::format("{}{}", out.empty() ? " (" : ", ", rule(id).id);
  return out.empty() ? out : out + ")";
}

}  // namespace

std::string mermaid_edges(const LifecycleDiagram& diagram) {
  std::string out;
  for (const DiagramBeginning& beginning : diagram.beginnings)
    out +=
        fmt::format("  [*] --> {}: {}\n", to_text(beginning.status), names_of(beginning.origins));
  for (const DiagramEdge& edge : diagram.edges) {
    std::vector<std::string> labels;
    for (const TransitionRow& row : edge.rows)
      labels.push_back(short_label(row));
    out += fmt::format("  {} --> {}: {}\n", to_text(edge.from), to_text(edge.to),
                       fmt::join(labels, "<br>"));
  }
  return out;
}

std::string lifecycle_mermaid(const LifecycleDiagram& diagram) {
  std::string out = "stateDiagram-v2\n" + mermaid_edges(diagram);
  out += fmt::format("  note right of {}\n", to_text(diagram.beginnings.front().status));
  for (const TransitionRow& row : diagram.rows)
    out += "    " + describe(row) + rules_of(row) + "\n";
  return out + "  end note\n";
}

}  // namespace imgfam
