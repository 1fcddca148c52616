#include "commands.hpp"
#include "options.hpp"

#include <imgfam/scenario/format.hpp>

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace imgfam {

void add_schema_command(CLI::App& app, Command& chosen) {
  auto format = std::make_shared<std::string>("json");
  CLI::App* command =
      app.add_subcommand("schema", "Print the format of scenario files, for editors or to read");
  command
      ->add_option("--format", *format,
                   "json (a JSON Schema, the default) or markdown (tables of the keys)")
      ->check(is_one_of("a format", {"json", "markdown"}))
      ->option_text("FORMAT");
  command->footer(
      "Examples:\n"
      "  imgfam schema > scenario.schema.json\n"
      "  # and as the first line of a scenario:\n"
      "  # yaml-language-server: $schema=scenario.schema.json");
  command->callback([format, &chosen] {
    chosen = [format] {
      std::cout << (*format == "markdown" ? scenario_reference() : scenario_schema());
      return exit_holds;
    };
  });
}

}  // namespace imgfam
