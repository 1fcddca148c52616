#include "explore_graph.hpp"

#include "files.hpp"
#include "options.hpp"

#include <imgfam/report/graph_report.hpp>

#include <CLI/CLI.hpp>

#include <fmt/format.h>

namespace imgfam {
namespace {

Result<GraphFormat> format_of(const GraphOptions& options) {
  const std::string name = options.format.empty()
                               ? options.file.substr(options.file.find_last_of('.') + 1)
                               : options.format;
  if (name == "dot") return GraphFormat::Dot;
  if (name == "graphml") return GraphFormat::GraphMl;
  if (name == "json") return GraphFormat::Json;
  return problem("EXP008",
                 fmt::format("`{}` does not say what the graph is to be", printable(options.file)),
                 "end the name in .dot, .graphml or .json, or add --graph-format");
}

Result<void> write_graph(const GraphOptions& options, const StateGraph& graph) {
  const auto format = format_of(options);
  if (!format) return format.error();
  const auto text = render_graph(graph, *format);
  if (!text) return text.error();
  return write_output(options.file, *text);
}

}  // namespace

void add_graph_options(CLI::App& command, GraphOptions& options) {
  command
      .add_option("--graph", options.file,
                  "Write all states and requests between them to this file, .dot, .graphml or "
                  ".json; -: to standard output")
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
  command.add_option("--graph-format", options.format, "dot, graphml or json, whatever its name")
      ->check(is_one_of("a format", {"dot", "graphml", "json"}))
      ->option_text("FORMAT");
  command.add_flag("--analyze", options.analyze,
                   "Say how far apart states are, and which requests can never be undone");
}

Result<std::string> show_graph(const GraphOptions& options, const FamilyModel& model,
                               const StateGraphBounds& bounds) {
  if (!options.wants_any()) return std::string();
  if (!options.file.empty()) {  // Before anything takes long.
    if (const auto format = format_of(options); !format) return format.error();
  }
  const auto graph = StateGraph::of(model, bounds);
  if (!graph) return graph.error();
  if (!options.file.empty()) {
    if (const auto done = write_graph(options, *graph); !done) return done.error();
  }
  return options.analyze ? render_analysis(*graph) : std::string();
}

}  // namespace imgfam
