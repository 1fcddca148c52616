#include "reference/ask.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <limits>

namespace imgfam::reference {
namespace {

/// Where a kind of rule stands in the order of checks: a lower one is answered first.
int rank_of(const Model& model, Kind kind) {
  const auto place = [kind](std::vector<Kind> order) {
    return static_cast<int>(std::find(order.begin(), order.end(), kind) - order.begin());
  };
  using enum Kind;
  if (model.reads("check-order=lookup-format-state"_reading)) {
    return place({Lookup, Format, Quota, State, Effect});
  }
  if (model.reads("check-order=lookup-state-format"_reading)) {
    return place({Lookup, Quota, State, Format, Effect});
  }
  return place({Format, Lookup, Quota, State, Effect});
}

/// A whole number of at most nine digits; nothing when the text is none.
std::optional<std::int64_t> whole_number(const std::string& text) {
  const bool is_digits =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (text.empty() || text.size() > 9 || !is_digits) return std::nullopt;
  return std::stoll(text);
}

std::int64_t number_between(Ask& ask, const std::string& name, std::int64_t standard,
                            std::int64_t most) {
  if (!ask.given.has(name)) return standard;
  const auto number = whole_number(ask.given[name]);
  const bool is_legal = number && *number >= 1 && *number <= most;
  ask.broken.unless(is_legal, "paging-range"_rule);
  return is_legal ? *number : standard;
}

/// Reads Features as a JSON object of texts; false when it is none.
bool read_json_features(const std::string& text, bool knows_imds, Features& features) {
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse(text, error);
  if (error || !value.is_object()) return false;
  for (const auto& [key, feature] : value.get_object()) {
    if (!feature.is_string()) return false;
    const std::string word(feature.get_string());
    if (key == "NvmeSupport") features.nvme = word;
    if (key == "ImdsSupport" && knows_imds) features.imds = word;
  }
  return true;
}

}  // namespace

Outcome refusal(const Model& model, const Ask& ask, const Broken& broken) {
  Refusal answer;
  answer.broken.assign(broken.rules().begin(), broken.rules().end());
  std::stable_sort(answer.broken.begin(), answer.broken.end(), [&](RuleId a, RuleId b) {
    return rank_of(model, rule(a).kind) < rank_of(model, rule(b).kind);
  });
  const auto* first = find_answer(answer.broken.front(), model.settings.edition, ask.action,
                                  model.settings.interpretation);
  answer.status = first->status;
  answer.code = first->code;
  answer.message = first->message;
  answer.latitude = first->latitude;
  answer.is_documented = first->evidence == Evidence::Documented;
  return answer;
}

std::optional<Outcome> stopped(const Model& model, const Ask& ask) {
  if (ask.broken.any()) return refusal(model, ask, ask.broken);
  if (!ask.is_dry_run) return std::nullopt;
  Broken rehearsal(model.settings.edition);
  rehearsal.add("dry-run-answers-error"_rule);
  return refusal(model, ask, rehearsal);
}

std::optional<bool> flag(Ask& ask, const std::string& name) {
  const std::string value = lower(ask.given[name]);  // Python clients send True and False.
  if (value.empty()) return std::nullopt;
  if (value == "true") return true;
  if (value == "false") return false;
  ask.broken.add("boolean-value"_rule);
  return std::nullopt;
}

std::string region(Ask& ask) {
  const std::string id = ask.given["RegionId"];
  ask.broken.unless(!id.empty(), "region-given"_rule);
  ask.broken.unless(id.empty() || is_region(id), "region-exists"_rule);
  return id;
}

Image* own_image(Model& model, Ask& ask, const std::string& region) {
  const std::string id = ask.given["ImageId"];
  ask.broken.unless(!id.empty(), "image-id-given"_rule);
  if (id.empty() || region.empty()) return nullptr;
  const auto it = model.images.find(id);
  if (it != model.images.end()) {
    Image& image = it->second;
    const bool is_custom = image.origin != Origin::System;
    if (is_custom && image.owner == ask.caller && image.region == region) return &image;
  }
  ask.broken.add("own-image-exists"_rule);
  return nullptr;
}

Instance* own_instance(Model& model, Ask& ask) {
  const std::string id = ask.given["InstanceId"];
  ask.broken.unless(!id.empty(), "instance-id-given"_rule);
  if (id.empty()) return nullptr;
  const auto it = model.instances.find(id);
  if (it != model.instances.end() && it->second.account == ask.caller) return &it->second;
  ask.broken.add("instance-exists"_rule);
  return nullptr;
}

std::vector<Tag> tags(Ask& ask) {
  const auto keys = ask.given.numbered("Tag.", ".Key");
  const auto values = ask.given.numbered("Tag.", ".Value");
  std::set<int> numbers;
  for (const auto& [number, key] : keys)
    numbers.insert(number);
  for (const auto& [number, value] : values) {
    numbers.insert(number);
    ask.broken.unless(keys.contains(number), "describe-tag-pairs"_rule);
  }
  ask.broken.unless(numbers.size() <= 20, "describe-tags-max"_rule);
  std::vector<Tag> tags;
  for (const auto& [number, key] : keys) {
    const auto value = values.find(number);
    tags.push_back({key, value == values.end() ? "" : value->second});
  }
  return tags;
}

Features features(const Model& model, const Ask& ask, Broken& broken) {
  Features features;
  if (ask.given.has("Features")) {
    const bool knows_imds = model.is_since(Edition::E2026);
    broken.unless(read_json_features(ask.given["Features"], knows_imds, features),
                  "features-form"_rule);
  }
  if (ask.given.has("Features.NvmeSupport")) features.nvme = ask.given["Features.NvmeSupport"];
  if (ask.action == "CreateImage") features.nvme.clear();  // It has ImdsSupport only.
  if (ask.given.has("Features.ImdsSupport")) features.imds = ask.given["Features.ImdsSupport"];
  const auto is_one_of = [](const std::string& value, const char* a, const char* b) {
    return value.empty() || value == a || value == b;
  };
  broken.unless(is_one_of(features.nvme, "supported", "unsupported"), "nvme-value"_rule);
  broken.unless(is_one_of(features.imds, "v1", "v2"), "imds-value"_rule);
  return features;
}

Page page(Ask& ask) {
  return {.number = number_between(ask, "PageNumber", 1, std::numeric_limits<int>::max()),
          .size = number_between(ask, "PageSize", 10, 100)};
}

}  // namespace imgfam::reference
