// The engines beside the naive explorer and beside each other: the same states, transitions,
// refusals and depths.
#include "reference/naive_explorer.hpp"
#include "support/catch.hpp"

#include <imgfam/explore/explore.hpp>

#include <sstream>

namespace imgfam {
namespace {

std::string shown(std::uint64_t states, std::uint64_t transitions, std::uint64_t refusals,
                  const std::map<RuleId, std::uint64_t>& by_rule) {
  std::ostringstream out;
  out << states << " states, " << transitions << " transitions, " << refusals << " refusals";
  for (const auto& [id, times] : by_rule)
    out << ", " << rule(id).id << " " << times;
  return out.str();
}
std::string shown(const Exploration& e) {
  return shown(e.states, e.transitions, e.refusals, e.refusals_by_rule);
}

ModelOptions sized(std::uint32_t images, std::uint32_t accounts, std::uint32_t instances) {
  ModelOptions options;
  options.images = images;
  options.accounts = accounts;
  options.instances = instances;
  return options;
}

Exploration found(const ModelOptions& options, Engine engine, unsigned threads = 1) {
  const auto model = FamilyModel::blank(options);
  ExploreOptions how;
  how.engine = engine;
  how.threads = threads;
  const auto exploration = explore(*model, {}, how);
  REQUIRE(exploration.has_value());
  CHECK(exploration->is_complete());
  return *exploration;
}

void compare_with_naive(const ModelOptions& options) {
  reference::NaiveSizes sizes;
  sizes.images = options.images;
  sizes.accounts = options.accounts;
  sizes.instances = options.instances;
  sizes.uefi_preferred = options.uefi_preferred;
  sizes.edition = options.edition;
  sizes.interpretation = options.interpretation;
  const reference::NaiveCounts naive = reference::explore_naively(sizes);
  const std::string expected =
      shown(naive.states, naive.transitions, naive.refusals, naive.refusals_by_rule);
  const Exploration dense = found(options, Engine::Dense);
  const Exploration hash = found(options, Engine::Hash);
  CHECK(shown(dense) == expected);
  CHECK(shown(hash) == expected);
  CHECK(shown(found(options, Engine::Words)) == expected);
  CHECK(dense.depth == naive.depth);
  CHECK(hash.depth == naive.depth);
}

}  // namespace

TEST_CASE("every engine finds what the naive explorer finds", "[explore]") {
  for (auto [n, m, k] : {std::tuple{1U, 0U, 0U},
                         {1U, 2U, 2U},
                         {2U, 1U, 1U},
                         {2U, 2U, 0U},
                         {2U, 0U, 3U},
                         {3U, 0U, 1U}}) {
    INFO(n << " images, " << m << " accounts, " << k << " instances");
    compare_with_naive(sized(n, m, k));
  }
}

TEST_CASE("every engine finds what the naive explorer finds in every edition", "[explore]") {
  for (const Edition edition : {Edition::E2020, Edition::E2023}) {
    ModelOptions options = sized(2, 1, 1);
    options.edition = edition;
    options.uefi_preferred = true;
    compare_with_naive(options);
  }
}

TEST_CASE("every engine finds what the naive explorer finds under readings", "[explore]") {
  for (const ReadingId reading :
       {"repeat-status=accept"_reading, "unshare-deprecated=refuse"_reading,
        "in-use-means=ever"_reading, "same-boot-mode=refuse"_reading,
        "edit-deprecated=refuse"_reading, "delete-shared=accept"_reading,
        "share-again=refuse"_reading, "delete-missing=ignored"_reading,
        "force-shared=accept"_reading}) {
    ModelOptions options = sized(2, 1, 1);
    options.interpretation.choose(reading);
    INFO(to_string(options.interpretation));
    compare_with_naive(options);
  }
}

TEST_CASE("the engines agree where the naive explorer is too slow", "[explore]") {
  std::vector<ModelOptions> models{sized(3, 2, 2), sized(4, 1, 2), sized(2, 3, 3), sized(5, 0, 3)};
  models.push_back(sized(2, 1, 1));
  models.back().creating = models.back().nvme = true;
  models.push_back(sized(2, 1, 1));
  models.back().second_family = models.back().uefi_preferred = true;
  models.push_back(sized(2, 1, 2));
  models.back().interpretation.choose("in-use-means=ever"_reading);
  models.back().second_family = true;
  for (const ModelOptions& options : models) {
    INFO(options.images << " images, " << options.accounts << " accounts, " << options.instances
                        << " instances");
    const Exploration dense = found(options, Engine::Dense);
    CHECK(shown(found(options, Engine::Words)) == shown(dense));
    const Exploration two = found(options, Engine::Dense, 2);
    CHECK(shown(two) == shown(dense));
    CHECK(two.depth == dense.depth);
    const Exploration hash = found(options, Engine::Hash);
    CHECK(shown(hash) == shown(dense));
    CHECK(hash.depth == dense.depth);
  }
}

TEST_CASE("the sizes of models are as they always were", "[explore]") {
  struct Pinned {
    std::uint32_t images, accounts, instances;
    std::uint64_t states, transitions;
    std::uint32_t depth;
  };
  for (const Pinned& p : {Pinned{1, 0, 0, 6, 23, 3},
                          {2, 2, 2, 1129, 17017, 11},
                          {3, 1, 1, 1513, 24888, 10},
                          {3, 2, 2, 22203, 488417, 15},
                          {4, 2, 2, 382167, 11052151, 19}}) {
    const Exploration e = found(sized(p.images, p.accounts, p.instances), Engine::Dense);
    INFO(p.images << ' ' << p.accounts << ' ' << p.instances);
    CHECK(e.states == p.states);
    CHECK(e.transitions == p.transitions);
    CHECK(e.depth == p.depth);
  }
}

}  // namespace imgfam
