// CopyImage and CancelCopyImage.

#include "reference/creation.hpp"
#include "reference/facts.hpp"
#include "reference/operations.hpp"

namespace imgfam::reference {
namespace {

/// The image to copy, which is the caller's or shared with the caller, or nullptr.
const Image* find_source(const Model& model, Ask& ask, const std::string& from,
                         const std::string& to) {
  const std::string id = ask.given["ImageId"];
  ask.broken.unless(!id.empty(), "image-id-given"_rule);
  if (id.empty() || from.empty()) return nullptr;
  const auto it = model.images.find(id);
  const bool is_there = it != model.images.end() && it->second.origin != Origin::System &&
                        is_visible(it->second, ask.caller, from);
  ask.broken.unless(is_there, "copy-source-exists"_rule);
  if (!is_there) return nullptr;
  const Image& source = it->second;
  if (source.owner != ask.caller) {
    ask.broken.add("copy-own-only"_rule);
    const bool is_shared = is_shared_with(source, ask.caller);
    ask.broken.unless(!is_shared || to == from, "copy-shared-same-region"_rule);
  }
  return &source;
}

/// Whether the caller has a copy of the source to that region in the making.
bool is_being_copied(const Model& model, const Ask& ask, const std::string& source,
                     const std::string& to) {
  for (const auto& [id, image] : model.images) {
    const bool is_copy = image.copied_from == source && image.region == to;
    if (is_copy && image.owner == ask.caller && is_creating(image)) return true;
  }
  return false;
}

void judge_source(const Model& model, Ask& ask, const Image& source, const std::string& to) {
  ask.broken.unless(source.status == Status::Available, "copy-available"_rule);
  ask.broken.unless(!source.is_community, "copy-not-community"_rule);
  ask.broken.unless(!is_being_copied(model, ask, source.id, to), "copy-one-at-a-time"_rule);
}

struct Way {
  std::string from;
  std::string to;
};

Way find_way(Ask& ask) {
  Way way{.from = ask.given["RegionId"], .to = ask.given["DestinationRegionId"]};
  ask.broken.unless(!way.from.empty(), "region-given"_rule);
  ask.broken.unless(way.from.empty() || is_region(way.from), "copy-source-region-exists"_rule);
  ask.broken.unless(way.to.empty() || is_region(way.to), "copy-destination-region-exists"_rule);
  if (way.to.empty()) way.to = way.from;
  return way;
}

/// A copy takes what its source is made of, and neither its family nor its NVMe support.
Image copy_of(const Image& source, Image copy) {
  copy.origin = Origin::Copied;
  copy.copied_from = source.id;
  copy.boot_mode = source.boot_mode;
  copy.architecture = source.architecture;
  copy.license = source.license;
  copy.imds_v2 = source.imds_v2;
  copy.is_windows = source.is_windows;
  copy.platform = source.platform;
  copy.size_gib = source.size_gib;
  return copy;
}

}  // namespace

Outcome copy_image(Model& model, Ask& ask) {
  const Way way = find_way(ask);
  const Image* source = find_source(model, ask, way.from, way.to);
  const std::string name = ask.given["DestinationImageName"];
  const std::string description = ask.given["DestinationDescription"];
  const Wording wording = wording_of(model);
  ask.broken.unless(name.empty() || is_image_name(name, wording), "copy-name-format"_rule);
  ask.broken.unless(description.empty() || is_description(description, wording),
                    "copy-description-format"_rule);
  const std::vector<Tag> new_tags = tags(ask);
  judge_tag_keys(ask, new_tags);
  const bool is_taken = !name.empty() && is_name_taken(model, name, ask.caller, way.to);
  ask.broken.unless(!is_taken, "copy-name-unused"_rule);
  ask.broken.unless(!is_image_quota_full(model, ask.caller, way.to), "create-images-max"_rule);
  if (source != nullptr) judge_source(model, ask, *source, way.to);
  if (const auto stop = stopped(model, ask)) return *stop;

  Image image = copy_of(*source, new_image(model, ask, way.to, name));
  image.description = description;
  image.tags = new_tags;
  add_unfinished(model, image, model.settings.settle.copy, true);
  return success({{"ImageId", image.id}});
}

Outcome cancel_copy_image(Model& model, Ask& ask) {
  const Image* image = own_image(model, ask, region(ask));
  if (image != nullptr) {
    const bool has_failed = image->status == Status::CreateFailed;
    ask.broken.unless(image->origin == Origin::Copied, "cancel-a-copy"_rule);
    ask.broken.unless(!has_failed, "cancel-not-failed"_rule);
    ask.broken.unless(has_failed || is_creating(*image), "cancel-unfinished"_rule);
  }
  if (const auto stop = stopped(model, ask)) return *stop;

  remove_image(model, image->id);
  return success();
}

}  // namespace imgfam::reference
