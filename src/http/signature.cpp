#include <imgfam/http/signature.hpp>

#include <imgfam/model/assert.hpp>
#include <imgfam/model/letter_case.hpp>
#include <imgfam/model/percent.hpp>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <memory>

namespace imgfam {
namespace {

using Digest = std::basic_string<unsigned char>;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// HMAC with one hash. OpenSSL looks the algorithms up by their names, which takes longer than the
/// computing; here that is done once.
class Hmac {
 public:
  explicit Hmac(const char* hash) {
    std::string name = hash;
    const std::array<OSSL_PARAM, 2> parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
        OSSL_PARAM_construct_end()};
    const std::unique_ptr<EVP_MAC, End> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    IMGFAM_ASSERT(mac != nullptr);
    context_.reset(EVP_MAC_CTX_new(mac.get()));
    IMGFAM_ASSERT(context_ != nullptr);
    IMGFAM_ASSERT(EVP_MAC_CTX_set_params(context_.get(), parameters.data()) == 1);
  }

  Digest operator()(std::string_view key, std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    std::size_t length = 0;
    IMGFAM_ASSERT(EVP_MAC_init(context_.get(), bytes(key), key.size(), nullptr) == 1);
    IMGFAM_ASSERT(EVP_MAC_update(context_.get(), bytes(text), text.size()) == 1);
    IMGFAM_ASSERT(EVP_MAC_final(context_.get(), out.data(), &length, out.size()) == 1);
    return {out.data(), length};
  }

 private:
  struct End {
    void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
  };
  std::unique_ptr<EVP_MAC_CTX, End> context_;
};

Digest sha256(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  const int done = EVP_Digest(text.data(), text.size(), out.data(), &length, EVP_sha256(), nullptr);
  IMGFAM_ASSERT(done == 1);
  return {out.data(), length};
}

std::string hexadecimal(const Digest& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const unsigned char byte : digest) {
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
  return out;
}

std::string base64(const Digest& digest) {
  std::string out(4 * ((digest.size() + 2) / 3), '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), digest.data(),
                  static_cast<int>(digest.size()));
  return out;
}

/// `a=1&b=2`, by the names' bytes.
std::string canonical_query(const std::vector<const Parameter*>& parameters) {
  std::vector<const Parameter*> sorted = parameters;
  std::ranges::sort(sorted, {}, [](const Parameter* p) { return std::string_view(p->name); });
  std::string out;
  for (const Parameter* p : sorted) {
    if (!out.empty()) out += '&';
    append_percent_encoded(out, p->name);
    out += '=';
    append_percent_encoded(out, p->value);
  }
  return out;
}

bool is_equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

std::string canonical_request(const WireRequest& wire, const HttpRequest& request) {
  IMGFAM_ASSERT(wire.scheme == SignatureScheme::Acs3);
  std::vector<const Parameter*> query;
  for (const Parameter& p : wire.query)
    query.push_back(&p);
  std::vector<std::string> names;
  for (const std::string& name : wire.signed_headers)
    names.push_back(lower_case(name));
  std::ranges::sort(names);
  std::string out = wire.method + "\n/\n" + canonical_query(query) + "\n";
  std::string joined;
  for (const std::string& name : names) {
    const std::string* value = request.header(name);
    out.append(name).append(":").append(value ? trimmed(*value) : std::string_view()).append("\n");
    joined.append(joined.empty() ? "" : ";").append(name);
  }
  out.append("\n").append(joined).append("\n").append(hash_of_body(request.body));
  return out;
}

std::string string_to_sign(const WireRequest& wire, const HttpRequest& request) {
  if (wire.scheme == SignatureScheme::Acs3)
    return "ACS3-HMAC-SHA256\n" + hexadecimal(sha256(canonical_request(wire, request)));
  std::vector<const Parameter*> signed_ones;
  for (const auto* parameters : {&wire.query, &wire.form}) {
    for (const Parameter& p : *parameters) {
      if (p.name != "Signature") signed_ones.push_back(&p);
    }
  }
  return wire.method + "&%2F&" + percent_encoded(canonical_query(signed_ones));
}

std::string sign(SignatureScheme scheme, std::string_view secret, std::string_view string_to_sign) {
  thread_local Hmac sha1("SHA1");
  thread_local Hmac sha256("SHA2-256");
  if (scheme == SignatureScheme::Acs3) return hexadecimal(sha256(secret, string_to_sign));
  return base64(sha1(std::string(secret) + "&", string_to_sign));
}

std::string hash_of_body(std::string_view body) { return hexadecimal(sha256(body)); }

bool are_headers_signed(const WireRequest& wire, const HttpRequest& request) {
  if (wire.scheme != SignatureScheme::Acs3) return true;
  const auto is_signed = [&](std::string_view name) {
    return std::ranges::any_of(wire.signed_headers, [&](const std::string& signed_one) {
      return equal_in_any_case(signed_one, name);
    });
  };
  const auto must_be = [&](std::string_view name) {
    const std::string lower = lower_case(name);
    if (lower == "content-type") return !request.body.empty();
    return lower.starts_with("x-acs-") && !lower.starts_with("x-acs-retry-");
  };
  return is_signed("host") && std::ranges::all_of(request.headers, [&](const Header& header) {
           return !must_be(header.name) || is_signed(header.name);
         });
}

bool is_signed_by(const WireRequest& wire, const HttpRequest& request, std::string_view secret) {
  const std::string expected = sign(wire.scheme, secret, string_to_sign(wire, request));
  if (!is_equal_in_constant_time(expected, wire.signature)) return false;
  if (wire.scheme == SignatureScheme::HmacSha1) return true;
  const std::string* hash = request.header("x-acs-content-sha256");
  return hash && is_equal_in_constant_time(lower_case(*hash), hash_of_body(request.body));
}

}  // namespace imgfam
