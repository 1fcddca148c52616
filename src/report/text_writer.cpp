// For people: a line for each scenario, and under one that fails what came instead.
#include "writers.hpp"

#include <fmt/format.h>

#include <ostream>

namespace imgfam {
namespace {

class TextWriter : public RunWriter {
 public:
  TextWriter(std::ostream& out, const RunWriterOptions& options) : out_(out), options_(options) {}

  void scenario(const ScenarioReport& report) override {
    const bool holds = report.holds();
    const bool is_traced =
        holds && !report.editions.empty() && !report.editions.front().steps.empty();
    if (holds && options_.quiet && !is_traced) return;
    std::string editions;
    for (const EditionReport& e : report.editions)
      editions += fmt::format("{}{}", editions.empty() ? "" : " ", to_text(e.edition));
    out_ << painted(holds ? green : red, holds ? "ok  " : "FAIL") << ' ' << plain(report.file)
         << ':' << report.line << ' ' << plain(report.name) << painted(dim, " [" + editions + "]")
         << '\n';
    for (const EditionReport& e : report.editions)
      edition(e, report);
  }

  // People read those on standard error, where the tool shows them whatever the format.
  void problem(const Diagnostic&) override {}

  void end(const RunTotals& totals, const Coverage* coverage) override {
    if (coverage) out_ << render_coverage(*coverage);
    const bool holds = totals.failed == 0 && totals.problems == 0 && totals.runs != 0;
    out_ << painted(holds ? green : red, one_line(totals)) << '\n';
  }

 private:
  static constexpr std::string_view green = "\x1b[32m";
  static constexpr std::string_view red = "\x1b[31m";
  static constexpr std::string_view dim = "\x1b[2m";

  std::string painted(std::string_view color, std::string_view text) const {
    return options_.color ? fmt::format("{}{}\x1b[0m", color, text) : std::string(text);
  }

  void edition(const EditionReport& e, const ScenarioReport& report) {
    if (e.holds && e.steps.empty() && e.not_explored.empty()) return;
    if (report.editions.size() > 1 || !e.holds)
      out_ << "     under edition " << to_text(e.edition) << '\n';
    if (e.cannot_begin)
      out_ << "       " << e.cannot_begin->what << ": " << plain(e.cannot_begin->got) << '\n';
    for (const std::string& line : explain_around(e))
      out_ << "       " << line << '\n';
    for (const StepReport& step : e.steps) {
      const bool failed = !step.run.mismatches.empty();
      out_ << "     "
           << painted(failed ? red : dim, fmt::format("step {} (line {})", step.number, step.line))
           << ' ' << plain(step.what) << '\n';
      for (const std::string& line : explain(step, !failed))
        out_ << "       " << line << '\n';
    }
  }

  std::ostream& out_;
  RunWriterOptions options_;
};

}  // namespace

std::unique_ptr<RunWriter> make_text_writer(std::ostream& out, const RunWriterOptions& options) {
  return std::make_unique<TextWriter>(out, options);
}

}  // namespace imgfam
