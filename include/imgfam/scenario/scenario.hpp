// Scenario: a cloud to begin with, what happens to it step by step, and what must come of every
// step.
//
// It is a plain value: parse.hpp reads one, write.hpp writes it, replay.hpp replays it. All that a
// text may leave out is filled in here, so two scenarios that mean the same are equal. Where it
// stands in its file is not part of it (see ScenarioPlace in parse.hpp).
#pragma once

#include <imgfam/cloud/settings.hpp>
#include <imgfam/cloud/step.hpp>
#include <imgfam/model/image.hpp>
#include <imgfam/rules/edition.hpp>
#include <imgfam/rules/interpretation.hpp>

#include <string>
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

struct ScenarioStep {
  StepAction what;
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
