// ModifyImageAttribute: every attribute is judged by itself, in the order in which the page lists
// them, on a draft of the image that the attributes before it have already changed.

#include "reference/facts.hpp"
#include "reference/operations.hpp"

#include <array>

namespace imgfam::reference {
namespace {

/// What there is to judge an attribute by.
struct Judging {
  const Model& model;
  const Ask& ask;
  Image* draft;  ///< Nothing when the image was not found: then only the form is judged.
  Broken broken;
};

/// What any change but that of Status asks of the image.
void judge_edit(Judging& j) {
  const bool may_edit_creating =
      !j.model.is_since(Edition::E2026) && j.model.reads("edit-creating=accept"_reading);
  j.broken.unless(!is_creating(*j.draft) || may_edit_creating, "edit-finished"_rule);
  const bool is_closed =
      j.draft->status == Status::Deprecated && j.model.reads("edit-deprecated=refuse"_reading);
  j.broken.unless(!is_closed, "edit-not-deprecated"_rule);
}

void judge_name(Judging& j) {
  const std::string name = j.ask.given["ImageName"];
  j.broken.unless(is_image_name(name, wording_of(j.model)), "modify-name-format"_rule);
  if (j.draft == nullptr) return;
  const Image& image = *j.draft;
  const bool is_refused_to_self =
      name == image.name && j.model.reads("rename-to-self=refuse"_reading);
  const bool is_taken =
      is_refused_to_self || is_name_taken(j.model, name, image.owner, image.region, image.id);
  j.broken.unless(!is_taken, "modify-name-unused"_rule);
  judge_edit(j);
  if (!j.broken.any()) j.draft->name = name;
}

bool is_shared(const Model& model, const Image& image) {
  if (!image.shared_with.empty()) return true;
  return image.is_community && model.reads("shared-means=accounts-or-community"_reading);
}

void deprecate(Judging& j) {
  Image& image = *j.draft;
  if (image.status == Status::Deprecated && j.model.reads("repeat-status=accept"_reading)) return;
  j.broken.unless(image.status == Status::Available, "deprecate-available"_rule);
  j.broken.unless(!is_shared(j.model, image), "deprecate-unshared"_rule);
  if (!j.broken.any()) set_status(j.model, image, Status::Deprecated);
}

void restore(Judging& j) {
  Image& image = *j.draft;
  if (image.status == Status::Available && j.model.reads("repeat-status=accept"_reading)) return;
  j.broken.unless(image.status == Status::Deprecated, "restore-deprecated"_rule);
  if (!j.broken.any()) set_status(j.model, image, Status::Available);
}

void judge_status(Judging& j) {
  const std::string status = j.ask.given["Status"];
  const bool is_deprecated = is_word(status, "Deprecated", wording_of(j.model));
  const bool is_available = is_word(status, "Available", wording_of(j.model));
  j.broken.unless(is_deprecated || is_available, "modify-status-value"_rule);
  if (j.draft == nullptr || j.broken.any()) return;
  const bool may_edit_creating =
      !j.model.is_since(Edition::E2026) && j.model.reads("edit-creating=accept"_reading);
  j.broken.unless(!is_creating(*j.draft) || may_edit_creating, "edit-finished"_rule);
  if (is_deprecated) {
    deprecate(j);
  } else {
    restore(j);
  }
}

/// Whether the draft could join its own family as though it came anew, beside itself.
bool may_rejoin(const Model& model, const Image& draft) {
  const std::size_t others = members_of(model, draft.family, draft.owner, draft.region, draft.id);
  const std::size_t itself = counts_in_family(model, draft) ? 1 : 0;
  return others + itself + itself <= model.settings.quotas.images_per_family;
}

/// The quotas of a family that the draft does not belong to yet.
void judge_joining(Judging& j, const std::string& family) {
  const Image& image = *j.draft;
  const Quotas& quotas = j.model.settings.quotas;
  const std::size_t members = members_of(j.model, family, image.owner, image.region, image.id) +
                              (counts_in_family(j.model, image) ? 1 : 0);
  j.broken.unless(members <= quotas.images_per_family, "modify-family-images-max"_rule);
  const auto families = families_of(j.model, image.owner, image.region, image.id);
  const bool is_one_more = !families.contains(family);
  j.broken.unless(!is_one_more || families.size() + 1 <= quotas.families_per_region,
                  "modify-families-max"_rule);
}

void judge_family(Judging& j) {
  const std::string family = j.ask.given["ImageFamily"];
  j.broken.unless(is_family_name(family, wording_of(j.model)), "modify-family-format"_rule);
  if (j.draft == nullptr || family.empty()) return;
  if (family != j.draft->family) {
    judge_joining(j, family);
  } else if (j.model.reads("rejoin-full-family=refuse"_reading)) {
    j.broken.unless(may_rejoin(j.model, *j.draft), "modify-family-images-max"_rule);
  }
  judge_edit(j);
  if (!j.broken.any()) j.draft->family = family;
}

void judge_boot_mode(Judging& j) {
  std::vector<BootMode> legal{BootMode::Bios, BootMode::Uefi};
  if (j.model.is_since(Edition::E2026)) legal.push_back(BootMode::UefiPreferred);
  std::optional<BootMode> mode;
  for (const BootMode m : legal) {
    if (is_word(j.ask.given["BootMode"], std::string(to_text(m)), wording_of(j.model))) mode = m;
  }
  j.broken.unless(mode.has_value(), "modify-boot-mode-value"_rule);
  if (j.draft == nullptr || !mode) return;
  Image& image = *j.draft;
  const bool is_bios_on_arm = *mode == BootMode::Bios && image.architecture == Architecture::Arm64;
  j.broken.unless(!is_bios_on_arm, "boot-mode-architecture"_rule);
  const bool is_harmless =
      *mode == image.boot_mode && j.model.reads("same-boot-mode=accept"_reading);
  j.broken.unless(is_harmless || !is_in_use(j.model, image), "boot-mode-unused"_rule);
  judge_edit(j);
  if (!j.broken.any()) image.boot_mode = *mode;
}

void judge_license(Judging& j) {
  const std::string license = j.ask.given["LicenseType"];
  const bool is_auto = license == "Auto" && j.model.reads("license-auto=accept"_reading);
  j.broken.unless(license == "BYOL" || is_auto, "modify-license-value"_rule);
  if (j.draft == nullptr || j.broken.any()) return;
  judge_edit(j);
  if (!j.broken.any()) j.draft->license = is_auto ? License::Auto : License::Byol;
}

void judge_description(Judging& j) {
  const std::string description = j.ask.given["Description"];
  j.broken.unless(is_description(description, wording_of(j.model)),
                  "modify-description-format"_rule);
  if (j.draft == nullptr) return;
  judge_edit(j);
  if (!j.broken.any()) j.draft->description = description;
}

void judge_features(Judging& j) {
  const Features asked = features(j.model, j.ask, j.broken);
  if (j.draft == nullptr || !asked.has_any_legal()) return;
  Image& image = *j.draft;
  j.broken.unless(!(image.imds_v2 && asked.imds == "v1"), "imds-no-way-back"_rule);
  judge_edit(j);
  if (j.broken.any()) return;
  if (!asked.nvme.empty()) image.nvme_supported = asked.nvme == "supported";
  if (!asked.imds.empty()) image.imds_v2 = asked.imds == "v2";
}

using Judge = void (*)(Judging&);

/// How the attributes that the request gives are judged, in the order of the page.
std::vector<Judge> judges_of(const Model& model, const Ask& ask) {
  const Parameters& given = ask.given;
  const bool is_family_sent =
      given.has("ImageFamily") ||
      (given.is_sent_empty("ImageFamily") && model.reads("empty-family=malformed"_reading));
  Broken broken(model.settings.edition);
  const bool is_feature_sent = features(model, ask, broken).has_any_legal() || broken.any();
  std::vector<Judge> judges;
  const auto add = [&judges](bool is_given, Judge judge) {
    if (is_given) judges.push_back(judge);
  };
  add(given.has("ImageName"), judge_name);
  add(given.has("Status"), judge_status);
  add(is_family_sent, judge_family);
  add(given.has("BootMode"), judge_boot_mode);
  add(given.has("LicenseType"), judge_license);
  add(given.has("Description"), judge_description);
  add(is_feature_sent, judge_features);
  return judges;
}

/// The caller's own image. One that the caller may only use is forbidden instead of not found,
/// under that reading.
Image* image_to_modify(Model& model, Ask& ask) {
  const std::string where = region(ask);
  const auto it = model.images.find(ask.given["ImageId"]);
  const bool is_foreign = it != model.images.end() && it->second.owner != ask.caller &&
                          is_visible(it->second, ask.caller, where);
  if (is_foreign && model.reads("foreign-image=forbidden"_reading)) {
    ask.broken.add("foreign-image-forbidden"_rule);
    return nullptr;
  }
  return own_image(model, ask, where);
}

}  // namespace

Outcome modify_image_attribute(Model& model, Ask& ask) {
  const std::vector<Judge> judges = judges_of(model, ask);
  const bool is_something = !judges.empty() || model.reads("no-attribute=accept"_reading);
  ask.broken.unless(is_something, "modify-something"_rule);
  Image* image = image_to_modify(model, ask);

  const bool in_order = model.reads("atomicity=in-listed-order"_reading) && !ask.broken.any();
  Image draft = image != nullptr ? *image : Image{};
  for (const Judge judge : judges) {
    Judging judging{model, ask, image != nullptr ? &draft : nullptr,
                    Broken(model.settings.edition)};
    judge(judging);
    ask.broken.add(judging.broken);
    if (in_order && ask.broken.any()) break;
  }
  const auto stop = stopped(model, ask);
  if (image != nullptr && (!stop || (in_order && !ask.is_dry_run))) *image = draft;
  return stop ? *stop : success();
}

}  // namespace imgfam::reference
