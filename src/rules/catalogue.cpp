#include <imgfam/rules/catalogue.hpp>

#include <algorithm>
#include <array>
#include <tuple>

namespace imgfam {
namespace {

/// One word of a list divided by blanks.
bool lists(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

/// The rank of every kind, in the order of the enumerators: a lower one is answered first.
using Ranks = std::array<int, 5>;
Ranks ranks_of(const Interpretation& interpretation) {
  if (interpretation.follows("check-order=lookup-format-state"_reading)) return {1, 0, 2, 3, 4};
  if (interpretation.follows("check-order=lookup-state-format"_reading)) return {3, 0, 1, 2, 4};
  return {0, 1, 2, 3, 4};
}

// Every rule stands on a document that exists, and the effects apart from a few, every rule has an
// error in every edition where it holds.
constexpr bool is_sound(const Rule& r) {
  // Not find_document: under -fsanitize=undefined g++ compares no pointer with null in a constant.
  const bool is_cited = std::any_of(documents.begin(), documents.end(),
                                    [&](const Document& d) { return d.id == r.source.document; });
  if (!is_cited) return false;
  if (r.kind == Kind::Effect) return true;
  for (const Edition e : all_editions) {
    bool answered = !r.editions.has(e);
    for (const Answer& a : r.answers)
      answered = answered || a.editions.has(e);
    if (!answered) return false;
  }
  return true;
}
static_assert(std::all_of(catalogue.begin(), catalogue.end(), is_sound));

}  // namespace

const Answer* find_answer(RuleId id, Edition edition, std::string_view action,
                          const Interpretation& interpretation) {
  for (const Answer& a : rule(id).answers) {
    if (a.editions.has(edition) && concerns(a, action) && interpretation.follows(a.reading))
      return &a;
  }
  return nullptr;
}

void sort_by_precedence(std::vector<RuleId>& broken, const Interpretation& interpretation) {
  std::sort(broken.begin(), broken.end());
  broken.erase(std::unique(broken.begin(), broken.end()), broken.end());
  const auto is_of_other_kind = [&](RuleId id) {
    return rule(id).kind != rule(broken.front()).kind;
  };
  if (std::none_of(broken.begin(), broken.end(), is_of_other_kind)) return;
  const Ranks ranks = ranks_of(interpretation);
  const auto rank = [&](RuleId id) { return ranks[static_cast<std::size_t>(rule(id).kind)]; };
  std::stable_sort(broken.begin(), broken.end(),
                   [&](RuleId a, RuleId b) { return rank(a) < rank(b); });
}

bool concerns(const Rule& rule, std::string_view action) {
  return rule.operations == "*" || lists(rule.operations, action);
}

bool concerns(const Answer& answer, std::string_view action) {
  return answer.operations.empty() || lists(answer.operations, action);
}

}  // namespace imgfam
