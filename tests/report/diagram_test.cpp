// The machine drawn: whatever it has is in every drawing, and in the SVG nothing stands on anything
// else.
#include <imgfam/report/diagram.hpp>
#include <imgfam/rules/catalogue.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <regex>

namespace imgfam {
namespace {

constexpr DiagramFormat formats[] = {DiagramFormat::Dot, DiagramFormat::Mermaid,
                                     DiagramFormat::Svg};

bool has_word(const std::string& text, const std::string& word) {
  return std::regex_search(text, std::regex("\\b" + word + "\\b"));
}

/// The rows of the machine, and some between any two statuses that have none.
std::vector<TransitionRow> rows_between_all() {
  std::vector<TransitionRow> rows = transition_rows();
  int id = 200;
  for (std::size_t from = 0; from < spelling<Status>.size(); ++from) {
    for (std::size_t to = 0; to < spelling<Status>.size(); ++to)
      rows.push_back({id++, static_cast<Status>(from), 0, static_cast<Status>(to), {}, {}});
  }
  return rows;
}

TEST_CASE("every drawing has all rows with their guards and rules, and all statuses", "[report]") {
  for (const DiagramFormat format : formats) {
    CAPTURE(static_cast<int>(format));
    const std::string drawing = render_lifecycle(format);
    for (const TransitionRow& row : transition_rows()) {
      CAPTURE(row.id);
      CHECK(has_word(drawing, "T" + std::to_string(row.id)));
      CHECK(has_word(drawing, std::string(event_names[row.event])));
      for (const std::string& guard : row.guards)
        CHECK(drawing.find(guard) != std::string::npos);
      for (const RuleId id : row.rules)
        CHECK(drawing.find(rule(id).id) != std::string::npos);
    }
    for (const std::string_view status : spelling<Status>)
      CHECK(has_word(drawing, std::string(status)));
    for (const char* const begins : {"created", "imported", "copied"})
      CHECK(has_word(drawing, begins));
  }
}

TEST_CASE("a row that the machine gets is drawn on its edge and listed", "[report]") {
  std::vector<TransitionRow> rows = transition_rows();
  rows.push_back({99, Status::Deprecated, 2, Status::CreateFailed, {"the moon is full"}, {}});
  const std::string in_edges[] = {"Deprecated -> CreateFailed [label=\"T99 Fail […]",
                                  "Deprecated --> CreateFailed: T99 Fail […]", ">T99 Fail […]</"};
  for (const DiagramFormat format : formats) {
    const std::string drawing = render_lifecycle(format, rows);
    CAPTURE(static_cast<int>(format), drawing);
    CHECK(drawing.find(in_edges[static_cast<std::size_t>(format)]) != std::string::npos);
    CHECK(drawing.find("the moon is full") != std::string::npos);
    CHECK(render_lifecycle(format).find("T99") == std::string::npos);
  }
}

TEST_CASE("rows between the same two statuses are one edge", "[report]") {
  for (const DiagramFormat format : {DiagramFormat::Dot, DiagramFormat::Mermaid}) {
    const std::string drawing = render_lifecycle(format, rows_between_all());
    const std::string arrow = format == DiagramFormat::Dot ? " -> " : " --> ";
    for (const std::string_view from : spelling<Status>) {
      for (const std::string_view to : spelling<Status>) {
        const std::string edge = "\n  " + std::string(from) + arrow + std::string(to);
        const auto first = drawing.find(edge);
        CAPTURE(edge);
        CHECK(first != std::string::npos);
        CHECK(drawing.find(edge, first + 1) == std::string::npos);
      }
    }
  }
}

struct Rectangle {
  double x = 0, y = 0, width = 0, height = 0;
  bool overlaps(const Rectangle& other) const {
    return x < other.x + other.width && other.x < x + width && y < other.y + other.height &&
           other.y < y + height;
  }
};

/// The rectangles of a class. The first of `paper` is the ground.
std::vector<Rectangle> rectangles(const std::string& svg, const std::string& of_class) {
  const std::regex rect(
      "<rect x=\"([0-9.]+)\" y=\"([0-9.]+)\" width=\"([0-9.]+)\" height=\"([0-9.]+)\"[^>]* "
      "class=\"" +
      of_class + "\"/>");
  std::vector<Rectangle> out;
  for (std::sregex_iterator it(svg.begin(), svg.end(), rect), end; it != end; ++it)
    out.push_back(
        {std::stod((*it)[1]), std::stod((*it)[2]), std::stod((*it)[3]), std::stod((*it)[4])});
  return out;
}

TEST_CASE("in the SVG no status or label stands on another, and all are within", "[report]") {
  const std::string svg = render_lifecycle(DiagramFormat::Svg);
  std::vector<Rectangle> things = rectangles(svg, "box");
  CHECK(things.size() == spelling<Status>.size());
  std::vector<Rectangle> labels = rectangles(svg, "paper");
  const Rectangle ground = labels.front();
  CHECK(labels.size() == 18);  // The ground and 17 edges.
  things.insert(things.end(), labels.begin() + 1, labels.end());
  for (std::size_t i = 0; i < things.size(); ++i) {
    CAPTURE(things[i].x, things[i].y);
    CHECK(things[i].x + things[i].width < ground.width);
    CHECK(things[i].y + things[i].height < ground.height);
    for (std::size_t k = 0; k < i; ++k)
      CHECK_FALSE(things[i].overlaps(things[k]));
  }
}

TEST_CASE("an edge in the SVG begins at one status and ends at another", "[report]") {
  const std::string svg = render_lifecycle(DiagramFormat::Svg, rows_between_all());
  const std::vector<Rectangle> boxes = rectangles(svg, "box");
  const auto at_a_box = [&](double x, double y) {
    return std::any_of(boxes.begin(), boxes.end(), [&](const Rectangle& box) {
      return Rectangle{x - 1, y - 1, 2, 2}.overlaps(box);
    });
  };
  const std::regex path("M ([0-9.]+) ([0-9.]+) Q [0-9.]+ [0-9.]+ ([0-9.]+) ([0-9.]+)\"");
  constexpr std::size_t edges_count = 42;  // Between any two of seven, in both directions.
  std::size_t edges = 0;
  for (std::sregex_iterator it(svg.begin(), svg.end(), path), end; it != end; ++it, ++edges) {
    CAPTURE(it->str());
    CHECK(at_a_box(std::stod((*it)[3]), std::stod((*it)[4])));
    if (edges < edges_count) CHECK(at_a_box(std::stod((*it)[1]), std::stod((*it)[2])));
  }
  CHECK(edges == edges_count + 2);  // Two more come from where images begin.
}

}  // namespace
}  // namespace imgfam
