// Makes a scenario as small as it can be and still be of a kind: leaves out what it can do without,
// and sets what remains to its default.
//
// It knows scenarios and nothing of failures: whether a smaller one will do is asked of the caller.
// shrink.hpp asks it of replays; the random tests ask it of two implementations.
#pragma once

#include <imgfam/scenario/scenario.hpp>

#include <cstddef>
#include <functional>

namespace imgfam {

struct Reduced {
  Scenario scenario;
  std::size_t tries = 0;    ///< How often was asked.
  bool is_minimal = false;  ///< False: the bound was reached, and it may become smaller yet.
};

/// Leaves out, by halves and then one by one, steps, what is given, readings, parameters,
/// expectations and bindings, and `covers`; sets attributes to their defaults. Where nothing
/// stopped it, no single one of these can be left out any more, nor two steps together where few
/// are left. The last step stays, and so do the editions, the name and the reasons. Deterministic.
///
/// `will_do` is asked about scenarios that no text could say as well, as one with an instance of an
/// image that is not there. REQUIRES: `will_do(scenario)`, and a step.
Reduced reduce(Scenario scenario, const std::function<bool(const Scenario&)>& will_do,
               std::size_t tries_max);

}  // namespace imgfam
