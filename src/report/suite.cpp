#include <imgfam/report/suite.hpp>

#include <imgfam/report/path_scenario.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

namespace imgfam {
namespace {

namespace json = boost::json;

constexpr std::string_view how_to_read =
    "Every further line is one scenario, an object with the keys of scenario.schema.json. Set up "
    "`given` (an image without `snapshot` has the snapshot `s-` and its id), then take the `steps` "
    "in order. A `request` is sent with the parameters of `with` by "
    "the account of `given`, in the region of `given` unless `with` names another. Without "
    "`expect` it succeeds. Else it is refused with the code `error` and the HTTP `status`; `rules` "
    "are all that it breaks, so whoever answers another code with one of these rules may be right; "
    "`unchanged` says that nothing is changed. `bind` names values of the response, and `${name}` "
    "stands for them from there on. A `check` looks and changes nothing, `advance` moves the "
    "clock, `platform` is something that the provider does by itself.";

std::string why_of(Cover what) {
  switch (what) {
    case Cover::Transitions:
      return "Together with the others, every accepted request of every state.";
    case Cover::Refusals:
      return "Together with the others, every refused request of every state.";
    case Cover::Pairs:
      return "Together with the others, every accepted request after every other.";
  }
  return {};
}

std::vector<ModelCheck> everything(const FamilyModel& model) {
  std::vector<ModelCheck> checks;
  for (std::size_t f = 0; f < model.families().size(); ++f) {
    ModelCheck& check = checks.emplace_back();
    check.subject = ModelCheck::Subject::Family;
    check.place = f;
  }
  for (std::size_t i = 0; i < model.images(); ++i) {
    ModelCheck& check = checks.emplace_back();
    check.subject = ModelCheck::Subject::Image;
    check.place = i;
    check.family = no_family;
    check.boot_mode = BootMode::Bios;
    check.in_use = false;
    check.shared_with = 0;
  }
  for (std::size_t j = 0; j < model.instances(); ++j) {
    ModelCheck& check = checks.emplace_back();
    check.subject = ModelCheck::Subject::Instance;
    check.place = j;
  }
  return checks;
}

void count(const Expect& expect, SuiteCounts& counts) {
  ++counts.requests;
  ++(expect.is_refusal() ? counts.refused : counts.accepted);
  for (const RuleId rule : expect.rules)
    ++counts.refused_by_rule[rule];
}

std::string counted(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

json::object by_rule(const std::map<RuleId, std::uint64_t>& counts) {
  json::object out;
  for (const auto& [id, number] : counts)
    out[rule(id).id] = number;
  return out;
}

json::object readings_json(const Interpretation& interpretation) {
  json::object out;
  for (std::uint8_t q = 0; q < questions.size(); ++q)
    out[questions[q].id] = questions[q].readings[interpretation.chosen(q)].id;
  return out;
}

json::object model_json(const ModelOptions& model) {
  json::array with;
  if (model.uefi_preferred) with.push_back("uefi-preferred");
  if (model.nvme) with.push_back("nvme");
  if (model.creating) with.push_back("creating");
  if (model.second_family) with.push_back("second-family");
  return {{"images", model.images},
          {"accounts", model.accounts},
          {"instances", model.instances},
          {"imagesPerFamily", model.images_per_family},
          {"with", std::move(with)}};
}

}  // namespace

std::vector<Scenario> scenarios_of(const StateGraph& graph, Cover what, const CoverWalks& walks) {
  std::vector<Scenario> scenarios;
  const std::vector<ModelCheck> shown = everything(graph.model());
  for (std::size_t w = 0; w < walks.walks.size(); ++w) {
    std::vector<ModelRequest> path;
    PathScenario about{fmt::format("{} {} of {}", to_text(what), w + 1, walks.walks.size()),
                       why_of(what),
                       shown,
                       {}};
    for (const CoverStep& step : walks.walks[w]) {
      if (step.is_first && !step.is_refused) about.shown_after.push_back(path.size());
      path.push_back(step.request);
    }
    scenarios.push_back(scenario_of(graph.model(), path, about));
  }
  return scenarios;
}

SuiteCounts count_steps(const std::vector<Scenario>& scenarios) {
  SuiteCounts counts;
  counts.scenarios = scenarios.size();
  for (const Scenario& scenario : scenarios) {
    for (const ScenarioStep& step : scenario.steps) {
      if (const auto* request = std::get_if<RequestStep>(&step.what)) {
        count(request->expect, counts);
      } else if (std::holds_alternative<PlatformStep>(step.what)) {
        ++counts.platform;
      } else if (!std::holds_alternative<AdvanceStep>(step.what)) {
        ++counts.checks;
      }
    }
  }
  return counts;
}

std::string render_corpus_header(const Suite& suite) {
  const SuiteCounts counts = count_steps(suite.scenarios);
  json::object header{{"corpus", "imgfam"},
                      {"version", corpus_version},
                      {"cover", suite.cover},
                      {"edition", to_text(suite.edition)},
                      {"interpretation", readings_json(suite.interpretation)},
                      {"scenarios", counts.scenarios},
                      {"requests", counts.requests},
                      {"accepted", counts.accepted},
                      {"refused", counts.refused},
                      {"platform", counts.platform},
                      {"checks", counts.checks},
                      {"refusedByRule", by_rule(counts.refused_by_rule)}};
  if (suite.walked) {
    const CoverCounts& all = suite.walked->counts;
    header["model"] = model_json(suite.walked->model);
    header["space"] = json::object{{"states", all.states},
                                   {"requests", all.requests},
                                   {"transitions", all.transitions},
                                   {"refusals", all.refusals},
                                   {"refusalsByRule", by_rule(all.refusals_by_rule)}};
    header["covered"] = suite.walked->covered;
  }
  header["howToRead"] = how_to_read;
  return json::serialize(header);
}

std::string render_suite_summary(const Suite& suite) {
  const SuiteCounts counts = count_steps(suite.scenarios);
  std::string out = fmt::format("{}: ", suite.cover);
  if (suite.walked)
    out += fmt::format("all {} of {}; ", suite.walked->covered,
                       counted(suite.walked->counts.states, "state"));
  out += fmt::format("{}, {} ({} accepted, {} refused), {}", counted(counts.scenarios, "scenario"),
                     counted(counts.requests, "request"), counts.accepted, counts.refused,
                     counted(counts.checks, "check"));
  if (counts.platform != 0) out += fmt::format(", {} of the platform", counts.platform);
  if (!suite.walked) return out + "\n";
  const std::uint64_t length = counts.requests + counts.platform + counts.scenarios;
  const bool is_fewest = length == suite.walked->least;
  out += fmt::format("; requests and scenarios together {}, ", length);
  if (is_fewest) return out + "the fewest possible\n";
  return out + fmt::format(fmt::runtime(suite.walked->is_exact ? "{} if none were divided\n"
                                                               : "at least {} are needed\n"),
                           suite.walked->least);
}

}  // namespace imgfam
