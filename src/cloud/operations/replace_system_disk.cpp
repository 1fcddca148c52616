// ReplaceSystemDisk: a Stopped instance gets the system disk of another image, and uses that image
// from then on. [doc: ReplaceSystemDisk]
#include "../instances.hpp"
#include "../launching.hpp"

namespace imgfam {

Outcome replace_system_disk(Call& call) {
  const Instance* instance = judge_own_instance(call, call.text("InstanceId"));
  const auto id = call.text("ImageId");
  const Image* image = nullptr;
  const bool has_image_id = call.check(!id.empty(), "image-id-given"_rule);
  if (has_image_id && instance) image = judge_usable_image(call, id, instance->region);
  if (instance)
    call.check(instance->status == InstanceStatus::Stopped, "replace-stopped"_rule, instance->id);
  if (call.is_refused()) return call.refuse();

  const Slot slot = call.instances().find(instance->id);
  if (image->status == Status::Deprecated) call.effect("deprecated-launches-by-id"_rule);
  if (image->id != instance->image) {
    call.effect("replace-moves-use"_rule);
    call.release(*instance);
    call.instances().set_image(slot, image->id);
  }
  call.instances().details(slot).boot_mode = image->boot_mode;
  call.instances().details(slot).imds_v2 = image->imds_v2;
  call.images().details(call.slot_of(*image)).was_ever_used = true;
  // The new disk has an id of its own; the model keeps no disks.
  return call.respond({{"DiskId", call.new_id("d-", instance->region)}});
}

}  // namespace imgfam
