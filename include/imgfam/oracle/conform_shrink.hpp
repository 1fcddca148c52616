// The shortest scenario in which an endpoint still violates in the same way, so that people see
// what it is about, and a later run can tell whether it is fixed.
//
// Whether a shorter one still does is asked of the endpoint, which is set up anew for each.
#pragma once

#include <imgfam/oracle/conform.hpp>

#include <functional>

namespace imgfam {

/// In what way an endpoint violates: two violations of one kind have one cause, as a rule.
struct ViolationKind {
  std::string action;
  std::string answer;      ///< `200`, `403 ImageUseShared`.
  std::string difference;  ///< What it is about: a place in the document, without ids and numbers.
  std::vector<RuleId> rules;

  auto operator<=>(const ViolationKind&) const = default;
};
ViolationKind kind_of(const JudgedRequest& violation);

struct ViolationShrinkOptions {
  std::size_t tries_max = 1000;
  /// Asked before every try: false ends it.
  std::function<bool()> may_go_on = [] { return true; };
};

struct ShrunkViolation {
  Scenario scenario;        ///< With what the model expects of it; holds there.
  JudgedRequest violation;  ///< Of that scenario.
  std::size_t tries = 0;
  bool is_minimal = false;     ///< False: stopped before.
  bool is_reproduced = false;  ///< False: it needs more than the scenario: it is as it was found.
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
