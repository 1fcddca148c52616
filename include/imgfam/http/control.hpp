// Control: the interface by which tests steer the emulator: begin anew, go back, let time pass, end
// creations, and see what was asked and by which rules it was answered. JSON over HTTP, on a port
// of its own, off unless asked for; docs/reference/serve.md.
#pragma once

#include <imgfam/http/emulator.hpp>

#include <functional>
#include <map>
#include <string>

namespace imgfam {

class Control {
 public:
  static constexpr std::size_t snapshots_max = 100;
  static constexpr std::size_t log_page_max = 1000;  ///< Exchanges that one answer has.

  struct Options {
    bool can_hold = true;  ///< Not while a session is recorded: a scenario has no word for it.
    /// What the start was told, beside its scenario, said of what a reset begins with, too.
    std::function<void(Scenario&)> set_beginning{};
  };

  /// REQUIRES: the emulator lives as long. `beginning` is what a reset without a body goes back to.
  Control(Emulator& emulator, Scenario beginning, Options options);

  /// Total. Whoever may be a page in a browser is refused: a request with an Origin, or with a Host
  /// that is not this machine's by number or `localhost`. What could not be kept, and all after it,
  /// is answered 503 ServiceUnavailable, as by the emulator.
  HttpResponse answer(const HttpRequest& request, SimTime wall);

 private:
  struct Route;
  static const Route routes[];

  HttpResponse answer_by(const Route& route, const HttpRequest& request, SimTime wall);
  HttpResponse help(const HttpRequest& request, SimTime wall);
  HttpResponse reset(const HttpRequest& request, SimTime wall);
  HttpResponse snapshot(const HttpRequest& request, SimTime wall);
  HttpResponse restore(const HttpRequest& request, SimTime wall);
  HttpResponse advance(const HttpRequest& request, SimTime wall);
  HttpResponse transitions(const HttpRequest& request, SimTime wall);
  HttpResponse intervene(const HttpRequest& request, SimTime wall);
  HttpResponse log(const HttpRequest& request, SimTime wall);
  HttpResponse state(const HttpRequest& request, SimTime wall);

  Emulator& emulator_;
  Scenario beginning_;
  Options options_;
  std::map<std::string, Emulator::Snapshot, std::less<>> snapshots_;
  std::uint64_t snapshots_taken_ = 0;
};

}  // namespace imgfam
