// The small worlds that are searched exhaustively. Each turns on one part of what can happen to two
// images, two accounts and two instances; together they send every operation.
#pragma once

#include "reference/world.hpp"

namespace imgfam::reference {

/// Two images of a family: deprecated, restored, moved, shared, published, deleted, disabled.
World families_world();

/// One image and its names, texts, license, features and boot mode, beside one whose name is taken.
World attributes_world();

/// Two images and two instances of two accounts: launched, started, stopped, deleted, given another
/// image; and what of that keeps an image from being changed or deleted.
World instances_world();

/// Creations that take a minute: begun, waiting, finished, failed, cancelled, deleted.
World creations_world();

/// All of these at once on a narrow alphabet, for searching under every reading.
World narrow_world();

}  // namespace imgfam::reference
