// Suites hold, whatever edition and readings they are made for, and read back as they were written.
#include "support/catch.hpp"

#include <imgfam/report/suite.hpp>
#include <imgfam/scenario/exhaustive.hpp>
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/replay.hpp>
#include <imgfam/scenario/write.hpp>

#include <boost/json/parse.hpp>

namespace imgfam {
namespace {

ModelOptions sized(std::uint32_t images, std::uint32_t accounts, std::uint32_t instances) {
  ModelOptions options;
  options.images = images;
  options.accounts = accounts;
  options.instances = instances;
  return options;
}

std::vector<Scenario> walked(const ModelOptions& options, Cover what) {
  const FamilyModel model = *FamilyModel::blank(options);
  const StateGraph graph = *StateGraph::of(model, {});
  return scenarios_of(graph, what, *cover(graph, what, {}));
}

void check_holds(const std::vector<Scenario>& scenarios) {
  REQUIRE(!scenarios.empty());
  for (const Scenario& scenario : scenarios) {
    for (const Run& run : replay(scenario)) {
      INFO(scenario.name);
      REQUIRE(run.holds);
    }
  }
}

/// Equal scenarios have equal texts.
void check_reads_back(const std::vector<Scenario>& scenarios) {
  const std::string text = write_yaml(scenarios);
  const ParsedScenarios yaml = parse_all(text, "", TextKind::Yaml);
  REQUIRE(yaml.problems.empty());
  REQUIRE((write_yaml(yaml.scenarios) == text));
  check_holds(yaml.scenarios);
  std::string lines;
  for (const Scenario& scenario : scenarios)
    lines += write_json(scenario) + "\n";
  const ParsedScenarios json = parse_all(lines, "", TextKind::JsonLines);
  REQUIRE(json.problems.empty());
  REQUIRE((write_yaml(json.scenarios) == text));
}

}  // namespace

TEST_CASE("suites of walks hold and read back", "[report][suite]") {
  std::vector<ModelOptions> models{sized(2, 1, 1), sized(1, 1, 1), sized(1, 1, 1), sized(1, 1, 1),
                                   sized(1, 1, 1)};
  models[1].edition = Edition::E2020;
  models[2].edition = Edition::E2023;
  models[3].interpretation.choose("atomicity=in-listed-order"_reading);
  models[3].interpretation.choose("in-use-means=ever"_reading);
  models[4].nvme = models[4].uefi_preferred = models[4].creating = models[4].second_family = true;
  models[4].images_per_family = 1;
  for (const ModelOptions& options : models) {
    for (const Cover what : {Cover::Transitions, Cover::Refusals, Cover::Pairs}) {
      if (options.images == 2 && what == Cover::Pairs) continue;  // It takes seconds.
      const auto scenarios = walked(options, what);
      check_reads_back(scenarios);
    }
  }
}

TEST_CASE("suites of given images hold and read back", "[report][suite]") {
  for (const Edition edition : all_editions) {
    for (const auto& scenarios : {machine_scenarios(edition, {}), family_scenarios(edition, {})}) {
      check_reads_back(scenarios);
    }
  }
}

TEST_CASE("the suite of the machine fires every row and refuses every pair", "[report][suite]") {
  Coverage coverage;
  ReplayOptions options;
  options.coverage = &coverage;
  const auto add = [&](Edition edition, const std::vector<ReadingId>& readings) {
    Interpretation interpretation;
    for (const ReadingId reading : readings)
      interpretation.choose(reading);
    for (const Scenario& scenario : machine_scenarios(edition, interpretation))
      replay(scenario, options);
  };
  // What some readings accept, others refuse.
  add(Edition::E2026, {});
  add(Edition::E2026, {"edit-deprecated=refuse"_reading, "unshare-deprecated=refuse"_reading,
                       "unpublish-private=refuse"_reading});
  add(Edition::E2023, {"repeat-status=accept"_reading, "edit-creating=accept"_reading});
  for (const TransitionRow& row : transition_rows()) {
    INFO("T" << row.id);
    CHECK(coverage.has_row(row.id));
  }
  for (const RefusedPair& pair : reachable_refusals()) {
    INFO(to_text(pair.status) << " " << event_names[pair.event]);
    CHECK(coverage.has_refusal(pair.status, pair.event));
  }
}

TEST_CASE("a refusal is expected with all rules, and to change nothing", "[report][suite]") {
  std::size_t with_several = 0;
  for (const Scenario& scenario : walked(sized(2, 1, 1), Cover::Refusals)) {
    for (const ScenarioStep& step : scenario.steps) {
      const auto* request = std::get_if<RequestStep>(&step.what);
      if (!request || !request->expect.is_refusal()) continue;
      REQUIRE(!request->expect.error.empty());
      REQUIRE(request->expect.status != 0);
      REQUIRE(!request->expect.rules.empty());
      REQUIRE(request->expect.unchanged == true);
      with_several += request->expect.rules.size() > 1 ? 1U : 0U;
    }
  }
  CHECK(with_several == 30);
}

TEST_CASE("a corpus begins with what it holds, which readers of scenarios pass over",
          "[report][suite]") {
  Suite suite;
  const ModelOptions options = sized(1, 1, 1);
  const FamilyModel model = *FamilyModel::blank(options);
  const StateGraph graph = *StateGraph::of(model, {});
  const CoverWalks walks = *cover(graph, Cover::Refusals, {});
  suite.cover = "refusals";
  suite.scenarios = scenarios_of(graph, Cover::Refusals, walks);
  suite.walked = Suite::Walked{options, count_requests(graph), walks.covered, walks.least, false};
  const std::string line = render_corpus_header(suite);
  const auto header = boost::json::parse(line);
  CHECK(header.at("corpus") == "imgfam");
  CHECK(header.at("version") == corpus_version);
  CHECK(header.at("refused") == header.at("space").at("refusals"));
  CHECK(header.at("refusedByRule") == header.at("space").at("refusalsByRule"));

  std::string text = line + "\n";
  for (const Scenario& scenario : suite.scenarios)
    text += write_json(scenario) + "\n";
  const ParsedScenarios read = parse_all(text, "", TextKind::JsonLines);
  CHECK(read.problems.empty());
  CHECK((write_yaml(read.scenarios) == write_yaml(suite.scenarios)));
  // It is no scenario, and stands at the beginning alone.
  CHECK(parse_all(line, "", TextKind::JsonLines).problems.front().code == "SCN003");
  CHECK(!parse_all(text + line, "", TextKind::JsonLines).problems.empty());
}

}  // namespace imgfam
