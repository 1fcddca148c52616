#include "conform/play.hpp"

#include <imgfam/rules/catalogue.hpp>
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/random.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace imgfam::zoo {
namespace {

std::vector<Scenario> read_all() {
  std::vector<std::filesystem::path> files;
  for (const char* folder : {"/tests/conform/scenarios", "/scenarios"}) {
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::string(IMGFAM_SOURCE_DIR) + folder)) {
      if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  std::vector<Scenario> out;
  for (const auto& file : files) {
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    for (Scenario& scenario : parse_all(text.str(), file.string(), TextKind::Yaml).scenarios)
      out.push_back(std::move(scenario));
  }
  return out;
}

}  // namespace

const std::vector<Scenario>& known_scenarios() {
  static const std::vector<Scenario> all = read_all();
  return all;
}

std::string told(const JudgedRequest& violation) {
  std::ostringstream out;
  if (violation.after) out << "after " << *violation.after << '\n';
  out << violation.request << "\nanswered " << shown(violation.observation) << '\n';
  for (const AllowedOutcome& allowed : violation.verdict.expected) {
    std::visit([&](const auto& outcome) { out << "expected " << outcome; }, allowed.outcome);
    out << " (" << allowed.readings << ")\n";
  }
  for (const std::string& difference : violation.verdict.differences)
    out << difference << '\n';
  for (const RuleId id : violation.verdict.rules)
    out << rule(id).id << '\n';
  for (const Exclusion& exclusion : violation.verdict.contradictions)
    out << questions[exclusion.reading.question].id << " excluded by " << exclusion.observation
        << '\n';
  return out.str();
}

Caught hunt(CloudEndpoint& endpoint) {
  Conformance conformance(endpoint, &endpoint, {});
  const auto judge = [&](const Scenario& scenario) -> Caught {
    const ConformRun run = conformance.judge(scenario);
    if (!run.violation) return {};
    return {true, scenario.name, told(*run.violation)};
  };
  for (const Scenario& scenario : known_scenarios()) {
    if (Caught caught = judge(scenario); caught.is_caught) return caught;
  }
  constexpr std::uint64_t walks = 20;
  for (std::uint64_t seed = 1; seed <= walks; ++seed) {
    if (Caught caught = judge(random_walk({.seed = seed})); caught.is_caught) return caught;
  }
  return {};
}

}  // namespace imgfam::zoo
