// An HTTP message as plain data: what the codec reads and writes, and the server sends.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

struct Header {
  std::string name;
  std::string value;

  bool operator==(const Header&) const = default;
};

/// Without the blanks and tabs around it, which are no part of a header's value.
std::string_view trimmed(std::string_view text);

struct HttpRequest {
  std::string method;  ///< As sent: `POST`.
  std::string target;  ///< As sent: `/?Action=…`, or a whole URL from a client behind a proxy.
  std::vector<Header> headers;
  std::string body;  ///< Whole, whatever way it was transferred.

  /// Of the target, without scheme and host; empty, as `/`, where it has none.
  std::string_view path() const;
  /// Of the target: what stands between `?` and `#`.
  std::string_view query() const;
  /// The value of the first header of that name, in upper or lower case; nothing when there is
  /// none.
  const std::string* header(std::string_view name) const;
};

struct HttpResponse {
  int status = 200;
  std::string content_type;
  std::string body;

  bool operator==(const HttpResponse&) const = default;
};

}  // namespace imgfam
