// Preview: what a change would do to an account, step by step, before it is done: what every family
// that it touches resolves to, which accounts lose what, which instances stay as they are or are
// deleted, and where the change leaves a family empty or exposed on its way.
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

/// What a family is to other accounts than its owner: the same to all of these.
struct FamilyToOthers {
  std::vector<AccountId> accounts;  ///< In order.
  std::string before, after;        ///< What it resolves to around a step; empty: nothing.

  bool operator==(const FamilyToOthers&) const = default;
};

/// An image that accounts can use no more, or can use from now on.
struct AccessChange {
  std::string image;
  std::vector<AccountId> accounts;  ///< In order.
  bool is_everyone = false;         ///< It is or was a community image.
  /// Of accounts that lose the image: what its family is to each of them, under the reading of
  /// `family-scope` that lets others use families. Those who see the same are together.
  std::vector<FamilyToOthers> family;
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
    Empty,    ///< The family has no Available image, and had one before the step.
    Exposed,  ///< It resolves to what it did not before the change, and will not after it.
  };
  Kind kind{};
  std::size_t family = 0;
  std::size_t opens = 0;              ///< The step after which it is so.
  std::optional<std::size_t> closes;  ///< The step after which it is so no more.
  std::vector<std::string> images;    ///< Of Exposed: what it resolves to meanwhile.
};

/// What becomes of the instances of an image that the change is about. Those who are launched on
/// the way are not among them.
struct InstancesSeen {
  std::string image;
  std::vector<std::string> instances;  ///< That stay as they are.
  std::vector<std::string> deleted;
  std::vector<std::string> replaced;  ///< That have another image in the end.
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

/// The accounts that the change's requests share images with. What an account's API answers does
/// not tell who else there is, so whoever previews a change takes them to exist, as plans do.
std::vector<AccountId> accounts_named(const Scenario& change);

/// Replays the change on a copy of the cloud.
Preview preview(const Cloud& cloud, const Scenario& change, const std::vector<PreviewKeep>& keeps);

/// A step from a line as `ModifyImageAttribute ImageId=m-1 Status=Deprecated`. Where the operation
/// has a RegionId and none is given, it is the region. ERRORS: PLN008 no such operation or
/// parameter, PLN009 a word without a value, a parameter given twice, a line that is too long.
Result<ScenarioStep> step_of_line(std::string_view line, AccountId account,
                                  std::string_view region);

}  // namespace imgfam
