// The emulator: what clients get from the world behind the gateway, and what is kept of it.
#include "http/signed.hpp"
#include "http/world.hpp"
#include "support/catch.hpp"

#include <set>

namespace imgfam {
namespace {

const std::string peer = "127.0.0.1:1";

class Client {
 public:
  explicit Client(Emulator& emulator) : emulator_(emulator) {}

  HttpResponse ask(std::string_view text, const std::string& key = "key") {
    return emulator_.answer(call(text, key), peer, signed_at);
  }

 private:
  Emulator& emulator_;
};

struct Small {
  explicit Small(std::string_view settle = "0s", bool is_clock_real = false)
      : emulator(*world_of(small_beginning(settle)), small_options(is_clock_real)),
        client(emulator) {}

  Emulator emulator;
  Client client;
};

HttpRequest get(const std::string& path) { return {"GET", path, {}, {}}; }

TEST_CASE("a family is rolled back over the wire, with the refusals on the way",
          "[http][emulator]") {
  Small small;
  Client& client = small.client;
  CHECK(at(client.ask("DescribeImageFromFamily ImageFamily=web"), "Image.ImageId") == "m-2");
  CHECK(brief(client.ask("ModifyImageAttribute ImageId=m-2 Status=Deprecated")) ==
        "403 ImageUseShared");
  CHECK(brief(client.ask(
            "ModifyImageSharePermission ImageId=m-2 RemoveAccount.1=2000000000000002")) == "200");
  CHECK(brief(client.ask("ModifyImageAttribute ImageId=m-2 Status=Deprecated")) == "200");
  CHECK(at(client.ask("DescribeImageFromFamily ImageFamily=web"), "Image.ImageId") == "m-1");
  CHECK(brief(client.ask("ModifyImageAttribute ImageId=m-1 Status=Deprecated", "key2")) ==
        "404 InvalidImageId.NotFound");
  CHECK(brief(client.ask("DescribeNothing")) == "404 InvalidAction.NotFound");
}

TEST_CASE("every answer has a RequestId of its own, that the log has too", "[http][emulator]") {
  Small small;
  std::set<std::string> ids;
  ids.insert(at(small.client.ask("DescribeRegions"), "RequestId"));
  ids.insert(at(small.client.ask("DescribeNothing"), "RequestId"));
  ids.insert(at(small.client.ask("DescribeRegions", "stranger"), "RequestId"));
  CHECK(ids.size() == 3);
  CHECK_FALSE(ids.contains("nothing"));
  for (const Exchange& exchange : small.emulator.log().kept())
    CHECK(ids.contains(exchange.request_id));
  CHECK(small.emulator.log().kept().size() == 3);
}

TEST_CASE("a state that is opened again gives RequestIds that it did not give before",
          "[http][emulator]") {
  EmulatorOptions options = small_options();
  Emulator first(*world_of(small_beginning()), options);
  options.run = 1;
  Emulator second(*world_of(small_beginning()), options);
  CHECK(at(Client(first).ask("DescribeRegions"), "RequestId") !=
        at(Client(second).ask("DescribeRegions"), "RequestId"));
}

TEST_CASE("the log names the rules behind an answer", "[http][emulator]") {
  Small small;
  small.client.ask("ModifyImageAttribute ImageId=m-2 Status=Deprecated Colour=red");
  small.client.ask("DescribeRegions", "stranger");
  const auto& log = small.emulator.log().kept();
  REQUIRE(log.size() == 2);
  const boost::json::object refused = to_json(log[0]);
  CHECK(refused.at("broken") == boost::json::value{"deprecate-unshared"});
  CHECK(refused.at("not_judged") == boost::json::value{"Colour"});
  CHECK(refused.at("account") == "1000000000000001");
  CHECK(refused.at("status") == 403);
  const boost::json::object unknown = to_json(log[1]);
  CHECK(unknown.at("gateway_rule") == "access-key-known");
  CHECK(unknown.at("action") == "DescribeRegions");
  CHECK_FALSE(unknown.contains("account"));
}

TEST_CASE("the log keeps the beginning of what is long", "[http][emulator]") {
  Small small;
  HttpRequest request = get("/");
  request.method = std::string(100'000, 'A');
  small.emulator.answer(request, peer, signed_at);
  small.client.ask(std::string(10'000, 'A'));
  std::string many = "DescribeImages " + std::string(10'000, 'p') + "=1";
  for (int i = 0; i < 30; ++i)
    many += " Unknown" + std::to_string(i) + "=1";
  small.client.ask(many);
  const auto& log = small.emulator.log().kept();
  REQUIRE(log.size() == 3);
  CHECK(log[0].method.size() == Exchange::name_bytes_max);
  CHECK(log[1].action.size() == Exchange::name_bytes_max);
  REQUIRE(log[2].not_judged.size() == Exchange::names_max + 1);
  CHECK(log[2].not_judged.front().size() == Exchange::name_bytes_max);
  CHECK(log[2].not_judged[1] == "Unknown0");
  CHECK(log[2].not_judged.back() == "…");
}

TEST_CASE("the log keeps the last exchanges and no more", "[http][emulator]") {
  ExchangeLog log;
  for (std::uint64_t i = 1; i <= ExchangeLog::kept_max + 3; ++i) {
    Exchange exchange;
    exchange.number = i;
    log.add(std::move(exchange));
  }
  CHECK(log.kept().size() == ExchangeLog::kept_max);
  CHECK(log.kept().front().number == 4);
}

TEST_CASE("a real clock follows the wall and finishes creations; a simulated one stands still",
          "[http][emulator]") {
  const std::string create = "CreateImage InstanceId=i-1 ImageName=new";
  for (const bool is_real : {true, false}) {
    CAPTURE(is_real);
    Small small("60s", is_real);
    const std::string id = at(small.client.ask(create), "ImageId");
    const SimTime later = signed_at + Duration{61};
    HttpRequest describe = call("DescribeImages Status=ALL ImageId=" + id);
    CHECK(at(small.emulator.answer(describe, peer, later), "Images.Image.0.Status") ==
          (is_real ? "Available" : "Creating"));
    CHECK(small.emulator.world().cloud().now() == (is_real ? later : signed_at));
  }
}

TEST_CASE("a real clock that was moved on goes on from there", "[http][emulator]") {
  Small small("0s", true);
  const SimTime begin = small.emulator.world().cloud().now();
  small.emulator.pass_time_on_wall(begin);
  small.emulator.pass_time(begin + Duration{3600});
  small.emulator.pass_time_on_wall(begin + Duration{7});
  CHECK(small.emulator.world().cloud().now() == begin + Duration{3607});
  // It is never behind the wall.
  small.emulator.pass_time_on_wall(begin + Duration{100});
  CHECK(small.emulator.world().cloud().now() == begin + Duration{3700});
  small.emulator.restore(Small("0s", true).emulator.snapshot());
  small.emulator.pass_time_on_wall(begin + Duration{200});
  CHECK(small.emulator.world().cloud().now() == begin + Duration{200});
}

TEST_CASE("health and metrics need no signature", "[http][emulator]") {
  Small small;
  small.client.ask("ModifyImageAttribute ImageId=m-2 Status=Deprecated");
  small.client.ask("Whatever");
  for (const char* target :
       {"/health", "/health?x", "http://127.0.0.1:8787/health", "HTTPS://proxied/health?x#y"})
    CHECK(small.emulator.answer(get(target), peer, signed_at).status == 200);
  const HttpResponse metrics = small.emulator.answer(get("/metrics"), peer, signed_at);
  CHECK(metrics.status == 200);
  CHECK(metrics.body.find("imgfam_requests_total{action=\"ModifyImageAttribute\",status=\"403\","
                          "code=\"ImageUseShared\"} 1\n") != std::string::npos);
  CHECK(metrics.body.find("action=\"other\",status=\"404\"") != std::string::npos);
  CHECK(metrics.body.find("imgfam_request_seconds_count 2\n") != std::string::npos);
  CHECK(metrics.body.find("imgfam_images 2\n") != std::string::npos);
}

TEST_CASE("metrics count what the gateway refused, by action and code", "[http][emulator]") {
  Small small;
  small.client.ask("DescribeImages", "stranger");
  small.client.ask("DescribeVpcs", "stranger");
  auto parameters = good_parameters();
  std::erase_if(parameters, [](const Parameter& p) { return p.name == "Timestamp"; });
  small.emulator.answer(sent(parameters), peer, signed_at);
  parameters.push_back({"Action", "Twice"});
  small.emulator.answer(sent(parameters), peer, signed_at);
  small.emulator.answer(get("/"), peer, signed_at);
  const std::string text = small.emulator.answer(get("/metrics"), peer, signed_at).body;
  const auto counts = [&](const std::string& labels) {
    INFO(text);
    CHECK(text.find("imgfam_requests_total{" + labels + "} 1\n") != std::string::npos);
  };
  counts(R"(action="DescribeImages",status="404",code="InvalidAccessKeyId.NotFound")");
  counts(R"(action="DescribeVpcs",status="404",code="InvalidAccessKeyId.NotFound")");
  counts(R"(action="DescribeRegions",status="400",code="MissingTimestamp")");
  counts(R"(action="DescribeRegions",status="400",code="InvalidParameter.Format")");
  counts(R"(action="other",status="400",code="MissingAction")");
}

/// Keeps the names of what happened, and then fails.
class FailingSink : public ActSink {
 public:
  std::vector<std::string> seen;
  std::size_t room = 100;

  Result<void> act(const Act& act, const Outcome&, const Trace&) override {
    if (seen.size() >= room) return problem("STA007", "no room", "");
    const auto* request = std::get_if<Request>(&act.what);
    seen.push_back(request ? request->action : "other");
    return {};
  }
  Result<void> begin(const Scenario&) override { return {}; }
  std::uint64_t mark() const override { return 0; }
  Result<void> return_to(std::uint64_t) override { return {}; }
};

TEST_CASE("what changes something is kept, refusals too; what only reads is not",
          "[http][emulator]") {
  Small small;
  FailingSink sink;
  small.emulator.keep_in(sink);
  small.client.ask("DescribeImages");
  small.client.ask("ModifyImageAttribute ImageId=m-2 Status=Deprecated");
  small.client.ask("ModifyImageAttribute ImageId=m-1 Description=older");
  CHECK(sink.seen == std::vector<std::string>{"ModifyImageAttribute", "ModifyImageAttribute"});
}

TEST_CASE("an answer that cannot be kept is not given, nor any other from then on",
          "[http][emulator]") {
  Small small;
  FailingSink sink;
  sink.room = 1;
  small.emulator.keep_in(sink);
  const std::string write = "ModifyImageAttribute ImageId=m-1 Description=";
  CHECK(brief(small.client.ask(write + "one")) == "200");
  CHECK(brief(small.client.ask(write + "two")) == "503 ServiceUnavailable");
  CHECK(brief(small.client.ask("DescribeImages")) == "503 ServiceUnavailable");
  CHECK(small.emulator.answer(get("/health"), peer, signed_at).status == 503);
  REQUIRE(small.emulator.failure());
  CHECK(small.emulator.failure()->code == "STA007");
}

}  // namespace
}  // namespace imgfam
