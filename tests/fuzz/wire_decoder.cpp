// libFuzzer target: any request of HTTP is read, or is a fault with an answer that clients can
// read. What is read has no parameter twice and all that is signed; the operation that it asks for
// is one that the model's own text can say.
#include "support/http_text.hpp"

#include <imgfam/http/encode.hpp>
#include <imgfam/http/signature.hpp>
#include <imgfam/model/assert.hpp>

#include <boost/json/parse.hpp>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

namespace {

using namespace imgfam;

void check_answer(const GatewayFault& fault) {
  const HttpResponse answer = encode(fault, "id");
  IMGFAM_ASSERT(answer.status >= 400);
  IMGFAM_ASSERT(!code_of(fault).empty());
  IMGFAM_ASSERT(!message_of(fault).empty());
  if (fault.format == WireFormat::Xml) {
    IMGFAM_ASSERT(answer.body.starts_with("<?xml"));
    return;
  }
  boost::system::error_code wrong;
  const auto body = boost::json::parse(answer.body, wrong);
  IMGFAM_ASSERT(!wrong);
  IMGFAM_ASSERT(body.as_object().contains("Code"));
}

void check_read(const WireRequest& wire, const HttpRequest& request) {
  std::set<std::string> names;
  for (const auto* parameters : {&wire.query, &wire.form}) {
    for (const Parameter& p : *parameters)
      IMGFAM_ASSERT(names.insert(p.name).second);
  }
  IMGFAM_ASSERT(!wire.action.empty());
  IMGFAM_ASSERT(!wire.signature.empty());
  IMGFAM_ASSERT(!string_to_sign(wire, request).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const HttpRequest request = request_of({reinterpret_cast<const char*>(data), size});
  const auto read = read_wire(request);
  if (const auto* fault = std::get_if<GatewayFault>(&read)) {
    check_answer(*fault);
    return 0;
  }
  const WireRequest& wire = std::get<WireRequest>(read);
  check_read(wire, request);
  const auto operation = operation_of(wire, AccountId{1});
  if (const auto* fault = std::get_if<GatewayFault>(&operation)) {
    check_answer(*fault);
  } else {
    IMGFAM_ASSERT(std::get<Request>(operation).action == wire.action);
    IMGFAM_ASSERT(!to_query(std::get<Request>(operation)).empty());
  }
  return 0;
}
