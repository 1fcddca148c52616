#include "families.hpp"

#include <algorithm>

namespace imgfam {

bool is_name_taken(const Call& call, std::string_view region, std::string_view name,
                   const Image* renamed) {
  const Slot slot =
      call.cloud().images().find_named(call.caller(), region, name, [&](const Image& other) {
        if (&other == renamed) return call.follows("rename-to-self=refuse"_reading);
        return other.status == Status::Available ||
               call.follows("name-scope=account-region"_reading);
      });
  return slot != SlotIndex::none;
}

bool fits_family(const Call& call, std::string_view region, std::string_view family,
                 const Image* joining, Status status) {
  const std::size_t most = call.settings().quotas.images_per_family;
  const bool is_member = joining && joining->family == family;
  const RegionalFamily* regional = call.cloud().images().family(call.caller(), family, region);
  // One that rejoins a full family is counted as though it came anew: that is the reading.
  std::size_t all = 1;
  std::size_t available = status == Status::Available ? 1 : 0;
  if (regional) {
    const Slot itself = is_member ? call.slot_of(*joining) : SlotIndex::none;
    all += regional->members.size();
    available += static_cast<std::size_t>(std::count_if(
        regional->members.begin(), regional->members.end(), [&](const FamilyMember& m) {
          return (m.slot == itself ? status : m.status) == Status::Available;
        }));
  }
  // The readings are asked only where they make a difference: a judge branches on what is asked.
  if (all <= most) return true;
  if (is_member && call.follows("rejoin-full-family=accept"_reading)) return true;
  return available <= most && call.follows("family-quota-counts=available"_reading);
}

bool fits_families(const Call& call, std::string_view region, std::string_view family,
                   const Image* joining) {
  const ImageStore& images = call.cloud().images();
  if (images.family(call.caller(), family, region)) return true;
  std::size_t families = images.families_of(call.caller(), region) + 1;
  if (joining && !joining->family.empty()) {
    const RegionalFamily* left = images.family(call.caller(), joining->family, region);
    if (left->members.size() == 1) --families;
  }
  return families <= call.settings().quotas.families_per_region;
}

std::string family_seen(const Cloud& cloud, const Image& image, AccountId viewer) {
  const bool is_foreign = image.owner != viewer && image.origin != Origin::System;
  const bool has_names_by_owner =
      rule("family-of-owner"_rule).editions.has(cloud.settings().edition);
  if (image.family.empty() || !is_foreign || !has_names_by_owner) return image.family;
  return "acs:" + to_string(image.owner) + ":" + image.family;
}

void move_family(Call& call, const Image& image, std::string_view family) {
  const bool is_new = call.cloud().images().family(image.owner, family, image.region) == nullptr;
  call.images().move_to_family(call.slot_of(image), std::string(family));
  call.effect("family-moves-at-once"_rule);
  if (is_new) call.effect("family-created-by-naming"_rule);
}

std::optional<BootMode> boot_mode_named(const Call& call, std::string_view text) {
  const Interpretation& reading = call.settings().interpretation;
  if (same_word(text, to_text(BootMode::Bios), reading)) return BootMode::Bios;
  if (same_word(text, to_text(BootMode::Uefi), reading)) return BootMode::Uefi;
  const bool has_preferred = call.edition() == Edition::E2026;
  if (has_preferred && same_word(text, to_text(BootMode::UefiPreferred), reading))
    return BootMode::UefiPreferred;
  return std::nullopt;
}

bool fits_architecture(BootMode mode, Architecture architecture) {
  return architecture != Architecture::Arm64 || mode != BootMode::Bios;
}

Features features_of(Call& call, Violations& broken) {
  Features features;
  if (!call.has_any("Features")) return features;
  if (const auto nvme = call.feature("NvmeSupport", broken); !nvme.empty()) {
    if (nvme == "supported" || nvme == "unsupported") {
      features.nvme = nvme == "supported";
    } else {
      broken.add("nvme-value"_rule, "Features.NvmeSupport");
    }
  }
  if (const auto imds = call.feature("ImdsSupport", broken); !imds.empty()) {
    if (imds == "v1" || imds == "v2") {
      features.imds_v2 = imds == "v2";
    } else {
      broken.add("imds-value"_rule, "Features.ImdsSupport");
    }
  }
  return features;
}

FamilyWatch::FamilyWatch(Call& call, const Image& image) : call_(call) {
  if (!call_.is_traced() || image.family.empty()) return;
  before_ = {image.id, image.region, image.family, image.owner, image.status, {}};
  before_->resolved = resolved_now(*before_);
}

std::string FamilyWatch::resolved_now(const Before& image) const {
  const Resolution resolution =
      resolve_family(call_.cloud(), image.owner, image.region, image.family);
  return resolution.chosen ? resolution.chosen->id : std::string();
}

void FamilyWatch::note_effects() const {
  if (!before_) return;
  const Status status = call_.cloud().images().get(before_->id)->status;
  if (status == before_->status) return;
  const std::string now = resolved_now(*before_);
  if (status == Status::Deprecated && before_->resolved == before_->id) {
    call_.effect(now.empty() ? "last-available-caution"_rule : "deprecated-leaves-family"_rule);
  }
  if (status == Status::Available && now == before_->id)
    call_.effect("restored-takes-old-place"_rule);
}

void FamilyWatch::note_deletion() const {
  if (before_ && before_->resolved == before_->id) call_.effect("deleted-leaves-family"_rule);
}

}  // namespace imgfam
