// VPCs and vSwitches: kept and shown; nothing is routed.
#include "call.hpp"

namespace imgfam {
namespace {

namespace json = boost::json;
using Kind = Neighbours::Kind;
using Kept = Neighbours::Kept;

constexpr std::string_view default_block = "172.16.0.0/12";  // [doc: CreateVpc]

}  // namespace

Outcome create_vpc(NeighbourCall& call) {
  const std::string region(call.text("RegionId"));
  const std::string id = call.new_id("vpc-");
  const auto block = call.text("CidrBlock");
  json::object shown{{"VpcId", id},
                     {"RegionId", region},
                     {"Status", "Available"},
                     {"VpcName", call.text("VpcName")},
                     {"CidrBlock", block.empty() ? default_block : block},
                     {"VRouterId", call.new_id("vrt-")},
                     {"Description", call.text("Description")},
                     {"CreationTime", call.now()},
                     {"IsDefault", false}};
  json::object answer{
      {"VpcId", id}, {"VRouterId", shown.at("VRouterId")}, {"RouteTableId", call.new_id("vtb-")}};
  if (!call.keep(Kind::Vpc, {id, call.caller(), region, std::move(shown)}))
    return NeighbourCall::full();
  return NeighbourCall::respond(std::move(answer));
}

Outcome describe_vpcs(NeighbourCall& call) {
  std::vector<json::object> found;
  for (const Kept& vpc : call.all(Kind::Vpc)) {
    if (vpc.account != call.caller() || !call.asks_for(vpc.shown, {"RegionId", "VpcId", "VpcName"}))
      continue;
    json::object shown = vpc.shown;
    json::array vswitches;
    for (const Kept& vswitch : call.all(Kind::VSwitch)) {
      if (vswitch.shown.at("VpcId") == vpc.shown.at("VpcId")) vswitches.emplace_back(vswitch.id);
    }
    shown["VSwitchIds"] = json::object{{"VSwitchId", std::move(vswitches)}};
    found.push_back(std::move(shown));
  }
  return call.respond_page("Vpcs", "Vpc", found);
}

Outcome delete_vpc(NeighbourCall& call) {
  if (!call.find(Kind::Vpc, call.text("VpcId"))) return NeighbourCall::refuse(not_there::vpc);
  call.forget(Kind::Vpc, call.text("VpcId"));
  return NeighbourCall::respond();
}

Outcome create_vswitch(NeighbourCall& call) {
  const Kept* vpc = call.find(Kind::Vpc, call.text("VpcId"));
  if (!vpc) return NeighbourCall::refuse(not_there::vpc);
  const std::string region = vpc->region;
  const std::string id = call.new_id("vsw-");
  constexpr int addresses = 252;  // Of a /24, less the four that are reserved.
  json::object shown{{"VSwitchId", id},
                     {"VpcId", vpc->id},
                     {"RegionId", region},
                     {"Status", "Available"},
                     {"CidrBlock", call.text("CidrBlock")},
                     {"ZoneId", call.text("ZoneId")},
                     {"AvailableIpAddressCount", addresses},
                     {"Description", call.text("Description")},
                     {"VSwitchName", call.text("VSwitchName")},
                     {"CreationTime", call.now()},
                     {"IsDefault", false}};
  if (!call.keep(Kind::VSwitch, {id, call.caller(), region, std::move(shown)}))
    return NeighbourCall::full();
  return NeighbourCall::respond({{"VSwitchId", id}});
}

Outcome describe_vswitches(NeighbourCall& call) {
  std::vector<json::object> found;
  for (const Kept& vswitch : call.all(Kind::VSwitch)) {
    if (vswitch.account == call.caller() &&
        call.asks_for(vswitch.shown, {"RegionId", "VpcId", "VSwitchId", "ZoneId", "VSwitchName"}))
      found.push_back(vswitch.shown);
  }
  return call.respond_page("VSwitches", "VSwitch", found);
}

Outcome delete_vswitch(NeighbourCall& call) {
  if (!call.find(Kind::VSwitch, call.text("VSwitchId")))
    return NeighbourCall::refuse(not_there::vswitch);
  call.forget(Kind::VSwitch, call.text("VSwitchId"));
  return NeighbourCall::respond();
}

}  // namespace imgfam
