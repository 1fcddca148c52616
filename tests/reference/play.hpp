// Playing a scenario on twins, and making one that fails shorter.
//
// The random tests keep what they did as a Scenario, so that what fails can be written as a
// scenario file. Ids that the cloud chose stand in it as `${s12}`, bound by the step that brought
// them about.
#pragma once

#include "reference/twins.hpp"

#include <imgfam/scenario/scenario.hpp>

#include <map>
#include <optional>
#include <string>

namespace imgfam::reference {

/// The cloud that a scenario begins with.
Cloud cloud_of(const Scenario& scenario);

/// The names that steps have bound, and what stands for them now.
class Bindings {
 public:
  /// Adds the ids in a response to the step of that number, and says so in the step.
  void bind(std::size_t number, const Outcome& outcome, RequestStep& step);
  /// With names in the place of ids.
  Request named(Request request) const;
  std::string named(const std::string& text) const;
  /// With ids in the place of names; a name that nothing has becomes `m-gone`.
  Request filled(Request request) const;
  std::string filled(std::string text) const;
  void learn(const RequestStep& step, const Outcome& outcome);

 private:
  std::map<std::string, std::string> id_by_name_;
  std::map<std::string, std::string> name_by_id_;
};

/// Does a step, which has no names in it, to both twins.
Differences play_step(Twins& twins, const ScenarioStep& step);

/// Where the twins part when the scenario is played.
struct Parting {
  std::size_t step = 0;
  Differences differences;
};
std::optional<Parting> play(const Scenario& scenario);

/// A scenario that still makes the twins part, as small as reduce.hpp makes it. REQUIRES: they part
/// in it.
Scenario shorten(Scenario scenario);

}  // namespace imgfam::reference
