// Recorder: a session as scenarios that replay to the same answers. What the gateway refused, and
// what is answered beside the model, is left out; and so is, named under `why`, what a scenario
// cannot hold or say, and a request whose answer depended on what is beside the model: an image
// made of a snapshot that CreateSnapshot made, say. The recorder notices by reading back all it
// writes down, and by doing it once more, to a cloud of its own.
#pragma once

#include <imgfam/http/act_sink.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

/// Of all parts together, but for the first `given`. A file is read up to 64 MiB, and a scenario up
/// to a million values.
struct RecorderLimits {
  std::size_t steps_max = 20'000;  ///< A part counts as one.
  std::size_t bytes_max = std::size_t{32} * 1024 * 1024;
  std::size_t values_max = 800'000;
};

class Recorder : public ActSink {
 public:
  explicit Recorder(const Scenario& beginning, const RecorderLimits& limits = {});

  /// One for the beginning, and one for every time that all began anew, went back to a snapshot or
  /// had an account join that mattered to what came before; those without a step are left out, but
  /// for the only one.
  std::vector<Scenario> scenarios() const;
  /// Grows whenever those change.
  std::uint64_t changes() const { return changes_; }
  std::size_t steps() const { return kept_.steps; }
  /// There was no room for a step; no more are kept.
  bool is_full() const { return is_full_; }

  Result<void> act(const Act& act, const Outcome& outcome, const Trace& trace) override;
  bool wants_readings() const override { return true; }
  Result<void> begin(const Scenario& beginning) override;
  std::uint64_t mark() const override;
  Result<void> return_to(std::uint64_t mark) override;

 private:
  struct Size {
    std::size_t steps = 0;
    std::size_t bytes = 0;
    std::size_t values = 0;
  };
  struct Step {
    ScenarioStep what;
    Size size;
  };
  struct Part {
    Scenario beginning;  ///< Without steps.
    std::vector<Step> steps;
  };

  void begin_part(const Scenario& beginning, const std::vector<Step>& steps);
  void join(AccountId account);
  void pass_time(SimTime until);
  void add_request(const Request& request, const Outcome& outcome, const Trace& trace);
  void add_intervention(const Intervenes& what, const Outcome& outcome);
  void add(StepAction action, std::string_view name);
  void keep(Step step, std::string_view name);
  void leave_out(std::string_view name);
  bool has_room_for(const Size& size);

  RecorderLimits limits_;
  std::vector<Part> parts_;
  Cloud cloud_;  // After the steps of the last part.
  Size kept_;
  std::uint64_t changes_ = 0;
  bool is_full_ = false;
};

}  // namespace imgfam
