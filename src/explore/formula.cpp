#include "formula.hpp"

namespace imgfam {
namespace {

Formula negated(Formula formula) {
  if (formula.op == Formula::Op::Leaf) {
    formula.is_negated = !formula.is_negated;
    return formula;
  }
  formula.op = formula.op == Formula::Op::And ? Formula::Op::Or : Formula::Op::And;
  for (Formula& part : formula.parts)
    part = negated(std::move(part));
  return formula;
}

Formula joined(Formula::Op op, Formula a, Formula b) {
  Formula out;
  if (a.op == op) {
    out = std::move(a);  // Chains are long: not part by part.
  } else {
    out.op = op;
    out.parts.push_back(std::move(a));
  }
  if (b.op != op) {
    out.parts.push_back(std::move(b));
    return out;
  }
  for (Formula& part : b.parts)
    out.parts.push_back(std::move(part));
  return out;
}

}  // namespace

Formula Formula::of(const Claim& claim, std::size_t first_leaf) {
  std::vector<Formula> stack;
  for (const Claim::Node& node : claim.nodes()) {
    if (node.op == Claim::Op::Leaf) {
      stack.push_back({Op::Leaf, false, first_leaf + node.leaf, {}});
      continue;
    }
    if (node.op == Claim::Op::Not) {
      stack.back() = negated(std::move(stack.back()));
      continue;
    }
    Formula right = std::move(stack.back());
    stack.pop_back();
    Formula left = std::move(stack.back());
    if (node.op == Claim::Op::Implies) left = negated(std::move(left));
    stack.back() =
        joined(node.op == Claim::Op::And ? Op::And : Op::Or, std::move(left), std::move(right));
  }
  return std::move(stack.back());
}

std::vector<Formula> Formula::conjuncts() const {
  return op == Op::And ? parts : std::vector<Formula>{*this};
}

}  // namespace imgfam
