// resolve_family in clouds of ten thousand to a million images, a hundred in each family: the
// answer with the reason why every other member lost. Beside it, the memory that an image takes.
#include <imgfam/cloud/cloud.hpp>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <malloc.h>
#include <random>

namespace imgfam {
namespace {

constexpr AccountId owner{1000000000000001};
constexpr AccountId reader{2000000000000002};
constexpr std::size_t members_count = 100;

std::string family_name(std::size_t family) { return fmt::format("web-{}", family); }

/// Member 0 is the oldest. In every ten: one elsewhere, five out of the running, four Available, of
/// which the two newest of all are of the same second; every other one is shared with the reader.
Image member_of(std::size_t family, std::size_t member, SimTime clock) {
  constexpr Status statuses[] = {Status::Available,    Status::Deprecated, Status::Creating,
                                 Status::Available,    Status::Available,  Status::UnAvailable,
                                 Status::CreateFailed, Status::Deprecated, Status::Available,
                                 Status::Available};
  Image image;
  image.id = fmt::format("m-bp1{:09}{:09}", family, member);
  image.name = fmt::format("web-{}-{}", family, member);
  image.family = family_name(family);
  image.owner = owner;
  image.status = statuses[member % 10];
  image.region = member % 10 == 3 ? "cn-beijing" : "cn-hangzhou";
  const std::size_t age = members_count - std::min(member, members_count - 2);
  image.created.seconds = image.status_since.seconds =
      clock.seconds - static_cast<std::int64_t>(age);
  const bool is_shared = member % 2 == 0 && image.status == Status::Available;
  if (is_shared) image.shared_with = {{reader, image.created}};
  return image;
}

struct BigCloud {
  explicit BigCloud(std::size_t images_count) : families_count(images_count / members_count) {
    const std::size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
    for (std::size_t f = 0; f < families_count; ++f) {
      for (std::size_t m = 0; m < members_count; ++m)
        cloud.add(member_of(f, m, cloud.now())).value();
    }
    bytes = mallinfo2().uordblks + mallinfo2().hblkhd - before;
  }

  static Settings settings() {
    Settings settings;
    settings.interpretation.choose("family-scope=own-and-shared"_reading);
    return settings;
  }

  Cloud cloud{settings()};
  std::size_t families_count;
  std::size_t bytes = 0;
};

/// The cloud of that size; kept until another one is asked for.
const BigCloud& cloud_of(std::size_t images_count) {
  static std::unique_ptr<BigCloud> kept;
  if (!kept || kept->cloud.images().size() != images_count) {
    kept.reset();
    kept = std::make_unique<BigCloud>(images_count);
  }
  return *kept;
}

/// Families in random order, so that what is read of a large cloud is not in the caches.
std::vector<std::string> names_in_random_order(std::size_t families_count,
                                               std::string_view prefix) {
  std::vector<std::string> names;
  for (std::size_t f = 0; f < families_count; ++f)
    names.push_back(std::string(prefix) + family_name(f));
  std::shuffle(names.begin(), names.end(), std::mt19937(1));
  return names;
}

constexpr std::size_t all = static_cast<std::size_t>(-1);

/// Asks for so many of the families again and again.
void resolve(benchmark::State& state, AccountId account, std::string_view prefix, Loss expected,
             std::size_t asked_max) {
  const BigCloud& big = cloud_of(static_cast<std::size_t>(state.range(0)));
  std::vector<std::string> names = names_in_random_order(big.families_count, prefix);
  names.resize(std::min(names.size(), asked_max));
  const Resolution sample = resolve_family(big.cloud, account, "cn-hangzhou", names.front());
  const bool is_complete = sample.chosen != nullptr && sample.others.size() + 1 == members_count;
  const bool has_expected = std::any_of(sample.others.begin(), sample.others.end(),
                                        [&](const LostMember& m) { return m.why == expected; });
  if (!is_complete || !has_expected)
    return state.SkipWithError("not the resolution that was meant");

  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(resolve_family(big.cloud, account, "cn-hangzhou", names[i]));
    if (++i == names.size()) i = 0;
  }
  state.counters["bytes_per_image"] =
      static_cast<double>(big.bytes) / static_cast<double>(big.cloud.images().size());
}

// The clouds are made in the order of the benchmarks: each size once.
void measure(std::int64_t images_count) {
  const auto add = [&](const char* name, auto... with) {
    benchmark::RegisterBenchmark(name, resolve, with...)->Arg(images_count);
  };
  constexpr const char* theirs = "acs:1000000000000001:";
  add("resolve/own_few", owner, "", Loss::LostTie, std::size_t{10});
  add("resolve/own", owner, "", Loss::LostTie, all);
  add("resolve/shared_few", reader, theirs, Loss::NotShared, std::size_t{10});
  add("resolve/shared", reader, theirs, Loss::NotShared, all);
}

[[maybe_unused]] const bool is_registered = [] {
  for (const std::int64_t images_count : {10'000, 100'000, 1'000'000})
    measure(images_count);
  return true;
}();

}  // namespace
}  // namespace imgfam
