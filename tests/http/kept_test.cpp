// What is kept of a world: the state file, which brings it back, and the recorder, whose scenarios
// replay to the same answers.
#include "http/signed.hpp"
#include "http/world.hpp"
#include "support/catch.hpp"

#include <imgfam/http/act_text.hpp>
#include <imgfam/http/recorder.hpp>
#include <imgfam/http/state_file.hpp>
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/replay.hpp>
#include <imgfam/scenario/write.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <unistd.h>

namespace imgfam {
namespace {

namespace fs = std::filesystem;

/// A folder that is gone afterwards.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / fmt::format("imgfam-kept-{}", getpid())) {
    fs::create_directory(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name) const { return path_ / name; }

 private:
  fs::path path_;
};

/// Everything that can happen to a world, several times.
void let_things_happen(Emulator& emulator) {
  const auto ask = [&](std::string_view text, const std::string& key = "key") {
    return emulator.answer(call(text, key), "peer", signed_at);
  };
  ask("ModifyImageAttribute ImageId=m-2 Status=Deprecated");
  ask("ModifyImageSharePermission ImageId=m-2 RemoveAccount.1=2000000000000002 Unknown=1");
  ask("ModifyImageAttribute ImageId=m-2 Status=Deprecated");
  const std::string id =
      at(ask("CreateImage InstanceId=i-1 ImageName=new ImageFamily=web"), "ImageId");
  ask("DescribeImages Status=ALL");
  emulator.pass_time(emulator.world().cloud().now() + Duration{30});
  emulator.intervene({Intervention::Finish, id}, signed_at);
  emulator.intervene({Intervention::Finish, id}, signed_at);
  ask("RunInstances ImageFamily=web ClientToken=t-1");
  ask("RunInstances ImageFamily=web ClientToken=t-1");
  ask("CopyImage ImageId=m-1 DestinationRegionId=cn-beijing", "key2");
  ask("CopyImage ImageId=m-1 DestinationRegionId=cn-beijing DestinationImageName=copy");
  emulator.join(AccountId{3000000000000003});
  emulator.pass_time(emulator.world().cloud().now() + Duration{90});
  ask("NoSuchAction");
}

Result<StateFile> open(const std::string& file) {
  const Scenario beginning = small_beginning("60s");
  return StateFile::open(file, &beginning);
}

TEST_CASE("a state file brings back the very world", "[http][state]") {
  const Folder folder;
  const std::string file = folder.file("s.db");
  std::optional<World> left;
  {
    auto state = open(file);
    REQUIRE(state.has_value());
    CHECK(state->run() == 0);
    Emulator emulator(state->take_world(), small_options());
    emulator.keep_in(*state);
    let_things_happen(emulator);
    REQUIRE_FALSE(emulator.failure());
    left = emulator.world();
  }
  auto again = open(file);
  REQUIRE(again.has_value());
  CHECK(again->run() == 1);
  CHECK(again->acts() == 14);
  CHECK(again->take_world() == *left);
}

TEST_CASE("a restore and a reset last, and what came before them stays in the file",
          "[http][state]") {
  const Folder folder;
  const std::string file = folder.file("s.db");
  std::optional<World> left;
  {
    auto state = open(file);
    REQUIRE(state.has_value());
    Emulator emulator(state->take_world(), small_options());
    emulator.keep_in(*state);
    const auto write = [&](const std::string& text) {
      emulator.answer(call("ModifyImageAttribute ImageId=m-1 Description=" + text), "p", signed_at);
    };
    write("one");
    const Emulator::Snapshot after_one = emulator.snapshot();
    write("two");
    const Emulator::Snapshot after_two = emulator.snapshot();
    emulator.restore(after_one);
    write("three");
    emulator.restore(after_two);
    write("four");
    left = emulator.world();
    CHECK(left->cloud().images().get("m-1")->description == "four");
  }
  {
    auto again = open(file);
    REQUIRE(again.has_value());
    CHECK(again->acts() == 3);  // one, two, four
    Emulator emulator(again->take_world(), small_options());
    CHECK(emulator.world() == *left);
    emulator.keep_in(*again);
    REQUIRE(emulator.reset(small_beginning()).has_value());
  }
  auto last = open(file);
  REQUIRE(last.has_value());
  CHECK(last->acts() == 0);
  CHECK(last->take_world() == *world_of(small_beginning()));
}

TEST_CASE("whatever the gateway lets through is read back as it was", "[http][state]") {
  const std::vector<std::string> names{
      "",   "Features", "Features.A", "Tag.1.key", "Tag.1.Key", "a b",
      "<a", "=&?#%+",   "?",          " ",         "é☃",        std::string(300, 'n')};
  const std::vector<std::string> values{"",
                                        "a",
                                        " a\r\n",
                                        "a&b=c#d?+%",
                                        "${x}",
                                        R"({"A": "1", "": "é"})",
                                        "\u2028\ufeff",
                                        "\x01\x7f",
                                        R"({"A": "\u0000"})",
                                        "\xff",
                                        std::string(30'000, '\x01')};
  std::mt19937 random(1);
  const auto one_of = [&](const auto& list) { return list[random() % list.size()]; };
  Gateway gateway(small_options().credentials);
  std::size_t admitted = 0;
  for (int i = 0; i < 3000; ++i) {
    std::vector<Parameter> parameters = good_parameters();
    for (Parameter& p : parameters) {
      if (p.name == "SignatureNonce") p.value = std::to_string(i);
      if (p.name == "Action" && i % 3 == 0) p.value = one_of(values);
    }
    for (auto n = random() % 5; n > 0; --n)
      parameters.push_back({one_of(names), one_of(values)});
    const auto result = gateway.admit(sent(std::move(parameters)), signed_at);
    const auto* passed = std::get_if<Gateway::Admitted>(&result);
    if (!passed) continue;
    ++admitted;
    const Act act{signed_at, passed->request};
    const auto again = act_of(signed_at, text_of(act));
    REQUIRE(again.has_value());
    CHECK(*again == act);
  }
  CHECK(admitted > 1000);
}

TEST_CASE("the largest request that the gateway lets through is read back", "[http][state]") {
  Request request{std::string(target_bytes_max, '%'), alice, {}};
  request.parameters.push_back({"Query", std::string(target_bytes_max, '%')});
  request.parameters.push_back({"Form", std::string(body_bytes_max, '%')});
  const Act act{signed_at, request};
  const auto again = act_of(signed_at, text_of(act));
  REQUIRE(again.has_value());
  CHECK(*again == act);
}

TEST_CASE("an act that cannot be read is named, with its file", "[http][state]") {
  const Folder folder;
  const std::string file = folder.file("s.db");
  {
    auto state = open(file);
    REQUIRE(state.has_value());
    const Request request{"DeleteImage", alice, {{"ImageId", "\xff"}}};
    REQUIRE(state->act({signed_at, request}, Response{}, {}).has_value());
  }
  const auto state = StateFile::open(file, nullptr);
  REQUIRE_FALSE(state.has_value());
  CHECK(state.error().code == "STA005");
  CHECK(state.error().where.file == file);
  CHECK(state.error().message.starts_with("act 2: "));
}

/// The code of what is wrong with the file; empty where nothing is.
std::string problem_with(const std::string& file) {
  const auto state = StateFile::open(file, nullptr);
  return state ? std::string() : state.error().code;
}

TEST_CASE("a file that cannot be gone on from is told apart", "[http][state]") {
  const Folder folder;
  CHECK(problem_with(folder.file("none.db")) == "STA001");
  std::ofstream(folder.file("text.db")) << std::string(5000, 'x');
  CHECK(problem_with(folder.file("text.db")) == "STA002");
  std::ofstream(folder.file("empty.db"));
  CHECK(problem_with(folder.file("empty.db")) == "STA002");

  const std::string file = folder.file("s.db");
  {
    auto state = open(file);
    REQUIRE(state.has_value());
    CHECK(problem_with(file) == "STA003");
    Emulator emulator(state->take_world(), small_options());
    emulator.keep_in(*state);
    emulator.answer(call("ModifyImageAttribute ImageId=m-1 ImageName=other-name"), "p", signed_at);
  }
  CHECK(problem_with(file).empty());
  std::ifstream in(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  // Another name would have been answered the same.
  for (const std::string_view part : {"other-name", "request"}) {
    const auto at = bytes.find(part);
    REQUIRE(at != std::string::npos);
    std::string changed = bytes;
    changed[at] = 'b';
    std::ofstream(folder.file("changed.db"), std::ios::binary) << changed;
    CHECK(problem_with(folder.file("changed.db")) == "STA005");
  }
  {
    auto state = open(file);
    REQUIRE(state.has_value());
    const Act act{state->take_world().cloud().now(), Request{"DeleteImage", {1}, {}}};
    REQUIRE(state->act(act, Response{}, {}).has_value());
  }
  CHECK(problem_with(file) == "STA006");
}

std::string bytes_in(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST_CASE("what is refused or only read is not changed", "[http][state]") {
  const Folder folder;
  const std::string foreign = folder.file("foreign.db");
  REQUIRE(open(foreign).has_value());
  std::string before = bytes_in(foreign);
  before.replace(18, 2, "\x01\x01");  // A journal is no WAL.
  before.replace(68, 4, "none");      // The application's id.
  std::ofstream(foreign, std::ios::binary) << before;
  const auto refused = open(foreign);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == "STA002");
  CHECK(bytes_in(foreign) == before);

  const std::string file = folder.file("a state?#%.db");  // Names are no addresses.
  REQUIRE(open(file).has_value());
  const std::string whole = bytes_in(file);
  CHECK(problem_with(file).empty());
  CHECK(bytes_in(file) == whole);
  for (const char* end : {"-wal", "-shm"})
    CHECK_FALSE(fs::exists(file + end));
  CHECK(open(file)->run() == 1);
}

TEST_CASE("a state is in a file", "[http][state]") {
  for (const char* name : {"", ":memory:"}) {
    const auto state = open(name);
    REQUIRE_FALSE(state.has_value());
    CHECK(state.error().code == "STA001");
  }
}

TEST_CASE("the digest of an answer is of all but its RequestId", "[http][state]") {
  const auto response = [](std::string_view id, int value) {
    return Outcome(Response{{{"Value", value}, {"RequestId", id}}});
  };
  CHECK(digest_of(response("A", 1)) == digest_of(response("B", 1)));
  CHECK(digest_of(response("A", 1)) != digest_of(response("A", 2)));
  Refusal refusal;
  refusal.status = 403;
  refusal.code = "One";
  Refusal other = refusal;
  other.code = "Other";
  CHECK(digest_of(refusal) != digest_of(other));
}

TEST_CASE("a recorded session replays to the same answers, read from its text",
          "[http][recorder]") {
  Emulator emulator(*world_of(small_beginning("60s")), small_options());
  Recorder recorder(small_beginning("60s"));
  emulator.keep_in(recorder);
  let_things_happen(emulator);
  const Emulator::Snapshot snapshot = emulator.snapshot();
  emulator.answer(call("DeleteImage ImageId=m-1"), "p", signed_at);
  emulator.restore(snapshot);
  emulator.answer(call("DescribeImages ImageId=m-1"), "p", signed_at);
  REQUIRE(emulator.reset(small_beginning()).has_value());
  emulator.answer(call("DescribeImageFromFamily ImageFamily=web"), "p", signed_at);

  const std::string text = write_yaml(recorder.scenarios());
  const ParsedScenarios parsed = parse_all(text, "recorded", TextKind::Yaml);
  for (const Diagnostic& d : parsed.problems)
    FAIL_CHECK(render(d));
  REQUIRE(parsed.scenarios.size() == 3);
  CHECK(parsed.scenarios[1].name == "A recorded session, part 2");
  std::size_t requests = 0;
  for (const Scenario& scenario : parsed.scenarios) {
    for (const Run& run : replay(scenario)) {
      CHECK(run.holds);
      requests += run.requests;
    }
  }
  CHECK(requests == 10 + 10 + 1);  // The second part repeats the first one's beginning.

  // And it can fail: another answer is noticed.
  Scenario other = parsed.scenarios.back();
  other.given.images.pop_back();
  CHECK_FALSE(replay(other).front().holds);
}

TEST_CASE("what depended on things beside the model is left out, and what follows still replays",
          "[http][recorder]") {
  Emulator emulator(*world_of(small_beginning()), small_options());
  Recorder recorder(small_beginning());
  emulator.keep_in(recorder);
  const auto ask = [&](std::string_view text) {
    return emulator.answer(call(text), "peer", signed_at);
  };
  ask("DescribeImages ImageId=m-1");
  REQUIRE(brief(ask("AddTags ResourceType=image ResourceId=m-1 Tag.1.Key=a Tag.1.Value=b")) ==
          "200");
  REQUIRE(brief(ask("DescribeImages ImageId=m-1")) == "200");  // Shows the tag.
  const std::string snapshot =
      at(ask("CreateSnapshot DiskId=" + at(ask("DescribeDisks"), "Disks.Disk.0.DiskId")),
         "SnapshotId");
  REQUIRE(brief(ask("CreateImage ImageName=new SnapshotId=" + snapshot)) == "200");
  ask("DescribeImageFromFamily ImageFamily=web");
  ask("ModifyImageAttribute ImageId=m-2 Status=Deprecated");
  const std::vector<Scenario> recorded = recorder.scenarios();
  REQUIRE(recorded.size() == 1);
  CHECK(recorded.front().steps.size() == 3);
  CHECK(recorded.front().why.ends_with("beside the model: DescribeImages, CreateImage"));
  CHECK(replay(recorded.front()).front().holds);
}

/// What is recorded, as it is read from its text. Each scenario holds.
std::vector<Scenario> read_back(const Recorder& recorder) {
  ParsedScenarios parsed = parse_all(write_yaml(recorder.scenarios()), "recorded", TextKind::Yaml);
  for (const Diagnostic& d : parsed.problems)
    FAIL_CHECK(render(d));
  for (const Scenario& scenario : parsed.scenarios)
    CHECK(replay(scenario).front().holds);
  return std::move(parsed.scenarios);
}

TEST_CASE("what a scenario cannot say is left out and named, and the rest replays",
          "[http][recorder]") {
  const auto strange = [](std::string name, std::string value) {
    std::vector<Parameter> parameters = good_parameters();
    for (Parameter& p : parameters) {
      if (p.name == "Action") p.value = "ModifyImageAttribute";
    }
    parameters.push_back({"RegionId", "cn-hangzhou"});
    parameters.push_back({"ImageId", "m-1"});
    parameters.push_back({std::move(name), std::move(value)});
    return sent(std::move(parameters));
  };
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
           {"Description", "built from ${branch}"}, {"Unknown", "${"}, {"", "x"}}) {
    INFO(name << "=" << value);
    Emulator emulator(*world_of(small_beginning()), small_options());
    Recorder recorder(small_beginning());
    emulator.keep_in(recorder);
    REQUIRE(emulator.answer(strange(name, value), "p", signed_at).status == 200);
    emulator.answer(call("DescribeImages ImageId=m-1"), "p", signed_at);
    emulator.answer(call("DescribeImageFromFamily ImageFamily=web"), "p", signed_at);
    const std::vector<Scenario> read = read_back(recorder);
    REQUIRE(read.size() == 1);
    CHECK(read.front().why.find("beside the model: ModifyImageAttribute") != std::string::npos);
  }
  Recorder recorder(small_beginning());
  World world = *world_of(small_beginning());
  const Act act{signed_at, Request{"ModifyImageAttribute",
                                   alice,
                                   {{"RegionId", "cn-hangzhou"},
                                    {"ImageId", "m-1"},
                                    {"Unknown", std::string(70'000, 'x')}}}};
  Trace trace;
  const Outcome outcome = world.apply(act, &trace);
  REQUIRE(recorder.act(act, outcome, trace).has_value());
  CHECK(read_back(recorder).front().why.ends_with("ModifyImageAttribute"));
}

TEST_CASE("a creation that is held has no word in a scenario, and is named", "[http][recorder]") {
  Emulator emulator(*world_of(small_beginning("60s")), small_options());
  Recorder recorder(small_beginning("60s"));
  emulator.keep_in(recorder);
  const std::string id = at(
      emulator.answer(call("CreateImage InstanceId=i-1 ImageName=new"), "p", signed_at), "ImageId");
  emulator.intervene({Intervention::Hold, id}, signed_at);
  emulator.pass_time(signed_at + Duration{120});
  emulator.intervene({Intervention::Finish, id}, signed_at);
  const std::vector<Scenario> read = read_back(recorder);
  REQUIRE(read.size() == 1);
  CHECK(read.front().why.ends_with("beside the model: hold, finish"));
}

TEST_CASE("where an account joins that mattered before, a new part begins", "[http][recorder]") {
  Emulator emulator(*world_of(small_beginning()), small_options());
  Recorder recorder(small_beginning());
  emulator.keep_in(recorder);
  const auto share = [&](const std::string& with) {
    return emulator
        .answer(call("ModifyImageSharePermission ImageId=m-1 AddAccount.1=" + with), "p", signed_at)
        .status;
  };
  CHECK(share("2000000000000002") == 200);
  emulator.join(AccountId{4000000000000004});
  CHECK(share("3000000000000003") != 200);
  CHECK(recorder.scenarios().size() == 1);
  emulator.join(AccountId{3000000000000003});
  CHECK(share("3000000000000003") == 200);
  const std::vector<Scenario> read = read_back(recorder);
  REQUIRE(read.size() == 2);
  CHECK(read[0].steps.size() == 2);
  CHECK(read[1].steps.size() == 2);
  CHECK(read[1].why.ends_with("ModifyImageSharePermission"));
}

TEST_CASE("a session without a step is a scenario all the same", "[http][recorder]") {
  Recorder recorder(small_beginning());
  REQUIRE(recorder.begin(small_beginning()).has_value());
  CHECK(read_back(recorder).size() == 1);
}

TEST_CASE("what is left out changes the recording, too", "[http][recorder]") {
  Emulator emulator(*world_of(small_beginning()), small_options());
  Recorder recorder(small_beginning());
  emulator.keep_in(recorder);
  emulator.answer(call("AddTags ResourceType=image ResourceId=m-1 Tag.1.Key=a"), "p", signed_at);
  const auto changes = recorder.changes();
  emulator.answer(call("DescribeImages ImageId=m-1"), "p", signed_at);  // Shows the tag.
  CHECK(recorder.steps() == 0);
  CHECK(recorder.changes() > changes);
}

TEST_CASE("a recording ends where it is full, and stays so", "[http][recorder]") {
  const Act act{signed_at, Request{"DescribeRegions", alice, {}}};
  constexpr std::size_t room = 10;
  const auto steps_within = [&](const RecorderLimits& limits) {
    Recorder recorder(small_beginning(), limits);
    World world = *world_of(small_beginning());
    Trace trace;
    const Outcome outcome = world.apply(act, &trace);
    for (std::size_t i = 0; i < room + 2; ++i)
      REQUIRE(recorder.act(act, outcome, trace).has_value());
    CHECK(recorder.is_full());
    const auto changes = recorder.changes();
    REQUIRE(recorder.begin(small_beginning()).has_value());
    REQUIRE(recorder.act(act, outcome, trace).has_value());
    CHECK(recorder.changes() == changes);
    return recorder.scenarios().front().steps.size();
  };
  CHECK(steps_within({.steps_max = room + 1}) == room);
  CHECK(steps_within({.bytes_max = 20'000}) < room);
  CHECK(steps_within({.values_max = 1'000}) < room);
}

TEST_CASE("going back to a snapshot again and again fills a recording", "[http][recorder]") {
  constexpr std::size_t room = 10;
  Emulator emulator(*world_of(small_beginning()), small_options());
  Recorder recorder(small_beginning(), {.steps_max = room + 3});  // In three parts.
  emulator.keep_in(recorder);
  for (std::size_t i = 0; i < 4; ++i)
    emulator.answer(call("DescribeImageFromFamily ImageFamily=web"), "p", signed_at);
  const Emulator::Snapshot snapshot = emulator.snapshot();
  for (std::size_t i = 0; i < 4; ++i)
    emulator.restore(snapshot);
  CHECK(recorder.is_full());
  CHECK(recorder.steps() == room);
  CHECK(read_back(recorder).size() == 3);
}

}  // namespace
}  // namespace imgfam
