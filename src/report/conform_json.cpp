// What a judge found, for programs: JSON, described in docs/reference/conform-report.md, and JUnit.
#include <imgfam/report/conform_report.hpp>

#include "writers.hpp"

#include <imgfam/rules/catalogue.hpp>
#include <imgfam/scenario/write.hpp>

#include <boost/json/serialize.hpp>

#include <fmt/format.h>

namespace imgfam {
namespace {

namespace json = boost::json;

json::object of(const Request& request) {
  return {{"account", to_string(request.account)}, {"query", to_query(request)}};
}

json::value step_number(const std::optional<std::size_t>& step) {
  return step ? json::value(*step + 1) : json::value();
}

std::string name_of(ReadingId id) {
  const Question& question = questions[id.question];
  return fmt::format("{}={}", question.id, question.readings[id.reading].id);
}

json::array of(const std::vector<ReadingId>& readings) {
  json::array out;
  for (const ReadingId id : readings)
    out.emplace_back(name_of(id));
  return out;
}

json::array of(const std::vector<Exclusion>& exclusions,
               const std::map<std::size_t, Landmark>& landmarks) {
  json::array out;
  for (const Exclusion& exclusion : exclusions) {
    json::object object{{"reading", name_of(exclusion.reading)},
                        {"observation", exclusion.observation}};
    if (const auto it = landmarks.find(exclusion.observation); it != landmarks.end()) {
      object["by"] = json::object{{"scenario", it->second.scenario},
                                  {"step", step_number(it->second.step)},
                                  {"request", of(it->second.request)},
                                  {"answer", it->second.answer}};
    }
    out.push_back(std::move(object));
  }
  return out;
}

json::object of(const AllowedOutcome& allowed) {
  json::object out;
  if (const auto* refusal = std::get_if<Refusal>(&allowed.outcome)) {
    out = {{"status", refusal->status},
           {"code", refusal->code},
           {"latitude", text(to_text(refusal->latitude))},
           {"broken", ids(refusal->broken)}};
  } else {
    constexpr int ok = 200;
    out = {{"status", ok},
           {"document", std::get<Response>(allowed.outcome).document},
           {"effects", ids(allowed.trace.effects)}};
  }
  out["readings"] = allowed.readings;
  return out;
}

json::array rules_of(const std::vector<RuleId>& rules) {
  json::array out;
  for (const RuleId id : rules) {
    const Rule& r = rule(id);
    out.push_back(json::object{
        {"id", text(r.id)}, {"statement", text(r.statement)}, {"source", citation(r)}});
  }
  return out;
}

json::object of(const JudgedRequest& violation) {
  json::array expected;
  for (const AllowedOutcome& allowed : violation.verdict.expected)
    expected.push_back(of(allowed));
  json::array differences(violation.verdict.differences.begin(),
                          violation.verdict.differences.end());
  return {{"step", step_number(violation.step)},
          {"readBack", violation.is_read_back},
          {"after", violation.after ? json::value(of(*violation.after)) : json::value()},
          {"afterRules", rules_of(violation.after_rules)},
          {"request", of(violation.request)},
          {"observed", json::object{{"status", violation.observation.status},
                                    {"body", violation.observation.body}}},
          {"expected", std::move(expected)},
          {"differences", std::move(differences)},
          {"rules", rules_of(violation.verdict.rules)},
          {"contradicts", of(violation.verdict.contradictions, violation.earlier)}};
}

json::object of(const ConformedScenario& scenario) {
  json::object out{{"file", scenario.file},
                   {"line", scenario.line},
                   {"name", scenario.name},
                   {"result", text(to_text(scenario.run.result))},
                   {"why", scenario.run.why},
                   {"stepsDone", scenario.run.steps_done},
                   {"stepsSkipped", scenario.run.steps_skipped},
                   {"requests", scenario.run.requests},
                   {"judged", scenario.run.judged},
                   {"undecided", scenario.run.undecided}};
  if (scenario.saved) out["saved"] = text(to_text(*scenario.saved));
  return out;
}

json::object of(const Coverage& coverage) {
  const CoverageGaps gaps = gaps_in(coverage);
  json::array rows;
  json::array pairs;
  for (const TransitionRow& row : gaps.rows_left)
    rows.emplace_back(describe(row));
  for (const RefusedPair& pair : gaps.refusals_left)
    pairs.emplace_back(describe(pair));
  return {{"rules", gaps.rules},       {"rulesNotCovered", ids(gaps.rules_left)},
          {"rows", gaps.rows},         {"rowsNotCovered", std::move(rows)},
          {"refusals", gaps.refusals}, {"refusalsNotCovered", std::move(pairs)}};
}

/// All that was found first there, or what one of a kind that is known has come to.
std::string failure_of(const ConformReport& report, std::size_t index) {
  const ConformedScenario& scenario = report.scenarios[index];
  std::vector<std::string> lines;
  for (const FoundViolation& found : report.violations) {
    if (found.first != index) continue;
    const auto more = explain(found.violation);
    lines.insert(lines.end(), more.begin(), more.end());
  }
  if (lines.empty()) lines = explain(*scenario.run.violation);
  std::string all;
  for (const std::string& line : lines)
    all += line + "\n";
  return fmt::format(">\n    <failure message=\"{}\">{}</failure>\n  </testcase>\n",
                     xml_text(scenario.step), xml_text(all));
}

}  // namespace

std::string render_json(const ConformReport& report) {
  json::array scenarios;
  for (const ConformedScenario& scenario : report.scenarios)
    scenarios.push_back(of(scenario));
  json::array violations;
  for (const FoundViolation& found : report.violations) {
    const ConformedScenario& scenario = report.scenarios[found.first];
    json::object object = of(found.violation);
    object["scenario"] = scenario.name;
    object["file"] = scenario.file;
    object["met"] = found.count;
    object["shrunk"] = found.shrunk.is_reproduced;
    object["savedAs"] = found.file;
    violations.push_back(std::move(object));
  }
  json::array readings;
  for (const QuestionReport& question : report.questions) {
    readings.push_back(json::object{{"question", text(questions[question.question].id)},
                                    {"knowledge", text(to_text(question.knowledge))},
                                    {"possible", of(question.possible)},
                                    {"excluded", of(question.excluded, report.landmarks)}});
  }
  const json::object totals{{"scenarios", report.scenarios.size()},
                            {"conform", report.count(ConformResult::Conforms)},
                            {"violate", report.count(ConformResult::Violates)},
                            {"undecided", report.count(ConformResult::Undecided)},
                            {"notJudged", report.count(ConformResult::NotJudged)},
                            {"answersJudged", report.judged()}};
  const json::object document{{"version", 1},
                              {"endpoint", report.endpoint},
                              {"edition", text(to_text(report.edition))},
                              {"scenarios", std::move(scenarios)},
                              {"violations", std::move(violations)},
                              {"readings", std::move(readings)},
                              {"coverage", of(report.coverage)},
                              {"totals", totals}};
  return json::serialize(document) + "\n";
}

std::string render_junit(const ConformReport& report) {
  const std::size_t not_judged =
      report.count(ConformResult::NotJudged) + report.count(ConformResult::Undecided);
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += fmt::format("<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\">\n",
                     xml_text("imgfam conform " + report.endpoint), report.scenarios.size(),
                     report.count(ConformResult::Violates), not_judged);
  for (std::size_t i = 0; i < report.scenarios.size(); ++i) {
    const ConformedScenario& scenario = report.scenarios[i];
    out += fmt::format("  <testcase classname=\"{}\" name=\"{}\"", xml_text(scenario.file),
                       xml_text(scenario.name));
    switch (scenario.run.result) {
      case ConformResult::Conforms:
        out += "/>\n";
        break;
      case ConformResult::Violates:
        out += failure_of(report, i);
        break;
      case ConformResult::Undecided:
      case ConformResult::NotJudged:
        out += fmt::format(">\n    <skipped message=\"{}\"/>\n  </testcase>\n",
                           xml_text(scenario.run.why));
    }
  }
  return out + "</testsuite>\n";
}

}  // namespace imgfam
