// What `imgfam run` shows: results in, text out, in the format asked for. Nothing is computed here
// but totals.
#pragma once

#include <imgfam/explore/around.hpp>
#include <imgfam/model/diagnostic.hpp>
#include <imgfam/scenario/coverage.hpp>
#include <imgfam/scenario/replay.hpp>

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

/// A step that was recorded: a failing one, or every one under --trace.
struct StepReport {
  std::size_t number = 0;  ///< From 1.
  std::size_t line = 0;    ///< In the scenario's file; 0 when not known.
  std::string what;  ///< `ModifyImageAttribute ImageId=m-1 Status=Deprecated`, `check family web`.
  std::string because;
  StepRun run;
};

/// A scenario under one edition.
struct EditionReport {
  Edition edition = newest_edition;
  bool holds = false;
  std::size_t requests = 0;
  std::size_t checks = 0;
  std::optional<Mismatch> cannot_begin;
  std::vector<StepReport> steps;
  std::optional<Around> around;  ///< Under --explore, where the steps hold.
  std::string not_explored;      ///< Why there is none although it was asked for.
};

struct ScenarioReport {
  std::string file;
  std::size_t line = 0;
  std::string name;
  std::vector<EditionReport> editions;

  bool holds() const;
};

/// The report of a replayed scenario. `line_of` gives the line of a step by its index.
ScenarioReport report_of(const Scenario& scenario, std::vector<Run> runs, std::string file,
                         std::size_t line, const std::vector<std::size_t>& step_lines);

/// What a step does, on one line; its request as it was sent, where that is known. Whoever and
/// wherever is not the usual account and region of the scenario is named.
std::string describe(const ScenarioStep& step, const Given& usual,
                     const std::optional<Request>& sent = {});

struct RunTotals {
  std::size_t files = 0;
  std::size_t scenarios = 0;
  std::size_t runs = 0;      ///< A scenario under one edition is one run.
  std::size_t failed = 0;    ///< Runs that do not hold.
  std::size_t problems = 0;  ///< Errors in files.
  std::uint64_t states = 0;  ///< Explored from where scenarios end.
  /// Requests in a row that were explored in every run, at least; nothing: none was explored.
  std::optional<std::uint32_t> depth;
  std::size_t undecided = 0;  ///< Runs that hold, and could not be explored though asked for.
  std::size_t requests = 0;
  std::size_t checks = 0;
};

enum class RunFormat : std::uint8_t { Text, Json, Junit, Tap };

struct RunWriterOptions {
  bool color = false;
  bool quiet = false;  ///< Text: only what fails, and the totals.
};

/// Writes results as they come.
class RunWriter {
 public:
  virtual ~RunWriter() = default;
  virtual void scenario(const ScenarioReport& report) = 0;
  /// Something wrong with a file.
  virtual void problem(const Diagnostic& diagnostic) = 0;
  /// After the last one. `coverage` may be nullptr.
  virtual void end(const RunTotals& totals, const Coverage* coverage) = 0;
};

std::unique_ptr<RunWriter> make_run_writer(RunFormat format, std::ostream& out,
                                           const RunWriterOptions& options = {});

/// The coverage as text: totals, then what is not covered.
std::string render_coverage(const Coverage& coverage);

}  // namespace imgfam
