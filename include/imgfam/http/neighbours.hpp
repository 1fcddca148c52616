// Neighbours: the operations beside images that whole workflows on images need, and the model does
// not have: networks, security groups, key pairs, addresses, disks, snapshots, tags.
//
// They are answered without judging: what is created is kept and shown again, as far as clients
// look at it, and nothing is refused but a parameter that is missing, an id that is not there, and
// what is beyond the bounds here. No rule of the catalogue stands behind an answer. What concerns
// images and instances is the cloud's: it is asked, and told.
//
// A value like Cloud: the same requests get the same answers. Which operations there are, and what
// each keeps: neighbour_operations().
#pragma once

#include <imgfam/cloud/cloud.hpp>

#include <boost/json/object.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

struct NeighbourOperation {
  std::string_view action;
  std::string_view keeps;   ///< What it keeps or shows.
  std::string_view source;  ///< Whose fields the answer has.
};

/// By their names.
std::span<const NeighbourOperation> neighbour_operations();
bool is_by_neighbour(std::string_view action);

class Neighbours {
 public:
  /// As many of a kind are kept; more are refused, but for what a launch says of its instances,
  /// tags included: that is not kept then.
  static constexpr std::size_t kept_max = 1000;

  enum class Kind : std::uint8_t {
    Vpc,
    VSwitch,
    SecurityGroup,
    KeyPair,
    Eip,
    Snapshot,
    Launch,
    Tags
  };
  static constexpr std::size_t kinds = 8;

  /// Something kept.
  struct Kept {
    std::string id;
    AccountId account;
    std::string region;
    boost::json::object shown;  ///< As a Describe… shows it, or what it is made from.

    bool operator==(const Kept&) const = default;
  };

  /// Ids, addresses and keys follow from the seed; those of the cloud are not touched.
  explicit Neighbours(std::uint64_t seed = 1) : seed_(seed) {}

  /// Answers an operation of its own; nothing when the action is not one. The document has no
  /// RequestId.
  std::optional<Outcome> handle(const Request& request, Cloud& cloud);

  /// What the cloud has answered: notes what a launch says about networks and the like.
  void note(const Request& request, const Outcome& outcome, Cloud& cloud);

  /// Adds what is known of them to the instances that the cloud's DescribeInstances shows. Changes
  /// neither the cloud nor what is kept.
  void add_to(Outcome& outcome, const Request& request, Cloud& cloud);

  const std::vector<Kept>& kept(Kind kind) const { return kept_[static_cast<std::size_t>(kind)]; }

  bool operator==(const Neighbours&) const = default;

 private:
  friend class NeighbourCall;  // src/http/neighbours/call.hpp

  std::uint64_t seed_;
  std::uint64_t drawn_ = 0;                      // Ids, addresses and keys.
  std::array<std::vector<Kept>, kinds> kept_{};  // Each in the order of creation.
};

}  // namespace imgfam
