#include "commands.hpp"
#include "options.hpp"

#include <imgfam/report/rules_report.hpp>

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <iostream>
#include <memory>

namespace imgfam {
namespace {

struct RulesOptions {
  std::string name;
  std::string edition;
  std::vector<std::string> diff;
  std::string format = "text";
  bool interpretations = false;
};

DocumentFormat format_named(const std::string& name) {
  if (name == "json") return DocumentFormat::Json;
  return name == "markdown" ? DocumentFormat::Markdown : DocumentFormat::Text;
}

int run_rules(const RulesOptions& options) {
  const DocumentFormat format = format_named(options.format);
  if (!options.diff.empty()) {
    std::cout << render_difference(format, *parse_edition(options.diff[0]), *parse_edition(options.diff[1]));
    return exit_holds;
  }
  if (options.interpretations) {
    std::cout << render_questions(format);
    return exit_holds;
  }
  const auto edition = options.edition.empty() ? std::nullopt : parse_edition(options.edition);
  if (options.name.empty()) {
    std::cout << render_rules(format, edition);
    return exit_holds;
  }
  std::vector<RuleId> rules = rules_named(options.name);
  if (edition) std::erase_if(rules, [&](RuleId id) { return !rule(id).editions.has(*edition); });
  if (!rules.empty()) {
    std::cout << render_rules_in_full(format, rules);
    return exit_holds;
  }
  const std::string_view near = nearest_rule(options.name);
  std::cerr << render(problem("RUL001", fmt::format("`{}` is no rule and no error code{}", options.name, edition ? " of that edition" : ""),
                              near.empty() ? std::string("`imgfam rules` lists them") : fmt::format("did you mean `{}`?", near)));
  return exit_input;
}

}  // namespace

void add_rules_command(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<RulesOptions>();
  CLI::App* command = app.add_subcommand("rules", "Show the rules, with their sources and errors");
  command->add_option("name", options->name, "A rule's id, or an error code")->option_text("[ID|CODE]");
  command->add_option("--edition", options->edition, "Only the rules of this edition: 2020, 2023 or 2026")->check(is_edition());
  auto* diff = command->add_option("--diff", options->diff, "What differs between two editions")->expected(2)->check(is_edition())->option_text("FROM TO");
  auto* readings = command->add_flag("--interpretations", options->interpretations, "The open questions and their readings");
  command->add_option("--format", options->format, "text, json or markdown")->check(CLI::IsMember({"text", "json", "markdown"}))->capture_default_str();
  diff->excludes(readings)->excludes("name");
  readings->excludes("name");
  command->footer("\nExamples:\n  imgfam rules\n  imgfam rules deprecate-unshared\n  imgfam rules ImageUseShared --edition 2020\n  imgfam rules --diff 2020 2023\n  imgfam rules --format markdown > docs/reference/rules.md");
  command->callback([options, &chosen] { chosen = [options] { return run_rules(*options); }; });
}

}  // namespace imgfam
