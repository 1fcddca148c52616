// Reads the scenarios of a file, replays them and reports them.
#pragma once

#include <imgfam/report/run_report.hpp>
#include <imgfam/scenario/parse.hpp>

#include <functional>
#include <string>
#include <vector>

namespace imgfam {

struct RunOptions {
  std::vector<std::string> paths;
  std::string edition;
  std::vector<std::string> readings;
  std::string filter;
  std::string format = "text";
  std::string output;
  std::size_t jobs = 1;
  bool fail_fast = false;
  bool trace = false;
  bool coverage = false;
  bool explore = false;
  bool quiet = false;
  bool watch = false;
};

/// What comes of a file, beside its reports and problems.
struct FileResult {
  RunTotals totals;
  Coverage coverage;
  bool is_stopped = false;  ///< By --fail-fast.
};

/// Replays a file's scenarios in order. Each report and problem is handed to `on_report` and
/// `on_problem` as it comes.
void run_file(const std::string& file, const RunOptions& options, FileResult& result,
              const std::function<void(const ScenarioReport&)>& on_report,
              const std::function<void(const Diagnostic&)>& on_problem);

/// Adds the totals of one file to those of all.
void add(RunTotals& all, const RunTotals& file);

}  // namespace imgfam
