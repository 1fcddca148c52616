// Makes up scenarios: clouds to begin with, and what to do next to one. Everything follows from the
// dice's seed.
#pragma once

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/scenario/dice.hpp>
#include <imgfam/scenario/scenario.hpp>

#include <cstdint>

namespace imgfam {

/// An edition, readings, quotas, durations and things to begin with; no steps.
Scenario make_up_beginning(Dice& dice);

/// A request, a platform event or an advance for a cloud that is now as given. Ids stand as they
/// are.
ScenarioStep make_up_step(Dice& dice, const Cloud& cloud);

struct RandomWalk {
  std::uint64_t seed = 1;
  std::size_t steps = 50;
  Edition edition = newest_edition;
  /// Nothing but requests, and no more given than accounts: for an implementation that cannot be
  /// set up otherwise.
  bool only_requests = false;
};

/// A scenario of made-up steps that expects nothing. What it creates is bound to names, and later
/// steps use these; it is made up as the model goes on, under the default readings.
Scenario random_walk(const RandomWalk& walk);

}  // namespace imgfam
