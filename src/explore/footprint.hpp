// What a step looks at and what it may change, told from its text alone: from which follows whether
// two steps of different pipelines can matter to each other.
//
// It errs on the side of "can matter". Whatever the text does not settle (an id that is bound to a
// value of a response, a family that an image may have joined) stands for all of its kind, and a
// step that the tables do not know for everything.
#pragma once

#include <imgfam/explore/interleave.hpp>

#include <compare>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace imgfam {

enum class ThingKind : std::uint8_t {
  Image,     ///< By id, or by what made it.
  Instance,  ///< The same.
  Family,    ///< By owner and name.
  Name,      ///< Of images, by owner.
  Token,     ///< A ClientToken.
  Copies,    ///< The queue of copies.
  Snapshots,
  Order,   ///< In which order images were made.
  Quotas,  ///< All counts that a quota may limit.
  All,
};

struct Thing {
  ThingKind kind{};
  std::string name;  ///< `*`: every one of the kind.

  auto operator<=>(const Thing&) const = default;
};

struct Footprint {
  std::set<Thing> reads;
  std::set<Thing> writes;  ///< What is read and written stands here.
};

/// Whether what one may change is something that the other looks at or may change.
bool can_matter(const Footprint& a, const Footprint& b);

/// The footprints of all steps of all pipelines that begin with that cloud.
class Footprints {
 public:
  Footprints(const Cloud& start, const std::vector<Pipeline>& pipelines);

  const Footprint& of(PipelineStep step) const { return steps_[step.pipeline][step.step]; }

  /// Whether the step may change what a claim comes to. A claim names things as checks do, with
  /// `${a.new}` for what pipelines bind.
  bool can_change(PipelineStep step, const Claim& claim) const;

 private:
  Footprint of_claim(const Claim& claim) const;

  const std::vector<Pipeline>& pipelines_;
  std::vector<std::vector<Footprint>> steps_;
};

}  // namespace imgfam
