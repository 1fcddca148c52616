// World: all that the emulator keeps for its users, and the acts that change it. The same acts on
// the same world come to the same, so a world is kept as its beginning and its acts
// (state_file.hpp) and a session as a scenario (recorder.hpp).
#pragma once

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/http/neighbours.hpp>
#include <imgfam/scenario/scenario.hpp>

#include <cstdint>
#include <string>
#include <variant>

namespace imgfam {

/// Time passes, until Act::at.
struct TimePasses {
  bool operator==(const TimePasses&) const = default;
};

/// Something that happens to an image whose creation is under way, or, Disable, to any.
enum class Intervention : std::uint8_t { Begin, Finish, Fail, Disable, Hold };
template <>
inline constexpr std::array<std::string_view, 5> spelling<Intervention>{"begin", "finish", "fail",
                                                                        "disable", "hold"};

struct Intervenes {
  Intervention what{};
  std::string image;

  bool operator==(const Intervenes&) const = default;
};

/// An account exists from then on.
struct AccountJoins {
  AccountId account;

  bool operator==(const AccountJoins&) const = default;
};

struct Act {
  SimTime at;  ///< The time of the cloud when it happens; not before the one it has.
  std::variant<Request, TimePasses, Intervenes, AccountJoins> what;

  bool operator==(const Act&) const = default;
};

/// Whether the operation only reads: what it answers need not be kept.
bool is_reading(std::string_view action);

class World {
 public:
  explicit World(Cloud cloud) : cloud_(std::move(cloud)), neighbours_(cloud_.settings().seed) {}

  /// Lets the time pass until then, and the act happen. Of an act that is no request the outcome
  /// says only whether it could be.
  Outcome apply(const Act& act, Trace* trace = nullptr);

  /// Adds to the cloud's answer what the neighbours know of its instances. The world stays as it
  /// is.
  void add_beside(Outcome& outcome, const Request& request) {
    neighbours_.add_to(outcome, request, cloud_);
  }

  const Cloud& cloud() const { return cloud_; }
  const Neighbours& neighbours() const { return neighbours_; }

  bool operator==(const World&) const = default;

 private:
  /// By the neighbours or, where the operation is not theirs, by the cloud.
  Outcome answer(const Request& request, Trace* trace);

  Cloud cloud_;
  Neighbours neighbours_;
};

/// The world that a scenario's `given` describes, under the first of its editions.
/// ERRORS: CLD001 to CLD010 of Cloud::add.
Result<World> world_of(const Scenario& beginning);

}  // namespace imgfam
