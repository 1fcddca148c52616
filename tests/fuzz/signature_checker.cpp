// libFuzzer target: any request of HTTP ends in an answer of the gateway. And what is read is
// signed here: that is let through, and with a byte changed (the last bytes of the input say which)
// it is let through only where it still says what was signed.
#include "support/http_text.hpp"

#include <imgfam/http/gateway.hpp>
#include <imgfam/http/signature.hpp>
#include <imgfam/model/assert.hpp>
#include <imgfam/model/letter_case.hpp>
#include <imgfam/model/percent.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>

namespace {

using namespace imgfam;

const SimTime now = *parse_time("2026-01-10T00:00:00Z");

Gateway some_gateway() { return Gateway({{"key", "secret", AccountId{1}, {}, true}}); }

/// Nothing, or the id of the rule that is broken.
std::string broken_by(const HttpRequest& request) {
  Gateway gateway = some_gateway();
  const auto result = gateway.admit(request, now);
  const auto* fault = std::get_if<GatewayFault>(&result);
  return fault ? std::string(rule(fault->rule).id) : std::string();
}

std::string query_of(const std::vector<Parameter>& parameters) {
  std::string query;
  for (const Parameter& p : parameters) {
    query += query.empty() ? "" : "&";
    query += percent_encoded(p.name) + "=" + percent_encoded(p.value);
  }
  return query;
}

bool is_of_signing(const Parameter& p) {
  const std::string_view names[] = {"Signature",        "AccessKeyId",    "Timestamp",
                                    "SignatureVersion", "SecurityToken",  "SignatureMethod",
                                    "Version",          "SignatureNonce", "Action"};
  return std::ranges::find(names, p.name) != std::end(names);
}

WireRequest read_again(const HttpRequest& request) {
  auto read = read_wire(request);
  IMGFAM_ASSERT(std::holds_alternative<WireRequest>(read));
  return std::get<WireRequest>(std::move(read));
}

/// The same operation with the same parameters, signed for the gateway above.
HttpRequest signed_v1(const WireRequest& wire) {
  HttpRequest request{wire.method, {}, {}, query_of(wire.form)};
  std::vector<Parameter> query = wire.query;
  std::vector<Parameter> form = wire.form;
  std::erase_if(query, is_of_signing);
  std::erase_if(form, is_of_signing);
  for (auto [name, value] :
       std::initializer_list<std::pair<const char*, std::string>>{{"Action", wire.action},
                                                                  {"AccessKeyId", "key"},
                                                                  {"SignatureMethod", "HMAC-SHA1"},
                                                                  {"SignatureNonce", wire.nonce},
                                                                  {"SignatureVersion", "1.0"},
                                                                  {"Timestamp", to_string(now)},
                                                                  {"Version", "2014-05-26"}})
    query.push_back({name, value});
  request.body = query_of(form);
  request.target = "/?" + query_of(query);
  HttpRequest unsigned_one = request;
  unsigned_one.target += "&Signature=x";
  const auto read = read_wire(unsigned_one);
  if (!std::holds_alternative<WireRequest>(read)) return unsigned_one;  // One parameter too many.
  const std::string text = string_to_sign(std::get<WireRequest>(read), unsigned_one);
  request.target += "&Signature=" + percent_encoded(sign(wire.scheme, "secret", text));
  return request;
}

HttpRequest signed_acs3(const WireRequest& wire, const HttpRequest& given) {
  std::vector<Parameter> query = wire.query;
  std::erase_if(query, is_of_signing);
  HttpRequest request{wire.method, "/?" + query_of(query), {}, given.body};
  const std::string names = "host;x-acs-action;x-acs-date;x-acs-signature-nonce;x-acs-version";
  request.headers = {{"host", "ecs.aliyuncs.com"},
                     {"x-acs-action", wire.action},
                     {"x-acs-version", "2014-05-26"},
                     {"x-acs-date", to_string(now)},
                     {"x-acs-signature-nonce", wire.nonce}};
  const auto authorize = [&](const std::string& signature) {
    HttpRequest authorized = request;
    authorized.headers.push_back(
        {"Authorization",
         "ACS3-HMAC-SHA256 Credential=key,SignedHeaders=" + names + ",Signature=" + signature});
    return authorized;
  };
  const HttpRequest unsigned_one = authorize("x");
  const auto read = read_wire(unsigned_one);
  if (!std::holds_alternative<WireRequest>(read)) return unsigned_one;  // A form with Action, say.
  const std::string text = string_to_sign(std::get<WireRequest>(read), unsigned_one);
  return authorize(sign(SignatureScheme::Acs3, "secret", text));
}

/// All that a signature covers.
using Said = std::tuple<std::string, std::map<std::string, std::string>, std::string,
                        std::map<std::string, std::string>>;

Said said_by(const HttpRequest& request) {
  const WireRequest wire = read_again(request);
  Said said;
  auto& [method, parameters, body, headers] = said;
  method = wire.method;
  for (const Parameter& p : wire.query)
    parameters[p.name] = p.value;
  if (wire.scheme == SignatureScheme::HmacSha1) {
    for (const Parameter& p : wire.form)
      parameters[p.name] = p.value;
    return said;
  }
  body = request.body;
  for (const std::string& name : wire.signed_headers) {
    const std::string* value = request.header(name);
    std::string text = value ? *value : std::string();
    text.erase(0, std::min(text.find_first_not_of(" \t"), text.size()));
    text.erase(text.find_last_not_of(" \t") + 1);
    headers[lower_case(name)] = text;
  }
  return said;
}

/// One byte of target, headers or body becomes another.
HttpRequest changed(HttpRequest request, std::size_t where, unsigned char by) {
  std::vector<std::string*> parts{&request.target, &request.body, &request.method};
  for (Header& header : request.headers) {
    parts.push_back(&header.name);
    parts.push_back(&header.value);
  }
  std::size_t total = 0;
  for (const std::string* part : parts)
    total += part->size();
  where %= total;
  for (std::string* part : parts) {
    if (where < part->size()) {
      char& byte = (*part)[where];
      byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (by == 0 ? 1U : by));
      break;
    }
    where -= part->size();
  }
  return request;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const std::size_t where = data[size - 1] * 256U + data[size - 2];
  const unsigned char by = data[size - 3];
  const HttpRequest given = request_of({reinterpret_cast<const char*>(data), size - 3});
  static_cast<void>(broken_by(given));
  const auto read = read_wire(given);
  const auto* wire = std::get_if<WireRequest>(&read);
  if (!wire) return 0;
  const bool is_v1 = wire->scheme == SignatureScheme::HmacSha1;
  const HttpRequest request = is_v1 ? signed_v1(*wire) : signed_acs3(*wire, given);
  const std::string broken = broken_by(request);
  IMGFAM_ASSERT(is_v1 ? broken.empty() || broken == "parameters-readable" : true);
  IMGFAM_ASSERT(broken != "signature-matches");
  if (!broken.empty()) return 0;
  const HttpRequest other = changed(request, where, by);
  if (broken_by(other).empty()) IMGFAM_ASSERT(said_by(other) == said_by(request));
  return 0;
}
