#include <imgfam/scenario/format.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace imgfam {
namespace {

/// Lists longer than this are named, not written out.
constexpr std::size_t choices_shown_max = 8;

/// `an image check` without its article: the title of its section.
std::string title_of(const Type& type) {
  std::string_view name = type.name;
  for (const std::string_view article : {"a ", "an "}) {
    if (name.starts_with(article)) {
      name.remove_prefix(article.size());
      break;
    }
  }
  std::string title(name);
  title.front() = static_cast<char>(title.front() - 'a' + 'A');
  return title;
}

/// As Markdown links to it.
std::string link_to(const Type& type) {
  std::string anchor = title_of(type);
  std::ranges::transform(anchor, anchor.begin(), [](char c) {
    if (c == ' ') return '-';
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return fmt::format("[{}](#{})", type.name, anchor);
}

std::string choices_of(const Type& type) {
  if (type.choices.size() > choices_shown_max) return std::string(type.name);
  std::string out;
  for (const std::string_view choice : type.choices)
    out += fmt::format("{}`{}`", out.empty() ? "" : ", ", choice);
  return out;
}

std::string value_of(const Type& type) {
  switch (type.form) {
    case Form::Text:
      return type.least > 0 ? "text, not empty" : "text";
    case Form::Integer:
      return fmt::format("{} to {}", type.least, type.most);
    case Form::Choice:
      return choices_of(type);
    case Form::List:
      return fmt::format("list{}: {}", type.least > 0 ? ", not empty" : "", value_of(*type.item));
    case Form::Map:
      return fmt::format("mapping: {}", value_of(*type.item));
    case Form::Object:
    case Form::OneOf:
      return link_to(type);
    case Form::Id:
    case Form::Account:
    case Form::Time:
    case Form::Duration:
    case Form::Boolean:
    case Form::Parameters:
    case Form::Json:
      return std::string(type.name);
  }
  return {};
}

/// The types that have a section: objects, and what is one of several, each once, a type before
/// those it speaks of.
void gather(const Type& type, std::vector<const Type*>& sections) {
  if (type.form == Form::Object || type.form == Form::OneOf) {
    if (std::ranges::find(sections, &type) != sections.end()) return;
    sections.push_back(&type);
  }
  if (type.item != nullptr) gather(*type.item, sections);
  for (const Key& key : type.keys)
    gather(*key.type, sections);
  for (const Alternative& alternative : type.alternatives)
    gather(*alternative.type, sections);
}

std::string section_of(const Type& type) {
  std::string out = fmt::format("## {}\n\n", title_of(type));
  if (type.form == Form::OneOf) {
    out += "One of these, told apart by its first key:\n\n";
    for (const Alternative& alternative : type.alternatives)
      out += fmt::format("- `{}`: {}\n", alternative.key, link_to(*alternative.type));
    return out;
  }
  out += "| Key | Value | Left out | Meaning |\n|---|---|---|---|\n";
  for (const Key& key : type.keys) {
    out += fmt::format("| `{}` | {} | {} | {} |\n", key.name, value_of(*key.type),
                       key.is_required ? "an error" : key.standard, key.doc);
  }
  return out;
}

}  // namespace

std::string scenario_reference() {
  std::vector<const Type*> sections;
  gather(scenario_type(), sections);
  std::string out;
  for (const Type* type : sections)
    out += fmt::format("{}{}", out.empty() ? "" : "\n", section_of(*type));
  return out;
}

}  // namespace imgfam
