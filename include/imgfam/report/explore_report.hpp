// What `imgfam explore` shows: what holds in all states, how what does not comes about, and one
// line of figures that scripts read.
#pragma once

#include <imgfam/explore/explore.hpp>
#include <imgfam/scenario/scenario.hpp>

#include <string>
#include <vector>

namespace imgfam {

struct ExploreReport {
  const FamilyModel* model = nullptr;
  const std::vector<Property>* properties = nullptr;
  const Exploration* found = nullptr;
  double seconds = 0;
};

/// A line for every property, the path to what was found under it, then the line of figures:
/// `explored states=1129 transitions=17017 … verdict=holds`.
std::string render_text(const ExploreReport& report);

/// The same as one JSON document; paths are scenarios as YAML texts besides.
std::string render_json(const ExploreReport& report);

/// A scenario for every path found: how a property is violated, or how what was asked for is
/// reached.
std::vector<Scenario> scenarios_of(const ExploreReport& report);

/// `holds`, `violated` or `undecided`: violated where any property is, else undecided where any is.
Finding verdict_of(const Exploration& found);

}  // namespace imgfam
