#include <imgfam/cloud/cloud.hpp>

#include "call.hpp"

#include <imgfam/model/assert.hpp>

#include <algorithm>
#include <array>

namespace imgfam {
namespace {

using Operation = Outcome (*)(Call&);

struct Handler {
  std::string_view action;
  Operation run;
};

// In the order of operations(); a test holds the two lists together.
constexpr std::array handlers{
    Handler{"CancelCopyImage", cancel_copy_image},
    Handler{"CopyImage", copy_image},
    Handler{"CreateImage", create_image},
    Handler{"CreateInstance", create_instance},
    Handler{"DeleteImage", delete_image},
    Handler{"DeleteInstance", delete_instance},
    Handler{"DeleteInstances", delete_instances},
    Handler{"DescribeImageFromFamily", describe_image_from_family},
    Handler{"DescribeImageSharePermission", describe_image_share_permission},
    Handler{"DescribeImages", describe_images},
    Handler{"DescribeInstances", describe_instances},
    Handler{"DescribeRegions", describe_regions},
    Handler{"ImportImage", import_image},
    Handler{"ModifyImageAttribute", modify_image_attribute},
    Handler{"ModifyImageSharePermission", modify_image_share_permission},
    Handler{"ReplaceSystemDisk", replace_system_disk},
    Handler{"RunInstances", run_instances},
    Handler{"StartInstance", start_instance},
    Handler{"StopInstance", stop_instance},
};

}  // namespace

Cloud::Cloud(const Settings& settings)
    : settings_(settings),
      table_(&CompiledTable::of(policy_of(settings.edition, settings.interpretation))) {}

Outcome Cloud::handle(const Request& request, Trace* trace) {
  const OperationSpec* operation = find_operation(request.action);
  if (!operation) {
    Violations unknown;
    unknown.add("action-known"_rule);
    Refusal refusal = unknown.as_refusal(settings_, request.action);
    refusal.request_id = next_request_id();
    return refusal;
  }
  const Handler& handler = handlers[static_cast<std::size_t>(operation - operations().data())];
  IMGFAM_ASSERT(handler.action == request.action);
  Call call(*this, *operation, request, trace);
  if (auto answer = call.repeated_answer()) return std::move(*answer);
  return handler.run(call);
}

// ---- Time and the platform ----

Step Cloud::ask_machine(const ImageState& state, const Event& event) const {
  if (QuestionsAsked::is_heard())
    QuestionsAsked::note_all(questions_behind(settings_.edition, state, event));
  return table_->step(state, event);
}

Step Cloud::step(Slot slot, const Event& event, Trace* trace) {
  const Image& image = images_[slot];
  const ImageState state = state_of(image);
  Step taken = ask_machine(state, event);
  if (trace) {
    const Status to = taken.next ? taken.next->status : state.status;
    trace->machine.push_back({image.id, state.status, event, to, taken.row, taken.refusals});
  }
  if (taken.next && taken.next->status != image.status)
    images_.set_status(slot, taken.next->status, now());
  return taken;
}

bool Cloud::may_begin_copy(std::string_view region) const {
  const std::size_t by_edition = settings_.edition == Edition::E2020 ? 1 : 5;
  const std::size_t at_once =
      settings_.settle.copies_at_once != 0 ? settings_.settle.copies_at_once : by_edition;
  const auto running = std::count_if(creations_.begin(), creations_.end(), [&](const Creation& c) {
    const Image* image = images_.get(c.image);
    return !c.is_waiting && image->origin == Origin::Copied && image->region == region;
  });
  return static_cast<std::size_t>(running) < at_once;
}

void Cloud::begin_copies(std::string_view region, Trace* trace) {
  for (std::size_t i = 0; i < creations_.size();) {
    Creation& creation = creations_[i];
    const Slot slot = images_.find(creation.image);
    if (!creation.is_waiting || images_[slot].region != region || !may_begin_copy(region)) {
      ++i;
      continue;
    }
    step(slot, event::Begin{}, trace);
    creation.is_waiting = false;
    creation.begun = now();
    if (trace) trace->effects.push_back("creation-begins"_rule);
    if (creation.takes.seconds == 0 && !creation.is_held) {
      complete(i, trace);
    } else {
      ++i;
    }
  }
}

void Cloud::complete(std::size_t creation, Trace* trace) {
  step(images_.find(creations_[creation].image), event::Finish{}, trace);
  if (trace) trace->effects.push_back("creation-completes"_rule);
  creations_.erase(creations_.begin() + static_cast<std::ptrdiff_t>(creation));
}

void Cloud::advance(Duration by, Trace* trace) {
  const SimTime target = now() + by;
  IMGFAM_ASSERT(by.seconds >= 0);
  IMGFAM_ASSERT(target <= sim_time_max);
  // What a scenario gives as Waiting was not begun by any request yet.
  std::set<std::string> regions;
  for (const Creation& c : creations_)
    regions.insert(images_.get(c.image)->region);
  for (const std::string& region : regions)
    begin_copies(region, trace);
  for (;;) {
    const Creation* next = nullptr;
    for (const Creation& c : creations_) {
      if (!c.is_waiting && !c.is_held && (!next || c.begun + c.takes < next->begun + next->takes))
        next = &c;
    }
    if (!next || next->begun + next->takes > target) break;
    settings_.clock = std::max(now(), next->begun + next->takes);
    const std::string region = images_.get(next->image)->region;
    complete(static_cast<std::size_t>(next - creations_.data()), trace);
    begin_copies(region, trace);
  }
  settings_.clock = target;
}

Outcome Cloud::platform(std::string_view id, const Event& event, Trace* trace) {
  IMGFAM_ASSERT(event.index() <= 3);
  const Slot slot = images_.find(id);
  Violations violations;
  if (slot == SlotIndex::none || images_[slot].origin == Origin::System) {
    violations.add("own-image-exists"_rule, id);
    return violations.as_refusal(settings_, {});
  }
  const Step taken = step(slot, event, trace);
  if (!taken.next) {
    violations.add(taken.refusals);
    return violations.as_refusal(settings_, {});
  }
  const bool is_under_way = taken.next->status == Status::Creating;
  for (Creation& c : creations_) {
    if (c.image != id || !is_under_way) continue;
    c.is_waiting = false;
    c.begun = now();
  }
  if (!is_under_way) std::erase_if(creations_, [&](const Creation& c) { return c.image == id; });
  if (trace) {
    constexpr std::array effects{"creation-begins"_rule, "creation-completes"_rule,
                                 "creation-fails"_rule, "platform-disables"_rule};
    trace->effects.push_back(effects[event.index()]);
  }
  const std::string region = images_[slot].region;
  begin_copies(region, trace);
  return Response{};
}

bool Cloud::hold(std::string_view id) {
  const auto it = std::find_if(creations_.begin(), creations_.end(),
                               [&](const Creation& c) { return c.image == id; });
  if (it == creations_.end()) return false;
  it->is_held = true;
  return true;
}

// ---- Setting up ----

void Cloud::add_account(AccountId account) { accounts_.insert(account); }

Result<void> Cloud::add(Image image) {
  const bool is_system = image.origin == Origin::System;
  if (image.id.empty())
    return problem("CLD001", "an image without an id", "give it one, as m-bp1…");
  if (images_.get(image.id))
    return problem("CLD002", "image `" + image.id + "` is there already", "give it another id");
  if (!is_system && !is_region(image.region)) {
    return problem("CLD003", "`" + image.region + "` is no region", "DescribeRegions lists them");
  }
  if (image.created > now()) {
    return problem("CLD004", "image `" + image.id + "` is created after the clock",
                   "let it be created earlier, or set the clock later");
  }
  const bool can_be_shared =
      image.status == Status::Available || image.status == Status::UnAvailable;
  if (!can_be_shared && !image.shared_with.empty()) {
    return problem(
        "CLD005",
        "image `" + image.id + "` is " + std::string(to_text(image.status)) + " and shared",
        "only an Available image is shared, and it stays Available: drop one of the two");
  }
  for (auto it = image.shared_with.begin(); it != image.shared_with.end(); ++it) {
    const bool is_twice = std::any_of(image.shared_with.begin(), it, [&](const SharedAccount& s) {
      return s.account == it->account;
    });
    if (it->account == image.owner || is_twice) {
      return problem("CLD006",
                     "image `" + image.id + "` is shared with " + to_string(it->account) +
                         (is_twice ? " twice" : ", its owner"),
                     "drop that account");
    }
  }
  if (!is_system && image.owner == AccountId{})
    return problem("CLD007", "image `" + image.id + "` has no owner", "give it one");
  if (image.status == Status::Deleted ||
      (image.status == Status::Waiting && image.origin != Origin::Copied)) {
    return problem("CLD008",
                   "image `" + image.id + "` cannot be " + std::string(to_text(image.status)),
                   "only a copy waits, and a deleted image is not there");
  }
  if (image.name.empty()) image.name = image.id;
  if (image.snapshot.empty()) image.snapshot = "s-" + image.id;
  if (image.serial == 0) image.serial = next_serial_;
  next_serial_ = std::max(next_serial_, image.serial + 1);
  if (!is_system) accounts_.insert(image.owner);
  for (const SharedAccount& s : image.shared_with)
    accounts_.insert(s.account);
  if (image.status == Status::Creating || image.status == Status::Waiting) {
    const Duration takes = image.origin == Origin::Copied     ? settings_.settle.copy
                           : image.origin == Origin::Imported ? settings_.settle.import
                                                              : settings_.settle.create;
    creations_.push_back({image.id, image.created, takes, image.status == Status::Waiting});
  }
  images_.add(std::move(image));
  return {};
}

Result<void> Cloud::add(Instance instance) {
  if (instance.id.empty())
    return problem("CLD001", "an instance without an id", "give it one, as i-bp1…");
  if (instances_.get(instance.id))
    return problem("CLD002", "instance `" + instance.id + "` is there already",
                   "give it another id");
  if (!is_region(instance.region))
    return problem("CLD003", "`" + instance.region + "` is no region",
                   "DescribeRegions lists them");
  if (instance.account == AccountId{})
    return problem("CLD007", "instance `" + instance.id + "` has no owner", "give it an account");
  if (instance.image.empty())
    return problem("CLD009", "instance `" + instance.id + "` has no image",
                   "name the image that it was made from");
  if (const Slot slot = images_.find(instance.image); slot != SlotIndex::none) {
    const Status status = images_[slot].status;
    if (status == Status::Creating || status == Status::Waiting || status == Status::CreateFailed) {
      return problem("CLD010",
                     "instance `" + instance.id + "` is made from an image that is " +
                         std::string(to_text(status)),
                     "name an image whose creation is complete");
    }
    images_.details(slot).was_ever_used = true;
    instance.imds_v2 = instance.imds_v2 || images_[slot].imds_v2;
  }
  if (instance.serial == 0) instance.serial = next_serial_;
  next_serial_ = std::max(next_serial_, instance.serial + 1);
  accounts_.insert(instance.account);
  instances_.add(std::move(instance));
  return {};
}

// ---- Beside the model ----

bool Cloud::set_tags(std::string_view image, std::vector<Tag> tags) {
  const Slot slot = images_.find(image);
  if (slot == SlotIndex::none) return false;
  images_.details(slot).tags = std::move(tags);
  return true;
}

bool Cloud::set_deletion_protection(std::string_view instance, bool is_protected) {
  const Slot slot = instances_.find(instance);
  if (slot == SlotIndex::none) return false;
  instances_.details(slot).is_deletion_protected = is_protected;
  return true;
}

void Cloud::add_snapshot(AccountId owner, std::string_view region, std::string_view id) {
  old_snapshots_.emplace(owner, std::string(region) + '/' + std::string(id));
}

void Cloud::remove_snapshot(AccountId owner, std::string_view region, std::string_view id) {
  old_snapshots_.erase({owner, std::string(region) + '/' + std::string(id)});
}

// ---- Reading ----

bool Cloud::is_in_use(const Image& image) const {
  const Interpretation& reading = settings_.interpretation;
  const bool is_used_now = instances_.users_of(image.id) > 0;
  // The reading is asked only where it makes a difference: a judge branches on what is asked.
  if (!is_used_now && !image.was_ever_used) return false;
  const bool by_owner = is_used_now && instances_.users_of(image.id, image.owner) > 0;
  if (by_owner && image.was_ever_used) return true;
  if (reading.follows("in-use-means=ever"_reading)) return image.was_ever_used;
  return reading.follows("in-use-means=owner-current"_reading) ? by_owner : is_used_now;
}

ImageState Cloud::state_of(const Image& image) const {
  return {.status = image.status,
          .is_shared = !image.shared_with.empty(),
          .is_community = image.is_community,
          .is_in_use = is_in_use(image),
          .boot_mode = image.boot_mode,
          .origin = image.origin};
}

bool Cloud::is_visible(const Image& image, AccountId account, std::string_view region) const {
  if (image.origin == Origin::System) return image.region.empty() || image.region == region;
  if (image.region != region) return false;
  return image.owner == account || image.is_community || image.is_shared_with(account);
}

int Cloud::progress_of(const Image& image) const {
  if (image.status == Status::Available || image.status == Status::Deprecated) return 100;
  const auto it = std::find_if(creations_.begin(), creations_.end(),
                               [&](const Creation& c) { return c.image == image.id; });
  if (it == creations_.end() || it->is_waiting || it->takes.seconds == 0) return 0;
  const std::int64_t elapsed = (now() - it->begun).seconds;
  return static_cast<int>(std::min<std::int64_t>(99, elapsed * 100 / it->takes.seconds));
}

bool Cloud::operator==(const Cloud& other) const {
  return settings_ == other.settings_ && images_ == other.images_ &&
         instances_ == other.instances_ && accounts_ == other.accounts_ &&
         creations_ == other.creations_ && tokens_ == other.tokens_ &&
         old_snapshots_ == other.old_snapshots_ && names_to_come_ == other.names_to_come_ &&
         next_serial_ == other.next_serial_ && ids_drawn_ == other.ids_drawn_;
}

}  // namespace imgfam
