#include "serve.hpp"

#include "commands.hpp"
#include "files.hpp"
#include "options.hpp"
#include "scenario_file.hpp"
#include "serve_world.hpp"

#include <imgfam/http/control.hpp>
#include <imgfam/http/emulator.hpp>
#include <imgfam/http/recorder.hpp>
#include <imgfam/http/server.hpp>
#include <imgfam/http/state_file.hpp>
#include <imgfam/scenario/write.hpp>

#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <sys/resource.h>
#include <utility>

namespace imgfam {
namespace {

constexpr std::chrono::seconds recording_interval{2};

SimTime wall() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return SimTime{std::chrono::duration_cast<std::chrono::seconds>(now).count()};
}

/// As many connections as the system lets this process have, and some descriptors for files.
ServerLimits limits_of_system() {
  constexpr rlim_t for_files = 32;
  ServerLimits limits;
  rlimit system{};
  if (getrlimit(RLIMIT_NOFILE, &system) != 0) return limits;
  system.rlim_cur = system.rlim_max;
  setrlimit(RLIMIT_NOFILE, &system);
  const rlim_t left = std::max(system.rlim_cur, 2 * for_files) - for_files;
  limits.connections_max = std::min<std::size_t>(limits.connections_max, left);
  return limits;
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
    if (out) return;
    out.clear();  // There may be room again for the next line.
    if (!std::exchange(is_told_, true))
      std::cerr << "imgfam serve: the log cannot be written; lines may be missing\n";
  }

 private:
  std::ofstream file_;
  bool is_told_ = false;
};

std::string shown_url(const std::string& address, std::uint16_t port) {
  const bool is_v6 = address.find(':') != std::string::npos;
  return is_v6 ? fmt::format("http://[{}]:{}", address, port)
               : fmt::format("http://{}:{}", address, port);
}

/// The session as scenarios in a file, written anew when it has changed.
class Recording {
 public:
  explicit Recording(std::string path) : path_(std::move(path)) {}

  bool is_wanted() const { return !path_.empty(); }
  /// With what happened before, where a state goes on: a scenario begins with a `given`. Notices at
  /// once where the file cannot be written.
  Result<void> begin(const Scenario& beginning, StateFile* state) {
    recorder_.emplace(beginning);
    if (state) {
      if (auto told = state->tell_acts(*recorder_); !told) return told;
    }
    return write_file(path_, write_yaml(recorder_->scenarios()));
  }
  Recorder& recorder() { return *recorder_; }

  /// Now and then: as long as writing takes, nobody is answered.
  void write_if_due() {
    const auto begin = std::chrono::steady_clock::now();
    if (begin < due_) return;
    write();
    constexpr int share = 10;
    const auto end = std::chrono::steady_clock::now();
    due_ = end + share * (end - begin);
  }
  /// Whether all is written that is to be.
  bool write() {
    if (!recorder_ || recorder_->changes() == written_) return true;
    const auto done = write_file(path_, write_yaml(recorder_->scenarios()));
    if (!done) {
      refuse(done.error());
      return false;
    }
    written_ = recorder_->changes();
    return true;
  }
  /// Says once that there is no room for more.
  void tell_if_full() {
    if (!recorder_->is_full() || std::exchange(is_told_, true)) return;
    std::cerr << fmt::format("imgfam serve: {} has the first {} steps; there is no room for more\n",
                             printable(path_), recorder_->steps());
  }

 private:
  std::string path_;
  std::optional<Recorder> recorder_;
  std::uint64_t written_ = 0;
  std::chrono::steady_clock::time_point due_;
  bool is_told_ = false;
};

struct KeptWorld {
  World world;
  std::unique_ptr<StateFile> file;  // Where it lasts.
};

/// ERRORS: CLD001 to CLD010, STA001 to STA006.
Result<KeptWorld> open_world(const ServeOptions& options, Scenario& beginning) {
  if (options.state.empty()) {
    auto world = world_of(beginning);
    if (!world) return world.error();
    return KeptWorld{std::move(*world), nullptr};
  }
  auto opened = StateFile::open(options.state, &beginning);
  if (!opened) return opened.error();
  auto file = std::make_unique<StateFile>(std::move(*opened));
  if (const auto other = option_that_differs(options, file->beginning()))
    return problem("STA008",
                   fmt::format("the state in `{}` was begun with another {}",
                               printable(options.state), *other),
                   "leave that option out, or begin a new state");
  beginning = file->beginning();
  World world = file->take_world();
  return KeptWorld{std::move(world), std::move(file)};
}

void show_state(const ServeOptions& options, const StateFile& file) {
  std::cout << fmt::format(
      "state in {}: {}\n", printable(options.state),
      file.run() == 0 ? "new"
                      : fmt::format("opened {} times before, {} acts", file.run(), file.acts()));
}

void show_credentials(const std::vector<Credential>& credentials, bool are_secret) {
  for (const Credential& c : credentials) {
    std::cout << fmt::format("access key {}{}: account {}{}\n", printable(c.access_key),
                             are_secret ? "" : ", secret " + c.secret, to_string(c.account),
                             c.is_active ? "" : ", disabled");
  }
}

/// Says where, as soon as it does.
Result<void> listen(Server& server, const ServeOptions& options, const Server::Handler& answer,
                    const Server::Handler& steer) {
  const auto port = server.listen(options.address, options.port, answer);
  if (!port) return port.error();
  std::cout << "imgfam serve: listening on " << shown_url(options.address, *port) << '\n';
  if (options.control < 0) return {};
  const auto at = server.listen(options.address, static_cast<std::uint16_t>(options.control), steer,
                                ReadLimits{}.text_bytes_max);  // A scenario to begin with.
  if (!at) return at.error();
  std::cout << "control interface on " << shown_url(options.address, *at) << '\n';
  return {};
}

/// Of a state that goes on the given is left aside.
void tell_if_set_aside(const ServeOptions& options, const Given& asked, const Given& present) {
  if (options.given.empty() || options.state.empty() || has_same_things(asked, present)) return;
  std::cerr << fmt::format("imgfam serve: {} goes on as it is; {} says only whose keys there are\n",
                           printable(options.state), printable(options.given));
}

void outlast_signals() {
  std::signal(SIGXFSZ, SIG_IGN);  // A file that may not grow is a full disk, and told as that.
  std::signal(SIGPIPE, SIG_IGN);  // Who reads the log on standard output may go away.
}

}  // namespace

int serve(const ServeOptions& options) {
  outlast_signals();
  if (const auto apart = check_files_apart(options); !apart) return refuse(apart.error());
  const auto asked = serve_beginning(options);
  if (!asked) return exit_input;
  const bool is_clock_real = options.clock == "real";
  const auto set_beginning = [&](Scenario& beginning) {
    set_options(options, beginning);
    if (is_clock_real) beginning.given.clock = std::max(beginning.given.clock, wall());
  };
  Scenario scenario = *asked;
  set_beginning(scenario);
  auto kept = open_world(options, scenario);
  if (!kept) return refuse(kept.error());
  tell_if_set_aside(options, asked->given, scenario.given);
  // Keys are of the given that is named; else of whatever goes on.
  const auto credentials =
      serve_credentials(options, options.given.empty() ? scenario.given : asked->given);
  if (!credentials) return exit_input;

  Server server(limits_of_system());
  Emulator emulator(std::move(kept->world), {.credentials = *credentials,
                                             .is_clock_real = is_clock_real,
                                             .seed = scenario.given.seed,
                                             .run = kept->file ? kept->file->run() : 0});
  if (kept->file) emulator.keep_in(*kept->file);
  Recording recording(options.record);
  if (recording.is_wanted()) {
    if (auto begun = recording.begin(scenario, kept->file.get()); !begun)
      return refuse(begun.error());
    emulator.keep_in(recording.recorder());
    server.every(recording_interval, [&] {
      recording.write_if_due();
      recording.tell_if_full();
    });
  }
  emulator.join_callers();
  if (emulator.failure()) return refuse(*emulator.failure());
  AccessLog log;
  if (auto opened = log.open(options.log); !opened) return refuse(opened.error());
  if (!options.log.empty())
    emulator.on_exchange([&](const Exchange& exchange) { log.write(exchange); });
  emulator.count_connections([&] { return server.connections(); });
  Control control(emulator, scenario,
                  {.can_hold = !recording.is_wanted(), .set_beginning = set_beginning});

  const auto unless_failed = [&](HttpResponse response) {
    if (emulator.failure()) server.stop();
    return response;
  };
  const auto answer = [&](const HttpRequest& request, const std::string& peer) {
    return unless_failed(emulator.answer(request, peer, wall()));
  };
  const auto steer = [&](const HttpRequest& request, const std::string&) {
    return unless_failed(control.answer(request, wall()));
  };
  server.stop_on_signals();  // Whoever reads where it listens may send one.
  if (auto done = listen(server, options, answer, steer); !done) return refuse(done.error());
  if (!options.quiet) {
    if (kept->file) show_state(options, *kept->file);
    show_credentials(*credentials, !options.credentials.empty());
  }
  std::cout << std::flush;

  server.run();
  const bool is_recorded = recording.write();
  if (emulator.failure()) return refuse(*emulator.failure());
  return is_recorded ? exit_holds : exit_input;
}

}  // namespace imgfam
