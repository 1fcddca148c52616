// Implementations to judge: a cloud under some readings, with ids of its own, answering as one
// hears it over the wire.
#pragma once

#include "reference/dice.hpp"

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/oracle/oracle.hpp>
#include <imgfam/scenario/scenario.hpp>

#include <string>

namespace imgfam::test {

/// The answer as it is seen from outside.
Observation observed(const Outcome& outcome);
/// The same, with a status and a code of the implementation's own where no document settles them.
Observation observed(const Outcome& outcome, reference::Dice& dice);

/// What the judge says of the answers of `cloud`, whose state it knows to begin with.
class Judged {
 public:
  explicit Judged(const Cloud& cloud, const OracleOptions& options = {})
      : implementation(cloud), oracle(cloud, options) {}

  Verdict ask(const Request& request);
  Verdict ask(std::string_view request);

  Cloud implementation;
  Oracle oracle;
};

/// One reading of each question, each as likely.
Interpretation random_interpretation(reference::Dice& dice);

/// The same things with ids of another seed from now on.
Cloud with_seed(const Scenario& scenario, Edition edition, std::uint64_t seed);

/// `conforms: ` or the like and why, for messages.
std::string text(const Verdict& verdict);

}  // namespace imgfam::test
