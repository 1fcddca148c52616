// For a shell: the requests as commands of the provider's command line tool. Whoever runs the
// script may not have seen the exit code, so it ends by itself before what must not happen.
#include <imgfam/report/plan_report.hpp>

#include "plan_text.hpp"
#include "writers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

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

/// The script as it grows.
class Script {
 public:
  explicit Script(const PlanReport& report) : report_(report), preview_(*report.preview) {}

  std::string take() {
    head();
    for (std::size_t s = 0; s < preview_.steps.size(); ++s)
      add(s);
    return std::move(out_);
  }

 private:
  void comment(std::string_view text) { out_ += "# " + plain(text) + "\n"; }

  /// Nothing from here on is run. Once is enough.
  void end() {
    if (!std::exchange(is_ended_, true)) out_ += "exit 1\n";
  }

  void head() {
    out_ += "set -e\n";
    for (const Diagnostic& unknown : report_.unknown)
      comment(fmt::format("INCOMPLETE: {}: {}; {}", unknown.code, unknown.message, unknown.hint));
    for (const FamilySeen& family : preview_.families)
      comment(fmt::format("{}: {} -> {}", family.family, image_or_nothing(family.before),
                          image_or_nothing(family.after)));
    if (!preview_.holds()) comment("NOT AS EXPECTED: this ends before the step that is at fault");
    for (const std::size_t k : preview_.keeps_broken_before)
      comment(fmt::format("BROKEN KEEP: {}: it does not hold to begin with", report_.keeps[k]));
    if (!preview_.keeps_broken_before.empty()) end();
  }

  void add(std::size_t s) {
    const PreviewStep& step = preview_.steps[s];
    for (const std::string& warning : warnings_after(preview_, s))
      comment(warning);
    for (const std::size_t k : step.keeps_broken)
      comment(fmt::format("BROKEN KEEP: {}: it does not hold after this step", report_.keeps[k]));
    for (const Mismatch& m : step.mismatches)
      comment(fmt::format("step {}: {}: expected {}, got {}", step.index + 1, m.what, m.expected,
                          m.got));
    if (!step.keeps_broken.empty() || !step.mismatches.empty()) end();
    if (!step.request) return;
    if (step.request->account != report_.change->given.account)
      comment(fmt::format("as account {}:", to_string(step.request->account)));
    const std::string command = command_of(*step.request);
    if (!step.refusal) {
      out_ += command + "\n";
    } else {
      comment(fmt::format("refused: {} {}", step.refusal->status, step.refusal->code));
      comment(command);
    }
  }

  const PlanReport& report_;
  const Preview& preview_;
  std::string out_;
  bool is_ended_ = false;
};

}  // namespace

std::string render_plan_commands(const PlanReport& report) { return Script(report).take(); }

}  // namespace imgfam
