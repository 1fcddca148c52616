// Credentials: who may call the emulator or is used to call another implementation: access keys,
// their secrets, and the accounts that they are of.
//
//     - {access-key: testid, secret: testsecret, account: "1000000000000001"}
//     - {access-key: STS.1, secret: s, token: t, account: "1000000000000002"}
#pragma once

#include <imgfam/scenario/parse.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

struct Credential {
  std::string access_key;
  std::string secret;
  AccountId account;
  std::string security_token = {};  ///< Of a temporary one; empty: there is none to be sent.
  bool is_active = true;

  bool operator==(const Credential&) const = default;
};

/// Reads a list of them, YAML or JSON.
/// ERRORS: SCN001 to SCN030 as in scenarios, CRD001 no credential, CRD002 an access key twice,
/// CRD003 too many.
struct ParsedCredentials {
  std::vector<Credential> credentials;
  std::vector<Diagnostic> problems;  ///< Empty, or there are no credentials.
};
ParsedCredentials parse_credentials(std::string_view text, std::string_view file, TextKind kind);

}  // namespace imgfam
