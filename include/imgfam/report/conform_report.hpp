// What `imgfam conform` shows: what was judged of an endpoint, which readings it follows, and of
// every violation all that helps to mend it. Values in, text out.
#pragma once

#include <imgfam/oracle/conform_shrink.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace imgfam {

/// What became of a violation that an earlier run has saved.
enum class SavedResult : std::uint8_t { Fixed, Failed, Error };
constexpr std::string_view to_text(SavedResult result) {
  constexpr std::string_view texts[] = {"FIXED", "FAILED", "ERROR"};
  return texts[static_cast<std::size_t>(result)];
}

/// A scenario at the endpoint.
struct ConformedScenario {
  std::string file;
  std::size_t line = 0;
  std::string name;
  ConformRun run;
  std::string step;  ///< The violating one, in words.
  std::optional<SavedResult> saved;
};

/// Violations of one kind.
struct FoundViolation {
  JudgedRequest violation;  ///< The first.
  std::size_t first = 0;    ///< Into ConformReport::scenarios.
  std::size_t count = 1;    ///< In how many scenarios it was met.
  ShrunkViolation shrunk;
  std::string file;  ///< Where the shortest scenario was saved; empty: nowhere.
};

struct ConformReport {
  std::string endpoint;
  Edition edition = newest_edition;
  std::vector<ConformedScenario> scenarios;
  std::vector<FoundViolation> violations;
  std::vector<QuestionReport> questions;
  std::map<std::size_t, Landmark> landmarks;
  Coverage coverage;

  std::size_t count(ConformResult result) const;
  std::size_t judged() const;  ///< Answers.
};

struct ConformTextOptions {
  bool quiet = false;  ///< Only what violates, and the totals.
  bool coverage = false;
};

std::string render_text(const ConformReport& report, const ConformTextOptions& options);
/// docs/reference/conform-report.md describes it.
std::string render_json(const ConformReport& report);
std::string render_junit(const ConformReport& report);

/// Of one violation: the request, what was expected and what came, the rules, and what it
/// contradicts; a line each.
std::vector<std::string> explain(const JudgedRequest& violation);

/// An outcome on one line: `200` with what it says, or `403 ImageUseShared`.
std::string shown(const AllowedOutcome& allowed);

}  // namespace imgfam
