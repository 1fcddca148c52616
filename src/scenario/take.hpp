// take(): reads what a validated node says into a variable, which keeps its value where there is no
// node.
//
// validate() has seen to it that the text can be read, so nothing here can fail.
#pragma once

#include <imgfam/model/account.hpp>
#include <imgfam/model/image.hpp>
#include <imgfam/model/sim_time.hpp>
#include <imgfam/scenario/tree.hpp>

#include <charconv>
#include <concepts>
#include <type_traits>

namespace imgfam {

inline void take(Node node, std::string& to) { to = node.text(); }
inline void take(Node node, bool& to) { to = node.text() == "true"; }
inline void take(Node node, SimTime& to) { to = parse_time(node.text()).value_or(to); }
inline void take(Node node, Duration& to) { to = parse_duration(node.text()).value_or(to); }
inline void take(Node node, AccountId& to) { to = parse_account(node.text()).value_or(to); }

template <std::integral T>
void take(Node node, T& to) {
  std::from_chars(node.text().data(), node.text().data() + node.text().size(), to);
}

template <class E>
requires std::is_enum_v<E>
void take(Node node, E& to) { to = from_text<E>(node.text()).value_or(to); }

template <class T>
void take(Node node, std::vector<T>& to) {
  to.reserve(node.size());
  for (const Node item : node.items())
    take(item, to.emplace_back());
}

template <class T>
void take(Node node, std::optional<T>& to) {
  take(node, to.emplace());
}

/// The same for the value of a key, if the mapping has it.
template <class T>
void take(Node mapping, std::string_view key, T& to) {
  if (const auto node = mapping.find(key)) take(*node, to);
}

}  // namespace imgfam
