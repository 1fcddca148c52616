// Walks leave nothing out, and are as short as they say.
#include "support/catch.hpp"

#include <imgfam/explore/cover.hpp>

#include <set>

namespace imgfam {
namespace {

FamilyModel sized(std::uint32_t images, std::uint32_t accounts, std::uint32_t instances) {
  ModelOptions options;
  options.images = images;
  options.accounts = accounts;
  options.instances = instances;
  auto model = FamilyModel::blank(options);
  REQUIRE(model.has_value());
  return *model;
}

using Place = std::pair<StateGraph::Vertex, ModelRequest>;

/// What the walks do, found by sending their requests to the model.
struct Done {
  std::set<Place> transitions, refusals;
  std::set<std::pair<Place, Place>> pairs;
  std::uint64_t requests = 0;
};

Done send(const StateGraph& graph, const CoverWalks& walks) {
  Done done;
  const FamilyModel& model = graph.model();
  for (const auto& walk : walks.walks) {
    FamilyState state = model.initial();
    std::optional<Place> last;
    for (const CoverStep& step : walk) {
      const Place place{graph.find(state).value(), step.request};
      const bool is_refused = model.apply(state, step.request).any();
      REQUIRE(is_refused == step.is_refused);
      auto& known = is_refused ? done.refusals : done.transitions;
      REQUIRE(known.insert(place).second == step.is_first);
      if (!is_refused && last) done.pairs.emplace(*last, place);
      if (!is_refused) last = place;
      ++done.requests;
    }
  }
  return done;
}

}  // namespace

TEST_CASE("walks take every transition, refusal or pair", "[explore][cover]") {
  for (const auto& [n, m, k] : {std::tuple{1U, 0U, 0U}, {1U, 1U, 1U}, {2U, 1U, 0U}, {2U, 1U, 1U}}) {
    const FamilyModel model = sized(n, m, k);
    const StateGraph graph = *StateGraph::of(model, {});
    const CoverCounts counts = count_requests(graph);
    for (const std::uint64_t exact_max : {std::uint64_t{0}, CoverOptions{}.exact_max}) {
      for (const std::size_t longest : {std::size_t{20}, std::size_t{1'000'000}}) {
        CoverOptions options;
        options.exact_max = exact_max;
        options.requests_per_walk_max = longest;
        for (const Cover what : {Cover::Transitions, Cover::Refusals, Cover::Pairs}) {
          const CoverWalks walks = *cover(graph, what, options);
          const Done done = send(graph, walks);
          CHECK(done.requests == walks.requests);
          if (what == Cover::Transitions) {
            CHECK(done.transitions.size() == walks.covered);
            CHECK(done.transitions.size() == counts.transitions);
          }
          if (what == Cover::Refusals) CHECK(done.refusals.size() == counts.refusals);
          if (what == Cover::Pairs) CHECK(done.pairs.size() == walks.covered);
          const std::uint64_t length = walks.requests + walks.walks.size();
          CHECK(length >= walks.least);
          const bool is_whole = longest == 1'000'000;
          CHECK((walks.is_exact && is_whole ? length == walks.least : true));
        }
      }
    }
  }
}

TEST_CASE("walks are as short as measured", "[explore][cover]") {
  const FamilyModel model = sized(2, 1, 1);
  const StateGraph graph = *StateGraph::of(model, {});
  struct Expected {
    Cover what;
    std::uint64_t exact_max, covered, requests, walks, least;
  };
  for (const Expected& e :
       std::vector<Expected>{{Cover::Transitions, 0, 1775, 2984, 253, 2031},
                             {Cover::Transitions, 100'000'000, 1775, 2906, 252, 3158},
                             {Cover::Refusals, 100'000'000, 1260, 1442, 6, 1421},
                             {Cover::Pairs, 0, 19'915, 38'136, 2871, 22'826},
                             {Cover::Pairs, 100'000'000, 19'915, 35'463, 2764, 38'227}}) {
    CoverOptions options;
    options.exact_max = e.exact_max;
    options.requests_per_walk_max = 1'000'000;
    const CoverWalks walks = *cover(graph, e.what, options);
    INFO(to_text(e.what) << " " << e.exact_max);
    CHECK(walks.is_exact == (e.exact_max != 0 && e.what != Cover::Refusals));
    CHECK(walks.covered == e.covered);
    CHECK(walks.requests == e.requests);
    CHECK(walks.walks.size() == e.walks);
    CHECK(walks.least == e.least);
  }
}

TEST_CASE("a walk that would be longer is divided", "[explore][cover]") {
  const FamilyModel model = sized(2, 1, 1);
  const StateGraph graph = *StateGraph::of(model, {});
  CoverOptions options;
  options.requests_per_walk_max = 20;
  const CoverWalks walks = *cover(graph, Cover::Transitions, options);
  for (const auto& walk : walks.walks)
    CHECK(walk.size() <= 20);
}

TEST_CASE("more to cover than allowed is told", "[explore][cover]") {
  const FamilyModel model = sized(2, 1, 1);
  const StateGraph graph = *StateGraph::of(model, {});
  CoverOptions options;
  options.covered_max = 1775;
  CHECK(cover(graph, Cover::Transitions, options).has_value());
  CHECK(cover(graph, Cover::Pairs, options).error().code == "GEN001");
}

}  // namespace imgfam
