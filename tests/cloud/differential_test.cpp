// What the comparison of the cloud with the reference model (tests/reference), and reading both,
// has found wrong in the cloud: one short test for each, so that it stays found.

#include "support/catch.hpp"

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/rules/catalogue.hpp>

#include <algorithm>

namespace imgfam {
namespace {

constexpr AccountId owner{1000000000000001};
constexpr AccountId friendly{1000000000000002};

Image image_called(const std::string& id) {
  Image image;
  image.id = id;
  image.region = "cn-hangzhou";
  image.owner = owner;
  image.created = image.status_since = {Settings{}.clock.seconds - 3600};
  return image;
}

Cloud cloud_with(const Image& image, const Settings& settings = {}) {
  Cloud cloud(settings);
  cloud.add_account(owner);
  cloud.add_account(friendly);
  REQUIRE(cloud.add(image).has_value());
  return cloud;
}

Settings under(ReadingId reading) {
  Settings settings;
  settings.interpretation.choose(reading);
  return settings;
}

/// Sends a query in cn-hangzhou.
Outcome ask(Cloud& cloud, const std::string& query, AccountId caller = owner) {
  Request request = *parse_query("RegionId=cn-hangzhou&Action=" + query);
  request.account = caller;
  return cloud.handle(request);
}

bool breaks(const Outcome& outcome, RuleId rule) {
  const auto* refusal = std::get_if<Refusal>(&outcome);
  return refusal != nullptr &&
         std::find(refusal->broken.begin(), refusal->broken.end(), rule) != refusal->broken.end();
}

std::string code_of(const Outcome& outcome) {
  const auto* refusal = std::get_if<Refusal>(&outcome);
  return refusal == nullptr ? "success" : refusal->code;
}

}  // namespace

TEST_CASE("a rule that the edition does not have refuses nothing", "[cloud]") {
  Image image = image_called("m-1");
  image.is_community = true;
  Settings settings;
  settings.edition = Edition::E2020;
  Cloud cloud = cloud_with(image, settings);
  CHECK(code_of(ask(cloud, "ModifyImageSharePermission&ImageId=m-1&AddAccount.1=" +
                               to_string(friendly))) == "success");
  CHECK(code_of(ask(cloud, "CopyImage&ImageId=m-1")) == "success");
  CHECK(code_of(ask(cloud, "ModifyImageSharePermission&ImageId=m-1&RemoveAccount.1=" +
                               to_string(friendly))) == "success");
  CHECK(code_of(ask(cloud, "DeleteImage&ImageId=m-1")) == "success");
}

TEST_CASE("a creation that is long due does not finish in the past", "[cloud]") {
  Image image = image_called("m-1");
  image.status = Status::Creating;
  Cloud cloud = cloud_with(image);
  const SimTime before = cloud.now();
  cloud.advance({10});
  CHECK(cloud.images().get("m-1")->status == Status::Available);
  CHECK(cloud.images().get("m-1")->status_since >= before);
}

TEST_CASE("a copy that was given as Waiting begins when time moves on", "[cloud]") {
  Image image = image_called("m-1");
  image.status = Status::Waiting;
  image.origin = Origin::Copied;
  Settings settings;
  settings.settle.copy = {600};
  Cloud cloud = cloud_with(image, settings);
  cloud.advance({1});
  CHECK(cloud.images().get("m-1")->status == Status::Creating);
  cloud.advance({600});
  CHECK(cloud.images().get("m-1")->status == Status::Available);
}

TEST_CASE("a tag that is sent empty is left out", "[cloud]") {
  Cloud cloud = cloud_with(image_called("m-1"));
  CHECK(code_of(ask(cloud, "DescribeImages&Tag.1.Key=")) == "success");
  CHECK(code_of(ask(cloud, "DescribeImages&Tag.1.Key=stage&Tag.2.Key=&Tag.2.Value=")) == "success");
}

TEST_CASE("a dry run in listed order is refused as the request itself would be", "[cloud]") {
  Settings settings = under("atomicity=in-listed-order"_reading);
  settings.interpretation.choose("dry-run=checked"_reading);
  Cloud cloud = cloud_with(image_called("m-1"), settings);
  const std::string query = "ModifyImageAttribute&ImageId=m-1&Status=Available&Description=x";
  const Outcome rehearsal = ask(cloud, query + "&DryRun=true");
  CHECK(code_of(rehearsal) == "ImageStatus.NotDeprecated");
  CHECK(code_of(rehearsal) == code_of(ask(cloud, query)));
}

TEST_CASE("a community image that is shared too breaks the rule of shared ones", "[cloud]") {
  Image image = image_called("m-1");
  image.is_community = true;
  image.shared_with = {{friendly, image.created}};
  Cloud cloud = cloud_with(image);
  const Outcome outcome =
      ask(cloud, "CopyImage&ImageId=m-1&DestinationRegionId=cn-beijing", friendly);
  CHECK(breaks(outcome, "copy-shared-same-region"_rule));
  CHECK(breaks(outcome, "copy-not-community"_rule));
}

TEST_CASE("a missing image that is ignored is never answered as not found", "[cloud]") {
  Settings settings = under("delete-missing=ignored"_reading);
  settings.interpretation.choose("check-order=lookup-format-state"_reading);
  Cloud cloud = cloud_with(image_called("m-1"), settings);
  CHECK(code_of(ask(cloud, "DeleteImage&ImageId=m-2&Force=maybe")) == "InvalidParameter");
}

TEST_CASE("a filter goes with the value of its own number", "[cloud]") {
  Cloud cloud = cloud_with(image_called("m-1"));
  CHECK(code_of(ask(cloud,
                    "DescribeImages&Filter.1.Key=NetworkType&Filter.2.Key=CreationStartTime"
                    "&Filter.2.Value=2025-01-01T00:00Z")) == "success");
}

TEST_CASE("a filter's moment is to the minute", "[cloud]") {
  Cloud cloud = cloud_with(image_called("m-1"));
  const std::string query = "DescribeImages&Filter.1.Key=CreationEndTime&Filter.1.Value=";
  CHECK(code_of(ask(cloud, query + "2026-01-01T00:00Z")) == "success");
  CHECK(code_of(ask(cloud, query + "2026-01-01T00:00:00Z")) == "InvalidFilterValue");
  CHECK(code_of(ask(cloud, query + "2026-01-01")) == "InvalidFilterValue");
}

TEST_CASE("a repeated request is known again whatever the order of its parameters", "[cloud]") {
  Cloud cloud = cloud_with(image_called("m-1"));
  const auto launched_by = [&cloud](const std::string& query) {
    return std::get<Response>(ask(cloud, query)).document.at("InstanceId");
  };
  const auto first =
      launched_by("CreateInstance&ImageId=m-1&DeletionProtection=true&ClientToken=t");
  CHECK(first == launched_by("CreateInstance&ClientToken=t&DeletionProtection=true&ImageId=m-1"));
  CHECK(first == launched_by("CreateInstance&ClientToken=t&DeletionProtection=true&ImageId=m-1"
                             "&ImageFamily="));
}

TEST_CASE("Features holds texts only, even where a flat form says the same", "[cloud]") {
  Cloud cloud = cloud_with(image_called("m-1"));
  const std::string query = "ModifyImageAttribute&ImageId=m-1&Features.NvmeSupport=supported";
  CHECK(breaks(ask(cloud, query + "&Features=x&Features.ImdsSupport=v2"), "features-form"_rule));
  CHECK(breaks(ask(cloud, query + "&Features={\"Other\":1}"), "features-form"_rule));
}

TEST_CASE("the number in a parameter's name has no leading zero", "[cloud]") {
  Cloud cloud = cloud_with(image_called("m-1"));
  ask(cloud, "ModifyImageSharePermission&ImageId=m-1&AddAccount.01=" + to_string(friendly));
  CHECK(cloud.images().get("m-1")->shared_with.empty());
}

TEST_CASE("an image that is restored and rejoins its full family is refused that", "[cloud]") {
  Settings settings = under("rejoin-full-family=refuse"_reading);
  settings.interpretation.choose("family-quota-counts=available"_reading);
  settings.quotas.images_per_family = 1;
  Image image = image_called("m-1");
  image.family = "web";
  image.status = Status::Deprecated;
  Cloud cloud = cloud_with(image, settings);
  CHECK(breaks(ask(cloud, "ModifyImageAttribute&ImageId=m-1&Status=Available&ImageFamily=web"),
               "modify-family-images-max"_rule));
}

TEST_CASE("a filter key of 2026 is none before", "[cloud]") {
  for (const Edition edition : all_editions) {
    Settings settings;
    settings.edition = edition;
    Cloud cloud = cloud_with(image_called("m-1"), settings);
    const Outcome outcome =
        ask(cloud, "DescribeImages&Filter.1.Key=CpuOnlineUpgrade&Filter.1.Value=x");
    CHECK(breaks(outcome, "describe-filter-key"_rule) == (edition != Edition::E2026));
  }
}

TEST_CASE("no request completes the creation of another image", "[cloud]") {
  Image creating = image_called("m-1");
  creating.status = Status::Creating;
  Cloud cloud = cloud_with(creating);
  REQUIRE(cloud.add(image_called("m-2")).has_value());
  CHECK(code_of(ask(cloud, "DeleteImage&ImageId=m-2")) == "success");
  CHECK(cloud.images().get("m-1")->status == Status::Creating);
  cloud.advance({0});
  CHECK(cloud.images().get("m-1")->status == Status::Available);
}

TEST_CASE("an image that is not complete cannot be shared from the start", "[cloud]") {
  for (const Status status : {Status::Creating, Status::CreateFailed, Status::Deprecated}) {
    Image image = image_called("m-1");
    image.status = status;
    image.shared_with = {{friendly, image.created}};
    Cloud cloud;
    REQUIRE_FALSE(cloud.add(image).has_value());
    CHECK(cloud.add(image).error().code == "CLD005");
  }
}

TEST_CASE("a family elsewhere does not hide the system's family of its name", "[cloud]") {
  Image own = image_called("m-own");
  own.family = "base";
  own.region = "cn-beijing";
  Image system = image_called("m-system");
  system.origin = Origin::System;
  system.owner = {};
  system.region.clear();
  system.family = "base";
  Cloud cloud = cloud_with(own, under("family-scope=own-and-shared"_reading));
  REQUIRE(cloud.add(system).has_value());
  CHECK(resolve_family(cloud, owner, "cn-hangzhou", "base").chosen->id == "m-system");
  CHECK(resolve_family(cloud, owner, "cn-beijing", "base").chosen->id == "m-own");
}

TEST_CASE("an image of an instance inherits IMDS from the image that made the instance",
          "[cloud]") {
  Image image = image_called("m-1");
  image.imds_v2 = true;
  Cloud cloud = cloud_with(image);
  ask(cloud, "RunInstances&ImageId=m-1");
  const std::string instance = cloud.instances().in_order().front()->id;
  ask(cloud, "DeleteImage&ImageId=m-1&Force=true");
  REQUIRE(cloud.images().size() == 0);
  CHECK(code_of(ask(cloud, "CreateImage&ImageName=child&InstanceId=" + instance)) == "success");
  CHECK(cloud.images().in_order().front()->imds_v2);
}

TEST_CASE("without a region no image is missed", "[cloud]") {
  Cloud cloud = cloud_with(image_called("m-1"));
  Request request = *parse_query("Action=CopyImage&ImageId=m-1");
  request.account = owner;
  const Outcome outcome = cloud.handle(request);
  CHECK(breaks(outcome, "region-given"_rule));
  CHECK_FALSE(breaks(outcome, "copy-source-exists"_rule));
}

}  // namespace imgfam
