// DescribeImages, DescribeImageFromFamily and DescribeRegions.

#include "reference/facts.hpp"
#include "reference/operations.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>

namespace imgfam::reference {
namespace {

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts(1);
  for (const char c : list) {
    if (c == ',') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

bool is_one_of(const std::string& text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

/// What DescribeImages is asked for.
struct Query {
  std::vector<std::string> statuses;
  std::string alias;
  bool is_public = false;
  std::vector<SimTime> created_since;
  std::vector<SimTime> created_until;
  std::vector<Tag> tags;
};

void read_filters(const Model& model, Ask& ask, Query& query) {
  std::vector<std::string> keys{"CreationStartTime", "CreationEndTime", "NetworkType"};
  if (model.is_since(Edition::E2026)) {
    keys.insert(keys.end(), {"CpuOnlineUpgrade", "CpuOnlineDowngrade", "MemoryOnlineUpgrade",
                             "MemoryOnlineDowngrade"});
  }
  const auto values = ask.given.numbered("Filter.", ".Value");
  for (const auto& [number, key] : ask.given.numbered("Filter.", ".Key")) {
    ask.broken.unless(std::find(keys.begin(), keys.end(), key) != keys.end(),
                      "describe-filter-key"_rule);
    if (!is_one_of(key, {"CreationStartTime", "CreationEndTime"})) continue;
    const auto value = values.find(number);
    const auto moment = value == values.end() ? std::nullopt : parse_time(value->second);
    const bool is_minute = moment && value->second.size() == 17;
    ask.broken.unless(is_minute, "describe-filter-value"_rule);
    if (is_minute) {
      (key == "CreationStartTime" ? query.created_since : query.created_until).push_back(*moment);
    }
  }
}

Query read_query(const Model& model, Ask& ask) {
  Query query;
  query.statuses =
      ask.given.has("Status") ? split(ask.given["Status"]) : std::vector<std::string>{"Available"};
  for (const std::string& status : query.statuses) {
    ask.broken.unless(is_one_of(status, {"Creating", "Waiting", "Available", "UnAvailable",
                                         "CreateFailed", "Deprecated", "ALL"}),
                      "describe-status-value"_rule);
  }
  const auto must_be = [&ask](const char* name, std::initializer_list<std::string_view> words,
                              RuleId rule) {
    const bool is_legal = !ask.given.has(name) || is_one_of(ask.given[name], words);
    ask.broken.unless(is_legal, rule);
  };
  query.alias = ask.given["ImageOwnerAlias"];
  must_be("ImageOwnerAlias", {"system", "self", "others", "marketplace"},
          "describe-owner-alias-value"_rule);
  must_be("Usage", {"instance", "none"}, "describe-usage-value"_rule);
  must_be("OSType", {"windows", "linux"}, "describe-os-type-value"_rule);
  must_be("Architecture", {"i386", "x86_64", "arm64"}, "describe-architecture-value"_rule);
  query.is_public = flag(ask, "IsPublic").value_or(false);
  ask.broken.unless(!query.is_public || query.alias == "others", "describe-public-others"_rule);
  ask.broken.unless(!ask.given.has("ImageOwnerId") || query.alias == "others",
                    "describe-owner-id-others"_rule);
  query.tags = tags(ask);
  read_filters(model, ask, query);
  return query;
}

/// Whether the image is of the owners that are asked for.
bool is_of_owners(const Model& model, const Query& query, const Image& image, AccountId caller) {
  const bool is_system = image.origin == Origin::System;
  const bool is_own = !is_system && image.owner == caller;
  const bool is_community = !is_system && !is_own && image.is_community;
  if (query.alias == "system") return is_system;
  if (query.alias == "self") return is_own;
  const bool is_shared = !is_own && is_shared_with(image, caller);
  const bool knows_community = model.is_since(Edition::E2023);
  if (query.alias == "others") {
    return query.is_public ? is_community : is_shared || (is_community && knows_community);
  }
  if (query.alias == "marketplace") return false;
  return is_system || is_own || is_shared || (is_community && knows_community);
}

bool has_tags(const Image& image, const std::vector<Tag>& tags) {
  return std::all_of(tags.begin(), tags.end(), [&](const Tag& asked) {
    return std::any_of(image.tags.begin(), image.tags.end(), [&](const Tag& tag) {
      return tag.key == asked.key && (asked.value.empty() || tag.value == asked.value);
    });
  });
}

bool is_created_within(const Image& image, const Query& query) {
  const auto is_late_enough = [&](SimTime t) { return image.created >= t; };
  const auto is_early_enough = [&](SimTime t) { return image.created <= t; };
  return std::all_of(query.created_since.begin(), query.created_since.end(), is_late_enough) &&
         std::all_of(query.created_until.begin(), query.created_until.end(), is_early_enough);
}

/// Usage is about the present, whatever the reading of `in-use-means`.
bool is_used_now(const Model& model, const Image& image) {
  return std::any_of(model.instances.begin(), model.instances.end(),
                     [&](const auto& i) { return i.second.image == image.id; });
}

/// Whether the image has the values that are asked for, one parameter after the other.
bool has_asked_values(const Model& model, const Ask& ask, const Image& image) {
  const auto is_asked = [&ask](const char* name, std::string_view value) {
    return !ask.given.has(name) || ask.given[name] == value;
  };
  if (ask.given.has("ImageId")) {
    const auto ids = split(ask.given["ImageId"]);
    if (std::find(ids.begin(), ids.end(), image.id) == ids.end()) return false;
  }
  const bool is_named = model.is_since(Edition::E2023)
                            ? image.name.find(ask.given["ImageName"]) != std::string::npos
                            : is_asked("ImageName", image.name);
  return is_named && is_asked("ImageFamily", family_as_seen(model, image, ask.caller)) &&
         is_asked("ImageOwnerId", to_string(image.owner)) &&
         is_asked("SnapshotId", image.snapshot) &&
         is_asked("Usage", is_used_now(model, image) ? "instance" : "none") &&
         is_asked("OSType", image.is_windows ? "windows" : "linux") &&
         is_asked("Architecture", to_text(image.architecture));
}

bool is_listed(const Model& model, const Ask& ask, const Query& query, const Image& image,
               const std::string& region) {
  const bool is_here = image.origin == Origin::System || image.region == region;
  const auto lists = [&query](std::string_view status) {
    return std::find(query.statuses.begin(), query.statuses.end(), status) != query.statuses.end();
  };
  const bool has_status = lists("ALL") || lists(to_text(image.status));
  return is_here && has_status && is_of_owners(model, query, image, ask.caller) &&
         has_asked_values(model, ask, image) && has_tags(image, query.tags) &&
         is_created_within(image, query);
}

/// The fields of an image that the model knows.
boost::json::object document_of(const Model& model, const Image& image, AccountId caller) {
  const bool is_system = image.origin == Origin::System;
  const char* alias = is_system ? "system" : image.owner == caller ? "self" : "others";
  return {{"ImageId", image.id},
          {"ImageName", image.name},
          {"ImageFamily", family_as_seen(model, image, caller)},
          {"Description", image.description},
          {"Status", to_text(image.status)},
          {"ImageOwnerAlias", alias},
          {"CreationTime", to_string(image.created)},
          {"IsCopied", image.origin == Origin::Copied},
          {"Architecture", to_text(image.architecture)},
          {"OSType", image.is_windows ? "windows" : "linux"},
          {"Size", image.size_gib}};
}

}  // namespace

Outcome describe_images(Model& model, Ask& ask) {
  const std::string where = region(ask);
  const Page which = page(ask);
  const Query query = read_query(model, ask);
  if (const auto stop = stopped(model, ask)) return *stop;

  std::vector<const Image*> found;
  for (const auto& [id, image] : model.images) {
    if (is_listed(model, ask, query, image, where)) found.push_back(&image);
  }
  std::sort(found.begin(), found.end(), [](const Image* a, const Image* b) {
    return std::tie(a->created, a->serial) > std::tie(b->created, b->serial);
  });
  boost::json::array documents;
  const auto first = static_cast<std::size_t>((which.number - 1) * which.size);
  for (std::size_t i = first; i < found.size(); ++i) {
    if (documents.size() == static_cast<std::size_t>(which.size)) break;
    documents.emplace_back(document_of(model, *found[i], ask.caller));
  }
  return success({{"RegionId", where},
                  {"TotalCount", found.size()},
                  {"PageNumber", which.number},
                  {"PageSize", which.size},
                  {"Images", {{"Image", documents}}}});
}

Outcome describe_image_from_family(Model& model, Ask& ask) {
  const std::string where = region(ask);
  const std::string family = ask.given["ImageFamily"];
  ask.broken.unless(!family.empty(), "family-given"_rule);
  if (const auto stop = stopped(model, ask)) return *stop;

  const Image* image = resolve(model, family, ask.caller, where);
  if (image == nullptr) return success({{"Image", nullptr}});
  return success({{"Image", document_of(model, *image, ask.caller)}});
}

Outcome describe_regions(Model& model, Ask& ask) {
  if (const auto stop = stopped(model, ask)) return *stop;
  boost::json::array documents;
  for (const Region& r : regions()) {
    documents.emplace_back(boost::json::object{{"RegionId", r.id}});
  }
  return success({{"Regions", {{"Region", documents}}}});
}

}  // namespace imgfam::reference
