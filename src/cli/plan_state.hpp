// What `imgfam plan` begins with: a scenario's `given`, or what an account's API answered.
#pragma once

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/model/result.hpp>
#include <imgfam/scenario/scenario.hpp>

#include <string>
#include <vector>

namespace imgfam {

struct PlanStateOptions {
  std::vector<std::string> paths;
  std::string filter;
  std::string account;
  std::string region;
  std::string edition;
  std::vector<std::string> readings;
  std::vector<std::string> deleted;
  bool strict = false;
  bool quiet = false;
};

struct PlanState {
  Scenario scenario;
  Cloud cloud;
  std::vector<Diagnostic> unknown;  ///< What the answers do not tell.
};

/// Reads the state and sets it up. Problems are printed to standard error as they come; nothing is
/// answered where there are any: those of reading, PLN014 an option of the other kind of state.
std::optional<PlanState> read_plan_state(const PlanStateOptions& options);

/// The one scenario of a file that the filter picks. ERRORS: PLN010 none or several; those of
/// reading it.
Result<Scenario> read_one_scenario(const std::string& file, const std::string& text,
                                   const std::string& filter);

}  // namespace imgfam
