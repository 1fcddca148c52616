// What the documents of an import say, as records: one for every image, share list, instance and
// page. Each knows where it stands, since most contradictions show only when all is read.
#pragma once

#include <imgfam/scenario/import.hpp>

#include "source.hpp"

#include <array>
#include <deque>
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

struct ImageRecord {
  Image image;  ///< Without owner and shares where the account must be known for them.
  OwnerAlias alias{};
  std::string family;  ///< As the document shows it: `acs:<UID>:<family>` of another account's.
  std::optional<bool> is_shared;  ///< IsSelfShared.
  std::size_t page = 0;           ///< The PageNumber of its document, 0 where there is none.
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
std::vector<Diagnostic> find_gaps(const Records& records, const ImportOptions& options,
                                  ImportProblems& problems);

/// What the records leave to be assumed about the images of the state.
std::vector<std::string> assumptions(const Records& records, const Given& given);

/// `m-1, m-2 and 3 more`
std::string some_of(const std::vector<std::string_view>& names);

}  // namespace imgfam
