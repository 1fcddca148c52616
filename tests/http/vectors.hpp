// The requests of tests/data/signatures.json.
#pragma once

#include <imgfam/http/message.hpp>

#include <string>
#include <vector>

namespace imgfam {

struct Vector {
  std::string name;
  HttpRequest request;
  std::string access_key, secret, signature, timestamp;
  std::string string_to_sign, canonical_request;  ///< Empty where the file does not say.
  bool is_valid = false;
};

std::vector<Vector> all_vectors();

}  // namespace imgfam
