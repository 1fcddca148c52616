// Writes a scenario step by step while a cloud answers.
#pragma once

#include <imgfam/scenario/expectation.hpp>
#include <imgfam/scenario/replay.hpp>

#include <boost/json/value.hpp>

namespace imgfam {

class SuiteWriter {
 public:
  /// REQUIRES: the scenario's `given` can be set up.
  explicit SuiteWriter(Scenario scenario);

  void send(std::string_view action, std::vector<Parameter> parameters);
  /// The same, and expects the value at the place of the response.
  void send(std::string_view action, std::vector<Parameter> parameters, std::string place);
  void act(PlatformEvent event, std::string_view image);
  /// What the image is now.
  void show_image(std::string_view image);
  /// What the family resolves to now.
  void show_family(std::string_view family) { show_family(family, scenario_.given.region); }
  void show_family(std::string_view family, std::string_view region);

  Scenario take() { return std::move(scenario_); }

 private:
  Scenario scenario_;
  Cloud cloud_;
};

/// A scenario without steps.
Scenario empty_scenario(std::string name, std::string why, Edition edition,
                        const Interpretation& interpretation);

}  // namespace imgfam
