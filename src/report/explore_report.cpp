#include <imgfam/report/explore_report.hpp>

#include "writers.hpp"

#include <imgfam/report/path_scenario.hpp>
#include <imgfam/rules/catalogue.hpp>
#include <imgfam/scenario/format.hpp>
#include <imgfam/scenario/write.hpp>

#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace imgfam {
namespace {

namespace json = boost::json;

std::string_view to_text(Finding finding, Property::Kind kind) {
  if (finding == Finding::Undecided) return "undecided";
  if (kind == Property::Kind::Reachable)
    return finding == Finding::Holds ? "reachable" : "unreachable";
  return finding == Finding::Holds ? "holds" : "violated";
}

std::string_view to_text(Finding finding) { return to_text(finding, Property::Kind::Always); }

double per_second(const ExploreReport& report) {
  return static_cast<double>(report.found->states) / std::max(report.seconds, 1e-9);
}

double bytes_per_state(const Exploration& found) {
  return static_cast<double>(found.bytes) /
         static_cast<double>(std::max<std::uint64_t>(found.states, 1));
}

/// The numbered requests of a path, and the state that they lead to.
std::string shown_path(const FamilyModel& model, const std::vector<ModelRequest>& path) {
  std::string out;
  FamilyState state = model.initial();
  std::size_t number = 0;
  for (const ModelRequest& request : path) {
    const RuleSet broken = model.apply(state, request);
    out += fmt::format("    {}. {}{}\n", ++number, model.describe(request),
                       broken.any() ? "  (refused)" : "");
  }
  if (path.empty()) out += "    at the beginning:\n";
  return out + fmt::format("       {}\n", model.describe(state));
}

std::string figures(const ExploreReport& report) {
  const Exploration& found = *report.found;
  std::string line = fmt::format("explored states={} transitions={} refusals={}", found.states,
                                 found.transitions, found.refusals);
  if (found.depth) line += fmt::format(" depth={}", *found.depth);
  line += fmt::format(" seconds={:.3f} states_per_second={:.0f} bytes_per_state={:.2f} engine={}",
                      report.seconds, per_second(report), bytes_per_state(found),
                      to_text(found.engine));
  if (!found.is_complete()) line += fmt::format(" stopped_by={}", to_text(found.stopped_by));
  line += fmt::format(" verdict={}", to_text(verdict_of(found)));
  for (const auto& [id, times] : found.refusals_by_rule)
    line += fmt::format(" refused.{}={}", rule(id).id, times);
  return line + "\n";
}

json::object of(const ExploreReport& report, std::size_t p, const Scenario* scenario) {
  const Property& property = (*report.properties)[p];
  const PropertyFinding& finding = report.found->properties[p];
  json::object out;
  out["property"] = property.name;
  out["finding"] = text(to_text(finding.finding, property.kind));
  if (!finding.path) return out;
  json::array path;
  for (const ModelRequest& request : *finding.path)
    path.emplace_back(report.model->describe(request));
  out["path"] = std::move(path);
  if (scenario) out["scenario"] = write_yaml(*scenario);
  return out;
}

}  // namespace

Finding verdict_of(const Exploration& found) {
  const auto any = [&](Finding finding) {
    return std::any_of(found.properties.begin(), found.properties.end(),
                       [&](const PropertyFinding& p) { return p.finding == finding; });
  };
  if (any(Finding::Violated)) return Finding::Violated;
  if (any(Finding::Undecided)) return Finding::Undecided;
  return found.properties.empty() && !found.is_complete() ? Finding::Undecided : Finding::Holds;
}

std::string render_text(const ExploreReport& report) {
  std::string out;
  for (std::size_t p = 0; p < report.properties->size(); ++p) {
    const Property& property = (*report.properties)[p];
    const PropertyFinding& finding = report.found->properties[p];
    out += fmt::format("{:<11} {}\n", to_text(finding.finding, property.kind), property.name);
    if (finding.path) out += shown_path(*report.model, *finding.path);
  }
  return out + figures(report);
}

std::vector<Scenario> scenarios_of(const ExploreReport& report) {
  std::vector<Scenario> scenarios;
  for (std::size_t p = 0; p < report.properties->size(); ++p) {
    const Property& property = (*report.properties)[p];
    const PropertyFinding& finding = report.found->properties[p];
    if (!finding.path) continue;
    PathScenario about;
    const bool is_asked_for = property.kind == Property::Kind::Reachable;
    const std::string whole =
        fmt::format("{}: {}", is_asked_for ? "Reached" : "Violated", property.name);
    about.name = shortened(whole, name_bytes_max);
    about.why = is_asked_for ? "No shorter sequence of requests leads there."
                             : "No shorter sequence of requests violates the property.";
    if (about.name != whole) about.why = shortened(about.why + " " + whole, text_bytes_max);
    if (property.claim) about.shown = property.claim->leaves();
    scenarios.push_back(scenario_of(*report.model, *finding.path, about));
  }
  return scenarios;
}

std::string render_json(const ExploreReport& report) {
  const Exploration& found = *report.found;
  const std::vector<Scenario> scenarios = scenarios_of(report);
  auto scenario = scenarios.begin();
  json::array properties;
  for (std::size_t p = 0; p < report.properties->size(); ++p) {
    const bool has_path = found.properties[p].path.has_value();
    properties.push_back(of(report, p, has_path ? &*scenario++ : nullptr));
  }
  json::object refused;
  for (const auto& [id, times] : found.refusals_by_rule)
    refused[rule(id).id] = times;
  json::object out;
  out["version"] = 1;
  out["edition"] = text(to_text(report.model->options().edition));
  out["interpretation"] = to_string(report.model->options().interpretation);
  out["images"] = report.model->images();
  out["accounts"] = report.model->accounts();
  out["instances"] = report.model->instances();
  out["verdict"] = text(to_text(verdict_of(found)));
  out["properties"] = std::move(properties);
  out["states"] = found.states;
  out["transitions"] = found.transitions;
  out["refusals"] = found.refusals;
  out["refusals_by_rule"] = std::move(refused);
  out["depth"] = found.depth ? json::value(*found.depth) : json::value();
  out["stopped_by"] =
      found.is_complete() ? json::value() : json::value(text(to_text(found.stopped_by)));
  out["engine"] = text(to_text(found.engine));
  out["seconds"] = report.seconds;
  out["states_per_second"] = per_second(report);
  out["bytes_per_state"] = bytes_per_state(found);
  return json::serialize(out) + "\n";
}

}  // namespace imgfam
