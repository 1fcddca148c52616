// Edition: the dated document that the simulated service follows. Rules, parameters and messages
// differ by it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace imgfam {

/// The English API reference of 2020-11-04; the page of about 2023; the page of January 2026.
enum class Edition : std::uint8_t { E2020, E2023, E2026 };

inline constexpr std::array all_editions{Edition::E2020, Edition::E2023, Edition::E2026};
inline constexpr Edition newest_edition = Edition::E2026;

constexpr std::string_view to_text(Edition edition) {
  constexpr std::array<std::string_view, 3> names{"2020", "2023", "2026"};
  return names[static_cast<std::size_t>(edition)];
}

constexpr std::optional<Edition> parse_edition(std::string_view text) {
  for (const Edition e : all_editions) {
    if (to_text(e) == text) return e;
  }
  return std::nullopt;
}

/// A set of editions.
struct EditionSet {
  std::uint8_t bits = 0;

  constexpr bool has(Edition e) const { return (bits >> static_cast<unsigned>(e) & 1U) != 0; }
  bool operator==(const EditionSet&) const = default;
};

inline constexpr EditionSet in_all{0b111};
inline constexpr EditionSet in_2020{0b001};
inline constexpr EditionSet in_2023{0b010};
inline constexpr EditionSet in_2026{0b100};
inline constexpr EditionSet since_2023{0b110};
inline constexpr EditionSet until_2023{0b011};
inline constexpr EditionSet in_2020_and_2026{0b101};

}  // namespace imgfam
