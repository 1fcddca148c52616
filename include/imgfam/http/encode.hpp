// Answers as clients read them: JSON or XML, with the very content types, shapes and error bodies
// that they demand. What each client broke on: docs/reference/wire.md.
#pragma once

#include <imgfam/http/wire_request.hpp>
#include <imgfam/model/outcome.hpp>

#include <string_view>

namespace imgfam {

/// The document of success under the action's name, or the error.
HttpResponse encode(const Outcome& outcome, std::string_view action, WireFormat format);

/// An error of the gateway, which has no outcome.
HttpResponse encode(const GatewayFault& fault, std::string_view request_id);

/// Any error, as of the server itself: 500 InternalError, 503 ServiceUnavailable.
HttpResponse encode_error(int status, std::string_view code, std::string_view message,
                          std::string_view request_id, WireFormat format);

}  // namespace imgfam
