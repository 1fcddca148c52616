// Simulated time: whole seconds, UTC. The cloud reads no clock; its time is a value that only
// `advance` moves.
#pragma once

#include <compare>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace imgfam {

/// A length of simulated time in seconds, never negative where a reader takes one from text.
struct Duration {
  std::int64_t seconds = 0;
  auto operator<=>(const Duration&) const = default;
};

/// A moment in seconds since 1970-01-01T00:00:00Z, within the years 1970 to 9999. The API's own
/// resolution.
struct SimTime {
  std::int64_t seconds = 0;
  auto operator<=>(const SimTime&) const = default;
};

/// 9999-12-31T23:59:59Z, the last moment that has a text.
inline constexpr SimTime sim_time_max{253402300799};

constexpr SimTime operator+(SimTime t, Duration d) { return {t.seconds + d.seconds}; }
constexpr Duration operator-(SimTime a, SimTime b) { return {a.seconds - b.seconds}; }

/// Reads `2026-01-10T00:00:00Z`, `2026-01-10T00:00Z` or `2026-01-10`. Nothing when the text is no
/// such moment.
std::optional<SimTime> parse_time(std::string_view text);

/// Reads a count with a unit, several in a row: `90s`, `10m`, `2h`, `1h30m`, `7d`. Nothing when it
/// is none, or when it is longer than 10,000 years.
std::optional<Duration> parse_duration(std::string_view text);

/// The API's form: `2026-01-10T00:00:00Z`.
std::string to_string(SimTime time);
/// The shortest text that parse_duration reads back: `1h30m`, `0s`.
std::string to_string(Duration duration);

std::ostream& operator<<(std::ostream& out, SimTime time);
std::ostream& operator<<(std::ostream& out, Duration duration);

}  // namespace imgfam
