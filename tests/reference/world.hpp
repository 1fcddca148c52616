// Small worlds: a cloud to begin with, and everything that can be asked of whatever it becomes.
//
// A world is plain data. Its queries are sent in every state, by every caller, for every image,
// instance or pair of them that there is; what leads to more images or instances than the world may
// have is compared, but not followed further.
#pragma once

#include "reference/model.hpp"

#include <imgfam/scenario/scenario.hpp>

#include <string>
#include <vector>

namespace imgfam::reference {

using Queries = std::vector<std::string>;

struct World {
  std::string name;
  std::string given;  ///< As a scenario has it.
  std::vector<AccountId> callers;
  /// Queries without `Action=`; RegionId is the scenario's. `{image}` and `{instance}` stand for
  /// every id there is, and `m-none` and `i-none` for one that there is not.
  Queries queries;
  Queries owners_queries;  ///< Likewise, by the first caller alone.
  bool has_platform_events = false;
  std::int64_t advance_seconds = 0;  ///< 0: time stands still.
  std::size_t images_max = 2;
  std::size_t instances_max = 2;
};

/// The scenario that the world begins with, without steps.
Scenario beginning_of(const World& world, Edition edition, const std::vector<ReadingId>& readings);

/// Everything that can be asked of the world when it is as given, or happen to it.
std::vector<ScenarioStep> moves_in(const World& world, const Model& model);

/// Equal for states that differ in ids, moments and numbers alone: what is asked of them leads to
/// equal states again.
std::string state_key(const Model& model);

/// What a search over everything that can be reached has found.
struct Census {
  std::size_t states = 0;
  std::size_t transitions = 0;
  std::size_t refused = 0;
  std::set<RuleId> rules;           ///< That were broken or took effect.
  std::optional<Scenario> parting;  ///< The shortest way to where cloud and model part.
};

/// Breadth first over all states that the world can reach.
Census census_of(const World& world, Edition edition, const std::vector<ReadingId>& readings = {});

}  // namespace imgfam::reference
