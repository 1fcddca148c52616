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

/// `, name value` for every value that is looked at.
class Looked {
 public:
  explicit Looked(std::string what) : out_(std::move(what)) {}

  template <class T>
  Looked& at(std::string_view name, const std::optional<T>& value) {
    if (value) out_ += fmt::format("{} {} {}", out_.ends_with(':') ? "" : ",", name, shown(*value));
    return *this;
  }
  std::string take() {
    if (out_.ends_with(':')) out_.pop_back();
    return std::move(out_);
  }

 private:
  static std::string shown(bool flag) { return flag ? "true" : "false"; }
  static std::string shown(const std::string& text) {
    return text.empty() ? std::string("\"\"") : text;
  }
  static std::string shown(Status status) { return std::string(to_text(status)); }
  static std::string shown(BootMode mode) { return std::string(to_text(mode)); }
  static std::string shown(InstanceStatus status) { return std::string(to_text(status)); }
  static std::string shown(const std::vector<AccountId>& accounts) {
    std::string out;
    for (const AccountId account : accounts)
      out += fmt::format("{}{}", out.empty() ? "" : ", ", to_string(account));
    return fmt::format("[{}]", out);
  }

  std::string out_;
};

struct StepText {
  const Given& usual;
  const std::optional<Request>& sent;

  std::string as(AccountId account) const {
    return account == usual.account ? std::string() : " as " + to_string(account);
  }

  std::string operator()(const RequestStep& step) const {
    return fmt::format("{}{}", sent ? *sent : step.request, as(step.request.account));
  }
  std::string operator()(const FamilyCheck& check) const {
    const std::string_view none = check.to_something ? "something" : "nothing";
    return fmt::format("check family {} resolves to {}{}{}", check.family,
                       check.resolves_to.empty() ? none : check.resolves_to, as(check.as),
                       check.region == usual.region ? "" : " in " + check.region);
  }
  std::string operator()(const ImageCheck& check) const {
    return Looked(fmt::format("check image {}:", check.image))
        .at("exists", check.exists)
        .at("status", check.status)
        .at("name", check.name)
        .at("family", check.family)
        .at("description", check.description)
        .at("shared-with", check.shared_with)
        .at("in-use", check.in_use)
        .at("boot-mode", check.boot_mode)
        .take();
  }
  std::string operator()(const InstanceCheck& check) const {
    return Looked(fmt::format("check instance {}:", check.instance))
        .at("exists", check.exists)
        .at("image", check.image)
        .at("boot-mode", check.boot_mode)
        .at("status", check.status)
        .take();
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

std::string describe(const ScenarioStep& step, const Given& usual,
                     const std::optional<Request>& sent) {
  return std::visit(StepText{usual, sent}, step.what);
}

ScenarioReport report_of(const Scenario& scenario, std::vector<Run> runs, std::string file,
                         std::size_t line, const std::vector<std::size_t>& step_lines) {
  ScenarioReport report{std::move(file), line, scenario.name, {}};
  for (Run& run : runs) {
    EditionReport edition{
        run.edition, run.holds, run.requests, run.checks, std::move(run.cannot_begin), {}, {}, {}};
    for (StepRun& step : run.steps) {
      const ScenarioStep& source = scenario.steps[step.index];
      const std::size_t at = step.index < step_lines.size() ? step_lines[step.index] : 0;
      std::string what = describe(source, scenario.given, step.request);
      edition.steps.push_back(
          {step.index + 1, at, std::move(what), source.because, std::move(step)});
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
