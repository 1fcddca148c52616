// Emulator: requests of HTTP in, answers of HTTP out. The gateway says who is asking, the world
// answers, and what changed it is kept. It opens no socket and no file and looks at no clock on the
// wall: the server (server.hpp) and the tool bring those.
#pragma once

#include <imgfam/http/act_sink.hpp>
#include <imgfam/http/exchange.hpp>
#include <imgfam/http/gateway.hpp>
#include <imgfam/http/metrics.hpp>

#include <functional>
#include <optional>
#include <vector>

namespace imgfam {

struct EmulatorOptions {
  std::vector<Credential> credentials;
  /// Whether the world's clock goes as the one on the wall, and never behind it; else it moves only
  /// when it is told to.
  bool is_clock_real = true;
  std::uint64_t seed = 1;  ///< RequestIds follow from it…
  std::uint64_t run = 0;   ///< … and from this: how often the same state was opened before.
};

class Emulator {
 public:
  Emulator(World world, const EmulatorOptions& options);

  /// Keeps there, too. REQUIRES: it lives as long as the emulator is used.
  void keep_in(ActSink& sink) { sinks_.push_back(&sink); }
  /// Tells everybody who wants to know of every exchange.
  void on_exchange(std::function<void(const Exchange&)> tell) { tell_ = std::move(tell); }
  /// Where the number of connections comes from.
  void count_connections(std::function<std::size_t()> count) { connections_ = std::move(count); }

  /// Total. GET /health and /metrics are answered to everybody; all else is for the gateway. `wall`
  /// is the time on the wall.
  HttpResponse answer(const HttpRequest& request, const std::string& peer, SimTime wall);

  // ---- For the control interface ----

  /// Time passes or somebody intervenes, now. The outcome says whether it could be.
  Outcome intervene(const Intervenes& what, SimTime wall);
  /// The account exists from now on, unless it does already.
  void join(AccountId account);
  /// REQUIRES: not before the world's time.
  void pass_time(SimTime until);
  /// What has passed on the wall since, where the world's clock goes by it.
  void pass_time_on_wall(SimTime wall);
  /// The accounts of all credentials do.
  void join_callers();
  /// All begins anew; whoever may call exists. ERRORS: CLD001 to CLD010, and then nothing has
  /// changed.
  Result<void> reset(const Scenario& beginning);

  struct Snapshot {
    World world;
    std::vector<std::uint64_t> marks;  // Of the sinks.
  };
  Snapshot snapshot() const;
  /// REQUIRES: a snapshot of this emulator.
  void restore(const Snapshot& snapshot);

  const World& world() const { return world_; }
  const ExchangeLog& log() const { return log_; }
  bool is_clock_real() const { return options_.is_clock_real; }
  /// What could not be kept. From then on the world is ahead of what is kept: nothing more is kept,
  /// and every request is answered 503 ServiceUnavailable.
  const std::optional<Diagnostic>& failure() const { return failure_; }

 private:
  HttpResponse answer_operation(const HttpRequest& request, SimTime wall, Exchange& exchange);
  Outcome apply(const Act& act, Trace& trace);
  void tell_sinks(const std::function<Result<void>(ActSink&, std::size_t)>& tell);
  HttpResponse metrics() const;
  SimTime time_of(SimTime wall);

  World world_;
  EmulatorOptions options_;
  Gateway gateway_;
  std::vector<ActSink*> sinks_;
  std::function<void(const Exchange&)> tell_;
  std::function<std::size_t()> connections_;
  ExchangeLog log_;
  Metrics metrics_;
  std::uint64_t exchanges_ = 0;
  std::optional<SimTime> wall_;  // When the clock on the wall was last looked at.
  std::optional<Diagnostic> failure_;
};

}  // namespace imgfam
