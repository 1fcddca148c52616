// What a client sends is what the gateway takes, and what it reads is what was answered.
#include "support/catch.hpp"

#include <imgfam/http/client_endpoint.hpp>
#include <imgfam/http/client_request.hpp>
#include <imgfam/http/document.hpp>
#include <imgfam/http/encode.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace imgfam {
namespace {

const SimTime now = *parse_time("2026-01-10T00:00:00Z");
constexpr AccountId us{1000000000000001};

SigningOptions signing(SignatureScheme scheme, WireFormat format = WireFormat::Json) {
  return {scheme, format, "127.0.0.1:8080", "2026-01-10T00:00:00Z", "n-1"};
}

std::string read_json(std::string_view body) {
  auto read = read_document(body);
  return read ? boost::json::serialize(read->document) : "error: " + read.error().message;
}

}  // namespace

TEST_CASE("the gateway admits what a client signs, as it was meant", "[http][conform]") {
  const Request request{"ModifyImageAttribute",
                        us,
                        {{"RegionId", "cn-hangzhou"},
                         {"ImageId", "m-1"},
                         {"Description", "a b+c&d=e é中 ~*'()"},
                         {"ImageName", ""}}};
  for (const SignatureScheme scheme : {SignatureScheme::HmacSha1, SignatureScheme::Acs3}) {
    for (const bool is_temporary : {false, true}) {
      const Credential credential{"key", "secret", us, is_temporary ? "token" : "", true};
      Gateway gateway({credential});
      const HttpRequest http = signed_request(request, credential, signing(scheme));
      const auto admitted = gateway.admit(http, now);
      REQUIRE(std::holds_alternative<Gateway::Admitted>(admitted));
      const auto& [got, format] = std::get<Gateway::Admitted>(admitted);
      CHECK(got == request);
      CHECK(format == WireFormat::Json);

      Gateway other({{"key", "other", us, credential.security_token, true}});
      CHECK(std::holds_alternative<GatewayFault>(other.admit(http, now)));
    }
  }
}

TEST_CASE("a client asks for the format that it is to use", "[http][conform]") {
  const Credential credential{"key", "secret", us, {}, true};
  for (const SignatureScheme scheme : {SignatureScheme::HmacSha1, SignatureScheme::Acs3}) {
    for (const WireFormat format : {WireFormat::Json, WireFormat::Xml}) {
      Gateway gateway({credential});
      const auto admitted = gateway.admit(
          signed_request({"DescribeRegions", us, {}}, credential, signing(scheme, format)), now);
      REQUIRE(std::holds_alternative<Gateway::Admitted>(admitted));
      CHECK(std::get<Gateway::Admitted>(admitted).format == format);
    }
  }
}

TEST_CASE("an XML answer is the JSON answer but for its types", "[http][conform]") {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"Images":{"Image":[]},"TotalCount":0})", R"({"Images":{"Image":[]},"TotalCount":"0"})"},
      {R"({"Images":{"Image":[{"ImageId":"m-1","Size":40,"Tags":{"Tag":[]}}]}})",
       R"({"Images":{"Image":[{"ImageId":"m-1","Size":"40","Tags":{"Tag":[]}}]}})"},
      {R"({"Images":{"Image":[{"ImageId":"m-1"},{"ImageId":"m-2"}]}})",
       R"({"Images":{"Image":[{"ImageId":"m-1"},{"ImageId":"m-2"}]}})"},
      {R"({"InstanceIdSets":{"InstanceIdSet":["i-1"]},"Ok":true,"Text":"<a> & \"b\""})",
       R"({"InstanceIdSets":{"InstanceIdSet":["i-1"]},"Ok":"true","Text":"<a> & \"b\""})"},
      {R"({"Image":{"Features":{"NvmeSupport":"supported"},"Description":""}})",
       R"({"Image":{"Features":{"NvmeSupport":"supported"},"Description":""}})"},
  };
  for (const auto& [json, expected] : cases) {
    const Response response{boost::json::parse(json).get_object()};
    const HttpResponse xml = encode(response, "DescribeImages", WireFormat::Xml);
    CHECK(read_json(xml.body) == expected);
    CHECK_FALSE(read_document(xml.body)->are_types_known);
    const HttpResponse as_json = encode(response, "DescribeImages", WireFormat::Json);
    CHECK(read_json(as_json.body) == json);
    CHECK(read_document(as_json.body)->are_types_known);
  }
}

TEST_CASE("an answer that is none is not understood, however deep or broken", "[http][conform]") {
  std::string deep;
  for (int i = 0; i < 100'000; ++i)
    deep += "<a>";
  const std::string bad[] = {"",
                             "  \n",
                             "hello",
                             "[1]",
                             "\"text\"",
                             "{\"a\":",
                             "<html><body>Bad Gateway</body>",
                             "<!DOCTYPE html><html></html>",
                             "<a></b",
                             "<",
                             "<?xml version='1.0'?>",
                             deep,
                             "<a>" + std::string(40, '[') + "<![CDATA[</a></a>]]>" + deep,
                             "{\"a\":" + std::string(100, '[')};
  for (const std::string& text : bad) {
    CAPTURE(text.substr(0, 60));
    const auto read = read_document(text);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code == "CNF001");
  }
}

TEST_CASE("what a response says of the endpoint", "[http][conform]") {
  using Came = Reply::Kind;
  const auto kind = [](int status, const std::string& body) {
    return reply_of({status, "application/json", body}).kind;
  };
  CHECK(kind(200, "{}") == Came::Answered);
  CHECK(kind(404, R"({"Code":"InvalidImageId.NotFound"})") == Came::Answered);
  CHECK(kind(500, R"({"Code":"InternalError"})") == Came::Lost);
  CHECK(kind(502, "<html>Bad Gateway</html>") == Came::Lost);
  CHECK(kind(200, "<html>") == Came::NotUnderstood);
  CHECK(kind(400, "") == Came::NotUnderstood);
  CHECK(kind(404, R"({"Code":"InvalidAccessKeyId.NotFound"})") == Came::TurnedAway);
  CHECK(kind(400, R"({"Code":"SignatureDoesNotMatch"})") == Came::TurnedAway);
  CHECK(kind(400, R"({"Code":"MissingSignatureNonce"})") == Came::TurnedAway);
  CHECK(kind(400, R"({"Code":"MissingParameter"})") == Came::Answered);
}

}  // namespace imgfam
