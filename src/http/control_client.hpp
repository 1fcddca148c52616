// ControlClient: the control interface of an implementation, over HTTP. What it must answer is
// documented in docs/reference/serve.md, so that others can offer it too.
#pragma once

#include "http_client.hpp"

#include <imgfam/oracle/endpoint.hpp>

namespace imgfam {

class ControlClient : public EndpointControl {
 public:
  explicit ControlClient(HttpClient client) : client_(std::move(client)) {}

  /// ERRORS, of all: CNF004 it cannot be reached, CNF005 it refuses. Of reset: CNF014 its clock
  /// moves by itself, so that nobody could tell when it makes what.
  Result<void> reset(const Given& given, Edition edition) override;
  Result<void> advance(Duration by) override;
  Result<void> platform(PlatformEvent event, std::string_view image) override;

 private:
  /// The body of the answer.
  Result<std::string> post(std::string_view path, std::string body);

  HttpClient client_;
};

}  // namespace imgfam
