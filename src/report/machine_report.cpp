#include <imgfam/report/machine_report.hpp>

#include "diagram.hpp"
#include "writers.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace imgfam {
namespace {

namespace json = boost::json;

/// `deprecate-unshared, edit-finished`, each between `quote`s.
std::string names(const std::vector<RuleId>& rules, std::string_view quote) {
  std::string out;
  for (const RuleId id : rules)
    out += fmt::format("{}{}{}{}", out.empty() ? "" : ", ", quote, rule(id).id, quote);
  return out;
}

/// The rows that may take the event in that status all the same.
std::vector<int> rows_for(const RefusedPair& pair, const std::vector<TransitionRow>& rows) {
  std::vector<int> out;
  for (const TransitionRow& row : rows) {
    if (row.from == pair.status && row.event == pair.event) out.push_back(row.id);
  }
  return out;
}

std::string as_text(const std::vector<TransitionRow>& rows,
                    const std::vector<RefusedPair>& refused) {
  std::string out;
  for (const TransitionRow& row : rows)
    out += describe(row) + "\n";
  out += "\nrefused, with the rules that refuse it:\n";
  for (const RefusedPair& pair : refused)
    out += fmt::format("{}: {}\n", describe(pair), names(pair.rules, ""));
  return out;
}

std::string as_json(const std::vector<TransitionRow>& rows,
                    const std::vector<RefusedPair>& refused) {
  json::array row_list;
  for (const TransitionRow& row : rows) {
    json::array guards;
    for (const std::string& guard : row.guards)
      guards.emplace_back(guard);
    row_list.push_back(json::object{{"row", row.id},
                                    {"from", text(to_text(row.from))},
                                    {"event", text(event_names[row.event])},
                                    {"to", text(to_text(row.to))},
                                    {"guards", std::move(guards)},
                                    {"rules", ids(row.rules)}});
  }
  json::array refused_list;
  for (const RefusedPair& pair : refused) {
    refused_list.push_back(json::object{{"status", text(to_text(pair.status))},
                                        {"event", text(event_names[pair.event])},
                                        {"rules", ids(pair.rules)}});
  }
  return json::serialize(
             json::object{{"rows", std::move(row_list)}, {"refused", std::move(refused_list)}}) +
         "\n";
}

/// The rows that change the status. The others would only be loops.
std::string drawing(const std::vector<TransitionRow>& rows) {
  LifecycleDiagram diagram = lifecycle_diagram(rows);
  std::erase_if(diagram.edges, [](const DiagramEdge& edge) { return edge.is_loop(); });
  return "```mermaid\nstateDiagram-v2\n" + mermaid_edges(diagram) + "```\n";
}

std::string as_markdown(const std::vector<TransitionRow>& rows,
                        const std::vector<RefusedPair>& refused) {
  std::string out = drawing(rows) +
                    "\n| Row | From | Event | To | Only if | Rules |\n|---|---|---|---|---|---|\n";
  for (const TransitionRow& row : rows) {
    out += fmt::format("| T{} | {} | {} | {} | {} | {} |\n", row.id, to_text(row.from),
                       event_names[row.event], row.from == row.to ? "" : to_text(row.to),
                       fmt::join(row.guards, "; "), names(row.rules, "`"));
  }
  out += "\n| Status | Refused event | By | Unless |\n|---|---|---|---|\n";
  for (const RefusedPair& pair : refused) {
    std::string unless;
    for (const int row : rows_for(pair, rows))
      unless += fmt::format("{}T{}", unless.empty() ? "" : ", ", row);
    out += fmt::format("| {} | {} | {} | {} |\n", to_text(pair.status), event_names[pair.event],
                       names(pair.rules, "`"), unless);
  }
  return out;
}

}  // namespace

std::string render_machine(DocumentFormat format) {
  const std::vector<TransitionRow> rows = transition_rows();
  const std::vector<RefusedPair> refused = reachable_refusals();
  switch (format) {
    case DocumentFormat::Text:
      return as_text(rows, refused);
    case DocumentFormat::Json:
      return as_json(rows, refused);
    case DocumentFormat::Markdown:
      return as_markdown(rows, refused);
  }
  return {};
}

}  // namespace imgfam
