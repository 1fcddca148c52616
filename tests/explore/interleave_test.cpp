#include "explore/interleave_random.hpp"
#include "support/catch.hpp"

#include <imgfam/explore/interleave.hpp>
#include <imgfam/model/assert.hpp>
#include <imgfam/rules/catalogue.hpp>

#include <fmt/format.h>

namespace imgfam {
namespace {

constexpr AccountId us{1000000000000001};
constexpr std::string_view region = "cn-hangzhou";

Cloud web_cloud(const Settings& settings = {}) {
  Cloud cloud(settings);
  Image image;
  image.id = "m-1";
  image.owner = us;
  image.region = region;
  image.family = "web";
  image.created = {settings.clock.seconds - 3600};
  IMGFAM_ASSERT(cloud.add(image).has_value());
  Instance instance;
  instance.id = "i-1";
  instance.image = "m-1";
  instance.account = us;
  instance.region = region;
  IMGFAM_ASSERT(cloud.add(instance).has_value());
  return cloud;
}

RequestStep send(const std::string& query, const std::string& bind = {}) {
  RequestStep step;
  step.request = *parse_query("Action=" + query + "&RegionId=cn-hangzhou");
  step.request.account = us;
  if (!bind.empty())
    step.bind.push_back({bind, step.request.action == "RunInstances"
                                   ? "InstanceIdSets.InstanceIdSet.0"
                                   : "ImageId"});
  return step;
}

Watch watch(WatchKind kind, std::string_view claim) {
  return {kind, *parse_claim(claim, us, region)};
}
Watch always(std::string_view claim) { return watch(WatchKind::Always, claim); }

/// Creates an image in the family and tests it there; a reader launches from the family.
std::vector<Pipeline> racing() {
  return {{"build",
           {send("CreateImage&InstanceId=i-1&ImageFamily=web", "new"),
            send("RunInstances&ImageId=%24%7Bnew%7D", "probe"),
            send("ModifyImageAttribute&ImageId=%24%7Bnew%7D&Description=tested")}},
          {"use", {send("RunInstances&ImageFamily=web", "vm")}}};
}

/// The same, but that the image joins the family when it is tested.
std::vector<Pipeline> careful() {
  auto pipelines = racing();
  pipelines[0].steps = {send("CreateImage&InstanceId=i-1", "new"),
                        send("RunInstances&ImageId=%24%7Bnew%7D", "probe"),
                        send("ModifyImageAttribute&ImageId=%24%7Bnew%7D&ImageFamily=web")};
  return pipelines;
}

InterleaveResult done(const Cloud& start, const std::vector<Pipeline>& pipelines,
                      const std::vector<Watch>& watches, const InterleaveLimits& limits = {}) {
  return *interleave(start, pipelines, watches, limits);
}

Failures failures_of(const InterleaveResult& result) {
  Failures out;
  for (const PipelineFailure& f : result.failures)
    out.emplace(f.step.pipeline, f.step.step, f.kind);
  return out;
}

/// What is wrong with a result, compared with what all orders come to; empty when nothing is.
std::string difference(const DrawnPipelines& drawn, const PlainResult& plain,
                       const InterleaveResult& result) {
  if (!result.is_complete) return "a bound was hit";
  if (failures_of(result) != plain.failures) return "other failures";
  for (std::size_t w = 0; w < drawn.watches.size(); ++w) {
    const Watch& watch = drawn.watches[w];
    const WatchResult& watched = result.watches[w];
    const bool is_wanted = watch.kind == WatchKind::Reachable;
    if (watched.holds != (plain.shortest[w].has_value() == is_wanted))
      return fmt::format("another verdict on {}", w);
    if (!watched.order) continue;
    if (watched.order->size() != *plain.shortest[w]) return fmt::format("a longer order for {}", w);
    const OrderReplay replay = replay_order(drawn.start, drawn.pipelines, *watched.order);
    std::vector<std::size_t> steps_done(drawn.pipelines.size());
    for (std::size_t i = 0; i < watched.order->size(); ++i) {
      if (replay.taken[i].mismatches.empty()) ++steps_done[(*watched.order)[i].pipeline];
    }
    const bool is_always = watch.kind == WatchKind::Always;
    if (holds_plainly(watch.claim, is_always, replay.cloud, drawn.pipelines, replay.names,
                      steps_done) == is_always)
      return fmt::format("an order that does not offend for {}", w);
  }
  return {};
}

}  // namespace

TEST_CASE("an image that is created in its family is exposed before it is tested",
          "[explore][interleave]") {
  const auto result =
      done(web_cloud(), racing(),
           {always("family web resolves-to ${build.new} implies done build.3"),
            always("instance ${use.vm} image m-1 or not done use.1 or done build.3")});
  CHECK(result.watches[0].holds == false);
  CHECK(result.watches[0].order == StepOrder{{0, 0}});
  CHECK(result.watches[1].order == StepOrder{{0, 0}, {1, 0}});
  CHECK(result.failures.empty());
  CHECK(result.is_complete);
  CHECK(result.depth == 4);
  CHECK(result.orders == 4);
}

TEST_CASE("an image that joins its family when it is tested is not exposed",
          "[explore][interleave]") {
  const auto result =
      done(web_cloud(), careful(),
           {always("family web resolves-to ${build.new} implies done build.3"),
            watch(WatchKind::Reachable, "instance ${use.vm} image m-1 and done build.3"),
            watch(WatchKind::Reachable,
                  "instance ${use.vm} image m-1 and instance ${build.probe} image m-1")});
  CHECK(result.watches[0].holds == true);
  CHECK(result.watches[1].holds == true);
  CHECK(result.watches[2].holds == false);
}

TEST_CASE("which of two images of one second came later is not forgotten",
          "[explore][interleave]") {
  const std::vector<Pipeline> pipelines{
      {"a", {send("CreateImage&InstanceId=i-1&ImageFamily=web", "new")}},
      {"b", {send("CreateImage&InstanceId=i-1&ImageFamily=web", "new")}}};
  const auto result = done(
      web_cloud(), pipelines,
      {watch(WatchKind::Reachable, "done a.1 and done b.1 and family web resolves-to ${a.new}"),
       watch(WatchKind::Reachable, "done a.1 and done b.1 and family web resolves-to ${b.new}")});
  CHECK(result.watches[0].order == StepOrder{{1, 0}, {0, 0}});
  CHECK(result.watches[1].order == StepOrder{{0, 0}, {1, 0}});
  CHECK(result.states == 5);
}

TEST_CASE("what two steps leave in one order and not in the other is not forgotten",
          "[explore][interleave]") {
  struct Case {
    std::string a, b, after_a, after_b;  // What m-2 is when a, or b, came last.
  };
  Settings settings;
  settings.interpretation.choose("repeat-status=accept"_reading);
  Cloud cloud = web_cloud(settings);
  cloud.add_account(AccountId{2000000000000002});
  Image other;
  other.id = "m-2";
  other.owner = us;
  other.region = region;
  REQUIRE(cloud.add(other).has_value());
  for (const Case& c : std::vector<Case>{
           {"Status=Deprecated", "Status=Available", "status Deprecated", "status Available"},
           {"ImageName=one", "ImageName=two", "name one", "name two"},
           {"ImageFamily=one", "ImageFamily=two", "family one", "family two"},
           {"Description=one", "Description=two", "description one", "description two"},
           {"BootMode=UEFI", "BootMode=BIOS", "boot-mode UEFI", "boot-mode BIOS"}}) {
    INFO(c.a);
    const std::string modify = "ModifyImageAttribute&ImageId=m-2&";
    const std::vector<Pipeline> pipelines{{"a", {send(modify + c.a)}}, {"b", {send(modify + c.b)}}};
    const std::string both = "done a.1 and done b.1 and image m-2 ";
    const auto result = done(cloud, pipelines,
                             {watch(WatchKind::Reachable, both + c.after_a),
                              watch(WatchKind::Reachable, both + c.after_b)});
    CHECK(result.watches[0].order == StepOrder{{1, 0}, {0, 0}});
    CHECK(result.watches[1].order == StepOrder{{0, 0}, {1, 0}});
  }
}

TEST_CASE("steps that only a property brings together are tried in every order",
          "[explore][interleave]") {
  Cloud cloud = web_cloud();
  Image other;
  other.id = "m-2";
  other.owner = us;
  other.region = region;
  other.family = "db";
  REQUIRE(cloud.add(other).has_value());
  const std::string deprecate = "ModifyImageAttribute&Status=Deprecated&ImageId=";
  const std::vector<Pipeline> pipelines{{"a", {send(deprecate + "m-1")}},
                                        {"b", {send(deprecate + "m-2")}}};
  const std::string later = "image m-2 status Deprecated and image m-1 status Available";
  const auto apart = done(cloud, pipelines, {always("image m-1 exists")});
  CHECK(apart.states == 3);
  CHECK(apart.left_out == 1);
  const auto together = done(cloud, pipelines, {watch(WatchKind::Reachable, later)});
  CHECK(together.watches[0].order == StepOrder{{1, 0}});
  CHECK(together.states == 4);
}

TEST_CASE("pipelines that have nothing in common are not mixed", "[explore][interleave]") {
  // Three pipelines of four steps: 34,650 orders and 125 states, of which one order is enough.
  Cloud cloud = web_cloud();
  std::vector<Pipeline> pipelines;
  for (const std::string name : {"x", "y", "z"}) {
    Image image;
    image.id = "m-" + name;
    image.owner = us;
    image.region = region;
    image.family = name;
    REQUIRE(cloud.add(image).has_value());
    const std::string modify = "ModifyImageAttribute&ImageId=m-" + name;
    pipelines.push_back({name,
                         {send(modify + "&Description=old"), send(modify + "&Status=Deprecated"),
                          FamilyCheck{name, {}, us, std::string(region), false},
                          send(modify + "&Status=Available")}});
  }
  InterleaveLimits limits;
  const auto reduced = done(cloud, pipelines, {always("family web resolves-to m-1")}, limits);
  CHECK(reduced.states == 13);
  CHECK(reduced.orders == 34650);
  limits.reduce = false;
  const auto whole = done(cloud, pipelines, {always("family web resolves-to m-1")}, limits);
  CHECK(whole.states == 125);
  CHECK(whole.watches == reduced.watches);
}

TEST_CASE("a pipeline that can be kept from its end is told, with a way there",
          "[explore][interleave]") {
  const std::vector<Pipeline> pipelines{
      {"a",
       {send("ModifyImageAttribute&ImageId=m-1&Status=Deprecated"),
        send("ModifyImageAttribute&ImageId=m-1&Status=Available")}},
      {"b",
       {send("RunInstances&ImageFamily=web"),
        FamilyCheck{"web", "m-1", us, std::string(region), false}}}};
  InterleaveLimits limits;
  const auto result = done(web_cloud(), pipelines, {}, limits);
  REQUIRE(result.failures.size() == 2);
  CHECK(result.failures[0].step == PipelineStep{1, 0});
  CHECK(result.failures[0].broken == std::vector<RuleId>{"launch-family-available"_rule});
  CHECK(result.failures[0].after == StepOrder{{0, 0}});
  CHECK(result.failures[1].step == PipelineStep{1, 1});
  CHECK(result.failures[1].kind.empty());
  CHECK_FALSE(result.is_violated(limits));
  limits.all_complete = true;
  CHECK(result.is_violated(limits));
}

TEST_CASE("time passes for all pipelines at once", "[explore][interleave]") {
  Settings settings;
  settings.settle.create = {600};
  const std::vector<Pipeline> pipelines{
      {"a", {send("CreateImage&InstanceId=i-1&ImageFamily=web", "new"), AdvanceStep{{600}}}},
      {"b", {AdvanceStep{{600}}}}};
  const auto result =
      done(web_cloud(settings), pipelines,
           {always("image ${a.new} status Available implies done a.2"),
            always("image ${a.new} status Available implies done a.2 or done b.1")});
  CHECK(result.watches[0].order == StepOrder{{0, 0}, {1, 0}});
  CHECK(result.watches[1].holds == true);
}

TEST_CASE("where ids are looked into they are compared as they are", "[explore][interleave]") {
  const std::string create = "CreateImage&InstanceId=i-1&ImageName=";
  std::vector<Pipeline> pipelines{{"a", {send(create + "one", "new")}},
                                  {"b", {send(create + "two", "new")}}};
  CHECK(done(web_cloud(), pipelines, {}).states == 3);
  // The id that the first of them draws, in a text.
  const OrderReplay first = replay_order(web_cloud(), pipelines, {{0, 0}});
  const std::string id = first.names[0].at("new");
  const auto named = done(web_cloud(), pipelines,
                          {watch(WatchKind::Reachable, "image " + id + " name two"),
                           watch(WatchKind::Reachable, "image " + id + " name one")});
  CHECK(named.states == 5);
  CHECK(named.watches[0].order == StepOrder{{1, 0}});
  CHECK(named.watches[1].order == StepOrder{{0, 0}});
  Settings settings;
  settings.interpretation.choose("creation-tie=lesser-image-id"_reading);
  CHECK(done(web_cloud(settings), pipelines, {}).states == 5);
}

TEST_CASE("a bound that is hit leaves undecided what is not seen", "[explore][interleave]") {
  const std::vector<Watch> watches{always("family web resolves-to m-1"),
                                   always("image m-1 exists")};
  for (const InterleaveLimits& limits :
       {InterleaveLimits{.states_max = 3}, InterleaveLimits{.steps_max = 2}}) {
    const auto result = done(web_cloud(), racing(), watches, limits);
    CHECK_FALSE(result.is_complete);
    CHECK(result.watches[0].holds == false);
    CHECK(result.watches[1].holds == std::nullopt);
    CHECK(result.is_undecided(limits));
    CHECK(result.states <= limits.states_max);
    CHECK(result.steps <= limits.steps_max);
  }
}

TEST_CASE("what cannot be interleaved is told why", "[explore][interleave]") {
  const auto code_of = [](const std::vector<Pipeline>& pipelines, std::string_view claim) {
    const auto result = interleave(web_cloud(), pipelines, {always(claim)});
    return result.has_value() ? std::string("none") : result.error().code;
  };
  CHECK(code_of({racing()[0]}, "image m-1 exists") == "ILV001");
  CHECK(code_of(std::vector<Pipeline>(17, racing()[0]), "image m-1 exists") == "ILV001");
  Pipeline endless{"endless", std::vector<StepAction>(1001, AdvanceStep{{1}})};
  CHECK(code_of({racing()[0], endless}, "image m-1 exists") == "ILV001");
  CHECK(code_of({racing()[0], racing()[0]}, "image m-1 exists") == "ILV002");
  CHECK(code_of(racing(), "done built.1") == "ILV003");
  CHECK(code_of(racing(), "done build.4") == "ILV003");
  CHECK(code_of(racing(), "image ${built.new} exists") == "ILV003");
  CHECK(code_of(racing(), "image ${build.old} exists") == "ILV004");
  CHECK(code_of(racing(), "image ${build.2} exists") == "ILV004");
  CHECK(code_of(racing(), "image ${build.1} exists") == "none");
}

TEST_CASE("every order comes to what interleaving says", "[explore][interleave]") {
  constexpr std::uint64_t seeds = 1000;
  std::size_t states = 0;
  std::size_t states_reduced = 0;
  std::size_t moments = 0;
  std::size_t reached = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const DrawnPipelines drawn = draw_pipelines(seed);
    const PlainResult plain = try_all_orders(drawn);
    for (const bool reduce : {false, true}) {
      InterleaveLimits limits;
      limits.reduce = reduce;
      const auto result = interleave(drawn.start, drawn.pipelines, drawn.watches, limits);
      INFO("seed " << seed << (reduce ? ", reduced" : "") << "\n" << shown(drawn.pipelines));
      REQUIRE(result.has_value());
      REQUIRE(difference(drawn, plain, *result) == "");
      REQUIRE(result->states <= plain.moments);
      (reduce ? states_reduced : states) += result->states;
    }
    moments += plain.moments;
    for (const auto& shortest : plain.shortest)
      reached += shortest.has_value() ? 1 : 0;
  }
  // The pipelines are worth the comparison: some properties are reached and some are not, different
  // orders meet, and the reduction leaves some out.
  CHECK(reached > seeds * 3);
  CHECK(reached < seeds * 9);
  CHECK(states * 2 < moments);
  CHECK(states_reduced < states);
}

}  // namespace imgfam
