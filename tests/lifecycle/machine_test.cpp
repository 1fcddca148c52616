// The machine of one image: its table as text, its answers in every state, and what it owes to the
// readings. The compiled table is the same function.
#include <imgfam/lifecycle/compiled_table.hpp>
#include <imgfam/lifecycle/lifecycle.hpp>
#include <imgfam/rules/catalogue.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>
#include <sstream>
#include <type_traits>
#include <utility>

namespace imgfam {
namespace {

const Policy defaults = policy_of(newest_edition, {});

std::string ids(const std::vector<RuleId>& rules) {
  std::string out;
  for (const RuleId id : rules)
    out.append(out.empty() ? "" : " ").append(rule(id).id);
  return out;
}

std::string text(const Step& step) {
  std::ostringstream out;
  out << step;
  return out.str();
}

/// The states that an image can be in: an image in no other way comes to be.
std::vector<ImageState> states() {
  std::vector<ImageState> out;
  for (std::size_t i = 0; i < image_states_count; ++i)
    out.push_back(image_state_at(i));
  return out;
}

std::vector<Event> events() {
  std::vector<Event> out;
  for (std::size_t i = 0; i < event_values_count; ++i)
    out.push_back(event_at(i));
  return out;
}

// ---- The table ----

/// `T12 Available Deprecate -> Deprecated if shared with nobody [deprecate-unshared]`
std::string text(const TransitionRow& row) {
  std::string out = "T" + std::to_string(row.id) + " ";
  out.append(to_text(row.from)).append(" ").append(event_names[row.event]).append(" -> ");
  out.append(to_text(row.to));
  for (std::size_t i = 0; i < row.guards.size(); ++i)
    out.append(i == 0 ? " if " : " and ").append(row.guards[i]);
  if (!row.rules.empty()) out.append(" [").append(ids(row.rules)).append("]");
  return out;
}

TEST_CASE("the machine's table is this one", "[lifecycle][table]") {
  const std::vector<std::string> golden{
      "T1 Waiting Begin -> Creating",
      "T2 Creating Finish -> Available",
      "T3 Creating Fail -> CreateFailed",
      "T4 Waiting Fail -> CreateFailed",
      "T5 Creating Disable -> UnAvailable",
      "T6 Waiting Disable -> UnAvailable",
      "T7 Available Disable -> UnAvailable",
      "T8 Deprecated Disable -> UnAvailable",
      "T9 CreateFailed Disable -> UnAvailable",
      "T10 Creating CancelCopy -> Deleted if a copy [cancel-a-copy]",
      "T11 Waiting CancelCopy -> Deleted if a copy [cancel-a-copy]",
      "T12 Available Deprecate -> Deprecated if shared with nobody [deprecate-unshared]",
      "T13 Deprecated Deprecate -> Deprecated if repeating the Status is fine",
      "T14 Deprecated Restore -> Available",
      "T15 Available Restore -> Available if repeating the Status is fine",
      "T16 Available Edit -> Available",
      "T17 Deprecated Edit -> Deprecated if a Deprecated image may be edited [edit-not-deprecated]",
      "T18 UnAvailable Edit -> UnAvailable",
      "T19 CreateFailed Edit -> CreateFailed",
      "T20 Creating Edit -> Creating if creation complete [edit-finished]",
      "T21 Waiting Edit -> Waiting if creation complete [edit-finished]",
      "T22 Available SetBootMode -> Available if used by no instance, or the mode stays "
      "[boot-mode-unused]",
      "T23 Deprecated SetBootMode -> Deprecated if a Deprecated image may be edited and used by no "
      "instance, or the mode stays [edit-not-deprecated boot-mode-unused]",
      "T24 UnAvailable SetBootMode -> UnAvailable if used by no instance, or the mode stays "
      "[boot-mode-unused]",
      "T25 CreateFailed SetBootMode -> CreateFailed if used by no instance, or the mode stays "
      "[boot-mode-unused]",
      "T26 Creating SetBootMode -> Creating if creation complete and used by no instance, or the "
      "mode stays [edit-finished boot-mode-unused]",
      "T27 Waiting SetBootMode -> Waiting if creation complete and used by no instance, or the "
      "mode "
      "stays [edit-finished boot-mode-unused]",
      "T28 Available Share -> Available if no community image [share-private]",
      "T29 Available Unshare -> Available",
      "T30 Deprecated Unshare -> Deprecated if a Deprecated image may be unshared "
      "[unshare-not-deprecated]",
      "T31 UnAvailable Unshare -> UnAvailable",
      "T32 CreateFailed Unshare -> CreateFailed",
      "T33 Creating Unshare -> Creating",
      "T34 Waiting Unshare -> Waiting",
      "T35 Available Publish -> Available if no community image [share-private]",
      "T36 Available Unpublish -> Available if a community image [unpublish-public]",
      "T37 Deprecated Unpublish -> Deprecated if a community image [unpublish-public]",
      "T38 UnAvailable Unpublish -> UnAvailable if a community image [unpublish-public]",
      "T39 Available Copy -> Available if no community image [copy-not-community]",
      "T40 Available Use -> Available",
      "T41 Deprecated Use -> Deprecated",
      "T42 Available Release -> Available",
      "T43 Deprecated Release -> Deprecated",
      "T44 UnAvailable Release -> UnAvailable",
      "T45 Available Delete -> Deleted if used by no instance, or forced and shared with nobody "
      "and "
      "no community image [delete-unused delete-unshared delete-private]",
      "T46 Deprecated Delete -> Deleted if used by no instance, or forced and shared with nobody "
      "and "
      "no community image [delete-unused delete-unshared delete-private]",
      "T47 UnAvailable Delete -> Deleted if used by no instance, or forced and shared with nobody "
      "and no community image [delete-unused delete-unshared delete-private]",
      "T48 CreateFailed Delete -> Deleted",
      "T49 Creating Delete -> Deleted if no copy in the making and no import in the making "
      "[delete-not-copying delete-not-importing]"};
  std::vector<std::string> found;
  for (const TransitionRow& row : transition_rows())
    found.push_back(text(row));
  CHECK(found == golden);
}

TEST_CASE("rows are numbered from 1 in their order", "[lifecycle][table]") {
  int expected = 0;
  for (const TransitionRow& row : transition_rows())
    CHECK(row.id == ++expected);
  CHECK(expected == 49);
}

TEST_CASE("no two rows share a status and an event, so no answer depends on their order",
          "[lifecycle][table]") {
  std::set<std::pair<Status, std::size_t>> seen;
  for (const TransitionRow& row : transition_rows()) {
    CAPTURE(row.id);
    CHECK(seen.emplace(row.from, row.event).second);
    CHECK(row.from != Status::Deleted);
  }
}

// ---- Every answer ----

TEST_CASE("states and events are numbered without a gap", "[lifecycle][index]") {
  for (std::size_t i = 0; i < image_states_count; ++i)
    REQUIRE(index_of(image_state_at(i)) == i);
  for (std::size_t i = 0; i < event_values_count; ++i)
    REQUIRE(index_of(event_at(i)) == i);
  std::string all;
  for (const Event& e : events())
    all.append(all.empty() ? "" : ", ").append(to_string(e));
  CHECK(all ==
        "Begin, Finish, Fail, Disable, CancelCopy, Deprecate, Restore, Edit, SetBootMode BIOS, "
        "SetBootMode UEFI, SetBootMode UEFI-Preferred, Share, Unshare last, Unshare, Publish, "
        "Unpublish, Copy, Use, Release last, Release, Delete, Delete force");
}

TEST_CASE("policies are numbered without a gap", "[lifecycle][index]") {
  for (std::size_t i = 0; i < Policy::count; ++i)
    REQUIRE(Policy::at(i).index() == i);
}

/// What is wrong with an answer, whatever the rules: empty when nothing is.
std::string flaw(const ImageState& state, const Step& step) {
  const bool is_refused = !step.next.has_value();
  if (is_refused == step.refusals.empty()) return "a refusal has a rule, an acceptance none";
  if (is_refused != (step.row == 0)) return "an acceptance has a row, a refusal none";
  if (!std::is_sorted(step.refusals.begin(), step.refusals.end())) return "refusals in no order";
  if (std::adjacent_find(step.refusals.begin(), step.refusals.end()) != step.refusals.end())
    return "a rule twice";
  if (step.next && step.next->origin != state.origin) return "the origin changed";
  if (state.status == Status::Deleted && !is_refused) return "a deleted image lives";
  return {};
}

TEST_CASE("the compiled table answers as the machine does, under every policy",
          "[lifecycle][exhaustive]") {
  // A table is made by asking the machine for everything; asking it a second time shows that the
  // table gives back what was put in, and that the machine answers the same.
  const auto all_states = states();
  const auto all_events = events();
  std::size_t answers = 0;
  for (std::size_t p = 0; p < Policy::count; ++p) {
    const Policy policy = Policy::at(p);
    const CompiledTable& table = CompiledTable::of(policy);
    for (const ImageState& state : all_states) {
      for (const Event& event : all_events) {
        const Step compiled = table.step(state, event);
        const std::string wrong = flaw(state, compiled);
        if (!wrong.empty())
          FAIL(wrong << ": " << state << ", " << to_string(event) << " under policy " << p);
        if (compiled != step(policy, state, event)) {
          FAIL("they differ: " << state << ", " << to_string(event) << " under policy " << p);
        }
        ++answers;
      }
    }
  }
  CHECK(answers == Policy::count * image_states_count * event_values_count);
}

TEST_CASE("an accepted event goes by the row of its status, a refused one by none",
          "[lifecycle][exhaustive]") {
  const auto rows = transition_rows();
  const auto row_of = [&](Status from, std::size_t event) -> const TransitionRow* {
    const auto it = std::find_if(rows.begin(), rows.end(), [&](const TransitionRow& r) {
      return r.from == from && r.event == event;
    });
    return it == rows.end() ? nullptr : &*it;
  };
  for (const std::size_t p : {defaults.index(), std::size_t{0}, std::size_t{255}}) {
    const CompiledTable& table = CompiledTable::of(Policy::at(p));
    for (const ImageState& state : states()) {
      for (const Event& event : events()) {
        const Step taken = table.step(state, event);
        const TransitionRow* row = row_of(state.status, event.index());
        CAPTURE(to_text(state.status), to_string(event));
        if (!taken.next) continue;
        REQUIRE(row != nullptr);
        REQUIRE(taken.row == row->id);
        REQUIRE(taken.next->status == row->to);
      }
    }
  }
}

TEST_CASE("a row without a guard always fires", "[lifecycle][exhaustive]") {
  for (const TransitionRow& row : transition_rows()) {
    if (!row.guards.empty()) continue;
    for (const ImageState& state : states()) {
      if (state.status != row.from) continue;
      for (const Event& event : events()) {
        if (event.index() != row.event) continue;
        REQUIRE(step(Policy::at(0), state, event).row == row.id);
      }
    }
  }
}

TEST_CASE("the facts change by the event that is about them, and by no other",
          "[lifecycle][exhaustive]") {
  for (const ImageState& state : states()) {
    for (const Event& event : events()) {
      const Step taken = CompiledTable::of(defaults).step(state, event);
      if (!taken.next) continue;
      ImageState expected = state;
      expected.status = taken.next->status;
      if (const auto* e = std::get_if<event::SetBootMode>(&event)) expected.boot_mode = e->mode;
      if (std::holds_alternative<event::Share>(event)) expected.is_shared = true;
      if (const auto* e = std::get_if<event::Unshare>(&event); e && !e->leaves_some)
        expected.is_shared = false;
      if (std::holds_alternative<event::Publish>(event)) expected.is_community = true;
      if (std::holds_alternative<event::Unpublish>(event)) expected.is_community = false;
      if (std::holds_alternative<event::Use>(event)) expected.is_in_use = true;
      if (const auto* e = std::get_if<event::Release>(&event); e && !e->leaves_some)
        expected.is_in_use = false;
      CAPTURE(state, to_string(event));
      REQUIRE(*taken.next == expected);
    }
  }
}

TEST_CASE("a deleted image refuses everything", "[lifecycle]") {
  std::set<std::string> rules;
  for (const std::size_t p : {defaults.index(), std::size_t{0}, std::size_t{255}}) {
    for (const Event& event : events()) {
      const Step taken = step(Policy::at(p), {.status = Status::Deleted}, event);
      CHECK_FALSE(taken.next.has_value());
      CHECK(taken.refusals.size() == 1);
      rules.insert(ids(taken.refusals));
    }
  }
  CHECK(rules == std::set<std::string>{"own-image-exists", "copy-source-exists",
                                       "launch-image-exists", "delete-instance-frees-image",
                                       "creation-begins", "creation-completes", "creation-fails",
                                       "platform-disables"});
}

// ---- What is refused, and why ----

struct Row {
  ImageState state;
  Event event;
  std::string_view expected;  ///< As a Step prints itself.
};

// clang-format off
constexpr ImageState available{};
constexpr ImageState shared{.is_shared = true};
constexpr ImageState community{.is_community = true};
constexpr ImageState used{.is_in_use = true};
constexpr ImageState deprecated{.status = Status::Deprecated};
constexpr ImageState deprecated_used{.status = Status::Deprecated, .is_in_use = true};
constexpr ImageState creating{.status = Status::Creating};
constexpr ImageState copying{.status = Status::Creating, .origin = Origin::Copied};
constexpr ImageState waiting{.status = Status::Waiting, .origin = Origin::Copied};
constexpr ImageState importing{.status = Status::Creating, .origin = Origin::Imported};
constexpr ImageState failed{.status = Status::CreateFailed};
constexpr ImageState failed_copy{.status = Status::CreateFailed, .origin = Origin::Copied};
constexpr ImageState disabled{.status = Status::UnAvailable};
constexpr ImageState everything{.is_shared = true, .is_community = true, .is_in_use = true};
// clang-format on

TEST_CASE("the default readings allow and refuse as the documents say", "[lifecycle]") {
  const Row rows[]{
      // Deprecating and restoring.
      {available, event::Deprecate{}, "T12 -> Deprecated created BIOS"},
      {shared, event::Deprecate{}, "refused: deprecate-unshared"},
      {community, event::Deprecate{}, "T12 -> Deprecated created BIOS community"},
      {used, event::Deprecate{}, "T12 -> Deprecated created BIOS in-use"},
      {deprecated, event::Deprecate{}, "refused: deprecate-available"},
      {creating, event::Deprecate{}, "refused: edit-finished deprecate-available"},
      {failed, event::Deprecate{}, "refused: deprecate-available"},
      {disabled, event::Deprecate{}, "refused: deprecate-available"},
      {deprecated, event::Restore{}, "T14 -> Available created BIOS"},
      {available, event::Restore{}, "refused: restore-deprecated"},
      {waiting, event::Restore{}, "refused: edit-finished restore-deprecated"},
      {disabled, event::Restore{}, "refused: restore-deprecated"},
      // Editing.
      {deprecated, event::Edit{}, "T17 -> Deprecated created BIOS"},
      {creating, event::Edit{}, "refused: edit-finished"},
      {waiting, event::Edit{}, "refused: edit-finished"},
      {failed, event::Edit{}, "T19 -> CreateFailed created BIOS"},
      {used, event::SetBootMode{BootMode::Uefi}, "refused: boot-mode-unused"},
      {used, event::SetBootMode{BootMode::Bios}, "T22 -> Available created BIOS in-use"},
      {deprecated_used, event::SetBootMode{BootMode::Uefi}, "refused: boot-mode-unused"},
      {deprecated, event::SetBootMode{BootMode::UefiPreferred},
       "T23 -> Deprecated created UEFI-Preferred"},
      {creating, event::SetBootMode{BootMode::Uefi}, "refused: edit-finished"},
      // Sharing and publishing.
      {available, event::Share{}, "T28 -> Available created BIOS shared"},
      {deprecated, event::Share{}, "refused: share-not-deprecated"},
      {creating, event::Share{}, "refused: share-available"},
      {community, event::Share{}, "refused: share-private"},
      {shared, event::Unshare{true}, "T29 -> Available created BIOS shared"},
      {shared, event::Unshare{false}, "T29 -> Available created BIOS"},
      {available, event::Unshare{false}, "T29 -> Available created BIOS"},
      {deprecated, event::Unshare{false}, "T30 -> Deprecated created BIOS"},
      {available, event::Publish{}, "T35 -> Available created BIOS community"},
      {community, event::Publish{}, "refused: share-private"},
      {deprecated, event::Publish{}, "refused: share-not-deprecated"},
      {disabled, event::Publish{}, "refused: share-available"},
      {community, event::Unpublish{}, "T36 -> Available created BIOS"},
      {available, event::Unpublish{}, "refused: unpublish-public"},
      // Copying.
      {available, event::Copy{}, "T39 -> Available created BIOS"},
      {shared, event::Copy{}, "T39 -> Available created BIOS shared"},
      {deprecated, event::Copy{}, "refused: copy-available"},
      {community, event::Copy{}, "refused: copy-not-community"},
      {creating, event::Copy{}, "refused: copy-available"},
      {waiting, event::CancelCopy{}, "T11 -> Deleted copied BIOS"},
      {copying, event::CancelCopy{}, "T10 -> Deleted copied BIOS"},
      {creating, event::CancelCopy{}, "refused: cancel-a-copy"},
      {available, event::CancelCopy{}, "refused: cancel-a-copy cancel-unfinished"},
      {failed_copy, event::CancelCopy{}, "refused: cancel-not-failed"},
      {failed, event::CancelCopy{}, "refused: cancel-a-copy cancel-not-failed"},
      // Launching.
      {available, event::Use{}, "T40 -> Available created BIOS in-use"},
      {deprecated, event::Use{}, "T41 -> Deprecated created BIOS in-use"},
      {creating, event::Use{}, "refused: launch-image-usable"},
      {failed, event::Use{}, "refused: launch-image-usable"},
      {disabled, event::Use{}, "refused: launch-image-usable"},
      {used, event::Release{true}, "T42 -> Available created BIOS in-use"},
      {deprecated_used, event::Release{false}, "T43 -> Deprecated created BIOS"},
      // Deleting.
      {available, event::Delete{false}, "T45 -> Deleted created BIOS"},
      {deprecated, event::Delete{false}, "T46 -> Deleted created BIOS"},
      {used, event::Delete{false}, "refused: delete-unused"},
      {used, event::Delete{true}, "T45 -> Deleted created BIOS in-use"},
      {shared, event::Delete{false}, "refused: delete-unshared"},
      {shared, event::Delete{true}, "refused: delete-unshared"},
      {community, event::Delete{true}, "refused: delete-private"},
      {everything, event::Delete{false}, "refused: delete-unused delete-unshared delete-private"},
      {everything, event::Delete{true}, "refused: delete-unshared delete-private"},
      {creating, event::Delete{false}, "T49 -> Deleted created BIOS"},
      {copying, event::Delete{true}, "refused: delete-not-copying"},
      {waiting, event::Delete{true}, "refused: delete-not-copying"},
      {importing, event::Delete{true}, "refused: delete-not-importing"},
      {failed, event::Delete{false}, "T48 -> Deleted created BIOS"},
      // The platform.
      {waiting, event::Begin{}, "T1 -> Creating copied BIOS"},
      {creating, event::Begin{}, "refused: creation-begins"},
      {creating, event::Finish{}, "T2 -> Available created BIOS"},
      {waiting, event::Finish{}, "refused: creation-completes"},
      {available, event::Finish{}, "refused: creation-completes"},
      {waiting, event::Fail{}, "T4 -> CreateFailed copied BIOS"},
      {available, event::Fail{}, "refused: creation-fails"},
      {deprecated, event::Disable{}, "T8 -> UnAvailable created BIOS"},
      {disabled, event::Disable{}, "refused: platform-disables"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.state, to_string(row.event));
    CHECK(text(step(defaults, row.state, row.event)) == row.expected);
  }
}

TEST_CASE("every reading of the machine moves what it is about", "[lifecycle][reading]") {
  struct Case {
    bool Policy::*reading;
    bool value;
    Row row;
  };
  const Case cases[]{
      {&Policy::repeated_status_is_fine,
       true,
       {deprecated, event::Deprecate{}, "T13 -> Deprecated created BIOS"}},
      {&Policy::repeated_status_is_fine,
       true,
       {available, event::Restore{}, "T15 -> Available created BIOS"}},
      {&Policy::repeated_status_is_fine,
       true,
       {disabled, event::Restore{}, "refused: restore-deprecated"}},
      {&Policy::deprecated_can_be_unshared,
       false,
       {deprecated, event::Unshare{false}, "refused: unshare-not-deprecated"}},
      {&Policy::deprecated_can_be_edited,
       false,
       {deprecated, event::Edit{}, "refused: edit-not-deprecated"}},
      {&Policy::deprecated_can_be_edited,
       false,
       {deprecated_used, event::SetBootMode{BootMode::Uefi},
        "refused: edit-not-deprecated boot-mode-unused"}},
      {&Policy::creating_can_be_edited,
       true,
       {creating, event::Edit{}, "T20 -> Creating created BIOS"}},
      {&Policy::creating_can_be_edited,
       true,
       {waiting, event::SetBootMode{BootMode::Uefi}, "T27 -> Waiting copied UEFI"}},
      {&Policy::creating_can_be_edited,
       true,
       {creating, event::Deprecate{}, "refused: deprecate-available"}},
      {&Policy::same_boot_mode_is_fine,
       false,
       {used, event::SetBootMode{BootMode::Bios}, "refused: boot-mode-unused"}},
      {&Policy::same_boot_mode_is_fine,
       false,
       {available, event::SetBootMode{BootMode::Bios}, "T22 -> Available created BIOS"}},
      {&Policy::community_counts_as_shared,
       true,
       {community, event::Deprecate{}, "refused: deprecate-unshared"}},
      {&Policy::shared_can_be_deleted,
       true,
       {shared, event::Delete{false}, "T45 -> Deleted created BIOS shared"}},
      {&Policy::shared_can_be_forced,
       true,
       {shared, event::Delete{true}, "T45 -> Deleted created BIOS shared"}},
      {&Policy::shared_can_be_forced,
       true,
       {shared, event::Delete{false}, "refused: delete-unshared"}},
      {&Policy::shared_can_be_forced,
       true,
       {community, event::Delete{true}, "refused: delete-private"}},
  };
  for (const Case& c : cases) {
    Policy policy = defaults;
    REQUIRE(policy.*c.reading != c.value);
    policy.*c.reading = c.value;
    CAPTURE(policy.index(), c.row.state, to_string(c.row.event));
    CHECK(text(step(policy, c.row.state, c.row.event)) == c.row.expected);
  }
}

TEST_CASE("each reading decides its own part of the policy, in each edition",
          "[lifecycle][reading]") {
  struct Case {
    ReadingId reading;
    bool Policy::*part;
    bool value;
  };
  const Case cases[]{
      {"repeat-status=accept"_reading, &Policy::repeated_status_is_fine, true},
      {"unshare-deprecated=refuse"_reading, &Policy::deprecated_can_be_unshared, false},
      {"edit-deprecated=refuse"_reading, &Policy::deprecated_can_be_edited, false},
      {"edit-creating=accept"_reading, &Policy::creating_can_be_edited, true},
      {"same-boot-mode=refuse"_reading, &Policy::same_boot_mode_is_fine, false},
      {"shared-means=accounts-or-community"_reading, &Policy::community_counts_as_shared, true},
      {"delete-shared=accept"_reading, &Policy::shared_can_be_deleted, true},
      {"force-shared=accept"_reading, &Policy::shared_can_be_forced, true},
  };
  for (const Edition edition : all_editions) {
    CHECK(policy_of(edition, {}) == Policy{});
    for (const Case& c : cases) {
      Interpretation interpretation;
      interpretation.choose(c.reading);
      Policy expected;
      expected.*c.part = c.value;
      // 2026 documents that an unfinished image is not modified, so there the question is closed.
      if (edition == Edition::E2026 && c.reading == "edit-creating=accept"_reading) expected = {};
      CHECK(policy_of(edition, interpretation) == expected);
    }
  }
}

TEST_CASE("a reading that is not about the machine leaves the policy alone",
          "[lifecycle][reading]") {
  const std::set<std::string_view> about{"repeat-status", "unshare-deprecated", "edit-deprecated",
                                         "edit-creating", "same-boot-mode",     "shared-means",
                                         "delete-shared", "force-shared"};
  for (std::size_t q = 0; q < questions.size(); ++q) {
    for (std::size_t r = 1; r < questions[q].readings_count(); ++r) {
      Interpretation interpretation;
      interpretation.choose({static_cast<std::uint8_t>(q), static_cast<std::uint8_t>(r)});
      CAPTURE(questions[q].id);
      CHECK((policy_of(Edition::E2020, interpretation) != Policy{}) ==
            about.contains(questions[q].id));
    }
  }
}

// ---- What can be reached ----

struct Reach {
  std::size_t states = 0;
  std::size_t transitions = 0;
  std::set<Status> shared_statuses;
};

/// All that an image can come to from the moment it is asked for, by copy, import or creation.
Reach reach(const Policy& policy) {
  const CompiledTable& table = CompiledTable::of(policy);
  std::set<std::size_t> seen;
  std::deque<ImageState> open;
  const auto note = [&](const ImageState& s) {
    if (seen.insert(index_of(s)).second) open.push_back(s);
  };
  for (const BootMode mode : {BootMode::Bios, BootMode::Uefi, BootMode::UefiPreferred}) {
    note({.status = Status::Creating, .boot_mode = mode});
    note({.status = Status::Creating, .boot_mode = mode, .origin = Origin::Imported});
    note({.status = Status::Waiting, .boot_mode = mode, .origin = Origin::Copied});
  }
  Reach reach;
  while (!open.empty()) {
    const ImageState state = open.front();
    open.pop_front();
    if (state.is_shared) reach.shared_statuses.insert(state.status);
    for (const Event& event : events()) {
      const Step taken = table.step(state, event);
      if (!taken.next) continue;
      ++reach.transitions;
      note(*taken.next);
    }
  }
  reach.states = seen.size();
  return reach;
}

TEST_CASE("what can be reached is as large as it was", "[lifecycle][reach]") {
  // Of each origin 3 Creating and 3 CreateFailed (by boot mode), 24 Available and 24 UnAvailable
  // (all facts), 12 Deprecated (unshared), 6 Deleted (private, unshared): 3 * 72, and 3 Waiting
  // copies.
  const Reach found = reach(defaults);
  CHECK(found.states == 219);
  CHECK(found.transitions == 1980);
  Interpretation loose;
  for (const ReadingId id : {"repeat-status=accept"_reading, "edit-creating=accept"_reading,
                             "delete-shared=accept"_reading, "force-shared=accept"_reading}) {
    loose.choose(id);
  }
  // 6 more Deleted of each origin: those that were shared.
  const Reach looser = reach(policy_of(Edition::E2020, loose));
  CHECK(looser.states == 237);
  CHECK(looser.transitions == 2190);
}

TEST_CASE("a Deprecated image is never shared, under any reading", "[lifecycle][reach]") {
  for (std::size_t p = 0; p < Policy::count; ++p) {
    const Reach found = reach(Policy::at(p));
    CAPTURE(p);
    REQUIRE_FALSE(found.shared_statuses.contains(Status::Deprecated));
    REQUIRE(found.shared_statuses.contains(Status::Available));
  }
}

// ---- An image's state is a plain value ----

TEST_CASE("the state of an image survives copies, moves, swaps and growth", "[lifecycle][value]") {
  static_assert(std::is_trivially_copyable_v<ImageState>);
  const ImageState start{
      .status = Status::Deprecated, .is_in_use = true, .boot_mode = BootMode::Uefi};

  ImageState copied = start;
  CHECK(copied == start);
  const ImageState moved = std::move(copied);
  CHECK(moved == start);
  ImageState a = start;
  ImageState b{};
  std::swap(a, b);
  CHECK(a == ImageState{});
  CHECK(b == start);
  const std::optional<ImageState> maybe(b);
  CHECK(*maybe == start);
  std::vector<ImageState> grown;
  for (int i = 0; i < 1000; ++i)
    grown.push_back(start);
  CHECK(std::count(grown.begin(), grown.end(), start) == 1000);
  const auto returned = [&] { return b; }();
  CHECK(returned == start);
}

TEST_CASE("a step depends on nothing but its arguments", "[lifecycle][value]") {
  // A machine that kept anything from one step to the next would answer differently in between.
  const auto all_events = events();
  const ImageState state{.is_shared = true, .is_in_use = true};
  std::vector<Step> first;
  for (const Event& e : all_events)
    first.push_back(step(defaults, state, e));
  for (std::size_t i = all_events.size(); i-- > 0;) {
    step(Policy::at(255), deprecated, all_events[i]);
    CHECK(step(defaults, state, all_events[i]) == first[i]);
  }
  Step other = first[0];
  other.row = 99;
  CHECK_FALSE(other == first[0]);
}

struct Rename {};  // Nothing that the machine knows.

template <class E>
concept CanStep = requires(const E& e) {
  step(Policy{}, ImageState{}, e);
};

TEST_CASE("an event that no row knows does not compile", "[lifecycle][value]") {
  STATIC_REQUIRE(CanStep<Event>);
  STATIC_REQUIRE(CanStep<event::Deprecate>);
  STATIC_REQUIRE(CanStep<event::SetBootMode>);
  STATIC_REQUIRE_FALSE(CanStep<Rename>);
  STATIC_REQUIRE_FALSE(CanStep<int>);
  STATIC_REQUIRE_FALSE(CanStep<Status>);
  STATIC_REQUIRE_FALSE(CanStep<std::string>);
}

TEST_CASE("every event has its name", "[lifecycle][value]") {
  CHECK(to_string(Event(event::SetBootMode{BootMode::UefiPreferred})) ==
        "SetBootMode UEFI-Preferred");
  CHECK(to_string(Event(event::Delete{true})) == "Delete force");
  CHECK(to_string(Event(event::Delete{false})) == "Delete");
  CHECK(to_string(Event(event::Unshare{false})) == "Unshare last");
  CHECK(to_string(Event(event::Unshare{true})) == "Unshare");
  CHECK(std::set<std::string_view>(event_names.begin(), event_names.end()).size() ==
        event_names.size());
}

}  // namespace
}  // namespace imgfam
