// Plan: the cheapest requests that lead from a cloud as it is to one where goals hold, with what is
// to be kept holding all the way.
//
//     PlanTask task{.account = us, .region = "cn-hangzhou", .goals = {*goal}};
//     auto plan = make_plan(cloud, task);
//
// The search is A* with a heuristic that never hopes for too little, so a plan found is proved
// cheapest, and where the heuristic sees no way at all there is none. Of the cheapest one is taken
// on which families are least often empty or resolve to something new, cheap requests first. What
// it looks at is a slice: the images that goals and keeps name, with their whole families, their
// instances, the accounts named, and what could give way where a quota is in the way; nothing else
// can matter to them, however much more the account has.
//
// A plan changes what is there: it creates, copies and launches nothing, adds no account that no
// goal or keep names, moves only images whose family one of them speaks of, and changes one thing
// at a time. How the search works: src/explore/plan_search.hpp.
#pragma once

#include <imgfam/explore/claim.hpp>
#include <imgfam/explore/family_model.hpp>

#include <array>
#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

/// What a request costs: a part for itself, and one for every account that it adds or removes.
struct Price {
  std::uint32_t request = 0;
  std::uint32_t account = 0;

  bool operator==(const Price&) const = default;
};

/// A name for some of the acts that plans are made of: `Status=Deprecated`, `RemoveAccount`.
struct PlanActName {
  std::string_view name;
  std::vector<Act> acts;
  std::string_view meaning;
};
const std::vector<PlanActName>& plan_act_names();

using ActSet = std::bitset<acts_count>;
using Prices = std::array<Price, acts_count>;

/// Deleting costs more than unsharing, and that more than deprecating.
Prices default_prices();
std::uint32_t price_of(const ModelRequest& request, const Prices& prices);

/// Adds the acts of that name. ERRORS: PLN004 no such name.
Result<void> avoid(std::string_view name, ActSet& avoided);
/// Reads `Status=Deprecated=3`, `RemoveAccount=1+10`: a request costs 1 and every account 10.
/// ERRORS: PLN004, PLN005 no price.
Result<void> set_price(std::string_view text, Prices& prices);

struct PlanTask {
  AccountId account;
  std::string region;
  std::vector<Claim> goals;  ///< Must hold together at the end.
  std::vector<Claim> keeps;  ///< Must hold at the beginning, at the end and after every request.
  Prices prices = default_prices();
  ActSet avoided = {};
  std::uint64_t states_max = 500'000;
};

/// Requests about one image that are refused wherever the plan could come to, and why.
struct RefusedAlways {
  std::string request;  ///< As FamilyModel::describe says it.
  std::vector<RuleId> broken;
};

/// Why a goal or a keep cannot be met by one image: no requests lead it there.
struct Blocked {
  std::string image;
  std::string state;                ///< What the image is now.
  std::vector<std::string> wanted;  ///< The goals and keeps that want something of it.
  std::vector<RefusedAlways> refused;
  std::vector<std::string> avoided;  ///< Requests that would be accepted, but are avoided.
  std::vector<std::string> kept;     ///< Keeps that forbid what else could be done.
};

enum class PlanVerdict : std::uint8_t {
  Found,
  Impossible,  ///< Proven.
  Undecided,   ///< `states_max` was reached before.
};

struct Plan {
  PlanVerdict verdict{};
  std::shared_ptr<const FamilyModel> model;  ///< The slice.
  std::vector<ModelRequest> path;
  std::vector<std::uint32_t> costs;  ///< Of every request.
  std::uint64_t cost = 0;
  /// Of an impossible one: the images that no requests lead to where they are wanted. Of several in
  /// one entry of `wanted` one would do. Empty: every state was looked at.
  std::vector<Blocked> blocked;
  std::uint64_t states = 0;    ///< Met by the search.
  std::uint64_t expanded = 0;  ///< Looked beyond.
};

/// Whether the cloud has what the claims of a preview name: images and families of the account in
/// the region, and any instances. ERRORS: PLN001 to PLN003.
Result<void> check_names(const Cloud& cloud, AccountId account, const std::string& region,
                         const std::vector<Claim>& claims);

/// ERRORS: PLN001 an image, PLN002 a family, PLN003 an instance that is not there; PLN006 a keep
/// does not hold to begin with; PLN007 too many ways to share one image; PLN020 an instance of an
/// image that is not the account's; those of FamilyModel::around and ModelClaim::bind.
/// Deterministic. A plan found was sent to a copy of the cloud, and goals and keeps were judged
/// there.
Result<Plan> make_plan(const Cloud& cloud, const PlanTask& task);

}  // namespace imgfam
