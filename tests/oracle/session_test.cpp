// A session of lines: what each does to the ones after it.
#include <imgfam/oracle/session.hpp>

#include "support/catch.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace imgfam {
namespace {

namespace json = boost::json;

OracleSession session(const SessionOptions& options = {}) {
  return OracleSession::begin(options).value();
}

json::object tell(OracleSession& session, std::string_view line) {
  return json::parse(session.answer(line)).as_object();
}

constexpr std::string_view images = R"({"given": {"images": [{"id": "m-1", "family": "web"}]}})";
constexpr std::string_view again = R"({"request": {"action": "ModifyImageAttribute",
    "with": {"ImageId": "m-1", "Status": "Available"}},
    "observed": {"status": 200, "body": {"RequestId": "r"}}})";

std::string decided(OracleSession& session) {
  std::string out;
  const json::object answer = tell(session, R"({"readings": true})");
  for (const json::value& q : answer.at("readings").as_array()) {
    if (q.at("knowledge") == "decided") out += q.at("possible").at(0).as_string().c_str();
  }
  return out;
}

TEST_CASE("what is known of readings outlives a given, and not a reset", "[oracle][session]") {
  OracleSession s = session();
  tell(s, images);
  CHECK(tell(s, again).at("verdict") == "conforms");
  CHECK(decided(s) == "repeat-status=accept");
  tell(s, images);
  CHECK(decided(s) == "repeat-status=accept");
  tell(s, R"({"reset": true})");
  CHECK(decided(s).empty());
  CHECK(tell(s, again).at("verdict") == "conforms");  // The images are there.
}

TEST_CASE("a snapshot keeps all and is kept itself", "[oracle][session]") {
  OracleSession s = session();
  tell(s, images);
  tell(s, R"({"snapshot": "a"})");
  for (int i = 0; i < 2; ++i) {
    CHECK(decided(s).empty());
    tell(s, again);
    tell(s, R"({"advance": "1h"})");
    CHECK(decided(s) == "repeat-status=accept");
    CHECK(tell(s, R"({"restore": "a"})").at("now") == "2026-01-01T00:00:00Z");
  }
  for (std::size_t i = 0; i + 1 < oracle_snapshots_max; ++i)
    tell(s, R"({"snapshot": "b)" + std::to_string(i) + R"("})");
  CHECK(tell(s, R"({"snapshot": "c"})").at("error").at("code") == "ORC006");
  CHECK_FALSE(tell(s, R"({"snapshot": "a"})").contains("error"));
}

TEST_CASE("a line that cannot be read changes nothing", "[oracle][session]") {
  OracleSession s = session();
  tell(s, images);
  const std::string before = s.answer(R"({"readings": true})");
  for (const std::string_view line :
       {R"({"given": {"images": [{"id": "m-1"}, {"id": "m-1"}]}})", R"({"given": []})",
        R"({"given": {"images": [{"id": "m-2", "status": "Deprecated", "shared-with": ["2"]}]}})",
        R"({"advance": "-1s"})", R"({"advance": "99999999h"})", R"({"request": 1})",
        R"({"request": {"action": "X", "with": []}})",
        R"({"request": {"action": "X", "account": "me"}})",
        R"({"request": {"action": "X"}, "observed": 1})",
        R"({"request": {"action": "X"}, "observed": {"status": 200}, "at": "noon"})",
        R"({"hello": true, "reset": true})", "{\"a\": \"\xff\"}", "{}{}"}) {
    CAPTURE(line);
    CHECK(tell(s, line).contains("error"));
    CHECK(s.answer(R"({"readings": true})") == before);
  }
  CHECK(tell(s, again).at("verdict") == "conforms");
}

TEST_CASE("wrong places have their columns", "[oracle][session]") {
  OracleSession s = session();
  const auto column = [&](std::string_view line) {
    return tell(s, line).at("error").at("column").to_number<int>();
  };
  CHECK(column(R"({"request": {"action": "X", "wth": {}}})") == 29);
  CHECK(column(R"({"given": {"images": [{"id": "m-1", "statsu": 1}]}})") == 37);
  CHECK(column(R"({"hello" true})") == 10);
  CHECK(column(R"({"hello": true} {})") == 17);
}

TEST_CASE("parameters mean what they mean in a scenario", "[oracle][session]") {
  OracleSession s = session();
  tell(s, R"({"given": {"region": "cn-beijing", "accounts": ["2"], "images": [{"id": "m-1"}]}})");
  const auto status = [&](std::string_view request) {
    const std::string line = R"({"request": )" + std::string(request) + "}";
    return tell(s, line).at("allowed").at(0).at("status").to_number<int>();
  };
  CHECK(status(R"({"action": "ModifyImageSharePermission",
                   "with": {"ImageId": "m-1", "AddAccount": ["2", null]}})") == 200);
  CHECK(status(R"({"action": "ModifyImageSharePermission",
                   "with": {"ImageId": "m-1", "AddAccount": ["3"]}})") != 200);
  CHECK(status(R"({"action": "DeleteImage", "with": {"ImageId": "m-1", "Force": true}})") == 200);
  CHECK(status(R"({"action": "DeleteImage", "region": "cn-hangzhou",
                   "with": {"ImageId": "m-1"}})") != 200);
  CHECK(status(R"({"action": "DeleteImage", "account": 2, "with": {"ImageId": "m-1"}})") != 200);
}

TEST_CASE("the clock moves on to the time of a request, and never back", "[oracle][session]") {
  OracleSession s = session();
  const auto ask = [&](std::string_view at) {
    tell(s, R"({"request": {"action": "DescribeRegions"}, "at": ")" + std::string(at) + R"("})");
    return tell(s, R"({"hello": true})").at("now");
  };
  CHECK(ask("2026-02-01T00:00:00Z") == "2026-02-01T00:00:00Z");
  CHECK(ask("2026-01-15T00:00:00Z") == "2026-02-01T00:00:00Z");
}

TEST_CASE("a hundred allowed answers are listed, and the others counted", "[oracle][session]") {
  OracleSession s = session({});
  tell(s, R"({"given": {"images": [{"id": "m-1"}]}})");
  constexpr std::size_t lost = 8;
  for (std::size_t i = 0; i < lost; ++i) {
    tell(s, R"({"request": {"action": "CreateImage", "with": {"SnapshotId": "s-m-1",
                            "ImageName": "made-)" +
                std::to_string(i) + R"("}},
                "observed": {"lost": true}})");
  }
  const json::object answer = tell(s, R"({"request": {"action": "DescribeImages"}})");
  CHECK(answer.at("allowed").as_array().size() == 100);
  CHECK(answer.at("more").to_number<std::size_t>() == (1U << lost) - 100);
}

TEST_CASE("an answer needs its request", "[oracle][session]") {
  OracleSession s = session({});
  const json::object answer = tell(s, R"({"observed": {"status": 200}})");
  CHECK(answer.at("error").at("message") == "an answer without its request");
  CHECK(s.errors() == 1);
  CHECK(s.judged() == 0);
}

TEST_CASE("options are read, and wrong ones named", "[oracle][session]") {
  const auto options = parse_session_options(
      R"({"edition": "2020", "readings": ["repeat-status=accept"], "tolerance": "5s",
          "given": {"images": [{"id": "m-1"}]}})");
  REQUIRE(options.has_value());
  CHECK(options->edition == Edition::E2020);
  CHECK(options->readings == std::vector<ReadingId>{"repeat-status=accept"_reading});
  CHECK(options->tolerance == Duration{5});
  CHECK(options->given.images.size() == 1);
  OracleSession s = session(*options);
  CHECK(decided(s).empty());
  tell(s, R"({"request": {"action": "ModifyImageAttribute",
                          "with": {"ImageId": "m-1", "Status": "Available"}},
              "observed": {"status": 200, "body": {"RequestId": "r"}}})");
  CHECK(decided(s) == "repeat-status=accept");
  CHECK(tell(s, R"({"hello": true})").at("edition") == "2020");
  for (const std::string_view wrong :
       {"", "[]", R"({"edition": 2020})", R"({"editon": "2020"})", R"({"readings": "a=b"})",
        R"({"readings": ["dry-run"]})", R"({"tolerance": "long"})", R"({"given": {"imags": []}})"})
    CHECK(parse_session_options(wrong).has_error());
}

}  // namespace
}  // namespace imgfam
