// PlanSearch: A* over the states of a slice, which are tuples of the states of its images'
// machines.
//
// The heuristic takes the goals and keeps apart at their `and`s. What wants something of one image
// (its status, its accounts; that it is Available, or not, because a family is to resolve to it or
// to an older one) is priced on that image's machine alone, and the prices are added: every request
// changes one image, so none is counted twice and none too many. That a family is to resolve to
// something costs, above that, what its cheapest member needs more. What is joined otherwise costs
// nothing. So it never hopes for too little, and a request never lowers it by more than it costs:
// the first goal that A* looks at is a cheapest one.
//
// Of states with the same sum the one with less before it goes first; else a hundred deprecations
// in any order would be 2^100 states.
#pragma once

#include "image_machine.hpp"

#include <boost/unordered_map.hpp>

namespace imgfam {

struct PlanProblem {
  const FamilyModel* model = nullptr;
  std::vector<ModelCheck> leaves;    ///< Of all goals and keeps.
  std::vector<Conjunct> conjuncts;   ///< The same.
  std::vector<ImageMachine> images;  ///< By place.
};

/// Whether all its checks are about one image and its instances; then its place.
std::optional<std::size_t> place_of(const Formula& formula, const PlanProblem& problem);

class PlanSearch {
 public:
  using Vertex = std::uint32_t;
  static constexpr std::uint64_t hopeless = ImageMachine::unreachable_cost;

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
  /// something new. REQUIRES: the problem outlives the search.
  PlanSearch(const PlanProblem& problem, std::uint64_t states_max, bool counts_risk);

  /// The images that can never come to where they are wanted, by place: the proof that there is no
  /// plan. Those of one family that is to resolve to something stand together.
  std::vector<std::vector<std::size_t>> hopeless_images() const;
  /// The conjuncts that want something of an image.
  std::vector<std::size_t> wants_of(std::size_t place) const;

  Found run();

  /// The same requests with cheap ones as early as they can be: who restores first and unshares
  /// last can stop in between. No state breaks a keep or is riskier than the one it takes the place
  /// of.
  std::vector<ModelRequest> cheap_first(std::vector<ModelRequest> path) const;

  // What Boost.Graph asks.
  std::vector<Edge> edges_of(Vertex vertex) const;
  std::uint64_t hope(Vertex vertex) const { return hopes_[vertex]; }
  bool is_goal(Vertex vertex) const;

 private:
  using State = std::vector<std::uint32_t>;
  struct Wants {
    std::vector<std::size_t> conjuncts;  ///< Of all kinds, into the problem's.
    std::vector<const Formula*> formulas;
    std::vector<std::pair<std::size_t, bool>> available;  ///< In a family: it must be, or not.
  };
  /// A family that is to resolve to something: what each image needs beyond its own wants.
  struct Some {
    std::size_t conjunct = 0;
    std::size_t family = 0;
    std::vector<std::vector<std::uint64_t>> costs;  ///< By place and state.
  };

  void find_wants();
  void want_family(const ModelCheck& check, bool is_negated, std::size_t conjunct);
  bool is_met(const Wants& wants, std::size_t place, std::uint32_t number) const;
  void find_costs();
  std::uint64_t hope_of(const State& state) const;
  std::uint64_t hope_of(const Some& some, const State& state) const;
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
  std::uint64_t states_max_;
  bool counts_risk_;
  bool can_move_ = false;                          // Images between families.
  std::vector<Wants> wants_;                       // By place.
  std::vector<std::vector<std::uint64_t>> costs_;  // By place and state.
  std::vector<Some> somes_;
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
