#include "serve.hpp"

#include "commands.hpp"
#include "files.hpp"
#include "options.hpp"
#include "scenario_file.hpp"
#include "serve_world.hpp"

#include <imgfam/http/emulator.hpp>
#include <imgfam/http/server.hpp>

#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <sys/resource.h>

namespace imgfam {
namespace {

SimTime wall() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return SimTime{std::chrono::duration_cast<std::chrono::seconds>(now).count()};
}

/// As many connections as the system lets this process have.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

/// The access log, a line an exchange.
class AccessLog {
 public:
  Result<void> open(const std::string& path) {
    if (path.empty() || path == "-") return {};
    file_.open(path, std::ios::app);
    if (file_) return {};
    return problem("FIL007", fmt::format("cannot write `{}`", printable(path)),
                   "check the folder and its permissions");
  }
  void write(const Exchange& exchange) {
    std::ostream& out = file_.is_open() ? file_ : std::cout;
    out << boost::json::serialize(to_json(exchange)) << '\n' << std::flush;
  }

 private:
  std::ofstream file_;
};

std::string shown_url(const std::string& address, std::uint16_t port) {
  const bool is_v6 = address.find(':') != std::string::npos;
  return is_v6 ? fmt::format("http://[{}]:{}", address, port)
               : fmt::format("http://{}:{}", address, port);
}

void show_credentials(const std::vector<Credential>& credentials, bool are_secret) {
  for (const Credential& c : credentials) {
    std::cout << fmt::format("access key {}{}: account {}{}\n", printable(c.access_key),
                             are_secret ? "" : ", secret " + c.secret, to_string(c.account),
                             c.is_active ? "" : ", disabled");
  }
}

}  // namespace

int serve(const ServeOptions& options) {
  auto beginning = serve_beginning(options);
  if (!beginning) return exit_input;
  auto world = world_of(beginning->scenario);
  if (!world) return refuse(world.error());
  raise_descriptor_limit();

  Server server;
  Emulator emulator(std::move(*world), {.credentials = beginning->credentials,
                                        .is_clock_real = options.clock == "real",
                                        .seed = beginning->scenario.given.seed});
  AccessLog log;
  if (auto opened = log.open(options.log); !opened) return refuse(opened.error());
  if (!options.log.empty())
    emulator.on_exchange([&](const Exchange& exchange) { log.write(exchange); });
  emulator.count_connections([&] { return server.connections(); });

  const auto answer = [&](const HttpRequest& request, const std::string& peer) {
    HttpResponse response = emulator.answer(request, peer, wall());
    if (emulator.failure()) server.stop();
    return response;
  };
  const auto port = server.listen(options.address, options.port, answer);
  if (!port) return refuse(port.error());
  std::cout << "imgfam serve: listening on " << shown_url(options.address, *port) << '\n';
  if (!options.quiet) show_credentials(beginning->credentials, !options.credentials.empty());
  std::cout << std::flush;

  server.stop_on_signals();
  server.run();
  return emulator.failure() ? refuse(*emulator.failure()) : exit_holds;
}

}  // namespace imgfam
