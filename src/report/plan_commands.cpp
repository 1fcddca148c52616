// For a shell: the requests as commands of the provider's command line tool.
#include <imgfam/report/plan_report.hpp>

#include "plan_text.hpp"
#include "writers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace imgfam {
namespace {

/// As one word of a POSIX shell.
std::string quoted(std::string_view text) {
  const bool is_plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("-_./:=@,+").find(c) != std::string_view::npos;
  });
  if (is_plain) return std::string(text);
  std::string out = "'";
  for (const char c : text)
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string command_of(const Request& request) {
  std::string out = "aliyun ecs " + quoted(request.action);
  for (const Parameter& p : request.parameters)
    out += fmt::format(" {} {}", quoted("--" + p.name), quoted(p.value));
  return out;
}

}  // namespace

std::string render_plan_commands(const PlanReport& report) {
  const Preview& preview = *report.preview;
  std::string out = "set -e\n";
  for (const FamilySeen& family : preview.families)
    out += fmt::format("# {}: {} -> {}\n", plain(family.family), image_or_nothing(family.before),
                       image_or_nothing(family.after));
  for (std::size_t s = 0; s < preview.steps.size(); ++s) {
    const PreviewStep& step = preview.steps[s];
    for (const std::string& warning : warnings_after(preview, s))
      out += "# " + plain(warning) + "\n";
    if (!step.request) continue;
    if (step.refusal)
      out += fmt::format("# refused: {} {}\n# ", step.refusal->status, plain(step.refusal->code));
    if (step.request->account != report.change->given.account)
      out += fmt::format("# as account {}:\n", to_string(step.request->account));
    out += command_of(*step.request) + "\n";
  }
  return out;
}

}  // namespace imgfam
