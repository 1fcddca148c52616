// What the gateway in front of every operation asks: what a request must have at all, who sent it,
// when, and how it was signed. No scenario is about these rules, so they are not in the catalogue.
//
// They are judged in the order of this table, and the first that is broken answers alone. That
// order is assumed: it is that of a published imitation of the service; no document gives one.
#pragma once

#include <imgfam/rules/rule.hpp>

#include <array>
#include <cstdint>
#include <string_view>

namespace imgfam {

struct GatewayRule {
  std::string_view id;
  std::string_view statement;
  Citation source;
  int status = 0;
  std::string_view code;     ///< `%s` stands for what is missing.
  std::string_view message;  ///< The same.
  bool is_wording_ours = false;
};

// clang-format off
inline constexpr std::array gateway_rules{
  GatewayRule{.id = "method-known", .statement = "A request is a GET or a POST.",
    .source = {"common-errors-2019", "UnsupportedHTTPMethod"},
    .status = 403, .code = "UnsupportedHTTPMethod", .message = "This http method is not supported.", .is_wording_ours = true},
  GatewayRule{.id = "path-known", .statement = "All operations are at the path /.",
    .source = {"gateway", "InvalidApi.NotFound"},
    .status = 404, .code = "InvalidApi.NotFound", .message = "Specified api is not found, please check your url and method."},
  GatewayRule{.id = "parameters-readable", .statement = "Parameters are UTF-8 text, percent-encoded, each given once.",
    .source = {"gateway", "InvalidParameter.Format"},
    .status = 400, .code = "InvalidParameter.Format", .message = "Specified parameter %s is not well formatted.", .is_wording_ours = true},
  GatewayRule{.id = "action-given", .statement = "Action must be given.",
    .source = {"gateway", "MissingAction"},
    .status = 400, .code = "MissingAction", .message = "Action is mandatory for this action."},
  GatewayRule{.id = "common-parameters-given", .statement = "AccessKeyId, Signature, SignatureMethod, SignatureVersion, SignatureNonce, Timestamp and Version must be given.",
    .source = {"gateway", "Missing<Param>"},
    .status = 400, .code = "Missing%s", .message = "%s is mandatory for this action."},
  GatewayRule{.id = "access-key-known", .statement = "The AccessKeyId must be one that exists.",
    .source = {"gateway", "InvalidAccessKeyId.NotFound"},
    .status = 404, .code = "InvalidAccessKeyId.NotFound", .message = "Specified access key is not found."},
  GatewayRule{.id = "access-key-active", .statement = "The AccessKeyId must not be disabled.",
    .source = {"gateway", "InvalidAccessKeyId.Inactive"},
    .status = 400, .code = "InvalidAccessKeyId.Inactive", .message = "Specified access key is disabled."},
  GatewayRule{.id = "security-token-valid", .statement = "A temporary AccessKeyId is sent with its SecurityToken.",
    .source = {"none", "no document on images names the error", Evidence::Assumed},
    .status = 400, .code = "InvalidSecurityToken.MismatchWithAccessKey", .message = "Specified SecurityToken is mismatch with the AccessKey.", .is_wording_ours = true},
  GatewayRule{.id = "signature-method-known", .statement = "SignatureMethod is HMAC-SHA1, SignatureVersion 1.0.",
    .source = {"gateway", "InvalidSignatureMethod"},
    .status = 400, .code = "InvalidSignatureMethod", .message = "Specified signature method is not valid.", .is_wording_ours = true},
  GatewayRule{.id = "timestamp-readable", .statement = "Timestamp is a time in UTC, as 2026-01-10T00:00:00Z.",
    .source = {"gateway", "InvalidTimeStamp.Format"},
    .status = 400, .code = "InvalidTimeStamp.Format", .message = "Specified time stamp or date value is not well formatted.", .is_wording_ours = true},
  GatewayRule{.id = "timestamp-recent", .statement = "Timestamp lies within 15 minutes of the service's time.",
    .source = {"gateway", "InvalidTimeStamp.Expired"},
    .status = 400, .code = "InvalidTimeStamp.Expired", .message = "Specified time stamp or date value is expired."},
  GatewayRule{.id = "signature-matches", .statement = "The signature is that of the request as it was sent, by the AccessKeyId's secret.",
    .source = {"gateway", "SignatureDoesNotMatch"},
    .status = 400, .code = "SignatureDoesNotMatch", .message = "Specified signature is not matched with our calculation. server string to sign is:%s"},
  GatewayRule{.id = "acs3-signature-matches", .statement = "The same of a request that is signed by ACS3-HMAC-SHA256.",
    .source = {"gateway", "SignatureDoesNotMatch; the wording as clients of ACS3 report it", Evidence::Observed},
    .status = 400, .code = "SignatureDoesNotMatch", .message = "Specified signature does not match our calculation. server StringToSign is [%s]"},
  GatewayRule{.id = "nonce-unused", .statement = "A SignatureNonce is used once.",
    .source = {"gateway", "SignatureNonceUsed"},
    .status = 400, .code = "SignatureNonceUsed", .message = "Specified signature nonce was used already."},
  GatewayRule{.id = "version-known", .statement = "Version is 2014-05-26.",
    .source = {"gateway", "InvalidVersion"},
    .status = 400, .code = "InvalidVersion", .message = "Specified parameter Version is not valid."},
};
// clang-format on

enum class GatewayRuleId : std::uint8_t {};

constexpr const GatewayRule& rule(GatewayRuleId id) {
  return gateway_rules[static_cast<std::size_t>(id)];
}

/// `"nonce-unused"_gateway`; what is no rule does not compile.
consteval GatewayRuleId operator""_gateway(const char* text, std::size_t size) {
  for (std::size_t i = 0; i < gateway_rules.size(); ++i) {
    if (gateway_rules[i].id == std::string_view(text, size)) return static_cast<GatewayRuleId>(i);
  }
  throw "no such rule of the gateway";
}

}  // namespace imgfam
