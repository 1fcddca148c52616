// Models around clouds of every kind, and the clouds, in step: as far as a bounded walk comes.
#include "explore/cloud_twin.hpp"
#include "explore/model_walk.hpp"
#include "support/catch.hpp"
#include "support/clouds.hpp"

namespace imgfam {
namespace {

using test::alice;
using test::bob;
using test::carol;
using test::cloud_of;

struct Around {
  std::string_view what = {};
  std::string_view lines = {};
  std::optional<std::vector<std::string>> images = {};
  std::vector<std::string> families = {};
  std::uint32_t spare_images = 0;
  std::uint32_t spare_instances = 1;
  std::optional<std::vector<AccountId>> accounts = {};
  std::size_t states_max = 150;
};

/// An image's line, shared with so many accounts beside those named.
std::string shared_with_many(std::string line, std::size_t accounts) {
  for (std::size_t a = 0; a < accounts; ++a)
    line += "," + std::to_string(3'000'000'000'000'000 + a);
  return line;
}

const std::string many = shared_with_many("m-2 family=web t=20 shared=bob", 70);
const std::string few = shared_with_many("m-3 family=web t=30 shared=carol,bob", 12);

std::vector<Around> clouds() {
  return {
      {.what = "a family, an image in none and one in another", .lines = R"(m-1 family=web t=10
                                          m-2 family=web t=20 Deprecated UEFI
                                          m-3 family=db t=30 shared=bob
                                          m-4 t=40)"},
      {.what = "one of several families",
       .lines = R"(m-1 family=web t=10
                   m-2 family=web t=20 shared=bob,carol
                   m-3 family=db t=30 shared=bob
                   m-4 t=40 shared=carol
                   i-1 image=m-1
                   i-2 image=m-3)",
       .images = {{"m-2"}},
       .spare_images = 1},
      {.what = "more accounts than can be told apart",
       .lines = many,
       .accounts = std::vector<AccountId>{bob}},
      {.what = "accounts told apart and others on several images",
       .lines = few,
       .accounts = std::vector<AccountId>{bob, carol},
       .states_max = 60},
      {.what = "nobody told apart", .lines = few, .accounts = std::vector<AccountId>{}},
      {.what = "instances of others, stopped and protected ones",
       .lines = R"(m-1 family=web t=10 shared=bob
                   m-2 family=web t=20
                   i-1 image=m-1 of=bob
                   i-2 image=m-2 protected
                   i-3 image=m-2 Stopped
                   i-4 image=m-1 Starting
                   i-5 image=m-gone)"},
      {.what = "arm64, and boot modes", .lines = R"(m-1 family=web t=10 arm64 UEFI
                                          m-2 family=web t=20 UEFI-Preferred
                                          m-3 family=web t=30 imported)"},
      {.what = "images of every origin and status",
       .lines = R"(m-1 family=web t=10 UnAvailable shared=bob
                   m-2 family=web t=20 CreateFailed
                   m-3 family=web t=30 copied
                   m-4 family=web t=40 imported)"},
      {.what = "a creation under way", .lines = R"(m-1 family=web t=10
                                          m-2 family=web t=20 Creating)"},
      {.what = "CreationTimes that tie", .lines = R"(m-b family=web t=10
                                          m-c family=web t=10
                                          m-a family=web t=10)"},
      {.what = "community images", .lines = R"(m-1 family=web t=10 community
                                          m-2 family=web t=20 community shared=bob Available
                                          i-1 image=m-2 of=carol)"},
      {.what = "images elsewhere, and of others and the system",
       .lines = R"(m-1 family=web t=10
                   m-2 family=web t=20 in=cn-beijing
                   m-3 family=web t=30 of=bob shared=alice
                   m-4 family=web system t=40
                   i-1 image=m-3
                   i-2 image=m-4)",
       .spare_images = 1},
      {.what = "a family that is not there yet",
       .lines = "m-1 t=10 shared=bob",
       .images = {{"m-1"}},
       .families = {"web"},
       .spare_images = 1},
  };
}

Result<FamilyModel> model_around(const Around& around, Settings settings) {
  // Imported and Creating images are under way for longer than any walk.
  settings.settle.create = settings.settle.import = {1'000'000'000};
  const Cloud cloud = cloud_of(around.lines, settings);
  FamilyModel::View view;
  view.account = alice;
  view.region = test::hangzhou;
  view.images = around.images;
  view.families = around.families;
  view.accounts = around.accounts;
  view.spare_images = around.spare_images;
  view.spare_instances = around.spare_instances;
  return FamilyModel::around(cloud, view);
}

Walked walk_around(const Around& around, const Settings& settings) {
  const auto model = model_around(around, settings);
  REQUIRE(model.has_value());
  return walk(*model, around.states_max);
}

}  // namespace

TEST_CASE("a model around a cloud agrees with it in all editions", "[explore][around]") {
  for (const Around& around : clouds()) {
    for (const Edition edition : all_editions) {
      INFO(around.what << ", edition " << to_text(edition));
      const Walked walked = walk_around(around, test::settings_of(edition));
      CHECK(walked.states > 5);
      CHECK(walked.refusals > 10);
    }
  }
}

TEST_CASE("a model around a cloud agrees with it under every reading", "[explore][around]") {
  for (Around around : clouds()) {
    around.states_max = 12;
    for (std::uint8_t q = 0; q < questions.size(); ++q) {
      for (std::uint8_t r = 1; r < questions[q].readings_count(); ++r) {
        INFO(around.what << ", " << questions[q].id << "=" << questions[q].readings[r].id);
        Settings settings;
        settings.interpretation.choose({q, r});
        if (model_around(around, settings).has_error()) continue;
        CHECK(walk_around(around, settings).states > 5);
      }
    }
  }
}

TEST_CASE("a model around a cloud agrees with it at its quotas", "[explore][around]") {
  Settings settings;
  settings.quotas = {.images_per_family = 2,
                     .families_per_region = 2,
                     .images_per_region = 4,
                     .accounts_per_image = 2,
                     .images_shared_with_account = 2};
  for (const Around& around : clouds()) {
    INFO(around.what);
    CHECK(walk_around(around, settings).states > 5);
  }
}

TEST_CASE("a family that others' images can stand for is no model's", "[explore][around]") {
  const auto settings = test::settings_of(newest_edition, "family-scope=own-and-shared");
  Around around;
  around.lines = "m-1 family=web t=10\nm-2 family=web system t=20";
  CHECK(model_around(around, settings).error().code == "EXP012");
  CHECK(model_around(around, {}).has_value());
  around.lines = "m-1 family=web of=bob shared=alice";
  CHECK(model_around(around, settings).has_value());
  around.families = {"acs:1000000000000002:web"};
  CHECK(model_around(around, settings).error().code == "EXP012");
}

}  // namespace imgfam
