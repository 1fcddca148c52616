#include "launching.hpp"

#include <algorithm>

namespace imgfam {

void note_resolution(Call& call, const Resolution& resolution) {
  if (!call.is_traced()) return;
  const auto lost_by = [&](Loss why) {
    return std::any_of(resolution.others.begin(), resolution.others.end(),
                       [&](const LostMember& m) { return m.why == why; });
  };
  if (resolution.chosen) call.effect("family-newest-available"_rule);
  if (resolution.chosen && resolution.chosen->owner != call.caller())
    call.effect("family-of-owner"_rule);
  if (lost_by(Loss::Deprecated)) call.effect("family-skips-deprecated"_rule);
  if (lost_by(Loss::LostTie)) call.effect("family-tie"_rule);
  if (lost_by(Loss::OtherRegion)) call.effect("family-by-region"_rule);
}

const Image* judge_usable_image(Call& call, std::string_view id, std::string_view region) {
  const Image* image = call.cloud().images().get(id);
  const bool is_visible = image && call.cloud().is_visible(*image, call.caller(), region);
  if (!call.check(is_visible, "launch-image-exists"_rule, id)) return nullptr;
  // A system image has no life of its own here: it is Available for good.
  if (image->origin != Origin::System)
    call.ask(*image, call.cloud().state_of(*image), event::Use{});
  return image;
}

const Image* judge_launch_image(Call& call, std::string_view region) {
  const auto id = call.text("ImageId");
  const auto family = call.text("ImageFamily");
  call.check(id.empty() || family.empty(), "launch-one-source"_rule);
  const bool is_given = call.check(!id.empty() || !family.empty(), "launch-image-given"_rule);
  if (!is_given || region.empty()) return nullptr;
  if (!id.empty()) return judge_usable_image(call, id, region);
  const Resolution resolution = resolve_family(call.cloud(), call.caller(), region, family);
  note_resolution(call, resolution);
  if (!call.check(resolution.chosen != nullptr, "launch-family-available"_rule, family))
    return nullptr;
  return judge_usable_image(call, resolution.chosen->id, region);
}

std::string launch_one(Call& call, const Image& image, std::string_view region,
                       InstanceStatus status) {
  Instance instance;
  instance.id = call.new_id("i-", region);
  instance.region = region;
  instance.status = status;
  instance.is_deletion_protected = call.flag("DeletionProtection").value_or(false);
  std::string id = instance.id;
  call.launch(image, std::move(instance));
  call.effect("launch-records-image"_rule);
  call.effect("launch-status"_rule);
  if (image.status == Status::Deprecated) call.effect("deprecated-launches-by-id"_rule);
  return id;
}

}  // namespace imgfam
