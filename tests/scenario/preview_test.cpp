// What a change would do, seen step by step.
#include "support/catch.hpp"
#include "support/clouds.hpp"

#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/preview.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace imgfam {
namespace {

using test::alice;
using test::bob;
using test::carol;
using test::cloud_of;

Scenario change_of(const std::vector<std::string>& lines) {
  Scenario change;
  for (const std::string& line : lines) {
    auto step = step_of_line(line, alice, test::hangzhou);
    REQUIRE(step.has_value());
    change.steps.push_back(std::move(*step));
  }
  return change;
}

constexpr std::string_view family_of_three = R"(m-1 family=web t=1 Deprecated
                                                m-2 family=web t=2
                                                m-3 family=web t=3 shared=bob,carol
                                                m-4 family=db t=4
                                                i-1 image=m-3
                                                i-2 image=m-4)";

/// Every warning as `kind family after..before images`.
std::vector<std::string> warnings_of(const Preview& seen) {
  std::vector<std::string> out;
  for (const Warning& w : seen.warnings)
    out.push_back(
        fmt::format("{} {} {}..{} {}", w.kind == Warning::Kind::Empty ? "empty" : "exposed",
                    seen.families[w.family].family, w.opens,
                    w.closes ? std::to_string(*w.closes) : "end", fmt::join(w.images, ",")));
  return out;
}

}  // namespace

TEST_CASE("a preview shows what families resolve to after every step", "[scenario][preview]") {
  const Preview seen = preview(cloud_of(family_of_three),
                               change_of({"ModifyImageSharePermission ImageId=m-3 "
                                          "RemoveAccount=1000000000000002,1000000000000003",
                                          "ModifyImageAttribute ImageId=m-3 Status=Deprecated",
                                          "ModifyImageAttribute ImageId=m-1 Status=Available",
                                          "ModifyImageAttribute ImageId=m-2 Status=Deprecated"}),
                               {});
  CHECK(seen.holds());
  REQUIRE(seen.families.size() == 1);
  CHECK(seen.families[0] == FamilySeen{alice, "cn-hangzhou", "web", "m-3", "m-1"});
  std::vector<std::string> resolves;
  for (const PreviewStep& step : seen.steps)
    resolves.push_back(step.resolves.front());
  CHECK(resolves == std::vector<std::string>{"m-3", "m-2", "m-2", "m-1"});
  CHECK(warnings_of(seen) == std::vector<std::string>{"exposed web 1..3 m-2"});
  REQUIRE(seen.steps[0].lost.size() == 1);
  CHECK(seen.steps[0].lost[0].image == "m-3");
  CHECK(seen.steps[0].lost[0].accounts == std::vector<AccountId>{bob, carol});
  CHECK(seen.steps[0].lost[0].family.empty());
  REQUIRE(seen.instances.size() == 1);
  CHECK(seen.instances[0].instances == std::vector<std::string>{"i-1"});
}

TEST_CASE("a preview warns of a family that is left empty", "[scenario][preview]") {
  const auto after = [](const std::vector<std::string>& lines) {
    return warnings_of(preview(cloud_of("m-1 family=web t=1\nm-2 family=web t=2 Deprecated"),
                               change_of(lines), {}));
  };
  const std::string out = "ModifyImageAttribute ImageId=m-1 Status=Deprecated";
  const std::string in = "ModifyImageAttribute ImageId=m-2 Status=Available";
  CHECK(after({out}) == std::vector<std::string>{"empty web 0..end "});
  CHECK(after({out, in}) == std::vector<std::string>{"empty web 0..1 "});
  CHECK(after({in, out}).empty());
  CHECK(after({"DeleteImage ImageId=m-1 Force=true"}) ==
        std::vector<std::string>{"empty web 0..end "});
}

TEST_CASE("a preview warns of a step that empties a family which was empty at first",
          "[scenario][preview]") {
  const auto after = [](const std::vector<std::string>& lines) {
    return warnings_of(preview(cloud_of("m-1 family=web t=1 Deprecated"), change_of(lines), {}));
  };
  const std::string in = "ModifyImageAttribute ImageId=m-1 Status=Available";
  const std::string out = "ModifyImageAttribute ImageId=m-1 Status=Deprecated";
  CHECK(after({in, out, in}) == std::vector<std::string>{"empty web 1..2 "});
  CHECK(after({in, out}) == std::vector<std::string>{"exposed web 0..1 m-1", "empty web 1..end "});
  CHECK(after({in}).empty());
  CHECK(after({"ModifyImageAttribute ImageId=m-1 ImageName=w"}).empty());
}

TEST_CASE("a preview ends with a step that is refused and was not expected to be",
          "[scenario][preview]") {
  const std::string refused = "ModifyImageAttribute ImageId=m-3 Status=Deprecated";
  Scenario change = change_of({refused, "DeleteImage ImageId=m-4"});
  Preview seen = preview(cloud_of(family_of_three), change, {});
  CHECK_FALSE(seen.holds());
  REQUIRE(seen.steps.size() == 1);
  REQUIRE(seen.steps[0].refusal.has_value());
  CHECK(seen.steps[0].refusal->code == "ImageUseShared");
  CHECK_FALSE(seen.steps[0].mismatches.empty());

  std::get<RequestStep>(change.steps[0].what).expect.error = "ImageUseShared";
  seen = preview(cloud_of(family_of_three), change, {});
  CHECK(seen.steps.size() == 2);
  CHECK(seen.steps[0].mismatches.empty());
}

TEST_CASE("a preview says which keeps break where", "[scenario][preview]") {
  const PreviewKeep resolves{"web resolves", [](const Cloud& cloud) {
                               return resolve_family(cloud, alice, "cn-hangzhou", "web").chosen !=
                                      nullptr;
                             }};
  const PreviewKeep never{"never", [](const Cloud&) { return false; }};
  const Preview seen = preview(cloud_of("m-1 family=web t=1"),
                               change_of({"ModifyImageAttribute ImageId=m-1 BootMode=UEFI",
                                          "ModifyImageAttribute ImageId=m-1 Status=Deprecated"}),
                               {resolves, never});
  CHECK(seen.is_done);
  CHECK_FALSE(seen.holds());
  CHECK(seen.keeps_broken_before == std::vector<std::size_t>{1});
  CHECK(seen.steps[0].keeps_broken == std::vector<std::size_t>{1});
  CHECK(seen.steps[1].keeps_broken == std::vector<std::size_t>{0, 1});
}

TEST_CASE("what a family is to its recipients is shown where they can name it",
          "[scenario][preview]") {
  const Preview seen = preview(
      cloud_of(R"(m-1 family=web t=1 shared=bob
                  m-2 family=web t=2 shared=bob)",
               test::settings_of(newest_edition, "family-scope=own-and-shared")),
      change_of({"ModifyImageSharePermission ImageId=m-2 RemoveAccount=1000000000000002"}), {});
  REQUIRE(seen.steps[0].lost.size() == 1);
  CHECK(seen.steps[0].lost[0].family == std::vector<FamilyToOthers>{{{bob}, "m-2", "m-1"}});
}

TEST_CASE("recipients who see different families are told apart", "[scenario][preview]") {
  const Preview seen =
      preview(cloud_of(R"(m-1 family=web t=1 shared=carol
                  m-2 family=web t=2 shared=bob,carol)",
                       test::settings_of(newest_edition, "family-scope=own-and-shared")),
              change_of({"ModifyImageSharePermission ImageId=m-2 "
                         "RemoveAccount=1000000000000002,1000000000000003"}),
              {});
  REQUIRE(seen.steps[0].lost.size() == 1);
  CHECK(seen.steps[0].lost[0].family ==
        std::vector<FamilyToOthers>{{{bob}, "m-2", ""}, {{carol}, "m-2", "m-1"}});
}

TEST_CASE("who is a recipient only on the way sees the family too", "[scenario][preview]") {
  const Preview seen =
      preview(cloud_of("m-1 family=web t=1",
                       test::settings_of(newest_edition, "family-scope=own-and-shared")),
              change_of({"ModifyImageSharePermission ImageId=m-1 AddAccount=1000000000000002",
                         "ModifyImageSharePermission ImageId=m-1 RemoveAccount=1000000000000002"}),
              {});
  REQUIRE(seen.steps.size() == 2);
  REQUIRE(seen.steps[1].lost.size() == 1);
  CHECK(seen.steps[1].lost[0].family == std::vector<FamilyToOthers>{{{bob}, "m-1", ""}});
}

TEST_CASE("instances that a change deletes do not stay as they are", "[scenario][preview]") {
  const Preview seen = preview(cloud_of(R"(m-1 family=web t=1
                                           m-2 family=web t=2
                                           i-1 image=m-2
                                           i-2 image=m-2
                                           i-3 image=m-1)"),
                               change_of({"DeleteInstance InstanceId=i-1 Force=true"}), {});
  REQUIRE(seen.is_done);
  REQUIRE(seen.families.size() == 1);
  CHECK(seen.families[0] == FamilySeen{alice, "cn-hangzhou", "web", "m-2", "m-2"});
  REQUIRE(seen.instances.size() == 1);
  CHECK(seen.instances[0].image == "m-2");
  CHECK(seen.instances[0].deleted == std::vector<std::string>{"i-1"});
  CHECK(seen.instances[0].instances == std::vector<std::string>{"i-2"});
  CHECK(seen.instances[0].replaced.empty());
}

TEST_CASE("an instance that gets another image does not stay as it is", "[scenario][preview]") {
  const Preview seen = preview(
      cloud_of("m-1 family=web t=1\nm-2 family=web t=2\ni-1 image=m-1"),
      change_of({"StopInstance InstanceId=i-1", "ReplaceSystemDisk InstanceId=i-1 ImageId=m-2"}),
      {});
  REQUIRE(seen.is_done);
  REQUIRE(seen.instances.size() == 1);
  CHECK(seen.instances[0].image == "m-1");
  CHECK(seen.instances[0].replaced == std::vector<std::string>{"i-1"});
  CHECK(seen.instances[0].instances.empty());
}

TEST_CASE("a change is adopted by the account and region of a state", "[scenario][preview]") {
  const ParsedScenarios read = parse_all(R"(scenario: A change
steps:
  - request: ModifyImageAttribute
    with: {ImageId: m-1, Status: Deprecated}
  - check: {family: web, resolves-to: nothing}
  - request: DeleteImage
    with: {RegionId: cn-shanghai, ImageId: m-1}
    as: "77"
)",
                                         "", TextKind::Yaml);
  REQUIRE(read.scenarios.size() == 1);
  Given state;
  state.account = {4711};
  state.region = "cn-beijing";
  const Scenario change = change_for(read.scenarios.front(), state);
  const auto& first = std::get<RequestStep>(change.steps[0].what).request;
  CHECK(first.account == AccountId{4711});
  CHECK(*first.find("RegionId") == "cn-beijing");
  const auto& check = std::get<FamilyCheck>(change.steps[1].what);
  CHECK(check.as == AccountId{4711});
  CHECK(check.region == "cn-beijing");
  const auto& last = std::get<RequestStep>(change.steps[2].what).request;
  CHECK(last.account == AccountId{77});
  CHECK(*last.find("RegionId") == "cn-shanghai");
}

TEST_CASE("a line that is no request is told why", "[scenario][preview]") {
  const auto error_of = [](std::string_view line) {
    return step_of_line(line, alice, test::hangzhou).error();
  };
  CHECK(error_of("").code == "PLN008");
  CHECK(error_of("DeletImage ImageId=m-1").hint == "did you mean `DeleteImage`?");
  CHECK(error_of("DeleteImage ImagId=m-1").hint == "did you mean `ImageId`?");
  CHECK(error_of("DeleteImage m-1").code == "PLN009");
}

TEST_CASE("a line that would be read in part is refused", "[scenario][preview]") {
  const auto code_of = [](const std::string& line) {
    const auto step = step_of_line(line, alice, test::hangzhou);
    return step ? std::string("none") : step.error().code;
  };
  const std::string request = "ModifyImageAttribute ImageId=m-1 Description=";
  CHECK(code_of(request + "x") == "none");
  CHECK(code_of(request + std::string(70'000, 'x')) == "PLN009");
  CHECK(code_of(request + "x ImageId=m-2") == "PLN009");
  CHECK(code_of(request + "x RegionId=cn-beijing") == "none");
}

}  // namespace imgfam
