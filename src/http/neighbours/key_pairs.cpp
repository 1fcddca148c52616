// SSH key pairs: their names and fingerprints are kept, and which instance has which.
#include "call.hpp"
#include "key.hpp"

#include <algorithm>
#include <set>

namespace imgfam {
namespace {

namespace json = boost::json;
using Kind = Neighbours::Kind;
using Kept = Neighbours::Kept;

constexpr std::size_t instances_max = 50;  // [doc: AttachKeyPair]
constexpr NotThere name_taken{400, "KeyPair.AlreadyExist", "The key pair already exist."};

std::string tag_id(std::string_view region, std::string_view name) {
  return std::string(region) + '/' + std::string(name);
}

/// Keeps the pair, with the document that it is answered with; a refusal where that cannot be.
Outcome keep_pair(NeighbourCall& call, const std::string& fingerprint,
                  const std::string& private_key) {
  const std::string name(call.text("KeyPairName"));
  const std::string region(call.text("RegionId"));
  if (call.find(Kind::KeyPair, name, region)) return NeighbourCall::refuse(name_taken);
  json::object shown{{"KeyPairId", call.new_id("ssh-")},
                     {"KeyPairName", name},
                     {"KeyPairFingerPrint", fingerprint}};
  json::object answer = shown;
  if (!private_key.empty()) answer["PrivateKeyBody"] = private_key;
  shown["CreationTime"] = call.now();
  shown["ResourceGroupId"] = "";
  if (!has_room_for_tags(call) ||
      !call.keep(Kind::KeyPair, {name, call.caller(), region, std::move(shown)}))
    return NeighbourCall::full();
  set_tags_of(call, "keypair", tag_id(region, name), region, call.tags());
  return NeighbourCall::respond(std::move(answer));
}

/// Gives every instance the pair, or takes it away.
Outcome change_pair(NeighbourCall& call, bool is_attached) {
  const auto name = call.text("KeyPairName");
  if (!call.find(Kind::KeyPair, name, call.text("RegionId")))
    return NeighbourCall::refuse(not_there::key_pair);
  std::vector<std::string> ids = call.array("InstanceIds");
  ids.resize(std::min(ids.size(), instances_max));
  for (const std::string& id : ids) {
    if (!call.own_instance(id)) return NeighbourCall::refuse(not_there::instance);
  }
  const std::set<std::string_view> each(ids.begin(), ids.end());
  const auto more = std::count_if(each.begin(), each.end(),
                                  [&](std::string_view id) { return !seen_launch(call, id); });
  if (call.all(Kind::Launch).size() + static_cast<std::size_t>(more) > Neighbours::kept_max)
    return NeighbourCall::full();
  json::array results;
  for (const std::string& id : ids) {
    json::object* launch = launch_to_change(call, *call.own_instance(id));
    (*launch)["KeyPairName"] = is_attached ? name : std::string_view();
    results.push_back(json::object{
        {"InstanceId", id}, {"Success", "true"}, {"Code", "200"}, {"Message", "successful"}});
  }
  return NeighbourCall::respond({{"KeyPairName", name},
                                 {"TotalCount", std::to_string(ids.size())},
                                 {"FailCount", "0"},
                                 {"Results", json::object{{"Result", std::move(results)}}}});
}

}  // namespace

Outcome create_key_pair(NeighbourCall& call) {
  const std::string key = private_key_of(call.new_seed());
  return keep_pair(call, fingerprint_of(key), key);
}

Outcome import_key_pair(NeighbourCall& call) {
  return keep_pair(call, fingerprint_of(call.text("PublicKeyBody")), {});
}

Outcome describe_key_pairs(NeighbourCall& call) {
  std::vector<json::object> found;
  for (const Kept& pair : call.all(Kind::KeyPair)) {
    const bool is_here = pair.account == call.caller() && pair.region == call.text("RegionId");
    if (!is_here || !call.asks_for(pair.shown, {"KeyPairName", "KeyPairFingerPrint"})) continue;
    json::object shown = pair.shown;
    shown["Tags"] = tags_of(call, "keypair", tag_id(pair.region, pair.id));
    found.push_back(std::move(shown));
  }
  return call.respond_page("KeyPairs", "KeyPair", found);
}

Outcome delete_key_pairs(NeighbourCall& call) {
  const auto region = call.text("RegionId");
  for (const std::string& name : call.array("KeyPairNames")) {
    set_tags_of(call, "keypair", tag_id(region, name), region, {});
    call.forget(Kind::KeyPair, name, region);
  }
  return NeighbourCall::respond();
}

Outcome attach_key_pair(NeighbourCall& call) { return change_pair(call, true); }
Outcome detach_key_pair(NeighbourCall& call) { return change_pair(call, false); }

}  // namespace imgfam
