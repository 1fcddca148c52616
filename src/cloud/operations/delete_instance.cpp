// DeleteInstance: releases one instance. [doc: DeleteInstance 2025]
#include "../instances.hpp"

namespace imgfam {

Outcome delete_instance(Call& call) {
  const Instance* instance = judge_own_instance(call, call.text("InstanceId"));
  const bool force = call.flag("Force").value_or(false);
  if (instance) judge_instance_deletion(call, *instance, force);
  call.end_of_checks();
  if (call.is_refused()) return call.refuse();
  delete_one(call, *instance);
  return call.respond();
}

}  // namespace imgfam
