// Makes a Scenario of a tree, and says what is wrong with it that takes more than one place to see.
#pragma once

#include <imgfam/scenario/scenario.hpp>

#include "problems.hpp"

namespace imgfam {

/// REQUIRES: validate() found nothing wrong with the node as a scenario.
/// What it answers is a scenario only when no problem was added.
Scenario to_scenario(Node node, Problems& problems);

// Its parts, each in a file of its own.
Given to_given(Node node, Problems& problems);
std::vector<ScenarioStep> to_steps(Node node, const Given& given, Problems& problems);
boost::json::value to_json(Node node);

/// Adds a problem when the service has no such region.
void check_region(Node name, Problems& problems);

/// A node under the name that it must not share with another.
struct NamedNode {
  std::string_view name;
  Node node;
};

/// Adds a problem for every name that was there before. Sorts the names.
void check_distinct(std::vector<NamedNode>& names, std::string_view what, Problems& problems);

}  // namespace imgfam
