// What a text means: the same in YAML, JSON and JSON Lines, with every default filled in.
#include <imgfam/rules/catalogue.hpp>
#include <imgfam/scenario/parse.hpp>

#include "support/catch.hpp"

namespace imgfam {
namespace {

constexpr AccountId standard_account{1000000000000001};
constexpr AccountId other_account{2000000000000002};

Scenario only(std::string_view text, TextKind kind = TextKind::Yaml) {
  ParsedScenarios parsed = parse_all(text, "test", kind);
  for (const Diagnostic& d : parsed.problems)
    UNSCOPED_INFO(render(d));
  REQUIRE(parsed.problems.empty());
  REQUIRE(parsed.scenarios.size() == 1);
  return std::move(parsed.scenarios.front());
}

Scenario of_given(const std::string& given) {
  return only("scenario: s\nsteps: [{advance: 1h}]\ngiven:\n" + given);
}

template <class T>
T only_step(const std::string& step) {
  const Scenario scenario = only(
      "scenario: s\nsteps:\n  - {request: DescribeRegions, bind: {fresh: RequestId}}\n" + step);
  return std::get<T>(scenario.steps.at(1).what);
}

TEST_CASE("YAML, JSON and JSON Lines mean the same", "[scenario]") {
  const Scenario yaml = only(R"(
scenario: Roll back
why: 'It''s the way'
covers: [deprecate-available]
editions: [2020, "2026"]
interpretation: {repeat-status: accept, check-order: lookup-format-state}
given:
  clock: 2026-01-10
  seed: 7
  images:
    - {id: m-1, family: web, nvme: true, shared-with: [2000000000000002], tags: {a: 1, b: "2"}}
steps:
  - request: ModifyImageAttribute
    with: {ImageId: m-1, Status: Deprecated, ImageName: ~, Features: {NvmeSupport: supported}}
    expect: {error: ImageUseShared, status: 403, rules: [deprecate-unshared], unchanged: true, ignored: []}
  - request: DescribeImages
    expect: {response: {/TotalCount: 1, Images.Image.0.ImageId: m-1, /PageSize: "10", /Nothing: ~, /Flag: false}}
    bind: {id: /Images/Image/0/ImageId}
  - check: {image: "${id}", shared-with: ["2000000000000002"], in-use: false}
  - advance: 1h30m
)");
  const std::string json =
      R"({"scenario": "Roll back", "why": "It's the way", "covers": ["deprecate-available"], "editions": [2020, "2026"], )"
      R"("interpretation": {"repeat-status": "accept", "check-order": "lookup-format-state"}, )"
      R"("given": {"clock": "2026-01-10", "seed": 7, "images": [{"id": "m-1", "family": "web", "nvme": true, )"
      R"("shared-with": [2000000000000002], "tags": {"a": 1, "b": "2"}}]}, )"
      R"("steps": [{"request": "ModifyImageAttribute", "with": {"ImageId": "m-1", "Status": "Deprecated", )"
      R"("ImageName": null, "Features": {"NvmeSupport": "supported"}}, "expect": {"error": "ImageUseShared", "status": 403, )"
      R"("rules": ["deprecate-unshared"], "unchanged": true, "ignored": []}}, )"
      R"({"request": "DescribeImages", "expect": {"response": {"/TotalCount": 1, "Images.Image.0.ImageId": "m-1", )"
      R"("/PageSize": "10", "/Nothing": null, "/Flag": false}}, "bind": {"id": "/Images/Image/0/ImageId"}}, )"
      R"({"check": {"image": "${id}", "shared-with": ["2000000000000002"], "in-use": false}}, {"advance": "1h30m"}]})";
  CHECK(only(json, TextKind::Json) == yaml);
  CHECK(only(json, TextKind::Yaml) == yaml);
  CHECK(only("[" + json + "]", TextKind::Json) == yaml);
  const auto lines =
      parse_all(json + "\n\n  \r\n" + json + "\r\n[" + json + "]", "test", TextKind::JsonLines);
  CHECK(lines.problems.empty());
  CHECK(lines.scenarios == std::vector<Scenario>{yaml, yaml, yaml});
  // JSON may escape what it likes.
  std::string escaped = json;
  escaped.replace(escaped.find("Roll back"), 9, "R\\u006fll\\u0020back");
  CHECK(only(escaped, TextKind::Json) == yaml);
}

TEST_CASE("what is left out has its default", "[scenario]") {
  const Scenario s = only("scenario: s\nsteps: [{advance: 1h}]\n");
  CHECK(s == Scenario{.name = "s",
                      .why = {},
                      .covers = {},
                      .readings = {},
                      .given = {},
                      .steps = {{AdvanceStep{{3600}}, {}}}});
  CHECK(s.editions == std::vector{newest_edition});
  CHECK(to_string(s.given.clock) == "2026-01-01T00:00:00Z");
  CHECK(s.given.region == "cn-hangzhou");
  CHECK(s.given.account == standard_account);

  const Scenario image = of_given("  images: [{id: m-a}]\n");
  Image expected;
  expected.id = expected.name = "m-a";
  expected.region = "cn-hangzhou";
  expected.owner = standard_account;
  expected.created = expected.status_since = parse_time("2025-12-31T23:00:00Z").value();
  CHECK(image.given.images == std::vector{expected});
}

TEST_CASE("images without a time were created an hour apart, the last an hour before the clock",
          "[scenario]") {
  const Scenario s = of_given(
      "  clock: 2026-01-01\n"
      "  images: [{id: m-1}, {id: m-2, created: 2025-06-01T12:30Z}, {id: m-3}]\n"
      "  system-images: [{id: a}, {id: b}]\n");
  std::vector<std::string> times;
  for (const auto* images : {&s.given.images, &s.given.system_images}) {
    for (const Image& i : *images)
      times.push_back(to_string(i.created));
  }
  CHECK(times == std::vector<std::string>{"2025-12-31T21:00:00Z", "2025-06-01T12:30:00Z",
                                          "2025-12-31T23:00:00Z", "2025-12-31T22:00:00Z",
                                          "2025-12-31T23:00:00Z"});
}

TEST_CASE("every key of given is taken", "[scenario]") {
  const Scenario s = of_given(R"(
  clock: 2026-02-01T00:00:00Z
  seed: 12345678901
  region: cn-beijing
  account: 1234567890123456
  accounts: ["3"]
  images:
    - id: m-a
      name: web
      family: f
      created: 2026-01-01
      status: Waiting
      description: d
      boot-mode: UEFI-Preferred
      nvme: true
      imds: v2
      license: BYOL
      architecture: arm64
      origin: copied
      platform: Ubuntu
      os-type: windows
      size: 100
      shared-with: ["2000000000000002"]
      public: true
      owner: "5"
      region: cn-shanghai
      tags: {k: v}
      was-used: true
      snapshot: s-1
      copied-from: m-z
    - {id: m-arm, architecture: arm64}
  system-images:
    - {id: sys, name: n, family: acs:f, created: 2025-01-01, status: Deprecated, description: d, boot-mode: UEFI,
       nvme: true, imds: v2, architecture: i386, platform: p, os-type: linux, size: 20}
  instances:
    - {id: i-1, image: m-arm, account: "5", region: cn-shanghai, status: Stopped, boot-mode: BIOS, protected: true}
    - {id: i-2, image: m-arm}
    - {id: i-3, image: sys}
  settle: {create: 1m, copy: 2m, import: 3m, copies-at-once: 4}
  quotas: {images-per-family: 1, families-per-region: 2, images-per-region: 3, accounts-per-image: 4,
           images-shared-with-account: 5}
)");
  Given expected;
  expected.clock = parse_time("2026-02-01").value();
  expected.seed = 12345678901;
  expected.region = "cn-beijing";
  expected.account = AccountId{1234567890123456};
  expected.accounts = {AccountId{3}};
  const SimTime new_year = parse_time("2026-01-01").value();
  expected.images = {Image{.id = "m-a",
                           .name = "web",
                           .family = "f",
                           .description = "d",
                           .region = "cn-shanghai",
                           .owner = {5},
                           .created = new_year,
                           .serial = 0,
                           .status_since = new_year,
                           .status = Status::Waiting,
                           .boot_mode = BootMode::UefiPreferred,
                           .architecture = Architecture::Arm64,
                           .license = License::Byol,
                           .origin = Origin::Copied,
                           .nvme_supported = true,
                           .imds_v2 = true,
                           .is_community = true,
                           .was_ever_used = true,
                           .is_windows = true,
                           .size_gib = 100,
                           .platform = "Ubuntu",
                           .shared_with = {{other_account, new_year}},
                           .tags = {{"k", "v"}},
                           .snapshot = "s-1",
                           .copied_from = "m-z"},
                     Image{}};
  Image& arm = expected.images.back();
  arm.id = arm.name = "m-arm";
  arm.region = "cn-beijing";
  arm.owner = expected.account;
  arm.created = arm.status_since = parse_time("2026-01-31T23:00:00Z").value();
  arm.architecture = Architecture::Arm64;
  arm.boot_mode = BootMode::Uefi;
  arm.was_ever_used = true;
  Image sys;
  sys.id = "sys";
  sys.name = "n";
  sys.family = "acs:f";
  sys.created = sys.status_since = parse_time("2025-01-01").value();
  sys.status = Status::Deprecated;
  sys.description = "d";
  sys.boot_mode = BootMode::Uefi;
  sys.nvme_supported = sys.imds_v2 = sys.was_ever_used = true;
  sys.architecture = Architecture::I386;
  sys.platform = "p";
  sys.size_gib = 20;
  sys.origin = Origin::System;
  expected.system_images = {sys};
  const auto instance = [&](std::string id, std::string image) {
    Instance i;
    i.id = std::move(id);
    i.image = std::move(image);
    i.region = "cn-beijing";
    i.account = expected.account;
    i.created = expected.clock;
    i.boot_mode = BootMode::Uefi;
    return i;
  };
  expected.instances = {instance("i-1", "m-arm"), instance("i-2", "m-arm"), instance("i-3", "sys")};
  Instance& first = expected.instances.front();
  first.account = AccountId{5};
  first.region = "cn-shanghai";
  first.status = InstanceStatus::Stopped;
  first.boot_mode = BootMode::Bios;
  first.is_deletion_protected = true;
  expected.settle = {.create = {60}, .copy = {120}, .import = {180}, .copies_at_once = 4};
  expected.quotas = {1, 2, 3, 4, 5};

  CHECK(s.given.images == expected.images);
  CHECK(s.given.system_images == expected.system_images);
  CHECK(s.given.instances == expected.instances);
  CHECK((s.given == expected));
}

TEST_CASE("a request has its RegionId and its account without saying so", "[scenario]") {
  const auto request = [](const std::string& step) {
    return only_step<RequestStep>("  - " + step + "\n").request;
  };
  CHECK(
      request("{request: DeleteImage, with: {ImageId: m-1}}") ==
      Request{"DeleteImage", standard_account, {{"RegionId", "cn-hangzhou"}, {"ImageId", "m-1"}}});
  CHECK(request("{request: DeleteImage, as: 2000000000000002, region: cn-beijing}") ==
        Request{"DeleteImage", other_account, {{"RegionId", "cn-beijing"}}});
  CHECK(request("{request: DeleteImage, with: {ImageId: m-1, RegionId: cn-beijing}}") ==
        Request{"DeleteImage", standard_account, {{"ImageId", "m-1"}, {"RegionId", "cn-beijing"}}});
  CHECK(request("{request: DeleteImage, with: {RegionId: ~, ImageId: null, Force:}}") ==
        Request{"DeleteImage", standard_account, {}});
  CHECK(request("{request: DeleteImage, with: {ImageId: \"\", Force: \"~\"}}") ==
        Request{"DeleteImage",
                standard_account,
                {{"RegionId", "cn-hangzhou"}, {"ImageId", ""}, {"Force", "~"}}});
  // It has no RegionId, so none is sent.
  CHECK(request("{request: StopInstance, with: {InstanceId: i-1}}") ==
        Request{"StopInstance", standard_account, {{"InstanceId", "i-1"}}});
}

TEST_CASE("lists and mappings of parameters are flattened as the API has them", "[scenario]") {
  const RequestStep step = only_step<RequestStep>(R"(
  - request: CreateImage
    with:
      Tag: [{Key: a, Value: 1}, {Key: b, Value: true}]
      DiskDeviceMapping: [{SnapshotId: s-1}, ~, {SnapshotId: 010}]
      Features: {ImdsSupport: v2}
)");
  CHECK(step.request.parameters == std::vector<Parameter>{{"RegionId", "cn-hangzhou"},
                                                          {"Tag.1.Key", "a"},
                                                          {"Tag.1.Value", "1"},
                                                          {"Tag.2.Key", "b"},
                                                          {"Tag.2.Value", "true"},
                                                          {"DiskDeviceMapping.1.SnapshotId", "s-1"},
                                                          {"DiskDeviceMapping.3.SnapshotId", "010"},
                                                          {"Features.ImdsSupport", "v2"}});
}

TEST_CASE("a document's sample request can be pasted as it stands", "[scenario]") {
  const RequestStep step = only_step<RequestStep>(R"(
  - request: |
      https://ecs.aliyuncs.com/?Action=ModifyImageAttribute
      &ImageId=m-bp18ygjuqnwhechc****
      &RegionId=cn-hangzhou
      &ImageName=testImageName
      &Description=testDescription
      &<Common request parameters>
    as: "2000000000000002"
)");
  CHECK(step.request == Request{"ModifyImageAttribute",
                                other_account,
                                {{"ImageId", "m-bp18ygjuqnwhechc****"},
                                 {"RegionId", "cn-hangzhou"},
                                 {"ImageName", "testImageName"},
                                 {"Description", "testDescription"}}});
  const RequestStep bare =
      only_step<RequestStep>("  - request: \"?Action=DescribeRegions&Colour=%E4%B8%AD#top\"\n");
  CHECK(bare.request == Request{"DescribeRegions", standard_account, {{"Colour", "\xe4\xb8\xad"}}});
}

TEST_CASE("a parameter that is documented and not modelled can be sent", "[scenario]") {
  const RequestStep step = only_step<RequestStep>(R"(
  - request: RunInstances
    with:
      ImageId: m-1
      SystemDisk: {Category: cloud_essd, Size: 40}
      DataDisk: [{Size: 20, Category: cloud_essd}]
      KeyPairName: k
      InternetMaxBandwidthOut: 10
)");
  CHECK(step.request.parameters.size() == 8);
}

TEST_CASE("each kind of step is told by its key", "[scenario]") {
  CHECK(only_step<AdvanceStep>("  - advance: 1d2h3m4s\n") == AdvanceStep{{93784}});
  Expect refused;
  refused.rules = {"own-image-exists"_rule};
  CHECK(only_step<PlatformStep>(
            "  - {platform: {finish: m-1}, expect: {rules: [own-image-exists]}}\n") ==
        PlatformStep{PlatformEvent::Finish, "m-1", refused});
  CHECK(only_step<FamilyCheck>("  - check: {family: f, resolves-to: nothing}\n") ==
        FamilyCheck{"f", "", standard_account, "cn-hangzhou"});
  CHECK(only_step<FamilyCheck>(
            "  - check: {family: f, resolves-to: m, as: 2000000000000002, region: cn-beijing}\n") ==
        FamilyCheck{"f", "m", other_account, "cn-beijing"});
  CHECK(only_step<InstanceCheck>("  - check: {instance: \"${fresh}\", image: m, boot-mode: UEFI, "
                                 "exists: true, status: Stopped}\n") ==
        InstanceCheck{"${fresh}", true, "m", BootMode::Uefi, InstanceStatus::Stopped});
  CHECK(only_step<ImageCheck>("  - check: {image: m, exists: true, status: Available, name: n, "
                              "family: \"\", description: d, "
                              "shared-with: [2], in-use: true, boot-mode: BIOS}\n") ==
        ImageCheck{"m", true, Status::Available, "n", "", "d", std::vector{AccountId{2}}, true,
                   BootMode::Bios});
}

TEST_CASE("expected values keep their kind, and quotes make text", "[scenario]") {
  const RequestStep step = only_step<RequestStep>(
      "  - {request: DescribeImages, expect: {response: {a: 1, b: \"1\", c: 1.5, d: 010, e: true, "
      "f: \"true\", g: ~, h: [x, 2], i: {j: -3}}}}\n");
  std::vector<std::string> shown;
  for (const ExpectedValue& v : step.expect.response) {
    std::ostringstream out;
    out << v.place << "=" << v.value;
    shown.push_back(out.str());
  }
  CHECK(shown == std::vector<std::string>{"a=1", "b=\"1\"", "c=1.5E0", "d=\"010\"", "e=true",
                                          "f=\"true\"", "g=null", "h=[\"x\",2]", "i={\"j\":-3}"});
}

TEST_CASE("a parameter that no edition has can be sent by naming it as ignored", "[scenario]") {
  const RequestStep step = only_step<RequestStep>(
      "  - {request: DescribeRegions, with: {Colour: red}, expect: {ignored: [Colour]}}\n");
  CHECK(step.request.parameters == std::vector<Parameter>{{"Colour", "red"}});
  const RequestStep unknown = only_step<RequestStep>(
      "  - {request: MakeCoffee, expect: {error: InvalidAction.NotFound}}\n");
  CHECK(unknown.request.action == "MakeCoffee");
}

/// What the sink of a streaming reader sees.
class Places : public ScenarioSink {
 public:
  bool scenario(Scenario&& scenario, const ScenarioPlace& place) override {
    seen.push_back(scenario.name + " " + spell(place.scenario()));
    for (std::size_t i = 0; i < scenario.steps.size(); ++i)
      seen.push_back(spell(place.step(i)));
    return seen.size() < stop_at;
  }
  void problem(Diagnostic&& diagnostic) override { seen.push_back(diagnostic.code); }

  static std::string spell(const Position& p) {
    return std::to_string(p.line) + ":" + std::to_string(p.column);
  }

  std::size_t stop_at = 100;
  std::vector<std::string> seen;
};

TEST_CASE("a sink is told where each scenario and each step stands", "[scenario]") {
  Places yaml;
  parse_scenarios(
      "- scenario: a\n  steps:\n    - advance: 1h\n    - {advance: 2h}\n- {scenario: b, steps: "
      "[{advance: 1h}]}\n",
      "f", TextKind::Yaml, yaml);
  CHECK(yaml.seen == std::vector<std::string>{"a 1:3", "3:7", "4:7", "b 5:3", "5:25"});
  Places json;
  parse_scenarios(
      "[{\"scenario\": \"a\",\n  \"steps\": [{\"advance\": \"1h\"}, {\"advance\": "
      "\"\\u0032h\"}]},\n {\"steps\": [{\"advance\": \"1h\"}], \"scenario\": \"b\"}]",
      "f", TextKind::Json, json);
  CHECK(json.seen == std::vector<std::string>{"a 1:2", "2:13", "2:32", "b 3:2", "3:13"});
  Places lines;
  const std::string line = R"({"scenario": "a", "steps": [{"advance": "1h"}]})";
  parse_scenarios(line + "\n\n" + line + "\n", "f", TextKind::JsonLines, lines);
  CHECK(lines.seen == std::vector<std::string>{"a 1:1", "1:29", "a 3:1", "3:29"});
}

TEST_CASE("a sink that wants no more ends the reading", "[scenario]") {
  const std::string line = R"({"scenario": "a", "steps": [{"advance": "1h"}]})";
  const std::string list = "[" + line + ",\n" + line + ",\n" + line + "]";
  for (const auto& [text, kind] :
       {std::pair(list, TextKind::Yaml), std::pair(list, TextKind::Json),
        std::pair(line + "\n" + line + "\n" + line, TextKind::JsonLines)}) {
    Places places;
    places.stop_at = 2;
    parse_scenarios(text, "f", kind, places);
    CHECK(places.seen.size() == 2);
  }
}

TEST_CASE("the end of a file's name tells what it holds", "[scenario]") {
  CHECK(text_kind("a/b.yaml") == TextKind::Yaml);
  CHECK(text_kind("b.yml") == TextKind::Yaml);
  CHECK(text_kind("b.json") == TextKind::Json);
  CHECK(text_kind("b.jsonl") == TextKind::JsonLines);
  CHECK(text_kind("b.txt") == std::nullopt);
  CHECK(text_kind("yaml") == std::nullopt);
}

}  // namespace
}  // namespace imgfam
