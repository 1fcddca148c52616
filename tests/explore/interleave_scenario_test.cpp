#include "explore/interleave_random.hpp"
#include "support/catch.hpp"

#include <imgfam/report/interleave_report.hpp>
#include <imgfam/report/path_scenario.hpp>
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/replay.hpp>
#include <imgfam/scenario/write.hpp>

#include <fmt/format.h>

namespace imgfam {
namespace {

constexpr AccountId us{1000000000000001};

/// The pipelines on a cloud that a `given` describes.
PipelineSet set_of(const DrawnPipelines& drawn) {
  Scenario common;
  common.given = given_of(drawn.start, us, "cn-hangzhou");
  const Interpretation& interpretation = drawn.start.settings().interpretation;
  for (std::uint8_t q = 0; q < questions.size(); ++q) {
    if (interpretation.chosen(q) != 0) common.readings.push_back({q, interpretation.chosen(q)});
  }
  PipelineSet set{drawn.pipelines, {}, common, *set_up(common, newest_edition)};
  for (const Pipeline& pipeline : drawn.pipelines)
    set.because.emplace_back(pipeline.steps.size());
  return set;
}

PipelineFile file(const std::string& name, const std::string& given, const std::string& more = {}) {
  const std::string text =
      "{scenario: s, " + more + " given: {" + given + "}, steps: [{advance: 1h}]}";
  const auto parsed = parse_all(text, name, TextKind::Yaml);
  INFO(text);
  REQUIRE(parsed.problems.empty());
  return {name + ".yaml", name, parsed.scenarios.front()};
}

std::string code_of(const PipelineFile& a, const PipelineFile& b) {
  const auto set = pipelines_of({a, b});
  return set.has_value() ? std::string("none") : set.error().code;
}

}  // namespace

TEST_CASE("an order is recorded as a scenario that holds", "[explore][interleave]") {
  std::size_t recorded = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const DrawnPipelines drawn = draw_pipelines(seed);
    const PipelineSet set = set_of(drawn);
    const auto result = interleave(set.start, set.pipelines, drawn.watches);
    REQUIRE(result.has_value());
    for (std::size_t w = 0; w < drawn.watches.size(); ++w) {
      const auto& order = result->watches[w].order;
      if (!order) continue;
      const auto scenario = scenario_of(set, *order, drawn.watches[w]);
      if (!scenario) continue;
      INFO("seed " << seed << "\n" << write_yaml(*scenario));
      if (scenario->steps.size() == 1 && std::get_if<AdvanceStep>(&scenario->steps[0].what))
        continue;  // Nothing to judge.
      const auto parsed = parse_all(write_yaml(*scenario), "record.yaml", TextKind::Yaml);
      REQUIRE(parsed.problems.empty());
      const auto runs = replay(parsed.scenarios.at(0));
      for (const Run& run : runs) {
        if (run.checks > 0) REQUIRE(run.holds);
      }
      ++recorded;
    }
  }
  CHECK(recorded > 500);
}

TEST_CASE("of a claim about every image the one that violates it is shown",
          "[explore][interleave]") {
  std::string given = "images: [";
  for (int i = 1; i <= 40; ++i)
    given += fmt::format("{{id: m-{}, created: 2025-01-01}}, ", i);
  PipelineFile a = file("a", given + "]");
  RequestStep request;
  request.request = {"ModifyImageAttribute",
                     us,
                     {{"RegionId", "cn-hangzhou"}, {"ImageId", "m-40"}, {"Status", "Deprecated"}}};
  a.scenario.steps.push_back({request, {}});
  const auto set = pipelines_of({a, file("b", given + "]")});
  REQUIRE(set.has_value());
  const auto claim = parse_claim("image $m status Available", us, "cn-hangzhou");
  const std::vector<Watch> watches{{WatchKind::Always, *claim}};
  const auto result = interleave(set->start, set->pipelines, watches);
  REQUIRE(result.has_value());
  REQUIRE(result->watches[0].order);
  const auto shown = shown_after(*set, *result->watches[0].order, watches[0]);
  REQUIRE(shown.size() == 20);
  const auto& first = std::get<ImageCheck>(shown.front().what);
  CHECK(first.image == "m-40");
  CHECK(first.status == Status::Deprecated);
  const auto replayed = replay_order(set->start, set->pipelines, *result->watches[0].order);
  CHECK((deciding_images(watches[0], set->start, set->pipelines, replayed) ==
         std::vector<std::string>{"m-40"}));
}

TEST_CASE("what files give is put together", "[explore][interleave]") {
  const auto set = pipelines_of(
      {file("a", "images: [{id: m-1, created: 2025-01-01}], instances: [{id: i-1, image: m-1}]"),
       file("b",
            "images: [{id: m-2, created: 2025-01-01}, {id: m-1, created: 2025-01-01}], "
            "accounts: ['2']")});
  REQUIRE(set.has_value());
  CHECK(set->start.images().size() == 2);
  CHECK(set->start.instances().size() == 1);
  CHECK(set->start.accounts().contains(AccountId{2}));
  CHECK(set->pipelines.size() == 2);
}

TEST_CASE("files that do not agree are told apart", "[explore][interleave]") {
  const PipelineFile plain = file("a", "images: [{id: m-1, created: 2025-01-01}]");
  for (const std::string given :
       {"images: [{id: m-1, created: 2025-01-02}]",
        "images: [{id: m-1, family: web, created: 2025-01-01}]", "clock: 2026-02-01",
        "region: cn-beijing", "account: '5'", "seed: 3", "settle: {create: 1h}",
        "quotas: {images-per-family: 2}"}) {
    INFO(given);
    CHECK(code_of(plain, file("b", given)) == "ILV005");
  }
  CHECK(code_of(plain, file("b", "images: [{id: m-1, created: 2025-01-01}]")) == "none");
  CHECK(code_of(plain, file("b", "", "editions: [2020],")) == "ILV006");
  CHECK(code_of(plain, file("b", "", "interpretation: {repeat-status: accept},")) == "ILV006");
  const std::vector<ReadingId> chosen{"repeat-status=accept"_reading};
  const auto agreed = pipelines_of(
      {plain, file("b", "", "editions: [2020], interpretation: {repeat-status: accept},")},
      Edition::E2023, chosen);
  REQUIRE(agreed.has_value());
  CHECK(agreed->start.settings().edition == Edition::E2023);
  CHECK(agreed->start.settings().interpretation.follows("repeat-status=accept"_reading));
}

}  // namespace imgfam
