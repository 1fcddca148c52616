#include "plan_slice.hpp"

#include "plan_families.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace imgfam {
namespace {

Diagnostic unknown(std::string_view code, std::string_view what, std::string_view name,
                   const std::vector<std::string_view>& there, std::string_view whose) {
  const auto near = nearest(name, there);
  return problem(std::string(code),
                 fmt::format("there is no {} `{}` of {}", what, printable(name), whose),
                 near.empty() ? fmt::format("it has {} of them", there.size())
                              : fmt::format("did you mean `{}`?", printable(near)));
}

/// Gathers the names in claims, and looks each up in the cloud.
class Slicer {
 public:
  Slicer(const Cloud& cloud, AccountId account, const std::string& region)
      : cloud_(cloud), whose_(fmt::format("account {} in {}", to_string(account), region)) {
    view_.account = account;
    view_.region = region;
    view_.images.emplace();
    view_.accounts.emplace();
  }

  Result<void> take(const Claim& claim) {
    // `$m` is about every image, so every image is looked at.
    const auto variables = variables_of(claim);
    for (const Claim::Leaf& leaf : claim.leaves()) {
      const auto* check = std::get_if<Check>(&leaf);
      if (!check) continue;  // Steps of pipelines: binding the claim says what is wrong.
      const auto taken = std::visit([&](const auto& c) { return take(c, variables); }, *check);
      if (!taken) return taken.error();
    }
    is_everything_ = is_everything_ || !variables.empty();
    return {};
  }

  /// For a preview, where only what is asked must be there.
  Result<void> check(const Claim& claim) {
    const auto variables = variables_of(claim);
    for (const Claim::Leaf& leaf : claim.leaves()) {
      const auto* check = std::get_if<Check>(&leaf);
      if (!check) continue;
      const auto* instance = std::get_if<InstanceCheck>(check);
      const auto known =
          instance ? check_instance(*instance)
                   : std::visit([&](const auto& c) { return take(c, variables); }, *check);
      if (!known) return known.error();
    }
    return {};
  }

  FamilyModel::View view() && {
    add_images_that_fill_quotas();
    if (is_everything_) view_.images.reset();
    return std::move(view_);
  }
  /// How many images may change their family.
  std::size_t movable() const {
    if (!is_any_movable_) return movable_.size();
    std::size_t all = 0;
    cloud_.images().for_each([&](const Image& image) { all += is_ours(image) ? 1U : 0U; });
    return all;
  }
  bool is_everything() const { return is_everything_; }

  /// That the instance is there and, in a plan, of an image that plans are about.
  Result<void> check_instance(const InstanceCheck& check) const {
    if (cloud_.instances().get(check.instance)) return {};
    std::vector<std::string_view> there;
    cloud_.instances().for_each([&](const Instance& i) { there.push_back(i.id); });
    std::sort(there.begin(), there.end());
    return unknown("PLN003", "instance", check.instance, there, whose_);
  }

 private:
  using Variables = std::vector<std::string>;

  static bool is_variable(const std::string& name, const Variables& variables) {
    return std::find(variables.begin(), variables.end(), name) != variables.end();
  }
  bool is_ours(const Image& image) const {
    return image.owner == view_.account && image.region == view_.region &&
           image.origin != Origin::System;
  }

  Result<void> take_image(const std::string& id, const Variables& variables) {
    if (is_variable(id, variables)) return {};
    const Image* image = cloud_.images().get(id);
    if (image && is_ours(*image)) {
      view_.images->push_back(id);
      return {};
    }
    std::vector<std::string_view> there;
    cloud_.images().for_each([&](const Image& other) {
      if (is_ours(other)) there.push_back(other.id);
    });
    std::sort(there.begin(), there.end());
    return unknown("PLN001", "image", id, there, whose_);
  }

  Result<void> take(const FamilyCheck& check, const Variables& variables) {
    const bool is_here = check.as == view_.account && check.region == view_.region;
    const bool is_known =
        cloud_.images().family(view_.account, check.family, view_.region) != nullptr;
    if (is_here && !is_known) {
      std::vector<std::string_view> there;
      cloud_.images().for_each([&](const Image& other) {
        if (is_ours(other) && !other.family.empty()) there.push_back(other.family);
      });
      std::sort(there.begin(), there.end());
      there.erase(std::unique(there.begin(), there.end()), there.end());
      return unknown("PLN002", "family", check.family, there, whose_);
    }
    add_family(check.family);
    return check.resolves_to.empty() ? Result<void>() : take_image(check.resolves_to, variables);
  }

  Result<void> take(const ImageCheck& check, const Variables& variables) {
    if (check.family && !check.family->empty()) add_family(*check.family);  // There or not yet.
    if (check.shared_with)
      view_.accounts->insert(view_.accounts->end(), check.shared_with->begin(),
                             check.shared_with->end());
    if (check.family) {
      is_any_movable_ = is_any_movable_ || is_variable(check.image, variables);
      movable_.insert(check.image);
    }
    return take_image(check.image, variables);
  }

  Result<void> take(const InstanceCheck& check, const Variables& variables) {
    if (auto known = check_instance(check); !known) return known.error();
    const std::string& image = cloud_.instances().get(check.instance)->image;
    const Image* its = cloud_.images().get(image);
    if (!its || !is_ours(*its))
      return problem("PLN020",
                     fmt::format("instance `{}` uses image `{}`, which is not of {}",
                                 printable(check.instance), printable(image), whose_),
                     "leave it out: plans are about the account's own images and their instances, "
                     "and change no other");
    if (auto taken = take_image(image, variables); !taken) return taken.error();
    return check.image ? take_image(*check.image, variables) : Result<void>();
  }

  /// An account that can be shared no more images with is helped by unsharing any other.
  void add_images_that_fill_quotas() {
    for (const AccountId account : *view_.accounts) {
      const std::size_t received = cloud_.images().received_by(account);
      if (received + view_.images->size() <= cloud_.settings().quotas.images_shared_with_account)
        continue;
      cloud_.images().for_each([&](const Image& image) {
        if (is_ours(image) && image.is_shared_with(account)) view_.images->push_back(image.id);
      });
    }
  }

  void add_family(const std::string& family) {
    if (std::find(view_.families.begin(), view_.families.end(), family) == view_.families.end())
      view_.families.push_back(family);
  }

  const Cloud& cloud_;
  std::string whose_;
  FamilyModel::View view_;
  std::set<std::string> movable_;
  bool is_any_movable_ = false;
  bool is_everything_ = false;
};

}  // namespace

Result<void> check_names(const Cloud& cloud, AccountId account, const std::string& region,
                         const std::vector<Claim>& claims) {
  Slicer slicer(cloud, account, region);
  for (const Claim& claim : claims) {
    if (auto taken = slicer.check(claim); !taken) return taken.error();
  }
  return {};
}

Result<Slice> slice_of(const Cloud& cloud, const PlanTask& task) {
  Slicer slicer(cloud, task.account, task.region);
  for (const auto* claims : {&task.goals, &task.keeps}) {
    for (const Claim& claim : *claims) {
      if (auto taken = slicer.take(claim); !taken) return taken.error();
    }
  }
  const std::size_t movable = slicer.movable();
  const bool is_everything = slicer.is_everything();
  FamilyModel::View view = std::move(slicer).view();
  const auto beside = families_beside(cloud, task, view, movable);
  if (!beside) return beside.error();
  view.families.insert(view.families.end(), beside->families.begin(), beside->families.end());
  const bool is_anybody_new =
      std::any_of(view.accounts->begin(), view.accounts->end(),
                  [&](AccountId account) { return !cloud.accounts().contains(account); });
  std::optional<Cloud> peopled;
  if (is_anybody_new) {  // Whoever is named is taken to exist.
    peopled = cloud;
    for (const AccountId account : *view.accounts)
      peopled->add_account(account);
  }
  auto model = FamilyModel::around(peopled ? *peopled : cloud, view);
  if (!model) {
    Diagnostic error = model.error();
    if (error.code == "EXP001" && is_everything)
      error.hint =
          "a claim about `$m` is about every image of the account: name the images, or ask "
          "what their families resolve to";
    return error;
  }
  return Slice{std::make_shared<const FamilyModel>(std::move(*model)), beside->are_tight};
}

}  // namespace imgfam
