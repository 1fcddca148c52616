// What interleaving found, for people and for machines.
#include <imgfam/report/interleave_report.hpp>

#include "writers.hpp"

#include <imgfam/report/run_report.hpp>
#include <imgfam/rules/catalogue.hpp>
#include <imgfam/scenario/write.hpp>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace imgfam {
namespace {

namespace json = boost::json;

class ReportText {
 public:
  explicit ReportText(const InterleaveReport& report) : report_(report), set_(report.set) {}

  std::string text() {
    for (std::size_t w = 0; w < report_.watches.size(); ++w)
      add_watch(w);
    if (report_.limits.all_complete) add_completion();
    for (const PipelineFailure& failure : report_.result.failures)
      add_failure(failure);
    add_figures();
    return std::move(out_);
  }

  std::string_view verdict() const {
    if (report_.result.is_violated(report_.limits)) return "violated";
    return report_.result.is_undecided(report_.limits) ? "undecided" : "holds";
  }

  std::string name_of(PipelineStep step) const {
    return fmt::format("{}.{}", set_.pipelines[step.pipeline].name, step.step + 1);
  }
  std::vector<std::string> names_of(const StepOrder& order) const {
    std::vector<std::string> names;
    for (const PipelineStep& step : order)
      names.push_back(name_of(step));
    return names;
  }

  /// As of every exploration: `holds`, `violated`, `reachable`, `unreachable`, `undecided`.
  std::string_view finding(std::size_t w) const {
    const WatchResult& watched = report_.result.watches[w];
    const bool is_wanted = report_.watches[w].kind == WatchKind::Reachable;
    if (!watched.holds) return "undecided";
    if (is_wanted) return *watched.holds ? "reachable" : "unreachable";
    return *watched.holds ? "holds" : "violated";
  }
  std::string name_of_watch(std::size_t w) const {
    return fmt::format("{} {}", to_text(report_.watches[w].kind), report_.claims[w]);
  }
  std::string shown(const ScenarioStep& step) const { return describe(step, set_.common.given); }
  std::string shown(PipelineStep at) const {
    ScenarioStep step;
    step.what = set_.pipelines[at.pipeline].steps[at.step];
    return fmt::format("{} {}", name_of(at), shown(step));
  }

 private:
  void line(std::string_view text) { out_ += plain(text) + '\n'; }
  void titled(std::string_view title, std::string_view what) {
    line(fmt::format("{:<11} {}", title, what));
  }

  void add_watch(std::size_t w) {
    const WatchResult& watched = report_.result.watches[w];
    titled(finding(w), name_of_watch(w));
    if (!watched.order) return;
    if (watched.order->empty()) line("    before any step");
    for (std::size_t i = 0; i < watched.order->size(); ++i)
      line(fmt::format("    {}. {}", i + 1, shown((*watched.order)[i])));
    if (!watched.is_shortest) line("       (fewer steps might do; a bound kept us from knowing)");
    for (const ScenarioStep& step : shown_after(set_, *watched.order, report_.watches[w]))
      line("       " + shown(step));
  }

  void add_completion() {
    const bool is_known = report_.result.is_complete || !report_.result.failures.empty();
    const std::string_view title = !report_.result.failures.empty() ? "violated"
                                   : is_known                       ? "holds"
                                                                    : "undecided";
    titled(title, "every pipeline comes to its end");
  }

  void add_failure(const PipelineFailure& failure) {
    titled("can fail", shown(failure.step));
    const Mismatch& m = failure.mismatch;
    line(fmt::format("    {}: expected {}, got {}", m.what, m.expected, m.got));
    for (const RuleId id : failure.broken)
      line(fmt::format("    broken: {}: {}", rule(id).id, rule(id).statement));
    if (failure.after.empty()) return line("    before any other step");
    line(fmt::format("    after {}", fmt::join(names_of(failure.after), ", ")));
  }

  void add_figures() {
    const InterleaveResult& r = report_.result;
    constexpr double exact_max = 1e15;
    line(fmt::format(
        "interleaved pipelines={} orders={} states={} steps={} left_out={} depth={} "
        "edition={} complete={} verdict={}",
        set_.pipelines.size(),
        r.orders < exact_max ? fmt::format("{:.0f}", r.orders) : fmt::format("{:.3e}", r.orders),
        r.states, r.steps, r.left_out, r.depth, to_text(set_.common.editions.front()),
        r.is_complete ? "yes" : "no", verdict()));
  }

  const InterleaveReport& report_;
  const PipelineSet& set_;
  std::string out_;
};

/// Up to 2^53 as what it is, a whole number.
json::value orders_of(const InterleaveResult& result) {
  constexpr double exact_max = 9007199254740992;
  if (result.orders <= exact_max) return static_cast<std::uint64_t>(result.orders);
  return result.orders;
}

json::array texts(const std::vector<std::string>& all) {
  json::array out;
  for (const std::string& each : all)
    out.emplace_back(text(each));
  return out;
}

json::object of_failure(const PipelineFailure& failure, const ReportText& words) {
  return {{"step", text(words.name_of(failure.step))},
          {"error", text(failure.kind)},
          {"what", text(failure.mismatch.what)},
          {"expected", text(failure.mismatch.expected)},
          {"got", text(failure.mismatch.got)},
          {"broken", ids(failure.broken)},
          {"after", texts(words.names_of(failure.after))}};
}

json::object of_watch(const InterleaveReport& report, std::size_t w, const ReportText& words) {
  const WatchResult& watched = report.result.watches[w];
  json::object out{{"property", text(words.name_of_watch(w))}, {"finding", text(words.finding(w))}};
  if (!watched.order) return out;
  out["path"] = texts(words.names_of(*watched.order));
  out["shortest"] = watched.is_shortest;
  if (const auto scenario = scenario_of(report.set, *watched.order, report.watches[w]))
    out["scenario"] = text(write_yaml(*scenario));
  return out;
}

}  // namespace

std::string render_text(const InterleaveReport& report) { return ReportText(report).text(); }

std::string render_json(const InterleaveReport& report) {
  const ReportText words(report);
  const InterleaveResult& result = report.result;
  json::array pipelines;
  for (const Pipeline& pipeline : report.set.pipelines)
    pipelines.push_back(
        json::object{{"name", text(pipeline.name)}, {"steps", pipeline.steps.size()}});
  json::array properties;
  for (std::size_t w = 0; w < report.watches.size(); ++w)
    properties.push_back(of_watch(report, w, words));
  json::array failures;
  for (const PipelineFailure& failure : result.failures)
    failures.push_back(of_failure(failure, words));
  const json::object out{{"version", 1},
                         {"verdict", text(words.verdict())},
                         {"edition", text(to_text(report.set.common.editions.front()))},
                         {"pipelines", std::move(pipelines)},
                         {"properties", std::move(properties)},
                         {"failures", std::move(failures)},
                         {"orders", orders_of(result)},
                         {"states", result.states},
                         {"steps", result.steps},
                         {"left_out", result.left_out},
                         {"depth", result.depth},
                         {"complete", result.is_complete}};
  return json::serialize(out) + "\n";
}

std::vector<Scenario> scenarios_of(const InterleaveReport& report) {
  std::vector<Scenario> out;
  for (const bool is_wanted : {false, true}) {
    for (std::size_t w = 0; w < report.watches.size(); ++w) {
      const auto& order = report.result.watches[w].order;
      if (!order || (report.watches[w].kind == WatchKind::Reachable) != is_wanted) continue;
      if (auto scenario = scenario_of(report.set, *order, report.watches[w]))
        out.push_back(std::move(*scenario));
    }
  }
  return out;
}

}  // namespace imgfam
