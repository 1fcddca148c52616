// Tree: what a YAML or JSON text says, as one bounded, read-only value.
//
// Both readers (reading.hpp) fill the same tree, so that everything behind them has one meaning to
// deal with. All nodes stand in one vector in the order of the text, a mapping's keys and values in
// turn; texts are views of the source where it has them as they are. A tree holds one scenario: a
// file of many is read one tree at a time.
//
// The tree knows no format. What may stand where is in format.hpp, the meaning in scenario.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace imgfam {

/// Bounds on what is read; passing one is a diagnostic. The defaults are far above any scenario
/// made for reading.
struct ReadLimits {
  std::size_t text_bytes_max = 64 * 1024 * 1024;  ///< Of a whole file.
  std::size_t depth_max = 32;                     ///< Of mappings and lists in each other.
  std::size_t nodes_max =
      1'000'000;  ///< Of one scenario; keys, values, lists and mappings all count.
  std::size_t scalar_bytes_max = 64 * 1024;      ///< Of one text.
  std::size_t lookahead_bytes_max = 256 * 1024;  ///< YAML: of one `[…]` or `{…}`, the outermost.
  std::size_t alias_nodes_max = 1'000'000;       ///< YAML: of all that aliases repeat in a file.
  std::size_t problems_max = 20;  ///< Diagnostics for one scenario, and five times that for a file.
};

/// A Null is YAML's `~`, `null` or nothing at all, and JSON's `null`.
enum class NodeKind : std::uint8_t { Null, Scalar, Sequence, Mapping };

class Node;

class Tree {
 public:
  /// The first node. REQUIRES: the tree is not empty.
  Node root() const;
  bool is_empty() const { return cells_.empty(); }

 private:
  friend class Node;
  friend class TreeBuilder;
  friend class Source;

  struct Cell {
    /// Of a scalar: where it begins, in the arena or the source. Of a mapping: the slots of its
    /// keys.
    std::uint32_t text = 0;
    std::uint32_t size =
        0;  ///< Of a scalar: its bytes. Of others: their cells, all below included.
    std::uint32_t place = 0;  ///< YAML: its offset in the source. JSON: see Source::offset_of.
    NodeKind kind = NodeKind::Null;
    bool is_quoted = false;
    bool is_in_arena = false;
    bool lacks_value = false;  ///< Of a mapping being read: whether its last key has no value yet.

    bool is_container() const { return kind == NodeKind::Sequence || kind == NodeKind::Mapping; }
    std::uint32_t span() const { return is_container() ? size : 1; }
  };

  std::vector<Cell> cells_;
  std::string arena_;        ///< The texts that the source does not have as they are.
  std::string_view source_;  ///< The whole file.
  std::size_t first_token_ = 0;
};

/// One node of a tree: a handle, valid as long as the tree is and does not change.
class Node {
 public:
  class Items;
  class Entries;

  Node(const Tree& tree, std::uint32_t cell) : tree_(&tree), cell_(cell) {}

  NodeKind kind() const { return cell().kind; }
  bool is_null() const { return kind() == NodeKind::Null; }
  bool is_scalar() const { return kind() == NodeKind::Scalar; }
  bool is_sequence() const { return kind() == NodeKind::Sequence; }
  bool is_mapping() const { return kind() == NodeKind::Mapping; }

  /// A scalar's text as written, without its quotes; empty for other kinds.
  std::string_view text() const {
    if (!is_scalar()) return {};
    const Tree::Cell& c = cell();
    return (c.is_in_arena ? std::string_view(tree_->arena_) : tree_->source_)
        .substr(c.text, c.size);
  }
  /// Whether it is text for certain: quoted or a block in YAML, a string in JSON.
  bool is_quoted() const { return cell().is_quoted; }
  /// How many items a sequence or entries a mapping has. Linear in them.
  std::size_t size() const;

  Items items() const;      ///< REQUIRES: a sequence.
  Entries entries() const;  ///< REQUIRES: a mapping.
  /// The value of a mapping's key; nothing when the node is no mapping or has no such key. Linear
  /// in the entries.
  std::optional<Node> find(std::string_view key) const;
  /// The same for the key itself.
  std::optional<Node> find_key(std::string_view key) const;

  /// Its place in the order of the tree.
  std::uint32_t index() const { return cell_; }
  const Tree& tree() const { return *tree_; }

 private:
  friend class TreeBuilder;

  /// One bit for a key, so that most keys that a mapping does not have are told by one look.
  static constexpr std::uint32_t slot(std::string_view key) {
    if (key.empty()) return 1;
    const auto sum = key.size() + 3U * static_cast<unsigned char>(key.front()) +
                     5U * static_cast<unsigned char>(key.back());
    return 1U << (sum % 32);
  }
  std::optional<Node> search(std::string_view key) const;

  const Tree::Cell& cell() const { return tree_->cells_[cell_]; }
  Node next() const { return {*tree_, cell_ + cell().span()}; }

  const Tree* tree_;
  std::uint32_t cell_;
};

/// `for (const Node item : list.items())`
class Node::Items {
 public:
  struct Iterator {
    Node node;
    Node operator*() const { return node; }
    Iterator& operator++() { return node = node.next(), *this; }
    bool operator!=(const Iterator& other) const { return node.index() != other.node.index(); }
  };
  Iterator begin() const { return {Node(node_.tree(), node_.index() + 1)}; }
  Iterator end() const { return {node_.next()}; }

 private:
  friend class Node;
  explicit Items(Node node) : node_(node) {}
  Node node_;
};

/// `for (const auto [key, value] : mapping.entries())`
class Node::Entries {
 public:
  struct Iterator {
    Node key;
    std::pair<Node, Node> operator*() const { return {key, key.next()}; }
    Iterator& operator++() { return key = key.next().next(), *this; }
    bool operator!=(const Iterator& other) const { return key.index() != other.key.index(); }
  };
  Iterator begin() const { return {Node(node_.tree(), node_.index() + 1)}; }
  Iterator end() const { return {node_.next()}; }

 private:
  friend class Node;
  explicit Entries(Node node) : node_(node) {}
  Node node_;
};

inline Node Tree::root() const { return {*this, 0}; }
inline Node::Items Node::items() const { return Items(*this); }
inline Node::Entries Node::entries() const { return Entries(*this); }

inline std::optional<Node> Node::find_key(std::string_view key) const {
  if (!is_mapping() || (cell().text & slot(key)) == 0) return std::nullopt;
  return search(key);
}

inline std::optional<Node> Node::find(std::string_view key) const {
  const auto k = find_key(key);
  return k ? std::optional(k->next()) : std::nullopt;
}

}  // namespace imgfam
