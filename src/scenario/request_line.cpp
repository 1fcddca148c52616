// A request as people write it on one line.
#include <imgfam/scenario/preview.hpp>

#include <imgfam/rules/parameters.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace imgfam {
namespace {

std::vector<std::string_view> parts_of(std::string_view text, std::string_view dividers) {
  std::vector<std::string_view> out;
  for (std::size_t at = text.find_first_not_of(dividers); at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(dividers, at), text.size());
    out.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(dividers, end);
  }
  return out;
}

Diagnostic unknown(std::string message, std::string_view word,
                   const std::vector<std::string_view>& known, std::string_view otherwise) {
  const auto near = nearest(word, known);
  return problem("PLN008", std::move(message),
                 near.empty() ? std::string(otherwise) : fmt::format("did you mean `{}`?", near));
}

Diagnostic unknown_operation(std::string_view action) {
  std::vector<std::string_view> known;
  for (const OperationSpec& operation : operations())
    known.push_back(operation.action);
  return unknown(fmt::format("there is no operation `{}`", printable(action)), action, known,
                 "write an Action of the API, then Name=Value for every parameter");
}

bool is_numbered(const OperationSpec& operation, std::string_view name) {
  const std::string numbered = fmt::format("{}.N", name);
  return std::any_of(operation.parameters.begin(), operation.parameters.end(),
                     [&](const ParameterSpec& p) { return p.name == numbered; });
}

/// `AddAccount=1,2` is `AddAccount.1=1 AddAccount.2=2`.
Result<void> add_parameter(const OperationSpec& operation, std::string_view name,
                           std::string_view value, Request& request) {
  if (is_numbered(operation, name)) {
    std::size_t number = 0;
    for (const std::string_view item : parts_of(value, ","))
      request.parameters.push_back({fmt::format("{}.{}", name, ++number), std::string(item)});
    return {};
  }
  if (use_of(operation, name, newest_edition) == ParameterUse::Unknown) {
    std::vector<std::string_view> known;
    for (const ParameterSpec& p : operation.parameters)
      known.push_back(p.name);
    return unknown(
        fmt::format("the model knows no parameter `{}` of {}", printable(name), operation.action),
        name, known, fmt::format("the reference of {} lists them", operation.action));
  }
  request.parameters.push_back({std::string(name), std::string(value)});
  return {};
}

}  // namespace

Result<ScenarioStep> step_of_line(std::string_view line, AccountId account,
                                  std::string_view region) {
  constexpr std::size_t bytes_max = 64 * 1024;
  if (line.size() > bytes_max)
    return problem("PLN009", fmt::format("a request of {} bytes", line.size()),
                   fmt::format("at most {} are read; --preview takes a file", bytes_max));
  const auto words = parts_of(line, " \t\r\n");
  if (words.empty()) return unknown_operation("");
  const OperationSpec* operation = find_operation(words.front());
  if (!operation) return unknown_operation(words.front());
  RequestStep step;
  step.request.action = words.front();
  step.request.account = account;
  if (use_of(*operation, "RegionId", newest_edition) != ParameterUse::Unknown)
    step.request.parameters.push_back({"RegionId", std::string(region)});
  std::set<std::string_view> given;
  for (std::size_t w = 1; w < words.size(); ++w) {
    const auto equals = words[w].find('=');
    if (equals == std::string_view::npos || equals == 0)
      return problem("PLN009", fmt::format("`{}` is no parameter", printable(words[w])),
                     "write Name=Value, as ImageId=m-1");
    const std::string_view name = words[w].substr(0, equals);
    const std::string_view value = words[w].substr(equals + 1);
    if (!given.insert(name).second)
      return problem("PLN009", fmt::format("`{}` is given twice", printable(name)),
                     "a parameter has one value; a list is divided by commas");
    const auto same = std::find_if(step.request.parameters.begin(), step.request.parameters.end(),
                                   [&](const Parameter& p) { return p.name == name; });
    if (same != step.request.parameters.end()) {
      same->value = value;  // A RegionId of its own.
    } else if (auto added = add_parameter(*operation, name, value, step.request); !added) {
      return added.error();
    }
  }
  return ScenarioStep{std::move(step), {}};
}

}  // namespace imgfam
