#include "session_write.hpp"

#include <imgfam/rules/catalogue.hpp>

#include <boost/json/array.hpp>

#include <fmt/format.h>

#include <ranges>

namespace imgfam {
namespace {

namespace json = boost::json;

json::string text(std::string_view view) { return json::string(view.data(), view.size()); }

json::array rules_json(const std::vector<RuleId>& ids) {
  json::array out;
  for (const RuleId id : ids) {
    const Rule& r = rule(id);
    const Document* document = find_document(r.source.document);
    out.push_back(json::object{
        {"id", text(r.id)},
        {"statement", text(r.statement)},
        {"source", fmt::format("{} ({}), {}", document->title, document->date, r.source.clause)},
        {"evidence", text(to_text(r.source.evidence))}});
  }
  return out;
}

std::string_view latitude_text(Latitude latitude) {
  switch (latitude) {
    case Latitude::Exact:
      return "exact";
    case Latitude::Any403:
      return "any 403";
    case Latitude::Any4xx:
      return "any 4xx";
  }
  return {};
}

json::array texts(const std::vector<std::string>& lines) {
  json::array out;
  for (const std::string& line : lines)
    out.emplace_back(line);
  return out;
}

json::object outcome_json(const AllowedOutcome& allowed) {
  json::object out;
  if (const auto* refusal = std::get_if<Refusal>(&allowed.outcome)) {
    out = {{"status", refusal->status},
           {"code", refusal->code},
           {"message", refusal->message},
           {"latitude", text(latitude_text(refusal->latitude))},
           {"documented", refusal->is_documented},
           {"rules", rules_json(refusal->broken)}};
  } else {
    json::object document = std::get<Response>(allowed.outcome).document;
    document.erase("RequestId");  // Any text will do.
    out = {{"status", 200},
           {"document", std::move(document)},
           {"new_ids", texts(allowed.new_ids)},
           {"rules", rules_json(allowed.trace.effects)}};
  }
  out["readings"] = allowed.readings;
  return out;
}

/// As many as anybody looks at, under the key; how many there are beside them.
void add_outcomes(json::object& to, std::string_view key,
                  const std::vector<AllowedOutcome>& outcomes) {
  constexpr std::size_t shown_max = 100;
  json::array out;
  for (const AllowedOutcome& o : outcomes | std::views::take(shown_max))
    out.push_back(outcome_json(o));
  to[key] = std::move(out);
  if (outcomes.size() > shown_max) to["more"] = outcomes.size() - shown_max;
}

json::array exclusions_json(const std::vector<Exclusion>& exclusions) {
  json::array out;
  for (const Exclusion& e : exclusions)
    out.push_back(json::object{{"reading", to_string(e.reading)}, {"observation", e.observation}});
  return out;
}

json::array readings_texts(const std::vector<ReadingId>& readings) {
  json::array out;
  for (const ReadingId r : readings)
    out.emplace_back(to_string(r));
  return out;
}

}  // namespace

std::string to_string(ReadingId reading) {
  const Question& q = questions[reading.question];
  return fmt::format("{}={}", q.id, q.readings[reading.reading].id);
}

json::object to_json(const Allowed& allowed) {
  json::object out;
  add_outcomes(out, "allowed", allowed.outcomes);
  if (!allowed.undecided.empty()) out["undecided"] = allowed.undecided;
  return out;
}

json::object to_json(const Verdict& verdict) {
  json::object out{{"verdict", text(to_text(verdict.kind))},
                   {"observation", verdict.observation},
                   {"why", verdict.why},
                   {"excluded", readings_texts(verdict.excluded)}};
  if (verdict.matched) {
    out["matched"] = outcome_json(verdict.expected[*verdict.matched]);
  } else {
    add_outcomes(out, "expected", verdict.expected);
  }
  if (verdict.kind == VerdictKind::Violates) {
    out["differences"] = texts(verdict.differences);
    out["contradictions"] = exclusions_json(verdict.contradictions);
  }
  return out;
}

json::object readings_json(const Oracle& oracle) {
  json::array list;
  for (const QuestionReport& report : oracle.questions_report()) {
    list.push_back(json::object{{"question", text(questions[report.question].id)},
                                {"knowledge", text(to_text(report.knowledge))},
                                {"possible", readings_texts(report.possible)},
                                {"excluded", exclusions_json(report.excluded)}});
  }
  json::object out{{"readings", std::move(list)}, {"hypotheses", oracle.hypotheses()}};
  if (!oracle.lost_track().empty()) out["undecided"] = oracle.lost_track();
  return out;
}

json::object to_json(const Diagnostic& diagnostic) {
  json::object error{{"code", diagnostic.code}, {"message", diagnostic.message}};
  if (diagnostic.where.column != 0) error["column"] = diagnostic.where.column;
  error["hint"] = diagnostic.hint;
  return {{"error", std::move(error)}};
}

}  // namespace imgfam
