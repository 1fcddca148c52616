// For people: what a plan costs, its steps with what each changes, and what to look at twice.
#include <imgfam/report/plan_report.hpp>

#include "plan_text.hpp"
#include "writers.hpp"

#include <imgfam/report/run_report.hpp>
#include <imgfam/rules/catalogue.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

namespace imgfam {
namespace {

constexpr std::string_view red = "\x1b[31m";
constexpr std::string_view yellow = "\x1b[33m";
constexpr std::string_view green = "\x1b[32m";
constexpr std::size_t names_max = 10;

/// The first of the names, and how many more there are.
std::string some_of(const std::vector<std::string>& names) {
  const std::vector<std::string> first(
      names.begin(),
      names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), names_max)));
  std::string out = fmt::format("{}", fmt::join(first, ", "));
  if (names.size() > names_max) out += fmt::format(" and {} more", names.size() - names_max);
  return out;
}

std::string accounts_of(const std::vector<AccountId>& accounts, bool is_everyone = false) {
  std::vector<std::string> names;
  if (is_everyone) names.emplace_back("everyone");
  for (const AccountId account : accounts)
    names.push_back(to_string(account));
  return some_of(names);
}

std::string accounts_of(const AccessChange& access) {
  return accounts_of(access.accounts, access.is_everyone);
}

class PlanText {
 public:
  PlanText(const PlanReport& report, bool color) : report_(report), color_(color) {}

  std::string take() {
    if (report_.plan) verdict(*report_.plan);
    if (report_.preview) {
      steps();
      end();
    }
    return std::move(out_);
  }

 private:
  template <class... Args>
  void line(fmt::format_string<Args...> form, Args&&... args) {
    out_ += plain(fmt::format(form, std::forward<Args>(args)...)) + "\n";
  }
  void painted(std::string_view color, const std::string& text) {
    out_ += color_ ? fmt::format("{}{}\x1b[0m\n", color, plain(text)) : plain(text) + "\n";
  }

  // ---- The verdict ----

  void verdict(const Plan& plan) {
    if (plan.verdict == PlanVerdict::Undecided) {
      painted(yellow, fmt::format("undecided: {} were met before a plan was found; --states N "
                                  "allows more",
                                  counted(plan.states, "state")));
    } else if (plan.verdict == PlanVerdict::Impossible) {
      impossible(plan);
    } else if (plan.path.empty()) {
      painted(green, "nothing to do: the goals hold already");
    } else {
      painted(green, fmt::format("plan: {}, cost {}; no plan costs less",
                                 counted(plan.path.size(), "request"), plan.cost));
    }
  }

  void impossible(const Plan& plan) {
    painted(red, "no plan: it is proven that there is none");
    if (plan.blocked.empty())
      line("the requests lead to {}, and in none of them do the goals hold",
           counted(plan.states, "state"));
    for (const Blocked& blocked : plan.blocked)
      show(blocked);
  }

  void show(const Blocked& blocked) {
    out_ += "\n";
    line("{} cannot come to where it is wanted", blocked.state);
    for (const std::string& wanted : blocked.wanted)
      line("  wanted by {}", wanted);
    for (const RefusedAlways& refused : blocked.refused) {
      line("  refused: {}", refused.request);
      for (const RuleId id : refused.broken)
        line("    {}: {} ({})", rule(id).id, rule(id).statement, citation(rule(id)));
    }
    for (const std::string& avoided : blocked.avoided)
      line("  avoided: {}", avoided);
    for (const std::string& keep : blocked.kept)
      line("  kept from it by {}", keep);
  }

  // ---- The steps ----

  void steps() {
    const Preview& preview = *report_.preview;
    for (const std::size_t k : preview.keeps_broken_before)
      painted(red, fmt::format("before: keep {} does not hold", report_.keeps[k]));
    std::vector<std::string> resolves;
    for (const FamilySeen& family : preview.families)
      resolves.push_back(family.before);
    for (std::size_t s = 0; s < preview.steps.size(); ++s) {
      show(preview.steps[s], s, resolves);
      resolves = preview.steps[s].resolves;
    }
  }

  void show(const PreviewStep& step, std::size_t number, const std::vector<std::string>& before) {
    const Scenario& change = *report_.change;
    std::string what = describe(change.steps[step.index], change.given, step.request);
    if (report_.plan) what += fmt::format("  (cost {})", report_.plan->costs[step.index]);
    line("{:>4}  {}", step.index + 1, what);
    if (step.refusal) show(*step.refusal, !step.mismatches.empty());
    for (const Mismatch& m : step.mismatches)
      painted(red, fmt::format("      {}: expected {}, got {}", m.what, m.expected, m.got));
    for (std::size_t f = 0; f < before.size(); ++f) {
      if (step.resolves[f] == before[f]) continue;
      line("      {}: {} -> {}", report_.preview->families[f].family, image_or_nothing(before[f]),
           image_or_nothing(step.resolves[f]));
    }
    for (const AccessChange& lost : step.lost)
      show(lost);
    for (const AccessChange& gained : step.gained)
      line("      can use {} from now on: {}", gained.image, accounts_of(gained));
    for (const std::size_t k : step.keeps_broken)
      painted(red, fmt::format("      broken: keep {}", report_.keeps[k]));
    for (const std::string& warning : warnings_after(*report_.preview, number))
      painted(red, "      " + warning);
  }

  void show(const Refusal& refusal, bool is_end) {
    const std::string text =
        fmt::format("      refused: {} {}: {}", refusal.status, refusal.code, refusal.message);
    painted(is_end ? red : yellow, text);
    for (const RuleId id : refusal.broken)
      line("      broken: {}: {} ({})", rule(id).id, rule(id).statement, citation(rule(id)));
  }

  void show(const AccessChange& lost) {
    line("      can no longer use {}: {}", lost.image, accounts_of(lost));
    for (const FamilyToOthers& others : lost.family) {
      if (others.before == others.after) continue;
      line("      its family to {}: {} -> {}",
           lost.family.size() == 1 ? "them" : accounts_of(others.accounts),
           image_or_nothing(others.before), image_or_nothing(others.after));
    }
  }

  // ---- The end ----

  void end() {
    const Preview& preview = *report_.preview;
    if (!preview.steps.empty()) out_ += "\n";
    for (const FamilySeen& family : preview.families) {
      if (family.before == family.after) {
        line("{}: {}, as before", family.family, image_or_nothing(family.after));
      } else {
        line("{}: {} -> {}", family.family, image_or_nothing(family.before),
             image_or_nothing(family.after));
      }
    }
    for (const InstancesSeen& seen : preview.instances) {
      show(seen.image, seen.deleted, "is deleted", "are deleted");
      show(seen.image, seen.replaced, "has another image then", "have another image then");
      show(seen.image, seen.instances, "stays as it is", "stay as they are");
    }
    if (!preview.is_done)
      painted(red, fmt::format("the change ends at step {} of {}: it is not as expected",
                               preview.steps.size(), report_.change->steps.size()));
  }

  void show(const std::string& image, const std::vector<std::string>& instances,
            std::string_view one, std::string_view several) {
    if (instances.empty()) return;
    line("{} of {} {}: {}", counted(instances.size(), "instance"), image,
         instances.size() == 1 ? one : several, some_of(instances));
  }

  const PlanReport& report_;
  bool color_;
  std::string out_;
};

}  // namespace

std::string_view image_or_nothing(const std::string& image) {
  return image.empty() ? std::string_view("nothing") : std::string_view(image);
}

std::vector<std::string> warnings_after(const Preview& preview, std::size_t step) {
  std::vector<std::string> out;
  for (const Warning& warning : preview.warnings) {
    if (warning.opens != step) continue;
    const std::string& family = preview.families[warning.family].family;
    const std::string until =
        warning.closes ? fmt::format("until step {}", preview.steps[*warning.closes].index + 1)
                       : std::string("and stays so");
    if (warning.kind == Warning::Kind::Empty) {
      out.push_back(fmt::format("RED FLAG: {} has no Available image from here, {} ({}: {})",
                                family, until, rule("last-available-caution"_rule).id,
                                rule("last-available-caution"_rule).statement));
    } else {
      out.push_back(
          fmt::format("exposed: {} resolves to {} from here, {}: not what it was, nor what "
                      "it will be",
                      family, fmt::join(warning.images, ", then "), until));
    }
  }
  return out;
}

std::string render_plan_text(const PlanReport& report, bool color) {
  return PlanText(report, color).take();
}

}  // namespace imgfam
