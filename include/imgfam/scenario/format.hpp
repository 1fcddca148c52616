// The scenario format, described once as plain data. The reader checks scenarios by it, `imgfam
// schema` prints it for editors, and the reference documentation lists it, so that none can drift
// from another.
//
// A Type says what may stand somewhere: a form, and what the form needs to know. The data stands in
// format.cpp. What takes more than one place to see (an instance of an image that is not there) is
// not here but where a scenario is made of its tree.
#pragma once

#include <imgfam/model/diagnostic.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace imgfam {

enum class Form : std::uint8_t {
  Text,        ///< Any scalar, as it is written, `least` to `most` bytes of it.
  Id,          ///< Text without blanks: how images, instances and bindings are named.
  Account,     ///< 1 to 18 digits, the first not 0.
  Time,        ///< As parse_time reads it.
  Duration,    ///< As parse_duration reads it.
  Integer,     ///< Digits, from `least` to `most`.
  Boolean,     ///< true or false, without quotes.
  Choice,      ///< One of `choices`.
  List,        ///< `item` after `item`.
  Map,         ///< Keys of the user's own, each with an `item`.
  Object,      ///< The `keys`, and no others.
  OneOf,       ///< One of `alternatives`: the first whose own key is there.
  Parameters,  ///< A scalar, `~`, or a list or mapping of the same.
  Json,        ///< Any value.
};

struct Type;

/// One key of an Object.
struct Key {
  std::string_view name;
  const Type* type = nullptr;
  std::string_view doc;            ///< One or two sentences, without the default.
  std::string_view standard = {};  ///< What it is when left out, for people.
  bool is_required = false;
  std::string_view example = {};  ///< Of a required key: how it is written, for hints.
};

struct Alternative {
  std::string_view key;  ///< The key that tells it from the others.
  const Type* type = nullptr;
};

struct Type {
  Form form = Form::Text;
  std::string_view name;  ///< With its article, for messages: `an image`.
  std::int64_t least = 0;
  std::int64_t most = 0;
  const Type* item = nullptr;
  std::span<const std::string_view> choices = {};
  std::span<const Key> keys = {};
  std::span<const Alternative> alternatives = {};
};

/// Bytes in a key of the user's own: the name of a parameter, a place, a tag.
inline constexpr std::size_t key_bytes_max = 128;

/// Bytes in the name of a scenario, and in its `why` or a step's `because`.
inline constexpr std::size_t name_bytes_max = 200;
inline constexpr std::size_t text_bytes_max = 64 * 1024;

/// What a scenario is.
const Type& scenario_type();

/// The format as JSON Schema, draft 7, as editors read it (yaml-language-server); ends in a
/// newline.
std::string scenario_schema();

/// The format as Markdown: a table of keys for every kind of mapping. These are the tables of
/// docs/reference/scenario.md.
std::string scenario_reference();

}  // namespace imgfam
