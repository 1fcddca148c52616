// XML read by Boost.PropertyTree, whose parser calls itself once a level: so the levels are counted
// before.
#include <imgfam/http/document.hpp>

#include <boost/json/array.hpp>
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace imgfam {
namespace {

namespace json = boost::json;
using boost::property_tree::ptree;

/// What lists are of. One element of a list looks like a member, and none like an empty text.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> lists{{
    {"Images", "Image"},
    {"Accounts", "Account"},
    {"ShareGroups", "ShareGroup"},
    {"Regions", "Region"},
    {"Instances", "Instance"},
    {"InstanceIdSets", "InstanceIdSet"},
    {"DiskDeviceMappings", "DiskDeviceMapping"},
    {"Tags", "Tag"},
}};

/// A mapping, if there is nothing in it.
constexpr std::string_view mapping = "Features";

Diagnostic bad_xml(std::string_view what) {
  return problem("CNF001", fmt::format("the answer is not understood: bad XML ({})", what),
                 "clients take a JSON or an XML document, for errors too");
}

/// Where the construct that begins at `at` ends; a declaration that has no place in an answer ends
/// nowhere.
std::size_t end_of_aside(std::string_view text, std::size_t at) {
  struct Aside {
    std::string_view begin, end;
  };
  constexpr std::array<Aside, 3> asides{{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}}};
  for (const Aside& aside : asides) {
    if (text.substr(at).starts_with(aside.begin))
      return text.find(aside.end, at + aside.begin.size());
  }
  return std::string_view::npos;
}

/// The `>` of a tag that begins at `at`; one in an attribute's value is none.
std::size_t end_of_tag(std::string_view text, std::size_t at) {
  char quote = 0;
  for (std::size_t i = at; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return i;
    }
  }
  return std::string_view::npos;
}

/// Whether elements are nested no deeper than the bound; also false for what no answer has.
bool is_shallow(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t i = text.find('<'); i != std::string_view::npos; i = text.find('<', i)) {
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    const bool is_aside = next == '!' || next == '?';
    const std::size_t end = is_aside ? end_of_aside(text, i) : end_of_tag(text, i);
    if (end == std::string_view::npos) return false;
    if (next == '/') {
      depth -= depth > 0 ? 1 : 0;
    } else if (!is_aside && text[end - 1] != '/' && ++depth > answer_depth_max) {
      return false;
    }
    i = end;
  }
  return true;
}

json::value value_of(const std::string& name, const ptree& element);

json::object members_of(const ptree& element) {
  json::object out;
  for (const auto& [name, member] : element) {
    if (name.starts_with('<')) continue;  // Attributes and comments.
    json::value value = value_of(name, member);
    const auto [at, is_new] = out.emplace(name, nullptr);
    if (is_new) {
      at->value() = std::move(value);
    } else if (at->value().is_array()) {
      at->value().get_array().push_back(std::move(value));
    } else {
      json::array several{std::move(at->value()), std::move(value)};
      at->value() = std::move(several);
    }
  }
  return out;
}

json::value value_of(const std::string& name, const ptree& element) {
  json::object members = members_of(element);
  const auto* list =
      std::ranges::find(lists, name, &std::pair<std::string_view, std::string_view>::first);
  if (list != lists.end()) {
    json::value& items = members[list->second];
    if (items.is_null()) items = json::array{};
    if (!items.is_array()) {
      json::array one{std::move(items)};
      items = std::move(one);
    }
    return members;
  }
  if (!members.empty() || name == mapping) return members;
  return json::value(element.data());
}

}  // namespace

Result<json::object> read_xml_document(std::string_view text) {
  if (!is_shallow(text))
    return bad_xml(
        fmt::format("cut off, with a declaration, or deeper than {} levels", answer_depth_max));
  ptree tree;
  try {
    std::istringstream in{std::string(text)};
    boost::property_tree::read_xml(in, tree, boost::property_tree::xml_parser::trim_whitespace);
  } catch (const boost::property_tree::xml_parser_error& error) {
    return bad_xml(fmt::format("{}, line {}", error.message(), error.line()));
  }
  const auto is_element = [](const ptree::value_type& node) {
    return !node.first.starts_with('<');
  };
  const auto root = std::ranges::find_if(tree, is_element);
  if (root == tree.end()) return bad_xml("no element");
  return members_of(root->second);
}

}  // namespace imgfam
