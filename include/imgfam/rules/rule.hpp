// What a rule is: one documented precondition, limit or effect, with its source and the error that
// breaking it earns. The rules themselves stand in catalogue.hpp, the documents that they cite in
// this file.
#pragma once

#include <imgfam/model/outcome.hpp>
#include <imgfam/rules/edition.hpp>
#include <imgfam/rules/interpretation.hpp>

#include <array>
#include <cstdint>
#include <string_view>

namespace imgfam {

/// What a rule looks at; the `check-order` question is about these. An effect says what a request
/// brings about.
enum class Kind : std::uint8_t { Format, Lookup, Quota, State, Effect };

/// How well a fact is known: stated in an official document; seen by somebody at the real service
/// or in a client that works with it; or inferred by us because nothing says.
enum class Evidence : std::uint8_t { Documented, Observed, Assumed };

constexpr std::string_view to_text(Kind kind) {
  constexpr std::array<std::string_view, 5> names{"format", "lookup", "quota", "state", "effect"};
  return names[static_cast<std::size_t>(kind)];
}
constexpr std::string_view to_text(Evidence evidence) {
  constexpr std::array<std::string_view, 3> names{"documented", "observed", "assumed"};
  return names[static_cast<std::size_t>(evidence)];
}

struct Document {
  std::string_view id;
  std::string_view title;
  std::string_view date;
};

// clang-format off
/// The documents that rules cite. A rule names one by its id.
inline constexpr std::array documents{
  Document{"modify-2020", "API reference: ModifyImageAttribute (English, the 2020 edition)", "2020-11-04"},
  Document{"modify-2023", "API reference: ModifyImageAttribute (English, the 2023 edition)", "about 2023"},
  Document{"modify-2026", "API reference: ModifyImageAttribute (English, change log to 2025-04-29; the 2026 edition)", "2026-01"},
  Document{"share-2020", "API reference: ModifyImageSharePermission (English)", "2020-11-04"},
  Document{"share-2025", "API reference: ModifyImageSharePermission (change log to 2025-04-29)", "2025-04-29"},
  Document{"share-list-2025", "API reference: DescribeImageSharePermission (change log to 2025-02-27)", "2025-02-27"},
  Document{"describe-2025", "API reference: DescribeImages (change log to 2025-04-22)", "2025-04-22"},
  Document{"from-family-2020", "API reference: DescribeImageFromFamily", "2020-10-26"},
  Document{"from-family-2025", "API reference: DescribeImageFromFamily (change log to 2025-11-07)", "2025-11-07"},
  Document{"create-2020", "API reference: CreateImage (English)", "2020-11-05"},
  Document{"create-2026", "API reference: CreateImage (change log to 2026-01-07)", "2026-01-07"},
  Document{"copy-2021", "API reference and guide: CopyImage, Copy custom images", "2021-04-21"},
  Document{"copy-2026", "API reference: CopyImage (change log to 2026-01-06)", "2026-01-06"},
  Document{"cancel-copy-2020", "API reference: CancelCopyImage (English)", "2020-11"},
  Document{"cancel-copy-2024", "API reference: CancelCopyImage (change log to 2024-12-17)", "2024-12-17"},
  Document{"import-2025", "API reference: ImportImage (change log to 2025-05-13)", "2025-05-13"},
  Document{"delete-2020", "API reference: DeleteImage (English)", "2020-11"},
  Document{"delete-2025", "API reference: DeleteImage (change log to 2025-04-29)", "2025-04-29"},
  Document{"delete-guide-2020", "Guide: Delete a custom image", "2020-12-10"},
  Document{"create-instance-2026", "API reference: CreateInstance (change log to 2026-01-15)", "2026-01-15"},
  Document{"run-instances-2023", "API metadata: RunInstances (Chinese)", "about 2023"},
  Document{"run-guide-2021", "Guide: Create an instance from an image family (Chinese)", "2021-05-07"},
  Document{"replace-disk", "API reference: ReplaceSystemDisk", "2021-07-19"},
  Document{"delete-instance-2025", "API reference: DeleteInstance (change log to 2025-04-09)", "2025-04-09"},
  Document{"regions", "API reference: DescribeRegions", "2021-07-19"},
  Document{"family-2021", "Guide: Overview of image families (Chinese)", "2021-07-06"},
  Document{"family-set-2021", "Guide: Set an image family (Chinese)", "2021-03-08"},
  Document{"family-2024", "Guide: Overview of image families (English)", "2024-02"},
  Document{"family-2026", "Guide: Overview of image families (English)", "2026"},
  Document{"deprecate-2021", "Guide: Deprecate an image or restore it (Chinese)", "2021-03-08"},
  Document{"sharing-2020", "Guide: Share or unshare custom images", "2020-12-02"},
  Document{"faq-2021", "Guide: Image FAQ", "2021-07-19"},
  Document{"sdk-2026", "Official SDK, machine source of ECS 2014-05-26", "2026-08-07"},
  Document{"terraform", "Terraform provider alicloud, source", "2026-08-21"},
  Document{"packer", "Packer plugin alicloud, source", "2025-06-11"},
  Document{"bosh", "BOSH Alibaba Cloud CPI, source", "2026-08"},
  Document{"gateway", "List of gateway errors (developer.aliyun.com/ask/278265)", "undated"},
  Document{"common-errors-2019", "API reference: common errors of ECS", "2019"},
  Document{"none", "No document", "-"},
};
// clang-format on

constexpr const Document* find_document(std::string_view id) {
  for (const Document& d : documents) {
    if (d.id == id) return &d;
  }
  return nullptr;
}

/// Where a rule comes from: the document and the clause (a parameter, an error row, a section) in
/// it.
struct Citation {
  std::string_view document;
  std::string_view clause;
  Evidence evidence = Evidence::Documented;
};

/// The error that breaking a rule earns in some editions, for some operation, under some reading.
/// `%s` in the message stands for what the request named.
struct Answer {
  EditionSet editions;
  int status = 0;
  std::string_view code;
  std::string_view message;
  Evidence evidence = Evidence::Documented;
  Latitude latitude = Latitude::Exact;
  std::string_view operations;  ///< Action names divided by a blank; empty: whichever operation.
  ReadingId reading;
  bool is_wording_ours =
      false;  ///< The code is documented, its message is not known: the words are ours.

  /// The same answer, for these operations only.
  constexpr Answer by(std::string_view actions) const {
    Answer copy = *this;
    copy.operations = actions;
    return copy;
  }
  /// The same answer, under one reading only.
  constexpr Answer under(ReadingId id) const {
    Answer copy = *this;
    copy.reading = id;
    return copy;
  }
  constexpr Answer in_our_words() const {
    Answer copy = *this;
    copy.is_wording_ours = true;
    return copy;
  }
  constexpr Answer with(Latitude wider) const {
    Answer copy = *this;
    copy.latitude = wider;
    return copy;
  }
};

constexpr Answer documented(EditionSet editions, int status, std::string_view code,
                            std::string_view message) {
  return {.editions = editions,
          .status = status,
          .code = code,
          .message = message,
          .operations = {},
          .reading = {}};
}
/// No document gives the code: this one is our choice, and a judge must accept any client error.
constexpr Answer assumed(EditionSet editions, int status, std::string_view code,
                         std::string_view message) {
  return {.editions = editions,
          .status = status,
          .code = code,
          .message = message,
          .evidence = Evidence::Assumed,
          .latitude = Latitude::Any4xx,
          .operations = {},
          .reading = {}};
}

/// What holds in some editions only of a rule that holds in more.
struct Clause {
  EditionSet editions;
  std::string_view text;
};

struct Rule {
  std::string_view id;  ///< kebab-case; never renamed.
  Kind kind = Kind::Effect;
  std::string_view operations;  ///< Action names divided by a blank; `*` for all.
  std::string_view statement;   ///< One sentence, true in all its editions.
  EditionSet editions;          ///< Where it holds.
  std::array<Clause, 2> clauses{};
  Citation source;
  std::array<Answer, 6>
      answers{};  ///< The first that fits is answered; none for an effect without an error.
};

}  // namespace imgfam
