// What a cloud answered, as what a scenario expects: for whoever writes scenarios instead of
// reading them.
#pragma once

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/scenario/scenario.hpp>

#include <vector>

namespace imgfam {

/// Of a refusal its code, its status, all rules broken and whether the cloud stayed as it was; of
/// any outcome the parameters that the edition does not have.
Expect expectation(const Outcome& outcome, const Trace& trace, bool is_unchanged);

/// Sends the request to the cloud and expects what it answers. In the values that the scenario
/// writes, names may stand for those that the cloud knows.
struct Answered {
  Expect expect;
  Outcome outcome;
};
Answered send(Cloud& cloud, const Request& request);

/// The readings that are not the default, as a scenario lists them.
std::vector<ReadingId> readings_of(const Interpretation& interpretation);

}  // namespace imgfam
