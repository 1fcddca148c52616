// ModifyImageAttribute: name, status, family, boot mode, license, description and features of a
// custom image.
//
// The attributes are judged one after the other in the order in which the editions list them, each
// on the state that those before it leave. Under all-or-nothing a single broken rule refuses the
// whole request; under in-listed-order the attributes before the first refused one take effect, and
// that one's rules are the answer. [doc: ModifyImageAttribute 2020, 2023, 2026]
#include "../call.hpp"
#include "../families.hpp"

#include <array>
#include <optional>

namespace imgfam {
namespace {

class Modification {
 public:
  Modification(Call& call, const Image* image) : call_(call), image_(image) {
    if (image_) state_ = state_at_first_ = call.cloud().state_of(*image_);
  }

  /// Judges all attributes, each on what those before it leave.
  void judge() {
    using Judge = void (Modification::*)(Violations&);
    constexpr std::array judges{&Modification::judge_name,    &Modification::judge_status,
                                &Modification::judge_family,  &Modification::judge_boot_mode,
                                &Modification::judge_license, &Modification::judge_description,
                                &Modification::judge_features};
    for (const Judge attribute_judge : judges) {
      Violations broken;
      const ImageState before = state_;
      const Plan planned = plan_;
      (this->*attribute_judge)(broken);
      all_.add(broken);
      if (broken.empty()) continue;
      state_ = before;
      plan_ = planned;
      if (first_.empty()) {
        first_ = broken;
        plan_before_first_ = plan_;
        state_before_first_ = state_;
      }
    }
  }

  bool has_attribute() const { return has_attribute_; }
  const Violations& broken() const { return all_; }
  const Violations& first_broken() const { return first_; }

  /// Whether anything would be changed by what stands before the first attribute refused.
  bool changes_something_before() const {
    return !(plan_before_first_ == Plan{} && state_before_first_ == state_at_first_);
  }

  void apply_all() { apply(plan_, state_); }
  void apply_before_first_broken() { apply(plan_before_first_, state_before_first_); }

 private:
  /// What will change.
  struct Plan {
    std::optional<std::string_view> name, family, description;
    std::optional<License> license;
    std::optional<bool> nvme, imds_v2;
    bool operator==(const Plan&) const = default;
  };

  /// Asks the machine for an event; without an image there is nothing to ask.
  void ask(const Event& event, Violations& broken) {
    if (image_) state_ = call_.ask(*image_, state_, event, broken);
  }

  std::string_view attribute(std::string_view name) {
    const auto value = call_.text(name);
    has_attribute_ = has_attribute_ || !value.empty();
    if (value.empty() && call_.is_sent(name)) call_.effect("modify-keeps-omitted"_rule);
    return value;
  }

  void judge_name(Violations& broken) {
    const auto name = attribute("ImageName");
    if (name.empty()) return;
    if (!is_name(name, NameKind::ModifiedImage, call_.edition(), call_.settings().interpretation)) {
      broken.add("modify-name-format"_rule, name);
    }
    if (!image_) return;
    if (is_name_taken(call_, image_->region, name, image_))
      broken.add("modify-name-unused"_rule, name);
    ask(event::Edit{}, broken);
    plan_.name = name;
  }

  void judge_status(Violations& broken) {
    const auto status = attribute("Status");
    if (status.empty()) return;
    const Interpretation& reading = call_.settings().interpretation;
    if (same_word(status, to_text(Status::Deprecated), reading)) {
      ask(event::Deprecate{}, broken);
    } else if (same_word(status, to_text(Status::Available), reading)) {
      ask(event::Restore{}, broken);
    } else {
      broken.add("modify-status-value"_rule, "Status");
    }
  }

  void judge_family(Violations& broken) {
    if (call_.is_sent("ImageFamily") && call_.text("ImageFamily").empty() &&
        call_.follows("empty-family=malformed"_reading)) {
      broken.add("modify-family-format"_rule);
    }
    const auto family = attribute("ImageFamily");
    if (family.empty()) return;
    if (!is_name(family, NameKind::Family, call_.edition(), call_.settings().interpretation)) {
      broken.add("modify-family-format"_rule, family);
    }
    if (!image_) return;
    if (!fits_family(call_, image_->region, family, image_, state_.status))
      broken.add("modify-family-images-max"_rule);
    if (!fits_families(call_, image_->region, family, image_))
      broken.add("modify-families-max"_rule);
    ask(event::Edit{}, broken);
    plan_.family = family;
  }

  void judge_boot_mode(Violations& broken) {
    const auto text = attribute("BootMode");
    if (text.empty()) return;
    const auto mode = boot_mode_named(call_, text);
    if (!mode) {
      broken.add("modify-boot-mode-value"_rule, text);
      return;
    }
    if (!image_) return;
    if (!fits_architecture(*mode, image_->architecture))
      broken.add("boot-mode-architecture"_rule, text);
    ask(event::SetBootMode{*mode}, broken);
  }

  void judge_license(Violations& broken) {
    const auto text = attribute("LicenseType");
    if (text.empty()) return;
    const bool is_auto =
        text == to_text(License::Auto) && call_.follows("license-auto=accept"_reading);
    if (text != to_text(License::Byol) && !is_auto) {
      broken.add("modify-license-value"_rule, text);
      return;
    }
    ask(event::Edit{}, broken);
    plan_.license = is_auto ? License::Auto : License::Byol;
  }

  void judge_description(Violations& broken) {
    const auto text = attribute("Description");
    if (text.empty()) return;
    if (!is_description(text, call_.settings().interpretation))
      broken.add("modify-description-format"_rule, text);
    ask(event::Edit{}, broken);
    plan_.description = text;
  }

  void judge_features(Violations& broken) {
    const Features features = features_of(call_, broken);
    if (!features.nvme && !features.imds_v2) return;
    has_attribute_ = true;
    if (features.imds_v2 == false && image_ && image_->imds_v2) broken.add("imds-no-way-back"_rule);
    ask(event::Edit{}, broken);
    plan_.nvme = features.nvme;
    plan_.imds_v2 = features.imds_v2;
  }

  void apply(const Plan& plan, const ImageState& state) {
    const Slot slot = call_.slot_of(*image_);
    const FamilyWatch watch(call_, *image_);
    const BootMode old_mode = image_->boot_mode;
    if (plan.name && *plan.name != image_->name)
      call_.images().rename(slot, std::string(*plan.name));
    if (plan.family && *plan.family != image_->family) move_family(call_, *image_, *plan.family);
    Image& details = call_.images().details(slot);
    if (plan.description) details.description = *plan.description;
    if (plan.license) details.license = *plan.license;
    if (plan.nvme) details.nvme_supported = *plan.nvme;
    if (plan.imds_v2) details.imds_v2 = *plan.imds_v2;
    call_.settle_into(*image_, state);
    if (old_mode != image_->boot_mode) call_.effect("boot-mode-for-new-instances"_rule);
    watch.note_effects();
  }

  Call& call_;
  const Image* image_;
  ImageState state_at_first_;
  ImageState state_;
  Plan plan_;
  bool has_attribute_ = false;
  Violations all_;
  Violations first_;  ///< Of the first attribute that was refused.
  Plan plan_before_first_;
  ImageState state_before_first_;
};

/// The image to modify: own_image, but that a visible image of somebody else may have an error of
/// its own.
const Image* image_to_modify(Call& call, std::string_view region) {
  const Image* named = call.cloud().images().get(call.text("ImageId"));
  const bool is_foreign = named && named->owner != call.caller() &&
                          call.cloud().is_visible(*named, call.caller(), region);
  if (is_foreign && call.follows("foreign-image=forbidden"_reading)) {
    call.broken("foreign-image-forbidden"_rule, named->id);
    return nullptr;
  }
  return call.own_image(region);
}

}  // namespace

Outcome modify_image_attribute(Call& call) {
  const auto region = call.region();
  Modification modification(call, image_to_modify(call, region));
  modification.judge();
  call.check(modification.has_attribute() || call.follows("no-attribute=accept"_reading) ||
                 !modification.broken().empty(),
             "modify-something"_rule);
  const bool is_dry_run =
      call.flag("DryRun").value_or(false) && call.follows("dry-run=checked"_reading);
  const bool is_request_sound = !call.is_refused();
  call.broken(modification.broken());
  call.end_of_checks();
  if (!call.is_refused()) {
    modification.apply_all();
    return call.respond();
  }
  if (is_request_sound && !modification.broken().empty() &&
      call.follows("atomicity=in-listed-order"_reading)) {
    if (is_dry_run || !modification.changes_something_before())
      return call.refuse(modification.first_broken());
    modification.apply_before_first_broken();
    return call.refuse_in_part(modification.first_broken());
  }
  return call.refuse();
}

}  // namespace imgfam
