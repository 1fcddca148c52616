// Diagnostics as people read them, the word that was probably meant, and Result.
#include <imgfam/model/request.hpp>
#include <imgfam/model/result.hpp>

#include "support/catch.hpp"

namespace imgfam {
namespace {

Diagnostic at(std::string source_line, std::size_t column) {
  return {.code = "SCN012",
          .where = {"scenarios/a.yaml", 4, column},
          .message = "unknown key `imags` in given",
          .hint = "did you mean `images`?",
          .source_line = std::move(source_line)};
}

TEST_CASE("a diagnostic shows its place with the line and a caret", "[model][diagnostic]") {
  CHECK(render(at("  imags: []", 3)) ==
        "error[SCN012]: unknown key `imags` in given\n"
        "  --> scenarios/a.yaml:4:3\n"
        "   |\n"
        " 4 |   imags: []\n"
        "   |   ^\n"
        "   = hint: did you mean `images`?\n");
}

TEST_CASE("what is not known of a diagnostic is left out", "[model][diagnostic]") {
  Diagnostic d = problem("CLD001", "an image without an id", "");
  CHECK(render(d) == "error[CLD001]: an image without an id\n");
  d.severity = Severity::Warning;
  CHECK(render(d) == "warning[CLD001]: an image without an id\n");
  d.hint = "give it one";
  CHECK(render(d) == "warning[CLD001]: an image without an id\n  = hint: give it one\n");
  d.where.file = "a.yaml";
  CHECK(render(d) ==
        "warning[CLD001]: an image without an id\n  --> a.yaml\n  = hint: give it one\n");
  d.where = {"a.yaml", 123, 45};
  CHECK(render(d) ==
        "warning[CLD001]: an image without an id\n"
        "  --> a.yaml:123:45\n"
        "     = hint: give it one\n");
}

/// The line of source and the line of the caret.
std::string shown(const Diagnostic& d) {
  const std::string all = render(d);
  const auto first = all.find(" | ");
  const auto last = all.find("^\n", first);
  return all.substr(first + 3, last + 1 - first - 3);
}

TEST_CASE("the caret stands under the column, at most behind the line", "[model][diagnostic]") {
  CHECK(shown(at("abc", 1)) == "abc\n   | ^");
  CHECK(shown(at("abc", 3)) == "abc\n   |   ^");
  CHECK(shown(at("abc", 4)) == "abc\n   |    ^");
  CHECK(shown(at("abc", 99)) == "abc\n   |    ^");
  CHECK(shown(at("abc", 0)) == "abc\n   | ^");
  Diagnostic part = at("abc", 1000);
  part.caret = 2;
  CHECK(shown(part) == "abc\n   |  ^");
}

std::string row(std::size_t count, char c) { return std::string(count, c); }

/// What `shown` answers: a line, and a caret behind so many blanks.
std::string expected(const std::string& line, std::size_t blanks) {
  std::string out = line;
  out.append("\n   | ").append(row(blanks, ' ')).append("^");
  return out;
}

TEST_CASE("a long line is cut around its caret", "[model][diagnostic]") {
  std::string line = row(1000, '.');
  line[499] = 'X';
  CHECK(shown(at(line, 500)) == expected(row(80, '.').append("X").append(row(79, '.')), 80));
  CHECK(shown(at(line, 1)) == expected(row(160, '.'), 0));
  CHECK(shown(at(line, 1001)) == expected(row(80, '.'), 80));
}

TEST_CASE("a control character is shown as one question mark", "[model][diagnostic]") {
  CHECK(shown(at("a\tb\x1b[31m\x7f!", 9)) == "a?b?[31m?!\n   |         ^");
  const Diagnostic d = at(std::string("a\0b", 3), 2);
  CHECK(shown(d) == "a?b\n   |  ^");
}

TEST_CASE("what is shown is UTF-8, wherever the line is cut and whatever it holds",
          "[model][diagnostic]") {
  CHECK(shown(at("名字: x", 9)) == "名字: x\n   |         ^");
  CHECK(
      is_utf8_text(render(at("a\xff"
                             "b\xe4\xb8",
                             3))));
  CHECK(shown(at("a\xff"
                 "b",
                 3)) == "a?b\n   |   ^");
  std::string line;
  for (int i = 0; i < 300; ++i)
    line += "中";
  for (std::size_t column = 1; column <= line.size() + 1; ++column) {
    const std::string text = render(at(line, column));
    if (is_utf8_text(text) && text.size() < 700) continue;
    FAIL("column " << column << ": " << text);
  }
}

TEST_CASE("the nearest word is one that a typing mistake leads to", "[model][diagnostic]") {
  const std::vector<std::string_view> keys{"scenario", "why",   "given",  "steps",
                                           "images",   "image", "family", "editions"};
  struct Row {
    std::string_view word;
    std::string_view nearest;
  };
  const Row rows[]{
      {"images", "images"},    {"imags", "images"}, {"imagse", "image"},
      {"IMAGES", "images"},    {"Image", "image"},  {"scenarioo", "scenario"},
      {"scenrio", "scenario"}, {"famly", "family"}, {"wy", "why"},
      {"edition", "editions"}, {"given ", "given"}, {"x", ""},
      {"nothing", ""},         {"account", ""},     {"scn", ""},
      {"imagesimages", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.word);
    CHECK(nearest(row.word, keys) == row.nearest);
  }
}

TEST_CASE("of equally near words the first is taken, and of none none", "[model][diagnostic]") {
  CHECK(nearest("ab", {"ac", "ad"}) == "ac");
  CHECK(nearest("ab", {"ad", "ac", "ab"}) == "ab");
  CHECK(nearest("ab", {}).empty());
  CHECK(nearest("", {}).empty());
  CHECK(nearest(std::string(65, 'a'), {"a"}).empty());
  const std::string long_name(64, 'a');
  CHECK(nearest(long_name, {long_name}) == long_name);
}

TEST_CASE("a result is a value or the diagnostic that says why there is none", "[model][result]") {
  const Result<std::string> value = std::string("text");
  REQUIRE(value.has_value());
  CHECK(*value == "text");
  const Result<std::string> error = problem("SCN001", "no text", "write some");
  REQUIRE(error.has_error());
  CHECK(error.error() == problem("SCN001", "no text", "write some"));
  const Result<void> done;
  CHECK(done.has_value());
  const Result<void> failed = problem("CLD001", "an image without an id", "");
  CHECK(failed.has_error());
}

}  // namespace
}  // namespace imgfam
