// What a terminal is shown: a progress line, for runs that take a while. Elsewhere there is none.
#pragma once

#include <chrono>
#include <cstddef>

namespace imgfam {

/// Whether it is a terminal that takes colors and lets a line be written over.
bool is_capable_terminal(int descriptor);

class Progress {
 public:
  /// `is_shared`: the results go to the same terminal, so the line must make room for them.
  Progress(std::size_t total, bool is_shared);

  /// One more file is done.
  void step(std::size_t failed);
  /// Takes the line away.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  std::size_t total_;
  std::size_t done_ = 0;
  bool is_wanted_;
  bool is_shown_ = false;
  Clock::time_point begun_ = Clock::now();
  Clock::time_point shown_ = begun_;
};

}  // namespace imgfam
