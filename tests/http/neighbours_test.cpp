// The operations beside the model: what clients of whole workflows call, in the order in which they
// do, and what they look at in the answers.
#include "support/catch.hpp"
#include "support/clouds.hpp"

#include <imgfam/http/neighbours.hpp>
#include <imgfam/rules/parameters.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <random>
#include <set>

namespace imgfam {
namespace {

namespace json = boost::json;
using test::cloud_of;
using test::request_of;

/// A cloud and its neighbours, as the emulator puts them together.
struct Town {
  Cloud cloud = cloud_of("m-1 family=web");
  Neighbours neighbours;

  Outcome ask(std::string_view text) { return send(request_of(text)); }
  Outcome send(const Request& request) {
    if (auto outcome = neighbours.handle(request, cloud)) return *outcome;
    Outcome outcome = cloud.handle(request);
    neighbours.note(request, outcome, cloud);
    neighbours.add_to(outcome, request, cloud);
    return outcome;
  }
  json::object document(std::string_view text) {
    Outcome outcome = ask(text);
    INFO(text << " -> " << test::text(outcome));
    REQUIRE(!is_refused(outcome));
    return std::get<Response>(outcome).document;
  }
  std::string id(std::string_view text, std::string_view field) {
    return std::string(document(text).at(field).as_string());
  }
  /// `404 Code`, or the document.
  std::string answer(std::string_view text) {
    Outcome outcome = ask(text);
    const auto* refusal = std::get_if<Refusal>(&outcome);
    if (refusal) return std::to_string(refusal->status) + " " + refusal->code;
    return json::serialize(std::get<Response>(outcome).document);
  }

  bool operator==(const Town& other) const {
    return cloud == other.cloud && neighbours == other.neighbours;
  }
};

/// `Vpcs.Vpc.0.Status`, as text.
std::string at(const json::object& document, std::string_view path) {
  json::value value(document);
  while (!path.empty()) {
    const auto end = std::min(path.find('.'), path.size());
    const std::string step(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
    json::value next = value.is_array() ? value.get_array().at(std::stoul(step)) : value.at(step);
    value = std::move(next);
  }
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

std::string launch(Town& town, const std::string& more = {}) {
  return at(town.document("RunInstances ImageId=m-1" + more), "InstanceIdSets.InstanceIdSet.0");
}

}  // namespace

TEST_CASE("the neighbours know no operation of the model", "[http][neighbours]") {
  std::set<std::string_view> names;
  for (const NeighbourOperation& operation : neighbour_operations()) {
    INFO(operation.action);
    CHECK(find_operation(operation.action) == nullptr);
    CHECK_FALSE(operation.source.empty());
    CHECK(names.insert(operation.action).second);
  }
  Town town;
  const Town before = town;
  for (const OperationSpec& operation : operations()) {
    const Request request{std::string(operation.action), test::alice, {}};
    CHECK_FALSE(town.neighbours.handle(request, town.cloud).has_value());
  }
  CHECK_FALSE(town.neighbours.handle({"NoSuchAction", test::alice, {}}, town.cloud).has_value());
  CHECK(town == before);
}

TEST_CASE("networks are shown until they are deleted", "[http][neighbours]") {
  Town town;
  const std::string vpc = town.id("CreateVpc CidrBlock=172.16.0.0/16 VpcName=build", "VpcId");
  const auto vpcs = town.document("DescribeVpcs VpcId=" + vpc);
  CHECK(at(vpcs, "TotalCount") == "1");
  CHECK(at(vpcs, "Vpcs.Vpc.0.Status") == "Available");
  CHECK(at(vpcs, "Vpcs.Vpc.0.CidrBlock") == "172.16.0.0/16");

  const std::string vswitch =
      town.id("CreateVSwitch -RegionId ZoneId=cn-hangzhou-a CidrBlock=172.16.0.0/24 VpcId=" + vpc,
              "VSwitchId");
  const auto vswitches = town.document("DescribeVSwitches VpcId=" + vpc + " VSwitchId=" + vswitch);
  CHECK(at(vswitches, "VSwitches.VSwitch.0.Status") == "Available");
  CHECK(at(town.document("DescribeVpcs"), "Vpcs.Vpc.0.VSwitchIds.VSwitchId.0") == vswitch);

  town.document("DeleteVSwitch VSwitchId=" + vswitch);
  town.document("DeleteVpc VpcId=" + vpc);
  CHECK(at(town.document("DescribeVSwitches"), "TotalCount") == "0");
  CHECK(at(town.document("DescribeVpcs"), "Vpcs.Vpc") == "[]");
  CHECK(town.answer("DeleteVpc VpcId=" + vpc) == "404 InvalidVpcId.NotFound");
}

TEST_CASE("a zone has vSwitches and every instance type", "[http][neighbours]") {
  Town town;
  const auto zones = town.document("DescribeZones");
  CHECK(at(zones, "Zones.Zone.0.ZoneId") == "cn-hangzhou-a");
  CHECK(at(zones, "Zones.Zone.0.AvailableResourceCreation.ResourceTypes.0") == "VSwitch");
  const auto types = town.document("DescribeInstanceTypes -RegionId");
  const auto& names =
      zones.at("Zones").at("Zone").at(0).at("AvailableInstanceTypes").at("InstanceTypes");
  CHECK(types.at("InstanceTypes").at("InstanceType").as_array().size() == names.as_array().size());
  CHECK(types.at("InstanceTypes").at("InstanceType").at(0).at("CpuCoreCount").is_int64());
  CHECK(at(town.document("DescribeZones RegionId=us-east-1"), "Zones.Zone.1.ZoneId") ==
        "us-east-1b");
}

TEST_CASE("security groups keep their rules", "[http][neighbours]") {
  Town town;
  const std::string group = town.id("CreateSecurityGroup SecurityGroupName=ssh", "SecurityGroupId");
  const std::string rule = " IpProtocol=tcp PortRange=22/22 SourceCidrIp=0.0.0.0/0";
  town.document("AuthorizeSecurityGroup SecurityGroupId=" + group + rule);
  town.document("AuthorizeSecurityGroup SecurityGroupId=" + group + rule);  // As if made now.
  town.document("AuthorizeSecurityGroupEgress SecurityGroupId=" + group +
                " Permissions.1.IpProtocol=all Permissions.1.PortRange=-1/-1 "
                "Permissions.1.DestCidrIp=0.0.0.0/0");
  const auto shown = town.document("DescribeSecurityGroupAttribute SecurityGroupId=" + group);
  CHECK(shown.at("Permissions").at("Permission").as_array().size() == 2);
  CHECK(at(shown, "Permissions.Permission.0.Direction") == "ingress");
  CHECK(at(shown, "Permissions.Permission.0.PortRange") == "22/22");
  CHECK(at(shown, "Permissions.Permission.1.DestCidrIp") == "0.0.0.0/0");
  CHECK(town.document("DescribeSecurityGroups")
            .at("SecurityGroups")
            .at("SecurityGroup")
            .at(0)
            .as_object()
            .contains("Permissions") == false);

  town.document("RevokeSecurityGroup SecurityGroupId=" + group + rule);
  CHECK(town.document("DescribeSecurityGroupAttribute SecurityGroupId=" + group)
            .at("Permissions")
            .at("Permission")
            .as_array()
            .size() == 1);
  town.document("DeleteSecurityGroup SecurityGroupId=" + group);
  CHECK(town.answer("AuthorizeSecurityGroup SecurityGroupId=" + group + rule) ==
        "404 InvalidSecurityGroupId.NotFound");
}

TEST_CASE("a key pair comes with a private key, each with its own", "[http][neighbours]") {
  Town town;
  const Town before = town;
  const auto pair = town.document("CreateKeyPair KeyPairName=a");
  CHECK(at(pair, "PrivateKeyBody").starts_with("-----BEGIN PRIVATE KEY-----\n"));
  CHECK(at(town.document("CreateKeyPair KeyPairName=b"), "PrivateKeyBody") !=
        at(pair, "PrivateKeyBody"));
  CHECK(town.answer("CreateKeyPair KeyPairName=a") == "400 KeyPair.AlreadyExist");
  CHECK(at(town.document("DescribeKeyPairs KeyPairName=a"),
           "KeyPairs.KeyPair.0.KeyPairFingerPrint") == at(pair, "KeyPairFingerPrint"));

  const std::string instance = launch(town);
  const auto attached =
      town.document("AttachKeyPair KeyPairName=a InstanceIds=[\"" + instance + "\"]");
  CHECK(at(attached, "FailCount") == "0");
  CHECK(at(town.document("DescribeInstances"), "Instances.Instance.0.KeyPairName") == "a");
  town.document("DetachKeyPair KeyPairName=a InstanceIds=[\"" + instance + "\"]");
  CHECK(at(town.document("DescribeInstances"), "Instances.Instance.0.KeyPairName").empty());
  CHECK(town.answer("AttachKeyPair KeyPairName=x InstanceIds=[]") ==
        "400 InvalidKeyPairName.NotFound");
  town.document("DeleteKeyPairs KeyPairNames=[\"a\",\"b\"]");
  CHECK(at(town.document("DescribeKeyPairs"), "TotalCount") == "0");

  Town again = before;
  CHECK(again.document("CreateKeyPair KeyPairName=a") == pair);
}

TEST_CASE("an elastic address is Available or InUse", "[http][neighbours]") {
  Town town;
  const std::string instance = launch(town);
  const auto allocated = town.document("AllocateEipAddress InternetChargeType=PayByTraffic");
  const std::string id = at(allocated, "AllocationId");
  const auto status = [&] {
    return at(town.document("DescribeEipAddresses AllocationId=" + id),
              "EipAddresses.EipAddress.0.Status");
  };
  CHECK(status() == "Available");
  town.document("AssociateEipAddress AllocationId=" + id + " InstanceId=" + instance);
  CHECK(status() == "InUse");
  CHECK(at(town.document("DescribeInstances"), "Instances.Instance.0.EipAddress.IpAddress") ==
        at(allocated, "EipAddress"));
  town.document("UnassociateEipAddress AllocationId=" + id + " InstanceId=" + instance);
  CHECK(status() == "Available");
  town.document("ReleaseEipAddress AllocationId=" + id);
  CHECK(town.answer("ReleaseEipAddress AllocationId=" + id) == "404 InvalidAllocationId.NotFound");
}

TEST_CASE("an instance is shown with what its launch has said", "[http][neighbours]") {
  Town town;
  const std::string vpc = town.id("CreateVpc", "VpcId");
  const std::string vswitch = town.id(
      "CreateVSwitch ZoneId=cn-hangzhou-b CidrBlock=172.16.0.0/24 VpcId=" + vpc, "VSwitchId");
  const std::string id =
      launch(town, " InstanceName=build InstanceType=ecs.n1.tiny SecurityGroupId=sg-1 VSwitchId=" +
                       vswitch + " InternetMaxBandwidthOut=5 Tag.1.Key=a Tag.1.Value=b");
  const auto page = town.document("DescribeInstances");
  const json::object shown = page.at("Instances").at("Instance").at(0).as_object();
  CHECK(at(shown, "InstanceName") == "build");
  CHECK(at(shown, "InstanceType") == "ecs.n1.tiny");
  CHECK(at(shown, "SecurityGroupIds.SecurityGroupId.0") == "sg-1");
  CHECK(at(shown, "VpcAttributes.VpcId") == vpc);
  CHECK(at(shown, "ZoneId") == "cn-hangzhou-b");
  CHECK(at(shown, "PublicIpAddress.IpAddress.0").starts_with("198.18."));
  CHECK(at(shown, "Tags.Tag.0.TagKey") == "a");
  CHECK(at(shown, "Status") == "Running");
  CHECK(at(town.document("DescribeInstanceAttribute InstanceId=" + id), "InstanceName") == "build");

  town.document("ModifyInstanceAttribute InstanceName=web DeletionProtection=true InstanceId=" +
                id);
  CHECK(at(town.document("DescribeInstances"), "Instances.Instance.0.InstanceName") == "web");
  CHECK(town.answer("DeleteInstance Force=true InstanceId=" + id).starts_with("403 "));
  town.document("ModifyInstanceAttribute DeletionProtection=false InstanceId=" + id);
  town.document("DeleteInstance Force=true InstanceId=" + id);
  CHECK(town.neighbours.kept(Neighbours::Kind::Launch).empty());
  CHECK(town.neighbours.kept(Neighbours::Kind::Tags).empty());
}

TEST_CASE("an instance that was there before is shown with as many fields", "[http][neighbours]") {
  Town town;
  town.cloud = cloud_of("m-1 family=web\ni-given image=m-1");
  const Town before = town;
  const auto given = town.document("DescribeInstances").at("Instances").at("Instance").at(0);
  CHECK(town == before);  // Looking changes nothing.
  launch(town);
  const auto launched = town.document("DescribeInstances").at("Instances").at("Instance").at(0);
  CHECK(given.as_object().size() == launched.as_object().size());
  CHECK(given.at("InstanceName") == "i-given");
}

TEST_CASE("an instance is found whatever its id is made of", "[http][neighbours]") {
  for (const std::string id : {R"(i-\u0041)", R"(i-"x")", "i-é"}) {
    INFO(id);
    Town town;
    town.cloud = cloud_of("m-1 family=web\n" + id + " image=m-1");
    CHECK(town.id("DescribeInstanceAttribute InstanceId=" + id, "InstanceId") == id);
  }
}

TEST_CASE("a public address is given once", "[http][neighbours]") {
  Town town;
  const std::string instance = launch(town);
  const auto first = town.id("AllocatePublicIpAddress InstanceId=" + instance, "IpAddress");
  CHECK(town.id("AllocatePublicIpAddress InstanceId=" + instance, "IpAddress") == first);
  CHECK(at(town.document("DescribeInstances"),
           "Instances.Instance.0.PublicIpAddress.IpAddress.0") == first);
  CHECK(town.answer("AllocatePublicIpAddress InstanceId=i-none") ==
        "404 InvalidInstanceId.NotFound");
}

TEST_CASE("a reboot is for instances that run", "[http][neighbours]") {
  Town town;
  const std::string instance = launch(town);
  CHECK(town.document("RebootInstance InstanceId=" + instance).contains("RequestId"));
  town.document("StopInstance InstanceId=" + instance);
  const Town before = town;
  CHECK(town.answer("RebootInstance InstanceId=" + instance) == "403 IncorrectInstanceStatus");
  CHECK(town == before);
  CHECK(at(town.document("DescribeInstanceStatus"), "InstanceStatuses.InstanceStatus.0.Status") ==
        "Stopped");
}

TEST_CASE("an image is made from a snapshot of a disk, until that is deleted",
          "[http][neighbours]") {
  Town town;
  const std::string instance = launch(town);
  const auto disks = town.document("DescribeDisks DiskType=system InstanceId=" + instance);
  CHECK(disks.at("Disks").at("Disk").at(0).at("Size").is_int64());
  const std::string snapshot =
      town.id("CreateSnapshot -RegionId DiskId=" + at(disks, "Disks.Disk.0.DiskId"), "SnapshotId");
  const auto shown = town.document("DescribeSnapshots SnapshotIds=[\"" + snapshot + "\"]");
  CHECK(at(shown, "TotalCount") == "1");
  CHECK(at(shown, "Snapshots.Snapshot.0.Status") == "accomplished");
  town.document("CreateImage ImageName=of-snapshot SnapshotId=" + snapshot);
  town.document("DeleteSnapshot SnapshotId=" + snapshot);
  CHECK(town.answer("CreateImage ImageName=again SnapshotId=" + snapshot) ==
        "404 InvalidSnapshotId.NotFound");
  CHECK(town.answer("DeleteSnapshot SnapshotId=" + snapshot) == "{}");  // Ignored, as documented.
  CHECK(town.answer("CreateSnapshot DiskId=d-none") == "404 InvalidDiskId.NotFound");
}

TEST_CASE("a replaced system disk is the one that is shown", "[http][neighbours]") {
  Town town;
  const std::string instance = launch(town);
  town.document("StopInstance InstanceId=" + instance);
  const std::string disk =
      town.id("ReplaceSystemDisk ImageId=m-1 InstanceId=" + instance, "DiskId");
  CHECK(at(town.document("DescribeDisks"), "Disks.Disk.0.DiskId") == disk);
}

TEST_CASE("the tags of an image are the cloud's", "[http][neighbours]") {
  Town town;
  const auto found = [&](std::string_view filter) {
    return at(town.document("DescribeImages " + std::string(filter)), "TotalCount");
  };
  town.document("AddTags ResourceType=image ResourceId=m-1 Tag.1.Key=os Tag.1.Value=debian");
  CHECK(found("Tag.1.Key=os Tag.1.Value=debian") == "1");
  town.document("TagResources ResourceType=image ResourceId.1=m-1 Tag.1.Key=os Tag.1.Value=ubuntu");
  CHECK(found("Tag.1.Key=os Tag.1.Value=debian") == "0");
  CHECK(at(town.document("ListTagResources ResourceType=image"),
           "TagResources.TagResource.0.TagValue") == "ubuntu");
  CHECK(at(town.document("DescribeTags"), "Tags.Tag.0.TagKey") == "os");
  town.document("UntagResources ResourceType=image ResourceId.1=m-1 TagKey.1=os");
  CHECK(found("Tag.1.Key=os") == "0");
  CHECK(town.answer("AddTags ResourceType=image ResourceId=m-2 Tag.1.Key=a") ==
        "404 InvalidResourceId.NotFound");
  CHECK(town.answer("AddTags ResourceType=rocket ResourceId=m-1 Tag.1.Key=a") ==
        "404 InvalidResourceType.NotFound");
  CHECK(town.answer("bob: AddTags ResourceType=image ResourceId=m-1 Tag.1.Key=a") ==
        "404 InvalidResourceId.NotFound");
}

TEST_CASE("other resources keep tags of their own", "[http][neighbours]") {
  Town town;
  const std::string instance = launch(town);
  town.document("CreateKeyPair KeyPairName=a");
  const std::string group = town.id("CreateSecurityGroup Tag.1.Key=x", "SecurityGroupId");
  const std::string snapshot = at(town.document("DescribeImages"),
                                  "Images.Image.0.DiskDeviceMappings.DiskDeviceMapping.0."
                                  "SnapshotId");
  const std::string disk = at(town.document("DescribeDisks"), "Disks.Disk.0.DiskId");
  for (const auto& [type, id] :
       std::vector<std::pair<std::string, std::string>>{{"instance", instance},
                                                        {"keypair", "a"},
                                                        {"securitygroup", group},
                                                        {"snapshot", snapshot},
                                                        {"disk", disk}}) {
    INFO(type);
    town.document("AddTags ResourceType=" + type + " ResourceId=" + id +
                  " Tag.1.Key=k Tag.1.Value=v");
    CHECK(at(town.document("ListTagResources ResourceType=" + type + " ResourceId.1=" + id +
                           " Tag.1.Key=k"),
             "TagResources.TagResource.0.TagValue") == "v");
    town.document("RemoveTags ResourceType=" + type + " ResourceId=" + id + " Tag.1.Key=k");
  }
  CHECK(at(town.document("DescribeTags"), "TotalCount") == "1");  // The group's own.
}

TEST_CASE("what a neighbour needs is named, and nothing is changed without it",
          "[http][neighbours]") {
  Town town;
  launch(town);
  const Town before = town;
  for (const NeighbourOperation& operation : neighbour_operations()) {
    INFO(operation.action);
    const std::string answer = town.answer(std::string(operation.action) + " -RegionId");
    const bool needs_nothing =
        operation.action == "DescribeVSwitches" || operation.action == "DescribeInstanceTypes";
    CHECK((answer == "400 MissingParameter") == !needs_nothing);
  }
  CHECK(town.answer("CreateVpc RegionId=moon") == "404 InvalidRegionId.NotFound");
  CHECK(town == before);
}

TEST_CASE("another account sees and changes nothing of it", "[http][neighbours]") {
  Town town;
  const std::string vpc = town.id("CreateVpc", "VpcId");
  const std::string eip = town.id("AllocateEipAddress", "AllocationId");
  CHECK(at(town.document("bob: DescribeVpcs"), "TotalCount") == "0");
  CHECK(town.answer("bob: DeleteVpc VpcId=" + vpc) == "404 InvalidVpcId.NotFound");
  CHECK(town.answer("bob: ReleaseEipAddress AllocationId=" + eip) ==
        "404 InvalidAllocationId.NotFound");
}

TEST_CASE("only so much of a kind is kept", "[http][neighbours]") {
  Town town;
  for (std::size_t i = 0; i < Neighbours::kept_max; ++i)
    REQUIRE(!is_refused(town.ask("AllocateEipAddress")));
  const Neighbours before = town.neighbours;
  CHECK(town.answer("AllocateEipAddress") == "403 QuotaExceeded");
  CHECK(town.neighbours.kept(Neighbours::Kind::Eip) == before.kept(Neighbours::Kind::Eip));
  // Pages lead to all of them.
  CHECK(at(town.document("DescribeEipAddresses PageSize=100 PageNumber=10"),
           "EipAddresses.EipAddress.99.Status") == "Available");
  CHECK(at(town.document("DescribeEipAddresses PageSize=100 PageNumber=11"),
           "EipAddresses.EipAddress") == "[]");
}

/// As many instances as are kept; the id of the last.
std::string fill_with_instances(Town& town, const std::string& more = {}) {
  std::string last;
  for (std::size_t i = 0; i < Neighbours::kept_max; i += 100) {
    const auto launched = town.document("RunInstances ImageId=m-1 Amount=100" + more);
    last = at(launched, "InstanceIdSets.InstanceIdSet.99");
  }
  return last;
}

TEST_CASE("what is kept already can be changed when no more is kept", "[http][neighbours]") {
  Town town;
  const std::string known = fill_with_instances(town);
  const std::string other =
      at(town.document("RunInstances ImageId=m-1"), "InstanceIdSets.InstanceIdSet.0");
  town.document("CreateKeyPair KeyPairName=a");
  const auto attach = [&](const std::string& ids) {
    return town.answer("AttachKeyPair KeyPairName=a InstanceIds=" + ids);
  };
  CHECK(attach(known + "," + known).starts_with("{"));
  CHECK(attach(other) == "403 QuotaExceeded");
}

TEST_CASE("tags that cannot be kept are refused", "[http][neighbours]") {
  Town town;
  const std::string tagged = fill_with_instances(town, " Tag.1.Key=a Tag.1.Value=b");
  const std::string group = town.id("CreateSecurityGroup", "SecurityGroupId");
  const auto tag = [&](const std::string& type, const std::string& id) {
    return town.answer("TagResources ResourceType=" + type + " ResourceId.1=" + id +
                       " Tag.1.Key=x Tag.1.Value=y");
  };
  const Town before = town;
  CHECK(tag("securitygroup", group) == "403 QuotaExceeded");
  CHECK(town.answer("CreateKeyPair KeyPairName=a Tag.1.Key=x") == "403 QuotaExceeded");
  CHECK(town == before);
  CHECK(tag("instance", tagged) == "{}");
  CHECK(tag("image", "m-1") == "{}");
}

TEST_CASE("so many resources are tagged at once", "[http][neighbours]") {
  Town town;
  const std::string instance = launch(town);
  town.document("StopInstance InstanceId=" + instance);
  const std::string first = "d-" + instance.substr(2);
  const auto tag = [&](const std::string& disk, int times) {
    std::string request = "TagResources ResourceType=disk Tag.1.Key=a Tag.1.Value=b";
    for (int i = 1; i <= times; ++i)
      request += " ResourceId." + std::to_string(i) + "=" + disk;
    return town.answer(request);
  };
  CHECK(tag(first, 50) == "{}");
  CHECK(tag(first, 51) == "400 NumberExceed.ResourceIds");
  const std::string second =
      town.id("ReplaceSystemDisk ImageId=m-1 InstanceId=" + instance, "DiskId");
  CHECK(tag(second, 1) == "{}");
  CHECK(tag(first, 1) == "404 InvalidResourceId.NotFound");
}

TEST_CASE(
    "whatever is asked: nothing is thrown, a refusal or a look changes nothing, and the same "
    "is answered again",
    "[http][neighbours]") {
  // Ids are taken from what was answered, so that many requests name something that is there.
  std::vector<std::string> actions{"RunInstances", "CreateInstance", "DeleteInstance",
                                   "StopInstance", "CreateImage",    "DescribeInstances"};
  for (const NeighbourOperation& operation : neighbour_operations())
    actions.emplace_back(operation.action);
  const std::vector<std::string> names{"VpcId",
                                       "VSwitchId",
                                       "SecurityGroupId",
                                       "InstanceId",
                                       "InstanceIds",
                                       "KeyPairName",
                                       "KeyPairNames",
                                       "AllocationId",
                                       "DiskId",
                                       "SnapshotId",
                                       "ResourceId",
                                       "ResourceId.1",
                                       "ResourceType",
                                       "Tag.1.Key",
                                       "Tag.1.Value",
                                       "TagKey.1",
                                       "CidrBlock",
                                       "ZoneId",
                                       "IpProtocol",
                                       "PublicKeyBody",
                                       "PageSize",
                                       "PageNumber",
                                       "ImageId",
                                       "ImageName",
                                       "Force",
                                       "Bandwidth",
                                       "InternetMaxBandwidthOut",
                                       "DeletionProtection"};
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const auto one_of = [&](const std::vector<std::string>& list) -> const std::string& {
      return list[random() % list.size()];
    };
    std::vector<std::string> values{"m-1",
                                    "",
                                    "a",
                                    "0",
                                    "99999999999999999999",
                                    "true",
                                    "false",
                                    "[\"a\"]",
                                    "[[",
                                    "image",
                                    "instance",
                                    "disk",
                                    "keypair",
                                    "securitygroup",
                                    "snapshot",
                                    "cn-hangzhou"};
    Town town;
    Town again;
    for (int i = 0; i < 400; ++i) {
      Request request{one_of(actions), test::alice, {{"RegionId", "cn-hangzhou"}}};
      for (const std::string& name : names) {
        if (random() % 2 == 0) request.parameters.push_back({name, one_of(values)});
      }
      const Town before = town;
      const Outcome outcome = town.send(request);
      CHECK(again.send(request) == outcome);
      if (is_refused(outcome) || request.action.starts_with("Describe")) {
        CHECK(town == before);
        continue;
      }
      for (const auto& [name, value] : std::get<Response>(outcome).document) {
        if (name.ends_with("Id") && value.is_string()) values.emplace_back(value.get_string());
      }
    }
    CHECK(town == again);
  }
}

}  // namespace imgfam
