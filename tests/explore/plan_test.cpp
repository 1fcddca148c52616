// Plans, held to a search that knows no heuristic, no slices and no symmetry, and then some that
// people would ask for.
#include "support/catch.hpp"
#include "support/clouds.hpp"

#include <imgfam/explore/model_claim.hpp>
#include <imgfam/explore/plan.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <queue>
#include <random>

namespace imgfam {
namespace {

using test::alice;
using test::cloud_of;

Claim claim_of(std::string_view text) {
  const auto claim = parse_claim(text, alice, test::hangzhou);
  REQUIRE(claim.has_value());
  return *claim;
}

PlanTask task_of(const std::vector<std::string>& goals, const std::vector<std::string>& keeps = {},
                 const std::vector<std::string>& avoided = {}) {
  PlanTask task;
  task.account = alice;
  task.region = test::hangzhou;
  for (const std::string& goal : goals)
    task.goals.push_back(claim_of(goal));
  for (const std::string& keep : keeps)
    task.keeps.push_back(claim_of(keep));
  for (const std::string& name : avoided)
    REQUIRE(avoid(name, task.avoided).has_value());
  return task;
}

/// The requests of a plan, or why there is none.
std::vector<std::string> plan_of(const Cloud& cloud, const PlanTask& task) {
  const auto plan = make_plan(cloud, task);
  if (!plan) return {plan.error().code + ": " + plan.error().message};
  std::vector<std::string> out;
  if (plan->verdict == PlanVerdict::Impossible) out.emplace_back("impossible");
  if (plan->verdict == PlanVerdict::Undecided) out.emplace_back("undecided");
  for (const ModelRequest& request : plan->path)
    out.push_back(plan->model->describe(request));
  return out;
}

// ---- By brute force ----

/// What plans leave alone: they move images whose family is spoken of, to families that they look
/// at, and add accounts that are named.
struct Scope {
  std::vector<bool> may_move;
  std::vector<AccountId> may_add;
  std::vector<std::string> families;
};

template <class List, class Value>
bool has(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

/// Every request of which plans could be made, however pointless.
std::vector<ModelRequest> every_request(const FamilyModel& model, const FamilyState& state,
                                        const Scope& scope) {
  std::vector<ModelRequest> out;
  for (std::uint16_t p = 0; p < state.images.size(); ++p) {
    out.push_back({Act::Deprecate, p, 0});
    out.push_back({Act::Restore, p, 0});
    for (std::uint64_t mode = 0; mode < 3; ++mode)
      out.push_back({Act::SetBootMode, p, mode});
    for (std::size_t f = 0; f < model.families().size(); ++f) {
      if (scope.may_move[p] && has(scope.families, model.families()[f]))
        out.push_back({Act::MoveToFamily, p, f});
    }
    const std::uint64_t sets = std::uint64_t{1} << model.accounts();
    for (std::uint64_t set = 0; set < sets; ++set) {
      bool is_named = set != 0;
      for (std::size_t a = 0; a < model.accounts(); ++a)
        is_named = is_named && ((set >> a & 1U) == 0 || has(scope.may_add, model.account(a)));
      if (is_named) out.push_back({Act::AddAccount, p, set});
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

struct Brute {
  std::optional<std::uint64_t> cost;
  bool is_done = true;
};

/// Dijkstra's algorithm over the model of the whole account.
Brute by_brute_force(const Cloud& cloud, const PlanTask& task, const Scope& scope) {
  FamilyModel::View view;
  view.account = task.account;
  view.region = task.region;
  view.accounts = {test::bob, test::carol};
  view.families = {"web", "db"};
  const auto model = FamilyModel::around(cloud, view);
  REQUIRE(model.has_value());
  std::vector<ModelClaim> goals;
  std::vector<ModelClaim> keeps;
  for (const Claim& goal : task.goals)
    goals.push_back(*ModelClaim::bind(goal, *model, true));
  for (const Claim& keep : task.keeps)
    keeps.push_back(*ModelClaim::bind(keep, *model, true));
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

/// Small accounts and tasks, by chance.
class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}

  unsigned below(unsigned end) { return static_cast<unsigned>(random_() % end); }
  template <class List>
  auto one_of(const List& list) {
    return list[below(static_cast<unsigned>(list.size()))];
  }

  Settings settings() {
    Settings settings;
    settings.edition = one_of(all_editions);
    for (unsigned n = below(3); n > 0; --n) {
      const auto q = static_cast<std::uint8_t>(below(static_cast<unsigned>(questions.size())));
      const auto readings = static_cast<unsigned>(questions[q].readings_count());
      settings.interpretation.choose({q, static_cast<std::uint8_t>(below(readings))});
    }
    settings.interpretation.choose("family-scope=own"_reading);
    if (below(4) == 0) settings.quotas.accounts_per_image = 2;
    if (below(4) == 0) settings.quotas.images_shared_with_account = 1;
    if (below(4) == 0) settings.quotas.images_per_family = 2;
    return settings;
  }

  std::string cloud() {
    images_ = 2 + below(2);
    std::string lines;
    for (unsigned i = 1; i <= images_; ++i) {
      const bool is_deprecated = below(3) == 0;
      lines += fmt::format("m-{} t={} {} {}", i, i, below(3) == 0 ? "family=db" : "family=web",
                           is_deprecated   ? "Deprecated"
                           : below(8) == 0 ? "UnAvailable"
                                           : "");
      if (below(5) == 0) lines += " UEFI";
      if (below(8) == 0) lines += " arm64 UEFI";
      if (below(8) == 0) lines += " community";
      std::vector<std::string> shares;
      if (below(3) == 0) shares.emplace_back("bob");
      if (below(4) == 0) shares.emplace_back("carol");
      if (below(4) == 0) {
        for (unsigned n = one_of(std::vector{1U, 2U, 9U, 11U}); n > 0; --n)
          shares.push_back(std::to_string(3'000'000'000'000'000 + n));
      }
      if (!is_deprecated && !shares.empty())
        lines += fmt::format(" shared={}", fmt::join(shares, ","));
      lines += "\n";
    }
    instances_ = below(3);
    for (unsigned j = 1; j <= instances_; ++j)
      lines += fmt::format("i-{} image=m-{} {}\n", j, 1 + below(images_),
                           one_of(std::vector<std::string>{"", "", "protected", "of=bob"}));
    return lines;
  }

  std::string check() {
    const std::string image = fmt::format("m-{}", 1 + below(images_));
    switch (below(instances_ == 0 ? 9 : 10)) {
      case 0:
      case 1:
        return fmt::format("family web resolves-to {}", image);
      case 2:
        return fmt::format("family web resolves-to {}", below(2) == 0 ? "nothing" : "something");
      case 3:
        return fmt::format("image {} status {}", image,
                           one_of(std::vector<std::string>{"Available", "Deprecated"}));
      case 4:
        return fmt::format("image {} boot-mode {}", image,
                           one_of(std::vector<std::string>{"BIOS", "UEFI"}));
      case 5:
        return fmt::format("image {} shared-with {}", image,
                           one_of(std::vector<std::string>{"none", "1000000000000002",
                                                           "1000000000000002,1000000000000003"}));
      case 6:
        return fmt::format("image {} exists {}", image, below(2) == 0);
      case 7:
        return fmt::format("image {} family {}", image, below(2) == 0 ? "web" : "db");
      case 8:
        return fmt::format("image {} in-use {}", image, below(2) == 0);
      default:
        return fmt::format("instance i-{} exists {}", 1 + below(instances_), below(2) == 0);
    }
  }

  std::string claim() {
    switch (below(6)) {
      case 0:
        return fmt::format("{} or {}", check(), check());
      case 1:
        return fmt::format("not ({} and {})", check(), check());
      case 2:
        return fmt::format("{} implies {}", check(), check());
      default:
        return check();
    }
  }

 private:
  std::mt19937 random_;
  unsigned images_ = 0;
  unsigned instances_ = 0;
};

Scope scope_of(const PlanTask& task, const Plan& plan) {
  Scope out{std::vector<bool>(9, false), {}, plan.model->families()};
  for (const auto* claims : {&task.goals, &task.keeps}) {
    for (const Claim& claim : *claims) {
      for (const Claim::Leaf& leaf : claim.leaves()) {
        const auto* check = std::get_if<Check>(&leaf);
        const auto* image = check ? std::get_if<ImageCheck>(check) : nullptr;
        if (!image) continue;
        if (image->family) out.may_move[static_cast<std::size_t>(image->image[2] - '1')] = true;
        for (const AccountId account : image->shared_with.value_or(std::vector<AccountId>{}))
          out.may_add.push_back(account);
      }
    }
  }
  return out;
}

bool names_a_family(const std::vector<std::string>& texts, std::string_view family) {
  return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
    return text.find(fmt::format("family {} resolves", family)) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("a plan costs what brute force finds, and there is none where it finds none",
          "[explore][plan]") {
  std::size_t found = 0;
  std::size_t impossible = 0;
  std::size_t long_ones = 0;
  for (unsigned seed = 1; seed <= 1000; ++seed) {
    Chance chance(seed);
    const Settings settings = chance.settings();
    const std::string lines = chance.cloud();
    const Cloud cloud = cloud_of(lines, settings);
    std::vector<std::string> goals;
    std::vector<std::string> keeps;
    for (unsigned n = 1 + chance.below(3); n > 0; --n)
      goals.push_back(chance.claim());
    for (unsigned n = chance.below(3); n > 0; --n) {
      const std::string keep = chance.claim();
      if (names_a_family({keep}, "web") && !cloud.images().family(alice, "web")) continue;
      if (holds(claim_of(keep), cloud)) keeps.push_back(keep);
    }
    if (!cloud.images().family(alice, "web") && names_a_family(goals, "web")) continue;
    PlanTask task = task_of(goals, keeps);
    const auto& names = plan_act_names();
    for (unsigned n = chance.below(3); n > 0; --n)
      REQUIRE(avoid(chance.one_of(names).name, task.avoided).has_value());
    if (chance.below(3) == 0)
      REQUIRE(set_price(fmt::format("{}={}+{}", chance.one_of(names).name, 1 + chance.below(9),
                                    chance.below(9)),
                        task.prices)
                  .has_value());

    const auto plan = make_plan(cloud, task);
    INFO("seed " << seed << "\n" << lines << fmt::format("goals {}\nkeeps {}", goals, keeps));
    INFO(cloud);
    REQUIRE(plan.has_value());
    const Brute brute = by_brute_force(cloud, task, scope_of(task, *plan));
    if (!brute.is_done) continue;
    REQUIRE((plan->verdict == PlanVerdict::Found) == brute.cost.has_value());
    REQUIRE(plan->verdict != PlanVerdict::Undecided);
    if (brute.cost) CHECK(plan->cost == *brute.cost);
    ++(brute.cost ? found : impossible);
    if (plan->path.size() > 2) ++long_ones;
  }
  CHECK(found > 400);
  CHECK(impossible > 150);
  CHECK(long_ones > 25);
}

// ---- What people would ask for ----

TEST_CASE("a family is rolled back by deprecating what is newer, without a gap",
          "[explore][plan]") {
  const Cloud cloud = cloud_of(R"(m-1 family=web t=1 Deprecated
                                  m-2 family=web t=2
                                  m-3 family=web t=3 shared=bob,carol
                                  m-4 family=db t=4
                                  i-1 image=m-3)");
  CHECK(plan_of(cloud, task_of({"family web resolves-to m-1"})) ==
        std::vector<std::string>{
            "ModifyImageAttribute m-1 Status=Available",
            "ModifyImageAttribute m-2 Status=Deprecated",
            "ModifyImageSharePermission m-3 RemoveAccount=(2 accounts)",
            "ModifyImageAttribute m-3 Status=Deprecated",
        });
  CHECK(plan_of(cloud, task_of({"family web resolves-to m-1"}, {}, {"RemoveAccount"})) ==
        std::vector<std::string>{"impossible"});
  CHECK(plan_of(cloud, task_of({"family web resolves-to m-3"})).empty());
}

TEST_CASE("accounts that are named are unshared together with those that are not",
          "[explore][plan]") {
  std::string line = "m-1 family=web t=1 shared=bob,carol";
  for (int a = 0; a < 18; ++a)
    line += "," + std::to_string(3'000'000'000'000'000 + a);
  const auto plan = make_plan(cloud_of(line), task_of({"image m-1 shared-with 1000000000000002"}));
  REQUIRE(plan.has_value());
  CHECK(plan->path.size() == 2);  // 19 accounts.
  CHECK(plan->cost == 2 * 1 + 19 * 10);
  CHECK(make_plan(cloud_of(line), task_of({"image m-1 status Deprecated"}))->cost ==
        2 * 1 + 20 * 10 + 1);
}

TEST_CASE("a hundred images are rolled back without looking at every order", "[explore][plan]") {
  std::string lines;
  for (int n = 100; n < 200; ++n)
    lines += fmt::format("m-{} family=web t={} {}\n", n, n, n == 100 ? "Deprecated" : "");
  const Cloud cloud = cloud_of(lines);
  for (const auto& keeps :
       {std::vector<std::string>{}, std::vector<std::string>{"family web resolves"},
        std::vector<std::string>{"family web resolves-to m-199 or family web resolves-to m-100"}}) {
    const auto plan = make_plan(cloud, task_of({"family web resolves-to m-100"}, keeps));
    REQUIRE(plan.has_value());
    CHECK(plan->cost == 100);
    CHECK(plan->expanded < 300);
    CHECK(plan->model->describe(plan->path.back()) ==
          "ModifyImageAttribute m-199 Status=Deprecated");
  }
}

TEST_CASE("what is impossible is blamed on the image and the rules", "[explore][plan]") {
  const Cloud cloud = cloud_of(R"(m-1 family=web t=1 UnAvailable
                                  m-2 family=web t=2 UEFI
                                  i-1 image=m-2 protected)");
  const auto plan = make_plan(cloud, task_of({"family web resolves-to m-1"}));
  REQUIRE(plan.has_value());
  REQUIRE(plan->verdict == PlanVerdict::Impossible);
  REQUIRE(plan->blocked.size() == 1);
  CHECK(plan->blocked.front().image == "m-1");
  CHECK(plan->blocked.front().wanted ==
        std::vector<std::string>{"goal family web resolves-to m-1"});
  const auto& refused = plan->blocked.front().refused;
  REQUIRE(refused.size() == 2);
  CHECK(refused[0].request == "ModifyImageAttribute m-1 Status=Deprecated");
  CHECK(refused[1].request == "ModifyImageAttribute m-1 Status=Available");
  CHECK_FALSE(refused[1].broken.empty());

  const auto kept =
      make_plan(cloud, task_of({"family web resolves-to nothing"}, {"image m-2 status Available"}));
  REQUIRE(kept.has_value());
  REQUIRE(kept->verdict == PlanVerdict::Impossible);
  CHECK(kept->blocked.front().kept == std::vector<std::string>{"keep image m-2 status Available"});

  const auto contradiction =
      make_plan(cloud, task_of({"family web resolves-to nothing"}, {"family web resolves"}));
  REQUIRE(contradiction.has_value());
  CHECK(contradiction->verdict == PlanVerdict::Impossible);
  CHECK(contradiction->expanded == 0);
}

TEST_CASE("what cannot be planned is said", "[explore][plan]") {
  const Cloud cloud = cloud_of("m-v1 family=web t=1\nm-v2 family=web t=2\ni-1 image=m-v1");
  CHECK(plan_of(cloud, task_of({"family web resolves-to m-v3"})).front() ==
        "PLN001: there is no image `m-v3` of account 1000000000000001 in cn-hangzhou");
  CHECK(make_plan(cloud, task_of({"family wep resolves"})).error().hint == "did you mean `web`?");
  CHECK(make_plan(cloud, task_of({"instance i-2 exists"})).error().code == "PLN003");
  CHECK(make_plan(cloud, task_of({"image m-v1 exists"}, {"family web resolves-to m-v1"}))
            .error()
            .code == "PLN006");
  CHECK(make_plan(cloud, task_of({"image m-v1 name web"})).error().code == "EXP003");
  ActSet avoided;
  CHECK(avoid("status", avoided).error().hint == "did you mean `Status`?");
  Prices prices = default_prices();
  CHECK(set_price("Status=0", prices).error().code == "PLN005");
  CHECK(set_price("Status", prices).error().code == "PLN005");
  CHECK(set_price("Status=Deprecated=7", prices).has_value());
  CHECK(price_of({Act::Deprecate, 0, 0}, prices) == 7);
  CHECK(price_of({Act::Restore, 0, 0}, prices) == 1);
}

TEST_CASE("a search that reaches its bound is undecided", "[explore][plan]") {
  std::string lines;
  for (int n = 0; n < 10; ++n)
    lines += fmt::format("m-{} family=web t={}\n", n, n);
  PlanTask task = task_of({"family web resolves-to m-0"});
  task.states_max = 20;
  CHECK(plan_of(cloud_of(lines), task) == std::vector<std::string>{"undecided"});
}

}  // namespace imgfam
