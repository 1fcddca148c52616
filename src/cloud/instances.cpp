#include "instances.hpp"

namespace imgfam {

const Instance* judge_own_instance(Call& call, std::string_view id) {
  if (!call.check(!id.empty(), "instance-id-given"_rule)) return nullptr;
  const Instance* instance = call.cloud().instances().get(id);
  const bool is_own = instance && instance->account == call.caller();
  return call.check(is_own, "instance-exists"_rule, id) ? instance : nullptr;
}

void judge_instance_deletion(Call& call, const Instance& instance, bool force) {
  call.check(!instance.is_deletion_protected, "delete-instance-protected"_rule, instance.id);
  if (!call.check(instance.status != InstanceStatus::Pending, "delete-instance-initialized"_rule,
                  instance.id))
    return;
  const bool is_stopped = instance.status == InstanceStatus::Stopped;
  const bool is_forced = force && instance.status == InstanceStatus::Running;
  call.check(is_stopped || is_forced, "delete-instance-stopped"_rule, instance.id);
}

void delete_one(Call& call, const Instance& instance) {
  call.release(instance);
  if (!call.follows("in-use-means=ever"_reading)) call.effect("delete-instance-frees-image"_rule);
  call.instances().remove(call.cloud().instances().find(instance.id));
}

}  // namespace imgfam
