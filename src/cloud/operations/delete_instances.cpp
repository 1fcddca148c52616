// DeleteInstances: releases several instances of a region, all or none. [doc: DeleteInstances]
#include "../instances.hpp"

#include <set>

namespace imgfam {

Outcome delete_instances(Call& call) {
  const auto region = call.region();
  const auto listed = call.list("InstanceId");
  const std::set<std::string_view> ids(listed.begin(),
                                       listed.end());  // One named twice is deleted once.
  const bool force = call.flag("Force").value_or(false);
  call.check(!ids.empty(), "instance-id-given"_rule);
  for (const auto id : ids) {
    const Instance* instance = call.cloud().instances().get(id);
    const bool is_own =
        instance && instance->account == call.caller() && instance->region == region;
    if (call.check(is_own, "instance-exists"_rule, id))
      judge_instance_deletion(call, *instance, force);
  }
  if (call.is_refused()) return call.refuse();
  for (const auto id : ids)
    delete_one(call, *call.cloud().instances().get(id));
  return call.respond();
}

}  // namespace imgfam
