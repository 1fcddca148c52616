// Makes up scenarios: what the product's random walks are made of.
#pragma once

#include "reference/dice.hpp"

#include <imgfam/scenario/random.hpp>

namespace imgfam::reference {

using imgfam::make_up_beginning;
using imgfam::make_up_step;

}  // namespace imgfam::reference
