// The rules of the gateway, in the order in which they are asked.
#include <imgfam/report/rules_report.hpp>

#include <imgfam/rules/gateway.hpp>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

namespace imgfam {
namespace {

namespace json = boost::json;

bool is_meant(const GatewayRule& rule, std::string_view only) {
  return only.empty() || rule.id == only || rule.code == only;
}

std::string source_of(const GatewayRule& rule) {
  const Document* document = find_document(rule.source.document);
  if (rule.source.document == "none")
    return fmt::format("no document: {} ({})", rule.source.clause, to_text(rule.source.evidence));
  return fmt::format("{}, {}: {} ({})", document->title, document->date, rule.source.clause,
                     to_text(rule.source.evidence));
}

/// `%s` as people read it.
std::string shown(std::string_view text) {
  const auto place = text.find("%s");
  if (place == std::string_view::npos) return std::string(text);
  return fmt::format("{}…{}", text.substr(0, place), text.substr(place + 2));
}

std::string as_text(const GatewayRule& rule) {
  return fmt::format("{}\n  {}\n  {} {}: {}{}\n  source  {}\n", rule.id, rule.statement,
                     rule.status, shown(rule.code), shown(rule.message),
                     rule.is_wording_ours ? " (our wording)" : "", source_of(rule));
}

std::string as_row(const GatewayRule& rule) {
  return fmt::format("| `{}` | {} | {} `{}` | {} |\n", rule.id, rule.statement, rule.status,
                     shown(rule.code), to_text(rule.source.evidence));
}

json::object as_json(const GatewayRule& rule) {
  return {{"id", rule.id},
          {"statement", rule.statement},
          {"status", rule.status},
          {"code", shown(rule.code)},
          {"message", shown(rule.message)},
          {"messageIsOurs", rule.is_wording_ours},
          {"source",
           {{"document", find_document(rule.source.document)->title},
            {"date", find_document(rule.source.document)->date},
            {"clause", rule.source.clause},
            {"evidence", to_text(rule.source.evidence)}}}};
}

}  // namespace

bool is_of_gateway(std::string_view name) {
  for (const GatewayRule& rule : gateway_rules) {
    if (is_meant(rule, name)) return true;
  }
  return false;
}

std::string render_gateway(DocumentFormat format, std::string_view only) {
  std::string out;
  if (format == DocumentFormat::Markdown)
    out = "| Rule | It asks | Error | Known |\n|---|---|---|---|\n";
  json::array list;
  for (const GatewayRule& rule : gateway_rules) {
    if (!is_meant(rule, only)) continue;
    if (format == DocumentFormat::Json) list.push_back(as_json(rule));
    if (format == DocumentFormat::Markdown) out += as_row(rule);
    if (format == DocumentFormat::Text) out += (out.empty() ? "" : "\n") + as_text(rule);
  }
  return format == DocumentFormat::Json ? json::serialize(list) + "\n" : out;
}

}  // namespace imgfam
