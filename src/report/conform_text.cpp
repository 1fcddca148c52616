// What a judge found, for people.
#include <imgfam/report/conform_report.hpp>

#include "writers.hpp"

#include <imgfam/rules/catalogue.hpp>
#include <imgfam/scenario/write.hpp>

#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <sstream>

namespace imgfam {
namespace {

constexpr std::size_t document_shown_max = 300;
constexpr std::size_t differences_shown_max = 10;

std::string text_of(const Request& request) {
  std::ostringstream out;
  out << request;
  return plain(out.str());
}

std::string reading_text(ReadingId id) {
  const Question& question = questions[id.question];
  return std::string(question.readings[id.reading].id);
}

std::string where(const Landmark& landmark) {
  const std::string step =
      landmark.step ? fmt::format("step {}", *landmark.step + 1) : std::string("what is given");
  return fmt::format("{} -> {} ({}, {})", shortened(text_of(landmark.request), 120),
                     landmark.answer, plain(landmark.scenario), step);
}

void explain_contradictions(const JudgedRequest& violation, std::vector<std::string>& lines) {
  for (const Exclusion& exclusion : violation.verdict.contradictions) {
    const std::string reading = fmt::format("{}={}", questions[exclusion.reading.question].id,
                                            reading_text(exclusion.reading));
    const auto landmark = violation.earlier.find(exclusion.observation);
    lines.push_back(landmark == violation.earlier.end()
                        ? fmt::format("contradicts: {} would allow it, and was excluded from the "
                                      "start",
                                      reading)
                        : fmt::format("contradicts: {} would allow it, and was excluded by {}",
                                      reading, where(landmark->second)));
  }
}

std::string question_line(const QuestionReport& question,
                          const std::map<std::size_t, Landmark>& landmarks) {
  std::string readings;
  for (const ReadingId id : question.possible)
    readings += fmt::format("{}{}", readings.empty() ? "" : " or ", reading_text(id));
  std::string line = fmt::format("  {:<22} {}", questions[question.question].id, readings);
  if (question.knowledge == Knowledge::Open) return line + "  (open: no answer told them apart)";
  for (const Exclusion& exclusion : question.excluded) {
    const auto landmark = landmarks.find(exclusion.observation);
    line += landmark == landmarks.end()
                ? fmt::format("\n      not {}: excluded from the start",
                              reading_text(exclusion.reading))
                : fmt::format("\n      not {}: {}", reading_text(exclusion.reading),
                              where(landmark->second));
  }
  return line;
}

std::string readings_text(const ConformReport& report) {
  std::string known;
  std::string rest;
  for (const QuestionReport& question : report.questions) {
    if (question.knowledge == Knowledge::NotExercised) {
      rest += fmt::format("{}{}", rest.empty() ? "" : ", ", questions[question.question].id);
    } else {
      known += question_line(question, report.landmarks) + "\n";
    }
  }
  std::string out;
  if (!known.empty()) out += "readings that the endpoint follows:\n" + known;
  if (!rest.empty()) out += "readings not told, since nothing asked for them: " + rest + "\n";
  return out;
}

std::string scenario_line(const ConformedScenario& scenario) {
  const std::string_view mark = scenario.saved ? to_text(*scenario.saved)
                                : scenario.run.result == ConformResult::Conforms  ? "ok"
                                : scenario.run.result == ConformResult::Violates  ? "VIOLATES"
                                : scenario.run.result == ConformResult::Undecided ? "undecided"
                                                                                  : "not judged";
  std::string line = fmt::format("{:<10} {}{} {}", mark, plain(scenario.file),
                                 scenario.line == 0 ? "" : fmt::format(":{}", scenario.line),
                                 plain(scenario.name));
  if (!scenario.run.why.empty()) line += fmt::format(": {}", plain(scenario.run.why));
  return line + "\n";
}

std::string violation_text(const ConformReport& report, const FoundViolation& found) {
  const ConformedScenario& scenario = report.scenarios[found.first];
  const ShrunkViolation& shrunk = found.shrunk;
  std::string out = fmt::format("violation: {}{}\n", plain(scenario.file),
                                scenario.line == 0 ? "" : fmt::format(":{}", scenario.line));
  out += fmt::format("  {}, {}\n", plain(scenario.name), plain(scenario.step));
  for (const std::string& line : explain(found.violation))
    out += "  " + line + "\n";
  if (found.count > 1) out += fmt::format("  met in {}\n", counted(found.count, "scenario"));
  if (!shrunk.is_reproduced && !scenario.saved)
    out += "  not saved: the scenario alone does not violate in this way\n";
  if (shrunk.is_reproduced)
    out += fmt::format("  shortest: {}, {}{}{}\n", counted(shrunk.scenario.steps.size(), "step"),
                       counted(shrunk.scenario.given.images.size(), "image"),
                       shrunk.is_minimal ? "" : " (stopped before its end)",
                       found.file.empty() ? "" : ", saved as " + plain(found.file));
  return out;
}

}  // namespace

std::size_t ConformReport::count(ConformResult result) const {
  std::size_t count = 0;
  for (const ConformedScenario& scenario : scenarios)
    count += scenario.run.result == result ? 1 : 0;
  return count;
}

std::size_t ConformReport::judged() const {
  std::size_t count = 0;
  for (const ConformedScenario& scenario : scenarios)
    count += scenario.run.judged;
  return count;
}

std::string shown(const AllowedOutcome& allowed) {
  std::string out;
  if (const auto* refusal = std::get_if<Refusal>(&allowed.outcome)) {
    const bool is_exact = refusal->latitude == Latitude::Exact;
    out = is_exact ? fmt::format("{} {}", refusal->status, refusal->code)
                   : fmt::format("{} (as {} {})", to_text(refusal->latitude), refusal->status,
                                 refusal->code);
  } else {
    boost::json::object document = std::get<Response>(allowed.outcome).document;
    document.erase("RequestId");
    out = "200 " + shortened(plain(boost::json::serialize(document)), document_shown_max);
  }
  return allowed.readings.empty() ? out : fmt::format("{}  [{}]", out, allowed.readings);
}

std::vector<std::string> explain(const JudgedRequest& violation) {
  const Verdict& verdict = violation.verdict;
  std::vector<std::string> lines;
  const auto add_rules = [&](const std::vector<RuleId>& rules) {
    for (const RuleId id : rules) {
      const Rule& r = rule(id);
      lines.push_back(fmt::format("rule {}: {} [{}]", r.id, r.statement, citation(r)));
    }
  };
  if (violation.after) {
    lines.push_back(fmt::format("read back after: {}", shortened(text_of(*violation.after), 400)));
    add_rules(violation.after_rules);
  }
  lines.push_back(fmt::format("request: {}", shortened(text_of(violation.request), 400)));
  lines.push_back(fmt::format("answered: {}", shown(violation.observation)));
  for (const AllowedOutcome& allowed : verdict.expected)
    lines.push_back(fmt::format("expected: {}", shown(allowed)));
  for (std::size_t i = 0; i < std::min(verdict.differences.size(), differences_shown_max); ++i)
    lines.push_back(fmt::format("differs: {}", plain(verdict.differences[i])));
  if (verdict.differences.size() > differences_shown_max)
    lines.push_back(
        fmt::format("… and {} more", verdict.differences.size() - differences_shown_max));
  add_rules(verdict.rules);
  explain_contradictions(violation, lines);
  return lines;
}

std::string render_text(const ConformReport& report, const ConformTextOptions& options) {
  std::string out;
  for (const ConformedScenario& scenario : report.scenarios) {
    const bool is_fine = scenario.run.result == ConformResult::Conforms && !scenario.saved;
    if (!options.quiet || (!is_fine && scenario.run.result != ConformResult::NotJudged))
      out += scenario_line(scenario);
  }
  for (const FoundViolation& found : report.violations)
    out += violation_text(report, found);
  if (!options.quiet) out += readings_text(report);
  if (options.coverage) out += render_coverage(report.coverage);
  out += fmt::format("{} at {}: {} conform, {} violate, {} undecided, {} not judged; {} judged\n",
                     counted(report.scenarios.size(), "scenario"), plain(report.endpoint),
                     report.count(ConformResult::Conforms), report.count(ConformResult::Violates),
                     report.count(ConformResult::Undecided), report.count(ConformResult::NotJudged),
                     counted(report.judged(), "answer"));
  return out;
}

}  // namespace imgfam
