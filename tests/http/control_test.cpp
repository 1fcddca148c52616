// The control interface: how tests steer the emulator, and who may not.
#include "http/signed.hpp"
#include "http/world.hpp"
#include "support/catch.hpp"

#include <imgfam/http/control.hpp>

namespace imgfam {
namespace {

struct Steered {
  explicit Steered(const Control::Options& options = {})
      : emulator(*world_of(small_beginning("60s")), small_options()),
        control(emulator, small_beginning("60s"), options) {}

  HttpResponse get(const std::string& path) {
    return control.answer({"GET", path, {}, {}}, signed_at);
  }
  HttpResponse post(const std::string& path, const std::string& body = {}) {
    return control.answer({"POST", path, {{"Host", "127.0.0.1:8788"}}, body}, signed_at);
  }
  HttpResponse ask(std::string_view text) { return emulator.answer(call(text), "peer", signed_at); }
  std::string status_of(const std::string& image) {
    return at(ask("DescribeImages Status=ALL ImageId=" + image), "Images.Image.0.Status");
  }
  std::string begin_creation() {
    return at(ask("CreateImage InstanceId=i-1 ImageName=new"), "ImageId");
  }

  Emulator emulator;
  Control control;
};

TEST_CASE("time passes when it is told to, and creations with it", "[http][control]") {
  Steered steered;
  const std::string image = steered.begin_creation();
  CHECK(at(steered.get("/transitions"), "transitions.0.due") == "2026-01-10T00:01:00Z");
  CHECK(at(steered.post("/advance", R"({"by": "59s"})"), "clock") == "2026-01-10T00:00:59Z");
  CHECK(steered.status_of(image) == "Creating");
  CHECK(steered.post("/advance", R"({"by": "1s"})").status == 200);
  CHECK(steered.status_of(image) == "Available");
  CHECK(at(steered.get("/transitions"), "transitions") == "[]");
}

TEST_CASE("a creation is finished, failed or held", "[http][control]") {
  Steered steered;
  const std::string image = steered.begin_creation();
  const auto order = [&](const std::string& what) {
    return steered.post("/transitions", R"({"image": ")" + image + R"(", "do": ")" + what + "\"}");
  };
  CHECK(at(order("hold"), "status") == "Creating");
  steered.post("/advance", R"({"by": "1h"})");
  CHECK(steered.status_of(image) == "Creating");
  CHECK(at(steered.get("/transitions"), "transitions.0.held") == "true");
  CHECK(at(order("fail"), "status") == "CreateFailed");
  CHECK(order("finish").status == 409);
  CHECK(order("hold").status == 409);
  CHECK(order("explode").status == 400);
  CHECK(steered.status_of(image) == "CreateFailed");
}

TEST_CASE("a creation is not held while a session is recorded", "[http][control]") {
  Steered steered({.can_hold = false});
  const std::string image = steered.begin_creation();
  CHECK(steered.post("/transitions", R"({"image": ")" + image + R"(", "do": "hold"})").status ==
        409);
  CHECK(steered.post("/transitions", R"({"image": ")" + image + R"(", "do": "finish"})").status ==
        200);
}

TEST_CASE("a snapshot brings back what there was, as often as one likes", "[http][control]") {
  Steered steered;
  const std::string name = at(steered.post("/snapshot"), "snapshot");
  const World before = steered.emulator.world();
  for (int i = 0; i < 2; ++i) {
    steered.ask("ModifyImageAttribute ImageId=m-1 Description=changed");
    CHECK_FALSE(steered.emulator.world() == before);
    CHECK(steered.post("/restore", R"({"snapshot": ")" + name + "\"}").status == 200);
    CHECK(steered.emulator.world() == before);
  }
  CHECK(steered.post("/restore", R"({"snapshot": "s99"})").status == 404);
}

TEST_CASE("snapshots are bounded, and a reset forgets them", "[http][control]") {
  Steered steered;
  for (std::size_t i = 0; i < Control::snapshots_max; ++i)
    CHECK(steered.post("/snapshot").status == 200);
  CHECK(steered.post("/snapshot").status == 409);
  CHECK(steered.post("/reset").status == 200);
  CHECK(steered.post("/restore", R"({"snapshot": "s1"})").status == 404);
  CHECK(steered.post("/snapshot").status == 200);
}

TEST_CASE("a reset begins anew, as at the start or as a scenario says", "[http][control]") {
  Steered steered;
  steered.ask("ModifyImageAttribute ImageId=m-1 Description=changed");
  steered.post("/reset");
  CHECK(steered.emulator.world() == *world_of(small_beginning("60s")));
  const std::string other = R"({"scenario": "other", "editions": [2020],
    "given": {"images": [{"id": "m-other", "family": "web"}]}, "steps": [{"advance": "0s"}]})";
  CHECK(steered.post("/reset", other).status == 200);
  CHECK(steered.emulator.world().cloud().images().get("m-other") != nullptr);
  CHECK(steered.emulator.world().cloud().settings().edition == Edition::E2020);
  CHECK(steered.post("/reset", "scenario: yaml\nsteps: [{advance: 0s}]\n").status == 200);
  CHECK(steered.emulator.world().cloud().images().size() == 0);
}

TEST_CASE("what the start was told goes before the scenario of a reset", "[http][control]") {
  Steered steered({.set_beginning = [](Scenario& anew) { anew.given.seed = 7; }});
  for (const char* body : {"", "scenario: yaml\ngiven: {seed: 3}\nsteps: [{advance: 0s}]\n"}) {
    CHECK(steered.post("/reset", body).status == 200);
    CHECK(steered.emulator.world().cloud().settings().seed == 7);
  }
}

TEST_CASE("whoever may call exists after a reset, too", "[http][control]") {
  Steered steered;
  CHECK(steered.post("/reset", "scenario: yaml\nsteps: [{advance: 0s}]\n").status == 200);
  for (const AccountId account : {alice, bob})
    CHECK(steered.emulator.world().cloud().accounts().contains(account));
}

TEST_CASE("what cannot be understood changes nothing and says why", "[http][control]") {
  Steered steered;
  const World before = steered.emulator.world();
  const HttpResponse unknown_key = steered.post("/reset", R"({"scenario": "x", "givn": {}})");
  CHECK(unknown_key.status == 400);
  CHECK(at(unknown_key, "error.message").find("givn") != std::string::npos);
  for (const char* body :
       {"", "[]", "{", "{\"by\": 2}", "{\"by\": \"soon\"}", "{\"by\": \"9000000d\"}"})
    CHECK(steered.post("/advance", body).status == 400);
  CHECK(steered.post("/transitions", "{}").status == 400);
  CHECK(steered.get("/nothing").status == 404);
  CHECK(steered.get("/reset").status == 405);
  CHECK(steered.get("/log?after=x").status == 400);
  CHECK(steered.emulator.world() == before);
}

/// Has no room, and counts who tries.
class FullSink : public ActSink {
 public:
  std::size_t tries = 0;

  Result<void> act(const Act&, const Outcome&, const Trace&) override { return full(); }
  Result<void> begin(const Scenario&) override { return full(); }
  std::uint64_t mark() const override { return 0; }
  Result<void> return_to(std::uint64_t) override { return full(); }

 private:
  Result<void> full() {
    ++tries;
    return problem("STA007", "no room", "");
  }
};

TEST_CASE("what control did is not answered when it cannot be kept, nor anything after it",
          "[http][control]") {
  const std::vector<std::pair<std::string, std::string>> acts{
      {"/advance", R"({"by": "1h"})"},
      {"/reset", ""},
      {"/restore", R"({"snapshot": "s1"})"},
      {"/transitions", R"({"image": "m-1", "do": "disable"})"}};
  for (const auto& [path, body] : acts) {
    INFO(path);
    Steered steered;
    FullSink sink;
    steered.emulator.keep_in(sink);
    REQUIRE(steered.post("/snapshot").status == 200);
    CHECK(steered.post(path, body).status == 503);
    CHECK(at(steered.post("/advance", R"({"by": "1h"})"), "error.code") == "ServiceUnavailable");
    CHECK(steered.get("/state").status == 503);
    CHECK(brief(steered.ask("DescribeImages")) == "503 ServiceUnavailable");
    CHECK(sink.tries == 1);
  }
}

TEST_CASE("the log begins after the exchange that is named", "[http][control]") {
  Steered steered;
  for (int i = 0; i < 3; ++i)
    steered.ask("DescribeRegions");
  CHECK(at(steered.get("/log?after=1"), "log.0.n") == "2");
  CHECK(at(steered.get("/log?after=3"), "log") == "[]");
  CHECK(at(steered.get("/log"), "log.0.action") == "DescribeRegions");
}

TEST_CASE("the log is read in pages", "[http][control]") {
  Steered steered;
  for (std::size_t i = 0; i < Control::log_page_max + 2; ++i)
    steered.emulator.answer({"BREW", "/", {}, {}}, "peer", signed_at);
  const std::string last = std::to_string(Control::log_page_max);
  CHECK(at(steered.get("/log"), "log." + std::to_string(Control::log_page_max - 1) + ".n") == last);
  CHECK(at(steered.get("/log"), "log." + last) == "nothing");
  CHECK(at(steered.get("/log?after=" + last), "log.1.n") ==
        std::to_string(Control::log_page_max + 2));
}

TEST_CASE("pages in browsers are refused, programs are not", "[http][control]") {
  Steered steered;
  const auto status = [&](std::vector<Header> headers) {
    return steered.control.answer({"POST", "/snapshot", std::move(headers), {}}, signed_at).status;
  };
  CHECK(status({}) == 200);
  for (const char* host :
       {"127.0.0.1:8788", "localhost:8788", "LOCALHOST", "[::1]:8788", "192.168.1.2"})
    CHECK(status({{"Host", host}}) == 200);
  CHECK(status({{"host", "evil.example"}}) == 403);
  CHECK(status({{"Host", "127.0.0.1.evil.example"}}) == 403);
  CHECK(status({{"Host", "127.0.0.1"}, {"Origin", "http://evil.example"}}) == 403);
  CHECK(status({{"Host", "127.0.0.1"}, {"origin", "null"}}) == 403);
}

}  // namespace
}  // namespace imgfam
