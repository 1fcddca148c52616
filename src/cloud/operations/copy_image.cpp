// CopyImage: a copy of a custom image with an id of its own, in the same or another region.
// [doc: CopyImage 2021, 2026; Overview of image families 2026]
#include "../call.hpp"
#include "../creation.hpp"

#include <algorithm>

namespace imgfam {
namespace {

/// The source, if the caller may copy it to the destination.
const Image* judge_source(Call& call, std::string_view region, std::string_view destination) {
  const auto id = call.text("ImageId");
  if (!call.check(!id.empty(), "image-id-given"_rule) || region.empty()) return nullptr;
  const Image* source = call.cloud().images().get(id);
  const bool is_visible = source && source->origin != Origin::System &&
                          call.cloud().is_visible(*source, call.caller(), region);
  if (!call.check(is_visible, "copy-source-exists"_rule, id)) return nullptr;
  if (source->owner != call.caller()) {
    if (call.edition() == Edition::E2020) {
      call.broken("copy-own-only"_rule, id);
    } else if (source->is_shared_with(call.caller())) {
      call.check(destination == region, "copy-shared-same-region"_rule, id);
    }
  }
  call.ask(*source, call.cloud().state_of(*source), event::Copy{});
  return source;
}

/// Whether the caller has a copy of the source to the region under way.
bool is_copying(const Call& call, std::string_view source, std::string_view region) {
  const auto& creations = call.cloud().creations();
  return std::any_of(creations.begin(), creations.end(), [&](const Creation& c) {
    const Image* image = call.cloud().images().get(c.image);
    return image->copied_from == source && image->region == region && image->owner == call.caller();
  });
}

std::string_view judge_regions(Call& call, std::string_view region) {
  if (call.check(!region.empty(), "region-given"_rule))
    call.check(is_region(region), "copy-source-region-exists"_rule, region);
  const auto destination = call.text("DestinationRegionId");
  if (destination.empty()) return region;
  call.check(is_region(destination), "copy-destination-region-exists"_rule, destination);
  return destination;
}

void judge_texts(Call& call, std::string_view destination) {
  const Interpretation& reading = call.settings().interpretation;
  if (const auto name = call.text("DestinationImageName"); !name.empty()) {
    call.check(is_name(name, NameKind::ModifiedImage, call.edition(), reading),
               "copy-name-format"_rule, name);
    call.check(!is_name_taken(call, destination, name, nullptr), "copy-name-unused"_rule, name);
  }
  if (const auto text = call.text("DestinationDescription"); !text.empty()) {
    call.check(is_description(text, reading), "copy-description-format"_rule, text);
  }
}

}  // namespace

Outcome copy_image(Call& call) {
  const auto region = call.text("RegionId");
  const auto destination = judge_regions(call, region);
  const Image* source = judge_source(call, region, destination);
  judge_texts(call, destination);
  auto tags = judge_tags(call);
  call.check(fits_images(call, destination), "create-images-max"_rule,
             std::to_string(call.settings().quotas.images_per_region));
  if (source)
    call.check(!is_copying(call, source->id, destination), "copy-one-at-a-time"_rule, source->id);
  call.end_of_checks();
  if (call.is_refused()) return call.refuse();

  Image copy = *source;
  copy.region = destination;
  copy.origin = Origin::Copied;
  copy.copied_from = source->id;
  copy.name = call.text("DestinationImageName");
  copy.description = call.text("DestinationDescription");
  copy.family.clear();
  copy.nvme_supported = false;
  copy.is_community = false;
  copy.was_ever_used = false;
  copy.shared_with.clear();
  copy.tags = std::move(tags);
  call.effect("copy-own-id"_rule);
  if (!source->family.empty()) call.effect("copy-no-family"_rule);
  if (source->nvme_supported) call.effect("copy-no-nvme"_rule);
  const std::string id = copy.id = call.new_id("m-", destination);
  call.create(std::move(copy), call.settings().settle.copy);
  if (call.cloud().images().get(id)->status == Status::Waiting) call.effect("copy-queue"_rule);
  return call.respond({{"ImageId", id}});
}

}  // namespace imgfam
