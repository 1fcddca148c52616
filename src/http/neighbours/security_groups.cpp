// Security groups and their rules: kept and shown; nothing is filtered.
#include "call.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace imgfam {
namespace {

namespace json = boost::json;
using Kind = Neighbours::Kind;
using Kept = Neighbours::Kept;

constexpr std::size_t rules_max = 200;  // In both directions. [doc: AuthorizeSecurityGroup]
constexpr NotThere too_many{403, "AuthorizationLimitExceed",
                            "The limit of authorization records in the security group reaches."};
/// What tells one rule from another.
constexpr std::array<std::string_view, 8> rule_fields{"IpProtocol",   "PortRange",  "NicType",
                                                      "Policy",       "Priority",   "SourceGroupId",
                                                      "SourceCidrIp", "DestGroupId"};
constexpr std::string_view dest_cidr = "DestCidrIp";

json::object rule_of(const NeighbourCall& call, std::string_view prefix,
                     std::string_view direction) {
  json::object rule{{"Direction", direction}};
  const auto field = [&](std::string_view name) {
    return call.text(fmt::format("{}{}", prefix, name));
  };
  for (const auto name : rule_fields)
    rule[name] = field(name);
  rule[dest_cidr] = field(dest_cidr);
  if (field("Policy").empty()) rule["Policy"] = "Accept";
  if (field("NicType").empty()) rule["NicType"] = "intranet";
  if (field("Priority").empty()) rule["Priority"] = "1";
  return rule;
}

/// Of the request's own parameters, or of each `Permissions.N`.
std::vector<json::object> rules_of(const NeighbourCall& call, std::string_view direction) {
  std::vector<json::object> rules;
  if (!call.text("IpProtocol").empty()) rules.push_back(rule_of(call, "", direction));
  for (std::size_t n = 1;; ++n) {
    const std::string prefix = fmt::format("Permissions.{}.", n);
    if (call.text(prefix + "IpProtocol").empty()) return rules;
    rules.push_back(rule_of(call, prefix, direction));
  }
}

bool is_same(const json::object& a, const json::object& b) {
  const auto is_equal = [&](std::string_view name) { return a.at(name) == b.at(name); };
  return is_equal("Direction") && is_equal(dest_cidr) &&
         std::all_of(rule_fields.begin(), rule_fields.end(), is_equal);
}

Kept* group_of(NeighbourCall& call) {
  return call.find(Kind::SecurityGroup, call.text("SecurityGroupId"), call.text("RegionId"));
}

json::array& rules_in(Kept& group) { return group.shown.at("Permissions").as_array(); }

Outcome authorize(NeighbourCall& call, std::string_view direction) {
  Kept* group = group_of(call);
  if (!group) return NeighbourCall::refuse(not_there::security_group);
  json::array rules = rules_in(*group);
  for (json::object& rule : rules_of(call, direction)) {
    const bool is_there = std::any_of(rules.begin(), rules.end(), [&](const json::value& r) {
      return is_same(r.as_object(), rule);
    });
    if (is_there) continue;  // As if it was made now. [doc: AuthorizeSecurityGroup]
    if (rules.size() >= rules_max) return NeighbourCall::refuse(too_many);
    rule["Description"] = call.text("Description");
    rule["CreateTime"] = call.now();
    rules.push_back(std::move(rule));
  }
  rules_in(*group) = std::move(rules);
  return NeighbourCall::respond();
}

Outcome revoke(NeighbourCall& call, std::string_view direction) {
  Kept* group = group_of(call);
  if (!group) return NeighbourCall::refuse(not_there::security_group);
  json::array& rules = rules_in(*group);
  for (const json::object& rule : rules_of(call, direction)) {
    const auto it = std::find_if(rules.begin(), rules.end(), [&](const json::value& r) {
      return is_same(r.as_object(), rule);
    });
    if (it != rules.end()) rules.erase(it);
  }
  return NeighbourCall::respond();
}

/// The security groups of an instance, to be changed; the refusal where there is none.
Outcome change_membership(NeighbourCall& call, bool is_member) {
  if (!group_of(call)) return NeighbourCall::refuse(not_there::security_group);
  const Instance* instance = call.own_instance(call.text("InstanceId"));
  if (!instance) return NeighbourCall::refuse(not_there::instance);
  json::object* launch = launch_to_change(call, *instance);
  if (!launch) return NeighbourCall::full();
  json::array& groups = launch->at("SecurityGroupIds").as_array();
  const json::value id(call.text("SecurityGroupId"));
  const auto it = std::find(groups.begin(), groups.end(), id);
  if (is_member && it == groups.end() && groups.size() < Neighbours::kept_max) groups.push_back(id);
  if (!is_member && it != groups.end()) groups.erase(it);
  return NeighbourCall::respond();
}

}  // namespace

Outcome create_security_group(NeighbourCall& call) {
  const auto vpc = call.text("VpcId");
  if (!vpc.empty() && !call.find(Kind::Vpc, vpc)) return NeighbourCall::refuse(not_there::vpc);
  const std::string region(call.text("RegionId"));
  const std::string id = call.new_id("sg-");
  const auto type = call.text("SecurityGroupType");
  json::object shown{{"SecurityGroupId", id},
                     {"SecurityGroupName", call.text("SecurityGroupName")},
                     {"Description", call.text("Description")},
                     {"VpcId", vpc},
                     {"RegionId", region},
                     {"SecurityGroupType", type.empty() ? "normal" : type},
                     {"CreationTime", call.now()},
                     {"ResourceGroupId", ""},
                     {"Permissions", json::array{}}};
  if (!has_room_for_tags(call) ||
      !call.keep(Kind::SecurityGroup, {id, call.caller(), region, std::move(shown)}))
    return NeighbourCall::full();
  set_tags_of(call, "securitygroup", id, region, call.tags());
  return NeighbourCall::respond({{"SecurityGroupId", id}});
}

Outcome describe_security_groups(NeighbourCall& call) {
  std::vector<json::object> found;
  const std::vector<std::string> ids = call.array("SecurityGroupIds");
  for (const Kept& group : call.all(Kind::SecurityGroup)) {
    const bool is_listed = ids.empty() || std::find(ids.begin(), ids.end(), group.id) != ids.end();
    if (group.account != call.caller() || !is_listed ||
        !call.asks_for(group.shown, {"RegionId", "VpcId", "SecurityGroupId", "SecurityGroupName"}))
      continue;
    json::object shown = group.shown;
    shown.erase("Permissions");
    shown["Tags"] = tags_of(call, "securitygroup", group.id);
    found.push_back(std::move(shown));
  }
  return call.respond_page("SecurityGroups", "SecurityGroup", found);
}

Outcome describe_security_group_attribute(NeighbourCall& call) {
  Kept* group = group_of(call);
  if (!group) return NeighbourCall::refuse(not_there::security_group);
  const auto direction = call.text("Direction");
  json::array rules;
  for (const json::value& rule : rules_in(*group)) {
    const bool is_asked = direction.empty() || direction == "all" ||
                          rule.as_object().at("Direction") == json::value(direction);
    if (is_asked) rules.push_back(rule);
  }
  return NeighbourCall::respond({{"RegionId", group->region},
                                 {"SecurityGroupId", group->id},
                                 {"SecurityGroupName", group->shown.at("SecurityGroupName")},
                                 {"Description", group->shown.at("Description")},
                                 {"VpcId", group->shown.at("VpcId")},
                                 {"InnerAccessPolicy", "Accept"},
                                 {"Permissions", json::object{{"Permission", std::move(rules)}}}});
}

Outcome modify_security_group_attribute(NeighbourCall& call) {
  Kept* group = group_of(call);
  if (!group) return NeighbourCall::refuse(not_there::security_group);
  for (const std::string_view name : {"SecurityGroupName", "Description"}) {
    if (!call.text(name).empty()) group->shown[name] = call.text(name);
  }
  return NeighbourCall::respond();
}

Outcome delete_security_group(NeighbourCall& call) {
  if (!group_of(call)) return NeighbourCall::refuse(not_there::security_group);
  set_tags_of(call, "securitygroup", call.text("SecurityGroupId"), {}, {});
  call.forget(Kind::SecurityGroup, call.text("SecurityGroupId"));
  return NeighbourCall::respond();
}

Outcome authorize_security_group(NeighbourCall& call) { return authorize(call, "ingress"); }
Outcome authorize_security_group_egress(NeighbourCall& call) { return authorize(call, "egress"); }
Outcome revoke_security_group(NeighbourCall& call) { return revoke(call, "ingress"); }
Outcome revoke_security_group_egress(NeighbourCall& call) { return revoke(call, "egress"); }
Outcome join_security_group(NeighbourCall& call) { return change_membership(call, true); }
Outcome leave_security_group(NeighbourCall& call) { return change_membership(call, false); }

}  // namespace imgfam
