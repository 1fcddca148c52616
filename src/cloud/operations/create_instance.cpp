// CreateInstance: one instance of an image, or of what a family resolves to, left Stopped.
// [doc: CreateInstance 2026]
#include "../call.hpp"
#include "../launching.hpp"

namespace imgfam {

Outcome create_instance(Call& call) {
  const auto region = call.region();
  const Image* image = judge_launch_image(call, region);
  call.flag("DeletionProtection");
  call.end_of_checks();
  if (call.is_refused()) return call.refuse();
  return call.respond({{"InstanceId", launch_one(call, *image, region, InstanceStatus::Stopped)}});
}

}  // namespace imgfam
