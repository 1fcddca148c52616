// The cloud against the reference model, exhaustively: every request of a bounded alphabet in every
// state that a small world can reach. The number of states and requests is pinned, since another
// number is another behaviour.

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

}  // namespace imgfam::reference
