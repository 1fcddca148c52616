#include <imgfam/http/metrics.hpp>

#include <imgfam/http/neighbours.hpp>
#include <imgfam/rules/parameters.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace imgfam {
namespace {

constexpr double per_second = 1e6;  // Microseconds.

std::string action_of(const Exchange& exchange) {
  const bool is_known = is_by_neighbour(exchange.action) || find_operation(exchange.action);
  return is_known ? exchange.action : "other";
}

}  // namespace

void Metrics::add(const Exchange& exchange) {
  ++requests_[{action_of(exchange), exchange.status, exchange.code}];
  const auto bound = std::ranges::lower_bound(bounds, exchange.took.count());
  ++times_[static_cast<std::size_t>(bound - bounds.begin())];
  time_sum_ += static_cast<std::uint64_t>(exchange.took.count());
}

std::string Metrics::text(const std::vector<Gauge>& gauges) const {
  std::string out;
  out += "# HELP imgfam_requests_total Requests answered.\n# TYPE imgfam_requests_total counter\n";
  for (const auto& [key, count] : requests_) {
    const auto& [action, status, code] = key;
    out += fmt::format("imgfam_requests_total{{action=\"{}\",status=\"{}\",code=\"{}\"}} {}\n",
                       action, status, code, count);
  }
  out +=
      "# HELP imgfam_request_seconds Time from a request's last byte to its answer.\n"
      "# TYPE imgfam_request_seconds histogram\n";
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < times_.size(); ++i) {
    below += times_[i];
    const std::string bound =
        i < bounds.size() ? fmt::format("{}", static_cast<double>(bounds[i]) / per_second) : "+Inf";
    out += fmt::format("imgfam_request_seconds_bucket{{le=\"{}\"}} {}\n", bound, below);
  }
  out += fmt::format("imgfam_request_seconds_sum {}\nimgfam_request_seconds_count {}\n",
                     static_cast<double>(time_sum_) / per_second, below);
  for (const Gauge& gauge : gauges) {
    out += fmt::format("# HELP imgfam_{0} {1}\n# TYPE imgfam_{0} gauge\nimgfam_{0} {2}\n",
                       gauge.name, gauge.help, gauge.value);
  }
  return out;
}

}  // namespace imgfam
