// Coverage: which rules, rows of the machine and refused (status, event) pairs were exercised.
//
// A rule of a precondition is exercised when a request broke it, an effect when a request brought
// it about. A row is exercised when it fired. A pair is exercised when the machine refused the
// event in that status; the pairs that count are those which the machine can refuse in a state that
// an image can reach.
#pragma once

#include <imgfam/cloud/trace.hpp>
#include <imgfam/model/outcome.hpp>
#include <imgfam/rules/catalogue.hpp>

#include <array>
#include <bitset>
#include <cstddef>
#include <vector>

namespace imgfam {

class Coverage {
 public:
  static constexpr std::size_t statuses_count = spelling<Status>.size();
  static constexpr std::size_t events_count = event_names.size();
  static constexpr std::size_t rows_max = 128;

  void add(const Trace& trace);
  void add(const Outcome& outcome);
  void add(const Coverage& other);

  bool has_rule(RuleId rule) const { return rules_.test(static_cast<std::size_t>(rule)); }
  bool has_row(int row) const { return rows_.test(static_cast<std::size_t>(row)); }
  bool has_refusal(Status status, std::size_t event) const {
    return refusals_.test(static_cast<std::size_t>(status) * events_count + event);
  }

  std::size_t requests = 0;
  std::size_t refused = 0;

 private:
  std::bitset<rules_count> rules_;
  std::bitset<rows_max> rows_;
  std::bitset<statuses_count * events_count> refusals_;
};

/// The states in which images begin: of every origin but system images, which have no life here.
std::vector<ImageState> first_states();

/// A status in which the machine can refuse an event.
struct RefusedPair {
  Status status{};
  std::size_t event = 0;      ///< Index into event_names.
  std::vector<RuleId> rules;  ///< All that refuse it in some state, in the order of the catalogue.
};

/// Every refused pair that an image can come to: found by walking the machine from the states in
/// which images begin. Deleted is left out, since an image that is gone is not found before the
/// machine is asked.
std::vector<RefusedPair> reachable_refusals();

}  // namespace imgfam
