// Metrics: counts of what the emulator answered, in the text format of Prometheus (0.0.4).
#pragma once

#include <imgfam/http/exchange.hpp>

#include <array>
#include <map>
#include <string>
#include <tuple>

namespace imgfam {

class Metrics {
 public:
  void add(const Exchange& exchange);

  /// A number that somebody else knows, as it is now.
  struct Gauge {
    std::string_view name;  ///< Without `imgfam_`.
    std::string_view help;
    std::uint64_t value = 0;
  };
  std::string text(const std::vector<Gauge>& gauges) const;

 private:
  /// Upper bounds in microseconds; beyond them is one more.
  static constexpr std::array<std::int64_t, 9> bounds{10,   25,    50,     100,    250,
                                                      1000, 5'000, 50'000, 500'000};

  // Action, status, code: few. What is no operation is counted as one, and codes that name a
  // parameter (`MissingTimestamp`) name one that every request has.
  std::map<std::tuple<std::string, int, std::string>, std::uint64_t> requests_;
  std::array<std::uint64_t, bounds.size() + 1> times_{};
  std::uint64_t time_sum_ = 0;  // In microseconds.
};

}  // namespace imgfam
