// Keys for CreateKeyPair: real ones, which log in where their public half is put, but made of a
// seed, so that everybody can make them again. They protect nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace imgfam {

/// The private key of a seed, of Ed25519, as PEM in PKCS#8.
std::string private_key_of(std::uint64_t seed);
/// `aa:bb:…`, the MD5 of any text.
std::string fingerprint_of(std::string_view text);

}  // namespace imgfam
