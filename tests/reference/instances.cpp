// What an account does to its instances, and how it sees them.

#include "reference/operations.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>

namespace imgfam::reference {
namespace {

void judge_deletion(const Instance& instance, bool force, Broken& broken) {
  broken.unless(!instance.is_deletion_protected, "delete-instance-protected"_rule);
  broken.unless(instance.status != InstanceStatus::Pending, "delete-instance-initialized"_rule);
  const bool may_go = instance.status == InstanceStatus::Stopped ||
                      (instance.status == InstanceStatus::Running && force);
  broken.unless(may_go || instance.status == InstanceStatus::Pending,
                "delete-instance-stopped"_rule);
}

/// The ids in InstanceIds, a JSON array of at most 100 texts; nothing when it is left out or
/// broken.
std::optional<std::set<std::string>> instance_ids(Ask& ask) {
  if (!ask.given.has("InstanceIds")) return std::nullopt;
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse(ask.given["InstanceIds"], error);
  std::set<std::string> ids;
  bool is_sound = !error && value.is_array() && value.get_array().size() <= 100;
  if (is_sound) {
    for (const boost::json::value& id : value.get_array()) {
      is_sound = is_sound && id.is_string();
      if (id.is_string()) ids.emplace(id.get_string());
    }
  }
  ask.broken.unless(is_sound, "instance-ids-form"_rule);
  if (!is_sound) return std::nullopt;
  return ids;
}

}  // namespace

Outcome start_instance(Model& model, Ask& ask) {
  Instance* instance = own_instance(model, ask);
  if (instance != nullptr) {
    ask.broken.unless(instance->status == InstanceStatus::Stopped, "start-stopped"_rule);
  }
  if (const auto stop = stopped(model, ask)) return *stop;
  instance->status = InstanceStatus::Running;
  return success();
}

Outcome stop_instance(Model& model, Ask& ask) {
  Instance* instance = own_instance(model, ask);
  if (instance != nullptr) {
    ask.broken.unless(instance->status == InstanceStatus::Running, "stop-running"_rule);
  }
  if (const auto stop = stopped(model, ask)) return *stop;
  instance->status = InstanceStatus::Stopped;
  return success();
}

Outcome delete_instance(Model& model, Ask& ask) {
  const bool force = flag(ask, "Force").value_or(false);
  const Instance* instance = own_instance(model, ask);
  if (instance != nullptr) judge_deletion(*instance, force, ask.broken);
  if (const auto stop = stopped(model, ask)) return *stop;
  model.instances.erase(ask.given["InstanceId"]);
  return success();
}

Outcome delete_instances(Model& model, Ask& ask) {
  const std::string where = region(ask);
  const bool force = flag(ask, "Force").value_or(false);
  const auto ids = ask.given.numbered("InstanceId.");
  ask.broken.unless(!ids.empty(), "instance-id-given"_rule);
  for (const auto& [number, id] : ids) {
    const auto it = model.instances.find(id);
    const bool is_there = it != model.instances.end() && it->second.account == ask.caller &&
                          it->second.region == where;
    ask.broken.unless(is_there, "instance-exists"_rule);
    if (is_there) judge_deletion(it->second, force, ask.broken);
  }
  if (const auto stop = stopped(model, ask)) return *stop;
  for (const auto& [number, id] : ids)
    model.instances.erase(id);
  return success();
}

Outcome describe_instances(Model& model, Ask& ask) {
  const std::string where = region(ask);
  const Page which = page(ask);
  const auto ids = instance_ids(ask);
  if (const auto stop = stopped(model, ask)) return *stop;

  std::vector<const Instance*> found;
  for (const auto& [id, instance] : model.instances) {
    const auto is_asked = [&](const char* parameter, std::string_view value) {
      return !ask.given.has(parameter) || ask.given[parameter] == value;
    };
    if (instance.account != ask.caller || instance.region != where) continue;
    if (ids && !ids->contains(id)) continue;
    if (!is_asked("ImageId", instance.image)) continue;
    if (!is_asked("Status", to_text(instance.status))) continue;
    found.push_back(&instance);
  }
  std::sort(found.begin(), found.end(), [](const Instance* a, const Instance* b) {
    return std::tie(a->created, a->serial) > std::tie(b->created, b->serial);
  });
  boost::json::array documents;
  const auto first = static_cast<std::size_t>((which.number - 1) * which.size);
  for (std::size_t i = first; i < found.size(); ++i) {
    if (documents.size() == static_cast<std::size_t>(which.size)) break;
    documents.push_back({{"InstanceId", found[i]->id},
                         {"ImageId", found[i]->image},
                         {"RegionId", where},
                         {"Status", to_text(found[i]->status)}});
  }
  return success({{"TotalCount", found.size()},
                  {"PageNumber", which.number},
                  {"PageSize", which.size},
                  {"Instances", {{"Instance", documents}}}});
}

}  // namespace imgfam::reference
