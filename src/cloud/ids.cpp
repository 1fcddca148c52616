// Ids in the shapes of the real service, drawn from the seed: the n-th id of a cloud is a function
// of seed and n.
#include <imgfam/cloud/cloud.hpp>

#include <array>

namespace imgfam {
namespace {

/// SplitMix64 (Steele, Lea, Flood 2014): a good mixer of a counter.
constexpr std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31U);
}

struct Marker {
  std::string_view region;
  std::string_view text;
};

/// What ids begin with after their prefix, by region, as the documents' samples show.
constexpr std::array markers{Marker{"cn-hangzhou", "bp1"}, Marker{"cn-beijing", "2ze"}};

constexpr std::size_t id_length = 20;  // After the prefix. [doc: sample m-bp18ygjuqnwhechc****]

/// Where the digits of a UUID stand between its dashes.
constexpr auto uuid_places = [] {
  std::array<std::uint8_t, 32> places{};
  for (std::size_t i = 0, at = 0; i < places.size(); ++i, ++at) {
    if (at == 8 || at == 13 || at == 18 || at == 23) ++at;
    places[i] = static_cast<std::uint8_t>(at);
  }
  return places;
}();

void append_characters(std::string& out, std::size_t count, std::uint64_t random) {
  constexpr std::string_view alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
  for (std::size_t i = 0; i < count; ++i) {
    out += alphabet[random % alphabet.size()];
    random = random / alphabet.size() ^ mix(random);
  }
}

}  // namespace

std::string Cloud::next_id(std::string_view prefix, std::string_view region) {
  for (;;) {
    std::string id(prefix);
    for (const Marker& m : markers) {
      if (m.region == region) id += m.text;
    }
    const std::size_t length = prefix.size() + id_length;
    append_characters(id, length - id.size(),
                      mix(settings_.seed * 0x2545f4914f6cdd1dULL + ++ids_drawn_));
    if (auto named = names_to_come_.extract(id)) return std::move(named.mapped());
    if (!images_.get(id) && !instances_.get(id)) return id;
  }
}

std::string Cloud::next_request_id() {
  constexpr std::string_view digits = "0123456789ABCDEF";
  ++requests_;
  const std::uint64_t high = mix(settings_.seed ^ mix(requests_));
  const std::uint64_t low = mix(high + requests_);
  std::string id(36, '-');
  for (std::size_t i = 0; i < uuid_places.size(); ++i) {
    const std::uint64_t word = i < 16 ? high : low;
    id[uuid_places[i]] = digits[word >> (i % 16 * 4) & 15U];
  }
  id[14] = '4';  // A random UUID says so: version 4, variant 1.
  id[19] = digits[8 + (low & 3U)];
  return id;
}

}  // namespace imgfam
