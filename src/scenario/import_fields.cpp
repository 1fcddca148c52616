#include "import_fields.hpp"

#include <imgfam/model/letter_case.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace imgfam {
namespace {

constexpr std::size_t unused_names_max = 1000;

std::string found(Node node) {
  switch (node.kind()) {
    case NodeKind::Null:
      return "null";
    case NodeKind::Scalar:
      return node.is_quoted() ? fmt::format("the text {}", shown(node.text())) : shown(node.text());
    case NodeKind::Sequence:
      return "a list";
    case NodeKind::Mapping:
      return "an object";
  }
  return {};
}

}  // namespace

DocumentPlace Fields::place_of(Node node) const {
  const Source& source = problems_->source(text_);
  return {text_, source.counted_from(), source.token_number(node)};
}

void Fields::wrong(std::string_view code, std::string_view name, std::string message,
                   std::string hint) const {
  const auto value = node_.find(name);
  problems_->add(code, place_of(value ? *value : node_), std::move(message), std::move(hint));
}

void Fields::missing(std::string_view name, std::string hint) const {
  problems_->add("IMP011", place_of(node_), fmt::format("{} has no `{}`", what_, name),
                 std::move(hint));
}

std::optional<Node> Fields::find(std::string_view name) const {
  const auto value = node_.find(name);
  return value && !value->is_null() ? value : std::nullopt;
}

bool Fields::is_blank(std::string_view name) const {
  const auto value = find(name);
  return !value || (value->is_scalar() && (value->text().empty() || value->text() == "0"));
}

std::optional<std::string_view> Fields::scalar(std::string_view name,
                                               std::string_view wanted) const {
  const auto value = find(name);
  if (!value) return std::nullopt;
  if (value->is_scalar()) return value->text();
  wrong("IMP010", name, fmt::format("expected {} for `{}`, found {}", wanted, name, found(*value)),
        "it is not as the service answers; was it changed on the way?");
  return std::nullopt;
}

std::string Fields::text(std::string_view name, std::size_t bytes_max) const {
  const auto value = find(name);
  if (!value) return {};
  if (!value->is_scalar() || !value->is_quoted()) {
    wrong("IMP010", name, fmt::format("expected text for `{}`, found {}", name, found(*value)),
          "text stands in quotes");
    return {};
  }
  if (value->text().size() > bytes_max) {
    wrong("IMP012", name,
          fmt::format("`{}` has {} bytes; at most {} are read", name, value->text().size(),
                      bytes_max),
          "the service has no such long one");
    return {};
  }
  return std::string(value->text());
}

std::string Fields::id(std::string_view name, bool is_required) const {
  constexpr std::size_t bytes_max = 128;
  const std::string value = text(name);
  const bool is_printable = std::ranges::all_of(value, [](char c) { return c > ' ' && c < 0x7f; });
  if (value.empty()) {
    if (is_required && is_blank(name))
      missing(name, "it is not as the service answers; was it changed on the way?");
    return {};
  }
  if (value.size() > bytes_max || !is_printable || value.find("${") != std::string::npos ||
      value == "nothing") {
    wrong("IMP012", name, fmt::format("{} is no id for `{}`", shown(value), name),
          "an id is 1 to 128 printable ASCII characters without blanks");
    return {};
  }
  return value;
}

std::optional<std::uint64_t> Fields::number(std::string_view name, std::uint64_t most) const {
  const auto text = scalar(name, "a number");
  if (!text || text->empty()) return std::nullopt;
  std::uint64_t value = 0;
  const char* const end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, value);
  if (error == std::errc{} && stop == end && value <= most) return value;
  wrong("IMP012", name, fmt::format("expected a number for `{}`, found {}", name, shown(*text)),
        fmt::format("from 0 to {}", most));
  return std::nullopt;
}

std::optional<bool> Fields::flag(std::string_view name) const {
  const auto text = scalar(name, "true or false");
  if (!text || text->empty()) return std::nullopt;
  const std::string word = lower_case(*text);
  if (word == "true" || word == "false") return word == "true";
  wrong("IMP012", name,
        fmt::format("expected true or false for `{}`, found {}", name, shown(*text)),
        "it is not as the service answers; was it changed on the way?");
  return std::nullopt;
}

std::optional<SimTime> Fields::time(std::string_view name, bool is_required) const {
  const std::string value = text(name);
  if (value.empty()) {
    if (is_required && is_blank(name)) missing(name, "such as \"2026-01-10T00:00:00Z\"");
    return std::nullopt;
  }
  const auto time = parse_time(value);
  if (!time) {
    wrong("IMP012", name, fmt::format("expected a time for `{}`, found {}", name, shown(value)),
          "such as \"2026-01-10T00:00:00Z\"");
  }
  return time;
}

std::optional<AccountId> Fields::account(std::string_view name) const {
  const auto text = scalar(name, "an account id");
  if (!text || text->empty() || *text == "0") return std::nullopt;
  const auto account = parse_account(*text);
  if (!account) {
    wrong("IMP012", name,
          fmt::format("expected an account id for `{}`, found {}", name, shown(*text)),
          "1 to 18 digits, the first not 0");
  }
  return account;
}

std::optional<std::string> Fields::word(std::string_view name, bool is_required,
                                        std::span<const std::string_view> names) const {
  std::string value = text(name);
  if (!value.empty()) return value;
  if (is_required && is_blank(name))
    missing(name, fmt::format("one of {}", fmt::join(names, ", ")));
  return std::nullopt;
}

std::optional<std::size_t> Fields::choose(std::string_view name, bool is_required,
                                          std::span<const std::string_view> names) const {
  const auto value = word(name, is_required, names);
  if (!value) return std::nullopt;
  const auto chosen = std::ranges::find(names, *value);
  if (chosen != names.end()) return static_cast<std::size_t>(chosen - names.begin());
  wrong("IMP013", name, fmt::format("the model knows no {} {}", name, shown(*value)),
        fmt::format("it knows {}", fmt::join(names, ", ")));
  return std::nullopt;
}

std::optional<std::size_t> Fields::choose(Open field, bool is_required,
                                          std::vector<UnknownValue>& unknown) const {
  const OpenField& open = open_fields[static_cast<std::size_t>(field)];
  const auto value = word(open.name, is_required, open.known);
  if (!value) return std::nullopt;
  const auto chosen = std::ranges::find(open.known, *value);
  if (chosen != open.known.end()) return static_cast<std::size_t>(chosen - open.known.begin());
  unknown.push_back({field, shown(*value), place_of(*node_.find(open.name))});
  return std::nullopt;
}

std::optional<Fields> Fields::object(std::string_view name, std::string_view what) const {
  const auto value = find(name);
  if (!value) return std::nullopt;
  if (value->is_mapping()) return Fields(*value, what, text_, *problems_);
  wrong("IMP010", name, fmt::format("expected an object for `{}`, found {}", name, found(*value)),
        "it is not as the service answers; was it changed on the way?");
  return std::nullopt;
}

std::vector<Fields> Fields::list(std::string_view outer, std::string_view inner,
                                 std::string_view item) const {
  const auto around = object(outer, item);
  const auto value = around ? around->find(inner) : std::nullopt;
  if (!value) return {};
  if (!value->is_sequence()) {
    around->wrong("IMP010", inner,
                  fmt::format("expected a list for `{}.{}`, found {}", outer, inner, found(*value)),
                  "it is not as the service answers; was it changed on the way?");
    return {};
  }
  std::vector<Fields> out;
  for (const Node node : value->items()) {
    if (node.is_mapping()) {
      out.emplace_back(node, item, text_, *problems_);
    } else {
      problems_->add("IMP010", place_of(node),
                     fmt::format("expected {}, found {}", item, found(node)),
                     "it is not as the service answers; was it changed on the way?");
    }
  }
  return out;
}

void Fields::note_unused(std::initializer_list<std::string_view> used, std::string_view prefix,
                         std::set<std::string, std::less<>>& names) const {
  constexpr std::size_t name_bytes_max = 64;
  for (const auto [key, value] : node_.entries()) {
    if (value.is_null() || std::ranges::find(used, key.text()) != used.end()) continue;
    if (names.size() >= unused_names_max) return;
    const std::string_view name = key.text().substr(0, name_bytes_max);
    if (prefix.empty()) {
      if (!names.contains(name)) names.emplace(name);
    } else {
      names.insert(fmt::format("{}.{}", prefix, name));
    }
  }
}

}  // namespace imgfam
