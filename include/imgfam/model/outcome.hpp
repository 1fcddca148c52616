// Outcome: what a request comes to. Either a Response (the document of success) or a Refusal (an
// error of the service, together with *every* rule that the request broke, not only the one that
// named the code).
#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <iosfwd>
#include <string>
#include <variant>
#include <vector>

namespace imgfam {

/// A rule of the catalogue, by its place in it. What it says is in rules/catalogue.hpp.
enum class RuleId : std::uint16_t {};

/// The document of success as JSON clients see it, with the API's own field names.
struct Response {
  boost::json::object document;

  bool operator==(const Response&) const = default;
};

/// How much of a refusal's answer is settled. Where no document gives the code, any code of the
/// class would do, and a judge of other implementations must accept it.
enum class Latitude : std::uint8_t {
  Exact,   ///< Status and code are documented.
  Any403,  ///< Some 403.
  Any4xx,  ///< Some client error.
};

struct Refusal {
  int status = 0;       ///< HTTP status.
  std::string code;     ///< The documented error code, typing mistakes included.
  std::string message;  ///< The documented message, with its placeholders filled in.
  Latitude latitude = Latitude::Exact;
  bool is_documented = false;  ///< Whether a document gives status and code for this case.
  /// Every rule broken, in order of precedence: the first one named the code.
  std::vector<RuleId> broken;
  std::string request_id;

  bool operator==(const Refusal&) const = default;
};

using Outcome = std::variant<Response, Refusal>;

inline bool is_refused(const Outcome& outcome) { return std::holds_alternative<Refusal>(outcome); }

std::ostream& operator<<(std::ostream& out, const Response& response);
/// `403 ImageUseShared`
std::ostream& operator<<(std::ostream& out, const Refusal& refusal);

}  // namespace imgfam
