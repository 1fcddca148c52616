// Exploring inside the process: the engines at a size that takes milliseconds, the step function
// and a claim in every state of a smaller model, looking around a cloud. Beside them, how fast this
// machine's memory is, which is what the engines come up against.
#include <imgfam/explore/around.hpp>
#include <imgfam/explore/explore.hpp>

#include <benchmark/benchmark.h>
#include <boost/container_hash/hash.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include <fmt/format.h>

namespace imgfam {
namespace {

constexpr AccountId owner{1000000000000001};
constexpr const char* region = "cn-hangzhou";

// ---- Engines ----

void engine(benchmark::State& state, Engine which, unsigned threads) {
  constexpr std::uint64_t states_expected = 382'167;
  const FamilyModel model =
      FamilyModel::blank({.images = 4, .accounts = 2, .instances = 2}).value();
  ExploreOptions options;
  options.engine = which;
  options.threads = threads;
  std::uint64_t states = 0;
  for (auto _ : state) {
    const Exploration found = explore(model, {}, options).value();
    if (found.states != states_expected) return state.SkipWithError("another number of states");
    states += found.states;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(states));
}
BENCHMARK_CAPTURE(engine, hash, Engine::Hash, 1)->Name("explore/hash")->UseRealTime();
BENCHMARK_CAPTURE(engine, dense, Engine::Dense, 1)->Name("explore/dense")->UseRealTime();
BENCHMARK_CAPTURE(engine, words, Engine::Words, 1)->Name("explore/words")->UseRealTime();

// ---- One request, one claim ----

/// Every state of the model, and every request in each.
struct Everything {
  Everything() {
    boost::unordered_flat_set<FamilyState, boost::hash<FamilyState>> seen{model.initial()};
    states.push_back(model.initial());
    for (std::size_t i = 0; i < states.size(); ++i) {
      std::vector<ModelRequest> here;
      model.requests(states[i], here);
      for (const ModelRequest& request : here) {
        FamilyState next = states[i];
        model.apply(next, request);
        if (seen.insert(next).second) states.push_back(std::move(next));
      }
      requests.push_back(std::move(here));
    }
  }

  FamilyModel model = FamilyModel::blank({.images = 2, .accounts = 2, .instances = 2}).value();
  std::vector<FamilyState> states;
  std::vector<std::vector<ModelRequest>> requests;  ///< By state.
};

const Everything& everything() {
  static const Everything the_states;
  return the_states;
}

void apply(benchmark::State& state) {
  const Everything& all = everything();
  std::size_t sent = 0;
  FamilyState next;
  for (auto _ : state) {
    for (std::size_t i = 0; i < all.states.size(); ++i) {
      for (const ModelRequest& request : all.requests[i]) {
        next = all.states[i];
        benchmark::DoNotOptimize(all.model.apply(next, request));
      }
      sent += all.requests[i].size();
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(sent));
}
BENCHMARK(apply)->Name("explore/apply");

void claim(benchmark::State& state) {
  const Everything& all = everything();
  constexpr const char* text = "image $m status Deprecated implies not family web resolves-to $m";
  const Claim parsed = parse_claim(text, all.model.owner(), all.model.region()).value();
  const ModelClaim bound = ModelClaim::bind(parsed, all.model, true).value();
  for (auto _ : state) {
    for (const FamilyState& each : all.states) {
      if (!bound.holds(all.model, each)) return state.SkipWithError("the claim does not hold");
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(all.states.size()));
}
BENCHMARK(claim)->Name("explore/claim");

// ---- Looking around ----

/// A family of so many images: the newest shared with two accounts and in use.
Cloud cloud_of(std::int64_t images_count) {
  Cloud cloud;
  for (std::int64_t i = 0; i < images_count; ++i) {
    Image image;
    image.id = fmt::format("m-{}", i);
    image.name = fmt::format("web-{}", i);
    image.family = "web";
    image.region = region;
    image.owner = owner;
    image.created = cloud.now() + Duration{i - images_count};
    if (i + 1 == images_count)
      image.shared_with = {{AccountId{2000000000000001}, image.created},
                           {AccountId{2000000000000002}, image.created}};
    cloud.add(std::move(image)).value();
  }
  Instance instance;
  instance.id = "i-1";
  instance.image = fmt::format("m-{}", images_count - 1);
  instance.region = region;
  instance.account = owner;
  cloud.add(std::move(instance)).value();
  return cloud;
}

void around(benchmark::State& state) {
  const Cloud cloud = cloud_of(state.range(0));
  Around found;
  for (auto _ : state)
    found = look_around(cloud, owner, region).value();
  state.counters["depth"] = found.depth;
  state.counters["states"] = static_cast<double>(found.states);
}
BENCHMARK(around)->Name("explore/around")->Arg(2)->Arg(8)->Arg(64);

// ---- Memory ----

/// b |= a over half a GiB each, which no cache holds: two bytes read and one written for each. The
/// threads do a part each.
void memory(benchmark::State& state) {
  constexpr std::size_t words_count = std::size_t{1} << 26U;
  static std::vector<std::uint64_t> a, b;
  if (state.thread_index() == 0) {
    a.assign(words_count, 1);
    b.assign(words_count, 2);
  }
  const auto threads = static_cast<std::size_t>(state.threads());
  const std::size_t part = words_count / threads;
  const std::size_t begin = static_cast<std::size_t>(state.thread_index()) * part;
  for (auto _ : state) {
    for (std::size_t i = begin; i < begin + part; ++i)
      b[i] |= a[i];
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(part) * 3 * 8);
  if (state.thread_index() == 0) {
    a = {};
    b = {};
  }
}
BENCHMARK(memory)->Name("memory/or")->Threads(1)->Threads(2)->UseRealTime();

}  // namespace
}  // namespace imgfam
