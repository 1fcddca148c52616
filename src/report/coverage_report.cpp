#include "writers.hpp"

#include <imgfam/rules/catalogue.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace imgfam {

CoverageGaps gaps_in(const Coverage& coverage) {
  CoverageGaps gaps;
  gaps.rules = rules_count;
  for (std::size_t i = 0; i < rules_count; ++i) {
    if (!coverage.has_rule(static_cast<RuleId>(i)))
      gaps.rules_left.push_back(static_cast<RuleId>(i));
  }
  for (TransitionRow& row : transition_rows()) {
    ++gaps.rows;
    if (!coverage.has_row(row.id)) gaps.rows_left.push_back(std::move(row));
  }
  for (const RefusedPair& pair : reachable_refusals()) {
    ++gaps.refusals;
    if (!coverage.has_refusal(pair.status, pair.event)) gaps.refusals_left.push_back(pair);
  }
  return gaps;
}

std::string describe(const TransitionRow& row) {
  std::string out = fmt::format("T{} {} {} -> {}", row.id, to_text(row.from),
                                event_names[row.event], to_text(row.to));
  if (!row.guards.empty()) out += fmt::format(" [{}]", fmt::join(row.guards, "; "));
  return out;
}

std::string describe(const RefusedPair& pair) {
  return fmt::format("{} {}", to_text(pair.status), event_names[pair.event]);
}

std::string render_coverage(const Coverage& coverage) {
  const CoverageGaps gaps = gaps_in(coverage);
  std::string out = fmt::format(
      "coverage: rules {}/{}, rows of the machine {}/{}, refused (status, event) pairs {}/{}; {} "
      "refused\n",
      gaps.rules - gaps.rules_left.size(), gaps.rules, gaps.rows - gaps.rows_left.size(), gaps.rows,
      gaps.refusals - gaps.refusals_left.size(), gaps.refusals,
      counted(coverage.refused, "request"));
  for (const RuleId id : gaps.rules_left)
    out += fmt::format("  not covered: rule {}: {}\n", rule(id).id, rule(id).statement);
  for (const TransitionRow& row : gaps.rows_left)
    out += fmt::format("  not covered: row {}\n", describe(row));
  for (const RefusedPair& pair : gaps.refusals_left)
    out += fmt::format("  not covered: refusal of {}\n", describe(pair));
  return out;
}

}  // namespace imgfam
