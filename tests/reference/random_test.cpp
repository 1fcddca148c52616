// The cloud against the reference model, by random sequences.
//
// From a seed follow editions, readings, quotas, durations, clouds of several accounts and regions,
// and what is done to them, step by step; after every step both must be equal in all that can be
// seen. IMGFAM_RANDOM_SEEDS sets how many seeds are played, IMGFAM_RANDOM_SEED the first of them. A
// sequence in which they part is made shorter and written as a scenario file.

#include "reference/generate.hpp"
#include "reference/play.hpp"
#include "reference/report.hpp"

#include "support/catch.hpp"

#include <cstdlib>
#include <iostream>

namespace imgfam::reference {
namespace {

constexpr std::size_t steps_of_a_seed = 100'000;

std::uint64_t number_from(const char* variable, std::uint64_t standard) {
  const char* text = std::getenv(variable);
  return text == nullptr ? standard : std::stoull(text);
}

/// A sequence of made-up steps, as long as the twins agree.
struct Sequence {
  Scenario scenario;
  Differences differences;  ///< Of the last step.
};

Sequence play_made_up(Dice& dice) {
  Sequence sequence{make_up_beginning(dice), {}};
  Twins twins(cloud_of(sequence.scenario));
  Bindings bindings;
  const std::size_t length = 50 + dice.below(150);
  for (std::size_t i = 0; i < length; ++i) {
    const ScenarioStep step = make_up_step(dice, twins.cloud);
    ScenarioStep kept = step;
    if (auto* platform = std::get_if<PlatformStep>(&kept.what)) {
      platform->image = bindings.named(platform->image);
    }
    if (auto* request = std::get_if<RequestStep>(&kept.what)) {
      request->request = bindings.named(request->request);
    }
    sequence.differences = play_step(twins, step);
    if (auto* request = std::get_if<RequestStep>(&kept.what)) {
      bindings.bind(i, twins.outcome, *request);
    }
    sequence.scenario.steps.push_back(kept);
    if (!sequence.differences.empty()) break;
  }
  return sequence;
}

}  // namespace

TEST_CASE("cloud and reference model agree on random sequences", "[reference]") {
  const std::uint64_t first = number_from("IMGFAM_RANDOM_SEED", 1);
  const std::uint64_t count = number_from("IMGFAM_RANDOM_SEEDS", 3);
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    Dice dice(seed);
    std::size_t steps = 0;
    while (steps < steps_of_a_seed) {
      const Sequence sequence = play_made_up(dice);
      steps += sequence.scenario.steps.size();
      if (sequence.differences.empty()) continue;
      FAIL_CHECK(report_parting(sequence.scenario, "seed-" + std::to_string(seed)));
      break;
    }
    std::cout << "seed " << seed << ": " << steps << " steps\n";
  }
}

}  // namespace imgfam::reference
