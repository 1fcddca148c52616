// Oracle: judges the answers of another implementation.
//
//     Oracle oracle(cloud);                                    // what there is to begin with
//     Verdict verdict = oracle.observe(request, observation);  // conforms, violates or undecided
//
// The documents leave questions open, so an implementation may follow any reading of each. The
// oracle keeps every combination of readings that explains all answers so far, and with it the
// state that the implementation is then in. An answer that none of them explains is a violation.
// Combinations are not enumerated: one hypothesis stands for a box of them, and is split on a
// question only when an answer depends on it.
//
// Ids are the implementation's own: where the model draws a new one, the observed one is taken
// over. RequestIds, messages and the order of lists are not compared. What the model does not
// evaluate is never judged: the verdict is then `undecided`.
//
// An Oracle is a value; a copy of it is a snapshot. The edition is that of the cloud. It does no
// I/O and reads no clock.
#pragma once

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/oracle/verdict.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

struct OracleOptions {
  /// Beyond that many the verdicts are `undecided`.
  std::size_t hypotheses_max = 4096;
  /// How far the times that the implementation gives to what it makes may be from ours.
  Duration clock_tolerance{};
  /// Known from the start: the other readings of their questions are excluded.
  std::vector<ReadingId> readings{};
};

class OracleState;

class Oracle {
 public:
  /// Begins in the state of the cloud. Its interpretation is not looked at: all readings are
  /// possible but for those that the options exclude.
  explicit Oracle(const Cloud& start, const OracleOptions& options = {});
  Oracle(const Oracle& other);
  Oracle(Oracle&& other) noexcept;
  Oracle& operator=(const Oracle& other);
  Oracle& operator=(Oracle&& other) noexcept;
  ~Oracle();

  /// Every answer that the request may have now. Changes nothing.
  Allowed allowed(const Request& request) const;

  /// Judges an answer, and goes on from what it shows. After a violation it goes on from the state
  /// before the request, or from that which a success should have led to; a success where only
  /// refusals are allowed leaves a state that is not known, and all verdicts after it are
  /// `undecided`. `took`: how long after the request, which was made now, the answer came; what it
  /// has made was made meanwhile.
  Verdict observe(const Request& request, const Observation& observation, Duration took = {});

  /// Judges an answer that no client can read, for the reason given: a violation, whatever its
  /// status, but where the model does not judge the request. It goes on as after a lost answer.
  Verdict observe_unreadable(const Request& request, const Observation& observation,
                             const std::string& why);

  /// Something has happened that it was not told of: all verdicts from now on are `undecided`.
  void lose_track(std::string why);

  /// Moves the clock on. REQUIRES: as Cloud::advance.
  void advance(Duration by);

  /// The platform acts on an image, as Cloud::platform. Where it cannot, under a hypothesis, that
  /// one stays as it is. REQUIRES: the event is one of Cloud::platform's.
  void platform(std::string_view image, const Event& event);
  /// Begins anew in the state of the cloud. What is known of readings stays, and observations are
  /// counted on: an implementation follows one reading wherever it begins.
  void restart(const Cloud& start);

  SimTime now() const;
  /// Whether verdicts can be more than `undecided`; why not, else empty.
  const std::string& lost_track() const;
  std::size_t observations() const;  ///< How many there were: the number of the last one.
  std::size_t hypotheses() const;    ///< How many are kept.
  std::vector<QuestionReport> questions_report() const;

  /// The state that the implementation is in, under one of the remaining hypotheses.
  const Cloud& cloud() const;

 private:
  std::unique_ptr<OracleState> state_;
};

}  // namespace imgfam
