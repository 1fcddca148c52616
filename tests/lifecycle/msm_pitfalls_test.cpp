// Why the machine of an image never leaves src/lifecycle/lifecycle.cpp: what Boost.MSM 1.81 does to
// those who treat its machine as a value, or who trust its defaults. Each test shows one trap on a
// machine of a few rows; machine_test.cpp shows that imgfam::step does not fall into it.
//
// The only test that includes MSM. Newer versions may mend some of this: then the file may go.
#include "support/catch.hpp"

#include <boost/mp11.hpp>
#include <boost/mp11/mpl.hpp>
#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>
#include <boost/serialization/base_object.hpp>
#include <boost/version.hpp>

#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

#if BOOST_VERSION < 108500

namespace imgfam {
namespace {

namespace mp11 = boost::mp11;
namespace msm = boost::msm;
using boost::msm::front::none;
using boost::msm::front::Row;

// In a namespace: at the top level some names of events are functions of libc, such as unshare(2).
struct Deprecate {};
struct Restore {};
struct Touch {};
struct Unknown {};

struct Available : msm::front::state<> {};
struct Deprecated : msm::front::state<> {};

struct Throw {
  void operator()(const auto&, auto&, auto&, auto&) const { throw std::runtime_error("an action"); }
};

/// The hooks' defaults assert: they must be overridden where a refusal is no bug.
template <class Derived>
struct Quiet : msm::front::state_machine_def<Derived> {
  int refusals = 0;
  int caught = 0;
  template <class Event>
  void no_transition(const Event&, auto&, int) {
    ++refusals;
  }
  template <class Event>
  void exception_caught(const Event&, auto&, std::exception&) {
    ++caught;
  }
};

struct TwoStates_ : Quiet<TwoStates_> {
  using no_message_queue = int;
  using no_exception_thrown = int;
  using initial_state = Available;
  using transition_table = mp11::mp_list<Row<Available, Deprecate, Deprecated, none, none>,
                                         Row<Deprecated, Restore, Available, none, none>>;
  int facts = 0;
};
using TwoStates = msm::back::state_machine<TwoStates_>;

template <class Machine, class State>
bool is_in(const Machine& machine) {
  return machine.current_state()[0] ==
         msm::back::get_state_id<typename Machine::stt, State>::type::value;
}

TwoStates deprecated_machine_elsewhere() {
  TwoStates machine;
  machine.process_event(Deprecate{});
  const TwoStates& named = machine;
  return named;  // From const: the copy that is safe.
}

TEST_CASE("a machine of MSM forgets its state when it is copied from a variable, moved or swapped",
          "[msm]") {
  TwoStates machine;
  machine.process_event(Deprecate{});
  REQUIRE(is_in<TwoStates, Deprecated>(machine));

  // Its forwarding constructor takes what is not const before the copy constructor can.
  TwoStates copied(machine);
  CHECK(is_in<TwoStates, Available>(copied));
  const TwoStates copied_from_const(std::as_const(machine));
  CHECK(is_in<TwoStates, Deprecated>(copied_from_const));
  TwoStates assigned;
  assigned = machine;
  CHECK(is_in<TwoStates, Deprecated>(assigned));

  const TwoStates moved(std::move(assigned));
  CHECK(is_in<TwoStates, Available>(moved));
  const std::optional<TwoStates> maybe(machine);
  CHECK(is_in<TwoStates, Available>(*maybe));

  TwoStates other;
  std::swap(machine, other);
  CHECK(is_in<TwoStates, Available>(machine));
  CHECK(is_in<TwoStates, Available>(other));  // Nobody is Deprecated any more.

  CHECK(is_in<TwoStates, Deprecated>(deprecated_machine_elsewhere()));
}

TEST_CASE("a struct that holds a machine forgets its state when it is moved", "[msm]") {
  struct Holder {
    TwoStates machine;
  };
  Holder holder;
  holder.machine.process_event(Deprecate{});
  const Holder moved(std::move(holder));
  CHECK(is_in<TwoStates, Available>(moved.machine));

  TwoStates machine;
  machine.process_event(Deprecate{});
  std::vector<TwoStates> kept;
  kept.push_back(machine);  // By reference to const.
  kept.emplace_back(machine);
  CHECK(is_in<TwoStates, Deprecated>(kept.front()));
  CHECK(is_in<TwoStates, Available>(kept.back()));
}

TEST_CASE("start() after events resets the state, but not the facts beside it", "[msm]") {
  TwoStates machine;
  machine.facts = 7;
  CHECK(machine.process_event(Deprecate{}) == msm::back::HANDLED_TRUE);  // Works before start().
  machine.start();
  CHECK(is_in<TwoStates, Available>(machine));
  CHECK(machine.facts == 7);
}

TEST_CASE("an event that is in no row compiles, and is not handled", "[msm]") {
  TwoStates machine;
  CHECK(machine.process_event(Unknown{}) == msm::back::HANDLED_FALSE);
  CHECK(machine.refusals == 1);
}

struct Placer {
  int id;
  template <class Value>
  Placer& operator&(Value& value) {
    if constexpr (std::is_array_v<Value>) value[0] = id;
    return *this;
  }
};

TEST_CASE("a machine is placed in a state by the archive that it serializes to", "[msm]") {
  TwoStates machine;
  Placer placer{msm::back::get_state_id<TwoStates::stt, Deprecated>::type::value};
  machine.serialize(placer, 0U);
  CHECK(is_in<TwoStates, Deprecated>(machine));
  CHECK(machine.process_event(Restore{}) == msm::back::HANDLED_TRUE);
}

// ---- Numbers of states ----

struct OtherOrder_ : Quiet<OtherOrder_> {
  using no_message_queue = int;
  using no_exception_thrown = int;
  using initial_state = Available;
  using transition_table = mp11::mp_list<Row<Deprecated, Restore, Available, none, none>,
                                         Row<Available, Deprecate, Deprecated, none, none>>;
};
using OtherOrder = msm::back::state_machine<OtherOrder_>;

TEST_CASE("the numbers of states follow the order of rows", "[msm]") {
  const int first = msm::back::get_state_id<TwoStates::stt, Available>::type::value;
  const int second = msm::back::get_state_id<OtherOrder::stt, Available>::type::value;
  CHECK(first != second);
}

// ---- Rows of one status and event ----

template <int Id>
struct Note {
  bool operator()(const auto&, auto& machine, auto&, auto&) const {
    machine.asked.push_back(Id);
    return false;
  }
};

struct SameEvent_ : Quiet<SameEvent_> {
  using no_message_queue = int;
  using no_exception_thrown = int;
  using initial_state = Available;
  using transition_table = mp11::mp_list<Row<Available, Touch, none, none, Note<1>>,
                                         Row<Available, Touch, none, none, Note<2>>,
                                         Row<Available, Touch, none, none, Note<3>>>;
  std::vector<int> asked;
};

TEST_CASE("rows of one status and event are tried last first", "[msm]") {
  msm::back::state_machine<SameEvent_> machine;
  CHECK(machine.process_event(Touch{}) == msm::back::HANDLED_GUARD_REJECT);
  CHECK(machine.asked == std::vector<int>{3, 2, 1});
  CHECK(machine.refusals == 0);  // A guard that refuses is no missing row: the hook is not called.
}

// ---- Orthogonal regions ----

struct Private : msm::front::state<> {};
struct Shared : msm::front::state<> {};
struct Never {
  bool operator()(const auto&, auto&, auto&, auto&) const { return false; }
};

struct TwoRegions_ : Quiet<TwoRegions_> {
  using no_message_queue = int;
  using no_exception_thrown = int;
  using initial_state = mp11::mp_list<Available, Private>;
  using transition_table = mp11::mp_list<Row<Available, Deprecate, Deprecated, none, none>,
                                         Row<Private, Deprecate, Shared, none, Never>>;
};
using TwoRegions = msm::back::state_machine<TwoRegions_>;

TEST_CASE("of two regions one moves although the other refuses the same event", "[msm]") {
  TwoRegions machine;
  const auto handled = machine.process_event(Deprecate{});
  CHECK(handled == (msm::back::HANDLED_TRUE | msm::back::HANDLED_GUARD_REJECT));
  CHECK(is_in<TwoRegions, Deprecated>(machine));
  CHECK(machine.current_state()[1] ==
        msm::back::get_state_id<TwoRegions::stt, Private>::type::value);
}

TEST_CASE("no_transition is called once for each region", "[msm]") {
  TwoRegions machine;
  CHECK(machine.process_event(Unknown{}) == msm::back::HANDLED_FALSE);
  CHECK(machine.refusals == 2);
}

// ---- Exceptions ----

using ThrowingTable = mp11::mp_list<Row<Available, Touch, Deprecated, Throw, none>,
                                    Row<Available, Deprecate, Deprecated, none, none>>;

struct Catching_ : Quiet<Catching_> {
  using initial_state = Available;
  using transition_table = ThrowingTable;
};

TEST_CASE("an action that throws is said to be handled under the default policy", "[msm]") {
  msm::back::state_machine<Catching_> machine;
  CHECK(machine.process_event(Touch{}) == msm::back::HANDLED_TRUE);
  CHECK(machine.caught == 1);
  CHECK(is_in<msm::back::state_machine<Catching_>, Available>(machine));
}

struct Queued_ : Quiet<Queued_> {
  using no_exception_thrown = int;
  using initial_state = Available;
  using transition_table = ThrowingTable;
};
struct Queueless_ : Quiet<Queueless_> {
  using no_exception_thrown = int;
  using no_message_queue = int;
  using initial_state = Available;
  using transition_table = ThrowingTable;
};

TEST_CASE("an exception that passes a queue leaves the machine busy for good", "[msm]") {
  msm::back::state_machine<Queued_> queued;
  CHECK_THROWS_AS(queued.process_event(Touch{}), std::runtime_error);
  CHECK(queued.process_event(Deprecate{}) == msm::back::HANDLED_TRUE);  // It was only put aside.
  CHECK(is_in<msm::back::state_machine<Queued_>, Available>(queued));

  msm::back::state_machine<Queueless_> queueless;
  CHECK_THROWS_AS(queueless.process_event(Touch{}), std::runtime_error);
  CHECK(queueless.process_event(Deprecate{}) == msm::back::HANDLED_TRUE);
  CHECK(is_in<msm::back::state_machine<Queueless_>, Deprecated>(queueless));
  CHECK(sizeof queueless < sizeof queued);
}

}  // namespace
}  // namespace imgfam

#endif
