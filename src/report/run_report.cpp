#include <imgfam/report/run_report.hpp>

#include "writers.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <sstream>

template <>
struct fmt::formatter<imgfam::Request> : fmt::ostream_formatter {};

namespace imgfam {
namespace {

std::string describe_check(const FamilyCheck& check) {
  return fmt::format("check family {} resolves to {}", check.family,
                     check.resolves_to.empty() ? "nothing" : check.resolves_to);
}

struct StepText {
  std::string operator()(const RequestStep& step) const { return fmt::format("{}", step.request); }
  std::string operator()(const FamilyCheck& check) const { return describe_check(check); }
  std::string operator()(const ImageCheck& check) const { return "check image " + check.image; }
  std::string operator()(const InstanceCheck& check) const {
    return "check instance " + check.instance;
  }
  std::string operator()(const AdvanceStep& step) const { return "advance " + to_string(step.by); }
  std::string operator()(const PlatformStep& step) const {
    return fmt::format("platform {} {}", to_text(step.event), step.image);
  }
};

}  // namespace

bool ScenarioReport::holds() const {
  return std::all_of(editions.begin(), editions.end(),
                     [](const EditionReport& e) { return e.holds; });
}

std::string describe(const ScenarioStep& step) { return std::visit(StepText{}, step.what); }

ScenarioReport report_of(const Scenario& scenario, std::vector<Run> runs, std::string file,
                         std::size_t line, const std::vector<std::size_t>& step_lines) {
  ScenarioReport report{std::move(file), line, scenario.name, {}};
  for (Run& run : runs) {
    EditionReport edition{
        run.edition, run.holds, run.requests, run.checks, std::move(run.cannot_begin), {}};
    for (StepRun& step : run.steps) {
      const ScenarioStep& source = scenario.steps[step.index];
      const std::size_t at = step.index < step_lines.size() ? step_lines[step.index] : 0;
      edition.steps.push_back(
          {step.index + 1, at, describe(source), source.because, std::move(step)});
    }
    report.editions.push_back(std::move(edition));
  }
  return report;
}

std::unique_ptr<RunWriter> make_run_writer(RunFormat format, std::ostream& out,
                                           const RunWriterOptions& options) {
  switch (format) {
    case RunFormat::Text:
      return make_text_writer(out, options);
    case RunFormat::Json:
      return make_json_writer(out);
    case RunFormat::Junit:
      return make_junit_writer(out);
    case RunFormat::Tap:
      return make_tap_writer(out);
  }
  return nullptr;
}

}  // namespace imgfam
