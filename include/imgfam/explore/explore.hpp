// Explore: every state that a model can come to, breadth first, and what holds in all of them.
//
//     auto model = FamilyModel::blank({.images = 3});
//     Exploration found = explore(*model, shipped_properties(), {});
//
// Three engines, which tests hold to the same counts: Dense keeps three bits for every state there
// could be, and finds shortest paths; Hash keeps the states seen, for models whose states are too
// many to number; Words keeps one bit and counts, 64 states at a time, without depths and paths.
// How they work: src/explore/dense.cpp, hash.cpp, words.cpp.
#pragma once

#include <imgfam/explore/model_claim.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace imgfam {

/// Something to be checked of every state or every request.
struct Property {
  enum class Kind : std::uint8_t {
    Always,                   ///< The claim holds in every state.
    Never,                    ///< In none.
    Reachable,                ///< In some.
    SharedNeverDeprecated,    ///< Of every image in every state.
    DeprecatedNeverResolved,  ///< Of every family in every state.
    EmptyWithoutAvailable,    ///< The same: it resolves to nothing only without Available members.
    RefusedChangesNothing,    ///< Of every refused request.
    DeprecationCanBeUndone,   ///< Of every deprecation: restoring at once leads back.
    BootModeInUseStays,       ///< Of every request and image in use.
  };
  Kind kind{};
  std::string name;  ///< As the user wrote the claim, or what the shipped property says.
  std::optional<ModelClaim> claim;
};

/// The properties that are checked unless others are asked for: what image families promise.
std::vector<Property> shipped_properties();

/// Whether a state is as a promise about states says. `Images` has `size()` and `operator[]`, of
/// ModelImages; `resolve(family)` is the place that the family resolves to, or size() for nothing.
/// REQUIRES: the kind is SharedNeverDeprecated, DeprecatedNeverResolved or EmptyWithoutAvailable.
template <class Images, class Resolve>
bool is_promise_kept(Property::Kind kind, const Images& images, std::size_t families,
                     const Resolve& resolve);

/// Whether a request violates a property of requests: sent in `state`, it broke the rules `broken`
/// and led to `next`. REQUIRES: the kind is RefusedChangesNothing, DeprecationCanBeUndone or
/// BootModeInUseStays.
bool violates(Property::Kind kind, const FamilyModel& model, const FamilyState& state,
              const ModelRequest& request, const RuleSet& broken, const FamilyState& next);

enum class Engine : std::uint8_t { Automatic, Dense, Hash, Words };
enum class Bound : std::uint8_t { None, States, Depth, Memory };

constexpr std::string_view to_text(Engine engine) {
  constexpr std::array<std::string_view, 4> names{"auto", "dense", "hash", "words"};
  return names[static_cast<std::size_t>(engine)];
}
constexpr std::string_view to_text(Bound bound) {
  constexpr std::array<std::string_view, 4> names{"none", "states", "depth", "memory"};
  return names[static_cast<std::size_t>(bound)];
}

/// How far an exploration has come.
struct ExploreProgress {
  std::uint64_t states = 0;
  std::uint32_t depth = 0;
  std::optional<double> swept;  ///< Of Words, which knows neither: the part of the present sweep.
};

struct ExploreOptions {
  std::uint64_t states_max = 20'000'000'000;
  std::uint32_t depth_max = 0xffff'ffff;
  std::uint64_t bytes_max = std::uint64_t{4} << 30U;
  unsigned threads = 1;
  Engine engine = Engine::Automatic;
  /// Called after every level, and now and then within one.
  std::function<void(const ExploreProgress&)> on_progress;
};

enum class Finding : std::uint8_t {
  Holds,
  Violated,
  Undecided,  ///< A bound was reached before.
};

struct PropertyFinding {
  Finding finding = Finding::Undecided;
  /// Of a violated property, or of a Reachable one that holds: the requests that lead to the state,
  /// as few as any. Of properties about requests the last one is the request itself.
  std::optional<std::vector<ModelRequest>> path;
};

struct Exploration {
  Engine engine{};
  Bound stopped_by = Bound::None;
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;  ///< Accepted requests, those that change nothing too.
  std::uint64_t refusals = 0;
  std::map<RuleId, std::uint64_t> refusals_by_rule;  ///< A refusal counts for every rule broken.
  std::optional<std::uint32_t> depth;  ///< The longest shortest path; Words does not know it.
  std::uint64_t bytes = 0;             ///< Kept to know what was seen.
  std::vector<PropertyFinding> properties;

  bool is_complete() const { return stopped_by == Bound::None; }
};

/// Explores the model. Deterministic, whatever the number of threads.
/// ERRORS: EXP004 the engine asked for cannot explore this model or check these properties; EXP005
/// it would need more memory than `bytes_max`.
Result<Exploration> explore(const FamilyModel& model, const std::vector<Property>& properties,
                            const ExploreOptions& options);

template <class Images, class Resolve>
bool is_promise_kept(Property::Kind kind, const Images& images, std::size_t families,
                     const Resolve& resolve) {
  if (kind == Property::Kind::SharedNeverDeprecated) {
    for (std::size_t i = 0; i < images.size(); ++i) {
      if (images[i].status == Status::Deprecated && images[i].is_shared()) return false;
    }
    return true;
  }
  for (std::size_t f = 0; f < families; ++f) {
    const std::size_t resolved = resolve(f);
    const bool is_resolved = resolved < images.size();
    if (kind == Property::Kind::DeprecatedNeverResolved) {
      if (is_resolved && images[resolved].status == Status::Deprecated) return false;
      continue;
    }
    for (std::size_t i = 0; i < images.size() && !is_resolved; ++i) {
      if (images[i].status == Status::Available && images[i].family == f) return false;
    }
  }
  return true;
}

}  // namespace imgfam
