#include "key.hpp"

#include <imgfam/model/assert.hpp>
#include <imgfam/model/uuid.hpp>

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <memory>

namespace imgfam {

std::string private_key_of(std::uint64_t seed) {
  constexpr std::size_t bytes = 32;
  constexpr unsigned byte_bits = 8;
  constexpr unsigned word_bytes = 8;
  std::array<unsigned char, bytes> raw{};
  for (std::size_t i = 0; i < bytes; ++i)
    raw[i] = static_cast<unsigned char>(mix(seed + i / word_bytes) >> (i % word_bytes * byte_bits));
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, raw.data(), raw.size()),
      &EVP_PKEY_free);
  const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
  IMGFAM_ASSERT(key && out);
  const int done =
      PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  IMGFAM_ASSERT(done == 1);
  char* text = nullptr;
  const long length = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

std::string fingerprint_of(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  const int done = EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_md5(), nullptr);
  IMGFAM_ASSERT(done == 1);
  std::string out;
  for (unsigned i = 0; i < length; ++i) {
    if (i > 0) out += ':';
    out += digits[digest[i] >> 4U];
    out += digits[digest[i] & 15U];
  }
  return out;
}

}  // namespace imgfam
