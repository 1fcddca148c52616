// SVG, made without any other program: boxes, edges, and the list of rows at the right. It has its
// own ground, light or dark as the reader's screen is set, so it can be read wherever it is put.
#include "diagram_layout.hpp"
#include "writers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace imgfam {
namespace {

constexpr std::string_view style = R"(<style>
text { font-family: sans-serif; font-size: 11px; fill: #1f2328; }
.title { font-size: 18px; font-weight: bold; }
.name { font-size: 13px; font-weight: bold; text-anchor: middle; }
.label { text-anchor: middle; }
.strong { font-weight: bold; }
.soft { fill: #59636e; }
.paper { fill: #ffffff; }
.box { fill: #f3f5f8; stroke: #59636e; stroke-width: 1.3; }
.line { fill: none; stroke: #59636e; stroke-width: 1.3; }
.thin { fill: none; stroke: #c4cbd3; }
.head { fill: #59636e; }
.band { fill: #f3f5f8; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; }
.soft { fill: #9aa4af; }
.paper { fill: #0d1117; }
.box { fill: #1a212a; stroke: #9aa4af; }
.line { stroke: #9aa4af; }
.thin { stroke: #3a434e; }
.head { fill: #9aa4af; }
.band { fill: #161c24; }
}
</style>
)";

constexpr double list_left = 936;
constexpr double list_top = 62;
constexpr double margin = 20;

struct Column {
  std::string_view title;
  double width = 0;
};
constexpr Column columns[] = {{"Row", 36}, {"From", 86},     {"Event", 84},
                              {"To", 86},  {"Only if", 246}, {"Rules", 148}};

constexpr double list_width() {
  double width = 0;
  for (const Column& column : columns)
    width += column.width;
  return width;
}

std::string text_at(Point p, std::string_view text, std::string_view attributes = "") {
  return fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\"{}>{}</text>\n", p.x, p.y, attributes,
                     xml_text(text));
}

std::string rectangle(const Box& box, std::string_view attributes) {
  return fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"{}/>\n",
                     box.x, box.y, box.width, box.height, attributes);
}

// ---- The drawing ----

std::string path(const Curve& c) {
  return fmt::format(
      "<path class=\"line\" marker-end=\"url(#head)\" "
      "d=\"M {:.1f} {:.1f} Q {:.1f} {:.1f} {:.1f} {:.1f}\"/>\n",
      c.begin.x, c.begin.y, c.control.x, c.control.y, c.end.x, c.end.y);
}

/// A row on its edge or in its box; pointed at, it says all that the list does.
std::string row_at(Point p, const TransitionRow& row, std::string_view attributes = "") {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\"{}><title>{}</title>{}</text>\n", p.x, p.y,
                     attributes, xml_text(describe(row)), xml_text(short_label(row)));
}

std::string label(const PlacedEdge& placed) {
  std::string out = rectangle(placed.label, " class=\"paper\"");
  double y = placed.label.y + 11;
  for (const TransitionRow& row : placed.edge->rows) {
    out += row_at({placed.label.x + placed.label.width / 2, y}, row, " class=\"label\"");
    y += line_height;
  }
  return out;
}

std::string status_box(Status status, const LifecycleDiagram& diagram) {
  const Box box = place_of(status, diagram);
  std::string out = rectangle(box, " rx=\"8\" class=\"box\"");
  if (status == Status::Deleted)  // The end has a double border.
    out += rectangle({box.x + 4, box.y + 4, box.width - 8, box.height - 8},
                     " rx=\"5\" class=\"line\"");
  out += text_at({box.x + box.width / 2, box.y + 20}, to_text(status), " class=\"name\"");
  const std::vector<TransitionRow> loops = diagram.loops_at(status);
  if (loops.empty()) return out;
  out += fmt::format("<path class=\"thin\" d=\"M {:.1f} {:.1f} H {:.1f}\"/>\n", box.x + 1,
                     box.y + box_title_height, box.right() - 1);
  double y = box.y + box_title_height + 16;
  for (const TransitionRow& row : loops) {
    out += row_at({box.x + 12, y}, row);
    y += line_height;
  }
  return out;
}

/// A dot above a corner of the box, with what begins there at its left.
std::string beginning(const DiagramBeginning& begins, const LifecycleDiagram& diagram) {
  const Box box = place_of(begins.status, diagram);
  const Point dot{box.x + 28, box.y - 30};
  return fmt::format("<circle class=\"head\" cx=\"{:.0f}\" cy=\"{:.0f}\" r=\"5\"/>\n", dot.x,
                     dot.y) +
         path({dot, {dot.x, box.y - 15}, {dot.x, box.y}}) +
         text_at({dot.x - 10, dot.y + 4}, names_of(begins.origins), " text-anchor=\"end\"");
}

std::string drawing(const LifecycleDiagram& diagram) {
  std::string out;
  const std::vector<PlacedEdge> edges = placed_edges(diagram);
  for (const PlacedEdge& edge : edges)
    out += path(edge.curve);
  for (const DiagramBeginning& begins : diagram.beginnings)
    out += beginning(begins, diagram);
  for (std::size_t i = 0; i < spelling<Status>.size(); ++i)
    out += status_box(static_cast<Status>(i), diagram);
  for (const PlacedEdge& edge : edges)
    out += label(edge);
  return out;
}

double drawing_bottom(const LifecycleDiagram& diagram) {
  double bottom = 0;
  for (std::size_t i = 0; i < spelling<Status>.size(); ++i)
    bottom = std::max(bottom, place_of(static_cast<Status>(i), diagram).bottom());
  return bottom;
}

std::string legend(double y) {
  return text_at({margin, y},
                 "In a box: the rows that leave the status as it is. "
                 "[…]: only if the guard of the row holds. "
                 "A dot: where an image begins, and which.",
                 " class=\"soft\"");
}

// ---- The list ----

/// A row of the list takes a line for each of its guards or rules.
double lines_of(const TransitionRow& row) {
  return static_cast<double>(std::max({std::size_t{1}, row.guards.size(), row.rules.size()}));
}

std::string list_row(const TransitionRow& row, double y) {
  double x = list_left;
  std::string out;
  const std::string cells[] = {fmt::format("T{}", row.id), std::string(to_text(row.from)),
                               std::string(event_names[row.event]),
                               std::string(row.from == row.to ? "" : to_text(row.to))};
  std::size_t column = 0;
  for (const std::string& cell : cells) {
    if (!cell.empty()) out += text_at({x, y}, cell);
    x += columns[column++].width;
  }
  for (std::size_t i = 0; i < row.guards.size(); ++i)
    out += text_at({x, y + line_height * static_cast<double>(i)}, row.guards[i]);
  x += columns[column].width;
  for (std::size_t i = 0; i < row.rules.size(); ++i)
    out += text_at({x, y + line_height * static_cast<double>(i)}, rule(row.rules[i]).id,
                   " class=\"soft\"");
  return out;
}

/// The list, and where it ends.
struct List {
  std::string text;
  double bottom = 0;
};

List list(const LifecycleDiagram& diagram) {
  List out;
  double x = list_left;
  for (const Column& column : columns) {
    out.text += text_at({x, list_top + 11}, column.title, " class=\"strong\"");
    x += column.width;
  }
  double y = list_top + line_height + 3;
  bool is_banded = true;
  for (const TransitionRow& row : diagram.rows) {
    const double height = lines_of(row) * line_height;
    if (is_banded)
      out.text += rectangle({list_left - 6, y, list_width() + 6, height}, " class=\"band\"");
    out.text += list_row(row, y + 11);
    is_banded = !is_banded;
    y += height;
  }
  out.bottom = y;
  return out;
}

}  // namespace

std::string lifecycle_svg(const LifecycleDiagram& diagram) {
  const List rows = list(diagram);
  const double legend_y = drawing_bottom(diagram) + 28;
  const double width = list_left + list_width() + margin;
  const double height = std::max(rows.bottom, legend_y) + margin;
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
      "viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" aria-labelledby=\"title\">\n"
      "<title id=\"title\">The machine of one image</title>\n",
      width, height);
  out += style;
  out +=
      "<defs><marker id=\"head\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" "
      "markerHeight=\"8\" orient=\"auto\"><path class=\"head\" d=\"M 0 1 L 10 5 L 0 9 "
      "z\"/></marker>"
      "</defs>\n";
  out += rectangle({0, 0, width, height}, " class=\"paper\"");
  out += text_at({margin, 34}, "The machine of one image", " class=\"title\"");
  out += drawing(diagram) + legend(legend_y) + rows.text;
  return out + "</svg>\n";
}

}  // namespace imgfam
