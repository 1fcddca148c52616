// What holds for the operations as a whole: each is handled, a refusal changes nothing, a repeated
// token does nothing anew, a dry run does nothing, a trace changes no answer; and the limits.
#include "support/catch.hpp"
#include "support/clouds.hpp"

#include <imgfam/rules/catalogue.hpp>
#include <imgfam/rules/parameters.hpp>

#include <algorithm>
#include <set>

namespace imgfam::test {
namespace {

constexpr std::string_view world =
    "m-1 family=web t=10\n"
    "m-2 family=web t=20 shared=bob\n"
    "m-3 t=30 Deprecated\n"
    "m-4 t=40 Creating\n"
    "m-5 t=50 Creating imported\n"
    "m-6 t=60 CreateFailed\n"
    "m-7 t=70 UnAvailable\n"
    "m-8 t=80 community\n"
    "m-9 t=90 arm64 UEFI imds-v2\n"
    "m-10 t=95 in=cn-beijing\n"
    "m-copy t=99 Creating copied copied-from=m-1\n"
    "m-queued t=99 Waiting copied copied-from=m-2\n"
    "m-copied copied t=99\n"
    "m-lent of=bob shared=alice t=100\n"
    "m-bobs of=bob t=110\n"
    "acs-1 system family=acs:linux\n"
    "i-1 image=m-1\n"
    "i-2 image=m-1 Stopped protected\n"
    "i-3 image=m-1 Pending\n"
    "i-4 image=m-gone Stopped\n"
    "i-bobs image=m-bobs of=bob Stopped\n";

Settings world_settings(Edition edition = newest_edition, std::string_view readings = {}) {
  Settings settings = settings_of(edition, readings);
  const Duration years{1'000'000'000};  // What is under way in the world stays so.
  settings.settle = {.create = years, .copy = years, .import = years, .copies_at_once = 1};
  return settings;
}

// ---- Handling ----

bool breaks(const Outcome& outcome, RuleId id) {
  const auto* refusal = std::get_if<Refusal>(&outcome);
  return refusal &&
         std::find(refusal->broken.begin(), refusal->broken.end(), id) != refusal->broken.end();
}

TEST_CASE("every operation that has parameters is handled", "[cloud][operations]") {
  for (const OperationSpec& o : operations()) {
    CAPTURE(o.action);
    Cloud cloud = cloud_of(world);
    CHECK_FALSE(breaks(cloud.handle({std::string(o.action), alice, {}}), "action-known"_rule));
  }
}

TEST_CASE("an action that the service does not have is no action", "[cloud][operations]") {
  const Cloud before = cloud_of(world);
  for (const char* action : {"", "Nonsense", "deleteimage", "DeleteImage ", "DeleteImages",
                             "DescribeImage", "ExportImage", "ZZZ", "中文"}) {
    CAPTURE(action);
    Cloud cloud = before;
    const Outcome outcome = cloud.handle({action, alice, {}});
    CHECK(text(outcome) == "404 InvalidAction.NotFound: action-known");
    CHECK(std::get<Refusal>(outcome).message ==
          "Specified api is not found, please check your url and method.");
    CHECK(cloud == before);
  }
}

TEST_CASE("whatever the parameters, there is an answer and a refusal changes nothing",
          "[cloud][operations]") {
  // Every parameter of every operation with values that are empty, odd, absurd or broken.
  std::string long_text(5000, 'x');
  const std::vector<std::string> values{
      "",     " ",    "0",           "-1",   "1",        "99999999999999999999",
      "true", "TRUE", "maybe",       "m-1",  "i-2",      "m-none",
      "{",    "{}",   "[\"i-1\"]",   "\xff", "中文",     "acs:x",
      "ALL",  "%s",   "cn-hangzhou", "a\n",  "http://x", long_text};
  const Cloud before = cloud_of(world, world_settings());
  std::size_t refusals = 0;
  for (const OperationSpec& o : operations()) {
    for (const ParameterSpec& p : o.parameters) {
      std::string name(p.name);
      if (name.ends_with(".N")) name.back() = '1';
      if (const auto at = name.find(".N."); at != std::string::npos) name[at + 1] = '1';
      for (const std::string& value : values) {
        Request request{std::string(o.action), alice, {{name, value}}};
        if (p.name != "RegionId") request.parameters.push_back({"RegionId", "cn-hangzhou"});
        if (p.name != "ImageId") request.parameters.push_back({"ImageId", "m-1"});
        Cloud cloud = before;
        const Outcome outcome = cloud.handle(request);
        const auto* refusal = std::get_if<Refusal>(&outcome);
        if (!refusal) continue;
        ++refusals;
        CAPTURE(o.action, name, value);
        REQUIRE(cloud == before);
        REQUIRE(refusal->status >= 400);
        REQUIRE_FALSE(refusal->code.empty());
        REQUIRE_FALSE(refusal->broken.empty());
        for (const RuleId id : refusal->broken)
          REQUIRE(concerns(rule(id), o.action));
      }
    }
  }
  CHECK(refusals > 1000);
}

// ---- Refusals ----

struct Row {
  std::string_view request;
  std::string_view expected;
};

const Row refusals[]{
    // ModifyImageAttribute
    {"ModifyImageAttribute ImageId=m-1 -RegionId Status=Deprecated",
     "400 MissingParameter: region-given"},
    {"ModifyImageAttribute Status=Deprecated", "400 MissingParameter: image-id-given"},
    {"ModifyImageAttribute ImageId=m-none", "404 InvalidImageId.NotFound: own-image-exists"},
    {"ModifyImageAttribute ImageId=m-bobs ImageName=mine",
     "404 InvalidImageId.NotFound: own-image-exists"},
    {"ModifyImageAttribute ImageId=m-lent ImageName=mine",
     "404 InvalidImageId.NotFound: own-image-exists"},
    {"ModifyImageAttribute ImageId=acs-1 ImageName=mine",
     "404 InvalidImageId.NotFound: own-image-exists"},
    {"ModifyImageAttribute ImageId=m-10 ImageName=mine",
     "404 InvalidImageId.NotFound: own-image-exists"},
    {"ModifyImageAttribute ImageId=m-1 RegionId=cn-atlantis",
     "404 InvalidRegionId.NotFound: region-exists own-image-exists"},
    {"ModifyImageAttribute ImageId=m-1 ImageName=1a",
     "400 InvalidImageName.Malformed: modify-name-format"},
    {"ModifyImageAttribute ImageId=m-1 ImageName=m-2",
     "400 InvalidImageName.Duplicated: modify-name-unused"},
    {"ModifyImageAttribute ImageId=m-1 Status=Deleted",
     "400 InvalidParameter: modify-status-value"},
    {"ModifyImageAttribute ImageId=m-1 Status=deprecated",
     "400 InvalidParameter: modify-status-value"},
    {"ModifyImageAttribute ImageId=m-1 ImageFamily=aliyun",
     "400 InvalidImageFamily.Malformed: modify-family-format"},
    {"ModifyImageAttribute ImageId=m-1 BootMode=uefi",
     "400 InvalidBootMode.NotSupport: modify-boot-mode-value"},
    {"ModifyImageAttribute ImageId=m-1 BootMode=UEFI",
     "403 OperationDeined.ImageUsingByInstance: boot-mode-unused"},
    {"ModifyImageAttribute ImageId=m-9 BootMode=BIOS",
     "400 InvalidBootMode.NotSupport: boot-mode-architecture"},
    {"ModifyImageAttribute ImageId=m-1 LicenseType=Auto",
     "400 InvalidLicenseType.NotSupported: modify-license-value"},
    {"ModifyImageAttribute ImageId=m-1 Description=x",
     "400 InvalidDescription.Malformed: modify-description-format"},
    {"ModifyImageAttribute ImageId=m-1 Features=yes", "400 InvalidParameter: features-form"},
    {"ModifyImageAttribute ImageId=m-1 Features.NvmeSupport=yes",
     "400 InvalidParameter: nvme-value"},
    {"ModifyImageAttribute ImageId=m-1 Features.ImdsSupport=v3",
     "400 InvalidParameter.FeaturesImdsSupport: imds-value"},
    {"ModifyImageAttribute ImageId=m-9 Features.ImdsSupport=v1",
     "403 InvalidOperation.FeaturesImdsSupportNotMatch: imds-no-way-back"},
    {"ModifyImageAttribute ImageId=m-2 Status=Deprecated",
     "403 ImageUseShared: deprecate-unshared"},
    {"ModifyImageAttribute ImageId=m-3 Status=Deprecated",
     "403 ImageStatus.NotAvailable: deprecate-available"},
    {"ModifyImageAttribute ImageId=m-1 Status=Available",
     "403 ImageStatus.NotDeprecated: restore-deprecated"},
    {"ModifyImageAttribute ImageId=m-4 ImageName=soon",
     "403 InvalidStatus.ImageIsCreating: edit-finished"},
    {"ModifyImageAttribute ImageId=m-1 DryRun=perhaps ImageName=ok",
     "400 InvalidParameter: boolean-value"},
    // Many at once: every rule is told, the first one answers.
    {"ModifyImageAttribute ImageId=m-2 ImageName=m-1 Status=Deprecated BootMode=floppy "
     "Description=x",
     "400 InvalidBootMode.NotSupport: modify-boot-mode-value modify-description-format "
     "modify-name-unused "
     "deprecate-unshared"},
    {"ModifyImageAttribute ImageId=m-none ImageName=1 Status=no",
     "400 InvalidImageName.Malformed: modify-name-format modify-status-value own-image-exists"},
    // ModifyImageSharePermission
    {"ModifyImageSharePermission AddAccount.1=1000000000000002",
     "400 MissingParameter: image-id-given"},
    {"ModifyImageSharePermission ImageId=m-bobs AddAccount.1=1000000000000003",
     "404 InvalidImageId.NotFound: own-image-exists"},
    {"ModifyImageSharePermission ImageId=m-1 AddAccount.1=77",
     "404 InvalidAccount.NotFound: share-account-exists"},
    {"ModifyImageSharePermission ImageId=m-1 AddAccount.1=bob",
     "404 InvalidAccount.NotFound: share-account-exists"},
    {"ModifyImageSharePermission ImageId=m-1 RemoveAccount.1=77",
     "404 InvalidAccount.NotFound: share-account-exists"},
    {"ModifyImageSharePermission ImageId=m-1 AddAccount.1=1000000000000001",
     "404 InvalidAccount.Forbbiden: share-not-yourself"},
    {"ModifyImageSharePermission ImageId=m-1 AddAccount.1=1000000000000003 AddAccount.2=77",
     "404 InvalidAccount.NotFound: share-account-exists"},
    {"ModifyImageSharePermission ImageId=m-3 AddAccount.1=1000000000000002",
     "403 OperationDenied.InvalidImageStatus: share-not-deprecated"},
    {"ModifyImageSharePermission ImageId=m-4 AddAccount.1=1000000000000002",
     "403 OperationDenied.InvalidImageStatus: share-available"},
    {"ModifyImageSharePermission ImageId=m-8 AddAccount.1=1000000000000002",
     "403 Image.Public: share-private"},
    {"ModifyImageSharePermission ImageId=m-8 IsPublic=true", "403 Image.Public: share-private"},
    {"ModifyImageSharePermission ImageId=m-3 IsPublic=true",
     "403 OperationDenied.InvalidImageStatus: share-not-deprecated"},
    {"ModifyImageSharePermission ImageId=m-1 IsPublic=true AddAccount.1=1000000000000002",
     "403 InvalidParameter.IsPublic: publish-alone"},
    {"ModifyImageSharePermission ImageId=m-1 LaunchPermission=HIDDEN",
     "400 ForbiddenParameter.LaunchPermission: launch-permission-invited"},
    {"ModifyImageSharePermission ImageId=m-1 LaunchPermission=HIDDEN AddAccount.1=1000000000000002",
     "400 UnnecessaryParameter.LaunchPermission: launch-permission-alone "
     "launch-permission-invited"},
    // DescribeImageSharePermission
    {"DescribeImageSharePermission", "400 MissingParameter: image-id-given"},
    {"DescribeImageSharePermission ImageId=m-lent",
     "404 InvalidImageId.NotFound: own-image-exists"},
    // CreateImage
    {"CreateImage", "400 MissingParameter: create-source-given"},
    {"CreateImage InstanceId=i-none", "404 InvalidInstanceId.NotFound: create-instance-exists"},
    {"CreateImage InstanceId=i-bobs", "404 InvalidInstanceId.NotFound: create-instance-exists"},
    {"CreateImage InstanceId=i-3", "400 IncorrectInstanceStatus: create-instance-status"},
    {"CreateImage SnapshotId=s-none", "404 InvalidSnapshotId.NotFound: create-snapshot-exists"},
    {"CreateImage SnapshotId=s-m-bobs", "404 InvalidSnapshotId.NotFound: create-snapshot-exists"},
    {"CreateImage DiskDeviceMapping.1.SnapshotId=s-m-1 DiskDeviceMapping.2.SnapshotId=s-none",
     "404 InvalidSnapshotId.NotFound: create-snapshot-exists"},
    {"CreateImage InstanceId=i-1 ImageName=m-1",
     "400 InvalidImageName.Duplicated: create-name-unused"},
    {"CreateImage InstanceId=i-1 ImageName=a",
     "400 InvalidImageName.Malformed: create-name-format"},
    {"CreateImage InstanceId=i-1 ImageFamily=acs:web",
     "400 InvalidImageFamily.Malformed: create-family-format"},
    {"CreateImage InstanceId=i-1 Description=http://x",
     "400 InvalidDescription.Malformed: create-description-format"},
    {"CreateImage InstanceId=i-1 Architecture=sparc",
     "400 InvalidArchitecture.Malformed: create-architecture-value"},
    {"CreateImage InstanceId=i-1 BootMode=floppy",
     "400 InvalidBootMode.NotSupport: create-boot-mode-value"},
    {"CreateImage InstanceId=i-1 Architecture=arm64 BootMode=BIOS",
     "400 InvalidBootMode.NotSupport: boot-mode-architecture"},
    {"CreateImage InstanceId=i-1 Tag.1.Key=a Tag.2.Key=a", "400 Duplicate.TagKey: tag-key-once"},
    {"CreateImage InstanceId=i-1 Tag.1.Value=a", "400 InvalidTag.Mismatch: describe-tag-pairs"},
    {"CreateImage InstanceId=i-1 ClientToken=two+words",
     "400 InvalidParameter: client-token-format"},
    {"CreateImage InstanceId=i-1 Features.ImdsSupport=v0",
     "400 InvalidParameter.FeaturesImdsSupport: imds-value"},
    // CopyImage
    {"CopyImage", "400 MissingParameter: image-id-given"},
    {"CopyImage ImageId=m-none", "404 InvalidImageId.NotFound: copy-source-exists"},
    {"CopyImage ImageId=m-bobs", "404 InvalidImageId.NotFound: copy-source-exists"},
    {"CopyImage ImageId=acs-1", "404 InvalidImageId.NotFound: copy-source-exists"},
    {"CopyImage ImageId=m-1 RegionId=cn-atlantis",
     "400 SourceRegion.NotFound: copy-source-region-exists copy-source-exists"},
    {"CopyImage ImageId=m-3 DestinationRegionId=cn-atlantis",
     "400 DestinationRegion.NotFound: copy-destination-region-exists copy-available"},
    {"CopyImage ImageId=m-3", "400 IncorrectImageStatus: copy-available"},
    {"CopyImage ImageId=m-8", "400 OperationDenied.CommunityImage: copy-not-community"},
    {"CopyImage ImageId=m-1", "400 OperationDenied.ImageCopyConflict: copy-one-at-a-time"},
    {"CopyImage ImageId=m-lent DestinationRegionId=cn-beijing",
     "403 OperationDenied.SameRegionOnly: copy-shared-same-region"},
    {"CopyImage ImageId=m-2 DestinationRegionId=cn-beijing DestinationImageName=m-10",
     "400 InvalidImageName.Duplicated: copy-name-unused"},
    {"CopyImage ImageId=m-9 DestinationImageName=aliyun",
     "400 InvalidImageName.Malformed: copy-name-format"},
    {"CopyImage ImageId=m-9 DestinationDescription=x",
     "400 InvalidDescription.Malformed: copy-description-format"},
    // CancelCopyImage
    {"CancelCopyImage", "400 MissingParameter: image-id-given"},
    {"CancelCopyImage ImageId=m-none", "404 InvalidImageId.NotFound: own-image-exists"},
    {"CancelCopyImage ImageId=m-4", "400 ImageCreatedNotFromCopy: cancel-a-copy"},
    {"CancelCopyImage ImageId=m-1", "400 ImageCreatedNotFromCopy: cancel-a-copy cancel-unfinished"},
    {"CancelCopyImage ImageId=m-copied", "400 IncorrectImageStatus: cancel-unfinished"},
    // ImportImage
    {"ImportImage", "400 MissingParameter: import-disk-given"},
    {"ImportImage DiskDeviceMapping.1.OSSBucket=b", "400 MissingParameter: import-disk-given"},
    {"ImportImage DiskDeviceMapping.1.OSSBucket=b DiskDeviceMapping.1.OSSObject=o "
     "BootMode=UEFI-Preferred",
     "400 InvalidBootMode.Malformed: import-boot-mode-value"},
    {"ImportImage DiskDeviceMapping.1.OSSBucket=b DiskDeviceMapping.1.OSSObject=o LicenseType=Free",
     "400 InvalidLicenseType.NotSupported: import-license-value"},
    {"ImportImage DiskDeviceMapping.1.OSSBucket=b DiskDeviceMapping.1.OSSObject=o "
     "Architecture=arm64",
     "400 InvalidBootMode.NotSupport: boot-mode-architecture"},
    {"ImportImage DiskDeviceMapping.1.OSSBucket=b DiskDeviceMapping.1.OSSObject=o Tag.1.Key=a "
     "Tag.2.Key=A",
     "403 TagKey.Duplication: tag-key-once"},
    {"ImportImage DiskDeviceMapping.1.OSSBucket=b DiskDeviceMapping.1.OSSObject=o ImageName=m-1",
     "400 InvalidImageName.Duplicated: create-name-unused"},
    {"ImportImage ImageName=1", "400 MissingParameter: import-disk-given create-name-format"},
    // DeleteImage
    {"DeleteImage", "400 MissingParameter: image-id-given"},
    {"DeleteImage ImageId=m-none", "404 InvalidImageId.NotFound: own-image-exists"},
    {"DeleteImage ImageId=m-lent", "404 InvalidImageId.NotFound: own-image-exists"},
    {"DeleteImage ImageId=m-1", "403 ImageUsingByInstance: delete-unused"},
    {"DeleteImage ImageId=m-2", "403 ImageUseShared: delete-unshared"},
    {"DeleteImage ImageId=m-2 Force=true", "403 ImageUseShared: delete-unshared"},
    {"DeleteImage ImageId=m-8 Force=true", "403 ImageIsPublic: delete-private"},
    {"DeleteImage ImageId=m-copy Force=true",
     "403 OperationDenied.ImageCopying: delete-not-copying"},
    {"DeleteImage ImageId=m-queued", "403 OperationDenied.ImageCopying: delete-not-copying"},
    {"DeleteImage ImageId=m-5", "403 ImageIsImporting: delete-not-importing"},
    {"DeleteImage ImageId=m-3 Force=1", "400 InvalidParameter: boolean-value"},
    // Describing
    {"DescribeImages PageSize=0", "400 InvalidParamter: paging-range"},
    {"DescribeImageFromFamily", "400 MissingParameter: family-given"},
    {"DescribeImageFromFamily ImageFamily=web RegionId=cn-atlantis",
     "404 InvalidRegionId.NotFound: region-exists"},
    {"DescribeInstances InstanceIds=i-1", "400 InvalidParameter: instance-ids-form"},
    // RunInstances, CreateInstance
    {"RunInstances", "400 MissingParameter: launch-image-given"},
    {"RunInstances ImageId=m-1 ImageFamily=web",
     "400 UnexpectedImageFamily.ImageIdSupplied: launch-one-source"},
    {"RunInstances ImageId=m-none", "404 InvalidImageId.NotFound: launch-image-exists"},
    {"RunInstances ImageId=m-bobs", "404 InvalidImageId.NotFound: launch-image-exists"},
    {"RunInstances ImageId=m-10", "404 InvalidImageId.NotFound: launch-image-exists"},
    {"RunInstances ImageId=m-4", "403 OperationDenied.ImageNotValid: launch-image-usable"},
    {"RunInstances ImageFamily=none",
     "403 InvalidImageFamily.MissingAvailableImage: launch-family-available"},
    {"RunInstances ImageId=m-1 Amount=0", "400 InvalidParameter: launch-amount"},
    {"RunInstances ImageId=m-1 Amount=101", "400 InvalidParameter: launch-amount"},
    {"RunInstances ImageId=m-1 Amount=two", "400 InvalidParameter: launch-amount"},
    {"RunInstances ImageId=m-1 DeletionProtection=yes", "400 InvalidParameter: boolean-value"},
    {"CreateInstance", "400 MissingParameter: launch-image-given"},
    {"CreateInstance ImageId=m-7", "403 OperationDenied: launch-image-usable"},
    {"CreateInstance ImageId=m-1 RegionId=cn-atlantis",
     "404 InvalidRegionId.NotFound: region-exists launch-image-exists"},
    // Instances
    {"StartInstance", "400 MissingParameter: instance-id-given"},
    {"StartInstance InstanceId=i-none", "404 InvalidInstanceId.NotFound: instance-exists"},
    {"StartInstance InstanceId=i-bobs", "404 InvalidInstanceId.NotFound: instance-exists"},
    {"StartInstance InstanceId=i-1", "403 IncorrectInstanceStatus: start-stopped"},
    {"StopInstance InstanceId=i-2", "403 IncorrectInstanceStatus: stop-running"},
    {"DeleteInstance", "400 InvalidParameter: instance-id-given"},
    {"DeleteInstance InstanceId=i-1", "403 IncorrectInstanceStatus: delete-instance-stopped"},
    {"DeleteInstance InstanceId=i-2",
     "403 InvalidOperation.DeletionProtection: delete-instance-protected"},
    {"DeleteInstance InstanceId=i-3 Force=true",
     "403 IncorrectInstanceStatus.Initializing: delete-instance-initialized"},
    {"DeleteInstances", "400 MissingParameter: instance-id-given"},
    {"DeleteInstances InstanceId.1=i-4 InstanceId.2=i-1",
     "403 IncorrectInstanceStatus: delete-instance-stopped"},
    {"DeleteInstances InstanceId.1=i-4 InstanceId.2=i-none",
     "404 InvalidInstanceId.NotFound: instance-exists"},
    {"DeleteInstances InstanceId.1=i-4 RegionId=cn-beijing",
     "404 InvalidInstanceId.NotFound: instance-exists"},
    {"ReplaceSystemDisk ImageId=m-1", "400 MissingParameter: instance-id-given"},
    {"ReplaceSystemDisk InstanceId=i-4", "400 MissingParameter: image-id-given"},
    {"ReplaceSystemDisk InstanceId=i-1 ImageId=m-1",
     "403 IncorrectInstanceStatus: replace-stopped"},
    {"ReplaceSystemDisk InstanceId=i-4 ImageId=m-none",
     "404 InvalidImageId.NotFound: launch-image-exists"},
    {"ReplaceSystemDisk InstanceId=i-4 ImageId=m-4",
     "403 OperationDenied.ImageNotValid: launch-image-usable"},
};

TEST_CASE("a refused request is answered by its rule and changes nothing", "[cloud][refusal]") {
  const Cloud before = cloud_of(world, world_settings());
  std::set<std::string> refusing;
  for (const Row& row : refusals) {
    CAPTURE(row.request);
    Cloud cloud = before;
    const Request request = request_of(row.request);
    const Outcome outcome = cloud.handle(request);
    CHECK(text(outcome) == row.expected);
    CHECK(cloud == before);
    CHECK(changes_between(before, cloud).empty());
    refusing.insert(request.action);
  }
  // DescribeRegions has nothing that could be wrong.
  CHECK(refusing.size() == operations().size() - 1);
}

TEST_CASE("the message of a refusal names what the request named", "[cloud][refusal]") {
  const auto message = [](std::string_view request, Edition edition) {
    Cloud cloud = cloud_of(world, world_settings(edition));
    return std::get<Refusal>(ask(cloud, request)).message;
  };
  CHECK(message("ModifyImageSharePermission ImageId=m-1 AddAccount.1=77", Edition::E2026) ==
        "The specified account 77 in parameter \"AddAccount.n\" or \"RemoveAccount.n\" does not "
        "exist.");
  CHECK(message("ModifyImageSharePermission ImageId=m-1 AddAccount.1=77", Edition::E2020) ==
        "The specified parameter \"AddAccount.n\" or \"RemoveAccount.n\" does not exist.");
  CHECK(message("CopyImage ImageId=m-none", Edition::E2026) ==
        "The specified image m-none does not exist.");
  CHECK(message("CopyImage ImageId=m-none", Edition::E2020) ==
        "The specified ImageId does not exist.");
  CHECK(message("ModifyImageAttribute ImageId=m-1 Status=Gone", Edition::E2026) ==
        "The specified parameter \"Status\" is not valid.");
  CHECK(message("DeleteImage ImageId=m-1 Force=perhaps", Edition::E2026) ==
        "The specified parameter \"Force\" is not valid.");
  // What is filled in is not filled in again.
  CHECK(message("CopyImage ImageId=%s%s", Edition::E2026) ==
        "The specified image %s%s does not exist.");
}

TEST_CASE("the code of a request that breaks several rules follows check-order",
          "[cloud][refusal]") {
  const std::string request =
      "ModifyImageAttribute ImageId=m-2 ImageName=m-1 Status=Deprecated Description=x";
  const auto answered = [&](std::string_view readings) {
    Cloud cloud = cloud_of(world, world_settings(newest_edition, readings));
    return answer(cloud, request);
  };
  CHECK(answered("check-order=format-lookup-state") ==
        "400 InvalidDescription.Malformed: modify-description-format modify-name-unused "
        "deprecate-unshared");
  CHECK(answered("check-order=lookup-format-state") ==
        "400 InvalidImageName.Duplicated: modify-name-unused modify-description-format "
        "deprecate-unshared");
  CHECK(answered("check-order=lookup-state-format") ==
        "400 InvalidImageName.Duplicated: modify-name-unused deprecate-unshared "
        "modify-description-format");
}

TEST_CASE("under in-listed-order what stands before the refused attribute takes effect",
          "[cloud][refusal]") {
  const auto partly = [](std::string_view request, Edition edition) {
    Settings settings = world_settings(edition, "atomicity=in-listed-order");
    const Cloud before = cloud_of(world, settings);
    Cloud cloud = before;
    std::string out = answer(cloud, request);
    for (const std::string& change : changes_between(before, cloud))
      out.append("; ").append(change);
    return out;
  };
  // The pages list ImageName, Status, ImageFamily, BootMode, LicenseType, Description, Features.
  CHECK(partly("ModifyImageAttribute ImageId=m-2 ImageName=new ImageFamily=db Status=Deprecated",
               Edition::E2026) == "403 ImageUseShared: deprecate-unshared; m-2: name m-2 -> new");
  CHECK(partly("ModifyImageAttribute ImageId=m-1 Description=x Features.NvmeSupport=supported "
               "BootMode=BIOS "
               "ImageFamily=db Status=Deprecated ImageName=new",
               Edition::E2023) ==
        "400 InvalidDescription.Malformed: modify-description-format; m-1: status Available -> "
        "Deprecated; "
        "m-1: name m-1 -> new; m-1: family web -> db");
  CHECK(partly("ModifyImageAttribute ImageId=m-1 ImageName=1 Description=good", Edition::E2026) ==
        "400 InvalidImageName.Malformed: modify-name-format");
  CHECK(partly("ModifyImageAttribute ImageId=m-1 Features.NvmeSupport=yes Description=good",
               Edition::E2026) ==
        "400 InvalidParameter: nvme-value; m-1: description none -> good");
  // What is wrong with the request itself refuses all of it.
  CHECK(partly("ModifyImageAttribute ImageId=m-1 ImageName=new Status=Gone DryRun=perhaps",
               Edition::E2026) == "400 InvalidParameter: boolean-value modify-status-value");
}

// ---- Tokens ----

TEST_CASE("a request repeated with its ClientToken does nothing anew", "[cloud][token]") {
  const std::string disk = "DiskDeviceMapping.1.OSSBucket=b DiskDeviceMapping.1.OSSObject=o ";
  for (const std::string& request :
       {std::string("CreateImage InstanceId=i-1 ClientToken=t"),
        std::string("CopyImage ImageId=m-3 ClientToken=t"), "ImportImage " + disk + "ClientToken=t",
        std::string("RunInstances ImageId=m-1 Amount=3 ClientToken=t"),
        std::string("CreateInstance ImageFamily=web ClientToken=t"),
        std::string("DeleteInstances InstanceId.1=i-2 ClientToken=t")}) {
    CAPTURE(request);
    Cloud cloud = cloud_of("m-1 family=web\nm-3\ni-1 image=m-1\ni-2 image=m-1 Stopped");
    const std::string first = answer(cloud, request);
    REQUIRE(first.starts_with("200"));
    Cloud after = cloud;
    CHECK(answer(cloud, request) == first);
    CHECK(cloud == after);
    after.advance({86400});
    CHECK(answer(after, request) == first);
  }
}

TEST_CASE("a repeated request gets a RequestId of its own", "[cloud][token]") {
  Cloud cloud = cloud_of("m-1");
  const Outcome first = ask(cloud, "RunInstances ImageId=m-1 ClientToken=t");
  const Outcome second = ask(cloud, "RunInstances ImageId=m-1 ClientToken=t");
  CHECK_FALSE(first == second);
  CHECK(text(first) == text(second));
}

TEST_CASE("a ClientToken belongs to one account, one action and one set of parameters",
          "[cloud][token]") {
  Cloud cloud = cloud_of("m-1 shared=bob community\ni-1 image=m-1");
  const std::string first = answer(cloud, "RunInstances ImageId=m-1 Amount=2 ClientToken=t");
  REQUIRE(first.starts_with("200"));
  const auto instances = [&] { return cloud.instances().size(); };
  CHECK(instances() == 3);
  // The order of parameters, and what is left out or not evaluated at all, make no other request.
  CHECK(answer(cloud, "RunInstances ClientToken=t Amount=2 ImageId=m-1") == first);
  CHECK(answer(cloud, "RunInstances ImageId=m-1 Amount=2 ClientToken=t ImageFamily=") == first);
  CHECK(answer(cloud, "RunInstances ImageId=m-1 Amount=2 ClientToken=t NoParameter=1") == first);
  CHECK(instances() == 3);
  const std::string mismatch = "400 IdempotentParameterMismatch: client-token-same-request";
  CHECK(answer(cloud, "RunInstances ImageId=m-1 Amount=3 ClientToken=t") == mismatch);
  CHECK(answer(cloud, "RunInstances ImageId=m-1 ClientToken=t") == mismatch);
  CHECK(answer(cloud, "RunInstances ImageId=m-1 Amount=2 InstanceName=a ClientToken=t") ==
        mismatch);
  CHECK(instances() == 3);
  CHECK(answer(cloud, "bob: RunInstances ImageId=m-1 Amount=2 ClientToken=t") != first);
  CHECK(instances() == 5);
  CHECK(answer(cloud, "CreateInstance ImageId=m-1 ClientToken=t").starts_with("200"));
  CHECK(answer(cloud, "RunInstances ImageId=m-1 Amount=2 ClientToken=T") != first);
  CHECK(instances() == 8);
  CHECK(answer(cloud, "CreateImage InstanceId=i-1 ClientToken=t").starts_with("200"));
  CHECK(answer(cloud, "CreateImage InstanceId=i-1 ImageName=other ClientToken=t") ==
        "400 IdempotenceParamNotMatch: client-token-same-request");
}

TEST_CASE("a ClientToken of a refused request is free", "[cloud][token]") {
  Cloud cloud = cloud_of("m-1 Deprecated\nm-2");
  CHECK(answer(cloud, "CopyImage ImageId=m-1 ClientToken=t") ==
        "400 IncorrectImageStatus: copy-available");
  CHECK(answer(cloud, "CopyImage ImageId=m-2 DryRun=true ClientToken=t") ==
        "400 DryRunOperation: dry-run-answers-error");
  CHECK(answer(cloud, "CopyImage ImageId=m-2 ClientToken=t").starts_with("200"));
}

TEST_CASE("a ClientToken has at most 64 ASCII characters", "[cloud][token]") {
  const auto answered = [](const std::string& token) {
    Cloud cloud = cloud_of("m-1");
    return answer(cloud, "RunInstances ImageId=m-1 ClientToken=" + token);
  };
  const std::string refused = "400 InvalidParameter: client-token-format";
  CHECK(answered(std::string(64, 'x')).starts_with("200"));
  CHECK(answered(std::string(65, 'x')) == refused);
  CHECK(answered("0a-:._~!#").starts_with("200"));
  CHECK(answered("中") == refused);
  CHECK(answered("a\x01").starts_with("400"));
  CHECK(answered("").starts_with("200"));  // Sent empty: none.
}

TEST_CASE("CopyImage has no ClientToken before 2023", "[cloud][token]") {
  Cloud cloud = cloud_of("m-1", settings_of(Edition::E2020));
  const std::string first = answer(cloud, "CopyImage ImageId=m-1 ClientToken=t");
  CHECK(answer(cloud, "CopyImage ImageId=m-1 ClientToken=t") != first);
}

// ---- Dry runs ----

TEST_CASE("a passing dry run does nothing and is answered with an error", "[cloud][dry-run]") {
  struct DryRun {
    std::string_view request;
    std::string_view ignored,
        checked;  ///< Under the readings of dry-run; `done` when it is carried out.
  };
  const std::string_view error = "400 DryRunOperation: dry-run-answers-error";
  const DryRun rows[]{
      {"DescribeImages", error, error},
      {"CopyImage ImageId=m-1", error, error},
      {"ImportImage DiskDeviceMapping.1.OSSBucket=b DiskDeviceMapping.1.OSSObject=o",
       "400 DRYRUN.SUCCESS: dry-run-answers-error", "400 DRYRUN.SUCCESS: dry-run-answers-error"},
      {"RunInstances ImageId=m-1", error, error},
      {"CreateInstance ImageFamily=web", error, error},
      {"DeleteInstance InstanceId=i-2", error, error},
      {"ModifyImageAttribute ImageId=m-1 Status=Deprecated", "done", error},
      {"ModifyImageSharePermission ImageId=m-1 AddAccount.1=1000000000000002", "done", error},
      {"CreateImage InstanceId=i-1", "done", error},
      {"DeleteImage ImageId=m-2", "done", error},
      // What has no DryRun ignores it.
      {"StopInstance InstanceId=i-1", "done", "done"},
      {"DeleteInstances InstanceId.1=i-2", "done", "done"},
  };
  for (const std::string_view reading : {"dry-run=ignored", "dry-run=checked"}) {
    const Cloud before = cloud_of("m-1 family=web\nm-2\ni-1 image=m-1\ni-2 image=m-1 Stopped",
                                  settings_of(newest_edition, reading));
    for (const DryRun& row : rows) {
      CAPTURE(reading, row.request);
      const std::string_view expected = reading == "dry-run=ignored" ? row.ignored : row.checked;
      Cloud cloud = before;
      const std::string found = answer(cloud, std::string(row.request).append(" DryRun=true"));
      CHECK((expected == "done" ? found.starts_with("200") : found == expected));
      CHECK((cloud == before) == (expected != "done"));
      Cloud real = before;
      CHECK(answer(real, std::string(row.request).append(" DryRun=false")).starts_with("200"));
    }
  }
}

TEST_CASE("a dry run that fails its checks is answered by the rule that it breaks",
          "[cloud][dry-run]") {
  const Cloud before =
      cloud_of("m-1 Deprecated\nm-2 shared=bob", settings_of(newest_edition, "dry-run=checked"));
  for (const Row& row :
       {Row{"CopyImage ImageId=m-1 DryRun=true", "400 IncorrectImageStatus: copy-available"},
        Row{"ModifyImageAttribute ImageId=m-2 Status=Deprecated DryRun=true",
            "403 ImageUseShared: deprecate-unshared"},
        Row{"DeleteImage ImageId=m-2 DryRun=True", "403 ImageUseShared: delete-unshared"},
        Row{"DeleteImage ImageId=m-1 DryRun=TRUE", "400 DryRunOperation: dry-run-answers-error"},
        Row{"DeleteImage ImageId=m-1 DryRun=yes", "400 InvalidParameter: boolean-value"}}) {
    CAPTURE(row.request);
    Cloud cloud = before;
    CHECK(answer(cloud, row.request) == row.expected);
    CHECK(cloud == before);
  }
}

TEST_CASE("under in-listed-order a dry run changes nothing all the same", "[cloud][dry-run]") {
  const Cloud before = cloud_of(
      "m-1 shared=bob", settings_of(newest_edition, "dry-run=checked atomicity=in-listed-order"));
  Cloud cloud = before;
  CHECK(answer(cloud,
               "ModifyImageAttribute ImageId=m-1 ImageName=new Status=Deprecated DryRun=true") ==
        "403 ImageUseShared: deprecate-unshared");
  CHECK(cloud == before);
}

// ---- Limits ----

TEST_CASE("the fiftieth account gets an image, the next does not until one is removed",
          "[cloud][limit]") {
  std::string line = "m-1 shared=";
  for (int i = 0; i < 49; ++i)
    line += std::to_string(2000 + i) + ",";
  Cloud cloud = cloud_of(line);
  CHECK(answer(cloud, "ModifyImageSharePermission ImageId=m-1 AddAccount.1=1000000000000002") ==
        "200 {}");
  CHECK(cloud.images().get("m-1")->shared_with.size() == 50);
  CHECK(answer(cloud, "ModifyImageSharePermission ImageId=m-1 AddAccount.1=1000000000000003") ==
        "403 QuotaExceed.ShareImageUser: share-accounts-max");
  CHECK(answer(cloud, "ModifyImageSharePermission ImageId=m-1 AddAccount.1=1000000000000002") ==
        "200 {}");
  CHECK(answer(cloud, "ModifyImageSharePermission ImageId=m-1 RemoveAccount.1=2000") == "200 {}");
  CHECK(answer(cloud, "ModifyImageSharePermission ImageId=m-1 AddAccount.1=1000000000000003") ==
        "200 {}");
}

TEST_CASE("an account is given at most a hundred images", "[cloud][limit]") {
  std::string lines;
  for (int i = 1; i < 100; ++i)
    lines += "m-" + std::to_string(i) + " shared=bob\n";
  lines += "m-a of=carol\nm-b\n";
  Cloud cloud = cloud_of(lines);
  CHECK(answer(cloud,
               "carol: ModifyImageSharePermission ImageId=m-a AddAccount.1=1000000000000002") ==
        "200 {}");
  CHECK(answer(cloud, "ModifyImageSharePermission ImageId=m-b AddAccount.1=1000000000000002") ==
        "403 QuotaExceed.ShareImage: share-received-max");
  CHECK(answer(cloud, "ModifyImageSharePermission ImageId=m-b AddAccount.1=1000000000000003") ==
        "200 {}");
  CHECK(answer(cloud, "ModifyImageSharePermission ImageId=m-1 RemoveAccount.1=1000000000000002") ==
        "200 {}");
  CHECK(answer(cloud, "ModifyImageSharePermission ImageId=m-b AddAccount.1=1000000000000002") ==
        "200 {}");
}

TEST_CASE("an account owns as many images in a region as its quota says", "[cloud][limit]") {
  Settings settings;
  settings.quotas.images_per_region = 3;
  Cloud cloud = cloud_of(
      "m-1\nm-2 Deprecated\nm-far in=cn-beijing\nm-bobs of=bob\nm-lent of=bob shared=alice\nacs-1 "
      "system\n"
      "i-1 image=m-1",
      settings);
  const std::string full = "403 QuotaExceed.Image: create-images-max";
  CHECK(answer(cloud, "CreateImage InstanceId=i-1").starts_with("200"));
  CHECK(answer(cloud, "CreateImage InstanceId=i-1") == full);
  CHECK(answer(cloud,
               "ImportImage DiskDeviceMapping.1.OSSBucket=b DiskDeviceMapping.1.OSSObject=o") ==
        full);
  const Outcome copy = ask(cloud, "CopyImage ImageId=m-1");
  CHECK(text(copy) == full);
  CHECK(std::get<Refusal>(copy).message == "The number of images exceeds the limit (3).");
  CHECK(answer(cloud, "CopyImage ImageId=m-1 DestinationRegionId=cn-beijing").starts_with("200"));
  CHECK(answer(cloud, "DeleteImage ImageId=m-2") == "200 {}");
  CHECK(answer(cloud, "CreateImage InstanceId=i-1").starts_with("200"));
}

TEST_CASE("RunInstances starts one to a hundred instances", "[cloud][limit]") {
  Cloud cloud = cloud_of("m-1");
  for (const auto& [amount, count] :
       {std::pair("", 1), std::pair(" Amount=1", 1), std::pair(" Amount=100", 100)}) {
    const auto before = cloud.instances().size();
    CHECK(answer(cloud, std::string("RunInstances ImageId=m-1").append(amount)).starts_with("200"));
    CHECK(cloud.instances().size() == before + static_cast<std::size_t>(count));
  }
}

TEST_CASE("of more than ten accounts the reading says which are processed", "[cloud][limit]") {
  std::string request = "ModifyImageSharePermission ImageId=m-1";
  for (int i = 1; i <= 11; ++i) {
    const std::string number = std::to_string(i);
    request += " AddAccount." + number + "=" + std::to_string(3000 + i);
  }
  for (const auto& [reading, count] : {std::pair("excess-accounts=first-ten", 10),
                                       std::pair("excess-accounts=ignore-parameter", 0)}) {
    Cloud cloud = cloud_of("m-1", settings_of(newest_edition, reading));
    for (std::uint64_t i = 1; i <= 11; ++i)
      cloud.add_account(AccountId{3000 + i});
    CHECK(answer(cloud, request) == "200 {}");
    CHECK(cloud.images().get("m-1")->shared_with.size() == static_cast<std::size_t>(count));
    CHECK_FALSE(cloud.images().get("m-1")->is_shared_with(AccountId{3011}));
  }
}

// ---- Traces ----

TEST_CASE("a trace changes neither answer nor cloud", "[cloud][trace]") {
  const Cloud before = cloud_of(world, world_settings());
  std::vector<std::string> requests{
      "ModifyImageAttribute ImageId=m-1 Status=Deprecated Description=good",
      "RunInstances ImageFamily=web Amount=2 ClientToken=t",
      "CopyImage ImageId=m-2",
      "DeleteImage ImageId=m-3",
      "DescribeImages Status=ALL",
      "CancelCopyImage ImageId=m-queued"};
  for (const Row& row : refusals)
    requests.emplace_back(row.request);
  for (const std::string& request : requests) {
    CAPTURE(request);
    Cloud traced = before;
    Cloud plain = before;
    Trace trace;
    CHECK(traced.handle(request_of(request), &trace) == plain.handle(request_of(request)));
    CHECK(traced == plain);
  }
}

std::string names(const std::vector<RuleId>& rules) {
  std::string out;
  for (const RuleId id : rules)
    out.append(out.empty() ? "" : " ").append(rule(id).id);
  return out;
}

TEST_CASE("a trace tells the parameters that had no say, the events and the effects",
          "[cloud][trace]") {
  Cloud cloud = cloud_of("m-1 family=web t=1\nm-2 family=web t=2", settings_of(Edition::E2020));
  Trace trace;
  cloud.handle(
      request_of(
          "ModifyImageAttribute ImageId=m-2 Status=Deprecated BootMode=UEFI Nonsense=1 ImageName="),
      &trace);
  CHECK(trace.ignored == std::vector<std::string>{"BootMode"});
  CHECK(trace.unknown == std::vector<std::string>{"Nonsense"});
  CHECK(trace.not_evaluated.empty());
  CHECK(names(trace.effects) ==
        "unknown-parameter-ignored empty-parameter-left-out modify-keeps-omitted "
        "deprecated-leaves-family");
  REQUIRE(trace.machine.size() == 1);
  CHECK(trace.machine[0].image == "m-2");
  CHECK(to_string(trace.machine[0].event) == "Deprecate");
  CHECK(trace.machine[0].from == Status::Available);
  CHECK(trace.machine[0].to == Status::Deprecated);
  CHECK(trace.machine[0].row == 12);
  CHECK(trace.machine[0].refusals.empty());

  trace.clear();
  cloud.handle(request_of("ModifyImageAttribute ImageId=m-2 Status=Deprecated ImageName=fine"),
               &trace);
  CHECK(names(trace.effects) == "refused-changes-nothing");
  REQUIRE(trace.machine.size() == 1);
  CHECK(trace.machine[0].row == 0);
  CHECK(trace.machine[0].to == Status::Deprecated);
  CHECK(names(trace.machine[0].refusals) == "deprecate-available");

  trace.clear();
  cloud.handle(request_of("RunInstances ImageFamily=web InstanceType=ecs.g6.large"), &trace);
  CHECK(trace.not_evaluated == std::vector<std::string>{"InstanceType"});
  CHECK(names(trace.effects) ==
        "family-newest-available family-skips-deprecated launch-records-image launch-status");
}

}  // namespace
}  // namespace imgfam::test
