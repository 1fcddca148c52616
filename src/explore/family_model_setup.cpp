// How a model begins: blank, or as a cloud is.
#include <imgfam/explore/family_model.hpp>

#include <imgfam/model/assert.hpp>
#include <imgfam/rules/parameters.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace imgfam {
namespace {

constexpr AccountId blank_owner{1000000000000001};
constexpr std::uint64_t first_account = 2000000000000001;
constexpr std::string_view blank_region = "cn-hangzhou";
constexpr std::string_view base_image = "m-base";
constexpr Duration for_ever{10'000 * 86'400LL};  ///< Longer than any path.

Diagnostic too_large(std::string_view what, std::size_t count, std::size_t most) {
  return problem(
      "EXP001",
      fmt::format("the model would have {} {}; at most {} are explored", count, what, most),
      "look at fewer");
}

Result<void> check_bounds(std::size_t images, std::size_t accounts, std::size_t instances) {
  if (images > FamilyModel::images_max) return too_large("images", images, FamilyModel::images_max);
  if (accounts > FamilyModel::accounts_max)
    return too_large("accounts", accounts, FamilyModel::accounts_max);
  if (instances > FamilyModel::instances_max)
    return too_large("instances", instances, FamilyModel::instances_max);
  return {};
}

bool has_parameter(Edition edition, std::string_view name) {
  return use_of(*find_operation("ModifyImageAttribute"), name, edition) == ParameterUse::Modelled;
}

/// The order of a family's members, the one that would be chosen last.
bool is_older(const Image& a, const Image& b, const Interpretation& reading) {
  if (a.created != b.created) return a.created < b.created;
  if (reading.follows("creation-tie=greater-image-id"_reading)) return a.id < b.id;
  if (reading.follows("creation-tie=lesser-image-id"_reading)) return a.id > b.id;
  return a.serial < b.serial;
}

/// Whether images of others can stand for a family, when the account has none in it.
bool has_stand_in(const Cloud& cloud, std::string_view family) {
  if (cloud.settings().interpretation.follows("family-scope=own"_reading)) return false;
  return family.starts_with("acs:") || cloud.images().family(AccountId{}, family) != nullptr;
}

Diagnostic unclear_family(std::string_view family) {
  return problem("EXP012",
                 fmt::format("images of others can stand for the family `{}`", printable(family)),
                 "models hold an account's own families; the reading family-scope=own looks at "
                 "no others");
}

}  // namespace

FamilyModel::FamilyModel(const Cloud& cloud)
    : cloud_(cloud),
      table_(&CompiledTable::of(
          policy_of(cloud.settings().edition, cloud.settings().interpretation))) {
  options_.edition = cloud.settings().edition;
  options_.interpretation = cloud.settings().interpretation;
  options_.images_per_family = cloud.settings().quotas.images_per_family;
  tracks_use_ = options_.interpretation.follows("in-use-means=ever"_reading);
  has_boot_mode_ = has_parameter(options_.edition, "BootMode");
  has_nvme_ = has_parameter(options_.edition, "Features.NvmeSupport");
}

// ---- Blank ----

Result<FamilyModel> FamilyModel::blank(const ModelOptions& options) {
  if (auto fits = check_bounds(options.images, options.accounts, options.instances); !fits)
    return fits.error();
  Settings settings;
  settings.edition = options.edition;
  settings.interpretation = options.interpretation;
  settings.quotas.images_per_family = options.images_per_family;
  if (options.creating) settings.settle.create = for_ever;
  Cloud cloud(settings);
  Image base;
  base.id = base_image;
  base.owner = blank_owner;
  base.region = blank_region;
  base.created = base.status_since = settings.clock;
  const auto added = cloud.add(base);
  IMGFAM_ASSERT(added.has_value());
  for (std::uint32_t a = 0; a < options.accounts; ++a)
    cloud.add_account({first_account + a});

  FamilyModel model(cloud);
  model.options_ = options;
  model.is_blank_ = true;
  model.owner_ = blank_owner;
  model.region_ = blank_region;
  model.families_ = {"web"};
  if (options.second_family) model.families_.emplace_back("web-next");
  for (std::uint32_t a = 0; a < options.accounts; ++a)
    model.accounts_.push_back({first_account + a});
  model.received_elsewhere_.assign(options.accounts, 0);
  if (options.uefi_preferred) model.boot_modes_.push_back(BootMode::UefiPreferred);
  model.images_elsewhere_ = 1;
  for (std::uint32_t i = 0; i < options.images; ++i)
    model.places_.push_back({fmt::format("m-{}", i + 1), Origin::Created, {}, false, {}});
  for (std::uint32_t j = 0; j < options.instances; ++j)
    model.instance_places_.push_back({fmt::format("i-{}", j + 1), true, {}});
  model.initial_.images.resize(options.images);
  model.initial_.instances.resize(options.instances, no_instance);
  return model;
}

// ---- Around a cloud ----

Result<FamilyModel> FamilyModel::around(const Cloud& cloud, const View& view) {
  FamilyModel model(cloud);
  model.owner_ = view.account;
  model.region_ = view.region;
  model.families_ = view.families;

  const auto is_ours = [&](const Image& image) {
    return image.owner == view.account && image.region == view.region &&
           image.origin != Origin::System;
  };
  const auto is_named = [&](const Image& image) {
    return !view.images ||
           std::find(view.images->begin(), view.images->end(), image.id) != view.images->end();
  };
  std::vector<const Image*> ours;
  cloud.images().for_each([&](const Image& image) {
    if (is_ours(image)) ours.push_back(&image);
  });
  std::sort(ours.begin(), ours.end(), [&](const Image* a, const Image* b) {
    return is_older(*a, *b, cloud.settings().interpretation);
  });
  for (const Image* image : ours) {
    const auto known = std::find(model.families_.begin(), model.families_.end(), image->family);
    if (is_named(*image) && !image->family.empty() && known == model.families_.end())
      model.families_.push_back(image->family);
  }
  for (const std::string& family : model.families_) {
    if (has_stand_in(cloud, family)) return unclear_family(family);
  }
  std::set<std::string_view> families_elsewhere;
  std::vector<const Image*> taken;
  for (const Image* image : ours) {
    const bool is_member = std::find(model.families_.begin(), model.families_.end(),
                                     image->family) != model.families_.end();
    if (is_named(*image) || is_member) {
      taken.push_back(image);
    } else if (!image->family.empty()) {
      families_elsewhere.insert(image->family);
    }
  }
  model.images_elsewhere_ = ours.size() - taken.size();
  model.families_elsewhere_ = families_elsewhere.size();
  const bool can_create = !ours.empty();  // From the snapshot of an image.
  const std::size_t spare_images = can_create ? view.spare_images : 0;

  std::vector<const Instance*> users;
  for (const Instance* instance : cloud.instances().in_order()) {
    const auto is_image = [&](const Image* i) { return i->id == instance->image; };
    if (std::any_of(taken.begin(), taken.end(), is_image)) users.push_back(instance);
  }
  if (auto fits = check_bounds(taken.size() + spare_images, 0, users.size() + view.spare_instances);
      !fits)
    return fits.error();
  if (auto accounts = model.take_accounts(view, taken); !accounts) return accounts.error();
  for (const Image* image : taken)
    model.take_image(*image);
  for (const Instance* instance : users)
    model.take_instance(*instance);
  model.given_images_ = taken.size();
  model.given_instances_ = users.size();
  model.add_spare_places(spare_images, view.spare_instances);
  // A copy that takes a while stands in the way of the next one: that is not modelled.
  model.can_copy_ = cloud.settings().settle.copy.seconds == 0;
  model.options_.creating = cloud.settings().settle.create.seconds != 0;
  return model;
}

Result<void> FamilyModel::take_accounts(const View& view, const std::vector<const Image*>& images) {
  std::set<AccountId> accounts;
  if (view.accounts) {
    accounts.insert(view.accounts->begin(), view.accounts->end());
  } else {
    for (const Image* image : images) {
      for (const SharedAccount& s : image->shared_with)
        accounts.insert(s.account);
    }
  }
  accounts.erase(view.account);
  if (auto fits = check_bounds(0, accounts.size(), 0); !fits) return fits.error();
  accounts_.assign(accounts.begin(), accounts.end());
  for (const AccountId account : accounts_) {
    std::size_t received = cloud_.images().received_by(account);
    for (const Image* image : images)
      received -= image->is_shared_with(account) ? 1U : 0U;
    received_elsewhere_.push_back(received);
  }
  return {};
}

void FamilyModel::take_image(const Image& image) {
  ImagePlace place{image.id, image.origin, image.architecture, image.is_community, {}};
  ModelImage now;
  for (const SharedAccount& s : image.shared_with) {
    const auto known = std::find(accounts_.begin(), accounts_.end(), s.account);
    if (known == accounts_.end()) {
      place.others.push_back(s.account);
    } else {
      now.shared_with |= std::uint64_t{1} << (known - accounts_.begin());
    }
  }
  now.others = static_cast<std::uint16_t>(place.others.size());
  const auto family = std::find(families_.begin(), families_.end(), image.family);
  now.family = family == families_.end() || image.family.empty()
                   ? no_family
                   : static_cast<std::uint16_t>(family - families_.begin());
  now.status = image.status;
  now.boot_mode = image.boot_mode;
  now.is_created = true;
  now.nvme = image.nvme_supported;
  now.was_used = tracks_use_ && image.was_ever_used;
  const bool is_known_mode =
      std::find(boot_modes_.begin(), boot_modes_.end(), image.boot_mode) != boot_modes_.end();
  if (!is_known_mode) boot_modes_.push_back(image.boot_mode);
  places_.push_back(std::move(place));
  initial_.images.push_back(now);
}

void FamilyModel::take_instance(const Instance& instance) {
  InstancePlace place{instance.id, instance.account == owner_, {}};
  // What deleting it breaks is about the instance alone: a cloud without images will do, and
  // copying a large one for each of a thousand instances will not.
  Cloud asked(cloud_.settings());
  const auto added = asked.add(instance);
  IMGFAM_ASSERT(added.has_value());
  const Outcome outcome = asked.handle(
      {"DeleteInstance", instance.account, {{"InstanceId", instance.id}, {"Force", "true"}}});
  if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
    for (const RuleId broken : refusal->broken)
      place.deletion_breaks.set(static_cast<std::size_t>(broken));
  }
  const auto image = std::find_if(places_.begin(), places_.end(),
                                  [&](const ImagePlace& p) { return p.name == instance.image; });
  initial_.instances.push_back(static_cast<ModelInstance>(image - places_.begin() + 1));
  instance_places_.push_back(std::move(place));
}

void FamilyModel::add_spare_places(std::size_t images, std::size_t instances) {
  for (std::size_t i = 0; i < images; ++i)
    places_.push_back({fmt::format("new-{}", i + 1), Origin::Created, {}, false, {}});
  for (std::size_t j = 0; j < instances; ++j)
    instance_places_.push_back({fmt::format("launched-{}", j + 1), true, {}});
  initial_.images.resize(places_.size());
  initial_.instances.resize(instance_places_.size(), no_instance);
}

}  // namespace imgfam
