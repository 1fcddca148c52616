// Accounts of a scenario as accounts of an endpoint: a scenario names any, and an endpoint has
// those whose credentials are known.
#pragma once

#include <imgfam/model/result.hpp>
#include <imgfam/scenario/scenario.hpp>

#include <vector>

namespace imgfam {

/// The scenario with the accounts that send requests among the available ones: those that are stay,
/// and others become the first ones that are free. Other accounts stay as they are where
/// `others_may_be_anybody`, else they become available ones too. No available ones: any account
/// will do. ERRORS: CNF010 too few.
Result<Scenario> with_accounts(Scenario scenario, const std::vector<AccountId>& available,
                               bool others_may_be_anybody);

}  // namespace imgfam
