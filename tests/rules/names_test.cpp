// Names, families and descriptions: which texts are well formed, by edition and reading.
#include <imgfam/rules/names.hpp>

#include "support/catch.hpp"

#include <array>

namespace imgfam {
namespace {

Interpretation under(std::initializer_list<ReadingId> readings) {
  Interpretation interpretation;
  for (const ReadingId id : readings)
    interpretation.choose(id);
  return interpretation;
}

/// `y` or `n` for 2020, 2023 and 2026.
std::string taken(std::string_view text, NameKind kind, const Interpretation& interpretation) {
  std::string out;
  for (const Edition e : all_editions)
    out += is_name(text, kind, e, interpretation) ? 'y' : 'n';
  return out;
}

std::string times(std::size_t count, std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i)
    out += text;
  return out;
}

struct Row {
  std::string text;
  std::string_view modified;  ///< As ImageName of ModifyImageAttribute, in 2020, 2023 and 2026.
  std::string_view created;   ///< As ImageName of CreateImage.
  std::string_view family;
};

void check_rows(const std::vector<Row>& rows, const Interpretation& interpretation) {
  for (const Row& row : rows) {
    CAPTURE(row.text, to_string(interpretation));
    CHECK(taken(row.text, NameKind::ModifiedImage, interpretation) == row.modified);
    CHECK(taken(row.text, NameKind::CreatedImage, interpretation) == row.created);
    CHECK(taken(row.text, NameKind::Family, interpretation) == row.family);
  }
}

// clang-format off
TEST_CASE("a name is formed as the parameter texts of each edition say", "[rules][names]") {
  check_rows({
      // text                    modified created family
      {"ab",                     "yyy", "yyy", "yyy"},
      {"testImageName",          "yyy", "yyy", "yyy"},
      {"hangzhou-daily-update",  "yyy", "yyy", "yyy"},
      {"Ab9:_-",                 "yyy", "yyy", "yyy"},
      {"a:",                     "yyy", "yyy", "yyy"},
      {"Z-9",                    "yyy", "yyy", "yyy"},
      // Length.
      {"",                       "nnn", "nnn", "nnn"},
      {"a",                      "nnn", "nnn", "nnn"},
      {times(128, "a"),          "yyy", "yyy", "yyy"},
      {times(129, "a"),          "nnn", "nnn", "nnn"},
      {times(100'000, "a"),      "nnn", "nnn", "nnn"},
      // A period since 2023.
      {"a.b",                    "nyy", "nyy", "nyy"},
      {"a.",                     "nyy", "nyy", "nyy"},
      {"a..b",                   "nyy", "nyy", "nyy"},
      // A letter first.
      {"1a",                     "nnn", "nnn", "nnn"},
      {":a",                     "nnn", "nnn", "nnn"},
      {"_a",                     "nnn", "nnn", "nnn"},
      {"-a",                     "nnn", "nnn", "nnn"},
      {".a",                     "nnn", "nnn", "nnn"},
      {" a",                     "nnn", "nnn", "nnn"},
      // No other character.
      {"a b",                    "nnn", "nnn", "nnn"},
      {"ab ",                    "nnn", "nnn", "nnn"},
      {"a/b",                    "nnn", "nnn", "nnn"},
      {"a+b",                    "nnn", "nnn", "nnn"},
      {"a@b",                    "nnn", "nnn", "nnn"},
      {"a[b",                    "nnn", "nnn", "nnn"},
      {"a`b",                    "nnn", "nnn", "nnn"},
      {"a{b",                    "nnn", "nnn", "nnn"},
      {"a\nb",                   "nnn", "nnn", "nnn"},
      {"a\x7f" "b",              "nnn", "nnn", "nnn"},
      {std::string("a\0b", 3),   "nnn", "nnn", "nnn"},
      {"éa",                     "nnn", "nnn", "nnn"},
      {"aé",                     "nnn", "nnn", "nnn"},
      {"ａｂ",                   "nnn", "nnn", "nnn"},
      {"中文",                   "nnn", "nnn", "nnn"},
      {"a中",                    "nnn", "nnn", "nnn"},
      {"a😀",                    "nnn", "nnn", "nnn"},
      // Reserved beginnings: of families always, of ImageName since 2023, of CreateImage's never.
      {"acs:ab",                 "ynn", "yyy", "nnn"},
      {"acs:",                   "ynn", "yyy", "nnn"},
      {"acs",                    "yyy", "yyy", "yyy"},
      {"acs-ab",                 "yyy", "yyy", "yyy"},
      {"my-acs:ab",              "yyy", "yyy", "yyy"},
      {"aliyun",                 "ynn", "yyy", "nnn"},
      {"aliyun-web",             "ynn", "yyy", "nnn"},
      {"aliyunweb",              "ynn", "yyy", "nnn"},
      {"aliyu",                  "yyy", "yyy", "yyy"},
      {"my-aliyun",              "yyy", "yyy", "yyy"},
      {"Acs:ab",                 "yyy", "yyy", "yyy"},
      {"ALIYUN",                 "yyy", "yyy", "yyy"},
      // A web address has slashes, which no name may hold.
      {"http://a",               "nnn", "nnn", "nnn"},
      {"https://a",              "nnn", "nnn", "nnn"},
      {"web-http://a",           "nnn", "nnn", "nnn"},
      {"http:ab",                "yyy", "yyy", "yyy"},
      {"https:",                 "yyy", "yyy", "yyy"},
  }, {});
}

TEST_CASE("prefixes are compared without case under ignore-case", "[rules][names]") {
  check_rows({
      {"Acs:ab",   "ynn", "yyy", "nnn"},
      {"ACS:",     "ynn", "yyy", "nnn"},
      {"ALIYUN",   "ynn", "yyy", "nnn"},
      {"AliYun-a", "ynn", "yyy", "nnn"},
      {"my-Acs:a", "yyy", "yyy", "yyy"},
      {"Acsab",    "yyy", "yyy", "yyy"},
      {"AB",       "yyy", "yyy", "yyy"},
  }, under({"letter-case=ignore-case"_reading}));
}

TEST_CASE("a period is legal as the reading says, whatever the edition", "[rules][names]") {
  check_rows({{"a.b", "nnn", "nnn", "nnn"}, {"ab", "yyy", "yyy", "yyy"}}, under({"period-in-name=refuse"_reading}));
  check_rows({{"a.b", "yyy", "yyy", "yyy"}, {".ab", "nnn", "nnn", "nnn"}, {"a b", "nnn", "nnn", "nnn"}},
             under({"period-in-name=accept"_reading}));
}

TEST_CASE("Chinese characters are letters under letters-or-chinese", "[rules][names]") {
  check_rows({
      {"中文",            "yyy", "yyy", "yyy"},
      {"a中",             "yyy", "yyy", "yyy"},
      {"中1:_-",          "yyy", "yyy", "yyy"},
      {"啊:-_5s是u.ccess", "nyy", "nyy", "nyy"},  // What a client's own check takes.
      {"𠀀𠀁",            "yyy", "yyy", "yyy"},
      {"㐀䶿",            "yyy", "yyy", "yyy"},
      {"一鿿",            "yyy", "yyy", "yyy"},
      {"中",              "nnn", "nnn", "nnn"},
      {times(128, "中"),  "yyy", "yyy", "yyy"},
      {times(129, "中"),  "nnn", "nnn", "nnn"},
      {"中。",            "nnn", "nnn", "nnn"},
      {"かな",            "nnn", "nnn", "nnn"},
      {"한글",            "nnn", "nnn", "nnn"},
      {"éa",              "nnn", "nnn", "nnn"},
      {"1中",             "nnn", "nnn", "nnn"},
      {"a😀",             "nnn", "nnn", "nnn"},
      {"ａｂ",            "nnn", "nnn", "nnn"},
  }, under({"name-charset=letters-or-chinese"_reading}));
}
// clang-format on

TEST_CASE("the length of a name is counted in the unit of the reading", "[rules][names]") {
  struct Length {
    std::string text;
    bool points, bytes, units;
  };
  const Length rows[]{
      {"中", false, true, false},  // 1 code point, 3 bytes, 1 unit.
      {"𠀀", false, true, true},   // 1 code point, 4 bytes, 2 units.
      {"ab", true, true, true},
      {times(42, "中") + "ab", true, true, true},    // 44, 128, 44
      {times(42, "中") + "abc", true, false, true},  // 45, 129, 45
      {times(128, "中"), true, false, true},         // 128, 384, 128
      {times(129, "中"), false, false, false},
      {times(32, "𠀀"), true, true, true},          // 32, 128, 64
      {times(32, "𠀀") + "a", true, false, true},   // 33, 129, 65
      {times(64, "𠀀"), true, false, true},         // 64, 256, 128
      {times(64, "𠀀") + "a", true, false, false},  // 65, 257, 129
      {times(128, "𠀀"), true, false, false},       // 128, 512, 256
      {times(129, "𠀀"), false, false, false},
      {times(128, "a"), true, true, true},
      {times(129, "a"), false, false, false},
  };
  constexpr auto chinese = "name-charset=letters-or-chinese"_reading;
  for (const Length& row : rows) {
    CAPTURE(row.text);
    const auto is_taken = [&](ReadingId unit) {
      return is_name(row.text, NameKind::Family, Edition::E2026, under({chinese, unit}));
    };
    CHECK(is_taken("length-unit=code-points"_reading) == row.points);
    CHECK(is_taken("length-unit=utf8-bytes"_reading) == row.bytes);
    CHECK(is_taken("length-unit=utf16-units"_reading) == row.units);
  }
}

TEST_CASE("a description has 2 to 256 characters and is no web address", "[rules][names]") {
  struct Description {
    std::string text;
    bool as_written, ignoring_case;
  };
  const Description rows[]{
      {"", false, false},
      {"a", false, false},
      {"中", false, false},
      {"ab", true, true},
      {"  ", true, true},
      {"1.", true, true},
      {"a\nb\t!", true, true},
      {"中文 a+b", true, true},
      {times(256, "a"), true, true},
      {times(257, "a"), false, false},
      {times(256, "中"), true, true},
      {times(257, "中"), false, false},
      {times(256, "😀"), true, true},
      {"http://", false, false},
      {"http://a", false, false},
      {"https://a", false, false},
      {"HTTP://a", true, false},
      {"Https://a", true, false},
      {"http:/a", true, true},
      {"http:", true, true},
      {"https", true, true},
      {"ahttp://a", true, true},
      {" http://a", true, true},
      {"see http://a and https://b", true, true},
      {"acs:ab", true, true},
      {"aliyun", true, true},
  };
  for (const Description& row : rows) {
    CAPTURE(row.text);
    CHECK(is_description(row.text, {}) == row.as_written);
    CHECK(is_description(row.text, under({"letter-case=ignore-case"_reading})) ==
          row.ignoring_case);
  }
}

TEST_CASE("the length of a description is counted in the unit of the reading", "[rules][names]") {
  struct Length {
    std::string text;
    bool points, bytes, units;
  };
  const Length rows[]{
      {"é", false, true, false},
      {"中", false, true, false},
      {"😀", false, true, true},
      {times(85, "中") + "a", true, true, true},    // 86, 256, 86
      {times(85, "中") + "ab", true, false, true},  // 87, 257, 87
      {times(64, "😀"), true, true, true},           // 64, 256, 128
      {times(128, "😀"), true, false, true},         // 128, 512, 256
      {times(128, "😀") + "a", true, false, false},  // 129, 513, 257
      {times(256, "😀"), true, false, false},
      {times(257, "😀"), false, false, false},
  };
  for (const Length& row : rows) {
    CAPTURE(row.text);
    CHECK(is_description(row.text, under({"length-unit=code-points"_reading})) == row.points);
    CHECK(is_description(row.text, under({"length-unit=utf8-bytes"_reading})) == row.bytes);
    CHECK(is_description(row.text, under({"length-unit=utf16-units"_reading})) == row.units);
  }
}

TEST_CASE("what is not UTF-8 is neither a name nor a description", "[rules][names]") {
  const Interpretation loosest =
      under({"name-charset=letters-or-chinese"_reading, "length-unit=utf8-bytes"_reading,
             "period-in-name=accept"_reading});
  for (const std::string_view text :
       {"ab\xff", "\xff\xfe", "ab\x80", "ab\xe4\xb8",
        "\xc1\x81"
        "b",
        "ab\xc1\xa1",
        "\xe0\x81\x81"
        "b",
        "\xf0\x80\x81\x81"
        "b",
        "ab\xed\xa0\x80", "ab\xf8\x88\x80\x80\x80", "ab\xf4\x90\x80\x80"}) {
    CAPTURE(text);
    for (const Edition e : all_editions) {
      CHECK_FALSE(is_name(text, NameKind::ModifiedImage, e, {}));
      CHECK_FALSE(is_name(text, NameKind::CreatedImage, e, loosest));
      CHECK_FALSE(is_name(text, NameKind::Family, e, loosest));
    }
    CHECK_FALSE(is_description(text, {}));
    CHECK_FALSE(is_description(text, loosest));
  }
}

TEST_CASE("words are equal as written, or without case of English letters", "[rules][names]") {
  const Interpretation ignoring = under({"letter-case=ignore-case"_reading});
  CHECK(same_word("Deprecated", "Deprecated", {}));
  CHECK_FALSE(same_word("deprecated", "Deprecated", {}));
  CHECK(same_word("deprecated", "Deprecated", ignoring));
  CHECK(same_word("UEFI-Preferred", "uefi-PREFERRED", ignoring));
  CHECK(same_word("", "", ignoring));
  CHECK_FALSE(same_word("Deprecate", "Deprecated", ignoring));
  CHECK_FALSE(same_word("Deprecated ", "Deprecated", ignoring));
  CHECK_FALSE(same_word("É", "é", ignoring));
  CHECK_FALSE(same_word("@", "`", ignoring));
  CHECK_FALSE(same_word("[", "{", ignoring));
}

}  // namespace
}  // namespace imgfam
