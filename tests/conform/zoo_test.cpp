// Every endpoint of the zoo is caught, and the report names what is wrong with it.
#include "conform/zoo.hpp"
#include "conform/play.hpp"
#include "support/catch.hpp"

#include <set>

namespace imgfam::zoo {

TEST_CASE("the zoo has at least 40 faults, each of its own name", "[conform]") {
  std::set<std::string> names;
  for (const Fault& fault : all_faults())
    CHECK(names.insert(fault.name).second);
  CHECK(names.size() >= 40);
}

TEST_CASE("every fault of the zoo is caught and named", "[conform]") {
  for (const Fault& fault : all_faults()) {
    CAPTURE(fault.name, fault.what, fault.named);
    FaultyEndpoint endpoint(fault, {});
    const Caught caught = hunt(endpoint);
    CHECK(caught.is_caught);
    CAPTURE(caught.report);
    CHECK(caught.report.find(fault.named) != std::string::npos);
  }
}

}  // namespace imgfam::zoo
