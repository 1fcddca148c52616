// Preview: what a change would do to an account, step by step, before it is done: what every family
// that it touches resolves to, which accounts lose what, which instances stay as they are, and
// where the change leaves a family empty or exposed on its way.
//
//     Preview seen = preview(cloud, change_for(change, state.given), {});
//
// A change is a scenario's steps; the cloud that they are sent to is a copy. What is seen is noted
// and nothing else: what a cloud does is asked of the cloud.
#pragma once

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/scenario/scenario.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

/// Something that must hold after every step.
struct PreviewKeep {
  std::string text;
  std::function<bool(const Cloud&)> holds;
};

/// A family that a change touches.
struct FamilySeen {
  AccountId account;
  std::string region;
  std::string family;
  std::string before, after;  ///< What it resolves to at first and at last; empty: nothing.

  bool operator==(const FamilySeen&) const = default;
};

/// An image that accounts can use no more, or can use from now on.
struct AccessChange {
  std::string image;
  std::vector<AccountId> accounts;  ///< In order.
  bool is_everyone = false;         ///< It is or was a community image.
  /// What the image's family resolved to for the first of the accounts, and does now, under the
  /// reading of `family-scope` that lets others use families; empty: nothing.
  std::optional<std::string> family_before, family_after;
};

struct PreviewStep {
  std::size_t index = 0;           ///< Into the change's steps.
  std::optional<Request> request;  ///< As sent.
  std::optional<Refusal> refusal;
  std::vector<Mismatch> mismatches;   ///< Why the change ends here: the step is not as expected.
  std::vector<std::string> resolves;  ///< By family; empty: to nothing.
  std::vector<AccessChange> lost, gained;
  std::vector<std::size_t> keeps_broken;
};

/// A time between two steps that somebody should know of.
struct Warning {
  enum class Kind : std::uint8_t {
    Empty,    ///< The family has no Available image, and had one before.
    Exposed,  ///< It resolves to what it did not before the change, and will not after it.
  };
  Kind kind{};
  std::size_t family = 0;
  std::size_t opens = 0;              ///< The step after which it is so.
  std::optional<std::size_t> closes;  ///< The step after which it is so no more.
  std::vector<std::string> images;    ///< Of Exposed: what it resolves to meanwhile.
};

/// Instances of an image that the change is about; they stay as they are.
struct InstancesSeen {
  std::string image;
  std::vector<std::string> instances;
};

struct Preview {
  std::vector<FamilySeen> families;
  std::vector<PreviewStep>
      steps;  ///< Those that were replayed: the last may be the one that failed.
  std::vector<Warning> warnings;  ///< In the order in which they open.
  std::vector<InstancesSeen> instances;
  std::vector<std::size_t> keeps_broken_before;
  bool is_done = false;  ///< Every step was as expected.

  /// Whether every step was as expected and every keep held.
  bool holds() const;
};

/// A change as it is meant for a state: who sends its requests and where, unless a step says so,
/// are the state's account and region, and `given` is the state's.
Scenario change_for(Scenario change, const Given& state);

/// Replays the change on a copy of the cloud.
Preview preview(const Cloud& cloud, const Scenario& change, const std::vector<PreviewKeep>& keeps);

/// A step from a line as `ModifyImageAttribute ImageId=m-1 Status=Deprecated`. Where the operation
/// has a RegionId and none is given, it is the region. ERRORS: PLN008 no such operation or
/// parameter, PLN009 a word without a value.
Result<ScenarioStep> step_of_line(std::string_view line, AccountId account,
                                  std::string_view region);

}  // namespace imgfam
