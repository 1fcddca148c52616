#include "commands.hpp"

#include <imgfam/scenario/format.hpp>

#include <CLI/CLI.hpp>

#include <iostream>

namespace imgfam {

void add_schema_command(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("schema", "Print the JSON Schema of scenario files, for editors");
  command->footer("\nExamples:\n  imgfam schema > scenario.schema.json\n  # and as the first line of a scenario:\n  # yaml-language-server: $schema=scenario.schema.json");
  command->callback([&chosen] {
    chosen = [] {
      std::cout << scenario_schema();
      return exit_holds;
    };
  });
}

}  // namespace imgfam
