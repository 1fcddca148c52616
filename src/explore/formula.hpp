// Formula: a claim with its negations pushed down to its checks and its implications spelled out,
// so that what is joined by `and` can be taken apart.
#pragma once

#include <imgfam/explore/model_claim.hpp>

#include <algorithm>
#include <vector>

namespace imgfam {

struct Formula {
  enum class Op : std::uint8_t { Leaf, And, Or };
  Op op = Op::Leaf;
  bool is_negated = false;  ///< Of a Leaf.
  std::size_t leaf = 0;     ///< Of a Leaf: `first_leaf` and its place in the claim.
  std::vector<Formula> parts;

  static Formula of(const Claim& claim, std::size_t first_leaf);

  /// What comes of it when `value(leaf)` tells what each check comes to.
  template <class Value>
  bool holds(const Value& value) const {
    const auto part_holds = [&](const Formula& part) { return part.holds(value); };
    if (op == Op::Leaf) return value(leaf) != is_negated;
    if (op == Op::And) return std::all_of(parts.begin(), parts.end(), part_holds);
    return std::any_of(parts.begin(), parts.end(), part_holds);
  }

  template <class Visit>
  void for_each_leaf(const Visit& visit) const {
    if (op == Op::Leaf) visit(leaf);
    for (const Formula& part : parts)
      part.for_each_leaf(visit);
  }

  /// The formulas that are joined by `and`, and by nothing else.
  std::vector<Formula> conjuncts() const;
};

}  // namespace imgfam
