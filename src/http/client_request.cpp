#include <imgfam/http/client_request.hpp>

#include <imgfam/http/signature.hpp>
#include <imgfam/model/percent.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace imgfam {
namespace {

constexpr const char* api_version = "2014-05-26";
constexpr const char* form_type = "application/x-www-form-urlencoded";

std::string form_of(const std::vector<Parameter>& parameters) {
  std::string out;
  for (const Parameter& p : parameters) {
    if (!out.empty()) out += '&';
    append_percent_encoded(out, p.name);
    out += '=';
    append_percent_encoded(out, p.value);
  }
  return out;
}

/// Everything in the form. [doc: signature version 1.0]
HttpRequest with_hmac_sha1(const Request& request, const Credential& credential,
                           const SigningOptions& options) {
  HttpRequest http{"POST", "/", {{"Host", options.host}, {"Content-Type", form_type}}, {}};
  WireRequest wire;
  wire.scheme = SignatureScheme::HmacSha1;
  wire.method = http.method;
  wire.form = {{"Action", request.action},
               {"Version", api_version},
               {"Format", options.format == WireFormat::Json ? "JSON" : "XML"},
               {"AccessKeyId", credential.access_key},
               {"SignatureMethod", "HMAC-SHA1"},
               {"SignatureVersion", "1.0"},
               {"SignatureNonce", options.nonce},
               {"Timestamp", options.timestamp}};
  if (!credential.security_token.empty())
    wire.form.push_back({"SecurityToken", credential.security_token});
  wire.form.insert(wire.form.end(), request.parameters.begin(), request.parameters.end());
  wire.form.push_back(
      {"Signature", sign(wire.scheme, credential.secret, string_to_sign(wire, http))});
  http.body = form_of(wire.form);
  return http;
}

/// Common parameters in headers, all of which are signed. [doc: ACS3-HMAC-SHA256]
HttpRequest with_acs3(const Request& request, const Credential& credential,
                      const SigningOptions& options) {
  std::vector<Parameter> parameters = request.parameters;
  if (options.format == WireFormat::Xml) parameters.insert(parameters.begin(), {"Format", "XML"});
  HttpRequest http{"POST", "/", {}, form_of(parameters)};
  http.headers = {{"host", options.host},
                  {"x-acs-action", request.action},
                  {"x-acs-version", api_version},
                  {"x-acs-date", options.timestamp},
                  {"x-acs-signature-nonce", options.nonce},
                  {"x-acs-content-sha256", hash_of_body(http.body)}};
  if (!http.body.empty()) http.headers.push_back({"content-type", form_type});
  if (!credential.security_token.empty()) {
    http.headers.push_back({"x-acs-accesskey-id", credential.access_key});
    http.headers.push_back({"x-acs-security-token", credential.security_token});
  }
  WireRequest wire;
  wire.scheme = SignatureScheme::Acs3;
  wire.method = http.method;
  for (const Header& header : http.headers)
    wire.signed_headers.push_back(header.name);
  std::ranges::sort(wire.signed_headers);
  const std::string signature = sign(wire.scheme, credential.secret, string_to_sign(wire, http));
  http.headers.push_back(
      {"authorization",
       fmt::format("ACS3-HMAC-SHA256 Credential={},SignedHeaders={},Signature={}",
                   credential.access_key, fmt::join(wire.signed_headers, ";"), signature)});
  http.headers.push_back(
      {"accept", options.format == WireFormat::Json ? "application/json" : "application/xml"});
  return http;
}

}  // namespace

HttpRequest signed_request(const Request& request, const Credential& credential,
                           const SigningOptions& options) {
  return options.scheme == SignatureScheme::Acs3 ? with_acs3(request, credential, options)
                                                 : with_hmac_sha1(request, credential, options);
}

}  // namespace imgfam
