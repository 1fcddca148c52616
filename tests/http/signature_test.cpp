// Signatures against vectors: official examples, requests captured from the clients, and wrong
// ones.
#include "http/vectors.hpp"
#include "support/catch.hpp"

#include <imgfam/http/signature.hpp>

namespace imgfam {

TEST_CASE("a request is signed as its vector says, and a wrong one is told apart",
          "[http][signature]") {
  std::size_t right = 0;
  std::size_t wrong = 0;
  for (const Vector& vector : all_vectors()) {
    INFO(vector.name);
    const auto read = read_wire(vector.request);
    REQUIRE(std::holds_alternative<WireRequest>(read));
    const WireRequest& wire = std::get<WireRequest>(read);
    CHECK(wire.access_key == vector.access_key);
    CHECK(wire.timestamp == vector.timestamp);
    CHECK(is_signed_by(wire, vector.request, vector.secret) == vector.is_valid);
    ++(vector.is_valid ? right : wrong);
    if (!vector.is_valid) continue;
    CHECK(sign(wire.scheme, vector.secret, string_to_sign(wire, vector.request)) ==
          vector.signature);
    if (!vector.string_to_sign.empty())
      CHECK(string_to_sign(wire, vector.request) == vector.string_to_sign);
    if (!vector.canonical_request.empty())
      CHECK(canonical_request(wire, vector.request) == vector.canonical_request);
  }
  CHECK(right == 21);
  CHECK(wrong == 8);
}

TEST_CASE("any change of a signed request is noticed", "[http][signature]") {
  std::size_t changes = 0;
  for (const Vector& vector : all_vectors()) {
    if (!vector.is_valid) continue;
    INFO(vector.name);
    HttpRequest changed = vector.request;
    const auto is_taken = [&] {
      const auto read = read_wire(changed);
      const auto* wire = std::get_if<WireRequest>(&read);
      return wire && is_signed_by(*wire, changed, vector.secret);
    };
    for (std::string* text : {&changed.target, &changed.body}) {
      for (std::size_t i = 0; i < text->size(); ++i) {
        const char was = (*text)[i];
        if (was < '0' || was > '8') continue;  // A digit stays a digit: what is read, is read.
        (*text)[i] = static_cast<char>(was + 1);
        const bool is_escape = i > 0 && ((*text)[i - 1] == '%' || (i > 1 && (*text)[i - 2] == '%'));
        if (!is_escape) CHECK_FALSE(is_taken());
        (*text)[i] = was;
        ++changes;
      }
    }
    CHECK(is_taken());
  }
  CHECK(changes > 1000);
}

}  // namespace imgfam
