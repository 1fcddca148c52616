#include "state_text.hpp"

#include <imgfam/http/act_text.hpp>
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/write.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <optional>

namespace imgfam {
namespace {

namespace json = boost::json;

constexpr std::string_view version_key = "imgfam-state";
constexpr std::int64_t version = 1;

json::object as_json(const Act& act) {
  const ActText text = text_of(act);
  json::object line{{"at", to_string(act.at)}, {text.kind, text.content}};
  if (text.account != AccountId{}) line["account"] = to_string(text.account);
  return line;
}

std::optional<std::string> text_at(const json::object& line, std::string_view key) {
  const json::value* value = line.if_contains(key);
  if (!value || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

/// What kind of act a line is about: its key that is no other's.
std::optional<ActText> act_text(const json::object& line) {
  ActText text;
  for (const auto& [key, value] : line) {
    if (!value.is_string()) return std::nullopt;
    if (key == "at" || key == "account") continue;
    if (!text.kind.empty()) return std::nullopt;
    text.kind = key;
    text.content = value.get_string();
  }
  if (const auto account = text_at(line, "account")) {
    text.account = parse_account(*account).value_or(AccountId{});
    if (text.kind.empty()) text.kind = "account";
  }
  return text;
}

class Importer {
 public:
  Importer(std::string shown, std::string file)
      : shown_(std::move(shown)), file_(std::move(file)) {}

  Result<std::size_t> read(std::string_view text) {
    while (!text.empty()) {
      const auto end = text.find('\n');
      const std::string_view line = text.substr(0, end);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      ++line_;
      if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      if (auto done = take(line); !done) return done.error();
    }
    if (!state_) return wrong("there is no beginning", "`imgfam state export` makes such a text");
    return acts_;
  }

 private:
  Diagnostic wrong(std::string message, std::string hint) const {
    Diagnostic d = problem("STA011", std::move(message), std::move(hint));
    d.where = {shown_, line_, 1};
    return d;
  }

  Result<void> take(std::string_view text) {
    boost::system::error_code error;
    const json::value value = json::parse(text, error);
    if (error || !value.is_object())
      return wrong("the line is no JSON object",
                   "an act is one, as `imgfam state export` has them");
    return state_ ? take_act(value.get_object()) : take_beginning(value.get_object());
  }

  Result<void> take_beginning(const json::object& line) {
    const json::value* number = line.if_contains(version_key);
    const json::value* beginning = line.if_contains("beginning");
    if (!number || !number->is_int64() || number->get_int64() != version || !beginning) {
      return wrong("the first line is no beginning of a state of this version",
                   R"(it has "imgfam-state": 1 and "beginning")");
    }
    ParsedScenarios parsed = parse_all(json::serialize(*beginning), shown_, TextKind::Json);
    if (!parsed.problems.empty()) return parsed.problems.front();
    auto world = world_of(parsed.scenarios.front());
    if (!world) return world.error();
    auto state = StateFile::open(file_, &parsed.scenarios.front());
    if (!state) return state.error();
    world_ = std::move(*world);
    state_ = std::move(*state);
    return {};
  }

  Result<void> take_act(const json::object& line) {
    const auto at = parse_time(text_at(line, "at").value_or(""));
    const auto text = act_text(line);
    if (!at || !text)
      return wrong("the line is no act", R"(it has "at" and one of "request", "time", "finish" …)");
    const auto act = act_of(*at, *text);
    if (!act) return wrong(act.error().message, act.error().hint);
    Trace trace;
    const Outcome outcome = world_->apply(*act, &trace);
    ++acts_;
    return state_->act(*act, outcome, trace);
  }

  std::string shown_;
  std::string file_;
  std::size_t line_ = 0;
  std::optional<World> world_;
  std::optional<StateFile> state_;
  std::size_t acts_ = 0;
};

}  // namespace

Result<std::string> state_as_text(StateFile& state) {
  std::string out = fmt::format("{{\"{}\":{},\"beginning\":{}}}\n", version_key, version,
                                write_json(state.beginning()));
  const auto walked = state.each_act([&out](const Act& act, std::uint64_t) {
    out += json::serialize(as_json(act)) + "\n";
    return true;
  });
  if (!walked) return walked.error();
  return out;
}

Result<std::size_t> state_from_text(const std::string& text, const std::string& shown,
                                    const std::string& file) {
  auto acts = Importer(shown, file).read(text);
  if (!acts) {
    std::error_code ignored;
    for (const char* end : {"", "-wal", "-shm"})
      std::filesystem::remove(file + end, ignored);
  }
  return acts;
}

}  // namespace imgfam
