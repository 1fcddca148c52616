// Public addresses of instances, and elastic ones. They are of 198.18.0.0/15, which is set apart
// for tests: nothing answers there.
#include "call.hpp"

namespace imgfam {
namespace {

namespace json = boost::json;
using Kind = Neighbours::Kind;
using Kept = Neighbours::Kept;

void take_away(json::object& address) {
  address["Status"] = "Available";
  address["InstanceId"] = "";
  address["InstanceType"] = "";
}

}  // namespace

Outcome allocate_public_ip_address(NeighbourCall& call) {
  const Instance* instance = call.own_instance(call.text("InstanceId"));
  if (!instance) return NeighbourCall::refuse(not_there::instance);
  json::object* launch = launch_to_change(call, *instance);
  if (!launch) return NeighbourCall::full();
  json::string& address = launch->at("PublicIpAddress").as_string();
  if (address.empty()) address = call.new_public_address();
  return NeighbourCall::respond({{"IpAddress", address}});
}

Outcome allocate_eip_address(NeighbourCall& call) {
  const std::string region(call.text("RegionId"));
  const std::string id = call.new_id("eip-");
  const std::string address = call.new_public_address();
  const auto charge = call.text("InternetChargeType");
  json::object shown{{"AllocationId", id},
                     {"IpAddress", address},
                     {"RegionId", region},
                     {"Bandwidth", std::to_string(call.number("Bandwidth", 5, 1000))},
                     {"InternetChargeType", charge.empty() ? "PayByBandwidth" : charge},
                     {"ChargeType", "PostPaid"},
                     {"AllocationTime", call.now()},
                     {"ExpiredTime", ""},
                     {"OperationLocks", json::object{{"LockReason", json::array{}}}}};
  take_away(shown);
  if (!call.keep(Kind::Eip, {id, call.caller(), region, std::move(shown)}))
    return NeighbourCall::full();
  return NeighbourCall::respond({{"AllocationId", id}, {"EipAddress", address}});
}

Outcome associate_eip_address(NeighbourCall& call) {
  Kept* address = call.find(Kind::Eip, call.text("AllocationId"));
  if (!address) return NeighbourCall::refuse(not_there::address);
  const Instance* instance = call.own_instance(call.text("InstanceId"));
  if (!instance) return NeighbourCall::refuse(not_there::instance);
  address->shown["Status"] = "InUse";
  address->shown["InstanceId"] = instance->id;
  address->shown["InstanceType"] = "EcsInstance";
  return NeighbourCall::respond();
}

Outcome unassociate_eip_address(NeighbourCall& call) {
  Kept* address = call.find(Kind::Eip, call.text("AllocationId"));
  if (!address) return NeighbourCall::refuse(not_there::address);
  take_away(address->shown);
  return NeighbourCall::respond();
}

Outcome release_eip_address(NeighbourCall& call) {
  if (!call.find(Kind::Eip, call.text("AllocationId")))
    return NeighbourCall::refuse(not_there::address);
  call.forget(Kind::Eip, call.text("AllocationId"));
  return NeighbourCall::respond();
}

Outcome describe_eip_addresses(NeighbourCall& call) {
  std::vector<json::object> found;
  for (const Kept& address : call.all(Kind::Eip)) {
    const auto instance = call.text("AssociatedInstanceId");
    const bool is_of = instance.empty() || address.shown.at("InstanceId") == json::value(instance);
    if (address.account == call.caller() && is_of &&
        call.asks_for(address.shown, {"RegionId", "AllocationId", "Status"}))
      found.push_back(address.shown);
  }
  return call.respond_page("EipAddresses", "EipAddress", found);
}

}  // namespace imgfam
