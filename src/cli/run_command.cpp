#include "commands.hpp"
#include "files.hpp"
#include "options.hpp"
#include "progress.hpp"
#include "runner.hpp"
#include "watch.hpp"

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <thread>
#include <unistd.h>
#include <variant>

namespace imgfam {
namespace {

RunFormat format_named(const std::string& name) {
  if (name == "json") return RunFormat::Json;
  if (name == "junit") return RunFormat::Junit;
  return name == "tap" ? RunFormat::Tap : RunFormat::Text;
}

bool wants_color(const RunOptions& options) {
  const char* no_color = std::getenv("NO_COLOR");
  return options.output.empty() && is_capable_terminal(STDOUT_FILENO) &&
         (no_color == nullptr || *no_color == '\0');
}

/// Puts results in the order of the files together, however they come.
class Collector {
 public:
  Collector(RunWriter& writer, Progress& progress) : writer_(writer), progress_(progress) {}

  void take(const ScenarioReport& report) {
    progress_.clear();
    writer_.scenario(report);
  }
  void take(const Diagnostic& diagnostic) {
    progress_.clear();
    std::cerr << render(diagnostic);
    writer_.problem(diagnostic);
  }
  void end_of_file(const FileResult& result) {
    add(totals_, result.totals);
    coverage_.add(result.coverage);
    progress_.step(totals_.failed + totals_.problems);
  }

  const RunTotals& totals() const { return totals_; }
  const Coverage& coverage() const { return coverage_; }

 private:
  RunWriter& writer_;
  Progress& progress_;
  RunTotals totals_;
  Coverage coverage_;
};

void run_in_order(const std::vector<std::string>& files, const RunOptions& options,
                  Collector& collector) {
  for (const std::string& file : files) {
    FileResult result;
    run_file(
        file, options, result, [&](const ScenarioReport& r) { collector.take(r); },
        [&](const Diagnostic& d) { collector.take(d); });
    collector.end_of_file(result);
    if (result.is_stopped) return;
  }
}

/// Files in parallel, results in their order. At most `jobs` files ahead of the writer are kept.
void run_in_parallel(const std::vector<std::string>& files, const RunOptions& options,
                     Collector& collector) {
  std::mutex mutex;
  std::condition_variable changed;
  struct Done {
    FileResult result;
    std::vector<std::variant<ScenarioReport, Diagnostic>> findings;  // In the order of the file.
  };
  std::map<std::size_t, Done> done;
  std::size_t next = 0;
  std::size_t written = 0;
  const std::size_t ahead_max = options.jobs * 4;

  const auto work = [&] {
    for (;;) {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return next >= files.size() || next < written + ahead_max; });
      if (next >= files.size()) return;
      const std::size_t mine = next++;
      lock.unlock();
      Done mine_done;
      run_file(
          files[mine], options, mine_done.result,
          [&](const ScenarioReport& r) { mine_done.findings.emplace_back(r); },
          [&](const Diagnostic& d) { mine_done.findings.emplace_back(d); });
      lock.lock();
      done.emplace(mine, std::move(mine_done));
      changed.notify_all();
    }
  };
  std::vector<std::jthread> workers;
  for (std::size_t i = 0; i < options.jobs; ++i)
    workers.emplace_back(work);

  for (; written < files.size();) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return done.contains(written); });
    const Done file = std::move(done.extract(written).mapped());
    lock.unlock();
    for (const auto& finding : file.findings)
      std::visit([&](const auto& found) { collector.take(found); }, finding);
    collector.end_of_file(file.result);
    lock.lock();
    ++written;
    if (file.result.is_stopped) {
      next = files.size();
      written = files.size();
    }
    changed.notify_all();
  }
}

int exit_code(const RunTotals& totals, const RunOptions& options) {
  if (totals.problems != 0) return exit_input;
  if (totals.runs == 0) {
    const std::string hint =
        options.filter.empty()
            ? "the files hold no scenario"
            : fmt::format("no scenario's name or file holds `{}`", options.filter);
    std::cerr << render(problem("RUN001", "nothing was run", hint));
    return exit_input;
  }
  if (totals.failed != 0) return exit_failed;
  return totals.undecided != 0 ? exit_undecided : exit_holds;
}

int run_once(const RunOptions& options) {
  const auto files = find_scenario_files(options.paths);
  if (!files) {
    std::cerr << render(files.error());
    return exit_input;
  }
  std::ostringstream kept;
  std::ostream& out = options.output.empty() ? std::cout : kept;
  Progress progress(files->size(),
                    !options.quiet && options.output.empty() && isatty(STDOUT_FILENO) != 0);
  const auto writer = make_run_writer(format_named(options.format), out,
                                      {.color = wants_color(options), .quiet = options.quiet});
  Collector collector(*writer, progress);
  if (options.jobs > 1 && files->size() > 1) {
    run_in_parallel(*files, options, collector);
  } else {
    run_in_order(*files, options, collector);
  }
  progress.clear();
  writer->end(collector.totals(), options.coverage ? &collector.coverage() : nullptr);
  // JUnit has no place for it.
  if (options.coverage && options.format == "junit")
    std::cerr << render_coverage(collector.coverage());
  if (!options.output.empty()) {
    if (const auto written = write_file(options.output, kept.str()); !written) {
      std::cerr << render(written.error());
      return exit_input;
    }
  }
  return exit_code(collector.totals(), options);
}

int run_command(RunOptions options) {
  if (options.jobs == 0) options.jobs = std::max(1U, std::thread::hardware_concurrency());
  if (options.output == "-") options.output.clear();
  if (!options.watch) return run_once(options);
  if (std::find(options.paths.begin(), options.paths.end(), "-") != options.paths.end()) {
    std::cerr << render(
        problem("RUN002", "standard input cannot be watched", "name files or folders"));
    return exit_input;
  }
  return watch(options.paths, [&] { return run_once(options); });
}

constexpr const char* examples = R"(Examples:
  imgfam run scenarios/                          every scenario below a folder
  imgfam run a.yaml 'more/*.jsonl' --quiet       only what fails, and the totals
  imgfam run a.yaml --trace                      every step with what it changed and why
  imgfam run . --interpretation repeat-status=accept
  imgfam run . --format junit --output report.xml
  generate-scenarios | imgfam run -              standard input: YAML, JSON or JSON Lines)";

}  // namespace

void add_run_command(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand("run", "Replay scenarios against the model");
  command->add_option("PATH", options->paths, "Files, folders, globs, or - for standard input")
      ->required()
      ->option_text("PATH...");
  command
      ->add_option("--edition", options->edition,
                   "Replay under this edition instead of the scenarios' own: 2020, 2023 or 2026")
      ->check(is_edition())
      ->option_text("EDITION");
  command
      ->add_option("--interpretation", options->readings,
                   "A reading of an open question, as repeat-status=accept; may be repeated")
      ->check(is_reading())
      ->expected(1)
      ->allow_extra_args(false)  // What follows is a PATH.
      ->take_all()
      ->option_text("QUESTION=READING");
  command
      ->add_option("--filter", options->filter,
                   "Only scenarios whose name or file holds this text, in any case")
      ->option_text("TEXT");
  command
      ->add_option("--jobs,-j", options->jobs,
                   "Files replayed at a time, 1 if not given; 0: as many as there are cores")
      ->check(is_count(256))
      ->option_text("N");
  command->add_flag("--fail-fast", options->fail_fast, "Stop at the first failure");
  command->add_flag(
      "--trace", options->trace,
      "Show every step (in text and json): what was answered, what changed, which rules decided");
  command->add_option("--format", options->format, "text (the default), json, junit or tap")
      ->check(is_one_of("a format", {"text", "json", "junit", "tap"}))
      ->option_text("FORMAT");
  command
      ->add_option("--output,-o", options->output,
                   "Write the report to this file, whole or not at all; -: to standard output")
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
  command->add_flag("--coverage", options->coverage,
                    "Show which rules, rows and refusals were exercised, and which not");
  command->add_flag("--explore", options->explore,
                    "Check too that no few requests after the last step break what always holds");
  command->add_flag("--quiet,-q", options->quiet, "Only what fails, and the totals");
  command->add_flag("--watch", options->watch,
                    "Run again whenever a file changes, until interrupted");
  command->footer(examples);
  command->callback([options, &chosen] { chosen = [options] { return run_command(*options); }; });
}

}  // namespace imgfam
