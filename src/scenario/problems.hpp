// Problems: what is wrong with one scenario, each with its place. Bounded: after so many the rest
// is not looked at.
#pragma once

#include "source.hpp"

namespace imgfam {

class Problems {
 public:
  Problems(Source& source, std::size_t most) : source_(source), most_(most) {}

  void add(std::string_view code, Node where, std::string message, std::string hint) {
    if (is_full()) return;
    list_.push_back(
        source_.diagnostic(code, source_.offset_of(where), std::move(message), std::move(hint)));
  }
  bool is_full() const { return list_.size() >= most_; }
  bool none() const { return list_.empty(); }
  std::vector<Diagnostic> take() { return std::exchange(list_, {}); }

 private:
  Source& source_;
  std::size_t most_;
  std::vector<Diagnostic> list_;
};

}  // namespace imgfam
