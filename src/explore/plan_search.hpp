// PlanSearch: A* over the states of a slice, which are tuples of the states of its images'
// machines.
//
// What they can still cost is PlanHope's to say.
//
// What can wait does: an image that no claim names (a bystander) is seen only where all newer
// members of its family are not Available. Requests about it that come earlier than just before
// that can as well be made then, and where that never comes, not at all. So they are looked at only
// where at most one newer member is Available. Its deletion, if it is not Available, is seen only
// where there may be too many families, and its family is empty but for it; then only where at most
// one newer member is there. Left out of this are images whose place in a full family, or whose
// shares with an account that receives many, others may need.
//
// Of states with the same sum the one with less before it goes first; else a hundred deprecations
// in any order would be 2^100 states.
#pragma once

#include "plan_hope.hpp"

#include <boost/unordered_map.hpp>

namespace imgfam {

class PlanSearch {
 public:
  using Vertex = std::uint32_t;

  struct Weight {
    std::uint64_t cost = 0;
    std::uint64_t risk = 0;  ///< Of the state it leads to.
    std::uint64_t left = 0;  ///< What is hoped for; breaks ties.

    auto operator<=>(const Weight&) const = default;
    friend Weight operator+(const Weight& a, const Weight& b) {
      return {a.cost + b.cost, a.risk + b.risk, a.left + b.left};
    }
  };
  struct Edge {
    Vertex from = 0;
    Vertex to = 0;
    Weight weight;
    ModelRequest request;

    bool operator==(const Edge&) const = default;
  };
  struct Found {
    std::optional<std::vector<ModelRequest>> path;
    bool is_bound_reached = false;
    std::uint64_t states = 0;
    std::uint64_t expanded = 0;
  };

  /// `counts_risk`: of the cheapest paths one on which families are least often empty or resolve to
  /// something new. REQUIRES: problem and hope outlive the search.
  PlanSearch(const PlanProblem& problem, const PlanHope& hope, std::uint64_t states_max,
             bool counts_risk);

  Found run();

  /// The same requests with cheap ones as early as they can be, those of older images first: who
  /// restores first and unshares last can stop in between. No state breaks a keep or is riskier
  /// than the one it takes the place of.
  std::vector<ModelRequest> cheap_first(std::vector<ModelRequest> path) const;

  // What Boost.Graph asks.
  std::vector<Edge> edges_of(Vertex vertex) const;
  std::uint64_t hope(Vertex vertex) const { return hopes_[vertex]; }
  bool is_goal(Vertex vertex) const;

 private:
  using State = PlanHope::State;
  /// Of an image that no claim names.
  struct Bystander {
    bool is_one = false;
    std::vector<std::uint64_t> costs_to_delete;  ///< By state of its machine.
  };
  /// How many newer members an image's family has.
  struct Newer {
    std::size_t there = 0, available = 0;
  };

  void find_bystanders();
  std::vector<Newer> newer_in(const State& state) const;
  bool is_postponed(std::size_t place, std::uint32_t number, const ImageMachine::Edge& edge,
                    const Newer& newer) const;
  std::uint64_t risk_of(const State& state) const;
  std::optional<std::size_t> resolve(const State& state, std::size_t family) const;
  bool holds(const Formula& formula, const State& state) const;
  bool are_kept(const State& state) const;
  bool is_accepted(const State& state, const ModelRequest& request) const;
  std::optional<Vertex> intern(State&& state) const;
  /// What comes of an accepted request, and its cost; nothing when it is refused or breaks a keep.
  std::optional<std::pair<State, std::uint32_t>> after(const State& state,
                                                       const ModelRequest& request) const;

  const PlanProblem& problem_;
  const PlanHope& hope_;
  std::uint64_t states_max_;
  bool counts_risk_;
  std::vector<Bystander> bystanders_;    // By place.
  std::vector<bool> is_looked_at_;       // By family: what it resolves to.
  std::vector<bool> is_full_;            // By family: it may come to have too many images.
  std::vector<const Conjunct*> shared_;  // About more than one image.
  /// Families that are to resolve to an image, and what they resolve to at first.
  struct Watched {
    std::size_t family = 0;
    std::optional<std::size_t> first, last;
  };
  std::vector<Watched> watched_;
  // Algorithms take graphs as constant: that a state gets its number late is no change to them.
  mutable boost::unordered_map<State, Vertex, boost::hash<State>> numbers_;
  mutable std::vector<const State*> states_;
  mutable std::vector<std::uint64_t> hopes_;
};

}  // namespace imgfam
