// `imgfam explore --interleave`: scenario files as pipelines, in every order of their steps.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace imgfam {

struct InterleaveOptions {
  std::vector<std::string> files;
  std::vector<std::string> names;  ///< Of the pipelines, instead of those of their files.
  std::string edition;
  std::vector<std::string> readings;
  std::vector<std::string> always, never, reachable;
  bool all_complete = false;
  bool no_reduction = false;
  std::optional<unsigned> states;
  std::string scenario;  ///< Where to write what was found; -: to standard output.
  std::string format = "text";
};

/// Answers the exit code.
int run_interleave(const InterleaveOptions& options);

}  // namespace imgfam
