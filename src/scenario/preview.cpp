#include <imgfam/scenario/preview.hpp>

#include "families_touched.hpp"

#include <imgfam/rules/parameters.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace imgfam {
namespace {

template <class List, class Value>
bool has(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

/// The step with the request as it was sent.
ScenarioStep as_sent(const ScenarioStep& step, const StepTaken& taken) {
  ScenarioStep out = step;
  if (taken.filled) std::get<RequestStep>(out.what).request = *taken.filled;
  return out;
}

/// Takes the steps until one is not as expected, and shows each with the cloud after it. Answers
/// the cloud at the end.
template <class Visit>
Cloud take_all(Cloud cloud, const Scenario& change, const Visit& visit) {
  Names names;
  for (std::size_t i = 0; i < change.steps.size(); ++i) {
    const StepTaken taken = take(change.steps[i].what, cloud, names);
    visit(i, cloud, taken);
    if (!taken.mismatches.empty()) break;
  }
  return cloud;
}

/// Who may use an image beside its owner.
struct Access {
  std::vector<AccountId> accounts;
  bool is_everyone = false;

  bool operator==(const Access&) const = default;
};

Access access_to(const Cloud& cloud, const std::string& id) {
  Access out;
  const Image* image = cloud.images().get(id);
  if (!image) return out;
  out.is_everyone = image->is_community;
  for (const SharedAccount& shared : image->shared_with)
    out.accounts.push_back(shared.account);
  std::sort(out.accounts.begin(), out.accounts.end());
  return out;
}

/// What a change touches: found by replaying it once, before anything is noted.
class Touched {
 public:
  void take(const ScenarioStep& step, const Cloud& cloud) {
    for (const FamilyPlace& place : families_touched(step, cloud)) {
      const bool is_family = !place.family.empty();
      if (is_family && !has(families, place)) families.push_back(place);
    }
    if (std::holds_alternative<AdvanceStep>(step.what)) {
      for (const Creation& creation : cloud.creations())
        take_image(creation.image, cloud);
    }
    if (const auto* request = std::get_if<RequestStep>(&step.what)) {
      for (const Parameter& p : request->request.parameters) {
        if (p.name == "ImageId") take_image(p.value, cloud);
        if (p.name == "InstanceId" || p.name.starts_with("InstanceId."))
          take_image_of_instance(p.value, cloud);
      }
    }
    if (const auto* check = std::get_if<InstanceCheck>(&step.what))
      take_image_of_instance(check->instance, cloud);
    if (const auto* platform = std::get_if<PlatformStep>(&step.what))
      take_image(platform->image, cloud);
    for (const std::string& image : images) {
      for (const AccountId account : access_to(cloud, image).accounts)
        recipients.insert(account);
    }
  }

  std::vector<FamilyPlace> families;
  std::vector<std::string> images;
  std::set<AccountId> recipients;  ///< Everybody whom one of the images is shared with at a time.

 private:
  void take_image_of_instance(const std::string& id, const Cloud& cloud) {
    if (const Instance* instance = cloud.instances().get(id)) take_image(instance->image, cloud);
  }

  void take_image(const std::string& id, const Cloud& cloud) {
    const Image* image = cloud.images().get(id);
    if (!image) return;
    if (!has(images, id)) images.push_back(id);
    const FamilyPlace place{image->owner, image->region, image->family};
    if (!image->family.empty() && !has(families, place)) families.push_back(place);
  }
};

std::string resolved(const Cloud& cloud, const FamilyPlace& place) {
  const Resolution resolution = resolve_family(cloud, place.account, place.region, place.family);
  return resolution.chosen ? resolution.chosen->id : std::string();
}

std::optional<AccessChange> missing(const std::string& image, const Access& of, const Access& in) {
  AccessChange out;
  out.image = image;
  std::set_difference(of.accounts.begin(), of.accounts.end(), in.accounts.begin(),
                      in.accounts.end(), std::back_inserter(out.accounts));
  out.is_everyone = of.is_everyone && !in.is_everyone;
  if (out.accounts.empty() && !out.is_everyone) return std::nullopt;
  return out;
}

class Previewer {
 public:
  Previewer(const Cloud& cloud, const Scenario& change, const std::vector<PreviewKeep>& keeps)
      : begin_(cloud), change_(change), keeps_(keeps) {}

  Preview take() {
    take_all(begin_, change_, [&](std::size_t i, const Cloud& cloud, const StepTaken& taken) {
      touched_.take(as_sent(change_.steps[i], taken), cloud);
    });
    // An image or instance that a step deletes is not there after it.
    for (const ScenarioStep& step : change_.steps)
      touched_.take(step, begin_);
    begin();
    const Cloud end = take_all(
        begin_, change_,
        [&](std::size_t i, const Cloud& cloud, const StepTaken& taken) { note(i, cloud, taken); });
    out_.is_done = out_.steps.size() == change_.steps.size() &&
                   (out_.steps.empty() || out_.steps.back().mismatches.empty());
    for (std::size_t f = 0; f < out_.families.size(); ++f)
      out_.families[f].after = before_[f];
    find_warnings();
    find_instances(end);
    return std::move(out_);
  }

 private:
  void begin() {
    for (const FamilyPlace& place : touched_.families) {
      before_.push_back(resolved(begin_, place));
      out_.families.push_back({place.account, place.region, place.family, before_.back(), {}});
      foreign_before_.push_back(for_recipients(begin_, place));
    }
    for (const std::string& image : touched_.images)
      access_.push_back(access_to(begin_, image));
    for (std::size_t k = 0; k < keeps_.size(); ++k) {
      if (!keeps_[k].holds(begin_)) out_.keeps_broken_before.push_back(k);
    }
  }

  void note(std::size_t index, const Cloud& cloud, const StepTaken& taken) {
    PreviewStep step;
    step.index = index;
    const auto* request = std::get_if<RequestStep>(&change_.steps[index].what);
    if (request && taken.outcome) step.request = taken.filled ? *taken.filled : request->request;
    if (taken.outcome) {
      if (const auto* refusal = std::get_if<Refusal>(&*taken.outcome)) step.refusal = *refusal;
    }
    step.mismatches = taken.mismatches;
    note_access(cloud, step);
    for (std::size_t f = 0; f < touched_.families.size(); ++f) {
      before_[f] = resolved(cloud, touched_.families[f]);
      foreign_before_[f] = for_recipients(cloud, touched_.families[f]);
    }
    step.resolves = before_;
    for (std::size_t k = 0; k < keeps_.size(); ++k) {
      if (!keeps_[k].holds(cloud)) step.keeps_broken.push_back(k);
    }
    out_.steps.push_back(std::move(step));
  }

  // ---- Other accounts ----

  /// What the family resolves to for every account that its images are shared with at a time.
  using ForRecipients = std::map<AccountId, std::string>;
  ForRecipients for_recipients(const Cloud& cloud, const FamilyPlace& place) const {
    ForRecipients out;
    if (cloud.settings().interpretation.follows("family-scope=own"_reading)) return out;
    const std::string name = fmt::format("acs:{}:{}", to_string(place.account), place.family);
    for (const AccountId account : touched_.recipients)
      out.emplace(account, resolved(cloud, {account, place.region, name}));
    return out;
  }

  void note_access(const Cloud& cloud, PreviewStep& step) {
    for (std::size_t i = 0; i < touched_.images.size(); ++i) {
      const Access now = access_to(cloud, touched_.images[i]);
      if (now == access_[i]) continue;
      if (auto lost = missing(touched_.images[i], access_[i], now)) {
        add_families(cloud, *lost);
        step.lost.push_back(std::move(*lost));
      }
      if (auto gained = missing(touched_.images[i], now, access_[i]))
        step.gained.push_back(std::move(*gained));
      access_[i] = now;
    }
  }

  void add_families(const Cloud& cloud, AccessChange& lost) const {
    const Image* image = begin_.images().get(lost.image);
    if (!image || lost.accounts.empty()) return;
    const FamilyPlace place{image->owner, image->region, image->family};
    const auto f = std::find(touched_.families.begin(), touched_.families.end(), place);
    if (f == touched_.families.end()) return;
    const ForRecipients& before =
        foreign_before_[static_cast<std::size_t>(f - touched_.families.begin())];
    const ForRecipients after = for_recipients(cloud, place);
    for (const AccountId account : lost.accounts) {
      const auto was = before.find(account);
      const auto is = after.find(account);
      if (was == before.end() || is == after.end()) continue;
      const auto same =
          std::find_if(lost.family.begin(), lost.family.end(), [&](const FamilyToOthers& others) {
            return others.before == was->second && others.after == is->second;
          });
      if (same != lost.family.end()) {
        same->accounts.push_back(account);
      } else {
        lost.family.push_back({{account}, was->second, is->second});
      }
    }
  }

  // ---- All together ----

  void find_warnings() {
    for (std::size_t f = 0; f < out_.families.size(); ++f) {
      const FamilySeen& family = out_.families[f];
      bool is_open = false;  // The last of the warnings.
      for (std::size_t s = 0; s < out_.steps.size(); ++s) {
        const std::string& now = out_.steps[s].resolves[f];
        const std::string& last = s == 0 ? family.before : out_.steps[s - 1].resolves[f];
        const bool stays_empty = is_open && out_.warnings.back().kind == Warning::Kind::Empty;
        const bool is_empty = now.empty() && (!last.empty() || stays_empty);
        const bool is_exposed = !now.empty() && now != family.before && now != family.after;
        const auto kind = is_empty ? Warning::Kind::Empty : Warning::Kind::Exposed;
        if (is_open && ((!is_empty && !is_exposed) || out_.warnings.back().kind != kind)) {
          out_.warnings.back().closes = s;
          is_open = false;
        }
        if (!is_empty && !is_exposed) continue;
        if (!is_open) out_.warnings.push_back({kind, f, s, std::nullopt, {}});
        is_open = true;
        if (is_exposed && !has(out_.warnings.back().images, now))
          out_.warnings.back().images.push_back(now);
      }
    }
    std::stable_sort(out_.warnings.begin(), out_.warnings.end(),
                     [](const Warning& a, const Warning& b) { return a.opens < b.opens; });
  }

  void find_instances(const Cloud& end) {
    std::vector<std::string> images = touched_.images;
    for (const FamilySeen& family : out_.families) {
      const bool is_new = !family.before.empty() && !has(images, family.before);
      if (family.before != family.after && is_new) images.push_back(family.before);
    }
    for (const std::string& image : images)
      out_.instances.push_back({image, {}, {}, {}});
    for (const Instance* instance : begin_.instances().in_order()) {
      const auto found = std::find(images.begin(), images.end(), instance->image) - images.begin();
      if (static_cast<std::size_t>(found) == images.size()) continue;
      InstancesSeen& seen = out_.instances[static_cast<std::size_t>(found)];
      const Instance* later = end.instances().get(instance->id);
      auto& those = !later                            ? seen.deleted
                    : later->image != instance->image ? seen.replaced
                                                      : seen.instances;
      those.push_back(instance->id);
    }
    std::erase_if(out_.instances, [](const InstancesSeen& i) {
      return i.instances.empty() && i.deleted.empty() && i.replaced.empty();
    });
  }

  const Cloud& begin_;
  const Scenario& change_;
  const std::vector<PreviewKeep>& keeps_;
  Touched touched_;
  std::vector<std::string> before_;  // What the families resolve to, after the step before.
  std::vector<ForRecipients> foreign_before_;
  std::vector<Access> access_;  // To the images, after the step before.
  Preview out_;
};

void adopt(Request& request, const Given& from, const Given& to) {
  if (request.account == from.account) request.account = to.account;
  for (Parameter& parameter : request.parameters) {
    if (parameter.name == "RegionId" && parameter.value == from.region) parameter.value = to.region;
  }
}

}  // namespace

bool Preview::holds() const {
  return is_done && keeps_broken_before.empty() &&
         std::all_of(steps.begin(), steps.end(),
                     [](const PreviewStep& step) { return step.keeps_broken.empty(); });
}

Scenario change_for(Scenario change, const Given& state) {
  for (ScenarioStep& step : change.steps) {
    if (auto* request = std::get_if<RequestStep>(&step.what))
      adopt(request->request, change.given, state);
    if (auto* check = std::get_if<FamilyCheck>(&step.what)) {
      if (check->as == change.given.account) check->as = state.account;
      if (check->region == change.given.region) check->region = state.region;
    }
  }
  change.given = state;
  return change;
}

std::vector<AccountId> accounts_named(const Scenario& change) {
  std::vector<AccountId> out;
  for (const ScenarioStep& step : change.steps) {
    const auto* request = std::get_if<RequestStep>(&step.what);
    if (!request) continue;
    for (const Parameter& p : request->request.parameters) {
      if (!p.name.starts_with("AddAccount.")) continue;
      if (const auto account = parse_account(p.value)) out.push_back(*account);
    }
  }
  return out;
}

Preview preview(const Cloud& cloud, const Scenario& change, const std::vector<PreviewKeep>& keeps) {
  return Previewer(cloud, change, keeps).take();
}

}  // namespace imgfam
