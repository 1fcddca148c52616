// The life of a creation: how long it takes, how copies queue, what the platform does.
#include "support/catch.hpp"
#include "support/clouds.hpp"

#include <imgfam/rules/catalogue.hpp>

namespace imgfam::test {
namespace {

Settings slow(Edition edition = newest_edition) {
  Settings settings = settings_of(edition);
  settings.settle = {.create = {100}, .copy = {60}, .import = {200}, .copies_at_once = 0};
  return settings;
}

/// `Creating 50%`
std::string state_of(const Cloud& cloud, std::string_view id) {
  const Image* image = cloud.images().get(id);
  if (!image) return "gone";
  return std::string(to_text(image->status)) + " " + std::to_string(cloud.progress_of(*image)) +
         "%";
}

std::string created(Cloud& cloud, std::string_view request) {
  return std::string(document(cloud, request).at("ImageId").as_string());
}

TEST_CASE("creations are complete at once unless they take time", "[cloud][time]") {
  Cloud cloud = cloud_of("m-1\ni-1 image=m-1");
  const std::string disk = " DiskDeviceMapping.1.OSSBucket=b DiskDeviceMapping.1.OSSObject=o";
  CHECK(state_of(cloud, created(cloud, "CreateImage InstanceId=i-1")) == "Available 100%");
  CHECK(state_of(cloud, created(cloud, "CopyImage ImageId=m-1")) == "Available 100%");
  CHECK(state_of(cloud, created(cloud, "ImportImage" + disk)) == "Available 100%");
  CHECK(cloud.creations().empty());
}

TEST_CASE("each kind of creation takes its own time", "[cloud][time]") {
  Cloud cloud = cloud_of("m-1\ni-1 image=m-1", slow());
  const std::string made = created(cloud, "CreateImage InstanceId=i-1");
  const std::string copy = created(cloud, "CopyImage ImageId=m-1");
  const std::string import =
      created(cloud, "ImportImage DiskDeviceMapping.1.OSSBucket=b DiskDeviceMapping.1.OSSObject=o");
  struct Row {
    std::int64_t seconds;
    std::string_view made, copy, import;
  };
  const Row rows[]{
      {0, "Creating 0%", "Creating 0%", "Creating 0%"},
      {1, "Creating 1%", "Creating 1%", "Creating 0%"},
      {2, "Creating 2%", "Creating 3%", "Creating 1%"},
      {50, "Creating 50%", "Creating 83%", "Creating 25%"},
      {59, "Creating 59%", "Creating 98%", "Creating 29%"},
      {60, "Creating 60%", "Available 100%", "Creating 30%"},
      {99, "Creating 99%", "Available 100%", "Creating 49%"},
      {100, "Available 100%", "Available 100%", "Creating 50%"},
      {199, "Available 100%", "Available 100%", "Creating 99%"},
      {200, "Available 100%", "Available 100%", "Available 100%"},
      {10'000, "Available 100%", "Available 100%", "Available 100%"},
  };
  const Cloud start = cloud;
  std::int64_t elapsed = 0;
  for (const Row& row : rows) {
    CAPTURE(row.seconds);
    cloud.advance({row.seconds - elapsed});  // Step by step.
    elapsed = row.seconds;
    Cloud jumped = start;
    jumped.advance({row.seconds});  // And at one go.
    CHECK(jumped == cloud);
    CHECK(state_of(cloud, made) == row.made);
    CHECK(state_of(cloud, copy) == row.copy);
    CHECK(state_of(cloud, import) == row.import);
  }
  CHECK(to_string(cloud.images().get(copy)->status_since) == "2026-01-01T00:01:00Z");
  CHECK(to_string(cloud.images().get(made)->status_since) == "2026-01-01T00:01:40Z");
  CHECK(to_string(cloud.images().get(made)->created) == "2026-01-01T00:00:00Z");
}

TEST_CASE("an image that is Creating has its id and name, and is of no use yet", "[cloud][time]") {
  Cloud cloud = cloud_of("m-1 family=web\ni-1 image=m-1", slow());
  const std::string id =
      created(cloud, "CreateImage InstanceId=i-1 ImageFamily=web ImageName=fresh");
  const std::string that = " ImageId=" + id;
  CHECK(resolution(cloud, "web").starts_with("m-1;"));
  CHECK(answer(cloud, "ModifyImageAttribute ImageName=other" + that) ==
        "403 InvalidStatus.ImageIsCreating: edit-finished");
  CHECK(answer(cloud, "RunInstances" + that) ==
        "403 OperationDenied.ImageNotValid: launch-image-usable");
  CHECK(answer(cloud, "CopyImage" + that) == "400 IncorrectImageStatus: copy-available");
  CHECK(answer(cloud, "CreateImage InstanceId=i-1 ImageName=fresh") ==
        "400 InvalidImageName.Duplicated: create-name-unused");
  cloud.advance({100});
  CHECK(resolution(cloud, "web").starts_with(id + ";"));
  CHECK(answer(cloud, "ModifyImageAttribute ImageName=other" + that) == "200 {}");
}

// ---- The queue of copies ----

/// The statuses of the copies, a letter each: Waiting, Creating, Available; or `-` for gone.
std::string letters(const Cloud& cloud, const std::vector<std::string>& ids) {
  std::string out;
  for (const std::string& id : ids) {
    const Image* image = cloud.images().get(id);
    out += image ? to_text(image->status).front() : '-';
  }
  return out;
}

std::vector<std::string> seven_copies(Cloud& cloud, const std::string& to = "cn-hangzhou") {
  std::vector<std::string> ids;
  for (int i = 1; i <= 7; ++i) {
    ids.push_back(
        created(cloud, "CopyImage ImageId=m-" + std::to_string(i) + " DestinationRegionId=" + to));
  }
  return ids;
}

constexpr std::string_view seven_images = "m-1\nm-2\nm-3\nm-4\nm-5\nm-6\nm-7\n";

TEST_CASE("a region makes one copy at a time in 2020", "[cloud][queue]") {
  Cloud cloud = cloud_of(seven_images, slow(Edition::E2020));
  const auto ids = seven_copies(cloud);
  CHECK(letters(cloud, ids) == "CWWWWWW");
  CHECK(state_of(cloud, ids[1]) == "Waiting 0%");
  cloud.advance({59});
  CHECK(letters(cloud, ids) == "CWWWWWW");
  cloud.advance({1});
  CHECK(letters(cloud, ids) == "ACWWWWW");
  CHECK(state_of(cloud, ids[1]) == "Creating 0%");
  cloud.advance({150});
  CHECK(letters(cloud, ids) == "AAACWWW");
  CHECK(state_of(cloud, ids[3]) == "Creating 50%");
  cloud.advance({3600});
  CHECK(letters(cloud, ids) == "AAAAAAA");
  CHECK(to_string(cloud.images().get(ids[6])->status_since) == "2026-01-01T00:07:00Z");
}

TEST_CASE("a region makes five copies at a time since 2023", "[cloud][queue]") {
  for (const Edition edition : {Edition::E2023, Edition::E2026}) {
    Cloud cloud = cloud_of(seven_images, slow(edition));
    const auto ids = seven_copies(cloud);
    CHECK(letters(cloud, ids) == "CCCCCWW");
    cloud.advance({60});
    CHECK(letters(cloud, ids) == "AAAAACC");
    cloud.advance({60});
    CHECK(letters(cloud, ids) == "AAAAAAA");
  }
}

TEST_CASE("how many copies a region makes at a time can be set", "[cloud][queue]") {
  Settings settings = slow();
  settings.settle.copies_at_once = 3;
  Cloud cloud = cloud_of(seven_images, settings);
  const auto ids = seven_copies(cloud);
  CHECK(letters(cloud, ids) == "CCCWWWW");
}

TEST_CASE("each region has a queue of its own, and other creations take no place in it",
          "[cloud][queue]") {
  std::string lines(seven_images);
  lines += "i-1 image=m-1\n";
  Cloud cloud = cloud_of(lines, slow(Edition::E2020));
  for (int i = 0; i < 3; ++i)
    created(cloud, "CreateImage InstanceId=i-1");
  const auto here = seven_copies(cloud);
  const auto there = seven_copies(cloud, "cn-beijing");
  CHECK(letters(cloud, here) == "CWWWWWW");
  CHECK(letters(cloud, there) == "CWWWWWW");
  cloud.advance({60});
  CHECK(letters(cloud, here) == "ACWWWWW");
  CHECK(letters(cloud, there) == "ACWWWWW");
}

TEST_CASE("a copy that ends in another way makes room for the next", "[cloud][queue]") {
  Cloud cloud = cloud_of(seven_images, slow(Edition::E2020));
  const auto ids = seven_copies(cloud);
  cloud.advance({30});
  CHECK(answer(cloud, "CancelCopyImage ImageId=" + ids[0]) == "200 {}");
  CHECK(letters(cloud, ids) == "-CWWWWW");
  CHECK(answer(cloud, "CancelCopyImage ImageId=" + ids[2]) == "200 {}");
  CHECK(letters(cloud, ids) == "-C-WWWW");
  CHECK_FALSE(is_refused(cloud.platform(ids[1], event::Fail{})));
  CHECK(letters(cloud, ids) == "-C-CWWW");
  CHECK(cloud.images().get(ids[1])->status == Status::CreateFailed);
  cloud.advance({60});
  CHECK(state_of(cloud, ids[3]) == "Available 100%");
  CHECK(state_of(cloud, ids[4]) == "Creating 0%");
  CHECK_FALSE(is_refused(cloud.platform(ids[4], event::Finish{})));
  CHECK(state_of(cloud, ids[4]) == "Available 100%");
  CHECK(state_of(cloud, ids[5]) == "Creating 0%");
}

TEST_CASE("a copy that is begun by the platform takes its time from then on", "[cloud][queue]") {
  Cloud cloud = cloud_of(seven_images, slow(Edition::E2020));
  const auto ids = seven_copies(cloud);
  cloud.advance({30});
  CHECK_FALSE(is_refused(cloud.platform(ids[6], event::Begin{})));
  CHECK(letters(cloud, ids) == "CWWWWWC");
  cloud.advance({30});
  CHECK(letters(cloud, ids) == "AWWWWWC");  // The place is taken.
  CHECK(state_of(cloud, ids[6]) == "Creating 50%");
  cloud.advance({30});
  CHECK(letters(cloud, ids) == "ACWWWWA");
}

TEST_CASE("what is set up as Creating or Waiting goes on as the clock moves", "[cloud][queue]") {
  Cloud cloud = cloud_of(
      "m-1 Creating t=31535990\n"  // Ten seconds before the clock.
      "m-2 Creating imported t=31535990\n"
      "m-3 Waiting copied t=31535990\n"
      "m-4 Creating copied in=cn-beijing t=31535990\n",
      slow(Edition::E2020));
  CHECK(state_of(cloud, "m-1") == "Creating 10%");
  CHECK(state_of(cloud, "m-2") == "Creating 5%");
  CHECK(state_of(cloud, "m-3") == "Waiting 0%");
  CHECK(state_of(cloud, "m-4") == "Creating 16%");
  cloud.advance({50});
  CHECK(state_of(cloud, "m-3") == "Creating 83%");
  CHECK(state_of(cloud, "m-4") == "Available 100%");
  cloud.advance({10});
  CHECK(state_of(cloud, "m-3") == "Available 100%");
  cloud.advance({30});
  CHECK(state_of(cloud, "m-1") == "Available 100%");
  CHECK(state_of(cloud, "m-2") == "Creating 50%");
}

// ---- Order and traces ----

TEST_CASE("creations finish in the order in which they are due", "[cloud][time]") {
  Cloud cloud = cloud_of("m-1\ni-1 image=m-1", slow());
  const std::string import =
      created(cloud, "ImportImage DiskDeviceMapping.1.OSSBucket=b DiskDeviceMapping.1.OSSObject=o");
  cloud.advance({50});
  const std::string made = created(cloud, "CreateImage InstanceId=i-1");
  const std::string copy = created(cloud, "CopyImage ImageId=m-1 DestinationRegionId=cn-beijing");
  Trace trace;
  cloud.advance({1000}, &trace);
  std::vector<std::string> order;
  for (const MachineStep& step : trace.machine)
    order.push_back(step.image + " " + to_string(step.event));
  CHECK(order == std::vector<std::string>{copy + " Finish", made + " Finish", import + " Finish"});
  CHECK(cloud.now() == SimTime{1'767'225'600 + 1050});
}

TEST_CASE("advancing by nothing changes nothing", "[cloud][time]") {
  Cloud cloud = cloud_of(seven_images, slow());
  seven_copies(cloud);
  const Cloud before = cloud;
  cloud.advance({0});
  CHECK(cloud == before);
}

TEST_CASE("the clock reaches the end of time, and no further is asked", "[cloud][time]") {
  Cloud cloud;
  cloud.advance(sim_time_max - cloud.now());
  CHECK(to_string(cloud.now()) == "9999-12-31T23:59:59Z");
}

// ---- The platform ----

TEST_CASE("the platform moves an image by itself, and what cannot be is refused",
          "[cloud][platform]") {
  struct Row {
    std::string_view image;
    Event event;
    std::string_view expected;  ///< The status then, or the rule that refused.
  };
  const Row rows[]{
      {"m-1", event::Disable{}, "UnAvailable"},
      {"m-1", event::Finish{}, "creation-completes"},
      {"m-1", event::Fail{}, "creation-fails"},
      {"m-1", event::Begin{}, "creation-begins"},
      {"m-deprecated", event::Disable{}, "UnAvailable"},
      {"m-creating", event::Finish{}, "Available"},
      {"m-creating", event::Fail{}, "CreateFailed"},
      {"m-creating", event::Disable{}, "UnAvailable"},
      {"m-waiting", event::Begin{}, "Creating"},
      {"m-waiting", event::Finish{}, "creation-completes"},
      {"m-waiting", event::Fail{}, "CreateFailed"},
      {"m-failed", event::Fail{}, "creation-fails"},
      {"m-disabled", event::Disable{}, "platform-disables"},
      {"m-none", event::Disable{}, "own-image-exists"},
      {"acs-1", event::Disable{}, "own-image-exists"},
  };
  Settings settings = slow(Edition::E2020);
  const Cloud before = cloud_of(
      "m-1\nm-deprecated Deprecated\nm-copying Creating copied t=31536000\nm-creating Creating "
      "t=31536000\n"
      "m-waiting Waiting copied t=31536000\nm-failed CreateFailed\nm-disabled UnAvailable\nacs-1 "
      "system\n",
      settings);
  for (const Row& row : rows) {
    CAPTURE(row.image, to_string(row.event));
    Cloud cloud = before;
    const Outcome outcome = cloud.platform(row.image, row.event);
    if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
      REQUIRE(refusal->broken.size() == 1);
      CHECK(rule(refusal->broken.front()).id == row.expected);
      CHECK(cloud == before);
    } else {
      CHECK(to_text(cloud.images().get(row.image)->status) == row.expected);
      CHECK(cloud.images().get(row.image)->status_since == cloud.now());
      CHECK_FALSE(cloud == before);
    }
  }
}

TEST_CASE("an image that is disabled leaves its family and cannot be used", "[cloud][platform]") {
  Cloud cloud = cloud_of("m-1 family=web t=1\nm-2 family=web t=2");
  cloud.platform("m-2", event::Disable{});
  CHECK(resolution(cloud, "web").starts_with("m-1;"));
  CHECK(answer(cloud, "RunInstances ImageId=m-2") ==
        "403 OperationDenied.ImageNotValid: launch-image-usable");
  CHECK(answer(cloud, "DeleteImage ImageId=m-2") == "200 {}");
}

TEST_CASE("a creation that is held ends by the platform alone", "[cloud][time]") {
  Cloud cloud = cloud_of("m-1", slow(Edition::E2026));
  const std::string id = std::string(
      document(cloud, "CreateImage SnapshotId=s-m-1 ImageName=held").at("ImageId").as_string());
  CHECK_FALSE(cloud.hold("m-1"));
  REQUIRE(cloud.hold(id));
  cloud.advance(Duration{1'000'000});
  CHECK(cloud.images().get(id)->status == Status::Creating);
  cloud.platform(id, event::Finish{});
  CHECK(cloud.images().get(id)->status == Status::Available);
}

}  // namespace
}  // namespace imgfam::test
