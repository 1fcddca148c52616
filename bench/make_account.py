#!/usr/bin/env python3
"""Prints the answers of an account of any size, as the service gives them: a measure for `import`.

    make_account.py [FAMILIES [IMAGES [SHARES [INSTANCES]]]] | imgfam import -

A family has so many images; the newest is shared with so many accounts, every second of the others
is Deprecated. The documents are pages of 100, printed one after another and indented, as the
provider's command line prints them in a loop.
"""

import datetime
import json
import sys

region = "cn-hangzhou"
owner = 1000000000000001
begun = datetime.datetime(2025, 1, 1, tzinfo=datetime.timezone.utc)


def time(minutes):
    return (begun + datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def image(family, number, images):
    is_newest = number == images - 1
    minutes = number * 1000 + family
    return {
        "ImageId": f"m-bp{family:04}{number:08}x", "ImageName": f"web-{family}-{number}",
        "ImageFamily": f"web-{family}", "ImageVersion": "", "Description": "made by the nightly build",
        "Status": "Available" if is_newest or number % 2 else "Deprecated", "Progress": "100%",
        "CreationTime": time(minutes), "ImageOwnerAlias": "self", "ImageOwnerId": owner,
        "Architecture": "x86_64", "Platform": "Ubuntu", "OSType": "linux",
        "OSName": "Ubuntu 22.04 64 bit", "OSNameEn": "Ubuntu 22.04 64 bit", "Size": 40,
        "Usage": "none", "IsSelfShared": "true" if is_newest else "", "IsPublic": False,
        "IsCopied": False, "IsSubscribed": False, "IsSupportIoOptimized": True,
        "IsSupportCloudinit": True, "ProductCode": "", "ResourceGroupId": "", "BootMode": "BIOS",
        "LicenseType": "Auto", "LoginAsNonRootSupported": False, "SupplierName": "", "Usable": True,
        "Features": {"NvmeSupport": "supported", "ImdsSupport": "v1"},
        "DiskDeviceMappings": {"DiskDeviceMapping": [{
            "Type": "system", "Device": "/dev/xvda", "SnapshotId": f"s-bp{family:04}{number:08}x",
            "Size": "40", "Format": "", "ImportOSSBucket": "", "ImportOSSObject": "",
            "Progress": "100%", "RemainTime": 0, "Encrypted": False}]},
        "Tags": {"Tag": [{"TagKey": "team", "TagValue": "platform"}]},
    }


def instance(number, families, images):
    newest = f"m-bp{number % families:04}{images - 1:08}x"
    return {"InstanceId": f"i-bp{number:012}", "InstanceName": f"web-{number}", "ImageId": newest,
            "RegionId": region, "ZoneId": region + "-h", "Status": "Running", "Cpu": 2,
            "Memory": 4096, "InstanceType": "ecs.g6.large", "CreationTime": "2026-01-01T00:00Z",
            "DeletionProtection": False, "SecurityGroupIds": {"SecurityGroupId": ["sg-bp1"]}}


def pages(items, outer, inner, more):
    size = 100
    for begin in range(0, max(1, len(items)), size):
        document = {"TotalCount": len(items), "PageNumber": begin // size + 1, "PageSize": size,
                    "RequestId": "2B9A1D3C-0000-4000-8000-000000000000",
                    outer: {inner: items[begin:begin + size]}, **more}
        print(json.dumps(document, indent="\t"))


def main():
    counts = [int(argument) for argument in sys.argv[1:]]
    families, images, shares, instances = counts + [100, 100, 50, 1000][len(counts):]
    made = [image(f, n, images) for n in reversed(range(images)) for f in range(families)]
    pages(made, "Images", "Image", {"RegionId": region})
    for family in range(families):
        accounts = [{"AliyunId": str(2000000000000000 + n), "SharedTime": time(0)}
                    for n in range(shares)]
        pages(accounts, "Accounts", "Account",
              {"RegionId": region, "ImageId": f"m-bp{family:04}{images - 1:08}x",
               "ShareGroups": {"ShareGroup": []}})
    pages([instance(n, families, images) for n in range(instances)], "Instances", "Instance", {})


if __name__ == "__main__":
    main()
