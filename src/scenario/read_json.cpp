#include "readers.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <fmt/format.h>

namespace imgfam {
namespace {

namespace json = boost::json;
using json::error_code;

/// Passes Boost.JSON's events on to a TreeBuilder. No positions are kept: Source finds them again.
class Handler {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  Handler(std::string_view source, const ReadLimits& limits, TreeSink sink)
      : builder(source, limits, std::move(sink)) {}

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_array_begin(error_code& ec) { return check(builder.open(NodeKind::Sequence), ec); }
  bool on_array_end(std::size_t, error_code& ec) { return check(builder.close(), ec); }
  bool on_object_begin(error_code& ec) { return check(builder.open(NodeKind::Mapping), ec); }
  bool on_object_end(std::size_t, error_code& ec) { return check(builder.close(), ec); }

  bool on_key_part(json::string_view s, std::size_t, error_code&) { return add_part(s); }
  bool on_key(json::string_view s, std::size_t, error_code& ec) { return add_string(s, ec); }
  bool on_string_part(json::string_view s, std::size_t, error_code&) { return add_part(s); }
  bool on_string(json::string_view s, std::size_t, error_code& ec) { return add_string(s, ec); }

  bool on_number_part(json::string_view s, error_code&) { return add_part(s); }
  bool on_int64(std::int64_t, json::string_view s, error_code& ec) { return add(s, false, ec); }
  bool on_uint64(std::uint64_t, json::string_view s, error_code& ec) { return add(s, false, ec); }
  bool on_double(double, json::string_view s, error_code& ec) { return add(s, false, ec); }
  bool on_bool(bool b, error_code& ec) {
    return check(builder.scalar(b ? "true" : "false", false), ec);
  }
  bool on_null(error_code& ec) { return check(builder.null(), ec); }
  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }

  void restart() {
    builder.restart();
    part_.clear();
  }

  TreeBuilder builder;

 private:
  static bool check(bool goes_on, error_code& ec) {
    if (!goes_on) ec = json::make_error_code(json::error::exception);
    return goes_on;
  }
  bool add_part(json::string_view s) {
    part_.append(s.data(), s.size());
    return true;
  }
  /// A scalar in one piece is a slice of the text and stays one; one with escapes comes in parts.
  bool add(json::string_view s, bool is_quoted, error_code& ec) {
    if (part_.empty()) return check(builder.scalar({s.data(), s.size()}, is_quoted), ec);
    add_part(s);
    const bool goes_on = builder.scalar(part_, is_quoted);
    part_.clear();
    return check(goes_on, ec);
  }
  bool add_string(json::string_view s, error_code& ec) {
    // The parser refuses the byte itself but not its escape, and what was escaped is no slice.
    const std::string_view text(s.data(), s.size());
    const bool is_whole = part_.empty() && builder.is_slice(text);
    if (!is_whole && (part_ + std::string(text)).find('\0') != std::string::npos) {
      return check(builder.fail("SCN002", "a NUL in a text", "take \\u0000 out", 0), ec);
    }
    return add(s, true, ec);
  }

  std::string part_;
};

bool is_cut_off(const error_code& ec, std::string_view rest) {
  return ec == json::error::incomplete || rest.empty();
}

/// What is wrong at a place, said better than "syntax error".
std::string reason(const error_code& ec, std::string_view rest) {
  if (is_cut_off(ec, rest)) return "it ends too early";
  if (ec == json::error::extra_data) return "there is more after its end";
  if (ec != json::error::syntax) return ec.message();
  if (rest.front() == '\n' || rest.front() == '\r') return "a line break cannot stand here";
  if (rest.front() == '\t') return "a tab cannot stand here";
  return fmt::format("{} cannot stand here", shown(rest.substr(0, 1)));
}

/// Reads values from one text, or from one line after another of it.
class JsonReader {
 public:
  JsonReader(Source& source, const ReadLimits& limits, TreeSink sink)
      : source_(source), parser_(options(limits), source.text(), limits, std::move(sink)) {}

  /// Reads the value in [begin, end).
  std::optional<Diagnostic> read(std::size_t begin, std::size_t end) {
    error_code ec;
    const std::size_t stop = read_one(begin, end, ec);
    if (!ec && stop < end) ec = json::error::extra_data;
    return ec ? explain(stop, ec) : std::nullopt;
  }

  /// Reads one value after another in [begin, end).
  std::optional<Diagnostic> read_all(std::size_t begin, std::size_t end) {
    while (begin < end) {
      error_code ec;
      const std::size_t stop = read_one(begin, end, ec);
      if (ec) return explain(stop, ec);
      begin = stop;
    }
    return std::nullopt;
  }

  TreeBuilder& builder() { return parser_.handler().builder; }

 private:
  /// Reads one value; answers where it ends, with the white space after it, or where it is wrong.
  std::size_t read_one(std::size_t begin, std::size_t end, error_code& ec) {
    begin_ = begin;
    source_.count_tokens_from(begin);
    parser_.reset();
    parser_.handler().restart();
    const std::size_t size =
        parser_.write_some(false, source_.text().data() + begin, end - begin, ec);
    if (ec) return begin + size;
    return std::min(source_.text().find_first_not_of(" \t\r\n", begin + size), end);
  }

  static json::parse_options options(const ReadLimits& limits) {
    json::parse_options options;
    options.max_depth = limits.depth_max + 2;  // The builder's own bound is met first.
    return options;
  }

  std::optional<Diagnostic> explain(std::size_t at, const error_code& ec) {
    const auto& fault = builder().fault();
    if (fault) {
      const std::size_t token = builder().first_token() + fault->cell;
      return source_.diagnostic(fault->code, source_.token_offset(token), fault->message,
                                fault->hint);
    }
    if (ec == json::error::exception) return std::nullopt;  // The sink wants no more.
    if (auto bad = check_encoding(source_, begin_, at + 4)) return bad;
    const std::string_view rest = source_.text().substr(at);
    const std::string_view hint =
        !is_cut_off(ec, rest) ? "comments, trailing commas and single quotes are no JSON either"
        : rest.empty()        ? "close what is open; is the end of the text missing?"
                              : "close what is open; in JSON Lines a value stands on one line";
    return source_.diagnostic("SCN004", at, fmt::format("this is no JSON: {}", reason(ec, rest)),
                              std::string(hint));
  }

  Source& source_;
  std::size_t begin_ = 0;  ///< Of the value being read.
  json::basic_parser<Handler> parser_;
};

}  // namespace

std::optional<Diagnostic> read_json(Source& source, const ReadLimits& limits, TreeSink sink) {
  JsonReader reader(source, limits, std::move(sink));
  return reader.read(0, source.text().size());
}

std::optional<Diagnostic> read_json_values(Source& source, const ReadLimits& limits,
                                           TreeSink sink) {
  JsonReader reader(source, limits, std::move(sink));
  const std::string_view text = source.text();
  return reader.read_all(std::min(text.find_first_not_of(" \t\r\n"), text.size()), text.size());
}

void read_json_lines(Source& source, const ReadLimits& limits, TreeSink sink,
                     const std::function<bool(Diagnostic)>& wrong) {
  bool wants_more = true;
  JsonReader reader(source, limits, [&](const Tree& tree) { return wants_more = sink(tree); });
  const std::string_view text = source.text();
  for (std::size_t begin = 0; begin < text.size() && wants_more;) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const bool is_blank =
        text.substr(begin, end - begin).find_first_not_of(" \t\r") == std::string_view::npos;
    if (!is_blank) {
      auto problem = reader.read(begin, end);
      if (problem && !wrong(std::move(*problem))) return;
    }
    begin = end + 1;
  }
}

}  // namespace imgfam
