// Request: an action, the account that calls it, and its parameters, flattened as they stand on the
// wire (`AddAccount.1`, `Features.NvmeSupport`). Scenarios, the emulator and the explorer all make
// these.
//
// A Request has not been judged: names may be unknown and values malformed. Cloud::handle does the
// judging.
#pragma once

#include <imgfam/model/account.hpp>
#include <imgfam/model/result.hpp>

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

struct Parameter {
  std::string name;
  std::string value;

  bool operator==(const Parameter&) const = default;
};

struct Request {
  std::string action;                 ///< As sent, e.g. `ModifyImageAttribute`.
  AccountId account;                  ///< The caller.
  std::vector<Parameter> parameters;  ///< In the order sent, decoded.

  /// The value of the first parameter of that name; nothing when there is none. Linear in the
  /// parameters.
  const std::string* find(std::string_view name) const;

  bool operator==(const Request&) const = default;
};

/// Bounds on what parse_query takes.
inline constexpr std::size_t query_bytes_max = 64 * 1024;
inline constexpr std::size_t query_parameters_max = 1000;

/// Reads the parameters of a URL or of its query alone: everything after the first `?`, if that
/// stands before the first `=`; pairs divided by `&`, percent and plus decoded. White space around
/// a pair (documents break long URLs over lines) and `<Common request parameters>` are left out;
/// `Action` becomes Request::action. The account stays 0.
///
/// ERRORS: REQ001 too long, REQ002 too many parameters, REQ003 a broken percent escape, REQ004 a
/// parameter given twice, REQ005 no Action, REQ006 not UTF-8 or a NUL byte.
Result<Request> parse_query(std::string_view url);

/// The query string of a request: `Action=…&` and its parameters in order, percent-encoded as RFC
/// 3986 says.
std::string to_query(const Request& request);

/// True when the text is well-formed UTF-8 without a NUL.
bool is_utf8_text(std::string_view text);

/// For messages: `ModifyImageAttribute ImageId=m-1 Status=Deprecated`.
std::ostream& operator<<(std::ostream& out, const Request& request);

}  // namespace imgfam
