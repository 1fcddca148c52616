// Replays: what holds, what does not and how it is told. Every way in which an expectation can fail
// has a scenario that fails in that way alone.
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/replay.hpp>

#include "support/catch.hpp"

#include <ostream>

namespace imgfam {

std::ostream& operator<<(std::ostream& out, const Mismatch& m) {
  return out << m.what << ": expected " << m.expected << ", got " << m.got;
}

namespace {

Scenario scenario_of(const std::string& steps, const std::string& head = "") {
  const std::string text = "scenario: s\n" + head + R"(
given:
  clock: 2026-01-10
  accounts: ["2000000000000002"]
  images:
    - {id: m-1, family: web, created: 2026-01-01, description: first}
    - {id: m-2, family: web, created: 2026-01-08, shared-with: ["2000000000000002"]}
    - {id: m-3, created: 2026-01-09, status: Creating}
  instances:
    - {id: i-1, image: m-1}
steps:
)" + steps;
  ParsedScenarios parsed = parse_all(text, "replay.yaml", TextKind::Yaml);
  for (const Diagnostic& d : parsed.problems)
    UNSCOPED_INFO(render(d));
  REQUIRE(parsed.problems.empty());
  return std::move(parsed.scenarios.front());
}

Run only_run(const Scenario& scenario, const ReplayOptions& options = {}) {
  const std::vector<Run> runs = replay(scenario, options);
  REQUIRE(runs.size() == 1);
  return runs.front();
}

TEST_CASE("a scenario that holds keeps nothing but the verdict", "[scenario][replay]") {
  const Run run = only_run(scenario_of(R"(
  - request: ModifyImageAttribute
    with: {ImageId: m-2, Status: Deprecated}
    expect: {error: ImageUseShared, status: 403, rules: [deprecate-unshared], unchanged: true}
  - request: ModifyImageSharePermission
    with: {ImageId: m-2, RemoveAccount: ["2000000000000002"]}
    expect: {unchanged: false, status: 200}
  - request: ModifyImageAttribute
    with: {ImageId: m-2, Status: Deprecated}
  - check: {family: web, resolves-to: m-1}
  - request: RunInstances
    with: {ImageFamily: web}
    bind: {fresh: InstanceIdSets.InstanceIdSet.0}
  - check: {instance: "${fresh}", image: m-1, status: Running}
  - request: DescribeInstances
    with: {InstanceIds: '["${fresh}"]'}
    expect: {response: {/TotalCount: 1, /Instances/Instance/0/InstanceId: "${fresh}", /Instances/Instance/1: ~}}
  - platform: {finish: m-3}
  - check: {image: m-3, status: Available}
  - advance: 1h
)"));
  CHECK(run.holds);
  CHECK(run.steps_done == 10);
  CHECK(run.requests == 5);
  CHECK(run.steps.empty());
}

TEST_CASE("every way not to hold is told", "[scenario][replay]") {
  struct Case {
    std::string step;
    std::vector<Mismatch> mismatches;
  };
  const std::string deprecate =
      "{request: ModifyImageAttribute, with: {ImageId: m-2, Status: Deprecated}";
  const std::string describe = "{request: DescribeImages, with: {ImageId: m-1}, ";
  const std::vector<Case> cases{
      {deprecate + "}", {{"outcome", "success", "403 ImageUseShared"}}},
      {deprecate +
           ", expect: {error: ImageStatus.NotAvailable, status: 400, rules: [own-image-exists]}}",
       {{"error", "ImageStatus.NotAvailable", "ImageUseShared"},
        {"status", "400", "403"},
        {"rules", "own-image-exists broken", "deprecate-unshared"}}},
      {describe + "expect: {error: ImageUseShared, status: 403}}",
       {{"outcome", "403 ImageUseShared", "success"}}},
      {describe + "expect: {status: 404}}", {{"outcome", "an error 404", "success"}}},
      {describe + "expect: {unchanged: false}}",
       {{"unchanged", "a changed cloud", "the cloud as it was"}}},
      {"{request: DeleteImage, with: {ImageId: m-9}, expect: {status: 404, unchanged: false}}",
       {{"unchanged", "a changed cloud", "the cloud as it was"}}},
      {describe + "expect: {response: {/TotalCount: 2, /Images/Image/0/ImageId: m-2, /PageSize: ~, "
                  "/None: x}}}",
       {{"response /TotalCount", "2", "1"},
        {"response /Images/Image/0/ImageId", "m-2", "m-1"},
        {"response /PageSize", "nothing there", "10"},
        {"response /None", "x", "nothing there"}}},
      {describe + "bind: {all: Images.Image}}",
       {{"bind all", "a value at Images.Image", "a structure"}}},
      {describe + "bind: {no: Images.Image.7}}",
       {{"bind no", "a value at Images.Image.7", "nothing there"}}},
      {"{request: DescribeRegions, with: {Colour: red}, expect: {ignored: [Colour, Shape]}}",
       {{"ignored", "[\"Colour\", \"Shape\"]", "[\"Colour\"]"}}},
      {"{check: {family: web, resolves-to: m-1}}", {{"family web resolves to", "m-1", "m-2"}}},
      {"{check: {family: none, resolves-to: m-1}}",
       {{"family none resolves to", "m-1", "nothing"}}},
      {"{check: {family: web, resolves-to: nothing}}",
       {{"family web resolves to", "nothing", "m-2"}}},
      {"{check: {image: m-9, status: Available}}", {{"image m-9 exists", "true", "false"}}},
      {"{check: {image: m-1, exists: false}}", {{"image m-1 exists", "false", "true"}}},
      {"{check: {image: m-1, status: Deprecated, name: n, family: f, description: d, boot-mode: "
       "UEFI, in-use: false, shared-with: [3]}}",
       {{"image m-1 status", "Deprecated", "Available"},
        {"image m-1 name", "n", "m-1"},
        {"image m-1 family", "f", "web"},
        {"image m-1 description", "d", "first"},
        {"image m-1 boot-mode", "UEFI", "BIOS"},
        {"image m-1 in-use", "false", "true"},
        {"image m-1 shared-with", "[3]", "[]"}}},
      {"{check: {instance: i-9}}", {{"instance i-9 exists", "true", "false"}}},
      {"{check: {instance: i-1, image: m-2, boot-mode: UEFI, status: Stopped}}",
       {{"instance i-1 image", "m-2", "m-1"},
        {"instance i-1 boot-mode", "UEFI", "BIOS"},
        {"instance i-1 status", "Stopped", "Running"}}},
      {"{platform: {begin: m-1}}", {{"outcome", "success", "refused"}}},
  };
  for (const Case& c : cases) {
    INFO(c.step);
    const Run run = only_run(scenario_of("  - advance: 1s\n  - " + c.step + "\n  - advance: 1h\n"));
    CHECK_FALSE(run.holds);
    CHECK(run.steps_done == 2);
    REQUIRE(run.steps.size() == 1);
    CHECK(run.steps.front().index == 1);
    CHECK(run.steps.front().mismatches == c.mismatches);
  }
}

TEST_CASE("the step that does not hold is written down with what it did", "[scenario][replay]") {
  const Run run = only_run(scenario_of(R"(
  - request: DescribeImages
    bind: {newest: Images.Image.0.ImageId}
  - request: DeleteImage
    with: {ImageId: "${newest}", Force: true}
    expect: {error: InvalidImageId.NotFound}
)",
                                       "interpretation: {delete-shared: accept}\n"));
  REQUIRE(run.steps.size() == 1);
  const StepRun& step = run.steps.front();
  CHECK(step.request ==
        Request{"DeleteImage",
                {1000000000000001},
                {{"RegionId", "cn-hangzhou"}, {"ImageId", "m-2"}, {"Force", "true"}}});
  REQUIRE(step.outcome);
  CHECK(step.mismatches.size() == 1);
}

TEST_CASE("a check stands for bound values in all its texts", "[scenario][replay]") {
  const std::string bound = R"(
  - request: DescribeImages
    with: {ImageId: m-1}
    bind: {id: Images.Image.0.ImageId, family: Images.Image.0.ImageFamily, text: Images.Image.0.Description}
)";
  const Run holding = only_run(scenario_of(bound + R"(
  - check: {image: "${id}", name: "${id}", family: "${family}", description: "${text}"}
  - check: {family: "${family}", resolves-to: m-2}
  - check: {instance: i-1, image: "${id}"}
)"));
  CHECK(holding.holds);

  const Run failing =
      only_run(scenario_of(bound + "  - check: {family: \"${family}\", resolves-to: \"${id}\"}\n"));
  REQUIRE(failing.steps.size() == 1);
  CHECK(failing.steps.front().mismatches ==
        std::vector<Mismatch>{{"family web resolves to", "m-1", "m-2"}});
  REQUIRE(failing.steps.front().families_before.size() == 1);
  CHECK_THAT(failing.steps.front().families_before.front(),
             Catch::StartsWith("web in cn-hangzhou resolves to m-2"));
}

TEST_CASE("a scenario is replayed under each of its editions, or under the one asked for",
          "[scenario][replay]") {
  const Scenario scenario = scenario_of(
      "  - {request: DescribeRegions, with: {Colour: red}, expect: {ignored: [Colour]}}\n",
      "editions: [2020, 2026]\n");
  const std::vector<Run> runs = replay(scenario);
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].edition == Edition::E2020);
  CHECK(runs[1].edition == Edition::E2026);
  CHECK(only_run(scenario, {.edition = Edition::E2023, .readings = {}}).edition == Edition::E2023);
}

TEST_CASE("readings asked for are put on top of the scenario's own", "[scenario][replay]") {
  const std::string repeat =
      "  - {request: ModifyImageAttribute, with: {ImageId: m-1, Status: Available}}\n";
  const ReadingId accept = find_reading("repeat-status", "accept");
  const ReadingId refuse = find_reading("repeat-status", "refuse");
  CHECK_FALSE(only_run(scenario_of(repeat)).holds);
  CHECK(only_run(scenario_of(repeat), {.edition = {}, .readings = {accept}}).holds);
  const Scenario accepting = scenario_of(repeat, "interpretation: {repeat-status: accept}\n");
  CHECK(only_run(accepting).holds);
  CHECK_FALSE(only_run(accepting, {.edition = {}, .readings = {refuse}}).holds);
}

TEST_CASE("a traced replay writes every step down", "[scenario][replay]") {
  const Run run = only_run(scenario_of(R"(
  - request: ModifyImageAttribute
    with: {ImageId: m-1, Status: Deprecated}
  - check: {family: web, resolves-to: m-2}
)"),
                           {.trace = true, .edition = {}, .readings = {}});
  CHECK(run.holds);
  REQUIRE(run.steps.size() == 2);
  const StepRun& step = run.steps.front();
  CHECK(step.mismatches.empty());
  CHECK_FALSE(step.trace.machine.empty());
  CHECK(step.changes == std::vector<std::string>{"m-1: status Available -> Deprecated"});
  REQUIRE(step.families_before.size() == 1);
  CHECK_THAT(step.families_before.front(), Catch::Contains("web in cn-hangzhou resolves to m-2"));
  CHECK_THAT(step.families_after.front(), Catch::Contains("m-1 (Deprecated"));
  CHECK(run.steps.back().changes.empty());
}

TEST_CASE("coverage counts the rules, rows and refusals that were exercised",
          "[scenario][replay]") {
  Coverage coverage;
  only_run(scenario_of(R"(
  - request: ModifyImageAttribute
    with: {ImageId: m-2, Status: Deprecated}
    expect: {error: ImageUseShared}
)"),
           {.edition = {}, .readings = {}, .coverage = &coverage});
  CHECK(coverage.has_rule("deprecate-unshared"_rule));
  CHECK_FALSE(coverage.has_rule("own-image-exists"_rule));
  CHECK(coverage.refused == 1);
}

TEST_CASE("a replay of nothing does not hold", "[scenario][replay]") {
  const Run run = only_run(scenario_of("  - advance: 1h\n"));
  CHECK_FALSE(run.holds);
  REQUIRE(run.cannot_begin);
}

TEST_CASE("the same scenario is replayed the same", "[scenario][replay]") {
  const Scenario scenario = scenario_of(
      "  - {request: RunInstances, with: {ImageFamily: web, Amount: 3}, bind: {id: RequestId}}\n");
  const ReplayOptions traced{.trace = true, .edition = {}, .readings = {}};
  const Run once = only_run(scenario, traced);
  const Run again = only_run(scenario, traced);
  CHECK(std::get<Response>(*once.steps.front().outcome) ==
        std::get<Response>(*again.steps.front().outcome));
}

TEST_CASE("a given cloud that cannot be is told before the first step", "[scenario][replay]") {
  Scenario scenario = scenario_of("  - {request: DescribeRegions}\n");
  scenario.given.images.push_back(scenario.given.images.front());
  const Run run = only_run(scenario);
  CHECK_FALSE(run.holds);
  REQUIRE(run.cannot_begin);
  CHECK(run.cannot_begin->got == "image `m-1` is there already");
}

}  // namespace
}  // namespace imgfam
