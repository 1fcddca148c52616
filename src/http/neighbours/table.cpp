// The one list of the operations beside the model: what each is told of must be there, what it
// keeps, and whose answer it gives.
#include "call.hpp"

#include <algorithm>

namespace imgfam {
namespace {

struct Row {
  NeighbourOperation operation;
  std::string_view needs;  ///< Parameters, by blanks. A RegionId is checked wherever it is given.
  NeighbourHandler run;
};

// clang-format off
constexpr std::array rows{
  Row{{"AddTags", "tags; those of images are shown by DescribeImages", "API reference: AddTags"}, "RegionId ResourceId ResourceType", add_tags},
  Row{{"AllocateEipAddress", "an address of 198.18.0.0/15", "API reference: AllocateEipAddress"}, "RegionId", allocate_eip_address},
  Row{{"AllocatePublicIpAddress", "an instance's public address of 198.18.0.0/15", "API reference: AllocatePublicIpAddress"}, "InstanceId", allocate_public_ip_address},
  Row{{"AssociateEipAddress", "whose address it is", "API reference: AssociateEipAddress"}, "AllocationId InstanceId", associate_eip_address},
  Row{{"AttachKeyPair", "an instance's key pair", "API reference: AttachKeyPair"}, "RegionId KeyPairName InstanceIds", attach_key_pair},
  Row{{"AuthorizeSecurityGroup", "an inbound rule, which nothing enforces", "API reference: AuthorizeSecurityGroup"}, "RegionId SecurityGroupId", authorize_security_group},
  Row{{"AuthorizeSecurityGroupEgress", "an outbound rule, which nothing enforces", "API reference: AuthorizeSecurityGroupEgress"}, "RegionId SecurityGroupId", authorize_security_group_egress},
  Row{{"CreateKeyPair", "a name and a fingerprint; answers a real key, of Ed25519", "API reference: CreateKeyPair"}, "RegionId KeyPairName", create_key_pair},
  Row{{"CreateSecurityGroup", "a security group", "API reference: CreateSecurityGroup"}, "RegionId", create_security_group},
  Row{{"CreateSnapshot", "a snapshot of a disk, which CreateImage takes", "API reference: CreateSnapshot"}, "DiskId", create_snapshot},
  Row{{"CreateVSwitch", "a vSwitch, Available at once", "API reference: CreateVSwitch"}, "ZoneId CidrBlock VpcId", create_vswitch},
  Row{{"CreateVpc", "a VPC, Available at once", "API reference: CreateVpc"}, "RegionId", create_vpc},
  Row{{"DeleteKeyPairs", "forgets key pairs", "API reference: DeleteKeyPairs"}, "RegionId KeyPairNames", delete_key_pairs},
  Row{{"DeleteSecurityGroup", "forgets a security group", "API reference: DeleteSecurityGroup"}, "RegionId SecurityGroupId", delete_security_group},
  Row{{"DeleteSnapshot", "forgets a snapshot, unless an image has it", "API reference: DeleteSnapshot"}, "SnapshotId", delete_snapshot},
  Row{{"DeleteVSwitch", "forgets a vSwitch", "API reference: DeleteVSwitch"}, "VSwitchId", delete_vswitch},
  Row{{"DeleteVpc", "forgets a VPC", "API reference: DeleteVpc"}, "VpcId", delete_vpc},
  Row{{"DescribeDisks", "shows the system disk of each instance", "API reference: DescribeDisks"}, "RegionId", describe_disks},
  Row{{"DescribeEipAddresses", "shows what was allocated", "API reference: DescribeEipAddresses"}, "RegionId", describe_eip_addresses},
  Row{{"DescribeInstanceAttribute", "shows an instance as DescribeInstances does", "API reference: DescribeInstanceAttribute"}, "InstanceId", describe_instance_attribute},
  Row{{"DescribeInstanceStatus", "shows the statuses of instances", "API reference: DescribeInstanceStatus"}, "RegionId", describe_instance_status},
  Row{{"DescribeInstanceTypes", "shows a fixed list", "API reference: DescribeInstanceTypes"}, "", describe_instance_types},
  Row{{"DescribeKeyPairs", "shows what was created or imported", "API reference: DescribeKeyPairs"}, "RegionId", describe_key_pairs},
  Row{{"DescribeSecurityGroupAttribute", "shows the rules of a security group", "API reference: DescribeSecurityGroupAttribute"}, "RegionId SecurityGroupId", describe_security_group_attribute},
  Row{{"DescribeSecurityGroups", "shows what was created", "API reference: DescribeSecurityGroups"}, "RegionId", describe_security_groups},
  Row{{"DescribeSnapshots", "shows what was created, and those of images", "API reference: DescribeSnapshots"}, "RegionId", describe_snapshots},
  Row{{"DescribeTags", "shows tags by key and value", "API reference: DescribeTags"}, "RegionId", describe_tags},
  Row{{"DescribeUserData", "shows what the launch has said", "API reference: DescribeUserData"}, "InstanceId", describe_user_data},
  Row{{"DescribeVSwitches", "shows what was created", "API reference: DescribeVSwitches"}, "", describe_vswitches},
  Row{{"DescribeVpcs", "shows what was created", "API reference: DescribeVpcs"}, "RegionId", describe_vpcs},
  Row{{"DescribeZones", "shows two zones of a region, with everything to be had", "API reference: DescribeZones"}, "RegionId", describe_zones},
  Row{{"DetachKeyPair", "an instance's key pair", "API reference: DetachKeyPair"}, "RegionId KeyPairName InstanceIds", detach_key_pair},
  Row{{"ImportKeyPair", "a name and a fingerprint", "API reference: ImportKeyPair"}, "RegionId KeyPairName PublicKeyBody", import_key_pair},
  Row{{"JoinSecurityGroup", "an instance's security groups", "API reference: JoinSecurityGroup"}, "SecurityGroupId InstanceId", join_security_group},
  Row{{"LeaveSecurityGroup", "an instance's security groups", "API reference: LeaveSecurityGroup"}, "SecurityGroupId InstanceId", leave_security_group},
  Row{{"ListTagResources", "shows tags by resource", "API reference: ListTagResources"}, "RegionId ResourceType", list_tag_resources},
  Row{{"ModifyInstanceAttribute", "an instance's name, texts and deletion protection", "API reference: ModifyInstanceAttribute"}, "InstanceId", modify_instance_attribute},
  Row{{"ModifySecurityGroupAttribute", "a security group's name and description", "API reference: ModifySecurityGroupAttribute"}, "RegionId SecurityGroupId", modify_security_group_attribute},
  Row{{"RebootInstance", "stops and starts an instance, by the rules of those", "API reference: RebootInstance"}, "InstanceId", reboot_instance},
  Row{{"ReleaseEipAddress", "forgets an address", "API reference: ReleaseEipAddress"}, "AllocationId", release_eip_address},
  Row{{"RemoveTags", "tags", "API reference: RemoveTags"}, "RegionId ResourceId ResourceType", remove_tags},
  Row{{"RevokeSecurityGroup", "forgets an inbound rule", "API reference: RevokeSecurityGroup"}, "RegionId SecurityGroupId", revoke_security_group},
  Row{{"RevokeSecurityGroupEgress", "forgets an outbound rule", "API reference: RevokeSecurityGroupEgress"}, "RegionId SecurityGroupId", revoke_security_group_egress},
  Row{{"TagResources", "tags; those of images are shown by DescribeImages", "API reference: TagResources"}, "RegionId ResourceType ResourceId.1", tag_resources},
  Row{{"UnassociateEipAddress", "whose address it is", "API reference: UnassociateEipAddress"}, "AllocationId", unassociate_eip_address},
  Row{{"UntagResources", "tags", "API reference: UntagResources"}, "RegionId ResourceType ResourceId.1", untag_resources}};
// clang-format on

constexpr auto operations = [] {
  std::array<NeighbourOperation, rows.size()> all{};
  for (std::size_t i = 0; i < rows.size(); ++i)
    all[i] = rows[i].operation;
  return all;
}();
static_assert(std::is_sorted(operations.begin(), operations.end(),
                             [](const auto& a, const auto& b) { return a.action < b.action; }));

/// The first that is missing; empty when all are there.
std::string_view missing_of(const NeighbourCall& call, std::string_view needs) {
  while (!needs.empty()) {
    const auto end = std::min(needs.find(' '), needs.size());
    const auto name = needs.substr(0, end);
    if (call.text(name).empty()) return name.substr(0, name.find('.'));
    needs.remove_prefix(std::min(end + 1, needs.size()));
  }
  return {};
}

std::vector<std::string> launched(const boost::json::object& document) {
  std::vector<std::string> ids;
  if (const auto* one = document.if_contains("InstanceId")) ids.emplace_back(one->as_string());
  if (const auto* sets = document.if_contains("InstanceIdSets")) {
    for (const auto& id : sets->as_object().at("InstanceIdSet").as_array())
      ids.emplace_back(id.as_string());
  }
  return ids;
}

const Row* row_of(std::string_view action) {
  const auto row =
      std::lower_bound(rows.begin(), rows.end(), action,
                       [](const Row& r, std::string_view a) { return r.operation.action < a; });
  return row != rows.end() && row->operation.action == action ? &*row : nullptr;
}

}  // namespace

std::span<const NeighbourOperation> neighbour_operations() { return operations; }

bool is_by_neighbour(std::string_view action) { return row_of(action) != nullptr; }

std::optional<Outcome> Neighbours::handle(const Request& request, Cloud& cloud) {
  const Row* row = row_of(request.action);
  if (!row) return std::nullopt;
  NeighbourCall call(*this, cloud, request);
  if (const auto missing = missing_of(call, row->needs); !missing.empty())
    return NeighbourCall::missing(missing);
  if (!call.text("RegionId").empty() && !is_region(call.text("RegionId")))
    return NeighbourCall::refuse(not_there::region);
  const std::uint64_t drawn = drawn_;
  Outcome outcome = row->run(call);
  if (is_refused(outcome)) drawn_ = drawn;  // A refusal changes nothing, ids to come included.
  return outcome;
}

void Neighbours::note(const Request& request, const Outcome& outcome, Cloud& cloud) {
  const auto* response = std::get_if<Response>(&outcome);
  if (!response) return;
  NeighbourCall call(*this, cloud, request);
  const boost::json::object& document = response->document;
  if (request.action == "RunInstances" || request.action == "CreateInstance") {
    note_launch(call, launched(document));
  } else if (request.action == "DeleteInstance") {
    forget_instance(call, call.text("InstanceId"));
  } else if (request.action == "DeleteInstances") {
    for (const std::string& id : call.list("InstanceId"))
      forget_instance(call, id);
  } else if (request.action == "ReplaceSystemDisk") {
    note_system_disk(call, call.text("InstanceId"), document.at("DiskId").as_string());
  }
}

void Neighbours::add_to(Outcome& outcome, const Request& request, Cloud& cloud) {
  auto* response = std::get_if<Response>(&outcome);
  if (!response || request.action != "DescribeInstances") return;
  NeighbourCall call(*this, cloud, request);
  for (auto& instance : response->document.at("Instances").at("Instance").as_array())
    add_to_instance(call, instance.as_object());
}

}  // namespace imgfam
