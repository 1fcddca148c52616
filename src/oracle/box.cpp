#include "box.hpp"

#include <algorithm>
#include <bit>

namespace imgfam {
namespace {

/// Calls `visit` for every question of the set.
template <class Visit>
void for_each_question(QuestionSet set, Visit&& visit) {
  for (; set != 0; set &= set - 1)
    visit(static_cast<std::size_t>(std::countr_zero(set)));
}

/// Merges the boxes that differ in this question alone; whether there were any.
bool merge_along(std::vector<Box>& boxes, std::size_t question) {
  const auto without = [question](Box box) {
    box.limit(question, 1);
    return box;
  };
  std::sort(boxes.begin(), boxes.end(),
            [&](const Box& a, const Box& b) { return without(a) < without(b); });
  const std::size_t before = boxes.size();
  std::size_t kept = 0;
  for (std::size_t i = 1; i < boxes.size(); ++i) {
    if (without(boxes[kept]) == without(boxes[i])) {
      boxes[kept].widen(boxes[i]);
    } else {
      boxes[++kept] = boxes[i];
    }
  }
  boxes.resize(kept + 1);
  return boxes.size() != before;
}

}  // namespace

Box::Box() {
  for (std::size_t q = 0; q < questions.size(); ++q)
    sets_[q] = static_cast<ReadingSet>((1U << questions[q].readings_count()) - 1);
}

bool Box::is_decided(std::size_t question) const { return std::has_single_bit(sets_[question]); }

void Box::widen(const Box& other) {
  for (std::size_t q = 0; q < sets_.size(); ++q)
    sets_[q] |= other.sets_[q];
}

Interpretation Box::first() const {
  Interpretation interpretation;
  for (std::size_t q = 0; q < sets_.size(); ++q) {
    const auto reading = static_cast<std::uint8_t>(std::countr_zero(sets_[q]));
    interpretation.choose({static_cast<std::uint8_t>(q), reading});
  }
  return interpretation;
}

std::optional<Box> Box::agreeing(const Interpretation& with, QuestionSet on) const {
  Box box = *this;
  bool is_some = true;
  for_each_question(on, [&](std::size_t q) {
    box.sets_[q] &= only(with.chosen(q));
    is_some = is_some && box.sets_[q] != 0;
  });
  return is_some ? std::optional(box) : std::nullopt;
}

std::vector<Box> Box::disagreeing(const Interpretation& with, QuestionSet on) const {
  std::vector<Box> rest;
  Box left = *this;  // Agrees on the questions looked at so far.
  bool is_some = true;
  for_each_question(on, [&](std::size_t q) {
    if (!is_some) return;
    const ReadingSet same = left.sets_[q] & only(with.chosen(q));
    const auto others = static_cast<ReadingSet>(left.sets_[q] & ~same);
    if (others != 0) {
      rest.push_back(left);
      rest.back().sets_[q] = others;
    }
    left.sets_[q] = same;
    is_some = same != 0;
  });
  return rest;
}

void merge(std::vector<Box>& boxes) {
  for (bool has_merged = true; has_merged && boxes.size() > 1;) {
    has_merged = false;
    for (std::size_t q = 0; q < questions.size() && boxes.size() > 1; ++q) {
      const bool varies = std::any_of(boxes.begin(), boxes.end(), [&](const Box& b) {
        return b.readings(q) != boxes.front().readings(q);
      });
      if (varies) has_merged = merge_along(boxes, q) || has_merged;
    }
    const bool are_equal =
        std::all_of(boxes.begin(), boxes.end(), [&](const Box& b) { return b == boxes.front(); });
    if (are_equal) boxes.resize(1);
  }
}

Box hull(const std::vector<Box>& boxes) {
  Box all = boxes.front();
  for (const Box& b : boxes)
    all.widen(b);
  return all;
}

}  // namespace imgfam
