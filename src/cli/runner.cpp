#include "runner.hpp"

#include "files.hpp"
#include "options.hpp"

#include <algorithm>

namespace imgfam {
namespace {

class RunSink : public ScenarioSink {
 public:
  RunSink(std::string file, const RunOptions& options, FileResult& result,
          const std::function<void(const ScenarioReport&)>& on_report,
          const std::function<void(const Diagnostic&)>& on_problem)
      : file_(std::move(file)),
        options_(options),
        result_(result),
        on_report_(on_report),
        on_problem_(on_problem) {
    replay_.trace = options.trace;
    if (!options.edition.empty()) replay_.edition = parse_edition(options.edition);
    replay_.readings = readings_named(options.readings);
    if (options.coverage) replay_.coverage = &result.coverage;
  }

  bool scenario(Scenario&& scenario, const ScenarioPlace& place) override {
    if (result_.is_stopped) return false;  // By a mistake before it.
    if (!holds_text(scenario.name, options_.filter) && !holds_text(file_, options_.filter))
      return true;
    const std::size_t line = place.scenario().line;
    std::vector<Run> runs = replay(scenario, replay_);
    std::vector<std::size_t> lines;
    const bool is_recorded =
        std::any_of(runs.begin(), runs.end(), [](const Run& r) { return !r.steps.empty(); });
    for (std::size_t i = 0; is_recorded && i < scenario.steps.size(); ++i)
      lines.push_back(place.step(i).line);
    ++result_.totals.scenarios;
    ScenarioReport report = report_of(scenario, std::move(runs), file_, line, lines);
    for (EditionReport& run : report.editions) {
      if (options_.explore && run.holds) look_around_end(scenario, run);
      ++result_.totals.runs;
      result_.totals.requests += run.requests;
      result_.totals.checks += run.checks;
      if (!run.holds) ++result_.totals.failed;
    }
    on_report_(report);
    result_.is_stopped = options_.fail_fast && !report.holds();
    return !result_.is_stopped;
  }

  void problem(Diagnostic&& diagnostic) override {
    ++result_.totals.problems;
    if (options_.fail_fast) result_.is_stopped = true;
    on_problem_(diagnostic);
  }

 private:
  /// Explores from where the scenario ends. What is violated there fails it.
  void look_around_end(const Scenario& scenario, EditionReport& run) {
    Cloud end;
    ReplayOptions again = replay_;
    again.edition = run.edition;
    again.trace = false;
    again.coverage = nullptr;
    again.end = &end;
    replay(scenario, again);
    auto around = look_around(end, scenario.given.account, scenario.given.region);
    if (!around) {
      run.not_explored = around.error().message;
      ++result_.totals.undecided;
      return;
    }
    run.holds = around->violated.empty();
    result_.totals.states += around->states;
    result_.totals.depth = std::min(around->depth, result_.totals.depth.value_or(around->depth));
    run.around = std::move(*around);
  }

  std::string file_;
  const RunOptions& options_;
  FileResult& result_;
  const std::function<void(const ScenarioReport&)>& on_report_;
  const std::function<void(const Diagnostic&)>& on_problem_;
  ReplayOptions replay_;
};

}  // namespace

void run_file(const std::string& file, const RunOptions& options, FileResult& result,
              const std::function<void(const ScenarioReport&)>& on_report,
              const std::function<void(const Diagnostic&)>& on_problem) {
  const std::string shown = file == "-" ? "<stdin>" : printable(file);
  RunSink sink(shown, options, result, on_report, on_problem);
  result.totals.files = 1;
  const auto text = read_file(file, ReadLimits{}.text_bytes_max);
  if (text) {
    parse_scenarios(*text, shown, kind_of(file, *text), sink);
  } else {
    sink.problem(Diagnostic(text.error()));
  }
}

void add(RunTotals& all, const RunTotals& file) {
  all.files += file.files;
  all.scenarios += file.scenarios;
  all.runs += file.runs;
  all.failed += file.failed;
  all.problems += file.problems;
  all.undecided += file.undecided;
  all.states += file.states;
  if (file.depth) all.depth = std::min(*file.depth, all.depth.value_or(*file.depth));
  all.requests += file.requests;
  all.checks += file.checks;
}

}  // namespace imgfam
