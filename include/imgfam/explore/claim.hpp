// Claim: checks joined by `not`, `and`, `or`, `implies` and brackets. What `--always`, `--goal` and
// their like say.
//
//     family web resolves-to nothing implies not image m-1 status Available
//     not (image $m status Deprecated and family web resolves-to $m)
//
// `$m`, or any other word after a `$`, stands for every image: a claim with such a word is about
// all of them. `not` binds closest, then `and`, `or`, `implies`; `a implies b implies c` is
// `a implies (b implies c)`.
#pragma once

#include <imgfam/cloud/check.hpp>

#include <boost/container/small_vector.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace imgfam {

/// `done a.3`: the third step of pipeline a is done. Of interleaved pipelines alone.
struct StepDone {
  std::string pipeline;
  std::size_t step = 0;  ///< From 1.

  bool operator==(const StepDone&) const = default;
};

class Claim {
 public:
  using Leaf = std::variant<Check, StepDone>;
  enum class Op : std::uint8_t { Leaf, Not, And, Or, Implies };
  struct Node {
    Op op = Op::Leaf;
    std::size_t leaf = 0;  ///< Of a Leaf: into leaves().

    bool operator==(const Node&) const = default;
  };

  /// Leaves and joints at most; a claim of more is CLM003.
  static constexpr std::size_t nodes_max = 1000;

  explicit Claim(Check check) : leaves_{std::move(check)}, nodes_{{}} {}

  const std::vector<Leaf>& leaves() const { return leaves_; }
  /// In postfix order: what is joined stands before what joins it.
  const std::vector<Node>& nodes() const { return nodes_; }

  /// What the claim comes to when `value(i)` tells what leaf i comes to. `Value` is bool, or
  /// anything else that has `!`, `&` and `|`.
  template <class Value, class Leaves>
  Value evaluate(const Leaves& value) const;

  /// Joined over all ways to put the names in for the variables.
  Claim with_names(const std::vector<std::string>& variables, const std::vector<std::string>& names,
                   bool for_all) const;
  static Claim both(Claim a, const Claim& b) { return joined(std::move(a), b, Op::And); }
  static Claim either(Claim a, const Claim& b) { return joined(std::move(a), b, Op::Or); }

  bool operator==(const Claim&) const = default;

 private:
  friend class ClaimParser;
  Claim() = default;
  static Claim joined(Claim a, const Claim& b, Op op);

  std::vector<Leaf> leaves_;
  std::vector<Node> nodes_;
};

/// ERRORS: CLM001 something is missing, CLM002 something is left over, CLM003 too long or too deep,
/// CLM004 no such step; those of parse_check.
Result<Claim> parse_claim(std::string_view text, AccountId account, std::string_view region);

/// Reads back as an equal claim, with brackets wherever something is joined twice.
std::string to_string(const Claim& claim, AccountId account, std::string_view region);

/// The words after a `$` in the claim, each once.
std::vector<std::string> variables_of(const Claim& claim);

/// The claim of every image (`for_all`), or of any, where it has variables: joined over all ways to
/// put the names in. ERRORS: CLM003.
Result<Claim> spell_out(const Claim& claim, const std::vector<std::string>& names, bool for_all);

/// REQUIRES: neither variables nor StepDone.
bool holds(const Claim& claim, const Cloud& cloud);

template <class Value, class Leaves>
Value Claim::evaluate(const Leaves& value) const {
  boost::container::small_vector<Value, 16> stack;
  for (const Node& node : nodes_) {
    if (node.op == Op::Leaf) {
      stack.push_back(value(node.leaf));
      continue;
    }
    if (node.op == Op::Not) {
      stack.back() = static_cast<Value>(!stack.back());
      continue;
    }
    const Value right = stack.back();
    stack.pop_back();
    Value& left = stack.back();
    if (node.op == Op::And) left = static_cast<Value>(left & right);
    if (node.op == Op::Or) left = static_cast<Value>(left | right);
    if (node.op == Op::Implies) left = static_cast<Value>((!left) | right);
  }
  return stack.back();
}

}  // namespace imgfam
