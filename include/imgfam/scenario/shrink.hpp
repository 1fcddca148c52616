// Shrinking: the shortest scenario that still fails in the same way, for people to look at.
//
// What "in the same way" means is FailureKind, and nothing else. The work is done by reduce.hpp.
#pragma once

#include <imgfam/scenario/replay.hpp>

#include <optional>
#include <string>
#include <vector>

namespace imgfam {

/// The way in which a scenario fails. Two failures are alike when they are equal: under the same
/// edition, the same kind of step meets the same first mismatch; and where that step is a request
/// that succeeds, it is the same request, since a request that does less succeeds as well. Its
/// place, the other mismatches and what a refused request says beside do not count. What a failing
/// check names and is given stays given: without it, the check fails for want of it. Ids that the
/// cloud chose stand as `<new id>`: they change with everything that is left out before them.
struct FailureKind {
  Edition edition{};
  std::string step;  ///< `ModifyImageAttribute`, `check family`, `advance`; empty: it cannot begin.
  Mismatch mismatch;
  std::optional<Request> succeeded;  ///< As the scenario has it, with its `${…}`.
  /// Of what a failing check names: what is given, images in their family.
  std::vector<std::string> given;

  bool operator==(const FailureKind&) const = default;
};

/// Nothing where the run holds. REQUIRES: a run of that scenario.
std::optional<FailureKind> failure_of(const Scenario& scenario, const Run& run);

struct ShrinkOptions {
  std::optional<Edition> edition;    ///< As in ReplayOptions; becomes the scenario's own.
  std::vector<ReadingId> readings;   ///< The same.
  std::size_t replays_max = 10'000;  ///< Smaller scenarios tried, at most.
};

struct Shrunk {
  Scenario scenario;  ///< Fails alike by itself, and so does what write_yaml makes of it.
  FailureKind failure;
  std::size_t replays = 0;  ///< Smaller scenarios that were tried.
  bool is_minimal = false;  ///< False: stopped by `replays_max`.
};

/// The first edition under which the scenario fails decides the failure. Nothing where it holds
/// under all. Deterministic. REQUIRES: the scenario could have been read from a text.
std::optional<Shrunk> shrink(const Scenario& scenario, const ShrinkOptions& options = {});

}  // namespace imgfam
