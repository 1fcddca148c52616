// DescribeInstances: the caller's instances in a region, newest first, by page; what the model
// knows of them.
#include "../call.hpp"
#include "../pages.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>

namespace imgfam {
namespace {

namespace json = boost::json;

/// `InstanceIds=["i-…"]`; nothing when it is left out.
std::optional<std::vector<std::string>> judge_ids(Call& call) {
  constexpr std::size_t ids_max = 100;
  const auto text = call.text("InstanceIds");
  if (text.empty()) return std::nullopt;
  boost::system::error_code error;
  const json::value parsed = json::parse({text.data(), text.size()}, error);
  const json::array* list = error ? nullptr : parsed.if_array();
  const auto is_text = [](const json::value& v) { return v.is_string(); };
  const bool is_sound =
      list && list->size() <= ids_max && std::all_of(list->begin(), list->end(), is_text);
  std::vector<std::string> ids;
  if (!call.check(is_sound, "instance-ids-form"_rule, "InstanceIds")) return ids;
  for (const json::value& id : *list)
    ids.emplace_back(id.get_string());
  return ids;
}

json::object document(const Instance& instance) {
  const auto status = to_text(instance.status);
  return {{"InstanceId", instance.id},
          {"ImageId", instance.image},
          {"RegionId", instance.region},
          {"Status", json::string_view(status.data(), status.size())},
          {"CreationTime", to_string(instance.created)},
          {"DeletionProtection", instance.is_deletion_protected}};
}

}  // namespace

Outcome describe_instances(Call& call) {
  const auto region = call.region();
  const auto ids = judge_ids(call);
  const Page page = call.page();
  if (call.is_refused()) return call.refuse();

  const auto image = call.text("ImageId");
  const auto status = call.text("Status");
  std::vector<const Instance*> found;
  for (const Instance* i : call.cloud().instances().in_order()) {
    const bool is_asked = !ids || std::find(ids->begin(), ids->end(), i->id) != ids->end();
    const bool is_image = image.empty() || i->image == image;
    const bool is_status = status.empty() || to_text(i->status) == status;
    if (i->account == call.caller() && i->region == region && is_asked && is_image && is_status)
      found.push_back(i);
  }
  std::reverse(found.begin(), found.end());
  call.effect("describe-instances-own"_rule);
  json::array instances;
  for (const Instance* i : page_of(found, page))
    instances.push_back(document(*i));
  json::object out;
  add_page(out, page, found.size());
  out["Instances"] = json::object{{"Instance", std::move(instances)}};
  return call.respond(std::move(out));
}

}  // namespace imgfam
