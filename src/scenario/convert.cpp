#include "convert.hpp"

#include <imgfam/rules/catalogue.hpp>

#include "take.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace imgfam {
namespace {

/// A plain scalar is what JSON would take it for, or else text.
boost::json::value plain_value(std::string_view text) {
  if (text == "true" || text == "false") return text == "true";
  const bool may_be_number =
      !text.empty() && (text.front() == '-' || (text.front() >= '0' && text.front() <= '9'));
  if (may_be_number) {
    boost::json::error_code ec;
    boost::json::value number = boost::json::parse({text.data(), text.size()}, ec);
    if (!ec && number.is_number()) return number;
  }
  return boost::json::string(text.data(), text.size());
}

std::vector<RuleId> to_rules(Node node) {
  std::vector<RuleId> rules;
  for (const Node item : node.items()) {
    if (const auto rule = find_rule(item.text())) rules.push_back(*rule);
  }
  return rules;
}

std::vector<Edition> to_editions(Node node, Problems& problems) {
  std::vector<Edition> editions;
  std::vector<NamedNode> names;
  for (const Node item : node.items()) {
    names.push_back({item.text(), item});
    if (const auto edition = parse_edition(item.text())) editions.push_back(*edition);
  }
  check_distinct(names, "edition", problems);
  return editions;
}

std::vector<ReadingId> to_readings(Node node) {
  std::vector<ReadingId> readings;
  for (const auto [question, reading] : node.entries()) {
    readings.push_back(find_reading(question.text(), reading.text()));
  }
  std::ranges::sort(readings, {}, &ReadingId::question);
  return readings;
}

}  // namespace

Scenario to_scenario(Node node, Problems& problems) {
  Scenario scenario;
  take(node, "scenario", scenario.name);
  take(node, "why", scenario.why);
  if (const auto covers = node.find("covers")) scenario.covers = to_rules(*covers);
  if (const auto editions = node.find("editions"))
    scenario.editions = to_editions(*editions, problems);
  if (const auto readings = node.find("interpretation")) scenario.readings = to_readings(*readings);
  if (const auto given = node.find("given")) scenario.given = to_given(*given, problems);
  if (const auto steps = node.find("steps"))
    scenario.steps = to_steps(*steps, scenario.given, problems);
  return scenario;
}

boost::json::value to_json(Node node) {
  switch (node.kind()) {
    case NodeKind::Null:
      return nullptr;
    case NodeKind::Scalar:
      if (!node.is_quoted()) return plain_value(node.text());
      return boost::json::string(node.text().data(), node.text().size());
    case NodeKind::Sequence: {
      boost::json::array array;
      for (const Node item : node.items())
        array.push_back(to_json(item));
      return array;
    }
    case NodeKind::Mapping: {
      boost::json::object object;
      for (const auto [key, value] : node.entries()) {
        object.emplace(boost::json::string_view(key.text().data(), key.text().size()),
                       to_json(value));
      }
      return object;
    }
  }
  return nullptr;
}

void check_region(Node name, Problems& problems) {
  if (is_region(name.text())) return;
  std::vector<std::string_view> names;
  for (const Region& region : regions())
    names.push_back(region.id);
  const std::string_view near = nearest(name.text(), names);
  problems.add("SCN018", name, fmt::format("there is no region {}", shown(name.text())),
               near.empty() ? fmt::format("such as {}", names.front())
                            : fmt::format("did you mean `{}`?", near));
}

void check_distinct(std::vector<NamedNode>& names, std::string_view what, Problems& problems) {
  if (names.size() < 2) return;
  std::ranges::sort(names, [](const NamedNode& a, const NamedNode& b) {
    return std::pair(a.name, a.node.index()) < std::pair(b.name, b.node.index());
  });
  for (std::size_t i = 1; i < names.size(); ++i) {
    if (names[i - 1].name != names[i].name) continue;
    problems.add("SCN021", names[i].node,
                 fmt::format("{} {} is given twice", what, shown(names[i].name)),
                 "keep one of them, or name it otherwise");
  }
}

}  // namespace imgfam
