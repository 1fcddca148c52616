// What the engines share, and the door of each.
#pragma once

#include "blocks.hpp"

#include <imgfam/explore/explore.hpp>

#include <optional>
#include <vector>

namespace imgfam {

/// Each explores the model and fills an Exploration; properties for which nothing is found stay
/// Undecided. REQUIRES: fits_*.
Exploration explore_dense(const DigitModel& digits, const std::vector<Property>& properties,
                          const ExploreOptions& options);
Exploration explore_words(const DigitModel& digits, const std::vector<Property>& properties,
                          const ExploreOptions& options);
Exploration explore_hash(const FamilyModel& model, const std::optional<DigitModel>& digits,
                         const std::vector<Property>& properties, const ExploreOptions& options);

/// The bytes that the engine keeps; nothing when it cannot explore the model at all.
std::optional<std::uint64_t> dense_bytes(const DigitModel& digits);
std::optional<std::uint64_t> words_bytes(const DigitModel& digits);

bool is_about_claims(Property::Kind kind);
bool is_about_states(Property::Kind kind);
/// Whether a state in which the claim or promise comes to `value` decides the property: violates
/// Always and Never, and shows Reachable.
bool decides(Property::Kind kind, bool value);

/// Calls `run(words, is_packed)`, both integral_constants: the words that a block of the model
/// takes, and whether several share one; answers false when it takes too many.
template <class Run>
bool with_block_words(const DigitModel& digits, Run&& run) {
  const std::uint32_t words = (digits.configurations() + 63) / 64;
  constexpr std::false_type apart;
  if (digits.configurations() <= 32)
    return run(std::integral_constant<std::size_t, 1>{}, std::true_type{}), true;
  if (words <= 1) return run(std::integral_constant<std::size_t, 1>{}, apart), true;
  if (words <= 2) return run(std::integral_constant<std::size_t, 2>{}, apart), true;
  if (words <= 4) return run(std::integral_constant<std::size_t, 4>{}, apart), true;
  if (words <= 8) return run(std::integral_constant<std::size_t, 8>{}, apart), true;
  if (words <= 16) return run(std::integral_constant<std::size_t, 16>{}, apart), true;
  return false;
}

/// The images that codes stand for.
struct CodedImages {
  const DigitModel* digits;
  const Code* codes;

  std::size_t size() const { return digits->images(); }
  const ModelImage& operator[](std::size_t i) const { return digits->image_of(codes[i]); }
};

/// Claims and properties of requests, for a block of states at a time.
template <std::size_t W>
class BlockProperties {
 public:
  BlockProperties(const BlockModel<W>& model, const std::vector<Property>& properties);

  /// The states of the block that decide the property.
  Block<W> deciding(std::size_t property, const Code* codes, const Block<W>& block) const;
  /// The request by which a state decides a property of requests.
  std::optional<ModelRequest> deciding_request(std::size_t property, Rank rank) const;

 private:
  Block<W> value_of(const ModelCheck& check, const Code* codes) const;

  const BlockModel<W>* model_;
  const std::vector<Property>* properties_;
  /// For each property of requests, by row: the event that decides it.
  std::vector<std::vector<std::optional<std::uint16_t>>> events_;
};

template <std::size_t W>
BlockProperties<W>::BlockProperties(const BlockModel<W>& model,
                                    const std::vector<Property>& properties)
    : model_(&model), properties_(&properties), events_(properties.size()) {
  const DigitModel& digits = model.digits();
  for (std::size_t p = 0; p < properties.size(); ++p) {
    const Property::Kind kind = properties[p].kind;
    if (is_about_states(kind)) continue;
    for (std::size_t row = 0; row < digits.rows(); ++row) {
      const bool is_image = row / 2 != DigitModel::absent;
      events_[p].push_back(
          !is_image                                        ? std::nullopt
          : kind == Property::Kind::RefusedChangesNothing  ? digits.changes_when_refused(row)
          : kind == Property::Kind::DeprecationCanBeUndone ? digits.deprecates_for_good(row)
                                                           : digits.changes_boot_mode_in_use(row));
    }
  }
}

template <std::size_t W>
Block<W> BlockProperties<W>::deciding(std::size_t property, const Code* codes,
                                      const Block<W>& block) const {
  const Property& asked = (*properties_)[property];
  const DigitModel& digits = model_->digits();
  if (is_about_states(asked.kind) && !is_about_claims(asked.kind)) {
    const CodedImages images{&digits, codes};
    const bool is_kept =
        is_promise_kept(asked.kind, images, digits.families(),
                        [&](std::size_t family) { return digits.resolve(codes, family); });
    return is_kept ? Block<W>{} : block;
  }
  if (is_about_states(asked.kind)) {
    const Block<W> value = asked.claim->claim().template evaluate<Block<W>>(
        [&](std::size_t leaf) { return value_of(asked.claim->leaves()[leaf], codes); });
    return block & (decides(asked.kind, true) ? value : !value);
  }
  Block<W> out;
  for (std::size_t i = 0; i < digits.images(); ++i) {
    if (events_[property][digits.row(codes[i], true)]) out = out | (block & model_->used(i));
    if (events_[property][digits.row(codes[i], false)]) out = out | (block & !model_->used(i));
  }
  return out;
}

template <std::size_t W>
std::optional<ModelRequest> BlockProperties<W>::deciding_request(std::size_t property,
                                                                 Rank rank) const {
  const DigitModel& digits = model_->digits();
  if (is_about_states((*properties_)[property].kind)) return std::nullopt;
  std::array<Code, DigitModel::images_max> codes;
  digits.spell(rank.vector, codes.data());
  for (std::size_t i = 0; i < digits.images(); ++i) {
    const bool is_used = model_->used(i).test(rank.configuration);
    const auto event = events_[property][digits.row(codes[i], is_used)];
    if (event) return digits.request(*event, i);
  }
  return std::nullopt;
}

template <std::size_t W>
Block<W> BlockProperties<W>::value_of(const ModelCheck& check, const Code* codes) const {
  const DigitModel& digits = model_->digits();
  const auto whole = [](bool value) { return value ? Block<W>::all() : Block<W>{}; };
  if (check.subject == ModelCheck::Subject::Family) {
    const std::size_t resolved = digits.resolve(codes, check.place);
    const bool is_resolved = resolved < digits.images();
    return whole(is_resolved == check.resolves && (!check.to || *check.to == resolved));
  }
  if (check.subject == ModelCheck::Subject::Instance) {
    Block<W> value = Block<W>::all();
    const Block<W>& none = model_->holds(check.place, 0);
    value = check.exists.value_or(true) ? !none : none;
    if (check.image) value = value & model_->holds(check.place, *check.image + 1);
    return value;
  }
  const ModelImage& image = digits.image_of(codes[check.place]);
  const bool exists = image.status != Status::Deleted;
  if (check.exists.value_or(true) != exists) return whole(false);
  if (!exists) return whole(true);
  const bool is_so = (!check.status || *check.status == image.status) &&
                     (!check.family || *check.family == image.family) &&
                     (!check.shared_with || *check.shared_with == image.shared_with) &&
                     (!check.boot_mode || *check.boot_mode == image.boot_mode);
  if (!is_so || !check.in_use) return whole(is_so);
  if (digits.model().tracks_use()) return whole(image.was_used == *check.in_use);
  return *check.in_use ? model_->used(check.place) : !model_->used(check.place);
}

}  // namespace imgfam
