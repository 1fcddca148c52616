// DeleteImage.

#include "reference/facts.hpp"
#include "reference/operations.hpp"

namespace imgfam::reference {
namespace {

void judge(const Model& model, const Image& image, bool force, Broken& broken) {
  const bool is_copying = image.origin == Origin::Copied && is_creating(image);
  const bool is_importing = image.origin == Origin::Imported && is_creating(image);
  broken.unless(!is_copying, "delete-not-copying"_rule);
  broken.unless(!is_importing, "delete-not-importing"_rule);
  broken.unless(force || !is_in_use(model, image), "delete-unused"_rule);
  const bool may_be_shared = model.reads("delete-shared=accept"_reading) ||
                             (force && model.reads("force-shared=accept"_reading));
  broken.unless(image.shared_with.empty() || may_be_shared, "delete-unshared"_rule);
  broken.unless(!image.is_community, "delete-private"_rule);
}

}  // namespace

Outcome delete_image(Model& model, Ask& ask) {
  const bool force = flag(ask, "Force").value_or(false);
  const std::string where = region(ask);
  Ask lookup = ask;
  const Image* image = own_image(model, lookup, where);
  const bool is_missing = lookup.broken.rules().contains("own-image-exists"_rule);
  if (!is_missing || model.reads("delete-missing=not-found"_reading)) ask.broken = lookup.broken;
  if (image != nullptr) judge(model, *image, force, ask.broken);
  if (const auto stop = stopped(model, ask)) return *stop;
  if (image == nullptr) return success();

  if (!is_creating(*image)) {
    model.left_snapshots.insert({image->owner, image->region, image->snapshot});
  }
  remove_image(model, image->id);
  return success();
}

}  // namespace imgfam::reference
