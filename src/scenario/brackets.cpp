#include "brackets.hpp"

#include <algorithm>
#include <vector>

namespace imgfam {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

class Finder {
 public:
  Finder(std::string_view text, const BracketSearch& search)
      : text_(text), search_(search), at_(search.from) {}

  BracketsFound find() {
    BracketsFound found;
    while (at_ < text_.size() && (at_ < search_.to || !open_.empty()) && goes_on_)
      step(text_[at_]);
    if (is_too_deep_) found.too_deep = at_;
    if (quote_ && !open_.empty()) open_.push_back(*quote_);
    while (!open_.empty() && open_.back() >= search_.to)
      open_.pop_back();
    if (!open_.empty()) found.unclosed = open_.back();
    return found;
  }

 private:
  void step(char c) {
    const bool is_in_brackets = !open_.empty();
    if (is_blank(c)) {
      may_begin_ = may_begin_ || c == '\n';
      ++at_;
    } else if (c == '#' && (at_ == 0 || is_blank(text_[at_ - 1]))) {
      at_ = end_of_line(at_);
    } else if (may_begin_ && (c == '"' || c == '\'')) {
      skip_quoted(c);
    } else if (may_begin_ && (c == '&' || c == '!')) {  // A node comes after it.
      while (at_ < text_.size() && !is_blank(text_[at_]))
        ++at_;
    } else if (may_begin_ && !is_in_brackets && (c == '|' || c == '>')) {
      skip_block();
    } else if ((may_begin_ || is_in_brackets) && (c == '[' || c == '{')) {
      open();
    } else if (is_in_brackets && (c == ']' || c == '}')) {
      close(c);
    } else {
      pass(c, is_in_brackets);
    }
  }

  void open() {
    is_too_deep_ = open_.size() == search_.deepest;
    goes_on_ = !is_too_deep_;
    if (is_too_deep_) return;
    open_.push_back(at_++);
    may_begin_ = true;
  }

  /// A bracket of the other kind closes nothing: the one before it lacks its own.
  void close(char c) {
    goes_on_ = (text_[open_.back()] == '[') == (c == ']');
    if (!goes_on_) return;
    open_.pop_back();
    ++at_;
    may_begin_ = false;
  }

  /// Past a character of a plain text, or one that divides.
  void pass(char c, bool is_in_brackets) {
    ++at_;
    constexpr std::string_view after_colon = "[]{},\"'";
    const bool is_last = at_ == text_.size() || is_blank(text_[at_]);
    if (c == ':') {
      may_begin_ =
          is_last || (is_in_brackets && after_colon.find(text_[at_]) != std::string_view::npos);
    } else if (c == '-' || c == '?') {
      may_begin_ = may_begin_ && is_last;
    } else {
      may_begin_ = is_in_brackets && c == ',';
    }
  }

  void skip_quoted(char quote) {
    const std::size_t begin = at_;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\' && quote == '"') {
        ++at_;
      } else if (text_[at_] == quote) {
        if (quote == '"' || !text_.substr(at_ + 1).starts_with(quote)) break;
        ++at_;  // Two single quotes are one in the text.
      }
    }
    if (at_ >= text_.size()) quote_ = begin;
    at_ = std::min(at_ + 1, text_.size());
    may_begin_ = false;
  }

  /// The lines of a text after `|` or `>`: those that are indented as far as the first of them.
  void skip_block() {
    const std::size_t line = text_.rfind('\n', at_) + 1;
    const std::size_t outside = text_.find_first_not_of(' ', line) - line;
    std::size_t indent = 0;
    for (at_ = end_of_line(at_); at_ < text_.size(); at_ = end_of_line(at_ + 1)) {
      const std::size_t first = std::min(text_.find_first_not_of(' ', at_ + 1), text_.size());
      if (first == text_.size() || is_blank(text_[first])) continue;  // An empty line.
      if (indent == 0) indent = std::max(first - at_ - 1, outside + 1);
      if (first - at_ - 1 < indent) return;
    }
  }

  std::size_t end_of_line(std::size_t at) const {
    return std::min(text_.find('\n', at), text_.size());
  }

  std::string_view text_;
  const BracketSearch& search_;
  std::size_t at_;
  std::vector<std::size_t> open_;
  std::optional<std::size_t> quote_;  ///< One that is never closed.
  bool may_begin_ = true;             ///< Whether a node may begin here.
  bool is_too_deep_ = false;
  bool goes_on_ = true;
};

}  // namespace

BracketsFound find_brackets(std::string_view text, const BracketSearch& search) {
  return Finder(text, search).find();
}

}  // namespace imgfam
