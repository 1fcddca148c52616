#include <imgfam/cloud/image_store.hpp>

#include <imgfam/model/assert.hpp>

#include <algorithm>
#include <tuple>

namespace imgfam {
namespace {

std::size_t id_hash(std::string_view id) { return std::hash<std::string_view>{}(id); }

}  // namespace

Slot ImageStore::find(std::string_view id) const {
  return by_id_.find(id_hash(id), [&](Slot s) { return images_[s].id == id; });
}

const Image* ImageStore::get(std::string_view id) const {
  const Slot slot = find(id);
  return slot == SlotIndex::none ? nullptr : &images_[slot];
}

const RegionalFamilies* ImageStore::family(AccountId owner, std::string_view name) const {
  const auto found = families_.find(FamilyName<std::string_view>{owner, name});
  return found == families_.end() ? nullptr : &found->second;
}

const RegionalFamily* ImageStore::family(AccountId owner, std::string_view name,
                                         std::string_view region) const {
  const RegionalFamilies* regions = family(owner, name);
  if (!regions) return nullptr;
  for (const RegionalFamily& r : *regions) {
    if (r.region == region) return &r;
  }
  return nullptr;
}

std::size_t ImageStore::images_of(AccountId owner, std::string_view region) const {
  const auto it = counts_.find(Place(owner, region));
  return it == counts_.end() ? 0 : it->second.images;
}

std::size_t ImageStore::families_of(AccountId owner, std::string_view region) const {
  const auto it = counts_.find(Place(owner, region));
  return it == counts_.end() ? 0 : it->second.families;
}

std::size_t ImageStore::received_by(AccountId account) const {
  std::size_t received = 0;
  for_each([&](const Image& image) { received += image.is_shared_with(account) ? 1U : 0U; });
  return received;
}

std::vector<const Image*> ImageStore::in_order() const {
  std::vector<const Image*> out;
  out.reserve(size());
  for_each([&](const Image& image) { out.push_back(&image); });
  std::sort(out.begin(), out.end(),
            [](const Image* a, const Image* b) { return a->serial < b->serial; });
  return out;
}

Slot ImageStore::add(Image image) {
  IMGFAM_ASSERT(!image.id.empty());
  IMGFAM_ASSERT(find(image.id) == SlotIndex::none);
  Slot slot = static_cast<Slot>(images_.size());
  if (free_.empty()) {
    images_.push_back(std::move(image));
  } else {
    slot = free_.back();
    free_.pop_back();
    images_[slot] = std::move(image);
  }
  const Image& added = images_[slot];
  by_id_.add(id_hash(added.id), slot);
  by_name_.add(name_hash(added.owner, added.region, added.name), slot);
  ++counts_[Place(added.owner, added.region)].images;
  join_family(slot);
  return slot;
}

void ImageStore::remove(Slot slot) {
  leave_family(slot);
  const Image& gone = images_[slot];
  --counts_[Place(gone.owner, gone.region)].images;
  by_name_.remove(name_hash(gone.owner, gone.region, gone.name), slot);
  by_id_.remove(id_hash(gone.id), slot);
  images_[slot] = Image{};
  free_.push_back(slot);
}

void ImageStore::set_status(Slot slot, Status status, SimTime since) {
  Image& image = images_[slot];
  image.status = status;
  image.status_since = since;
  if (image.family.empty()) return;
  auto& members = place_of(image).second->members;
  const auto member = std::find_if(members.begin(), members.end(),
                                   [&](const FamilyMember& m) { return m.slot == slot; });
  IMGFAM_ASSERT(member != members.end());
  member->status = status;
}

void ImageStore::rename(Slot slot, std::string name) {
  Image& image = images_[slot];
  by_name_.remove(name_hash(image.owner, image.region, image.name), slot);
  image.name = std::move(name);
  by_name_.add(name_hash(image.owner, image.region, image.name), slot);
}

void ImageStore::move_to_family(Slot slot, std::string family) {
  leave_family(slot);
  images_[slot].family = std::move(family);
  join_family(slot);
}

ImageStore::FamilyPlace ImageStore::place_of(const Image& image) {
  const auto family = families_.find(FamilyName<std::string_view>{image.owner, image.family});
  IMGFAM_ASSERT(family != families_.end());
  auto& regions = family->second;
  return {family, std::find_if(regions.begin(), regions.end(),
                               [&](const RegionalFamily& r) { return r.region == image.region; })};
}

void ImageStore::join_family(Slot slot) {
  const Image& image = images_[slot];
  if (image.family.empty()) return;
  families_.try_emplace({image.owner, image.family});
  auto [family, regional] = place_of(image);
  if (regional == family->second.end()) {
    regional = family->second.insert(regional, {image.region, {}});
    ++counts_[Place(image.owner, image.region)].families;
  }
  const FamilyMember member{image.created, slot, image.status};
  const auto older = [this](const FamilyMember& a, const FamilyMember& b) {
    return std::tie(a.created, images_[a.slot].serial) <
           std::tie(b.created, images_[b.slot].serial);
  };
  auto& members = regional->members;
  members.insert(std::upper_bound(members.begin(), members.end(), member, older), member);
}

void ImageStore::leave_family(Slot slot) {
  const Image& image = images_[slot];
  if (image.family.empty()) return;
  const auto [family, regional] = place_of(image);
  std::erase_if(regional->members, [&](const FamilyMember& m) { return m.slot == slot; });
  if (!regional->members.empty()) return;
  // The last member has left: the family is gone from the region, and with its last region
  // altogether.
  family->second.erase(regional);
  --counts_[Place(image.owner, image.region)].families;
  if (family->second.empty()) families_.erase(family);
}

bool ImageStore::operator==(const ImageStore& other) const {
  if (size() != other.size()) return false;
  return std::all_of(images_.begin(), images_.end(), [&](const Image& image) {
    if (image.id.empty()) return true;
    const Image* twin = other.get(image.id);
    return twin && *twin == image;
  });
}

}  // namespace imgfam
