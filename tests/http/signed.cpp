#include "http/signed.hpp"

#include <imgfam/http/signature.hpp>
#include <imgfam/model/percent.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace imgfam {

std::vector<Parameter> good_parameters() {
  return {
      {"Action", "DescribeRegions"},        {"Version", "2014-05-26"},   {"AccessKeyId", "key"},
      {"SignatureMethod", "HMAC-SHA1"},     {"SignatureVersion", "1.0"}, {"SignatureNonce", "n-1"},
      {"Timestamp", "2026-01-10T00:00:00Z"}};
}

HttpRequest sent(std::vector<Parameter> parameters, const std::string& secret) {
  HttpRequest request{"GET", "/", {}, {}};
  WireRequest wire;
  wire.method = "GET";
  wire.query = parameters;
  if (!secret.empty())
    parameters.push_back(
        {"Signature", sign(SignatureScheme::HmacSha1, secret, string_to_sign(wire, request))});
  for (const Parameter& p : parameters)
    request.target += fmt::format("{}{}={}", request.target == "/" ? '?' : '&',
                                  percent_encoded(p.name), percent_encoded(p.value));
  return request;
}

HttpRequest call(std::string_view text, const std::string& access_key) {
  static int nonces = 0;
  std::vector<Parameter> parameters = good_parameters();
  std::istringstream words{std::string(text)};
  std::string word;
  words >> word;
  const auto set = [&](std::string_view name, std::string value) {
    const auto it = std::ranges::find(parameters, name, &Parameter::name);
    it->value = std::move(value);
  };
  set("Action", word);
  set("AccessKeyId", access_key);
  set("SignatureNonce", fmt::format("call-{}", ++nonces));
  parameters.push_back({"Format", "JSON"});
  parameters.push_back({"RegionId", "cn-hangzhou"});
  while (words >> word)
    parameters.push_back({word.substr(0, word.find('=')), word.substr(word.find('=') + 1)});
  return sent(std::move(parameters));
}

}  // namespace imgfam
