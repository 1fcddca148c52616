#include "convert.hpp"

#include <imgfam/rules/catalogue.hpp>
#include <imgfam/rules/parameters.hpp>

#include "take.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace imgfam {
namespace {

/// True for `/a/b` and `a.b`: no part is empty, and `~` in a pointer escapes.
bool is_place(std::string_view place) {
  const bool is_pointer = place.starts_with('/');
  const char divider = is_pointer ? '/' : '.';
  if (is_pointer) place.remove_prefix(1);
  if (place.empty() || place.front() == divider || place.back() == divider) return false;
  for (std::size_t i = 0; i + 1 < place.size(); ++i) {
    if (place[i] == divider && place[i + 1] == divider) return false;
  }
  for (std::size_t i = 0; is_pointer && i < place.size(); ++i) {
    const std::string_view escape = place.substr(i, 2);
    if (place[i] == '~' && escape != "~0" && escape != "~1") return false;
  }
  return true;
}

bool is_binding_name(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
  });
}

bool is_url(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://") ||
         text.find('?') != std::string_view::npos;
}

class StepConverter {
 public:
  StepConverter(const Given& given, Problems& problems) : given_(given), problems_(problems) {}

  ScenarioStep convert(Node node) {
    ScenarioStep step;
    take(node, "because", step.because);
    if (const auto request = node.find("request")) {
      step.what = convert_request(node, *request);
    } else if (const auto check = node.find("check")) {
      convert_check(*check, step);
    } else if (const auto advance = node.find("advance")) {
      convert_advance(*advance, step.what.emplace<AdvanceStep>());
    } else if (const auto platform = node.find("platform")) {
      step.what = convert_platform(node, *platform);
    }
    return step;
  }

 private:
  // ---- Requests ----

  RequestStep convert_request(Node node, Node request) {
    RequestStep step;
    if (const auto expect = node.find("expect")) convert_expect(*expect, step.expect);
    if (is_url(request.text())) {
      convert_url(node, request, step);
    } else {
      step.request.action = request.text();
      convert_parameters(node, request, step);
    }
    step.request.account = given_.account;
    take(node, "as", step.request.account);
    if (const auto bind = node.find("bind")) convert_bind(*bind, step);
    return step;
  }

  void convert_url(Node node, Node url, RequestStep& step) {
    for (const std::string_view key : {"with", "region"}) {
      if (const auto other = node.find_key(key)) {
        problems_.add("SCN028", *other, fmt::format("`{}` beside a whole URL", key),
                      "put it in the URL, or write the action alone after `request:`");
      }
    }
    auto request = parse_query(url.text());
    if (!request) {
      problems_.add("SCN027", url,
                    fmt::format("this URL is no request: {}", request.error().message),
                    request.error().hint);
      return;
    }
    step.request = std::move(*request);
    if (find_operation(step.request.action) == nullptr)
      check_unknown_action(url, step.request.action, step.expect);
    for (const Parameter& p : step.request.parameters)
      check_references(url, p.value);
  }

  void convert_parameters(Node node, Node action, RequestStep& step) {
    flat_.clear();
    has_structure_ = false;
    if (const auto with = node.find("with")) {
      for (const auto [key, value] : with->entries()) {
        flatten(std::string(key.text()), key, value);
      }
    }
    if (flat_.size() > query_parameters_max) {
      problems_.add("SCN015", node, fmt::format("more than {} parameters", query_parameters_max),
                    "send fewer");
      return;
    }
    const OperationSpec* const operation = find_operation(action.text());
    if (operation == nullptr) {
      check_unknown_action(action, action.text(), step.expect);
    } else {
      check_parameters(*operation, step.expect);
    }
    step.request.parameters.reserve(flat_.size() + 1);
    fill_in_region(node, operation, step.request);
    for (Flat& f : flat_) {
      if (f.value.is_null()) continue;
      step.request.parameters.push_back({std::move(f.name), std::string(f.value.text())});
    }
  }

  /// Lists become Name.1, Name.2, mappings Name.Key, as the API has them.
  void flatten(std::string name, Node key, Node value) {
    if (flat_.size() > query_parameters_max) return;
    if (value.is_sequence()) {
      std::size_t number = 0;
      for (const Node item : value.items()) {
        ++number;
        if (!item.is_null()) flatten(fmt::format("{}.{}", name, number), key, item);
      }
      has_structure_ = true;
    } else if (value.is_mapping()) {
      for (const auto [k, v] : value.entries()) {
        flatten(fmt::format("{}.{}", name, k.text()), k, v);
      }
      has_structure_ = true;
    } else {
      check_references(value, value.text());
      flat_.push_back({std::move(name), key, value});
    }
  }

  void fill_in_region(Node node, const OperationSpec* operation, Request& request) {
    const auto region = node.find_key("region");
    const bool is_given =
        std::ranges::any_of(flat_, [](const Flat& f) { return f.name == "RegionId"; });
    if (is_given && region) {
      problems_.add("SCN028", *region, "`region` beside a RegionId", "keep one of them");
    }
    const bool is_taken = operation == nullptr ||
                          use_of(*operation, "RegionId", newest_edition) != ParameterUse::Unknown;
    if (is_given || (!is_taken && !region)) return;
    request.parameters.push_back({"RegionId", given_.region});
    take(node, "region", request.parameters.back().value);
  }

  void check_unknown_action(Node where, std::string_view action, const Expect& expect) {
    if (expect.is_refusal()) return;
    std::vector<std::string_view> known;
    for (const OperationSpec& o : operations())
      known.push_back(o.action);
    suggest("SCN029", where, fmt::format("there is no operation {}", shown(action)), action, known,
            "expect its error if that is meant");
  }

  /// A misspelt parameter would be ignored as the service ignores it, and test nothing.
  void check_parameters(const OperationSpec& operation, const Expect& expect) {
    if (has_structure_) {  // `Tag.1.Key` beside `Tag: [{Key: a}]`.
      std::vector<NamedNode> names;
      for (const Flat& f : flat_)
        names.push_back({f.name, f.key});
      check_distinct(names, "parameter", problems_);
    }
    for (const Flat& f : flat_) {
      if (use_of(operation, f.name, newest_edition) != ParameterUse::Unknown) continue;
      const auto& ignored = expect.ignored;
      if (ignored && std::ranges::find(*ignored, f.name) != ignored->end()) continue;
      std::vector<std::string_view> known;
      for (const ParameterSpec& p : operation.parameters)
        known.push_back(p.name);
      suggest("SCN030", f.key,
              fmt::format("the model knows no parameter {} of {}", shown(f.name), operation.action),
              f.name, known, "name it under expect.ignored if that is meant");
    }
  }

  void suggest(std::string_view code, Node where, std::string message, std::string_view word,
               const std::vector<std::string_view>& names, std::string_view otherwise) {
    const std::string_view near = nearest(word, names);
    problems_.add(code, where, std::move(message),
                  near.empty() ? std::string(otherwise) : fmt::format("did you mean `{}`?", near));
  }

  // ---- What is expected ----

  void convert_expect(Node node, Expect& expect) {
    take(node, "error", expect.error);
    take(node, "status", expect.status);
    take(node, "unchanged", expect.unchanged);
    take(node, "ignored", expect.ignored);
    if (const auto rules = node.find("rules")) {
      for (const Node item : rules->items()) {
        if (const auto rule = find_rule(item.text())) expect.rules.push_back(*rule);
      }
    }
    const bool says_refusal = !expect.error.empty() || !expect.rules.empty();
    if (says_refusal && expect.status != 0 && expect.status < 400) {
      problems_.add("SCN031", *node.find("status"),
                    fmt::format("status {} for an error", expect.status),
                    "errors have a status from 400");
    }
    const auto response = node.find("response");
    if (!response) return;
    if (expect.is_refusal()) {
      problems_.add("SCN031", *node.find_key("response"), "a response is expected beside an error",
                    "an error has none; keep one of them");
    }
    for (const auto [key, value] : response->entries()) {
      check_place(key);
      check_all_references(value);
      expect.response.push_back({std::string(key.text()), to_json(value)});
    }
  }

  void check_place(Node node) {
    if (is_place(node.text())) return;
    problems_.add("SCN032", node, fmt::format("{} is no place in a response", shown(node.text())),
                  "such as /Images/Image/0/ImageId, or Images.Image.0.ImageId");
  }

  void convert_bind(Node node, RequestStep& step) {
    if (step.expect.is_refusal()) {
      problems_.add("SCN031", node, "a value of the response is bound where an error is expected",
                    "an error has no response");
    }
    for (const auto [name, place] : node.entries()) {
      if (!is_binding_name(name.text())) {
        problems_.add("SCN015", name, fmt::format("{} is no name for a value", shown(name.text())),
                      "letters, digits, - and _, a letter first");
      }
      check_place(place);
      step.bind.push_back({std::string(name.text()), std::string(place.text())});
    }
    for (const Binding& b : step.bind)
      bound_.insert(b.name);
  }

  /// Every `${name}` in the text must have been bound by an earlier step.
  void check_references(Node where, std::string_view text) {
    for (std::size_t at = 0; (at = text.find("${", at)) != std::string_view::npos;) {
      const std::size_t end = text.find('}', at);
      if (end == std::string_view::npos) {
        problems_.add("SCN026", where, "`${` without its `}`", "close it");
        return;
      }
      check_reference(where, text.substr(at + 2, end - at - 2));
      at = end;
    }
  }
  void check_reference(Node where, std::string_view name) {
    if (bound_.contains(name)) return;
    const std::string_view near = nearest(name, {bound_.begin(), bound_.end()});
    std::string hint = "bind it: `bind: {name: InstanceIdSets.InstanceIdSet.0}`";
    if (!bound_.empty()) hint = fmt::format("bound so far: {}", fmt::join(bound_, ", "));
    if (!near.empty()) hint = fmt::format("did you mean `${{{}}}`?", near);
    problems_.add("SCN026", where, fmt::format("no earlier step binds {}", shown(name)),
                  std::move(hint));
  }
  void check_all_references(Node node) {
    if (node.is_scalar()) check_references(node, node.text());
    if (node.is_sequence()) {
      for (const Node item : node.items())
        check_all_references(item);
    }
    if (node.is_mapping()) {
      for (const auto [key, value] : node.entries())
        check_all_references(value);
    }
  }
  void take_reference(Node mapping, std::string_view key, std::string& to) {
    const auto node = mapping.find(key);
    if (!node) return;
    to = node->text();
    check_references(*node, to);
  }
  void take_reference(Node mapping, std::string_view key, std::optional<std::string>& to) {
    if (mapping.find(key)) take_reference(mapping, key, to.emplace());
  }

  // ---- The other steps ----

  void convert_check(Node node, ScenarioStep& step) {
    if (node.find("instance")) {
      auto& check = step.what.emplace<InstanceCheck>();
      take_reference(node, "instance", check.instance);
      take(node, "exists", check.exists);
      take(node, "boot-mode", check.boot_mode);
      take(node, "status", check.status);
      take_reference(node, "image", check.image);
    } else if (node.find("image")) {
      auto& check = step.what.emplace<ImageCheck>();
      take_reference(node, "image", check.image);
      take(node, "exists", check.exists);
      take(node, "status", check.status);
      take_reference(node, "name", check.name);
      take_reference(node, "family", check.family);
      take_reference(node, "description", check.description);
      take(node, "shared-with", check.shared_with);
      take(node, "in-use", check.in_use);
      take(node, "boot-mode", check.boot_mode);
    } else {
      auto& check = step.what.emplace<FamilyCheck>();
      check.as = given_.account;
      check.region = given_.region;
      take_reference(node, "family", check.family);
      take_reference(node, "resolves-to", check.resolves_to);
      check.to_something = check.resolves_to == "something";
      if (check.resolves_to == "nothing" || check.to_something) check.resolves_to.clear();
      take(node, "as", check.as);
      take(node, "region", check.region);
      if (const auto region = node.find("region")) check_region(*region, problems_);
    }
  }

  void convert_advance(Node node, AdvanceStep& step) {
    take(node, step.by);
    clock_ = clock_ + step.by;
    if (clock_ <= sim_time_max) return;
    problems_.add("SCN020", node, fmt::format("the clock would pass {}", to_string(sim_time_max)),
                  "let less time pass");
    clock_ = given_.clock;
  }

  PlatformStep convert_platform(Node node, Node platform) {
    PlatformStep step;
    for (std::size_t e = 0; e < spelling<PlatformEvent>.size(); ++e) {
      if (!platform.find(spelling<PlatformEvent>[e])) continue;
      step.event = static_cast<PlatformEvent>(e);
      take_reference(platform, spelling<PlatformEvent>[e], step.image);
    }
    if (const auto expect = node.find("expect")) convert_expect(*expect, step.expect);
    return step;
  }

  /// One parameter of a request, flattened.
  struct Flat {
    std::string name;
    Node key;
    Node value;
  };

  const Given& given_;
  Problems& problems_;
  SimTime clock_;  ///< After the steps converted.
  std::set<std::string, std::less<>> bound_;
  std::vector<Flat> flat_;      ///< The parameters of the request being converted.
  bool has_structure_ = false;  ///< Whether lists or mappings are among them.
};

}  // namespace

std::vector<ScenarioStep> to_steps(Node node, const Given& given, Problems& problems) {
  StepConverter converter(given, problems);
  std::vector<ScenarioStep> steps;
  steps.reserve(node.size());
  for (const Node step : node.items()) {
    if (problems.is_full()) break;
    steps.push_back(converter.convert(step));
  }
  return steps;
}

}  // namespace imgfam
