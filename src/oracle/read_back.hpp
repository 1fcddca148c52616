// What a judge asks to see what a request came to, and what there is to begin with: requests that
// change nothing.
#pragma once

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/cloud/step.hpp>
#include <imgfam/model/request.hpp>
#include <imgfam/scenario/scenario.hpp>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace imgfam {

/// Who may ask, and how much of the endpoint is the judge's to look at.
struct Readers {
  std::vector<AccountId> accounts;  ///< Empty: all that the cloud knows.
  /// Everything there is, is the scenario's. Else only what the cloud knows is asked for.
  bool is_alone = true;
};

/// Everything that the cloud's accounts see, where there is anything, and in these regions.
std::vector<Request> reads_of_all(const Cloud& cloud, const Readers& readers,
                                  const std::set<std::string>& regions);

/// Where the scenario has or asks for anything.
std::set<std::string> regions_of(const Scenario& scenario);

/// What the request can have touched, whether it was refused or not. `before` and `after` are what
/// the model holds to be the state.
std::vector<Request> reads_after(const Request& request, const Cloud& before, const Cloud& after,
                                 const Readers& readers);

/// What a scenario's check looks at, by the API. Nothing where nobody may ask.
std::optional<Request> read_for(const Check& check, const Cloud& cloud, const Readers& readers,
                                AccountId account, std::string_view region);

/// Whether the operation changes nothing.
bool only_reads(std::string_view action);

}  // namespace imgfam
