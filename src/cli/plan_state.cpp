#include "plan_state.hpp"

#include "answers.hpp"
#include "files.hpp"
#include "options.hpp"

#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/replay.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

namespace imgfam {
namespace {

/// Whether a JSON text is a scenario: no document of the API has that key.
bool names_scenario(const std::string& text) {
  constexpr std::string_view key = "\"scenario\"";
  for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at + 1)) {
    const auto next = text.find_first_not_of(" \t\r\n", at + key.size());
    if (next != std::string::npos && text[next] == ':') return true;
  }
  return false;
}

std::nullopt_t refuse(const Diagnostic& problem) {
  std::cerr << render(problem);
  return std::nullopt;
}

struct StateRead {
  Scenario scenario;
  std::vector<Diagnostic> unknown;
};

std::optional<StateRead> import_all(const TextsRead& read, const PlanStateOptions& options) {
  if (!options.filter.empty())
    return refuse(problem("PLN014", "--filter beside the API's answers",
                          "it picks a scenario of a file that has several"));
  ImportOptions how;
  how.account = parse_account(options.account);
  how.region = options.region;
  how.deleted = options.deleted;
  how.is_strict = options.strict;
  auto state = import_texts(read, how, options.quiet);
  if (!state) return std::nullopt;
  return StateRead{std::move(state->scenario), std::move(state->unknown)};
}

/// The option that says how answers are taken, where there is one: a scenario has all of that.
std::string_view option_of_answers(const PlanStateOptions& options) {
  if (!options.account.empty()) return "--account";
  if (!options.region.empty()) return "--region";
  if (!options.deleted.empty()) return "--deleted";
  return options.strict ? "--strict" : "";
}

std::optional<StateRead> read_state(const PlanStateOptions& options) {
  const bool is_one =
      options.paths.size() == 1 && !std::filesystem::is_directory(options.paths.front());
  const bool is_glob = is_one && options.paths.front().find_first_of("*?[") != std::string::npos;
  std::vector<std::string> files = options.paths;
  if (!is_one || is_glob) {
    auto found = find_document_files(options.paths);
    if (!found) return refuse(found.error());
    files = std::move(*found);
  }
  const auto read = read_texts(files);
  if (!read) return refuse(read.error());
  const bool is_scenario =
      files.size() == 1 && (kind_of(files.front(), read->texts.front()) == TextKind::Yaml ||
                            names_scenario(read->texts.front()));
  if (!is_scenario) return import_all(*read, options);
  if (const std::string_view option = option_of_answers(options); !option.empty()) {
    const bool is_strict = option == "--strict";
    return refuse(problem(
        "PLN014", fmt::format("{} beside a scenario, `{}`", option, read->names.front()),
        is_strict ? "`imgfam import --strict` made it, or plan on the API's answers themselves"
                  : "it is for the API's answers; a scenario has it in its `given`"));
  }
  auto scenario = read_one_scenario(files.front(), read->texts.front(), options.filter);
  if (!scenario) return refuse(scenario.error());
  return StateRead{std::move(*scenario), {}};
}

}  // namespace

Result<Scenario> read_one_scenario(const std::string& file, const std::string& text,
                                   const std::string& filter) {
  const std::string shown = file == "-" ? "<stdin>" : printable(file);
  ParsedScenarios parsed = parse_all(text, shown, kind_of(file, text));
  if (!parsed.problems.empty()) return parsed.problems.front();
  std::erase_if(parsed.scenarios, [&](const Scenario& s) { return !holds_text(s.name, filter); });
  if (parsed.scenarios.size() == 1) return std::move(parsed.scenarios.front());
  return problem("PLN010",
                 fmt::format("`{}` holds {} scenarios{}", shown, parsed.scenarios.size(),
                             filter.empty() ? "" : " of that name"),
                 "--filter TEXT picks the one whose name holds the text");
}

std::optional<PlanState> read_plan_state(const PlanStateOptions& options) {
  auto read = read_state(options);
  if (!read) return std::nullopt;
  Scenario& scenario = read->scenario;
  const Edition edition =
      options.edition.empty() ? scenario.editions.back() : *parse_edition(options.edition);
  auto cloud = set_up(scenario, edition, readings_named(options.readings));
  if (!cloud) return refuse(cloud.error());
  return PlanState{std::move(scenario), std::move(*cloud), std::move(read->unknown)};
}

}  // namespace imgfam
