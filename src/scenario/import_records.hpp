// What the documents of an import say, as records: one for every image, share list, instance and
// page. Each knows where it stands, since most contradictions show only when all is read.
#pragma once

#include <imgfam/scenario/import.hpp>

#include "source.hpp"

#include <array>
#include <deque>
#include <map>
#include <set>

namespace imgfam {

/// Where a JSON node stands, for when its tree is gone.
struct DocumentPlace {
  std::size_t text = 0;   ///< Which of the texts.
  std::size_t from = 0;   ///< Where its document begins in the text.
  std::size_t token = 0;  ///< Its number among the tokens from there on.

  bool operator==(const DocumentPlace&) const = default;
};

/// ImageOwnerAlias. [doc: DescribeImages]
enum class OwnerAlias : std::uint8_t { Self, System, Marketplace, Others };
template <>
inline constexpr std::array<std::string_view, 4> spelling<OwnerAlias>{"self", "system",
                                                                      "marketplace", "others"};

/// A field that may have values which the model does not know: the service gets new ones. What is
/// taken for them is what the model takes where the field is not there, or the stricter.
struct OpenField {
  std::string_view name;
  std::span<const std::string_view> known;
  std::string_view instead;
};
inline constexpr std::array<std::string_view, 2> nvme_words{"unsupported", "supported"};
inline constexpr std::array<std::string_view, 2> imds_words{"v1", "v2"};
inline constexpr std::array<std::string_view, 2> os_words{"linux", "windows"};
inline constexpr std::array<std::string_view, 2> usage_words{"none", "instance"};
inline constexpr OpenField open_fields[]{
    {"Architecture", spelling<Architecture>, "x86_64"},
    {"BootMode", spelling<BootMode>, "BIOS (UEFI where the image is arm64)"},
    {"NvmeSupport", nvme_words, "unsupported"},
    {"ImdsSupport", imds_words, "v1"},
    {"OSType", os_words, "linux"},
    {"LicenseType", spelling<License>, "Auto"},
    {"Usage", usage_words, "instance"},
    {"Status", spelling<InstanceStatus>, "Running"}};
enum class Open : std::uint8_t { Architecture, BootMode, Nvme, Imds, Os, License, Usage, Instance };

/// A value of an open field that the model does not know.
struct UnknownValue {
  Open field{};
  std::string value;  ///< As it is shown.
  DocumentPlace place;

  bool operator==(const UnknownValue& o) const { return field == o.field && value == o.value; }
};

struct ImageRecord {
  Image image;  ///< Without owner and shares where the account must be known for them.
  OwnerAlias alias{};
  std::string family;  ///< As the document shows it: `acs:<UID>:<family>` of another account's.
  std::optional<bool> is_shared;  ///< IsSelfShared.
  std::size_t page = 0;           ///< The PageNumber of its document, 0 where there is none.
  std::vector<UnknownValue> unknown;
  DocumentPlace place;
};

struct ShareRecord {
  std::string image;
  std::vector<AccountId> accounts;
  std::optional<SimTime> newest;  ///< Of its SharedTimes.
  bool has_groups = false;
  DocumentPlace place;
};

struct InstanceRecord {
  Instance instance;
  std::optional<SimTime> created;
  std::vector<UnknownValue> unknown;
  DocumentPlace place;
};

enum class DocumentKind : std::uint8_t { Images, Shares, Instances };
template <>
inline constexpr std::array<std::string_view, 3> spelling<DocumentKind>{
    "DescribeImages", "DescribeImageSharePermission", "DescribeInstances"};

/// What a document says about itself.
struct PageRecord {
  DocumentKind kind{};
  std::string region;  ///< Empty: neither it nor what it lists says so.
  std::string image;   ///< Of a share document.
  std::optional<std::uint64_t> total, number, size;
  std::string next_token;
  std::size_t items = 0;
  std::optional<OwnerAlias> alias;  ///< Of all its images, where it is the same.
  DocumentPlace place;
};

/// All that was read.
struct Records {
  std::vector<ImageRecord> images;
  std::vector<ShareRecord> shares;
  std::vector<InstanceRecord> instances;
  std::vector<PageRecord> pages;
  std::size_t others = 0;  ///< Documents of other operations.
  /// Names of fields that the model does not have, by what has them.
  std::array<std::set<std::string, std::less<>>, 3> unused;
};

/// What making the state came upon, and could not know.
struct Unknowns {
  /// Of what is in the state: who has a value that the model does not know.
  struct Values {
    std::vector<std::string> values;  ///< Each once; not more than are shown.
    std::vector<std::string_view> owners;
    DocumentPlace place;
  };
  std::map<Open, Values> values;
  /// Instances of images that no document shows, by region.
  struct Strange {
    std::vector<std::string_view> instances;
    std::set<std::string_view> images;
  };
  std::map<std::string_view, Strange> strange;
};

/// What is wrong with an import. Bounded: after so many the rest is not looked at.
class ImportProblems {
 public:
  ImportProblems(std::span<const DocumentText> texts, std::size_t most);

  void add(std::string_view code, const DocumentPlace& where, std::string message,
           std::string hint);
  void add(Diagnostic problem);
  bool is_full() const { return list_.size() >= most_; }
  bool none() const { return list_.empty(); }
  std::vector<Diagnostic> take() { return std::exchange(list_, {}); }

  Source& source(std::size_t text) { return sources_[text]; }
  Position position(const DocumentPlace& where);

 private:
  std::deque<Source> sources_;
  std::size_t most_;
  std::vector<Diagnostic> list_;
};

/// Reads all documents. What it answers counts only when no problem was added.
Records read_documents(std::span<const DocumentText> texts, const ImportOptions& options,
                       ImportProblems& problems);

/// Who asked. Adds a problem when the records do not show it or contradict themselves.
AccountId find_account(const Records& records, const ImportOptions& options,
                       ImportProblems& problems);

/// Makes the scenario, and says what is assumed and left out. The result counts only when no
/// problem was added. REQUIRES: the records have no problem.
ImportedState make_state(Records records, AccountId account, const ImportOptions& options,
                         ImportProblems& problems);

/// Warnings about what no record tells.
std::vector<Diagnostic> find_gaps(const Records& records, const Unknowns& unknowns,
                                  const ImportOptions& options, ImportProblems& problems);

/// What the records leave to be assumed about the images of the state.
std::vector<std::string> assumptions(const Records& records, const Given& given);

/// `m-1, m-2 and 3 more`
std::string some_of(const std::vector<std::string_view>& names);

}  // namespace imgfam
