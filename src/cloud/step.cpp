#include <imgfam/cloud/step.hpp>

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/rules/catalogue.hpp>

#include <boost/json/serialize.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace imgfam {
namespace {

namespace json = boost::json;

using Fill = std::function<std::string(std::string)>;

// ---- Values in a document ----

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

/// A scalar as plain text, without quotes; a structure as JSON.
std::string text_of(const json::value& value) {
  if (const json::string* text = value.if_string()) return std::string(*text);
  return json::serialize(value);
}

// ---- Judging what came ----

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
json::value filled(json::value value, const Fill& fill) {
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

void judge_outcome(const Expect& expect, const Outcome& outcome, const Fill& fill,
                   std::vector<Mismatch>& mismatches) {
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

// ---- Names bound to values ----

Mismatch not_bound(const std::string& name) {
  return {"${" + name + "}", "a bound value", "no step before has bound it"};
}

/// Fills the texts of a copy of what is given in; a name that nothing is bound to is a mismatch.
class Filler {
 public:
  Filler(const Names& names, std::vector<Mismatch>& mismatches)
      : names_(names), mismatches_(mismatches) {}

  void fill(std::string& text) {
    if (const auto missing = imgfam::fill(text, names_)) mismatches_.push_back(not_bound(*missing));
  }

  /// The request with the bound values in its parameters; nothing when it names none.
  std::optional<Request> filled(const Request& request) {
    const bool names_some =
        std::any_of(request.parameters.begin(), request.parameters.end(),
                    [](const Parameter& p) { return p.value.find("${") != std::string::npos; });
    if (!names_some) return std::nullopt;
    Request out = request;
    for (Parameter& p : out.parameters)
      fill(p.value);
    return out;
  }

 private:
  const Names& names_;
  std::vector<Mismatch>& mismatches_;
};

// ---- Taking a step ----

class Taker {
 public:
  Taker(Cloud& cloud, Names& names, Trace* trace) : cloud_(cloud), names_(names), trace_(trace) {}

  void operator()(const RequestStep& step) {
    taken.filled = filler_.filled(step.request);
    if (!taken.mismatches.empty()) return;
    const Request& request = taken.filled ? *taken.filled : step.request;
    judged(step.expect, [&](Trace* trace) { return cloud_.handle(request, trace); });
    for (const Binding& b : step.bind)
      bind(b);
  }

  void operator()(const PlatformStep& step) {
    std::string image = step.image;
    filler_.fill(image);
    if (!taken.mismatches.empty()) return;
    const Event events[] = {event::Begin{}, event::Finish{}, event::Fail{}, event::Disable{}};
    const Event& event = events[static_cast<std::size_t>(step.event)];
    judged(step.expect, [&](Trace* trace) { return cloud_.platform(image, event, trace); });
  }

  void operator()(const AdvanceStep& step) {
    if (cloud_.now() + step.by > sim_time_max) {
      taken.mismatches.push_back(
          {"advance", "a time until 9999", to_string(step.by) + " later is beyond it"});
      return;
    }
    cloud_.advance(step.by, trace_);
  }

  void operator()(const FamilyCheck& step) { check(step); }
  void operator()(const ImageCheck& step) { check(step); }
  void operator()(const InstanceCheck& step) { check(step); }

  StepTaken taken;

 private:
  void check(Check check) {
    for_each_text(check, [&](std::string& text) { filler_.fill(text); });
    judge(check, cloud_, taken.mismatches);
  }

  /// Lets `answer` change the cloud, and judges what it answers.
  template <class Answer>
  void judged(const Expect& expect, const Answer& answer) {
    std::optional<Cloud> before;
    if (expect.unchanged) before = cloud_;
    Trace own;
    Trace* const trace = trace_ == nullptr && expect.ignored ? &own : trace_;
    taken.outcome = answer(trace);
    judge_outcome(
        expect, *taken.outcome,
        [&](std::string text) {
          filler_.fill(text);
          return text;
        },
        taken.mismatches);
    if (expect.unchanged) judge_unchanged(*expect.unchanged, *before == cloud_, taken.mismatches);
    if (expect.ignored) judge_ignored(*expect.ignored, *trace, taken.mismatches);
  }

  void bind(const Binding& binding) {
    const auto* response = std::get_if<Response>(&*taken.outcome);
    const json::value* value = response ? value_at(response->document, binding.place) : nullptr;
    if (!value || value->is_object() || value->is_array()) {
      taken.mismatches.push_back({"bind " + binding.name, "a value at " + binding.place,
                                  value ? "a structure" : "nothing there"});
      return;
    }
    names_[binding.name] = text_of(*value);
  }

  Cloud& cloud_;
  Names& names_;
  Trace* trace_;
  Filler filler_{names_, taken.mismatches};
};

void visit_texts(json::value& value, const std::function<void(std::string&)>& visit) {
  if (json::string* text = value.if_string()) {
    std::string changed(*text);
    visit(changed);
    *text = changed;
  } else if (json::array* array = value.if_array()) {
    for (json::value& item : *array)
      visit_texts(item, visit);
  } else if (json::object* object = value.if_object()) {
    for (auto&& entry : *object)
      visit_texts(entry.value(), visit);
  }
}

void visit_texts(std::optional<std::string>& text, const std::function<void(std::string&)>& visit) {
  if (text) visit(*text);
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

StepTaken take(const StepAction& step, Cloud& cloud, Names& names, Trace* trace) {
  Taker taker(cloud, names, trace);
  std::visit(taker, step);
  return std::move(taker.taken);
}

void for_each_text(Check& check, const std::function<void(std::string&)>& visit) {
  if (auto* family = std::get_if<FamilyCheck>(&check)) {
    visit(family->family);
    visit(family->resolves_to);
  }
  if (auto* image = std::get_if<ImageCheck>(&check)) {
    visit(image->image);
    visit_texts(image->name, visit);
    visit_texts(image->family, visit);
    visit_texts(image->description, visit);
  }
  if (auto* instance = std::get_if<InstanceCheck>(&check)) {
    visit(instance->instance);
    visit_texts(instance->image, visit);
  }
}

namespace {

struct TextVisitor {
  const std::function<void(std::string&)>& visit;

  void operator()(RequestStep& step) const {
    for (Parameter& p : step.request.parameters)
      visit(p.value);
    visit_expected(step.expect);
  }
  void operator()(PlatformStep& step) const {
    visit(step.image);
    visit_expected(step.expect);
  }
  void operator()(AdvanceStep&) const {}
  template <class C>
  void operator()(C& step) const {
    Check check = std::move(step);
    for_each_text(check, visit);
    step = std::get<C>(std::move(check));
  }

 private:
  void visit_expected(Expect& expect) const {
    for (ExpectedValue& wanted : expect.response)
      visit_texts(wanted.value, visit);
  }
};

}  // namespace

void for_each_text(StepAction& step, const std::function<void(std::string&)>& visit) {
  std::visit(TextVisitor{visit}, step);
}

std::optional<std::string> fill(std::string& text, const Names& names) {
  for (auto at = text.find("${"); at != std::string::npos; at = text.find("${", at)) {
    const auto end = text.find('}', at);
    if (end == std::string::npos) return std::nullopt;
    const auto known = names.find(std::string_view(text).substr(at + 2, end - at - 2));
    if (known == names.end()) return text.substr(at + 2, end - at - 2);
    text.replace(at, end - at + 1, known->second);
    at += known->second.size();
  }
  return std::nullopt;
}

std::vector<std::string> names_in(std::string_view text) {
  std::vector<std::string> names;
  for (auto at = text.find("${"); at != std::string_view::npos; at = text.find("${", at)) {
    const auto end = text.find('}', at);
    if (end == std::string_view::npos) break;
    names.emplace_back(text.substr(at + 2, end - at - 2));
    at = end;
  }
  return names;
}

}  // namespace imgfam
