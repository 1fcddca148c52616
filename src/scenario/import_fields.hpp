// Fields: reads the fields of one object of a document, leniently where the service is known to
// spell a value in several ways, and says what is wrong with the others.
//
// A field that is null is one that is not there. Numbers and booleans may stand in quotes: real
// answers have both. [observed: IsSelfShared is "True", "true" or empty; AliyunId is a number]
#pragma once

#include "import_records.hpp"

#include <initializer_list>

namespace imgfam {

class Fields {
 public:
  /// REQUIRES: the node is a mapping. `what` names it, with its article: `an image`.
  Fields(Node node, std::string_view what, std::size_t text, ImportProblems& problems)
      : node_(node), what_(what), text_(text), problems_(&problems) {}

  /// The field's value; nothing when it is null or not there.
  std::optional<Node> find(std::string_view name) const;

  /// Whether it is not there, or is an empty text or the number 0.
  bool is_blank(std::string_view name) const;

  std::string text(std::string_view name, std::size_t bytes_max = 64 * 1024) const;
  /// An id of 1 to 128 printable ASCII characters. Empty when the field is not there; that is a
  /// problem where it is required.
  std::string id(std::string_view name, bool is_required) const;
  std::optional<std::uint64_t> number(std::string_view name, std::uint64_t most) const;
  /// Nothing for an empty text too.
  std::optional<bool> flag(std::string_view name) const;
  std::optional<SimTime> time(std::string_view name, bool is_required) const;
  /// Nothing for 0 and an empty text too: that is how nobody is spelled.
  std::optional<AccountId> account(std::string_view name) const;
  /// Nothing for an empty text too.
  template <class E>
  std::optional<E> choice(std::string_view name, bool is_required,
                          std::span<const std::string_view> names = spelling<E>) const {
    const auto index = choose(name, is_required, names);
    return index ? std::optional(static_cast<E>(*index)) : std::nullopt;
  }
  /// The same of an open field, by number. A value that the model does not know is no problem: it
  /// is added to `unknown`.
  std::optional<std::size_t> choose(Open field, bool is_required,
                                    std::vector<UnknownValue>& unknown) const;
  template <class E>
  std::optional<E> choice(Open field, bool is_required, std::vector<UnknownValue>& unknown) const {
    const auto index = choose(field, is_required, unknown);
    return index ? std::optional(static_cast<E>(*index)) : std::nullopt;
  }

  /// The items of `outer: {inner: [...]}`, all of which are mappings. Empty when it is not there.
  std::vector<Fields> list(std::string_view outer, std::string_view inner,
                           std::string_view item) const;
  /// A mapping in it.
  std::optional<Fields> object(std::string_view name, std::string_view what) const;

  /// Adds the names of all fields but these.
  void note_unused(std::initializer_list<std::string_view> used, std::string_view prefix,
                   std::set<std::string, std::less<>>& names) const;

  void missing(std::string_view name, std::string hint) const;
  /// A problem with the value of a field, or with the object where there is no such field.
  void wrong(std::string_view code, std::string_view name, std::string message,
             std::string hint) const;
  DocumentPlace place() const { return place_of(node_); }

 private:
  DocumentPlace place_of(Node node) const;
  /// The text of a scalar, whether in quotes or not.
  std::optional<std::string_view> scalar(std::string_view name, std::string_view wanted) const;
  std::optional<std::size_t> choose(std::string_view name, bool is_required,
                                    std::span<const std::string_view> names) const;
  /// The text of a choice; nothing where that is empty.
  std::optional<std::string> word(std::string_view name, bool is_required,
                                  std::span<const std::string_view> names) const;

  Node node_;
  std::string_view what_;
  std::size_t text_;
  ImportProblems* problems_;
};

}  // namespace imgfam
