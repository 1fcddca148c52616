#include "explore/cloud_twin.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace imgfam {

RuleSet CloudTwin::send(const FamilyState& state, const ModelRequest& request) {
  const FamilyModel& model = *model_;
  Outcome outcome;
  if (request.act == Act::Finish || request.act == Act::Fail) {
    const Event event = request.act == Act::Finish ? Event(event::Finish{}) : Event(event::Fail{});
    outcome = cloud_.platform(names_.images[request.subject], event);
  } else {
    // A second later, so that CreationTimes differ.
    if (request.act == Act::Create) cloud_.advance({1});
    outcome = cloud_.handle(model.to_request(request, state, names_));
  }
  RuleSet broken;
  if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
    for (const RuleId rule : refusal->broken)
      broken.set(static_cast<std::size_t>(rule));
    return broken;
  }
  const auto& document = std::get<Response>(outcome).document;
  if (request.act == Act::Create)
    names_.images[model.next_place(state)] = std::string(document.at("ImageId").as_string());
  if (request.act == Act::RunImage || request.act == Act::RunFamily)
    names_.instances[model.free_place(state)] = std::string(
        document.at("InstanceIdSets").at("InstanceIdSet").as_array().front().as_string());
  return broken;
}

FamilyState CloudTwin::state() const {
  const FamilyModel& model = *model_;
  FamilyState state;
  const auto number_of = [](const auto& list, const auto& value) {
    return std::find(list.begin(), list.end(), value) - list.begin();
  };
  for (const std::string& id : names_.images) {
    ModelImage now;
    now.is_created = !id.starts_with("${");
    if (const Image* image = cloud_.images().get(id)) {
      for (const SharedAccount& share : image->shared_with) {
        std::size_t bit = 0;
        while (bit < model.accounts() && model.account(bit) != share.account)
          ++bit;
        if (bit < model.accounts()) now.shared_with |= std::uint64_t{1} << bit;
        if (bit == model.accounts()) ++now.others;
      }
      now.family = image->family.empty()
                       ? no_family
                       : static_cast<std::uint16_t>(number_of(model.families(), image->family));
      now.status = image->status;
      now.boot_mode = image->boot_mode;
      now.nvme = image->nvme_supported;
      now.was_used = model.tracks_use() && image->was_ever_used;
    }
    state.images.push_back(now);
  }
  for (const std::string& id : names_.instances) {
    const Instance* instance = cloud_.instances().get(id);
    if (!instance) {
      state.instances.push_back(no_instance);
    } else if (!cloud_.images().get(instance->image)) {
      state.instances.push_back(orphaned);
    } else {
      state.instances.push_back(
          static_cast<ModelInstance>(number_of(names_.images, instance->image) + 1));
    }
  }
  return state;
}

}  // namespace imgfam
