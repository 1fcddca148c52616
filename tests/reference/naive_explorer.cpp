#include "reference/naive_explorer.hpp"

#include <imgfam/cloud/resolution.hpp>

#include <boost/json/array.hpp>

#include <deque>
#include <set>
#include <sstream>

namespace imgfam::reference {
namespace {

constexpr AccountId owner{1000000000000001};

struct Node {
  Cloud cloud;
  std::vector<std::string> images;     // Ids, in the order of creation.
  std::vector<std::string> instances;  // Ids by place; empty: none.
  std::uint32_t depth = 0;
};

Request request(std::string action, std::vector<Parameter> parameters) {
  parameters.insert(parameters.begin(), {"RegionId", "cn-hangzhou"});
  return {std::move(action), owner, std::move(parameters)};
}

/// What there is, under names that do not depend on ids.
std::string state_of(const Node& node, bool tells_use) {
  std::ostringstream out;
  std::map<std::string, std::size_t> number;
  for (std::size_t i = 0; i < node.images.size(); ++i) {
    number[node.images[i]] = i;
    const Image* image = node.cloud.images().get(node.images[i]);
    if (!image) {
      out << "gone;";
      continue;
    }
    std::set<AccountId> accounts;
    for (const SharedAccount& s : image->shared_with)
      accounts.insert(s.account);
    out << to_text(image->status) << to_text(image->boot_mode) << image->family;
    if (tells_use) out << image->was_ever_used;
    for (const AccountId a : accounts)
      out << ',' << a.uid;
    out << ';';
  }
  for (const std::string& id : node.instances) {
    const Instance* instance = node.cloud.instances().get(id);
    if (!instance) out << "-;";
    if (instance && !node.cloud.images().get(instance->image)) out << "orphan;";
    if (instance && node.cloud.images().get(instance->image)) out << number[instance->image] << ';';
  }
  return out.str();
}

/// Sends every request there is to a copy of the node.
class Sender {
 public:
  Sender(const NaiveSizes& sizes, const Node& node) : sizes_(sizes), node_(node) {}

  template <class Visit>
  void send_all(Visit&& visit) {
    std::size_t free = 0;
    while (free < node_.instances.size() && !node_.instances[free].empty())
      ++free;
    const bool can_launch = free < node_.instances.size();
    const auto send = [&](const Request& sent, auto&& then) {
      Node next = node_;
      ++next.depth;
      const Outcome outcome = next.cloud.handle(sent);
      if (const auto* response = std::get_if<Response>(&outcome)) then(next, response->document);
      visit(outcome, std::move(next));
    };
    const auto nothing_more = [](Node&, const auto&) {};
    const auto launch = [&](Node& next, const auto& document) {
      next.instances[free] =
          document.at("InstanceIdSets").at("InstanceIdSet").as_array()[0].as_string().c_str();
    };
    for (const std::string& id : node_.images) {
      for (const std::string status : {"Deprecated", "Available"})
        send(request("ModifyImageAttribute", {{"ImageId", id}, {"Status", status}}), nothing_more);
      std::vector<std::string> modes{"BIOS", "UEFI"};
      if (sizes_.uefi_preferred) modes.emplace_back("UEFI-Preferred");
      for (const std::string& mode : modes)
        send(request("ModifyImageAttribute", {{"ImageId", id}, {"BootMode", mode}}), nothing_more);
      for (const std::string parameter : {"AddAccount.1", "RemoveAccount.1"}) {
        for (std::size_t a = 0; a < sizes_.accounts; ++a)
          send(request("ModifyImageSharePermission",
                       {{"ImageId", id}, {parameter, std::to_string(2000000000000001 + a)}}),
               nothing_more);
      }
      send(request("CopyImage", {{"ImageId", id}, {"DestinationRegionId", "cn-beijing"}}),
           nothing_more);
      send(request("DeleteImage", {{"ImageId", id}}), nothing_more);
      send(request("DeleteImage", {{"ImageId", id}, {"Force", "true"}}), nothing_more);
      if (can_launch) send(request("RunInstances", {{"ImageId", id}}), launch);
    }
    if (can_launch) send(request("RunInstances", {{"ImageFamily", "web"}}), launch);
    if (node_.images.size() < sizes_.images) {
      Node later = node_;
      later.cloud.advance({1});
      ++later.depth;
      std::vector<Parameter> parameters{{"SnapshotId", "s-base"}, {"ImageFamily", "web"}};
      if (sizes_.edition != Edition::E2020) parameters.push_back({"BootMode", "BIOS"});
      const Outcome outcome = later.cloud.handle(request("CreateImage", parameters));
      later.images.emplace_back(
          std::get<Response>(outcome).document.at("ImageId").as_string().c_str());
      visit(outcome, std::move(later));
    }
    for (std::size_t j = 0; j < node_.instances.size(); ++j) {
      if (node_.instances[j].empty()) continue;
      send(request("DeleteInstance", {{"InstanceId", node_.instances[j]}, {"Force", "true"}}),
           [&](Node& next, const auto&) { next.instances[j].clear(); });
    }
  }

 private:
  const NaiveSizes& sizes_;
  const Node& node_;
};

}  // namespace

NaiveCounts explore_naively(const NaiveSizes& sizes) {
  Settings settings;
  settings.edition = sizes.edition;
  settings.interpretation = sizes.interpretation;
  Node first{Cloud(settings), {}, std::vector<std::string>(sizes.instances), 0};
  Image base;
  base.id = "base";
  base.owner = owner;
  base.region = "cn-hangzhou";
  base.created = settings.clock;
  first.cloud.add(base).value();
  for (std::size_t a = 0; a < sizes.accounts; ++a)
    first.cloud.add_account({2000000000000001 + a});

  const bool tells_use = sizes.interpretation.follows("in-use-means=ever"_reading);
  NaiveCounts counts;
  std::set<std::string> seen{state_of(first, tells_use)};
  std::deque<Node> left{first};
  for (; !left.empty(); left.pop_front()) {
    const Node& node = left.front();
    ++counts.states;
    counts.depth = node.depth;
    Sender(sizes, node).send_all([&](const Outcome& outcome, Node next) {
      if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
        ++counts.refusals;
        for (const RuleId rule : std::set<RuleId>(refusal->broken.begin(), refusal->broken.end()))
          ++counts.refusals_by_rule[rule];
        return;
      }
      ++counts.transitions;
      if (seen.insert(state_of(next, tells_use)).second) left.push_back(std::move(next));
    });
  }
  return counts;
}

}  // namespace imgfam::reference
