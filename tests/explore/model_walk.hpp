// A walk through the states of a model with a cloud in step: whatever the model says of a request,
// the cloud must say, too.
#pragma once

#include <imgfam/explore/family_model.hpp>

#include <string>

namespace imgfam {

struct Walked {
  std::size_t states = 0;
  std::size_t transitions = 0;
  std::size_t refusals = 0;
};

/// The ids of the rules, or `accepted`.
std::string names_of(const RuleSet& rules);

/// Walks what can be reached, breadth first, and looks at every request of at most so many states.
/// Stops at the first parting, and fails.
Walked walk(const FamilyModel& model, std::size_t states_max = static_cast<std::size_t>(-1));

}  // namespace imgfam
