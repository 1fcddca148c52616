#include "reference/report.hpp"

#include "reference/play.hpp"

#include <imgfam/scenario/write.hpp>

#include <fstream>

namespace imgfam::reference {

std::string report_parting(const Scenario& scenario, const std::string& name) {
  Scenario shortest = shorten(scenario);
  shortest.name = "Cloud and reference model part: " + name;
  const std::string yaml = write_yaml(shortest);
  const std::string file = "reference-" + name + ".yaml";
  std::ofstream(file) << yaml;
  std::string text = "Cloud and reference model part; written to " + file + "\n";
  const auto parting = play(shortest);
  for (const std::string& difference : parting->differences)
    text += "  " + difference + "\n";
  return text + yaml;
}

}  // namespace imgfam::reference
