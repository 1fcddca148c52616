#include <imgfam/scenario/format.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace imgfam {
namespace {

namespace json = boost::json;

json::string text_of(std::string_view text) { return json::string(text.data(), text.size()); }

json::object schema_of(const Type& type);

/// Text may be written without quotes, and then an editor takes `1.10` for a number.
json::array any_scalar() { return {"string", "number", "boolean"}; }

json::object schema_of_text(const Type& type) {
  json::object schema{{"type", any_scalar()}};
  if (type.least > 0) schema.emplace("minLength", type.least);
  schema.emplace("maxLength", type.most);
  return schema;
}

json::object schema_of_choice(const Type& type) {
  json::array values;
  for (const std::string_view choice : type.choices) {
    const bool is_number = std::ranges::all_of(choice, [](char c) { return c >= '0' && c <= '9'; });
    if (is_number) values.push_back(std::stoi(std::string(choice)));
    values.push_back(text_of(choice));
  }
  return {{"enum", std::move(values)}};
}

json::object schema_of_object(const Type& type) {
  json::object properties;
  json::array required;
  for (const Key& key : type.keys) {
    std::string doc(key.doc);
    if (!key.standard.empty()) doc += fmt::format(" Default: {}.", key.standard);
    json::object property{{"description", text_of(doc)}};
    for (const auto& [name, value] : schema_of(*key.type))
      property.emplace(name, value);
    properties.emplace(text_of(key.name), std::move(property));
    if (key.is_required) required.push_back(text_of(key.name));
  }
  json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) schema.emplace("required", std::move(required));
  schema.emplace("additionalProperties", false);
  return schema;
}

json::object schema_of_list(const Type& type) {
  json::object schema{{"type", "array"}, {"items", schema_of(*type.item)}};
  if (type.least > 0) schema.emplace("minItems", type.least);
  if (type.most > 0) schema.emplace("maxItems", type.most);
  return schema;
}

json::object schema_of_one_of(const Type& type) {
  json::array alternatives;
  for (const Alternative& a : type.alternatives) {
    json::object schema{{"title", text_of(a.type->name)}};
    for (const auto& [name, value] : schema_of(*a.type))
      schema.emplace(name, value);
    alternatives.push_back(std::move(schema));
  }
  return {{"type", "object"}, {"oneOf", std::move(alternatives)}};
}

json::object schema_of(const Type& type) {
  switch (type.form) {
    case Form::Text:
      return schema_of_text(type);
    case Form::Id:
      return {{"type", any_scalar()}, {"pattern", R"(^(?!.*\$\{)[^\s]{1,128}$)"}};
    case Form::Account:
      return {{"type", {"string", "integer"}},
              {"pattern", "^[1-9][0-9]{0,17}$"},
              {"minimum", 1},
              {"maximum", 999'999'999'999'999'999}};
    case Form::Time:
      return {{"type", "string"},
              {"pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?Z)?$"}};
    case Form::Duration:
      return {{"type", "string"}, {"pattern", "^([0-9]+[dhms])+$"}};
    case Form::Integer:
      return {{"type", "integer"}, {"minimum", type.least}, {"maximum", type.most}};
    case Form::Boolean:
      return {{"type", "boolean"}};
    case Form::Choice:
      return schema_of_choice(type);
    case Form::List:
      return schema_of_list(type);
    case Form::Map:
      return {{"type", "object"},
              {"propertyNames", {{"minLength", 1}, {"maxLength", key_bytes_max}}},
              {"additionalProperties", schema_of(*type.item)}};
    case Form::Object:
      return schema_of_object(type);
    case Form::OneOf:
      return schema_of_one_of(type);
    case Form::Parameters:
      return {{"$ref", "#/definitions/parameter"}};
    case Form::Json:
      return {};
  }
  return {};
}

/// A parameter's value holds such values itself, so it has a definition of its own.
json::object parameter_schema() {
  const json::object self{{"$ref", "#/definitions/parameter"}};
  return {{"type", {"string", "number", "boolean", "null", "array", "object"}},
          {"items", self},
          {"propertyNames", {{"minLength", 1}, {"maxLength", key_bytes_max}}},
          {"additionalProperties", self}};
}

void print(std::string& out, const json::value& value, std::size_t indent) {
  const std::string margin(indent + 2, ' ');
  std::string_view divider;
  if (const auto* object = value.if_object(); object != nullptr && !object->empty()) {
    out += '{';
    for (const auto& [key, member] : *object) {
      out += fmt::format("{}\n{}{}: ", divider, margin, json::serialize(json::string(key)));
      print(out, member, indent + 2);
      divider = ",";
    }
    out += fmt::format("\n{}}}", std::string(indent, ' '));
    return;
  }
  const auto* array = value.if_array();
  const bool is_flat =
      array == nullptr ||
      std::ranges::none_of(*array, [](const json::value& item) { return item.is_structured(); });
  if (is_flat) {
    out += json::serialize(value);
    return;
  }
  out += '[';
  for (const json::value& item : *array) {
    out += fmt::format("{}\n{}", divider, margin);
    print(out, item, indent + 2);
    divider = ",";
  }
  out += fmt::format("\n{}]", std::string(indent, ' '));
}

}  // namespace

std::string scenario_schema() {
  const json::object one{{"$ref", "#/definitions/scenario"}};
  const json::value schema = {
      {"$schema", "http://json-schema.org/draft-07/schema#"},
      {"title", "imgfam scenario"},
      {"description", "A scenario, or a list of them, that imgfam replays."},
      {"oneOf", {one, {{"type", "array"}, {"minItems", 1}, {"items", one}}}},
      {"definitions",
       {{"scenario", schema_of(scenario_type())}, {"parameter", parameter_schema()}}}};
  std::string out;
  print(out, schema, 0);
  return out + '\n';
}

}  // namespace imgfam
