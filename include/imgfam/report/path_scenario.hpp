// A path through a model as a scenario: what exploring finds becomes a file that people read and
// replay.
#pragma once

#include <imgfam/explore/model_claim.hpp>
#include <imgfam/scenario/scenario.hpp>

#include <string>
#include <vector>

namespace imgfam {

/// The `given` that a cloud would be set up from: its settings, accounts, images and instances.
/// What a scenario cannot say is left out: when an account was added and a status began, what was
/// copied, which images without instances were used once. Creations under way begin anew, and
/// ClientTokens are forgotten.
Given given_of(const Cloud& cloud, AccountId account, std::string_view region);

struct PathScenario {
  std::string name;
  std::string why;
  /// What the last steps show: everything that these checks look at, as it is at the end.
  std::vector<ModelCheck> shown;
  /// After these requests, by their places in the path in order, it is shown what they are about
  /// and what every family resolves to.
  std::vector<std::size_t> shown_after;
};

/// A scenario that sends the requests in turn and expects of each what the cloud answers. Before
/// each CreateImage a second passes, so that CreationTimes differ.
Scenario scenario_of(const FamilyModel& model, const std::vector<ModelRequest>& path,
                     const PathScenario& about);

}  // namespace imgfam
