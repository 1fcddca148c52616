// Whole builds by Packer's alicloud-ecs builder: one in a network of its own with a temporary key
// pair and an elastic address, copied and shared and tagged; one in the classic network with a
// password and a public address, from a snapshot. Then what becomes of the images, by builds again
// where Packer has a word in it and by the Node SDK where not, with the refusals as Packer shows
// them.
//
//     IMGFAM_ENDPOINT=127.0.0.1:8787 node builds.mjs
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import Ecs from "@alicloud/ecs20140526";
import { check, checks } from "./checks.mjs";
import { client, regionId } from "./client.mjs";

const partnerAccount = 2000000000000002;
const proxy = `http://${process.env.IMGFAM_ENDPOINT}`;
const builder = client("builder", "builder-secret");
const partner = client("partner", "partner-secret");

// The machine, and what it was asked to do.
const machine = spawn(process.execPath, ["machine.mjs"], { stdio: ["ignore", "pipe", "inherit"] });
process.on("exit", () => machine.kill());
const events = [];
const port = await new Promise((resolve) => {
  createInterface(machine.stdout).on("line", (line) => {
    const event = JSON.parse(line);
    if (events.length === 0 && event.port && !event.address) resolve(event.port);
    else events.push(event);
  });
});

// Everything that Packer asks of the service goes to the emulator, as its proxy. https too: that is
// where the SDK looks for another endpoint, and is told no.
function packer(only, { secret = "builder-secret", options = [] } = {}) {
  const environment = {
    PATH: process.env.PATH,
    HOME: process.cwd(),
    CHECKPOINT_DISABLE: "1",
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
    ALICLOUD_ACCESS_KEY: "builder",
    ALICLOUD_SECRET_KEY: secret,
  };
  const build = spawn(
    "packer",
    ["build", "-machine-readable", "-parallel-builds=1", `-only=${only}`, `-var=proxy_port=${port}`, ...options, "template.json"],
    { env: environment, stdio: ["ignore", "pipe", "pipe"], timeout: 60_000 },
  );
  let output = "";
  build.stdout.on("data", (data) => (output += data));
  build.stderr.on("data", (data) => (output += data));
  return new Promise((resolve) =>
    build.on("close", (status) => resolve({ status, output: output.replaceAll("%!(PACKER_COMMA)", ",") })),
  );
}

// The ids of a build's images by region, as its artifact names them.
const imagesBuilt = (output, name) =>
  Object.fromEntries(
    (new RegExp(`,${name},artifact,0,id,(.*)`).exec(output)?.[1] ?? "").split(",").map((pair) => pair.split(":")),
  );

// A build that must fail, by an error of that code, with the request's id beside it.
async function refused(what, build, code) {
  const { status, output } = await build;
  check(`${what}: fails`, status, 1);
  check(`${what}: the code, in ${output}`, output.includes(`ErrorCode: ${code}\\n`), true);
  check(`${what}: a request id`, /\\nRequestId: [0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\\n/.test(output), true);
  return output;
}

const images = async (who, more) =>
  (await who.describeImages(new Ecs.DescribeImagesRequest({ regionId, ...more }))).body.images.image;
const modify = (imageId, more) =>
  builder.modifyImageAttribute(new Ecs.ModifyImageAttributeRequest({ regionId, imageId, ...more }));
const idOfFamily = async (imageFamily) =>
  (await builder.describeImageFromFamily(new Ecs.DescribeImageFromFamilyRequest({ regionId, imageFamily }))).body.image?.imageId;

// How much of a kind there is.
async function left() {
  const counts = await Promise.all([
    builder.describeInstances(new Ecs.DescribeInstancesRequest({ regionId })),
    builder.describeSecurityGroups(new Ecs.DescribeSecurityGroupsRequest({ regionId })),
    builder.describeKeyPairs(new Ecs.DescribeKeyPairsRequest({ regionId })),
    builder.describeEipAddresses(new Ecs.DescribeEipAddressesRequest({ regionId })),
    builder.describeVpcs(new Ecs.DescribeVpcsRequest({ regionId })),
    builder.describeVSwitches(new Ecs.DescribeVSwitchesRequest({ regionId })),
  ]);
  return counts.map((answer) => answer.body.totalCount);
}

// The builds.
const built = await packer("vpc,classic");
check(`the builds, which said ${built.output}`, built.status, 0);
check("nothing else is left", await left(), [0, 0, 0, 0, 0, 0]);
check(
  "who came in how",
  events.filter((e) => e.login).map((e) => [e.login, e.isGood ?? true]).sort(),
  [["password", true], ["publickey", true]],
);
check("by the addresses that the emulator gave", events.filter((e) => e.address).every((e) => e.address.startsWith("198.18.")), true);
check("both were provisioned", events.filter((e) => / \/tmp\/script_\d+\.sh\n$/.test(e.command ?? "") && e.command.includes("PACKER_BUILD_NAME")).length, 2);

// What was built: an image, its copy, its share, its tags.
const inVpc = imagesBuilt(built.output, "vpc");
const imageId = inVpc[regionId];
const [image] = await images(builder, { imageId });
check("the image", [image.imageName, image.status, image.isCopied], ["packer-vpc", "Available", false]);
check("its description", image.description, "by a temporary key pair, in a network of its own");
const tagged = new Ecs.DescribeImagesRequestTag({ key: "built-by", value: "packer" });
check("found by its tag", (await images(builder, { tag: [tagged] })).map((i) => i.imageId), [imageId]);
const [copy] = await images(builder, { regionId: "cn-beijing", imageId: inVpc["cn-beijing"] });
check("the copy", [copy.imageName, copy.isCopied], ["packer-vpc-copy", true]);
const shares = await builder.describeImageSharePermission(
  new Ecs.DescribeImageSharePermissionRequest({ regionId, imageId }),
);
check("the share", shares.body.accounts.account.map((a) => a.aliyunId), [`${partnerAccount}`]);
check("what the partner sees", (await images(partner, { imageOwnerAlias: "others" })).map((i) => i.imageId), [imageId]);
const classic = imagesBuilt(built.output, "classic")[regionId];
check("the other image", (await images(builder, { imageId: classic }))[0].imageName, "packer-classic");

// Built again: the old image has to go first, and cannot while it is shared.
await refused("replacing a shared image", packer("vpc", { options: ["-force"] }), "ImageUseShared");
check("nothing is left of that", await left(), [0, 0, 0, 0, 0, 0]);
for (const [region, id] of Object.entries(inVpc)) {
  const unshare = { regionId: region, imageId: id, removeAccount: [partnerAccount] };
  await builder.modifyImageSharePermission(new Ecs.ModifyImageSharePermissionRequest(unshare));
}
check("what the partner sees then", await images(partner, { imageOwnerAlias: "others" }), []);

// Deprecated, it is no base any more that Packer finds, and its family falls back.
await modify(classic, { imageFamily: "packer" });
await modify(imageId, { imageFamily: "packer" });
check("the family", await idOfFamily("packer"), imageId);
const fromImage = ["-var", `base=${imageId}`, "-var", "name=packer-again"];
await modify(imageId, { status: "Deprecated" });
check("the family rolled back", await idOfFamily("packer"), classic);
const hidden = await packer("classic", { options: fromImage });
check("a deprecated base", [hidden.status, hidden.output.includes("No alicloud image was found")], [1, true]);
await modify(imageId, { status: "Available" });
check("the family restored", await idOfFamily("packer"), imageId);
check("a base again", (await packer("classic", { options: fromImage })).status, 0);

const replaced = await packer("vpc", { options: ["-force"] });
check(`replacing the image, which said ${replaced.output}`, replaced.status, 0);
check("the old one is gone", await images(builder, { imageId, status: "Available,Deprecated" }), []);

// Sharing with nobody fails, and Packer takes away what it has built.
const before = (await images(builder, { imageOwnerAlias: "self" })).length;
const stranger = ["-var", "partner=42", "-var", "name_in_vpc=packer-stranger"];
await refused("sharing with nobody", packer("vpc", { options: stranger }), "InvalidAccount.NotFound");
check("nothing is left of it", [await left(), (await images(builder, { imageOwnerAlias: "self" })).length], [[0, 0, 0, 0, 0, 0], before]);

const wrong = await refused("a wrong secret", packer("classic", { secret: "wrong" }), "SignatureDoesNotMatch");
check("which Packer explains", wrong.includes("InvalidAccessKeySecret: Please check you AccessKeySecret"), true);

console.log(`${checks()} checks`);
process.exit(0);
