#include "support/catch.hpp"

#include <imgfam/explore/family_model.hpp>
#include <imgfam/report/path_scenario.hpp>
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/replay.hpp>
#include <imgfam/scenario/write.hpp>

#include <random>

namespace imgfam {

TEST_CASE("a path through a model is a scenario that holds and reads back", "[report]") {
  std::mt19937_64 dice(7);
  std::size_t refused = 0;
  for (std::size_t round = 0; round < 60; ++round) {
    ModelOptions options;
    options.edition = static_cast<Edition>(round % 3);
    options.instances = 2;
    options.accounts = 2;
    options.nvme = round % 2 == 0;
    options.uefi_preferred = round % 5 == 0;
    options.creating = round % 4 == 0;
    options.second_family = round % 7 == 0;
    if (round % 6 == 0) options.interpretation.choose("share-again=refuse"_reading);
    const auto model = FamilyModel::blank(options);
    FamilyState state = model->initial();
    std::vector<ModelRequest> path;
    std::vector<ModelRequest> requests;
    for (std::size_t i = 0; i < 40; ++i) {
      model->requests(state, requests);
      if (requests.empty()) break;
      path.push_back(requests[dice() % requests.size()]);
      refused += model->apply(state, path.back()).any() ? 1U : 0U;
    }
    PathScenario about;
    about.name = "A path";
    ModelCheck check{};
    check.subject = ModelCheck::Subject::Image;
    check.shared_with = 0;
    check.in_use = true;
    about.shown = {check, ModelCheck{}};
    const Scenario scenario = scenario_of(*model, path, about);
    const std::string text = write_yaml(scenario);
    INFO(text);
    const ParsedScenarios read = parse_all(text, "", TextKind::Yaml);
    REQUIRE(read.problems.empty());
    CHECK(read.scenarios.front() == scenario);
    const std::vector<Run> runs = replay(scenario);
    REQUIRE(runs.size() == 1);
    CHECK(runs.front().holds);
  }
  CHECK(refused > 200);
}

}  // namespace imgfam
