// OracleState: all that an oracle remembers: which states the implementation may be in, under which
// readings each, and what its answers have shown so far.
#pragma once

#include "box.hpp"
#include "branch.hpp"
#include "compare.hpp"

#include <imgfam/oracle/oracle.hpp>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace imgfam {

/// A state that the implementation may be in, and the interpretations that have led there. The
/// cloud has the default interpretation, whatever those are, so that equal states are equal.
struct Hypothesis {
  SharedCloud cloud;
  std::vector<Box> boxes;
};

class OracleState {
 public:
  OracleState(const Cloud& start, const OracleOptions& options);

  /// Begins anew in the state of the cloud, under the interpretations of those boxes.
  void begin(const Cloud& start, std::vector<Box> boxes);

  /// Goes on with these, equal ones put together. Readings that none of them has left are excluded
  /// by the observation of that number; answers which. More than the bound lose track.
  std::vector<ReadingId> go_on(std::vector<Hypothesis> hypotheses, std::size_t observation);

  /// Notes that the adopted values are the implementation's own.
  void note_seen(const Adoption& adoption);
  /// Notes that no answer has shown yet what was made under these ids, within so much time from the
  /// cloud's on; `are_ids_seen`: but the ids.
  void note_made(const std::vector<std::string>& drawn, const Cloud& after, bool are_ids_seen,
                 Duration took);

  /// How much all states together may hold, when there are several.
  static constexpr std::size_t things_max = 250'000;

  std::vector<Box> all_boxes() const;
  std::size_t boxes_count() const;

  OracleOptions options;
  std::vector<Hypothesis> hypotheses;  ///< Never empty.
  Unseen unseen;
  /// Which observation excluded a reading; nothing: it is possible.
  std::array<std::array<std::optional<std::size_t>, 3>, questions.size()> excluded_by{};
  QuestionSet exercised = 0;
  std::size_t observations = 0;
  std::string lost_track;  ///< Why the state is not known; empty: it is.

 private:
  void forget_what_is_nowhere();
};

/// Puts together the hypotheses of equal clouds, and their boxes.
std::vector<Hypothesis> merged(std::vector<Hypothesis> hypotheses);

/// `Unseen` once the adopted values are known.
Unseen after(Unseen unseen, const Adoption& adoption);

}  // namespace imgfam
