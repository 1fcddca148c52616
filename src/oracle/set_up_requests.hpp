// Setting an endpoint up as a scenario is given by nothing but requests, and cleaning up
// afterwards: for those that have no control interface. Not everything can be made so.
#pragma once

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/model/result.hpp>
#include <imgfam/scenario/scenario.hpp>

#include <map>
#include <string>
#include <vector>

namespace imgfam {

/// One request on the way to what is given. Ids stand in it as the scenario has them.
struct SetUpRequest {
  Request request;
  std::string makes = {};  ///< The scenario's id of what it makes; empty: it makes nothing.
  std::string place = {};  ///< Where the endpoint's id of that stands in the answer.
  bool is_later = false;   ///< In a later second than what was made before.
};

/// In the order in which they are to be sent. Images are made of an instance that the account has
/// at present; if there is none, one is launched from a public image.
/// ERRORS: CNF013 something that no request makes.
Result<std::vector<SetUpRequest>> set_up_requests(const Given& given, const Cloud& present);

/// What deletes everything that is in the cloud and was not before.
std::vector<Request> clean_up_requests(const Cloud& before, const Cloud& present);

/// Other ids in the place of some, where they stand as words of their own.
void rename_ids(std::string& text, const std::map<std::string, std::string>& ids);

}  // namespace imgfam
