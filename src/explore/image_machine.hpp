// ImageMachine: everything that one image of a slice can come to by the requests that plans are
// made of, its instances included. No request is about two images, so the states of a slice are
// tuples of the states of these machines, and what an image needs by itself is at least what a plan
// spends on it.
//
// Which requests are left out, and why no cheapest plan has them:
// - Instances that no goal or keep names are alike but for whether they can be deleted: those that
//   can go in their order, and only how many are left is kept.
// - Of accounts only those are told apart that a goal or keep tells apart about this image, or that
//   may come to receive too many images: who is in the same sets that are asked for is alike, and
//   those that are can be added and removed in their order.
// - Accounts that no goal or keep names are alike, too, and while any is left the image is shared
//   with no set that is asked for: a request removes as many as fit beside the others, or all but
//   one, or none.
// - Of an image whose sharing nobody asks, nothing is added, and of accounts that are alike all
// that
//   fit are removed at once.
// - Boot modes of images of which nobody asks it: no other request depends on them.
#pragma once

#include "formula.hpp"

#include <imgfam/explore/plan.hpp>

#include <map>
#include <set>

namespace imgfam {

/// A claim's part that must hold: of a goal at the end, of a keep always.
struct Conjunct {
  Formula formula;
  std::size_t claim = 0;  ///< Into the texts of all goals and keeps.
  bool is_keep = false;
};

struct ImageMachineTask {
  const FamilyModel* model = nullptr;
  std::size_t place = 0;
  const std::vector<ModelCheck>* leaves = nullptr;  ///< Of all goals and keeps.
  std::vector<const Conjunct*> keeps;               ///< About this image alone.
  const Prices* prices = nullptr;
  ActSet avoided;
  std::uint64_t tight_accounts = 0;  ///< Those that may come to receive too many images.
};

class ImageMachine {
 public:
  static constexpr std::size_t states_max = 200'000;
  static constexpr std::size_t edges_max = 2'000'000;
  static constexpr std::size_t named_instances_max = 64;
  static constexpr std::uint64_t unreachable_cost = static_cast<std::uint64_t>(-1);

  /// What the image and its instances are.
  struct State {
    ModelImage image;
    std::uint32_t users = 0;  ///< Instances left of those that are alike and can be deleted.
    std::uint64_t named = 0;  ///< Bit n: the n-th instance named is there.

    auto operator<=>(const State&) const = default;
  };
  struct Edge {
    std::uint32_t to = 0;
    std::uint32_t cost = 0;
    ModelRequest request;
  };

  /// ERRORS: PLN007 more than the bounds above.
  static Result<ImageMachine> of(const ImageMachineTask& task);

  std::size_t states() const { return states_.size(); }
  const State& state(std::uint32_t number) const { return states_[number]; }
  bool is_mentioned() const { return !leaves_.empty(); }
  const std::vector<Edge>& edges(std::uint32_t from) const { return edges_[from]; }
  bool is_available_in(std::uint32_t number, std::size_t family) const {
    const ModelImage& image = states_[number].image;
    return image.status == Status::Available && image.family == family;
  }
  /// What a check about this image or an instance of it comes to. By its number among the leaves.
  bool holds(std::uint32_t number, std::size_t leaf) const;
  /// Writes the image and its instances into a state of the model.
  void put(std::uint32_t number, FamilyState& state) const { put(states_[number], state); }

  /// By state.
  std::vector<bool> where_deleted() const;
  /// The least that it costs to come from every state to one where `is_wanted`;
  /// `unreachable_cost` where nothing leads to one.
  std::vector<std::uint64_t> costs_to(const std::vector<bool>& is_wanted) const;

  /// What is refused, avoided or forbidden by keeps, wherever the image can come to.
  /// `only_instances`: of requests about instances.
  std::vector<RefusedAlways> refused_always(bool only_instances) const;
  std::vector<std::string> avoided() const;
  const std::vector<std::size_t>& keeps_in_the_way() const { return keeps_in_the_way_; }

 private:
  explicit ImageMachine(const ImageMachineTask& task);

  Result<void> find_instances();
  void find_targets();
  void find_classes();
  void put(const State& state, FamilyState& into) const;
  std::vector<ModelRequest> requests(const State& state) const;
  void add_sharing(const State& state, std::vector<ModelRequest>& out) const;
  void add_batches(const State& state, bool adds, std::vector<ModelRequest>& out) const;
  void add_fixed_instances(bool only_named, std::vector<RefusedAlways>& out) const;
  State next(const State& state, const ModelRequest& request, RuleSet& broken);
  bool judge_keeps(std::uint32_t number);
  void note_leaves(std::uint32_t number);
  void take(std::uint32_t from, const ModelRequest& request);
  std::uint32_t intern(const State& state);

  ImageMachineTask task_;
  FamilyState scratch_;  // The model's initial state, but for this image.
  std::vector<std::size_t> named_, users_, fixed_;  // Instances, by place.
  std::vector<std::size_t> leaves_;                 // About this image, in order.
  std::vector<std::uint64_t> targets_;              // Sets of accounts that are asked for.
  /// Accounts that are alike, a bit for each, in the order in which they are added; they are
  /// removed backwards.
  struct AccountClass {
    std::vector<std::uint64_t> members;
    bool is_tight = false;
  };
  std::vector<AccountClass> classes_;
  bool asks_boot_mode_ = false;
  bool asks_family_ = false;
  std::vector<State> states_;
  std::map<State, std::uint32_t> numbers_;
  std::size_t edges_count_ = 0;
  std::vector<std::vector<Edge>> edges_;
  std::vector<bool> holds_;  // By state, then by leaf.
  std::map<ModelRequest, RuleSet> refused_;
  std::set<ModelRequest> accepted_, avoided_;
  std::vector<bool> is_kept_;  // By state: those that break a keep lead nowhere.
  std::vector<std::size_t> keeps_in_the_way_;
};

}  // namespace imgfam
