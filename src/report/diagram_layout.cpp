#include "diagram_layout.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace imgfam {
namespace {

struct Place {
  Status status{};
  Box box;
};

/// The life of an image runs downward in the middle. All statuses can become UnAvailable and
/// Deleted: these are columns on both sides, so that most edges are level.
constexpr std::array places{
    Place{Status::Creating, {300, 322, 160, 0}},    Place{Status::Waiting, {300, 84, 160, 0}},
    Place{Status::Available, {300, 464, 160, 0}},   Place{Status::Deprecated, {300, 754, 160, 0}},
    Place{Status::UnAvailable, {20, 84, 160, 890}}, Place{Status::CreateFailed, {520, 203, 160, 0}},
    Place{Status::Deleted, {800, 84, 100, 890}},
};

constexpr bool every_status_has_its_place() {
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (static_cast<std::size_t>(places[i].status) != i || places[i].box.width == 0) return false;
  }
  return places.size() == spelling<Status>.size();
}
static_assert(every_status_has_its_place(), "a new status needs a place, in the order of Status");

/// Edges that would run through a box at their middle, and the height at which they are level
/// instead.
struct Lane {
  Status from{};
  Status to{};
  double y = 0;
};
constexpr std::array lanes{Lane{Status::UnAvailable, Status::Deleted, 944}};

constexpr double overlap_min = 20;   // Less is not enough for a straight edge.
constexpr double side_by_side = 90;  // Between upright edges of opposite directions.
constexpr double over_under = 24;    // Between level ones.

struct Range {
  double from = 0;
  double to = 0;
  double middle() const { return (from + to) / 2; }
  bool is_enough() const { return to - from >= overlap_min; }
};

Curve straight(Point begin, Point end) {
  return {begin, {(begin.x + end.x) / 2, (begin.y + end.y) / 2}, end};
}

/// Out of the side of one box into the top or bottom of the other.
Curve bent(const Box& from, const Box& to) {
  const bool is_down = to.y > from.y;
  const bool is_right = to.x > from.x;
  const Point begin{is_right ? from.right() : from.x, from.y + from.height * (is_down ? 0.8 : 0.2)};
  const Point end{to.x + to.width / 2, is_down ? to.y : to.bottom()};
  return {begin, {end.x, begin.y}, end};
}

Curve curve_between(const Box& from, const Box& to, bool has_reverse, std::optional<double> lane) {
  const double shift = !has_reverse ? 0 : from.y < to.y || from.x < to.x ? -0.5 : 0.5;
  const Range x{std::max(from.x, to.x), std::min(from.right(), to.right())};
  const Range y{std::max(from.y, to.y), std::min(from.bottom(), to.bottom())};
  if (y.is_enough()) {
    const double at = lane.value_or(y.middle() + shift * over_under);
    return from.x < to.x ? straight({from.right(), at}, {to.x, at})
                         : straight({from.x, at}, {to.right(), at});
  }
  if (x.is_enough()) {
    const double at = x.middle() + shift * side_by_side;
    return from.y < to.y ? straight({at, from.bottom()}, {at, to.y})
                         : straight({at, from.y}, {at, to.bottom()});
  }
  return bent(from, to);
}

std::optional<double> lane_of(const DiagramEdge& edge) {
  for (const Lane& lane : lanes) {
    if (lane.from == edge.from && lane.to == edge.to) return lane.y;
  }
  return std::nullopt;
}

bool has_reverse(const LifecycleDiagram& diagram, const DiagramEdge& edge) {
  return std::any_of(diagram.edges.begin(), diagram.edges.end(), [&](const DiagramEdge& other) {
    return other.from == edge.to && other.to == edge.from;
  });
}

Box label_at(Point middle, const DiagramEdge& edge) {
  double width = 0;
  for (const TransitionRow& row : edge.rows)
    width = std::max(width, width_of(short_label(row)));
  const double height = line_height * static_cast<double>(edge.rows.size());
  return {middle.x - width / 2, middle.y - height / 2, width, height};
}

/// How much stands in a label's way: boxes and other labels count most, then other edges.
int cost_of(const Box& label, const PlacedEdge& mine, const std::vector<PlacedEdge>& edges,
            const LifecycleDiagram& diagram) {
  constexpr int samples = 40;
  constexpr double room = 8;  // Around the label, to other edges.
  constexpr int of_overlap = 1000;
  const Box wider{label.x - room, label.y - room, label.width + 2 * room, label.height + 2 * room};
  int cost = 0;
  for (const Place& place : places) {
    if (label.overlaps(place_of(place.status, diagram))) cost += of_overlap;
  }
  for (const PlacedEdge& other : edges) {
    if (&other == &mine) continue;
    if (label.overlaps(other.label)) cost += of_overlap;
    for (int i = 0; i <= samples; ++i)
      cost += wider.holds(other.curve.at(static_cast<double>(i) / samples)) ? 1 : 0;
  }
  return cost;
}

void place_label(PlacedEdge& mine, const std::vector<PlacedEdge>& edges,
                 const LifecycleDiagram& diagram) {
  std::optional<int> least;
  Box best;
  for (const double t : {0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.3, 0.7, 0.25, 0.75, 0.2, 0.8}) {
    const Box label = label_at(mine.curve.at(t), *mine.edge);
    const int cost = cost_of(label, mine, edges, diagram);
    if (least && cost >= *least) continue;
    least = cost;
    best = label;
  }
  mine.label = best;
}

}  // namespace

Point Curve::at(double t) const {
  const auto along = [t](double a, double b, double c) {
    return (1 - t) * (1 - t) * a + 2 * t * (1 - t) * b + t * t * c;
  };
  return {along(begin.x, control.x, end.x), along(begin.y, control.y, end.y)};
}

Box place_of(Status status, const LifecycleDiagram& diagram) {
  Box box = places[static_cast<std::size_t>(status)].box;
  const auto loops = static_cast<double>(diagram.loops_at(status).size());
  const double needed = box_title_height + (loops == 0 ? 0 : loops * line_height + 10);
  box.height = std::max(box.height, needed);
  return box;
}

std::vector<PlacedEdge> placed_edges(const LifecycleDiagram& diagram) {
  std::vector<PlacedEdge> out;
  for (const DiagramEdge& edge : diagram.edges) {
    if (edge.is_loop()) continue;
    const Curve curve = curve_between(place_of(edge.from, diagram), place_of(edge.to, diagram),
                                      has_reverse(diagram, edge), lane_of(edge));
    out.push_back({&edge, curve, {}});
  }
  for (PlacedEdge& edge : out)
    place_label(edge, out, diagram);
  return out;
}

double width_of(std::string_view text) {
  constexpr double letter = 6.4;
  const auto letters = std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80;  // A character of UTF-8 counts once.
  });
  return letter * static_cast<double>(letters) + 6;
}

}  // namespace imgfam
