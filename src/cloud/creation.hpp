// What CreateImage, CopyImage and ImportImage have in common.
#pragma once

#include "call.hpp"
#include "families.hpp"

namespace imgfam {

/// Name, description, architecture, platform and tags of a new image, judged by the rules of
/// CreateImage and ImportImage, with the quota of images.
Image judge_new_image(Call& call, std::string_view region, NameKind kind);

/// Tags, a key at most once.
std::vector<Tag> judge_tags(Call& call);

/// The snapshots of `DiskDeviceMapping.N.SnapshotId`.
std::vector<std::string_view> disk_snapshots(const Call& call);

/// Whether the caller may own one more image in the region.
bool fits_images(const Call& call, std::string_view region);

}  // namespace imgfam
