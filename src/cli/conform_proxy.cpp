#include "commands.hpp"
#include "conform.hpp"
#include "conform_given.hpp"
#include "credentials_file.hpp"
#include "files.hpp"

#include <imgfam/http/client_endpoint.hpp>
#include <imgfam/http/proxy.hpp>
#include <imgfam/http/world.hpp>
#include <imgfam/oracle/live.hpp>
#include <imgfam/report/conform_report.hpp>
#include <imgfam/scenario/write.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <iostream>
#include <sstream>

namespace imgfam {
namespace {

/// `8080` or `127.0.0.1:8080`. ERRORS: CNF012.
Result<Proxy::Options> place_of(const std::string& text) {
  Proxy::Options out;
  const auto colon = text.rfind(':');
  std::string_view port = text;
  if (colon != std::string::npos) {
    out.address = text.substr(0, colon);
    if (out.address.starts_with('[') && out.address.ends_with(']'))
      out.address = out.address.substr(1, out.address.size() - 2);
    port.remove_prefix(colon + 1);
  }
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), out.port);
  if (error != std::errc{} || end != port.data() + port.size() || port.empty())
    return problem("CNF012", fmt::format("`{}` is no place to listen at", printable(text)),
                   "a port, or an address and a port: 8080, 127.0.0.1:8080");
  return out;
}

std::string line_of(const JudgedRequest& judged) {
  std::ostringstream request;
  request << judged.request;
  std::string line = fmt::format("{} {}: {} -> {}", *judged.step + 1, to_text(judged.verdict.kind),
                                 printable(request.str()), shown(judged.observation));
  if (judged.verdict.kind == VerdictKind::Undecided)
    line += fmt::format(" ({})", printable(judged.verdict.why));
  return line + "\n";
}

class LiveTraffic {
 public:
  LiveTraffic(const ConformCommandOptions& options, std::vector<Credential> credentials,
              const ConformOptions& judging)
      : options_(options),
        credentials_(std::move(credentials)),
        judge_(*judging.beginning, judging) {}

  void witness(const Passed& passed) {
    const Passing what = passing(passed);
    if (!what.request) return note_unfollowed(passed, what);
    Reply reply = reply_to(passed);
    if (reply.kind == Reply::Kind::TurnedAway) return;  // The operation never saw it.
    const Duration took{std::chrono::ceil<std::chrono::seconds>(passed.took).count()};
    const SimTime asked{wall_time().seconds - took.seconds};
    const JudgedRequest judged = judge_.judge(*what.request, std::move(reply), asked, took);
    const bool is_wanted = !options_.quiet || judged.verdict.kind == VerdictKind::Violates;
    if (!is_wanted || options_.format != "text") return;
    std::cout << line_of(judged);
    if (judged.verdict.kind == VerdictKind::Violates) {
      for (const std::string& line : explain(judged))
        std::cout << "  " << line << '\n';
    }
    std::cout << std::flush;
  }

  int end() const {
    ConformReport report;
    report.endpoint = options_.endpoint;
    if (!options_.edition.empty()) report.edition = *parse_edition(options_.edition);
    report.questions = judge_.questions();
    report.landmarks = judge_.landmarks();
    report.coverage = judge_.coverage();
    ConformedScenario all;
    all.name = "live traffic";
    all.run = judge_.run();
    const ConformResult result = all.run.result;
    const std::string why = all.run.why;
    report.scenarios.push_back(std::move(all));
    for (const JudgedRequest& violation : judge_.violations()) {
      if (options_.format == "text") break;  // They were told as they came.
      FoundViolation found;
      found.violation = violation;
      report.violations.push_back(std::move(found));
    }
    const std::string text =
        options_.format == "json" ? render_json(report)
        : options_.format == "junit"
            ? render_junit(report)
            : render_text(report, {.quiet = options_.quiet, .coverage = options_.coverage});
    if (const auto written = write_output(options_.output, text); !written)
      return refuse(written.error());
    switch (result) {
      case ConformResult::Conforms:
        return exit_holds;
      case ConformResult::Violates:
        return exit_failed;
      case ConformResult::Undecided:
        return exit_undecided;
      case ConformResult::NotJudged:
        break;
    }
    return refuse(problem("CNF008", "nothing was judged: " + why,
                          "point clients that have these credentials at the proxy"));
  }

 private:
  struct Passing {
    std::optional<Request> request;  ///< Nothing: it cannot be followed.
    std::string who;                 ///< Then: what is known of it.
    bool only_reads = false;
  };

  Passing passing(const Passed& passed) const {
    if (!passed.request) return {std::nullopt, "what is no HTTP"};
    const auto read = read_wire(*passed.request);
    const auto* wire = std::get_if<WireRequest>(&read);
    if (!wire) return {std::nullopt, "a request that cannot be read"};
    const auto known = std::ranges::find(credentials_, wire->access_key, &Credential::access_key);
    if (known == credentials_.end()) {
      return {std::nullopt,
              fmt::format("{} of the access key {}, which is not among the credentials,",
                          shortened(printable(wire->action), 80),
                          shortened(printable(wire->access_key), 80)),
              is_reading(wire->action)};
    }
    const auto operation = operation_of(*wire, known->account);
    const auto* request = std::get_if<Request>(&operation);
    if (!request) return {std::nullopt, "a request whose parameters cannot be read"};
    return {*request, {}};
  }

  /// What may have changed anything, and nobody knows what: from here on nothing is judged.
  void note_unfollowed(const Passed& passed, const Passing& what) {
    constexpr int refused = 400;
    constexpr int failed = 500;
    const int status = passed.response ? passed.response->status : 0;
    if (what.only_reads || (status >= refused && status < failed)) return;
    judge_.lose_track(fmt::format("{} may have changed it", what.who));
    if (options_.format == "text")
      std::cout << fmt::format("- undecided from here on: {} may have changed the state\n",
                               what.who)
                << std::flush;
  }

  static Reply reply_to(const Passed& passed) {
    if (passed.response && passed.encoding.empty()) return reply_of(*passed.response);
    Reply reply;
    reply.observation.is_lost = true;
    reply.kind = Reply::Kind::Lost;
    if (passed.response)
      reply.why = fmt::format("the answer is encoded ({})", printable(passed.encoding));
    return reply;
  }

 private:
  const ConformCommandOptions& options_;
  std::vector<Credential> credentials_;
  LiveJudge judge_;
};

}  // namespace

int conform_live(const ConformCommandOptions& options) {
  auto place = place_of(options.proxy);
  if (!place) return refuse(place.error());
  place->timeout = std::chrono::milliseconds(options.timeout_ms);
  auto credentials = read_credentials(options.credentials);
  if (!credentials) return exit_input;
  const ConformOptions judging = judging_from(options, *credentials);
  if (!judging.beginning) return exit_input;
  LiveTraffic traffic(options, std::move(*credentials), judging);
  auto proxy = Proxy::listen(*place, options.endpoint,
                             [&](const Passed& passed) { traffic.witness(passed); });
  if (!proxy) return refuse(proxy.error());
  // A report for programs has standard output to itself.
  std::ostream& out = options.format == "text" ? std::cout : std::cerr;
  out << fmt::format("imgfam conform: listening on http://{}:{}\n", place->address, proxy->port())
      << std::flush;
  proxy->run();
  return traffic.end();
}

}  // namespace imgfam
