#include <imgfam/oracle/session.hpp>

#include "session_read.hpp"
#include "session_write.hpp"

#include <imgfam/scenario/replay.hpp>
#include <imgfam/version.hpp>

#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace imgfam {
namespace {

namespace json = boost::json;

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

Result<Cloud> cloud_of(const Given& given, Edition edition) {
  Scenario scenario;
  scenario.given = given;
  return set_up(scenario, edition);
}

OracleOptions oracle_options(const SessionOptions& options) {
  return {.clock_tolerance = options.tolerance, .readings = options.readings};
}

Result<std::vector<ReadingId>> read_readings(const json::value& value, std::string_view line) {
  const json::array* list = value.if_array();
  if (!list) return wrong_value("readings", "a list", line);
  std::vector<ReadingId> readings;
  for (const json::value& item : *list) {
    const std::string text = item.is_string() ? std::string(view(item.get_string())) : "";
    const auto equals = std::min(text.find('='), text.size());
    const auto id =
        parse_reading(text.substr(0, equals), equals < text.size() ? text.substr(equals + 1) : "");
    if (!id) return id.error();
    readings.push_back(*id);
  }
  return readings;
}

}  // namespace

/// One line on its way to its answer.
class SessionLine {
 public:
  SessionLine(OracleSession& session, std::string_view line) : session_(session), line_(line) {}

  Result<json::object> answer() {
    auto read = read_object(line_);
    if (!read) return read.error();
    object_ = std::move(*read);
    struct Command {
      std::string_view key;
      Result<json::object> (SessionLine::*run)(const json::value&);
    };
    constexpr std::array commands{
        Command{"request", &SessionLine::request},   Command{"reset", &SessionLine::reset},
        Command{"given", &SessionLine::given},       Command{"snapshot", &SessionLine::snapshot},
        Command{"restore", &SessionLine::restore},   Command{"advance", &SessionLine::advance},
        Command{"readings", &SessionLine::readings}, Command{"hello", &SessionLine::hello}};
    for (const Command& command : commands) {
      const json::value* value = object_.if_contains({command.key.data(), command.key.size()});
      if (!value) continue;
      const std::array<std::string_view, 3> keys{command.key, "observed", "at"};
      const std::size_t count = command.key == "request" ? 3 : 1;
      if (auto wrong = check_keys(object_, std::span(keys).first(count), line_); !wrong)
        return wrong.error();
      return (this->*command.run)(*value);
    }
    if (object_.contains("observed"))
      return problem("ORC003", "an answer without its request",
                     R"(as {"request": {"action": …}, "observed": {"status": 200, "body": {…}}})");
    std::vector<std::string_view> keys;
    for (const Command& command : commands)
      keys.push_back(command.key);
    if (auto wrong = check_keys(object_, keys, line_); !wrong) return wrong.error();
    return problem("ORC003", "the line asks for nothing", R"(as {"request": {"action": …}})");
  }

 private:
  Oracle& oracle() { return session_.oracle_; }

  Result<json::object> request(const json::value& value) {
    const auto request = read_request(value, session_.options_.given, line_);
    if (!request) return request.error();
    const json::value* seen = object_.if_contains("observed");
    const auto observed = seen ? read_observation(*seen, line_) : Observation{};
    if (!observed) return observed.error();
    if (const json::value* at = object_.if_contains("at")) {
      const auto time = at->is_string() ? parse_time(view(at->get_string())) : std::nullopt;
      if (!time) return wrong_value("at", "a time, as 2026-01-10T00:00:00Z", line_);
      // Answers may be told in another order than they came.
      if (*time > oracle().now()) oracle().advance(*time - oracle().now());
    }
    if (!seen) return to_json(oracle().allowed(*request));
    const Verdict verdict = oracle().observe(*request, *observed);
    ++session_.judged_;
    session_.violations_ += verdict.kind == VerdictKind::Violates ? 1U : 0U;
    session_.undecided_ += verdict.kind == VerdictKind::Undecided ? 1U : 0U;
    return to_json(verdict);
  }

  Result<json::object> reset(const json::value& value) {
    if (!is_true(value)) return wrong_value("reset", "true", line_);
    const auto cloud = cloud_of(session_.options_.given, session_.options_.edition);
    if (!cloud) return cloud.error();
    oracle() = Oracle(*cloud, oracle_options(session_.options_));
    return json::object{{"reset", true}, {"now", to_string(oracle().now())}};
  }

  Result<json::object> given(const json::value&) {
    auto given = read_given(line_);
    if (!given) return given.error();
    const auto cloud = cloud_of(*given, session_.options_.edition);
    if (!cloud) return cloud.error();
    session_.options_.given = std::move(*given);
    oracle().restart(*cloud);
    return json::object{{"given", true},
                        {"images", cloud->images().size()},
                        {"instances", cloud->instances().size()},
                        {"now", to_string(oracle().now())}};
  }

  Result<json::object> snapshot(const json::value& value) {
    if (!value.is_string()) return wrong_value("snapshot", "a name", line_);
    const std::string name(view(value.get_string()));
    auto& snapshots = session_.snapshots_;
    if (!snapshots.contains(name) && snapshots.size() == oracle_snapshots_max) {
      return problem("ORC006", fmt::format("more than {} snapshots", oracle_snapshots_max),
                     "take one under a name that is there already: it is replaced");
    }
    snapshots.insert_or_assign(name, oracle());
    return json::object{{"snapshot", name}};
  }

  Result<json::object> restore(const json::value& value) {
    if (!value.is_string()) return wrong_value("restore", "the name of a snapshot", line_);
    const auto it = session_.snapshots_.find(view(value.get_string()));
    if (it == session_.snapshots_.end()) {
      return problem("ORC007",
                     fmt::format("there is no snapshot `{}`", printable(view(value.get_string()))),
                     R"(take one before: {"snapshot": "its name"})");
    }
    oracle() = it->second;
    return json::object{{"restore", it->first}, {"now", to_string(oracle().now())}};
  }

  Result<json::object> advance(const json::value& value) {
    const auto by = value.is_string() ? parse_duration(view(value.get_string())) : std::nullopt;
    if (!by || oracle().now() + *by > sim_time_max)
      return wrong_value("advance", "a duration, as 90s or 2h30m", line_);
    oracle().advance(*by);
    return json::object{{"advance", to_string(*by)}, {"now", to_string(oracle().now())}};
  }

  Result<json::object> readings(const json::value& value) {
    if (!is_true(value)) return wrong_value("readings", "true", line_);
    return readings_json(oracle());
  }

  Result<json::object> hello(const json::value& value) {
    if (!is_true(value)) return wrong_value("hello", "true", line_);
    const std::string_view edition = to_text(session_.options_.edition);
    return json::object{{"protocol", oracle_protocol},
                        {"imgfam", std::string(version)},
                        {"edition", std::string(edition)},
                        {"now", to_string(oracle().now())}};
  }

  static bool is_true(const json::value& value) { return value.is_bool() && value.get_bool(); }

  OracleSession& session_;
  std::string_view line_;
  json::object object_;
};

Result<SessionOptions> parse_session_options(std::string_view text) {
  constexpr std::array<std::string_view, 4> keys{"edition", "readings", "tolerance", "given"};
  SessionOptions options;
  auto object = read_object(text);
  if (!object) return object.error();
  if (auto wrong = check_keys(*object, keys, text); !wrong) return wrong.error();
  if (const json::value* edition = object->if_contains("edition")) {
    const auto known =
        edition->is_string() ? parse_edition(view(edition->get_string())) : std::nullopt;
    if (!known) return wrong_value("edition", "\"2020\", \"2023\" or \"2026\"", text);
    options.edition = *known;
  }
  if (const json::value* tolerance = object->if_contains("tolerance")) {
    const auto duration =
        tolerance->is_string() ? parse_duration(view(tolerance->get_string())) : std::nullopt;
    if (!duration) return wrong_value("tolerance", "a duration, as 5s", text);
    options.tolerance = *duration;
  }
  if (const json::value* readings = object->if_contains("readings")) {
    auto known = read_readings(*readings, text);
    if (!known) return known.error();
    options.readings = std::move(*known);
  }
  if (const json::value* given = object->if_contains("given")) {
    auto read = read_given(json::serialize(json::object{{"given", *given}}));
    if (!read) return read.error();
    options.given = std::move(*read);
  }
  return options;
}

std::string error_answer(const Diagnostic& diagnostic) {
  return json::serialize(to_json(diagnostic));
}

Result<OracleSession> OracleSession::begin(const SessionOptions& options) {
  const auto cloud = cloud_of(options.given, options.edition);
  if (!cloud) return cloud.error();
  return OracleSession(options, Oracle(*cloud, oracle_options(options)));
}

std::string OracleSession::answer(std::string_view line) {
  const auto result = SessionLine(*this, line).answer();
  errors_ += result ? 0U : 1U;
  json::object answer = result ? *result : to_json(result.error());
  if (!has_answered_) answer["protocol"] = oracle_protocol;
  has_answered_ = true;
  return json::serialize(answer);
}

}  // namespace imgfam
