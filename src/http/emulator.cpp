#include <imgfam/http/emulator.hpp>

#include <imgfam/http/encode.hpp>
#include <imgfam/model/uuid.hpp>

#include <algorithm>
#include <utility>

namespace imgfam {
namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned runs_shift = 40;  // So many requests a run has room for: 10^12.

void set_request_id(Outcome& outcome, const std::string& id) {
  if (auto* refusal = std::get_if<Refusal>(&outcome)) {
    refusal->request_id = id;
  } else {
    std::get<Response>(outcome).document["RequestId"] = id;
  }
}

void note(Exchange& exchange, const Outcome& outcome, Trace&& trace) {
  exchange.effects = std::move(trace.effects);
  exchange.not_judged = std::move(trace.not_evaluated);
  exchange.not_judged.insert(exchange.not_judged.end(), trace.unknown.begin(), trace.unknown.end());
  if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
    exchange.code = refusal->code;
    exchange.broken = refusal->broken;
  }
}

bool is_path(const HttpRequest& request, std::string_view path) {
  return request.path() == path && (request.method == "GET" || request.method == "HEAD");
}

}  // namespace

Emulator::Emulator(World world, const EmulatorOptions& options)
    : world_(std::move(world)), options_(options), gateway_(options.credentials) {}

HttpResponse Emulator::answer(const HttpRequest& request, const std::string& peer, SimTime wall) {
  if (is_path(request, "/metrics")) return metrics();
  if (is_path(request, "/health")) {
    if (failure_) return {503, "application/json;charset=utf-8", R"({"status":"failed"})"};
    return {200, "application/json;charset=utf-8", R"({"status":"ok"})"};
  }
  const auto begin = Clock::now();
  Exchange exchange;
  exchange.number = ++exchanges_;
  exchange.time = wall;
  exchange.peer = peer;
  exchange.method = request.method;
  exchange.request_id = uuid_of(options_.seed, (options_.run << runs_shift) + exchanges_);
  HttpResponse response = answer_operation(request, wall, exchange);
  exchange.status = response.status;
  cut_long_names(exchange);
  exchange.took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin);
  metrics_.add(exchange);
  if (tell_) tell_(exchange);
  log_.add(std::move(exchange));
  return response;
}

HttpResponse Emulator::answer_operation(const HttpRequest& request, SimTime wall,
                                        Exchange& exchange) {
  auto admitted = gateway_.admit(request, wall);
  if (const auto* fault = std::get_if<GatewayFault>(&admitted)) {
    exchange.gateway = &rule(fault->rule);
    exchange.code = code_of(*fault);
    exchange.action = fault->action;
    return encode(*fault, exchange.request_id);
  }
  auto& [operation, format] = std::get<Gateway::Admitted>(admitted);
  exchange.action = operation.action;
  exchange.account = operation.account;
  exchange.is_by_neighbour = is_by_neighbour(operation.action);
  Outcome outcome;
  Trace trace;
  if (!failure_) outcome = apply({time_of(wall), operation}, trace);
  if (failure_) {
    constexpr int unavailable = 503;
    exchange.code = "ServiceUnavailable";
    return encode_error(unavailable, exchange.code, "The state cannot be kept any more.",
                        exchange.request_id, format);
  }
  set_request_id(outcome, exchange.request_id);
  note(exchange, outcome, std::move(trace));
  world_.add_beside(outcome, operation);
  return encode(outcome, operation.action, format);
}

Outcome Emulator::apply(const Act& act, Trace& trace) {
  Outcome outcome = world_.apply(act, &trace);
  const auto* request = std::get_if<Request>(&act.what);
  const bool is_read = request && is_reading(request->action);
  tell_sinks([&](ActSink& sink, std::size_t) -> Result<void> {
    if (is_read && !sink.wants_readings()) return {};
    return sink.act(act, outcome, trace);
  });
  return outcome;
}

/// Until one fails: what came after a gap would not lead to the world that there is.
void Emulator::tell_sinks(const std::function<Result<void>(ActSink&, std::size_t)>& tell) {
  for (std::size_t i = 0; i < sinks_.size() && !failure_; ++i) {
    if (auto told = tell(*sinks_[i], i); !told) failure_ = told.error();
  }
}

Outcome Emulator::intervene(const Intervenes& what, SimTime wall) {
  Trace trace;
  return apply({time_of(wall), what}, trace);
}

void Emulator::pass_time(SimTime until) {
  Trace trace;
  apply({until, TimePasses{}}, trace);
}

void Emulator::join(AccountId account) {
  Trace trace;
  if (!world_.cloud().accounts().contains(account))
    apply({world_.cloud().now(), AccountJoins{account}}, trace);
}

void Emulator::join_callers() {
  for (const Credential& credential : options_.credentials)
    join(credential.account);
}

Result<void> Emulator::reset(const Scenario& beginning) {
  auto world = world_of(beginning);
  if (!world) return world.error();
  world_ = std::move(*world);
  tell_sinks([&](ActSink& sink, std::size_t) { return sink.begin(beginning); });
  join_callers();
  return {};
}

Emulator::Snapshot Emulator::snapshot() const {
  Snapshot snapshot{world_, {}};
  for (const ActSink* sink : sinks_)
    snapshot.marks.push_back(sink->mark());
  return snapshot;
}

void Emulator::restore(const Snapshot& snapshot) {
  world_ = snapshot.world;
  tell_sinks([&](ActSink& sink, std::size_t i) { return sink.return_to(snapshot.marks[i]); });
}

void Emulator::pass_time_on_wall(SimTime wall) {
  const SimTime until = time_of(wall);
  if (until > world_.cloud().now()) pass_time(until);
}

/// As fast as the clock on the wall, from wherever it was set to: a given of tomorrow, two hours
/// that control let pass.
SimTime Emulator::time_of(SimTime wall) {
  const SimTime now = world_.cloud().now();
  if (!options_.is_clock_real) return now;
  const Duration passed = wall - std::exchange(wall_, wall).value_or(wall);
  return std::clamp(std::max(now + passed, wall), now, sim_time_max);
}

HttpResponse Emulator::metrics() const {
  const Cloud& cloud = world_.cloud();
  const std::vector<Metrics::Gauge> gauges{
      {"connections", "Connections that are open.", connections_ ? connections_() : 0},
      {"images", "Custom and system images.", cloud.images().size()},
      {"instances", "Instances.", cloud.instances().size()},
      {"creations_pending", "Creations of images under way.", cloud.creations().size()},
  };
  return {200, "text/plain; version=0.0.4; charset=utf-8", metrics_.text(gauges)};
}

}  // namespace imgfam
