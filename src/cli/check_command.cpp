#include "commands.hpp"
#include "files.hpp"

#include <imgfam/scenario/parse.hpp>

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <iostream>
#include <memory>

namespace imgfam {
namespace {

class CheckSink : public ScenarioSink {
 public:
  bool scenario(Scenario&&, const ScenarioPlace&) override {
    ++scenarios;
    return true;
  }
  void problem(Diagnostic&& diagnostic) override {
    ++errors;
    std::cerr << render(diagnostic);
  }

  std::size_t scenarios = 0;
  std::size_t errors = 0;
};

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

int run_check(const std::vector<std::string>& paths) {
  const auto files = find_scenario_files(paths);
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
  std::cout << fmt::format("{}: {}, {}\n", counted(files->size(), "file"),
                           counted(sink.scenarios, "scenario"), counted(sink.errors, "error"));
  return sink.errors != 0 || sink.scenarios == 0 ? exit_input : exit_holds;
}

}  // namespace

void add_check_command(CLI::App& app, Command& chosen) {
  auto paths = std::make_shared<std::vector<std::string>>();
  CLI::App* command =
      app.add_subcommand("check", "Find mistakes in scenario files without running them");
  command->add_option("PATH", *paths, "Files, folders, globs, or - for standard input")
      ->required()
      ->option_text("PATH...");
  command->footer("Examples:\n  imgfam check scenarios/\n  imgfam check a.yaml 'more/*.json'");
  command->callback([paths, &chosen] { chosen = [paths] { return run_check(*paths); }; });
}

}  // namespace imgfam
