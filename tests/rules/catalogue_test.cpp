// The catalogue against the documents: rules are sound, the error tables are reproduced word for
// word, what is not modelled is said openly, and precedence is what the readings say.
#include <imgfam/rules/catalogue.hpp>
#include <imgfam/rules/outside.hpp>
#include <imgfam/rules/parameters.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace imgfam {
namespace {

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

/// The operations that a rule concerns.
std::vector<std::string_view> operations_of(const Rule& r) {
  if (r.operations != "*") return words(r.operations);
  std::vector<std::string_view> all;
  for (const OperationSpec& o : operations())
    all.push_back(o.action);
  return all;
}

/// The default interpretation, and all that differ from it in one reading.
std::vector<Interpretation> near_default() {
  std::vector<Interpretation> out{{}};
  for (std::size_t q = 0; q < questions.size(); ++q) {
    for (std::size_t r = 1; r < questions[q].readings_count(); ++r) {
      out.emplace_back().choose({static_cast<std::uint8_t>(q), static_cast<std::uint8_t>(r)});
    }
  }
  return out;
}

bool is_kebab_case(std::string_view id) {
  const bool has_its_letters = std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
  return has_its_letters && !id.empty() && id.front() != '-' && id.back() != '-' &&
         id.find("--") == std::string_view::npos;
}

// ---- The catalogue by itself ----

TEST_CASE("every rule has an id of its own in kebab-case and says one sentence",
          "[rules][catalogue]") {
  std::set<std::string_view> ids;
  for (const Rule& r : catalogue) {
    CAPTURE(r.id);
    CHECK(is_kebab_case(r.id));
    CHECK(ids.insert(r.id).second);
    CHECK(r.statement.size() > 15);
    CHECK(r.statement.ends_with('.'));
    CHECK(r.statement.find(". ") == std::string_view::npos);
    CHECK(r.editions.bits != 0);
    CHECK(find_rule(r.id) == static_cast<RuleId>(&r - catalogue.data()));
  }
  CHECK_FALSE(find_rule("").has_value());
  CHECK_FALSE(find_rule("no-such-rule").has_value());
}

TEST_CASE("every rule cites a document, or says that there is none", "[rules][catalogue]") {
  std::set<std::string_view> cited;
  for (const Rule& r : catalogue) {
    CAPTURE(r.id, r.source.document);
    REQUIRE(find_document(r.source.document) != nullptr);
    CHECK_FALSE(r.source.clause.empty());
    if (r.source.document == "none") CHECK(r.source.evidence != Evidence::Documented);
    cited.insert(r.source.document);
  }
  std::set<std::string_view> ids;
  for (const Document& d : documents) {
    CAPTURE(d.id);
    CHECK(ids.insert(d.id).second);
    CHECK_FALSE(d.title.empty());
    CHECK_FALSE(d.date.empty());
  }
  CHECK(find_document("modify-2019") == nullptr);
}

TEST_CASE("a rule concerns operations that there are, each once", "[rules][catalogue]") {
  for (const Rule& r : catalogue) {
    CAPTURE(r.id);
    const auto actions = operations_of(r);
    CHECK_FALSE(actions.empty());
    CHECK(std::set<std::string_view>(actions.begin(), actions.end()).size() == actions.size());
    for (const auto action : actions) {
      CAPTURE(action);
      CHECK(find_operation(action) != nullptr);
      CHECK(concerns(r, action));
    }
    for (const Answer& a : r.answers) {
      for (const auto action : words(a.operations))
        CHECK(concerns(r, action));
    }
  }
  const Rule& shared = rule("deprecate-unshared"_rule);
  CHECK(concerns(shared, "ModifyImageAttribute"));
  CHECK_FALSE(concerns(shared, "ModifyImageAttributes"));
  CHECK_FALSE(concerns(shared, "ModifyImage"));
  CHECK_FALSE(concerns(shared, ""));
  CHECK_FALSE(concerns(shared, "DeleteImage"));
}

TEST_CASE("every precondition has an error in each of its editions for each of its operations",
          "[rules][catalogue]") {
  std::size_t count = 0;
  for (std::size_t i = 0; i < rules_count; ++i) {
    const Rule& r = catalogue[i];
    if (r.kind == Kind::Effect) continue;
    for (const Edition e : all_editions) {
      if (!r.editions.has(e)) continue;
      for (const auto action : operations_of(r)) {
        for (const Interpretation& reading : near_default()) {
          const Answer* answer = find_answer(static_cast<RuleId>(i), e, action, reading);
          ++count;
          if (answer && answer->status >= 400 && answer->status < 500 && !answer->code.empty() &&
              !answer->message.empty()) {
            continue;
          }
          FAIL(r.id << " has no error for " << action << " in " << to_text(e) << " under "
                    << to_string(reading));
        }
      }
    }
  }
  CHECK(count > 10'000);
}

TEST_CASE("an effect has no error, but for the dry run, which is answered with one",
          "[rules][catalogue]") {
  for (const Rule& r : catalogue) {
    if (r.kind != Kind::Effect) continue;
    CAPTURE(r.id);
    const bool has_error = std::any_of(r.answers.begin(), r.answers.end(),
                                       [](const Answer& a) { return a.status != 0; });
    CHECK(has_error == (r.id == "dry-run-answers-error"));
    const auto id = *find_rule(r.id);
    if (!has_error) CHECK(find_answer(id, Edition::E2026, "DescribeImages", {}) == nullptr);
  }
}

TEST_CASE("a rule's sentence holds in all its editions, and each clause in some of them",
          "[rules][catalogue]") {
  for (const Rule& r : catalogue) {
    CAPTURE(r.id);
    CHECK(r.statement.find("since 20") == std::string_view::npos);
    CHECK(r.statement.find("in 20") == std::string_view::npos);
    for (const Clause& c : r.clauses) {
      CHECK(c.text.empty() == (c.editions == EditionSet{}));
      CHECK((c.editions.bits & ~r.editions.bits) == 0);
      CHECK((c.text.empty() || c.editions.bits != r.editions.bits));
    }
  }
}

TEST_CASE("every error of a rule is answered somewhere", "[rules][catalogue]") {
  // An answer behind one that always fits would be dead text.
  std::set<const Answer*> found;
  const auto readings = near_default();
  for (std::size_t i = 0; i < rules_count; ++i) {
    for (const Edition e : all_editions) {
      for (const auto action : operations_of(catalogue[i])) {
        for (const Interpretation& reading : readings) {
          found.insert(find_answer(static_cast<RuleId>(i), e, action, reading));
        }
      }
    }
  }
  for (const Rule& r : catalogue) {
    for (const Answer& a : r.answers) {
      CAPTURE(r.id, a.code, a.message, a.operations);
      if (a.status != 0) CHECK(found.contains(&a));
    }
  }
}

TEST_CASE("what is assumed leaves a judge some latitude or rests on a reading",
          "[rules][catalogue]") {
  for (const Rule& r : catalogue) {
    for (const Answer& a : r.answers) {
      if (a.status == 0) continue;
      CAPTURE(r.id, a.code);
      if (a.evidence == Evidence::Documented) CHECK(a.latitude == Latitude::Exact);
      if (a.latitude == Latitude::Any403) CHECK(a.status == 403);
      if (a.latitude == Latitude::Any4xx) CHECK(a.status / 100 == 4);
    }
  }
}

// ---- The error tables of ModifyImageAttribute ----

struct ErrorRow {
  int status;
  std::string_view code;
  std::string_view message;
  std::string_view rule;
};

// clang-format off
/// The table of the document of 2020-11-04, its rows in its order, its mistakes as they are.
const std::vector<ErrorRow> table_of_2020{
    {400, "InvalidImageName.Malformed", "The specified Image name is wrongly formed.", "modify-name-format"},
    {400, "MissingParameter", "The input parameter \"RegionId\" that is mandatory for processing this request is not supplied.", "region-given"},
    {400, "InvalidImageName.Duplicated", "The specified Image name has already bean used.", "modify-name-unused"},
    {400, "InvalidDescription.Malformed", "The specified description is wrongly formed.", "modify-description-format"},
    {404, "InvalidImageId.NotFound", "The specified ImageId does not exist.", "own-image-exists"}};

/// The table of the document of about 2023.
const std::vector<ErrorRow> table_of_2023{
    {400, "InvalidImageName.Malformed", "The specified Image name is wrongly formed.", "modify-name-format"},
    {400, "InvalidImageName.Duplicated", "The specified Image name has already bean used.", "modify-name-unused"},
    {400, "InvalidDescription.Malformed", "The specified description is wrongly formed.", "modify-description-format"},
    {403, "ImageStatus.NotAvailable", "The specified image status is not available.", "deprecate-available"},
    {403, "ImageStatus.NotDeprecated", "The specified image status is not deprecated.", "restore-deprecated"},
    {403, "OperationDeined.ImageUsingByInstance", "The boot mode of the image cannot be modified because it has associated instances.", "boot-mode-unused"},
    {404, "InvalidImageId.NotFound", "The specified ImageId does not exist.", "own-image-exists"}};

/// The table of the page of January 2026.
const std::vector<ErrorRow> table_of_2026{
    {400, "InvalidImageName.Malformed", "Image names must be between 2 and 128 characters long, using either English or Chinese characters. The name must start with a letter or a Chinese character, and can include numbers, colons, underscores and hyphens.", "modify-name-format"},
    {400, "MissingParameter", "The input parameter \"RegionId\" that is mandatory for processing this request is not supplied.", "region-given"},
    {400, "InvalidImageName.Duplicated", "The specified Image name has already bean used.", "modify-name-unused"},
    {400, "InvalidDescription.Malformed", "The specified description is wrongly formed.", "modify-description-format"},
    {400, "ImageQuotaFull.ImageFamily", "The specified image family has exceeded max number of images for one image family.", "modify-family-images-max"},
    {400, "InvalidImageFamily.Malformed", "The specified parameter \"ImageFamily\" is malformed.", "modify-family-format"},
    {400, "ImageFamilyQuotaFull", "The specified region has exceeded max number of image family.", "modify-families-max"},
    {400, "InvalidBootMode.NotSupport", "The specified parameter BootMode is not supported.", "modify-boot-mode-value"},
    {400, "InvalidBootMode.NotSupport", "The specified parameter BootMode is not supported for current image architecture.", "boot-mode-architecture"},
    {400, "InvalidLicenseType.NotSupported", "The specified parameter LicenseType is not supported.", "modify-license-value"},
    {400, "InvalidParameter.FeaturesImdsSupport", "The specified parameter Features.ImdsSupport is not supported.", "imds-value"},
    {403, "ImageStatus.NotAvailable", "The specified image status is not available.", "deprecate-available"},
    {403, "ImageStatus.NotDeprecated", "The specified image status is not deprecated.", "restore-deprecated"},
    {403, "ImageUseShared", "The specified image has been shared to others, please remove shared accounts first.", "deprecate-unshared"},
    {403, "OperationDeined.ImageUsingByInstance", "The boot mode of the image cannot be modified because it has associated instances.", "boot-mode-unused"},
    {403, "InvalidOperation.FeaturesImdsSupportNotMatch", "The specified parameter Features.ImdsSupport can not be set to v1 from v2.", "imds-no-way-back"},
    {403, "InvalidStatus.ImageIsCreating", "The operation cannot be performed because the image is creating. Please wait until the creation is complete and try again.", "edit-finished"},
    {404, "InvalidImageId.NotFound", "The specified ImageId does not exist.", "own-image-exists"}};

const std::vector<ErrorRow> delete_image_of_2020{
    {403, "ImageUsingByInstance", "The specified image has been used to create instances.", "delete-unused"},
    {403, "ImageUseShared", "The specified image has been shared to others.", "delete-unshared"},
    {403, "OperationDenied.ImageCopying", "The Image is coping.", "delete-not-copying"},
    {403, "ImageIsImporting", "The specified Image is importing.", "delete-not-importing"},
    {404, "InvalidImageId.NotFound", "The specified ImageId does not exist.", "own-image-exists"}};

const std::vector<ErrorRow> delete_image_since_2023{
    {403, "ImageUsingByInstance", "The specified image has been used to create instances. You can use the DescribeInstances API to query these instances, or you can use the force parameter to proceed.", "delete-unused"},
    {403, "ImageUseShared", "The specified image has been shared to others. You can use the DescribeImageSharePermission API to query the users who have been shared.", "delete-unshared"},
    {403, "OperationDenied.ImageCopying", "The image is being copied. Please use the CancelCopyImage API.", "delete-not-copying"},
    {403, "ImageIsImporting", "The specified Image is importing.", "delete-not-importing"},
    {403, "ImageIsPublic", "You can not delete public image, please modify it to private.", "delete-private"},
    {404, "InvalidImageId.NotFound", "The specified ImageId does not exist.", "own-image-exists"}};
// clang-format on

void check_table(const std::vector<ErrorRow>& table, std::string_view action, Edition edition) {
  for (const ErrorRow& row : table) {
    CAPTURE(row.code, row.rule, to_text(edition));
    const auto id = find_rule(row.rule);
    REQUIRE(id.has_value());
    const Answer* answer = find_answer(*id, edition, action, {});
    REQUIRE(answer != nullptr);
    CHECK(answer->status == row.status);
    CHECK(answer->code == row.code);
    CHECK(answer->message == row.message);
    CHECK(answer->evidence == Evidence::Documented);
    CHECK(answer->latitude == Latitude::Exact);
    CHECK_FALSE(answer->is_wording_ours);
  }
}

TEST_CASE("the error tables of the documents are answered word for word", "[rules][documents]") {
  check_table(table_of_2020, "ModifyImageAttribute", Edition::E2020);
  check_table(table_of_2023, "ModifyImageAttribute", Edition::E2023);
  check_table(table_of_2026, "ModifyImageAttribute", Edition::E2026);
  check_table(delete_image_of_2020, "DeleteImage", Edition::E2020);
  check_table(delete_image_since_2023, "DeleteImage", Edition::E2023);
  check_table(delete_image_since_2023, "DeleteImage", Edition::E2026);
}

std::set<std::string> texts_of(const std::vector<ErrorRow>& table) {
  std::set<std::string> out;
  for (const ErrorRow& r : table) {
    out.insert(std::to_string(r.status) + ' ' + std::string(r.code) + ' ' + std::string(r.message));
  }
  return out;
}

/// What the catalogue gives for documented, of an operation's own rules.
std::set<std::string> documented_texts(std::string_view action, Edition edition) {
  std::set<std::string> out;
  for (std::size_t i = 0; i < rules_count; ++i) {
    const Rule& r = catalogue[i];
    if (r.operations == "*" || !concerns(r, action) || r.kind == Kind::Effect ||
        !r.editions.has(edition))
      continue;
    const Answer* a = find_answer(static_cast<RuleId>(i), edition, action, {});
    if (a->evidence != Evidence::Documented) continue;
    out.insert(std::to_string(a->status) + ' ' + std::string(a->code) + ' ' +
               std::string(a->message));
  }
  return out;
}

TEST_CASE("what counts as documented for an operation is what its table lists",
          "[rules][documents]") {
  CHECK(documented_texts("ModifyImageAttribute", Edition::E2020) == texts_of(table_of_2020));
  CHECK(documented_texts("ModifyImageAttribute", Edition::E2023) == texts_of(table_of_2023));
  CHECK(documented_texts("ModifyImageAttribute", Edition::E2026) == texts_of(table_of_2026));
}

TEST_CASE("a rule without a code in its document is answered with a code that later ones have",
          "[rules][documents]") {
  // The 2020 and 2023 documents state that a shared image must be unshared first, without a code.
  const auto answer = [](Edition e, ReadingId reading) {
    Interpretation interpretation;
    interpretation.choose(reading);
    const Answer* a =
        find_answer("deprecate-unshared"_rule, e, "ModifyImageAttribute", interpretation);
    return std::pair(a->code, a->latitude);
  };
  constexpr auto shared = "deprecate-shared-code=ImageUseShared"_reading;
  constexpr auto status = "deprecate-shared-code=ImageStatus.NotAvailable"_reading;
  constexpr auto any = "deprecate-shared-code=any-403"_reading;
  using Pair = std::pair<std::string_view, Latitude>;
  for (const Edition e : {Edition::E2020, Edition::E2023}) {
    CHECK(answer(e, shared) == Pair("ImageUseShared", Latitude::Exact));
    CHECK(answer(e, status) == Pair("ImageStatus.NotAvailable", Latitude::Exact));
    CHECK(answer(e, any) == Pair("ImageUseShared", Latitude::Any403));
  }
  CHECK(answer(Edition::E2026, shared) == Pair("ImageUseShared", Latitude::Exact));
  CHECK(answer(Edition::E2026, status) == Pair("ImageStatus.NotAvailable", Latitude::Exact));
  CHECK(answer(Edition::E2026, any) == Pair("ImageUseShared", Latitude::Exact));
}

// ---- What is not modelled ----

struct ListedCodes {
  std::string_view operation;
  std::string_view codes;
};

/// Every code that the newest documents list for an operation, and that of its 2020 table.
const ListedCodes listed_codes[]{
    {"ModifyImageAttribute",
     "InvalidImageName.Malformed MissingParameter InvalidImageName.Duplicated "
     "InvalidDescription.Malformed ImageQuotaFull.ImageFamily InvalidImageFamily.Malformed "
     "ImageFamilyQuotaFull InvalidBootMode.NotSupport InvalidLicenseType.NotSupported "
     "InvalidParameter.FeaturesImdsSupport ImageStatus.NotAvailable ImageStatus.NotDeprecated "
     "ImageUseShared OperationDeined.ImageUsingByInstance "
     "InvalidOperation.FeaturesImdsSupportNotMatch InvalidStatus.ImageIsCreating "
     "InvalidImageId.NotFound"},
    {"DescribeImages",
     "InvalidImageOwnerAlias.ValueNotSupported InvalidParamter InvalidTag.Mismatch InvalidTagCount "
     "InvalidInstanceType.ValueNotSupported InvalidFilterValue.NetworkType "
     "InvalidOperation.ImageOwnerIdUnsupported InvalidImageOwnerAlias.PublicImageUnsupported "
     "CurrentAccount.NotSupportPublicImage InvalidFilterKey.NotFound InvalidFilterValue "
     "InvalidUsage InvalidOSType InvalidArchitecture InternalError"},
    {"DescribeImageFromFamily", "InvalidUser.Unauthorized InvalidRegionId.NotFound"},
    {"CreateImage",
     "InvalidImageName.Malformed InvalidImageName.Duplicated InvalidDescription.Malformed "
     "InvalidImageVersion.Malformed IncorrectInstanceStatus InstanceLockedForSecurity "
     "MissingParameter InvalidImageFamily.Malformed ImageQuotaExceed.ImageFamily "
     "ImageFamilyQuotaExceed InvalidBootMode.NotSupport InvalidParameter.FeaturesImdsSupport "
     "IdempotenceParamNotMatch InvalidArchitecture.Malformed InvalidPlatform.Malformed "
     "Duplicate.TagKey InvalidTagKey.Malformed InvalidTagValue.Malformed InvalidParamter.Conflict "
     "QuotaExceed.Image InvalidSnapshotId.NotReady SnapshotNotReady "
     "IncorrectInstanceStatus.NeedRestart InvalidInstanceId.NotFound InvalidSnapshotId.NotFound "
     "InvalidResourceGroup.NotFound InternalError"},
    {"CopyImage",
     "InvalidImageName.Malformed InvalidDescription.Malformed SourceRegion.NotFound "
     "DestinationRegion.NotFound IncorrectImageStatus InvalidImageName.Duplicated "
     "OperationDenied.CommunityImage OperationDenied.ImageCopyConflict QuotaExceed.Image "
     "OperationDenied.ImageCopying RegionNotSupportCopy IncorrectDestinationRegion "
     "OperationDenied.SameRegionOnly Forbbiden SizeExceed.Image OperationDeined.EncryptedSnapshot "
     "InvalidImageId.NotFound InvalidResourceGroup.NotFound InvalidOperation.Conflict "
     "InternalError"},
    {"CancelCopyImage",
     "ImageCreatedNotFromCopy IncorrectImageStatus CancelNotSupported InvalidRegionId.NotFound "
     "InvalidImageId.NotFound InternalError"},
    {"ImportImage",
     "MissingParameter InvalidImageName.Duplicated InvalidLicenseType.NotSupported "
     "InvalidLicenseType.BYOLOnly InvalidBootMode.Malformed InvalidBootMode.NotSupport "
     "DRYRUN.SUCCESS QuotaExceed.Image NoSetRoletoECSServiceAcount TagKey.Duplication"},
    {"DeleteImage",
     "ImageUsingByInstance ImageUseShared OperationDenied.ImageCopying ImageIsImporting "
     "ImageIsExporting ImageIsPublic InvalidImageId.NotFound"},
    {"ModifyImageSharePermission",
     "MissingParameter InvalidGroup.Malformed UnnecessaryParameter.LaunchPermission "
     "InvalidParameter.LaunchPermission ForbiddenParameter.LaunchPermission Image.Public "
     "Image.NotPublic CurrentRegion.NotSupportPublicImage QuotaExceed.ShareImage "
     "QuotaExceed.ShareImageUser InvalidImageId.BidMismatch OperationDenied.InvalidImageStatus "
     "PublicImageAgreement.NotSigned InvalidParameter.IsPublic ImageName.ContainsSensitiveWords "
     "ImageDescription.ContainsSensitiveWords OperationDeined.FullImage "
     "OperationDeined.EncryptedSnapshot InvalidOperation.ServiceKeyEncryptedImageUnsupported "
     "AssumeRoleError InvalidImageId.NotFound InvalidAccount.NotFound InvalidAccount.Forbbiden"},
    {"DescribeImageSharePermission", "MissingParameter InvalidImageId.NotFound"},
    {"RunInstances",
     "UnexpectedImageFamily.ImageIdSupplied InvalidImageFamily.MissingAvailableImage "
     "MissingParameter InvalidImageId.NotFound OperationDenied.ImageNotValid DryRunOperation"},
    {"CreateInstance",
     "UnexpectedImageFamily.ImageIdSupplied InvalidImageFamily.MissingAvailableImage "
     "MissingParameter InvalidImageId.NotFound OperationDenied InvalidRegionId.NotFound "
     "Throttling.Resource OperationConflict DryRunOperation"},
    {"ReplaceSystemDisk",
     "MissingParameter IncorrectInstanceStatus OperationDenied.ImageNotValid ImageNotSubscribed "
     "ImageNotSupportInstanceType InvalidParameter.Conflict InvalidInstanceId.NotFound "
     "InvalidImageId.NotFound InternalError"},
    {"DeleteInstance",
     "IncorrectInstanceStatus IncorrectInstanceStatus.Initializing "
     "InvalidOperation.DeletionProtection InvalidParameter InvalidInstanceId.NotFound "
     "InternalError"},
};

bool has_code(std::string_view action, std::string_view code, EditionSet editions = in_all) {
  for (const Rule& r : catalogue) {
    if (!concerns(r, action)) continue;
    for (const Answer& a : r.answers) {
      const bool is_there = (a.editions.bits & editions.bits) != 0;
      if (is_there && a.code == code && concerns(a, action)) return true;
    }
  }
  return false;
}

bool is_outside(std::string_view action, std::string_view code) {
  const auto all = outside_model();
  return std::any_of(all.begin(), all.end(), [&](const OutsideModel& o) {
    return (o.operation == "*" || o.operation == action) && o.code == code;
  });
}

TEST_CASE("every code that a document lists is a rule's, or is said to be left out",
          "[rules][documents]") {
  for (const ListedCodes& listed : listed_codes) {
    for (const auto code : words(listed.codes)) {
      CAPTURE(listed.operation, code);
      CHECK((has_code(listed.operation, code) || is_outside(listed.operation, code)));
    }
  }
}

TEST_CASE("what is left out is not answered for that operation, and says why", "[rules][outside]") {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const OutsideModel& o : outside_model()) {
    CAPTURE(o.operation, o.code);
    CHECK(seen.emplace(o.operation, o.code).second);
    CHECK_FALSE(o.because.empty());
    CHECK((o.operation == "*" || find_operation(o.operation) != nullptr));
    for (const OperationSpec& operation : operations()) {
      if (o.operation == "*" || o.operation == operation.action)
        CHECK_FALSE(has_code(operation.action, o.code, o.editions));
    }
  }
}

// ---- Precedence ----

std::string sorted(std::vector<RuleId> broken, ReadingId reading) {
  Interpretation interpretation;
  interpretation.choose(reading);
  sort_by_precedence(broken, interpretation);
  std::string out;
  for (const RuleId id : broken)
    out.append(out.empty() ? "" : " ").append(rule(id).id);
  return out;
}

TEST_CASE("broken rules are ordered by the reading of check-order", "[rules][precedence]") {
  const std::vector<RuleId> all{
      "deprecate-available"_rule, "own-image-exists"_rule, "modify-family-images-max"_rule,
      "modify-name-format"_rule,  "region-given"_rule,     "dry-run-answers-error"_rule};
  CHECK(sorted(all, "check-order=format-lookup-state"_reading) ==
        "region-given modify-name-format own-image-exists modify-family-images-max "
        "deprecate-available dry-run-answers-error");
  CHECK(sorted(all, "check-order=lookup-format-state"_reading) ==
        "own-image-exists region-given modify-name-format modify-family-images-max "
        "deprecate-available dry-run-answers-error");
  CHECK(sorted(all, "check-order=lookup-state-format"_reading) ==
        "own-image-exists modify-family-images-max deprecate-available region-given "
        "modify-name-format dry-run-answers-error");
}

TEST_CASE("a rule broken twice is named once, and none is no error", "[rules][precedence]") {
  CHECK(
      sorted({"share-account-exists"_rule, "share-not-yourself"_rule, "share-account-exists"_rule},
             "check-order=format-lookup-state"_reading) ==
      "share-account-exists share-not-yourself");
  CHECK(sorted({}, "check-order=format-lookup-state"_reading).empty());
}

TEST_CASE("the order of breaking does not matter", "[rules][precedence]") {
  std::vector<RuleId> all;
  for (std::size_t i = 0; i < rules_count; ++i)
    all.push_back(static_cast<RuleId>(i));
  for (const char* reading :
       {"format-lookup-state", "lookup-format-state", "lookup-state-format"}) {
    const ReadingId id = find_reading("check-order", reading);
    const std::string forwards = sorted(all, id);
    CHECK(sorted({all.rbegin(), all.rend()}, id) == forwards);
    CHECK(words(forwards).size() == rules_count);
  }
}

TEST_CASE("what is missing is answered before what is malformed", "[rules][precedence]") {
  // The readings of check-order say: missing, malformed, … Both are of one kind, so the place in
  // the catalogue decides.
  for (const OperationSpec& o : operations()) {
    std::string_view malformed;
    for (const Rule& r : catalogue) {
      if (r.kind != Kind::Format || !concerns(r, o.action)) continue;
      const auto id = *find_rule(r.id);
      const Answer* a = find_answer(id, Edition::E2026, o.action, {});
      const bool is_missing = r.id.ends_with("-given") || (a && a->code == "MissingParameter");
      CAPTURE(o.action, r.id, malformed);
      if (is_missing) CHECK(malformed.empty());
      if (!is_missing && malformed.empty()) malformed = r.id;
    }
  }
}

}  // namespace
}  // namespace imgfam
