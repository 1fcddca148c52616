// PlanHope: the least that a plan can still cost, for A*: never too much, and never less by more
// than a request costs than it was before that request.
//
// Goals and keeps are joined by `and`. What wants something of one image is priced on that image's
// machine alone, and the prices are added: every request changes one image, so none is counted
// twice. What is said of one family allows some of the values that it can resolve to: its k-th
// image needs that image Available and all newer ones not, and the cheapest value counts. An `or`
// of several images and families is priced as its cheapest part: every way to choose one part of
// each is a branch. Beyond `branches_max` branches a claim counts for nothing.
#pragma once

#include "plan_problem.hpp"

#include <map>
#include <memory>

namespace imgfam {

class PlanHope {
 public:
  using State = std::vector<std::uint32_t>;  ///< By place, of the images' machines.
  static constexpr std::uint64_t hopeless = ImageMachine::unreachable_cost;
  static constexpr std::size_t branches_max = 64;

  /// REQUIRES: the problem outlives it.
  explicit PlanHope(const PlanProblem& problem);

  /// `hopeless` where there is no plan from the state.
  std::uint64_t of(const State& state) const;

  /// The images that can never come to where they are wanted, by place: the proof that there is no
  /// plan. Empty where that is not what stands in the way.
  std::vector<std::size_t> hopeless_images() const;
  /// The conjuncts that want something of an image.
  std::vector<std::size_t> wants_of(std::size_t place) const;

 private:
  using Costs = std::vector<std::uint64_t>;  // By state of a machine.
  /// What is wanted of one image: formulas, and in families to be Available or not.
  struct Wants {
    std::vector<const Formula*> formulas;
    std::vector<std::pair<std::size_t, bool>> available;

    auto operator<=>(const Wants&) const = default;
  };
  /// A part of a claim about one image or one family.
  struct Atom {
    Formula formula;
    std::size_t conjunct = 0;
    std::optional<std::size_t> place, family;
  };
  using Atoms = std::vector<const Atom*>;
  /// A family that may resolve to several images; costs by place.
  struct Choice {
    std::size_t family = 0;
    std::vector<bool> allowed;  ///< By place; the last is nothing.
    std::vector<const Costs*> if_available, if_not;
    std::vector<std::size_t> conjuncts;
  };
  struct Branch {
    std::vector<Wants> wants;         // By place.
    std::vector<const Costs*> costs;  // The same.
    std::vector<Choice> choices;
    std::vector<std::vector<std::size_t>> conjuncts;  // By place.
  };

  static std::vector<Atoms> joined(std::vector<Atoms> a, const std::vector<Atoms>& b);
  std::vector<Atoms> ways_of(const Formula& formula, std::size_t conjunct);
  Formula grouped(const Formula& formula) const;
  const Atom* keep(const Formula& formula, std::size_t conjunct);
  void add_branch(const Atoms& atoms);
  void add_choice(Branch& branch, std::size_t family, const std::vector<bool>& allowed,
                  const std::vector<std::size_t>& conjuncts);
  const Costs* costs_of(std::size_t place, const Wants& wants);
  bool is_met(const Wants& wants, std::size_t place, std::uint32_t number) const;
  std::uint64_t of(const Branch& branch, const State& state) const;
  std::uint64_t of(const Choice& choice, const Branch& branch, const State& state) const;

  const PlanProblem& problem_;
  bool can_move_ = false;
  std::vector<std::unique_ptr<const Atom>> atoms_;
  std::map<std::pair<std::size_t, Wants>, std::unique_ptr<const Costs>> tables_;
  std::vector<Branch> branches_;
};

}  // namespace imgfam
