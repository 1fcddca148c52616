// WireRequest: what an HTTP request says to the gateway, before anybody looked at who sent it.
//
// Five layouts are in use: everything in the query, everything in a form, common parameters in the
// query and the operation's own in a form, and ACS3 (common parameters in headers) with a query or
// with a form. All of them are read into the same: parameters from query and form together.
#pragma once

#include <imgfam/http/message.hpp>
#include <imgfam/model/request.hpp>
#include <imgfam/rules/gateway.hpp>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace imgfam {

enum class SignatureScheme : std::uint8_t { HmacSha1, Acs3 };
enum class WireFormat : std::uint8_t { Xml, Json };

struct WireRequest {
  SignatureScheme scheme{};
  std::string method;
  std::vector<Parameter> query;  ///< Decoded, in the order sent; with the common ones.
  std::vector<Parameter> form;   ///< The same.
  WireFormat format = WireFormat::Xml;
  std::string action;
  std::string version;
  std::string access_key;
  std::string security_token;
  std::string signature;
  bool is_method_known = true;  ///< HMAC-SHA1 in version 1.0, or ACS3-HMAC-SHA256.
  std::string timestamp;
  std::string nonce;
  /// What ACS3 was signed over: the names in SignedHeaders, in its order.
  std::vector<std::string> signed_headers;

  /// The first value of a parameter, of the query before that of the form.
  const std::string* find(std::string_view name) const;
};

/// A rule of the gateway that a request broke.
struct GatewayFault {
  GatewayRuleId rule{};
  std::string about;  ///< What its code and message name: a parameter, the string to sign.
  WireFormat format = WireFormat::Xml;
  std::string action{};  ///< What was asked, as far as it was read.

  bool operator==(const GatewayFault&) const = default;
};
std::string code_of(const GatewayFault& fault);
std::string message_of(const GatewayFault& fault);

/// Bounds on what is read.
inline constexpr std::size_t target_bytes_max = 64 * 1024;
inline constexpr std::size_t body_bytes_max = 256 * 1024;

/// Reads a request. Faults: method-known, path-known, parameters-readable, action-given,
/// common-parameters-given. Never throws, whatever the bytes.
std::variant<WireRequest, GatewayFault> read_wire(const HttpRequest& request);

/// The operation's own parameters as a request of the account: without the common ones, and with
/// `Tag.1.key` as `Tag.1.Key`. Fault: parameters-readable, where that makes one the second of its
/// name.
std::variant<Request, GatewayFault> operation_of(const WireRequest& wire, AccountId account);

}  // namespace imgfam
