#include <imgfam/cloud/instance_store.hpp>

#include <imgfam/model/assert.hpp>

#include <algorithm>

namespace imgfam {
namespace {

std::size_t id_hash(std::string_view id) { return std::hash<std::string_view>{}(id); }

}  // namespace

Slot InstanceStore::find(std::string_view id) const {
  return by_id_.find(id_hash(id), [&](Slot s) { return instances_[s].id == id; });
}

const Instance* InstanceStore::get(std::string_view id) const {
  const Slot slot = find(id);
  return slot == SlotIndex::none ? nullptr : &instances_[slot];
}

std::size_t InstanceStore::users_of(std::string_view image) const {
  const auto it = users_.find(image);
  if (it == users_.end()) return 0;
  std::size_t total = 0;
  for (const Users& u : it->second)
    total += u.count;
  return total;
}

std::size_t InstanceStore::users_of(std::string_view image, AccountId account) const {
  const auto it = users_.find(image);
  if (it == users_.end()) return 0;
  for (const Users& u : it->second) {
    if (u.account == account) return u.count;
  }
  return 0;
}

std::vector<const Instance*> InstanceStore::in_order() const {
  std::vector<const Instance*> out;
  out.reserve(size());
  for_each([&](const Instance& instance) { out.push_back(&instance); });
  std::sort(out.begin(), out.end(),
            [](const Instance* a, const Instance* b) { return a->serial < b->serial; });
  return out;
}

Slot InstanceStore::add(Instance instance) {
  IMGFAM_ASSERT(!instance.id.empty());
  IMGFAM_ASSERT(find(instance.id) == SlotIndex::none);
  count(instance);
  Slot slot = static_cast<Slot>(instances_.size());
  if (free_.empty()) {
    instances_.push_back(std::move(instance));
  } else {
    slot = free_.back();
    free_.pop_back();
    instances_[slot] = std::move(instance);
  }
  by_id_.add(id_hash(instances_[slot].id), slot);
  return slot;
}

void InstanceStore::remove(Slot slot) {
  uncount(instances_[slot]);
  by_id_.remove(id_hash(instances_[slot].id), slot);
  instances_[slot] = Instance{};
  free_.push_back(slot);
}

void InstanceStore::set_image(Slot slot, std::string image) {
  uncount(instances_[slot]);
  instances_[slot].image = std::move(image);
  count(instances_[slot]);
}

void InstanceStore::count(const Instance& instance) {
  auto& users = users_[instance.image];
  const auto it = std::find_if(users.begin(), users.end(),
                               [&](const Users& u) { return u.account == instance.account; });
  if (it == users.end()) {
    users.push_back({instance.account, 1});
  } else {
    ++it->count;
  }
}

void InstanceStore::uncount(const Instance& instance) {
  const auto entry = users_.find(instance.image);
  auto& users = entry->second;
  const auto it = std::find_if(users.begin(), users.end(),
                               [&](const Users& u) { return u.account == instance.account; });
  if (--it->count == 0) users.erase(it);
  if (users.empty()) users_.erase(entry);
}

bool InstanceStore::operator==(const InstanceStore& other) const {
  if (size() != other.size()) return false;
  return std::all_of(instances_.begin(), instances_.end(), [&](const Instance& instance) {
    if (instance.id.empty()) return true;
    const Instance* twin = other.get(instance.id);
    return twin && *twin == instance;
  });
}

}  // namespace imgfam
