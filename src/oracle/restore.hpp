// Removing from an endpoint without a control interface what a scenario has made there, when it is
// not known any more what that has come to. Nothing else is touched.
#pragma once

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/oracle/endpoint.hpp>

#include <string>
#include <vector>

namespace imgfam {

/// Something that an answer says was made.
struct Made {
  AccountId account;
  std::string region;
  std::string id;
  bool is_instance = false;
};

/// Adds what the answer to a request says was made. What was there before was not.
void note_made(const Request& request, const Observation& answer, const Cloud& before,
               std::vector<Made>& made);

/// Sends all that may be needed to delete these, images after the instances that use them. What
/// comes of that is for the next look to tell.
void remove(Endpoint& endpoint, const std::vector<Made>& all);

}  // namespace imgfam
