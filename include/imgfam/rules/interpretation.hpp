// Interpretation: one reading of each question that the documents leave open.
//
// The table below is the whole list: a question, its readings (the default first) and where the
// documents are silent or disagree. Code asks by name, checked when it is compiled:
//
//     if (interpretation.follows("repeat-status=accept"_reading)) …
//
// Ids are part of the public interface: never renamed, only added.
#pragma once

#include <imgfam/model/result.hpp>
#include <imgfam/rules/edition.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace imgfam {

struct ReadingText {
  std::string_view id;
  std::string_view meaning;
};

struct Question {
  std::string_view id;
  std::string_view question;
  std::array<ReadingText, 3> readings;  ///< The default first; unused places are empty.
  std::string_view where;               ///< What is silent or disagrees.

  constexpr std::size_t readings_count() const { return readings[2].id.empty() ? 2 : 3; }
};

// clang-format off
inline constexpr std::array questions{
  Question{"repeat-status", "What does setting the Status that an image already has come to?",
    {{{"refuse", "403 ImageStatus.NotAvailable when it is Deprecated already, 403 ImageStatus.NotDeprecated when Available already"},
      {"accept", "success; nothing changes"}}},
    "no page says; the error table suggests the refusal"},
  Question{"check-order", "Which error is answered when several apply?",
    {{{"format-lookup-state", "missing, malformed, not found, quota, state"},
      {"lookup-format-state", "not found, missing, malformed, quota, state"},
      {"lookup-state-format", "not found, quota, state, missing, malformed"}}},
    "no page gives an order; the tables are sorted by HTTP status"},
  Question{"atomicity", "What does a request with several attributes do when one of them is refused?",
    {{{"all-or-nothing", "nothing"},
      {"in-listed-order", "the attributes that the edition lists before the refused one take effect"}}},
    "no page says"},
  Question{"deprecate-shared-code", "Which error does deprecating a shared image earn?",
    {{{"ImageUseShared", "403 ImageUseShared, as documented in 2026"},
      {"ImageStatus.NotAvailable", "403 ImageStatus.NotAvailable"},
      {"any-403", "some 403: the 2020 and 2023 editions state the rule without a code"}}},
    "2020 and 2023 state the rule, only 2026 lists a code"},
  Question{"shared-means", "What makes an image shared, for deprecating it?",
    {{{"accounts", "that it is shared with accounts"},
      {"accounts-or-community", "that it is shared with accounts or published as a community image"}}},
    "the message speaks of accounts; nothing speaks of community images"},
  Question{"unshare-deprecated", "May an account be removed from a Deprecated image?",
    {{{"accept", "yes"}, {"refuse", "no: 403 OperationDenied.InvalidImageStatus"}}},
    "no page says"},
  Question{"in-use-means", "Which instances are associated with an image?",
    {{{"current", "instances of any account whose ImageId is this image now"},
      {"ever", "any instance that was ever launched from it"},
      {"owner-current", "instances of the image's owner whose ImageId is this image now"}}},
    "Usage is described in the present tense for the request, in the past for the response"},
  Question{"same-boot-mode", "May BootMode be set to its present value while an instance uses the image?",
    {{{"accept", "yes"}, {"refuse", "no: 403 OperationDeined.ImageUsingByInstance"}}},
    "no page says"},
  Question{"name-scope", "With which images must a name not collide?",
    {{{"account-region", "all that the account owns in the region, whatever their status"},
      {"account-region-available", "the Available ones that the account owns in the region"}}},
    "the scope of uniqueness is not stated"},
  Question{"rename-to-self", "May ImageName be set to the image's own present name?",
    {{{"accept", "yes"}, {"refuse", "no: 400 InvalidImageName.Duplicated"}}},
    "no page says"},
  Question{"empty-family", "What does ImageFamily sent as an empty string mean?",
    {{{"keep", "the family stays"}, {"malformed", "400 InvalidImageFamily.Malformed"}}},
    "the pages say only that it is empty by default; a family cannot be removed"},
  Question{"family-quota-counts", "Which members count toward the images of one family?",
    {{{"all", "all, whatever their status"}, {"available", "the Available ones"}}},
    "no page says"},
  Question{"creation-tie", "Which of two Available images with the same CreationTime is the newest?",
    {{{"last-created", "the one whose creation call came later"},
      {"greater-image-id", "the one with the greater ImageId"},
      {"lesser-image-id", "the one with the lesser ImageId"}}},
    "CreationTime has a resolution of one second; ties are not described"},
  Question{"family-scope", "Whose images does a family name resolve to?",
    {{{"own", "the caller's own custom images (2020)"},
      {"own-and-shared", "also images shared with the caller and community images, as acs:<owner UID>:<family> (2026)"}}},
    "the scope grew between the 2020 and the 2026 pages"},
  Question{"invalid-status-value", "Which error does a Status outside the documented values earn?",
    {{{"InvalidParameter", "400 InvalidParameter"}, {"any-4xx", "some client error"}}},
    "no code is documented"},
  Question{"edit-deprecated", "May name, family, description and boot mode of a Deprecated image be changed?",
    {{{"accept", "yes"}, {"refuse", "no: 403 ImageStatus.NotAvailable"}}},
    "no page restricts it"},
  Question{"foreign-image", "What does an account get that modifies an image shared with it?",
    {{{"not-found", "404 InvalidImageId.NotFound"}, {"forbidden", "403"}}},
    "404 is documented only for an image that is not in the account"},
  Question{"length-unit", "What do the lengths of names and descriptions count?",
    {{{"code-points", "Unicode code points"}, {"utf8-bytes", "bytes of UTF-8"}, {"utf16-units", "units of UTF-16"}}},
    "the pages say characters"},
  Question{"no-attribute", "What does ModifyImageAttribute with nothing to modify come to?",
    {{{"accept", "success"}, {"refuse", "400 MissingParameter"}}},
    "no page says"},
  Question{"share-list-failure", "What does one bad account among several do?",
    {{{"all-or-nothing", "the request is refused and nothing applied"},
      {"good-ones-applied", "the good ones are applied; the bad one's error is answered"}}},
    "no page says"},
  Question{"share-again", "What does adding an account that has the image, or removing one that has not, come to?",
    {{{"accept", "success; nothing changes"}, {"refuse", "some client error"}}},
    "no code is documented"},
  Question{"excess-accounts", "What happens to the accounts after the tenth?",
    {{{"first-ten", "the first ten are processed, the rest ignored (2026)"},
      {"ignore-parameter", "the whole parameter is ignored (2020)"}}},
    "the editions disagree"},
  Question{"delete-missing", "What does DeleteImage of an unknown id come to?",
    {{{"not-found", "404 InvalidImageId.NotFound"}, {"ignored", "success"}}},
    "the parameter's text and the error table of one page disagree"},
  Question{"delete-shared", "May a shared image be deleted?",
    {{{"refuse", "no: 403 ImageUseShared"}, {"accept", "yes (the FAQ of 2021)"}}},
    "the FAQ of 2021 contradicts the guide of 2020 and the error table"},
  Question{"unpublish-private", "What does IsPublic=false on an image that is not public come to?",
    {{{"accept", "success; nothing changes"}, {"refuse", "403 Image.NotPublic"}}},
    "the parameter's text and the error table disagree"},
  Question{"name-charset", "May a name hold Chinese characters?",
    {{{"letters", "no: it starts with an English letter (the English editions)"},
      {"letters-or-chinese", "yes, at its start too (the Chinese editions, and the message of 2026)"}}},
    "the English and the Chinese editions disagree"},
  Question{"period-in-name", "Is a period legal in a name?",
    {{{"by-edition", "as the edition's parameter text says: not in 2020, in 2023 and 2026"},
      {"refuse", "no"}, {"accept", "yes"}}},
    "the 2020 parameter text and its error text disagree; the operations disagree"},
  Question{"letter-case", "Are acs:, aliyun, http://, https:// and the values of Status and BootMode compared with case?",
    {{{"as-written", "yes"}, {"ignore-case", "no"}}},
    "no page says"},
  Question{"edit-creating", "What does changing an image that is still Creating come to, before 2026 gave it a code?",
    {{{"ImageStatus.NotAvailable", "403 ImageStatus.NotAvailable"}, {"accept", "success"}}},
    "2026 has InvalidStatus.ImageIsCreating; earlier editions are silent"},
  Question{"rejoin-full-family", "May ImageFamily be set to the full family that the image is in?",
    {{{"accept", "yes"}, {"refuse", "no: the quota's error"}}},
    "no page says"},
  Question{"force-shared", "Does Force delete a shared image?",
    {{{"refuse", "no: 403 ImageUseShared"}, {"accept", "yes"}}},
    "the pages say that Force is about images in use"},
  Question{"license-auto", "May LicenseType be set to Auto by ModifyImageAttribute?",
    {{{"refuse", "no: 400 InvalidLicenseType.NotSupported"}, {"accept", "yes"}}},
    "the text says BYOL only, the example of 2026 is Auto"},
  Question{"invalid-boot-mode", "Which error does a BootMode outside the values earn where no code is documented?",
    {{{"InvalidBootMode.NotSupport", "400 InvalidBootMode.NotSupport"}, {"any-4xx", "some client error"}}},
    "2023 has the parameter without the code"},
  Question{"missing-image-id", "What does ModifyImageAttribute without ImageId come to?",
    {{{"MissingParameter", "400 MissingParameter"}, {"not-found", "404 InvalidImageId.NotFound"}}},
    "no edition after 2015 lists MissingParameter for ImageId"},
  Question{"dry-run", "What does DryRun do where the page does not describe it?",
    {{{"ignored", "nothing: the request is carried out"},
      {"checked", "nothing is done; a passing check answers the error DryRunOperation"}}},
    "the parameter exists in the metadata without a description"},
};
// clang-format on

/// A reading of a question, by their places in the table.
struct ReadingId {
  std::uint8_t question = 255;
  std::uint8_t reading = 0;
  bool operator==(const ReadingId&) const = default;
};

/// Stands for "whatever the reading".
inline constexpr ReadingId any_reading{};

/// The reading named `question=reading`; any_reading when there is none.
constexpr ReadingId find_reading(std::string_view question, std::string_view reading) {
  for (std::size_t q = 0; q < questions.size(); ++q) {
    if (questions[q].id != question) continue;
    for (std::size_t r = 0; r < questions[q].readings_count(); ++r) {
      if (questions[q].readings[r].id == reading)
        return {static_cast<std::uint8_t>(q), static_cast<std::uint8_t>(r)};
    }
  }
  return any_reading;
}

/// `"repeat-status=accept"_reading`; a name that the table does not have does not compile.
consteval ReadingId operator""_reading(const char* text, std::size_t size) {
  const std::string_view name(text, size);
  const auto equals = name.find('=');
  const ReadingId id = find_reading(name.substr(0, equals), name.substr(equals + 1));
  if (id == any_reading) throw "no such reading";
  return id;
}

/// A set of questions, a bit each, by their places in the table.
using QuestionSet = std::uint64_t;
static_assert(questions.size() <= 64);

/// Which questions are asked in this thread while it lives: the readings of all others cannot have
/// made a difference. A judge of other implementations branches on no more than these.
class QuestionsAsked {
 public:
  QuestionsAsked() : outer_(listening) { listening = &set_; }
  ~QuestionsAsked() { listening = outer_; }
  QuestionsAsked(const QuestionsAsked&) = delete;
  QuestionsAsked& operator=(const QuestionsAsked&) = delete;

  QuestionSet get() const { return set_; }

  static void note(std::size_t question) { note_all(QuestionSet{1} << question); }
  static void note_all(QuestionSet set) {
    if (listening != nullptr) *listening |= set;
  }
  /// Whether anybody listens in this thread: finding out what to note may cost something.
  static bool is_heard() { return listening != nullptr; }

 private:
  static inline constinit thread_local QuestionSet* listening = nullptr;

  QuestionSet set_ = 0;
  QuestionSet* outer_;
};

/// One reading of every question; the defaults at first.
class Interpretation {
 public:
  constexpr bool follows(ReadingId id) const {
    if (id == any_reading) return true;
    if (!std::is_constant_evaluated()) QuestionsAsked::note(id.question);
    return chosen_[id.question] == id.reading;
  }
  constexpr void choose(ReadingId id) { chosen_[id.question] = id.reading; }
  constexpr std::uint8_t chosen(std::size_t question) const { return chosen_[question]; }

  bool operator==(const Interpretation&) const = default;

 private:
  std::array<std::uint8_t, questions.size()> chosen_{};
};

/// Reads `question=reading`.
/// ERRORS: INT001 no such question, INT002 no such reading; each with the nearest or the allowed
/// names as hint.
Result<ReadingId> parse_reading(std::string_view question, std::string_view reading);

/// The readings that are not the default, `question=reading` divided by blanks; empty when all are.
std::string to_string(const Interpretation& interpretation);

}  // namespace imgfam
