// What a family resolves to, and why every other member lost.
#pragma once

#include <imgfam/model/image.hpp>

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

class Cloud;

/// Why a member is not what its family resolves to.
enum class Loss : std::uint8_t {
  Older,    ///< Available, but another one is newer.
  LostTie,  ///< Available and as new, but the reading of `creation-tie` prefers the other one.
  Deprecated,
  Creating,  ///< Creating or Waiting.
  Failed,    ///< CreateFailed.
  UnAvailable,
  OtherRegion,  ///< In the family of the same name in another region.
  NotShared,    ///< Of another account that does not share it with the caller.
};

struct LostMember {
  const Image* image = nullptr;
  Loss why{};
};

/// Its pointers are into the cloud and hold until that changes.
struct Resolution {
  const Image* chosen = nullptr;   ///< nullptr: the family resolves to nothing.
  std::vector<LostMember> others;  ///< Newest first; members in other regions last.
};

/// What `family` resolves to for `account` in `region`: the Available member with the latest
/// CreationTime.
///
/// Under the reading own-and-shared of `family-scope` a name `acs:<UID>:<family>` is the family of
/// that account, as far as its images are shared with the caller or public, and a system image's
/// own family name is its name. A family that does not exist resolves to nothing, and nobody lost.
/// Linear in the members of that family alone. [doc: DescribeImageFromFamily; Overview of image
/// families]
Resolution resolve_family(const Cloud& cloud, AccountId account, std::string_view region,
                          std::string_view family);

/// `Deprecated since 2026-01-10T00:00:00Z`, `older: created 2026-01-01T00:00:00Z`, …
std::string to_string(const LostMember& lost);

/// `m-2 (m-1: older: created …)` or `nothing (…)`.
std::ostream& operator<<(std::ostream& out, const Resolution& resolution);

}  // namespace imgfam
