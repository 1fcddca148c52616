// Source: a text with its file name, which says where in it something stands.
//
// A reader keeps as little as it can while all is well: YAML nodes know their offset, JSON nodes
// only their number. Lines, columns and the offsets of JSON nodes are found here, by reading the
// text again when a diagnostic is made. Questions come mostly in the order of the text; each goes
// on from the last, so that many in one text cost one walk through it.
#pragma once

#include <imgfam/model/diagnostic.hpp>
#include <imgfam/scenario/tree.hpp>

namespace imgfam {

class Source {
 public:
  Source(std::string_view file, std::string_view text) : file_(file), text_(text) {}

  std::string_view text() const { return text_; }

  /// Says that the nodes asked about from here on are JSON tokens, counted from this offset.
  void count_tokens_from(std::size_t offset);

  std::size_t offset_of(Node node);
  /// What finds a JSON node again when its tree is gone: count_tokens_from `counted_from()`, then
  /// ask for the token_offset of this number.
  std::size_t token_number(Node node) const;
  std::size_t counted_from() const { return counted_from_; }
  Position position(std::size_t offset);
  Diagnostic diagnostic(std::string_view code, std::size_t offset, std::string message,
                        std::string hint);
  /// The offset of a JSON token by its number. Keys, scalars, `[` and `{` are tokens.
  std::size_t token_offset(std::size_t number);

 private:
  std::size_t skip_to_token(std::size_t at) const;
  std::size_t skip_token(std::size_t at) const;

  std::string_view file_;
  std::string_view text_;
  std::size_t line_at_ = 0;  ///< Where the line begins that was last asked about…
  std::size_t line_ = 1;     ///< … and its number.
  bool has_tokens_ = false;
  std::size_t counted_from_ = 0;
  std::size_t tokens_begin_ = 0;  ///< Where a known token begins to go back to…
  std::size_t begin_token_ = 0;   ///< … and its number.
  std::size_t token_at_ = 0;      ///< Where the token begins that was last asked about…
  std::size_t token_ = 0;         ///< … and its number.
};

/// What is wrong with the encoding of the text in [begin, end): it must be UTF-8 without a NUL.
std::optional<Diagnostic> check_encoding(Source& source, std::size_t begin, std::size_t end);

/// True for the byte order marks of UTF-16 and UTF-32.
bool is_wide(std::string_view text);

/// The text without the byte order mark of UTF-8.
std::string_view without_mark(std::string_view text);

/// What is wrong with a whole text before it is read: its size, UTF-16. Takes its mark away.
std::optional<Diagnostic> check_text(std::string_view& text, std::string_view file,
                                     const ReadLimits& limits);

/// For messages: at most 80 bytes of a text, in quotes, without control characters.
std::string shown(std::string_view text);

}  // namespace imgfam
