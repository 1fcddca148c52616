// StartInstance: a Stopped instance runs again, in the boot mode that it has.
#include "../instances.hpp"

namespace imgfam {

Outcome start_instance(Call& call) {
  const Instance* instance = judge_own_instance(call, call.text("InstanceId"));
  if (instance)
    call.check(instance->status == InstanceStatus::Stopped, "start-stopped"_rule, instance->id);
  if (!instance || call.is_refused()) return call.refuse();
  call.instances().details(call.instances().find(instance->id)).status = InstanceStatus::Running;
  return call.respond();
}

}  // namespace imgfam
