#include "creation.hpp"

#include <algorithm>

namespace imgfam {
namespace {

std::string folded(std::string_view text, bool ignore_case) {
  std::string out(text);
  if (!ignore_case) return out;
  for (char& c : out)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

}  // namespace

std::vector<Tag> judge_tags(Call& call) {
  auto tags = call.tags();
  const bool ignore_case = call.action() == "ImportImage";
  std::set<std::string> keys;
  for (const Tag& tag : tags)
    call.check(keys.insert(folded(tag.key, ignore_case)).second, "tag-key-once"_rule, tag.key);
  return tags;
}

bool fits_images(const Call& call, std::string_view region) {
  return call.cloud().images().images_of(call.caller(), region) + 1 <=
         call.settings().quotas.images_per_region;
}

std::vector<std::string_view> disk_snapshots(const Call& call) {
  return call.indexed("DiskDeviceMapping.", ".SnapshotId");
}

Image judge_new_image(Call& call, std::string_view region, NameKind kind) {
  const Interpretation& reading = call.settings().interpretation;
  Image image;
  image.region = region;
  image.name = call.text("ImageName");
  image.description = call.text("Description");
  image.platform = call.text("Platform").empty() ? "Others Linux" : call.text("Platform");
  image.is_windows = image.platform.find("Windows") != std::string::npos;
  if (!image.name.empty()) {
    call.check(is_name(image.name, kind, call.edition(), reading), "create-name-format"_rule,
               image.name);
    call.check(!is_name_taken(call, region, image.name, nullptr), "create-name-unused"_rule,
               image.name);
  }
  if (!image.description.empty()) {
    call.check(is_description(image.description, reading), "create-description-format"_rule,
               image.description);
  }
  if (const auto text = call.text("Architecture"); !text.empty()) {
    const auto architecture = from_text<Architecture>(text);
    if (call.check(architecture.has_value(), "create-architecture-value"_rule, text))
      image.architecture = *architecture;
  }
  image.tags = judge_tags(call);
  call.check(fits_images(call, region), "create-images-max"_rule);
  return image;
}

}  // namespace imgfam
