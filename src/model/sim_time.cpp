#include <imgfam/model/sim_time.hpp>

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <ostream>

namespace imgfam {
namespace {

/// Reads exactly `text.size()` digits.
std::optional<int> number(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

struct Unit {
  char letter;
  std::int64_t seconds;
};
constexpr std::array units{Unit{'d', 86400}, Unit{'h', 3600}, Unit{'m', 60}, Unit{'s', 1}};

constexpr std::int64_t duration_seconds_max = 10'000LL * 366 * 86400;

}  // namespace

std::optional<SimTime> parse_time(std::string_view text) {
  // YYYY-MM-DD, then THH:MM, then :SS; a time of day ends in Z.
  const bool has_time = text.size() == 17 || text.size() == 20;
  const bool has_seconds = text.size() == 20;
  if (text.size() != 10 && !has_time) return std::nullopt;
  if (text[4] != '-' || text[7] != '-') return std::nullopt;
  if (has_time && (text[10] != 'T' || text[13] != ':' || text.back() != 'Z')) return std::nullopt;
  if (has_seconds && text[16] != ':') return std::nullopt;

  const auto year = number(text.substr(0, 4));
  const auto month = number(text.substr(5, 2));
  const auto day = number(text.substr(8, 2));
  const auto hour = has_time ? number(text.substr(11, 2)) : 0;
  const auto minute = has_time ? number(text.substr(14, 2)) : 0;
  const auto second = has_seconds ? number(text.substr(17, 2)) : 0;
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  if (*year < 1970 || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days{date}.time_since_epoch().count();
  return SimTime{days * 86400LL + *hour * 3600LL + *minute * 60LL + *second};
}

std::optional<Duration> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::int64_t total = 0;
  while (!text.empty()) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || text.front() == '-' || end == text.data() + text.size())
      return std::nullopt;
    std::int64_t seconds = 0;
    for (const Unit& unit : units) {
      if (unit.letter == *end) seconds = unit.seconds;
    }
    if (seconds == 0 || count > duration_seconds_max / seconds) return std::nullopt;
    total += count * seconds;
    if (total > duration_seconds_max) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  }
  return Duration{total};
}

std::string to_string(SimTime time) {
  const std::chrono::sys_seconds moment{std::chrono::seconds{time.seconds}};
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date{day};
  const auto rest = (moment - day).count();
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     rest / 3600, rest / 60 % 60, rest % 60);
}

std::string to_string(Duration duration) {
  std::string out;
  std::int64_t rest = duration.seconds;
  for (const Unit& unit : units) {
    if (rest >= unit.seconds) out += fmt::format("{}{}", rest / unit.seconds, unit.letter);
    rest %= unit.seconds;
  }
  return out.empty() ? "0s" : out;
}

std::ostream& operator<<(std::ostream& out, SimTime time) { return out << to_string(time); }
std::ostream& operator<<(std::ostream& out, Duration duration) {
  return out << to_string(duration);
}

}  // namespace imgfam
