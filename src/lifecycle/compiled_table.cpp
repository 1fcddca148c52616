#include <imgfam/lifecycle/compiled_table.hpp>

#include <imgfam/model/assert.hpp>

#include <algorithm>
#include <memory>
#include <mutex>  // std::call_once: tables are made once and then only read.

namespace imgfam {
namespace {

constexpr auto boot_modes = std::array{BootMode::Bios, BootMode::Uefi, BootMode::UefiPreferred};

/// Every value of every event, in the order of their indices.
const std::array<Event, event_values_count>& event_values() {
  static const std::array<Event, event_values_count> values{event::Begin{},
                                                            event::Finish{},
                                                            event::Fail{},
                                                            event::Disable{},
                                                            event::CancelCopy{},
                                                            event::Deprecate{},
                                                            event::Restore{},
                                                            event::Edit{},
                                                            event::SetBootMode{boot_modes[0]},
                                                            event::SetBootMode{boot_modes[1]},
                                                            event::SetBootMode{boot_modes[2]},
                                                            event::Share{},
                                                            event::Unshare{false},
                                                            event::Unshare{true},
                                                            event::Publish{},
                                                            event::Unpublish{},
                                                            event::Copy{},
                                                            event::Use{},
                                                            event::Release{false},
                                                            event::Release{true},
                                                            event::Delete{false},
                                                            event::Delete{true}};
  return values;
}

}  // namespace

std::uint8_t index_of(const Event& event) {
  // The place of the first value of every alternative of Event.
  constexpr std::array<std::uint8_t, std::variant_size_v<Event>> first{
      0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 20};
  std::uint8_t offset = 0;
  if (const auto* boot = std::get_if<event::SetBootMode>(&event))
    offset = static_cast<std::uint8_t>(boot->mode);
  if (const auto* unshare = std::get_if<event::Unshare>(&event))
    offset = unshare->leaves_some ? 1 : 0;
  if (const auto* release = std::get_if<event::Release>(&event))
    offset = release->leaves_some ? 1 : 0;
  if (const auto* deletion = std::get_if<event::Delete>(&event)) offset = deletion->force ? 1 : 0;
  return static_cast<std::uint8_t>(first[event.index()] + offset);
}

Event event_at(std::size_t index) { return event_values()[index]; }

CompiledTable::CompiledTable(const Policy& policy) {
  cells_.reserve(image_states_count * event_values_count);
  refusals_.emplace_back();  // Index 0: not refused.
  for (std::size_t s = 0; s < image_states_count; ++s) {
    for (const Event& event : event_values()) {
      Step taken = imgfam::step(policy, image_state_at(s), event);
      if (taken.next) {
        cells_.push_back({imgfam::index_of(*taken.next), static_cast<std::uint8_t>(taken.row), 0});
        continue;
      }
      auto known = std::find(refusals_.begin(), refusals_.end(), taken.refusals);
      if (known == refusals_.end()) known = refusals_.insert(known, std::move(taken.refusals));
      const auto index = known - refusals_.begin();
      IMGFAM_ASSERT(index < 256);
      cells_.push_back({Cell::refused, 0, static_cast<std::uint8_t>(index)});
    }
  }
}

const CompiledTable& CompiledTable::of(const Policy& policy) {
  static std::array<std::once_flag, Policy::count> once;
  static std::array<std::unique_ptr<const CompiledTable>, Policy::count> tables;
  const std::size_t i = policy.index();
  std::call_once(once[i], [&] { tables[i].reset(new CompiledTable(policy)); });
  return *tables[i];
}

Step CompiledTable::step(const ImageState& state, const Event& event) const {
  const Cell cell = at(imgfam::index_of(state), imgfam::index_of(event));
  if (cell.next == Cell::refused) return {{}, 0, refusals(cell)};
  return {image_state_at(cell.next), cell.row, {}};
}

}  // namespace imgfam
