// `imgfam conform`: judges an endpoint by scenarios and random walks, and reports.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace imgfam {

struct ConformCommandOptions {
  std::vector<std::string> paths;
  std::string endpoint;
  std::string credentials;
  std::string control;
  std::optional<unsigned> random;  ///< The seed.
  unsigned steps = 1000;
  std::string edition;
  std::vector<std::string> readings;
  std::string filter;
  std::string format = "text";
  std::string output;
  std::string signature = "v1";
  std::string wire = "json";
  unsigned timeout_ms = 10'000;
  std::string trusted;  ///< A file of certificates.
  std::string save = "conform-failures";
  unsigned shrink_seconds = 60;
  std::string proxy;  ///< Where to listen, `[ADDRESS:]PORT`; empty: not as a proxy.
  std::string given;
  bool coverage = false;
  bool quiet = false;
};

/// The exit code.
int conform(const ConformCommandOptions& options);

/// The same, of what clients send to the endpoint, until SIGTERM or SIGINT.
int conform_live(const ConformCommandOptions& options);

}  // namespace imgfam
