// ActSink: where the acts of a world are kept as they happen.
#pragma once

#include <imgfam/cloud/trace.hpp>
#include <imgfam/http/world.hpp>
#include <imgfam/model/result.hpp>

namespace imgfam {

class ActSink {
 public:
  virtual ~ActSink() = default;

  /// Before anybody hears of the outcome.
  virtual Result<void> act(const Act& act, const Outcome& outcome, const Trace& trace) = 0;
  /// Whether requests that only read are wanted too.
  virtual bool wants_readings() const { return false; }
  /// All begins anew.
  virtual Result<void> begin(const Scenario& beginning) = 0;
  /// A name for what was kept up to now.
  virtual std::uint64_t mark() const = 0;
  /// All since that mark did not happen. REQUIRES: a mark of this sink.
  virtual Result<void> return_to(std::uint64_t mark) = 0;
};

}  // namespace imgfam
