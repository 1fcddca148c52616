// The machine of one image: its statuses, the events that move it, and the guards that tie status,
// sharing, use and boot mode together.
//
// `step` runs the Boost.MSM machine for one event; `transition_rows` shows the machine's own table
// as data, and everything that draws or lists the machine is made from it. compiled_table.hpp has
// the same function at memory speed. What the machine does not know: families, other images,
// accounts by name, time; an operation looks those up and tells the machine what it needs in the
// event.
#pragma once

#include <imgfam/model/image.hpp>
#include <imgfam/model/outcome.hpp>
#include <imgfam/rules/edition.hpp>
#include <imgfam/rules/interpretation.hpp>

#include <array>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace imgfam {

/// Everything about an image that the machine looks at. Small, plain and finite.
struct ImageState {
  Status status = Status::Available;
  bool is_shared = false;     ///< With at least one account.
  bool is_community = false;  ///< Published.
  bool is_in_use = false;     ///< By an instance, in the sense of the reading of `in-use-means`.
  BootMode boot_mode = BootMode::Bios;
  Origin origin = Origin::Created;  ///< Never System: such images have no life here.

  bool operator==(const ImageState&) const = default;
};

/// What can happen to an image. Requests send most of these; the platform sends the first four.
namespace event {
struct Begin {};    ///< The place in the copy queue is reached.
struct Finish {};   ///< The creation is complete.
struct Fail {};     ///< The creation failed.
struct Disable {};  ///< The platform makes the image UnAvailable.
struct CancelCopy {};
struct Deprecate {};
struct Restore {};
struct Edit {};  ///< Name, family, description, license and features.
struct SetBootMode {
  BootMode mode;
};
struct Share {};  ///< With one more account.
struct Unshare {
  bool leaves_some;  ///< The image is still shared with another account afterwards.
};
struct Publish {};
struct Unpublish {};
struct Copy {};  ///< Be the source of a copy.
struct Use {};   ///< An instance is made from the image.
struct Release {
  bool leaves_some;  ///< Another instance still uses the image afterwards.
};
struct Delete {
  bool force;
};
}  // namespace event

/// An event that no row of the machine knows is no Event: passing one does not compile.
using Event =
    std::variant<event::Begin, event::Finish, event::Fail, event::Disable, event::CancelCopy,
                 event::Deprecate, event::Restore, event::Edit, event::SetBootMode, event::Share,
                 event::Unshare, event::Publish, event::Unpublish, event::Copy, event::Use,
                 event::Release, event::Delete>;

/// The names of the alternatives of Event, in their order: `Begin`, `Finish`, …
inline constexpr std::array<std::string_view, std::variant_size_v<Event>> event_names{
    "Begin",     "Finish", "Fail",        "Disable", "CancelCopy", "Deprecate",
    "Restore",   "Edit",   "SetBootMode", "Share",   "Unshare",    "Publish",
    "Unpublish", "Copy",   "Use",         "Release", "Delete"};

/// The readings that the machine depends on, as bits.
struct Policy {
  bool repeated_status_is_fine = false;
  bool deprecated_can_be_unshared = true;
  bool deprecated_can_be_edited = true;
  bool creating_can_be_edited = false;
  bool same_boot_mode_is_fine = true;
  bool community_counts_as_shared = false;
  bool shared_can_be_deleted = false;
  bool shared_can_be_forced = false;

  static constexpr std::size_t count = 256;
  constexpr std::size_t index() const {
    return std::size_t{repeated_status_is_fine} | std::size_t{deprecated_can_be_unshared} << 1U |
           std::size_t{deprecated_can_be_edited} << 2U | std::size_t{creating_can_be_edited} << 3U |
           std::size_t{same_boot_mode_is_fine} << 4U |
           std::size_t{community_counts_as_shared} << 5U |
           std::size_t{shared_can_be_deleted} << 6U | std::size_t{shared_can_be_forced} << 7U;
  }
  static constexpr Policy at(std::size_t index) {
    const auto bit = [index](unsigned n) { return (index >> n & 1U) != 0; };
    return {bit(0), bit(1), bit(2), bit(3), bit(4), bit(5), bit(6), bit(7)};
  }
  bool operator==(const Policy&) const = default;
};

Policy policy_of(Edition edition, const Interpretation& interpretation);

/// What one event comes to: the next state and the row that led there, or every rule that refused.
struct Step {
  std::optional<ImageState> next;
  int row = 0;                   ///< Number of the row that fired (`T12` is 12); 0 when refused.
  std::vector<RuleId> refusals;  ///< In the order of the catalogue; empty when not refused.

  bool operator==(const Step&) const = default;
};

/// Sends one event to the machine in the given state. Total: every event has an answer in every
/// state.
Step step(const Policy& policy, const ImageState& state, const Event& event);

/// One row of the machine's table, as data.
struct TransitionRow {
  int id = 0;  ///< Shown as `T12`.
  Status from{};
  std::size_t event = 0;            ///< Index into event_names.
  Status to{};                      ///< Equal to `from` where the status stays.
  std::vector<std::string> guards;  ///< What must hold, in words.
  std::vector<RuleId> rules;  ///< The rules that those guards stand for, where they stand for one.
};

/// All rows, walked off the machine's own table, in its order.
std::vector<TransitionRow> transition_rows();

std::ostream& operator<<(std::ostream& out, const ImageState& state);
std::ostream& operator<<(std::ostream& out, const Step& step);
/// `SetBootMode UEFI`, `Delete force`, `Unshare last`
std::string to_string(const Event& event);

}  // namespace imgfam
