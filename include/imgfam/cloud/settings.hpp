// What a Cloud is made with: which documents it follows, its limits, how long creations take, its
// clock and seed.
#pragma once

#include <imgfam/model/sim_time.hpp>
#include <imgfam/rules/edition.hpp>
#include <imgfam/rules/interpretation.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace imgfam {

/// Limits. [doc: Overview of image families 2021; ModifyImageSharePermission; Image FAQ 2021]
struct Quotas {
  std::uint32_t images_per_family = 100;
  std::uint32_t families_per_region = 100;
  /// No page gives the number: it stands in each account's Quota Center. Ours is assumed.
  std::uint32_t images_per_region = 10'000;
  std::uint32_t accounts_per_image = 50;
  std::uint32_t images_shared_with_account = 100;

  bool operator==(const Quotas&) const = default;
};

/// How long creations take in simulated time; by default they finish at once.
struct Settle {
  Duration create;
  Duration copy;
  Duration import;
  /// Copies that a region makes at a time; 0: as the edition says, 1 in 2020 and 5 since. [doc:
  /// CopyImage]
  std::uint32_t copies_at_once = 0;

  bool operator==(const Settle&) const = default;
};

struct Settings {
  Edition edition = newest_edition;
  Interpretation interpretation;
  Quotas quotas;
  Settle settle;
  SimTime clock{1'767'225'600};  ///< 2026-01-01T00:00:00Z
  std::uint64_t seed = 1;        ///< Ids and RequestIds follow from it.

  bool operator==(const Settings&) const = default;
};

struct Region {
  std::string_view id;
  std::string_view local_name;
};

/// The regions of the service, as DescribeRegions lists them.
std::span<const Region> regions();
bool is_region(std::string_view id);

}  // namespace imgfam
