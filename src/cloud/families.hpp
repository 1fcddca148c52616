// What several operations need to know of names, families and features.
#pragma once

#include "call.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace imgfam {

/// Whether another image that the caller owns in the region has the name, in the sense of the
/// reading of `name-scope`. `renamed` is the image that is to get it, or nullptr for a new one; its
/// own name counts under rename-to-self=refuse.
bool is_name_taken(const Call& call, std::string_view region, std::string_view name,
                   const Image* renamed);

/// Whether the family has room for one more member with that status. `joining` is the image that
/// moves, or nullptr for a new one. [doc: Overview of image families 2021, limits]
bool fits_family(const Call& call, std::string_view region, std::string_view family,
                 const Image* joining, Status status);

/// Whether the caller may have the family in the region: it exists, or there is room for one more.
/// A family that the joining image leaves empty makes room.
bool fits_families(const Call& call, std::string_view region, std::string_view family,
                   const Image* joining);

/// What an account calls an image's family: under the owner's UID, since 2023, where it is another
/// account's. [doc: Overview of image families 2024]
std::string family_seen(const Cloud& cloud, const Image& image, AccountId viewer);

/// Moves the image and notes the effects.
void move_family(Call& call, const Image& image, std::string_view family);

/// BIOS, UEFI, and in 2026 UEFI-Preferred, under the reading of `letter-case`.
std::optional<BootMode> boot_mode_named(const Call& call, std::string_view text);
/// An arm64 image does not boot by BIOS. [doc: ModifyImageAttribute 2026,
/// InvalidBootMode.NotSupport]
bool fits_architecture(BootMode mode, Architecture architecture);

struct Features {
  std::optional<bool> nvme;
  std::optional<bool> imds_v2;
};
/// Features.NvmeSupport and Features.ImdsSupport, flat or as JSON; breaks features-form,
/// nvme-value, imds-value.
Features features_of(Call& call, Violations& broken);

/// Notes what a change of an image's status means for its family: made before the change, asked
/// after it.
class FamilyWatch {
 public:
  FamilyWatch(Call& call, const Image& image);
  /// Notes rolled-back, restored and emptied families as effects of a changed status.
  void note_effects() const;
  /// The same for an image that is deleted since.
  void note_deletion() const;

 private:
  struct Before {
    std::string id, region, family;
    AccountId owner;
    Status status;
    std::string resolved;  ///< What the family resolved to; empty: to nothing.
  };
  std::string resolved_now(const Before& image) const;

  Call& call_;
  std::optional<Before> before_;  ///< Nothing when nobody asks, or the image is in no family.
};

}  // namespace imgfam
