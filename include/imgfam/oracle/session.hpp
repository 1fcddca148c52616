// OracleSession: an oracle that is driven by lines of JSON, one answer a line, from any language.
//
//     {"request": {"action": "DescribeImages"}}                       which answers are allowed
//     {"request": {…}, "observed": {"status": 200, "body": {…}}}      the verdict about one
//
// `imgfam oracle` feeds it lines of standard input, the C library (oracle.h) those of its callers.
// The protocol: docs/reference/oracle.md, as JSON Schema oracle.schema.json beside it. A line that
// cannot be read is answered with an error, and the session goes on as though it had not come.
#pragma once

#include <imgfam/model/result.hpp>
#include <imgfam/model/sim_time.hpp>
#include <imgfam/oracle/oracle.hpp>
#include <imgfam/rules/edition.hpp>
#include <imgfam/scenario/scenario.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

inline constexpr int oracle_protocol = 1;

/// Bounds of a session.
inline constexpr std::size_t oracle_line_bytes_max = 8 * 1024 * 1024;
inline constexpr std::size_t oracle_depth_max = 32;
inline constexpr std::size_t oracle_snapshots_max = 100;

struct SessionOptions {
  Edition edition = newest_edition;
  std::vector<ReadingId> readings{};  ///< Known from the start.
  Duration tolerance{};               ///< As OracleOptions::clock_tolerance.
  Given given{};                      ///< What there is to begin with.
};

/// Reads `{"edition": "2026", "readings": ["a=b"], "tolerance": "5s", "given": {…}}`; all may be
/// left out. ERRORS: ORC001 to ORC005, and those of a scenario's `given`.
Result<SessionOptions> parse_session_options(std::string_view text);

/// What a line is answered with that cannot be read: `{"error": {…}}`.
std::string error_answer(const Diagnostic& diagnostic);

class OracleSession {
 public:
  /// ERRORS: those of setting up the `given`, CLD001 to CLD010.
  static Result<OracleSession> begin(const SessionOptions& options);

  /// The answer to a line: one JSON document, without a newline.
  std::string answer(std::string_view line);

  std::size_t violations() const { return violations_; }
  std::size_t undecided() const { return undecided_; }
  std::size_t judged() const { return judged_; }  ///< Answers that were told, whatever came of it.
  std::size_t errors() const { return errors_; }  ///< Lines that could not be read.

 private:
  friend class SessionLine;

  OracleSession(SessionOptions options, Oracle oracle)
      : options_(std::move(options)), oracle_(std::move(oracle)) {}

  SessionOptions options_;
  Oracle oracle_;
  std::map<std::string, Oracle, std::less<>> snapshots_;
  bool has_answered_ = false;
  std::size_t violations_ = 0;
  std::size_t undecided_ = 0;
  std::size_t judged_ = 0;
  std::size_t errors_ = 0;
};

}  // namespace imgfam
