// The five-step rollback scenario, read and replayed: a thousand times in one text, and in a
// thousand texts; in YAML and in JSON Lines. Beside it, what the parsers' own events take over the
// same bytes with nothing done about them: no reader on that parser can be faster.
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/replay.hpp>

#include <benchmark/benchmark.h>
#include <boost/json/basic_parser_impl.hpp>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/parser.h>

#include <fstream>
#include <sstream>

namespace imgfam {
namespace {

constexpr std::size_t scenarios_count = 1000;

// ---- Texts ----

/// A file of rollback/, with its NUMBER filled in.
std::vector<std::string> numbered(const char* file) {
  std::ifstream in(IMGFAM_BENCH_DIR + std::string("/rollback/") + file);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  constexpr std::string_view mark = "NUMBER";
  const std::size_t at = text.find(mark);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < scenarios_count; ++i)
    texts.push_back(std::string(text).replace(at, mark.size(), std::to_string(i)));
  return texts;
}

/// One YAML text that lists those texts.
std::string as_list(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) {
    std::istringstream lines(text);
    const char* indent = "- ";
    for (std::string line; std::getline(lines, line); indent = "  ")
      list += indent + line + '\n';
  }
  return list;
}

const std::vector<std::string>& many_yaml() {
  static const std::vector<std::string> texts = numbered("scenario.yaml");
  return texts;
}
const std::vector<std::string>& one_yaml() {
  static const std::vector<std::string> text{as_list(many_yaml())};
  return text;
}
const std::vector<std::string>& many_json() {
  static const std::vector<std::string> texts = numbered("scenario.jsonl");
  return texts;
}
const std::vector<std::string>& one_json() {
  static const std::vector<std::string> text = [] {
    std::string all;
    for (const std::string& line : many_json())
      all += line;
    return std::vector{all};
  }();
  return text;
}

// ---- What is measured ----

/// Reads and replays every scenario; answers how many held.
class Player : public ScenarioSink {
 public:
  bool scenario(Scenario&& scenario, const ScenarioPlace&) override {
    for (const Run& run : replay(scenario))
      held += run.holds ? 1 : 0;
    return true;
  }
  void problem(Diagnostic&&) override {}

  std::size_t held = 0;
};

std::size_t play(const std::string& text, TextKind kind) {
  Player player;
  parse_scenarios(text, "bench", kind, player);
  return player.held;
}

std::size_t play_yaml(const std::string& text) { return play(text, TextKind::Yaml); }
std::size_t play_json(const std::string& text) { return play(text, TextKind::JsonLines); }

/// Reads every scenario and does nothing with it.
class Reader : public ScenarioSink {
 public:
  bool scenario(Scenario&&, const ScenarioPlace&) override { return ++count, true; }
  void problem(Diagnostic&&) override {}

  std::size_t count = 0;
};

std::size_t read_json(const std::string& text) {
  Reader reader;
  parse_scenarios(text, "bench", TextKind::JsonLines, reader);
  return reader.count;
}

class YamlEvents : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string& value) override {
    if (value == "scenario") ++scenarios;
  }
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

  std::size_t scenarios = 0;
};

std::size_t yaml_events(const std::string& text) {
  std::istringstream in(text);
  YAML::Parser parser(in);
  YamlEvents events;
  while (parser.HandleNextDocument(events)) {
  }
  return events.scenarios;
}

struct JsonEvents {
  using Text = boost::json::string_view;
  using Code = boost::json::error_code;
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return ++scenarios, true; }
  bool on_array_begin(Code&) { return true; }
  bool on_array_end(std::size_t, Code&) { return true; }
  bool on_object_begin(Code&) { return true; }
  bool on_object_end(std::size_t, Code&) { return true; }
  bool on_key_part(Text, std::size_t, Code&) { return true; }
  bool on_key(Text, std::size_t, Code&) { return true; }
  bool on_string_part(Text, std::size_t, Code&) { return true; }
  bool on_string(Text, std::size_t, Code&) { return true; }
  bool on_number_part(Text, Code&) { return true; }
  bool on_int64(std::int64_t, Text, Code&) { return true; }
  bool on_uint64(std::uint64_t, Text, Code&) { return true; }
  bool on_double(double, Text, Code&) { return true; }
  bool on_bool(bool, Code&) { return true; }
  bool on_null(Code&) { return true; }
  bool on_comment_part(Text, Code&) { return true; }
  bool on_comment(Text, Code&) { return true; }

  std::size_t scenarios = 0;
};

std::size_t json_events(const std::string& text) {
  boost::json::basic_parser<JsonEvents> parser{boost::json::parse_options{}};
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    boost::json::error_code ec;
    parser.reset();
    parser.write_some(false, text.data() + begin, end - begin, ec);
    begin = end + 1;
  }
  return parser.handler().scenarios;
}

using Texts = const std::vector<std::string>& (*)();

void rollback(benchmark::State& state, std::size_t (*take)(const std::string&), Texts texts) {
  std::size_t bytes = 0;
  for (const std::string& text : texts())
    bytes += text.size();
  for (auto _ : state) {
    std::size_t done = 0;
    for (const std::string& text : texts())
      done += take(text);
    if (done != scenarios_count) state.SkipWithError("a scenario that was lost, or does not hold");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(scenarios_count));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
}
BENCHMARK_CAPTURE(rollback, yaml_one_text, play_yaml, one_yaml);
BENCHMARK_CAPTURE(rollback, yaml_many_texts, play_yaml, many_yaml);
BENCHMARK_CAPTURE(rollback, yaml_one_text_events, yaml_events, one_yaml);
BENCHMARK_CAPTURE(rollback, yaml_many_texts_events, yaml_events, many_yaml);
BENCHMARK_CAPTURE(rollback, json_one_text, play_json, one_json);
BENCHMARK_CAPTURE(rollback, json_many_texts, play_json, many_json);
BENCHMARK_CAPTURE(rollback, json_one_text_read, read_json, one_json);
BENCHMARK_CAPTURE(rollback, json_one_text_events, json_events, one_json);
BENCHMARK_CAPTURE(rollback, json_many_texts_events, json_events, many_json);

}  // namespace
}  // namespace imgfam
