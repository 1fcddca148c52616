// The open questions and their readings, and the parameters of every operation by edition.
#include <imgfam/rules/interpretation.hpp>
#include <imgfam/rules/parameters.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <set>

namespace imgfam {
namespace {

/// The questions as they are published, each with its readings, the default first. Ids are never
/// renamed, only added: a change of this list is a change for everybody who wrote one down.
const std::string_view published[]{
    "repeat-status: refuse accept",
    "check-order: format-lookup-state lookup-format-state lookup-state-format",
    "atomicity: all-or-nothing in-listed-order",
    "deprecate-shared-code: ImageUseShared ImageStatus.NotAvailable any-403",
    "shared-means: accounts accounts-or-community",
    "unshare-deprecated: accept refuse",
    "in-use-means: current ever owner-current",
    "same-boot-mode: accept refuse",
    "name-scope: account-region account-region-available",
    "rename-to-self: accept refuse",
    "empty-family: keep malformed",
    "family-quota-counts: all available",
    "creation-tie: last-created greater-image-id lesser-image-id",
    "family-scope: own own-and-shared",
    "invalid-status-value: InvalidParameter any-4xx",
    "edit-deprecated: accept refuse",
    "foreign-image: not-found forbidden",
    "length-unit: code-points utf8-bytes utf16-units",
    "no-attribute: accept refuse",
    "share-list-failure: all-or-nothing good-ones-applied",
    "share-again: accept refuse",
    "excess-accounts: first-ten ignore-parameter",
    "delete-missing: not-found ignored",
    "delete-shared: refuse accept",
    "unpublish-private: accept refuse",
    "name-charset: letters letters-or-chinese",
    "period-in-name: by-edition refuse accept",
    "letter-case: as-written ignore-case",
    "edit-creating: ImageStatus.NotAvailable accept",
    "rejoin-full-family: accept refuse",
    "force-shared: refuse accept",
    "license-auto: refuse accept",
    "invalid-boot-mode: InvalidBootMode.NotSupport any-4xx",
    "missing-image-id: MissingParameter not-found",
    "dry-run: ignored checked",
};

TEST_CASE("the questions and their readings are the published ones", "[rules][interpretation]") {
  std::vector<std::string> found;
  for (const Question& q : questions) {
    std::string line = std::string(q.id) + ":";
    for (std::size_t r = 0; r < q.readings_count(); ++r)
      line.append(" ").append(q.readings[r].id);
    found.push_back(line);
  }
  CHECK(found == std::vector<std::string>(std::begin(published), std::end(published)));
}

TEST_CASE("every question says what is open, why, and what each reading means",
          "[rules][interpretation]") {
  std::set<std::string_view> ids;
  for (const Question& q : questions) {
    CAPTURE(q.id);
    CHECK(ids.insert(q.id).second);
    CHECK(q.question.ends_with('?'));
    CHECK_FALSE(q.where.empty());
    CHECK((q.readings_count() == 2 || q.readings_count() == 3));
    std::set<std::string_view> readings;
    for (std::size_t r = 0; r < q.readings_count(); ++r) {
      CHECK_FALSE(q.readings[r].id.empty());
      CHECK_FALSE(q.readings[r].meaning.empty());
      CHECK(q.readings[r].id.find_first_of(" =,") == std::string_view::npos);
      CHECK(readings.insert(q.readings[r].id).second);
    }
  }
}

TEST_CASE("an interpretation follows the defaults until others are chosen",
          "[rules][interpretation]") {
  Interpretation interpretation;
  for (std::size_t q = 0; q < questions.size(); ++q) {
    for (std::size_t r = 0; r < questions[q].readings_count(); ++r) {
      const ReadingId id{static_cast<std::uint8_t>(q), static_cast<std::uint8_t>(r)};
      CHECK(interpretation.follows(id) == (r == 0));
    }
  }
  CHECK(interpretation.follows(any_reading));
  CHECK(to_string(interpretation).empty());
  CHECK(interpretation == Interpretation{});

  interpretation.choose("repeat-status=accept"_reading);
  interpretation.choose("in-use-means=owner-current"_reading);
  CHECK(interpretation.follows("repeat-status=accept"_reading));
  CHECK_FALSE(interpretation.follows("repeat-status=refuse"_reading));
  CHECK(interpretation.follows("in-use-means=owner-current"_reading));
  CHECK(to_string(interpretation) == "repeat-status=accept in-use-means=owner-current");
  CHECK_FALSE(interpretation == Interpretation{});

  interpretation.choose("repeat-status=refuse"_reading);
  interpretation.choose("in-use-means=current"_reading);
  CHECK(interpretation == Interpretation{});
}

TEST_CASE("every published reading is read by its name", "[rules][interpretation]") {
  for (std::size_t q = 0; q < questions.size(); ++q) {
    for (std::size_t r = 0; r < questions[q].readings_count(); ++r) {
      const Result<ReadingId> id = parse_reading(questions[q].id, questions[q].readings[r].id);
      REQUIRE(id.has_value());
      CHECK(*id == ReadingId{static_cast<std::uint8_t>(q), static_cast<std::uint8_t>(r)});
      CHECK(find_reading(questions[q].id, questions[q].readings[r].id) == *id);
    }
  }
}

TEST_CASE("an unknown question or reading is refused with the names that there are",
          "[rules][interpretation]") {
  CHECK(render(parse_reading("repeat-staus", "accept").error()) ==
        "error[INT001]: `repeat-staus` is no open question\n"
        "  = hint: did you mean `repeat-status`?\n");
  CHECK(render(parse_reading("", "").error()).starts_with("error[INT001]: `` is no open question"));
  CHECK(render(parse_reading("in-use-means", "never").error()) ==
        "error[INT002]: `never` is no reading of `in-use-means`\n"
        "  = hint: its readings are current, ever, owner-current\n");
  CHECK(parse_reading("repeat-status", "").error().code == "INT002");
  CHECK(parse_reading("repeat-status", "Accept").error().code == "INT002");
  CHECK(find_reading("repeat-status", "maybe") == any_reading);
  CHECK(find_reading("nothing", "accept") == any_reading);
}

TEST_CASE("editions are read by their years", "[rules][edition]") {
  CHECK(parse_edition("2020") == Edition::E2020);
  CHECK(parse_edition("2023") == Edition::E2023);
  CHECK(parse_edition("2026") == Edition::E2026);
  CHECK_FALSE(parse_edition("2021").has_value());
  CHECK_FALSE(parse_edition("").has_value());
  CHECK(newest_edition == Edition::E2026);
  const auto shown = [](EditionSet set) {
    std::string out;
    for (const Edition e : all_editions)
      out += set.has(e) ? 'y' : 'n';
    return out;
  };
  CHECK(shown(in_all) == "yyy");
  CHECK(shown(in_2020) == "ynn");
  CHECK(shown(in_2023) == "nyn");
  CHECK(shown(in_2026) == "nny");
  CHECK(shown(since_2023) == "nyy");
  CHECK(shown(until_2023) == "yyn");
  CHECK(shown(in_2020_and_2026) == "yny");
}

// ---- Parameters ----

TEST_CASE("the operations are those of the model, in alphabetical order", "[rules][parameters]") {
  std::string names;
  for (const OperationSpec& o : operations()) {
    names.append(names.empty() ? "" : " ").append(o.action);
    CHECK(find_operation(o.action) == &o);
  }
  CHECK(names ==
        "CancelCopyImage CopyImage CreateImage CreateInstance DeleteImage DeleteInstance "
        "DeleteInstances DescribeImageFromFamily DescribeImageSharePermission DescribeImages "
        "DescribeInstances DescribeRegions ImportImage ModifyImageAttribute "
        "ModifyImageSharePermission ReplaceSystemDisk RunInstances StartInstance StopInstance");
  for (const std::string_view action :
       {"", "A", "deleteImage", "DeleteImag", "DeleteImages", "Zzz"}) {
    CHECK(find_operation(action) == nullptr);
  }
}

TEST_CASE("no operation lists a parameter twice", "[rules][parameters]") {
  for (const OperationSpec& o : operations()) {
    std::set<std::string_view> names;
    for (const ParameterSpec& p : o.parameters) {
      CAPTURE(o.action, p.name);
      CHECK(names.insert(p.name).second);
      CHECK(p.editions.bits != 0);
    }
  }
}

std::string listed(std::string_view action, Edition edition) {
  std::string out;
  for (const ParameterSpec& p : find_operation(action)->parameters) {
    if (p.editions.has(edition)) out.append(out.empty() ? "" : " ").append(p.name);
  }
  return out;
}

TEST_CASE("ModifyImageAttribute has the parameters that each document lists, in its order",
          "[rules][parameters]") {
  CHECK(listed("ModifyImageAttribute", Edition::E2020) ==
        "RegionId ImageId ImageName Status ImageFamily Description");
  // The sample request of 2023 sends Features whole.
  CHECK(listed("ModifyImageAttribute", Edition::E2023) ==
        "RegionId ImageId ImageName Status ImageFamily BootMode LicenseType Description Features "
        "Features.NvmeSupport");
  CHECK(listed("ModifyImageAttribute", Edition::E2026) ==
        "RegionId ImageId ImageName Status ImageFamily BootMode LicenseType Description Features "
        "Features.NvmeSupport Features.ImdsSupport DryRun");
}

std::string used(std::string_view action, std::string_view parameter) {
  std::string out;
  for (const Edition e : all_editions) {
    switch (use_of(*find_operation(action), parameter, e)) {
      case ParameterUse::Modelled:
        out += 'm';
        break;
      case ParameterUse::NotModelled:
        out += 'n';
        break;
      case ParameterUse::OtherEdition:
        out += 'o';
        break;
      case ParameterUse::Unknown:
        out += 'u';
        break;
    }
  }
  return out;
}

TEST_CASE("an edition reads its own parameters, and knows those of others", "[rules][parameters]") {
  struct Row {
    std::string_view action;
    std::string_view parameter;
    std::string_view
        use;  ///< In 2020, 2023, 2026: modelled, not modelled, of another edition, unknown.
  };
  const Row rows[]{
      {"ModifyImageAttribute", "ImageId", "mmm"},
      {"ModifyImageAttribute", "BootMode", "omm"},
      {"ModifyImageAttribute", "LicenseType", "omm"},
      {"ModifyImageAttribute", "Features.NvmeSupport", "omm"},
      {"ModifyImageAttribute", "Features.ImdsSupport", "oom"},
      {"ModifyImageAttribute", "Features.CpuOnlineUpgrade", "uuu"},
      {"ModifyImageAttribute", "Features.1", "uuu"},
      {"ModifyImageAttribute", "DryRun", "oom"},
      {"ModifyImageAttribute", "imageid", "uuu"},
      {"ModifyImageAttribute", "ImageId.1", "uuu"},
      {"ModifyImageAttribute", "", "uuu"},
      {"ModifyImageAttribute", "ClientToken", "uuu"},
      {"ModifyImageAttribute", "MaxAmount", "uuu"},
      {"ModifyImageSharePermission", "AddAccount.1", "mmm"},
      {"ModifyImageSharePermission", "AddAccount.10", "mmm"},
      {"ModifyImageSharePermission", "AddAccount.987654321", "mmm"},
      {"ModifyImageSharePermission", "RemoveAccount.1", "mmm"},
      {"ModifyImageSharePermission", "AddAccount", "uuu"},
      {"ModifyImageSharePermission", "AddAccount.", "uuu"},
      {"ModifyImageSharePermission", "AddAccount.0", "uuu"},
      {"ModifyImageSharePermission", "AddAccount.01", "uuu"},
      {"ModifyImageSharePermission", "AddAccount.-1", "uuu"},
      {"ModifyImageSharePermission", "AddAccount.1a", "uuu"},
      {"ModifyImageSharePermission", "AddAccount.N", "uuu"},
      {"ModifyImageSharePermission", "AddAccount.1.1", "uuu"},
      {"ModifyImageSharePermission", "IsPublic", "omm"},
      {"CreateImage", "Tag.1.Key", "mmm"},
      {"CreateImage", "Tag.20.Value", "mmm"},
      {"CreateImage", "Tag.1.key", "uuu"},
      {"CreateImage", "Tag..Key", "uuu"},
      {"CreateImage", "Tag.0.Key", "uuu"},
      {"CreateImage", "Tag.1", "uuu"},
      {"CreateImage", "DiskDeviceMapping.1.SnapshotId", "mmm"},
      {"CreateImage", "DiskDeviceMapping.1.Size", "nnn"},
      {"CreateImage", "DetectionStrategy", "onn"},
      {"CreateImage", "Features.NvmeSupport", "uuu"},
      {"CopyImage", "ClientToken", "omm"},
      {"CopyImage", "ImageFamily", "uuu"},
      {"CopyImage", "KMSKeyId", "nnn"},
      {"DescribeImages", "Usable", "oom"},
      {"DescribeImages", "ShowExpired", "nnn"},
      {"RunInstances", "ImageFamily", "mmm"},
      {"ReplaceSystemDisk", "ImageFamily", "uuu"},
      {"DeleteInstances", "InstanceId.3", "mmm"},
      {"DeleteInstances", "InstanceId", "uuu"},
      {"DescribeRegions", "AcceptLanguage", "nnn"},
      // What every operation takes stands in no list of its own.
      {"DescribeRegions", "Action", "mmm"},
      {"DescribeRegions", "Version", "mmm"},
      {"DescribeRegions", "Signature", "mmm"},
      {"DescribeRegions", "OwnerAccount", "mmm"},
      {"DescribeRegions", "ResourceOwnerId", "mmm"},
      {"DescribeRegions", "SecurityToken", "mmm"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.action, row.parameter);
    CHECK(used(row.action, row.parameter) == row.use);
  }
}

TEST_CASE("the questions that are asked are known to who listens, innermost first",
          "[rules][interpretation]") {
  const Interpretation interpretation;
  const auto bit = [](ReadingId id) { return QuestionSet{1} << id.question; };
  const ReadingId tie = "creation-tie=last-created"_reading;
  const ReadingId share = "share-again=refuse"_reading;
  CHECK(interpretation.follows(tie));  // Nobody listens.
  const QuestionsAsked outer;
  CHECK(outer.get() == 0);
  CHECK(interpretation.follows(any_reading));  // No question.
  CHECK(outer.get() == 0);
  CHECK(interpretation.follows(tie));
  {
    const QuestionsAsked inner;
    CHECK_FALSE(interpretation.follows(share));
    CHECK(inner.get() == bit(share));
  }
  CHECK(outer.get() == bit(tie));
  CHECK_FALSE(interpretation.follows(share));
  CHECK(outer.get() == (bit(tie) | bit(share)));
}

}  // namespace
}  // namespace imgfam
