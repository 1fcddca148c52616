// YamlText: a value on its way to YAML. It decides quotes and line breaks, and knows no scenario.
#pragma once

#include <boost/json/value.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace imgfam {

class YamlText {
 public:
  enum class Layout : unsigned char {
    Short,  ///< On one line where it fits.
    Long,   ///< A line for every entry or item.
  };

  static YamlText text(std::string_view value);  ///< In quotes only where it needs them.
  static YamlText quoted(std::string_view value);
  static YamlText raw(std::string yaml);  ///< Written as it is: a number, a boolean, `~`.
  static YamlText json(const boost::json::value& value);
  static YamlText list(Layout layout = Layout::Short);
  static YamlText mapping(Layout layout = Layout::Short);

  YamlText& add(YamlText item);                         ///< REQUIRES: a list.
  YamlText& add(std::string_view key, YamlText value);  ///< REQUIRES: a mapping.
  bool is_empty() const { return parts_.empty(); }

  /// The whole document.
  std::string print() const;
  /// The same as JSON on one line. Texts stand in quotes, whatever YAML takes them for.
  std::string print_json() const;

 private:
  enum class Form : unsigned char { Scalar, List, Mapping };

  void print_short(std::string& out) const;
  void print_json(std::string& out) const;
  void print_long(std::string& out, std::size_t indent) const;
  bool is_short(std::size_t column) const;

  Form form_ = Form::Scalar;
  Layout layout_ = Layout::Short;
  std::string scalar_;                                   ///< As it is written.
  bool is_text_ = false;                                 ///< A scalar that is text for certain.
  std::vector<std::pair<std::string, YamlText>> parts_;  ///< As written; items have none.
};

}  // namespace imgfam
