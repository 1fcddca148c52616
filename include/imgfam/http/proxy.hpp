// Proxy: sits between a client and an implementation and shows somebody what passes. The bytes of
// both are handed on as they are, so signatures stay valid; nothing is added, left out or
// reordered.
//
// One exchange is under way at a time, whatever the number of connections: of two that overlap
// nobody could tell which one the implementation carried out first.
#pragma once

#include <imgfam/http/message.hpp>
#include <imgfam/model/result.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace imgfam {

/// An exchange that has passed.
struct Passed {
  std::optional<HttpRequest> request;    ///< Nothing: what was handed on is no HTTP.
  std::optional<HttpResponse> response;  ///< Nothing: none came.
  std::string encoding;  ///< Of the response's body, where that is not as it is, as `gzip`.
  std::chrono::milliseconds took{};  ///< From the whole request to the answer.
};

class Proxy {
 public:
  /// Told of every exchange.
  using Witness = std::function<void(const Passed&)>;

  struct Options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;                           ///< 0: any that is free.
    std::chrono::milliseconds timeout{60'000};        ///< For an answer.
    std::chrono::milliseconds idle_timeout{120'000};  ///< Of a client between requests.
  };

  /// ERRORS: CNF002, CNF003 the URL; SRV001 the address is none, SRV002 it cannot be listened on.
  static Result<Proxy> listen(const Options& options, const std::string& upstream, Witness witness);
  ~Proxy();
  Proxy(Proxy&&) noexcept;
  Proxy& operator=(Proxy&&) noexcept;

  std::uint16_t port() const;
  /// Until SIGTERM or SIGINT.
  void run();

 private:
  struct Parts;
  explicit Proxy(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace imgfam
