#include <imgfam/report/rules_report.hpp>

#include "writers.hpp"

#include <imgfam/rules/outside.hpp>
#include <imgfam/rules/parameters.hpp>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace imgfam {
namespace {

namespace json = boost::json;

constexpr std::string_view column_gap = "  ";

/// The answers of a rule that are filled in.
std::vector<Answer> answers_of(const Rule& r) {
  std::vector<Answer> out;
  for (const Answer& a : r.answers) {
    if (a.editions != EditionSet{}) out.push_back(a);
  }
  return out;
}

std::string reading_of(ReadingId id) {
  return fmt::format("{}={}", questions[id.question].id,
                     questions[id.question].readings[id.reading].id);
}

/// When an answer holds, beyond the editions: `for ImportImage, under …`.
std::string condition_of(const Answer& a) {
  std::string out;
  if (!a.operations.empty()) out += fmt::format(", for {}", a.operations);
  if (!(a.reading == any_reading)) out += fmt::format(", under {}", reading_of(a.reading));
  return out;
}

std::string evidence_of(const Answer& a) {
  if (a.evidence == Evidence::Assumed) {
    return a.latitude == Latitude::Exact    ? "assumed"
           : a.latitude == Latitude::Any403 ? "assumed: any 403 would do"
                                            : "assumed: any client error would do";
  }
  return a.is_wording_ours ? "documented; the message is ours" : std::string(to_text(a.evidence));
}

/// `403 ImageUseShared`, or several of them, shortest first form of a rule's errors.
std::string codes_of(const Rule& r) {
  std::vector<std::string> seen;
  for (const Answer& a : answers_of(r)) {
    std::string code = fmt::format("{} {}", a.status, a.code);
    if (std::find(seen.begin(), seen.end(), code) == seen.end()) seen.push_back(std::move(code));
  }
  std::string out;
  for (const std::string& code : seen)
    out += (out.empty() ? "" : ", ") + code;
  return out;
}

std::string citation_of(const Rule& r) {
  const Document* d = find_document(r.source.document);
  if (r.source.document == "none")
    return fmt::format("no document: {} ({})", r.source.clause, to_text(r.source.evidence));
  return fmt::format("{}, {}: {} ({})", d->title, d->date, r.source.clause,
                     to_text(r.source.evidence));
}

json::array as_json(EditionSet editions) {
  json::array out;
  for (const Edition e : all_editions) {
    if (editions.has(e)) out.emplace_back(text(to_text(e)));
  }
  return out;
}

json::array operations_of(const auto& rule_or_answer) {
  json::array out;
  for (const OperationSpec& o : operations()) {
    if (concerns(rule_or_answer, o.action)) out.emplace_back(text(o.action));
  }
  return out;
}

json::object as_json(const Rule& r) {
  json::array answers;
  for (const Answer& a : answers_of(r)) {
    json::object answer{{"editions", as_json(a.editions)},
                        {"status", a.status},
                        {"code", text(a.code)},
                        {"message", text(a.message)},
                        {"evidence", text(to_text(a.evidence))},
                        {"messageIsOurs", a.is_wording_ours},
                        {"latitude", text(to_text(a.latitude))}};
    if (!a.operations.empty()) answer["operations"] = operations_of(a);
    if (!(a.reading == any_reading)) answer["reading"] = text(reading_of(a.reading));
    answers.push_back(std::move(answer));
  }
  json::array clauses;
  for (const Clause& c : clauses_of(r))
    clauses.push_back(json::object{{"editions", as_json(c.editions)}, {"text", text(c.text)}});
  const Document* d = find_document(r.source.document);
  return {{"id", text(r.id)},
          {"kind", text(to_text(r.kind))},
          {"operations", operations_of(r)},
          {"statement", text(r.statement)},
          {"editions", as_json(r.editions)},
          {"clauses", std::move(clauses)},
          {"source",
           {{"document", text(d->title)},
            {"date", text(d->date)},
            {"clause", text(r.source.clause)},
            {"evidence", text(to_text(r.source.evidence))}}},
          {"errors", std::move(answers)}};
}

std::string as_text(const Rule& r) {
  std::string out = fmt::format("{}\n  {}\n", r.id, r.statement);
  for (const Clause& c : clauses_of(r))
    out += fmt::format("  In {}: {}\n", to_string(c.editions), c.text);
  out += fmt::format("  kind        {}\n  operations  {}\n  editions    {}\n  source      {}\n",
                     to_text(r.kind), r.operations == "*" ? "all" : r.operations,
                     to_string(r.editions), citation_of(r));
  for (const Answer& a : answers_of(r)) {
    out += fmt::format("  error       {} {}  [{}{}; {}]\n              {}\n", a.status, a.code,
                       to_string(a.editions), condition_of(a), evidence_of(a), a.message);
  }
  return out;
}

std::string as_markdown(const Rule& r) {
  std::string out = fmt::format("### `{}`\n\n{}\n\n", r.id, r.statement);
  for (const Clause& c : clauses_of(r))
    out += fmt::format("- In {}: {}\n", to_string(c.editions), c.text);
  out += fmt::format("- Kind: {}; editions: {}; operations: {}\n- Source: {}\n", to_text(r.kind),
                     to_string(r.editions), r.operations == "*" ? "all" : r.operations,
                     citation_of(r));
  for (const Answer& a : answers_of(r)) {
    out += fmt::format("- Error ({}{}): {} `{}`: `{}` ({})\n", to_string(a.editions),
                       condition_of(a), a.status, a.code, a.message, evidence_of(a));
  }
  return out + "\n";
}

std::string list_as_text(const std::vector<RuleId>& rules) {
  std::size_t width = 0;
  for (const RuleId id : rules)
    width = std::max(width, rule(id).id.size());
  std::string out;
  for (const RuleId id : rules) {
    const Rule& r = rule(id);
    out += fmt::format("{:<{}}{}{:<6}{}{:<14}{}{}\n", r.id, width, column_gap, to_text(r.kind),
                       column_gap, to_string(r.editions), column_gap, r.statement);
    const std::string codes = codes_of(r);
    if (!codes.empty()) out += fmt::format("{:{}}{}{}\n", "", width, column_gap, codes);
  }
  return out;
}

std::string markdown_head() {
  return "# Rules\n\nGenerated by `imgfam rules --format markdown`; do not edit.\n\n"
         "Every precondition, limit and effect that the model knows, with its source and the error "
         "that breaking it\n"
         "earns. Error codes and messages stand as the service has them, typing mistakes included. "
         "Evidence is\n"
         "documented, observed or assumed. `%s` in a message stands for what the request "
         "named.\n\n";
}

std::string as_markdown(const Question& q) {
  std::string out = fmt::format("### `{}`\n\n{} ({})\n\n", q.id, q.question, q.where);
  for (std::size_t i = 0; i < q.readings_count(); ++i) {
    out += fmt::format("- `{}`{}: {}\n", q.readings[i].id, i == 0 ? " (default)" : "",
                       q.readings[i].meaning);
  }
  return out + "\n";
}

std::string as_text(const Question& q) {
  std::string out = fmt::format("{}\n  {}\n  open because  {}\n", q.id, q.question, q.where);
  for (std::size_t i = 0; i < q.readings_count(); ++i) {
    out += fmt::format("  reading       {}{}: {}\n", q.readings[i].id, i == 0 ? " (default)" : "",
                       q.readings[i].meaning);
  }
  return out;
}

json::object as_json(const Question& q) {
  json::array readings;
  for (std::size_t i = 0; i < q.readings_count(); ++i) {
    readings.push_back(
        json::object{{"id", text(q.readings[i].id)}, {"meaning", text(q.readings[i].meaning)}});
  }
  return {{"id", text(q.id)},
          {"question", text(q.question)},
          {"open", text(q.where)},
          {"readings", std::move(readings)}};
}

std::string questions_as_markdown() {
  std::string out =
      "## Open questions\n\n"
      "Where documents are silent or disagree, the model follows one reading of each question: "
      "the\n"
      "first, unless told otherwise.\n\n";
  out += render_questions(DocumentFormat::Markdown);
  return out;
}

std::string outside_as_markdown() {
  std::string out =
      "## Outside the model\n\nDocumented errors that the model can never answer, because it does "
      "not have what they are about.\n\n| Operation | Code | Editions | Why |\n|---|---|---|---|\n";
  for (const OutsideModel& o : outside_model())
    out += fmt::format("| {} | `{}` | {} | {} |\n", o.operation == "*" ? "all" : o.operation,
                       o.code, to_string(o.editions), o.because);
  return out;
}

std::vector<RuleId> rules_of(std::optional<Edition> edition) {
  std::vector<RuleId> out;
  for (std::size_t i = 0; i < rules_count; ++i) {
    if (!edition || catalogue[i].editions.has(*edition)) out.push_back(static_cast<RuleId>(i));
  }
  return out;
}

}  // namespace

std::vector<Clause> clauses_of(const Rule& r) {
  std::vector<Clause> out;
  for (const Clause& c : r.clauses) {
    if (!c.text.empty()) out.push_back(c);
  }
  return out;
}

std::string to_string(EditionSet editions) {
  std::string out;
  for (const Edition e : all_editions) {
    if (editions.has(e)) out += fmt::format("{}{}", out.empty() ? "" : " ", to_text(e));
  }
  return out;
}

std::string render_rule_list(DocumentFormat format, const std::vector<RuleId>& rules) {
  return format == DocumentFormat::Text ? list_as_text(rules) : render_rules_in_full(format, rules);
}

std::string render_rules(DocumentFormat format, std::optional<Edition> edition) {
  const std::vector<RuleId> rules = rules_of(edition);
  if (format != DocumentFormat::Markdown) return render_rule_list(format, rules);
  std::string out = markdown_head();
  out += "## The catalogue\n\n";
  out += render_rules_in_full(format, rules);
  out += questions_as_markdown();
  out += outside_as_markdown();
  return out;
}

std::string render_rules_in_full(DocumentFormat format, const std::vector<RuleId>& rules) {
  if (format == DocumentFormat::Json) {
    json::array out;
    for (const RuleId id : rules)
      out.push_back(as_json(rule(id)));
    return json::serialize(out) + "\n";
  }
  std::string out;
  for (const RuleId id : rules) {
    if (format == DocumentFormat::Text && !out.empty()) out += "\n";
    out += format == DocumentFormat::Text ? as_text(rule(id)) : as_markdown(rule(id));
  }
  return out;
}

std::string render_questions(DocumentFormat format, std::string_view only) {
  std::string out;
  json::array list;
  for (const Question& q : questions) {
    if (!only.empty() && q.id != only) continue;
    switch (format) {
      case DocumentFormat::Text:
        if (!out.empty()) out += '\n';
        out += as_text(q);
        break;
      case DocumentFormat::Markdown:
        out += as_markdown(q);
        break;
      case DocumentFormat::Json:
        list.push_back(as_json(q));
        break;
    }
  }
  return format == DocumentFormat::Json ? json::serialize(list) + "\n" : out;
}

std::vector<RuleId> rules_named(std::string_view name) {
  if (const auto id = find_rule(name)) return {*id};
  std::vector<RuleId> out;
  for (std::size_t i = 0; i < rules_count; ++i) {
    const auto& answers = catalogue[i].answers;
    const bool earns = std::any_of(answers.begin(), answers.end(), [&](const Answer& a) {
      return !a.code.empty() && a.code == name;
    });
    if (earns) out.push_back(static_cast<RuleId>(i));
  }
  return out;
}

std::vector<RuleId> rules_of_operation(std::string_view action) {
  std::vector<RuleId> out;
  if (!find_operation(action)) return out;
  for (std::size_t i = 0; i < rules_count; ++i) {
    if (concerns(catalogue[i], action)) out.push_back(static_cast<RuleId>(i));
  }
  return out;
}

bool is_question(std::string_view name) {
  return std::any_of(questions.begin(), questions.end(),
                     [&](const Question& q) { return q.id == name; });
}

std::string_view nearest_name(std::string_view name) {
  std::vector<std::string_view> names;
  for (const OperationSpec& o : operations())
    names.push_back(o.action);
  for (const Question& q : questions)
    names.push_back(q.id);
  for (const Rule& r : catalogue) {
    names.push_back(r.id);
    for (const Answer& a : r.answers) {
      if (!a.code.empty()) names.push_back(a.code);
    }
  }
  return nearest(name, names);
}

}  // namespace imgfam
