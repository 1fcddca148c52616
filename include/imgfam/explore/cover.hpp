// Walks through a model that leave nothing out: every accepted request of every state, every
// refused one, or every accepted request after every other that can come before it.
//
// Deleted images never come back, so several walks are needed, each from the beginning of the
// model. Where the graph is small enough, no shorter walks do the same; else they are nearly as
// short. Walks are requests alone: scenario_of (report/path_scenario.hpp) makes scenarios of them.
#pragma once

#include <imgfam/explore/state_graph.hpp>

#include <map>
#include <string_view>
#include <vector>

namespace imgfam {

enum class Cover : std::uint8_t {
  Transitions,  ///< Every edge of the graph.
  Refusals,     ///< Every refused request of every state.
  Pairs,        ///< Every edge after every other that leads to where it begins.
};
constexpr std::string_view to_text(Cover cover) {
  constexpr std::array<std::string_view, 3> names{"transitions", "refusals", "pairs"};
  return names[static_cast<std::size_t>(cover)];
}

struct CoverStep {
  ModelRequest request;
  bool is_refused = false;
  bool is_first = false;  ///< The first time, in all walks, that the request is sent in this state.
};

struct CoverOptions {
  std::uint64_t covered_max = 500'000;  ///< Transitions, refusals or pairs.
  /// Walks are the shortest where states times edges (of pairs: edges times pairs) are no more.
  std::uint64_t exact_max = 100'000'000;
  std::size_t requests_per_walk_max = 500;
};

struct CoverWalks {
  std::vector<std::vector<CoverStep>> walks;
  std::uint64_t covered = 0;
  std::uint64_t requests = 0;  ///< In all walks.
  /// No walks that cover the same have fewer requests and walks together.
  std::uint64_t least = 0;
  bool is_exact = false;  ///< Whether the walks were the shortest before they were divided.
};

/// GEN001, for who knows it before there is a graph.
Diagnostic too_much_to_cover(Cover what, const CoverOptions& options);

/// ERRORS: GEN001 there is more to cover than `covered_max`.
Result<CoverWalks> cover(const StateGraph& graph, Cover what, const CoverOptions& options);

/// What a model has of everything, for who checks that nothing was left out.
struct CoverCounts {
  std::uint64_t states = 0;
  std::uint64_t requests = 0;
  std::uint64_t transitions = 0;
  std::uint64_t refusals = 0;
  std::map<RuleId, std::uint64_t> refusals_by_rule;  ///< A refusal counts for every rule broken.
};
CoverCounts count_requests(const StateGraph& graph);

}  // namespace imgfam
