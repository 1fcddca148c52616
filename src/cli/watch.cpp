#include "watch.hpp"

#include "files.hpp"

#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <map>
#include <thread>

namespace imgfam {
namespace {

namespace fs = std::filesystem;

constexpr auto interval = std::chrono::milliseconds(250);

volatile std::sig_atomic_t is_interrupted = 0;

/// When each file was last written. A file that is gone is simply not in it.
using Snapshot = std::map<std::string, fs::file_time_type>;

Snapshot snapshot(const std::vector<std::string>& paths) {
  Snapshot out;
  const auto files = find_scenario_files(paths);
  if (!files) return out;
  for (const std::string& file : *files) {
    std::error_code error;
    const auto written = fs::last_write_time(file, error);
    if (!error) out[file] = written;
  }
  return out;
}

/// The first signal lets the present run come to its end, a second one does not.
void interrupt(int signal) {
  is_interrupted = 1;
  std::signal(signal, SIG_DFL);
}

}  // namespace

int watch(const std::vector<std::string>& paths, const std::function<int()>& run) {
  std::signal(SIGINT, interrupt);
  std::signal(SIGTERM, interrupt);
  Snapshot seen = snapshot(paths);
  int code = run();
  std::cout << std::flush;
  std::cerr << fmt::format("watching {} file{}; Ctrl-C ends\n", seen.size(),
                           seen.size() == 1 ? "" : "s");
  while (is_interrupted == 0) {
    std::this_thread::sleep_for(interval);
    Snapshot now = snapshot(paths);
    if (now == seen) continue;
    seen = std::move(now);
    std::cerr << '\n';
    code = run();
    std::cout << std::flush;
  }
  return code;
}

}  // namespace imgfam
