// ImageStore: the images of a cloud, found by id, by name and by family.
//
// The indices are kept by the store alone: what they depend on (status, name, family) is changed
// through it, all else through `details`. Two stores are equal when they hold equal images, however
// those came to stand where they stand. The store holds no rule.
#pragma once

#include <imgfam/cloud/slot_index.hpp>
#include <imgfam/model/image.hpp>

#include <boost/container/small_vector.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace imgfam {

/// What resolving a family needs of a member, side by side in memory.
struct FamilyMember {
  SimTime created;
  Slot slot = SlotIndex::none;
  Status status = Status::Available;
};

/// The members of a family in one region, oldest first (by CreationTime, then by the order of
/// creation).
struct RegionalFamily {
  std::string region;  ///< Empty for system images.
  std::vector<FamilyMember> members;
};

/// A family in every region where it has members; most have them in one.
using RegionalFamilies = boost::container::small_vector<RegionalFamily, 1>;

class ImageStore {
 public:
  std::size_t size() const { return images_.size() - free_.size(); }
  const Image& operator[](Slot slot) const { return images_[slot]; }

  /// The slot of an image, or SlotIndex::none. Constant time.
  Slot find(std::string_view id) const;

  /// The slot of an image of this store.
  Slot slot_of(const Image& image) const { return static_cast<Slot>(&image - images_.data()); }

  /// The image of that id, or nullptr.
  const Image* get(std::string_view id) const;

  /// An image of that owner and region with that name for which `counts` holds, or SlotIndex::none.
  template <class Counts>
  Slot find_named(AccountId owner, std::string_view region, std::string_view name,
                  Counts&& counts) const {
    return by_name_.find(name_hash(owner, region, name), [&](Slot s) {
      const Image& i = images_[s];
      return i.owner == owner && i.region == region && i.name == name && counts(i);
    });
  }

  /// A family of that owner, in every region where it has members; nullptr when it has none at all.
  const RegionalFamilies* family(AccountId owner, std::string_view name) const;
  /// Its members in one region; nullptr when there are none.
  const RegionalFamily* family(AccountId owner, std::string_view name,
                               std::string_view region) const;

  /// How many images, and how many families with images, an account has in a region.
  std::size_t images_of(AccountId owner, std::string_view region) const;
  std::size_t families_of(AccountId owner, std::string_view region) const;

  /// How many images are shared with an account. Linear in the images.
  std::size_t received_by(AccountId account) const;

  /// All images in the order of their creation calls. Sorts: linear and a logarithm in their
  /// number.
  std::vector<const Image*> in_order() const;

  /// Calls `visit(const Image&)` for every image, in no particular order.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (const Image& image : images_) {
      if (!image.id.empty()) visit(image);
    }
  }

  /// REQUIRES: the id is not empty and not in the store.
  Slot add(Image image);
  void remove(Slot slot);
  void set_status(Slot slot, Status status, SimTime since);
  void rename(Slot slot, std::string name);
  void move_to_family(Slot slot, std::string family);
  /// The image, to change what no index depends on: not id, name, family, owner, region, created,
  /// serial, status.
  Image& details(Slot slot) { return images_[slot]; }

  bool operator==(const ImageStore& other) const;

 private:
  template <class Text>
  struct FamilyName {
    AccountId owner;
    Text name;
  };
  struct Hash {
    using is_transparent = void;
    using is_avalanching = void;
    std::size_t operator()(const auto& family) const noexcept {
      return hash_with(std::hash<std::string_view>{}(family.name), family.owner.uid);
    }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const auto& a, const auto& b) const {
      return a.owner == b.owner && a.name == b.name;
    }
  };
  using Families =
      boost::unordered_flat_map<FamilyName<std::string>, RegionalFamilies, Hash, Equal>;
  struct Counts {
    std::size_t images = 0;
    std::size_t families = 0;
  };
  using Place = std::pair<AccountId, std::string>;

  static std::size_t name_hash(AccountId owner, std::string_view region, std::string_view name) {
    const std::hash<std::string_view> hash;
    return hash_with(hash_with(hash(name), hash(region)), owner.uid);
  }
  using FamilyPlace = std::pair<Families::iterator, RegionalFamilies::iterator>;
  /// Where the family that the image names stands, with the image's region in it. REQUIRES: they
  /// exist.
  FamilyPlace place_of(const Image& image);
  void join_family(Slot slot);
  void leave_family(Slot slot);

  std::vector<Image> images_;  // A free slot holds an image without an id.
  std::vector<Slot> free_;
  SlotIndex by_id_;
  SlotIndex by_name_;
  Families families_;
  std::map<Place, Counts, std::less<>> counts_;
};

}  // namespace imgfam
