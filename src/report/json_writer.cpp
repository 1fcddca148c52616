// For programs: one JSON document, described in docs/reference/run-report.md. Scenarios are written
// as they come.
#include "writers.hpp"

#include <imgfam/rules/catalogue.hpp>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <ostream>

namespace imgfam {
namespace {

namespace json = boost::json;

json::array texts(const std::vector<std::string>& lines) {
  json::array out;
  for (const std::string& line : lines)
    out.emplace_back(line);
  return out;
}

json::object of(const Mismatch& m) {
  return {{"what", m.what}, {"expected", m.expected}, {"got", m.got}};
}

json::object of(const Around& around) {
  json::array violated;
  for (const Around::Violation& v : around.violated) {
    json::array path(v.path.begin(), v.path.end());
    violated.push_back(json::object{{"property", v.property}, {"path", std::move(path)}});
  }
  return {{"depth", around.depth}, {"states", around.states}, {"violated", std::move(violated)}};
}

json::object of(const Outcome& outcome) {
  if (const auto* response = std::get_if<Response>(&outcome))
    return {{"response", response->document}};
  const auto& refusal = std::get<Refusal>(outcome);
  return {{"status", refusal.status},
          {"code", refusal.code},
          {"message", refusal.message},
          {"documented", refusal.is_documented},
          {"latitude", text(to_text(refusal.latitude))},
          {"broken", ids(refusal.broken)}};
}

json::array of(const std::vector<MachineStep>& steps) {
  json::array out;
  for (const MachineStep& step : steps) {
    out.push_back(json::object{{"image", step.image},
                               {"event", to_string(step.event)},
                               {"from", text(to_text(step.from))},
                               {"to", text(to_text(step.to))},
                               {"row", step.row},
                               {"broken", ids(step.refusals)}});
  }
  return out;
}

json::object of(const StepReport& step) {
  json::array mismatches;
  for (const Mismatch& m : step.run.mismatches)
    mismatches.push_back(of(m));
  json::object out{{"step", step.number},
                   {"line", step.line},
                   {"what", step.what},
                   {"because", step.because},
                   {"mismatches", std::move(mismatches)},
                   {"effects", ids(step.run.trace.effects)},
                   {"machine", of(step.run.trace.machine)},
                   {"ignored", texts(step.run.trace.ignored)},
                   {"unknown", texts(step.run.trace.unknown)},
                   {"notEvaluated", texts(step.run.trace.not_evaluated)},
                   {"changes", texts(step.run.changes)},
                   {"familiesBefore", texts(step.run.families_before)},
                   {"familiesAfter", texts(step.run.families_after)}};
  if (step.run.request) {
    out["request"] = json::object{{"account", to_string(step.run.request->account)},
                                  {"query", to_query(*step.run.request)}};
  }
  if (step.run.outcome) out["outcome"] = of(*step.run.outcome);
  return out;
}

json::object of(const EditionReport& e) {
  json::array steps;
  for (const StepReport& step : e.steps)
    steps.push_back(of(step));
  json::object out{{"edition", text(to_text(e.edition))},
                   {"holds", e.holds},
                   {"requests", e.requests},
                   {"checks", e.checks},
                   {"steps", std::move(steps)}};
  if (!e.not_explored.empty()) out["notExplored"] = e.not_explored;
  if (e.around) out["explored"] = of(*e.around);
  if (e.cannot_begin) out["cannotBegin"] = of(*e.cannot_begin);
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

class JsonWriter : public RunWriter {
 public:
  explicit JsonWriter(std::ostream& out) : out_(out) { out_ << "{\"version\":1,\"scenarios\":["; }

  void scenario(const ScenarioReport& report) override {
    json::array editions;
    for (const EditionReport& e : report.editions)
      editions.push_back(of(e));
    const json::object object{{"file", report.file},
                              {"line", report.line},
                              {"name", report.name},
                              {"holds", report.holds()},
                              {"editions", std::move(editions)}};
    out_ << (is_first_ ? "\n" : ",\n") << json::serialize(object);
    is_first_ = false;
  }

  void problem(const Diagnostic& d) override {
    problems_.push_back(json::object{{"code", d.code},
                                     {"file", d.where.file},
                                     {"line", d.where.line},
                                     {"column", d.where.column},
                                     {"message", d.message},
                                     {"hint", d.hint}});
  }

  void end(const RunTotals& t, const Coverage* coverage) override {
    const json::object totals{{"files", t.files},       {"scenarios", t.scenarios},
                              {"runs", t.runs},         {"failed", t.failed},
                              {"problems", t.problems}, {"requests", t.requests},
                              {"checks", t.checks}};
    out_ << "\n],\n\"problems\":" << json::serialize(problems_)
         << ",\n\"totals\":" << json::serialize(totals);
    if (coverage) out_ << ",\n\"coverage\":" << json::serialize(of(*coverage));
    out_ << "}\n";
  }

 private:
  std::ostream& out_;
  bool is_first_ = true;
  json::array problems_;
};

}  // namespace

std::unique_ptr<RunWriter> make_json_writer(std::ostream& out) {
  return std::make_unique<JsonWriter>(out);
}

}  // namespace imgfam
