// The two stores against lists that are searched from end to end: whatever is done to a store, it
// finds, counts and orders what a list of the same images does.
#include <imgfam/cloud/image_store.hpp>
#include <imgfam/cloud/instance_store.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <random>
#include <set>
#include <tuple>

namespace imgfam {
namespace {

const std::vector<std::string> regions_used{"cn-hangzhou", "cn-beijing"};
const std::vector<std::string> names_used{"web", "db", "cache", "web-2"};
const std::vector<std::string> families_used{"", "web", "db", "hangzhou-daily-update"};
const std::vector<AccountId> owners_used{AccountId{1}, AccountId{2}, AccountId{}};

class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t n) { return random_() % n; }
  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[below(all.size())];
  }

 private:
  std::mt19937 random_;
};

// ---- Images ----

/// An ImageStore and the list that it must agree with.
class ImageTwins {
 public:
  explicit ImageTwins(unsigned seed) : dice_(seed) {}

  void do_something() {
    const std::size_t what = list_.empty() ? 0 : dice_.below(8);
    if (what <= 2 && list_.size() < 40) return add();
    if (list_.empty()) return;
    Image& image = list_[dice_.below(list_.size())];
    const Slot slot = store_.find(image.id);
    switch (what) {
      case 3:
        return remove(image.id);
      case 4:
        image.status = static_cast<Status>(dice_.below(6));
        image.status_since = SimTime{static_cast<std::int64_t>(dice_.below(1000))};
        return store_.set_status(slot, image.status, image.status_since);
      case 5:
        image.name = dice_.one_of(names_used);
        return store_.rename(slot, image.name);
      case 6:
        image.family = dice_.one_of(families_used);
        return store_.move_to_family(slot, image.family);
      default:
        image.description = "changed " + std::to_string(dice_.below(3));
        store_.details(slot).description = image.description;
    }
  }

  void check() const {
    REQUIRE(store_.size() == list_.size());
    check_ids();
    check_names();
    check_families();
    check_order();
  }

  const ImageStore& store() const { return store_; }
  const std::vector<Image>& list() const { return list_; }

  /// A store that came to hold the same images by another way.
  ImageStore rebuilt() {
    std::vector<Image> shuffled = list_;
    for (std::size_t i = shuffled.size(); i > 1; --i)
      std::swap(shuffled[i - 1], shuffled[dice_.below(i)]);
    ImageStore other;
    for (const Image& image : shuffled) {
      Image early = image;
      early.name = "early";
      early.family = dice_.one_of(families_used);
      const Slot slot = other.add(early);
      other.rename(slot, image.name);
      other.move_to_family(slot, image.family);
    }
    return other;
  }

 private:
  void add() {
    Image image;
    image.serial = ++added_;
    image.id = "m-" + std::to_string(image.serial);
    image.name = dice_.one_of(names_used);
    image.family = dice_.one_of(families_used);
    image.owner = dice_.one_of(owners_used);
    image.region = image.owner == AccountId{} ? "" : dice_.one_of(regions_used);
    image.created = SimTime{static_cast<std::int64_t>(dice_.below(5))};  // Many are equal.
    image.status = static_cast<Status>(dice_.below(6));
    store_.add(image);
    list_.push_back(image);
  }

  void remove(const std::string& id) {
    store_.remove(store_.find(id));
    std::erase_if(list_, [&, gone = id](const Image& i) { return i.id == gone; });
  }

  void check_ids() const {
    for (std::size_t i = 1; i <= added_ + 1; ++i) {
      const std::string id = "m-" + std::to_string(i);
      const auto known =
          std::find_if(list_.begin(), list_.end(), [&](const Image& x) { return x.id == id; });
      const Image* found = store_.get(id);
      REQUIRE((found != nullptr) == (known != list_.end()));
      REQUIRE((store_.find(id) == SlotIndex::none) == (found == nullptr));
      if (found) REQUIRE(*found == *known);
      if (found) REQUIRE(&store_[store_.find(id)] == found);
    }
  }

  void check_names() const {
    for (const AccountId owner : owners_used) {
      for (const std::string& region : {std::string(), regions_used[0], regions_used[1]}) {
        for (const std::string& name : names_used) {
          const auto is_meant = [&](const Image& i) {
            return i.owner == owner && i.region == region && i.name == name &&
                   i.status == Status::Available;
          };
          const Slot slot = store_.find_named(
              owner, region, name, [](const Image& i) { return i.status == Status::Available; });
          const bool is_there = std::any_of(list_.begin(), list_.end(), is_meant);
          REQUIRE((slot != SlotIndex::none) == is_there);
          if (is_there) REQUIRE(is_meant(store_[slot]));
          REQUIRE(store_.find_named(owner, region, name, [](const Image&) { return false; }) ==
                  SlotIndex::none);
        }
      }
    }
  }

  void check_families() const {
    for (const AccountId owner : owners_used) {
      for (const std::string& region : {std::string(), regions_used[0], regions_used[1]}) {
        std::size_t images = 0;
        std::set<std::string> families;
        for (const Image& i : list_) {
          if (i.owner != owner || i.region != region) continue;
          ++images;
          if (!i.family.empty()) families.insert(i.family);
        }
        REQUIRE(store_.images_of(owner, region) == images);
        REQUIRE(store_.families_of(owner, region) == families.size());
        for (const std::string& family : families_used)
          check_family(owner, family, region);
      }
    }
    REQUIRE(store_.family(AccountId{9}, "web") == nullptr);
    REQUIRE(store_.images_of(AccountId{9}, "cn-hangzhou") == 0);
  }

  void check_family(AccountId owner, const std::string& family, const std::string& region) const {
    std::vector<Image> members;
    for (const Image& i : list_) {
      if (!family.empty() && i.owner == owner && i.family == family && i.region == region)
        members.push_back(i);
    }
    std::sort(members.begin(), members.end(), [](const Image& a, const Image& b) {
      return std::tie(a.created, a.serial) < std::tie(b.created, b.serial);
    });
    const RegionalFamily* found = store_.family(owner, family, region);
    REQUIRE((found == nullptr) == members.empty());
    const auto* everywhere = store_.family(owner, family);
    const bool lives_somewhere = std::any_of(list_.begin(), list_.end(), [&](const Image& i) {
      return !family.empty() && i.owner == owner && i.family == family;
    });
    REQUIRE((everywhere != nullptr) == lives_somewhere);
    if (!found) return;
    REQUIRE(found->members.size() == members.size());
    for (std::size_t i = 0; i < members.size(); ++i) {
      const FamilyMember& m = found->members[i];
      REQUIRE(store_[m.slot] == members[i]);
      REQUIRE(std::tie(m.created, m.status) == std::tie(members[i].created, members[i].status));
    }
  }

  void check_order() const {
    std::vector<std::string> expected;
    for (const Image& i : list_)
      expected.push_back(i.id);  // Added in the order of serials.
    std::vector<std::string> found;
    for (const Image* i : store_.in_order())
      found.push_back(i->id);
    REQUIRE(found == expected);
    std::set<std::string> visited;
    store_.for_each([&](const Image& i) { visited.insert(i.id); });
    REQUIRE(visited == std::set<std::string>(expected.begin(), expected.end()));
  }

  Dice dice_;
  ImageStore store_;
  std::vector<Image> list_;
  std::size_t added_ = 0;
};

TEST_CASE("a store of images finds, counts and orders as a list does", "[cloud][store]") {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    ImageTwins twins(seed);
    for (int step = 0; step < 300; ++step) {
      twins.do_something();
      if (step % 3 == 0) twins.check();
    }
    twins.check();
  }
}

TEST_CASE("stores are equal when they hold equal images, however they came to", "[cloud][store]") {
  ImageTwins twins(42);
  for (int step = 0; step < 400; ++step) {
    twins.do_something();
    if (step % 10 != 0 || twins.list().empty()) continue;
    ImageStore other = twins.rebuilt();
    REQUIRE(other == twins.store());
    const Slot some = other.find(twins.list().front().id);
    other.details(some).was_ever_used = true;
    REQUIRE_FALSE(other == twins.store());
    other = twins.rebuilt();
    other.remove(other.find(twins.list().front().id));
    REQUIRE_FALSE(other == twins.store());
    REQUIRE_FALSE(twins.store() == other);
  }
  CHECK(ImageStore{} == ImageStore{});
}

TEST_CASE("a copy of a store lives its own life", "[cloud][store]") {
  ImageTwins twins(7);
  for (int step = 0; step < 100; ++step)
    twins.do_something();
  const ImageStore kept = twins.store();
  const std::vector<Image> list = twins.list();
  for (int step = 0; step < 200; ++step)
    twins.do_something();
  CHECK(kept.size() == list.size());
  for (const Image& image : list) {
    REQUIRE(kept.get(image.id) != nullptr);
    REQUIRE(*kept.get(image.id) == image);
  }
}

// ---- Instances ----

const std::vector<std::string> images_used{"m-1", "m-2", "m-3", "m-gone"};

TEST_CASE("a store of instances finds and counts as a list does", "[cloud][store]") {
  Dice dice(3);
  InstanceStore store;
  std::vector<Instance> list;
  std::size_t added = 0;
  InstanceStore kept;
  std::vector<Instance> list_kept;
  for (int step = 0; step < 1500; ++step) {
    const std::size_t what = list.empty() ? 0 : dice.below(5);
    if (what <= 1 && list.size() < 30) {
      Instance instance;
      instance.serial = ++added;
      instance.id = "i-" + std::to_string(added);
      instance.image = dice.one_of(images_used);
      instance.account = dice.one_of(owners_used);
      store.add(instance);
      list.push_back(instance);
    } else if (what == 2) {
      const std::size_t i = dice.below(list.size());
      store.remove(store.find(list[i].id));
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
    } else if (what == 3) {
      Instance& instance = list[dice.below(list.size())];
      instance.image = dice.one_of(images_used);
      store.set_image(store.find(instance.id), instance.image);
    } else if (!list.empty()) {
      Instance& instance = list[dice.below(list.size())];
      instance.status = static_cast<InstanceStatus>(dice.below(5));
      store.details(store.find(instance.id)).status = instance.status;
    }
    REQUIRE(store.size() == list.size());
    std::vector<std::string> order;
    for (const Instance* i : store.in_order())
      order.push_back(i->id);
    std::vector<std::string> expected;
    for (const Instance& i : list) {
      expected.push_back(i.id);
      REQUIRE(store.get(i.id) != nullptr);
      REQUIRE(*store.get(i.id) == i);
    }
    REQUIRE(order == expected);
    REQUIRE(store.get("i-0") == nullptr);
    for (const std::string& image : images_used) {
      const auto uses = [&](const Instance& i) { return i.image == image; };
      REQUIRE(store.users_of(image) ==
              static_cast<std::size_t>(std::count_if(list.begin(), list.end(), uses)));
      for (const AccountId account : owners_used) {
        const auto uses_too = [&](const Instance& i) { return uses(i) && i.account == account; };
        REQUIRE(store.users_of(image, account) ==
                static_cast<std::size_t>(std::count_if(list.begin(), list.end(), uses_too)));
      }
    }
    if (step == 700) kept = store;
    if (step == 700) list_kept = list;
  }
  REQUIRE(kept.size() == list_kept.size());
  for (const Instance& i : list_kept)
    REQUIRE(*kept.get(i.id) == i);
  InstanceStore rebuilt;
  for (auto it = list.rbegin(); it != list.rend(); ++it)
    rebuilt.add(*it);
  CHECK(rebuilt == store);
  CHECK_FALSE(rebuilt == kept);
}

}  // namespace
}  // namespace imgfam
