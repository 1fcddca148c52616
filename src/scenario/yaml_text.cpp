#include "yaml_text.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include <algorithm>
#include <array>

namespace imgfam {
namespace {

constexpr std::size_t line_max = 100;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Whether YAML takes the text for itself without quotes, in a `{…}` as well as on a line of its
/// own. Rather too seldom than too often.
bool is_plain(std::string_view text) {
  constexpr std::string_view others = " _./@:+*()=;'-!";
  constexpr std::array<std::string_view, 10> reserved{"null", "Null",  "NULL",  "true",  "True",
                                                      "TRUE", "false", "False", "FALSE", "y"};
  if (text.empty() || text.size() > 1000 || std::ranges::find(reserved, text) != reserved.end())
    return false;
  if (!is_letter_or_digit(text.front()) && text.front() != '/') return false;
  if (text.back() == ' ' || text.back() == ':') return false;
  if (text.find(": ") != std::string_view::npos) return false;
  return std::ranges::all_of(text, [&](char c) {
    return is_letter_or_digit(c) || others.find(c) != std::string_view::npos;
  });
}

/// JSON's quotes and escapes are YAML's as well.
std::string in_quotes(std::string_view text) {
  return boost::json::serialize(boost::json::string(text.data(), text.size()));
}

bool is_number(std::string_view text) {
  boost::json::error_code ec;
  const auto value = boost::json::parse({text.data(), text.size()}, ec);
  return !ec && value.is_number();
}

}  // namespace

YamlText YamlText::text(std::string_view value) {
  // A long number is an account's id, and other readers of YAML would round it.
  constexpr std::size_t exact_digits = 15;
  const bool is_long_number = value.size() > exact_digits && is_number(value);
  YamlText out = raw(is_plain(value) && !is_long_number ? std::string(value) : in_quotes(value));
  out.is_text_ = true;
  return out;
}

YamlText YamlText::quoted(std::string_view value) {
  YamlText out = raw(in_quotes(value));
  out.is_text_ = true;
  return out;
}

YamlText YamlText::raw(std::string yaml) {
  YamlText text;
  text.scalar_ = std::move(yaml);
  return text;
}

YamlText YamlText::json(const boost::json::value& value) {
  if (const auto* string = value.if_string()) {
    const std::string_view view(string->data(), string->size());
    return is_number(view) ? quoted(view) : text(view);
  }
  if (const auto* array = value.if_array()) {
    YamlText items = list();
    for (const boost::json::value& item : *array)
      items.add(json(item));
    return items;
  }
  if (const auto* object = value.if_object()) {
    YamlText entries = mapping();
    for (const auto& [key, member] : *object)
      entries.add({key.data(), key.size()}, json(member));
    return entries;
  }
  return raw(value.is_null() ? "~" : boost::json::serialize(value));
}

YamlText YamlText::list(Layout layout) {
  YamlText text;
  text.form_ = Form::List;
  text.layout_ = layout;
  return text;
}

YamlText YamlText::mapping(Layout layout) {
  YamlText text;
  text.form_ = Form::Mapping;
  text.layout_ = layout;
  return text;
}

YamlText& YamlText::add(YamlText item) {
  parts_.emplace_back(std::string(), std::move(item));
  return *this;
}

YamlText& YamlText::add(std::string_view key, YamlText value) {
  parts_.emplace_back(is_plain(key) ? std::string(key) : in_quotes(key), std::move(value));
  return *this;
}

std::string YamlText::print() const {
  std::string out;
  print_long(out, 0);
  return out;
}

std::string YamlText::print_json() const {
  std::string out;
  print_json(out);
  return out;
}

/// What is not in quotes already is a text, a key, `~`, or the same in JSON.
void YamlText::print_json(std::string& out) const {
  const auto quote = [](const std::string& written) {
    return written.starts_with('"') ? written : in_quotes(written);
  };
  if (form_ == Form::Scalar) {
    out += is_text_ ? quote(scalar_) : scalar_ == "~" ? "null" : scalar_;
    return;
  }
  out += form_ == Form::List ? '[' : '{';
  std::string_view divider;
  for (const auto& [key, part] : parts_) {
    out += divider;
    if (form_ == Form::Mapping) out.append(quote(key)).append(": ");
    part.print_json(out);
    divider = ", ";
  }
  out += form_ == Form::List ? ']' : '}';
}

void YamlText::print_short(std::string& out) const {
  if (form_ == Form::Scalar) {
    out += scalar_;
    return;
  }
  out += form_ == Form::List ? '[' : '{';
  std::string_view divider;
  for (const auto& [key, part] : parts_) {
    out += divider;
    if (form_ == Form::Mapping) out.append(key).append(": ");
    part.print_short(out);
    divider = ", ";
  }
  out += form_ == Form::List ? ']' : '}';
}

/// Whether it goes after `key:` or `-`, on the same line.
bool YamlText::is_short(std::size_t column) const {
  if (form_ == Form::Scalar || parts_.empty()) return true;
  if (layout_ == Layout::Long) return false;
  std::string line;
  print_short(line);
  return column + line.size() < line_max;
}

void YamlText::print_long(std::string& out, std::size_t indent) const {
  const std::string margin(indent, ' ');
  for (const auto& [key, part] : parts_) {
    out += margin;
    out += form_ == Form::Mapping ? key + ':' : "-";
    if (part.is_short(indent + key.size() + 2)) {
      out += ' ';
      part.print_short(out);
      out += '\n';
    } else if (form_ == Form::List && part.form_ == Form::Mapping) {
      // The first key stands on the line of the dash.
      std::string lines;
      part.print_long(lines, indent + 2);
      out.append(" ").append(lines, indent + 2);
    } else {
      out += '\n';
      part.print_long(out, indent + 2);
    }
  }
}

}  // namespace imgfam
