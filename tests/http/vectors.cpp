#include "http/vectors.hpp"

#include <boost/json/parse.hpp>

#include <fstream>
#include <sstream>

namespace imgfam {
namespace {

std::string text_of(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_string() ? std::string(std::string_view(value->get_string()))
                                     : std::string();
}

Vector vector_of(const boost::json::object& object) {
  Vector vector;
  vector.name = text_of(object, "name");
  vector.request.method = text_of(object, "method");
  vector.request.target = text_of(object, "url");
  vector.request.body = text_of(object, "body");
  for (const auto& pair : object.at("headers").as_array())
    vector.request.headers.push_back(
        {pair.at(0).as_string().c_str(), pair.at(1).as_string().c_str()});
  vector.access_key = text_of(object, "access_key_id");
  vector.secret = text_of(object, "secret");
  vector.signature = text_of(object, "expected_signature");
  vector.timestamp = text_of(object, "timestamp");
  vector.string_to_sign = text_of(object, "string_to_sign");
  vector.canonical_request = text_of(object, "canonical_request");
  vector.is_valid = object.at("valid").as_bool();
  return vector;
}

}  // namespace

std::vector<Vector> all_vectors() {
  const std::ifstream file(IMGFAM_SOURCE_DIR "/tests/data/signatures.json");
  std::ostringstream text;
  text << file.rdbuf();
  std::vector<Vector> vectors;
  const boost::json::value document = boost::json::parse(text.str());
  for (const auto& item : document.at("vectors").as_array())
    vectors.push_back(vector_of(item.as_object()));
  return vectors;
}

}  // namespace imgfam
