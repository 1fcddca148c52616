// Small pipelines drawn from a seed, and what they come to by trying every order without any
// cleverness: no cache, no reduction, nothing but `take`. Slow and plain on purpose.
#pragma once

#include <imgfam/explore/interleave.hpp>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace imgfam {

struct DrawnPipelines {
  Cloud start;
  std::vector<Pipeline> pipelines;
  std::vector<Watch> watches;
};

DrawnPipelines draw_pipelines(std::uint64_t seed);

/// Pipeline, step, kind; as in PipelineFailure.
using Failures = std::set<std::tuple<std::size_t, std::size_t, std::string>>;

struct PlainResult {
  /// By property: the length of the shortest order that it is violated or reached by.
  std::vector<std::optional<std::size_t>> shortest;
  Failures failures;
  std::size_t moments = 0;  ///< Of all orders.
};

PlainResult try_all_orders(const DrawnPipelines& drawn);

/// Whether the claim holds, told without what `interleave` tells it by.
bool holds_plainly(const Claim& claim, bool for_all, const Cloud& cloud,
                   const std::vector<Pipeline>& pipelines, const std::vector<Names>& names,
                   const std::vector<std::size_t>& done);

/// The pipelines as text, for a failure.
std::string shown(const std::vector<Pipeline>& pipelines);

}  // namespace imgfam
