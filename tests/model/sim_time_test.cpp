// Moments and lengths of simulated time: what is read, what is refused, what is printed.
#include <imgfam/model/sim_time.hpp>

#include "support/catch.hpp"

#include <array>
#include <random>

namespace imgfam {
namespace {

struct ReadTime {
  std::string_view text;
  std::int64_t seconds;
  std::string_view printed;
};

// clang-format off
const ReadTime read_times[]{
    {"1970-01-01T00:00:00Z", 0,            "1970-01-01T00:00:00Z"},
    {"1970-01-01T00:00Z",    0,            "1970-01-01T00:00:00Z"},
    {"1970-01-01",           0,            "1970-01-01T00:00:00Z"},
    {"1999-12-31T23:59Z",    946684740,    "1999-12-31T23:59:00Z"},
    {"2000-02-29T12:30Z",    951827400,    "2000-02-29T12:30:00Z"},
    {"2024-02-29T23:59:59Z", 1709251199,   "2024-02-29T23:59:59Z"},
    {"2026-01-10",           1768003200,   "2026-01-10T00:00:00Z"},
    {"2038-01-19T03:14:08Z", 2147483648,   "2038-01-19T03:14:08Z"},
    {"2100-02-28",           4107456000,   "2100-02-28T00:00:00Z"},
    {"2400-02-29",           13574563200,  "2400-02-29T00:00:00Z"},
    {"9999-12-31T23:59:59Z", 253402300799, "9999-12-31T23:59:59Z"}};

const std::string_view no_times[]{
    "", "Z", "2026", "2026-01", "2026-1-1", "26-01-01", "2026/01/01", "2026-01/01", "20260101",
    "2026-01-01T", "2026-01-01Z", "2026-01-01T00Z", "2026-01-01T00:00", "2026-01-01T00:00:00",
    "2026-01-01t00:00:00Z", "2026-01-01T00:00:00z", "2026-01-01 00:00:00Z", "2026-01-01T00-00-00Z",
    "2026-01-01T00:00:00+0", "2026-01-01T00:00:00.0Z", "2026-01-01T00:00:00ZZ",
    " 2026-01-01", "2026-01-01 ", "2026-01-01T00:00:00Z ", "2026-01-01T00:00Z\n",
    "2026-00-01", "2026-13-01", "2026-01-00", "2026-01-32", "2026-04-31", "2026-11-31",
    "2026-02-29", "2100-02-29", "2025-02-30",
    "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z", "2026-01-01T99:99:99Z",
    "1969-12-31T23:59:59Z", "1969-12-31", "0000-01-01", "10000-01-01", "-026-01-01", "+026-01-01",
    "2O26-01-01", "2026-0x-01", "２０２６-01-01", "today"};
// clang-format on

TEST_CASE("a moment is read in three forms and printed in the longest", "[model][time]") {
  for (const ReadTime& row : read_times) {
    CAPTURE(row.text);
    const auto time = parse_time(row.text);
    REQUIRE(time.has_value());
    CHECK(time->seconds == row.seconds);
    CHECK(to_string(*time) == row.printed);
  }
  CHECK(parse_time("9999-12-31T23:59:59Z") == sim_time_max);
}

TEST_CASE("what is no moment from 1970 to 9999 is not read as one", "[model][time]") {
  for (const std::string_view text : no_times) {
    CAPTURE(text);
    CHECK_FALSE(parse_time(text).has_value());
  }
  CHECK_FALSE(parse_time(std::string_view("2026-01-01\0\0\0\0\0\0Z", 17)).has_value());
}

TEST_CASE("February has 29 days in the leap years of the calendar only", "[model][time]") {
  std::size_t leap_years = 0;
  std::size_t wrong = 0;
  for (int year = 1970; year <= 9999; ++year) {
    const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    leap_years += is_leap ? 1U : 0U;
    wrong += parse_time(std::to_string(year) + "-02-29").has_value() == is_leap ? 0U : 1U;
  }
  CHECK(wrong == 0);
  CHECK(leap_years == 1947);
}

TEST_CASE("what is printed of a moment is read back as the same", "[model][time]") {
  std::mt19937_64 random(7);
  std::size_t wrong = 0;
  for (int i = 0; i < 20'000; ++i) {
    const SimTime time{static_cast<std::int64_t>(random() % 253402300800U)};
    wrong += parse_time(to_string(time)) == time ? 0U : 1U;
  }
  CHECK(wrong == 0);
}

TEST_CASE("days follow each other without a gap", "[model][time]") {
  // The first and last days of months, where a calendar goes wrong if it does.
  for (const int year : {1970, 1999, 2000, 2024, 2026, 2100, 9999}) {
    SimTime day = *parse_time(std::to_string(year) + "-01-01");
    constexpr std::array lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    for (std::size_t month = 0; month < 12; ++month) {
      const int length = lengths[month] + (is_leap && month == 1 ? 1 : 0);
      std::string text = to_string(day);
      CHECK(text.substr(5, 5) == (month < 9 ? "0" : "") + std::to_string(month + 1) + "-01");
      text = to_string(day + Duration{(length - 1) * 86400});
      CHECK(text.substr(8, 2) == std::to_string(length));
      day = day + Duration{length * 86400};
    }
  }
}

TEST_CASE("moments are ordered, and their difference is a length", "[model][time]") {
  const SimTime early = *parse_time("2026-01-01");
  const SimTime late = *parse_time("2026-01-02");
  CHECK(early < late);
  CHECK(late - early == Duration{86400});
  CHECK(early + Duration{86400} == late);
  CHECK(early - late == Duration{-86400});
}

// ---- Durations ----

struct ReadDuration {
  std::string_view text;
  std::int64_t seconds;
  std::string_view printed;
};

// clang-format off
const ReadDuration read_durations[]{
    {"0s", 0, "0s"}, {"0d", 0, "0s"}, {"1s", 1, "1s"}, {"59s", 59, "59s"}, {"60s", 60, "1m"},
    {"90s", 90, "1m30s"}, {"10m", 600, "10m"}, {"60m", 3600, "1h"}, {"2h", 7200, "2h"},
    {"1h30m", 5400, "1h30m"}, {"24h", 86400, "1d"}, {"7d", 604800, "7d"}, {"1d1s", 86401, "1d1s"},
    {"1d2h3m4s", 93784, "1d2h3m4s"}, {"4s3m2h1d", 93784, "1d2h3m4s"}, {"1h1h", 7200, "2h"},
    {"007s", 7, "7s"}, {"3660000d", 316224000000, "3660000d"},
    {"316224000000s", 316224000000, "3660000d"}};

const std::string_view no_durations[]{
    "", "s", "h", "5", "1h30", "5 s", " 5s", "5s ", "1h 30m", "-5s", "-0s", "1h-5m", "1h-0s", "+5s",
    "5S", "5H", "5w", "5y", "5ms", "1.5h", "1,5h", "0x5s", "5ss", "1e3s", "五s", "５s",
    "3660001d", "316224000001s", "3660000d1s", "9223372036854775807s", "9223372036854775808s",
    "99999999999999999999999s", "106751991167301d", "3000000d3000000d"};
// clang-format on

TEST_CASE("a length is a count with a unit, several in a row", "[model][time]") {
  for (const ReadDuration& row : read_durations) {
    CAPTURE(row.text);
    const auto duration = parse_duration(row.text);
    REQUIRE(duration.has_value());
    CHECK(duration->seconds == row.seconds);
    CHECK(to_string(*duration) == row.printed);
    CHECK(parse_duration(row.printed) == duration);
  }
}

TEST_CASE("what is no length, or one beyond 10,000 years, is not read as one", "[model][time]") {
  for (const std::string_view text : no_durations) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text).has_value());
  }
}

TEST_CASE("what is printed of a length is read back as the same", "[model][time]") {
  std::mt19937_64 random(11);
  std::size_t wrong = 0;
  for (int i = 0; i < 20'000; ++i) {
    const Duration duration{static_cast<std::int64_t>(random() % 316224000001U)};
    wrong += parse_duration(to_string(duration)) == duration ? 0U : 1U;
  }
  CHECK(wrong == 0);
}

}  // namespace
}  // namespace imgfam
