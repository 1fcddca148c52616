// DeleteImage: takes a custom image out of the world; its instances, copies and snapshots stay.
// [doc: DeleteImage 2020, 2025; guide Delete a custom image 2020]
#include "../call.hpp"
#include "../families.hpp"

#include <algorithm>

namespace imgfam {
namespace {

bool has_copies(const Call& call, const Image& image) {
  bool has = false;
  call.cloud().images().for_each(
      [&](const Image& other) { has = has || other.copied_from == image.id; });
  return has;
}

void note_effects(Call& call, const Image& image, bool force) {
  const bool is_used = call.cloud().instances().users_of(image.id) > 0;
  if (is_used) call.effect("delete-keeps-instances"_rule);
  if (is_used && force) call.effect("force-skips-use-check"_rule);
  if (has_copies(call, image)) call.effect("delete-keeps-copies"_rule);
  if (!image.shared_with.empty()) call.effect("unshare-ends-use"_rule);
  call.effect("delete-keeps-snapshots"_rule);
}

}  // namespace

Outcome delete_image(Call& call) {
  const auto region = call.region();
  const bool force = call.flag("Force").value_or(false);
  const auto id = call.text("ImageId");
  const Image* named = call.cloud().images().get(id);
  const bool is_missing = !named || named->owner != call.caller() || named->region != region;
  if (!id.empty() && is_missing && call.follows("delete-missing=ignored"_reading)) {
    call.end_of_checks();
    if (call.is_refused()) return call.refuse();
    call.effect("delete-missing-ignored"_rule);
    return call.respond();
  }
  const Image* image = call.own_image(region);
  if (image) call.ask(*image, call.cloud().state_of(*image), event::Delete{force});
  call.end_of_checks();
  if (call.is_refused()) return call.refuse();

  if (call.is_traced()) note_effects(call, *image, force);
  const FamilyWatch watch(call, *image);
  call.remove_image(*image);
  watch.note_deletion();
  return call.respond();
}

}  // namespace imgfam
