#include "progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unistd.h>

namespace imgfam {
namespace {

constexpr auto patience = std::chrono::milliseconds(500);  // Short runs show no line at all.
constexpr auto interval = std::chrono::milliseconds(100);
constexpr std::size_t bar_width = 30;

}  // namespace

bool is_capable_terminal(int descriptor) {
  const char* const term = std::getenv("TERM");
  return isatty(descriptor) != 0 && (term == nullptr || std::string_view(term) != "dumb");
}

Progress::Progress(std::size_t total, bool is_shared)
    : total_(total), is_wanted_(is_capable_terminal(STDERR_FILENO) && !is_shared && total > 1) {}

void Progress::step(std::size_t failed) {
  ++done_;
  const auto now = Clock::now();
  if (!is_wanted_ || now - begun_ < patience || now - shown_ < interval) return;
  const std::size_t filled = done_ * bar_width / std::max<std::size_t>(total_, 1);
  const std::string bar = std::string(filled, '#') + std::string(bar_width - filled, '.');
  fmt::print(stderr, "\r[{}] {}/{} files, {} failed", bar, done_, total_, failed);
  std::fflush(stderr);
  shown_ = now;
  is_shown_ = true;
}

void Progress::clear() {
  if (!is_shown_) return;
  fmt::print(stderr, "\r\x1b[2K");
  is_shown_ = false;
}

}  // namespace imgfam
