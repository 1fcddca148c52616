// TAP 13: a line for each scenario and edition, the plan at the end.
#include "writers.hpp"

#include <fmt/format.h>

#include <ostream>
#include <sstream>

namespace imgfam {
namespace {

class TapWriter : public RunWriter {
 public:
  explicit TapWriter(std::ostream& out) : out_(out) { out_ << "TAP version 13\n"; }

  void scenario(const ScenarioReport& report) override {
    for (const EditionReport& e : report.editions) {
      out_ << (e.holds ? "ok " : "not ok ") << ++count_ << " - " << escaped(report.file) << ':'
           << report.line << ' ' << escaped(report.name) << " [" << to_text(e.edition) << "]\n";
      if (e.holds) continue;
      if (e.cannot_begin) out_ << "# " << plain(e.cannot_begin->got) << '\n';
      for (const std::string& line : explain_around(e))
        out_ << "# " << line << '\n';
      for (const StepReport& step : e.steps) {
        if (step.run.mismatches.empty()) continue;
        out_ << "# step " << step.number << " (line " << step.line << ") " << plain(step.what)
             << '\n';
        for (const std::string& line : explain(step, false))
          out_ << "#   " << line << '\n';
      }
    }
  }

  void problem(const Diagnostic& d) override {
    out_ << "not ok " << ++count_ << " - "
         << escaped(fmt::format("{}:{} {} {}", d.where.file, d.where.line, d.code, d.message))
         << '\n';
  }

  void end(const RunTotals& totals, const Coverage* coverage) override {
    out_ << "1.." << count_ << '\n';
    std::istringstream lines(coverage ? render_coverage(*coverage) : std::string());
    for (std::string line; std::getline(lines, line);)
      out_ << "# " << line << '\n';
    out_ << "# " << one_line(totals) << '\n';
  }

 private:
  /// In a test's name `#` would begin a directive.
  static std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : plain(text))
      out += c == '#' ? std::string("\\#") : std::string(1, c);
    return out;
  }

  std::ostream& out_;
  std::size_t count_ = 0;
};

}  // namespace

std::unique_ptr<RunWriter> make_tap_writer(std::ostream& out) {
  return std::make_unique<TapWriter>(out);
}

}  // namespace imgfam
