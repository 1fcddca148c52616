// What stands in a line of a session.
#pragma once

#include <imgfam/model/result.hpp>
#include <imgfam/oracle/session.hpp>

#include <boost/json/object.hpp>

#include <span>
#include <string_view>

namespace imgfam {

/// The object of a line. ERRORS: ORC001 too long, ORC002 no JSON, ORC003 no object.
Result<boost::json::object> read_object(std::string_view line);

/// ORC004 for the first key that is none of these.
Result<void> check_keys(const boost::json::object& object, std::span<const std::string_view> keys,
                        std::string_view line);

/// ORC005: the value of the key is not what it should be.
Diagnostic wrong_value(std::string_view key, std::string_view expected, std::string_view line);

/// The request that `{"action": …, "account": …, "region": …, "with": {…}}` means, as a step of a
/// scenario would: lists and mappings are flattened, `null` leaves a parameter out, and RegionId is
/// filled in where the operation takes one. ERRORS: ORC004, ORC005.
Result<Request> read_request(const boost::json::value& value, const Given& given,
                             std::string_view line);

/// ERRORS: ORC004, ORC005.
Result<Observation> read_observation(const boost::json::value& value, std::string_view line);

/// The `given` of a scenario, which stands alone in the line under that key. ERRORS: as a scenario.
Result<Given> read_given(std::string_view line);

}  // namespace imgfam
