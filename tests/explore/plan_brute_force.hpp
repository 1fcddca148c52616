// Plans by brute force: Dijkstra's algorithm over the model of a whole account, with every request
// that plans may be made of. It knows no heuristic, no slices, no symmetry and nothing that can
// wait.
#pragma once

#include <imgfam/explore/plan.hpp>

namespace imgfam::test {

struct BruteForce {
  std::optional<std::uint64_t> cost;  ///< Of the cheapest plan.
  bool is_done = true;                ///< Otherwise there were too many states.
};

/// `accounts`: those that are told apart; the others are unshared by number.
BruteForce plan_by_brute_force(const Cloud& cloud, const PlanTask& task,
                               const std::vector<AccountId>& accounts);

}  // namespace imgfam::test
