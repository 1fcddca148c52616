// What random requests and beginnings are made of.
#pragma once

#include <imgfam/scenario/random.hpp>

#include <string>
#include <vector>

namespace imgfam {

using Texts = std::vector<std::string>;

/// Accounts and regions that are in play.
const std::vector<AccountId>& random_accounts();
const Texts& random_regions();
const Texts& random_families();

/// A request for a cloud that is now as given.
Request random_request(Dice& dice, const Cloud& cloud);

}  // namespace imgfam
