#include <imgfam/http/gateway.hpp>

#include <imgfam/http/signature.hpp>
#include <imgfam/model/assert.hpp>
#include <imgfam/model/uuid.hpp>

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

namespace imgfam {
namespace {

constexpr std::string_view api_version = "2014-05-26";

/// With or without a fraction of a second.
std::optional<SimTime> time_of(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return parse_time(text);
  const bool is_fraction =
      text.ends_with('Z') && dot + 2 < text.size() &&
      text.substr(dot + 1, text.size() - dot - 2).find_first_not_of("0123456789") ==
          std::string_view::npos;
  if (!is_fraction) return std::nullopt;
  return parse_time(std::string(text.substr(0, dot)) + "Z");
}

/// FNV-1a from a secret beginning, stirred: 64 bits keep two nonces of a window apart, and nobody
/// can choose nonces that meet, or whose places do.
std::uint64_t hash_of(std::uint64_t secret, std::string_view access_key, std::string_view nonce) {
  std::uint64_t hash = secret;
  for (const std::string_view part : {access_key, std::string_view("\0", 1), nonce}) {
    for (const char c : part)
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100'0000'01b3U;
  }
  hash = mix(hash ^ secret);
  return hash == 0 ? 1 : hash;
}

/// Of this process. No answer depends on it.
std::uint64_t random_secret() {
  std::array<unsigned char, sizeof(std::uint64_t)> bytes{};
  const int done = RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
  IMGFAM_ASSERT(done == 1);
  return std::bit_cast<std::uint64_t>(bytes);
}

/// As messages show it: on one line.
std::string shown_string_to_sign(const WireRequest& wire, const HttpRequest& request) {
  std::string text = string_to_sign(wire, request);
  std::ranges::replace(text, '\n', ' ');
  return text;
}

}  // namespace

/// Where it is, or would be.
std::size_t Nonces::Hashes::place_of(std::uint64_t hash) const {
  const std::size_t mask = places_.size() - 1;
  std::size_t place = hash & mask;
  while (places_[place] != 0 && places_[place] != hash)
    place = (place + 1) & mask;
  return place;
}

bool Nonces::Hashes::contains(std::uint64_t hash) const {
  return !places_.empty() && places_[place_of(hash)] == hash;
}

void Nonces::Hashes::add(std::uint64_t hash) {
  constexpr std::size_t places_min = 64;
  if (places_.size() < 2 * (size_ + 1)) {
    std::vector<std::uint64_t> all(std::max(places_min, 2 * places_.size()));
    all.swap(places_);
    for (const std::uint64_t old : all) {
      if (old != 0) places_[place_of(old)] = old;
    }
  }
  places_[place_of(hash)] = hash;
  ++size_;
}

void Nonces::Hashes::clear() {
  std::ranges::fill(places_, 0);
  size_ = 0;
}

Nonces::Nonces(Duration window, std::size_t nonces_max)
    : window_(window), nonces_max_(nonces_max), secret_(random_secret()) {}

bool Nonces::take(std::string_view access_key, std::string_view nonce, SimTime now) {
  if (now - begun_ > Duration{2 * window_.seconds} || present_.size() >= nonces_max_) {
    std::swap(past_, present_);
    present_.clear();
    begun_ = now;
  }
  const std::uint64_t hash = hash_of(secret_, access_key, nonce);
  if (past_.contains(hash) || present_.contains(hash)) return false;
  present_.add(hash);
  return true;
}

Gateway::Gateway(std::vector<Credential> credentials) {
  for (Credential& credential : credentials) {
    std::string key = credential.access_key;
    credentials_.emplace(std::move(key), std::move(credential));
  }
}

std::variant<Gateway::Admitted, GatewayFault> Gateway::admit(const HttpRequest& request,
                                                             SimTime now) {
  auto read = read_wire(request);
  if (auto* fault = std::get_if<GatewayFault>(&read)) return std::move(*fault);
  const WireRequest& wire = std::get<WireRequest>(read);
  const auto fault = [&](GatewayRuleId rule, std::string about = {}) {
    return GatewayFault{rule, std::move(about), wire.format, wire.action};
  };
  const auto known = credentials_.find(wire.access_key);
  if (known == credentials_.end()) return fault("access-key-known"_gateway);
  const Credential& credential = known->second;
  if (!credential.is_active) return fault("access-key-active"_gateway);
  if (credential.security_token != wire.security_token)
    return fault("security-token-valid"_gateway);
  if (!wire.is_method_known) return fault("signature-method-known"_gateway);
  const auto time = time_of(wire.timestamp);
  if (!time) return fault("timestamp-readable"_gateway);
  if (now - *time > window || *time - now > window) return fault("timestamp-recent"_gateway);
  if (!are_headers_signed(wire, request) || !is_signed_by(wire, request, credential.secret))
    return fault(wire.scheme == SignatureScheme::Acs3 ? "acs3-signature-matches"_gateway
                                                      : "signature-matches"_gateway,
                 shown_string_to_sign(wire, request));
  if (!nonces_.take(wire.access_key, wire.nonce, now)) return fault("nonce-unused"_gateway);
  if (wire.version != api_version) return fault("version-known"_gateway);
  auto operation = operation_of(wire, credential.account);
  if (auto* unreadable = std::get_if<GatewayFault>(&operation)) return std::move(*unreadable);
  return Admitted{std::move(std::get<Request>(operation)), wire.format};
}

}  // namespace imgfam
