#include <imgfam/scenario/write.hpp>

#include <imgfam/rules/catalogue.hpp>
#include <imgfam/rules/parameters.hpp>

#include "yaml_text.hpp"

#include <algorithm>
#include <map>

namespace imgfam {
namespace {

using Layout = YamlText::Layout;

YamlText number(std::uint64_t value) { return YamlText::raw(std::to_string(value)); }
YamlText boolean(bool value) { return YamlText::raw(value ? "true" : "false"); }
YamlText account(AccountId value) { return YamlText::quoted(to_string(value)); }

YamlText accounts(const std::vector<AccountId>& values) {
  YamlText list = YamlText::list();
  for (const AccountId value : values)
    list.add(account(value));
  return list;
}

YamlText rules(const std::vector<RuleId>& values) {
  YamlText list = YamlText::list();
  for (const RuleId id : values)
    list.add(YamlText::text(rule(id).id));
  return list;
}

/// Adds a key where the value is not the one that it has when left out.
void add_text(YamlText& to, std::string_view key, std::string_view value,
              std::string_view standard = {}) {
  if (value != standard) to.add(key, YamlText::text(value));
}
template <class E>
void add_choice(YamlText& to, std::string_view key, E value, E standard) {
  if (value != standard) to.add(key, YamlText::text(to_text(value)));
}
void add_number(YamlText& to, std::string_view key, std::uint64_t value, std::uint64_t standard) {
  if (value != standard) to.add(key, number(value));
}
void add_flag(YamlText& to, std::string_view key, bool value) {
  if (value) to.add(key, boolean(value));
}

BootMode standard_boot_mode(const Image& image) {
  return image.architecture == Architecture::Arm64 ? BootMode::Uefi : BootMode::Bios;
}

// ---- given ----

class GivenWriter {
 public:
  explicit GivenWriter(const Given& given) : given_(given) {
    for (const auto* images : {&given.images, &given.system_images}) {
      for (const Image& image : *images)
        images_.emplace(image.id, &image);
    }
    for (const Instance& instance : given.instances)
      used_.emplace(instance.image, true);
  }

  YamlText write() const {
    const Given standard;
    YamlText out = YamlText::mapping(Layout::Long);
    if (given_.clock != standard.clock) out.add("clock", YamlText::text(to_string(given_.clock)));
    add_number(out, "seed", given_.seed, standard.seed);
    add_text(out, "region", given_.region, standard.region);
    if (given_.account != standard.account) out.add("account", account(given_.account));
    if (!given_.accounts.empty()) out.add("accounts", accounts(given_.accounts));
    add_list(out, "images", given_.images, [this](const Image& i) { return write_image(i); });
    add_list(out, "system-images", given_.system_images,
             [this](const Image& i) { return write_system_image(i); });
    add_list(out, "instances", given_.instances,
             [this](const Instance& i) { return write_instance(i); });
    if (given_.settle != standard.settle) out.add("settle", write_settle());
    if (given_.quotas != standard.quotas) out.add("quotas", write_quotas());
    return out;
  }

 private:
  template <class T, class Write>
  static void add_list(YamlText& to, std::string_view key, const std::vector<T>& values,
                       Write&& write) {
    if (values.empty()) return;
    YamlText list = YamlText::list(Layout::Long);
    for (const T& value : values)
      list.add(write(value));
    to.add(key, std::move(list));
  }

  static YamlText write_common(const Image& image) {
    YamlText out = YamlText::mapping();
    out.add("id", YamlText::text(image.id));
    add_text(out, "name", image.name, image.id);
    add_text(out, "family", image.family);
    out.add("created", YamlText::text(to_string(image.created)));
    add_choice(out, "status", image.status, Status::Available);
    add_text(out, "description", image.description);
    add_choice(out, "architecture", image.architecture, Architecture::X86_64);
    add_choice(out, "boot-mode", image.boot_mode, standard_boot_mode(image));
    add_flag(out, "nvme", image.nvme_supported);
    if (image.imds_v2) out.add("imds", YamlText::text("v2"));
    add_text(out, "platform", image.platform);
    if (image.is_windows) out.add("os-type", YamlText::text("windows"));
    if (image.size_gib != Image{}.size_gib)
      out.add("size", number(static_cast<std::uint64_t>(image.size_gib)));
    return out;
  }

  YamlText write_image(const Image& image) const {
    YamlText out = write_common(image);
    add_choice(out, "license", image.license, License::Auto);
    add_choice(out, "origin", image.origin, Origin::Created);
    if (!image.shared_with.empty()) {
      YamlText list = YamlText::list();
      for (const SharedAccount& share : image.shared_with)
        list.add(account(share.account));
      out.add("shared-with", std::move(list));
    }
    add_flag(out, "public", image.is_community);
    if (image.owner != given_.account) out.add("owner", account(image.owner));
    add_text(out, "region", image.region, given_.region);
    if (!image.tags.empty()) {
      YamlText tags = YamlText::mapping();
      for (const Tag& tag : image.tags)
        tags.add(tag.key, YamlText::text(tag.value));
      out.add("tags", std::move(tags));
    }
    add_flag(out, "was-used", image.was_ever_used && !used_.contains(image.id));
    add_text(out, "snapshot", image.snapshot);
    add_text(out, "copied-from", image.copied_from);
    return out;
  }

  YamlText write_system_image(const Image& image) const { return write_common(image); }

  YamlText write_instance(const Instance& instance) const {
    const auto found = images_.find(instance.image);
    const Image* const image = found == images_.end() ? nullptr : found->second;
    const bool has_region = image != nullptr && !image->region.empty();
    YamlText out = YamlText::mapping();
    out.add("id", YamlText::text(instance.id));
    out.add("image", YamlText::text(instance.image));
    if (instance.account != given_.account) out.add("account", account(instance.account));
    add_text(out, "region", instance.region, has_region ? image->region : given_.region);
    add_choice(out, "status", instance.status, InstanceStatus::Running);
    add_choice(out, "boot-mode", instance.boot_mode,
               image != nullptr ? image->boot_mode : BootMode::Bios);
    add_flag(out, "protected", instance.is_deletion_protected);
    return out;
  }

  YamlText write_settle() const {
    YamlText out = YamlText::mapping();
    const Settle& s = given_.settle;
    if (s.create != Duration{}) out.add("create", YamlText::text(to_string(s.create)));
    if (s.copy != Duration{}) out.add("copy", YamlText::text(to_string(s.copy)));
    if (s.import != Duration{}) out.add("import", YamlText::text(to_string(s.import)));
    add_number(out, "copies-at-once", s.copies_at_once, Settle{}.copies_at_once);
    return out;
  }

  YamlText write_quotas() const {
    YamlText out = YamlText::mapping();
    const Quotas& q = given_.quotas;
    const Quotas standard;
    add_number(out, "images-per-family", q.images_per_family, standard.images_per_family);
    add_number(out, "families-per-region", q.families_per_region, standard.families_per_region);
    add_number(out, "images-per-region", q.images_per_region, standard.images_per_region);
    add_number(out, "accounts-per-image", q.accounts_per_image, standard.accounts_per_image);
    add_number(out, "images-shared-with-account", q.images_shared_with_account,
               standard.images_shared_with_account);
    return out;
  }

  const Given& given_;
  std::map<std::string_view, const Image*> images_;
  std::map<std::string_view, bool> used_;  ///< The images that instances of given were made from.
};

// ---- Steps ----

YamlText write_expect(const Expect& expect) {
  YamlText out = YamlText::mapping();
  add_text(out, "error", expect.error);
  if (expect.status != 0) out.add("status", number(static_cast<std::uint64_t>(expect.status)));
  if (!expect.rules.empty()) out.add("rules", rules(expect.rules));
  if (!expect.response.empty()) {
    YamlText response = YamlText::mapping();
    for (const auto& [place, value] : expect.response)
      response.add(place, YamlText::json(value));
    out.add("response", std::move(response));
  }
  if (expect.ignored) {
    YamlText list = YamlText::list();
    for (const std::string& name : *expect.ignored)
      list.add(YamlText::text(name));
    out.add("ignored", std::move(list));
  }
  if (expect.unchanged) out.add("unchanged", boolean(*expect.unchanged));
  return out;
}

/// Whether `request: <action>` with these parameters reads back: it does not when the model knows
/// no such parameter, which only a URL may hold.
bool is_plain_request(const RequestStep& step) {
  const OperationSpec* const operation = find_operation(step.request.action);
  return std::ranges::all_of(step.request.parameters, [&](const Parameter& p) {
    const auto& ignored = step.expect.ignored;
    const bool is_named = ignored && std::ranges::find(*ignored, p.name) != ignored->end();
    const bool is_known =
        operation == nullptr || use_of(*operation, p.name, newest_edition) != ParameterUse::Unknown;
    return !p.name.empty() && p.name.size() <= 128 && (is_known || is_named);
  });
}

/// How many parameters from the i-th on are Name.1, Name.2, … of one list.
std::size_t list_length(const std::vector<Parameter>& parameters, std::size_t i) {
  std::string_view name = parameters[i].name;
  if (!name.ends_with(".1") || name.size() == 2) return 0;
  name.remove_suffix(1);
  const bool is_in_the_way = std::ranges::any_of(
      parameters, [&](const Parameter& p) { return p.name == name.substr(0, name.size() - 1); });
  if (is_in_the_way) return 0;
  std::size_t length = 1;
  while (i + length < parameters.size() &&
         parameters[i + length].name == std::string(name) + std::to_string(length + 1)) {
    ++length;
  }
  return length;
}

void write_parameters(const RequestStep& step, const Given& given, YamlText& out) {
  const OperationSpec* const operation = find_operation(step.request.action);
  const bool is_filled_in = operation == nullptr ||
                            use_of(*operation, "RegionId", newest_edition) != ParameterUse::Unknown;
  YamlText with = YamlText::mapping();
  const std::vector<Parameter>& parameters = step.request.parameters;
  const bool has_region = step.request.find("RegionId") != nullptr;
  if (!has_region && is_filled_in) with.add("RegionId", YamlText::raw("~"));
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto& [name, value] = parameters[i];
    if (i == 0 && name == "RegionId" && is_filled_in && value == given.region) continue;
    const std::size_t items = list_length(parameters, i);
    if (items == 0) {
      with.add(name, YamlText::text(value));
      continue;
    }
    YamlText list = YamlText::list();
    for (std::size_t k = 0; k < items; ++k)
      list.add(YamlText::text(parameters[i + k].value));
    with.add(name.substr(0, name.size() - 2), std::move(list));
    i += items - 1;
  }
  if (!with.is_empty()) out.add("with", std::move(with));
}

void write_request(const RequestStep& step, const Given& given, YamlText& out) {
  if (is_plain_request(step)) {
    out.add("request", YamlText::text(step.request.action));
    write_parameters(step, given, out);
  } else {
    out.add("request", YamlText::text("https://ecs.aliyuncs.com/?" + to_query(step.request)));
  }
  if (step.request.account != given.account) out.add("as", account(step.request.account));
  if (step.expect != Expect{}) out.add("expect", write_expect(step.expect));
  if (step.bind.empty()) return;
  YamlText bind = YamlText::mapping();
  for (const auto& [name, place] : step.bind)
    bind.add(name, YamlText::text(place));
  out.add("bind", std::move(bind));
}

void write_check(const FamilyCheck& check, const Given& given, YamlText& out) {
  YamlText to = YamlText::mapping();
  to.add("family", YamlText::text(check.family));
  const std::string none = check.to_something ? "something" : "nothing";
  to.add("resolves-to", YamlText::text(check.resolves_to.empty() ? none : check.resolves_to));
  if (check.as != given.account) to.add("as", account(check.as));
  add_text(to, "region", check.region, given.region);
  out.add("check", std::move(to));
}

void write_check(const ImageCheck& check, YamlText& out) {
  YamlText to = YamlText::mapping();
  to.add("image", YamlText::text(check.image));
  if (check.exists) to.add("exists", boolean(*check.exists));
  if (check.status) to.add("status", YamlText::text(to_text(*check.status)));
  if (check.name) to.add("name", YamlText::text(*check.name));
  if (check.family) to.add("family", YamlText::text(*check.family));
  if (check.description) to.add("description", YamlText::text(*check.description));
  if (check.shared_with) to.add("shared-with", accounts(*check.shared_with));
  if (check.in_use) to.add("in-use", boolean(*check.in_use));
  if (check.boot_mode) to.add("boot-mode", YamlText::text(to_text(*check.boot_mode)));
  out.add("check", std::move(to));
}

void write_check(const InstanceCheck& check, YamlText& out) {
  YamlText to = YamlText::mapping();
  to.add("instance", YamlText::text(check.instance));
  if (check.exists) to.add("exists", boolean(*check.exists));
  if (check.image) to.add("image", YamlText::text(*check.image));
  if (check.boot_mode) to.add("boot-mode", YamlText::text(to_text(*check.boot_mode)));
  if (check.status) to.add("status", YamlText::text(to_text(*check.status)));
  out.add("check", std::move(to));
}

void write_platform(const PlatformStep& step, YamlText& out) {
  YamlText event = YamlText::mapping();
  event.add(to_text(step.event), YamlText::text(step.image));
  out.add("platform", std::move(event));
  if (step.expect != Expect{}) out.add("expect", write_expect(step.expect));
}

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;  // clang 14 does not find it by itself.

YamlText write_step(const ScenarioStep& step, const Given& given) {
  YamlText out = YamlText::mapping(Layout::Long);
  std::visit(
      Overloaded{[&](const RequestStep& s) { write_request(s, given, out); },
                 [&](const FamilyCheck& s) { write_check(s, given, out); },
                 [&](const ImageCheck& s) { write_check(s, out); },
                 [&](const InstanceCheck& s) { write_check(s, out); },
                 [&](const AdvanceStep& s) { out.add("advance", YamlText::text(to_string(s.by))); },
                 [&](const PlatformStep& s) { write_platform(s, out); }},
      step.what);
  add_text(out, "because", step.because);
  return out;
}

YamlText document(const Scenario& scenario) {
  YamlText out = YamlText::mapping(Layout::Long);
  out.add("scenario", YamlText::text(scenario.name));
  add_text(out, "why", scenario.why);
  if (!scenario.covers.empty()) out.add("covers", rules(scenario.covers));
  if (scenario.editions != Scenario{}.editions) {
    YamlText editions = YamlText::list();
    for (const Edition edition : scenario.editions)
      editions.add(YamlText::raw(std::string(to_text(edition))));
    out.add("editions", std::move(editions));
  }
  if (!scenario.readings.empty()) {
    YamlText readings = YamlText::mapping();
    for (const ReadingId id : scenario.readings) {
      const Question& question = questions[id.question];
      readings.add(question.id, YamlText::text(question.readings[id.reading].id));
    }
    out.add("interpretation", std::move(readings));
  }
  YamlText given = GivenWriter(scenario.given).write();
  if (!given.is_empty()) out.add("given", std::move(given));
  YamlText steps = YamlText::list(Layout::Long);
  for (const ScenarioStep& step : scenario.steps)
    steps.add(write_step(step, scenario.given));
  out.add("steps", std::move(steps));
  return out;
}

}  // namespace

std::string shortened(std::string_view text, std::size_t bytes_max) {
  constexpr std::string_view mark = "…";
  if (text.size() <= bytes_max) return std::string(text);
  const auto is_inside = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
  };
  std::size_t end = bytes_max - mark.size();
  while (end > 0 && is_inside(end))
    --end;
  return std::string(text.substr(0, end)) + std::string(mark);
}

std::string write_yaml(const Scenario& scenario) { return document(scenario).print(); }
std::string write_json(const Scenario& scenario) { return document(scenario).print_json(); }

std::string write_yaml(const std::vector<Scenario>& scenarios) {
  if (scenarios.size() == 1) return write_yaml(scenarios.front());
  std::string out;
  for (const Scenario& scenario : scenarios) {
    const std::string text = write_yaml(scenario);
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at) + 1;
      const std::string_view line = std::string_view(text).substr(at, end - at);
      out += at == 0 ? "- " : line == "\n" ? "" : "  ";
      out += line;
      at = end;
    }
  }
  return out;
}

}  // namespace imgfam
