#include <imgfam/explore/model_claim.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace imgfam {
namespace {

Diagnostic not_in_model(std::string_view what, std::string_view name,
                        const std::vector<std::string_view>& there) {
  const auto near = nearest(name, there);
  constexpr std::size_t shown_max = 12;
  const std::vector<std::string_view> shown(
      there.begin(),
      there.begin() + static_cast<std::ptrdiff_t>(std::min(there.size(), shown_max)));
  std::string hint = there.empty() ? fmt::format("the model has no {} at all", what)
                                   : fmt::format("it has {}{}", fmt::join(shown, ", "),
                                                 there.size() > shown_max ? ", …" : "");
  if (!near.empty()) hint = fmt::format("did you mean `{}`?", near);
  return problem("EXP002", fmt::format("the model has no {} `{}`", what, printable(name)),
                 std::move(hint));
}

Diagnostic beyond_models(std::string_view what) {
  return problem("EXP003", fmt::format("a claim about {} cannot be explored", what),
                 "models hold families, images with status, family, boot mode, sharing and use, "
                 "and instances with their image");
}

/// Looks the names of one check up.
class Binder {
 public:
  explicit Binder(const FamilyModel& model) : model_(model) {
    for (std::size_t i = 0; i < model.images(); ++i)
      images_.push_back(model.image_name(i));
    for (std::size_t j = 0; j < model.instances(); ++j)
      instances_.push_back(model.instance_name(j));
    for (const std::string& family : model.families())
      families_.push_back(family);
  }

  Result<ModelCheck> bind(const Check& check) const {
    if (const auto* family = std::get_if<FamilyCheck>(&check)) return bind_family(*family);
    if (const auto* image = std::get_if<ImageCheck>(&check)) return bind_image(*image);
    return bind_instance(std::get<InstanceCheck>(check));
  }

 private:
  static std::optional<std::size_t> find(const std::vector<std::string_view>& names,
                                         std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names.begin());
  }

  Result<ModelCheck> bind_family(const FamilyCheck& check) const {
    if (check.as != model_.owner()) return beyond_models("what another account sees");
    if (check.region != model_.region()) return beyond_models("another region");
    ModelCheck out{};
    out.subject = ModelCheck::Subject::Family;
    const auto family = find(families_, check.family);
    if (!family) return not_in_model("family", check.family, families_);
    out.place = *family;
    out.resolves = check.to_something || !check.resolves_to.empty();
    if (check.resolves_to.empty()) return out;
    out.to = find(images_, check.resolves_to);
    if (!out.to) return not_in_model("image", check.resolves_to, images_);
    return out;
  }

  Result<ModelCheck> bind_image(const ImageCheck& check) const {
    if (check.name) return beyond_models("an image's name");
    if (check.description) return beyond_models("an image's description");
    ModelCheck out{};
    out.subject = ModelCheck::Subject::Image;
    const auto place = find(images_, check.image);
    if (!place) return not_in_model("image", check.image, images_);
    out.place = *place;
    out.exists = check.exists;
    out.status = check.status;
    out.in_use = check.in_use;
    out.boot_mode = check.boot_mode;
    if (check.family) {
      const auto family = find(families_, *check.family);
      if (!family && !check.family->empty())
        return not_in_model("family", *check.family, families_);
      out.family = family ? static_cast<std::uint16_t>(*family) : no_family;
    }
    if (!check.shared_with) return out;
    out.shared_with = 0;
    for (const AccountId account : *check.shared_with) {
      std::size_t a = 0;
      while (a < model_.accounts() && model_.account(a) != account)
        ++a;
      if (a == model_.accounts()) {
        std::vector<std::string> there;
        for (std::size_t b = 0; b < model_.accounts(); ++b)
          there.push_back(to_string(model_.account(b)));
        return not_in_model("account", to_string(account), {there.begin(), there.end()});
      }
      *out.shared_with |= std::uint64_t{1} << a;
    }
    return out;
  }

  Result<ModelCheck> bind_instance(const InstanceCheck& check) const {
    if (check.boot_mode) return beyond_models("an instance's boot mode");
    if (check.status) return beyond_models("an instance's status");
    ModelCheck out{};
    out.subject = ModelCheck::Subject::Instance;
    const auto place = find(instances_, check.instance);
    if (!place) return not_in_model("instance", check.instance, instances_);
    out.place = *place;
    out.exists = check.exists;
    if (!check.image) return out;
    out.image = find(images_, *check.image);
    if (!out.image) return not_in_model("image", *check.image, images_);
    return out;
  }

  const FamilyModel& model_;
  std::vector<std::string_view> images_, instances_, families_;
};

}  // namespace

Result<ModelClaim> ModelClaim::bind(const Claim& claim, const FamilyModel& model, bool for_all) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < model.images(); ++i)
    names.push_back(model.image_name(i));
  auto whole = spell_out(claim, names, for_all);
  if (!whole) return whole.error();
  ModelClaim bound(std::move(*whole));
  const Binder binder(model);
  for (const Claim::Leaf& leaf : bound.claim_.leaves()) {
    const auto* check = std::get_if<Check>(&leaf);
    if (!check) return beyond_models("the steps of a pipeline");
    auto place = binder.bind(*check);
    if (!place) return place.error();
    bound.leaves_.push_back(*place);
  }
  return bound;
}

bool ModelClaim::holds(const ModelCheck& check, const FamilyModel& model,
                       const FamilyState& state) {
  if (check.subject == ModelCheck::Subject::Family) {
    const auto resolved = model.resolve(state, check.place);
    if (resolved.has_value() != check.resolves) return false;
    return !check.to || *check.to == *resolved;
  }
  if (check.subject == ModelCheck::Subject::Instance) {
    const ModelInstance instance = state.instances[check.place];
    if (check.exists.value_or(true) != (instance != no_instance)) return false;
    return !check.image || instance == *check.image + 1;
  }
  const ModelImage& image = state.images[check.place];
  const bool exists = image.status != Status::Deleted;
  if (check.exists.value_or(true) != exists) return false;
  if (!exists) return true;
  if (check.status && *check.status != image.status) return false;
  if (check.family && *check.family != image.family) return false;
  if (check.shared_with && (*check.shared_with != image.shared_with || image.others != 0))
    return false;
  if (check.boot_mode && *check.boot_mode != image.boot_mode) return false;
  return !check.in_use || *check.in_use == model.is_in_use(state, check.place);
}

bool ModelClaim::holds(const FamilyModel& model, const FamilyState& state) const {
  return claim_.evaluate<bool>([&](std::size_t i) { return holds(leaves_[i], model, state); });
}

}  // namespace imgfam
