// What a judge says: which answers a request may have, what was observed, and whether that is one
// of them.
//
// Plain values. Who makes them: oracle.hpp.
#pragma once

#include <imgfam/cloud/trace.hpp>
#include <imgfam/model/outcome.hpp>
#include <imgfam/model/request.hpp>
#include <imgfam/rules/interpretation.hpp>

#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

/// What an implementation answered.
struct Observation {
  /// No answer came, or none that says whether the request was carried out: a time-out, a lost
  /// connection. A status of 500 or more counts as this too.
  bool is_lost = false;
  int status = 0;             ///< HTTP status.
  boost::json::value body{};  ///< The document, or the error with its Code.
  /// False for a body that was read from XML, where a number, a boolean and a text look the same.
  bool are_types_known = true;
};

/// An answer that some remaining reading of the documents gives.
struct AllowedOutcome {
  Outcome outcome;
  /// The ids in the document that the model made up: an implementation has its own in their places.
  std::vector<std::string> new_ids;
  Trace trace;           ///< How the model came to it: effects, machine steps.
  std::string readings;  ///< Under which readings, `a=x b=y, or a=z`; empty: whatever the readings.
};

/// All of them.
struct Allowed {
  std::vector<AllowedOutcome> outcomes;  ///< Each once, in a fixed order.
  /// Why these cannot be relied on; empty when they can: the request has a parameter that the model
  /// does not evaluate, or the state is not known, and then there are none.
  std::string undecided;
};

enum class VerdictKind : std::uint8_t { Conforms, Violates, Undecided };

constexpr std::string_view to_text(VerdictKind kind) {
  constexpr std::string_view texts[] = {"conforms", "violates", "undecided"};
  return texts[static_cast<std::size_t>(kind)];
}

/// A reading that is no longer possible, and the number of the observation that excluded it; 0: it
/// was excluded from the start.
struct Exclusion {
  ReadingId reading;
  std::size_t observation = 0;

  bool operator==(const Exclusion&) const = default;
};

struct Verdict {
  VerdictKind kind = VerdictKind::Undecided;
  std::size_t observation = 0;           ///< Its number, counted from 1.
  std::vector<AllowedOutcome> expected;  ///< What would have conformed.
  /// Which of `expected` the observed answer is; nothing unless it conforms.
  std::optional<std::size_t> matched;
  /// Of a violation: how the observed answer differs from the expected one that is nearest to it.
  std::vector<std::string> differences;
  std::string why;            ///< One sentence for people.
  std::vector<RuleId> rules;  ///< Behind the expected answers: broken ones, or effects.
  /// Of a violation: readings under which the answer would have been allowed, had earlier answers
  /// not excluded them. Empty when no reading of any question allows it.
  std::vector<Exclusion> contradictions;
  std::vector<ReadingId> excluded;  ///< By this observation.
};

/// What is known of a question.
enum class Knowledge : std::uint8_t {
  NotExercised,  ///< No answer depended on it.
  Open,          ///< Some did, and several readings are still possible.
  Decided,       ///< One reading is left.
};

constexpr std::string_view to_text(Knowledge knowledge) {
  constexpr std::string_view texts[] = {"not exercised", "open", "decided"};
  return texts[static_cast<std::size_t>(knowledge)];
}

struct QuestionReport {
  std::size_t question = 0;  ///< Into `questions`.
  Knowledge knowledge = Knowledge::NotExercised;
  std::vector<ReadingId> possible;
  std::vector<Exclusion> excluded;
};

}  // namespace imgfam
