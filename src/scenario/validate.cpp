#include "validate.hpp"

#include <imgfam/model/account.hpp>
#include <imgfam/model/sim_time.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace imgfam {
namespace {

std::string found(Node node) {
  switch (node.kind()) {
    case NodeKind::Null:
      return "nothing";
    case NodeKind::Scalar:
      return shown(node.text());
    case NodeKind::Sequence:
      return "a list";
    case NodeKind::Mapping:
      return "a mapping";
  }
  return {};
}

/// `did you mean …`, or all the names there are.
std::string suggest(std::string_view word, const std::vector<std::string_view>& names) {
  constexpr std::size_t listed_max = 30;
  const std::string_view near = nearest(word, names);
  if (!near.empty()) return fmt::format("did you mean `{}`?", near);
  if (names.size() > listed_max) return fmt::format("there are {} such names", names.size());
  return fmt::format("one of {}", fmt::join(names, ", "));
}

class Validator {
 public:
  explicit Validator(Problems& problems) : problems_(problems) {}

  void check(Node node, const Type& type) {
    if (problems_.is_full()) return;
    switch (type.form) {
      case Form::List:
        return check_list(node, type);
      case Form::Map:
        return check_map(node, type);
      case Form::Object:
        return check_object(node, type);
      case Form::OneOf:
        return check_one_of(node, type);
      case Form::Parameters:
        return check_parameters(node);
      case Form::Json:
        return;
      case Form::Text:
      case Form::Id:
      case Form::Account:
      case Form::Time:
      case Form::Duration:
      case Form::Integer:
      case Form::Boolean:
      case Form::Choice:
        return check_scalar(node, type);
    }
  }

 private:
  void add(std::string_view code, Node where, std::string message, std::string hint) {
    problems_.add(code, where, std::move(message), std::move(hint));
  }

  bool is_kind(Node node, NodeKind kind, const Type& type) {
    if (node.kind() == kind) return true;
    std::string_view hint;
    switch (kind) {
      case NodeKind::Mapping:
        hint = "write `key: value` lines, or {key: value, …}";
        break;
      case NodeKind::Sequence:
        hint = "write `- ` before every item, or [item, …]";
        break;
      case NodeKind::Scalar:
        hint = node.is_null() ? "write \"\" for an empty text" : "write one value";
        break;
      case NodeKind::Null:
        break;
    }
    const std::string wanted = kind == NodeKind::Mapping ? fmt::format("a mapping ({})", type.name)
                                                         : std::string(type.name);
    add("SCN014", node, fmt::format("expected {}, found {}", wanted, found(node)),
        std::string(hint));
    return false;
  }

  void check_list(Node node, const Type& type) {
    if (!is_kind(node, NodeKind::Sequence, type)) return;
    if (type.least > 0 && static_cast<std::int64_t>(node.size()) < type.least) {
      add("SCN015", node, fmt::format("expected {}, found an empty one", type.name),
          "write at least one item");
    }
    if (type.most > 0 && static_cast<std::int64_t>(node.size()) > type.most) {
      add("SCN015", node, fmt::format("{} of {} items", type.name, node.size()),
          fmt::format("at most {}", type.most));
    }
    for (const Node item : node.items())
      check(item, *type.item);
  }

  void check_map(Node node, const Type& type) {
    if (!is_kind(node, NodeKind::Mapping, type)) return;
    for (const auto [key, value] : node.entries()) {
      check_own_key(key, type.name);
      check(value, *type.item);
    }
  }

  void check_own_key(Node key, std::string_view where) {
    if (!key.text().empty() && key.text().size() <= key_bytes_max) return;
    add("SCN015", key, fmt::format("a key of {} bytes in {}", key.text().size(), where),
        fmt::format("a key has 1 to {}", key_bytes_max));
  }

  void check_object(Node node, const Type& type) {
    if (!is_kind(node, NodeKind::Mapping, type)) return;
    std::uint64_t given = 0;  // The keys of the type, as bits.
    for (const auto [key, value] : node.entries()) {
      const auto known = std::ranges::find(type.keys, key.text(), &Key::name);
      if (known == type.keys.end()) {
        add("SCN012", key, fmt::format("unknown key {} in {}", shown(key.text()), type.name),
            suggest(key.text(), names_of(type)));
        continue;
      }
      given |= std::uint64_t{1} << (known - type.keys.begin());
      check(value, *known->type);
    }
    for (std::size_t k = 0; k < type.keys.size(); ++k) {
      const Key& key = type.keys[k];
      if (!key.is_required || (given >> k & 1U) != 0) continue;
      add("SCN013", node, fmt::format("{} needs `{}`", type.name, key.name),
          fmt::format("write it, such as `{}`", key.example));
    }
  }

  static std::vector<std::string_view> names_of(const Type& type) {
    std::vector<std::string_view> names;
    for (const Key& key : type.keys)
      names.push_back(key.name);
    return names;
  }

  void check_one_of(Node node, const Type& type) {
    if (!is_kind(node, NodeKind::Mapping, type)) return;
    const Alternative* const meant = find_alternative(node, type);
    if (meant != nullptr) return check_alternative(node, type, *meant);
    std::vector<std::string_view> keys;
    for (const Alternative& a : type.alternatives)
      keys.push_back(a.key);
    for (const auto [key, value] : node.entries()) {
      const std::string_view near = nearest(key.text(), keys);
      if (near.empty()) continue;
      add("SCN012", key, fmt::format("unknown key {} in {}", shown(key.text()), type.name),
          fmt::format("did you mean `{}`?", near));
      return;
    }
    const Alternative& first = type.alternatives.front();
    const auto example = std::ranges::find(first.type->keys, first.key, &Key::name);
    add("SCN013", node, fmt::format("{} needs one of {}", type.name, fmt::join(keys, ", ")),
        fmt::format("write one, such as `{}`", example->example));
  }

  void check_alternative(Node node, const Type& type, const Alternative& meant) {
    for (const Alternative& other : type.alternatives) {
      const auto second = node.find_key(other.key);
      const bool fits =
          std::ranges::find(meant.type->keys, other.key, &Key::name) != meant.type->keys.end();
      if (!second || fits) continue;
      add("SCN017", *second, fmt::format("`{}` and `{}` in {}", meant.key, other.key, type.name),
          "divide it in two");
      return;
    }
    check(node, *meant.type);
  }

  void check_parameters(Node node) {
    if (node.is_sequence()) {
      for (const Node item : node.items())
        check_parameters(item);
    } else if (node.is_mapping()) {
      for (const auto [key, value] : node.entries()) {
        check_own_key(key, "a parameter's value");
        check_parameters(value);
      }
    }
  }

  void check_scalar(Node node, const Type& type) {
    if (!is_kind(node, NodeKind::Scalar, type)) return;
    const std::string_view text = node.text();
    const auto malformed = [&](std::string_view hint) {
      add("SCN015", node, fmt::format("expected {}, found {}", type.name, shown(text)),
          std::string(hint));
    };
    switch (type.form) {
      case Form::Text:
        if (std::ssize(text) < type.least) malformed("it cannot be empty");
        if (std::ssize(text) > type.most) malformed(fmt::format("at most {} bytes", type.most));
        return;
      case Form::Id:
        if (!is_id(text)) malformed("an id is 1 to 128 bytes without blanks and `${`");
        return;
      case Form::Account:
        if (!parse_account(text))
          malformed("1 to 18 digits, the first not 0; such as \"1000000000000001\"");
        return;
      case Form::Time:
        if (!parse_time(text)) malformed("such as 2026-01-10T00:00:00Z, or 2026-01-10");
        return;
      case Form::Duration:
        if (!parse_duration(text)) malformed("such as 90s, 10m, 2h, 1h30m, 7d");
        return;
      case Form::Integer:
        if (!is_integer(node, type))
          malformed(fmt::format("from {} to {}, without quotes", type.least, type.most));
        return;
      case Form::Boolean:
        if (node.is_quoted() || (text != "true" && text != "false")) malformed("without quotes");
        return;
      case Form::Choice:
        if (std::ranges::find(type.choices, text) == type.choices.end()) {
          add("SCN016", node, fmt::format("expected {}, found {}", type.name, shown(text)),
              suggest(text, {type.choices.begin(), type.choices.end()}));
        }
        return;
      case Form::List:
      case Form::Map:
      case Form::Object:
      case Form::OneOf:
      case Form::Parameters:
      case Form::Json:
        return;  // No scalars.
    }
  }

  static bool is_id(std::string_view text) {
    constexpr std::size_t bytes_max = 128;
    const bool has_blank =
        std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) <= ' '; });
    return !text.empty() && text.size() <= bytes_max && !has_blank &&
           text.find("${") == std::string_view::npos;
  }

  static bool is_integer(Node node, const Type& type) {
    const std::string_view text = node.text();
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return !node.is_quoted() && error == std::errc{} && end == text.data() + text.size() &&
           value >= type.least && value <= type.most;
  }

  Problems& problems_;
};

}  // namespace

void validate(Node node, const Type& type, Problems& problems) {
  Validator(problems).check(node, type);
}

const Alternative* find_alternative(Node mapping, const Type& type) {
  for (const Alternative& alternative : type.alternatives) {
    if (mapping.find(alternative.key)) return &alternative;
  }
  return nullptr;
}

}  // namespace imgfam
