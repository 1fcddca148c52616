#include <imgfam/explore/claim.hpp>

#include <imgfam/cloud/step.hpp>
#include <imgfam/model/assert.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace imgfam {
namespace {

constexpr std::size_t depth_max = 100;  // Of brackets and chains of implies.
constexpr std::size_t text_max = 64 * 1024;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Words and brackets, as parts of the text.
std::vector<std::string_view> tokens_of(std::string_view text) {
  std::vector<std::string_view> tokens;
  for (std::size_t i = 0; i < text.size();) {
    if (is_blank(text[i])) {
      ++i;
      continue;
    }
    const auto is_bracket = [](char c) { return c == '(' || c == ')'; };
    std::size_t end = i + 1;
    while (!is_bracket(text[i]) && end < text.size() && !is_blank(text[end]) &&
           !is_bracket(text[end]))
      ++end;
    tokens.push_back(text.substr(i, end - i));
    i = end;
  }
  return tokens;
}

bool is_joint(std::string_view token) {
  return token == "and" || token == "or" || token == "implies" || token == "not" || token == "(" ||
         token == ")";
}

bool is_variable(std::string_view text) {
  return text.size() > 1 && text[0] == '$' && text[1] != '{';
}

}  // namespace

// ---- Reading ----

/// By recursive descent: a claim is implications, of alternatives, of conjunctions, of leaves.
class ClaimParser {
 public:
  ClaimParser(std::string_view text, AccountId account, std::string_view region)
      : text_(text), tokens_(tokens_of(text)), account_(account), region_(region) {}

  Result<Claim> read() {
    if (text_.size() > text_max) {
      fail("CLM003", "the claim is too long", fmt::format("at most {} bytes are read", text_max));
    } else {
      implication(0);
      if (!problem_ && at_ < tokens_.size())
        fail("CLM002", fmt::format("`{}` is left over", printable(tokens_[at_])),
             "join claims by `and`, `or` or `implies`, and close as many brackets as are opened");
    }
    if (problem_) return *problem_;
    return std::move(claim_);
  }

 private:
  void implication(std::size_t depth) {
    alternatives(depth);
    if (!take("implies")) return;
    if (depth == depth_max) return too_deep();
    implication(depth + 1);
    join(Claim::Op::Implies);
  }

  void alternatives(std::size_t depth) {
    conjunction(depth);
    while (take("or")) {
      conjunction(depth);
      join(Claim::Op::Or);
    }
  }

  void conjunction(std::size_t depth) {
    single(depth);
    while (take("and")) {
      single(depth);
      join(Claim::Op::And);
    }
  }

  void single(std::size_t depth) {
    if (problem_) return;
    if (depth == depth_max) return too_deep();
    if (take("not")) {
      single(depth + 1);
      join(Claim::Op::Not);
    } else if (take("(")) {
      implication(depth + 1);
      if (!take(")")) fail("CLM001", "a bracket is not closed", "add `)`");
    } else {
      leaf();
    }
  }

  void leaf() {
    const std::size_t first = at_;
    while (at_ < tokens_.size() && !is_joint(tokens_[at_]))
      ++at_;
    if (at_ == first) {
      const std::string found = at_ < tokens_.size() ? fmt::format("before `{}`", tokens_[at_])
                                                     : std::string("at the end");
      return fail("CLM001", "a check is missing " + found,
                  "add one, as in `family web resolves-to m-1`");
    }
    const char* begin = tokens_[first].data();
    const char* end = tokens_[at_ - 1].data() + tokens_[at_ - 1].size();
    const std::string_view words(begin, static_cast<std::size_t>(end - begin));
    if (tokens_[first] == "done") return done(words, at_ - first);
    auto check = parse_check(words, account_, region_);
    if (!check) {
      if (!problem_) problem_ = check.error();
      return;
    }
    add(std::move(*check));
  }

  /// `done a.3`
  void done(std::string_view words, std::size_t count) {
    const std::string_view name = count == 2 ? tokens_[at_ - 1] : std::string_view();
    const auto dot = name.rfind('.');
    StepDone mark;
    bool is_good = dot != std::string_view::npos && dot > 0;
    if (is_good) {
      mark.pipeline = name.substr(0, dot);
      const char* end = name.data() + name.size();
      const auto [last, error] = std::from_chars(name.data() + dot + 1, end, mark.step);
      is_good = error == std::errc{} && last == end && mark.step > 0;
    }
    if (!is_good)
      return fail("CLM004", fmt::format("`{}` names no step", printable(words)),
                  "write `done`, the pipeline's name, a dot and the step's number: `done a.3`");
    add(std::move(mark));
  }

  void add(Claim::Leaf leaf) {
    claim_.leaves_.push_back(std::move(leaf));
    claim_.nodes_.push_back({Claim::Op::Leaf, claim_.leaves_.size() - 1});
    check_size();
  }
  void join(Claim::Op op) {
    claim_.nodes_.push_back({op, 0});
    check_size();
  }
  void check_size() {
    if (claim_.nodes_.size() > Claim::nodes_max)
      fail("CLM003", "the claim is too long", fmt::format("at most {} parts", Claim::nodes_max));
  }
  void too_deep() {
    fail("CLM003", "the claim is too deep",
         fmt::format("at most {} brackets within each other", depth_max));
  }

  bool take(std::string_view token) {
    if (problem_ || at_ == tokens_.size() || tokens_[at_] != token) return false;
    ++at_;
    return true;
  }

  void fail(std::string code, const std::string& message, std::string hint) {
    if (problem_) return;
    const std::string shown =
        text_.size() > 200 ? printable(text_.substr(0, 200)) + "…" : printable(text_);
    problem_ = problem(std::move(code), fmt::format("in the claim `{}`: {}", shown, message),
                       std::move(hint));
  }

  std::string_view text_;
  std::vector<std::string_view> tokens_;
  AccountId account_;
  std::string_view region_;
  std::size_t at_ = 0;
  Claim claim_;
  std::optional<Diagnostic> problem_;
};

Result<Claim> parse_claim(std::string_view text, AccountId account, std::string_view region) {
  return ClaimParser(text, account, region).read();
}

// ---- Writing ----

std::string to_string(const Claim& claim, AccountId account, std::string_view region) {
  struct Part {
    std::string text;
    bool is_joined = false;
  };
  const auto wrapped = [](const Part& part) {
    return part.is_joined ? "(" + part.text + ")" : part.text;
  };
  std::vector<Part> stack;
  for (const Claim::Node& node : claim.nodes()) {
    if (node.op == Claim::Op::Leaf) {
      const Claim::Leaf& leaf = claim.leaves()[node.leaf];
      const auto* done = std::get_if<StepDone>(&leaf);
      stack.push_back({done ? fmt::format("done {}.{}", done->pipeline, done->step)
                            : to_string(std::get<Check>(leaf), account, region)});
      continue;
    }
    if (node.op == Claim::Op::Not) {
      stack.back() = {"not " + wrapped(stack.back()), false};
      continue;
    }
    const Part right = std::move(stack.back());
    stack.pop_back();
    const std::string_view word = node.op == Claim::Op::And  ? "and"
                                  : node.op == Claim::Op::Or ? "or"
                                                             : "implies";
    stack.back() = {fmt::format("{} {} {}", wrapped(stack.back()), word, wrapped(right)), true};
  }
  return stack.back().text;
}

// ---- Variables ----

std::vector<std::string> variables_of(const Claim& claim) {
  std::vector<std::string> found;
  for (Claim::Leaf leaf : claim.leaves()) {
    auto* check = std::get_if<Check>(&leaf);
    if (!check) continue;
    for_each_text(*check, [&](const std::string& text) {
      if (is_variable(text) && std::find(found.begin(), found.end(), text) == found.end())
        found.push_back(text);
    });
  }
  return found;
}

Claim Claim::joined(Claim a, const Claim& b, Op op) {
  const std::size_t leaves = a.leaves_.size();
  a.leaves_.insert(a.leaves_.end(), b.leaves_.begin(), b.leaves_.end());
  for (Node node : b.nodes_) {
    if (node.op == Op::Leaf) node.leaf += leaves;
    a.nodes_.push_back(node);
  }
  a.nodes_.push_back({op, 0});
  return a;
}

Claim Claim::with_names(const std::vector<std::string>& variables,
                        const std::vector<std::string>& names, bool for_all) const {
  std::vector<std::size_t> chosen(variables.size(), 0);
  std::optional<Claim> all;
  for (;;) {
    Claim one = *this;
    for (Leaf& leaf : one.leaves_) {
      auto* check = std::get_if<Check>(&leaf);
      if (!check) continue;
      for_each_text(*check, [&](std::string& text) {
        const auto v = std::find(variables.begin(), variables.end(), text);
        if (v != variables.end())
          text = names[chosen[static_cast<std::size_t>(v - variables.begin())]];
      });
    }
    all = all ? joined(std::move(*all), one, for_all ? Op::And : Op::Or) : std::move(one);
    std::size_t digit = 0;
    while (digit < chosen.size() && ++chosen[digit] == names.size())
      chosen[digit++] = 0;
    if (digit == chosen.size()) return *all;
  }
}

Result<Claim> spell_out(const Claim& claim, const std::vector<std::string>& names, bool for_all) {
  const auto variables = variables_of(claim);
  if (variables.empty()) return claim;
  std::size_t ways = 1;
  for (std::size_t v = 0; v < variables.size(); ++v)
    ways = std::min<std::size_t>(ways * std::max<std::size_t>(names.size(), 1), 1'000'000);
  constexpr std::size_t nodes_max =
      100'000;  // More than may be written, since this is not written.
  if (ways * claim.nodes().size() > nodes_max)
    return problem(
        "CLM003",
        fmt::format("the claim is about {} images and more in {} ways", names.size(), ways),
        "name the images meant instead of a `$` word, or look at fewer");
  if (names.empty())
    return problem("CLM003", "the claim is about every image, and there is none",
                   "let the model have images");
  return claim.with_names(variables, names, for_all);
}

bool holds(const Claim& claim, const Cloud& cloud) {
  return claim.evaluate<bool>(
      [&](std::size_t i) { return holds(std::get<Check>(claim.leaves()[i]), cloud); });
}

}  // namespace imgfam
