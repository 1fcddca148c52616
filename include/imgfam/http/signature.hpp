// Signatures of requests: HMAC-SHA1 (signature version 1.0) and ACS3-HMAC-SHA256. Pure functions
// over what was sent; OpenSSL computes. Sources: docs/reference/wire.md.
#pragma once

#include <imgfam/http/wire_request.hpp>

#include <string>
#include <string_view>

namespace imgfam {

/// What the client has signed, as the server computes it: of HMAC-SHA1 all parameters but the
/// signature, decoded and encoded anew; of ACS3 the hash of the canonical request.
std::string string_to_sign(const WireRequest& wire, const HttpRequest& request);

/// The canonical request of ACS3. REQUIRES: that scheme.
std::string canonical_request(const WireRequest& wire, const HttpRequest& request);

/// Base64 of HMAC-SHA1 under `secret&`, or hexadecimal HMAC-SHA256 under the secret.
std::string sign(SignatureScheme scheme, std::string_view secret, std::string_view string_to_sign);

/// What `x-acs-content-sha256` says of a body.
std::string hash_of_body(std::string_view body);

/// Whether the signature covers the headers that say what is asked and by whom: of ACS3 the host,
/// every `x-acs-…` that was sent, and the content-type of a body. Hints of a client that tries
/// again
/// (`x-acs-retry-…`) may be added later. HMAC-SHA1 covers no header.
bool are_headers_signed(const WireRequest& wire, const HttpRequest& request);

/// Whether the request carries the signature that the secret gives it, and the body that its header
/// says. Takes as long for any wrong signature.
bool is_signed_by(const WireRequest& wire, const HttpRequest& request, std::string_view secret);

}  // namespace imgfam
