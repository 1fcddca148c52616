#include <imgfam/oracle/conform.hpp>

#include <algorithm>

namespace imgfam {
namespace {

/// The place that a difference is about, without the element of the list: `Images.Image[].Size`.
std::string place_of(std::string_view difference) {
  std::string out;
  bool is_inside = false;
  for (const char c : difference.substr(0, difference.find(": "))) {
    if (c == ']') is_inside = false;
    if (!is_inside) out += c;
    if (c == '[') is_inside = true;
  }
  constexpr std::size_t kept_max = 120;
  return out.substr(0, kept_max);
}

}  // namespace

ViolationKind kind_of(const JudgedRequest& violation) {
  const Verdict& verdict = violation.verdict;
  ViolationKind kind{violation.request.action, shown(violation.observation), {}, {}};
  if (!verdict.differences.empty()) kind.difference = place_of(verdict.differences.front());
  // Which guard is missing. Of what should have succeeded the rules are many, whatever is wrong.
  const bool is_to_be_refused =
      std::ranges::all_of(verdict.expected, [](const AllowedOutcome& allowed) {
        return std::holds_alternative<Refusal>(allowed.outcome);
      });
  if (is_to_be_refused) {
    kind.rules = verdict.rules;
    std::ranges::sort(kind.rules);
  }
  return kind;
}

}  // namespace imgfam
