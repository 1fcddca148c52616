// Scenario: a cloud to begin with, what happens to it step by step, and what must come of every
// step.
//
// It is a plain value: parse.hpp reads one, write.hpp writes it, replay.hpp replays it. All that a
// text may leave out is filled in here, so two scenarios that mean the same are equal. Where it
// stands in its file is not part of it (see ScenarioPlace in parse.hpp).
#pragma once

#include <imgfam/cloud/check.hpp>
#include <imgfam/cloud/settings.hpp>
#include <imgfam/model/image.hpp>
#include <imgfam/model/outcome.hpp>
#include <imgfam/model/request.hpp>
#include <imgfam/rules/edition.hpp>
#include <imgfam/rules/interpretation.hpp>

#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace imgfam {

/// What there is before the first step.
struct Given {
  SimTime clock = Settings{}.clock;
  std::uint64_t seed = Settings{}.seed;
  std::string region = "cn-hangzhou";
  AccountId account{1000000000000001};
  std::vector<AccountId>
      accounts;  ///< Others that exist, beside those that images and instances name.
  std::vector<Image> images;
  std::vector<Image> system_images;
  std::vector<Instance> instances;
  Settle settle;
  Quotas quotas;

  bool operator==(const Given&) const = default;
};

/// A value of the response: where, and what. Null means that nothing stands there; a number or a
/// boolean is also met by the text that spells it.
struct ExpectedValue {
  std::string place;  ///< A JSON pointer, `/Images/Image/0/ImageId`, or the same with dots.
  boost::json::value value;

  bool operator==(const ExpectedValue&) const = default;
};

/// What must come of a request. Nothing said about an error means that it succeeds.
struct Expect {
  std::string error;          ///< The code; empty: not looked at.
  int status = 0;             ///< 0: not looked at.
  std::vector<RuleId> rules;  ///< Each must be broken; others may be.
  std::vector<ExpectedValue> response;
  std::optional<std::vector<std::string>>
      ignored;                    ///< All parameters that the edition does not have.
  std::optional<bool> unchanged;  ///< Whether the cloud is the same afterwards.

  bool is_refusal() const { return !error.empty() || !rules.empty() || status >= 400; }

  bool operator==(const Expect&) const = default;
};

/// A name for a value of the response. Later steps write `${name}` for it.
struct Binding {
  std::string name;
  std::string place;  ///< As in ExpectedValue.

  bool operator==(const Binding&) const = default;
};

struct RequestStep {
  Request request;  ///< Ready to be sent, but for `${…}` in its values.
  Expect expect;
  std::vector<Binding> bind;

  bool operator==(const RequestStep&) const = default;
};

struct AdvanceStep {
  Duration by;

  bool operator==(const AdvanceStep&) const = default;
};

/// What the provider does to an image by itself.
enum class PlatformEvent : std::uint8_t { Begin, Finish, Fail, Disable };
template <>
inline constexpr std::array<std::string_view, 4> spelling<PlatformEvent>{"begin", "finish", "fail",
                                                                         "disable"};

struct PlatformStep {
  PlatformEvent event{};
  std::string image;
  Expect expect;

  bool operator==(const PlatformStep&) const = default;
};

struct ScenarioStep {
  std::variant<RequestStep, FamilyCheck, ImageCheck, InstanceCheck, AdvanceStep, PlatformStep> what;
  std::string because;

  bool operator==(const ScenarioStep&) const = default;
};

struct Scenario {
  std::string name;
  std::string why;
  std::vector<RuleId> covers;
  std::vector<Edition> editions{newest_edition};
  std::vector<ReadingId> readings;  ///< Those chosen, in the order of the questions.
  Given given;
  std::vector<ScenarioStep> steps;

  bool operator==(const Scenario&) const = default;
};

}  // namespace imgfam
