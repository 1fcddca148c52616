// NeighbourCall: one request on its way through an operation beside the model. Operations see what
// is kept, and the cloud, through it alone.
#pragma once

#include <imgfam/http/neighbours.hpp>

#include <boost/json/array.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

/// What an id that is not there earns. [doc: the error codes of the operations that name it]
struct NotThere {
  int status;
  std::string_view code;
  std::string_view message;
};

// clang-format off
namespace not_there {
inline constexpr NotThere region{404, "InvalidRegionId.NotFound", "The RegionId provided does not exist in our records."};
inline constexpr NotThere vpc{404, "InvalidVpcId.NotFound", "Specified VPC does not exist."};
inline constexpr NotThere vswitch{404, "InvalidVSwitchId.NotFound", "Specified virtual switch does not exist."};
inline constexpr NotThere security_group{404, "InvalidSecurityGroupId.NotFound", "The SecurityGroupId provided does not exist in our records."};
inline constexpr NotThere key_pair{400, "InvalidKeyPairName.NotFound", "The specified KeyPairName does not exist in our records."};
inline constexpr NotThere address{404, "InvalidAllocationId.NotFound", "Specified allocation ID is not found"};
inline constexpr NotThere instance{404, "InvalidInstanceId.NotFound", "The InstanceId provided does not exist in our records."};
inline constexpr NotThere disk{404, "InvalidDiskId.NotFound", "The specified disk does not exist."};
inline constexpr NotThere resource{404, "InvalidResourceId.NotFound", "The specified ResourceId is not found in our records."};
inline constexpr NotThere resource_type{404, "InvalidResourceType.NotFound", "The ResourceType provided does not exist in our records."};
}  // namespace not_there
// clang-format on

class NeighbourCall {
 public:
  using Kind = Neighbours::Kind;
  using Kept = Neighbours::Kept;

  NeighbourCall(Neighbours& neighbours, Cloud& cloud, const Request& request)
      : neighbours_(neighbours), cloud_(cloud), request_(request) {}

  // ---- What is asked, and by whom ----
  AccountId caller() const { return request_.account; }
  std::string_view action() const { return request_.action; }
  /// The value; empty when the parameter is left out.
  std::string_view text(std::string_view name) const;
  /// The values of `name.1`, `name.2`, … up to the first that is left out.
  std::vector<std::string> list(std::string_view name) const;
  /// The texts of a JSON array, as `InstanceIds=["i-1"]`; anything else is one text, or more
  /// divided by commas.
  std::vector<std::string> array(std::string_view name) const;
  /// From 1 to `max`, which stands for what is more; `otherwise` where it is none.
  std::uint64_t number(std::string_view name, std::uint64_t otherwise, std::uint64_t max) const;
  /// `Tag.N.Key` and `Tag.N.Value`.
  std::vector<Tag> tags() const;
  /// Whether every parameter of these names that is given lists what `shown` has there.
  bool asks_for(const boost::json::object& shown,
                std::initializer_list<std::string_view> names) const;

  // ---- What is kept ----
  const std::vector<Kept>& all(Kind kind) const { return of(kind); }
  /// Of the caller, in the region where one is given.
  Kept* find(Kind kind, std::string_view id, std::string_view region = {});
  /// False: there are as many as may be.
  bool keep(Kind kind, Kept kept);
  void forget(Kind kind, std::string_view id, std::string_view region = {});

  std::string new_id(std::string_view prefix);
  /// Of 198.18.0.0/15, which is for tests, or of 172.16.0.0/12.
  std::string new_public_address();
  std::string new_private_address();
  /// For a key that nobody else gets.
  std::uint64_t new_seed();

  // ---- What the cloud has ----
  Cloud& cloud() { return cloud_; }
  const Cloud& cloud() const { return cloud_; }
  const Instance* own_instance(std::string_view id) const;
  std::string now() const { return to_string(cloud_.now()); }
  /// As part of a request of the caller's.
  Outcome ask_cloud(std::string_view action, std::vector<Parameter> parameters) {
    return cloud_.handle({std::string(action), caller(), std::move(parameters)});
  }

  // ---- Answering ----
  static Outcome respond(boost::json::object document = {}) {
    return Response{std::move(document)};
  }
  /// A page of them, as `{"Vpcs": {"Vpc": […]}}` with the counts.
  Outcome respond_page(std::string_view list, std::string_view element,
                       const std::vector<boost::json::object>& found) const;
  static Outcome refuse(const NotThere& what);
  static Outcome missing(std::string_view parameter);
  /// Beyond Neighbours::kept_max.
  static Outcome full();

 private:
  std::vector<Kept>& of(Kind kind) const {
    return neighbours_.kept_[static_cast<std::size_t>(kind)];
  }

  Neighbours& neighbours_;
  Cloud& cloud_;
  const Request& request_;
};

/// What a launch has said of an instance; nullptr where none was seen.
const boost::json::object* seen_launch(const NeighbourCall& call, std::string_view instance);
/// The same, or what is assumed where none was seen.
boost::json::object launch_of(NeighbourCall& call, const Instance& instance);
/// The same, to be changed; nothing where no more can be kept.
boost::json::object* launch_to_change(NeighbourCall& call, const Instance& instance);
/// Notes what a launch of these instances says.
void note_launch(NeighbourCall& call, const std::vector<std::string>& instances);
void note_system_disk(NeighbourCall& call, std::string_view instance, std::string_view disk);
void forget_instance(NeighbourCall& call, std::string_view id);
/// Adds to an instance's document what the model does not have.
void add_to_instance(NeighbourCall& call, boost::json::object& document);

/// The tags of something that is no image: `{"Tag": [{"TagKey": …, "TagValue": …}]}`.
boost::json::object tags_of(NeighbourCall& call, std::string_view type, std::string_view id);
/// Whether a thing that the call creates can have the tags that it names.
bool has_room_for_tags(const NeighbourCall& call);
/// Not kept where there is no room.
void set_tags_of(NeighbourCall& call, std::string_view type, std::string_view id,
                 std::string_view region, const std::vector<Tag>& tags);

/// Before any other has replaced it.
std::string first_system_disk_of(const Instance& instance);
std::string system_disk_of(const boost::json::object& launch, const Instance& instance);

/// `{"IpAddress": ["…"]}`
boost::json::object address_list(std::string_view address);

std::string first_zone(std::string_view region);
struct InstanceType {
  std::string_view id;
  std::string_view family;
  int cores;
  double memory_gib;
  std::string_view architecture = "X86";
};
std::span<const InstanceType> instance_types();

/// The operations.
using NeighbourHandler = Outcome (*)(NeighbourCall&);
// clang-format off
Outcome describe_zones(NeighbourCall&), describe_instance_types(NeighbourCall&);
Outcome create_vpc(NeighbourCall&), describe_vpcs(NeighbourCall&), delete_vpc(NeighbourCall&);
Outcome create_vswitch(NeighbourCall&), describe_vswitches(NeighbourCall&), delete_vswitch(NeighbourCall&);
Outcome create_security_group(NeighbourCall&), describe_security_groups(NeighbourCall&), delete_security_group(NeighbourCall&);
Outcome describe_security_group_attribute(NeighbourCall&), modify_security_group_attribute(NeighbourCall&);
Outcome authorize_security_group(NeighbourCall&), authorize_security_group_egress(NeighbourCall&);
Outcome revoke_security_group(NeighbourCall&), revoke_security_group_egress(NeighbourCall&);
Outcome join_security_group(NeighbourCall&), leave_security_group(NeighbourCall&);
Outcome create_key_pair(NeighbourCall&), import_key_pair(NeighbourCall&), describe_key_pairs(NeighbourCall&);
Outcome delete_key_pairs(NeighbourCall&), attach_key_pair(NeighbourCall&), detach_key_pair(NeighbourCall&);
Outcome allocate_public_ip_address(NeighbourCall&), allocate_eip_address(NeighbourCall&);
Outcome associate_eip_address(NeighbourCall&), unassociate_eip_address(NeighbourCall&);
Outcome release_eip_address(NeighbourCall&), describe_eip_addresses(NeighbourCall&);
Outcome describe_instance_attribute(NeighbourCall&), describe_instance_status(NeighbourCall&);
Outcome describe_user_data(NeighbourCall&), modify_instance_attribute(NeighbourCall&), reboot_instance(NeighbourCall&);
Outcome describe_disks(NeighbourCall&), create_snapshot(NeighbourCall&), describe_snapshots(NeighbourCall&);
Outcome delete_snapshot(NeighbourCall&);
Outcome add_tags(NeighbourCall&), remove_tags(NeighbourCall&), describe_tags(NeighbourCall&);
Outcome tag_resources(NeighbourCall&), untag_resources(NeighbourCall&), list_tag_resources(NeighbourCall&);
// clang-format on

}  // namespace imgfam
