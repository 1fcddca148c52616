#include "commands.hpp"
#include "files.hpp"
#include "options.hpp"

#include <imgfam/report/diagram.hpp>

#include <CLI/CLI.hpp>

#include <memory>

namespace imgfam {
namespace {

struct DiagramOptions {
  std::string of = "lifecycle";
  std::string format = "svg";
  std::string output;
};

DiagramFormat format_named(const std::string& name) {
  if (name == "dot") return DiagramFormat::Dot;
  return name == "mermaid" ? DiagramFormat::Mermaid : DiagramFormat::Svg;
}

int run_diagram(const DiagramOptions& options) {
  const std::string text = render_lifecycle(format_named(options.format));
  const auto written = write_output(options.output, text);
  return written ? exit_holds : refuse(written.error());
}

}  // namespace

void add_diagram_command(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<DiagramOptions>();
  CLI::App* command =
      app.add_subcommand("diagram", "Draw the machine of one image, with its rows beside it");
  command->add_option("--of", options->of, "lifecycle (the default): the machine of one image")
      ->check(is_one_of("something to draw", {"lifecycle"}))
      ->option_text("WHAT");
  command->add_option("--format", options->format, "svg (the default), dot or mermaid")
      ->check(is_one_of("a format", {"svg", "dot", "mermaid"}))
      ->option_text("FORMAT");
  command
      ->add_option("--output,-o", options->output,
                   "Write the drawing to this file, whole or not at all; -: to standard output")
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
  command->footer(
      "svg is complete as it is. dot is for Graphviz, which need not be installed otherwise.\n"
      "mermaid is Mermaid alone, for a .mmd file; in Markdown put it between ```mermaid and ```.\n"
      "All show the list of rows as well: at the right, as a table, as a note.\n"
      "\n"
      "Examples:\n"
      "  imgfam diagram --output lifecycle.svg\n"
      "  imgfam diagram --format dot | dot -Tpdf -o lifecycle.pdf\n"
      "  imgfam diagram --format mermaid --output lifecycle.mmd");
  command->callback([options, &chosen] { chosen = [options] { return run_diagram(*options); }; });
}

}  // namespace imgfam
