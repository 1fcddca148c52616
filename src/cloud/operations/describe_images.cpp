// DescribeImages: the images that an account sees in a region, filtered, newest first, by page.
// [doc: DescribeImages 2025; observed: Status=ALL]
#include "../call.hpp"
#include "../families.hpp"
#include "../pages.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <bitset>
#include <tuple>

namespace imgfam {
namespace {

/// Calls `visit` for every part of a list divided by commas.
template <class Visit>
void for_each_part(std::string_view list, Visit&& visit) {
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    visit(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

bool lists(std::string_view list, std::string_view word) {
  bool found = false;
  for_each_part(list, [&](std::string_view part) { found = found || part == word; });
  return found;
}

/// Everything that a request asks for.
class Filter {
 public:
  Filter(Call& call, std::string_view region) : call_(call), region_(region) {
    judge_status();
    judge_owner();
    judge_words();
    judge_times();
    tags_ = call_.tags();
  }

  bool takes(const Image& image) const {
    return is_listed_for_caller(image) && statuses_.test(static_cast<std::size_t>(image.status)) &&
           has_owner(image) && has_texts(image) && has_details(image) && has_tags(image);
  }

 private:
  void judge_status() {
    const auto text = call_.text("Status");
    if (text.empty()) {
      statuses_.set(static_cast<std::size_t>(Status::Available));
      call_.effect("describe-default-available"_rule);
      return;
    }
    for_each_part(text, [&](std::string_view part) {
      const auto status = from_text<Status>(part);
      if (part == "ALL") {
        statuses_.set();
        call_.effect("describe-all-statuses"_rule);
      } else if (call_.check(status && *status != Status::Deleted, "describe-status-value"_rule,
                             part)) {
        statuses_.set(static_cast<std::size_t>(*status));
      }
    });
  }

  void judge_owner() {
    alias_ = call_.text("ImageOwnerAlias");
    constexpr std::array<std::string_view, 4> aliases{"system", "self", "others", "marketplace"};
    const bool is_known =
        alias_.empty() || std::find(aliases.begin(), aliases.end(), alias_) != aliases.end();
    call_.check(is_known, "describe-owner-alias-value"_rule, alias_);
    if (alias_.empty()) call_.effect("describe-default-owners"_rule);
    is_public_ = call_.flag("IsPublic").value_or(false);
    call_.check(!is_public_ || alias_ == "others", "describe-public-others"_rule);
    owner_id_ = call_.text("ImageOwnerId");
    call_.check(owner_id_.empty() || alias_ == "others", "describe-owner-id-others"_rule,
                owner_id_);
  }

  void judge_words() {
    usage_ = call_.text("Usage");
    call_.check(usage_.empty() || usage_ == "instance" || usage_ == "none",
                "describe-usage-value"_rule, usage_);
    os_type_ = call_.text("OSType");
    call_.check(os_type_.empty() || os_type_ == "windows" || os_type_ == "linux",
                "describe-os-type-value"_rule, os_type_);
    architecture_ = call_.text("Architecture");
    const bool is_known =
        architecture_.empty() || from_text<Architecture>(architecture_).has_value();
    call_.check(is_known, "describe-architecture-value"_rule, architecture_);
    usable_ = call_.flag("Usable");
  }

  void judge_times() {
    constexpr std::size_t to_the_minute = 17;  // yyyy-MM-ddTHH:mmZ
    for (const auto& [number, key] : call_.numbered("Filter.", ".Key")) {
      const bool is_time = key == "CreationStartTime" || key == "CreationEndTime";
      // Keys of what the model does not have: every image has them.
      const bool is_other =
          key == "NetworkType" || (is_online_change(key) && call_.edition() == Edition::E2026);
      if (!call_.check(is_time || is_other, "describe-filter-key"_rule, key) || !is_time) continue;
      const auto value = call_.text("Filter." + std::to_string(number) + ".Value");
      const auto time = value.size() == to_the_minute ? parse_time(value) : std::nullopt;
      if (!call_.check(time.has_value(), "describe-filter-value"_rule, key)) continue;
      (key == "CreationStartTime" ? from_ : until_) = *time;
    }
  }

  static bool is_online_change(std::string_view key) {
    constexpr std::array<std::string_view, 4> keys{"CpuOnlineUpgrade", "CpuOnlineDowngrade",
                                                   "MemoryOnlineUpgrade", "MemoryOnlineDowngrade"};
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  }

  /// Own, shared, system, and since 2023 community images. [doc: DescribeImages, ImageOwnerAlias]
  bool is_listed_for_caller(const Image& image) const {
    if (!call_.cloud().is_visible(image, call_.caller(), region_)) return false;
    const bool only_community = image.is_community && image.owner != call_.caller() &&
                                !image.is_shared_with(call_.caller());
    return !only_community || call_.edition() != Edition::E2020;
  }

  bool has_owner(const Image& image) const {
    const bool is_system = image.origin == Origin::System;
    const bool is_own = !is_system && image.owner == call_.caller();
    if (is_public_ && !image.is_community) return false;
    if (!owner_id_.empty() && owner_id_ != to_string(image.owner)) return false;
    if (alias_ == "system") return is_system;
    if (alias_ == "self") return is_own;
    if (alias_ == "others") return !is_system && !is_own;
    return alias_ != "marketplace";
  }

  bool has_texts(const Image& image) const {
    const auto ids = call_.text("ImageId");
    if (!ids.empty() && !lists(ids, image.id)) return false;
    const auto name = call_.text("ImageName");
    const bool is_fuzzy = call_.edition() != Edition::E2020;
    if (!name.empty() &&
        !(is_fuzzy ? image.name.find(name) != std::string::npos : image.name == name))
      return false;
    const auto family = call_.text("ImageFamily");
    if (!family.empty() && family != family_seen(call_.cloud(), image, call_.caller()))
      return false;
    const auto snapshot = call_.text("SnapshotId");
    return snapshot.empty() || snapshot == image.snapshot;
  }

  bool has_details(const Image& image) const {
    if (!usage_.empty() &&
        (usage_ == "instance") != (call_.cloud().instances().users_of(image.id) > 0))
      return false;
    if (!os_type_.empty() && (os_type_ == "windows") != image.is_windows) return false;
    if (!architecture_.empty() && architecture_ != to_text(image.architecture)) return false;
    if (usable_ &&
        *usable_ != (image.status == Status::Available || image.status == Status::Deprecated))
      return false;
    return image.created >= from_ && image.created <= until_;
  }

  bool has_tags(const Image& image) const {
    return std::all_of(tags_.begin(), tags_.end(), [&](const Tag& wanted) {
      return std::any_of(image.tags.begin(), image.tags.end(), [&](const Tag& t) {
        return t.key == wanted.key && (wanted.value.empty() || t.value == wanted.value);
      });
    });
  }

  Call& call_;
  std::string_view region_;
  std::bitset<spelling<Status>.size()> statuses_;
  std::string_view alias_, owner_id_, usage_, os_type_, architecture_;
  bool is_public_ = false;
  std::optional<bool> usable_;
  SimTime from_{0};
  SimTime until_ = sim_time_max;
  std::vector<Tag> tags_;
};

void note_effects(Call& call, const std::vector<const Image*>& found) {
  if (!call.is_traced()) return;
  if (found.empty() && !call.text("ImageId").empty()) call.effect("describe-unknown-empty"_rule);
  if (!call.text("ImageName").empty()) call.effect("describe-name-match"_rule);
  call.effect("describe-newest-first"_rule);
  const bool is_foreign = std::any_of(found.begin(), found.end(), [&](const Image* image) {
    return image->owner != call.caller() && image->origin != Origin::System &&
           !image->family.empty();
  });
  if (is_foreign) call.effect("family-of-owner"_rule);
}

}  // namespace

Outcome describe_images(Call& call) {
  namespace json = boost::json;
  const auto region = call.region();
  const Filter filter(call, region);
  const Page page = call.page();
  call.end_of_checks();
  if (call.is_refused()) return call.refuse();

  std::vector<const Image*> found;
  call.cloud().images().for_each([&](const Image& image) {
    if (filter.takes(image)) found.push_back(&image);
  });
  std::sort(found.begin(), found.end(), [](const Image* a, const Image* b) {
    return std::tie(b->created, b->serial) < std::tie(a->created, a->serial);
  });
  note_effects(call, found);
  json::array images;
  for (const Image* image : page_of(found, page))
    images.push_back(image_document(call.cloud(), *image, call.caller()));
  json::object out{{"RegionId", std::string(region)}};
  add_page(out, page, found.size());
  out["Images"] = json::object{{"Image", std::move(images)}};
  return call.respond(std::move(out));
}

}  // namespace imgfam
