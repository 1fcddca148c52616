// Where things stand in the SVG of the machine. The places of the statuses are chosen by hand, in
// one table; the edges and their labels find their way from there, whichever rows the machine has.
#pragma once

#include "diagram.hpp"

#include <vector>

namespace imgfam {

struct Point {
  double x = 0;
  double y = 0;
};

struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;

  double right() const { return x + width; }
  double bottom() const { return y + height; }
  bool holds(Point p) const { return p.x > x && p.x < right() && p.y > y && p.y < bottom(); }
  bool overlaps(const Box& other) const {
    return x < other.right() && other.x < right() && y < other.bottom() && other.y < bottom();
  }
};

/// A quadratic Bézier curve; straight when `control` stands midway.
struct Curve {
  Point begin;
  Point control;
  Point end;

  /// REQUIRES: 0 <= t <= 1, the way from `begin` to `end`.
  Point at(double t) const;
};

struct PlacedEdge {
  const DiagramEdge* edge = nullptr;
  Curve curve;
  Box label;
};

inline constexpr double line_height = 15;
inline constexpr double box_title_height = 30;

/// The box of a status, high enough for the rows that leave the status as it is.
Box place_of(Status status, const LifecycleDiagram& diagram);

/// All edges but loops. Labels stand on their edges, off the boxes and off each other where there
/// is room.
std::vector<PlacedEdge> placed_edges(const LifecycleDiagram& diagram);

/// How wide a text is, with room to spare in the usual fonts of the size that the SVG uses.
double width_of(std::string_view text);

}  // namespace imgfam
