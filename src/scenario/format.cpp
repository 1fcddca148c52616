#include <imgfam/scenario/format.hpp>

#include <imgfam/model/image.hpp>
#include <imgfam/rules/catalogue.hpp>

#include <algorithm>
#include <array>
#include <limits>

namespace imgfam {
namespace {

// ---- Plain values ----

constexpr Type text{.form = Form::Text, .name = "text", .most = std::int64_t{text_bytes_max}};
constexpr Type some_text{
    .form = Form::Text, .name = "text", .least = 1, .most = std::int64_t{text_bytes_max}};
constexpr Type title{
    .form = Form::Text, .name = "a name", .least = 1, .most = std::int64_t{name_bytes_max}};
constexpr Type id{.form = Form::Id, .name = "an id"};
constexpr Type account{.form = Form::Account, .name = "an account id"};
constexpr Type time{.form = Form::Time, .name = "a time"};
constexpr Type duration{.form = Form::Duration, .name = "a duration"};
constexpr Type boolean{.form = Form::Boolean, .name = "true or false"};
constexpr Type seed{
    .form = Form::Integer, .name = "a number", .most = std::numeric_limits<std::int64_t>::max()};
constexpr Type status_code{
    .form = Form::Integer, .name = "an HTTP status", .least = 200, .most = 599};
constexpr Type limit{.form = Form::Integer, .name = "a number", .most = 1'000'000};
constexpr Type some_limit{.form = Form::Integer, .name = "a number", .least = 1, .most = 1'000'000};
constexpr Type size_gib{.form = Form::Integer, .name = "a size in GiB", .least = 1, .most = 32'768};
constexpr Type parameters{.form = Form::Parameters, .name = "a parameter's value"};
constexpr Type json{.form = Form::Json, .name = "a value"};

constexpr Type texts{
    .form = Form::List, .name = "a list of texts", .most = 1000, .item = &some_text};
constexpr Type account_list{.form = Form::List, .name = "a list of accounts", .item = &account};

// ---- Choices ----

constexpr Type choice(std::string_view name, std::span<const std::string_view> choices) {
  return {.form = Form::Choice, .name = name, .choices = choices};
}

// An image that is Deleted has no place in a cloud.
constexpr Type status = choice("a status", std::span(spelling<Status>).first(6));
constexpr Type boot_mode = choice("a boot mode", spelling<BootMode>);
constexpr Type architecture = choice("an architecture", spelling<Architecture>);
constexpr Type license = choice("a license type", spelling<License>);
constexpr Type origin = choice("an origin", std::span(spelling<Origin>).first(3));
constexpr Type instance_status = choice("an instance status", spelling<InstanceStatus>);

constexpr std::array<std::string_view, 2> imds_versions{"v1", "v2"};
constexpr Type imds = choice("a metadata service version", imds_versions);
constexpr std::array<std::string_view, 2> os_types{"linux", "windows"};
constexpr Type os_type = choice("an operating system", os_types);

constexpr auto edition_names = [] {
  std::array<std::string_view, all_editions.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i)
    names[i] = to_text(all_editions[i]);
  return names;
}();
constexpr Type edition = choice("an edition", edition_names);
constexpr Type editions{
    .form = Form::List, .name = "a list of editions", .least = 1, .item = &edition};

constexpr auto rule_ids = [] {
  std::array<std::string_view, rules_count> ids;
  for (std::size_t i = 0; i < ids.size(); ++i)
    ids[i] = catalogue[i].id;
  return ids;
}();
constexpr Type rule_id = choice("a rule", rule_ids);
constexpr Type rule_list{.form = Form::List, .name = "a list of rules", .item = &rule_id};

// Every code that some rule answers, once.
constexpr std::size_t codes_max = rules_count * 6;
constexpr auto gather_codes = [] {
  std::array<std::string_view, codes_max> codes{};
  std::size_t count = 0;
  for (const Rule& rule : catalogue) {
    for (const Answer& answer : rule.answers) {
      bool is_new = !answer.code.empty();
      for (std::size_t i = 0; i < count && is_new; ++i)
        is_new = codes[i] != answer.code;
      if (is_new) codes[count++] = answer.code;
    }
  }
  return std::pair(codes, count);
};
constexpr auto gathered_codes = gather_codes();
constexpr Type error_code =
    choice("an error code", std::span(gathered_codes.first).first(gathered_codes.second));

// The open questions, each with its readings.
constexpr auto reading_ids = [] {
  std::array<std::array<std::string_view, 3>, questions.size()> ids;
  for (std::size_t q = 0; q < ids.size(); ++q) {
    for (std::size_t r = 0; r < 3; ++r)
      ids[q][r] = questions[q].readings[r].id;
  }
  return ids;
}();
constexpr auto reading_types = [] {
  std::array<Type, questions.size()> types;
  for (std::size_t q = 0; q < types.size(); ++q) {
    types[q] = choice("a reading", std::span(reading_ids[q]).first(questions[q].readings_count()));
  }
  return types;
}();
constexpr auto question_keys = [] {
  std::array<Key, questions.size()> keys;
  for (std::size_t q = 0; q < keys.size(); ++q) {
    keys[q] = {questions[q].id, &reading_types[q], questions[q].question, reading_ids[q][0]};
  }
  return keys;
}();

constexpr Type object(std::string_view name, std::span<const Key> keys) {
  return {.form = Form::Object, .name = name, .keys = keys};
}
constexpr Type interpretation = object("interpretation", question_keys);

// ---- given ----

constexpr Type tags{.form = Form::Map, .name = "tags", .item = &text};

constexpr Key image_keys[] = {
    {"id", &id, "Its ImageId.", {}, true, "id: m-1"},
    {"name", &some_text, "Its ImageName.", "the id"},
    {"family", &text, "Its ImageFamily.", "none"},
    {"created", &time, "Its CreationTime.",
     "one hour before the next image of the list, the last an hour before the clock"},
    {"status", &status, "Its Status.", "Available"},
    {"description", &text, "Its Description.", "none"},
    {"boot-mode", &boot_mode, "Its BootMode.", "BIOS, for arm64 UEFI"},
    {"nvme", &boolean, "Whether it supports NVMe (Features.NvmeSupport).", "false"},
    {"imds", &imds, "The metadata service it is started with (Features.ImdsSupport).", "v1"},
    {"license", &license, "Its LicenseType.", "Auto"},
    {"architecture", &architecture, "Its Architecture.", "x86_64"},
    {"origin", &origin, "How it came to be.", "created"},
    {"platform", &text, "Its Platform.", "none"},
    {"os-type", &os_type, "Its OSType.", "linux"},
    {"size", &size_gib, "Its Size in GiB.", "40"},
    {"shared-with", &account_list, "The accounts that it is shared with.", "nobody"},
    {"public", &boolean, "Whether it is a community image.", "false"},
    {"owner", &account, "The account that owns it.", "the scenario's account"},
    {"region", &id, "The region in which it is.", "the scenario's region"},
    {"tags", &tags, "Its tags, each with its value.", "none"},
    {"was-used", &boolean, "Whether an instance was ever made from it.",
     "whether an instance of given is"},
    {"snapshot", &id, "The snapshot of its system disk.", "none"},
    {"copied-from", &id, "The image that it is a copy of.", "none"},
};
constexpr Type image = object("an image", image_keys);
constexpr Type images{.form = Form::List, .name = "a list of images", .item = &image};

// What nobody owns, shares or copies has fewer keys.
constexpr std::array<std::string_view, 13> system_image_key_names{
    "id",   "name", "family",       "created",  "status",  "description", "boot-mode",
    "nvme", "imds", "architecture", "platform", "os-type", "size"};
constexpr auto system_image_keys = [] {
  std::array<Key, system_image_key_names.size()> picked;
  std::size_t count = 0;
  for (const Key& key : image_keys) {
    if (std::ranges::find(system_image_key_names, key.name) != system_image_key_names.end()) {
      picked[count++] = key;
    }
  }
  return picked;
}();
constexpr Type system_image = object("a system image", system_image_keys);
constexpr Type system_images{
    .form = Form::List, .name = "a list of system images", .item = &system_image};

constexpr Key instance_keys[] = {
    {"id", &id, "Its InstanceId.", {}, true, "id: i-1"},
    {"image",
     &id,
     "The id of the image that it was made from, one of given.",
     {},
     true,
     "image: m-1"},
    {"account", &account, "The account that owns it.", "the scenario's account"},
    {"region", &id, "The region in which it is.", "its image's, for a system image the scenario's"},
    {"status", &instance_status, "Its Status.", "Running"},
    {"boot-mode", &boot_mode, "The BootMode that it was made with.", "its image's"},
    {"protected", &boolean, "Whether it is protected from deletion.", "false"},
};
constexpr Type instance = object("an instance", instance_keys);
constexpr Type instances{.form = Form::List, .name = "a list of instances", .item = &instance};

constexpr Key settle_keys[] = {
    {"create", &duration, "How long CreateImage takes.", "0s"},
    {"copy", &duration, "How long CopyImage takes.", "0s"},
    {"import", &duration, "How long ImportImage takes.", "0s"},
    {"copies-at-once", &some_limit, "How many copies a region makes at a time; more wait.",
     "as the edition says: 1 in 2020, 5 since"},
};
constexpr Type settle = object("settle", settle_keys);

constexpr Key quota_keys[] = {
    {"images-per-family", &limit, "How many images a family can hold.", "100"},
    {"families-per-region", &limit, "How many families an account can have in a region.", "100"},
    {"images-per-region", &limit, "How many images an account can have in a region.", "10000"},
    {"accounts-per-image", &limit, "How many accounts an image can be shared with.", "50"},
    {"images-shared-with-account", &limit, "How many images can be shared with an account.", "100"},
};
constexpr Type quotas = object("quotas", quota_keys);

constexpr Key given_keys[] = {
    {"clock", &time, "The time at which the scenario begins.", "2026-01-01T00:00:00Z"},
    {"seed", &seed, "Ids and RequestIds follow from it.", "1"},
    {"region", &id, "The region that requests are sent to.", "cn-hangzhou"},
    {"account", &account, "The account that sends the requests.", "1000000000000001"},
    {"accounts", &account_list,
     "Other accounts that exist. Those that the scenario names elsewhere in given exist anyway.",
     "none"},
    {"images", &images, "The custom images there are.", "none"},
    {"system-images", &system_images, "The provider's own public images.", "none"},
    {"instances", &instances, "The instances there are.", "none"},
    {"settle", &settle, "How long the making of images takes in simulated time.", "no time"},
    {"quotas", &quotas, "The limits of the accounts.", "the documented ones"},
};
constexpr Type given = object("given", given_keys);

// ---- Steps ----

constexpr Type response{
    .form = Form::Map, .name = "a mapping of places in the response", .item = &json};
constexpr Key expect_keys[] = {
    {"error", &error_code, "The error code of the refusal.", "the request succeeds"},
    {"status", &status_code, "The HTTP status.", "not looked at"},
    {"rules", &rule_list, "Rules that the request must break. It may break others.",
     "not looked at"},
    {"response", &response,
     "What stands at places of the response. A place is a JSON pointer, /Images/Image/0/ImageId, "
     "or the same with "
     "dots. A value in quotes must be that text; null means that nothing stands there.",
     "not looked at"},
    {"ignored", &texts, "The parameters sent that the edition does not have, all of them.",
     "not looked at"},
    {"unchanged", &boolean, "Whether the cloud is the same afterwards.", "not looked at"},
};
constexpr Type expect = object("expect", expect_keys);

constexpr std::string_view because_doc = "Why it must be so; shown when it is not.";

constexpr Type with{.form = Form::Map, .name = "a mapping of parameters", .item = &parameters};
constexpr Type bind{
    .form = Form::Map, .name = "a mapping of names to places in the response", .item = &some_text};
constexpr Key request_keys[] = {
    {"request",
     &some_text,
     "The action, such as ModifyImageAttribute; or a whole URL with its parameters, to which "
     "nothing is added.",
     {},
     true,
     "request: DescribeImages"},
    {"with", &with,
     "The parameters. A list becomes Name.1, Name.2; a mapping Name.Key. Null leaves the parameter "
     "out. RegionId is "
     "the region where it is not given.",
     "none"},
    {"as", &account, "The account that sends it.", "the scenario's account"},
    {"region", &id, "The RegionId that is sent.", "the scenario's region"},
    {"expect", &expect, "What must come of it.", "that it succeeds"},
    {"because", &text, because_doc},
    {"bind",
     &bind,
     "Names for values of the response, such as InstanceIdSets.InstanceIdSet.0; later steps write "
     "${name}.",
     {}},
};
constexpr Type request_step = object("a request step", request_keys);

constexpr Key family_check_keys[] = {
    {"family", &some_text, "The family looked at.", {}, true, "family: web"},
    {"resolves-to",
     &some_text,
     "The id of the image that it resolves to, `nothing`, or `something`: any image.",
     {},
     true,
     "resolves-to: m-1"},
    {"as", &account, "Who asks.", "the scenario's account"},
    {"region", &id, "Where.", "the scenario's region"},
};
constexpr Type family_check = object("a family check", family_check_keys);

constexpr Key image_check_keys[] = {
    {"image", &some_text, "The id of the image looked at.", {}, true, "image: m-1"},
    {"exists", &boolean, "Whether it is there.", "not looked at"},
    {"status", &status, "Its Status.", "not looked at"},
    {"name", &text, "Its ImageName.", "not looked at"},
    {"family", &text, "Its ImageFamily; \"\" for none.", "not looked at"},
    {"description", &text, "Its Description.", "not looked at"},
    {"shared-with", &account_list,
     "The accounts that it is shared with, all of them, in any order.", "not looked at"},
    {"in-use", &boolean, "Whether instances use it.", "not looked at"},
    {"boot-mode", &boot_mode, "Its BootMode.", "not looked at"},
};
constexpr Type image_check = object("an image check", image_check_keys);

constexpr Key instance_check_keys[] = {
    {"instance", &some_text, "The id of the instance looked at.", {}, true, "instance: i-1"},
    {"exists", &boolean, "Whether it is there.", "not looked at"},
    {"image", &some_text, "The id of its image.", "not looked at"},
    {"boot-mode", &boot_mode, "The BootMode that it was made with.", "not looked at"},
    {"status", &instance_status, "Its Status.", "not looked at"},
};
constexpr Type instance_check = object("an instance check", instance_check_keys);

// The order matters: an instance check may name an image, an image check a family.
constexpr Alternative checks[] = {
    {"instance", &instance_check}, {"image", &image_check}, {"family", &family_check}};
constexpr Type check{.form = Form::OneOf, .name = "a check", .alternatives = checks};
constexpr Key check_keys[] = {
    {"check",
     &check,
     "What must be so now; looking changes nothing.",
     {},
     true,
     "check: {family: web, resolves-to: m-1}"},
    {"because", &text, because_doc},
};
constexpr Type check_step = object("a check step", check_keys);

constexpr Key advance_keys[] = {
    {"advance", &duration, "How much simulated time passes.", {}, true, "advance: 1h"},
    {"because", &text, because_doc},
};
constexpr Type advance_step = object("an advance step", advance_keys);

constexpr Key begin_keys[] = {{"begin",
                               &some_text,
                               "The id of a Waiting image whose creation begins.",
                               {},
                               true,
                               "begin: m-1"}};
constexpr Key finish_keys[] = {{"finish",
                                &some_text,
                                "The id of a Creating image that becomes Available.",
                                {},
                                true,
                                "finish: m-1"}};
constexpr Key fail_keys[] = {
    {"fail", &some_text, "The id of an image whose creation fails.", {}, true, "fail: m-1"}};
constexpr Key disable_keys[] = {{"disable",
                                 &some_text,
                                 "The id of an image that becomes UnAvailable.",
                                 {},
                                 true,
                                 "disable: m-1"}};
constexpr Type begin = object("begin", begin_keys);
constexpr Type finish = object("finish", finish_keys);
constexpr Type fail = object("fail", fail_keys);
constexpr Type disable = object("disable", disable_keys);
constexpr Alternative platform_events[] = {
    {"begin", &begin}, {"finish", &finish}, {"fail", &fail}, {"disable", &disable}};
constexpr Type platform{
    .form = Form::OneOf, .name = "a platform event", .alternatives = platform_events};
constexpr Key platform_keys[] = {
    {"platform",
     &platform,
     "What the provider does by itself.",
     {},
     true,
     "platform: {finish: m-1}"},
    {"expect", &expect, "What must come of it.", "that it happens"},
    {"because", &text, because_doc},
};
constexpr Type platform_step = object("a platform step", platform_keys);

constexpr Alternative step_kinds[] = {{"request", &request_step},
                                      {"check", &check_step},
                                      {"advance", &advance_step},
                                      {"platform", &platform_step}};
constexpr Type step{.form = Form::OneOf, .name = "a step", .alternatives = step_kinds};
constexpr Type steps{.form = Form::List, .name = "a list of steps", .least = 1, .item = &step};

constexpr Key scenario_keys[] = {
    {"scenario",
     &title,
     "Its name: what it shows.",
     {},
     true,
     "scenario: The newest image is chosen"},
    {"why", &text, "Why it matters, and where it comes from.", {}},
    {"covers", &rule_list, "The rules that it is about.", "none"},
    {"editions", &editions, "The editions under which it is replayed.", "the newest"},
    {"interpretation",
     &interpretation,
     "Readings of open questions, where others than the defaults are meant.",
     {}},
    {"given", &given, "What there is before the first step.", "an empty cloud"},
    {"steps",
     &steps,
     "What happens, in turn.",
     {},
     true,
     "steps: [{check: {family: web, resolves-to: m-1}}]"},
};
constexpr Type scenario = object("a scenario", scenario_keys);

}  // namespace

const Type& scenario_type() { return scenario; }

}  // namespace imgfam
