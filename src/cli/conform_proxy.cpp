#include "commands.hpp"
#include "conform.hpp"
#include "conform_given.hpp"
#include "credentials_file.hpp"
#include "files.hpp"

#include <imgfam/http/client_endpoint.hpp>
#include <imgfam/http/proxy.hpp>
#include <imgfam/oracle/live.hpp>
#include <imgfam/report/conform_report.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
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

  void witness(const HttpRequest& http, const std::optional<HttpResponse>& response) {
    const auto read = read_wire(http);
    const auto* wire = std::get_if<WireRequest>(&read);
    if (!wire) return;
    const auto known = std::ranges::find(credentials_, wire->access_key, &Credential::access_key);
    if (known == credentials_.end()) return;
    const auto operation = operation_of(*wire, known->account);
    const auto* request = std::get_if<Request>(&operation);
    if (!request) return;
    Reply reply;
    reply.observation.is_lost = true;
    reply.kind = Reply::Kind::Lost;
    if (response) reply = reply_of(*response);
    if (reply.kind == Reply::Kind::TurnedAway) return;  // The operation never saw it.
    const JudgedRequest judged = judge_.judge(*request, std::move(reply), wall_time());
    const bool is_wanted = !options_.quiet || judged.verdict.kind == VerdictKind::Violates;
    if (!is_wanted || options_.format != "text") return;
    std::cout << line_of(judged);
    if (judged.verdict.kind == VerdictKind::Violates) {
      for (const std::string& line : explain(judged, judge_.landmarks()))
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
    all.run.result = !judge_.violations().empty() ? ConformResult::Violates
                     : all.run.judged > 0         ? ConformResult::Conforms
                                                  : ConformResult::NotJudged;
    if (!judge_.violations().empty()) all.run.violation = judge_.violations().front();
    report.scenarios.push_back(all);
    for (const JudgedRequest& violation : judge_.violations()) {
      if (options_.format == "text") break;  // They were told as they came.
      FoundViolation found;
      found.shrunk.violation = violation;
      report.violations.push_back(std::move(found));
    }
    const std::string text =
        options_.format == "json" ? render_json(report)
        : options_.format == "junit"
            ? render_junit(report)
            : render_text(report, {.quiet = options_.quiet, .coverage = options_.coverage});
    if (const auto written = write_output(options_.output, text); !written)
      return refuse(written.error());
    if (!judge_.violations().empty()) return exit_failed;
    return all.run.judged > 0 ? exit_holds : exit_undecided;
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
  auto proxy =
      Proxy::listen(*place, options.endpoint,
                    [&](const HttpRequest& request, const std::optional<HttpResponse>& response) {
                      traffic.witness(request, response);
                    });
  if (!proxy) return refuse(proxy.error());
  std::cout << fmt::format("imgfam conform: listening on http://{}:{}\n", place->address,
                           proxy->port())
            << std::flush;
  proxy->run();
  return traffic.end();
}

}  // namespace imgfam
