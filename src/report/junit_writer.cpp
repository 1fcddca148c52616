// JUnit XML, as CI systems read it: a suite a file, a case a scenario and edition. Totals stand
// first, so the cases are kept until the end.
#include "writers.hpp"

#include <fmt/format.h>

#include <ostream>

namespace imgfam {
namespace {

class JunitWriter : public RunWriter {
 public:
  explicit JunitWriter(std::ostream& out) : out_(out) {}

  void scenario(const ScenarioReport& report) override {
    Suite& suite = suite_of(report.file);
    for (const EditionReport& e : report.editions) {
      ++suite.tests;
      const std::string name = xml_text(fmt::format("{} [{}]", report.name, to_text(e.edition)));
      suite.cases +=
          fmt::format("    <testcase classname=\"{}\" name=\"{}\"", xml_text(report.file), name);
      if (e.holds) {
        suite.cases += "/>\n";
        continue;
      }
      ++suite.failures;
      suite.cases += fmt::format(">\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                                 xml_text(first_of(e)), xml_text(all_of(e)));
    }
  }

  void problem(const Diagnostic& d) override {
    Suite& suite = suite_of(d.where.file);
    ++suite.tests;
    ++suite.errors;
    suite.cases += fmt::format(
        "    <testcase classname=\"{}\" name=\"{}\">\n      <error message=\"{}\">{}</error>\n    "
        "</testcase>\n",
        xml_text(d.where.file), xml_text(d.code), xml_text(d.message), xml_text(render(d)));
  }

  void end(const RunTotals& totals, const Coverage*) override {
    out_ << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    out_ << fmt::format("<testsuites name=\"imgfam\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n",
                        totals.runs + totals.problems, totals.failed, totals.problems);
    for (const Suite& s : suites_) {
      out_ << fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n",
                          xml_text(s.file), s.tests, s.failures, s.errors)
           << s.cases << "  </testsuite>\n";
    }
    out_ << "</testsuites>\n";
  }

 private:
  struct Suite {
    std::string file;
    std::string cases;
    std::size_t tests = 0, failures = 0, errors = 0;
  };

  /// Results come file by file, so the last suite is the one, or a new one is.
  Suite& suite_of(const std::string& file) {
    if (suites_.empty() || suites_.back().file != file) suites_.push_back({file, {}, 0, 0, 0});
    return suites_.back();
  }

  static std::string first_of(const EditionReport& e) {
    if (e.cannot_begin) return e.cannot_begin->got;
    if (e.around && !e.around->violated.empty()) return explain_around(e).front();
    if (e.steps.empty() || e.steps.back().run.mismatches.empty()) return "does not hold";
    const Mismatch& m = e.steps.back().run.mismatches.front();
    return fmt::format("step {}: {}: expected {}, got {}", e.steps.back().number, m.what,
                       m.expected, m.got);
  }

  static std::string all_of(const EditionReport& e) {
    std::string out;
    for (const std::string& line : explain_around(e))
      out += line + "\n";
    for (const StepReport& step : e.steps) {
      if (step.run.mismatches.empty()) continue;
      out += fmt::format("step {} (line {}) {}\n", step.number, step.line, step.what);
      for (const std::string& line : explain(step, false))
        out += "  " + line + "\n";
    }
    return out;
  }

  std::ostream& out_;
  std::vector<Suite> suites_;
};

}  // namespace

std::unique_ptr<RunWriter> make_junit_writer(std::ostream& out) {
  return std::make_unique<JunitWriter>(out);
}

}  // namespace imgfam
