// Makes up scenarios: clouds to begin with, and what to do next to one.
//
// Most of what it makes up is sensible, so that sequences get somewhere; some is just legal, and
// some is nonsense of the kinds that the documents name.
#pragma once

#include "reference/dice.hpp"

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/scenario/scenario.hpp>

namespace imgfam::reference {

/// An edition, readings, quotas, durations and things to begin with; no steps.
Scenario make_up_beginning(Dice& dice);

/// A request, a platform event or an advance for a cloud that is now as given. Ids stand as they
/// are.
ScenarioStep make_up_step(Dice& dice, const Cloud& cloud);

}  // namespace imgfam::reference
