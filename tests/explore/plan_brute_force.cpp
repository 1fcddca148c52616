#include "plan_brute_force.hpp"

#include "support/catch.hpp"

#include <imgfam/explore/model_claim.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <bit>
#include <queue>

namespace imgfam::test {
namespace {

/// What plans leave alone: they move images whose family is spoken of, and add accounts that are
/// named.
struct Scope {
  std::vector<bool> may_move;
  std::uint64_t may_add = 0;
};

Scope scope_of(const PlanTask& task, const FamilyModel& model) {
  Scope out{std::vector<bool>(model.images(), false), 0};
  for (const auto* claims : {&task.goals, &task.keeps}) {
    for (const Claim& claim : *claims) {
      for (const Claim::Leaf& leaf : claim.leaves()) {
        const auto* check = std::get_if<Check>(&leaf);
        const auto* image = check ? std::get_if<ImageCheck>(check) : nullptr;
        if (!image) continue;
        for (std::size_t p = 0; p < model.images(); ++p) {
          if (image->family && model.image_name(p) == image->image) out.may_move[p] = true;
        }
        for (const AccountId account : image->shared_with.value_or(std::vector<AccountId>{})) {
          for (std::size_t a = 0; a < model.accounts(); ++a)
            out.may_add |= std::uint64_t{model.account(a) == account} << a;
        }
      }
    }
  }
  return out;
}

/// Every request of which plans could be made, however pointless.
std::vector<ModelRequest> every_request(const FamilyModel& model, const FamilyState& state,
                                        const Scope& scope) {
  std::vector<ModelRequest> out;
  for (std::uint16_t p = 0; p < state.images.size(); ++p) {
    if (state.images[p].status == Status::Deleted) continue;
    out.push_back({Act::Deprecate, p, 0});
    out.push_back({Act::Restore, p, 0});
    for (std::uint64_t mode = 0; mode < 3; ++mode)
      out.push_back({Act::SetBootMode, p, mode});
    for (std::size_t f = 0; f < model.families().size() && scope.may_move[p]; ++f)
      out.push_back({Act::MoveToFamily, p, f});
    const std::uint64_t sets = std::uint64_t{1} << model.accounts();
    for (std::uint64_t set = 0; set < sets; ++set) {
      if (set != 0 && (set & ~scope.may_add) == 0) out.push_back({Act::AddAccount, p, set});
      for (std::uint16_t others = 0; others <= state.images[p].others; ++others) {
        const auto removed = static_cast<unsigned>(std::popcount(set)) + others;
        if (removed != 0 && removed <= FamilyModel::accounts_per_request)
          out.push_back({Act::RemoveAccount, p, set, others});
      }
    }
    out.push_back({Act::Delete, p, 0});
    out.push_back({Act::ForceDelete, p, 0});
  }
  for (std::uint16_t j = 0; j < state.instances.size(); ++j) {
    if (state.instances[j] != no_instance && model.can_delete(j))
      out.push_back({Act::DeleteInstance, j, 0});
  }
  return out;
}

std::vector<ModelClaim> bound(const std::vector<Claim>& claims, const FamilyModel& model) {
  std::vector<ModelClaim> out;
  for (const Claim& claim : claims) {
    auto one = ModelClaim::bind(claim, model, true);
    REQUIRE(one.has_value());
    out.push_back(std::move(*one));
  }
  return out;
}

}  // namespace

BruteForce plan_by_brute_force(const Cloud& cloud, const PlanTask& task,
                               const std::vector<AccountId>& accounts) {
  FamilyModel::View view;
  view.account = task.account;
  view.region = task.region;
  view.accounts = accounts;
  view.families = {"web", "db", "away-1", "away-2", "away-3"};
  const auto model = FamilyModel::around(cloud, view);
  REQUIRE(model.has_value());
  const Scope scope = scope_of(task, *model);
  const auto goals = bound(task.goals, *model);
  const auto keeps = bound(task.keeps, *model);
  const auto all_hold = [&](const std::vector<ModelClaim>& claims, const FamilyState& state) {
    return std::all_of(claims.begin(), claims.end(),
                       [&](const ModelClaim& c) { return c.holds(*model, state); });
  };
  constexpr std::size_t states_max = 4'000;
  boost::unordered_flat_map<FamilyState, std::uint64_t, boost::hash<FamilyState>> costs{
      {model->initial(), 0}};
  using Entry = std::pair<std::uint64_t, std::size_t>;
  std::vector<FamilyState> states{model->initial()};
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  open.emplace(0, 0);
  while (!open.empty()) {
    const auto [cost, number] = open.top();
    open.pop();
    const FamilyState state = states[number];
    if (costs[state] != cost) continue;
    if (all_hold(goals, state)) return {cost, true};
    for (const ModelRequest& request : every_request(*model, state, scope)) {
      if (task.avoided.test(static_cast<std::size_t>(request.act))) continue;
      FamilyState next = state;
      if (model->apply(next, request).any() || !all_hold(keeps, next)) continue;
      const std::uint64_t there = cost + price_of(request, task.prices);
      const auto [known, is_new] = costs.emplace(next, there);
      if (!is_new && known->second <= there) continue;
      known->second = there;
      states.push_back(std::move(next));
      if (states.size() > states_max) return {std::nullopt, false};
      open.emplace(there, states.size() - 1);
    }
  }
  return {};
}

}  // namespace imgfam::test
