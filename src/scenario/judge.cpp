#include "judge.hpp"

#include <boost/json/serialize.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <sstream>

namespace imgfam {
namespace {

namespace json = boost::json;

/// One member or element deeper; nullptr when there is none.
const json::value* descend(const json::value& value, std::string_view part) {
  if (const json::object* object = value.if_object())
    return object->if_contains({part.data(), part.size()});
  const json::array* array = value.if_array();
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
  if (!array || error != std::errc{} || end != part.data() + part.size() || index >= array->size())
    return nullptr;
  return &(*array)[index];
}

/// `~1` and `~0` of a JSON pointer.
std::string unescaped(std::string_view part) {
  std::string out;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const bool is_escape =
        part[i] == '~' && i + 1 < part.size() && (part[i + 1] == '0' || part[i + 1] == '1');
    out += is_escape ? (part[++i] == '0' ? '~' : '/') : part[i];
  }
  return out;
}

template <class T>
void compare(std::vector<Mismatch>& mismatches, std::string what, const T& expected, const T& got) {
  if (expected != got)
    mismatches.push_back({std::move(what), fmt::format("{}", expected), fmt::format("{}", got)});
}

std::string ids_of(const std::vector<RuleId>& rules) {
  std::vector<std::string_view> ids;
  ids.reserve(rules.size());
  for (const RuleId r : rules)
    ids.push_back(rule(r).id);
  return fmt::format("{}", fmt::join(ids, ", "));
}

std::string shown(const Outcome& outcome) {
  const auto* refusal = std::get_if<Refusal>(&outcome);
  if (!refusal) return "success";
  return refusal->code.empty() ? "refused" : fmt::format("{} {}", refusal->status, refusal->code);
}

std::string shown(const Expect& expect) {
  if (!expect.is_refusal()) return "success";
  if (expect.status != 0 && !expect.error.empty())
    return fmt::format("{} {}", expect.status, expect.error);
  if (!expect.error.empty()) return expect.error;
  return expect.status != 0 ? fmt::format("an error {}", expect.status) : std::string("a refusal");
}

bool is_met(const json::value& expected, const json::value* got) {
  if (expected.is_null()) return !got;
  if (!got) return false;
  // A text meets whatever it spells, so that nobody has to know which of the API's numbers are
  // texts.
  return expected == *got ||
         (!got->is_structured() && !expected.is_structured() && text_of(expected) == text_of(*got));
}

/// The value with the bound values in its texts.
json::value filled(json::value value, const std::function<std::string(std::string)>& fill) {
  if (const json::string* text = value.if_string()) return json::value(fill(std::string(*text)));
  if (json::array* array = value.if_array()) {
    for (json::value& item : *array)
      item = filled(std::move(item), fill);
  } else if (json::object* object = value.if_object()) {
    for (auto&& entry : *object)
      entry.value() = filled(std::move(entry.value()), fill);
  }
  return value;
}

void judge_refusal(const Expect& expect, const Outcome& outcome,
                   std::vector<Mismatch>& mismatches) {
  const auto* refusal = std::get_if<Refusal>(&outcome);
  if (expect.is_refusal() != (refusal != nullptr)) {
    mismatches.push_back({"outcome", shown(expect), shown(outcome)});
    return;
  }
  if (!refusal) {
    if (expect.status != 0) compare(mismatches, "status", expect.status, 200);
    return;
  }
  if (!expect.error.empty()) compare(mismatches, "error", expect.error, refusal->code);
  if (expect.status != 0) compare(mismatches, "status", expect.status, refusal->status);
  for (const RuleId wanted : expect.rules) {
    const bool is_broken =
        std::find(refusal->broken.begin(), refusal->broken.end(), wanted) != refusal->broken.end();
    if (!is_broken)
      mismatches.push_back(
          {"rules", std::string(rule(wanted).id) + " broken", ids_of(refusal->broken)});
  }
}

}  // namespace

const json::value* value_at(const json::object& document, std::string_view place) {
  const bool is_pointer = place.starts_with('/');
  if (is_pointer) place.remove_prefix(1);
  const char divider = is_pointer ? '/' : '.';
  const json::value* at = nullptr;
  bool is_first = true;
  while (is_first || !place.empty()) {
    const auto end = std::min(place.find(divider), place.size());
    const std::string part =
        is_pointer ? unescaped(place.substr(0, end)) : std::string(place.substr(0, end));
    at = is_first ? document.if_contains(part) : descend(*at, part);
    if (!at) return nullptr;
    is_first = false;
    place.remove_prefix(std::min(end + 1, place.size()));
  }
  return at;
}

std::string text_of(const json::value& value) {
  if (const json::string* text = value.if_string()) return std::string(*text);
  return json::serialize(value);
}

void judge_outcome(const Expect& expect, const Outcome& outcome, std::vector<Mismatch>& mismatches,
                   const std::function<std::string(std::string)>& fill) {
  judge_refusal(expect, outcome, mismatches);
  const auto* response = std::get_if<Response>(&outcome);
  for (const ExpectedValue& wanted : expect.response) {
    const json::value* got = response ? value_at(response->document, wanted.place) : nullptr;
    const json::value expected = filled(wanted.value, fill);
    if (is_met(expected, got)) continue;
    mismatches.push_back({"response " + wanted.place,
                          expected.is_null() ? "nothing there" : text_of(expected),
                          got ? text_of(*got) : "nothing there"});
  }
}

void judge_unchanged(bool expected, bool is_unchanged, std::vector<Mismatch>& mismatches) {
  if (expected == is_unchanged) return;
  mismatches.push_back({"unchanged", expected ? "the cloud as it was" : "a changed cloud",
                        expected ? "a changed cloud" : "the cloud as it was"});
}

void judge_ignored(std::vector<std::string> expected, const Trace& trace,
                   std::vector<Mismatch>& mismatches) {
  std::vector<std::string> got = trace.ignored;
  got.insert(got.end(), trace.unknown.begin(), trace.unknown.end());
  std::sort(got.begin(), got.end());
  std::sort(expected.begin(), expected.end());
  if (got != expected)
    mismatches.push_back({"ignored", fmt::format("{}", expected), fmt::format("{}", got)});
}

std::vector<FamilyPlace> families_touched(const ScenarioStep& step, const Cloud& cloud) {
  std::vector<FamilyPlace> out;
  if (const auto* check = std::get_if<FamilyCheck>(&step.what))
    out.push_back({check->as, check->region, check->family});
  const auto add_family_of = [&](const std::string& id) {
    const Image* image = cloud.images().get(id);
    if (image && !image->family.empty())
      out.push_back({image->owner, image->region, image->family});
  };
  if (const auto* check = std::get_if<ImageCheck>(&step.what)) add_family_of(check->image);
  if (const auto* platform = std::get_if<PlatformStep>(&step.what)) add_family_of(platform->image);
  if (const auto* request = std::get_if<RequestStep>(&step.what)) {
    if (const auto* id = request->request.find("ImageId")) add_family_of(*id);
    const auto* family = request->request.find("ImageFamily");
    const auto* region = request->request.find("RegionId");
    if (family && region && !family->empty())
      out.push_back({request->request.account, *region, *family});
  }
  return out;
}

std::string show_family(const Cloud& cloud, const FamilyPlace& place) {
  std::ostringstream out;
  out << place.family << " in " << place.region << " resolves to "
      << resolve_family(cloud, place.account, place.region, place.family);
  return out.str();
}

}  // namespace imgfam
