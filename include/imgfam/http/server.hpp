// Server: HTTP over TCP. It reads whole requests, has somebody answer them one after the other, and
// writes the answers; it knows nothing of what they mean.
//
// One thread does all of it: an answer takes microseconds, and a cloud is changed by one request at
// a time anyway. Thousands of connections may be open and idle.
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

/// What is beyond them is answered with an error of HTTP, where that can be, and the connection
/// closed; the server goes on.
struct ServerLimits {
  std::size_t connections_max = 20'000;       ///< More wait until one ends.
  std::size_t header_bytes_max = 128 * 1024;  ///< With the target.
  std::size_t body_bytes_max = 256 * 1024;    ///< Unless a port has a bound of its own.
  std::chrono::milliseconds idle{75'000};     ///< Between requests.
  std::chrono::milliseconds request{30'000};  ///< From the first byte of a request to its last.
  std::chrono::milliseconds stop{5'000};      ///< For requests under way when it is to stop.
};

class Server {
 public:
  /// Answers a request. `peer` is whoever sent it, as `127.0.0.1:50123`.
  using Handler = std::function<HttpResponse(const HttpRequest&, const std::string& peer)>;

  explicit Server(const ServerLimits& limits = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Takes connections at the address, a number or `localhost`, from run() on. Port 0: any that is
  /// free. Several may be listened on. Returns the port. ERRORS: SRV001 that is no address, SRV002
  /// nothing can listen there.
  Result<std::uint16_t> listen(const std::string& address, std::uint16_t port, Handler handler,
                               std::optional<std::size_t> body_max = {});

  /// Serves until stopped.
  void run();
  /// Takes no more connections, answers the requests that have begun, and then ends run(). May be
  /// called from a handler and from any thread.
  void stop();
  /// Stops on SIGTERM and SIGINT; the second time without waiting for anything.
  void stop_on_signals();
  /// Calls it in the thread of run(), again and again, until stopped.
  void every(std::chrono::milliseconds interval, std::function<void()> call);

  std::size_t connections() const;

 private:
  struct Parts;

  std::unique_ptr<Parts> parts_;
};

}  // namespace imgfam
