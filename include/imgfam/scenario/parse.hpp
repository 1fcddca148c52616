// Reads scenarios from text: YAML for people, JSON or JSON Lines with the same keys for machines.
//
// A text holds one scenario or a list of them (in JSON Lines, one or a list a line). They are given
// to a sink one by one as they are read, so that a file of a million takes the memory of its text
// and of one.
// Whatever the text holds, reading it ends: in scenarios, in diagnostics, or in both. No file is
// opened here.
//
// What may stand where: format.hpp. The diagnostics: docs/reference/diagnostics.md.
#pragma once

#include <imgfam/model/diagnostic.hpp>
#include <imgfam/scenario/scenario.hpp>
#include <imgfam/scenario/tree.hpp>

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace imgfam {

enum class TextKind : std::uint8_t { Yaml, Json, JsonLines };

/// By the end of a file's name: .yaml, .yml, .json, .jsonl. Nothing for others.
std::optional<TextKind> text_kind(std::string_view file_name);

class Source;

/// Where a scenario stands in its text. Good only while the sink has it: lines are found when asked
/// for.
class ScenarioPlace {
 public:
  ScenarioPlace(Source& source, const Tree& tree) : source_(&source), tree_(&tree) {}

  Position scenario() const;
  /// REQUIRES: the scenario has such a step, counted from 0.
  Position step(std::size_t number) const;

 private:
  Source* source_;
  const Tree* tree_;
};

class ScenarioSink {
 public:
  virtual ~ScenarioSink() = default;
  /// A scenario without a fault, in the order of the text. False ends the reading.
  virtual bool scenario(Scenario&& scenario, const ScenarioPlace& place) = 0;
  /// Something wrong with the text. Scenarios before and after it may be good.
  virtual void problem(Diagnostic&& diagnostic) = 0;
};

/// Reads all scenarios of a text.
/// ERRORS (to the sink): SCN001 to SCN011 the text cannot be read; from SCN012 it is no scenario.
/// Cost: linear in the text, whatever it holds.
void parse_scenarios(std::string_view text, std::string_view file, TextKind kind,
                     ScenarioSink& sink, const ReadLimits& limits = {});

/// The same, all at once.
struct ParsedScenarios {
  std::vector<Scenario> scenarios;
  std::vector<Diagnostic> problems;
};
ParsedScenarios parse_all(std::string_view text, std::string_view file, TextKind kind,
                          const ReadLimits& limits = {});

}  // namespace imgfam
