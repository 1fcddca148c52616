// What a claim names of pipelines: `${a.new}` and `done a.3`.
#pragma once

#include <imgfam/explore/interleave.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

/// `a.new`: what pipeline a has bound to `new`.
struct Reference {
  std::string pipeline;
  std::string name;

  bool operator==(const Reference&) const = default;
};

/// Divides it at its last dot: names of pipelines may have dots, those of values have none.
Reference reference_named(std::string_view text);

/// All of a claim, each once.
std::vector<Reference> references_of(const Claim& claim);
std::vector<StepDone> steps_named(const Claim& claim);

/// A claim without variables: about every image there is at the moment, or about any. ERRORS:
/// CLM003; ILV003 and ILV004 where it names what the pipelines do not have.
Result<Claim> claim_about(const Watch& watch, const Cloud& start,
                          const std::vector<Pipeline>& pipelines);

/// Whether the claim holds now. REQUIRES: it has no variables.
bool holds_now(const Claim& claim, const Cloud& cloud, const std::vector<Pipeline>& pipelines,
               const std::vector<Names>& names, const std::vector<std::size_t>& done);

}  // namespace imgfam
