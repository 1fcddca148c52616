// The cloud against the reference model, exhaustively: every request of a bounded alphabet in every
// state that a small world can reach. The number of states and requests is pinned, since another
// number is another behaviour.

#include "reference/dice.hpp"
#include "reference/report.hpp"
#include "reference/worlds.hpp"

#include "support/catch.hpp"

#include <iostream>
#include <vector>

namespace imgfam::reference {
namespace {

void check(const World& world, Edition edition, std::size_t states, std::size_t transitions) {
  const Census census = census_of(world, edition);
  std::cout << world.name << " in " << to_text(edition) << ": " << census.states << " states, "
            << census.transitions << " transitions, " << census.refused << " refused\n";
  if (census.parting) FAIL(report_parting(*census.parting, world.name));
  CHECK(census.states == states);
  CHECK(census.transitions == transitions);
}

struct Pinned {
  Edition edition;
  std::size_t states;
  std::size_t transitions;
};

void check_all(const World& world, const std::vector<Pinned>& pinned) {
  for (const Pinned& p : pinned)
    check(world, p.edition, p.states, p.transitions);
}

/// Every reading but the defaults.
std::vector<ReadingId> other_readings() {
  std::vector<ReadingId> readings;
  for (const Question& q : questions) {
    for (std::size_t r = 1; r < q.readings_count(); ++r)
      readings.push_back(find_reading(q.id, q.readings[r].id));
  }
  return readings;
}

/// One reading of every question, made up.
std::vector<ReadingId> some_readings(Dice& dice) {
  std::vector<ReadingId> readings;
  for (const Question& q : questions)
    readings.push_back(find_reading(q.id, q.readings[dice.below(q.readings_count())].id));
  return readings;
}

/// Searches the narrow world; answers the transitions compared.
std::size_t search_narrow(Edition edition, const std::vector<ReadingId>& readings) {
  const Census census = census_of(narrow_world(), edition, readings);
  if (census.parting) FAIL(report_parting(*census.parting, "narrow"));
  return census.transitions;
}

}  // namespace

TEST_CASE("cloud and reference agree on every family that a small cloud can come to",
          "[exhaustive]") {
  check_all(families_world(), {{Edition::E2020, 286, 32988},
                               {Edition::E2023, 1923, 227736},
                               {Edition::E2026, 1923, 227736}});
}

TEST_CASE("cloud and reference agree on every attribute that an image can have", "[exhaustive]") {
  check_all(
      attributes_world(),
      {{Edition::E2020, 24, 1272}, {Edition::E2023, 192, 10176}, {Edition::E2026, 1152, 61056}});
}

TEST_CASE("cloud and reference agree on every use of images by instances", "[exhaustive]") {
  check_all(instances_world(), {{Edition::E2020, 753, 58887},
                                {Edition::E2023, 2741, 219247},
                                {Edition::E2026, 2741, 219247}});
}

TEST_CASE("cloud and reference agree on every creation under way", "[exhaustive]") {
  check_all(creations_world(), {{Edition::E2020, 11858, 898256},
                                {Edition::E2023, 11858, 898256},
                                {Edition::E2026, 25688, 1947680}});
}

TEST_CASE("cloud and reference agree under every reading by itself", "[exhaustive]") {
  std::size_t transitions = 0;
  for (const Edition edition : all_editions) {
    for (const ReadingId reading : other_readings())
      transitions += search_narrow(edition, {reading});
  }
  CHECK(transitions == 120368);
}

TEST_CASE("cloud and reference agree under mixed readings", "[exhaustive]") {
  Dice dice(1);
  std::size_t transitions = 0;
  for (const Edition edition : all_editions) {
    for (int i = 0; i < 10; ++i)
      transitions += search_narrow(edition, some_readings(dice));
  }
  CHECK(transitions == 207406);
}

}  // namespace imgfam::reference
