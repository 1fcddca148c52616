#include "plan_slice.hpp"

#include <fmt/format.h>

#include <algorithm>

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

  FamilyModel::View view() && {
    add_images_that_fill_quotas();
    if (is_everything_) view_.images.reset();
    return std::move(view_);
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
    return take_image(check.image, variables);
  }

  Result<void> take(const InstanceCheck& check, const Variables& variables) {
    const Instance* instance = cloud_.instances().get(check.instance);
    if (instance) {
      if (auto taken = take_image(instance->image, variables); !taken) return taken.error();
      return check.image ? take_image(*check.image, variables) : Result<void>();
    }
    std::vector<std::string_view> there;
    cloud_.instances().for_each([&](const Instance& i) { there.push_back(i.id); });
    std::sort(there.begin(), there.end());
    return unknown("PLN003", "instance", check.instance, there, whose_);
  }

  /// An account that can be shared no more images with is helped by unsharing any other.
  void add_images_that_fill_quotas() {
    for (const AccountId account : *view_.accounts) {
      std::size_t received = 0;
      cloud_.images().for_each(
          [&](const Image& image) { received += image.is_shared_with(account) ? 1U : 0U; });
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
  bool is_everything_ = false;
};

}  // namespace

Result<void> check_names(const Cloud& cloud, AccountId account, const std::string& region,
                         const std::vector<Claim>& claims) {
  Slicer slicer(cloud, account, region);
  for (const Claim& claim : claims) {
    if (auto taken = slicer.take(claim); !taken) return taken.error();
  }
  return {};
}

Result<FamilyModel> slice_of(const Cloud& cloud, const PlanTask& task) {
  Slicer slicer(cloud, task.account, task.region);
  for (const auto* claims : {&task.goals, &task.keeps}) {
    for (const Claim& claim : *claims) {
      if (auto taken = slicer.take(claim); !taken) return taken.error();
    }
  }
  const FamilyModel::View view = std::move(slicer).view();
  const bool is_anybody_new =
      std::any_of(view.accounts->begin(), view.accounts->end(),
                  [&](AccountId account) { return !cloud.accounts().contains(account); });
  if (!is_anybody_new) return FamilyModel::around(cloud, view);
  Cloud peopled = cloud;  // Whoever is named is taken to exist.
  for (const AccountId account : *view.accounts)
    peopled.add_account(account);
  return FamilyModel::around(peopled, view);
}

}  // namespace imgfam
