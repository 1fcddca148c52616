#include "reference/worlds.hpp"

namespace imgfam::reference {
namespace {

const AccountId owner{1000000000000001};
const AccountId other{1000000000000002};

}  // namespace

World families_world() {
  return {
      .name = "families",
      .given = R"(
  accounts: ["1000000000000002"]
  images:
    - {id: m-1, name: one, family: web, created: 2025-12-31T00:00:00Z}
    - {id: m-2, name: two, family: web, created: 2025-12-31T12:00:00Z})",
      .callers = {owner, other},
      .queries = {"ModifyImageAttribute&ImageId={image}&Status=Deprecated",
                  "ModifyImageAttribute&ImageId={image}&Status=Available",
                  "ModifyImageAttribute&ImageId={image}&ImageFamily=web",
                  "ModifyImageSharePermission&ImageId={image}&AddAccount.1=1000000000000002",
                  "ModifyImageSharePermission&ImageId={image}&RemoveAccount.1=1000000000000002",
                  "ModifyImageSharePermission&ImageId={image}&IsPublic=true",
                  "ModifyImageSharePermission&ImageId={image}&IsPublic=false",
                  "DescribeImageSharePermission&ImageId={image}", "DeleteImage&ImageId={image}",
                  "CopyImage&ImageId={image}&DestinationImageName=one",
                  "RunInstances&ImageId={image}&DryRun=true",
                  "RunInstances&ImageFamily=web&DryRun=true",
                  "RunInstances&ImageFamily=acs:1000000000000001:web&DryRun=true",
                  "DescribeImages&Status=ALL", "DescribeImages",
                  "DescribeImages&ImageOwnerAlias=others&IsPublic=true",
                  "DescribeImageFromFamily&ImageFamily=web",
                  "DescribeImageFromFamily&ImageFamily=db",
                  "DescribeImageFromFamily&ImageFamily=acs:1000000000000001:web"},
      .owners_queries = {"ModifyImageAttribute&ImageId={image}&ImageFamily=db",
                         "ModifyImageAttribute&ImageId={image}&Status=Deprecated&ImageFamily=db",
                         "ModifyImageAttribute&ImageId={image}&Status=Available&ImageFamily=web",
                         "ModifyImageAttribute&ImageId={image}&Status=Deprecated&ImageFamily=1db",
                         "ModifyImageAttribute&ImageId={image}&Status=Gone&ImageFamily=db",
                         "ModifyImageSharePermission&ImageId={image}&AddAccount.1=1000000000000009",
                         "ModifyImageSharePermission&ImageId={image}&AddAccount.1=1000000000000001"
                         "&AddAccount.2=1000000000000002",
                         "ModifyImageSharePermission&ImageId={image}&IsPublic=true"
                         "&AddAccount.1=1000000000000002",
                         "ModifyImageSharePermission&ImageId={image}&LaunchPermission=hidden",
                         "DeleteImage&ImageId={image}&Force=true"},
      .has_platform_events = true,
  };
}

World attributes_world() {
  return {
      .name = "attributes",
      .given = R"(
  images:
    - {id: m-1, name: one, boot-mode: UEFI}
    - {id: m-2, name: two, boot-mode: UEFI, architecture: arm64})",
      .callers = {owner},
      .queries = {"ModifyImageAttribute&ImageId={image}",
                  "ModifyImageAttribute&ImageId={image}&ImageName=one",
                  "ModifyImageAttribute&ImageId={image}&ImageName=two",
                  "ModifyImageAttribute&ImageId={image}&ImageName=x.y",
                  "ModifyImageAttribute&ImageId={image}&ImageName=aliyun",
                  "ModifyImageAttribute&ImageId={image}&ImageName=",
                  "ModifyImageAttribute&ImageId={image}&BootMode=BIOS",
                  "ModifyImageAttribute&ImageId={image}&BootMode=UEFI",
                  "ModifyImageAttribute&ImageId={image}&BootMode=UEFI-Preferred",
                  "ModifyImageAttribute&ImageId={image}&BootMode=EFI",
                  "ModifyImageAttribute&ImageId=m-2&LicenseType=BYOL",
                  "ModifyImageAttribute&ImageId=m-2&LicenseType=Auto",
                  "ModifyImageAttribute&ImageId={image}&Description=http://",
                  "ModifyImageAttribute&ImageId=m-1&Features.NvmeSupport=supported",
                  "ModifyImageAttribute&ImageId=m-1&Features.NvmeSupport=unsupported",
                  "ModifyImageAttribute&ImageId={image}&Features.NvmeSupport=yes",
                  "ModifyImageAttribute&ImageId=m-1&Features.ImdsSupport=v1",
                  "ModifyImageAttribute&ImageId=m-1&Features={\"ImdsSupport\":\"v2\"}",
                  "ModifyImageAttribute&ImageId={image}&Status=Deprecated",
                  "ModifyImageAttribute&ImageId={image}&Status=Available",
                  "ModifyImageAttribute&ImageId={image}&ImageName=one&BootMode=BIOS"
                  "&LicenseType=BYOL&Description=x",
                  "ModifyImageAttribute&ImageId=m-1&ImageName=two&Status=Deprecated"
                  "&Features.ImdsSupport=v1",
                  "DescribeImages&Status=Available,Deprecated"},
      .owners_queries = {},
  };
}

World instances_world() {
  return {
      .name = "instances",
      .given = R"(
  accounts: ["1000000000000002"]
  images:
    - {id: m-1, family: web, shared-with: ["1000000000000002"]}
    - {id: m-2, boot-mode: UEFI})",
      .callers = {owner, other},
      .queries = {"CreateInstance&ImageId={image}", "CreateInstance&ImageFamily=web",
                  "RunInstances&ImageFamily=web&ImageId={image}",
                  "RunInstances&ImageFamily=acs:1000000000000001:web&DryRun=true",
                  "StartInstance&InstanceId={instance}", "StopInstance&InstanceId={instance}",
                  "DeleteInstance&InstanceId={instance}",
                  "DeleteInstances&InstanceId.1={instance}&InstanceId.2=i-none",
                  "ReplaceSystemDisk&InstanceId={instance}&ImageId={image}", "DescribeInstances",
                  "DescribeInstances&ImageId={image}"},
      .owners_queries = {"ModifyImageAttribute&ImageId={image}&BootMode=BIOS",
                         "ModifyImageAttribute&ImageId={image}&BootMode=UEFI",
                         "ModifyImageAttribute&ImageId={image}&Status=Deprecated",
                         "ModifyImageAttribute&ImageId={image}&Status=Available",
                         "ModifyImageSharePermission&ImageId={image}"
                         "&RemoveAccount.1=1000000000000002",
                         "DeleteImage&ImageId={image}", "DeleteImage&ImageId={image}&Force=true",
                         "DeleteInstance&InstanceId={instance}&Force=true",
                         "DescribeImages&Usage=instance"},
  };
}

World creations_world() {
  return {
      .name = "creations",
      .given = R"(
  accounts: ["1000000000000002"]
  settle: {create: 1m, copy: 1m, import: 1m, copies-at-once: 1}
  images:
    - {id: m-1, name: one, family: web, shared-with: ["1000000000000002"]}
  instances:
    - {id: i-1, image: m-1})",
      .callers = {owner},
      .queries = {"CreateImage&InstanceId={instance}&ImageFamily=web",
                  "CreateImage&InstanceId={instance}&ImageName=one",
                  "ImportImage&DiskDeviceMapping.1.OSSBucket=b&DiskDeviceMapping.1.OSSObject=o",
                  "CopyImage&ImageId={image}",
                  "CopyImage&ImageId={image}&DestinationRegionId=cn-beijing",
                  "CancelCopyImage&ImageId={image}",
                  "CancelCopyImage&ImageId={image}&RegionId=cn-beijing",
                  "DeleteImage&ImageId={image}", "DeleteImage&ImageId={image}&Force=true",
                  "ModifyImageAttribute&ImageId={image}&Status=Deprecated",
                  "ModifyImageAttribute&ImageId={image}&Status=Available",
                  "ModifyImageAttribute&ImageId={image}&ImageFamily=web",
                  "ModifyImageAttribute&ImageId={image}&BootMode=BIOS",
                  "ModifyImageSharePermission&ImageId={image}&AddAccount.1=1000000000000002",
                  "RunInstances&ImageId={image}&DryRun=true",
                  "ReplaceSystemDisk&InstanceId={instance}&ImageId={image}",
                  "DescribeImages&Status=Creating,Waiting,CreateFailed",
                  "DescribeImageFromFamily&ImageFamily=web"},
      .owners_queries = {},
      .has_platform_events = true,
      .advance_seconds = 30,
      .images_max = 3,
      .instances_max = 1,
  };
}

World narrow_world() {
  const std::string ten_times = [] {
    std::string text;
    for (int i = 1; i <= 10; ++i)
      text += "&AddAccount." + std::to_string(i) + "=1000000000000002";
    return text;
  }();
  return {
      .name = "narrow",
      .given = R"(
  accounts: ["1000000000000002", "1000000000000003"]
  quotas: {images-per-family: 2, families-per-region: 1, accounts-per-image: 1}
  settle: {create: 1h}
  images:
    - {id: m-1, name: one, family: web, boot-mode: UEFI, created: 2025-12-31T00:00:00Z}
    - {id: m-2, name: two, family: web, boot-mode: UEFI, created: 2025-12-31T00:00:00Z}
    - {id: m-3, name: three, status: Creating}
    - {id: m-4, name: four, status: UnAvailable, shared-with: ["1000000000000002"]}
    - {id: m-5, owner: "1000000000000002", family: web, shared-with: ["1000000000000001"]}
  instances:
    - {id: i-1, image: m-2, account: "1000000000000002", status: Stopped})",
      .callers = {owner},
      .queries =
          {"ModifyImageAttribute&ImageId=m-1&Status=Deprecated",
           "ModifyImageAttribute&ImageId=m-1&Status=Available",
           "ModifyImageAttribute&ImageId=m-1",
           "ModifyImageAttribute&ImageId=m-1&ImageFamily=",
           "ModifyImageAttribute&ImageId={image}&ImageFamily=web",
           "ModifyImageAttribute&ImageId={image}&ImageFamily=db",
           "ModifyImageAttribute&ImageId={image}&ImageName=two",
           "ModifyImageAttribute&ImageId=m-2&BootMode=UEFI",
           "ModifyImageAttribute&ImageId=m-1&Status=Deprecated&BootMode=EFI&ImageFamily=1web",
           "ModifyImageAttribute&ImageId=m-2&Status=Available&BootMode=UEFI&ImageFamily=1web",
           "ModifyImageAttribute&ImageId=m-1&Status=available",
           "ModifyImageAttribute&ImageId=m-1&LicenseType=Auto&Status=Gone",
           "ModifyImageAttribute&ImageId=m-1&ImageName=\u4e2d",
           "ModifyImageAttribute&ImageId=m-1&ImageName=ACS:x.y&Description=x",
           "ModifyImageAttribute&ImageId=m-1&ImageName=a.b&Description=\U0001f600&BootMode=EFI",
           "ModifyImageAttribute&ImageId=m-2&Status=Available&DryRun=true",
           "ModifyImageAttribute&Status=Deprecated",
           "ModifyImageSharePermission&ImageId={image}&AddAccount.1=1000000000000002",
           "ModifyImageSharePermission&ImageId=m-1&RemoveAccount.1=1000000000000002",
           "ModifyImageSharePermission&ImageId=m-1&AddAccount.1=1000000000000009"
           "&AddAccount.2=1000000000000003",
           "ModifyImageSharePermission&ImageId=m-1&AddAccount.11=1000000000000009" + ten_times,
           "ModifyImageSharePermission&ImageId=m-1&IsPublic=true",
           "ModifyImageSharePermission&ImageId=m-1&IsPublic=false",
           "DeleteImage&ImageId=m-1",
           "DeleteImage&ImageId=m-2",
           "DeleteImage&ImageId=m-1&Force=true",
           "DeleteImage&ImageId=m-none",
           "DescribeImageFromFamily&ImageFamily=web",
           "DescribeImageFromFamily&ImageFamily=acs:1000000000000002:web",
           "RunInstances&ImageFamily=web&DryRun=true"},
      .owners_queries = {},
      .images_max = 5,
  };
}

}  // namespace imgfam::reference
