// Suites: scenarios that `imgfam generate` makes, what is in them, and how they are written: as
// scenarios for people, or as a corpus for other implementations, a line each behind a header that
// says what it is.
#pragma once

#include <imgfam/explore/cover.hpp>
#include <imgfam/scenario/scenario.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace imgfam {

/// The walks as scenarios. After each transition that a walk takes for the first time stands what
/// it led to; every walk ends with the whole state.
std::vector<Scenario> scenarios_of(const StateGraph& graph, Cover what, const CoverWalks& walks);

/// What stands in a suite, counted off its steps.
struct SuiteCounts {
  std::uint64_t scenarios = 0;
  std::uint64_t requests = 0;
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  std::uint64_t platform = 0;  ///< What the platform does by itself.
  std::uint64_t checks = 0;
  std::map<RuleId, std::uint64_t> refused_by_rule;  ///< A refusal counts for every rule broken.
};
SuiteCounts count_steps(const std::vector<Scenario>& scenarios);

struct Suite {
  std::string_view cover;  ///< transitions, refusals, pairs, machine, families
  Edition edition = newest_edition;
  Interpretation interpretation;
  std::vector<Scenario> scenarios;
  /// Of suites that walk through a model.
  struct Walked {
    ModelOptions model;
    CoverCounts counts;
    std::uint64_t covered = 0;
    std::uint64_t least = 0;
    bool is_exact = false;
  };
  std::optional<Walked> walked;
};

/// Version of the header and of what it describes.
inline constexpr int corpus_version = 1;

/// One line of JSON without its end: what the corpus holds, and how it is read. Its schema is
/// docs/reference/corpus.schema.json.
std::string render_corpus_header(const Suite& suite);

/// One line for people, with its end.
std::string render_suite_summary(const Suite& suite);

}  // namespace imgfam
