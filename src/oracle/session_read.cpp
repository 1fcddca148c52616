#include "session_read.hpp"

#include <imgfam/rules/parameters.hpp>
#include <imgfam/scenario/parse.hpp>

#include <boost/json/parser.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace imgfam {
namespace {

namespace json = boost::json;

std::string_view view(json::string_view text) { return {text.data(), text.size()}; }
json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

Diagnostic at_column(Diagnostic diagnostic, std::size_t column) {
  diagnostic.where.column = column;
  return diagnostic;
}

/// Where a key stands in the line, from 1; 0 when that is not known.
std::size_t column_of(std::string_view key, std::string_view line) {
  const auto at = line.find(fmt::format("\"{}\"", key));
  return at == std::string_view::npos ? 0 : at + 1;
}

std::string scalar_text(const json::value& value) {
  if (const json::string* text = value.if_string()) return std::string(*text);
  return json::serialize(value);
}

/// Lists become Name.1, Name.2, mappings Name.Key, as the API has them.
void flatten(const std::string& name, const json::value& value, std::vector<Parameter>& to) {
  if (to.size() > query_parameters_max) return;
  if (const json::array* list = value.if_array()) {
    for (std::size_t i = 0; i < list->size(); ++i)
      flatten(fmt::format("{}.{}", name, i + 1), (*list)[i], to);
  } else if (const json::object* object = value.if_object()) {
    for (const auto& entry : *object)
      flatten(fmt::format("{}.{}", name, view(entry.key())), entry.value(), to);
  } else if (!value.is_null()) {
    to.push_back({name, scalar_text(value)});
  }
}

bool takes_region(std::string_view action) {
  const OperationSpec* operation = find_operation(action);
  return !operation || use_of(*operation, "RegionId", newest_edition) != ParameterUse::Unknown;
}

}  // namespace

Result<json::object> read_object(std::string_view line) {
  if (line.size() > oracle_line_bytes_max) {
    return problem("ORC001", fmt::format("a line of more than {} bytes", oracle_line_bytes_max),
                   "send less in one line");
  }
  json::parse_options options;
  options.max_depth = oracle_depth_max;
  json::parser parser({}, options);
  json::error_code error;
  const std::size_t read = parser.write_some(line.data(), line.size(), error);
  const std::size_t rest = line.find_first_not_of(" \t\r\n", read);
  if (!error && rest != std::string_view::npos) {
    return at_column(
        problem("ORC002", "something stands after the JSON value", "send one object a line"),
        rest + 1);
  }
  if (error) {
    return at_column(problem("ORC002", fmt::format("this is no JSON: {}", error.message()),
                             "send one JSON object a line"),
                     read + 1);
  }
  json::value value = parser.release();
  if (json::object* object = value.if_object()) return std::move(*object);
  return at_column(problem("ORC003", "this is no JSON object", R"(as {"request": {"action": …}})"),
                   1);
}

Result<void> check_keys(const json::object& object, std::span<const std::string_view> keys,
                        std::string_view line) {
  for (const auto& entry : object) {
    const std::string_view key = view(entry.key());
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    const std::string_view near = nearest(key, {keys.begin(), keys.end()});
    return at_column(problem("ORC004", fmt::format("there is no key `{}` here", printable(key)),
                             near.empty() ? fmt::format("the keys are {}", fmt::join(keys, ", "))
                                          : fmt::format("did you mean `{}`?", near)),
                     column_of(key, line));
  }
  return {};
}

Diagnostic wrong_value(std::string_view key, std::string_view expected, std::string_view line) {
  return at_column(problem("ORC005", fmt::format("the value of `{}` is not {}", key, expected),
                           fmt::format("write {}", expected)),
                   column_of(key, line));
}

Result<Request> read_request(const json::value& value, const Given& given, std::string_view line) {
  constexpr std::array<std::string_view, 4> keys{"action", "account", "region", "with"};
  const json::object* object = value.if_object();
  if (!object) return wrong_value("request", "an object with an action", line);
  if (auto wrong = check_keys(*object, keys, line); !wrong) return wrong.error();
  Request request;
  request.account = given.account;
  const json::value* action = object->if_contains("action");
  if (!action || !action->is_string()) return wrong_value("action", "the name of one", line);
  request.action = view(json::string_view(action->get_string()));
  if (const json::value* account = object->if_contains("account")) {
    const auto id = parse_account(scalar_text(*account));
    if (!id) return wrong_value("account", "the digits of an account", line);
    request.account = *id;
  }
  if (const json::value* with = object->if_contains("with")) {
    if (!with->is_object()) return wrong_value("with", "an object of parameters", line);
    for (const auto& entry : with->get_object())
      flatten(std::string(view(entry.key())), entry.value(), request.parameters);
  }
  if (request.parameters.size() > query_parameters_max)
    return wrong_value("with", fmt::format("at most {} parameters", query_parameters_max), line);
  const json::value* region = object->if_contains("region");
  if (region && !region->is_string()) return wrong_value("region", "the id of one", line);
  if (!request.find("RegionId") && (region || takes_region(request.action))) {
    request.parameters.insert(request.parameters.begin(),
                              {"RegionId", region ? scalar_text(*region) : given.region});
  }
  return request;
}

Result<Observation> read_observation(const json::value& value, std::string_view line) {
  constexpr std::array<std::string_view, 4> keys{"status", "body", "lost", "typed"};
  constexpr int status_max = 599;
  const json::object* object = value.if_object();
  if (!object) return wrong_value("observed", "an object with a status", line);
  if (auto wrong = check_keys(*object, keys, line); !wrong) return wrong.error();
  Observation observation;
  for (const auto& [key, flag] : {std::pair<std::string_view, bool*>{"lost", &observation.is_lost},
                                  {"typed", &observation.are_types_known}}) {
    const json::value* given = object->if_contains(view(key));
    if (given && !given->is_bool()) return wrong_value(key, "true or false", line);
    if (given) *flag = given->get_bool();
  }
  if (const json::value* body = object->if_contains("body")) observation.body = *body;
  if (observation.is_lost) return observation;
  const json::value* status = object->if_contains("status");
  json::error_code error;
  const int number = status ? status->to_number<int>(error) : 0;
  if (!status || error || number < 100 || number > status_max)
    return wrong_value("status", "an HTTP status", line);
  observation.status = number;
  return observation;
}

Result<Given> read_given(std::string_view line) {
  // A scenario of its own, in whose second line the text stands where it stands in this one: so the
  // columns of diagnostics are right.
  const auto begin = line.find('{', line.find("\"given\""));
  const auto end = line.rfind('}');
  if (begin == std::string_view::npos || end <= begin)
    return wrong_value("given", "an object", line);
  const std::string text = fmt::format(
      "{{\"scenario\": \"given\", \"steps\": [{{\"advance\": \"0s\"}}], \"given\":\n"
      "{}{}\n}}",
      std::string(begin, ' '), line.substr(begin, end - begin));
  ParsedScenarios parsed = parse_all(text, "", TextKind::Json);
  if (!parsed.problems.empty()) {
    Diagnostic wrong = parsed.problems.front();
    if (wrong.where.line != 2) wrong.where.column = 0;
    return wrong;
  }
  return std::move(parsed.scenarios.front().given);
}

}  // namespace imgfam
