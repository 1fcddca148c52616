// StopInstance: a Running instance is Stopped.
#include "../instances.hpp"

namespace imgfam {

Outcome stop_instance(Call& call) {
  const Instance* instance = judge_own_instance(call, call.text("InstanceId"));
  if (instance)
    call.check(instance->status == InstanceStatus::Running, "stop-running"_rule, instance->id);
  if (!instance || call.is_refused()) return call.refuse();
  call.instances().details(call.instances().find(instance->id)).status = InstanceStatus::Stopped;
  return call.respond();
}

}  // namespace imgfam
