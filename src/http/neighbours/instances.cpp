// What a launch says of an instance, and the model leaves to others: its name, networks, addresses,
// key pair, user data. Which instances there are and their statuses are the cloud's.
#include "call.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <charconv>

namespace imgfam {
namespace {

namespace json = boost::json;
using Kind = Neighbours::Kind;
using Kept = Neighbours::Kept;

constexpr std::string_view default_type = "ecs.g6.large";
constexpr std::uint64_t bandwidth_max = 1000;

std::string_view text_in(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

/// Of an instance whose launch was not seen: nothing that its clients could miss is left out.
json::object plain_launch(const Instance& instance) {
  constexpr std::uint64_t byte = 256;
  const std::uint64_t n = instance.serial;
  const std::string address =
      "172.16." + std::to_string(n / byte % byte) + "." + std::to_string(n % byte);
  return {{"InstanceName", instance.id},
          {"HostName", instance.id},
          {"Description", ""},
          {"InstanceType", default_type},
          {"ZoneId", first_zone(instance.region)},
          {"SecurityGroupIds", json::array{}},
          {"VpcId", ""},
          {"VSwitchId", ""},
          {"PrivateIpAddress", address},
          {"PublicIpAddress", ""},
          {"KeyPairName", ""},
          {"UserData", ""},
          {"InternetChargeType", "PayByTraffic"},
          {"InternetMaxBandwidthOut", 0},
          {"DiskId", ""}};
}

void read_launch(NeighbourCall& call, json::object& launch) {
  for (const std::string_view name :
       {"InstanceName", "HostName", "Description", "InstanceType", "ZoneId", "VSwitchId",
        "KeyPairName", "UserData", "InternetChargeType"}) {
    if (!call.text(name).empty()) launch[name] = call.text(name);
  }
  json::array& groups = launch.at("SecurityGroupIds").as_array();
  if (const auto one = call.text("SecurityGroupId"); !one.empty()) groups.emplace_back(one);
  for (const std::string& id : call.list("SecurityGroupIds"))
    groups.emplace_back(id);
  if (const Kept* vswitch = call.find(Kind::VSwitch, call.text("VSwitchId"))) {
    launch["VpcId"] = vswitch->shown.at("VpcId");
    launch["ZoneId"] = vswitch->shown.at("ZoneId");
  }
  const std::uint64_t bandwidth = call.number("InternetMaxBandwidthOut", 0, bandwidth_max);
  launch["InternetMaxBandwidthOut"] = bandwidth;
  // CreateInstance leaves that to AllocatePublicIpAddress. [doc: RunInstances; CreateInstance]
  if (bandwidth > 0 && call.action() == "RunInstances")
    launch["PublicIpAddress"] = call.new_public_address();
}

/// DescribeEipAddresses shows it as a text, DescribeInstances as a number.
int bandwidth_of(const Kept& address) {
  const std::string_view text = text_in(address.shown, "Bandwidth");
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

json::object elastic_address_of(const NeighbourCall& call, std::string_view instance) {
  json::object none{{"AllocationId", ""}, {"IpAddress", ""}, {"InternetChargeType", ""}};
  for (const Kept& address : call.all(Kind::Eip)) {
    if (text_in(address.shown, "InstanceId") != instance) continue;
    return {{"AllocationId", address.id},
            {"IpAddress", address.shown.at("IpAddress")},
            {"Bandwidth", bandwidth_of(address)},
            {"InternetChargeType", address.shown.at("InternetChargeType")}};
  }
  return none;
}

void add_type(json::object& document, std::string_view type) {
  constexpr double mib = 1024;
  const auto types = instance_types();
  const auto known =
      std::find_if(types.begin(), types.end(), [&](const InstanceType& t) { return t.id == type; });
  document["InstanceType"] = type;
  document["InstanceTypeFamily"] =
      known != types.end() ? known->family : type.substr(0, type.rfind('.'));
  document["Cpu"] = known != types.end() ? known->cores : 2;
  document["Memory"] = static_cast<int>((known != types.end() ? known->memory_gib : 4) * mib);
}

/// An instance as the cloud shows it, without a page of them around.
std::optional<json::object> document_of(NeighbourCall& call, const Instance& instance) {
  const std::string ids = json::serialize(json::array({json::value(instance.id)}));
  Outcome outcome =
      call.ask_cloud("DescribeInstances", {{"RegionId", instance.region}, {"InstanceIds", ids}});
  auto* response = std::get_if<Response>(&outcome);
  if (!response) return std::nullopt;
  json::array& shown = response->document.at("Instances").at("Instance").as_array();
  if (shown.empty()) return std::nullopt;
  json::object document = std::move(shown.front().as_object());
  add_to_instance(call, document);
  return document;
}

}  // namespace

const json::object* seen_launch(const NeighbourCall& call, std::string_view instance) {
  const auto& launches = call.all(Kind::Launch);
  const auto it = std::find_if(launches.begin(), launches.end(),
                               [&](const Kept& k) { return k.id == instance; });
  return it == launches.end() ? nullptr : &it->shown;
}

json::object launch_of(NeighbourCall& call, const Instance& instance) {
  const json::object* seen = seen_launch(call, instance.id);
  return seen ? *seen : plain_launch(instance);
}

json::object* launch_to_change(NeighbourCall& call, const Instance& instance) {
  if (Kept* kept = call.find(Kind::Launch, instance.id)) return &kept->shown;
  const bool has_place = call.keep(
      Kind::Launch, {instance.id, call.caller(), instance.region, plain_launch(instance)});
  return has_place ? &call.find(Kind::Launch, instance.id)->shown : nullptr;
}

void note_launch(NeighbourCall& call, const std::vector<std::string>& instances) {
  for (const std::string& id : instances) {
    // A launch that is told again, by its ClientToken, is the same launch.
    if (call.find(Kind::Launch, id)) continue;
    const Instance* instance = call.own_instance(id);
    json::object* launch = instance ? launch_to_change(call, *instance) : nullptr;
    if (!launch) continue;
    (*launch)["PrivateIpAddress"] = call.new_private_address();
    read_launch(call, *launch);
    set_tags_of(call, "instance", id, instance->region, call.tags());
  }
}

void note_system_disk(NeighbourCall& call, std::string_view instance, std::string_view disk) {
  const Instance* own = call.own_instance(instance);
  json::object* launch = own ? launch_to_change(call, *own) : nullptr;
  if (launch) (*launch)["DiskId"] = disk;
}

void forget_instance(NeighbourCall& call, std::string_view id) {
  call.forget(Kind::Launch, id);
  set_tags_of(call, "instance", id, {}, {});
}

void add_to_instance(NeighbourCall& call, json::object& document) {
  const std::string id(document.at("InstanceId").as_string());
  const Instance* instance = call.own_instance(id);
  if (!instance) return;
  const json::object launch = launch_of(call, *instance);
  for (const std::string_view name :
       {"InstanceName", "HostName", "Description", "ZoneId", "KeyPairName", "InternetChargeType",
        "InternetMaxBandwidthOut"})
    document[name] = launch.at(name);
  add_type(document, text_in(launch, "InstanceType"));
  const auto vswitch = text_in(launch, "VSwitchId");
  const json::object private_address = address_list(text_in(launch, "PrivateIpAddress"));
  document["InstanceNetworkType"] = vswitch.empty() ? "classic" : "vpc";
  document["InnerIpAddress"] = vswitch.empty() ? private_address : address_list({});
  document["VpcAttributes"] =
      json::object{{"VpcId", launch.at("VpcId")},
                   {"VSwitchId", vswitch},
                   {"NatIpAddress", ""},
                   {"PrivateIpAddress", vswitch.empty() ? address_list({}) : private_address}};
  document["PublicIpAddress"] = address_list(text_in(launch, "PublicIpAddress"));
  document["EipAddress"] = elastic_address_of(call, id);
  document["SecurityGroupIds"] = json::object{{"SecurityGroupId", launch.at("SecurityGroupIds")}};
  document["Tags"] = tags_of(call, "instance", id);
  document["InstanceChargeType"] = "PostPaid";
  document["IoOptimized"] = true;
  document["DeviceAvailable"] = true;
  document["SerialNumber"] = id;
  document["OperationLocks"] = json::object{{"LockReason", json::array{}}};
}

Outcome describe_instance_attribute(NeighbourCall& call) {
  const Instance* instance = call.own_instance(call.text("InstanceId"));
  auto document = instance ? document_of(call, *instance) : std::nullopt;
  if (!document) return NeighbourCall::refuse(not_there::instance);
  return NeighbourCall::respond(std::move(*document));
}

Outcome describe_instance_status(NeighbourCall& call) {
  std::vector<json::object> found;
  std::vector<std::string> asked = call.list("InstanceId");
  for (const Instance* instance : call.cloud().instances().in_order()) {
    const bool is_here =
        instance->account == call.caller() && instance->region == call.text("RegionId");
    const bool is_asked =
        asked.empty() || std::find(asked.begin(), asked.end(), instance->id) != asked.end();
    if (is_here && is_asked)
      found.push_back({{"InstanceId", instance->id}, {"Status", to_text(instance->status)}});
  }
  return call.respond_page("InstanceStatuses", "InstanceStatus", found);
}

Outcome describe_user_data(NeighbourCall& call) {
  const Instance* instance = call.own_instance(call.text("InstanceId"));
  if (!instance) return NeighbourCall::refuse(not_there::instance);
  return NeighbourCall::respond({{"RegionId", instance->region},
                                 {"InstanceId", instance->id},
                                 {"UserData", launch_of(call, *instance).at("UserData")}});
}

Outcome modify_instance_attribute(NeighbourCall& call) {
  const Instance* instance = call.own_instance(call.text("InstanceId"));
  if (!instance) return NeighbourCall::refuse(not_there::instance);
  json::object* launch = launch_to_change(call, *instance);
  if (!launch) return NeighbourCall::full();
  for (const std::string_view name : {"InstanceName", "HostName", "Description", "UserData"}) {
    if (!call.text(name).empty()) (*launch)[name] = call.text(name);
  }
  if (const auto is_protected = call.text("DeletionProtection"); !is_protected.empty())
    call.cloud().set_deletion_protection(instance->id, is_protected == "true");
  return NeighbourCall::respond();
}

Outcome reboot_instance(NeighbourCall& call) {
  const std::vector<Parameter> which{{"InstanceId", std::string(call.text("InstanceId"))}};
  Outcome outcome = call.ask_cloud("StopInstance", which);
  if (!is_refused(outcome)) outcome = call.ask_cloud("StartInstance", which);
  return outcome;
}

}  // namespace imgfam
