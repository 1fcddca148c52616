// parse(write(s)) == s: for every scenario in the repository, for texts that YAML would take for
// something else, and for scenarios made at random.
#include <imgfam/rules/catalogue.hpp>
#include <imgfam/rules/parameters.hpp>
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/write.hpp>

#include "support/catch.hpp"

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

namespace imgfam {
namespace {

void check_round_trip(const Scenario& scenario) {
  const std::string text = write_yaml(scenario);
  const ParsedScenarios parsed = parse_all(text, "written", TextKind::Yaml);
  INFO(text);
  for (const Diagnostic& d : parsed.problems)
    UNSCOPED_INFO(render(d));
  REQUIRE(parsed.problems.empty());
  REQUIRE(parsed.scenarios.size() == 1);
  CHECK((parsed.scenarios.front() == scenario));
  CHECK(write_yaml(parsed.scenarios.front()) == text);
}

/// Texts that are hard on a writer of YAML.
const std::vector<std::string> hard_texts{"a",
                                          " ",
                                          " a",
                                          "a ",
                                          "a: b",
                                          "a:",
                                          "a #b",
                                          "#a",
                                          "- a",
                                          "-",
                                          "?",
                                          "? a",
                                          "null",
                                          "~",
                                          "true",
                                          "False",
                                          "yes",
                                          "on",
                                          "12",
                                          "1.10",
                                          "0x10",
                                          "010",
                                          "1e5",
                                          "-1",
                                          "\"",
                                          "'",
                                          "it's",
                                          "\"a\"",
                                          "a\nb",
                                          "a\n",
                                          "\na",
                                          "a\tb",
                                          "\t",
                                          "\\",
                                          "\\n",
                                          "a\\",
                                          "[a]",
                                          "{a}",
                                          "a, b",
                                          "a]",
                                          "*a",
                                          "&a",
                                          "!a",
                                          "%a",
                                          "@a",
                                          "`a`",
                                          "|",
                                          ">",
                                          "=",
                                          "<<",
                                          "---",
                                          "...",
                                          "--- a",
                                          "a --- b",
                                          "\xe4\xb8\xad\xe6\x96\x87",
                                          "\xc2\x85",
                                          "\xe2\x80\xa8",
                                          "\xef\xbb\xbf",
                                          "\xf0\x9f\x98\x80",
                                          "\x01",
                                          "\x7f",
                                          "a: ",
                                          ":a",
                                          "a:b",
                                          "http://a/?b=c&d#e",
                                          "2026-01-01T00:00:00Z",
                                          "1000000000000001",
                                          std::string(3000, 'x'),
                                          "a" + std::string(200, ' ') + "b",
                                          "nothing",
                                          "y",
                                          "n"};

TEST_CASE("any text survives being written", "[scenario][write]") {
  for (const std::string& text : hard_texts) {
    INFO(text);
    Scenario s;
    s.name = text.size() > 200 ? "s" : text;
    s.why = text;
    Image image;
    image.id = "m-1";
    image.region = s.given.region;
    image.owner = s.given.account;
    image.name = image.family = image.description = image.platform = text;
    image.tags = {{"key", text}, {text.substr(0, 100), "value"}};
    s.given.images = {image};
    RequestStep step;
    step.request = {"ModifyImageAttribute",
                    s.given.account,
                    {{"RegionId", "cn-hangzhou"}, {"ImageName", text}}};
    step.expect.response = {{"a", boost::json::string(text)},
                            {"b", {boost::json::string(text), nullptr, 1, -2.5, true}}};
    s.steps = {{step, text}};
    check_round_trip(s);
  }
}

TEST_CASE("every scenario of the repository survives being written", "[scenario][write]") {
  std::size_t count = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(IMGFAM_SOURCE_DIR "/scenarios")) {
    const std::string path = entry.path().string();
    if (!entry.is_regular_file() || !text_kind(path)) continue;
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    const ParsedScenarios parsed = parse_all(text.str(), path, *text_kind(path));
    for (const Diagnostic& d : parsed.problems)
      UNSCOPED_INFO(render(d));
    CHECK(parsed.problems.empty());
    for (const Scenario& scenario : parsed.scenarios)
      check_round_trip(scenario);
    count += parsed.scenarios.size();
  }
  CHECK(count > 100);
}

/// Makes scenarios that a text could hold, of every part at random.
class Maker {
 public:
  explicit Maker(std::uint32_t seed) : random_(seed) {}

  Scenario scenario() {
    Scenario s;
    s.name = "made at random";
    if (maybe()) s.why = text();
    if (maybe()) s.covers = {rule_id(), rule_id()};
    if (maybe()) s.editions = {Edition::E2020, Edition::E2026};
    if (maybe())
      s.readings = {{2, 1}, {5, 0}, {static_cast<std::uint8_t>(questions.size() - 1), 1}};
    s.given = given();
    for (std::size_t i = 1 + below(5); i > 0; --i)
      s.steps.push_back({step(s.given), maybe() ? text() : ""});
    return s;
  }

 private:
  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_);
  }
  bool maybe() { return below(3) == 0; }
  std::string text() { return hard_texts[below(hard_texts.size())]; }
  RuleId rule_id() { return static_cast<RuleId>(below(rules_count)); }
  template <class E>
  E choice(std::size_t end = spelling<E>.size()) {
    return static_cast<E>(below(end));
  }
  AccountId account() { return {1 + below(999)}; }
  std::string region() { return std::string(regions()[below(regions().size())].id); }

  Image image(const Given& given, std::size_t number, bool is_system) {
    Image i;
    i.id = (is_system ? "sys-" : "m-") + std::to_string(number);
    i.name = maybe() ? text() : i.id;
    if (maybe()) i.family = text();
    if (maybe()) i.description = text();
    i.created = i.status_since = {given.clock.seconds - static_cast<std::int64_t>(below(100'000))};
    i.status = maybe() ? choice<Status>(6) : Status::Available;
    i.architecture = choice<Architecture>();
    i.boot_mode = choice<BootMode>();
    i.nvme_supported = maybe();
    i.imds_v2 = maybe();
    if (maybe()) i.platform = text();
    i.is_windows = maybe();
    if (maybe()) i.size_gib = 77;
    if (is_system) {
      i.origin = Origin::System;
      return i;
    }
    i.license = choice<License>();
    i.origin = i.status == Status::Waiting ? Origin::Copied : choice<Origin>(3);
    i.owner = maybe() ? account() : given.account;
    i.region = maybe() ? region() : given.region;
    if (maybe() && i.status != Status::Deprecated)
      i.shared_with = {{{5000}, i.created}, {{6000}, i.created}};
    i.is_community = maybe();
    i.was_ever_used = maybe();
    if (maybe()) i.tags = {{text().substr(0, 100), text()}};
    if (maybe()) i.snapshot = "s-1";
    if (maybe()) i.copied_from = "m-x";
    return i;
  }

  Given given() {
    Given g;
    if (maybe()) g.clock = {1'800'000'000};
    if (maybe()) g.seed = 99;
    if (maybe()) g.region = region();
    if (maybe()) g.account = account();
    if (maybe()) g.accounts = {{7}, {8}};
    for (std::size_t i = below(4); i > 0; --i)
      g.images.push_back(image(g, i, false));
    for (std::size_t i = below(3); i > 0; --i)
      g.system_images.push_back(image(g, i, true));
    for (auto* images : {&g.images, &g.system_images}) {
      for (Image& i : *images) {
        const bool is_complete = i.status != Status::Creating && i.status != Status::Waiting &&
                                 i.status != Status::CreateFailed;
        if (is_complete && maybe()) g.instances.push_back(instance(g, i));
      }
    }
    if (maybe()) g.settle = {.create = {60}, .copy = {3600}, .import = {0}, .copies_at_once = 2};
    if (maybe()) g.quotas = {1, 2, 3, 4, 5};
    return g;
  }

  Instance instance(const Given& given, Image& image) {
    image.was_ever_used = true;
    Instance i;
    i.id = "i-" + image.id;
    i.image = image.id;
    i.account = maybe() ? account() : given.account;
    i.region = maybe() ? region() : image.region.empty() ? given.region : image.region;
    i.created = given.clock;
    i.status = choice<InstanceStatus>();
    i.boot_mode = choice<BootMode>();
    i.is_deletion_protected = maybe();
    return i;
  }

  decltype(ScenarioStep::what) step(const Given& given) {
    switch (below(6)) {
      case 0:
        return AdvanceStep{{static_cast<std::int64_t>(below(1'000'000))}};
      case 1:
        return PlatformStep{choice<PlatformEvent>(), "m-1", maybe() ? refused() : Expect{}};
      case 2:
        return FamilyCheck{"fam", maybe() ? "" : "m-1", maybe() ? account() : given.account,
                           maybe() ? region() : given.region};
      case 3:
        return ImageCheck{"m-1",
                          some(maybe()),
                          some(choice<Status>(6)),
                          some(text()),
                          some(text()),
                          some(text()),
                          some(std::vector{account()}),
                          some(maybe()),
                          some(choice<BootMode>())};
      case 4:
        return InstanceCheck{"i-1", some(maybe()), some(std::string("m-1")),
                             some(choice<BootMode>()), some(choice<InstanceStatus>())};
      default:
        return request(given);
    }
  }

  template <class T>
  std::optional<T> some(T value) {
    return maybe() ? std::optional(std::move(value)) : std::nullopt;
  }

  Expect refused() {
    Expect e;
    e.status = 403;
    if (maybe()) e.error = "ImageUseShared";
    if (maybe()) e.rules = {rule_id()};
    e.unchanged = some(maybe());
    return e;
  }

  RequestStep request(const Given& given) {
    RequestStep s;
    const OperationSpec& operation = operations()[below(operations().size())];
    s.request.action = maybe() && maybe() ? "MakeCoffee" : std::string(operation.action);
    s.request.account = maybe() ? account() : given.account;
    if (maybe()) s.request.parameters.push_back({"RegionId", maybe() ? region() : given.region});
    for (const ParameterSpec& p : operation.parameters) {
      if (!maybe() || p.name == "RegionId") continue;
      const std::size_t at = p.name.find(".N");
      if (at == std::string_view::npos) {
        s.request.parameters.push_back({std::string(p.name), text()});
      } else {
        for (std::size_t n = 1; n <= 1 + below(3); ++n) {
          s.request.parameters.push_back(
              {std::string(p.name).replace(at + 1, 1, std::to_string(n)), text()});
        }
      }
    }
    if (maybe()) s.request.parameters.push_back({"Unheard.Of", text()});
    if (find_operation(s.request.action) == nullptr || maybe()) {
      s.expect = refused();
    } else {
      if (maybe())
        s.expect.response = {{"/a/0", boost::json::string(text())},
                             {"b.c", {{"d", {1, 2.5, nullptr, "x"}}}}};
      if (maybe()) s.expect.ignored = std::vector<std::string>{"Unheard.Of"};
      if (maybe()) s.bind = {{"name", "RequestId"}, {"other-name", "/a/0"}};
    }
    return s;
  }

  std::mt19937 random_;
};

TEST_CASE("scenarios made at random survive being written", "[scenario][write]") {
  for (std::uint32_t seed = 1; seed <= 2000; ++seed) {
    INFO("seed " << seed);
    check_round_trip(Maker(seed).scenario());
  }
}

TEST_CASE("a written scenario reads as if by hand", "[scenario][write]") {
  const std::string text = R"(scenario: Roll a family back
covers: [deprecate-available]
editions: [2020, 2026]
interpretation: {repeat-status: accept}
given:
  clock: 2026-01-10T00:00:00Z
  images:
    - {id: m-v1, name: web-1, family: web, created: 2026-01-01T00:00:00Z}
    - id: m-v2
      name: web-2
      family: web
      created: 2026-01-08T00:00:00Z
      shared-with: ["2000000000000002"]
  instances:
    - {id: i-a, image: m-v1}
steps:
  - request: ModifyImageAttribute
    with: {ImageId: m-v2, Status: Deprecated}
    expect: {error: ImageUseShared, status: 403}
    because: A shared image must be unshared first.
  - request: ModifyImageSharePermission
    with: {ImageId: m-v2, RemoveAccount: ["2000000000000002"]}
  - request: RunInstances
    with: {ImageFamily: web}
    bind: {fresh: InstanceIdSets.InstanceIdSet.0}
  - check: {instance: "${fresh}", image: m-v1}
  - platform: {disable: m-v1}
  - advance: 2h
)";
  const auto parsed = parse_all(text, "hand.yaml", TextKind::Yaml);
  REQUIRE(parsed.problems.empty());
  CHECK(write_yaml(parsed.scenarios.at(0)) == text);
}

}  // namespace
}  // namespace imgfam
