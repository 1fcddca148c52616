// Documents into records. What stands where is documented with each operation.
// [doc: DescribeImages 2025, DescribeImageSharePermission 2025, DescribeInstances, responses]
#include <imgfam/scenario/format.hpp>

#include "import_fields.hpp"
#include "readers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace imgfam {
namespace {

/// How the reader's diagnostics, which speak of scenarios, are put here.
struct Retold {
  std::string_view from, to;
  std::string_view message;  ///< Empty: as it is.
  std::string_view hint;     ///< The same.
};
constexpr std::array retold{
    Retold{"SCN002", "IMP002", "", ""},
    Retold{"SCN004", "IMP003", "",
           "is the end of a document missing, or was another text mixed in?"},
    Retold{"SCN005", "IMP004", "", "no document of the service needs so many levels"},
    Retold{"SCN006", "IMP005", "a document of too many values", "ask by page: --PageSize 100"},
    Retold{"SCN007", "IMP005", "", "the service has no such long one"},
    Retold{"SCN008", "IMP006", "", "was the document changed by hand?"},
};

Diagnostic retell(Diagnostic problem) {
  const auto found = std::ranges::find(retold, problem.code, &Retold::from);
  IMGFAM_ASSERT(found != retold.end());
  problem.code = found->to;
  if (!found->message.empty()) problem.message = found->message;
  if (!found->hint.empty()) problem.hint = found->hint;
  return problem;
}

struct OwnedFamily {
  std::optional<AccountId> owner;
  std::string_view name;
};

/// `acs:<UID>:<family>`, as others than its owner see it. [doc: Overview of image families 2026]
OwnedFamily split_family(std::string_view seen) {
  constexpr std::string_view prefix = "acs:";
  if (!seen.starts_with(prefix)) return {std::nullopt, seen};
  const auto colon = seen.find(':', prefix.size());
  if (colon == std::string_view::npos) return {std::nullopt, seen};
  const auto owner = parse_account(seen.substr(prefix.size(), colon - prefix.size()));
  return owner ? OwnedFamily{owner, seen.substr(colon + 1)} : OwnedFamily{std::nullopt, seen};
}

/// Reads the documents of one text.
class DocumentReader {
 public:
  DocumentReader(std::size_t text, const ImportOptions& options, ImportProblems& problems,
                 Records& records)
      : text_(text), options_(options), problems_(problems), records_(records) {}

  bool read(Node node) {
    if (!node.is_mapping()) {
      const Source& source = problems_.source(text_);
      problems_.add("IMP007", {text_, source.counted_from(), source.token_number(node)},
                    "a value that is no document of the service", "a document is an object, {…}");
      return !problems_.is_full();
    }
    const Fields document(node, "the document", text_, problems_);
    if (document.find("Images")) {
      read_images(document);
    } else if (document.find("Instances")) {
      read_instances(document);
    } else if (document.find("Accounts") || document.find("ShareGroups")) {
      read_shares(document);
    } else if (document.find("Code") && document.find("Message")) {
      document.wrong(
          "IMP008", "Code",
          fmt::format("the service answered with the error {}", shown(document.text("Code"))),
          "solve it, and ask again; without this answer the state is not known");
    } else {
      ++records_.others;
    }
    return !problems_.is_full();
  }

 private:
  PageRecord page_of(const Fields& document, DocumentKind kind) const {
    constexpr std::uint64_t most = 1'000'000'000;
    return {.kind = kind,
            .region = region_of(document, options_.region),
            .image = {},
            .total = document.number("TotalCount", most),
            .number = document.number("PageNumber", most),
            .size = document.number("PageSize", most),
            .next_token = document.text("NextToken", 4096),
            .items = 0,
            .alias = {},
            .place = document.place()};
  }

  std::string region_of(const Fields& fields, const std::string& standard) const {
    std::string region = fields.id("RegionId", false);
    if (region.empty()) return standard;
    if (!is_region(region)) {
      std::vector<std::string_view> names;
      for (const Region& r : regions())
        names.push_back(r.id);
      const std::string_view near = nearest(region, names);
      fields.wrong("IMP014", "RegionId", fmt::format("there is no region {}", shown(region)),
                   near.empty() ? "the model knows no such region"
                                : fmt::format("did you mean `{}`?", near));
    }
    return region;
  }

  /// Whether so many records may be kept.
  bool admit(std::size_t count, std::size_t most, std::string_view what, const Fields& where) {
    if (count < most) return true;
    problems_.add("IMP005", where.place(), fmt::format("more than {} {}", most, what),
                  "import one region at a time");
    return false;
  }

  std::set<std::string, std::less<>>& unused(DocumentKind kind) {
    return records_.unused[static_cast<std::size_t>(kind)];
  }

  // ---- Images ----

  void read_images(const Fields& document) {
    PageRecord page = page_of(document, DocumentKind::Images);
    const auto items = document.list("Images", "Image", "an image");
    if (page.region.empty()) {
      document.wrong("IMP015", "RegionId", "no region is named for these images",
                     "say it: --region cn-hangzhou");
    }
    for (const Fields& fields : items) {
      if (problems_.is_full() ||
          !admit(records_.images.size(), options_.limits.images_max, "images", fields))
        return;
      records_.images.push_back(read_image(fields, page));
      const OwnerAlias alias = records_.images.back().alias;
      const bool is_same = page.items++ == 0 || page.alias == alias;
      page.alias = is_same ? std::optional(alias) : std::nullopt;
    }
    records_.pages.push_back(std::move(page));
  }

  ImageRecord read_image(const Fields& fields, const PageRecord& page) {
    ImageRecord record;
    record.place = fields.place();
    record.page = static_cast<std::size_t>(page.number.value_or(0));
    Image& image = record.image;
    image.id = fields.id("ImageId", true);
    record.alias = fields.choice<OwnerAlias>("ImageOwnerAlias", true).value_or(OwnerAlias::Self);
    image.region = page.region;
    read_owner(fields, record);
    image.name = fields.text("ImageName");
    if (image.name.empty()) image.name = image.id;
    image.description = fields.text("Description");
    image.created = fields.time("CreationTime", true).value_or(SimTime{});
    image.status_since = image.created;
    image.status = fields.choice<Status>("Status", true, std::span(spelling<Status>).first(6))
                       .value_or(Status::Available);
    read_details(fields, record);
    if (record.alias == OwnerAlias::System || record.alias == OwnerAlias::Marketplace) {
      image.origin = Origin::System;
      image.owner = {};
      image.region.clear();
      image.family = record.family;
    } else {
      read_custom(fields, record);
    }
    fields.note_unused(
        {"ImageId",           "ImageName", "ImageFamily",  "CreationTime",    "Status",
         "BootMode",          "Features",  "Architecture", "Description",     "IsPublic",
         "IsSelfShared",      "IsCopied",  "ImageOwnerId", "ImageOwnerAlias", "Tags",
         "Platform",          "OSType",    "Size",         "LicenseType",     "Usage",
         "DiskDeviceMappings"},
        "", unused(DocumentKind::Images));
    return record;
  }

  void read_owner(const Fields& fields, ImageRecord& record) {
    constexpr std::size_t family_bytes_max = 1024;
    record.family = fields.text("ImageFamily", family_bytes_max);
    if (record.family.find("${") != std::string::npos) {
      fields.wrong("IMP012", "ImageFamily", fmt::format("{} is no family", shown(record.family)),
                   "a family's name has no `${`");
    }
    record.image.owner = fields.account("ImageOwnerId").value_or(AccountId{});
    if (record.alias != OwnerAlias::Others) {
      record.image.family = record.family;
      return;
    }
    const OwnedFamily family = split_family(record.family);
    record.image.family = family.name;
    if (record.image.owner == AccountId{} && family.owner) record.image.owner = *family.owner;
    if (record.image.owner == AccountId{} && !fields.find("ImageOwnerId"))
      fields.missing("ImageOwnerId", "ask anew: an image of another account names its owner");
    if (record.image.owner == AccountId{} && fields.find("ImageOwnerId")) {
      fields.wrong("IMP012", "ImageOwnerId", "an image of another account that nobody owns",
                   "ask anew: it names its owner");
    }
    if (family.owner && *family.owner != record.image.owner) {
      fields.wrong("IMP019", "ImageFamily",
                   fmt::format("a family of account {} for an image of account {}",
                               to_string(*family.owner), to_string(record.image.owner)),
                   "was the document changed by hand?");
    }
  }

  void read_details(const Fields& fields, ImageRecord& record) {
    Image& image = record.image;
    constexpr std::size_t platform_bytes_max = 1024;
    constexpr std::uint64_t size_max = 32'768;
    image.architecture = fields.choice<Architecture>(Open::Architecture, false, record.unknown)
                             .value_or(Architecture::X86_64);
    const BootMode standard =
        image.architecture == Architecture::Arm64 ? BootMode::Uefi : BootMode::Bios;
    image.boot_mode =
        fields.choice<BootMode>(Open::BootMode, false, record.unknown).value_or(standard);
    if (const auto features = fields.object("Features", "Features")) {
      image.nvme_supported = features->choose(Open::Nvme, false, record.unknown).value_or(0) == 1;
      image.imds_v2 = features->choose(Open::Imds, false, record.unknown).value_or(0) == 1;
      features->note_unused({"NvmeSupport", "ImdsSupport"}, "Features",
                            unused(DocumentKind::Images));
    }
    image.platform = fields.text("Platform", platform_bytes_max);
    image.is_windows = fields.choose(Open::Os, false, record.unknown).value_or(0) == 1;
    // 0 stands for an image that has no disk yet.
    const auto size = fields.number("Size", size_max).value_or(0);
    if (size != 0) image.size_gib = static_cast<int>(size);
  }

  /// What public images do not have.
  void read_custom(const Fields& fields, ImageRecord& record) {
    Image& image = record.image;
    record.is_shared = fields.flag("IsSelfShared");
    // The service leaves it empty for an image that is not shared. [observed]
    if (!record.is_shared && fields.find("IsSelfShared")) record.is_shared = false;
    image.is_community = fields.flag("IsPublic").value_or(false);
    const bool is_copied = fields.flag("IsCopied").value_or(false);
    // Only a copy waits. [doc: CopyImage]
    if (is_copied || image.status == Status::Waiting) image.origin = Origin::Copied;
    image.license =
        fields.choice<License>(Open::License, false, record.unknown).value_or(License::Auto);
    // What is none of the known uses is one.
    const std::size_t otherwise = fields.text("Usage").empty() ? 0 : 1;
    image.was_ever_used =
        fields.choose(Open::Usage, false, record.unknown).value_or(otherwise) == 1;
    read_tags(fields, image);
    for (const Fields& disk : fields.list("DiskDeviceMappings", "DiskDeviceMapping", "a disk")) {
      const bool is_system = disk.text("Type") != "data";
      if (is_system && image.snapshot.empty()) image.snapshot = disk.id("SnapshotId", false);
      disk.note_unused({"Type", "SnapshotId", "Size"}, "DiskDeviceMapping",
                       unused(DocumentKind::Images));
    }
  }

  void read_tags(const Fields& fields, Image& image) {
    for (const Fields& tag : fields.list("Tags", "Tag", "a tag")) {
      const std::string key = tag.text("TagKey");
      if (key.empty()) {
        tag.missing("TagKey", "a tag has a key");
        continue;
      }
      if (key.size() > key_bytes_max) {  // The scenario format has no such long keys.
        unused(DocumentKind::Images)
            .insert(fmt::format("Tags with a key of more than {} bytes", key_bytes_max));
        continue;
      }
      const auto is_same = [&](const Tag& other) { return other.key == key; };
      if (std::ranges::any_of(image.tags, is_same)) {
        tag.wrong("IMP018", "TagKey", fmt::format("tag {} is given twice", shown(key)),
                  "an image has a key once");
        continue;
      }
      image.tags.push_back({key, tag.text("TagValue")});
    }
  }

  // ---- Shares ----

  void read_shares(const Fields& document) {
    PageRecord page = page_of(document, DocumentKind::Shares);
    ShareRecord record;
    record.place = document.place();
    record.image = document.id("ImageId", false);
    if (document.is_blank("ImageId")) {
      document.missing("ImageId",
                       "ask for every image by itself, and without --pager, which "
                       "leaves its id out");
    }
    for (const Fields& fields : document.list("Accounts", "Account", "an account")) {
      if (problems_.is_full() ||
          !admit(record.accounts.size(), options_.limits.accounts_per_image_max,
                 "accounts that an image is shared with", fields))
        return;
      if (const auto account = fields.account("AliyunId")) {
        record.accounts.push_back(*account);
      } else if (fields.is_blank("AliyunId")) {
        fields.missing("AliyunId", "an account has an id");
      }
      record.newest = std::max(record.newest, fields.time("SharedTime", false));
      fields.note_unused({"AliyunId", "SharedTime"}, "", unused(DocumentKind::Shares));
    }
    record.has_groups = !document.list("ShareGroups", "ShareGroup", "a share group").empty();
    page.items = record.accounts.size();
    page.image = record.image;
    records_.shares.push_back(std::move(record));
    records_.pages.push_back(std::move(page));
  }

  // ---- Instances ----

  void read_instances(const Fields& document) {
    PageRecord page = page_of(document, DocumentKind::Instances);
    // The service names the region with each instance, so an empty list stands nowhere.
    const std::string standard = std::exchange(page.region, region_of(document, {}));
    for (const Fields& fields : document.list("Instances", "Instance", "an instance")) {
      if (problems_.is_full() ||
          !admit(records_.instances.size(), options_.limits.instances_max, "instances", fields))
        return;
      InstanceRecord record{{}, fields.time("CreationTime", false), {}, fields.place()};
      Instance& instance = record.instance;
      instance.id = fields.id("InstanceId", true);
      instance.image = fields.id("ImageId", false);
      instance.region = region_of(fields, standard);
      if (instance.region.empty())
        fields.missing("RegionId", "say where it is: --region cn-hangzhou");
      instance.status = fields.choice<InstanceStatus>(Open::Instance, true, record.unknown)
                            .value_or(InstanceStatus::Running);
      instance.is_deletion_protected = fields.flag("DeletionProtection").value_or(false);
      fields.note_unused(
          {"InstanceId", "ImageId", "RegionId", "Status", "CreationTime", "DeletionProtection"}, "",
          unused(DocumentKind::Instances));
      if (page.region.empty()) page.region = instance.region;
      ++page.items;
      records_.instances.push_back(std::move(record));
    }
    records_.pages.push_back(std::move(page));
  }

  std::size_t text_;
  const ImportOptions& options_;
  ImportProblems& problems_;
  Records& records_;
};

}  // namespace

Records read_documents(std::span<const DocumentText> texts, const ImportOptions& options,
                       ImportProblems& problems) {
  Records records;
  for (std::size_t i = 0; i < texts.size() && !problems.is_full(); ++i) {
    DocumentReader reader(i, options, problems, records);
    auto wrong = is_wide(texts[i].text)
                     ? std::optional(problems.source(i).diagnostic(
                           "SCN002", 0, "the text is UTF-16 or UTF-32", "save it as UTF-8"))
                     : read_json_values(problems.source(i), options.limits.read,
                                        [&](const Tree& tree) { return reader.read(tree.root()); });
    if (wrong) problems.add(retell(std::move(*wrong)));
  }
  return records;
}

}  // namespace imgfam
