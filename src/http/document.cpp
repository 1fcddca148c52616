#include <imgfam/http/document.hpp>

#include <imgfam/model/request.hpp>

#include <boost/json/parse.hpp>

#include <fmt/format.h>

namespace imgfam {
namespace {

Diagnostic not_understood(std::string_view what) {
  return problem("CNF001", fmt::format("the answer is not understood: {}", what),
                 "clients take a JSON or an XML document, for errors too");
}

Result<ReadDocument> read_json(std::string_view body) {
  boost::system::error_code wrong;
  boost::json::parse_options options;
  options.max_depth = answer_depth_max;
  boost::json::value value = boost::json::parse(body, wrong, {}, options);
  if (wrong) return not_understood(fmt::format("bad JSON ({})", wrong.message()));
  if (!value.is_object()) return not_understood("JSON, but no object");
  return ReadDocument{std::move(value.get_object()), true};
}

}  // namespace

Result<ReadDocument> read_document(std::string_view body) {
  if (body.size() > answer_bytes_max)
    return not_understood(fmt::format("more than {} bytes", answer_bytes_max));
  const auto first = body.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return not_understood("an empty body");
  if (body[first] != '<') return read_json(body);
  if (!is_utf8_text(body)) return not_understood("XML, but not in UTF-8");
  auto xml = read_xml_document(body.substr(first));
  if (!xml) return xml.error();
  return ReadDocument{std::move(*xml), false};
}

}  // namespace imgfam
