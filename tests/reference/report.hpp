// What a test says when cloud and model part: the differences, the readings, and the shortest
// scenario found in which they do, which is also written as a file.
#pragma once

#include <imgfam/scenario/scenario.hpp>

#include <string>

namespace imgfam::reference {

/// Makes the scenario shorter, writes it to `<name>.yaml` in the working directory, and tells of
/// it. REQUIRES: cloud and model part in it.
std::string report_parting(const Scenario& scenario, const std::string& name);

}  // namespace imgfam::reference
