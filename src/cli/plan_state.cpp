#include "plan_state.hpp"

#include "files.hpp"
#include "options.hpp"

#include <imgfam/scenario/import.hpp>
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

std::optional<Scenario> import_all(const std::vector<std::string>& names,
                                   const std::vector<std::string>& texts,
                                   const PlanStateOptions& options) {
  std::vector<DocumentText> documents;
  for (std::size_t i = 0; i < texts.size(); ++i)
    documents.push_back({names[i], texts[i]});
  ImportOptions how;
  how.account = parse_account(options.account);
  how.region = options.region;
  Import import = import_state(documents, how);
  for (const Diagnostic& problem : import.problems)
    std::cerr << render(problem);
  if (!import.state) return std::nullopt;
  // What is unknown may be what the plan breaks on.
  for (const Diagnostic& unknown : import.state->unknown)
    std::cerr << render(unknown);
  if (!options.quiet) {
    for (const std::string& sentence : import.state->assumed)
      std::cerr << fmt::format("note: taken for so: {}\n", printable(sentence));
  }
  return std::move(import.state->scenario);
}

std::optional<Scenario> read_scenario(const PlanStateOptions& options) {
  std::size_t bytes_left = ImportLimits{}.read.text_bytes_max;
  const bool is_one =
      options.paths.size() == 1 && !std::filesystem::is_directory(options.paths.front());
  const bool is_glob = is_one && options.paths.front().find_first_of("*?[") != std::string::npos;
  std::vector<std::string> files = options.paths;
  if (!is_one || is_glob) {
    auto found = find_document_files(options.paths);
    if (!found) return refuse(found.error());
    files = std::move(*found);
  }
  std::vector<std::string> names;
  std::vector<std::string> texts;
  for (const std::string& file : files) {
    auto text = read_file(file, bytes_left);
    if (!text) return refuse(text.error());
    bytes_left -= text->size();
    names.push_back(file == "-" ? "<stdin>" : printable(file));
    texts.push_back(std::move(*text));
  }
  const bool is_scenario =
      texts.size() == 1 &&
      (kind_of(files.front(), texts.front()) == TextKind::Yaml || names_scenario(texts.front()));
  if (!is_scenario) return import_all(names, texts, options);
  auto scenario = read_one_scenario(files.front(), texts.front(), options.filter);
  if (!scenario) return refuse(scenario.error());
  return std::move(*scenario);
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
  auto scenario = read_scenario(options);
  if (!scenario) return std::nullopt;
  const Edition edition =
      options.edition.empty() ? scenario->editions.back() : *parse_edition(options.edition);
  auto cloud = set_up(*scenario, edition, readings_named(options.readings));
  if (!cloud) return refuse(cloud.error());
  return PlanState{std::move(*scenario), std::move(*cloud)};
}

}  // namespace imgfam
