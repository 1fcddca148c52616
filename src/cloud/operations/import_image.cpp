// ImportImage: a custom image from a file in OSS; what touches the model of it. [doc: ImportImage
// 2025]
#include "../call.hpp"
#include "../creation.hpp"

#include <algorithm>
#include <charconv>

namespace imgfam {
namespace {

BootMode judge_boot_mode(Call& call, Architecture architecture) {
  const auto text = call.text("BootMode");
  if (text.empty() && call.edition() != Edition::E2020)
    call.effect("import-boot-mode-default"_rule);
  auto mode = BootMode::Bios;
  if (!text.empty()) {
    const auto named = boot_mode_named(call, text);
    const bool is_known = named == BootMode::Bios || named == BootMode::Uefi;
    if (!call.check(is_known, "import-boot-mode-value"_rule, text)) return BootMode::Bios;
    mode = *named;
  }
  // An arm64 image must be imported with UEFI, so the default will not do for it. 2020 knows
  // neither.
  if (call.edition() != Edition::E2020)
    call.check(fits_architecture(mode, architecture), "boot-mode-architecture"_rule, text);
  return mode;
}

License judge_license(Call& call) {
  const auto text = call.text("LicenseType");
  if (text.empty()) {
    if (call.edition() != Edition::E2020) call.effect("import-license-default"_rule);
    return License::Auto;
  }
  const auto license = from_text<License>(text);
  call.check(license.has_value(), "import-license-value"_rule, text);
  return license.value_or(License::Auto);
}

int size_of(const Call& call) {
  constexpr int size_default = 40;
  int size = size_default;
  const auto text = call.text("DiskDeviceMapping.1.DiskImageSize");
  std::from_chars(text.data(), text.data() + text.size(), size);
  return std::clamp(size, 1, 2048);
}

}  // namespace

Outcome import_image(Call& call) {
  const auto region = call.region();
  Image image = judge_new_image(call, region, NameKind::CreatedImage);
  const bool has_disk = !call.text("DiskDeviceMapping.1.OSSBucket").empty() &&
                        !call.text("DiskDeviceMapping.1.OSSObject").empty();
  call.check(has_disk, "import-disk-given"_rule);
  image.boot_mode = judge_boot_mode(call, image.architecture);
  image.license = judge_license(call);
  Violations broken;
  const Features features = features_of(call, broken);
  call.broken(broken);
  call.end_of_checks();
  if (call.is_refused()) return call.refuse();

  image.nvme_supported = features.nvme.value_or(false);
  image.imds_v2 = features.imds_v2.value_or(false);
  image.is_windows = image.is_windows || call.text("OSType") == "windows";
  image.size_gib = size_of(call);
  image.origin = Origin::Imported;
  const std::string id = image.id = call.new_id("m-", region);
  const std::string task = call.new_id("t-", region);
  call.create(std::move(image), call.settings().settle.import);
  return call.respond({{"ImageId", id}, {"TaskId", task}, {"RegionId", std::string(region)}});
}

}  // namespace imgfam
