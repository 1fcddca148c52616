// The schema that editors read says what the reader takes, because both are made of one
// description.
#include <imgfam/cloud/settings.hpp>
#include <imgfam/rules/catalogue.hpp>
#include <imgfam/scenario/format.hpp>

#include "support/catch.hpp"

#include <boost/json/parse.hpp>

#include <cctype>
#include <functional>

namespace imgfam {
namespace {

namespace json = boost::json;

json::value schema() { return json::parse(scenario_schema()); }

void for_each_key(const Type& type, const std::function<void(const Key&)>& visit) {
  for (const Key& key : type.keys) {
    visit(key);
    for_each_key(*key.type, visit);
  }
  if (type.item != nullptr) for_each_key(*type.item, visit);
  for (const Alternative& a : type.alternatives)
    for_each_key(*a.type, visit);
}

TEST_CASE("the schema names its draft and takes one scenario or a list", "[scenario][schema]") {
  const json::value s = schema();
  CHECK(s.at("$schema") == "http://json-schema.org/draft-07/schema#");
  CHECK(s.at("oneOf").at(0).at("$ref") == "#/definitions/scenario");
  CHECK(s.at("oneOf").at(1).at("items").at("$ref") == "#/definitions/scenario");
  CHECK(scenario_schema().ends_with("}\n"));
}

TEST_CASE("the schema has the required keys, the choices and the defaults", "[scenario][schema]") {
  const json::value s = schema();
  const json::value& scenario = s.at("definitions").at("scenario");
  CHECK(scenario.at("required") == json::value{"scenario", "steps"});
  CHECK(scenario.at("additionalProperties") == false);
  const json::value& keys = scenario.at("properties");
  CHECK(keys.at("editions").at("items").at("enum") ==
        json::value{2020, "2020", 2023, "2023", 2026, "2026"});
  CHECK(keys.at("covers").at("items").at("enum").as_array().size() == rules_count);
  CHECK(keys.at("interpretation").at("properties").as_object().size() == questions.size());
  const json::value& image = keys.at("given").at("properties").at("images").at("items");
  CHECK(image.at("required") == json::value{"id"});
  CHECK(image.at("properties").at("boot-mode").at("enum") ==
        json::value{"BIOS", "UEFI", "UEFI-Preferred"});
  CHECK(image.at("properties").at("status").at("description") == "Its Status. Default: Available.");
  const json::value& steps = keys.at("steps").at("items").at("oneOf");
  CHECK(steps.as_array().size() == 4);
  CHECK(keys.at("steps").at("minItems") == 1);
  CHECK(steps.at(0).at("properties").at("with").at("additionalProperties").at("$ref") ==
        "#/definitions/parameter");
  CHECK(s.at("definitions").at("parameter").at("items").at("$ref") == "#/definitions/parameter");
}

TEST_CASE("every key has a text that says what it is", "[scenario][format]") {
  for_each_key(scenario_type(), [](const Key& key) {
    INFO(key.name);
    CHECK(key.doc.ends_with(key.doc.ends_with('?') ? "?" : "."));
    CHECK(std::isupper(static_cast<unsigned char>(key.doc.front())) != 0);
    CHECK_FALSE((key.is_required && !key.standard.empty()));
    CHECK(key.is_required == key.example.starts_with(std::string(key.name) + ": "));
  });
}

TEST_CASE("the defaults that the format tells are those of the model", "[scenario][format]") {
  std::vector<std::string> told;
  for_each_key(scenario_type(), [&](const Key& key) {
    for (const std::string_view name :
         {"images-per-family", "families-per-region", "images-per-region", "accounts-per-image",
          "images-shared-with-account", "seed", "clock", "size"}) {
      if (key.name == name) told.push_back(std::string(name) + " " + std::string(key.standard));
    }
  });
  const Settings settings;
  const auto number = [](auto n) { return " " + std::to_string(n); };
  CHECK(told ==
        std::vector<std::string>{
            "clock " + to_string(settings.clock), "seed" + number(settings.seed), "size 40",
            "size 40", "images-per-family" + number(settings.quotas.images_per_family),
            "families-per-region" + number(settings.quotas.families_per_region),
            "images-per-region" + number(settings.quotas.images_per_region),
            "accounts-per-image" + number(settings.quotas.accounts_per_image),
            "images-shared-with-account" + number(settings.quotas.images_shared_with_account)});
}

}  // namespace
}  // namespace imgfam
