// The only file that includes Boost.MSM. One region of statuses, the facts beside it, one table.
//
// How a refusal is explained: guards are pure predicates, each with the rule it stands for, and an
// event has further predicates for the statuses where it has no row (Demands). When MSM refuses an
// event, every predicate of that event is asked again, and those that do not hold are the refusals.
// So the answer does not depend on the order in which MSM tries rows, and it names all rules that
// are broken, not the first.
//
// MSM's traps that shape this file: a machine must never be copied from a non-const one, moved or
// swapped (it silently restarts), so one is made for each step and never leaves this file; a queue
// or a caught exception can leave it busy, hence the two typedefs; mpl::vector ends at 20 rows,
// hence mp_list.

#include <imgfam/lifecycle/lifecycle.hpp>

#include <imgfam/model/assert.hpp>
#include <imgfam/rules/catalogue.hpp>

#include <boost/mp11.hpp>
#include <boost/mp11/mpl.hpp>
#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>
#include <boost/serialization/base_object.hpp>

#include <algorithm>
#include <type_traits>

namespace imgfam {
namespace {

namespace mp11 = boost::mp11;
namespace msm = boost::msm;
using boost::msm::front::none;
using namespace event;

/// What guards look at and actions change.
struct Facts {
  ImageState state;
  Policy policy;
  int row = 0;  ///< The row that fired.
};

bool is_creating(const Facts& f) {
  return f.state.status == Status::Creating || f.state.status == Status::Waiting;
}

// ---- Predicates ----
// What must hold, and the rule that says so; those that guard a row say it in words too.

// clang-format off
struct DeprecateAvailable {
  static constexpr auto rule = "deprecate-available"_rule;
  static bool holds(const Facts& f, const auto&) { return f.state.status == Status::Available; } };
struct DeprecateUnshared {
  static constexpr auto rule = "deprecate-unshared"_rule;  static constexpr std::string_view name = "shared with nobody";
  static bool holds(const Facts& f, const auto&) { return !f.state.is_shared && !(f.policy.community_counts_as_shared && f.state.is_community); } };
struct RestoreDeprecated {
  static constexpr auto rule = "restore-deprecated"_rule;
  static bool holds(const Facts& f, const auto&) { return f.state.status == Status::Deprecated; } };
struct EditFinished {
  static constexpr auto rule = "edit-finished"_rule;  static constexpr std::string_view name = "creation complete";
  static bool holds(const Facts& f, const auto&) { return !is_creating(f) || f.policy.creating_can_be_edited; } };
struct EditNotDeprecated {
  static constexpr auto rule = "edit-not-deprecated"_rule;  static constexpr std::string_view name = "a Deprecated image may be edited";
  static bool holds(const Facts& f, const auto&) { return f.state.status != Status::Deprecated || f.policy.deprecated_can_be_edited; } };
struct BootModeUnused {
  static constexpr auto rule = "boot-mode-unused"_rule;  static constexpr std::string_view name = "used by no instance, or the mode stays";
  static bool holds(const Facts& f, const SetBootMode& e) { return !f.state.is_in_use || (f.policy.same_boot_mode_is_fine && e.mode == f.state.boot_mode); } };
struct ShareNotDeprecated {
  static constexpr auto rule = "share-not-deprecated"_rule;
  static bool holds(const Facts& f, const auto&) { return f.state.status != Status::Deprecated; } };
struct ShareAvailable {
  static constexpr auto rule = "share-available"_rule;
  static bool holds(const Facts& f, const auto&) { return f.state.status == Status::Available || f.state.status == Status::Deprecated; } };
struct SharePrivate {
  static constexpr auto rule = "share-private"_rule;  static constexpr std::string_view name = "no community image";
  static bool holds(const Facts& f, const auto&) { return !f.state.is_community; } };
struct UnpublishPublic {
  static constexpr auto rule = "unpublish-public"_rule;  static constexpr std::string_view name = "a community image";
  static bool holds(const Facts& f, const auto&) { return f.state.is_community && !is_creating(f) && f.state.status != Status::CreateFailed; } };
struct UnshareNotDeprecated {
  static constexpr auto rule = "unshare-not-deprecated"_rule;  static constexpr std::string_view name = "a Deprecated image may be unshared";
  static bool holds(const Facts& f, const auto&) { return f.state.status != Status::Deprecated || f.policy.deprecated_can_be_unshared; } };
struct CopyAvailable {
  static constexpr auto rule = "copy-available"_rule;
  static bool holds(const Facts& f, const auto&) { return f.state.status == Status::Available; } };
struct CopyNotCommunity {
  static constexpr auto rule = "copy-not-community"_rule;  static constexpr std::string_view name = "no community image";
  static bool holds(const Facts& f, const auto&) { return !f.state.is_community; } };
struct CancelACopy {
  static constexpr auto rule = "cancel-a-copy"_rule;  static constexpr std::string_view name = "a copy";
  static bool holds(const Facts& f, const auto&) { return f.state.origin == Origin::Copied; } };
struct CancelNotFailed {
  static constexpr auto rule = "cancel-not-failed"_rule;
  static bool holds(const Facts& f, const auto&) { return f.state.status != Status::CreateFailed; } };
struct CancelUnfinished {
  static constexpr auto rule = "cancel-unfinished"_rule;
  static bool holds(const Facts& f, const auto&) { return is_creating(f) || f.state.status == Status::CreateFailed; } };
struct LaunchUsable {
  static constexpr auto rule = "launch-image-usable"_rule;
  static bool holds(const Facts& f, const auto&) { return f.state.status == Status::Available || f.state.status == Status::Deprecated; } };
struct DeleteNotCopying {
  static constexpr auto rule = "delete-not-copying"_rule;  static constexpr std::string_view name = "no copy in the making";
  static bool holds(const Facts& f, const auto&) { return f.state.status != Status::Waiting && !(f.state.status == Status::Creating && f.state.origin == Origin::Copied); } };
struct DeleteNotImporting {
  static constexpr auto rule = "delete-not-importing"_rule;  static constexpr std::string_view name = "no import in the making";
  static bool holds(const Facts& f, const auto&) { return !(f.state.status == Status::Creating && f.state.origin == Origin::Imported); } };
struct DeleteUnused {
  static constexpr auto rule = "delete-unused"_rule;  static constexpr std::string_view name = "used by no instance, or forced";
  static bool holds(const Facts& f, const Delete& e) { return !f.state.is_in_use || e.force; } };
struct DeleteUnshared {
  static constexpr auto rule = "delete-unshared"_rule;  static constexpr std::string_view name = "shared with nobody";
  static bool holds(const Facts& f, const Delete& e) { return !f.state.is_shared || f.policy.shared_can_be_deleted || (e.force && f.policy.shared_can_be_forced); } };
struct DeletePrivate {
  static constexpr auto rule = "delete-private"_rule;  static constexpr std::string_view name = "no community image";
  static bool holds(const Facts& f, const auto&) { return !f.state.is_community; } };

/// Routes to a row and never refuses on its own: the predicates of the event say what is broken.
struct RepeatIsFine {
  static constexpr std::string_view name = "repeating the Status is fine";
  static bool holds(const Facts& f, const auto&) { return f.policy.repeated_status_is_fine; } };
// clang-format on

/// Always false: what stands for an event of the platform in a status where it cannot happen.
template <RuleId Rule>
struct Never {
  static constexpr auto rule = Rule;
  static bool holds(const Facts&, const auto&) { return false; }
};

/// The predicates of an event beyond the guards of its rows: they say why it has no row in a
/// status. `Gone` is the rule that an image which no longer exists breaks.
template <RuleId Gone, class... Predicates>
struct Demand {
  static constexpr RuleId gone = Gone;
  using predicates = mp11::mp_list<Predicates...>;
};

constexpr auto no_image = "own-image-exists"_rule;
template <class E>
struct Demands : Demand<no_image> {};
template <>
struct Demands<Begin> : Demand<"creation-begins"_rule, Never<"creation-begins"_rule>> {};
template <>
struct Demands<Finish> : Demand<"creation-completes"_rule, Never<"creation-completes"_rule>> {};
template <>
struct Demands<Fail> : Demand<"creation-fails"_rule, Never<"creation-fails"_rule>> {};
template <>
struct Demands<Disable> : Demand<"platform-disables"_rule, Never<"platform-disables"_rule>> {};
template <>
struct Demands<CancelCopy> : Demand<no_image, CancelNotFailed, CancelUnfinished> {};
template <>
struct Demands<Deprecate> : Demand<no_image, EditFinished, DeprecateAvailable> {};
template <>
struct Demands<Restore> : Demand<no_image, EditFinished, RestoreDeprecated> {};
template <>
struct Demands<Share> : Demand<no_image, ShareNotDeprecated, ShareAvailable> {};
template <>
struct Demands<Publish> : Demand<no_image, ShareNotDeprecated, ShareAvailable> {};
template <>
struct Demands<Copy> : Demand<"copy-source-exists"_rule, CopyAvailable> {};
template <>
struct Demands<Use> : Demand<"launch-image-exists"_rule, LaunchUsable> {};
template <>
struct Demands<Release>
    : Demand<"delete-instance-frees-image"_rule, Never<"delete-instance-frees-image"_rule>> {};

// ---- Actions ----

struct Keep {
  static void apply(Facts&, const auto&) {}
};
struct SetMode {
  static void apply(Facts& f, const SetBootMode& e) { f.state.boot_mode = e.mode; }
};
struct AddShare {
  static void apply(Facts& f, const auto&) { f.state.is_shared = true; }
};
struct RemoveShare {
  static void apply(Facts& f, const Unshare& e) {
    f.state.is_shared = f.state.is_shared && e.leaves_some;
  }
};
struct MakePublic {
  static void apply(Facts& f, const auto&) { f.state.is_community = true; }
};
struct MakePrivate {
  static void apply(Facts& f, const auto&) { f.state.is_community = false; }
};
struct AddUse {
  static void apply(Facts& f, const auto&) { f.state.is_in_use = true; }
};
struct RemoveUse {
  static void apply(Facts& f, const Release& e) {
    f.state.is_in_use = f.state.is_in_use && e.leaves_some;
  }
};

// ---- The table ----

template <Status S>
struct In : msm::front::state<> {
  static constexpr Status status = S;
};

/// What must hold for a row to fire. All predicates are asked; none changes anything.
template <class... Predicates>
struct If {
  using predicates = mp11::mp_list<Predicates...>;
  template <class E>
  bool operator()(const E& e, auto& machine, auto&, auto&) const {
    return (Predicates::holds(machine.facts, e) && ...);
  }
};

/// What a row does: it notes its number, then lets the action change the facts.
template <int Id, class Action>
struct Do {
  static constexpr int id = Id;
  template <class E>
  void operator()(const E& e, auto& machine, auto&, auto&) const {
    machine.facts.row = Id;
    Action::apply(machine.facts, e);
  }
};

template <int Id, Status From, class E, Status To, class Action = Keep, class Guard = none>
using T = msm::front::Row<In<From>, E, std::conditional_t<From == To, none, In<To>>, Do<Id, Action>,
                          Guard>;

using enum Status;

// clang-format off
using Table = mp11::mp_list<
  //  id  from          on           to            doing        only if
  T<  1, Waiting,      Begin,       Creating                                                                    >,
  T<  2, Creating,     Finish,      Available                                                                   >,
  T<  3, Creating,     Fail,        CreateFailed                                                                >,
  T<  4, Waiting,      Fail,        CreateFailed                                                                >,
  T<  5, Creating,     Disable,     UnAvailable                                                                 >,
  T<  6, Waiting,      Disable,     UnAvailable                                                                 >,
  T<  7, Available,    Disable,     UnAvailable                                                                 >,
  T<  8, Deprecated,   Disable,     UnAvailable                                                                 >,
  T<  9, CreateFailed, Disable,     UnAvailable                                                                 >,
  T< 10, Creating,     CancelCopy,  Deleted,      Keep,        If<CancelACopy>                                  >,
  T< 11, Waiting,      CancelCopy,  Deleted,      Keep,        If<CancelACopy>                                  >,
  T< 12, Available,    Deprecate,   Deprecated,   Keep,        If<DeprecateUnshared>                            >,
  T< 13, Deprecated,   Deprecate,   Deprecated,   Keep,        If<RepeatIsFine>                                 >,
  T< 14, Deprecated,   Restore,     Available                                                                   >,
  T< 15, Available,    Restore,     Available,    Keep,        If<RepeatIsFine>                                 >,
  T< 16, Available,    Edit,        Available                                                                   >,
  T< 17, Deprecated,   Edit,        Deprecated,   Keep,        If<EditNotDeprecated>                            >,
  T< 18, UnAvailable,  Edit,        UnAvailable                                                                 >,
  T< 19, CreateFailed, Edit,        CreateFailed                                                                >,
  T< 20, Creating,     Edit,        Creating,     Keep,        If<EditFinished>                                 >,
  T< 21, Waiting,      Edit,        Waiting,      Keep,        If<EditFinished>                                 >,
  T< 22, Available,    SetBootMode, Available,    SetMode,     If<BootModeUnused>                               >,
  T< 23, Deprecated,   SetBootMode, Deprecated,   SetMode,     If<EditNotDeprecated, BootModeUnused>            >,
  T< 24, UnAvailable,  SetBootMode, UnAvailable,  SetMode,     If<BootModeUnused>                               >,
  T< 25, CreateFailed, SetBootMode, CreateFailed, SetMode,     If<BootModeUnused>                               >,
  T< 26, Creating,     SetBootMode, Creating,     SetMode,     If<EditFinished, BootModeUnused>                 >,
  T< 27, Waiting,      SetBootMode, Waiting,      SetMode,     If<EditFinished, BootModeUnused>                 >,
  T< 28, Available,    Share,       Available,    AddShare,    If<SharePrivate>                                 >,
  T< 29, Available,    Unshare,     Available,    RemoveShare                                                   >,
  T< 30, Deprecated,   Unshare,     Deprecated,   RemoveShare, If<UnshareNotDeprecated>                         >,
  T< 31, UnAvailable,  Unshare,     UnAvailable,  RemoveShare                                                   >,
  T< 32, CreateFailed, Unshare,     CreateFailed, RemoveShare                                                   >,
  T< 33, Creating,     Unshare,     Creating,     RemoveShare                                                   >,
  T< 34, Waiting,      Unshare,     Waiting,      RemoveShare                                                   >,
  T< 35, Available,    Publish,     Available,    MakePublic,  If<SharePrivate>                                 >,
  T< 36, Available,    Unpublish,   Available,    MakePrivate, If<UnpublishPublic>                              >,
  T< 37, Deprecated,   Unpublish,   Deprecated,   MakePrivate, If<UnpublishPublic>                              >,
  T< 38, UnAvailable,  Unpublish,   UnAvailable,  MakePrivate, If<UnpublishPublic>                              >,
  T< 39, Available,    Copy,        Available,    Keep,        If<CopyNotCommunity>                             >,
  T< 40, Available,    Use,         Available,    AddUse                                                        >,
  T< 41, Deprecated,   Use,         Deprecated,   AddUse                                                        >,
  T< 42, Available,    Release,     Available,    RemoveUse                                                     >,
  T< 43, Deprecated,   Release,     Deprecated,   RemoveUse                                                     >,
  T< 44, UnAvailable,  Release,     UnAvailable,  RemoveUse                                                     >,
  T< 45, Available,    Delete,      Deleted,      Keep,        If<DeleteUnused, DeleteUnshared, DeletePrivate>  >,
  T< 46, Deprecated,   Delete,      Deleted,      Keep,        If<DeleteUnused, DeleteUnshared, DeletePrivate>  >,
  T< 47, UnAvailable,  Delete,      Deleted,      Keep,        If<DeleteUnused, DeleteUnshared, DeletePrivate>  >,
  T< 48, CreateFailed, Delete,      Deleted                                                                     >,
  T< 49, Creating,     Delete,      Deleted,      Keep,        If<DeleteNotCopying, DeleteNotImporting>         >
>;
// clang-format on

struct Front : msm::front::state_machine_def<Front> {
  using no_message_queue = int;
  using no_exception_thrown = int;
  using initial_state = In<Available>;
  using transition_table = Table;

  // The defaults assert; a refused event is no bug here.
  template <class E>
  void no_transition(const E&, auto&, int) noexcept {}

  Facts facts;
};
using Machine = msm::back::state_machine<Front>;

// ---- What the table says, by type ----

template <class Row>
using event_of = typename Row::Evt;
using Events = mp11::mp_unique<mp11::mp_transform<event_of, Table>>;
static_assert(mp11::mp_size<Events>::value == std::variant_size_v<Event>,
              "an Event that no row knows, or a row without one");
template <class E>
using is_an_event = mp11::mp_contains<mp11::mp_rename<Event, mp11::mp_list>, E>;
static_assert(mp11::mp_all_of<Events, is_an_event>::value);

template <class Guard>
struct predicates_of_guard {
  using type = typename Guard::predicates;
};
template <>
struct predicates_of_guard<none> {
  using type = mp11::mp_list<>;
};
template <class Row>
using predicates_of_row = typename predicates_of_guard<typename Row::Guard>::type;

template <class E>
struct is_row_of {
  template <class Row>
  using fn = std::is_same<typename Row::Evt, E>;
};
/// Every predicate that an event is subject to: its demands and the guards of all its rows.
template <class E>
using Predicates = mp11::mp_unique<
    mp11::mp_append<typename Demands<E>::predicates,
                    mp11::mp_flatten<mp11::mp_transform<predicates_of_row,
                                                        mp11::mp_copy_if_q<Table, is_row_of<E>>>>>>;

template <class Predicate>
concept Blames = requires {
  Predicate::rule;
};

template <Status S>
int state_id() {
  return msm::back::get_state_id<Machine::stt, In<S>>::type::value;
}

/// MSM's number of a status. Numbers follow the order of rows, so they are asked for by type.
int id_of(Status status) {
  static const std::array<int, 7> ids{state_id<Creating>(),    state_id<Waiting>(),
                                      state_id<Available>(),   state_id<Deprecated>(),
                                      state_id<UnAvailable>(), state_id<CreateFailed>(),
                                      state_id<Deleted>()};
  return ids[static_cast<std::size_t>(status)];
}

Status status_of(int id) {
  for (const Status s :
       {Creating, Waiting, Available, Deprecated, UnAvailable, CreateFailed, Deleted}) {
    if (id_of(s) == id) return s;
  }
  assertion_failed("every state of MSM stands for a status", __FILE__, __LINE__);
}

/// The public way to place a machine in a state: an "archive" that hands it the number.
struct Placer {
  int id;
  template <class Value>
  Placer& operator&(Value& value) {
    if constexpr (std::is_array_v<Value>) value[0] = id;
    return *this;
  }
};

template <class E>
std::vector<RuleId> refusals_of(const Facts& facts, const E& event) {
  if (facts.state.status == Deleted) return {Demands<E>::gone};
  std::vector<RuleId> rules;
  mp11::mp_for_each<mp11::mp_transform<mp11::mp_identity, Predicates<E>>>([&](auto predicate) {
    using Predicate = typename decltype(predicate)::type;
    if constexpr (Blames<Predicate>) {
      if (!Predicate::holds(facts, event)) rules.push_back(Predicate::rule);
    }
  });
  std::sort(rules.begin(), rules.end());
  IMGFAM_ASSERT(!rules.empty());
  return rules;
}

template <class E>
Step fire(const Policy& policy, const ImageState& state, const E& event) {
  Machine machine;
  Placer placer{id_of(state.status)};
  machine.serialize(placer, 0U);
  machine.facts = {state, policy, 0};
  if (machine.process_event(event) != msm::back::HANDLED_TRUE)
    return {{}, 0, refusals_of(machine.facts, event)};
  ImageState next = machine.facts.state;
  next.status = status_of(machine.current_state()[0]);
  return {next, machine.facts.row, {}};
}

template <class Row>
TransitionRow row_as_data() {
  TransitionRow row;
  row.id = Row::Action::id;
  row.from = Row::Source::status;
  row.event = mp11::mp_find<mp11::mp_rename<Event, mp11::mp_list>, typename Row::Evt>::value;
  if constexpr (std::is_same_v<typename Row::Target, none>) {
    row.to = row.from;
  } else {
    row.to = Row::Target::status;
  }
  mp11::mp_for_each<mp11::mp_transform<mp11::mp_identity, predicates_of_row<Row>>>(
      [&](auto predicate) {
        using Predicate = typename decltype(predicate)::type;
        row.guards.emplace_back(Predicate::name);
        if constexpr (Blames<Predicate>) row.rules.push_back(Predicate::rule);
      });
  return row;
}

}  // namespace

Step step(const Policy& policy, const ImageState& state, const Event& event) {
  IMGFAM_ASSERT(state.origin != Origin::System);
  return std::visit([&](const auto& e) { return fire(policy, state, e); }, event);
}

std::vector<TransitionRow> transition_rows() {
  std::vector<TransitionRow> rows;
  mp11::mp_for_each<mp11::mp_transform<mp11::mp_identity, Table>>(
      [&](auto row) { rows.push_back(row_as_data<typename decltype(row)::type>()); });
  return rows;
}

}  // namespace imgfam
