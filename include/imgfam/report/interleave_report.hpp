// Interleaved pipelines, from scenario files and back: what several files come to together, and
// what was found of it as text, as JSON and as a scenario that replays.
#pragma once

#include <imgfam/explore/interleave.hpp>
#include <imgfam/scenario/scenario.hpp>

#include <optional>
#include <string>
#include <vector>

namespace imgfam {

/// A scenario that is to be a pipeline.
struct PipelineFile {
  std::string file;  ///< For messages.
  std::string name;
  Scenario scenario;
};

/// Pipelines on the cloud that their files describe together.
struct PipelineSet {
  std::vector<Pipeline> pipelines;
  std::vector<std::vector<std::string>> because;  ///< Of every step, by pipeline.
  Scenario common;  ///< What is given, edition and readings; without steps.
  Cloud start;
};

/// Puts the files together. `given` is the union: what stands in several files must be equal.
/// ERRORS: ILV005 what is given differs, ILV006 editions or readings do, ILV007 it makes no cloud.
Result<PipelineSet> pipelines_of(const std::vector<PipelineFile>& files,
                                 std::optional<Edition> edition = {},
                                 const std::vector<ReadingId>& readings = {});

/// The steps of an order as one scenario that holds: it records what happens, also where a pipeline
/// fails, and its last steps check what the claim looks at, as it is then. Names that several
/// pipelines bind are told apart by the pipeline's. Nothing when there is nothing to record.
std::optional<Scenario> scenario_of(const PipelineSet& set, const StepOrder& order,
                                    const Watch& watch);

/// Its last steps alone.
std::vector<ScenarioStep> shown_after(const PipelineSet& set, const StepOrder& order,
                                      const Watch& watch);

/// What is to be reported: `result.watches` are of `watches`, which the user wrote as `claims`.
struct InterleaveReport {
  const PipelineSet& set;
  const std::vector<Watch>& watches;
  const std::vector<std::string>& claims;
  const InterleaveLimits& limits;
  const InterleaveResult& result;
};

/// The verdict on every property with the order that decided it, what pipelines can fail at, and
/// what was looked at.
std::string render_text(const InterleaveReport& report);
std::string render_json(const InterleaveReport& report);

/// What was found as scenarios: first the orders that violate a property, then those that reach
/// one.
std::vector<Scenario> scenarios_of(const InterleaveReport& report);

}  // namespace imgfam
