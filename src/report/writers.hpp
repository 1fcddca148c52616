// The writers of run results, one file each, and what they share.
#pragma once

#include <imgfam/report/run_report.hpp>
#include <imgfam/rules/rule.hpp>

#include <boost/json/array.hpp>
#include <boost/json/string.hpp>

#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

std::unique_ptr<RunWriter> make_text_writer(std::ostream& out, const RunWriterOptions& options);
std::unique_ptr<RunWriter> make_json_writer(std::ostream& out);
std::unique_ptr<RunWriter> make_junit_writer(std::ostream& out);
std::unique_ptr<RunWriter> make_tap_writer(std::ostream& out);

/// What is to be said of a step, a line each without indent: mismatches, the reason given, the
/// rules broken with their citations, families before and after; what changed when `with_changes`.
std::vector<std::string> explain(const StepReport& step, bool with_changes);

/// What exploring from the end showed to be violated, or why it was not explored; a line each.
std::vector<std::string> explain_around(const EditionReport& edition);

/// Where a rule comes from: the document, its date and clause, and how well it is known.
std::string citation(const Rule& rule);

/// The text on one line, and harmless to a terminal: control characters are replaced.
std::string plain(std::string_view text);

/// Text for XML 1.0: its five characters escaped, what it cannot hold replaced.
std::string xml_text(std::string_view text);

/// What a judge of other implementations must accept: `exact`, `any 403`, `any 4xx`.
std::string_view to_text(Latitude latitude);

/// `1 scenario`, `2 scenarios`
std::string counted(std::size_t count, std::string_view noun);

/// The totals on one line.
std::string one_line(const RunTotals& totals);

/// What is not covered, for any format.
struct CoverageGaps {
  std::size_t rules = 0, rows = 0, refusals = 0;  ///< How many there are.
  std::vector<RuleId> rules_left;
  std::vector<TransitionRow> rows_left;
  std::vector<RefusedPair> refusals_left;
};
CoverageGaps gaps_in(const Coverage& coverage);
/// `T12 Available Deprecate -> Deprecated`
std::string describe(const TransitionRow& row);
std::string describe(const RefusedPair& pair);

/// For JSON documents: a text, and the ids of rules.
boost::json::string text(std::string_view view);
boost::json::array ids(const std::vector<RuleId>& rules);

/// The clauses of a rule that are filled in.
std::vector<Clause> clauses_of(const Rule& rule);

}  // namespace imgfam
