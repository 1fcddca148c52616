#include <imgfam/http/exchange.hpp>

#include <imgfam/rules/catalogue.hpp>
#include <imgfam/scenario/write.hpp>

#include <boost/json/array.hpp>

namespace imgfam {
namespace {

namespace json = boost::json;

json::array rules_as_json(const std::vector<RuleId>& rules) {
  json::array out;
  for (const RuleId id : rules)
    out.emplace_back(rule(id).id);
  return out;
}

void add_unless_empty(json::object& out, std::string_view key, const std::string& value) {
  if (!value.empty()) out[key] = printable(value);
}

void cut(std::string& name) {
  if (name.size() > Exchange::name_bytes_max) name = shortened(name, Exchange::name_bytes_max);
}

}  // namespace

json::object to_json(const Exchange& e) {
  json::object out{{"n", e.number}, {"time", to_string(e.time)}};
  add_unless_empty(out, "peer", e.peer);
  add_unless_empty(out, "method", e.method);
  add_unless_empty(out, "action", e.action);
  if (e.account != AccountId{}) out["account"] = to_string(e.account);
  out["status"] = e.status;
  add_unless_empty(out, "code", e.code);
  add_unless_empty(out, "request_id", e.request_id);
  if (e.gateway) out["gateway_rule"] = e.gateway->id;
  if (!e.broken.empty()) out["broken"] = rules_as_json(e.broken);
  if (!e.effects.empty()) out["effects"] = rules_as_json(e.effects);
  if (!e.not_judged.empty()) {
    json::array names;
    for (const std::string& name : e.not_judged)
      names.emplace_back(printable(name));
    out["not_judged"] = std::move(names);
  }
  if (e.is_by_neighbour) out["neighbour"] = true;
  out["micros"] = e.took.count();
  return out;
}

void cut_long_names(Exchange& exchange) {
  cut(exchange.method);
  cut(exchange.action);
  std::vector<std::string>& names = exchange.not_judged;
  if (names.size() > Exchange::names_max) {
    // Anew: a list keeps the room that it once had.
    names = std::vector<std::string>(names.begin(), names.begin() + Exchange::names_max);
    names.emplace_back("…");
  }
  for (std::string& name : names)
    cut(name);
}

void ExchangeLog::add(Exchange exchange) {
  if (kept_.size() >= kept_max) kept_.pop_front();
  kept_.push_back(std::move(exchange));
}

}  // namespace imgfam
