// CancelCopyImage: ends a copy that is not complete, and with it the image. [doc: CancelCopyImage
// 2020, 2024]
#include "../call.hpp"

namespace imgfam {

Outcome cancel_copy_image(Call& call) {
  const auto region = call.region();
  const Image* image = call.own_image(region);
  if (image) call.ask(*image, call.cloud().state_of(*image), event::CancelCopy{});
  if (call.is_refused()) return call.refuse();

  call.effect("cancel-deletes-copy"_rule);
  call.remove_image(*image);
  return call.respond();
}

}  // namespace imgfam
