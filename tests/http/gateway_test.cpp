// The gateway: what is asked of every request, in which order, and what clients send that it must
// take.
#include "http/signed.hpp"
#include "http/vectors.hpp"
#include "support/catch.hpp"

#include <imgfam/http/client_request.hpp>
#include <imgfam/http/gateway.hpp>
#include <imgfam/http/signature.hpp>
#include <imgfam/model/percent.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

namespace imgfam {
namespace {

constexpr AccountId us{1000000000000001};
constexpr SimTime now = signed_at;

void set(std::vector<Parameter>& parameters, const std::string& name, const std::string& value) {
  std::erase_if(parameters, [&](const Parameter& p) { return p.name == name; });
  parameters.push_back({name, value});
}
void leave_out(std::vector<Parameter>& parameters, const std::string& name) {
  std::erase_if(parameters, [&](const Parameter& p) { return p.name == name; });
}

Gateway some_gateway() {
  return Gateway({{"key", "secret", us, {}, true},
                  {"off", "secret", us, {}, false},
                  {"STS.1", "secret", us, "token", true}});
}

/// The id of the rule that is broken, or `none`.
std::string broken_by(Gateway& gateway, const HttpRequest& request, SimTime at = now) {
  const auto result = gateway.admit(request, at);
  const auto* fault = std::get_if<GatewayFault>(&result);
  return fault ? std::string(rule(fault->rule).id) : "none";
}
std::string broken_by(const HttpRequest& request, SimTime at = now) {
  Gateway gateway = some_gateway();
  return broken_by(gateway, request, at);
}

}  // namespace

TEST_CASE("a good request is let through with its account and its own parameters",
          "[http][gateway]") {
  Gateway gateway = some_gateway();
  auto parameters = good_parameters();
  parameters.push_back({"RegionId", "cn-hangzhou"});
  parameters.push_back({"Empty", ""});
  const auto result = gateway.admit(sent(parameters), now);
  const auto* admitted = std::get_if<Gateway::Admitted>(&result);
  REQUIRE(admitted);
  CHECK((admitted->request ==
         Request{"DescribeRegions", us, {{"RegionId", "cn-hangzhou"}, {"Empty", ""}}}));
  CHECK(admitted->format == WireFormat::Xml);
}

TEST_CASE("every rule of the gateway is broken by a request that is wrong in that alone",
          "[http][gateway]") {
  std::set<std::string> seen;
  const auto check = [&](const std::string& id,
                         const std::function<void(std::vector<Parameter>&)>& spoil) {
    auto parameters = good_parameters();
    spoil(parameters);
    INFO(id);
    CHECK(broken_by(sent(parameters)) == id);
    seen.insert(id);
  };
  for (const std::string name : {"AccessKeyId", "SignatureMethod", "SignatureVersion",
                                 "SignatureNonce", "Timestamp", "Version"})
    check("common-parameters-given", [&](auto& p) { leave_out(p, name); });
  check("action-given", [](auto& p) { leave_out(p, "Action"); });
  check("access-key-known", [](auto& p) { set(p, "AccessKeyId", "other"); });
  check("access-key-active", [](auto& p) { set(p, "AccessKeyId", "off"); });
  check("security-token-valid", [](auto& p) { set(p, "AccessKeyId", "STS.1"); });
  check("security-token-valid", [](auto& p) { set(p, "SecurityToken", "token"); });
  check("signature-method-known", [](auto& p) { set(p, "SignatureMethod", "HMAC-MD5"); });
  check("signature-method-known", [](auto& p) { set(p, "SignatureVersion", "2.0"); });
  for (const std::string text : {"yesterday", "2026-01-10T00:00:00", "2026-01-10T00:00:00.xZ"})
    check("timestamp-readable", [&](auto& p) { set(p, "Timestamp", text); });
  for (const std::string text : {"2026-01-09T23:44:59Z", "2026-01-10T00:15:01Z"})
    check("timestamp-recent", [&](auto& p) { set(p, "Timestamp", text); });
  check("version-known", [](auto& p) { set(p, "Version", "2016-01-01"); });
  check("parameters-readable", [](auto& p) {
    p.push_back({"RegionId", "a"});
    p.push_back({"RegionId", "b"});
  });
  check("parameters-readable", [](auto& p) { p.push_back({"Name", "\xff"}); });
  const auto check_request = [&](const std::string& id, const HttpRequest& request) {
    CHECK(broken_by(request) == id);
    seen.insert(id);
  };
  check_request("signature-matches", sent(good_parameters(), "another secret"));
  check_request("common-parameters-given", sent(good_parameters(), {}));
  HttpRequest request = sent(good_parameters());
  request.method = "PUT";
  check_request("method-known", request);
  request = sent(good_parameters());
  request.target.insert(1, "images");
  check_request("path-known", request);
  Gateway gateway = some_gateway();
  CHECK(broken_by(gateway, sent(good_parameters())) == "none");
  CHECK(broken_by(gateway, sent(good_parameters())) == "nonce-unused");
  seen.insert("nonce-unused");
  for (const GatewayRule& rule : gateway_rules) {
    if (rule.id != "acs3-signature-matches") CHECK(seen.contains(std::string(rule.id)));
  }
}

TEST_CASE("of two rules that a request breaks the one that stands first in the table answers",
          "[http][gateway]") {
  struct Spoiled {
    std::string rule;
    std::function<void(std::vector<Parameter>&)> spoil;
  };
  const std::vector<Spoiled> in_order{
      {"parameters-readable",
       [](auto& p) {
         p.push_back({"Name", "\xff"});
       }},
      {"action-given", [](auto& p) { leave_out(p, "Action"); }},
      {"common-parameters-given", [](auto& p) { leave_out(p, "SignatureNonce"); }},
      {"access-key-known", [](auto& p) { set(p, "AccessKeyId", "other"); }},
      {"access-key-active", [](auto& p) { set(p, "AccessKeyId", "off"); }},
      {"security-token-valid", [](auto& p) { set(p, "SecurityToken", "token"); }},
      {"signature-method-known", [](auto& p) { set(p, "SignatureMethod", "HMAC-MD5"); }},
      {"timestamp-readable", [](auto& p) { set(p, "Timestamp", "yesterday"); }},
      {"timestamp-recent", [](auto& p) { set(p, "Timestamp", "2026-01-09T00:00:00Z"); }},
      {"signature-matches", [](auto& p) { set(p, "Signature", "bm8="); }},
      {"version-known", [](auto& p) { set(p, "Version", "2016-01-01"); }},
  };
  for (std::size_t first = 0; first < in_order.size(); ++first) {
    for (std::size_t second = first + 1; second < in_order.size(); ++second) {
      // These two spoil the same parameter, the later one wins.
      if (in_order[first].rule == "access-key-known" &&
          in_order[second].rule == "access-key-active")
        continue;
      if (in_order[first].rule == "timestamp-readable" &&
          in_order[second].rule == "timestamp-recent")
        continue;
      auto parameters = good_parameters();
      in_order[first].spoil(parameters);
      in_order[second].spoil(parameters);
      const bool is_signed = in_order[first].rule != "signature-matches" &&
                             in_order[second].rule != "signature-matches";
      INFO(in_order[first].rule << " and " << in_order[second].rule);
      CHECK(broken_by(sent(parameters, is_signed ? "secret" : "")) == in_order[first].rule);
    }
  }
  std::vector<std::string> table;
  for (const GatewayRule& rule : gateway_rules) {
    if (std::ranges::any_of(in_order, [&](const Spoiled& s) { return s.rule == rule.id; }))
      table.emplace_back(rule.id);
  }
  for (std::size_t i = 0; i < in_order.size(); ++i)
    CHECK(table[i] == in_order[i].rule);
}

TEST_CASE("a nonce is taken once in a window, by each access key", "[http][gateway]") {
  Nonces nonces(Gateway::window, 3);
  CHECK(nonces.take("a", "1", now));
  CHECK_FALSE(nonces.take("a", "1", now));
  CHECK(nonces.take("b", "1", now));
  CHECK(nonces.take("a", "b1", now));
  CHECK_FALSE(nonces.take("a", "1", now + Duration{1799}));
  CHECK(nonces.take("a", "2", now));  // Full: the older ones are of the past, and still known.
  CHECK_FALSE(nonces.take("b", "1", now));
  CHECK(nonces.take("a", "3", now + Duration{3600}));
  CHECK(nonces.take("a", "4", now + Duration{7300}));
  CHECK(nonces.take("b", "1", now + Duration{7300}));
}

TEST_CASE("the captured requests of real clients pass the gateway", "[http][gateway]") {
  for (const Vector& vector : all_vectors()) {
    INFO(vector.name);
    const auto time = parse_time(vector.timestamp.substr(0, 19) + "Z");
    REQUIRE(time);
    const std::string* token = nullptr;
    const auto read = read_wire(vector.request);
    if (const auto* wire = std::get_if<WireRequest>(&read)) token = &wire->security_token;
    REQUIRE(token);
    Gateway gateway({{vector.access_key, vector.secret, us, *token, true}});
    const std::string id = broken_by(gateway, vector.request, *time);
    if (vector.is_valid) CHECK(id == "none");
    if (!vector.is_valid) CHECK((id == "signature-matches" || id == "acs3-signature-matches"));
    if (vector.is_valid) CHECK(broken_by(gateway, vector.request, *time) == "nonce-unused");
  }
}

TEST_CASE("tags in lower case are what they stand for; a struct is read by its operation",
          "[http][gateway]") {
  WireRequest wire;
  wire.action = "ModifyImageAttribute";
  wire.query = {{"Action", "ModifyImageAttribute"},
                {"Features", "{}"},
                {"Tag.1.key", "k"},
                {"Tag.1.value", ""}};
  const auto result = operation_of(wire, us);
  REQUIRE(std::holds_alternative<Request>(result));
  CHECK((std::get<Request>(result).parameters ==
         std::vector<Parameter>{{"Features", "{}"}, {"Tag.1.Key", "k"}, {"Tag.1.Value", ""}}));
}

/// A request by ACS3, with these headers beside the host, of which it signs those named.
HttpRequest sent_by_acs3(std::vector<Header> headers, const std::vector<std::string>& signed_ones,
                         const std::string& body = {}) {
  HttpRequest request{"POST", "/", std::move(headers), body};
  request.headers.push_back({"host", "127.0.0.1"});
  request.headers.push_back({"x-acs-content-sha256", hash_of_body(body)});
  WireRequest wire;
  wire.scheme = SignatureScheme::Acs3;
  wire.method = "POST";
  wire.signed_headers = signed_ones;
  const std::string signature = sign(wire.scheme, "secret", string_to_sign(wire, request));
  request.headers.push_back(
      {"Authorization", fmt::format("ACS3-HMAC-SHA256 Credential=key,SignedHeaders={},Signature={}",
                                    fmt::join(signed_ones, ";"), signature)});
  return request;
}

TEST_CASE("ACS3 signs the headers that say what is asked", "[http][gateway]") {
  const std::vector<Header> sent_ones{
      {"x-acs-action", "DescribeRegions"},    {"X-Acs-Version", "2014-05-26"},
      {"x-acs-date", "2026-01-10T00:00:00Z"}, {"x-acs-signature-nonce", "n"},
      {"x-acs-retry-attempts", "1"},          {"user-agent", "test"}};
  const std::vector<std::string> all{"host",       "x-acs-action",          "x-acs-content-sha256",
                                     "x-acs-date", "X-ACS-Signature-Nonce", "x-acs-version"};
  CHECK(broken_by(sent_by_acs3(sent_ones, all)) == "none");
  for (const std::string& name : all) {
    INFO(name);
    std::vector<std::string> others = all;
    std::erase(others, name);
    CHECK(broken_by(sent_by_acs3(sent_ones, others)) == "acs3-signature-matches");
  }
  auto more = sent_ones;
  more.push_back({"x-acs-security-token", ""});
  CHECK(broken_by(sent_by_acs3(more, all)) == "acs3-signature-matches");

  more = sent_ones;
  more.push_back({"content-type", "application/x-www-form-urlencoded"});
  CHECK(broken_by(sent_by_acs3(more, all)) == "none");
  CHECK(broken_by(sent_by_acs3(more, all, "ImageId=m-1")) == "acs3-signature-matches");
  auto with_type = all;
  with_type.insert(with_type.begin(), "content-type");
  CHECK(broken_by(sent_by_acs3(more, with_type, "ImageId=m-1")) == "none");
}

TEST_CASE("another algorithm of ACS3 is told in JSON", "[http][gateway]") {
  HttpRequest request = sent_by_acs3({{"x-acs-action", "DescribeRegions"},
                                      {"x-acs-version", "2014-05-26"},
                                      {"x-acs-date", "2026-01-10T00:00:00Z"},
                                      {"x-acs-signature-nonce", "n"}},
                                     {"host"});
  std::string& authorization = request.headers.back().value;
  authorization.replace(authorization.find("HMAC-SHA256"), 11, "HMAC-SM3");
  Gateway gateway = some_gateway();
  const auto result = gateway.admit(request, now);
  REQUIRE(std::holds_alternative<GatewayFault>(result));
  CHECK(rule(std::get<GatewayFault>(result).rule).id == "signature-method-known");
  CHECK(std::get<GatewayFault>(result).format == WireFormat::Json);
}

TEST_CASE("blanks around a content type are none of it", "[http][gateway]") {
  for (const std::string type : {"application/x-www-form-urlencoded ; charset=UTF-8",
                                 " Application/X-WWW-Form-Urlencoded\t", " ", ""}) {
    INFO(type);
    HttpRequest request = sent(good_parameters());
    request.headers.push_back({"Content-Type", type});
    request.body = "&";
    CHECK(broken_by(request) == "none");
  }
  HttpRequest request = sent(good_parameters());
  request.headers.push_back({"Content-Type", "application/json ; x"});
  request.body = "{}";
  CHECK(broken_by(request) == "parameters-readable");
}

TEST_CASE("the name of a parameter is told where it is text", "[http][gateway]") {
  for (const auto& [name, told] : std::vector<std::pair<std::string, std::string>>{
           {"one-more", "one-more"}, {"%ff%fe", ""}, {"%zz", ""}}) {
    HttpRequest request{"GET", "/?", {}, {}};
    for (std::size_t i = 0; i < query_parameters_max; ++i)
      request.target += fmt::format("a{}=&", i);
    request.target += name + "=1";
    const auto read = read_wire(request);
    REQUIRE(std::holds_alternative<GatewayFault>(read));
    CHECK(std::get<GatewayFault>(read).about == told);
  }
}

TEST_CASE("two spellings of one parameter are that parameter twice", "[http][gateway]") {
  auto parameters = good_parameters();
  parameters.push_back({"Tag.1.key", "a"});
  CHECK(broken_by(sent(parameters)) == "none");
  parameters.push_back({"Tag.1.Key", "b"});
  CHECK(broken_by(sent(parameters)) == "parameters-readable");
}

TEST_CASE("an action in a header is text, too", "[http][gateway]") {
  const auto broken = [](const std::string& action) {
    const Credential credential{"key", "secret", us, {}, true};
    return broken_by(signed_request({action, us, {}}, credential,
                                    {.scheme = SignatureScheme::Acs3,
                                     .host = "127.0.0.1",
                                     .timestamp = "2026-01-10T00:00:00Z",
                                     .nonce = "n"}));
  };
  CHECK(broken("NoSuchAction") == "none");
  CHECK(broken("\xff\xfe") == "parameters-readable");
  CHECK(broken(std::string(100'000, 'a')) == "parameters-readable");
}

}  // namespace imgfam
