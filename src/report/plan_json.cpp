// For programs: docs/reference/plan.schema.json describes it.
#include <imgfam/report/plan_report.hpp>

#include "plan_text.hpp"
#include "writers.hpp"

#include <imgfam/rules/catalogue.hpp>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace imgfam {
namespace {

namespace json = boost::json;

json::value or_null(const std::string& image) {
  return image.empty() ? json::value() : json::value(image);
}

json::array texts(const std::vector<std::string>& lines) {
  return json::array(lines.begin(), lines.end());
}

json::array chosen(const std::vector<std::size_t>& which, const std::vector<std::string>& from) {
  json::array out;
  for (const std::size_t i : which)
    out.emplace_back(from[i]);
  return out;
}

json::object of(const Blocked& blocked) {
  json::array refused;
  for (const RefusedAlways& r : blocked.refused)
    refused.push_back(json::object{{"request", r.request}, {"rules", ids(r.broken)}});
  return {{"image", blocked.image},
          {"state", blocked.state},
          {"wanted", texts(blocked.wanted)},
          {"refused", std::move(refused)},
          {"avoided", texts(blocked.avoided)},
          {"kept", texts(blocked.kept)}};
}

json::object of(const Request& request) {
  json::object parameters;
  for (const Parameter& p : request.parameters)
    parameters[p.name] = p.value;
  return {{"action", request.action},
          {"account", to_string(request.account)},
          {"parameters", std::move(parameters)}};
}

json::array of(const std::vector<AccountId>& accounts) {
  json::array out;
  for (const AccountId account : accounts)
    out.emplace_back(to_string(account));
  return out;
}

json::array of(const std::vector<FamilyToOthers>& family) {
  json::array out;
  for (const FamilyToOthers& others : family)
    out.push_back(json::object{{"accounts", of(others.accounts)},
                               {"before", or_null(others.before)},
                               {"after", or_null(others.after)}});
  return out;
}

json::array of(const std::vector<AccessChange>& changes) {
  json::array out;
  for (const AccessChange& change : changes) {
    json::object one{{"image", change.image},
                     {"accounts", of(change.accounts)},
                     {"everyone", change.is_everyone}};
    if (!change.family.empty()) one["family"] = of(change.family);
    out.push_back(std::move(one));
  }
  return out;
}

json::object of(const PreviewStep& step, const PlanReport& report) {
  json::object out{{"step", step.index + 1}};
  if (step.request) out["request"] = of(*step.request);
  if (report.plan) out["cost"] = report.plan->costs[step.index];
  if (step.refusal) {
    out["refused"] = json::object{{"status", step.refusal->status},
                                  {"code", step.refusal->code},
                                  {"message", step.refusal->message},
                                  {"rules", ids(step.refusal->broken)}};
  }
  json::array mismatches;
  for (const Mismatch& m : step.mismatches)
    mismatches.push_back(json::object{{"what", m.what}, {"expected", m.expected}, {"got", m.got}});
  out["mismatches"] = std::move(mismatches);
  json::array resolves;
  for (const std::string& image : step.resolves)
    resolves.push_back(or_null(image));
  out["resolves_to"] = std::move(resolves);
  out["lost"] = of(step.lost);
  out["gained"] = of(step.gained);
  out["keeps_broken"] = chosen(step.keeps_broken, report.keeps);
  return out;
}

json::object of(const Warning& warning, const Preview& preview) {
  const bool is_empty = warning.kind == Warning::Kind::Empty;
  json::object out{{"kind", is_empty ? "empty" : "exposed"},
                   {"family", preview.families[warning.family].family},
                   {"opens", preview.steps[warning.opens].index + 1}};
  out["closes"] =
      warning.closes ? json::value(preview.steps[*warning.closes].index + 1) : json::value();
  out["images"] = texts(warning.images);
  if (is_empty) out["rule"] = text(rule("last-available-caution"_rule).id);
  return out;
}

json::object of(const Preview& preview, const PlanReport& report) {
  json::array families;
  for (const FamilySeen& f : preview.families)
    families.push_back(json::object{{"family", f.family},
                                    {"account", to_string(f.account)},
                                    {"region", f.region},
                                    {"before", or_null(f.before)},
                                    {"after", or_null(f.after)}});
  json::array steps;
  for (const PreviewStep& step : preview.steps)
    steps.push_back(of(step, report));
  json::array warnings;
  for (const Warning& warning : preview.warnings)
    warnings.push_back(of(warning, preview));
  json::array instances;
  for (const InstancesSeen& seen : preview.instances)
    instances.push_back(json::object{{"image", seen.image},
                                     {"instances", texts(seen.instances)},
                                     {"deleted", texts(seen.deleted)},
                                     {"replaced", texts(seen.replaced)}});
  return {{"holds", preview.holds()},
          {"done", preview.is_done},
          {"families", std::move(families)},
          {"steps", std::move(steps)},
          {"warnings", std::move(warnings)},
          {"instances", std::move(instances)},
          {"keeps_broken_before", chosen(preview.keeps_broken_before, report.keeps)}};
}

std::string_view verdict_of(const PlanReport& report) {
  if (!report.plan) return "previewed";
  switch (report.plan->verdict) {
    case PlanVerdict::Found:
      return "found";
    case PlanVerdict::Impossible:
      return "impossible";
    case PlanVerdict::Undecided:
      return "undecided";
  }
  return {};
}

}  // namespace

std::string render_plan_json(const PlanReport& report) {
  json::object out{{"verdict", text(verdict_of(report))},
                   {"goals", texts(report.goals)},
                   {"keeps", texts(report.keeps)}};
  json::array unknown;
  for (const Diagnostic& d : report.unknown)
    unknown.push_back(json::object{{"code", d.code}, {"message", d.message}, {"hint", d.hint}});
  out["unknown"] = std::move(unknown);
  if (report.plan) {
    if (report.plan->verdict == PlanVerdict::Found) out["cost"] = report.plan->cost;
    out["states"] = report.plan->states;
    out["expanded"] = report.plan->expanded;
    json::array blocked;
    for (const Blocked& b : report.plan->blocked)
      blocked.push_back(of(b));
    out["blocked"] = std::move(blocked);
  }
  if (report.preview) out["preview"] = of(*report.preview, report);
  return json::serialize(out) + "\n";
}

}  // namespace imgfam
