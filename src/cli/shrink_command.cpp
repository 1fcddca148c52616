#include "commands.hpp"
#include "files.hpp"
#include "options.hpp"

#include <imgfam/model/assert.hpp>
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/shrink.hpp>
#include <imgfam/scenario/write.hpp>

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>

namespace imgfam {
namespace {

struct ShrinkCommandOptions {
  std::string file;
  std::string edition;
  std::vector<std::string> readings;
  std::string filter;
  unsigned replays = 10'000;
  std::string output;
  bool in_place = false;
};

std::string counted(std::string_view noun, std::size_t before, std::size_t after) {
  return fmt::format("{} {} -> {}", noun, before, after);
}

std::string summary(const Scenario& before, const Shrunk& after) {
  const auto images = [](const Scenario& s) {
    return s.given.images.size() + s.given.system_images.size();
  };
  return fmt::format(
      "{}: {}, {}, {}, replays {}{}\n", printable(before.name),
      counted("steps", before.steps.size(), after.scenario.steps.size()),
      counted("images", images(before), images(after.scenario)),
      counted("instances", before.given.instances.size(), after.scenario.given.instances.size()),
      after.replays, after.is_minimal ? "" : "; stopped there: --replays N allows more");
}

/// What is written must fail as what was read did; anything else is our bug.
void check_written(const std::string& text, const std::vector<Scenario>& scenarios,
                   const std::vector<std::optional<FailureKind>>& failures) {
  const ParsedScenarios read = parse_all(text, "", TextKind::Yaml);
  IMGFAM_ASSERT(read.problems.empty());
  IMGFAM_ASSERT(read.scenarios == scenarios);
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    if (!failures[i]) continue;
    const Run run = replay(read.scenarios[i]).front();
    IMGFAM_ASSERT(failure_of(read.scenarios[i], run) == failures[i]);
  }
}

int write_out(const ShrinkCommandOptions& options, const std::string& text) {
  const auto done = write_output(options.in_place ? options.file : options.output, text);
  return done ? exit_holds : refuse(done.error());
}

/// Shrinks what fails among the scenarios that the filter picks. In place the others stay, else
/// they are left out.
int shrink_all(const ShrinkCommandOptions& options, const std::vector<Scenario>& scenarios) {
  ShrinkOptions how{{}, readings_named(options.readings), options.replays};
  if (!options.edition.empty()) how.edition = parse_edition(options.edition);
  std::vector<Scenario> out;
  std::vector<std::optional<FailureKind>> failures;
  bool is_any_picked = false;
  bool is_any_shrunk = false;
  bool is_all_minimal = true;
  for (const Scenario& scenario : scenarios) {
    const bool is_picked = holds_text(scenario.name, options.filter);
    is_any_picked = is_any_picked || is_picked;
    std::optional<Shrunk> shrunk;
    if (is_picked) shrunk = shrink(scenario, how);
    if (!shrunk && !options.in_place) continue;
    out.push_back(shrunk ? shrunk->scenario : scenario);
    failures.push_back(shrunk ? std::optional(shrunk->failure) : std::nullopt);
    if (!shrunk) continue;
    is_any_shrunk = true;
    is_all_minimal = is_all_minimal && shrunk->is_minimal;
    std::cerr << summary(scenario, *shrunk);
  }
  if (!is_any_picked)
    return refuse(problem("SHR002", fmt::format("no scenario's name holds `{}`", options.filter),
                          "leave --filter out to shrink all that fail"));
  if (!is_any_shrunk)
    return refuse(problem("SHR001", "nothing fails here, so there is nothing to shrink",
                          "`imgfam run` shows what fails"));
  const std::string text = write_yaml(out);
  check_written(text, out, failures);
  const int code = write_out(options, text);
  return code == exit_holds && !is_all_minimal ? exit_undecided : code;
}

int run_shrink(const ShrinkCommandOptions& options) {
  const auto text = read_file(options.file, ReadLimits{}.text_bytes_max);
  if (!text) return refuse(text.error());
  const TextKind kind = kind_of(options.file, *text);
  if (options.in_place && (options.file == "-" || kind != TextKind::Yaml))
    return refuse(problem("SHR003", "only a YAML file can be written back",
                          "write the result to another file, with --output"));
  const std::string shown = options.file == "-" ? "<stdin>" : printable(options.file);
  const ParsedScenarios parsed = parse_all(*text, shown, kind);
  for (const Diagnostic& d : parsed.problems)
    std::cerr << render(d);
  if (!parsed.problems.empty()) return exit_input;
  return shrink_all(options, parsed.scenarios);
}

constexpr const char* examples =
    R"(What is written fails at the same kind of step, under the same edition, with the same first
mismatch. Exit code 3: --replays was reached, and the best so far is written.

Examples:
  imgfam shrink failing.yaml                     print the shortest that fails alike
  imgfam shrink found.jsonl --filter rollback --output rollback.yaml
  imgfam shrink failing.yaml --in-place          replace the file; its comments are lost)";

}  // namespace

void add_shrink_command(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<ShrinkCommandOptions>();
  CLI::App* command =
      app.add_subcommand("shrink", "Make the shortest scenario that still fails in the same way");
  command
      ->add_option("FILE", options->file, "A file with failing scenarios, or - for standard input")
      ->required()
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
  command
      ->add_option("--edition", options->edition,
                   "Replay under this edition instead of the scenarios' own: 2020, 2023 or 2026")
      ->check(is_edition())
      ->option_text("EDITION");
  command
      ->add_option("--interpretation", options->readings,
                   "A reading of an open question, as repeat-status=accept; may be repeated")
      ->check(is_reading())
      ->expected(1)
      ->allow_extra_args(false)  // What follows is a FILE.
      ->take_all()
      ->option_text("QUESTION=READING");
  command
      ->add_option("--filter", options->filter,
                   "Only scenarios whose name holds this text, in any case")
      ->option_text("TEXT");
  command
      ->add_option("--replays", options->replays,
                   "Try at most so many smaller scenarios for each that fails, 10000 if not given")
      ->check(is_count(100'000'000))
      ->option_text("N");
  auto* output = command
                     ->add_option("--output,-o", options->output,
                                  "Write the result to this file, whole or not at all; -: to "
                                  "standard output")
                     ->check(is_not_empty("a file's name"))
                     ->option_text("FILE");
  command
      ->add_flag("--in-place", options->in_place,
                 "Write the result back; scenarios that hold or are not picked stay")
      ->excludes(output);
  command->footer(examples);
  command->callback([options, &chosen] { chosen = [options] { return run_shrink(*options); }; });
}

}  // namespace imgfam
