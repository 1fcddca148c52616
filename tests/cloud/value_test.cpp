// A cloud is a value: copied, compared, printed. What can be put into one, and the ids that it
// draws.
#include "support/catch.hpp"
#include "support/clouds.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

namespace imgfam::test {
namespace {

constexpr std::string_view small_world =
    "m-1 family=web t=10\n"
    "m-2 family=web t=20 shared=bob UEFI\n"
    "m-3 Deprecated t=30\n"
    "m-4 Creating t=31535990\n"
    "i-1 image=m-1\n"
    "i-2 image=m-2 of=bob Stopped\n";

std::string printed(const Cloud& cloud) {
  std::ostringstream out;
  out << cloud;
  return out.str();
}

// ---- Value semantics ----

TEST_CASE("a copy of a cloud is equal, and independent of what it was copied from",
          "[cloud][value]") {
  const Cloud original = cloud_of(small_world);
  Cloud copy = original;
  CHECK(copy == original);
  CHECK(printed(copy) == printed(original));

  CHECK(answer(copy, "ModifyImageAttribute ImageId=m-1 Status=Deprecated") == "200 {}");
  CHECK_FALSE(copy == original);
  CHECK(original.images().get("m-1")->status == Status::Available);
  CHECK(copy.images().get("m-1")->status == Status::Deprecated);
  CHECK(resolution(original, "web") == "m-2; not m-1 (older: created 2025-01-01T00:00:10Z)");

  copy = original;
  CHECK(copy == original);
  Cloud second = copy;
  copy.advance({60});
  CHECK(second == original);
}

TEST_CASE("a cloud keeps its state when it is moved, swapped, returned or grown over",
          "[cloud][value]") {
  const Cloud original = cloud_of(small_world);
  Cloud copy = original;
  Cloud moved(std::move(copy));
  CHECK(moved == original);
  Cloud assigned;
  assigned = std::move(moved);
  CHECK(assigned == original);
  Cloud other;
  std::swap(assigned, other);
  CHECK(other == original);
  CHECK(assigned == Cloud{});
  const std::optional<Cloud> maybe(other);
  CHECK(*maybe == original);
  const auto returned = [&] { return other; }();
  CHECK(returned == original);

  std::vector<Cloud> grown;
  for (int i = 0; i < 20; ++i)
    grown.push_back(original);
  CHECK(std::count(grown.begin(), grown.end(), original) == 20);
  // What was moved about still works.
  CHECK(answer(grown.front(), "DeleteImage ImageId=m-3") == "200 {}");
  CHECK(answer(other, "DeleteImage ImageId=m-3") == "200 {}");
  CHECK(grown.front() == other);
}

TEST_CASE("equal clouds answer equally", "[cloud][value]") {
  Cloud one = cloud_of(small_world);
  Cloud two = cloud_of(small_world);
  for (const char* request :
       {"CreateImage InstanceId=i-1 ImageFamily=web", "RunInstances ImageFamily=web Amount=2",
        "ModifyImageAttribute ImageId=m-2 Status=Deprecated", "DescribeImages Status=ALL",
        "Nonsense", "bob: DescribeImages",
        "CopyImage ImageId=m-1 DestinationRegionId=cn-beijing"}) {
    CHECK(ask(one, request) == ask(two, request));
    CHECK(one == two);
  }
}

TEST_CASE("clouds differ by all that an answer can depend on", "[cloud][value]") {
  const Cloud base = cloud_of(small_world);
  Cloud other = base;
  other.advance({1});
  CHECK_FALSE(other == base);
  other = base;
  other.add_account(AccountId{99});
  CHECK_FALSE(other == base);
  other = base;
  ask(other, "RunInstances ImageId=m-1 ClientToken=once");
  Cloud without_token = base;
  ask(without_token, "RunInstances ImageId=m-1");
  CHECK_FALSE(other == without_token);
  other = base;
  CHECK(other.add(image_of("m-9")).has_value());
  CHECK_FALSE(other == base);
  CHECK_FALSE(cloud_of(small_world, settings_of(Edition::E2023)) == base);
  CHECK_FALSE(cloud_of(small_world, settings_of(Edition::E2026, "repeat-status=accept")) == base);
  Settings seeded;
  seeded.seed = 2;
  CHECK_FALSE(cloud_of(small_world, seeded) == base);
  // A snapshot that a deleted image leaves is remembered.
  other = cloud_of("m-1\nm-2 snapshot=s-2");
  ask(other, "DeleteImage ImageId=m-2");
  CHECK_FALSE(other == cloud_of("m-1"));
}

TEST_CASE("how many requests were answered is no part of a cloud's value", "[cloud][value]") {
  const Cloud base = cloud_of(small_world);
  Cloud other = base;
  for (int i = 0; i < 10; ++i)
    ask(other, "DescribeImages");
  CHECK(other == base);
}

TEST_CASE("a cloud prints its edition, time, readings, images and instances", "[cloud][print]") {
  CHECK(printed(Cloud{}) == "edition 2026 at 2026-01-01T00:00:00Z\n");
  Settings settings = settings_of(Edition::E2020, "repeat-status=accept");
  settings.settle.create = {20};
  Cloud cloud = cloud_of(small_world, settings);
  REQUIRE(cloud.add(image_of("acs-linux system family=acs:linux t=5")).has_value());
  REQUIRE(cloud.add(image_of("m-5 name=shop community of=bob in=cn-beijing")).has_value());
  CHECK(printed(cloud) ==
        "edition 2020 at 2026-01-01T00:00:00Z\n"
        "interpretation repeat-status=accept\n"
        "m-1 Available in web, created 2025-01-01T00:00:10Z, BIOS, in use, of 1000000000000001 in "
        "cn-hangzhou\n"
        "m-2 Available in web, created 2025-01-01T00:00:20Z, UEFI, shared with 1000000000000002, "
        "in use, of "
        "1000000000000001 in cn-hangzhou\n"
        "m-3 Deprecated, created 2025-01-01T00:00:30Z, BIOS, of 1000000000000001 in cn-hangzhou\n"
        "m-4 Creating 50%, created 2025-12-31T23:59:50Z, BIOS, of 1000000000000001 in cn-hangzhou\n"
        "acs-linux Available in acs:linux, created 2025-01-01T00:00:05Z, BIOS, system\n"
        "m-5 `shop` Available, created 2025-01-01T00:00:00Z, BIOS, community, of 1000000000000002 "
        "in cn-beijing\n"
        "i-1 Running from m-1, BIOS, of 1000000000000001 in cn-hangzhou\n"
        "i-2 Stopped from m-2, BIOS, of 1000000000000002 in cn-hangzhou\n");
}

// ---- What differs ----

TEST_CASE("what a request changed is told line by line", "[cloud][changes]") {
  struct Row {
    std::string_view request;
    std::string_view expected;
  };
  Settings settings;
  settings.settle.create = {60};  // m-4 is under way.
  const Row rows[]{
      {"DescribeImages", ""},
      {"ModifyImageAttribute ImageId=m-1 Status=Deprecated", "m-1: status Available -> Deprecated"},
      {"ModifyImageAttribute ImageId=m-3 Status=Available", "m-3: status Deprecated -> Available"},
      {"ModifyImageAttribute ImageId=m-3 ImageName=new-name", "m-3: name m-3 -> new-name"},
      {"ModifyImageAttribute ImageId=m-3 ImageFamily=db", "m-3: family none -> db"},
      {"ModifyImageAttribute ImageId=m-1 ImageFamily=db", "m-1: family web -> db"},
      {"ModifyImageAttribute ImageId=m-1 Description=two+words",
       "m-1: description none -> two words"},
      {"ModifyImageAttribute ImageId=m-3 BootMode=UEFI", "m-3: boot mode BIOS -> UEFI"},
      {"ModifyImageAttribute ImageId=m-1 LicenseType=BYOL", "m-1: license Auto -> BYOL"},
      {"ModifyImageAttribute ImageId=m-1 Features.NvmeSupport=supported",
       "m-1: NVMe support no -> yes"},
      {"ModifyImageAttribute ImageId=m-1 Features.ImdsSupport=v2", "m-1: IMDS v2 no -> yes"},
      {"ModifyImageAttribute ImageId=m-1 Status=Deprecated ImageName=old-web Description=old",
       "m-1: status Available -> Deprecated\nm-1: name m-1 -> old-web\nm-1: description none -> "
       "old"},
      {"ModifyImageSharePermission ImageId=m-1 AddAccount.1=1000000000000003 "
       "AddAccount.2=1000000000000002",
       "m-1: shared with none -> 1000000000000003,1000000000000002"},
      {"ModifyImageSharePermission ImageId=m-2 RemoveAccount.1=1000000000000002",
       "m-2: shared with 1000000000000002 -> none"},
      {"ModifyImageSharePermission ImageId=m-1 IsPublic=true", "m-1: community no -> yes"},
      {"DeleteImage ImageId=m-3", "m-3: deleted"},
      {"StopInstance InstanceId=i-1", "i-1: status Running -> Stopped"},
      {"DeleteInstance InstanceId=i-1 Force=true", "i-1: deleted"},
      {"bob: ReplaceSystemDisk InstanceId=i-2 ImageId=m-2", "i-2: boot mode BIOS -> UEFI"},
      {"RunInstances ImageId=m-3",
       "m-3: ever used no -> yes\nnew instance i-bp1ioo4wvp5lmq90m6r3 Running from m-3, BIOS, of "
       "1000000000000001 in cn-hangzhou"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.request);
    Cloud cloud = cloud_of(small_world, settings);
    CHECK(changes(cloud, row.request) == row.expected);
  }
}

TEST_CASE("what differs between clouds names the clock and what is new", "[cloud][changes]") {
  const Cloud before = cloud_of(small_world);
  Cloud after = before;
  CHECK(changes_between(before, after).empty());
  after.advance({60});
  CHECK(changes_between(before, after) ==
        std::vector<std::string>{"clock 2026-01-01T00:00:00Z -> 2026-01-01T00:01:00Z",
                                 "m-4: status Creating -> Available"});
  after = before;
  REQUIRE(after.add(image_of("m-9 family=db")).has_value());
  CHECK(changes_between(before, after) ==
        std::vector<std::string>{
            "new image m-9 Available in db, created 2025-01-01T00:00:00Z, BIOS, of "
            "1000000000000001 in cn-hangzhou"});
  CHECK(changes_between(after, before) == std::vector<std::string>{"m-9: deleted"});
}

// ---- Setting up ----

std::string code_of(const Result<void>& added) {
  return added.has_value() ? "added" : added.error().code;
}

TEST_CASE("an image that cannot be is refused with its reason, and leaves no trace",
          "[cloud][add]") {
  struct Row {
    std::string_view line;
    std::string_view expected;
  };
  const Row rows[]{
      {"m-9", "added"},
      {"m-1", "CLD002"},
      {"i-1", "added"},  // Ids of instances are others.
      {"m-9 in=cn-atlantis", "CLD003"},
      {"m-9 in=", "CLD003"},
      {"m-9 in=CN-HANGZHOU", "CLD003"},
      {"m-9 system", "added"},
      {"m-9 t=31536000", "added"},  // Created this very second.
      {"m-9 t=31536001", "CLD004"},
      {"m-9 Deprecated", "added"},
      {"m-9 Deprecated community", "added"},
      {"m-9 Deprecated shared=bob", "CLD005"},
      {"m-9 shared=bob,carol", "added"},
      {"m-9 shared=alice", "CLD006"},
      {"m-9 shared=bob,alice", "CLD006"},
      {"m-9 shared=bob,carol,bob", "CLD006"},
      {"m-9 Deleted", "CLD008"},
      {"m-9 Waiting", "CLD008"},
      {"m-9 Waiting imported", "CLD008"},
      {"m-9 Waiting copied", "added"},
      {"m-9 Creating", "added"},
      {"m-9 Creating imported", "added"},
      {"m-9 CreateFailed", "added"},
      {"m-9 UnAvailable shared=bob community", "added"},
  };
  const Cloud before = cloud_of(small_world);
  for (const Row& row : rows) {
    CAPTURE(row.line);
    Cloud cloud = before;
    const std::string code = code_of(cloud.add(image_of(row.line)));
    CHECK(code == row.expected);
    CHECK((cloud == before) == (code != "added"));
  }
  Cloud cloud = before;
  CHECK(code_of(cloud.add(Image{})) == "CLD001");
  Image nobodys = image_of("m-9");
  nobodys.owner = {};
  CHECK(code_of(cloud.add(nobodys)) == "CLD007");
  CHECK(cloud == before);
}

TEST_CASE("an instance that cannot be is refused with its reason, and leaves no trace",
          "[cloud][add]") {
  struct Row {
    std::string_view line;
    std::string_view expected;
  };
  const Row rows[]{
      {"i-9 image=m-1", "added"},      {"m-1 image=m-1", "added"},
      {"i-1 image=m-1", "CLD002"},     {"i-9 image=m-1 in=cn-atlantis", "CLD003"},
      {"i-9 image=m-1 in=", "CLD003"}, {"i-9", "CLD009"},
      {"i-9 image=m-gone", "added"},  // Its image may be deleted.
      {"i-9 image=m-3", "added"},      {"i-9 image=m-4", "CLD010"},
      {"i-9 image=m-5", "CLD010"},     {"i-9 image=m-6", "CLD010"},
      {"i-9 image=m-7", "added"},
  };
  std::string world(small_world);
  world += "m-5 Waiting copied\nm-6 CreateFailed\nm-7 UnAvailable\n";
  const Cloud before = cloud_of(world);
  for (const Row& row : rows) {
    CAPTURE(row.line);
    Cloud cloud = before;
    const std::string code = code_of(cloud.add(instance_of(row.line)));
    CHECK(code == row.expected);
    CHECK((cloud == before) == (code != "added"));
  }
  Cloud cloud = before;
  CHECK(code_of(cloud.add(Instance{})) == "CLD001");
  Instance nobodys = instance_of("i-9 image=m-1");
  nobodys.account = {};
  CHECK(code_of(cloud.add(nobodys)) == "CLD007");
  CHECK(cloud == before);
}

TEST_CASE("what is added brings its accounts, name, snapshot and use with it", "[cloud][add]") {
  Cloud cloud;
  CHECK(cloud.accounts().empty());
  REQUIRE(cloud.add(image_of("m-1 of=alice shared=bob")).has_value());
  CHECK(cloud.accounts() == Accounts{alice, bob});
  CHECK(cloud.images().get("m-1")->name == "m-1");
  CHECK(cloud.images().get("m-1")->snapshot == "s-m-1");
  CHECK_FALSE(cloud.images().get("m-1")->was_ever_used);
  CHECK_FALSE(cloud.is_in_use(*cloud.images().get("m-1")));
  REQUIRE(cloud.add(instance_of("i-1 image=m-1 of=carol")).has_value());
  CHECK(cloud.accounts() == Accounts{alice, bob, carol});
  CHECK(cloud.images().get("m-1")->was_ever_used);
  CHECK(cloud.is_in_use(*cloud.images().get("m-1")));
  REQUIRE(cloud.add(image_of("acs-1 system")).has_value());
  CHECK(cloud.accounts().size() == 3);  // Nobody owns it.
}

TEST_CASE("which instances count as use follows the reading", "[cloud][use]") {
  const auto uses = [](std::string_view readings, std::string_view lines) {
    Cloud cloud = cloud_of(lines, settings_of(newest_edition, readings));
    return cloud.is_in_use(*cloud.images().get("m-1"));
  };
  const std::string bobs = "m-1 shared=bob\ni-1 image=m-1 of=bob";
  CHECK(uses("in-use-means=current", bobs));
  CHECK(uses("in-use-means=ever", bobs));
  CHECK_FALSE(uses("in-use-means=owner-current", bobs));
  const std::string own = "m-1\ni-1 image=m-1";
  CHECK(uses("in-use-means=current", own));
  CHECK(uses("in-use-means=owner-current", own));

  for (const auto& [reading, expected] :
       {std::pair("in-use-means=current", false), std::pair("in-use-means=owner-current", false),
        std::pair("in-use-means=ever", true)}) {
    Cloud cloud = cloud_of(own, settings_of(newest_edition, reading));
    CHECK(answer(cloud, "DeleteInstance InstanceId=i-1 Force=true") == "200 {}");
    CHECK(cloud.is_in_use(*cloud.images().get("m-1")) == expected);
  }
}

TEST_CASE("an account sees its own images, shared ones, community and system images of its region",
          "[cloud][visible]") {
  const Cloud cloud = cloud_of(
      "m-1\nm-2 shared=bob\nm-3 community\nacs-1 system\nacs-2 system in=cn-beijing\nm-4 "
      "in=cn-beijing");
  const auto seen = [&](AccountId account, std::string_view region) {
    std::string out;
    for (const Image* image : cloud.images().in_order()) {
      if (cloud.is_visible(*image, account, region))
        out.append(out.empty() ? "" : " ").append(image->id);
    }
    return out;
  };
  CHECK(seen(alice, hangzhou) == "m-1 m-2 m-3 acs-1");
  CHECK(seen(bob, hangzhou) == "m-2 m-3 acs-1");
  CHECK(seen(carol, hangzhou) == "m-3 acs-1");
  CHECK(seen(alice, beijing) == "acs-1 acs-2 m-4");
  CHECK(seen(bob, beijing) == "acs-1 acs-2");
  CHECK(seen(bob, "cn-shanghai") == "acs-1");
}

// ---- Ids ----

bool is_lower_alphanumeric(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

std::string id_of(const Outcome& outcome, std::string_view field) {
  return std::string(std::get<Response>(outcome).document.at(field).as_string());
}

TEST_CASE("ids have the shapes of the real ones", "[cloud][ids]") {
  struct Region {
    std::string_view id;
    std::string_view marker;
  };
  for (const Region& region :
       {Region{"cn-hangzhou", "bp1"}, Region{"cn-beijing", "2ze"}, Region{"eu-west-1", ""}}) {
    const std::string in = std::string(" in=").append(region.id);
    const std::string at = std::string(" RegionId=").append(region.id);
    Cloud cloud = cloud_of("m-1" + in + "\ni-1 image=m-1 Stopped" + in);
    const auto check = [&](const std::string& id, std::string_view prefix) {
      CAPTURE(id);
      CHECK(id.size() == prefix.size() + 20);
      CHECK(id.starts_with(std::string(prefix).append(region.marker)));
      CHECK(is_lower_alphanumeric(std::string_view(id).substr(prefix.size())));
    };
    check(id_of(ask(cloud, "CreateImage InstanceId=i-1" + at), "ImageId"), "m-");
    check(id_of(ask(cloud, "CopyImage ImageId=m-1" + at), "ImageId"), "m-");
    const std::string disk = " DiskDeviceMapping.1.OSSBucket=b DiskDeviceMapping.1.OSSObject=o";
    const Outcome imported = ask(cloud, "ImportImage" + disk + at);
    check(id_of(imported, "ImageId"), "m-");
    check(id_of(imported, "TaskId"), "t-");
    check(id_of(ask(cloud, "CreateInstance ImageId=m-1" + at), "InstanceId"), "i-");
    check(id_of(ask(cloud, "ReplaceSystemDisk InstanceId=i-1 ImageId=m-1" + at), "DiskId"), "d-");
  }
}

TEST_CASE("a copy goes to its region with an id of that region", "[cloud][ids]") {
  Cloud cloud = cloud_of("m-1");
  const std::string id =
      id_of(ask(cloud, "CopyImage ImageId=m-1 DestinationRegionId=cn-beijing"), "ImageId");
  CHECK(id.starts_with("m-2ze"));
  CHECK(cloud.images().get(id)->region == beijing);
}

TEST_CASE("ids follow from the seed alone, and no two are equal", "[cloud][ids]") {
  const auto drawn = [](std::uint64_t seed) {
    Settings settings;
    settings.seed = seed;
    Cloud cloud = cloud_of("m-1\ni-1 image=m-1", settings);
    std::vector<std::string> ids;
    for (int i = 0; i < 200; ++i) {
      ids.push_back(id_of(ask(cloud, "CreateImage InstanceId=i-1"), "ImageId"));
      ids.push_back(id_of(ask(cloud, "CreateInstance ImageId=m-1"), "InstanceId"));
    }
    return ids;
  };
  const auto first = drawn(1);
  CHECK(drawn(1) == first);
  std::set<std::string> all(first.begin(), first.end());
  CHECK(all.size() == 400);
  for (const std::uint64_t seed :
       {std::uint64_t{0}, std::uint64_t{2}, std::uint64_t{3}, ~std::uint64_t{0}}) {
    const auto others = drawn(seed);
    all.insert(others.begin(), others.end());
  }
  CHECK(all.size() == 2000);
}

TEST_CASE("an id that something has is not drawn", "[cloud][ids]") {
  Cloud cloud = cloud_of("m-1\ni-1 image=m-1");
  Cloud other = cloud;
  const std::string drawn = id_of(ask(cloud, "CreateImage InstanceId=i-1"), "ImageId");
  REQUIRE(other.add(image_of(drawn)).has_value());
  const std::string instead = id_of(ask(other, "CreateImage InstanceId=i-1"), "ImageId");
  CHECK(instead != drawn);
  CHECK(other.images().get(instead) != nullptr);
}

TEST_CASE("a RequestId is an upper-case random UUID of its own", "[cloud][ids]") {
  Cloud cloud = cloud_of(small_world);
  std::set<std::string> seen;
  const char* const requests[]{"DescribeRegions", "Nonsense", "DeleteImage ImageId=m-none"};
  for (int i = 0; i < 3000; ++i) {
    const Outcome outcome = ask(cloud, requests[i % 3]);
    const std::string id =
        is_refused(outcome) ? std::get<Refusal>(outcome).request_id : id_of(outcome, "RequestId");
    REQUIRE(seen.insert(id).second);
    REQUIRE(id.size() == 36);
    for (std::size_t k = 0; k < id.size(); ++k) {
      const char c = id[k];
      const bool is_hex = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
      REQUIRE((k == 8 || k == 13 || k == 18 || k == 23 ? c == '-' : is_hex));
    }
    REQUIRE(id[14] == '4');
    REQUIRE((id[19] == '8' || id[19] == '9' || id[19] == 'A' || id[19] == 'B'));
  }
}

// ---- Following another implementation ----

TEST_CASE("ids to come are given under the names of another implementation, once each",
          "[cloud][value]") {
  Cloud cloud = cloud_of("m-1");
  Cloud twin = cloud;
  const auto id_of = [](Cloud& c, std::string_view name) {
    const auto answer = document(c, "CreateImage SnapshotId=s-m-1 ImageName=" + std::string(name));
    return std::string(answer.at("ImageId").as_string());
  };
  const std::string own = id_of(twin, "one");
  cloud.rename_ids_to_come({{own, "m-theirs"}});
  CHECK(id_of(cloud, "one") == "m-theirs");
  CHECK(cloud.images().get("m-theirs") != nullptr);
  CHECK(cloud.images().get(own) == nullptr);
  CHECK(id_of(cloud, "two") == id_of(twin, "two"));
}

TEST_CASE("a cloud that follows other readings answers by them, and keeps what it has",
          "[cloud][value]") {
  Cloud cloud = cloud_of("m-1 Deprecated\nm-2 shared=bob");
  const std::string repeat = "ModifyImageAttribute ImageId=m-1 Status=Deprecated";
  CHECK(answer(cloud, repeat).starts_with("403 ImageStatus.NotAvailable"));
  const Interpretation other =
      settings_of(newest_edition, "repeat-status=accept delete-shared=accept").interpretation;
  cloud.follow(other);
  CHECK(cloud.settings().interpretation == other);
  CHECK(answer(cloud, repeat) == "200 {}");
  CHECK(answer(cloud, "DeleteImage ImageId=m-2") == "200 {}");
}

}  // namespace
}  // namespace imgfam::test
