#include <imgfam/model/uuid.hpp>

#include <array>
#include <string_view>

namespace imgfam {
namespace {

/// Where the digits of a UUID stand between its dashes.
constexpr auto uuid_places = [] {
  std::array<std::uint8_t, 32> places{};
  for (std::size_t i = 0, at = 0; i < places.size(); ++i, ++at) {
    if (at == 8 || at == 13 || at == 18 || at == 23) ++at;
    places[i] = static_cast<std::uint8_t>(at);
  }
  return places;
}();

}  // namespace

std::string uuid_of(std::uint64_t seed, std::uint64_t count) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const std::uint64_t high = mix(seed ^ mix(count));
  const std::uint64_t low = mix(high + count);
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
