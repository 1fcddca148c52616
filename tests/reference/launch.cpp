// RunInstances, CreateInstance and ReplaceSystemDisk: what makes an instance use an image.

#include "reference/facts.hpp"
#include "reference/operations.hpp"

#include <boost/json/array.hpp>

namespace imgfam::reference {
namespace {

bool is_usable(const Image& image) {
  return image.status == Status::Available || image.status == Status::Deprecated;
}

/// The image of that id, judged: it must be there for the caller, and Available or Deprecated.
const Image* image_by_id(const Model& model, Ask& ask, const std::string& id,
                         const std::string& region) {
  const auto it = model.images.find(id);
  const bool is_there = it != model.images.end() && is_visible(it->second, ask.caller, region);
  ask.broken.unless(is_there, "launch-image-exists"_rule);
  if (!is_there) return nullptr;
  ask.broken.unless(is_usable(it->second), "launch-image-usable"_rule);
  return &it->second;
}

/// What is to be launched: the image that ImageId names, or what ImageFamily resolves to.
const Image* image_to_launch(const Model& model, Ask& ask, const std::string& region) {
  const std::string id = ask.given["ImageId"];
  const std::string family = ask.given["ImageFamily"];
  ask.broken.unless(!id.empty() || !family.empty(), "launch-image-given"_rule);
  ask.broken.unless(id.empty() || family.empty(), "launch-one-source"_rule);
  if (region.empty()) return nullptr;
  if (!id.empty()) return image_by_id(model, ask, id, region);
  if (family.empty()) return nullptr;
  const Image* image = resolve(model, family, ask.caller, region);
  ask.broken.unless(image != nullptr, "launch-family-available"_rule);
  return image;
}

std::size_t amount(Ask& ask) {
  const std::string text = ask.given["Amount"];
  if (text.empty()) return 1;
  const bool is_number = text.find_first_not_of("0123456789") == text.npos && text.size() < 9;
  const int number = is_number ? std::stoi(text) : 0;
  ask.broken.unless(number >= 1 && number <= 100, "launch-amount"_rule);
  return static_cast<std::size_t>(number);
}

/// Adds an instance made from the image; its id.
std::string launch(Model& model, const Ask& ask, const Image& image, const std::string& region,
                   Instance instance) {
  instance.image = image.id;
  instance.region = region;
  instance.account = ask.caller;
  instance.created = model.settings.clock;
  instance.serial = model.next_serial++;
  instance.boot_mode = image.boot_mode;
  instance.imds_v2 = image.imds_v2;
  model.images.at(image.id).was_ever_used = true;
  model.instances[instance.id] = instance;
  return instance.id;
}

std::string chosen_id(const Ask& ask, std::size_t index) {
  return index < ask.chosen.ids.size() ? ask.chosen.ids[index] : "made-up-" + std::to_string(index);
}

}  // namespace

Outcome run_instances(Model& model, Ask& ask) {
  const std::string where = region(ask);
  const Image* image = image_to_launch(model, ask, where);
  const std::size_t count = amount(ask);
  const bool is_protected = flag(ask, "DeletionProtection").value_or(false);
  if (const auto stop = stopped(model, ask)) return *stop;

  boost::json::array ids;
  for (std::size_t i = 0; i < count; ++i) {
    Instance instance;
    instance.id = chosen_id(ask, i);
    instance.status = InstanceStatus::Running;
    instance.is_deletion_protected = is_protected;
    ids.emplace_back(launch(model, ask, *image, where, instance));
  }
  return success({{"InstanceIdSets", {{"InstanceIdSet", ids}}}});
}

Outcome create_instance(Model& model, Ask& ask) {
  const std::string where = region(ask);
  const Image* image = image_to_launch(model, ask, where);
  const bool is_protected = flag(ask, "DeletionProtection").value_or(false);
  if (const auto stop = stopped(model, ask)) return *stop;

  Instance instance;
  instance.id = chosen_id(ask, 0);
  instance.status = InstanceStatus::Stopped;
  instance.is_deletion_protected = is_protected;
  return success({{"InstanceId", launch(model, ask, *image, where, instance)}});
}

Outcome replace_system_disk(Model& model, Ask& ask) {
  Instance* instance = own_instance(model, ask);
  const std::string id = ask.given["ImageId"];
  ask.broken.unless(!id.empty(), "image-id-given"_rule);
  const Image* image = nullptr;
  if (instance != nullptr) {
    ask.broken.unless(instance->status == InstanceStatus::Stopped, "replace-stopped"_rule);
    if (!id.empty()) image = image_by_id(model, ask, id, instance->region);
  }
  if (const auto stop = stopped(model, ask)) return *stop;

  instance->image = image->id;
  instance->boot_mode = image->boot_mode;
  instance->imds_v2 = image->imds_v2;
  model.images.at(image->id).was_ever_used = true;
  return success();
}

}  // namespace imgfam::reference
