// The scenarios that ship with imgfam are its corpus: together they must leave nothing of the model
// unsaid, and each must be what it says it is. That they hold at all is tested by running the tool
// on them.
#include "support/catch.hpp"

#include <imgfam/rules/catalogue.hpp>
#include <imgfam/rules/parameters.hpp>
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/replay.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <tuple>
#include <vector>

using namespace imgfam;

namespace {

namespace fs = std::filesystem;

struct Shipped {
  std::string file;  ///< From the top of the repository.
  std::string text;
  Scenario scenario;
  std::vector<Run> runs;  ///< With every step recorded.
  Coverage coverage;
};

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

Shipped load(const fs::path& path) {
  Shipped shipped;
  shipped.file = fs::relative(path, IMGFAM_SOURCE_DIR).generic_string();
  shipped.text = read(path);
  ParsedScenarios parsed = parse_all(shipped.text, shipped.file, TextKind::Yaml);
  INFO(shipped.file);
  REQUIRE(parsed.problems.empty());
  REQUIRE(parsed.scenarios.size() == 1);
  shipped.scenario = std::move(parsed.scenarios.front());
  shipped.runs =
      replay(shipped.scenario,
             {.trace = true, .edition = {}, .readings = {}, .coverage = &shipped.coverage});
  return shipped;
}

/// All of them, by the name of the file.
const std::vector<Shipped>& all_shipped() {
  static const std::vector<Shipped> all = [] {
    std::vector<fs::path> paths;
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(IMGFAM_SOURCE_DIR) / "scenarios")) {
      if (entry.path().extension() == ".yaml") paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    std::vector<Shipped> loaded;
    std::transform(paths.begin(), paths.end(), std::back_inserter(loaded), load);
    return loaded;
  }();
  return all;
}

Coverage all_coverage() {
  Coverage sum;
  for (const Shipped& s : all_shipped())
    sum.add(s.coverage);
  return sum;
}

/// What a refusal answered for: the rule that named the code, the operation, the edition.
using Answered = std::set<std::tuple<RuleId, std::string, Edition>>;
Answered all_answers() {
  Answered answered;
  for (const Shipped& s : all_shipped()) {
    for (const Run& run : s.runs) {
      for (const StepRun& step : run.steps) {
        const auto* refusal = step.outcome ? std::get_if<Refusal>(&*step.outcome) : nullptr;
        if (refusal && step.request)
          answered.emplace(refusal->broken.front(), step.request->action, run.edition);
      }
    }
  }
  return answered;
}

/// The numbers in every `T12` of a text.
std::vector<int> rows_named(const std::string& text) {
  static const std::regex row("\\bT([0-9]+)\\b");
  std::vector<int> rows;
  for (std::sregex_iterator it(text.begin(), text.end(), row), end; it != end; ++it)
    rows.push_back(std::stoi((*it)[1]));
  return rows;
}

}  // namespace

TEST_CASE("every rule of the catalogue is met by a shipped scenario", "[scenarios]") {
  const Coverage coverage = all_coverage();
  for (std::size_t i = 0; i < rules_count; ++i) {
    INFO(catalogue[i].id);
    CHECK(coverage.has_rule(static_cast<RuleId>(i)));
  }
}

TEST_CASE("every rule of the catalogue is what a shipped scenario says it is about",
          "[scenarios]") {
  std::set<RuleId> covered;
  for (const Shipped& s : all_shipped())
    covered.insert(s.scenario.covers.begin(), s.scenario.covers.end());
  for (std::size_t i = 0; i < rules_count; ++i) {
    INFO(catalogue[i].id);
    CHECK(covered.contains(static_cast<RuleId>(i)));
  }
}

TEST_CASE("every row of the machine fires in a shipped scenario", "[scenarios]") {
  const Coverage coverage = all_coverage();
  for (const TransitionRow& row : transition_rows()) {
    INFO("T" << row.id);
    CHECK(coverage.has_row(row.id));
  }
}

TEST_CASE("every event that a status can refuse is refused in a shipped scenario", "[scenarios]") {
  const Coverage coverage = all_coverage();
  for (const RefusedPair& pair : reachable_refusals()) {
    INFO(to_text(pair.status) << " " << event_names[pair.event]);
    CHECK(coverage.has_refusal(pair.status, pair.event));
  }
}

TEST_CASE("every documented code is answered by its operation in each of its editions",
          "[scenarios]") {
  const Answered answered = all_answers();
  for (std::size_t i = 0; i < rules_count; ++i) {
    const Rule& r = catalogue[i];
    if (r.operations == "*")
      continue;  // Of the gateway, or of any parameter of a type: one operation will do.
    for (const OperationSpec& operation : operations()) {
      for (const Edition edition : all_editions) {
        const auto id = static_cast<RuleId>(i);
        const Answer* answer = find_answer(id, edition, operation.action, {});
        const bool is_due = concerns(r, operation.action) && r.editions.has(edition) &&
                            r.kind != Kind::Effect && answer &&
                            answer->evidence == Evidence::Documented;
        // A token and features came to some operations later than the rule about them.
        const bool is_late = r.id.starts_with("client-token") || r.id == "features-form";
        if (!is_due || is_late) continue;
        INFO(r.id << " by " << operation.action << " in " << to_text(edition));
        CHECK(answered.contains({id, std::string(operation.action), edition}));
      }
    }
  }
}

TEST_CASE("every reading of every open question has a shipped scenario", "[scenarios]") {
  for (const Question& question : questions) {
    for (std::size_t r = 0; r < question.readings_count(); ++r) {
      const std::string name =
          std::string(question.id) + "_" + std::string(question.readings[r].id);
      const auto it = std::find_if(
          all_shipped().begin(), all_shipped().end(),
          [&](const Shipped& s) { return s.file == "scenarios/readings/" + name + ".yaml"; });
      INFO(name);
      REQUIRE(it != all_shipped().end());
      const auto& chosen = it->scenario.readings;
      CHECK(std::find(chosen.begin(), chosen.end(),
                      find_reading(question.id, question.readings[r].id)) != chosen.end());
    }
  }
}

TEST_CASE("a shipped scenario meets every rule that it says it covers", "[scenarios]") {
  for (const Shipped& s : all_shipped()) {
    for (const RuleId id : s.scenario.covers) {
      INFO(s.file << ": " << rule(id).id);
      CHECK(s.coverage.has_rule(id));
    }
  }
}

TEST_CASE("a step that names a row of the machine fires it", "[scenarios]") {
  for (const Shipped& s : all_shipped()) {
    for (const Run& run : s.runs) {
      for (const StepRun& step : run.steps) {
        std::set<int> fired;
        for (const MachineStep& m : step.trace.machine)
          fired.insert(m.row);
        for (const int row : rows_named(s.scenario.steps[step.index].because)) {
          INFO(s.file << ", step " << step.index + 1 << ": T" << row);
          CHECK(fired.contains(row));
        }
      }
    }
  }
}

TEST_CASE("a shipped scenario has a name of its own, a reason and its schema", "[scenarios]") {
  std::map<std::string, std::string> names;
  for (const Shipped& s : all_shipped()) {
    INFO(s.file);
    CHECK(names.emplace(s.scenario.name, s.file).second);
    CHECK_FALSE(s.scenario.why.empty());
    const auto depth = std::count(s.file.begin(), s.file.end(), '/');
    std::string up;
    for (std::ptrdiff_t i = 0; i < depth; ++i)
      up += "../";
    CHECK(s.text.starts_with("# yaml-language-server: $schema=" + up +
                             "docs/reference/scenario.schema.json\n"));
  }
}
