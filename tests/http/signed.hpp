// Requests as clients send and sign them.
#pragma once

#include <imgfam/http/message.hpp>
#include <imgfam/model/request.hpp>
#include <imgfam/model/sim_time.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

/// The timestamp of good_parameters: 2026-01-10T00:00:00Z.
inline constexpr SimTime signed_at{1'768'003'200};

/// The common parameters of a good request of the access key `key`, for tests to spoil.
std::vector<Parameter> good_parameters();

/// A GET with these, signed by the secret; not signed where that is empty.
HttpRequest sent(std::vector<Parameter> parameters, const std::string& secret = "secret");

/// A good request: `DescribeImages ImageId=m-1 Status=ALL`, by the access key, with a nonce that
/// was not used before, in JSON.
HttpRequest call(std::string_view text, const std::string& access_key = "key");

}  // namespace imgfam
