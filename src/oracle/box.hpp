// Box: for every open question the readings that are still possible, and so every interpretation
// that chooses one of them each. One box stands for as many as 2^35 interpretations.
#pragma once

#include <imgfam/rules/interpretation.hpp>

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

namespace imgfam {

/// Some readings of one question, a bit each.
using ReadingSet = std::uint8_t;

class Box {
 public:
  /// All readings of all questions.
  Box();

  ReadingSet readings(std::size_t question) const { return sets_[question]; }
  bool allows(ReadingId id) const { return (sets_[id.question] >> id.reading & 1U) != 0; }
  bool is_decided(std::size_t question) const;

  /// REQUIRES: some of the question's readings.
  void limit(std::size_t question, ReadingSet readings) { sets_[question] = readings; }

  /// Adds the readings of another one.
  void widen(const Box& other);

  /// The interpretation that chooses the first possible reading of each question.
  Interpretation first() const;

  /// The part in which all interpretations agree with this one on those questions; nothing when
  /// there is none.
  std::optional<Box> agreeing(const Interpretation& with, QuestionSet on) const;
  /// The rest, cut into boxes that do not overlap.
  std::vector<Box> disagreeing(const Interpretation& with, QuestionSet on) const;

  auto operator<=>(const Box&) const = default;

 private:
  std::array<ReadingSet, questions.size()> sets_;
};

/// Puts boxes together, as long as there are two that differ in one question alone or are equal.
void merge(std::vector<Box>& boxes);

/// The readings that some box allows.
Box hull(const std::vector<Box>& boxes);

constexpr ReadingSet only(std::uint8_t reading) { return static_cast<ReadingSet>(1U << reading); }

}  // namespace imgfam
