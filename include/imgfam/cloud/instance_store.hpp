// InstanceStore: the instances of a cloud, found by id, and counted by the image that they use.
#pragma once

#include <imgfam/cloud/slot_index.hpp>
#include <imgfam/model/image.hpp>

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace imgfam {

class InstanceStore {
 public:
  std::size_t size() const { return instances_.size() - free_.size(); }
  const Instance& operator[](Slot slot) const { return instances_[slot]; }

  Slot find(std::string_view id) const;
  const Instance* get(std::string_view id) const;

  /// How many instances use the image now: of any account, or of one.
  std::size_t users_of(std::string_view image) const;
  std::size_t users_of(std::string_view image, AccountId account) const;

  /// All instances in the order of their creation calls.
  std::vector<const Instance*> in_order() const;

  template <class Visit>
  void for_each(Visit&& visit) const {
    for (const Instance& instance : instances_) {
      if (!instance.id.empty()) visit(instance);
    }
  }

  /// REQUIRES: the id is not empty and not in the store.
  Slot add(Instance instance);
  void remove(Slot slot);
  void set_image(Slot slot, std::string image);
  /// The instance, to change what no index depends on: not id, image, account.
  Instance& details(Slot slot) { return instances_[slot]; }

  bool operator==(const InstanceStore& other) const;

 private:
  struct Users {
    AccountId account;
    std::size_t count = 0;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  void count(const Instance& instance);
  void uncount(const Instance& instance);

  std::vector<Instance> instances_;  // A free slot holds an instance without an id.
  std::vector<Slot> free_;
  SlotIndex by_id_;
  std::unordered_map<std::string, std::vector<Users>, Hash, std::equal_to<>> users_;  // By ImageId.
};

}  // namespace imgfam
