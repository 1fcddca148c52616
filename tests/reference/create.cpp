// CreateImage and ImportImage.

#include "reference/creation.hpp"
#include "reference/facts.hpp"
#include "reference/operations.hpp"

namespace imgfam::reference {
namespace {

/// The instance that a new image is made from.
const Instance* find_instance(const Model& model, Ask& ask, const std::string& region) {
  const auto it = model.instances.find(ask.given["InstanceId"]);
  const bool is_there = it != model.instances.end() && it->second.account == ask.caller &&
                        it->second.region == region;
  ask.broken.unless(is_there, "create-instance-exists"_rule);
  if (!is_there) return nullptr;
  const Instance& instance = it->second;
  const bool is_at_rest =
      instance.status == InstanceStatus::Running || instance.status == InstanceStatus::Stopped;
  ask.broken.unless(is_at_rest, "create-instance-status"_rule);
  return &instance;
}

/// Judges what the new image is made of: the instance counts before disks, and disks before a
/// snapshot.
const Instance* judge_source(const Model& model, Ask& ask, const std::string& region) {
  std::vector<std::string> snapshots;
  for (const auto& [number, id] : ask.given.numbered("DiskDeviceMapping.", ".SnapshotId")) {
    snapshots.push_back(id);
  }
  if (snapshots.empty() && ask.given.has("SnapshotId")) snapshots = {ask.given["SnapshotId"]};
  const bool has_instance = ask.given.has("InstanceId");
  ask.broken.unless(has_instance || !snapshots.empty(), "create-source-given"_rule);
  if (region.empty()) return nullptr;
  if (has_instance) return find_instance(model, ask, region);
  for (const std::string& snapshot : snapshots) {
    ask.broken.unless(is_snapshot_of(model, snapshot, ask.caller, region),
                      "create-snapshot-exists"_rule);
  }
  return nullptr;
}

std::string new_family(const Model& model, Ask& ask, const std::string& region) {
  const std::string family = ask.given["ImageFamily"];
  if (family.empty()) return family;
  ask.broken.unless(is_family_name(family, wording_of(model)), "create-family-format"_rule);
  // The new image counts under either reading: it is going to be Available.
  const std::size_t members = members_of(model, family, ask.caller, region) + 1;
  const Quotas& quotas = model.settings.quotas;
  ask.broken.unless(members <= quotas.images_per_family, "create-family-images-max"_rule);
  auto families = families_of(model, ask.caller, region);
  const bool is_one_more = families.insert(family).second;
  ask.broken.unless(!is_one_more || families.size() <= quotas.families_per_region,
                    "create-families-max"_rule);
  return family;
}

void judge_quota(const Model& model, Ask& ask, const std::string& region) {
  ask.broken.unless(!is_image_quota_full(model, ask.caller, region), "create-images-max"_rule);
}

bool has_oss_disk(const Ask& ask) {
  const auto buckets = ask.given.numbered("DiskDeviceMapping.", ".OSSBucket");
  for (const auto& [number, object] : ask.given.numbered("DiskDeviceMapping.", ".OSSObject")) {
    if (buckets.contains(number)) return true;
  }
  return false;
}

License import_license(Ask& ask) {
  const std::string text = ask.given["LicenseType"];
  if (text == "BYOL") return License::Byol;
  if (text == "Aliyun") return License::Aliyun;
  ask.broken.unless(text.empty() || text == "Auto", "import-license-value"_rule);
  return License::Auto;
}

/// How an image made by CreateImage boots unless BootMode says otherwise. Before 2026 no page says.
BootMode standard_boot_mode(const Model& model, Architecture architecture) {
  if (model.is_since(Edition::E2026)) return BootMode::UefiPreferred;
  return architecture == Architecture::Arm64 ? BootMode::Uefi : BootMode::Bios;
}

void name_platform(const Ask& ask, Image& image) {
  image.platform = ask.given.has("Platform") ? ask.given["Platform"] : "Others Linux";
  image.is_windows = image.platform.find("Windows") != std::string::npos;
}

}  // namespace

Outcome create_image(Model& model, Ask& ask) {
  const std::string where = region(ask);
  const Instance* source = judge_source(model, ask, where);
  const std::string name = new_name(model, ask, where);
  const std::string family = new_family(model, ask, where);
  const std::string description = new_description(model, ask);
  std::vector<BootMode> legal{BootMode::Bios, BootMode::Uefi};
  if (model.is_since(Edition::E2026)) legal.push_back(BootMode::UefiPreferred);
  const auto boot_mode = new_boot_mode(model, ask, legal, "create-boot-mode-value"_rule);
  const Architecture architecture = new_architecture(ask);
  const bool is_bios_on_arm = boot_mode == BootMode::Bios && architecture == Architecture::Arm64;
  ask.broken.unless(!is_bios_on_arm, "boot-mode-architecture"_rule);
  const Features asked = features(model, ask, ask.broken);
  const std::vector<Tag> new_tags = tags(ask);
  judge_tag_keys(ask, new_tags);
  judge_quota(model, ask, where);
  if (const auto stop = stopped(model, ask)) return *stop;

  Image image = new_image(model, ask, where, name);
  image.family = family;
  image.description = description;
  image.architecture = architecture;
  image.boot_mode = boot_mode.value_or(standard_boot_mode(model, architecture));
  image.imds_v2 = asked.imds.empty() ? source != nullptr && source->imds_v2 : asked.imds == "v2";
  image.tags = new_tags;
  name_platform(ask, image);
  add_unfinished(model, image, model.settings.settle.create, false);
  return success({{"ImageId", image.id}});
}

Outcome import_image(Model& model, Ask& ask) {
  const std::string where = region(ask);
  ask.broken.unless(has_oss_disk(ask), "import-disk-given"_rule);
  const std::string name = new_name(model, ask, where);
  const std::string description = new_description(model, ask);
  const auto boot_mode =
      new_boot_mode(model, ask, {BootMode::Bios, BootMode::Uefi}, "import-boot-mode-value"_rule);
  const Architecture architecture = new_architecture(ask);
  const bool is_bios = ask.given.has("BootMode") ? boot_mode == BootMode::Bios : true;
  ask.broken.unless(!is_bios || architecture != Architecture::Arm64, "boot-mode-architecture"_rule);
  const License license = import_license(ask);
  const Features asked = features(model, ask, ask.broken);
  const std::vector<Tag> new_tags = tags(ask);
  judge_tag_keys(ask, new_tags);
  judge_quota(model, ask, where);
  if (const auto stop = stopped(model, ask)) return *stop;

  Image image = new_image(model, ask, where, name);
  image.origin = Origin::Imported;
  image.description = description;
  image.architecture = architecture;
  image.boot_mode = boot_mode.value_or(BootMode::Bios);
  image.license = license;
  image.nvme_supported = asked.nvme == "supported";
  image.imds_v2 = asked.imds == "v2";
  image.tags = new_tags;
  name_platform(ask, image);
  if (ask.given["OSType"] == "windows") image.is_windows = true;
  add_unfinished(model, image, model.settings.settle.import, false);
  return success({{"ImageId", image.id}, {"RegionId", where}});
}

}  // namespace imgfam::reference
