// Interleaving: what several pipelines can come to together, in every order in which their steps
// can follow each other.
//
// A pipeline is a list of steps that one client takes one after the other. Between two of its steps
// any other pipeline may take some of its own. `interleave` tries every such order on copies of one
// cloud and asks, at the beginning and after each step, whether the properties hold; it answers the
// shortest order that offends, and what can keep a pipeline from its end.
//
//   - A step that does not go as its pipeline expects ends that pipeline: it is counted as a
//     failure, not as a violation, unless all are to complete (InterleaveLimits::all_complete).
//   - Time passes by `advance` alone, for all pipelines at once; between, all happens in one
//   second.
//   - Claims name what a pipeline has bound as `${a.new}`, and an image that its third step has
//     created as `${a.3}`. Before that, such a name is of no image, family or instance.
//   - `$m` stands for every image that there is at the moment.
//
// Orders that come to the same are followed once (interleave_state.hpp says what is the same), and
// of steps that cannot matter to each other or to a property only one order is tried
// (footprint.hpp says which). Neither changes a verdict.
#pragma once

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/cloud/step.hpp>
#include <imgfam/explore/claim.hpp>

#include <optional>
#include <string>
#include <vector>

namespace imgfam {

struct Pipeline {
  std::string name;
  std::vector<StepAction> steps;

  bool operator==(const Pipeline&) const = default;
};

enum class WatchKind : std::uint8_t { Always, Never, Reachable };
template <>
inline constexpr std::array<std::string_view, 3> spelling<WatchKind>{"always", "never",
                                                                     "reachable"};

/// A claim that must hold always, never, or at some moment of some order.
struct Watch {
  WatchKind kind{};
  Claim claim;

  bool operator==(const Watch&) const = default;
};

/// A step of a pipeline, both counted from 0.
struct PipelineStep {
  std::size_t pipeline = 0;
  std::size_t step = 0;

  bool operator==(const PipelineStep&) const = default;
};

/// Steps of pipelines in the order in which they are taken.
using StepOrder = std::vector<PipelineStep>;

struct WatchResult {
  /// Nothing: a bound was hit before it was decided.
  std::optional<bool> holds;
  /// The order after which an `always` or `never` is violated, or a `reachable` is reached.
  std::optional<StepOrder> order;
  bool is_shortest = true;  ///< No shorter order does so; false where a bound kept us from knowing.

  bool operator==(const WatchResult&) const = default;
};

/// A way in which a step can go otherwise than its pipeline expects.
struct PipelineFailure {
  PipelineStep step;
  std::string kind;  ///< The error's code, or what did not match; empty for a check.
  Mismatch mismatch;
  std::vector<RuleId> broken;  ///< By a request that was refused.
  StepOrder after;             ///< An order of steps after which the step fails so.

  bool operator==(const PipelineFailure&) const = default;
};

struct InterleaveLimits {
  std::size_t states_max = 100'000;
  std::size_t steps_max = 2'000'000;  ///< Steps taken, over all orders.
  bool reduce = true;                 ///< Try one order of steps that cannot matter to each other.
  bool all_complete = false;          ///< A failure is a violation.
};

struct InterleaveResult {
  std::vector<WatchResult> watches;       ///< In the order of the properties.
  std::vector<PipelineFailure> failures;  ///< By pipeline, step and kind.
  bool is_complete = false;               ///< No bound was hit.
  std::size_t states = 0;                 ///< Different ones, the first among them.
  std::size_t steps = 0;                  ///< Taken, from all states together.
  std::size_t depth = 0;                  ///< Steps of the longest order.
  std::size_t left_out = 0;               ///< Steps that the reduction did not take.
  double orders = 0;                      ///< Of all steps, were none to fail.

  /// A property is violated, or a pipeline can fail where all are to complete.
  bool is_violated(const InterleaveLimits& limits) const;
  /// Something is not decided. What is violated is so all the same.
  bool is_undecided(const InterleaveLimits& limits) const;

  bool operator==(const InterleaveResult&) const = default;
};

inline constexpr std::size_t pipelines_max = 16;
inline constexpr std::size_t pipeline_steps_max = 1000;

/// Tries all orders. Deterministic. ERRORS: ILV001 fewer than two pipelines or too many, or one of
/// too many steps, ILV002 two of one name, ILV003 a claim about a pipeline or a step that is not
/// there, ILV004 about a name that the pipeline does not bind.
Result<InterleaveResult> interleave(const Cloud& start, const std::vector<Pipeline>& pipelines,
                                    const std::vector<Watch>& watches,
                                    const InterleaveLimits& limits = {});

/// What taking the steps in that order comes to, step by step. REQUIRES: each pipeline's steps
/// stand in their order, from the first.
struct OrderReplay {
  Cloud cloud;
  std::vector<Names> names;       ///< By pipeline.
  std::vector<std::size_t> done;  ///< By pipeline: steps that went as expected.
  std::vector<StepTaken> taken;
};
OrderReplay replay_order(const Cloud& start, const std::vector<Pipeline>& pipelines,
                         const StepOrder& order);

/// Of a claim about every image: the ids of those that make it violated, or reached, there.
std::vector<std::string> deciding_images(const Watch& watch, const Cloud& start,
                                         const std::vector<Pipeline>& pipelines,
                                         const OrderReplay& there);

/// The checks of a claim as they are written there, with what the pipelines have bound filled in.
std::vector<Check> checks_of(const Claim& claim, const std::vector<Pipeline>& pipelines,
                             const std::vector<Names>& names);

}  // namespace imgfam
