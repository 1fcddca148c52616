// Every endpoint of the zoo is caught, and the report names what is wrong with it.
#include "conform/zoo.hpp"
#include "conform/play.hpp"
#include "support/catch.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

namespace imgfam::zoo {
namespace {

std::string section(std::string_view title, const std::vector<Fault>& faults) {
  std::string out = fmt::format(
      "\n## {}\n\n| Fault | What is wrong | The report names |\n"
      "|---|---|---|\n",
      title);
  for (const Fault& fault : faults)
    out += fmt::format("| {} | {} | `{}` |\n", fault.name, fault.what, fault.named);
  return out;
}

std::string zoo_page() {
  return fmt::format(
             "# The zoo\n\n"
             "Implementations that are wrong in one way each. `imgfam conform` must catch "
             "every one, and its\nreport must name what is wrong. tests/conform makes "
             "this page of the {} that it tries.\n",
             all_faults().size()) +
         section("What is refused succeeds", missing_guards()) +
         section("Refused, but not as documented", wrong_errors()) +
         section("The state is another", wrong_states()) +
         section("Families resolve otherwise", wrong_resolutions()) +
         section("Limits are elsewhere", wrong_limits()) +
         section("Documents are not as clients need them", wrong_documents());
}

}  // namespace

TEST_CASE("the zoo has at least 40 faults, each of its own name", "[conform]") {
  std::set<std::string> names;
  for (const Fault& fault : all_faults())
    CHECK(names.insert(fault.name).second);
  CHECK(names.size() >= 40);
}

TEST_CASE("docs/internals/zoo.md lists the zoo", "[conform]") {
  const std::string page = IMGFAM_SOURCE_DIR "/docs/internals/zoo.md";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(page, std::ios::binary) << zoo_page();
  std::stringstream text;
  text << std::ifstream(page).rdbuf();
  CHECK(text.str() == zoo_page());
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
