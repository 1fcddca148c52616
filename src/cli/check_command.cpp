#include "commands.hpp"
#include "files.hpp"

#include <imgfam/scenario/lint.hpp>
#include <imgfam/scenario/parse.hpp>

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <iostream>
#include <memory>

namespace imgfam {
namespace {

struct CheckOptions {
  std::vector<std::string> paths;
  bool strict = false;
};

class CheckSink : public ScenarioSink {
 public:
  bool scenario(Scenario&& scenario, const ScenarioPlace& place) override {
    ++scenarios;
    for (const Doubt& doubt : lint(scenario)) {
      Diagnostic d = imgfam::problem(doubt.code, doubt.message, doubt.hint);
      d.severity = Severity::Warning;
      d.where = place.step(doubt.step);
      ++warnings;
      std::cerr << render(d);
    }
    return true;
  }
  void problem(Diagnostic&& diagnostic) override {
    ++errors;
    std::cerr << render(diagnostic);
  }

  std::size_t scenarios = 0;
  std::size_t errors = 0;
  std::size_t warnings = 0;
};

int run_check(const CheckOptions& options) {
  const auto files = find_scenario_files(options.paths);
  if (!files) {
    std::cerr << render(files.error());
    return exit_input;
  }
  CheckSink sink;
  for (const std::string& file : *files) {
    const auto text = read_file(file, ReadLimits{}.text_bytes_max);
    if (text) {
      parse_scenarios(*text, file == "-" ? "<stdin>" : file, kind_of(file, *text), sink);
    } else {
      sink.problem(Diagnostic(text.error()));
    }
  }
  std::cout << fmt::format("{} file{}: {} scenario{}, {} error{}, {} warning{}\n", files->size(), files->size() == 1 ? "" : "s", sink.scenarios,
                           sink.scenarios == 1 ? "" : "s", sink.errors, sink.errors == 1 ? "" : "s", sink.warnings, sink.warnings == 1 ? "" : "s");
  const bool is_bad = sink.errors != 0 || sink.scenarios == 0 || (options.strict && sink.warnings != 0);
  return is_bad ? exit_input : exit_holds;
}

}  // namespace

void add_check_command(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = app.add_subcommand("check", "Find mistakes in scenario files without running them");
  command->add_option("paths", options->paths, "Files, folders, globs, or - for standard input")->required()->option_text("PATH...");
  command->add_flag("--strict", options->strict, "Let warnings fail too");
  command->footer("\nExamples:\n  imgfam check scenarios/\n  imgfam check --strict a.yaml 'more/*.json'");
  command->callback([options, &chosen] { chosen = [options] { return run_check(*options); }; });
}

}  // namespace imgfam
