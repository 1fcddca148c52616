// TreeBuilder: fills a Tree from a reader's events, keeps it within its limits, and hands over
// every scenario when it is complete.
//
// A text holds one scenario (any value but a list) or a list of them. The builder tells the two
// apart at the first event, so a reader only passes its events on. Whatever breaks a limit or a
// rule of both formats is a Fault here; the reader makes a Diagnostic of it, with the place.
#pragma once

#include <imgfam/scenario/tree.hpp>

#include <functional>

namespace imgfam {

/// What is wrong with the event just given.
struct Fault {
  std::string_view code;
  std::string message;
  std::string hint;
  std::uint32_t cell = 0;   ///< The node concerned: one of the tree, or the next.
  std::uint32_t place = 0;  ///< Its place, where the reader gives places.
};

/// Lists and mappings deeper in each other than they may be.
Fault depth_fault(std::size_t depth_max, std::uint32_t place);

/// Takes a complete tree; false ends the reading.
using TreeSink = std::function<bool(const Tree&)>;

class TreeBuilder {
 public:
  /// A node with all below it, cut out of a tree to be repeated elsewhere.
  struct Piece {
    std::vector<Tree::Cell> cells;
    std::string text;
    std::size_t depth = 0;
  };

  TreeBuilder(std::string_view source, const ReadLimits& limits, TreeSink sink);

  // Each event answers false when the reading must end: fault() says why, or the sink wants no
  // more.
  bool open(NodeKind kind, std::uint32_t place = 0);
  bool close();
  bool scalar(std::string_view text, bool is_quoted, std::uint32_t place = 0);
  bool null(std::uint32_t place = 0);
  bool repeat(const Piece& piece, std::uint32_t place);
  /// Ends the reading with a fault of the reader's own.
  bool fail(std::string_view code, std::string message, std::string hint, std::uint32_t place);

  /// Makes ready for another text of the same source.
  void restart();

  const std::optional<Fault>& fault() const { return fault_; }
  /// JSON: the number of the tree's first node among the tokens of the text.
  std::size_t first_token() const { return tree_.first_token_; }
  std::size_t delivered() const { return delivered_; }  ///< How many scenarios there were.
  /// Whether the text stands in the source as it is, and needs no copy.
  bool is_slice(std::string_view text) const;
  std::uint32_t next_cell() const { return static_cast<std::uint32_t>(tree_.cells_.size()); }
  bool is_outermost() const { return open_.empty(); }
  /// Where the node stands that was begun last. REQUIRES: not outermost.
  std::uint32_t last_place() const { return tree_.cells_.back().place; }
  bool is_list() const { return is_list_; }
  /// Whether the next node is a key of a mapping.
  bool expects_key() const;
  /// REQUIRES: the node is complete, and all its texts are in the arena.
  Piece cut(std::uint32_t cell) const;

 private:
  bool admit(std::size_t nodes, std::uint32_t place);
  bool admit_depth(std::size_t depth, std::uint32_t place);
  bool added();
  bool check_keys(std::uint32_t mapping);
  std::optional<std::uint32_t> find_repeated_key();
  std::size_t depth_below(std::uint32_t cell) const;

  Tree tree_;
  ReadLimits limits_;
  TreeSink sink_;
  std::vector<std::uint32_t> open_;  ///< The containers begun and not ended.
  std::vector<std::uint32_t> keys_;  ///< Used by check_keys alone; kept for its memory.
  std::optional<Fault> fault_;
  std::size_t delivered_ = 0;
  bool is_list_ = false;
};

}  // namespace imgfam
