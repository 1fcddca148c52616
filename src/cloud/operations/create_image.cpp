// CreateImage: a new custom image from an instance, disks or a snapshot. [doc: CreateImage 2020,
// 2026]
#include "../call.hpp"
#include "../creation.hpp"
#include "../families.hpp"

namespace imgfam {
namespace {

/// Where a new image comes from: an instance before disks before a snapshot.
struct Source {
  const Instance* instance = nullptr;
};

Source judge_source(Call& call, std::string_view region) {
  const auto instance_id = call.text("InstanceId");
  const auto disks = disk_snapshots(call);
  const auto snapshot_id = call.text("SnapshotId");
  const int given = int{!instance_id.empty()} + int{!disks.empty()} + int{!snapshot_id.empty()};
  if (!call.check(given > 0, "create-source-given"_rule)) return {};
  if (given > 1) call.effect("create-source-priority"_rule);
  if (region.empty()) return {};
  if (!instance_id.empty()) {
    const Instance* instance = call.cloud().instances().get(instance_id);
    const bool is_own =
        instance && instance->account == call.caller() && instance->region == region;
    if (!call.check(is_own, "create-instance-exists"_rule, instance_id)) return {};
    const bool is_settled =
        instance->status == InstanceStatus::Running || instance->status == InstanceStatus::Stopped;
    call.check(is_settled, "create-instance-status"_rule, instance_id);
    return {instance};
  }
  const auto snapshots = disks.empty() ? std::vector<std::string_view>{snapshot_id} : disks;
  for (const auto id : snapshots)
    call.check(call.is_known_snapshot(id, region), "create-snapshot-exists"_rule, id);
  return {};
}

void judge_family(Call& call, std::string_view region, std::string_view family) {
  if (family.empty()) return;
  call.check(is_name(family, NameKind::Family, call.edition(), call.settings().interpretation),
             "create-family-format"_rule, family);
  call.check(fits_family(call, region, family, nullptr, Status::Available),
             "create-family-images-max"_rule);
  call.check(fits_families(call, region, family, nullptr), "create-families-max"_rule);
}

/// BootMode and what it is when left out. The editions before 2026 have no default; BIOS is ours.
BootMode judge_boot_mode(Call& call, Architecture architecture) {
  const auto text = call.text("BootMode");
  if (text.empty() && call.edition() == Edition::E2026) {
    call.effect("create-boot-mode-default"_rule);
    return BootMode::UefiPreferred;
  }
  if (text.empty()) return architecture == Architecture::Arm64 ? BootMode::Uefi : BootMode::Bios;
  const auto mode = boot_mode_named(call, text);
  if (!call.check(mode.has_value(), "create-boot-mode-value"_rule, text)) return BootMode::Bios;
  call.check(fits_architecture(*mode, architecture), "boot-mode-architecture"_rule, text);
  return *mode;
}

}  // namespace

Outcome create_image(Call& call) {
  const auto region = call.region();
  const Source source = judge_source(call, region);
  Image image = judge_new_image(call, region, NameKind::CreatedImage);
  judge_family(call, region, call.text("ImageFamily"));
  image.boot_mode = judge_boot_mode(call, image.architecture);
  Violations broken;
  const Features features = features_of(call, broken);
  call.broken(broken);
  call.end_of_checks();
  if (call.is_refused()) return call.refuse();

  image.imds_v2 = features.imds_v2.value_or(source.instance && source.instance->imds_v2);
  if (source.instance && !features.imds_v2) call.effect("create-imds-inherited"_rule);
  image.family = call.text("ImageFamily");
  if (!image.family.empty() && !call.cloud().images().family(call.caller(), image.family, region)) {
    call.effect("family-created-by-naming"_rule);
  }
  image.origin = Origin::Created;
  const std::string id = image.id = call.new_id("m-", region);
  call.create(std::move(image), call.settings().settle.create);
  return call.respond({{"ImageId", id}});
}

}  // namespace imgfam
