#include "writers.hpp"

#include <imgfam/rules/catalogue.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>

namespace imgfam {
namespace {

/// What is not settled by a document, in the catalogue's words; nothing when all is.
std::string_view doubt_about(const Refusal& refusal) {
  if (refusal.latitude == Latitude::Any403) return " (assumed: any 403 would do)";
  if (refusal.latitude == Latitude::Any4xx) return " (assumed: any client error would do)";
  return refusal.is_documented ? "" : " (assumed: no document gives this code)";
}

/// The document of a response, and no more of a long one than people read.
std::string shown(const Response& response) {
  constexpr std::size_t bytes_max = 1000;
  std::ostringstream document;
  document << response;
  std::string out = document.str();
  if (out.size() <= bytes_max) return out;
  std::size_t size = bytes_max;
  while (size > 0 && (static_cast<unsigned char>(out[size]) & 0xc0U) == 0x80U)
    --size;  // Not in the middle of a character.
  return fmt::format("{}… ({} bytes; --format json shows all)", out.substr(0, size), out.size());
}

void add_outcome(std::vector<std::string>& lines, const Outcome& outcome) {
  const auto* refusal = std::get_if<Refusal>(&outcome);
  if (!refusal) {
    lines.push_back("answered " + shown(std::get<Response>(outcome)));
    return;
  }
  if (!refusal->code.empty()) {
    lines.push_back(fmt::format("refused: {} {}: {}{}", refusal->status, refusal->code,
                                refusal->message, doubt_about(*refusal)));
  }
  for (const RuleId id : refusal->broken) {
    const Rule& r = rule(id);
    lines.push_back(fmt::format("broken: {}: {} ({})", r.id, r.statement, citation(r)));
  }
}

void add_trace(std::vector<std::string>& lines, const Trace& trace) {
  if (!trace.ignored.empty())
    lines.push_back(fmt::format("ignored, since the edition does not have it: {}",
                                fmt::join(trace.ignored, ", ")));
  if (!trace.unknown.empty())
    lines.push_back(fmt::format("ignored, since the model knows none of that name: {}",
                                fmt::join(trace.unknown, ", ")));
  if (!trace.not_evaluated.empty())
    lines.push_back(
        fmt::format("not evaluated by the model: {}", fmt::join(trace.not_evaluated, ", ")));
}

void add_families(std::vector<std::string>& lines, const StepRun& run) {
  if (run.families_before == run.families_after) {
    for (const std::string& family : run.families_after)
      lines.push_back("family: " + family);
    return;
  }
  for (const std::string& family : run.families_before)
    lines.push_back("before: " + family);
  for (const std::string& family : run.families_after) {
    lines.push_back("after:  " + family);
  }
}

void add_effects(std::vector<std::string>& lines, const Trace& trace) {
  for (const MachineStep& step : trace.machine) {
    if (step.refusals.empty()) {
      lines.push_back(fmt::format("machine: {} {} T{} -> {}", step.image, to_string(step.event),
                                  step.row, to_text(step.to)));
    } else {
      lines.push_back(fmt::format("machine: {} {} refused in {}", step.image, to_string(step.event),
                                  to_text(step.from)));
    }
  }
  for (const RuleId id : trace.effects)
    lines.push_back(fmt::format("effect: {}: {}", rule(id).id, rule(id).statement));
}

}  // namespace

std::vector<std::string> explain(const StepReport& step, bool with_changes) {
  std::vector<std::string> lines;
  for (const Mismatch& m : step.run.mismatches)
    lines.push_back(fmt::format("{}: expected {}, got {}", m.what, m.expected, m.got));
  if (!step.because.empty()) lines.push_back("because: " + step.because);
  if (step.run.outcome) add_outcome(lines, *step.run.outcome);
  add_trace(lines, step.run.trace);
  if (with_changes) add_effects(lines, step.run.trace);
  if (with_changes) {
    for (const std::string& change : step.run.changes)
      lines.push_back("changed: " + change);
  }
  if (!with_changes || !step.run.changes.empty() || !step.run.mismatches.empty())
    add_families(lines, step.run);
  for (std::string& line : lines)
    line = plain(line);
  return lines;
}

std::string citation(const Rule& r) {
  const Document* document = find_document(r.source.document);
  if (r.source.evidence == Evidence::Assumed && r.source.document == "none")
    return fmt::format("assumed: {}", r.source.clause);
  return fmt::format("{}, {}; {}, {}", document->title, document->date, r.source.clause,
                     to_text(r.source.evidence));
}

std::string plain(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = c == '\n' ? ' ' : '?';
  }
  return out;
}

std::string_view to_text(Latitude latitude) {
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

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string one_line(const RunTotals& t) {
  std::string out = fmt::format("{}, {}: {} hold, {} fail", counted(t.scenarios, "scenario"),
                                counted(t.runs, "run"), t.runs - t.failed, t.failed);
  if (t.problems != 0) out += fmt::format("; {} in files", counted(t.problems, "error"));
  out += fmt::format("; {}, {}", counted(t.requests, "request"), counted(t.checks, "check"));
  if (t.depth) {
    const std::string deep = *t.depth == 0 ? "some only as far as one request leads"
                                           : counted(*t.depth, "request") + " deep or more";
    out += fmt::format("; {} explored, {}", counted(t.states, "state"), deep);
  }
  if (t.undecided != 0) out += fmt::format("; {} not explored", counted(t.undecided, "run"));
  return out;
}

boost::json::string text(std::string_view view) {
  return boost::json::string(view.data(), view.size());
}

boost::json::array ids(const std::vector<RuleId>& rules) {
  boost::json::array out;
  for (const RuleId id : rules)
    out.emplace_back(text(rule(id).id));
  return out;
}

std::vector<std::string> explain_around(const EditionReport& edition) {
  std::vector<std::string> lines;
  if (!edition.not_explored.empty())
    lines.push_back("not explored: " + plain(edition.not_explored));
  if (!edition.around) return lines;
  for (const Around::Violation& violation : edition.around->violated) {
    lines.push_back("violated after the last step: " + violation.property);
    for (const std::string& request : violation.path)
      lines.push_back("  " + plain(request));
  }
  return lines;
}

}  // namespace imgfam
