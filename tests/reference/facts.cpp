#include "reference/facts.hpp"

namespace imgfam::reference {
namespace {

bool is_of(const Image& image, AccountId owner, const std::string& region) {
  return image.origin != Origin::System && image.owner == owner && image.region == region;
}

/// Whether `a` comes before `b` where the newest is sought.
bool is_newer(const Model& model, const Image& a, const Image& b) {
  if (a.created != b.created) return a.created > b.created;
  if (model.reads("creation-tie=greater-image-id"_reading)) return a.id > b.id;
  if (model.reads("creation-tie=lesser-image-id"_reading)) return a.id < b.id;
  return a.serial > b.serial;
}

/// Whether an account means the image when it names the family.
bool is_member_for(const Model& model, const Image& image, const std::string& family,
                   AccountId account, const std::string& region) {
  if (is_of(image, account, region) && image.family == family) return true;
  if (model.reads("family-scope=own"_reading) || image.family.empty()) return false;
  if (image.origin == Origin::System) return image.family == family;
  if (image.region != region || image.owner == account) return false;
  if (family != "acs:" + to_string(image.owner) + ":" + image.family) return false;
  return is_shared_with(image, account) || image.is_community;
}

}  // namespace

bool is_shared_with(const Image& image, AccountId account) {
  for (const SharedAccount& shared : image.shared_with) {
    if (shared.account == account) return true;
  }
  return false;
}

bool is_creating(const Image& image) {
  return image.status == Status::Creating || image.status == Status::Waiting;
}

bool is_visible(const Image& image, AccountId account, const std::string& region) {
  if (image.origin == Origin::System) return true;
  if (image.region != region) return false;
  return image.owner == account || is_shared_with(image, account) || image.is_community;
}

bool is_in_use(const Model& model, const Image& image) {
  if (model.reads("in-use-means=ever"_reading)) return image.was_ever_used;
  const bool owner_only = model.reads("in-use-means=owner-current"_reading);
  for (const auto& [id, instance] : model.instances) {
    if (instance.image == image.id && (!owner_only || instance.account == image.owner)) return true;
  }
  return false;
}

bool is_name_taken(const Model& model, const std::string& name, AccountId owner,
                   const std::string& region, const std::string& except) {
  const bool available_only = model.reads("name-scope=account-region-available"_reading);
  for (const auto& [id, image] : model.images) {
    if (id == except || !is_of(image, owner, region) || image.name != name) continue;
    if (!available_only || image.status == Status::Available) return true;
  }
  return false;
}

bool is_image_quota_full(const Model& model, AccountId owner, const std::string& region) {
  std::size_t count = 0;
  for (const auto& [id, image] : model.images)
    count += is_of(image, owner, region) ? 1 : 0;
  return count + 1 > model.settings.quotas.images_per_region;
}

bool counts_in_family(const Model& model, const Image& image) {
  return model.reads("family-quota-counts=all"_reading) || image.status == Status::Available;
}

std::size_t members_of(const Model& model, const std::string& family, AccountId owner,
                       const std::string& region, const std::string& except) {
  std::size_t count = 0;
  for (const auto& [id, image] : model.images) {
    if (id == except || !is_of(image, owner, region) || image.family != family) continue;
    count += counts_in_family(model, image) ? 1 : 0;
  }
  return count;
}

std::set<std::string> families_of(const Model& model, AccountId owner, const std::string& region,
                                  const std::string& except) {
  std::set<std::string> families;
  for (const auto& [id, image] : model.images) {
    if (id == except || !is_of(image, owner, region) || image.family.empty()) continue;
    families.insert(image.family);
  }
  return families;
}

bool is_snapshot_of(const Model& model, const std::string& snapshot, AccountId owner,
                    const std::string& region) {
  if (model.left_snapshots.contains({owner, region, snapshot})) return true;
  for (const auto& [id, image] : model.images) {
    if (is_of(image, owner, region) && image.snapshot == snapshot) return true;
  }
  return false;
}

const Image* resolve(const Model& model, const std::string& family, AccountId account,
                     const std::string& region) {
  const Image* newest = nullptr;
  for (const auto& [id, image] : model.images) {
    if (image.status != Status::Available) continue;
    if (!is_member_for(model, image, family, account, region)) continue;
    if (newest == nullptr || is_newer(model, image, *newest)) newest = &image;
  }
  return newest;
}

std::string family_as_seen(const Model& model, const Image& image, AccountId account) {
  if (!model.is_since(Edition::E2023)) return image.family;
  if (image.owner == account || image.origin == Origin::System || image.family.empty()) {
    return image.family;
  }
  return "acs:" + to_string(image.owner) + ":" + image.family;
}

}  // namespace imgfam::reference
