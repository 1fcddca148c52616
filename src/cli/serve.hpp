// `imgfam serve`: sets the emulator up, lends it a server, files and the clock on the wall, and
// runs it until it is told to stop.
#pragma once

#include <imgfam/cloud/settings.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace imgfam {

struct ServeOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8787;
  std::string given;
  std::string credentials;
  std::string edition;
  std::vector<std::string> readings;
  std::vector<std::string> settle;
  std::string clock = "real";
  std::uint64_t seed = 0;  ///< 0: the one of the given.
  std::string log;
  std::string state;
  std::string record;
  int control = -1;  ///< The port of the control interface; -1: none.
  bool quiet = false;
};

/// The exit code.
int serve(const ServeOptions& options);

}  // namespace imgfam
