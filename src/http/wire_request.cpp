#include <imgfam/http/wire_request.hpp>

#include <imgfam/model/letter_case.hpp>
#include <imgfam/model/percent.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_set>

namespace imgfam {
namespace {

constexpr std::array<std::string_view, 11> common_names{
    "Action",        "Version",         "Format",           "AccessKeyId",
    "Signature",     "SignatureMethod", "SignatureVersion", "SignatureNonce",
    "SignatureType", "Timestamp",       "SecurityToken"};
constexpr std::string_view acs3 = "ACS3-";  ///< How all algorithms of that scheme begin…
constexpr std::string_view acs3_known = "ACS3-HMAC-SHA256";  ///< … and the one that is known.

/// Thrown by nobody but the reader below, and caught there.
struct Broken {
  GatewayRuleId rule;
  std::string about;
};

class WireReader {
 public:
  explicit WireReader(const HttpRequest& request) : request_(request) {}

  std::variant<WireRequest, GatewayFault> read() {
    try {
      read_target();
      read_body();
      read_authorization();
      read_common();
      return std::move(wire_);
    } catch (Broken& broken) {
      return GatewayFault{broken.rule, std::move(broken.about), wire_.format, action()};
    }
  }

 private:
  [[noreturn]] static void fail(GatewayRuleId rule, std::string about = {}) {
    throw Broken{rule, std::move(about)};
  }

  // ---- Where and what ----

  void read_target() {
    wire_.method = request_.method;
    if (request_.target.size() > target_bytes_max) fail("parameters-readable"_gateway, "URL");
    const std::string_view path = request_.path();
    read_pairs(request_.query(), wire_.query);
    read_format();  // So that what is wrong from here on is told in it.
    if (wire_.method != "GET" && wire_.method != "POST") fail("method-known"_gateway);
    if (!path.empty() && path != "/") fail("path-known"_gateway);
  }

  void read_body() {
    if (request_.body.size() > body_bytes_max) fail("parameters-readable"_gateway, "body");
    const std::string* type = request_.header("content-type");
    const std::string_view kind =
        type ? trimmed(std::string_view(*type).substr(0, type->find(';'))) : std::string_view();
    const bool is_form =
        kind.empty() || equal_in_any_case(kind, "application/x-www-form-urlencoded");
    if (request_.body.empty()) return;
    if (!is_form) fail("parameters-readable"_gateway, "body");
    read_pairs(request_.body, wire_.form);
    read_format();
  }

  /// All of them before the first that is wrong is told: one of the others says in which format.
  void read_pairs(std::string_view text, std::vector<Parameter>& to) {
    std::optional<Broken> first;
    const auto note = [&first](std::string about) {
      if (!first) first = Broken{"parameters-readable"_gateway, std::move(about)};
    };
    while (!text.empty()) {
      const auto end = std::min(text.find('&'), text.size());
      const std::string_view pair = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      if (pair.empty()) continue;
      const auto equals = std::min(pair.find('='), pair.size());
      auto name = percent_decoded(pair.substr(0, equals));
      auto value = percent_decoded(pair.substr(std::min(equals + 1, pair.size())));
      const bool is_name_text = name && is_utf8_text(*name);  // Else no message can have it.
      if (parameters() >= query_parameters_max) {
        note(is_name_text ? *name : std::string());
        break;
      }
      if (!is_name_text) {
        note({});
      } else if (!value || !is_utf8_text(*value) || !is_new(*name)) {
        note(*name);
      } else {
        to.push_back({std::move(*name), std::move(*value)});
      }
    }
    if (!first) return;
    read_format();
    throw Broken(std::move(*first));
  }

  std::size_t parameters() const { return wire_.query.size() + wire_.form.size(); }

  /// Few names are looked through; of many there is a set.
  bool is_new(const std::string& name) {
    constexpr std::size_t few = 32;
    if (parameters() < few) return wire_.find(name) == nullptr;
    if (names_.empty()) {
      for (const auto* parameters : {&wire_.query, &wire_.form}) {
        for (const Parameter& p : *parameters)
          names_.insert(p.name);
      }
    }
    return names_.insert(name).second;
  }

  /// XML unless JSON is asked for; of ACS3 JSON unless XML is.
  void read_format() {
    const std::string* accept = request_.header("accept");
    const bool wants_json = accept && accept->find("application/json") != std::string::npos;
    wire_.format = wants_json || is_acs3() ? WireFormat::Json : WireFormat::Xml;
    const std::string* format = wire_.find("Format");
    if (!format || format->empty()) return;
    if (equal_in_any_case(*format, "json")) wire_.format = WireFormat::Json;
    if (equal_in_any_case(*format, "xml")) wire_.format = WireFormat::Xml;
  }

  // ---- Who ----

  bool is_acs3() const {
    const std::string* authorization = request_.header("authorization");
    return authorization && authorization->starts_with(acs3);
  }

  /// `ACS3-HMAC-SHA256 Credential=…,SignedHeaders=a;b,Signature=…`
  void read_authorization() {
    wire_.scheme = is_acs3() ? SignatureScheme::Acs3 : SignatureScheme::HmacSha1;
    if (wire_.scheme == SignatureScheme::HmacSha1) return;
    std::string_view rest = *request_.header("authorization");
    const std::string_view algorithm = rest.substr(0, rest.find(' '));
    wire_.is_method_known = algorithm == acs3_known;
    rest.remove_prefix(algorithm.size());
    while (!rest.empty()) {
      const auto end = std::min(rest.find(','), rest.size());
      std::string_view part = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
      const auto equals = std::min(part.find('='), part.size());
      const std::string_view name = part.substr(0, equals);
      const std::string_view value = part.substr(std::min(equals + 1, part.size()));
      if (name == "Credential") wire_.access_key = value;
      if (name == "Signature") wire_.signature = value;
      if (name == "SignedHeaders") read_signed_headers(value);
    }
  }

  void read_signed_headers(std::string_view names) {
    constexpr std::size_t names_max = 100;
    while (!names.empty() && wire_.signed_headers.size() < names_max) {
      const auto end = std::min(names.find(';'), names.size());
      wire_.signed_headers.emplace_back(names.substr(0, end));
      names.remove_prefix(std::min(end + 1, names.size()));
    }
  }

  // ---- What every request has ----

  /// A common parameter, or the header that ACS3 has for it.
  std::string common(std::string_view name, std::string_view header) const {
    const std::string* value = wire_.find(name);
    if (!value && !header.empty()) value = request_.header(header);
    return value ? *value : std::string();
  }

  std::string action() const { return common("Action", "x-acs-action"); }

  void read_common() {
    const bool is_v1 = wire_.scheme == SignatureScheme::HmacSha1;
    wire_.action = action();
    wire_.version = common("Version", "x-acs-version");
    wire_.security_token = common("SecurityToken", "x-acs-security-token");
    wire_.timestamp = common("Timestamp", is_v1 ? "" : "x-acs-date");
    wire_.nonce = common("SignatureNonce", is_v1 ? "" : "x-acs-signature-nonce");
    if (is_v1) {
      wire_.access_key = common("AccessKeyId", {});
      wire_.signature = common("Signature", {});
    }
    if (wire_.action.empty()) fail("action-given"_gateway);
    // As a header it has not been looked at yet.
    if (wire_.action.size() > target_bytes_max || !is_utf8_text(wire_.action))
      fail("parameters-readable"_gateway, "Action");
    need(wire_.access_key, "AccessKeyId");
    need(wire_.signature, "Signature");
    need(wire_.timestamp, "Timestamp");
    need(wire_.nonce, "SignatureNonce");
    need(wire_.version, "Version");
    if (!is_v1) return;
    const std::string method = common("SignatureMethod", {});
    const std::string version = common("SignatureVersion", {});
    need(method, "SignatureMethod");
    need(version, "SignatureVersion");
    wire_.is_method_known = equal_in_any_case(method, "HMAC-SHA1") && version == "1.0";
  }

  static void need(const std::string& value, std::string_view name) {
    if (value.empty()) fail("common-parameters-given"_gateway, std::string(name));
  }

  const HttpRequest& request_;
  WireRequest wire_;
  std::unordered_set<std::string> names_;
};

/// A parameter that has become the second of its name; nullptr where there is none.
const Parameter* twice_in(const Request& request) {
  std::vector<const Parameter*> sorted;
  for (const Parameter& p : request.parameters)
    sorted.push_back(&p);
  const auto name = [](const Parameter* p) { return std::string_view(p->name); };
  std::ranges::sort(sorted, {}, name);
  const auto twice = std::ranges::adjacent_find(sorted, {}, name);
  return twice == sorted.end() ? nullptr : *twice;
}

/// `Tag.1.key` as `Tag.1.Key`: the oldest SDK writes it so.
std::string with_capital(const std::string& name) {
  if (!name.starts_with("Tag.")) return name;
  std::string out = name;
  for (const std::string_view end : {".key", ".value"}) {
    if (!out.ends_with(end)) continue;
    char& first = out[out.size() - end.size() + 1];
    first = static_cast<char>(first - 'a' + 'A');
  }
  return out;
}

}  // namespace

const std::string* WireRequest::find(std::string_view name) const {
  for (const auto* parameters : {&query, &form}) {
    const auto it = std::ranges::find(*parameters, name, &Parameter::name);
    if (it != parameters->end()) return &it->value;
  }
  return nullptr;
}

std::variant<WireRequest, GatewayFault> read_wire(const HttpRequest& request) {
  return WireReader(request).read();
}

std::variant<Request, GatewayFault> operation_of(const WireRequest& wire, AccountId account) {
  Request request;
  request.action = wire.action;
  request.account = account;
  for (const auto* parameters : {&wire.query, &wire.form}) {
    for (const Parameter& parameter : *parameters) {
      if (std::ranges::find(common_names, parameter.name) != common_names.end()) continue;
      request.parameters.push_back({with_capital(parameter.name), parameter.value});
    }
  }
  if (const Parameter* twice = twice_in(request))
    return GatewayFault{"parameters-readable"_gateway, twice->name, wire.format, wire.action};
  return request;
}

std::string code_of(const GatewayFault& fault) {
  std::string code(rule(fault.rule).code);
  if (const auto at = code.find("%s"); at != std::string::npos) code.replace(at, 2, fault.about);
  return code;
}

std::string message_of(const GatewayFault& fault) {
  std::string message(rule(fault.rule).message);
  if (const auto at = message.find("%s"); at != std::string::npos)
    message.replace(at, 2, fault.about);
  return message;
}

}  // namespace imgfam
