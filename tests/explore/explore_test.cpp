#include "support/catch.hpp"

#include <imgfam/explore/around.hpp>
#include <imgfam/explore/explore.hpp>
#include <imgfam/explore/promela.hpp>

#include <set>

namespace imgfam {
namespace {

FamilyModel blank(std::uint32_t images, std::uint32_t accounts, std::uint32_t instances,
                  ModelOptions options = {}) {
  options.images = images;
  options.accounts = accounts;
  options.instances = instances;
  auto model = FamilyModel::blank(options);
  REQUIRE(model.has_value());
  return *model;
}

Property property(const FamilyModel& model, Property::Kind kind, std::string_view text) {
  const auto claim = parse_claim(text, model.owner(), model.region());
  REQUIRE(claim.has_value());
  auto bound = ModelClaim::bind(*claim, model, kind == Property::Kind::Always);
  REQUIRE(bound.has_value());
  return {kind, std::string(text), std::move(*bound)};
}

Exploration found(const FamilyModel& model, const std::vector<Property>& properties,
                  ExploreOptions options = {}) {
  auto exploration = explore(model, properties, options);
  REQUIRE(exploration.has_value());
  return *exploration;
}

std::vector<std::string> words(const FamilyModel& model, const PropertyFinding& finding) {
  std::vector<std::string> out;
  REQUIRE(finding.path.has_value());
  for (const ModelRequest& request : *finding.path)
    out.push_back(model.describe(request));
  return out;
}

ModelImage image(Status status, std::uint64_t shared_with = 0) {
  ModelImage out;
  out.is_created = true;
  out.status = status;
  out.shared_with = shared_with;
  return out;
}

}  // namespace

TEST_CASE("the shipped properties hold in every state of small models", "[explore]") {
  for (const Edition edition : {Edition::E2020, Edition::E2023, Edition::E2026}) {
    ModelOptions options;
    options.edition = edition;
    options.second_family = true;
    const FamilyModel model = blank(2, 1, 1, options);
    const auto properties = shipped_properties();
    REQUIRE(properties.size() == 6);
    for (const Engine engine : {Engine::Dense, Engine::Hash, Engine::Words}) {
      ExploreOptions how;
      how.engine = engine;
      for (const PropertyFinding& finding : found(model, properties, how).properties)
        CHECK(finding.finding == Finding::Holds);
    }
  }
}

TEST_CASE("every promise about states is broken by some state", "[explore]") {
  using Of = Property::Kind;
  const auto is_kept = [](Of kind, std::vector<ModelImage> images, std::size_t resolved) {
    return is_promise_kept(kind, images, 1, [&](std::size_t) { return resolved; });
  };
  const ModelImage available = image(Status::Available);
  const ModelImage deprecated = image(Status::Deprecated);
  const ModelImage shared = image(Status::Deprecated, 1);
  CHECK(is_kept(Of::SharedNeverDeprecated, {image(Status::Available, 1), deprecated}, 0));
  CHECK_FALSE(is_kept(Of::SharedNeverDeprecated, {available, shared}, 0));
  CHECK(is_kept(Of::DeprecatedNeverResolved, {available, deprecated}, 0));
  CHECK(is_kept(Of::DeprecatedNeverResolved, {deprecated, deprecated}, 2));
  CHECK_FALSE(is_kept(Of::DeprecatedNeverResolved, {available, deprecated}, 1));
  CHECK(is_kept(Of::EmptyWithoutAvailable, {deprecated, deprecated}, 2));
  CHECK(is_kept(Of::EmptyWithoutAvailable, {available, deprecated}, 0));
  CHECK_FALSE(is_kept(Of::EmptyWithoutAvailable, {available, deprecated}, 2));
}

TEST_CASE("a request that does what it must not violates its property", "[explore]") {
  const FamilyModel model = blank(1, 1, 1);
  const RuleSet none;
  RuleSet some;
  some.set(0);
  const ModelRequest deprecate{Act::Deprecate, 0, 0};
  const ModelRequest boot{Act::SetBootMode, 0, static_cast<std::uint64_t>(BootMode::Uefi)};
  const FamilyState available{{image(Status::Available)}, {no_instance}};
  const FamilyState deprecated{{image(Status::Deprecated)}, {no_instance}};
  const FamilyState deleted{{image(Status::Deleted)}, {orphaned}};
  FamilyState used = available;
  used.instances = {1};
  FamilyState changed = used;
  changed.images[0].boot_mode = BootMode::Uefi;
  FamilyState shared_and_deprecated = deprecated;
  shared_and_deprecated.images[0].shared_with = 1;

  using Of = Property::Kind;
  CHECK(violates(Of::RefusedChangesNothing, model, available, deprecate, some, deprecated));
  CHECK_FALSE(violates(Of::RefusedChangesNothing, model, available, deprecate, some, available));
  CHECK_FALSE(violates(Of::RefusedChangesNothing, model, available, deprecate, none, deprecated));
  CHECK_FALSE(violates(Of::DeprecationCanBeUndone, model, available, deprecate, none, deprecated));
  CHECK(violates(Of::DeprecationCanBeUndone, model, available, deprecate, none, deleted));
  CHECK(violates(Of::DeprecationCanBeUndone, model, available, deprecate, none,
                 shared_and_deprecated));
  CHECK(violates(Of::BootModeInUseStays, model, used, boot, none, changed));
  CHECK_FALSE(violates(Of::BootModeInUseStays, model, used, boot, none, used));
  CHECK_FALSE(violates(Of::BootModeInUseStays, model, used, boot, none, deleted));
}

TEST_CASE("the way to a violation is as short as any and leads there", "[explore]") {
  const FamilyModel model = blank(3, 2, 2);
  const std::vector<Property> properties{
      property(model, Property::Kind::Always, "image $m in-use implies family web resolves"),
      property(model, Property::Kind::Never,
               "instance i-1 exists and instance i-2 exists and image m-3 exists false and "
               "image m-2 status Deprecated boot-mode UEFI"),
      property(model, Property::Kind::Reachable,
               "image m-2 shared-with 2000000000000001,2000000000000002 and family web resolves-to "
               "m-1"),
      property(model, Property::Kind::Reachable,
               "family web resolves-to m-1 and image m-2 shared-with 2000000000000002")};
  ExploreOptions how;
  how.engine = Engine::Dense;
  const Exploration dense = found(model, properties, how);
  how.threads = 3;
  const Exploration threads = found(model, properties, how);
  how.engine = Engine::Hash;
  const Exploration hash = found(model, properties, how);
  how.engine = Engine::Words;
  const Exploration words_alone = found(model, properties, how);
  CHECK(words(model, dense.properties[0]) ==
        std::vector<std::string>{"CreateImage ImageFamily=web", "RunInstances m-1",
                                 "ModifyImageAttribute m-1 Status=Deprecated"});
  for (std::size_t p = 0; p < properties.size(); ++p) {
    INFO(properties[p].name);
    CHECK(dense.properties[p].finding == hash.properties[p].finding);
    CHECK(dense.properties[p].finding == words_alone.properties[p].finding);
    CHECK_FALSE(words_alone.properties[p].path.has_value());
    CHECK(dense.properties[p].path == threads.properties[p].path);
    if (!dense.properties[p].path) continue;
    CHECK(dense.properties[p].path->size() == hash.properties[p].path->size());
    for (const Exploration* exploration : {&dense, &hash}) {
      FamilyState state = model.initial();
      for (const ModelRequest& request : *exploration->properties[p].path)
        CHECK(model.apply(state, request).none());
      const bool is_so = properties[p].claim->holds(model, state);
      CHECK(is_so == (properties[p].kind != Property::Kind::Always));
    }
  }
  // Nothing is both shared and passed over, since only an Available image is shared.
  CHECK(dense.properties[2].finding == Finding::Violated);
  CHECK(dense.properties[3].finding == Finding::Violated);
}

TEST_CASE("what a bound leaves open is undecided", "[explore]") {
  const FamilyModel model = blank(3, 1, 1);
  const std::vector<Property> properties{
      property(model, Property::Kind::Always, "image $m status Available or image $m exists false"),
      property(model, Property::Kind::Reachable, "image m-3 in-use"),
      property(model, Property::Kind::Never, "image m-3 in-use and instance i-1 exists false")};
  for (const Engine engine : {Engine::Dense, Engine::Hash}) {
    ExploreOptions how;
    how.engine = engine;
    how.depth_max = 2;
    const Exploration shallow = found(model, properties, how);
    CHECK(shallow.stopped_by == Bound::Depth);
    CHECK(shallow.depth == 2U);
    CHECK(shallow.properties[0].finding == Finding::Violated);  // Found within the bound.
    CHECK(shallow.properties[1].finding == Finding::Undecided);
    CHECK(shallow.properties[2].finding == Finding::Undecided);
    how.depth_max = 4;
    CHECK(found(model, properties, how).properties[1].finding == Finding::Holds);
    how.depth_max = ExploreOptions{}.depth_max;
    how.states_max = 50;
    const Exploration few = found(model, properties, how);
    CHECK(few.stopped_by == Bound::States);
    CHECK(few.states >= 50);
    CHECK(few.states < 500);
  }
}

TEST_CASE("memory is bounded before it is taken or as it grows", "[explore]") {
  const FamilyModel model = blank(5, 3, 2);
  ExploreOptions how;
  how.bytes_max = 1 << 20;
  how.engine = Engine::Dense;
  CHECK(explore(model, {}, how).error().code == "EXP005");
  how.engine = Engine::Words;
  CHECK(explore(model, {}, how).error().code == "EXP005");
  how.engine = Engine::Automatic;
  const Exploration hash = found(model, {}, how);
  CHECK(hash.engine == Engine::Hash);
  CHECK(hash.stopped_by == Bound::Memory);
}

TEST_CASE("what the counting engine does not know cannot bound it", "[explore]") {
  const FamilyModel model = blank(2, 1, 1);
  ExploreOptions how;
  how.engine = Engine::Words;
  how.depth_max = 3;
  CHECK(explore(model, {}, how).error().code == "EXP004");
  how = {};
  how.engine = Engine::Words;
  how.states_max = 10;
  CHECK(explore(model, {}, how).error().code == "EXP004");
}

TEST_CASE("an engine that cannot explore a model says so", "[explore]") {
  ModelOptions options;
  options.images_per_family = 1;
  const FamilyModel model = blank(2, 1, 1, options);
  ExploreOptions how;
  how.engine = Engine::Dense;
  CHECK(explore(model, {}, how).error().code == "EXP004");
  CHECK(promela_of(model).error().code == "EXP004");
  how.engine = Engine::Automatic;
  const Exploration hash = found(model, {}, how);
  CHECK(hash.engine == Engine::Hash);
  // The quota refuses a second member.
  CHECK(hash.refusals_by_rule.at("create-family-images-max"_rule) > 0);
}

TEST_CASE("a claim about what the model does not hold is refused", "[explore]") {
  const FamilyModel model = blank(2, 1, 1);
  const auto error_of = [&](std::string_view text) {
    const auto bound =
        ModelClaim::bind(*parse_claim(text, model.owner(), model.region()), model, true);
    return bound.has_value() ? std::string("none") : bound.error().code;
  };
  CHECK(error_of("image $m in-use") == "none");
  CHECK(error_of("image m-3 in-use") == "EXP002");
  CHECK(error_of("family api resolves") == "EXP002");
  CHECK(error_of("family web resolves-to m-9") == "EXP002");
  CHECK(error_of("instance i-2 exists") == "EXP002");
  CHECK(error_of("image m-1 shared-with 7") == "EXP002");
  CHECK(error_of("image m-1 name n") == "EXP003");
  CHECK(error_of("family web resolves as 7") == "EXP003");
  CHECK(error_of("family web resolves region cn-beijing") == "EXP003");
  CHECK(error_of("instance i-1 status Running") == "EXP003");
  CHECK(error_of("done a.1") == "EXP003");
}

TEST_CASE("looking around a cloud checks what follows it", "[explore]") {
  Cloud cloud;
  for (int i = 0; i < 3; ++i) {
    Image image;
    image.id = "m-" + std::to_string(i);
    image.family = "web";
    image.owner = {1};
    image.region = "cn-hangzhou";
    image.created = cloud.now();
    REQUIRE(cloud.add(image).has_value());
  }
  const auto around = look_around(cloud, {1}, "cn-hangzhou");
  REQUIRE(around.has_value());
  CHECK(around->depth == 3);
  CHECK(around->states > 50);
  CHECK(around->violated.empty());
  const auto elsewhere = look_around(cloud, {1}, "cn-beijing");
  CHECK(elsewhere->states == 1);
}

}  // namespace imgfam
