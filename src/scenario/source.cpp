#include "source.hpp"

#include <imgfam/model/request.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace imgfam {

void Source::count_tokens_from(std::size_t offset) {
  has_tokens_ = true;
  counted_from_ = offset;
  tokens_begin_ = token_at_ = skip_to_token(offset);
  begin_token_ = token_ = 0;
}

std::size_t Source::offset_of(Node node) {
  const Tree& tree = node.tree();
  if (!has_tokens_) return tree.cells_[node.index()].place;
  // The next question is most likely about the same tree, and not about an earlier one.
  token_offset(tree.first_token_);
  tokens_begin_ = token_at_;
  begin_token_ = token_;
  return token_offset(tree.first_token_ + node.index());
}

std::size_t Source::token_number(Node node) const {
  return node.tree().first_token_ + node.index();
}

std::size_t Source::token_offset(std::size_t number) {
  if (number < token_) {
    token_at_ = tokens_begin_;
    token_ = begin_token_;
  }
  for (; token_ < number && token_at_ < text_.size(); ++token_) {
    token_at_ = skip_to_token(skip_token(token_at_));
  }
  return token_at_;
}

/// Past white space and all that only divides or ends.
std::size_t Source::skip_to_token(std::size_t at) const {
  return std::min(text_.find_first_not_of(" \t\r\n,:]}", at), text_.size());
}

std::size_t Source::skip_token(std::size_t at) const {
  if (text_[at] == '[' || text_[at] == '{') return at + 1;
  if (text_[at] != '"') return std::min(text_.find_first_of(" \t\r\n,:]}", at), text_.size());
  for (++at; at < text_.size() && text_[at] != '"'; ++at) {
    if (text_[at] == '\\') ++at;
  }
  return std::min(at + 1, text_.size());
}

Position Source::position(std::size_t offset) {
  offset = std::min(offset, text_.size());
  while (line_at_ > offset) {
    const std::size_t newline = text_.substr(0, line_at_ - 1).rfind('\n');
    line_at_ = newline == std::string_view::npos ? 0 : newline + 1;
    --line_;
  }
  const std::string_view before = text_.substr(0, offset);
  for (auto end = before.find('\n', line_at_); end != std::string_view::npos;
       end = before.find('\n', line_at_)) {
    line_at_ = end + 1;
    ++line_;
  }
  return {.file = std::string(file_), .line = line_, .column = offset - line_at_ + 1};
}

Diagnostic Source::diagnostic(std::string_view code, std::size_t offset, std::string message,
                              std::string hint) {
  // What is missing at the end is missed where the last line ends.
  if (offset >= text_.size()) offset = text_.find_last_not_of(" \t\r\n") + 1;
  Position where = position(offset);
  // A line may be the whole file: what is kept of it begins and ends near the place.
  constexpr std::size_t near = 400;
  const std::size_t skipped = where.column > near ? where.column - near : 0;
  std::string_view line = text_.substr(line_at_ + skipped, 2 * near);
  line = line.substr(0, line.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  const std::size_t caret = skipped == 0 ? 0 : where.column - skipped;
  return {.code = std::string(code),
          .where = std::move(where),
          .message = std::move(message),
          .hint = std::move(hint),
          .source_line = std::string(line),
          .caret = caret};
}

std::optional<Diagnostic> check_encoding(Source& source, std::size_t begin, std::size_t end) {
  const std::string_view text = source.text().substr(0, end);
  if (is_utf8_text(text.substr(begin))) return std::nullopt;
  std::size_t at = begin;
  for (std::size_t size = 0; at < text.size(); at += size) {
    for (size = 1; size <= 4 && !is_utf8_text(text.substr(at, size)); ++size) {
    }
    if (size > 4) break;
  }
  if (at + 4 > text.size() && text.size() < source.text().size())
    return std::nullopt;  // Cut by us.
  if (text[at] == '\0') {
    return source.diagnostic("SCN002", at, "a NUL byte",
                             "the text must be UTF-8; is this a binary file?");
  }
  return source.diagnostic(
      "SCN002", at, fmt::format("byte 0x{:02x} is not UTF-8", static_cast<unsigned char>(text[at])),
      "save the file as UTF-8");
}

bool is_wide(std::string_view text) {
  using namespace std::string_view_literals;
  return text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff") ||
         text.starts_with("\0\0\xfe\xff"sv);
}

std::string_view without_mark(std::string_view text) {
  constexpr std::string_view utf8_mark = "\xef\xbb\xbf";
  return text.substr(text.starts_with(utf8_mark) ? utf8_mark.size() : 0);
}

std::string shown(std::string_view text) {
  constexpr std::size_t bytes_max = 80;
  std::size_t size = std::min(text.size(), bytes_max);
  // Not in the middle of a character.
  while (size < text.size() && size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80)
    --size;
  std::string out = '`' + std::string(text.substr(0, size)) + (size < text.size() ? "…`" : "`");
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return out;
}

std::optional<Diagnostic> check_text(std::string_view& text, std::string_view file,
                                     const ReadLimits& limits) {
  if (text.size() > limits.text_bytes_max) {
    return Source(file, {}).diagnostic(
        "SCN001", 0,
        fmt::format("a text of {} bytes; at most {} are read", text.size(), limits.text_bytes_max),
        "divide it in several files");
  }
  if (is_wide(text)) {
    return Source(file, {}).diagnostic("SCN002", 0, "the text is UTF-16 or UTF-32",
                                       "save the file as UTF-8");
  }
  text = without_mark(text);
  return std::nullopt;
}

}  // namespace imgfam
