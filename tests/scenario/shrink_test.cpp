// Shrinking: what remains is what the failure needs, fails in the same way, and reads back.
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/reduce.hpp>
#include <imgfam/scenario/shrink.hpp>
#include <imgfam/scenario/write.hpp>

#include "support/catch.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace imgfam {
namespace {

Scenario scenario_of(const std::string& text) {
  const ParsedScenarios parsed = parse_all(text, "test", TextKind::Yaml);
  for (const Diagnostic& d : parsed.problems)
    UNSCOPED_INFO(render(d));
  REQUIRE(parsed.problems.empty());
  REQUIRE(parsed.scenarios.size() == 1);
  return parsed.scenarios.front();
}

FailureKind failure_of(const Scenario& scenario) {
  for (const Run& run : replay(scenario)) {
    if (const auto failure = failure_of(scenario, run)) return *failure;
  }
  FAIL("it holds");
  return {};
}

/// Shrinks, and checks all that is promised of any result.
Scenario shrunk(const Scenario& scenario, const ShrinkOptions& options = {}) {
  const auto result = shrink(scenario, options);
  REQUIRE(result);
  const std::string text = write_yaml(result->scenario);
  INFO(text);
  CHECK(result->is_minimal);
  CHECK((scenario_of(text) == result->scenario));
  CHECK((failure_of(result->scenario) == result->failure));
  const auto again = shrink(result->scenario);
  REQUIRE(again);
  CHECK((again->scenario == result->scenario));
  return result->scenario;
}

Scenario shrunk(const std::string& text) { return shrunk(scenario_of(text)); }

/// 200 steps of all kinds, which hold, on six images and two instances.
std::string long_scenario(const std::string& last_steps) {
  std::string text = R"(
scenario: Long
why: Somebody's night
covers: [deprecate-unshared]
editions: [2023, 2026]
interpretation: {repeat-status: accept}
given:
  clock: 2026-03-01
  seed: 7
  accounts: ["2000000000000002", "3000000000000003"]
  settle: {copy: 1h}
  quotas: {images-per-family: 50}
  images:
)";
  for (int i = 1; i <= 6; ++i) {
    text += fmt::format(
        "    - {{id: m-{0}, name: n-{0}, family: f-{1}, created: 2026-01-0{0}, description: first, "
        "nvme: true, shared-with: [\"2000000000000002\", \"3000000000000003\"]}}\n",
        i, i % 2);
  }
  text += R"(
  system-images:
    - {id: s-1, family: base}
  instances:
    - {id: i-1, image: m-1}
    - {id: i-2, image: m-2, status: Stopped}
steps:
)";
  for (int i = 0; i < 50; ++i) {
    text += fmt::format(
        "  - {{request: ModifyImageAttribute, with: {{ImageId: m-{0}, Description: text-{1}}}}}\n"
        "  - {{check: {{image: m-{0}, description: text-{1}, status: Available}}}}\n"
        "  - {{request: CreateImage, with: {{InstanceId: i-1, ImageName: made-{1}}}, bind: "
        "{{made-{1}: "
        "ImageId}}}}\n"
        "  - {{check: {{image: \"${{made-{1}}}\", exists: true}}}}\n",
        i % 6 + 1, i);
  }
  return text + last_steps;
}

std::size_t count_of(const Scenario& s) {
  return s.steps.size() + s.given.images.size() + s.given.system_images.size() +
         s.given.instances.size() + s.given.accounts.size() + s.readings.size();
}

TEST_CASE("of 200 steps those remain that the failure needs", "[scenario][shrink]") {
  const Scenario scenario = scenario_of(long_scenario(R"(
  - {request: ModifyImageSharePermission, with: {ImageId: m-5, RemoveAccount: ["2000000000000002", "3000000000000003"]}}
  - {request: ModifyImageAttribute, with: {ImageId: m-5, Status: Deprecated, Description: old}, because: It is old.}
  - {advance: 1h}
  - {check: {image: m-5, family: f-1, status: Available, description: old}, because: It is used.}
  - {check: {image: m-5, status: Available}}
)"));
  REQUIRE(scenario.steps.size() == 205);
  CHECK(write_yaml(shrunk(scenario)) == R"(scenario: Long
why: Somebody's night
editions: [2023]
given:
  images:
    - {id: m-5, created: 2025-11-07T00:00:00Z}
steps:
  - request: ModifyImageAttribute
    with: {ImageId: m-5, Status: Deprecated}
    because: It is old.
  - check: {image: m-5, status: Available}
    because: It is used.
)");
}

TEST_CASE("no single step or thing given can be left out of what remains", "[scenario][shrink]") {
  const Scenario result = shrunk(long_scenario(R"(
  - {request: RunInstances, with: {ImageFamily: f-1}, bind: {fresh: InstanceIdSets.InstanceIdSet.0}}
  - {request: DeleteImage, with: {ImageId: m-5, Force: true}, as: "1000000000000001"}
)"));
  const FailureKind failure = failure_of(result);
  CHECK(failure.step == "DeleteImage");
  CHECK(count_of(result) == 2);  // The step and the shared image.
  std::vector<Scenario> smaller;
  for (std::size_t i = 0; i + 1 < result.steps.size(); ++i) {
    smaller.push_back(result);
    smaller.back().steps.erase(smaller.back().steps.begin() + static_cast<std::ptrdiff_t>(i));
  }
  for (std::size_t i = 0; i < result.given.images.size(); ++i) {
    smaller.push_back(result);
    auto& images = smaller.back().given.images;
    images.erase(images.begin() + static_cast<std::ptrdiff_t>(i));
  }
  for (std::size_t i = 0; i < result.given.images.front().shared_with.size(); ++i) {
    smaller.push_back(result);
    auto& accounts = smaller.back().given.images.front().shared_with;
    accounts.erase(accounts.begin() + static_cast<std::ptrdiff_t>(i));
  }
  CHECK_FALSE(smaller.empty());
  for (const Scenario& each : smaller) {
    const Run run = replay(each).front();
    CHECK((failure_of(each, run) != failure));
  }
}

TEST_CASE("what a failing check names stays, and with it what happened to it",
          "[scenario][shrink]") {
  const std::string given = R"(
scenario: Gone
given:
  images: [{id: m-1, family: web}, {id: m-2, family: web}, {id: m-3, family: db}]
  instances: [{id: i-1, image: m-3}]
steps:
  - {request: ModifyImageAttribute, with: {ImageId: m-3, Description: old}}
  - {request: ModifyImageAttribute, with: {ImageId: m-1, Status: Deprecated}}
  - {request: ModifyImageAttribute, with: {ImageId: m-2, Status: Deprecated}}
  - {request: DeleteImage, with: {ImageId: m-2}}
  - {request: DeleteInstance, with: {InstanceId: i-1, Force: true}}
)";
  const auto steps_for = [&](const std::string& check) {
    return shrunk(given + "  - check: {" + check + "}\n").steps.size();
  };
  CHECK(steps_for("family: web, resolves-to: m-1") ==
        2);  // That m-1 was deprecated, and the check.
  CHECK(steps_for("family: web, resolves-to: something") == 2);  // Of one that was left.
  CHECK(steps_for("image: m-2, exists: true") == 2);
  CHECK(steps_for("instance: i-1, exists: true") == 2);
  CHECK(steps_for("image: m-3, in-use: true") == 2);
  CHECK(steps_for("image: m-9, exists: true") == 1);  // It never was.
}

TEST_CASE("what binds a name remains with the step that needs it", "[scenario][shrink]") {
  const Scenario result = shrunk(long_scenario(R"(
  - {request: CreateImage, with: {InstanceId: i-1, ImageName: other, ImageFamily: others}, bind: {other: ImageId}}
  - {request: CreateImage, with: {InstanceId: i-2, ImageName: mine, ImageFamily: ours}, bind: {mine: ImageId, it: RequestId}}
  - {request: ModifyImageAttribute, with: {ImageId: "${mine}", Status: Deprecated}}
  - {request: ModifyImageAttribute, with: {ImageId: "${other}", Status: Deprecated}}
  - {check: {family: ours, resolves-to: "${mine}"}}
)"));
  REQUIRE(result.steps.size() == 2);
  const auto& create = std::get<RequestStep>(result.steps[0].what);
  CHECK(create.bind == std::vector<Binding>{{"mine", "ImageId"}});
  CHECK(result.given.instances.size() == 1);
  CHECK(failure_of(result).mismatch == Mismatch{"family ours resolves to", "<new id>", "nothing"});
}

TEST_CASE("an id that changes with what is left out does not keep it there", "[scenario][shrink]") {
  const Scenario result = shrunk(long_scenario(R"(
  - {request: CreateImage, with: {InstanceId: i-1, ImageName: mine, ImageFamily: ours}}
  - {check: {family: ours, resolves-to: nothing}}
)"));
  CHECK(result.steps.size() == 2);
  CHECK(failure_of(result).mismatch == Mismatch{"family ours resolves to", "nothing", "<new id>"});
}

TEST_CASE("what one step does and another undoes is left out with it", "[scenario][shrink]") {
  const Scenario result = shrunk(R"(
scenario: s
given: {images: [{id: m-1}]}
steps:
  - {request: ModifyImageAttribute, with: {ImageId: m-1, Status: Deprecated}}
  - {request: ModifyImageAttribute, with: {ImageId: m-1, Status: Available}}
  - {request: ModifyImageAttribute, with: {ImageId: m-1, Status: Deprecated}, expect: {error: InvalidImageId.NotFound}}
)");
  CHECK(result.steps.size() == 1);
}

TEST_CASE("the first failing edition and the readings that matter remain", "[scenario][shrink]") {
  const Scenario scenario = scenario_of(R"(
scenario: s
editions: [2020, 2023, 2026]
interpretation: {check-order: lookup-state-format}
given: {images: [{id: m-1}]}
steps:
  - {request: ModifyImageAttribute, with: {ImageId: m-1, Status: Available}, expect: {error: ImageStatus.NotDeprecated}}
)");
  CHECK_FALSE(shrink(scenario));
  const ReadingId accept = find_reading("repeat-status", "accept");
  const Scenario result = shrunk(scenario, {.edition = Edition::E2023, .readings = {accept}});
  CHECK(result.editions == std::vector{Edition::E2023});
  CHECK(result.readings == std::vector{accept});
  CHECK(
      (failure_of(result).mismatch == Mismatch{"outcome", "ImageStatus.NotDeprecated", "success"}));
}

TEST_CASE("a request that fails by its success stays as it is, a refused one becomes shorter",
          "[scenario][shrink]") {
  const Scenario succeeded = shrunk(R"(
scenario: s
given: {images: [{id: m-1}]}
steps:
  - request: ModifyImageAttribute
    with: {ImageId: m-1, Status: Deprecated, Description: fits}
    expect: {error: ImageUseShared, status: 403}
)");
  // With the RegionId that the text leaves out.
  CHECK(std::get<RequestStep>(succeeded.steps.front().what).request.parameters.size() == 4);
  const Scenario refused = shrunk(R"(
scenario: s
given: {images: [{id: m-1, shared-with: ["2"]}]}
steps:
  - {request: ModifyImageAttribute, with: {ImageId: m-1, Status: Deprecated, Description: fits}}
)");
  CHECK(std::get<RequestStep>(refused.steps.front().what).request.parameters.size() == 3);
}

TEST_CASE("the first mismatch of a step is kept, and the others go", "[scenario][shrink]") {
  const Scenario result = shrunk(R"(
scenario: s
given: {images: [{id: m-1}]}
steps:
  - check: {image: m-1, status: Deprecated, name: other, in-use: true, boot-mode: UEFI}
)");
  ImageCheck check;
  check.image = "m-1";
  check.status = Status::Deprecated;
  CHECK((result.steps.front().what == ScenarioStep{check, ""}.what));
}

TEST_CASE("a scenario that evaluates nothing shrinks to one step", "[scenario][shrink]") {
  const Scenario result = shrunk(R"(
scenario: s
given: {images: [{id: m-1}], seed: 9}
steps: [{advance: 1h}, {advance: 2h}, {advance: 3h}]
)");
  CHECK(result.steps.size() == 1);
  CHECK((result.given == Given{}));
}

TEST_CASE("stopped by its bound the best so far fails alike", "[scenario][shrink]") {
  const Scenario scenario = scenario_of(long_scenario(R"(
  - {request: ModifyImageAttribute, with: {ImageId: m-5, Status: Deprecated}}
)"));
  std::size_t least = scenario.steps.size();
  for (const std::size_t most : {0U, 1U, 10U, 20U}) {
    const auto result = shrink(scenario, {.edition = {}, .readings = {}, .replays_max = most});
    REQUIRE(result);
    CHECK_FALSE(result->is_minimal);
    CHECK(result->replays == most);
    CHECK((failure_of(result->scenario) == result->failure));
    CHECK(result->scenario.steps.size() <= least);
    least = result->scenario.steps.size();
  }
}

TEST_CASE("the items of a list move up for one that is left out", "[scenario][shrink]") {
  Scenario scenario = scenario_of(R"(
scenario: s
steps:
  - request: ModifyImageSharePermission
    with: {ImageId: m-1, AddAccount: ["1", "2", "3"], RemoveAccount: ["4"]}
)");
  const Reduced reduced = reduce(
      scenario,
      [](const Scenario& s) {
        const auto& parameters = std::get<RequestStep>(s.steps.front().what).request.parameters;
        const auto has = [&](std::string_view value) {
          return std::ranges::count(parameters, value, &Parameter::value) == 1;
        };
        return has("2") && has("3");
      },
      1000);
  CHECK(reduced.is_minimal);
  const Request& request = std::get<RequestStep>(reduced.scenario.steps.front().what).request;
  CHECK(request.parameters == std::vector<Parameter>{{"RegionId", "cn-hangzhou"},
                                                     {"AddAccount.1", "2"},
                                                     {"AddAccount.2", "3"}});
}

}  // namespace
}  // namespace imgfam
