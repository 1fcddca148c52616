// No endpoint without a fault is accused, whatever readings it follows and whichever edition; and
// the readings that it follows are never excluded.
#include "conform/play.hpp"
#include "support/catch.hpp"

#include <imgfam/oracle/endpoint.hpp>
#include <imgfam/scenario/dice.hpp>
#include <imgfam/scenario/random.hpp>

#include <cstdlib>

namespace imgfam::zoo {
namespace {

/// IMGFAM_FAIR_ROUNDS plays more.
std::uint64_t rounds() {
  constexpr std::uint64_t usual = 105;
  const char* text = std::getenv("IMGFAM_FAIR_ROUNDS");
  return text == nullptr ? usual : std::stoull(text);
}

Settings random_settings(Dice& dice, std::uint64_t round) {
  Settings settings;
  settings.edition = all_editions[round % all_editions.size()];
  constexpr std::size_t percent = 50;
  for (std::uint8_t q = 0; q < questions.size(); ++q) {
    if (!dice.chance(percent)) continue;
    settings.interpretation.choose(
        {q, static_cast<std::uint8_t>(dice.below(questions[q].readings_count()))});
  }
  return settings;
}

void check_readings(const Conformance& conformance, const Interpretation& followed) {
  for (const QuestionReport& report : conformance.questions()) {
    for (const Exclusion& exclusion : report.excluded) {
      CAPTURE(questions[report.question].id, exclusion.observation);
      CHECK(followed.chosen(report.question) != exclusion.reading.reading);
    }
  }
}

}  // namespace

TEST_CASE("an endpoint without a fault is never accused, under any readings", "[conform]") {
  constexpr std::size_t every = 40;
  for (std::uint64_t round = 0; round < rounds(); ++round) {
    Dice dice(round);
    const Settings settings = random_settings(dice, round);
    CAPTURE(round, to_text(settings.edition), to_string(settings.interpretation));
    CloudEndpoint endpoint(settings, round + 1000);
    Conformance conformance(endpoint, &endpoint, {.edition = settings.edition});
    std::size_t judged = 0;
    const auto judge = [&](const Scenario& scenario) {
      CAPTURE(scenario.name);
      const ConformRun run = conformance.judge(scenario);
      judged += run.judged;
      CAPTURE(run.why, run.violation ? told(*run.violation) : "");
      CHECK_FALSE(run.violation);
      CHECK(run.result != ConformResult::Undecided);
    };
    const auto& scenarios = known_scenarios();
    for (std::size_t i = round % every; i < scenarios.size(); i += every)
      judge(scenarios[i]);
    judge(random_walk({.seed = round, .steps = 25, .edition = settings.edition}));
    check_readings(conformance, settings.interpretation);
    CHECK(judged > 20);
  }
}

TEST_CASE("every shipped scenario can be judged, and an endpoint of defaults conforms in all",
          "[conform]") {
  for (const Edition edition : all_editions) {
    CloudEndpoint endpoint({});
    Conformance conformance(endpoint, &endpoint, {.edition = edition});
    for (const Scenario& scenario : known_scenarios()) {
      CAPTURE(to_text(edition), scenario.name);
      const ConformRun run = conformance.judge(scenario);
      CAPTURE(run.why, run.violation ? told(*run.violation) : "");
      CHECK(run.result == ConformResult::Conforms);
    }
    // One implementation follows one reading: all that the scenarios ask about becomes known.
    std::size_t decided = 0;
    for (const QuestionReport& report : conformance.questions())
      decided += report.knowledge == Knowledge::Decided ? 1 : 0;
    CHECK(decided >= 25);
  }
}

TEST_CASE("the readings that are told are those that the endpoint follows", "[conform]") {
  Settings settings;
  settings.interpretation.choose("repeat-status=accept"_reading);
  settings.interpretation.choose("in-use-means=ever"_reading);
  settings.interpretation.choose("creation-tie=lesser-image-id"_reading);
  CloudEndpoint endpoint(settings);
  Conformance conformance(endpoint, &endpoint, {});
  for (const Scenario& scenario : known_scenarios())
    conformance.judge(scenario);
  for (const QuestionReport& report : conformance.questions()) {
    const std::string_view id = questions[report.question].id;
    if (id != "repeat-status" && id != "in-use-means" && id != "creation-tie") continue;
    CAPTURE(id);
    REQUIRE(report.possible.size() == 1);
    CHECK(report.possible.front().reading == settings.interpretation.chosen(report.question));
    for (const Exclusion& exclusion : report.excluded)
      CHECK(conformance.landmarks().contains(exclusion.observation));
  }
}

}  // namespace imgfam::zoo
