// An image's life by the Node SDK: created, shared, unshared, deprecated, resolved, launched,
// restored, deleted, with the refusals on the way, each as the SDK surfaces it.
//
//     IMGFAM_ENDPOINT=127.0.0.1:8787 node workflow.mjs
import Ecs from "@alicloud/ecs20140526";
import { check, checks, refused } from "./checks.mjs";
import { client, regionId } from "./client.mjs";

const partnerAccount = 2000000000000002;
const builder = client("builder", "builder-secret");
const partner = client("partner", "partner-secret");

const images = async (who, more) => {
  const answer = await who.describeImages(new Ecs.DescribeImagesRequest({ regionId, ...more }));
  return answer.body.images.image;
};
const idOfFamily = async () => {
  const request = new Ecs.DescribeImageFromFamilyRequest({ regionId, imageFamily: "web" });
  return (await builder.describeImageFromFamily(request)).body.image?.imageId;
};
const modify = (imageId, more) =>
  builder.modifyImageAttribute(new Ecs.ModifyImageAttributeRequest({ regionId, imageId, ...more }));
const share = (imageId, more) =>
  builder.modifyImageSharePermission(
    new Ecs.ModifyImageSharePermissionRequest({ regionId, imageId, ...more }),
  );
const launch = async (more) => {
  const request = new Ecs.RunInstancesRequest({ regionId, instanceType: "ecs.g7.large", ...more });
  return (await builder.runInstances(request)).body.instanceIdSets.instanceIdSet[0];
};
const instance = async (instanceId) => {
  const request = new Ecs.DescribeInstancesRequest({ regionId, instanceIds: JSON.stringify([instanceId]) });
  return (await builder.describeInstances(request)).body.instances.instance[0];
};

const regions = await builder.describeRegions(new Ecs.DescribeRegionsRequest({}));
check("the regions", regions.body.regions.region.some((r) => r.regionId === regionId), true);
check("the family", await idOfFamily(), "m-web-1");

// Create.
const source = await launch({ imageId: "debian_12_x64_20G_alibase_20260101.vhd", instanceName: "source" });
check("the instance", (await instance(source)).status, "Running");
const created = await builder.createImage(
  new Ecs.CreateImageRequest({
    regionId,
    instanceId: source,
    imageName: "web-2",
    imageFamily: "web",
    tag: [new Ecs.CreateImageRequestTag({ key: "built-by", value: "node" })],
  }),
);
check("a success", created.statusCode, 200);
const imageId = created.body.imageId;
const [image] = await images(builder, { imageId });
check("the new image", [image.imageName, image.status, image.progress], ["web-2", "Available", "100%"]);
check("its tag", image.tags.tag.map((t) => [t.tagKey, t.tagValue]), [["built-by", "node"]]);
check("the family with it", await idOfFamily(), imageId);

// Share.
await share(imageId, { addAccount: [partnerAccount] });
check("what the partner sees", (await images(partner, { imageId })).map((i) => i.imageOwnerAlias), ["others"]);
await refused("deprecating a shared image", () => modify(imageId, { status: "Deprecated" }), {
  code: "ImageUseShared",
  statusCode: 403,
});
await share(imageId, { removeAccount: [partnerAccount] });
check("what the partner sees then", await images(partner, { imageId }), []);

// Deprecate: the family is rolled back.
await modify(imageId, { status: "Deprecated" });
check("the family without it", await idOfFamily(), "m-web-1");
check("it is hidden", (await images(builder, { imageId })).length, 0);
check("but there", (await images(builder, { imageId, status: "Deprecated" })).length, 1);
await refused("sharing a deprecated image", () => share(imageId, { addAccount: [partnerAccount] }), {
  code: "OperationDenied.InvalidImageStatus",
  statusCode: 403,
});
const rolledBack = await launch({ imageFamily: "web" });
check("what the family launches", (await instance(rolledBack)).imageId, "m-web-1");

// Restore, and delete.
await modify(imageId, { status: "Available", features: new Ecs.ModifyImageAttributeRequestFeatures({ nvmeSupport: "supported" }) });
check("the family with it again", await idOfFamily(), imageId);
check("its feature", (await images(builder, { imageId }))[0].features.nvmeSupport, "supported");
await builder.deleteImage(new Ecs.DeleteImageRequest({ regionId, imageId }));
check("the family in the end", await idOfFamily(), "m-web-1");
const gone = await refused("an image that is gone", () => modify(imageId, { description: "gone" }), {
  code: "InvalidImageId.NotFound",
  statusCode: 404,
});
check("the whole error", [gone.data.Code, gone.data.HostId], ["InvalidImageId.NotFound", "ecs.aliyuncs.com"]);

// What is refused before anybody looks at images.
const anyRegions = (who) => () => who.describeRegions(new Ecs.DescribeRegionsRequest({}));
await refused("a wrong secret", anyRegions(client("builder", "wrong")), {
  code: "SignatureDoesNotMatch",
  statusCode: 400,
});
await refused("an unknown access key", anyRegions(client("nobody", "wrong")), {
  code: "InvalidAccessKeyId.NotFound",
  statusCode: 404,
});
await refused(
  "an operation that the emulator does not have",
  () => builder.describeDedicatedHosts(new Ecs.DescribeDedicatedHostsRequest({ regionId })),
  { code: "InvalidAction.NotFound", statusCode: 404 },
);

console.log(`${checks()} checks`);
