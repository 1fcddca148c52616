// Endpoints without a control interface: set up by nothing but requests, and left as they were.
#include "conform/play.hpp"
#include "conform/zoo.hpp"
#include "support/catch.hpp"

#include <imgfam/oracle/conform_shrink.hpp>
#include <imgfam/scenario/random.hpp>
#include <imgfam/scenario/replay.hpp>

namespace imgfam::zoo {
namespace {

Scenario an_account() {
  Scenario scenario;
  for (std::uint64_t n = 1; n <= 4; ++n)
    scenario.given.accounts.push_back({1000000000000000 + n});
  Image image;
  image.id = image.name = "public.vhd";
  image.origin = Origin::System;
  image.created = scenario.given.clock;
  scenario.given.system_images.push_back(image);
  return scenario;
}

/// A clock of its own, and four accounts.
class Uncontrolled : public FaultyEndpoint {
 public:
  explicit Uncontrolled(Fault fault = {}) : FaultyEndpoint(std::move(fault), {}) {
    cloud() = *set_up(an_account(), newest_edition);
    cloud().advance({3600});
  }
  std::optional<SimTime> now() override { return cloud().now(); }
  /// What takes deletion protection away is not of the model.
  Reply send(const Request& request) override {
    if (request.action != "ModifyInstanceAttribute") return FaultyEndpoint::send(request);
    cloud().set_deletion_protection(text(request, "InstanceId"), false);
    return {Reply::Kind::Answered, observation_of(success()), {}};
  }
  std::vector<AccountId> accounts() const override { return an_account().given.accounts; }
};

ConformOptions from_the_beginning() {
  ConformOptions options;
  options.beginning = *set_up(an_account(), newest_edition);
  return options;
}

}  // namespace

TEST_CASE("without a control interface scenarios are set up by requests, and cleaned up",
          "[conform]") {
  Uncontrolled endpoint;
  const Cloud before = endpoint.cloud();
  Conformance conformance(endpoint, nullptr, from_the_beginning());
  std::size_t conform = 0;
  for (const Scenario& scenario : known_scenarios()) {
    CAPTURE(scenario.name);
    const ConformRun run = conformance.judge(scenario);
    CAPTURE(run.why, run.violation ? told(*run.violation) : "");
    CHECK_FALSE(run.violation);
    CHECK(run.result != ConformResult::Undecided);
    CHECK_FALSE(run.is_out_of_reach);
    conform += run.result == ConformResult::Conforms ? 1 : 0;
    if (run.result == ConformResult::NotJudged) CHECK_FALSE(run.why.empty());
  }
  CHECK(conform > 60);
  CHECK(endpoint.cloud().images().size() == before.images().size());
  CHECK(endpoint.cloud().instances().size() == before.instances().size());
}

TEST_CASE("random walks of requests alone need no control interface", "[conform]") {
  Uncontrolled endpoint;
  Conformance conformance(endpoint, nullptr, from_the_beginning());
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const ConformRun run = conformance.judge(random_walk({.seed = seed, .only_requests = true}));
    CAPTURE(seed, run.why, run.violation ? told(*run.violation) : "");
    CHECK(run.result == ConformResult::Conforms);
  }
}

TEST_CASE("faults are found without a control interface, too", "[conform]") {
  for (Fault& fault : all_faults()) {
    if (fault.name != "deprecates-shared" && fault.name != "loses-description" &&
        fault.name != "stale-resolution" && fault.name != "size-as-text")
      continue;
    CAPTURE(fault.name);
    Uncontrolled endpoint(fault);
    Conformance conformance(endpoint, nullptr, from_the_beginning());
    bool is_caught = false;
    for (const Scenario& scenario : known_scenarios()) {
      const ConformRun run = conformance.judge(scenario);
      // One that shows images wrongly is not even begun with.
      is_caught = run.violation || run.is_out_of_reach;
      if (is_caught) break;
    }
    CHECK(is_caught);
  }
}

TEST_CASE("without a control interface the next scenario is judged after a violation, too",
          "[conform]") {
  for (Fault& fault : all_faults()) {
    if (fault.name != "deprecates-shared" && fault.name != "loses-description" &&
        fault.name != "deletes-used")
      continue;
    CAPTURE(fault.name);
    Uncontrolled endpoint(fault);
    const Cloud before = endpoint.cloud();
    Conformance conformance(endpoint, nullptr, from_the_beginning());
    std::size_t violations = 0;
    std::size_t conform_after = 0;
    for (const Scenario& scenario : known_scenarios()) {
      CAPTURE(scenario.name);
      const ConformRun run = conformance.judge(scenario);
      CAPTURE(run.why);
      CHECK_FALSE(run.is_out_of_reach);
      CHECK(run.result != ConformResult::Undecided);
      violations += run.violation ? 1 : 0;
      conform_after += violations > 0 && run.result == ConformResult::Conforms ? 1 : 0;
    }
    CHECK(violations > 1);
    CHECK(conform_after > 10);
    CHECK(endpoint.cloud().images().size() == before.images().size());
    CHECK(endpoint.cloud().instances().size() == before.instances().size());
  }
}

TEST_CASE("without a control interface a violation is made as short as it can be", "[conform]") {
  for (Fault& fault : all_faults()) {
    if (fault.name != "deprecates-shared") continue;
    Uncontrolled endpoint(fault);
    Conformance conformance(endpoint, nullptr, from_the_beginning());
    for (const Scenario& scenario : known_scenarios()) {
      const Conformance known = conformance;
      const ConformRun run = conformance.judge(scenario);
      if (!run.violation) continue;
      const ShrunkViolation shrunk = shrink(endpoint, nullptr, known, scenario, run);
      CHECK(shrunk.is_reproduced);
      CHECK(shrunk.is_minimal);
      CHECK(shrunk.scenario.steps.size() == 1);
      CHECK(shrunk.scenario.given.images.size() == 1);
      CHECK(endpoint.cloud().images().size() == an_account().given.system_images.size());
      return;
    }
  }
  FAIL("it was not caught");
}

TEST_CASE("an endpoint that has more than was said is not judged", "[conform]") {
  Uncontrolled endpoint;
  Image image;
  image.id = "m-left";
  image.region = "cn-hangzhou";
  image.owner = {1000000000000001};
  image.created = endpoint.cloud().now();
  REQUIRE(endpoint.cloud().add(image).has_value());
  ConformOptions options = from_the_beginning();
  Scenario with_one = an_account();
  image.id = "m-said";
  image.created = with_one.given.clock;
  with_one.given.images.push_back(image);
  options.beginning = *set_up(with_one, newest_edition);
  Conformance conformance(endpoint, nullptr, options);
  const ConformRun run = conformance.judge(known_scenarios().front());
  CHECK(run.result == ConformResult::NotJudged);
  CHECK(run.is_out_of_reach);
}

}  // namespace imgfam::zoo
