// Judging an endpoint in a test: by the scenarios that are shipped, some made for this, and random
// walks.
#pragma once

#include <imgfam/oracle/conform.hpp>

#include <string>
#include <vector>

namespace imgfam::zoo {

/// All that stand below scenarios/, and those of tests/conform/scenarios.
const std::vector<Scenario>& known_scenarios();

struct Caught {
  bool is_caught = false;
  std::string scenario;
  std::string report;  ///< All that is told of the violation, as plain text.
};

/// Until the first violation.
Caught hunt(CloudEndpoint& endpoint);

/// What there is to tell of a violation.
std::string told(const JudgedRequest& violation);

}  // namespace imgfam::zoo
