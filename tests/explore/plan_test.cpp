// Plans, held to a search that knows no heuristic, no slices and no symmetry, and then some that
// people would ask for.
#include "plan_brute_force.hpp"
#include "support/catch.hpp"
#include "support/clouds.hpp"

#include <imgfam/explore/plan.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

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
    if (below(4) == 0) settings.quotas.images_per_family = 1 + below(2);
    if (below(3) == 0) settings.quotas.families_per_region = 1 + below(3);
    return settings;
  }

  std::string cloud() {
    images_ = 2 + below(2);
    std::string lines;
    const std::vector<std::string> families{"family=web", "family=web", "family=web",
                                            "family=db",  "family=db",  "family=old"};
    for (unsigned i = 1; i <= images_; ++i) {
      const bool is_deprecated = below(3) == 0;
      lines += fmt::format("m-{} t={} {} {}", i, i, one_of(families),
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
        return fmt::format("{}family web resolves-to {}", below(3) == 0 ? "not " : "", image);
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
        return fmt::format("{}image {} family {}", below(3) == 0 ? "not " : "", image,
                           below(2) == 0 ? "web" : "db");
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
    const auto brute = test::plan_by_brute_force(cloud, task, {test::bob, test::carol});
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

TEST_CASE("a plan for one image's accounts costs what brute force finds", "[explore][plan]") {
  const std::vector<AccountId> accounts{{2000000000002001},
                                        {2000000000002002},
                                        {2000000000002003},
                                        {2000000000002004},
                                        {2000000000002005}};
  std::size_t found = 0;
  std::size_t impossible = 0;
  for (unsigned seed = 1; seed <= 120; ++seed) {
    Chance chance(seed);
    Settings settings;
    if (chance.below(3) == 0) settings.quotas.accounts_per_image = 5;
    if (chance.below(4) == 0) settings.quotas.images_shared_with_account = 1;
    const auto some = [&] {
      std::vector<std::string> out;
      for (const AccountId account : accounts) {
        if (chance.below(2) == 0) out.push_back(to_string(account));
      }
      return out;
    };
    const auto sets = [&](std::size_t count) {
      std::vector<std::string> out;
      for (std::size_t n = 0; n < count; ++n) {
        const auto set = chance.below(4) == 0 ? std::vector<std::string>{"none"} : some();
        if (!set.empty()) out.push_back(fmt::format("{}", fmt::join(set, ",")));
      }
      return out;
    };
    std::vector<std::string> shared = some();
    for (unsigned n = chance.below(3) == 0 ? 3 : 0; n > 0; --n)
      shared.push_back(std::to_string(3'000'000'000'000'000 + n));
    std::string lines = "m-1 family=web t=1";
    if (!shared.empty()) lines += fmt::format(" shared={}", fmt::join(shared, ","));
    if (chance.below(2) == 0)
      lines += "\nm-2 family=db t=2 shared=2000000000002001,2000000000002002";
    const Cloud cloud = cloud_of(lines, settings);
    std::vector<std::string> goals;
    std::vector<std::string> keeps;
    for (const std::string& set : sets(1 + chance.below(2)))
      goals.push_back(
          fmt::format("{}image m-1 shared-with {}", chance.below(3) == 0 ? "not " : "", set));
    for (const std::string& set : sets(chance.below(5)))
      keeps.push_back(fmt::format("not image m-1 shared-with {}", set));
    if (chance.below(3) == 0) keeps.emplace_back("image m-1 exists");
    std::erase_if(keeps, [&](const std::string& keep) { return !holds(claim_of(keep), cloud); });
    if (goals.empty()) continue;
    const PlanTask task = task_of(goals, keeps);
    INFO("seed " << seed << "\n" << lines << fmt::format("\ngoals {}\nkeeps {}", goals, keeps));
    const auto plan = make_plan(cloud, task);
    REQUIRE(plan.has_value());
    const auto brute = test::plan_by_brute_force(cloud, task, accounts);
    if (!brute.is_done) continue;
    REQUIRE((plan->verdict == PlanVerdict::Found) == brute.cost.has_value());
    REQUIRE(plan->verdict != PlanVerdict::Undecided);
    if (brute.cost) CHECK(plan->cost == *brute.cost);
    ++(brute.cost ? found : impossible);
  }
  CHECK(found > 60);
  CHECK(impossible > 5);
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

TEST_CASE("one of many accounts is taken out where that will do", "[explore][plan]") {
  const std::string names =
      "2000000000002001,2000000000002002,2000000000002003,2000000000002004,2000000000002005";
  const Cloud five = cloud_of("m-1 family=web t=1 shared=" + names);
  const std::string all = "image m-1 shared-with " + names;
  const auto plan = make_plan(
      five, task_of({"not " + all, "image m-1 exists"}, {"not image m-1 shared-with none"}));
  REQUIRE(plan.has_value());
  REQUIRE(plan->verdict == PlanVerdict::Found);
  CHECK(plan->cost == 11);
  // Fifty of them, and told apart twice: no more states than numbers of each kind.
  std::string line = "m-1 family=web t=1 shared=2000000000002000";
  std::string half = "2000000000002000";
  for (int a = 2001; a < 2050; ++a) {
    line += fmt::format(",200000000000{}", a);
    if (a < 2025) half += fmt::format(",200000000000{}", a);
  }
  const auto fifty = make_plan(cloud_of(line), task_of({"image m-1 shared-with none"},
                                                       {"not image m-1 shared-with " + half}));
  REQUIRE(fifty.has_value());
  CHECK(fifty->cost == 5 * 1 + 50 * 10);
}

TEST_CASE("what fills a quota gives way", "[explore][plan]") {
  Settings settings;
  settings.quotas.families_per_region = 2;
  const Cloud full =
      cloud_of("m-0 family=web t=1\nm-1 family=web t=2\nm-d family=db t=3", settings);
  CHECK(plan_of(full, task_of({"image m-1 family next"}, {"family web resolves"})) ==
        std::vector<std::string>{"DeleteImage m-d", "ModifyImageAttribute m-1 ImageFamily=next"});
  // Of several families the cheapest to empty; of those that are there one is good enough to leave
  // another one for.
  settings.quotas.families_per_region = 3;
  const Cloud three = cloud_of(R"(m-0 family=web t=1
                                  m-1 family=web t=2
                                  m-2 family=db t=3 shared=bob
                                  m-3 family=api t=4)",
                               settings);
  CHECK(plan_of(three, task_of({"image m-1 family next"}, {"family web resolves"})) ==
        std::vector<std::string>{"DeleteImage m-3", "ModifyImageAttribute m-1 ImageFamily=next"});
  CHECK(make_plan(three, task_of({"not image m-1 family web"}, {"image m-1 exists"}))->cost == 5);
}

TEST_CASE("an image leaves its family for a new one", "[explore][plan]") {
  const Cloud one = cloud_of("m-0 family=db t=1");
  const std::vector<std::string> moved{"ModifyImageAttribute m-0 ImageFamily=retired"};
  CHECK(plan_of(one, task_of({"not image m-0 family db"})) == moved);
  CHECK(plan_of(one, task_of({"not image m-0 family db"}, {"image m-0 exists"})) == moved);
  const Cloud two = cloud_of("m-0 family=db t=1\nm-1 family=retired t=2");
  CHECK(plan_of(two, task_of({"not image m-0 family db"})) ==
        std::vector<std::string>{"ModifyImageAttribute m-0 ImageFamily=retired-2"});
}

TEST_CASE("a family is led away from an image whatever else it has", "[explore][plan]") {
  std::string lines;
  for (int n = 100; n < 200; ++n)
    lines += fmt::format("m-{} family=web t={} {}\n", n, n, n % 2 == 1 ? "shared=bob,carol" : "");
  const Cloud cloud = cloud_of(lines);
  const auto away =
      make_plan(cloud, task_of({"not family web resolves-to m-199 and family web resolves"}));
  REQUIRE(away.has_value());
  CHECK(away->cost == 22);
  CHECK(away->expanded < 100);
  const auto either =
      make_plan(cloud, task_of({"family web resolves-to m-100 or family web resolves-to m-101"}));
  REQUIRE(either.has_value());
  CHECK(either->cost == 49 * 22 + 49);
  CHECK(either->expanded < 1000);
  const auto mixed =
      make_plan(cloud, task_of({"family web resolves-to m-190 or (image m-199 status "
                                "Deprecated and not family web resolves-to m-198)"}));
  REQUIRE(mixed.has_value());
  CHECK(mixed->cost == 23);
  CHECK(mixed->expanded < 1000);
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

TEST_CASE("an instance that stays is blamed on what keeps it", "[explore][plan]") {
  const Cloud cloud = cloud_of(R"(m-1 family=web t=1
                                  i-1 image=m-1 protected
                                  i-2 image=m-1 of=bob)");
  const auto blamed = [&](const std::string& goal) {
    const auto plan = make_plan(cloud, task_of({goal}));
    REQUIRE(plan.has_value());
    REQUIRE(plan->verdict == PlanVerdict::Impossible);
    return plan->blocked.front().refused;
  };
  const auto protected_one = blamed("not instance i-1 exists");
  REQUIRE(protected_one.size() == 1);
  CHECK(protected_one.front().request == "DeleteInstance i-1");
  CHECK(protected_one.front().broken == std::vector<RuleId>{"delete-instance-protected"_rule});
  const auto foreign = blamed("not instance i-2 exists");
  REQUIRE(foreign.size() == 1);
  CHECK(foreign.front().broken == std::vector<RuleId>{"instance-exists"_rule});
  const auto used = blamed("image m-1 exists and not image m-1 in-use");
  CHECK(std::count_if(used.begin(), used.end(), [](const RefusedAlways& r) {
          return r.request.starts_with("DeleteInstance");
        }) == 2);
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
  const Cloud shared = cloud_of(
      "m-1 family=web t=1\nm-f of=bob shared=alice t=2\n"
      "i-f image=m-f");
  const auto stays = claim_of("instance i-f exists");
  CHECK(make_plan(shared, task_of({"instance i-f exists"})).error().code == "PLN020");
  CHECK(check_names(shared, alice, std::string(test::hangzhou), {stays}).has_value());
  CHECK(check_names(shared, alice, std::string(test::hangzhou), {claim_of("instance i-g exists")})
            .error()
            .code == "PLN003");
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
