#include "plan_families.hpp"

#include "image_machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace imgfam {
namespace {

constexpr std::string_view new_family = "retired";

class FamilyPicker {
 public:
  FamilyPicker(const Cloud& cloud, const PlanTask& task, const FamilyModel::View& view,
               std::size_t movable)
      : cloud_(cloud),
        task_(task),
        quotas_(cloud.settings().quotas),
        movable_(movable),
        looked_at_(view.families.begin(), view.families.end()) {
    cloud.images().for_each([&](const Image& image) {
      if (!image.family.empty()) taken_.insert(image.family);
      const bool is_ours = image.owner == task.account && image.region == task.region &&
                           image.origin != Origin::System;
      if (!is_ours || image.family.empty()) return;
      ++members_[image.family];
      const bool is_named = !view.images || std::find(view.images->begin(), view.images->end(),
                                                      image.id) != view.images->end();
      if (is_named) looked_at_.insert(image.family);
    });
  }

  Result<FamiliesBeside> pick() && {
    add_new_ones();
    const std::size_t unborn = static_cast<std::size_t>(
        std::count_if(looked_at_.begin(), looked_at_.end(),
                      [&](const std::string& family) { return !members_.contains(family); }));
    const std::size_t most = quotas_.families_per_region;
    if (members_.size() + unborn <= most) return std::move(out_);
    out_.are_tight = true;
    add_others_to_move_to();
    const std::size_t too_many = members_.size() + unborn - most;
    if (auto done = add_cheapest_to_empty(too_many); !done) return done.error();
    return std::move(out_);
  }

 private:
  void add(const std::string& family) {
    out_.families.push_back(family);
    looked_at_.insert(family);
  }

  void add_new_ones() {
    const std::size_t room = std::max<std::size_t>(quotas_.images_per_family, 1);
    for (std::size_t needed = (movable_ + room - 1) / room, n = 1; needed > 0; ++n) {
      const std::string name =
          n == 1 ? std::string(new_family) : fmt::format("{}-{}", new_family, n);
      if (taken_.contains(name) || looked_at_.contains(name)) continue;
      add(name);
      --needed;
    }
  }

  /// The smallest, until there is room for all.
  void add_others_to_move_to() {
    std::vector<std::pair<std::size_t, std::string>> others;
    for (const auto& [family, members] : members_) {
      if (!looked_at_.contains(family)) others.emplace_back(members, family);
    }
    std::sort(others.begin(), others.end());
    std::size_t room = 0;
    for (const auto& [members, family] : others) {
      if (room >= movable_ || members >= quotas_.images_per_family) return;
      room += quotas_.images_per_family - members;
      add(family);
    }
  }

  Result<void> add_cheapest_to_empty(std::size_t wanted) {
    const auto price = [&](Act act) { return task_.prices[static_cast<std::size_t>(act)].request; };
    const std::uint64_t least = std::min(price(Act::Delete), price(Act::ForceDelete));
    std::vector<std::pair<std::uint64_t, std::string>> others;  // By the least they could cost.
    for (const auto& [family, members] : members_) {
      if (!looked_at_.contains(family)) others.emplace_back(members * least, family);
    }
    std::sort(others.begin(), others.end());
    std::vector<std::pair<std::uint64_t, std::string>> cheapest;
    for (const auto& [bound, family] : others) {
      if (cheapest.size() >= wanted && cheapest[wanted - 1].first <= bound) break;
      const auto cost = cost_to_empty(family);
      if (!cost) return cost.error();
      if (*cost == ImageMachine::unreachable_cost) continue;
      cheapest.emplace_back(*cost, family);
      std::sort(cheapest.begin(), cheapest.end());
    }
    cheapest.resize(std::min(cheapest.size(), wanted));
    for (const auto& [cost, family] : cheapest)
      add(family);
    return {};
  }

  Result<std::uint64_t> cost_to_empty(const std::string& family) const {
    FamilyModel::View view;
    view.account = task_.account;
    view.region = task_.region;
    view.images.emplace();
    view.accounts.emplace();
    view.families = {family};
    const auto model = FamilyModel::around(cloud_, view);
    if (!model) return model.error();
    std::uint64_t sum = 0;
    const std::vector<ModelCheck> leaves;
    for (std::size_t p = 0; p < model->images(); ++p) {
      const auto machine =
          ImageMachine::of({&*model, p, &leaves, {}, &task_.prices, task_.avoided, 0});
      if (!machine) return machine.error();
      const std::uint64_t cost = machine->costs_to(machine->where_deleted()).front();
      if (cost == ImageMachine::unreachable_cost) return cost;
      sum += cost;
    }
    return sum;
  }

  const Cloud& cloud_;
  const PlanTask& task_;
  const Quotas& quotas_;
  std::size_t movable_;
  std::set<std::string> looked_at_;             // That the slice has.
  std::set<std::string> taken_;                 // By anybody.
  std::map<std::string, std::size_t> members_;  // Of families that are there.
  FamiliesBeside out_;
};

}  // namespace

Result<FamiliesBeside> families_beside(const Cloud& cloud, const PlanTask& task,
                                       const FamilyModel::View& view, std::size_t movable) {
  if (movable == 0) return FamiliesBeside{};
  return FamilyPicker(cloud, task, view, movable).pick();
}

}  // namespace imgfam
