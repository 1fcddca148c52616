// What a trace and a refusal say beside the answer: no document that is not there, no effect that
// did not happen, no rule of another edition.

#include "support/catch.hpp"
#include "support/clouds.hpp"

#include <imgfam/rules/catalogue.hpp>

#include <algorithm>

namespace imgfam {
namespace {

using namespace test;

bool is_documented(const Outcome& outcome) { return std::get<Refusal>(outcome).is_documented; }

std::vector<RuleId> effects(Cloud& cloud, std::string_view request) {
  Trace trace;
  cloud.handle(request_of(request), &trace);
  return trace.effects;
}

bool has(const std::vector<RuleId>& rules, RuleId id) {
  return std::find(rules.begin(), rules.end(), id) != rules.end();
}

}  // namespace

TEST_CASE("a refusal is documented where a document gives its code for the operation",
          "[cloud][trace]") {
  Cloud cloud = cloud_of("m-1 shared=bob\nm-2");
  CHECK(is_documented(ask(cloud, "ModifyImageAttribute ImageId=m-1 Status=Deprecated")));
  CHECK_FALSE(is_documented(ask(cloud, "ModifyImageAttribute ImageId= Status=Deprecated")));
  CHECK(is_documented(ask(cloud, "ModifyImageAttribute ImageId=m-2 ImageName=1st")));
  // The catalogue's answer for the very operation decides.
  for (const char* action : {"ModifyImageAttribute", "DeleteImage", "CopyImage"}) {
    const auto refusal =
        std::get<Refusal>(ask(cloud, std::string(action) + " -RegionId RegionId=cn-x"));
    const Answer* answer = find_answer(refusal.broken.front(), Edition::E2026, action, {});
    CAPTURE(action);
    CHECK(refusal.is_documented == (answer->evidence == Evidence::Documented));
  }
}

TEST_CASE("a refusal that leaves something changed does not say that it changes nothing",
          "[cloud][trace]") {
  const RuleId nothing = "refused-changes-nothing"_rule;
  Cloud listed = cloud_of("m-1", settings_of(newest_edition, "atomicity=in-listed-order"));
  CHECK_FALSE(
      has(effects(listed, "ModifyImageAttribute ImageId=m-1 ImageName=ok BootMode=EFI"), nothing));
  CHECK(listed.images().get("m-1")->name == "ok");
  CHECK(has(effects(listed, "ModifyImageAttribute ImageId=m-1 ImageName=1st BootMode=UEFI"),
            nothing));

  Cloud good = cloud_of("m-1", settings_of(newest_edition, "share-list-failure=good-ones-applied"));
  const std::string share = "ModifyImageSharePermission ImageId=m-1 ";
  const std::string unknown = "AddAccount.2=1000000000000099";
  CHECK_FALSE(has(effects(good, share + "AddAccount.1=1000000000000002 " + unknown), nothing));
  CHECK(good.images().get("m-1")->shared_with.size() == 1);
  CHECK(has(effects(good, share + unknown), nothing));
}

TEST_CASE("an effect is noted in the editions that have it", "[cloud][trace]") {
  for (const Edition edition : all_editions) {
    Cloud cloud = cloud_of("m-1 nvme\nm-2 family=web of=bob shared=alice", settings_of(edition));
    for (const char* request :
         {"CopyImage ImageId=m-1 DestinationRegionId=cn-beijing", "DescribeImages"}) {
      for (const RuleId id : effects(cloud, request)) {
        CAPTURE(to_text(edition), request, rule(id).id);
        CHECK(rule(id).editions.has(edition));
      }
    }
    CHECK(has(effects(cloud, "DescribeImages"), "family-of-owner"_rule) ==
          (edition != Edition::E2020));
  }
}

TEST_CASE("an instance that is deleted frees no image where history counts", "[cloud][trace]") {
  const RuleId frees = "delete-instance-frees-image"_rule;
  Cloud now = cloud_of("m-1\ni-1 image=m-1 Stopped");
  CHECK(has(effects(now, "DeleteInstance InstanceId=i-1"), frees));
  Cloud ever =
      cloud_of("m-1\ni-1 image=m-1 Stopped", settings_of(newest_edition, "in-use-means=ever"));
  CHECK_FALSE(has(effects(ever, "DeleteInstance InstanceId=i-1"), frees));
}

}  // namespace imgfam
