// What `imgfam explore` was asked for.
#pragma once

#include "explore_graph.hpp"
#include "interleave.hpp"
#include "model_arguments.hpp"

#include <optional>
#include <string>
#include <vector>

namespace imgfam {

struct ExploreCommandOptions {
  std::string file;
  std::vector<std::string> families;  ///< Of what the file holds; empty: all.
  ModelArguments model;
  std::vector<std::string> always, never, reachable;
  bool no_shipped = false;
  std::string engine = "auto";
  unsigned threads = 0;
  std::optional<unsigned> states, depth, memory;
  std::string scenario;
  std::string export_as;
  std::string format = "text";
  GraphOptions graph;
  bool quiet = false;
  InterleaveOptions interleave;  ///< Its own options; the rest is copied when it is chosen.
};

}  // namespace imgfam
