#include "tree_builder.hpp"

#include "source.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace imgfam {

std::optional<Node> Node::search(std::string_view key) const {
  for (const auto [k, value] : entries()) {
    if (k.text() == key) return k;
  }
  return std::nullopt;
}

std::size_t Node::size() const {
  std::size_t count = 0;
  if (is_sequence()) {
    for ([[maybe_unused]] const Node item : items())
      ++count;
  } else if (is_mapping()) {
    for ([[maybe_unused]] const auto entry : entries())
      ++count;
  }
  return count;
}

Fault depth_fault(std::size_t depth_max, std::uint32_t place) {
  return {"SCN005", fmt::format("lists and mappings nested deeper than {}", depth_max),
          "no part of a scenario needs so many levels", 0, place};
}

TreeBuilder::TreeBuilder(std::string_view source, const ReadLimits& limits, TreeSink sink)
    : limits_(limits), sink_(std::move(sink)) {
  tree_.source_ = source;
}

void TreeBuilder::restart() {
  tree_.cells_.clear();
  tree_.arena_.clear();
  tree_.first_token_ = 0;
  open_.clear();
  fault_.reset();
  delivered_ = 0;
  is_list_ = false;
}

bool TreeBuilder::fail(std::string_view code, std::string message, std::string hint,
                       std::uint32_t place) {
  fault_ = {code, std::move(message), std::move(hint), next_cell(), place};
  return false;
}

bool TreeBuilder::expects_key() const {
  if (open_.empty()) return false;
  const Tree::Cell& parent = tree_.cells_[open_.back()];
  return parent.kind == NodeKind::Mapping && !parent.lacks_value;
}

/// Whether so many more nodes may be added.
bool TreeBuilder::admit(std::size_t nodes, std::uint32_t place) {
  if (tree_.cells_.size() + nodes > limits_.nodes_max) {
    return fail("SCN006", fmt::format("a scenario of more than {} values", limits_.nodes_max),
                "divide it in several", place);
  }
  if (!open_.empty()) {
    Tree::Cell& parent = tree_.cells_[open_.back()];
    parent.lacks_value = !parent.lacks_value;
  }
  return true;
}

/// Whether lists and mappings may go so much deeper.
bool TreeBuilder::admit_depth(std::size_t depth, std::uint32_t place) {
  if (open_.size() + depth <= limits_.depth_max) return true;
  fault_ = depth_fault(limits_.depth_max, place);
  fault_->cell = next_cell();
  return false;
}

/// Called when a node is complete. At the outermost level that makes a scenario.
bool TreeBuilder::added() {
  if (!open_.empty()) return true;
  ++delivered_;
  const bool wants_more = sink_(tree_);
  tree_.first_token_ += tree_.cells_.size();
  tree_.cells_.clear();
  tree_.arena_.clear();
  return wants_more;
}

bool TreeBuilder::open(NodeKind kind, std::uint32_t place) {
  const bool is_first = !is_list_ && delivered_ == 0 && tree_.cells_.empty();
  if (is_first && kind == NodeKind::Sequence) {
    is_list_ = true;
    tree_.first_token_ = 1;  // The list itself.
    return true;
  }
  if (expects_key()) return fail("SCN014", "a list or mapping as a key", "keys are text", place);
  if (!admit_depth(1, place) || !admit(1, place)) return false;
  open_.push_back(next_cell());
  tree_.cells_.push_back({.place = place, .kind = kind});
  return true;
}

bool TreeBuilder::close() {
  if (open_.empty()) return true;  // The list of scenarios.
  const std::uint32_t cell = open_.back();
  open_.pop_back();
  Tree::Cell& container = tree_.cells_[cell];
  container.size = next_cell() - cell;
  if (container.kind == NodeKind::Mapping && !check_keys(cell)) return false;
  return added();
}

bool TreeBuilder::scalar(std::string_view text, bool is_quoted, std::uint32_t place) {
  if (text.size() > limits_.scalar_bytes_max) {
    return fail("SCN007",
                fmt::format("a text of {} bytes; at most {} are read", text.size(),
                            limits_.scalar_bytes_max),
                "shorten it", place);
  }
  if (!admit(1, place)) return false;
  Tree::Cell cell{.size = static_cast<std::uint32_t>(text.size()),
                  .place = place,
                  .kind = NodeKind::Scalar,
                  .is_quoted = is_quoted};
  if (is_slice(text)) {
    cell.text = static_cast<std::uint32_t>(text.data() - tree_.source_.data());
  } else {
    cell.is_in_arena = true;
    cell.text = static_cast<std::uint32_t>(tree_.arena_.size());
    tree_.arena_ += text;
  }
  tree_.cells_.push_back(cell);
  return added();
}

bool TreeBuilder::is_slice(std::string_view text) const {
  const std::less<> before;
  const char* const begin = tree_.source_.data();
  return !before(text.data(), begin) && before(text.data(), begin + tree_.source_.size());
}

bool TreeBuilder::null(std::uint32_t place) {
  if (expects_key()) return fail("SCN014", "nothing as a key", "keys are text", place);
  if (!admit(1, place)) return false;
  tree_.cells_.push_back({.place = place});
  return added();
}

bool TreeBuilder::repeat(const Piece& piece, std::uint32_t place) {
  if (expects_key() && piece.cells.front().kind != NodeKind::Scalar) {
    return fail("SCN014", "a list or mapping as a key", "keys are text", place);
  }
  if (!admit_depth(piece.depth, place) || !admit(piece.cells.size(), place)) return false;
  const auto base = static_cast<std::uint32_t>(tree_.arena_.size());
  tree_.arena_ += piece.text;
  for (Tree::Cell cell : piece.cells) {
    if (cell.kind == NodeKind::Scalar) cell.text += base;
    tree_.cells_.push_back(cell);
  }
  return added();
}

TreeBuilder::Piece TreeBuilder::cut(std::uint32_t cell) const {
  const auto first = tree_.cells_.begin() + cell;
  Piece piece{.cells = {first, first + first->span()}, .text = {}, .depth = depth_below(cell)};
  // The nodes of a subtree were added one after another, and so were their texts.
  std::optional<std::uint32_t> base;
  for (Tree::Cell& c : piece.cells) {
    if (c.kind != NodeKind::Scalar) continue;
    if (!base) base = c.text;
    c.text -= *base;
    piece.text.append(tree_.arena_, *base + c.text, c.size);
  }
  return piece;
}

std::size_t TreeBuilder::depth_below(std::uint32_t cell) const {
  std::vector<std::uint32_t> ends;  // Of the containers around the node looked at.
  std::size_t depth = 0;
  for (std::uint32_t i = cell; i < cell + tree_.cells_[cell].span(); ++i) {
    while (!ends.empty() && ends.back() <= i)
      ends.pop_back();
    const Tree::Cell& c = tree_.cells_[i];
    if (c.is_container()) ends.push_back(i + c.span());
    depth = std::max(depth, ends.size());
  }
  return depth;
}

/// Two equal keys in a mapping are a fault, at the second of them.
bool TreeBuilder::check_keys(std::uint32_t mapping) {
  keys_.clear();
  std::uint32_t slots = 0;
  bool may_repeat = false;
  for (const auto [key, value] : Node(tree_, mapping).entries()) {
    const std::uint32_t slot = Node::slot(key.text());
    may_repeat = may_repeat || (slots & slot) != 0;
    slots |= slot;
    keys_.push_back(key.index());
  }
  tree_.cells_[mapping].text = slots;
  const auto second = may_repeat ? find_repeated_key() : std::nullopt;
  if (!second) return true;
  fail("SCN008", fmt::format("key {} is given twice", shown(Node(tree_, *second).text())),
       "keep one of them", tree_.cells_[*second].place);
  fault_->cell = *second;
  return false;
}

/// The first of keys_ that was there before. Leaves keys_ in any order.
std::optional<std::uint32_t> TreeBuilder::find_repeated_key() {
  const auto text = [&](std::uint32_t key) { return Node(tree_, key).text(); };
  constexpr std::size_t few = 16;
  if (keys_.size() <= few) {
    for (std::size_t i = 1; i < keys_.size(); ++i) {
      for (std::size_t k = 0; k < i; ++k) {
        if (text(keys_[k]) == text(keys_[i])) return keys_[i];
      }
    }
    return std::nullopt;
  }
  std::ranges::sort(keys_, [&](std::uint32_t a, std::uint32_t b) {
    const int order = text(a).compare(text(b));
    return order != 0 ? order < 0 : a < b;
  });
  std::optional<std::uint32_t> first;
  for (std::size_t i = 1; i < keys_.size(); ++i) {
    if (text(keys_[i - 1]) == text(keys_[i]) && (!first || keys_[i] < *first)) first = keys_[i];
  }
  return first;
}

}  // namespace imgfam
