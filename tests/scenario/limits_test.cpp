// What is hostile, huge or not text at all ends in one clear diagnostic: never in a crash, a stall
// or a heap of memory. The texts are made here, since no one wants them in a repository.
#include <imgfam/scenario/parse.hpp>

#include <support/catch.hpp>

#include <sys/mman.h>
#include <sys/resource.h>

#include <functional>

namespace {

using namespace imgfam;

struct Expected {
  std::string code;
  std::string message;  ///< What it must say, in part.
};

Diagnostic only_problem(std::string_view text, TextKind kind, const ReadLimits& limits = {}) {
  const ParsedScenarios parsed = parse_all(text, "hostile", kind, limits);
  CHECK(parsed.scenarios.empty());
  REQUIRE(parsed.problems.size() == 1);
  return parsed.problems.front();
}

void check_refused(std::string_view text, TextKind kind, const Expected& expected,
                   const ReadLimits& limits = {}) {
  const Diagnostic d = only_problem(text, kind, limits);
  CHECK(d.code == expected.code);
  CHECK_THAT(d.message, Catch::Contains(expected.message));
  CHECK_FALSE(d.hint.empty());
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string out;
  out.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i)
    out += part;
  return out;
}

/// The most memory that this process ever had, in MiB.
long peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

// A sanitizer keeps what was freed.
#if defined(__SANITIZE_ADDRESS__)
constexpr long memory_allowed_mib = 4000;
#else
constexpr long memory_allowed_mib = 100;
#endif

constexpr std::size_t levels = 100'000;

}  // namespace

TEST_CASE("a text of 2 GB is refused before it is looked at", "[scenario][limits]") {
  // Reserved and never touched: reading one byte in a page would show in the memory.
  constexpr std::size_t bytes = std::size_t{2} << 30;
  void* const memory =
      mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  const std::string_view text(static_cast<const char*>(memory), bytes);
  for (const TextKind kind : {TextKind::Yaml, TextKind::Json, TextKind::JsonLines}) {
    check_refused(text, kind, {"SCN001", "2147483648 bytes"});
  }
  munmap(memory, bytes);
}

TEST_CASE("lists and mappings are refused at the 33rd level", "[scenario][limits]") {
  const auto indented = [](std::string_view line, std::size_t step) {
    std::string out;
    for (std::size_t i = 0; i < 3000; ++i)
      out += std::string(i * step, ' ') + std::string(line) + "\n";
    return out;
  };
  struct Case {
    std::string text;
    std::size_t line;
    std::size_t column;
  };
  // The outermost list is that of the scenarios, and no level.
  const std::vector<Case> cases{
      {repeated("[", 200), 1, 34},
      {repeated("[", levels), 1, 34},
      {"a: " + repeated("[", 200), 1, 35},
      {"a: " + repeated("[", levels), 1, 35},
      {"a: " + repeated("{a: ", levels), 1, 128},
      {"a: " + repeated("[{a: ", levels), 1, 4 + 15 * 5 + 1},
      {repeated("- ", levels), 1, 67},
      {"a:\n  " + repeated("- ", levels), 2, 65},
      {"a: " + repeated("[\n", levels), 32, 1},
      {"a: " + repeated("{a:\n ", levels), 32, 2},
      {"a: " + repeated("&x [", levels), 1, 4 + 31 * 4 + 3},
      {indented("a:", 1), 33, 33},
      {indented("- a:", 2), 17, 35},
      {indented("-", 1), 34, 34},
      {repeated("{\"a\":", levels), 1, 161},
      {repeated("a: {", levels), 1, 128},
  };
  for (const Case& c : cases) {
    INFO(c.text.substr(0, 40));
    const Diagnostic d = only_problem(c.text, TextKind::Yaml);
    CHECK(d.code == "SCN005");
    CHECK(d.message == "lists and mappings nested deeper than 32");
    CHECK(d.where == Position{"hostile", c.line, c.column});
  }
  for (const TextKind kind : {TextKind::Json, TextKind::JsonLines}) {
    CHECK(only_problem(repeated("[", levels), kind).where == Position{"hostile", 1, 34});
    check_refused(repeated("{\"a\":", levels), kind, {"SCN005", "nested deeper than 32"});
  }
  CHECK(peak_mib() < memory_allowed_mib);
}

TEST_CASE("100,000 levels of what has no place in a scenario are one problem",
          "[scenario][limits]") {
  check_refused(repeated("? ", levels), TextKind::Yaml, {"SCN014", "as a key"});
  check_refused(repeated("?\n ", levels), TextKind::Yaml, {"SCN014", "as a key"});
  check_refused(repeated("- - ? ", levels), TextKind::Yaml, {"SCN014", "as a key"});
  check_refused(repeated("{? ", levels), TextKind::Yaml, {"SCN005", "deeper than 32"});
  check_refused("a: " + repeated("- ", levels), TextKind::Yaml, {"SCN004", "`- ` where no item"});
  check_refused("a: " + repeated("!t [", levels), TextKind::Yaml, {"SCN011", "tags"});
  check_refused(repeated("[\"", levels), TextKind::Yaml, {"SCN005", "deeper than 32"});
  CHECK(peak_mib() < memory_allowed_mib);
}

TEST_CASE("a bracket or quote that is never closed is told where it stands", "[scenario][yaml]") {
  struct Case {
    std::string text;
    std::size_t line;
    std::size_t column;
  };
  const std::vector<Case> cases{
      {"a: [[1, 2", 1, 5},
      {"a: [[1, 2]", 1, 4},
      {"[[1, 2", 1, 1},
      {"a: {b: [1, 2}", 1, 8},
      {"steps:\n- a: {b: c\n- d: {e: f}\n- g: h\n", 2, 6},
      {"why: don't [\nb: |\n  [ {\n\n  [\nc: {d: 'it''s [', e: \"\\\"[\" # [\n", 6, 4},
      {"a: &x\n  [b, c: d\ne: f", 2, 3},
      {"a: {b: \"c, d}\ne: f", 1, 8},
      {"a: [b, 'it''s, d]\n- e", 1, 8},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    const Diagnostic d = only_problem(c.text, TextKind::Yaml);
    CHECK(d.code == "SCN004");
    CHECK_THAT(d.message, Catch::Contains("is never closed"));
    CHECK(d.where == Position{"hostile", c.line, c.column});
  }
  // It is closed, and something else is wrong.
  for (const char* text : {"a: {b: c: d}", "a: [b, c: d: e]", "? [a]\n: b\nc: [d]"})
    CHECK_THAT(only_problem(text, TextKind::Yaml).message, !Catch::Contains("never closed"));
}

TEST_CASE("what is never closed is refused with little memory", "[scenario][limits]") {
  // yaml-cpp keeps every token of a bracket that could be a key: 3 MB of `[` would cost 700 MB.
  const std::size_t bytes = 8 << 20;
  check_refused("a: " + std::string(bytes, '['), TextKind::Yaml, {"SCN005", "deeper than 32"});
  const std::string texts[] = {
      "[" + repeated("a,", bytes / 2),     "[" + repeated("\na,", bytes / 3),
      "a: [[" + repeated("a,", bytes / 2), "{" + repeated("a: b, ", bytes / 6),
      "a: \"" + std::string(bytes, 'x'),   "a: " + std::string(bytes, 'x'),
      "a: |\n " + std::string(bytes, 'x'), "a: &" + std::string(bytes, 'x'),
      "#" + std::string(bytes, 'x'),       std::string(bytes, '\n') + "a"};
  const long before = peak_mib();  // With the texts, which are the test's own.
  for (const std::string& text : texts) {
    INFO(text.substr(0, 12));
    check_refused(text, TextKind::Yaml, {"SCN007", "KiB"});
  }
  CHECK(peak_mib() - before < memory_allowed_mib);
}

TEST_CASE("aliases that would explode are refused", "[scenario][limits]") {
  std::string bomb = "scenario: s\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string name = "a" + std::to_string(i);
    bomb += name + ": &" + name + " [" + repeated("*a" + std::to_string(i - 1) + ", ", 10) + "]\n";
  }
  check_refused(bomb, TextKind::Yaml, {"SCN010", "repeat more than 1000000 values"});
  CHECK(only_problem(bomb, TextKind::Yaml).where == Position{"hostile", 7, 40});

  // Every scenario is small, but there are many.
  std::string list = "- {scenario: s, steps: &s [" + repeated("{advance: 1s},", 350) + "]}\n";
  list += repeated("- {scenario: s, steps: *s}\n", 1000);
  const ParsedScenarios parsed = parse_all(list, "many.yaml", TextKind::Yaml);
  CHECK(parsed.scenarios.size() > 900);
  REQUIRE(parsed.problems.size() == 1);
  CHECK(parsed.problems.front().code == "SCN010");

  // Nested anchors, and an alias at every level: the depth adds up.
  std::string chain = "scenario: s\nb0: &b0 [x]\n";
  for (int i = 1; i < 40; ++i) {
    chain += "b" + std::to_string(i) + ": &b" + std::to_string(i) + " [*b" + std::to_string(i - 1) +
             "]\n";
  }
  check_refused(chain, TextKind::Yaml, {"SCN005", "nested deeper than 32"});
}

TEST_CASE("an alias repeats what its anchor stands for", "[scenario][yaml]") {
  const auto parsed = parse_all(R"(
- scenario: one
  given: &given
    images: [&image {id: m-1, family: web}]
  steps: &steps
    - check: {family: web, resolves-to: m-1}
- {scenario: two, given: *given, steps: *steps}
- {scenario: three, given: {images: [*image]}, steps: *steps}
)",
                                "alias.yaml", TextKind::Yaml);
  REQUIRE(parsed.problems.empty());
  REQUIRE(parsed.scenarios.size() == 3);
  CHECK(parsed.scenarios[1].given == parsed.scenarios[0].given);
  CHECK(parsed.scenarios[2].given == parsed.scenarios[0].given);
  CHECK(parsed.scenarios[2].steps == parsed.scenarios[0].steps);
}

TEST_CASE("what is not UTF-8 is refused where it begins not to be", "[scenario][limits]") {
  using namespace std::string_view_literals;
  for (const TextKind kind : {TextKind::Yaml, TextKind::Json, TextKind::JsonLines}) {
    check_refused("\xff\xfe{\0"sv, kind, {"SCN002", "UTF-16"});
    check_refused("\xfe\xff\0{"sv, kind, {"SCN002", "UTF-16"});
    check_refused("\0\0\xfe\xff"sv, kind, {"SCN002", "UTF-16 or UTF-32"});
    for (const std::string_view bad :
         {"\xff"sv, "\xc0\x80"sv, "\xed\xa0\x80"sv, "\xf5\x80\x80\x80"sv, "\x80"sv}) {
      const std::string text = "{\"scenario\": \"\xe4\xb8\xad" + std::string(bad) +
                               "\", \"steps\": [{\"advance\": \"1h\"}]}";
      const Diagnostic d = only_problem(text, kind);
      CHECK(d.code == "SCN002");
      CHECK(d.where == Position{"hostile", 1, 18});
    }
    const Diagnostic nul =
        only_problem("{\"scenario\": \"a\0b\", \"steps\": [{\"advance\": \"1h\"}]}"sv, kind);
    CHECK(nul.code == "SCN002");
    CHECK(nul.message == "a NUL byte");
    CHECK(nul.where.column == 16);
  }
}

TEST_CASE("a text without a scenario is refused", "[scenario][limits]") {
  for (const TextKind kind : {TextKind::Yaml, TextKind::Json, TextKind::JsonLines}) {
    for (const std::string_view text : {"", "\n", " \r\n\t\n", "\xef\xbb\xbf", "\xef\xbb\xbf\n"}) {
      check_refused(text, kind, {"SCN003", "no scenario"});
    }
    check_refused("[]", kind, {"SCN003", "no scenario"});
  }
}

TEST_CASE("a byte order mark of UTF-8 and line ends of Windows change nothing",
          "[scenario][yaml]") {
  const std::string yaml = "\xef\xbb\xbfscenario: s\r\nsteps:\r\n  - advance: 1h\r\n";
  const auto parsed = parse_all(yaml, "a.yaml", TextKind::Yaml);
  REQUIRE(parsed.problems.empty());
  CHECK(parsed.scenarios.front().name == "s");
  const auto wrong =
      parse_all("\xef\xbb\xbfscenario: s\r\nstepz: []\r\n", "a.yaml", TextKind::Yaml);
  CHECK(wrong.problems.front().where == Position{"a.yaml", 2, 1});
  CHECK(wrong.problems.front().source_line == "stepz: []");
}

TEST_CASE("each limit has its diagnostic", "[scenario][limits]") {
  const std::string yaml = "scenario: s\nsteps: [{advance: 1h, because: xxxxxxxxxxxxxxxx}]\n";
  const std::string json =
      R"({"scenario": "s", "steps": [{"advance": "1h", "because": "xxxxxxxxxxxxxxxx"}]})";
  for (const auto& [text, kind] : {std::pair(yaml, TextKind::Yaml), std::pair(json, TextKind::Json),
                                   std::pair(json, TextKind::JsonLines)}) {
    CHECK(parse_all(text, "small", kind, {.text_bytes_max = text.size()}).problems.empty());
    check_refused(text, kind, {"SCN001", "at most"}, {.text_bytes_max = text.size() - 1});
    CHECK(parse_all(text, "small", kind, {.depth_max = 3}).problems.empty());
    check_refused(text, kind, {"SCN005", "deeper than 2"}, {.depth_max = 2});
    CHECK(parse_all(text, "small", kind, {.nodes_max = 10}).problems.empty());
    check_refused(text, kind, {"SCN006", "more than 9 values"}, {.nodes_max = 9});
    CHECK(parse_all(text, "small", kind, {.scalar_bytes_max = 16}).problems.empty());
    check_refused(text, kind, {"SCN007", "a text of 16 bytes"}, {.scalar_bytes_max = 15});
  }
  // yaml-cpp leaks its buffer where it is stopped before that is full for the first time.
  const std::string far = "scenario: \"" + std::string(9000, 'x') + "\"\nsteps: []\n";
  check_refused(far, TextKind::Yaml, {"SCN007", "without the end of a value"},
                {.lookahead_bytes_max = 4096});
}

TEST_CASE("after many problems the rest is not read", "[scenario][limits]") {
  const auto one = parse_all("scenario: s\nsteps: [" + repeated("{colour: red}, ", 1000) + "]\n",
                             "a.yaml", TextKind::Yaml);
  CHECK(one.problems.size() == 20);
  const auto malformed = parse_all(repeated("{\n", 1000), "a.jsonl", TextKind::JsonLines);
  REQUIRE(malformed.problems.size() == 101);
  CHECK(malformed.problems.back().code == "SCN019");
  const auto many =
      parse_all(repeated("{\"scenario\": \"s\"}\n", 1000), "a.jsonl", TextKind::JsonLines);
  REQUIRE(many.problems.size() == 101);
  CHECK(many.problems.back().code == "SCN019");
  // Places are right, however far apart.
  for (std::size_t i = 0; i < 100; ++i)
    CHECK(many.problems[i].where.line == i + 1);
}

TEST_CASE("a malformed line of JSON Lines is one problem and the others are read",
          "[scenario][jsonl]") {
  const std::string line = R"({"scenario": "s", "steps": [{"advance": "1h"}]})";
  for (const std::string bad : {"{", "}", "nonsense", "[", "{\"scenario\": \"\xff\"}",
                                "{\"a\": 1, \"a\": 2}", "\"\\u0000\""}) {
    INFO(bad);
    const auto parsed = parse_all(line + "\n" + bad + "\n" + line + "\n" + bad + "\n" + line,
                                  "a.jsonl", TextKind::JsonLines);
    CHECK(parsed.scenarios.size() == 3);
    REQUIRE(parsed.problems.size() == 2);
    CHECK(parsed.problems[0].where.line == 2);
    CHECK(parsed.problems[1].where.line == 4);
    CHECK(parsed.problems[0].message == parsed.problems[1].message);
  }
}

TEST_CASE("a problem in a line of megabytes shows only what is near it", "[scenario][limits]") {
  std::string text = "[";
  for (int i = 0; i < 50'000; ++i)
    text += R"({"scenario": "s", "steps": [{"advance": "1h"}]}, )";
  text += R"({"scenario": "the last", "stepz": []}])";
  const auto parsed = parse_all(text, "long.json", TextKind::Json);
  CHECK(parsed.scenarios.size() == 50'000);
  REQUIRE(parsed.problems.size() == 2);
  const Diagnostic& d = parsed.problems.front();
  CHECK(d.where.column == text.find("\"stepz\"") + 1);
  CHECK(d.source_line.size() <= 800);
  CHECK(d.source_line.substr(d.caret - 1, 7) == "\"stepz\"");
  CHECK_THAT(render(d), Catch::Contains("the last"));
}

TEST_CASE("many keys and many ids take no more than their share of time", "[scenario][limits]") {
  // Quadratic work on 100,000 names would take minutes.
  std::string keys = R"({"scenario": "s", "steps": [{"request": "RunInstances", "bind": {)";
  for (std::size_t i = 0; i < levels; ++i)
    keys += "\"a" + std::to_string(i) + "\": \"RequestId\", ";
  keys += R"("z": "RequestId"}}]})";
  CHECK(parse_all(keys, "keys.json", TextKind::Json).problems.empty());

  std::string ids = R"({"scenario": "s", "steps": [{"advance": "1h"}], "given": {"images": [)";
  for (std::size_t i = 0; i < levels; ++i)
    ids += "{\"id\": \"m-" + std::to_string(i) + "\"}, ";
  ids += R"({"id": "m-last"}], "instances": [)";
  for (std::size_t i = 0; i < levels; ++i) {
    ids +=
        "{\"id\": \"i-" + std::to_string(i) + "\", \"image\": \"m-" + std::to_string(i) + "\"}, ";
  }
  ids += R"({"id": "i-last", "image": "m-0"}]}})";
  const auto parsed = parse_all(ids, "ids.json", TextKind::Json);
  CHECK(parsed.problems.empty());
  CHECK(parsed.scenarios.front().given.instances.size() == levels + 1);
}
