// The only file that knows yaml-cpp. It uses the parser's events and never YAML::Load, whose tree
// has no bounds: an event pass costs the same whatever comes of it, and can be stopped at any
// event.
#include "readers.hpp"

#include "brackets.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>

namespace imgfam {
namespace {

/// Thrown out of yaml-cpp to end the reading, with or without something to say.
struct Stop {
  std::optional<Fault> fault;
};

/// Gives the text to yaml-cpp, and only so far ahead of the last event: its scanner keeps every
/// token of a `[…]` or `{…}` that may turn out to be a key until it ends (3 MB of `[` cost it
/// 700 MB), and of a text that is never closed it keeps all.
class BoundedInput : public std::streambuf {
 public:
  BoundedInput(std::string_view text, std::size_t lookahead_max)
      : text_(text), lookahead_max_(lookahead_max), end_(lookahead_max) {}

  void event_seen() { end_ = given_ + lookahead_max_; }

 protected:
  std::streamsize xsgetn(char* to, std::streamsize wanted) override {
    const std::size_t size = std::min(static_cast<std::size_t>(wanted), text_.size() - given_);
    if (given_ + size > end_) stop();
    text_.copy(to, size, given_);
    given_ += size;
    return static_cast<std::streamsize>(size);
  }
  int_type underflow() override {
    if (given_ == text_.size()) return traits_type::eof();
    return traits_type::to_int_type(text_[given_]);
  }
  int_type uflow() override {
    const int_type c = underflow();
    if (!traits_type::eq_int_type(c, traits_type::eof())) ++given_;
    return c;
  }
  int_type pbackfail(int_type c) override {
    if (given_ == 0) return traits_type::eof();
    --given_;
    return traits_type::not_eof(c);
  }

 private:
  [[noreturn]] void stop() const {
    const std::size_t begin = end_ - lookahead_max_;
    throw Stop{Fault{
        "SCN007", fmt::format("more than {} KiB without the end of a value", lookahead_max_ / 1024),
        "close what is open; write a long list line by line with `- `, or as JSON", 0,
        static_cast<std::uint32_t>(begin)}};
  }

  std::string_view text_;
  std::size_t lookahead_max_;
  std::size_t given_ = 0;
  std::size_t end_;  ///< Not further than this until the next event.
};

/// Passes yaml-cpp's events on to a TreeBuilder, and repeats for every alias what its anchor stands
/// for.
class Handler : public YAML::EventHandler {
 public:
  Handler(std::string_view text, const ReadLimits& limits, TreeSink sink, BoundedInput& input)
      : text_(text), limits_(limits), input_(input), builder_(text, limits, std::move(sink)) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) {
      refuse("SCN009", "a second document begins here",
             "a file is one document; is this line indented as it should be?", place(mark));
    }
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    input_.event_seen();
    // What an empty document holds; that it has no scenario, the caller says.
    if (builder_.is_outermost() && !builder_.is_list() && place(mark) >= text_.size()) return;
    const std::uint32_t cell = builder_.next_cell();
    check(builder_.null(place_of_null(mark)));
    keep(anchor, cell, place(mark));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    input_.event_seen();
    check_tag(tag, mark);
    const bool is_quoted = tag == "!";
    if (value.find('\0') != std::string::npos) {
      refuse("SCN002", "a NUL in a text", "take \\0 out", place(mark));
    }
    if (is_quoted && !is_closed(place(mark))) {
      throw Stop{unclosed_quote(place(mark))};
    }
    if (!is_quoted && value == "<<" && builder_.expects_key()) {
      refuse("SCN011", "merge keys (`<<`) are not read",
             "write the keys out; an alias can stand for a whole value", place(mark));
    }
    const std::uint32_t cell = builder_.next_cell();
    check(builder_.scalar(value, is_quoted, place(mark)));
    keep(anchor, cell, place(mark));
    last_ = place(mark);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    input_.event_seen();
    if (anchor >= anchors_.size() || anchors_[anchor].cells.empty()) {
      refuse("SCN010", "an alias for a value that it stands in, or for a whole scenario",
             "write out what is meant", place(mark));
    }
    count_aliased(anchors_[anchor].cells.size(), place(mark));
    check(builder_.repeat(anchors_[anchor], place(mark)));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(NodeKind::Sequence, mark, tag, anchor, style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(NodeKind::Mapping, mark, tag, anchor, style);
  }
  void OnMapEnd() override { close(); }

  /// A bracket that is the reason for an error at this place: too deep in others, or never closed.
  std::optional<Fault> bracket_fault(std::size_t at) const {
    const auto outermost = std::ranges::find(containers_, true, &Container::is_flow);
    BracketSearch search{.from = last_, .to = std::min(at, text_.size())};
    auto outside = static_cast<std::size_t>(outermost - containers_.begin());
    if (outermost != containers_.end()) {
      search.from = outermost->place;
      // yaml-cpp takes the last bracket of a text that ends in it for a key, and invents a mapping.
      if (outside > 0 && std::prev(outermost)->place == outermost->place) --outside;
    }
    search.to = std::max(search.from, search.to);
    const bool is_list =
        builder_.is_list() || (outside == 0 && text_.substr(search.from).starts_with('['));
    const std::size_t allowed = limits_.depth_max + (is_list ? 1 : 0);
    search.deepest = allowed - std::min(allowed, outside);
    const BracketsFound found = find_brackets(text_, search);
    if (found.too_deep)
      return depth_fault(limits_.depth_max, static_cast<std::uint32_t>(*found.too_deep));
    if (!found.unclosed) return std::nullopt;
    const char bracket = text_[*found.unclosed];
    if (bracket == '"' || bracket == '\'') return unclosed_quote(*found.unclosed);
    return Fault{"SCN004",
                 fmt::format("this is no YAML: the `{}` that stands here is never closed", bracket),
                 fmt::format("close it with `{}`; put a text that has brackets in quotes",
                             bracket == '[' ? ']' : '}'),
                 0, static_cast<std::uint32_t>(*found.unclosed)};
  }

 private:
  struct Container {
    std::uint32_t cell;
    std::uint32_t place;
    YAML::anchor_t anchor;
    bool is_flow;  ///< Written as `[…]` or `{…}`.
  };

  static Fault unclosed_quote(std::size_t at) {
    return {"SCN004", "the quote that begins here is never closed", "close it", 0,
            static_cast<std::uint32_t>(at)};
  }

  static std::uint32_t place(const YAML::Mark& mark) {
    return mark.is_null() ? 0 : static_cast<std::uint32_t>(mark.pos);
  }

  /// Where nothing is written, yaml-cpp gives the place of what comes next; the key is of more use.
  std::uint32_t place_of_null(const YAML::Mark& mark) const {
    const std::string_view rest = text_.substr(std::min<std::size_t>(place(mark), text_.size()));
    const bool is_written = rest.starts_with('~') || rest.starts_with('n') ||
                            rest.starts_with('N') || rest.starts_with('&');
    return is_written || builder_.is_outermost() ? place(mark) : builder_.last_place();
  }

  [[noreturn]] static void refuse(std::string_view code, std::string message, std::string hint,
                                  std::uint32_t place) {
    throw Stop{Fault{code, std::move(message), std::move(hint), 0, place}};
  }
  void check(bool goes_on) const {
    if (!goes_on) throw Stop{builder_.fault()};
  }

  void open(NodeKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            YAML::EmitterStyle::value style) {
    input_.event_seen();
    check_tag(tag, mark);
    containers_.push_back(
        {builder_.next_cell(), place(mark), anchor, style == YAML::EmitterStyle::Flow});
    last_ = place(mark);
    check(builder_.open(kind, place(mark)));
  }
  void close() {
    input_.event_seen();
    const Container container = containers_.back();
    containers_.pop_back();
    check(builder_.close());
    keep(container.anchor, container.cell, container.place);
  }

  /// Remembers a complete node that has an anchor. A whole scenario is gone by now.
  void keep(YAML::anchor_t anchor, std::uint32_t cell, std::uint32_t place) {
    if (anchor == YAML::NullAnchor || builder_.is_outermost()) return;
    if (anchors_.size() <= anchor) anchors_.resize(anchor + 1);
    anchors_[anchor] = builder_.cut(cell);
    count_aliased(anchors_[anchor].cells.size(), place);
  }
  void count_aliased(std::size_t nodes, std::uint32_t place) {
    aliased_ += nodes;
    if (aliased_ <= limits_.alias_nodes_max) return;
    refuse("SCN010",
           fmt::format("anchors and aliases repeat more than {} values", limits_.alias_nodes_max),
           "write out what is meant instead of aliases of aliases", place);
  }

  void check_tag(const std::string& tag, const YAML::Mark& mark) const {
    if (tag.empty() || tag == "?" || tag == "!") return;
    refuse("SCN011", "tags (`!…`) are not read", "take it out; quotes make a text of anything",
           place(mark));
  }

  /// yaml-cpp 0.7 takes a quote that the end of the file closes.
  bool is_closed(std::size_t at) const {
    while (at < text_.size() &&
           (text_[at] == '&' || text_[at] == '!')) {  // An anchor or a tag comes first.
      at = text_.find_first_not_of(" \t\r\n", text_.find_first_of(" \t\r\n", at));
    }
    if (at >= text_.size()) return true;
    const char quote = text_[at];
    if (quote != '"' && quote != '\'') return true;
    for (++at; at < text_.size(); ++at) {
      if (text_[at] == '\\' && quote == '"') {
        ++at;
      } else if (text_[at] == quote) {
        if (quote == '"' || !text_.substr(at + 1).starts_with('\'')) return true;
        ++at;  // Two single quotes are one in the text.
      }
    }
    return false;
  }

  std::string_view text_;
  const ReadLimits& limits_;
  BoundedInput& input_;
  TreeBuilder builder_;
  std::vector<Container> containers_;
  std::vector<TreeBuilder::Piece> anchors_;  ///< By yaml-cpp's number of the anchor.
  std::size_t aliased_ = 0;                  ///< Nodes kept for anchors or repeated for aliases.
  std::size_t documents_ = 0;
  std::uint32_t last_ = 0;  ///< Where the node stands that was seen last.
};

struct Advice {
  std::string_view yaml_cpp;  ///< How yaml-cpp's message begins.
  std::string_view message;
  std::string_view hint;
};

constexpr Advice advice[] = {
    {"illegal map value", "`: ` where no value can stand",
     "put a text that has `: ` in it in quotes"},
    {"illegal map key", "a key where none can stand", "check the indentation of this line"},
    {"illegal block entry", "`- ` where no item can stand", "check the indentation of this line"},
    {"illegal tab", "a tab in the indentation", "indent with blanks"},
    {"unknown token", "a text cannot begin with this character", "put it in quotes"},
    {"illegal flow end", "`]` or `}` without its beginning",
     "put a text that has brackets in quotes"},
    {"end of map not found", "this line does not fit the mapping that it stands in",
     "check its indentation, and that every key has its `: `"},
    {"end of sequence not found", "this line does not fit the list that it stands in",
     "check its indentation, and that every item has its `- `"},
    {"end of map flow", "`,` or `}` must stand before this",
     "put a text that has `: ` or `, ` in it in quotes"},
    {"end of sequence flow", "`,` or `]` must stand before this",
     "put a text that has `: ` or `, ` in it in quotes"},
    {"the referenced anchor", "an alias for an anchor that there is not",
     "put a text that begins with * in quotes"},
    {"alias not found", "a `*` without a name", "put a text that begins with * in quotes"},
    {"anchor not found", "a `&` without a name", "put a text that begins with & in quotes"},
    {"unknown escape", "`\\` with a letter that has no meaning after it",
     "write \\\\ for a backslash"},
};

/// The first tab of the blanks that begin the line.
std::optional<std::size_t> tab_in_indentation(std::string_view text, std::size_t at) {
  const std::size_t line = text.substr(0, at).rfind('\n') + 1;
  const std::size_t tab = text.find_first_not_of(' ', line);
  if (tab == std::string_view::npos || text[tab] != '\t') return std::nullopt;
  return tab;
}

Diagnostic explain(Source& source, const Fault& fault) {
  return source.diagnostic(fault.code, fault.place, fault.message, fault.hint);
}

Diagnostic explain(Source& source, const YAML::Exception& e, const Handler& handler) {
  const auto at = static_cast<std::size_t>(e.mark.is_null() ? 0 : e.mark.pos);
  if (const auto bracket = handler.bracket_fault(at)) return explain(source, *bracket);
  if (const auto tab = tab_in_indentation(source.text(), at)) {
    return source.diagnostic("SCN004", *tab, "this is no YAML: a tab in the indentation",
                             "indent with blanks");
  }
  for (const Advice& a : advice) {
    if (e.msg.starts_with(a.yaml_cpp)) {
      return source.diagnostic("SCN004", at, fmt::format("this is no YAML: {}", a.message),
                               std::string(a.hint));
    }
  }
  return source.diagnostic("SCN004", at, fmt::format("this is no YAML: {}", e.msg),
                           "check the line and the one before it");
}

}  // namespace

std::optional<Diagnostic> read_yaml(Source& source, const ReadLimits& limits, TreeSink sink) {
  if (auto bad = check_encoding(source, 0, source.text().size())) return bad;
  BoundedInput input(source.text(), limits.lookahead_bytes_max);
  std::istream stream(&input);
  Handler handler(source.text(), limits, std::move(sink), input);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(handler)) {
    }
  } catch (const Stop& stop) {
    if (!stop.fault) return std::nullopt;
    // What seems to be a key, or to have no end, may only be open; of a long value that is no
    // fault.
    const bool is_key = stop.fault->code == "SCN014";
    if (is_key || stop.fault->code == "SCN007") {
      const auto bracket = handler.bracket_fault(stop.fault->place + 1);
      if (bracket && (is_key || bracket->code == "SCN005")) return explain(source, *bracket);
    }
    return explain(source, *stop.fault);
  } catch (const YAML::Exception& e) {
    return explain(source, e, handler);
  }
  return std::nullopt;
}

}  // namespace imgfam
