// What a family resolves to and why the others lost; how large families and their number may grow.
#include "support/catch.hpp"
#include "support/clouds.hpp"

namespace imgfam::test {
namespace {

// ---- Resolution ----

TEST_CASE("a family resolves to its newest Available image, and every other member has its reason",
          "[cloud][family]") {
  const Cloud cloud = cloud_of(
      "m-old family=web t=10\n"
      "m-new family=web t=50\n"
      "m-tie family=web t=50\n"
      "m-deprecated family=web t=60 Deprecated\n"
      "m-creating family=web t=70 Creating\n"
      "m-waiting family=web t=71 Waiting copied\n"
      "m-failed family=web t=80 CreateFailed\n"
      "m-disabled family=web t=90 UnAvailable\n"
      "m-elsewhere family=web t=99 in=cn-beijing\n"
      "m-other family=db t=99\n"
      "m-loner t=99\n"
      "m-bobs family=web t=99 of=bob\n");
  CHECK(resolution(cloud, "web") ==
        "m-tie"
        "; not m-disabled (UnAvailable since 2025-01-01T00:01:30Z)"
        "; not m-failed (CreateFailed since 2025-01-01T00:01:20Z)"
        "; not m-waiting (Waiting since 2025-01-01T00:01:11Z)"
        "; not m-creating (Creating since 2025-01-01T00:01:10Z)"
        "; not m-deprecated (Deprecated since 2025-01-01T00:01:00Z)"
        "; not m-new (created in the same second: 2025-01-01T00:00:50Z)"
        "; not m-old (older: created 2025-01-01T00:00:10Z)"
        "; not m-elsewhere (in another region: cn-beijing)");
  CHECK(resolution(cloud, "web", alice, beijing) ==
        "m-elsewhere"
        "; not m-disabled (in another region: cn-hangzhou)"
        "; not m-failed (in another region: cn-hangzhou)"
        "; not m-waiting (in another region: cn-hangzhou)"
        "; not m-creating (in another region: cn-hangzhou)"
        "; not m-deprecated (in another region: cn-hangzhou)"
        "; not m-tie (in another region: cn-hangzhou)"
        "; not m-new (in another region: cn-hangzhou)"
        "; not m-old (in another region: cn-hangzhou)");
  CHECK(resolution(cloud, "web", bob) == "m-bobs");
  CHECK(resolution(cloud, "db") == "m-other");
}

TEST_CASE("a family without an Available image, or without any, resolves to nothing",
          "[cloud][family]") {
  const Cloud cloud = cloud_of("m-1 family=web t=1 Deprecated\nm-2 family=db in=cn-beijing\nm-3");
  CHECK(resolution(cloud, "web") == "nothing; not m-1 (Deprecated since 2025-01-01T00:00:01Z)");
  CHECK(resolution(cloud, "db") == "nothing; not m-2 (in another region: cn-beijing)");
  for (const char* family :
       {"cache", "", "Web", "we", "web ", "acs:web", "acs:1000000000000001:web"}) {
    CAPTURE(family);
    CHECK(resolution(cloud, family) == "nothing");
  }
  CHECK(resolution(cloud, "web", bob) == "nothing");
}

TEST_CASE("the newest of images created in one second follows the reading", "[cloud][family]") {
  const std::string_view lines =
      "m-b family=web t=10\nm-c family=web t=10\nm-a family=web t=10\nm-z family=web t=9\n"
      "m-0 family=web t=10 Deprecated";
  const auto chosen = [&](std::string_view reading) {
    const Cloud cloud = cloud_of(lines, settings_of(newest_edition, reading));
    return resolution(cloud, "web").substr(0, 3);
  };
  CHECK(chosen("creation-tie=last-created") == "m-a");
  CHECK(chosen("creation-tie=greater-image-id") == "m-c");
  CHECK(chosen("creation-tie=lesser-image-id") == "m-a");

  const Cloud cloud = cloud_of(lines, settings_of(newest_edition, "creation-tie=greater-image-id"));
  CHECK(resolution(cloud, "web") ==
        "m-c"
        "; not m-0 (Deprecated since 2025-01-01T00:00:10Z)"
        "; not m-a (created in the same second: 2025-01-01T00:00:10Z)"
        "; not m-b (created in the same second: 2025-01-01T00:00:10Z)"
        "; not m-z (older: created 2025-01-01T00:00:09Z)");
}

TEST_CASE("a later creation call wins a tie, whatever the order of ids", "[cloud][family]") {
  Cloud cloud = cloud_of("m-1 family=web\ni-1 image=m-1");
  std::string last;
  for (int i = 0; i < 10; ++i) {
    last = document(cloud, "CreateImage InstanceId=i-1 ImageFamily=web")
               .at("ImageId")
               .as_string()
               .c_str();
    CHECK(resolution(cloud, "web").starts_with(last + ";"));
  }
  CHECK(changes(cloud, "ModifyImageAttribute Status=Deprecated ImageId=" + last) ==
        last + ": status Available -> Deprecated");
  CHECK_FALSE(resolution(cloud, "web").starts_with(last));
  CHECK(answer(cloud, "ModifyImageAttribute Status=Available ImageId=" + last) == "200 {}");
  CHECK(resolution(cloud, "web").starts_with(last + ";"));
}

TEST_CASE("who an image is shared with names its family by the owner's UID", "[cloud][family]") {
  const std::string_view lines =
      "m-1 family=web t=10 shared=bob\n"
      "m-2 family=web t=20 shared=bob,carol\n"
      "m-3 family=web t=30\n"
      "m-4 family=web t=40 shared=bob UnAvailable\n"
      "m-5 family=web t=50 community in=cn-beijing\n"
      "m-6 family=web t=60 in=cn-beijing\n"
      "m-7 family=web t=5 of=bob\n";
  const std::string_view name = "acs:1000000000000001:web";
  const Cloud cloud = cloud_of(lines, settings_of(newest_edition, "family-scope=own-and-shared"));
  CHECK(resolution(cloud, name, bob) ==
        "m-2"
        "; not m-4 (UnAvailable since 2025-01-01T00:00:40Z)"
        "; not m-3 (not shared with the caller)"
        "; not m-1 (older: created 2025-01-01T00:00:10Z)"
        "; not m-6 (not shared with the caller)"
        "; not m-5 (in another region: cn-beijing)");
  CHECK(resolution(cloud, name, carol).starts_with("m-2;"));
  CHECK(resolution(cloud, name, carol, beijing).starts_with("m-5;"));
  // The plain name is one's own family, and an owner does not go by the UID.
  CHECK(resolution(cloud, "web", bob) == "m-7");
  CHECK(resolution(cloud, "web", carol) == "nothing");
  CHECK(resolution(cloud, "web", alice).starts_with("m-3;"));
  CHECK(resolution(cloud, name, alice) == "nothing");
  for (const char* wrong :
       {"acs:1000000000000003:web", "acs:1000000000000001:db",
        "acs:1000000000000001:", "acs:1000000000000001", "acs::web", "acs:01000000000000001:web",
        "acs:0:web", "acs:1000000000000001:web:", "Acs:1000000000000001:web",
        "acs: 1000000000000001:web", "acs:99999999999999999999:web"}) {
    CAPTURE(wrong);
    CHECK(resolution(cloud, wrong, bob) == "nothing");
  }

  const Cloud own = cloud_of(lines, settings_of(newest_edition, "family-scope=own"));
  CHECK(resolution(own, name, bob) == "nothing");
  CHECK(resolution(own, "web", bob) == "m-7");
}

TEST_CASE("a system image's family goes by its own name, in every region", "[cloud][family]") {
  const std::string_view lines =
      "acs-1 system family=acs:linux_3 t=10\n"
      "acs-2 system family=acs:linux_3 t=20\n"
      "acs-3 system family=acs:linux_3 t=15 in=cn-beijing\n"
      "acs-4 system family=acs:linux_3 t=30 in=cn-beijing\n";
  const Cloud cloud = cloud_of(lines, settings_of(newest_edition, "family-scope=own-and-shared"));
  CHECK(resolution(cloud, "acs:linux_3", bob) ==
        "acs-2; not acs-1 (older: created 2025-01-01T00:00:10Z)"
        "; not acs-4 (in another region: cn-beijing); not acs-3 (in another region: cn-beijing)");
  // One that stands in this region alone counts like one that stands everywhere.
  CHECK(resolution(cloud, "acs:linux_3", bob, beijing).starts_with("acs-4;"));
  const Cloud own = cloud_of(lines, settings_of(newest_edition, "family-scope=own"));
  CHECK(resolution(own, "acs:linux_3", bob) == "nothing");
}

TEST_CASE("rolling back by deprecating or deleting the newest, and restoring it",
          "[cloud][family]") {
  Cloud cloud = cloud_of("m-1 family=web t=10\nm-2 family=web t=20\nm-3 family=web t=30");
  const auto now = [&] { return resolution(cloud, "web").substr(0, 3); };
  CHECK(now() == "m-3");
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-3 Status=Deprecated") == "200 {}");
  CHECK(now() == "m-2");
  CHECK(answer(cloud, "DeleteImage ImageId=m-2") == "200 {}");
  CHECK(now() == "m-1");
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-3 Status=Available") == "200 {}");
  CHECK(now() == "m-3");
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-3 ImageFamily=db") == "200 {}");
  CHECK(now() == "m-1");
  CHECK(resolution(cloud, "db") == "m-3");
  CHECK(answer(cloud, "DeleteImage ImageId=m-1") == "200 {}");
  CHECK(resolution(cloud, "web") == "nothing");
}

TEST_CASE("what is launched by family is what the family resolves to", "[cloud][family]") {
  Cloud cloud =
      cloud_of("m-1 family=web t=10\nm-2 family=web t=20 Deprecated\nm-3 family=db Deprecated");
  const auto image_launched = [&](const std::string& action) {
    const Outcome outcome = ask(cloud, action);
    REQUIRE_FALSE(is_refused(outcome));
    return cloud.instances().in_order().back()->image;
  };
  CHECK(image_launched("RunInstances ImageFamily=web") == "m-1");
  CHECK(image_launched("CreateInstance ImageFamily=web") == "m-1");
  CHECK(image_launched("RunInstances ImageId=m-2") == "m-2");
  CHECK(answer(cloud, "RunInstances ImageFamily=db") ==
        "403 InvalidImageFamily.MissingAvailableImage: launch-family-available");
  CHECK(answer(cloud, "CreateInstance ImageFamily=cache") ==
        "403 InvalidImageFamily.MissingAvailableImage: launch-family-available");
  CHECK(document(cloud, "DescribeImageFromFamily ImageFamily=web").at("Image").at("ImageId") ==
        "m-1");
  CHECK_FALSE(document(cloud, "DescribeImageFromFamily ImageFamily=db").contains("Image"));
  CHECK(answer(cloud, "DescribeImageFromFamily ImageFamily=cache") ==
        R"(200 {"RegionId":"cn-hangzhou"})");
}

// ---- Quotas ----

/// As many images, `m-1` and so on, the oldest first; all in `web` or each in a family of its own.
std::string many(std::size_t count, bool in_one_family) {
  std::string lines;
  for (std::size_t i = 1; i <= count; ++i) {
    const std::string number = std::to_string(i);
    lines += "m-" + number + " family=web";
    if (!in_one_family) lines += number;
    lines += " t=" + number + "\n";
  }
  return lines;
}

TEST_CASE("the hundredth image joins a family, the next does not until one leaves",
          "[cloud][quota]") {
  std::string lines = many(99, true);
  lines += "m-a family=db\nm-b family=db\ni-1 image=m-a\n";
  Cloud cloud = cloud_of(lines);
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-a ImageFamily=web") == "200 {}");
  const std::string full = "400 ImageQuotaFull.ImageFamily: modify-family-images-max";
  const std::string full_too = "400 ImageQuotaExceed.ImageFamily: create-family-images-max";
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-b ImageFamily=web") == full);
  CHECK(answer(cloud, "CreateImage InstanceId=i-1 ImageFamily=web") == full_too);
  // A member stays one when it says so.
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-a ImageFamily=web") == "200 {}");
  // Neither a status nor another region is a way out; leaving and deleting is.
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-1 Status=Deprecated") == "200 {}");
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-b ImageFamily=web") == full);
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-1 ImageFamily=db") == "200 {}");
  CHECK(answer(cloud, "CreateImage InstanceId=i-1 ImageFamily=web").starts_with("200"));
  CHECK(answer(cloud, "CreateImage InstanceId=i-1 ImageFamily=web") == full_too);
  CHECK(answer(cloud, "DeleteImage ImageId=m-2") == "200 {}");
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-b ImageFamily=web") == "200 {}");
  CHECK(answer(cloud, "CreateImage InstanceId=i-1 ImageFamily=web") == full_too);
}

TEST_CASE("a family of the same name in another region or account has a room of its own",
          "[cloud][quota]") {
  std::string lines = many(100, true);
  lines += "m-a in=cn-beijing\nm-b of=bob\n";
  Cloud cloud = cloud_of(lines);
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-a ImageFamily=web RegionId=cn-beijing") ==
        "200 {}");
  CHECK(answer(cloud, "bob: ModifyImageAttribute ImageId=m-b ImageFamily=web") == "200 {}");
}

TEST_CASE("which members count toward a family's quota follows the reading", "[cloud][quota]") {
  const std::string_view lines =
      "m-1 family=web\nm-2 family=web Deprecated\nm-3 family=web CreateFailed\nm-4\nm-5\nm-6\n";
  const auto room = [&](std::string_view reading, std::uint32_t quota) {
    Settings settings = settings_of(newest_edition, reading);
    settings.quotas.images_per_family = quota;
    Cloud cloud = cloud_of(lines, settings);
    int joined = 0;
    for (const char* id : {"m-4", "m-5", "m-6"}) {
      const std::string request =
          std::string("ModifyImageAttribute ImageFamily=web ImageId=").append(id);
      joined += answer(cloud, request) == "200 {}" ? 1 : 0;
    }
    return joined;
  };
  CHECK(room("family-quota-counts=all", 3) == 0);
  CHECK(room("family-quota-counts=all", 4) == 1);
  CHECK(room("family-quota-counts=all", 6) == 3);
  CHECK(room("family-quota-counts=available", 1) == 0);
  CHECK(room("family-quota-counts=available", 2) == 1);
  CHECK(room("family-quota-counts=available", 4) == 3);
}

TEST_CASE("an image that leaves Available in the same request does not count under available",
          "[cloud][quota]") {
  Settings settings = settings_of(newest_edition, "family-quota-counts=available");
  settings.quotas.images_per_family = 1;
  Cloud cloud = cloud_of("m-1 family=web\nm-2\nm-3 Deprecated", settings);
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-2 ImageFamily=web") ==
        "400 ImageQuotaFull.ImageFamily: modify-family-images-max");
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-2 ImageFamily=web Status=Deprecated") ==
        "200 {}");
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-3 ImageFamily=web Status=Available") ==
        "400 ImageQuotaFull.ImageFamily: modify-family-images-max");
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-3 ImageFamily=web") == "200 {}");
}

TEST_CASE("rejoining a full family follows the reading", "[cloud][quota]") {
  for (const auto& [reading, expected] :
       {std::pair("rejoin-full-family=accept", "200 {}"),
        std::pair("rejoin-full-family=refuse",
                  "400 ImageQuotaFull.ImageFamily: modify-family-images-max")}) {
    Settings settings = settings_of(newest_edition, reading);
    settings.quotas.images_per_family = 2;
    Cloud cloud = cloud_of("m-1 family=web\nm-2 family=web", settings);
    CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-1 ImageFamily=web") == expected);
    settings.quotas.images_per_family = 3;
    Cloud roomy = cloud_of("m-1 family=web\nm-2 family=web", settings);
    CHECK(answer(roomy, "ModifyImageAttribute ImageId=m-1 ImageFamily=web") == "200 {}");
  }
}

TEST_CASE("the hundredth family comes to be, the next does not until one is empty",
          "[cloud][quota]") {
  std::string lines = many(99, false);
  lines += "m-a\nm-b family=web1\nm-c\ni-1 image=m-a\n";
  Cloud cloud = cloud_of(lines);
  const std::string full = "400 ImageFamilyQuotaFull: modify-families-max";
  const std::string full_too = "400 ImageFamilyQuotaExceed: create-families-max";
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-a ImageFamily=hundred") == "200 {}");
  CHECK(cloud.images().families_of(alice, hangzhou) == 100);
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-c ImageFamily=more") == full);
  CHECK(answer(cloud, "CreateImage InstanceId=i-1 ImageFamily=more") == full_too);
  // Families that there are take more images.
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-c ImageFamily=web7") == "200 {}");
  CHECK(answer(cloud, "CreateImage InstanceId=i-1 ImageFamily=web8").starts_with("200"));
  // m-b is not alone in web1, m-2 is in web2: only the latter leaves a place behind.
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-b ImageFamily=more") == full);
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-2 ImageFamily=more") == "200 {}");
  CHECK(cloud.images().family(alice, "web2") == nullptr);
  CHECK(cloud.images().families_of(alice, hangzhou) == 100);
  // A family goes with its last image.
  CHECK(answer(cloud, "DeleteImage ImageId=m-3") == "200 {}");
  CHECK(cloud.images().families_of(alice, hangzhou) == 99);
  CHECK(answer(cloud, "CreateImage InstanceId=i-1 ImageFamily=again").starts_with("200"));
  CHECK(answer(cloud, "CreateImage InstanceId=i-1 ImageFamily=too-many") == full_too);
}

TEST_CASE("families of other regions and accounts take no place", "[cloud][quota]") {
  Settings settings;
  settings.quotas.families_per_region = 1;
  Cloud cloud = cloud_of(
      "m-1 family=web\nm-2 family=db in=cn-beijing\nm-3 family=db of=bob\nm-4\nm-5 in=cn-shanghai",
      settings);
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-4 ImageFamily=db") ==
        "400 ImageFamilyQuotaFull: modify-families-max");
  CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-5 ImageFamily=db RegionId=cn-shanghai") ==
        "200 {}");
}

}  // namespace
}  // namespace imgfam::test
