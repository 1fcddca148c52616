// What the describing operations list: filters, pages, the fields of a document and their types.
#include "support/catch.hpp"
#include "support/clouds.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <set>

namespace imgfam::test {
namespace {

namespace json = boost::json;

constexpr std::string_view world =
    "m-1 name=web-1 family=web t=10 tag=env:prod tag=team:a\n"
    "m-2 name=web-2 family=web t=20 shared=bob UEFI tag=env:test\n"
    "m-3 name=db-1 family=db t=30 Deprecated\n"
    "m-4 name=db-2 t=40 Creating\n"
    "m-5 name=copy t=50 Waiting copied\n"
    "m-6 name=broken t=60 CreateFailed\n"
    "m-7 name=off t=70 UnAvailable\n"
    "m-8 name=arm t=80 arm64 UEFI windows snapshot=s-arm\n"
    "m-9 name=public family=open t=90 of=bob community\n"
    "m-10 name=lent family=shop t=100 of=bob shared=alice\n"
    "m-11 name=hidden t=110 of=bob\n"
    "m-12 name=far t=120 in=cn-beijing\n"
    "acs-1 system name=linux family=acs:linux t=5\n"
    "i-1 image=m-1\n"
    "i-2 image=m-10 of=bob\n";

Cloud world_of(Edition edition) {
  Settings settings = settings_of(edition);
  settings.settle = {
      .create = {1'000'000'000}, .copy = {1'000'000'000}, .import = {}, .copies_at_once = 1};
  return cloud_of(world, settings);
}

/// `m-2 m-1`, the ids of what is listed in the order of the answer; or the refusal.
std::string listed(Cloud& cloud, const std::string& request) {
  const Outcome outcome = ask(cloud, request);
  if (is_refused(outcome)) return text(outcome);
  std::string ids;
  for (const json::value& image :
       std::get<Response>(outcome).document.at("Images").at("Image").as_array()) {
    ids.append(ids.empty() ? "" : " ").append(image.at("ImageId").as_string().c_str());
  }
  return ids;
}

struct Row {
  std::string_view request;
  std::string_view expected;
};

TEST_CASE("DescribeImages lists newest first what its filters let through", "[cloud][describe]") {
  const Row rows[]{
      // The default shows Available images of every owner: Deprecated ones are hidden.
      {"", "m-10 m-9 m-8 m-2 m-1 acs-1"},
      {"RegionId=cn-beijing", "m-12 acs-1"},
      {"RegionId=cn-shanghai", "acs-1"},
      // Status.
      {"Status=Deprecated", "m-3"},
      {"Status=Creating", "m-4"},
      {"Status=Waiting", "m-5"},
      {"Status=CreateFailed", "m-6"},
      {"Status=UnAvailable", "m-7"},
      {"Status=Creating,Waiting", "m-5 m-4"},
      {"Status=Waiting,Creating,CreateFailed,Available ImageOwnerAlias=self",
       "m-8 m-6 m-5 m-4 m-2 m-1"},
      {"Status=ALL", "m-10 m-9 m-8 m-7 m-6 m-5 m-4 m-3 m-2 m-1"},
      {"Status=ALL PageSize=20", "m-10 m-9 m-8 m-7 m-6 m-5 m-4 m-3 m-2 m-1 acs-1"},
      {"Status=Deprecated,ALL ImageOwnerAlias=self", "m-8 m-7 m-6 m-5 m-4 m-3 m-2 m-1"},
      {"Status=", "m-10 m-9 m-8 m-2 m-1 acs-1"},
      {"Status=Deleted", "400 InvalidParamter: describe-status-value"},
      {"Status=available", "400 InvalidParamter: describe-status-value"},
      {"Status=All", "400 InvalidParamter: describe-status-value"},
      {"Status=Available,Unavailable", "400 InvalidParamter: describe-status-value"},
      // Owner.
      {"ImageOwnerAlias=self", "m-8 m-2 m-1"},
      {"ImageOwnerAlias=system", "acs-1"},
      {"ImageOwnerAlias=others", "m-10 m-9"},
      {"ImageOwnerAlias=marketplace", ""},
      {"ImageOwnerAlias=me",
       "400 InvalidImageOwnerAlias.ValueNotSupported: describe-owner-alias-value"},
      {"ImageOwnerAlias=others IsPublic=true", "m-9"},
      {"ImageOwnerAlias=others IsPublic=false", "m-10 m-9"},
      {"IsPublic=true",
       "400 InvalidImageOwnerAlias.PublicImageUnsupported: describe-public-others"},
      {"IsPublic=true ImageOwnerAlias=self",
       "400 InvalidImageOwnerAlias.PublicImageUnsupported: describe-public-others"},
      {"IsPublic=yes", "400 InvalidParameter: boolean-value"},
      {"ImageOwnerAlias=others ImageOwnerId=1000000000000002", "m-10 m-9"},
      {"ImageOwnerAlias=others ImageOwnerId=1000000000000003", ""},
      {"ImageOwnerId=1000000000000002",
       "400 InvalidOperation.ImageOwnerIdUnsupported: describe-owner-id-others"},
      // Texts.
      {"ImageId=m-1", "m-1"},
      {"ImageId=m-1,m-2,m-none", "m-2 m-1"},
      {"ImageId=m-3", ""},
      {"ImageId=m-3 Status=ALL", "m-3"},
      {"ImageId=m-11", ""},
      {"ImageId=m-12", ""},
      {"ImageId=m-none", ""},
      {"ImageName=web", "m-2 m-1"},
      {"ImageName=web-1", "m-1"},
      {"ImageName=eb-", "m-2 m-1"},
      {"ImageName=Web", ""},
      {"ImageFamily=web", "m-2 m-1"},
      {"ImageFamily=db", ""},
      {"ImageFamily=db Status=ALL", "m-3"},
      {"ImageFamily=we", ""},
      {"ImageFamily=shop", ""},
      {"ImageFamily=acs:1000000000000002:shop", "m-10"},
      {"ImageFamily=acs:1000000000000002:open", "m-9"},
      {"ImageFamily=acs:1000000000000001:web", ""},
      {"ImageFamily=acs:linux", "acs-1"},
      {"SnapshotId=s-arm", "m-8"},
      {"SnapshotId=s-none", ""},
      // Details.
      {"Usage=instance", "m-10 m-1"},
      {"Usage=none", "m-9 m-8 m-2 acs-1"},
      {"Usage=some", "404 InvalidUsage: describe-usage-value"},
      {"OSType=windows", "m-8"},
      {"OSType=linux ImageOwnerAlias=self", "m-2 m-1"},
      {"OSType=Windows", "404 InvalidOSType: describe-os-type-value"},
      {"Architecture=arm64", "m-8"},
      {"Architecture=i386", ""},
      {"Architecture=arm", "404 InvalidArchitecture: describe-architecture-value"},
      {"Usable=true", "m-10 m-9 m-8 m-2 m-1 acs-1"},
      {"Usable=false", ""},
      {"Status=ALL Usable=true ImageOwnerAlias=self", "m-8 m-3 m-2 m-1"},
      {"Status=ALL Usable=false", "m-7 m-6 m-5 m-4"},
      // Tags.
      {"Tag.1.Key=env", "m-2 m-1"},
      {"Tag.1.Key=env Tag.1.Value=prod", "m-1"},
      {"Tag.1.Key=env Tag.2.Key=team", "m-1"},
      {"Tag.1.Key=env Tag.1.Value=test Tag.2.Key=team", ""},
      {"Tag.1.Value=prod", "400 InvalidTag.Mismatch: describe-tag-pairs"},
      {"Tag.1.Key=env Tag.2.Value=prod", "400 InvalidTag.Mismatch: describe-tag-pairs"},
      // Times.
      {"Filter.1.Key=CreationStartTime Filter.1.Value=2025-01-01T00:01Z", "m-10 m-9 m-8"},
      {"Filter.1.Key=CreationEndTime Filter.1.Value=2025-01-01T00:00Z", ""},
      {"Filter.1.Key=CreationEndTime Filter.1.Value=2025-01-01T00:01Z", "m-2 m-1 acs-1"},
      {"Filter.1.Key=CreationStartTime Filter.1.Value=2025-01-01T00:00Z "
       "Filter.2.Key=CreationEndTime "
       "Filter.2.Value=2025-01-01T00:01Z",
       "m-2 m-1 acs-1"},
      {"Filter.2.Key=CreationStartTime Filter.2.Value=2025-01-01T00:01Z", "m-10 m-9 m-8"},
      {"Filter.1.Key=NetworkType Filter.2.Key=CreationStartTime Filter.2.Value=2025-01-01T00:01Z",
       "m-10 m-9 m-8"},
      {"Filter.1.Key=NetworkType Filter.1.Value=vpc", "m-10 m-9 m-8 m-2 m-1 acs-1"},
      {"Filter.1.Key=CreationStartTime Filter.1.Value=today",
       "404 InvalidFilterValue: describe-filter-value"},
      {"Filter.1.Key=CreationStartTime Filter.1.Value=2025-01-01T00:00:10Z",
       "404 InvalidFilterValue: describe-filter-value"},
      {"Filter.1.Key=CreationStartTime Filter.1.Value=2025-01-01",
       "404 InvalidFilterValue: describe-filter-value"},
      {"Filter.1.Key=CreationStartTime", "404 InvalidFilterValue: describe-filter-value"},
      {"Filter.1.Key=CreationTime Filter.1.Value=2025-01-01T00:01Z",
       "404 InvalidFilterKey.NotFound: describe-filter-key"},
      // What is not evaluated, and what is no parameter.
      {"ShowExpired=true", "m-10 m-9 m-8 m-2 m-1 acs-1"},
      {"MaxAmount=3", "m-10 m-9 m-8 m-2 m-1 acs-1"},
      // Several together.
      {"ImageOwnerAlias=self Architecture=x86_64 ImageName=web Usage=none", "m-2"},
      {"Status=Nonsense PageSize=0 Usage=some",
       "400 InvalidParamter: paging-range describe-status-value describe-usage-value"},
      {"RegionId=cn-atlantis", "404 InvalidRegionId.NotFound: region-exists"},
      {"-RegionId", "400 MissingParameter: region-given"},
  };
  Cloud cloud = world_of(Edition::E2026);
  const Cloud before = cloud;
  for (const Row& row : rows) {
    CAPTURE(row.request);
    CHECK(listed(cloud, std::string("DescribeImages ").append(row.request)) == row.expected);
  }
  CHECK(cloud == before);
}

TEST_CASE("another account sees its own part of the world", "[cloud][describe]") {
  Cloud cloud = world_of(Edition::E2026);
  CHECK(listed(cloud, "bob: DescribeImages") == "m-11 m-10 m-9 m-2 acs-1");
  CHECK(listed(cloud, "bob: DescribeImages ImageOwnerAlias=self") == "m-11 m-10 m-9");
  CHECK(listed(cloud, "bob: DescribeImages ImageOwnerAlias=others") == "m-2");
  CHECK(listed(cloud, "bob: DescribeImages ImageFamily=acs:1000000000000001:web") == "m-2");
  CHECK(listed(cloud, "carol: DescribeImages") == "m-9 acs-1");
}

TEST_CASE("an edition filters as its document says", "[cloud][describe]") {
  struct ByEdition {
    std::string_view request;
    std::string_view in_2020, in_2023, in_2026;
  };
  const ByEdition rows[]{
      // Community images are listed since 2023, names found by a part of them too.
      {"", "m-10 m-8 m-2 m-1 acs-1", "m-10 m-9 m-8 m-2 m-1 acs-1", "m-10 m-9 m-8 m-2 m-1 acs-1"},
      {"ImageName=web", "", "m-2 m-1", "m-2 m-1"},
      {"ImageName=web-1", "m-1", "m-1", "m-1"},
      {"ImageOwnerAlias=others IsPublic=true", "m-10", "m-9", "m-9"},
      {"Status=ALL Usable=false ImageOwnerAlias=self", "m-8 m-7 m-6 m-5 m-4 m-3 m-2 m-1",
       "m-8 m-7 m-6 m-5 m-4 m-3 m-2 m-1", "m-7 m-6 m-5 m-4"},
  };
  for (const ByEdition& row : rows) {
    CAPTURE(row.request);
    const std::string request = std::string("DescribeImages ").append(row.request);
    Cloud in_2020 = world_of(Edition::E2020);
    Cloud in_2023 = world_of(Edition::E2023);
    Cloud in_2026 = world_of(Edition::E2026);
    CHECK(listed(in_2020, request) == row.in_2020);
    CHECK(listed(in_2023, request) == row.in_2023);
    CHECK(listed(in_2026, request) == row.in_2026);
  }
}

// ---- Documents ----

/// What the model knows nothing of is there all the same, empty: clients read it.
constexpr std::string_view document_of_2020 = R"({
  "ImageId": "m-2", "ImageName": "web-2", "ImageFamily": "web", "ImageVersion": "", "Description": "",
  "Status": "Available", "Progress": "100%", "CreationTime": "2025-01-01T00:00:20Z",
  "ImageOwnerAlias": "self", "ImageOwnerId": 1000000000000001, "Architecture": "x86_64",
  "Platform": "", "OSType": "linux", "OSName": "", "OSNameEn": "", "Size": 40, "Usage": "none",
  "IsSelfShared": "true", "IsPublic": false, "IsCopied": false, "IsSubscribed": false,
  "IsSupportIoOptimized": true, "IsSupportCloudinit": true, "ProductCode": "", "ResourceGroupId": "",
  "DiskDeviceMappings": {"DiskDeviceMapping": [
    {"Type": "system", "Device": "/dev/xvda", "SnapshotId": "s-m-2", "Size": "40", "Format": "",
     "ImportOSSBucket": "", "ImportOSSObject": "", "Progress": "100%", "RemainTime": 0, "Encrypted": false}]},
  "Tags": {"Tag": [{"TagKey": "env", "TagValue": "test"}]}
})";

constexpr std::string_view added_in_2023 = R"({
  "BootMode": "UEFI", "LicenseType": "Auto", "LoginAsNonRootSupported": false, "SupplierName": "",
  "Features": {"NvmeSupport": "unsupported"}
})";

constexpr std::string_view added_in_2026 = R"({
  "Usable": true, "Features": {"NvmeSupport": "unsupported", "ImdsSupport": "v1"}
})";

json::object merged(json::object base, std::string_view more) {
  const json::value parsed = json::parse(json::string_view(more.data(), more.size()));
  for (const auto& [key, value] : parsed.as_object())
    base[key] = value;
  return base;
}

json::object image_in(Cloud& cloud, const std::string& request) {
  return document(cloud, request).at("Images").at("Image").at(0).as_object();
}

TEST_CASE("the document of an image has the fields of its edition, each of its type",
          "[cloud][document]") {
  const json::object first = merged({}, document_of_2020);
  const json::object second = merged(first, added_in_2023);
  const json::object third = merged(second, added_in_2026);
  Cloud in_2020 = world_of(Edition::E2020);
  Cloud in_2023 = world_of(Edition::E2023);
  Cloud in_2026 = world_of(Edition::E2026);
  CHECK(image_in(in_2020, "DescribeImages ImageId=m-2") == first);
  CHECK(image_in(in_2023, "DescribeImages ImageId=m-2") == second);
  CHECK(image_in(in_2026, "DescribeImages ImageId=m-2") == third);
}

TEST_CASE("who looks at an image from outside sees another document", "[cloud][document]") {
  Cloud cloud = world_of(Edition::E2026);
  json::object shared = image_in(cloud, "bob: DescribeImages ImageId=m-2");
  CHECK(shared.at("ImageOwnerAlias") == "others");
  CHECK(shared.at("ImageOwnerId") == 1000000000000001);
  CHECK(shared.at("ImageFamily") == "acs:1000000000000001:web");
  CHECK(shared.at("IsSelfShared") == "");
  shared.erase("ImageOwnerAlias");
  shared.erase("ImageFamily");
  shared.erase("IsSelfShared");
  json::object own = image_in(cloud, "DescribeImages ImageId=m-2");
  for (const char* field : {"ImageOwnerAlias", "ImageFamily", "IsSelfShared"})
    own.erase(field);
  CHECK(shared == own);

  const json::object system = image_in(cloud, "DescribeImages ImageId=acs-1");
  CHECK(system.at("ImageOwnerAlias") == "system");
  CHECK(system.at("ImageOwnerId") == 0);
  CHECK(system.at("ImageFamily") == "acs:linux");
  CHECK(system.at("IsPublic") == true);
  const json::object community = image_in(cloud, "DescribeImages ImageId=m-9");
  CHECK(community.at("IsPublic") == true);
  CHECK(community.at("ImageOwnerAlias") == "others");
}

TEST_CASE("progress, copies, use and systems are shown as they are", "[cloud][document]") {
  Cloud cloud = world_of(Edition::E2026);
  const auto field = [&](const char* id, const char* name) {
    const std::string request = std::string("DescribeImages Status=ALL ImageId=").append(id);
    return json::serialize(image_in(cloud, request).at(name));
  };
  CHECK(field("m-4", "Progress") == "\"3%\"");  // A year of thirty-two.
  CHECK(field("m-5", "Progress") == "\"0%\"");
  CHECK(field("m-3", "Progress") == "\"100%\"");
  CHECK(field("m-5", "IsCopied") == "true");
  CHECK(field("m-4", "IsCopied") == "false");
  CHECK(field("m-1", "Usage") == "\"instance\"");
  CHECK(field("m-10", "Usage") == "\"instance\"");
  CHECK(field("m-8", "OSType") == "\"windows\"");
  CHECK(field("m-8", "Architecture") == "\"arm64\"");
  CHECK(field("m-3", "Usable") == "true");
  CHECK(field("m-7", "Usable") == "false");
}

TEST_CASE("DescribeImageFromFamily answers one image, with its progress as a bare number",
          "[cloud][document]") {
  for (const Edition edition : all_editions) {
    Cloud cloud = world_of(edition);
    const json::object answer = document(cloud, "DescribeImageFromFamily ImageFamily=web");
    json::object expected = image_in(cloud, "DescribeImages ImageId=m-2");
    expected["Progress"] = "100";
    CHECK(answer == json::object{{"RegionId", "cn-hangzhou"}, {"Image", expected}});
  }
}

// ---- Pages ----

std::string numbered(std::size_t count) {
  std::string lines;
  for (std::size_t i = 1; i <= count; ++i) {
    const std::string number = std::to_string(i);
    lines += "m-" + number + " t=" + number + "\ni-" + number + " image=m-1 t=" + number + "\n";
  }
  return lines;
}

std::string shared_with(std::size_t count) {
  std::string line = "m-shared shared=";
  for (std::size_t i = 0; i < count; ++i)
    line += std::to_string(2000 + i) + ",";
  return line + "\n";
}

struct Listing {
  std::string_view request;
  std::string_view outer, inner, id;
};

constexpr Listing listings[]{
    {"DescribeImages Usage=none ", "Images", "Image", "ImageId"},
    {"DescribeInstances ImageId=m-1 ", "Instances", "Instance", "InstanceId"},
    {"DescribeImageSharePermission ImageId=m-shared ", "Accounts", "Account", "AliyunId"}};

std::vector<std::string> ids_in(const json::object& page, const Listing& listing) {
  std::vector<std::string> ids;
  const json::value& list = page.at(json::string_view(listing.outer.data(), listing.outer.size()))
                                .at(json::string_view(listing.inner.data(), listing.inner.size()));
  for (const json::value& v : list.as_array()) {
    ids.emplace_back(
        v.at(json::string_view(listing.id.data(), listing.id.size())).as_string().c_str());
  }
  return ids;
}

TEST_CASE("pages divide a list without overlap or gap, and beyond the last there is none",
          "[cloud][pages]") {
  std::string lines = numbered(25);
  lines += shared_with(25);
  Cloud cloud = cloud_of(lines);
  for (const Listing& listing : listings) {
    CAPTURE(listing.request);
    for (const std::size_t size : {1U, 7U, 10U, 24U, 25U, 26U, 100U}) {
      std::vector<std::string> all;
      const std::size_t pages = (25 + size - 1) / size;
      for (std::size_t page = 1; page <= pages + 2; ++page) {
        const json::object answer =
            document(cloud, std::string(listing.request) + "PageNumber=" + std::to_string(page) +
                                " PageSize=" + std::to_string(size));
        // As numbers: some clients fail on texts.
        REQUIRE(answer.at("TotalCount") == 25);
        REQUIRE(answer.at("PageNumber") == page);
        REQUIRE(answer.at("PageSize") == size);
        const auto ids = ids_in(answer, listing);
        REQUIRE((ids.size() == size || page >= pages));
        REQUIRE((ids.empty() || page <= pages));
        all.insert(all.end(), ids.begin(), ids.end());
      }
      REQUIRE(all.size() == 25);
      REQUIRE(std::set<std::string>(all.begin(), all.end()).size() == 25);
    }
    const json::object standard = document(cloud, std::string(listing.request));
    CHECK(standard.at("PageNumber") == 1);
    CHECK(standard.at("PageSize") == 10);
    CHECK(ids_in(standard, listing).size() == 10);
  }
}

TEST_CASE("an absurd page is empty, and what is no page is refused", "[cloud][pages]") {
  std::string lines = numbered(3);
  lines += shared_with(3);
  Cloud cloud = cloud_of(lines);
  struct PageRow {
    std::string_view parameters;
    int listed;  ///< -1: refused.
  };
  const PageRow rows[]{
      {"PageNumber=1 PageSize=100", 3},
      {"PageNumber=2 PageSize=2", 1},
      {"PageNumber=3 PageSize=2", 0},
      {"PageNumber=100", 0},
      {"PageNumber=4294967297", 0},
      {"PageNumber=1844674407370955162 PageSize=10", 0},
      {"PageNumber=9223372036854775807 PageSize=100", 0},
      {"PageNumber=18446744073709551615 PageSize=100", 0},
      {"PageNumber=18446744073709551616", -1},
      {"PageNumber=0", -1},
      {"PageNumber=-1", -1},
      {"PageNumber=1.0", -1},
      {"PageNumber=+1", -1},  // A blank before it, as a plus stands for one.
      {"PageNumber=one", -1},
      {"PageNumber=0x1", -1},
      {"PageSize=0", -1},
      {"PageSize=101", -1},
      {"PageSize=-10", -1},
      {"PageSize=10x", -1},
      {"PageSize=1e1", -1},
      {"PageNumber= PageSize=", 3},
  };
  for (const Listing& listing : listings) {
    const bool is_images = listing.request.starts_with("DescribeImages ");
    const std::string refused =
        is_images ? "400 InvalidParamter: paging-range" : "400 InvalidParameter: paging-range";
    for (const PageRow& row : rows) {
      CAPTURE(listing.request, row.parameters);
      const Outcome outcome = ask(cloud, std::string(listing.request).append(row.parameters));
      CHECK(is_refused(outcome) == (row.listed < 0));
      if (is_refused(outcome)) {
        CHECK(text(outcome) == refused);
      } else {
        const auto ids = ids_in(std::get<Response>(outcome).document, listing);
        CHECK(ids.size() == static_cast<std::size_t>(row.listed));
      }
    }
  }
}

// ---- Other lists ----

TEST_CASE("the accounts that an image is shared with are listed as they were added",
          "[cloud][describe]") {
  Cloud cloud = cloud_of("m-1 shared=carol");
  cloud.advance({60});
  ask(cloud, "ModifyImageSharePermission ImageId=m-1 AddAccount.1=1000000000000002");
  CHECK(
      answer(cloud, "DescribeImageSharePermission ImageId=m-1") ==
      R"(200 {"RegionId":"cn-hangzhou","ImageId":"m-1","PageNumber":1,"PageSize":10,"TotalCount":2,)"
      R"("Accounts":{"Account":[{"AliyunId":"1000000000000003","SharedTime":"2025-01-01T00:00:00Z"},)"
      R"({"AliyunId":"1000000000000002","SharedTime":"2026-01-01T00:01:00Z"}]},"ShareGroups":{"ShareGroup":[]}})");
  Cloud old = cloud_of("m-1 shared=carol", settings_of(Edition::E2020));
  CHECK(json::serialize(document(old, "DescribeImageSharePermission ImageId=m-1").at("Accounts")) ==
        R"({"Account":[{"AliyunId":"1000000000000003"}]})");
  CHECK(answer(cloud, "bob: DescribeImageSharePermission ImageId=m-1") ==
        "404 InvalidImageId.NotFound: own-image-exists");
}

TEST_CASE("an account sees its own instances of the region, newest first", "[cloud][describe]") {
  Cloud cloud = cloud_of(
      "m-1\ni-1 image=m-1 t=10\ni-2 image=m-gone t=20 Stopped protected\ni-3 image=m-1 of=bob\n"
      "i-4 image=m-1 in=cn-beijing");
  CHECK(answer(cloud, "DescribeInstances") ==
        R"(200 {"PageNumber":1,"PageSize":10,"TotalCount":2,"Instances":{"Instance":[)"
        R"({"InstanceId":"i-2","ImageId":"m-gone","RegionId":"cn-hangzhou","Status":"Stopped",)"
        R"("CreationTime":"2025-01-01T00:00:20Z","DeletionProtection":true},)"
        R"({"InstanceId":"i-1","ImageId":"m-1","RegionId":"cn-hangzhou","Status":"Running",)"
        R"("CreationTime":"2025-01-01T00:00:10Z","DeletionProtection":false}]}})");
  const auto ids = [&](const std::string& parameters) {
    const Outcome outcome = ask(cloud, "DescribeInstances " + parameters);
    if (is_refused(outcome)) return text(outcome);
    std::string out;
    for (const std::string& id : ids_in(std::get<Response>(outcome).document, listings[1])) {
      out.append(out.empty() ? "" : " ").append(id);
    }
    return out;
  };
  CHECK(ids("ImageId=m-1") == "i-1");
  CHECK(ids("Status=Stopped") == "i-2");
  CHECK(ids("InstanceIds=[\"i-1\"]") == "i-1");
  CHECK(ids("InstanceIds=[\"i-1\",\"i-2\",\"i-3\",\"i-9\"]") == "i-2 i-1");
  CHECK(ids("InstanceIds=[]") == "");
  CHECK(ids("RegionId=cn-beijing") == "i-4");
  for (const char* wrong : {"i-1", "{}", "[1]", "[\"i-1\"", "\"i-1\"", "null", "[[\"i-1\"]]"}) {
    CAPTURE(wrong);
    CHECK(ids(std::string("InstanceIds=").append(wrong)) ==
          "400 InvalidParameter: instance-ids-form");
  }
  std::string hundred = "[\"i-1\"";
  for (int i = 1; i < 100; ++i)
    hundred += ",\"i-x\"";
  CHECK(ids("InstanceIds=" + hundred + "]") == "i-1");
  CHECK(ids("InstanceIds=" + hundred + ",\"i-x\"]") == "400 InvalidParameter: instance-ids-form");
}

TEST_CASE("the regions are listed with their endpoints", "[cloud][describe]") {
  Cloud cloud;
  const json::array list =
      document(cloud, "DescribeRegions -RegionId").at("Regions").at("Region").as_array();
  CHECK(list.size() == regions().size());
  std::set<std::string> ids;
  for (const json::value& region : list) {
    const std::string id = region.at("RegionId").as_string().c_str();
    CHECK(ids.insert(id).second);
    CHECK(is_region(id));
    CHECK(region.at("RegionEndpoint") == json::string("ecs." + id + ".aliyuncs.com"));
    CHECK_FALSE(region.at("LocalName").as_string().empty());
  }
  CHECK(ids.contains("cn-hangzhou"));
  CHECK_FALSE(is_region(""));
  CHECK_FALSE(is_region("cn-hangzhou-b"));
}

}  // namespace
}  // namespace imgfam::test
