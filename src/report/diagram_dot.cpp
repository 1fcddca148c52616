// Graphviz DOT. The list of rows is a node of its own, a table, which an edge that
// is not seen keeps at the right.
#include "diagram.hpp"

#include "writers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace imgfam {
namespace {

std::string cell(std::string_view text) {
  return fmt::format("<td align=\"left\">{}</td>", xml_text(text));
}

std::string table(const LifecycleDiagram& diagram) {
  std::string out =
      "  rows [shape=plaintext, label=<\n"
      "    <table border=\"0\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"3\">\n"
      "    <tr>";
  for (const char* const title : {"Row", "From", "Event", "To", "Only if", "Rules"})
    out += fmt::format("<td align=\"left\"><b>{}</b></td>", title);
  out += "</tr>\n    <hr/>\n";
  for (const TransitionRow& row : diagram.rows) {
    std::vector<std::string_view> rules;
    for (const RuleId id : row.rules)
      rules.push_back(rule(id).id);
    out += fmt::format("    <tr>{}{}{}{}{}{}</tr>\n", cell(fmt::format("T{}", row.id)),
                       cell(to_text(row.from)), cell(event_names[row.event]),
                       cell(row.from == row.to ? "" : to_text(row.to)),
                       cell(fmt::format("{}", fmt::join(row.guards, "; "))),
                       cell(fmt::format("{}", fmt::join(rules, ", "))));
  }
  return out + "    </table>>]\n";
}

/// A status as high as the label of its loop: `dot` leaves no room for that.
std::string node(Status status, const LifecycleDiagram& diagram) {
  constexpr double inches_per_line = 0.16;
  const double height =
      std::max(0.5, inches_per_line * static_cast<double>(diagram.loops_at(status).size()));
  return fmt::format("  {} [height={:.2f}{}]\n", to_text(status), height,
                     status == Status::Deleted ? ", peripheries=2" : "");
}

}  // namespace

std::string lifecycle_dot(const LifecycleDiagram& diagram) {
  std::string out =
      "digraph lifecycle {\n"
      "  label=\"The machine of one image. […]: only if the guard of the row holds.\"\n"
      "  labelloc=t\n"
      "  rankdir=LR\n"
      "  nodesep=0.4\n"
      "  fontname=\"sans-serif\"\n"
      "  node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=12]\n"
      "  edge [fontname=\"sans-serif\", fontsize=10]\n";
  for (std::size_t i = 0; i < spelling<Status>.size(); ++i)
    out += node(static_cast<Status>(i), diagram);
  for (const DiagramBeginning& beginning : diagram.beginnings) {
    const std::string_view status = to_text(beginning.status);
    out += fmt::format("  begin_{} [shape=point, width=0.12]\n", status);
    out += fmt::format("  begin_{} -> {} [label=\"{}\"]\n", status, status,
                       names_of(beginning.origins));
  }
  for (const DiagramEdge& edge : diagram.edges) {
    std::string label;
    for (const TransitionRow& row : edge.rows)
      label += short_label(row) + "\\l";  // Each line to the left.
    out += fmt::format("  {} -> {} [label=\"{}\"]\n", to_text(edge.from), to_text(edge.to), label);
  }
  // Drawn after the end of all lives, and so at the right.
  return out + table(diagram) +
         fmt::format("  {} -> rows [style=invis]\n}}\n", to_text(Status::Deleted));
}

}  // namespace imgfam
