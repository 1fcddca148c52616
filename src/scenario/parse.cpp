#include <imgfam/scenario/parse.hpp>

#include <imgfam/scenario/format.hpp>

#include "convert.hpp"
#include "readers.hpp"
#include "validate.hpp"

#include <fmt/format.h>

namespace imgfam {
namespace {

/// Makes scenarios of trees, and passes on either them or what is wrong.
class Parser {
 public:
  Parser(Source& source, ScenarioSink& sink, const ReadLimits& limits)
      : source_(source), sink_(sink), limits_(limits) {}

  bool take(const Tree& tree) {
    if (is_corpus_header(tree.root())) return true;
    ++scenarios_;
    Problems problems(source_, limits_.problems_max);
    validate(tree.root(), scenario_type(), problems);
    if (problems.none()) {
      Scenario scenario = to_scenario(tree.root(), problems);
      if (problems.none()) return sink_.scenario(std::move(scenario), ScenarioPlace(source_, tree));
    }
    return report(problems.take());
  }
  /// Says what is wrong with a part of the text that is no tree; false when that was enough.
  bool report(Diagnostic problem) {
    std::vector<Diagnostic> list;
    list.push_back(std::move(problem));
    return report(std::move(list));
  }

  /// Whether the tree is what `imgfam generate --header` begins a corpus with, and stands there.
  bool is_corpus_header(Node root) const {
    return scenarios_ == 0 && root.kind() == NodeKind::Mapping && root.find("corpus") &&
           !root.find("scenario");
  }

  bool saw_none() const { return scenarios_ == 0 && problems_ == 0; }

 private:
  bool report(std::vector<Diagnostic> list) {
    constexpr std::size_t scenarios_worth = 5;
    for (Diagnostic& d : list)
      sink_.problem(std::move(d));
    problems_ += list.size();
    if (problems_ < scenarios_worth * limits_.problems_max) return true;
    sink_.problem(
        source_.diagnostic("SCN019", source_.text().size(),
                           fmt::format("{} problems; the rest of the text is not read", problems_),
                           "solve these first"));
    return false;
  }

  Source& source_;
  ScenarioSink& sink_;
  const ReadLimits& limits_;
  std::size_t scenarios_ = 0;
  std::size_t problems_ = 0;
};

std::optional<Diagnostic> read(Source& source, TextKind kind, const ReadLimits& limits,
                               Parser& parser) {
  TreeSink sink = [&](const Tree& tree) { return parser.take(tree); };
  switch (kind) {
    case TextKind::Yaml:
      return read_yaml(source, limits, std::move(sink));
    case TextKind::Json:
      return read_json(source, limits, std::move(sink));
    case TextKind::JsonLines:
      read_json_lines(source, limits, std::move(sink),
                      [&](Diagnostic problem) { return parser.report(std::move(problem)); });
      return std::nullopt;
  }
  return std::nullopt;
}

class Collector : public ScenarioSink {
 public:
  bool scenario(Scenario&& scenario, const ScenarioPlace&) override {
    parsed.scenarios.push_back(std::move(scenario));
    return true;
  }
  void problem(Diagnostic&& diagnostic) override {
    parsed.problems.push_back(std::move(diagnostic));
  }

  ParsedScenarios parsed;
};

}  // namespace

std::optional<TextKind> text_kind(std::string_view file_name) {
  if (file_name.ends_with(".yaml") || file_name.ends_with(".yml")) return TextKind::Yaml;
  if (file_name.ends_with(".json")) return TextKind::Json;
  if (file_name.ends_with(".jsonl")) return TextKind::JsonLines;
  return std::nullopt;
}

Position ScenarioPlace::scenario() const {
  return source_->position(source_->offset_of(tree_->root()));
}

Position ScenarioPlace::step(std::size_t number) const {
  Node at = tree_->root();
  if (const auto steps = at.find("steps")) {
    for (const Node step : steps->items()) {
      at = step;
      if (number-- == 0) break;
    }
  }
  return source_->position(source_->offset_of(at));
}

void parse_scenarios(std::string_view text, std::string_view file, TextKind kind,
                     ScenarioSink& sink, const ReadLimits& limits) {
  if (auto wrong = check_text(text, file, limits)) return sink.problem(std::move(*wrong));

  Source source(file, text);
  Parser parser(source, sink, limits);
  const bool is_blank = text.find_first_not_of(" \t\r\n") == std::string_view::npos;
  auto wrong = is_blank ? std::nullopt : read(source, kind, limits, parser);
  if (wrong) return sink.problem(std::move(*wrong));
  if (parser.saw_none()) {
    sink.problem(source.diagnostic("SCN003", 0, "no scenario in the text",
                                   "it begins with `scenario: <its name>`"));
  }
}

ParsedScenarios parse_all(std::string_view text, std::string_view file, TextKind kind,
                          const ReadLimits& limits) {
  Collector collector;
  parse_scenarios(text, file, kind, collector, limits);
  return std::move(collector.parsed);
}

}  // namespace imgfam
