#include "interleave.hpp"

#include "commands.hpp"
#include "files.hpp"
#include "options.hpp"
#include "scenario_file.hpp"

#include <imgfam/report/interleave_report.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <set>

namespace imgfam {
namespace {

/// What a claim can write: letters, digits, `_`, `-` and `.`, and no other end of a name.
std::string as_name(std::string_view text) {
  std::string name(text);
  for (char& c : name) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool is_other = (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    if (!is_letter && !is_other) c = '_';
  }
  return name.empty() ? "pipeline" : name;
}

/// The name given to the file, or that of the file without its end; a number tells equal ones
/// apart.
std::string name_of(const InterleaveOptions& options, std::size_t i, std::set<std::string>& taken) {
  if (i < options.names.size()) {
    taken.insert(as_name(options.names[i]));
    return as_name(options.names[i]);
  }
  const std::string& file = options.files[i];
  const std::string stem =
      as_name(file == "-" ? "stdin" : std::filesystem::path(file).stem().string());
  std::string name = stem;
  for (int n = 2; !taken.insert(name).second; ++n)
    name = fmt::format("{}-{}", stem, n);
  return name;
}

/// All properties with the claims as they are written.
struct Properties {
  std::vector<Watch> watches;
  std::vector<std::string> claims;
};

Result<Properties> properties_of(const InterleaveOptions& options, const Given& given) {
  Properties out;
  for (const WatchKind kind : {WatchKind::Always, WatchKind::Never, WatchKind::Reachable}) {
    const auto& texts = kind == WatchKind::Always  ? options.always
                        : kind == WatchKind::Never ? options.never
                                                   : options.reachable;
    for (const std::string& text : texts) {
      auto claim = parse_claim(text, given.account, given.region);
      if (!claim) return claim.error();
      out.watches.push_back({kind, std::move(*claim)});
      out.claims.push_back(printable(text));
    }
  }
  return out;
}

int finish(const InterleaveOptions& options, const InterleaveReport& report) {
  const bool is_to_stdout = options.scenario == "-";
  const std::string text = options.format == "json" ? render_json(report) : render_text(report);
  (is_to_stdout ? std::cerr : std::cout) << text;
  if (!options.scenario.empty()) {
    if (const auto written = write_found(options.scenario, scenarios_of(report)); !written)
      return refuse(written.error());
  }
  if (report.result.is_violated(report.limits)) return exit_failed;
  return report.result.is_undecided(report.limits) ? exit_undecided : exit_holds;
}

}  // namespace

int run_interleave(const InterleaveOptions& options) {
  if (options.names.size() > options.files.size())
    return refuse(problem("ILV001", "more names than pipelines", "name a file for each"));
  std::vector<PipelineFile> files;
  std::set<std::string> taken;
  for (std::size_t i = 0; i < options.files.size(); ++i) {
    auto scenario = read_the_scenario(options.files[i]);
    if (!scenario) return exit_input;
    files.push_back({options.files[i] == "-" ? "<stdin>" : printable(options.files[i]),
                     name_of(options, i, taken), std::move(*scenario)});
  }
  const auto edition =
      options.edition.empty() ? std::optional<Edition>() : parse_edition(options.edition);
  const auto set = pipelines_of(files, edition, readings_named(options.readings));
  if (!set) return refuse(set.error());
  const auto properties = properties_of(options, set->common.given);
  if (!properties) return refuse(properties.error());
  InterleaveLimits limits;
  limits.states_max = options.states.value_or(limits.states_max);
  limits.steps_max = std::max(limits.steps_max, limits.states_max * pipelines_max);
  limits.reduce = !options.no_reduction;
  limits.all_complete = options.all_complete;
  const auto result = interleave(set->start, set->pipelines, properties->watches, limits);
  if (!result) return refuse(result.error());
  return finish(options, {*set, properties->watches, properties->claims, limits, *result});
}

}  // namespace imgfam
