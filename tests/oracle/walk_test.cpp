// No implementation that follows the documents is accused, whatever readings it follows: random
// interpretations, editions, beginnings and requests, each from a seed.
#include "oracle/implementation.hpp"
#include "reference/generate.hpp"
#include "support/catch.hpp"
#include "support/clouds.hpp"

#include <imgfam/scenario/replay.hpp>

#include <cstdlib>
#include <sstream>

namespace imgfam::test {
namespace {

std::uint64_t number_from(const char* variable, std::uint64_t standard) {
  const char* text = std::getenv(variable);
  return text == nullptr ? standard : std::stoull(text);
}

std::string excluded_truth(const Oracle& oracle, const Interpretation& truth) {
  for (const QuestionReport& q : oracle.questions_report()) {
    for (const Exclusion& e : q.excluded) {
      if (e.reading.reading == truth.chosen(e.reading.question))
        return std::string(questions[q.question].id);
    }
  }
  return {};
}

struct Walk {
  std::size_t requests = 0;
  std::size_t undecided = 0;
  std::size_t hypotheses = 0;  ///< The most at a time.
};

/// Under a tolerance the clock of the implementation jitters within it.
Walk walk(std::uint64_t seed, Duration tolerance = {}) {
  reference::Dice dice(seed);
  Scenario beginning = reference::make_up_beginning(dice);
  // When a creation ends is not known within a tolerance, so these end at once.
  if (tolerance.seconds > 0) beginning.given.settle = {};
  const Edition edition = all_editions[dice.below(all_editions.size())];
  const Interpretation truth = random_interpretation(dice);
  Cloud cloud = with_seed(beginning, edition, seed + 1'000'000);
  cloud.follow(truth);
  Oracle oracle(set_up(beginning, edition).value(), {.clock_tolerance = tolerance});
  cloud.advance({0});  // What is Creating from the beginning and takes no time.
  oracle.advance({0});
  Walk walk;
  for (int i = 0; i < 60; ++i) {
    const ScenarioStep step = reference::make_up_step(dice, cloud);
    if (const auto* advance = std::get_if<AdvanceStep>(&step.what)) {
      cloud.advance(advance->by);
      oracle.advance(advance->by);
    }
    const auto* request = std::get_if<RequestStep>(&step.what);
    if (!request) continue;
    if (tolerance.seconds > 0) {
      // Ours is behind by at most the tolerance.
      const Duration by{static_cast<std::int64_t>(dice.below(2))};
      if ((cloud.now() - oracle.now()).seconds + by.seconds <= tolerance.seconds) cloud.advance(by);
      if (dice.chance(50)) oracle.advance(cloud.now() - oracle.now());
    }
    const Verdict verdict =
        oracle.observe(request->request, observed(cloud.handle(request->request), dice));
    ++walk.requests;
    walk.undecided += verdict.kind == VerdictKind::Undecided ? 1U : 0U;
    walk.hypotheses = std::max(walk.hypotheses, oracle.hypotheses());
    std::ostringstream asked;
    asked << request->request;
    INFO("seed " << seed << ", edition " << to_text(edition) << ", " << to_string(truth) << "\n"
                 << asked.str() << "\n"
                 << text(verdict));
    const std::string excluded = excluded_truth(oracle, truth);
    if (verdict.kind == VerdictKind::Violates || !excluded.empty()) {
      CHECK(verdict.kind != VerdictKind::Violates);
      CHECK(excluded.empty());
      break;
    }
  }
  return walk;
}

TEST_CASE("an implementation that follows the documents is never accused", "[oracle]") {
  const std::uint64_t first = number_from("IMGFAM_RANDOM_SEED", 1);
  const std::uint64_t count = number_from("IMGFAM_RANDOM_SEEDS", 250);
  Walk all;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const Walk one = walk(seed);
    all.requests += one.requests;
    all.undecided += one.undecided;
    all.hypotheses = std::max(all.hypotheses, one.hypotheses);
  }
  WARN(all.requests << " requests, " << all.undecided << " undecided, at most " << all.hypotheses
                    << " hypotheses");
  CHECK(all.requests > count * 40);
  CHECK(all.undecided < all.requests / 4);
}

TEST_CASE("an implementation whose clock is not quite ours is never accused", "[oracle]") {
  for (std::uint64_t seed = 1; seed <= 150; ++seed)
    walk(seed, {static_cast<std::int64_t>(1 + seed % 5)});
}

}  // namespace
}  // namespace imgfam::test
