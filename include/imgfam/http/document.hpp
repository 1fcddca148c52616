// Answers as a client reads them: JSON or XML into one document. XML has no types, so all its
// scalars become texts.
#pragma once

#include <imgfam/http/message.hpp>
#include <imgfam/model/result.hpp>

#include <boost/json/object.hpp>

#include <string_view>

namespace imgfam {

/// How large an answer may be, and how deep.
inline constexpr std::size_t answer_bytes_max = std::size_t{8} * 1024 * 1024;
inline constexpr std::size_t answer_depth_max = 32;

struct ReadDocument {
  boost::json::object document;
  bool are_types_known = false;  ///< It was JSON.
};

/// The document that the body holds. What it is is told by how it begins, not by its Content-Type.
/// ERRORS: CNF001 neither JSON nor XML, too deep or too large, or no object.
Result<ReadDocument> read_document(std::string_view body);

/// The members of an XML document's root. An element with elements in it is an object, elements of
/// one name are a list; so is a single one where the API has a list: `Images` is of `Image`.
/// ERRORS: CNF001.
Result<boost::json::object> read_xml_document(std::string_view text);

}  // namespace imgfam
