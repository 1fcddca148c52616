// What import makes of the API's documents: every diagnostic as people see it, the same state from
// every way to write the documents, and the state of a cloud from that cloud's own answers.
#include <imgfam/cloud/cloud.hpp>
#include <imgfam/scenario/import.hpp>
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/replay.hpp>
#include <imgfam/scenario/write.hpp>

#include <support/catch.hpp>

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace imgfam {
namespace {

namespace fs = std::filesystem;

constexpr AccountId alice{1000000000000001};

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string document(std::string_view name) {
  return read(fs::path(IMGFAM_SOURCE_DIR) / "tests/data/import" / name);
}

Import import_text(std::string_view text, const ImportOptions& options = {}) {
  const DocumentText one{"documents", text};
  return import_state({&one, 1}, options);
}

ImportedState state_of(std::string_view text, const ImportOptions& options = {}) {
  Import import = import_text(text, options);
  for (const Diagnostic& d : import.problems)
    UNSCOPED_INFO(render(d));
  REQUIRE(import.state.has_value());
  return std::move(*import.state);
}

// ---- Diagnostics ----

const fs::path golden_folder = fs::path(IMGFAM_SOURCE_DIR) / "tests/golden/import";

std::vector<fs::path> golden_cases() {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(golden_folder)) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

std::string rendered(const fs::path& path) {
  const std::string text = read(path);
  const std::string name = path.filename().string();
  const DocumentText one{name, text};
  ImportOptions options;
  if (name == "IMP024_no_images.json") options.account = alice;
  const Import import = import_state({&one, 1}, options);
  std::string out;
  for (const Diagnostic& d : import.state ? import.state->unknown : import.problems)
    out += render(d);
  return out;
}

}  // namespace

TEST_CASE("a value that the model does not know is noted, and is no error", "[scenario][import]") {
  const std::string text = read(golden_folder / "IMP025_values.json");
  const Import import = import_text(text);
  REQUIRE(import.problems.empty());
  REQUIRE(import.state.has_value());
  const Given& given = import.state->scenario.given;
  REQUIRE(given.images.size() == 3);
  CHECK(given.images[0].architecture == Architecture::X86_64);
  CHECK(given.images[0].boot_mode == BootMode::Bios);
  CHECK(given.images[0].was_ever_used);
  CHECK_FALSE(given.images[0].is_windows);
  CHECK(given.images[0].license == License::Auto);
  CHECK(given.images[1].boot_mode == BootMode::Uefi);
  CHECK_FALSE(given.images[1].was_ever_used);
  CHECK(given.instances[0].status == InstanceStatus::Running);

  ImportOptions strict;
  strict.is_strict = true;
  const Import refused = import_text(text, strict);
  CHECK_FALSE(refused.state.has_value());
  CHECK(refused.problems.size() == 8);
  for (const Diagnostic& d : refused.problems) {
    CHECK(d.code == "IMP025");
    CHECK(d.severity == Severity::Error);
  }
}

TEST_CASE("an instance whose image no document shows is left out, and is an error where it counts",
          "[scenario][import]") {
  const std::string text = read(golden_folder / "IMP026_instances.json");
  CHECK(state_of(text).scenario.given.instances.size() == 1);
  ImportOptions strict;
  strict.is_strict = true;
  const Import refused = import_text(text, strict);
  CHECK_FALSE(refused.state.has_value());
  REQUIRE(refused.problems.size() == 1);
  CHECK(refused.problems.front().code == "IMP026");

  strict.deleted = {"m-old", "ubuntu_24_04.vhd", ""};
  const Import known = import_text(text, strict);
  REQUIRE(known.state.has_value());
  CHECK(known.state->left_out.front() ==
        "instances of images that are deleted: i-2, i-3, i-4, i-5");
  strict.deleted = {"m-v1"};
  CHECK(import_text(text, strict).problems.front().code == "IMP019");
}

TEST_CASE("every diagnostic of an import is the one on record", "[scenario][import][golden]") {
  for (const fs::path& path : golden_cases()) {
    const std::string name = path.filename().string();
    INFO(name);
    const std::string text = rendered(path);
    const std::string severity = name >= "IMP020" ? "warning" : "error";
    CHECK(text.starts_with(severity + "[" + name.substr(0, 6) + "]: "));
    const fs::path golden = path.string() + ".txt";
    if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(golden, std::ios::binary) << text;
    CHECK(text == read(golden));
  }
}

TEST_CASE("every code of an import has a case on record, or is too large for a file",
          "[scenario][import][golden]") {
  std::set<std::string> codes{"IMP001", "IMP005"};  // Below.
  for (const fs::path& path : golden_cases())
    codes.insert(path.filename().string().substr(0, 6));
  CHECK(codes.size() == 26);
  CHECK(*codes.rbegin() == "IMP026");
}

TEST_CASE("under strict what is unknown is an error, and there is no state", "[scenario][import]") {
  for (const fs::path& path : golden_cases()) {
    if (path.filename().string() < "IMP020") continue;
    INFO(path.filename().string());
    const Import import = import_text(read(path), {.account = alice, .is_strict = true});
    CHECK_FALSE(import.state.has_value());
    REQUIRE_FALSE(import.problems.empty());
    CHECK(import.problems.front().severity == Severity::Error);
  }
}

TEST_CASE("what is too much is a diagnostic", "[scenario][import]") {
  const auto code_of = [](const Import& import) {
    return import.state ? std::string("none") : import.problems.front().code;
  };
  const std::string text =
      document("images.json") + document("shares.json") + document("instances.json");
  ImportOptions options;
  CHECK(code_of(import_text(text, options)) == "none");
  options.limits.read.text_bytes_max = text.size() - 1;
  CHECK(code_of(import_text(text, options)) == "IMP001");
  options.limits = {};
  options.limits.images_max = 2;
  CHECK(code_of(import_text(text, options)) == "IMP005");
  options.limits = {};
  options.limits.instances_max = 1;
  CHECK(code_of(import_text(text, options)) == "IMP005");
  options.limits = {};
  options.limits.accounts_per_image_max = 1;
  CHECK(code_of(import_text(text, options)) == "IMP005");
  options.limits = {};
  options.limits.read.nodes_max = 50;
  CHECK(code_of(import_text(text, options)) == "IMP005");
  options.limits = {};
  options.limits.read.scalar_bytes_max = 10;
  CHECK(code_of(import_text(text, options)) == "IMP005");
  CHECK(code_of(import_text(std::string(1'000'000, '['))) == "IMP004");
  options.limits = {};
  options.limits.problems_max = 3;
  const Import many =
      import_text(R"({"RegionId": "cn-hangzhou", "Images": {"Image": [1,2,3,4,5]}})", options);
  CHECK(many.problems.size() == 3);
}

TEST_CASE("a text that is cut short anywhere makes no state", "[scenario][import]") {
  const std::string text = document("images.json");
  const std::size_t end = text.find_last_of('}');
  for (std::size_t size = 0; size < end; ++size) {
    const Import import = import_text(std::string_view(text).substr(0, size));
    if (import.state || import.problems.empty()) FAIL("cut at " << size);
  }
}

// ---- What the documents say ----

TEST_CASE("documents in files of their own, after one another, by line or in a list are one state",
          "[scenario][import]") {
  const std::string images = document("images.json");
  const std::string shares = document("shares.json");
  const std::string instances = document("instances.json");
  const std::string all = images + shares + instances;
  const Scenario expected = state_of(all).scenario;

  const std::vector<DocumentText> files{
      {"instances.json", instances}, {"images.json", images}, {"shares.json", shares}};
  const Import of_files = import_state(files);
  REQUIRE(of_files.state.has_value());
  CHECK((of_files.state->scenario == expected));

  // No text of these documents has a line break or two braces in a row.
  std::string lines = all;
  std::erase(lines, '\n');
  for (auto at = lines.find("}{"); at != std::string::npos; at = lines.find("}{", at + 1))
    lines.insert(at + 1, "\n");
  CHECK((state_of(lines).scenario == expected));
  CHECK((state_of("\xef\xbb\xbf" + lines).scenario == expected));

  std::string list = "[" + lines + "]";
  std::replace(list.begin(), list.end(), '\n', ',');
  CHECK((state_of(list).scenario == expected));
}

TEST_CASE("a page that is read twice, or in another order, changes nothing", "[scenario][import]") {
  const std::string first = document("images_page_1.json");
  const std::string second = document("images_page_2.json");
  const std::string rest = document("nothing.json");
  const ImportedState state = state_of(first + second + rest);
  CHECK(state.unknown.empty());
  CHECK((state_of(second + first + rest).scenario == state.scenario));
  CHECK((state_of(first + first + second + rest).scenario == state.scenario));
  const ImportedState half = state_of(first + rest);
  REQUIRE(half.unknown.size() == 1);
  CHECK(half.unknown.front().code == "IMP020");
}

TEST_CASE("of images of the same second the one that is listed first is the newest",
          "[scenario][import]") {
  // m-b and m-a stand at the end of a page and the beginning of the next.
  const ImportedState state = state_of(document("images_page_2.json") +
                                       document("images_page_1.json") + document("instances.json"));
  const auto& images = state.scenario.given.images;
  std::string order;
  for (const Image& image : images)
    order += image.id + " ";
  CHECK(order == "m-old m-a m-b m-new ");
  REQUIRE_FALSE(state.assumed.empty());
  CHECK(state.assumed.front() ==
        "of images of a family that were created in the same second, the one that is listed first "
        "is the newest: m-b");
}

TEST_CASE("an answer with a NextToken is followed by the next one", "[scenario][import]") {
  const std::string images = document("images.json") + document("shares.json");
  const std::string token = R"({"NextToken": "abc", "TotalCount": 0, "PageSize": 1,
    "Instances": {"Instance": [{"InstanceId": "i-1", "ImageId": "m-v1", "RegionId": "cn-hangzhou",
      "Status": "Running"}]}})";
  const std::string end = R"({"NextToken": "", "TotalCount": 0, "PageSize": 1,
    "Instances": {"Instance": [{"InstanceId": "i-2", "ImageId": "m-v1", "RegionId": "cn-hangzhou",
      "Status": "Running"}]}})";
  CHECK(state_of(images + token + end).unknown.empty());
  const ImportedState half = state_of(images + token);
  REQUIRE(half.unknown.size() == 1);
  CHECK(half.unknown.front().code == "IMP021");
}

TEST_CASE("a list that the command line merged is taken for whole", "[scenario][import]") {
  const std::string merged = R"({"Images": {"Image": [{"ImageId": "m-1", "ImageOwnerAlias": "self",
    "ImageOwnerId": 1000000000000001, "CreationTime": "2026-01-01T00:00:00Z", "IsSelfShared": "",
    "Status": "Deprecated"}]}} {"Instances": {"Instance": []}})";
  const ImportedState state = state_of(merged, {.account = {}, .region = "cn-beijing"});
  CHECK(state.unknown.empty());
  CHECK(state.scenario.given.region == "cn-beijing");
  CHECK(state.scenario.given.images.front().region == "cn-beijing");
}

TEST_CASE("an imported state is written as text that reads back, and holds", "[scenario][import]") {
  for (const std::string& text :
       {document("images.json") + document("shares.json") + document("instances.json"),
        document("images_page_1.json"), document("nothing.json")}) {
    const ImportedState state = state_of(text, {.account = alice, .region = {}});
    const ParsedScenarios yaml = parse_all(state_as_yaml(state), "state", TextKind::Yaml);
    for (const Diagnostic& d : yaml.problems)
      UNSCOPED_INFO(render(d));
    REQUIRE(yaml.scenarios.size() == 1);
    CHECK((yaml.scenarios.front() == state.scenario));
    ParsedScenarios json = parse_all(state_as_json(state), "state", TextKind::JsonLines);
    REQUIRE(json.scenarios.size() == 1);
    json.scenarios.front().why = state.scenario.why;
    CHECK((json.scenarios.front() == state.scenario));
    const std::vector<Run> runs = replay(state.scenario);
    REQUIRE(runs.size() == 1);
    CHECK(runs.front().holds);
  }
}

TEST_CASE("what came from a document stays a word of the shell", "[scenario][import]") {
  std::string text = document("images_page_1.json");
  text.replace(text.find("m-new"), 5, "m-$(x);'");
  text.replace(text.find(R"("IsSelfShared": "")"), 18, R"("IsSelfShared": "true")");
  const ImportedState state = state_of(text);
  const std::string yaml = state_as_yaml(state);
  CHECK(yaml.find(R"(--ImageId 'm-$(x);'\''')") != std::string::npos);
}

// ---- A cloud's own answers ----

namespace {

/// Everything that an account can ask a cloud in a region, as documents one after another.
std::string answers(Cloud& cloud, AccountId account, const std::string& region) {
  std::string out;
  const auto ask = [&](const std::string& action, std::vector<Parameter> parameters) {
    parameters.push_back({"RegionId", region});
    parameters.push_back({"PageSize", "3"});
    for (int page = 1;; ++page) {
      auto with_page = parameters;
      with_page.push_back({"PageNumber", std::to_string(page)});
      const Outcome outcome = cloud.handle({action, account, with_page});
      const Response& response = std::get<Response>(outcome);
      out += boost::json::serialize(response.document) + "\n";
      const auto total = response.document.at("TotalCount").to_number<int>();
      if (page * 3 >= total) return;
    }
  };
  ask("DescribeImages", {{"Status", "ALL"}});
  for (const Image* image : cloud.images().in_order()) {
    if (image->owner == account && image->region == region)
      ask("DescribeImageSharePermission", {{"ImageId", image->id}});
  }
  ask("DescribeInstances", {});
  return out;
}

/// What import cannot see, or does not keep, taken out of a given: what other accounts have, the
/// making of images, when they were shared, why an instance differs from its image; and the order,
/// which only CreationTime tells.
Given as_seen(const Given& given, const Cloud& cloud) {
  Given out;
  out.clock = given.clock;
  out.region = given.region;
  out.account = given.account;
  std::set<std::string> seen;
  for (const auto* images : {&given.images, &given.system_images}) {
    for (Image image : *images) {
      const std::string region = image.region.empty() ? given.region : image.region;
      if (!cloud.is_visible(image, given.account, region)) continue;
      const bool is_system = image.origin == Origin::System;
      const auto is_used = [&](const Instance& i) {
        return i.image == image.id && i.account == given.account;
      };
      if (is_system && std::ranges::none_of(given.instances, is_used)) continue;
      seen.insert(image.id);
      if (image.origin == Origin::Imported) image.origin = Origin::Created;
      image.copied_from.clear();
      if (!is_system && image.snapshot.empty()) image.snapshot = "s-" + image.id;
      image.was_ever_used = cloud.instances().users_of(image.id) > 0;
      if (!is_system && image.owner != given.account) {
        image.shared_with.clear();
        if (!image.is_community) image.shared_with.push_back({given.account, image.created});
      }
      (is_system ? out.system_images : out.images).push_back(std::move(image));
    }
  }
  for (Instance instance : given.instances) {
    if (instance.account != given.account || !seen.contains(instance.image)) continue;
    instance.created = out.clock;
    for (const auto* images : {&out.images, &out.system_images}) {
      for (const Image& image : *images) {
        if (image.id == instance.image) instance.boot_mode = image.boot_mode;
      }
    }
    out.instances.push_back(std::move(instance));
  }
  return out;
}

void sort_given(Given& given) {
  std::ranges::sort(given.images, {}, &Image::id);
  std::ranges::sort(given.system_images, {}, &Image::id);
  std::ranges::sort(given.instances, {}, &Instance::id);
  given.quotas = {};
}

std::set<std::string> regions_of(const Given& given) {
  std::set<std::string> out{given.region};
  for (const Image& image : given.images)
    out.insert(image.region);
  for (const Instance& instance : given.instances)
    out.insert(instance.region);
  return out;
}

void check_own_answers(const Scenario& scenario) {
  auto cloud = set_up(scenario, newest_edition);
  REQUIRE(cloud.has_value());
  std::string text;
  for (const std::string& region : regions_of(scenario.given))
    text += answers(*cloud, scenario.given.account, region);
  INFO(text);
  ImportedState state = state_of(text, {.account = scenario.given.account,
                                        .region = scenario.given.region,
                                        .clock = scenario.given.clock});
  for (const Diagnostic& d : state.unknown)
    FAIL_CHECK(render(d));
  for (const Run& run : replay(state.scenario))
    CHECK(run.holds);
  const ParsedScenarios again = parse_all(write_yaml(state.scenario), "state", TextKind::Yaml);
  REQUIRE(again.scenarios.size() == 1);
  CHECK((again.scenarios.front() == state.scenario));

  Scenario expected;
  expected.steps = state.scenario.steps;
  expected.given = as_seen(scenario.given, *cloud);
  sort_given(expected.given);
  sort_given(state.scenario.given);
  Scenario got;
  got.steps = state.scenario.steps;
  got.given = state.scenario.given;
  CHECK(write_yaml(got) == write_yaml(expected));
  CHECK((got == expected));
}

}  // namespace

TEST_CASE("the state of a cloud is imported from that cloud's own answers", "[scenario][import]") {
  std::size_t count = 0;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(IMGFAM_SOURCE_DIR) / "scenarios")) {
    const auto kind = text_kind(entry.path().string());
    if (!entry.is_regular_file() || !kind) continue;
    for (const Scenario& scenario :
         parse_all(read(entry.path()), entry.path().string(), *kind).scenarios) {
      INFO(entry.path().string() << ": " << scenario.name);
      check_own_answers(scenario);
      ++count;
    }
  }
  CHECK(count > 250);
}

}  // namespace imgfam
