// Recorder: a session as scenarios that replay to the same answers. What the gateway refused, and
// what is answered beside the model, is left out; and so is, since a scenario has no such thing, a
// request whose answer depended on that: an image made of a snapshot that CreateSnapshot made, say.
// The recorder notices by doing all it writes down once more, to a cloud of its own.
#pragma once

#include <imgfam/http/act_sink.hpp>

#include <string>
#include <vector>

namespace imgfam {

class Recorder : public ActSink {
 public:
  static constexpr std::size_t steps_max = 20'000;

  explicit Recorder(const Scenario& beginning);

  /// One for the beginning and one for every time that all began anew or went back to a snapshot;
  /// those without a step are left out.
  std::vector<Scenario> scenarios() const;
  /// How many steps were kept, and whether there was no room for more.
  std::size_t steps() const { return steps_; }
  bool is_full() const { return steps_ >= steps_max; }

  Result<void> act(const Act& act, const Outcome& outcome, const Trace& trace) override;
  bool wants_readings() const override { return true; }
  Result<void> begin(const Scenario& beginning) override;
  std::uint64_t mark() const override;
  Result<void> return_to(std::uint64_t mark) override;

 private:
  void add(StepAction step);
  void add_request(const Request& request, const Outcome& outcome, const Trace& trace);
  void begin_again();
  void leave_out(const Request& request);

  std::vector<Scenario> scenarios_;
  Cloud cloud_;  // After the steps of the last scenario.
  std::size_t steps_ = 0;
};

}  // namespace imgfam
