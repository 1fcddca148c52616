// The shortest scenario in which an endpoint still violates in the same way, so that people see
// what it is about, and a later run can tell whether it is fixed.
//
// Whether a shorter one still does is asked of the endpoint, which is set up anew for each.
#pragma once

#include <imgfam/oracle/conform.hpp>

#include <functional>

namespace imgfam {

struct ViolationShrinkOptions {
  std::size_t tries_max = 1000;
  /// Asked before every try to make it shorter: false ends that.
  std::function<bool()> may_go_on = [] { return true; };
};

struct ShrunkViolation {
  Scenario scenario;        ///< With what the model expects of it; holds there.
  JudgedRequest violation;  ///< Of that scenario.
  std::size_t tries = 0;
  bool is_minimal = false;  ///< False: stopped before.
  bool is_reproduced =
      false;  ///< False: the scenario alone does not violate; it is as it was found.
};

/// Readings that earlier scenarios have shown, and without which it would be no violation, become
/// the scenario's own. REQUIRES: `found` is what `known` made of the scenario, and violates; the
/// scenario could have been read from a text.
ShrunkViolation shrink(Endpoint& endpoint, EndpointControl* control, const Conformance& known,
                       const Scenario& scenario, const ConformRun& found,
                       const ViolationShrinkOptions& options = {});

/// The scenario by itself, with nothing known but the options and the scenario's own readings: what
/// a scenario that shrinking has made is judged by.
ConformRun judge_alone(Endpoint& endpoint, EndpointControl* control, const ConformOptions& options,
                       const Scenario& scenario);

}  // namespace imgfam
