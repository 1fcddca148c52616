#include <imgfam/http/encode.hpp>

#include <imgfam/model/percent.hpp>

#include <boost/json/serialize.hpp>

#include <fmt/format.h>

namespace imgfam {
namespace {

namespace json = boost::json;

// fog-aliyun fails on a bare application/json; the Node clients know an XML error by exactly this.
constexpr std::string_view json_type = "application/json;charset=utf-8";
constexpr std::string_view xml_type = "text/xml;charset=utf-8";
constexpr std::string_view host_id = "ecs.aliyuncs.com";

// ---- XML ----

bool is_xml_character(unsigned char c) { return c >= 0x20 || c == '\t' || c == '\n' || c == '\r'; }

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        // XML 1.0 has no way to write the other control characters.
        out += is_xml_character(static_cast<unsigned char>(c)) ? c : '?';
    }
  }
}

void append_element(std::string& out, std::string_view name, const json::value& value);

void append_members(std::string& out, const json::object& object) {
  for (const auto& [name, member] : object)
    append_element(out, name, member);
}

/// A list is its element, repeated.
void append_element(std::string& out, std::string_view name, const json::value& value) {
  if (value.is_array()) {
    for (const json::value& item : value.get_array())
      append_element(out, name, item);
    return;
  }
  out.append("<").append(name).append(">");
  if (value.is_object()) {
    append_members(out, value.get_object());
  } else if (value.is_string()) {
    append_escaped(out, value.get_string());
  } else if (!value.is_null()) {
    out += json::serialize(value);
  }
  out.append("</").append(name).append(">");
}

std::string xml_of(std::string_view root, const json::object& document) {
  std::string out = "<?xml version='1.0' encoding='UTF-8'?>";
  out.append("<").append(root).append(">");
  append_members(out, document);
  out.append("</").append(root).append(">");
  return out;
}

HttpResponse written(int status, std::string_view root, const json::object& document,
                     WireFormat format) {
  if (format == WireFormat::Json)
    return {status, std::string(json_type), json::serialize(document)};
  return {status, std::string(xml_type), xml_of(root, document)};
}

}  // namespace

HttpResponse encode(const Outcome& outcome, std::string_view action, WireFormat format) {
  if (const auto* refusal = std::get_if<Refusal>(&outcome))
    return encode_error(refusal->status, refusal->code, refusal->message, refusal->request_id,
                        format);
  constexpr int ok = 200;
  return written(ok, fmt::format("{}Response", action), std::get<Response>(outcome).document,
                 format);
}

HttpResponse encode(const GatewayFault& fault, std::string_view request_id) {
  return encode_error(rule(fault.rule).status, code_of(fault), message_of(fault), request_id,
                      fault.format);
}

HttpResponse encode_error(int status, std::string_view code, std::string_view message,
                          std::string_view request_id, WireFormat format) {
  const json::object error{
      {"RequestId", request_id},
      {"HostId", host_id},
      {"Code", code},
      {"Message", message},
      {"Recommend", fmt::format("https://api.aliyun.com/troubleshoot?q={}&product=Ecs&requestId={}",
                                percent_encoded(code), percent_encoded(request_id))}};
  return written(status, "Error", error, format);
}

}  // namespace imgfam
