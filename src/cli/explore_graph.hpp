// What `imgfam explore` does with the graph of a model as a whole.
#pragma once

#include <imgfam/explore/state_graph.hpp>

#include <string>

namespace CLI {  // NOLINT(readability-identifier-naming): of the library
class App;
}  // namespace CLI

namespace imgfam {

struct GraphOptions {
  std::string file;
  std::string format;  ///< Empty: by the file's name.
  bool analyze = false;

  bool wants_any() const { return !file.empty() || analyze; }
};

void add_graph_options(CLI::App& command, GraphOptions& options);

/// Writes the graph where it is asked for, and answers what is to be said of it.
/// ERRORS: EXP006, EXP007, EXP008 no format is named, FIL007.
Result<std::string> show_graph(const GraphOptions& options, const FamilyModel& model,
                               const StateGraphBounds& bounds);

}  // namespace imgfam
