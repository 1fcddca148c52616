#include "digits.hpp"

#include <imgfam/model/assert.hpp>

#include <algorithm>

namespace imgfam {

std::optional<DigitModel> DigitModel::of(const FamilyModel& model) {
  const bool is_blank = model.given_images() == 0 && model.given_instances() == 0;
  const Quotas& quotas = model.cloud().settings().quotas;
  const bool fits_quotas = model.images() <= quotas.images_per_family &&
                           model.families().size() <= quotas.families_per_region &&
                           model.images() + 1 <= quotas.images_per_region &&
                           model.accounts() <= quotas.accounts_per_image &&
                           model.images() <= quotas.images_shared_with_account;
  if (!is_blank || !fits_quotas || model.images() == 0 || model.images() > images_max ||
      model.instances() > instances_max || model.accounts() > 16)
    return std::nullopt;
  DigitModel digits(model);
  digits.images_ = model.images();
  digits.instances_ = model.instances();
  digits.tracks_use_ = model.tracks_use();
  if (!digits.find_codes() || !digits.find_strides()) return std::nullopt;
  digits.fill_rows();
  digits.fill_moves();
  digits.take_configurations_apart();
  return digits;
}

/// All that an image can come to: from its creation, by every event, used or not.
bool DigitModel::find_codes() {
  ModelImage gone;
  gone.is_created = true;
  code_images_ = {ModelImage{}, gone};  // Gone comes last in the end.
  for (std::size_t f = 0; f < model_->families().size(); ++f)
    code_images_.push_back(model_->born(static_cast<std::uint16_t>(f)));
  for (const ModelImage& image : code_images_)
    codes_.emplace(image, Code{});
  std::vector<ModelRequest> requests;
  for (std::size_t c = 1; c < code_images_.size(); ++c) {
    requests.clear();
    model_->requests_of_image(code_images_[c], 0, instances_ != 0, requests);
    for (const ModelRequest& request : requests) {
      for (const bool is_used : {false, true}) {
        ModelImage next = code_images_[c];
        const RuleSet broken = model_->apply_to_image(next, 0, is_used, request);
        if (broken.any()) continue;
        if (codes_.emplace(next, Code{}).second) code_images_.push_back(next);
      }
    }
    if (code_images_.size() > codes_max) return false;
  }
  // In an order in which codes grow with most of what is done: by status as they run, then by what
  // was added; deleted at the end.
  std::rotate(code_images_.begin() + 1, code_images_.begin() + 2, code_images_.end());
  std::sort(code_images_.begin() + 1, code_images_.end() - 1,
            [](const ModelImage& a, const ModelImage& b) {
              return std::tuple(a.status, a.family, a.nvme, a.was_used, a.boot_mode,
                                a.shared_with) <
                     std::tuple(b.status, b.family, b.nvme, b.was_used, b.boot_mode, b.shared_with);
            });
  for (std::size_t c = 0; c < code_images_.size(); ++c)
    codes_[code_images_[c]] = static_cast<Code>(c);
  for (const ModelImage& image : code_images_)
    available_in_.push_back(image.status == Status::Available ? image.family : -1);
  for (std::size_t f = 0; f < model_->families().size(); ++f)
    born_.push_back(code_of(model_->born(static_cast<std::uint16_t>(f))));
  return true;
}

bool DigitModel::find_strides() {
  constexpr std::uint64_t ranks_max = std::uint64_t{1} << 62U;
  constexpr std::uint32_t configurations_max = 1U << 20U;
  configurations_ = 1;
  for (std::size_t j = 0; j < instances_; ++j) {
    instance_strides_.push_back(configurations_);
    configurations_ *= static_cast<std::uint32_t>(images_ + 2);
    if (configurations_ > configurations_max) return false;
  }
  vectors_ = 1;
  for (std::size_t i = 0; i < images_; ++i) {
    image_strides_.push_back(vectors_);
    if (vectors_ > ranks_max / codes() / (2 * configurations_ + 64)) return false;
    vectors_ *= codes();
  }
  return true;
}

Code DigitModel::code_of(const ModelImage& image) const {
  const auto found = codes_.find(image);
  IMGFAM_ASSERT(found != codes_.end());
  return found->second;
}

void DigitModel::fill_rows() {
  std::vector<ModelRequest> creating;
  ModelImage image = model_->born(0);
  image.status = Status::Creating;
  model_->requests_of_image(image, 0, instances_ != 0, events_);
  const auto is_platforms = [](const ModelRequest& r) {
    return r.act == Act::Finish || r.act == Act::Fail;
  };
  std::stable_partition(events_.begin(), events_.end(),
                        [&](const ModelRequest& r) { return !is_platforms(r); });
  events_of_all_ = static_cast<std::size_t>(
      std::find_if(events_.begin(), events_.end(), is_platforms) - events_.begin());
  launch_event_ = event_of(Act::RunImage);
  IMGFAM_ASSERT(events_.size() <= events_max);

  rows_.resize(rows());
  for (Code code = 1; code < codes(); ++code) {
    for (const bool is_used : {false, true}) {
      Row& row = rows_[std::size_t{code} * 2 + is_used];
      for (std::uint16_t e = 0; e < events_in(code); ++e) {
        RuleSet broken;
        const bool is_launch = e == launch_event_;
        row.next.push_back(next(code, is_used, e, broken));
        if (broken.none()) row.accepted_events |= std::uint64_t{1} << e;
        if (is_launch) {
          row.launches = broken.none();
          if (broken.any()) row.launch_refused = broken;
        } else if (broken.any()) {
          row.refused.emplace_back(e, broken);
        } else {
          ++row.accepted;
        }
      }
    }
  }
}

void DigitModel::fill_moves() {
  moves_.resize(codes());
  const auto add = [this](const std::vector<Code>& list) {
    moved_to_.insert(moved_to_.end(), list.begin(), list.end());
    return static_cast<std::uint32_t>(moved_to_.size());
  };
  for (Code code = 1; code < deleted(); ++code) {
    const Row& if_unused = rows_[row(code, false)];
    const Row& if_used = rows_[row(code, true)];
    CodeMoves& moves = moves_[code];
    std::vector<Code> unused = reached(code, if_unused);
    std::vector<Code> used = reached(code, if_used);
    moves.is_deleted_unused = std::erase(unused, deleted()) != 0;
    moves.is_deleted_used = std::erase(used, deleted()) != 0;
    std::vector<Code> always;
    std::set_intersection(unused.begin(), unused.end(), used.begin(), used.end(),
                          std::back_inserter(always));
    for (const Code both : always) {
      std::erase(unused, both);
      std::erase(used, both);
    }
    moves.first = static_cast<std::uint32_t>(moved_to_.size());
    moves.unused = add(always);
    moves.used = add(unused);
    moves.end = add(used);
    moves.launches_unused = if_unused.launches;
    moves.launches_used = if_used.launches;
    moves.launched = instances_ != 0 ? if_unused.next[launch_event_] : code;
  }
}

/// The codes that a row leads to without a launch, each once, in order.
std::vector<Code> DigitModel::reached(Code code, const Row& row) const {
  std::vector<Code> out;
  for (std::uint16_t e = 0; e < row.next.size(); ++e) {
    const bool is_accepted = (row.accepted_events >> e & 1U) != 0;
    if (is_accepted && e != launch_event_ && row.next[e] != code) out.push_back(row.next[e]);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Code DigitModel::next(Code code, bool is_used, std::size_t event, RuleSet& broken) const {
  ModelImage image = code_images_[code];
  const bool used = tracks_use_ ? image.was_used : is_used;
  broken = model_->apply_to_image(image, 0, used, events_[event]);
  return code_of(image);
}

std::uint16_t DigitModel::event_of(Act act) const {
  const auto found = std::find_if(events_.begin(), events_.end(),
                                  [&](const ModelRequest& r) { return r.act == act; });
  return static_cast<std::uint16_t>(found - events_.begin());
}

std::optional<std::uint16_t> DigitModel::changes_when_refused(std::size_t row) const {
  const auto code = static_cast<Code>(row / 2);
  for (std::uint16_t e = 0; e < events_in(code); ++e) {
    RuleSet broken;
    if (next(code, row % 2 != 0, e, broken) != code && broken.any()) return e;
  }
  return std::nullopt;
}

std::optional<std::uint16_t> DigitModel::deprecates_for_good(std::size_t row) const {
  const auto code = static_cast<Code>(row / 2);
  const std::uint16_t deprecate = event_of(Act::Deprecate);
  RuleSet broken;
  const Code after = next(code, row % 2 != 0, deprecate, broken);
  if (broken.any() || after == code) return std::nullopt;
  const Code back = next(after, row % 2 != 0, event_of(Act::Restore), broken);
  return broken.any() || back != code ? std::optional(deprecate) : std::nullopt;
}

std::optional<std::uint16_t> DigitModel::changes_boot_mode_in_use(std::size_t row) const {
  const auto code = static_cast<Code>(row / 2);
  const bool is_used = tracks_use_ ? code_images_[code].was_used : row % 2 != 0;
  if (!is_used) return std::nullopt;
  for (std::uint16_t e = 0; e < events_in(code); ++e) {
    RuleSet broken;
    const ModelImage& after = code_images_[next(code, true, e, broken)];
    const bool stays = after.boot_mode == code_images_[code].boot_mode;
    if (broken.none() && after.status != Status::Deleted && !stays) return e;
  }
  return std::nullopt;
}

void DigitModel::take_configurations_apart() {
  taken_apart_.resize(configurations_);
  for (std::uint32_t c = 0; c < configurations_; ++c) {
    Configuration& apart = taken_apart_[c];
    apart.free = static_cast<std::uint32_t>(instances_);
    std::uint32_t rest = c;
    for (std::size_t j = 0; j < instances_; ++j) {
      const std::uint32_t digit = rest % (orphan_digit() + 1);
      rest /= orphan_digit() + 1;
      apart.digits[j] = static_cast<std::uint8_t>(digit);
      if (digit == 0 && apart.free == instances_) apart.free = static_cast<std::uint32_t>(j);
      if (digit != 0 && digit != orphan_digit()) apart.used |= std::uint64_t{1} << (digit - 1);
    }
  }
}

void DigitModel::spell(std::uint64_t vector, Code* codes) const {
  const std::uint64_t radix = this->codes();
  for (std::size_t i = 0; i < images_; ++i) {
    codes[i] = static_cast<Code>(vector % radix);
    vector /= radix;
  }
}

std::uint64_t DigitModel::vector_of(const Code* codes) const {
  std::uint64_t vector = 0;
  for (std::size_t i = 0; i < images_; ++i)
    vector += codes[i] * image_strides_[i];
  return vector;
}

std::uint32_t DigitModel::without_image(std::uint32_t configuration, std::size_t place) const {
  const Configuration& apart = taken_apart_[configuration];
  for (std::size_t j = 0; j < instances_; ++j) {
    if (apart.digits[j] == place + 1)
      configuration += (orphan_digit() - apart.digits[j]) * instance_strides_[j];
  }
  return configuration;
}

FamilyState DigitModel::state_of(Rank rank) const {
  FamilyState state;
  std::vector<Code> codes(images_);
  spell(rank.vector, codes.data());
  for (const Code code : codes)
    state.images.push_back(code_images_[code]);
  for (std::size_t j = 0; j < instances_; ++j) {
    const std::uint8_t digit = taken_apart_[rank.configuration].digits[j];
    state.instances.push_back(digit == orphan_digit() ? orphaned : digit);
  }
  return state;
}

}  // namespace imgfam
