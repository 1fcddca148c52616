// DigitModel: a blank FamilyModel as numbers. Every image is a digit (a code for all that it can
// be), every instance another, and a state is the number that they spell: its rank. What a request
// does to an image is looked up by the image's code and by whether it is in use, in tables that are
// filled once by asking the model.
//
// A rank has two parts: the vector spells the images, the first image the least digit; the
// configuration spells the instances. Blocks (blocks.hpp) take all configurations of one vector at
// once.
#pragma once

#include <imgfam/explore/family_model.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <vector>

namespace imgfam {

using Code = std::uint16_t;

struct Rank {
  std::uint64_t vector = 0;
  std::uint32_t configuration = 0;

  auto operator<=>(const Rank&) const = default;
};

/// What can come of an image in one step, by the codes that it comes to; without what refuses and
/// what changes nothing.
struct CodeMoves {
  // Into DigitModel::moved_to(): from `first` those whether it is in use or not, from `unused`
  // those only while no instance uses it, from `used` to `end` those only while one does.
  std::uint32_t first = 0, unused = 0, used = 0, end = 0;
  bool is_deleted_unused = false;
  bool is_deleted_used = false;  ///< Its instances are orphaned then.
  bool launches_unused = false;
  bool launches_used = false;
  Code launched = 0;  ///< The code after a launch.
};

class DigitModel {
 public:
  static constexpr Code absent = 0;
  static constexpr std::size_t codes_max = 20'000;
  static constexpr std::size_t images_max = 63;

  /// Nothing when the model cannot be spelled so: it begins with images, a quota can be reached, or
  /// there are too many codes or states.
  static std::optional<DigitModel> of(const FamilyModel& model);

  const FamilyModel& model() const { return *model_; }
  std::size_t images() const { return images_; }
  std::size_t instances() const { return instances_; }
  std::size_t codes() const { return code_images_.size(); }
  /// The greatest code.
  Code deleted() const { return static_cast<Code>(codes() - 1); }
  const ModelImage& image_of(Code code) const { return code_images_[code]; }
  Code born(std::size_t family) const { return born_[family]; }
  std::size_t families() const { return born_.size(); }

  /// The number of vectors, and of the configurations of instances.
  std::uint64_t vectors() const { return vectors_; }
  std::uint32_t configurations() const { return configurations_; }
  std::uint32_t orphan_digit() const { return static_cast<std::uint32_t>(images_) + 1; }
  std::uint64_t image_stride(std::size_t place) const { return image_strides_[place]; }
  std::uint32_t instance_stride(std::size_t place) const { return instance_strides_[place]; }

  void spell(std::uint64_t vector, Code* codes) const;
  std::uint64_t vector_of(const Code* codes) const;

  /// An instance configuration, taken apart once.
  struct Configuration {
    std::uint64_t used = 0;  ///< Bit i: some instance is of image i.
    std::uint32_t free = 0;  ///< The first place without an instance; instances() when none is.
    std::array<std::uint8_t, 8> digits{};
  };
  const Configuration& configuration(std::uint32_t number) const { return taken_apart_[number]; }
  static constexpr std::size_t instances_max = 8;
  static constexpr std::size_t events_max = 64;

  // ---- What requests come to ----

  /// The requests about one image, the same for all: without its place. Those that only a Creating
  /// image has stand last, the launch before them.
  const std::vector<ModelRequest>& events() const { return events_; }

  /// A row of the tables: an image's code, and whether it is in use.
  std::size_t row(Code code, bool is_used) const {
    return std::size_t{code} * 2 + (tracks_use_ ? code_images_[code].was_used : is_used);
  }
  std::size_t rows() const { return codes() * 2; }
  const CodeMoves& moves(Code code) const { return moves_[code]; }
  const std::vector<Code>& moved_to() const { return moved_to_; }
  /// How many requests are made and accepted in a row: the launch is one more where it can be made.
  std::uint32_t accepted(std::size_t row) const { return rows_[row].accepted; }
  bool launches(std::size_t row) const { return rows_[row].launches; }
  /// The refused events of a row, each with all rules that it breaks; the launch, where refused,
  /// apart.
  const std::vector<std::pair<std::uint16_t, RuleSet>>& refused(std::size_t row) const {
    return rows_[row].refused;
  }
  const std::optional<RuleSet>& launch_refused(std::size_t row) const {
    return rows_[row].launch_refused;
  }
  std::uint16_t launch_event() const { return launch_event_; }
  /// What the event leads to from the code: as a rule itself when it is refused.
  Code next(Code code, bool is_used, std::size_t event, RuleSet& broken) const;
  std::uint16_t event_of(Act act) const;
  std::size_t events_in(Code code) const {
    return code_images_[code].status == Status::Creating ? events_.size() : events_of_all_;
  }

  bool is_available(Code code, std::size_t family) const {
    return available_in_[code] == static_cast<std::int32_t>(family);
  }
  /// The place of the image that the family resolves to; images() when it resolves to none.
  std::size_t resolve(const Code* codes, std::size_t family) const {
    std::size_t place = images_;
    while (place > 0 && !is_available(codes[place - 1], family))
      --place;
    return place == 0 ? images_ : place - 1;
  }
  /// The first place that nothing was created in; images() when there is none.
  std::size_t next_place(const Code* codes) const {
    std::size_t place = 0;
    while (place < images_ && codes[place] != absent)
      ++place;
    return place;
  }

  FamilyState state_of(Rank rank) const;

  /// Calls `visit(const ModelRequest&, Rank next)` for every accepted request in a state, those
  /// that change nothing too. The order is fixed.
  template <class Visit>
  void for_each_step(Rank rank, Visit&& visit) const;

  /// Whether a request that is refused in the row would change the image all the same, a
  /// deprecation could not be undone at once, or the boot mode of an image in use would change: the
  /// event that does; nothing as a rule.
  std::optional<std::uint16_t> changes_when_refused(std::size_t row) const;
  std::optional<std::uint16_t> deprecates_for_good(std::size_t row) const;
  std::optional<std::uint16_t> changes_boot_mode_in_use(std::size_t row) const;
  /// The event of a row, of the image in that place.
  ModelRequest request(std::uint16_t event, std::size_t place) const {
    ModelRequest request = events_[event];
    request.subject = static_cast<std::uint16_t>(place);
    return request;
  }
  /// The configuration in which every instance of the image is orphaned.
  std::uint32_t without_image(std::uint32_t configuration, std::size_t place) const;

 private:
  struct Row {
    std::vector<Code> next;             ///< By event.
    std::uint64_t accepted_events = 0;  ///< A bit for each.
    std::uint32_t accepted = 0;
    bool launches = false;
    std::vector<std::pair<std::uint16_t, RuleSet>> refused;
    std::optional<RuleSet> launch_refused;
  };

  explicit DigitModel(const FamilyModel& model) : model_(&model) {}
  bool find_codes();
  bool find_strides();
  void fill_rows();
  void fill_moves();
  std::vector<Code> reached(Code code, const Row& row) const;
  void take_configurations_apart();
  Code code_of(const ModelImage& image) const;

  const FamilyModel* model_;
  std::size_t images_ = 0;
  std::size_t instances_ = 0;
  bool tracks_use_ = false;
  std::vector<ModelImage> code_images_;
  boost::unordered_flat_map<ModelImage, Code, boost::hash<ModelImage>> codes_;
  std::vector<std::int32_t> available_in_;  ///< By code: the family; -1 when not Available.
  std::vector<Code> born_;                  ///< By family.
  std::vector<ModelRequest> events_;
  std::uint16_t launch_event_ = 0;
  std::size_t events_of_all_ = 0;  ///< Those after it are of Creating images.
  std::vector<Row> rows_;
  std::vector<CodeMoves> moves_;  ///< By code.
  std::vector<Code> moved_to_;
  std::uint64_t vectors_ = 0;
  std::uint32_t configurations_ = 0;
  std::vector<std::uint64_t> image_strides_;
  std::vector<std::uint32_t> instance_strides_;
  std::vector<Configuration> taken_apart_;
};

/// Spells vectors that are mostly asked for in their order: then one follows from the one before.
class Speller {
 public:
  explicit Speller(const DigitModel& digits) : digits_(&digits), spelled_(digits.vectors()) {}

  const Code* spell(std::uint64_t vector) {
    if (vector == spelled_ + 1) {
      std::size_t i = 0;
      while (++codes_[i] == digits_->codes())
        codes_[i++] = 0;
    } else if (vector != spelled_) {
      digits_->spell(vector, codes_.data());
    }
    spelled_ = vector;
    return codes_.data();
  }

 private:
  const DigitModel* digits_;
  std::uint64_t spelled_;
  std::array<Code, DigitModel::images_max> codes_{};
};

template <class Visit>
void DigitModel::for_each_step(Rank rank, Visit&& visit) const {
  std::array<Code, images_max> codes;
  spell(rank.vector, codes.data());
  const Configuration& now = configuration(rank.configuration);
  const bool can_launch = now.free < instances_;
  const auto launched = [&](std::size_t place) {
    return rank.configuration + static_cast<std::uint32_t>(place + 1) * instance_strides_[now.free];
  };
  for (std::size_t i = 0; i < images_; ++i) {
    if (codes[i] == absent) continue;
    const Row& row = rows_[this->row(codes[i], (now.used >> i & 1U) != 0)];
    for (std::uint64_t events = row.accepted_events; events != 0; events &= events - 1) {
      const auto e = static_cast<std::uint16_t>(std::countr_zero(events));
      if (e == launch_event_ && !can_launch) continue;
      const Code next = row.next[e];
      const bool is_deletion = next == deleted() && codes[i] != deleted();
      const std::uint32_t configuration = e == launch_event_ ? launched(i)
                                          : is_deletion      ? without_image(rank.configuration, i)
                                                             : rank.configuration;
      visit(request(e, i),
            Rank{rank.vector + (next - codes[i]) * image_strides_[i], configuration});
    }
  }
  const std::size_t next_place = this->next_place(codes.data());
  for (std::uint16_t f = 0; f < families(); ++f) {
    if (next_place < images_)
      visit(ModelRequest{Act::Create, f, 0},
            Rank{rank.vector + born_[f] * image_strides_[next_place], rank.configuration});
    const std::size_t resolved = resolve(codes.data(), f);
    if (!can_launch || resolved == images_) continue;
    const Row& row = rows_[this->row(codes[resolved], (now.used >> resolved & 1U) != 0)];
    if (!row.launches) continue;
    const Code next = row.next[launch_event_];
    visit(ModelRequest{Act::RunFamily, f, 0},
          Rank{rank.vector + (next - codes[resolved]) * image_strides_[resolved],
               launched(resolved)});
  }
  for (std::uint16_t j = 0; j < instances_; ++j) {
    if (now.digits[j] == 0) continue;
    visit(ModelRequest{Act::DeleteInstance, j, 0},
          Rank{rank.vector, rank.configuration - now.digits[j] * instance_strides_[j]});
  }
}

}  // namespace imgfam
