// A moment of interleaved pipelines, and when two of them are the same.
//
// Ids are drawn from a counter, so the image that step a.2 creates has another id in each order.
// Two moments are the same when they are equal after every new image and instance is called by the
// step that made it. That is sound because the cloud treats ids as names: it compares them with
// each other and never looks into them. Where that does not hold, ids are compared as they are
// (`exact`):
//
//   - under a reading of creation-tie that goes by image ids;
//   - where a pipeline looks at RequestId, TaskId or DiskId, which are drawn by the same counters;
//   - where DescribeImages looks for a part of a name, which may be an id;
//   - where a text of a pipeline or claim holds an id that is drawn: then the search begins anew.
//
// RequestIds are not compared: they follow from how many requests were sent, which the positions
// tell. The order in which things were made counts where it can be seen: in the families by
// images of one second, and in lists, where a pipeline asks for one.
#pragma once

#include <imgfam/explore/interleave.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace imgfam {

struct Progress {
  std::uint16_t done = 0;   ///< Steps that went as expected.
  bool has_failed = false;  ///< The next step was tried and did not.

  bool operator==(const Progress&) const = default;
};

struct Moment {
  Cloud cloud;
  std::vector<Progress> progress;  ///< By pipeline.
  std::vector<Names> names;        ///< By pipeline.
  /// Of every image and instance made since the beginning: its id without the kind (`m-`), which
  /// its name and snapshot may hold too, and what made it. In the order of the latter.
  std::vector<std::pair<std::string, std::string>> made;

  bool can_go_on(const std::vector<Pipeline>& pipelines, std::size_t p) const {
    return !progress[p].has_failed && progress[p].done < pipelines[p].steps.size();
  }
};

/// What of a moment can matter to the pipelines.
struct MomentKind {
  bool is_exact = false;
  bool are_images_listed = false;
  bool are_instances_listed = false;
};
MomentKind moment_kind(const Cloud& start, const std::vector<Pipeline>& pipelines);

Moment first_moment(const Cloud& start, const std::vector<Pipeline>& pipelines);

/// Takes the next step of a pipeline. REQUIRES: it can go on.
StepTaken take_next(Moment& moment, const std::vector<Pipeline>& pipelines, std::size_t p);

/// Equal for two moments exactly when they are the same.
std::string key_of(const Moment& moment, const MomentKind& kind);

}  // namespace imgfam
