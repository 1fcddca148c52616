#include "commands.hpp"
#include "options.hpp"

#include <imgfam/report/machine_report.hpp>
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
  bool machine = false;
  bool gateway = false;
};

DocumentFormat format_named(const std::string& name) {
  if (name == "json") return DocumentFormat::Json;
  return name == "markdown" ? DocumentFormat::Markdown : DocumentFormat::Text;
}

EditionSet editions_of(const std::vector<RuleId>& rules) {
  EditionSet editions;
  for (const RuleId id : rules)
    editions.bits |= rule(id).editions.bits;
  return editions;
}

int run_rules(const RulesOptions& options) {
  const DocumentFormat format = format_named(options.format);
  if (!options.diff.empty()) {
    std::cout << render_difference(format, *parse_edition(options.diff[0]),
                                   *parse_edition(options.diff[1]));
    return exit_holds;
  }
  if (options.interpretations) {
    std::cout << render_questions(format);
    return exit_holds;
  }
  if (options.machine) {
    std::cout << render_machine(format);
    return exit_holds;
  }
  if (options.gateway ||
      (!options.name.empty() && rules_named(options.name).empty() && is_of_gateway(options.name))) {
    std::cout << render_gateway(format, options.name);
    return exit_holds;
  }
  const auto edition = options.edition.empty() ? std::nullopt : parse_edition(options.edition);
  if (options.name.empty()) {
    std::cout << render_rules(format, edition);
    return exit_holds;
  }
  if (is_question(options.name)) {
    if (edition) {
      std::cerr << render(problem(
          "RUL002", fmt::format("`{}` is an open question, and of no edition", options.name),
          "leave --edition out"));
      return exit_input;
    }
    std::cout << render_questions(format, options.name);
    return exit_holds;
  }
  std::vector<RuleId> rules = rules_named(options.name);
  const bool is_operation = rules.empty();
  if (is_operation) rules = rules_of_operation(options.name);
  if (edition && !rules.empty()) {
    const std::string editions = to_string(editions_of(rules));
    std::erase_if(rules, [&](RuleId id) { return !rule(id).editions.has(*edition); });
    if (rules.empty()) {
      std::cerr << render(
          problem("RUL003", fmt::format("edition {} has no `{}`", options.edition, options.name),
                  fmt::format("it is in {}", editions)));
      return exit_input;
    }
  }
  if (!rules.empty()) {
    std::cout << (is_operation ? render_rule_list(format, rules)
                               : render_rules_in_full(format, rules));
    return exit_holds;
  }
  const std::string_view near = nearest_name(options.name);
  std::cerr << render(problem(
      "RUL001", fmt::format("`{}` is no rule, error code, operation or question", options.name),
      near.empty()
          ? std::string(
                "`imgfam rules` lists the rules, `imgfam rules --interpretations` the questions")
          : fmt::format("did you mean `{}`?", near)));
  return exit_input;
}

}  // namespace

void add_rules_command(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<RulesOptions>();
  CLI::App* command = app.add_subcommand("rules", "Show the rules, with their sources and errors");
  command
      ->add_option("NAME", options->name,
                   "A rule's id, an error code, an operation or an open question")
      ->check(is_not_empty("NAME"))
      ->option_text("[NAME]");
  command
      ->add_option("--edition", options->edition,
                   "Only the rules of this edition: 2020, 2023 or 2026")
      ->check(is_edition())
      ->option_text("EDITION");
  auto* diff = command->add_option("--diff", options->diff, "What differs between two editions")
                   ->expected(2)
                   ->allow_extra_args(false)  // What follows is a NAME.
                   ->check(is_edition())
                   ->option_text("FROM TO");
  auto* readings = command->add_flag("--interpretations", options->interpretations,
                                     "The open questions and their readings");
  auto* machine = command->add_flag("--machine", options->machine,
                                    "The machine of one image: its rows, and what it refuses");
  auto* gateway = command->add_flag(
      "--gateway", options->gateway,
      "What is asked of every request of `imgfam serve` before its operation, in that order");
  command->add_option("--format", options->format, "text (the default), json or markdown")
      ->check(is_one_of("a format", {"text", "json", "markdown"}))
      ->option_text("FORMAT");
  diff->excludes(readings)->excludes("NAME")->excludes("--edition");
  readings->excludes("NAME")->excludes("--edition");
  machine->excludes(diff)->excludes(readings)->excludes("NAME")->excludes("--edition");
  gateway->excludes(diff)->excludes(readings)->excludes(machine)->excludes("--edition");
  command->footer(
      "Examples:\n"
      "  imgfam rules                                  all rules, a line or two each\n"
      "  imgfam rules deprecate-unshared               one in full: source, editions, errors\n"
      "  imgfam rules ImageUseShared --edition 2020    the rules behind an error code\n"
      "  imgfam rules ModifyImageAttribute             the rules of an operation\n"
      "  imgfam rules repeat-status                    an open question and its readings\n"
      "  imgfam rules --diff 2020 2023                 what changed between two editions\n"
      "  imgfam rules --machine                        the transition table of one image\n"
      "  imgfam rules SignatureDoesNotMatch            the rules of the gateway behind a code");
  command->callback([options, &chosen] { chosen = [options] { return run_rules(*options); }; });
}

}  // namespace imgfam
