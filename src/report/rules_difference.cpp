// What differs between two editions: parameters, rules, and what rules say and answer.
#include <imgfam/report/rules_report.hpp>

#include "writers.hpp"

#include <imgfam/rules/parameters.hpp>

#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace imgfam {
namespace {

namespace json = boost::json;

/// A difference between two editions, in words.
struct Difference {
  std::string what;  ///< `rule`, `extent`, `error`, `evidence`, `parameter`
  std::string subject;
  std::string from;
  std::string to;
};

std::string shown(const Answer* a) {
  return a ? fmt::format("{} {}: {}", a->status, a->code, a->message) : std::string("none");
}

std::string extent_in(const Rule& r, Edition edition) {
  std::string out;
  for (const Clause& c : clauses_of(r)) {
    if (c.editions.has(edition)) out += fmt::format("{}{}", out.empty() ? "" : " ", c.text);
  }
  return out.empty() ? "no more than the rule says" : out;
}

/// What an error, and the evidence for it, is in two editions.
struct AnswerPair {
  const Answer* from;
  const Answer* to;

  bool has_other_error() const { return shown(from) != shown(to); }
  bool has_other_evidence() const { return from && to && from->evidence != to->evidence; }
  /// Whether it is worth telling once for both.
  bool says_as(const AnswerPair& other) const {
    return shown(from) == shown(other.from) && shown(to) == shown(other.to);
  }
  Difference difference(std::string subject) const {
    if (has_other_error()) return {"error", std::move(subject), shown(from), shown(to)};
    const auto evidence = [](const Answer& a) {
      return fmt::format("{} {} {}", a.status, a.code, to_text(a.evidence));
    };
    return {"evidence", std::move(subject), evidence(*from), evidence(*to)};
  }
};

/// Operations may differ in their answers: each difference once, with the operations that have it
/// where others of the rule's have not.
void compare_answers(std::vector<Difference>& out, RuleId id, Edition from, Edition to) {
  struct Found {
    AnswerPair pair;
    std::string operations;
    std::size_t operations_count;
  };
  const Rule& r = rule(id);
  std::vector<Found> found;
  std::size_t concerned = 0;
  for (const OperationSpec& operation : operations()) {
    if (!concerns(r, operation.action)) continue;
    ++concerned;
    const AnswerPair pair{find_answer(id, from, operation.action, {}),
                          find_answer(id, to, operation.action, {})};
    if (!pair.has_other_error() && !pair.has_other_evidence()) continue;
    const auto known = std::find_if(found.begin(), found.end(),
                                    [&](const Found& f) { return f.pair.says_as(pair); });
    if (known == found.end()) {
      found.push_back({pair, std::string(operation.action), 1});
    } else {
      known->operations += fmt::format(", {}", operation.action);
      ++known->operations_count;
    }
  }
  for (const Found& f : found) {
    const bool is_for_all = f.operations_count == concerned;
    out.push_back(f.pair.difference(is_for_all ? std::string(r.id)
                                               : fmt::format("{} of {}", r.id, f.operations)));
  }
}

void compare_rule(std::vector<Difference>& out, RuleId id, Edition from, Edition to) {
  const Rule& r = rule(id);
  if (r.editions.has(from) != r.editions.has(to)) {
    out.push_back({"rule", std::string(r.id), r.editions.has(from) ? "holds" : "does not hold",
                   r.editions.has(to) ? "holds" : "does not hold"});
    return;
  }
  if (!r.editions.has(from)) return;
  if (extent_in(r, from) != extent_in(r, to))
    out.push_back({"extent", std::string(r.id), extent_in(r, from), extent_in(r, to)});
  compare_answers(out, id, from, to);
}

std::vector<Difference> differences(Edition from, Edition to) {
  std::vector<Difference> out;
  for (const OperationSpec& operation : operations()) {
    for (const ParameterSpec& p : operation.parameters) {
      if (p.editions.has(from) == p.editions.has(to)) continue;
      out.push_back({"parameter", fmt::format("{} {}", operation.action, p.name),
                     p.editions.has(from) ? "there" : "not there",
                     p.editions.has(to) ? "there" : "not there"});
    }
  }
  for (std::size_t i = 0; i < rules_count; ++i)
    compare_rule(out, static_cast<RuleId>(i), from, to);
  return out;
}

}  // namespace

std::string render_difference(DocumentFormat format, Edition from, Edition to) {
  const auto found = differences(from, to);
  if (format == DocumentFormat::Json) {
    json::array out;
    for (const Difference& d : found)
      out.push_back(json::object{{"what", d.what},
                                 {"subject", d.subject},
                                 {std::string(to_text(from)), d.from},
                                 {std::string(to_text(to)), d.to}});
    return json::serialize(out) + "\n";
  }
  std::string out;
  if (format == DocumentFormat::Markdown)
    out = fmt::format("| | | {} | {} |\n|---|---|---|---|\n", to_text(from), to_text(to));
  for (const Difference& d : found) {
    if (format == DocumentFormat::Markdown) {
      out += fmt::format("| {} | `{}` | {} | {} |\n", d.what, d.subject, d.from, d.to);
    } else {
      out += fmt::format("{} {}\n  {}: {}\n  {}: {}\n", d.what, d.subject, to_text(from), d.from,
                         to_text(to), d.to);
    }
  }
  return out.empty() ? "no difference\n" : out;
}

}  // namespace imgfam
