#!/usr/bin/env python3
"""An image's life by Apache Libcloud, which reads XML: an instance, a snapshot of its disk, an
image of that, a copy, and what its connection sends where its driver has no method of its own.

    workflow.py HOST PORT
"""

import ast
import re
import sys

from libcloud.common.exceptions import BaseHTTPError
from libcloud.compute.drivers.ecs import ECSDriver
from libcloud.compute.types import NodeState

REGION = "cn-hangzhou"
PARTNER = "2000000000000002"
REQUEST_ID = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")

checks = 0


def check(what, actual, expected):
    global checks
    if actual != expected:
        sys.exit(f"{what}: {actual!r}, expected {expected!r}")
    checks += 1


def refused(what, request, status, code):
    try:
        request()
    except BaseHTTPError as error:
        surfaced = ast.literal_eval(error.message)  # A dictionary, as text.
        check(what, (error.code, surfaced["code"]), (status, code))
        check(f"{what}: a request id", bool(REQUEST_ID.fullmatch(surfaced["request_id"])), True)
        check(f"{what}: a host id", surfaced["host_id"], "ecs.aliyuncs.com")
        return
    sys.exit(f"{what}: was not refused")


def driver_of(key, secret, region=REGION):
    host, port = sys.argv[1:]
    return ECSDriver(key, secret, region=region, secure=False, host=host, port=int(port))


def send(driver, action, **parameters):
    """What the driver has no method for: sent as it sends everything."""
    request = {"Action": action, "RegionId": REGION, **parameters}
    return driver.connection.request(driver.path, params=request).object


def family(driver):
    image = send(driver, "DescribeImageFromFamily", ImageFamily="web").find("Image")
    return None if image is None else image.findtext("ImageId")


def modify(driver, image, **what):
    return send(driver, "ModifyImageAttribute", ImageId=image.id, **what)


def share(driver, image, **what):
    return send(driver, "ModifyImageSharePermission", ImageId=image.id, **what)


def ids(driver, **filters):
    return [i.id for i in driver.list_images(ex_filters=filters)]


def main():
    builder = driver_of("builder", "builder-secret")
    partner = driver_of("partner", "partner-secret")

    check("regions", REGION in [r.id for r in builder.list_locations()], True)
    sizes = {size.id: size for size in builder.list_sizes()}
    check("zones", [z.id for z in builder.ex_list_zones()], [REGION + "-a", REGION + "-b"])
    check("family", family(builder), "m-web-1")

    # Create: an instance, a snapshot of its disk, an image of that.
    base = builder.get_image("debian_12_x64_20G_alibase_20260101.vhd")
    group = builder.ex_create_security_group(description="of the builder")
    node = builder.create_node("source", sizes["ecs.n4.small"], base, ex_security_group_id=group)
    check("node", (node.name, builder.list_nodes()[0].state), ("source", NodeState.RUNNING))
    address = builder.create_public_ip(node.id)
    check("address", builder.list_nodes()[0].public_ips, [address])
    check("reboot", builder.reboot_node(node), True)
    disk = builder.list_volumes(ex_filters={"InstanceId": node.id})[0]
    snapshot = builder.create_volume_snapshot(disk, "of-the-source")
    image = builder.create_image(node, "web-2", "by libcloud", ex_snapshot_id=snapshot.id)
    check("image", (image.name, image.extra["progress"], image.extra["is_copied"]),
          ("web-2", "100%", False))
    modify(builder, image, ImageFamily="web")
    check("family with it", family(builder), image.id)

    # Share.
    share(builder, image, **{"AddAccount.1": PARTNER})
    check("shared", ids(partner, ImageOwnerAlias="others"), [image.id])
    refused("deprecating a shared image", lambda: modify(builder, image, Status="Deprecated"),
            403, "ImageUseShared")
    share(builder, image, **{"RemoveAccount.1": PARTNER})
    check("not shared", ids(partner, ImageOwnerAlias="others"), [])

    # Deprecate: the family is rolled back.
    modify(builder, image, Status="Deprecated")
    check("family without it", family(builder), "m-web-1")
    refused("sharing a deprecated image", lambda: share(builder, image, **{"AddAccount.1": PARTNER}),
            403, "OperationDenied.InvalidImageStatus")
    launched = send(builder, "RunInstances", ImageFamily="web").findtext(
        "InstanceIdSets/InstanceIdSet")
    check("launched", builder.list_nodes(ex_node_ids=[launched])[0].extra["image_id"], "m-web-1")

    # Restore, copy, delete.
    modify(builder, image, Status="Available")
    check("family with it again", family(builder), image.id)
    beijing = driver_of("builder", "builder-secret", "cn-beijing")
    copy = beijing.copy_image(REGION, image, "web-2-copy")
    check("copy", (copy.name, copy.extra["is_copied"]), ("web-2-copy", True))
    check("deleted", (builder.delete_image(image), family(builder)), (True, "m-web-1"))
    check("destroyed", (builder.destroy_node(node), len(builder.list_nodes())), (True, 1))
    builder.ex_delete_security_group_by_id(group)
    refused("an image that is gone", lambda: builder.delete_image(image),
            404, "InvalidImageId.NotFound")

    # What is refused before anybody looks at images.
    refused("a wrong secret", driver_of("builder", "wrong").list_locations,
            400, "SignatureDoesNotMatch")
    refused("an operation that the emulator does not have",
            lambda: send(builder, "DescribeDedicatedHosts"), 404, "InvalidAction.NotFound")
    print(f"{checks} checks")


main()
