#include <imgfam/http/control.hpp>

#include <imgfam/model/letter_case.hpp>
#include <imgfam/rules/catalogue.hpp>
#include <imgfam/scenario/parse.hpp>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace imgfam {
namespace {

namespace json = boost::json;

constexpr std::string_view json_type = "application/json;charset=utf-8";

HttpResponse answer_with(const json::object& document, int status = 200) {
  return {status, std::string(json_type), json::serialize(document) + "\n"};
}

HttpResponse wrong(int status, std::string_view code, std::string_view message,
                   std::string_view hint) {
  return answer_with({{"error", {{"code", code}, {"message", printable(message)}, {"hint", hint}}}},
                     status);
}

HttpResponse bad_request(std::string_view message, std::string_view hint) {
  return wrong(400, "BadRequest", message, hint);
}

HttpResponse not_kept(const Diagnostic& why) {
  return wrong(503, "ServiceUnavailable", why.message, why.hint);
}

/// `127.0.0.1`, `[::1]` or `localhost`, with or without a port. A page that has its own name point
/// to this machine sends that name.
bool is_own_name(std::string_view host) {
  if (host.starts_with('[')) return true;  // A number.
  host = host.substr(0, host.find(':'));
  return equal_in_any_case(host, "localhost") ||
         host.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// The text under a key of a body that is an object of texts.
std::string field(const json::object& body, std::string_view key) {
  const json::value* value = body.if_contains(key);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// Nothing where the body is no object.
std::optional<json::object> read_body(const HttpRequest& request) {
  boost::system::error_code error;
  json::parse_options options;
  options.max_depth = 8;
  const json::value body = json::parse(request.body, error, {}, options);
  if (error || !body.is_object()) return std::nullopt;
  return body.get_object();
}

std::string_view query_value(std::string_view query, std::string_view name) {
  for (std::string_view rest = query; !rest.empty();) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
      return pair.substr(name.size() + 1);
  }
  return {};
}

json::object as_json(const Cloud& cloud, const Creation& creation) {
  const Image& image = *cloud.images().get(creation.image);
  json::object out{{"image", creation.image},
                   {"status", to_text(image.status)},
                   {"origin", to_text(image.origin)},
                   {"progress", cloud.progress_of(image)}};
  if (creation.is_held) out["held"] = true;
  if (!creation.is_waiting && !creation.is_held)
    out["due"] = to_string(creation.begun + creation.takes);
  return out;
}

}  // namespace

struct Control::Route {
  std::string_view method;
  std::string_view path;
  HttpResponse (Control::*answer)(const HttpRequest&, SimTime);
  std::string_view help;
};

const Control::Route Control::routes[] = {
    {"GET", "/", &Control::help, "this list"},
    {"POST", "/reset", &Control::reset,
     "begin anew: as at the start, or as the scenario in the body says"},
    {"POST", "/snapshot", &Control::snapshot, "keep what there is; answers its name"},
    {"POST", "/restore", &Control::restore, "go back to {\"snapshot\": NAME}"},
    {"POST", "/advance", &Control::advance, "let {\"by\": \"2h\"} pass"},
    {"GET", "/transitions", &Control::transitions, "the creations under way"},
    {"POST", "/transitions", &Control::intervene,
     "{\"image\": ID, \"do\": \"begin|finish|fail|disable|hold\"}"},
    {"GET", "/log", &Control::log,
     "the exchanges that are kept, with their rules, 1000 at most; ?after=N: those after it"},
    {"GET", "/state", &Control::state, "clock, images and instances, a line each"},
};

Control::Control(Emulator& emulator, Scenario beginning, Options options)
    : emulator_(emulator), beginning_(std::move(beginning)), options_(std::move(options)) {}

HttpResponse Control::answer(const HttpRequest& request, SimTime wall) {
  const std::string* host = request.header("Host");
  if (request.header("Origin") || (host && !is_own_name(*host))) {
    return wrong(403, "CrossOrigin", "pages in browsers may not steer the emulator",
                 "call from a program, by 127.0.0.1 or localhost");
  }
  const std::string_view path = request.path();
  bool is_path = false;
  for (const Route& route : routes) {
    if (route.path != path) continue;
    is_path = true;
    if (route.method == request.method) return answer_by(route, request, wall);
  }
  if (is_path) return wrong(405, "MethodNotAllowed", request.method, "GET / lists what there is");
  return wrong(404, "NotFound", path, "GET / lists what there is");
}

/// Nothing where the world is, or has come, ahead of what is kept of it.
HttpResponse Control::answer_by(const Route& route, const HttpRequest& request, SimTime wall) {
  if (const auto& failure = emulator_.failure()) return not_kept(*failure);
  HttpResponse response = (this->*route.answer)(request, wall);
  if (const auto& failure = emulator_.failure()) return not_kept(*failure);
  return response;
}

HttpResponse Control::help(const HttpRequest&, SimTime) {
  json::array list;
  for (const Route& route : routes)
    list.push_back({{"method", route.method}, {"path", route.path}, {"does", route.help}});
  return answer_with({{"control", std::move(list)}});
}

HttpResponse Control::reset(const HttpRequest& request, SimTime) {
  Scenario beginning = beginning_;
  if (request.body.find_first_not_of(" \t\r\n") != std::string::npos) {
    const bool is_json = request.body[request.body.find_first_not_of(" \t\r\n")] == '{';
    ParsedScenarios parsed =
        parse_all(request.body, "<body>", is_json ? TextKind::Json : TextKind::Yaml);
    if (!parsed.problems.empty()) {
      const Diagnostic& d = parsed.problems.front();
      return wrong(400, d.code, fmt::format("{}:{}: {}", d.where.line, d.where.column, d.message),
                   d.hint);
    }
    if (parsed.scenarios.size() != 1)
      return bad_request("not one scenario", "send one, with its `given`");
    beginning = std::move(parsed.scenarios.front());
    // One that chooses no readings leaves those that the emulator was started with.
    if (beginning.readings.empty()) beginning.readings = beginning_.readings;
    beginning.editions = {beginning.editions.back()};
  }
  if (options_.set_beginning) options_.set_beginning(beginning);
  if (const auto done = emulator_.reset(beginning); !done)
    return wrong(400, done.error().code, done.error().message, done.error().hint);
  snapshots_.clear();
  return answer_with({{"clock", to_string(emulator_.world().cloud().now())},
                      {"is_clock_real", emulator_.is_clock_real()}});
}

HttpResponse Control::snapshot(const HttpRequest&, SimTime) {
  if (snapshots_.size() >= snapshots_max) {
    return wrong(409, "TooMany", fmt::format("{} snapshots are kept", snapshots_max),
                 "POST /reset forgets them");
  }
  const std::string name = fmt::format("s{}", ++snapshots_taken_);
  snapshots_.emplace(name, emulator_.snapshot());
  return answer_with({{"snapshot", name}});
}

HttpResponse Control::restore(const HttpRequest& request, SimTime) {
  const auto body = read_body(request);
  if (!body) return bad_request("the body is no object", R"(send {"snapshot": "s1"})");
  const std::string name = field(*body, "snapshot");
  const auto found = snapshots_.find(name);
  if (found == snapshots_.end())
    return wrong(404, "NotFound", fmt::format("no snapshot `{}`", name),
                 "POST /snapshot makes one");
  emulator_.restore(found->second);
  return answer_with({{"snapshot", name}});
}

HttpResponse Control::advance(const HttpRequest& request, SimTime wall) {
  emulator_.pass_time_on_wall(wall);
  const auto body = read_body(request);
  const auto by = body ? parse_duration(field(*body, "by")) : std::nullopt;
  if (!by) return bad_request("the body names no time", R"(send {"by": "2h"})");
  const SimTime now = emulator_.world().cloud().now();
  if (sim_time_max - now < *by) return bad_request("the clock would pass the year 9999", "less");
  emulator_.pass_time(now + *by);
  return answer_with({{"clock", to_string(emulator_.world().cloud().now())}});
}

HttpResponse Control::transitions(const HttpRequest&, SimTime wall) {
  emulator_.pass_time_on_wall(wall);
  const Cloud& cloud = emulator_.world().cloud();
  json::array list;
  for (const Creation& creation : cloud.creations())
    list.push_back(as_json(cloud, creation));
  return answer_with({{"clock", to_string(cloud.now())}, {"transitions", std::move(list)}});
}

HttpResponse Control::intervene(const HttpRequest& request, SimTime wall) {
  constexpr std::string_view usage =
      R"(send {"image": "m-…", "do": "begin", "finish", "fail", "disable" or "hold"})";
  const auto body = read_body(request);
  const auto what = body ? from_text<Intervention>(field(*body, "do")) : std::nullopt;
  const std::string image = body ? field(*body, "image") : std::string();
  if (!what || image.empty()) return bad_request("the body does not say what to do", usage);
  if (*what == Intervention::Hold && !options_.can_hold) {
    return wrong(409, "Recorded", "a session is recorded, and a scenario has no word for it",
                 "serve without --record");
  }
  const Outcome outcome = emulator_.intervene({*what, image}, wall);
  if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
    std::string why = fmt::format("`{}` cannot {} now", image, to_text(*what));
    for (const RuleId id : refusal->broken)
      why += fmt::format("; {}: {}", rule(id).id, rule(id).statement);
    return wrong(409, "NotPossible", why, "GET /transitions lists the creations under way");
  }
  const Image* now = emulator_.world().cloud().images().get(image);
  return answer_with({{"image", image}, {"status", to_text(now->status)}});
}

HttpResponse Control::log(const HttpRequest& request, SimTime) {
  std::uint64_t after = 0;
  if (const std::string_view text = query_value(request.query(), "after"); !text.empty()) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), after);
    if (error != std::errc{} || end != text.data() + text.size())
      return bad_request("`after` is no number", "/log?after=17");
  }
  json::array list;
  for (const Exchange& exchange : emulator_.log().kept()) {
    if (list.size() == log_page_max) break;
    if (exchange.number > after) list.push_back(to_json(exchange));
  }
  return answer_with({{"log", std::move(list)}});
}

HttpResponse Control::state(const HttpRequest&, SimTime wall) {
  emulator_.pass_time_on_wall(wall);
  const Cloud& cloud = emulator_.world().cloud();
  json::array images;
  json::array instances;
  for (const Image* image : cloud.images().in_order())
    images.emplace_back(describe(cloud, *image));
  for (const Instance* instance : cloud.instances().in_order())
    instances.emplace_back(describe(*instance));
  return answer_with({{"clock", to_string(cloud.now())},
                      {"edition", to_text(cloud.settings().edition)},
                      {"interpretation", to_string(cloud.settings().interpretation)},
                      {"images", std::move(images)},
                      {"instances", std::move(instances)}});
}

}  // namespace imgfam
