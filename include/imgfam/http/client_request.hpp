// Requests as a client sends them: signed by an account's credential, in the layouts that the
// official SDKs use. The other side of gateway.hpp.
#pragma once

#include <imgfam/http/gateway.hpp>

#include <string>

namespace imgfam {

struct SigningOptions {
  SignatureScheme scheme = SignatureScheme::HmacSha1;
  WireFormat format = WireFormat::Json;
  std::string host;       ///< As the Host header says it.
  std::string timestamp;  ///< `2026-01-10T00:00:00Z`
  std::string nonce;
};

/// A POST with a form: all parameters in it (HMAC-SHA1), or the operation's own with the common
/// ones in headers (ACS3).
HttpRequest signed_request(const Request& request, const Credential& credential,
                           const SigningOptions& options);

}  // namespace imgfam
