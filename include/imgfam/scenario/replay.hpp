// Replay: runs a scenario against a Cloud and says, step by step, what was expected and what came.
//
// The fast path keeps nothing but the verdict: no trace, no copy of the cloud. When a step fails,
// the scenario is replayed once more up to that step with everything recorded, so that the report
// can say why.
#pragma once

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/scenario/coverage.hpp>
#include <imgfam/scenario/scenario.hpp>

#include <optional>
#include <string>
#include <vector>

namespace imgfam {

/// A step as it was replayed. Recorded for every step under `trace`, else for the failing one
/// alone.
struct StepRun {
  std::size_t index = 0;  ///< Into Scenario::steps.
  std::vector<Mismatch> mismatches;
  std::optional<Request> request;  ///< As sent, with `${…}` filled in.
  std::optional<Outcome> outcome;  ///< Of a request or a platform step.
  Trace trace;
  std::vector<std::string> changes;  ///< What the step changed in the cloud, a line each.
  std::vector<std::string> families_before,
      families_after;  ///< Of every family it touches: `web in cn-hangzhou -> m-1; not …`.
};

/// A scenario under one edition.
struct Run {
  Edition edition = newest_edition;
  bool holds = false;
  std::size_t steps_done = 0;
  std::size_t requests = 0;
  std::size_t checks = 0;  ///< Expectations and checks that were evaluated; 0 fails.
  std::optional<Mismatch>
      cannot_begin;  ///< The `given` cannot be set up, or a binding cannot be filled in.
  std::vector<StepRun> steps;
};

struct ReplayOptions {
  bool trace = false;
  std::optional<Edition> edition;   ///< Instead of the scenario's own editions.
  std::vector<ReadingId> readings;  ///< On top of the scenario's own readings.
  Coverage* coverage = nullptr;     ///< Added to where given; costs a trace of every request.
  Cloud* end = nullptr;  ///< Where given, becomes the cloud after the last step that was replayed.
};

/// Replays the scenario under each of its editions. Deterministic.
std::vector<Run> replay(const Scenario& scenario, const ReplayOptions& options = {});

/// The cloud that a scenario's `given` describes. ERRORS: CLD001 to CLD010 of Cloud::add.
Result<Cloud> set_up(const Scenario& scenario, Edition edition,
                     const std::vector<ReadingId>& readings = {});

}  // namespace imgfam
