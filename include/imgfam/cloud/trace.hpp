// Trace: what happened on the way to an outcome, for people and for coverage. Nothing is computed
// from it.
#pragma once

#include <imgfam/lifecycle/lifecycle.hpp>
#include <imgfam/model/outcome.hpp>

#include <string>
#include <vector>

namespace imgfam {

/// One event that was sent to the machine of an image.
struct MachineStep {
  std::string image;
  Status from{};
  Event event;
  Status to{};  ///< Where it led; equal to `from` when refused.
  int row = 0;  ///< The row that fired; 0 when refused.
  std::vector<RuleId> refusals;
};

struct Trace {
  std::vector<std::string> ignored;        ///< Parameters that another edition has.
  std::vector<std::string> unknown;        ///< Parameters that the model knows in no edition.
  std::vector<std::string> not_evaluated;  ///< Documented parameters that the model leaves out.
  std::vector<RuleId> effects;             ///< What the request brought about.
  std::vector<MachineStep> machine;
  std::vector<std::string> drawn;  ///< Ids that were made up for what the request brought about.

  void clear() { *this = Trace{}; }
};

}  // namespace imgfam
