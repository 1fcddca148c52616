#include "conform_given.hpp"

#include "commands.hpp"
#include "options.hpp"
#include "scenario_file.hpp"

#include <imgfam/scenario/replay.hpp>

#include <algorithm>
#include <chrono>

namespace imgfam {
namespace {

/// The clocks of both sides may differ by so much.
constexpr Duration clock_tolerance{5};

}  // namespace

SimTime wall_time() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return SimTime{std::chrono::duration_cast<std::chrono::seconds>(now).count()};
}

ConformOptions judging_from(const ConformCommandOptions& options,
                            const std::vector<Credential>& credentials) {
  ConformOptions out;
  if (!options.edition.empty()) out.edition = *parse_edition(options.edition);
  out.readings = readings_named(options.readings);
  out.clock_tolerance = clock_tolerance;
  if (options.given.empty()) {
    refuse(problem("CNF011", "what the implementation has to begin with is not known",
                   "name a scenario by --given; `imgfam import` makes one of answers"));
    return out;
  }
  auto scenario = read_the_scenario(options.given);
  if (!scenario) return out;
  scenario->given.clock = std::max(scenario->given.clock, wall_time());
  for (const Credential& credential : credentials)
    scenario->given.accounts.push_back(credential.account);
  auto cloud = set_up(*scenario, out.edition);
  if (cloud) {
    out.beginning = std::move(*cloud);
  } else {
    refuse(cloud.error());
  }
  return out;
}

}  // namespace imgfam
