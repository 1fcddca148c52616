// Dice, under the name that these tests know them by.
#pragma once

#include <imgfam/scenario/dice.hpp>

namespace imgfam::reference {

using imgfam::Dice;

}  // namespace imgfam::reference
