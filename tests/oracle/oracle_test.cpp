// What the judge says of single answers, right and wrong ones.
#include "oracle/implementation.hpp"
#include "support/catch.hpp"
#include "support/clouds.hpp"

#include <imgfam/rules/catalogue.hpp>

#include <algorithm>

namespace imgfam::test {
namespace {

namespace json = boost::json;

Observation error(int status, const char* code) {
  return {.status = status, .body = json::object{{"Code", code}, {"RequestId", "r"}}};
}
Observation success(json::object document = {}) {
  document["RequestId"] = "r";
  return {.status = 200, .body = document};
}

Cloud small_cloud() {
  return cloud_of(
      "m-1 family=web t=10\n"
      "m-2 family=web t=20\n"
      "m-3 family=db t=30 shared=1000000000000002\n");
}

VerdictKind kind(Oracle& oracle, std::string_view request, const Observation& observation) {
  return oracle.observe(request_of(request), observation).kind;
}

/// The readings of a question that are still possible, divided by blanks.
std::string possible(const Oracle& oracle, std::string_view question) {
  std::string out;
  for (const QuestionReport& r : oracle.questions_report()) {
    if (questions[r.question].id != question) continue;
    for (const ReadingId id : r.possible)
      out.append(out.empty() ? "" : " ").append(questions[r.question].readings[id.reading].id);
  }
  return out;
}

TEST_CASE("an answer that a reading gives conforms, and excludes the readings that do not",
          "[oracle]") {
  Oracle oracle(small_cloud());
  CHECK(possible(oracle, "repeat-status") == "refuse accept");
  const Request again = request_of("ModifyImageAttribute ImageId=m-1 Status=Available");
  CHECK(oracle.allowed(again).outcomes.size() == 2);
  const Verdict verdict = oracle.observe(again, success());
  CHECK(verdict.kind == VerdictKind::Conforms);
  REQUIRE(verdict.excluded.size() == 1);
  CHECK(verdict.excluded[0] == "repeat-status=refuse"_reading);
  CHECK(possible(oracle, "repeat-status") == "accept");
  CHECK(oracle.allowed(again).outcomes.size() == 1);
}

TEST_CASE("a violation names the rules, the nearest answer and the earlier one that it contradicts",
          "[oracle]") {
  Oracle oracle(small_cloud());
  const Request again = request_of("ModifyImageAttribute ImageId=m-1 Status=Available");
  CHECK(oracle.observe(again, success()).kind == VerdictKind::Conforms);
  const Verdict verdict = oracle.observe(again, error(403, "ImageStatus.NotDeprecated"));
  CHECK(verdict.kind == VerdictKind::Violates);
  CHECK(verdict.observation == 2);
  REQUIRE(verdict.contradictions.size() == 1);
  CHECK(verdict.contradictions[0] == Exclusion{"repeat-status=refuse"_reading, 1});
  CHECK(
      verdict.differences ==
      std::vector<std::string>{"status: expected a success, found 403 ImageStatus.NotDeprecated"});
  CHECK(verdict.why == "earlier answers have excluded the readings that give this answer");

  const Verdict wrong = oracle.observe(
      request_of("ModifyImageAttribute ImageId=m-3 Status=Deprecated"), error(400, "Nonsense"));
  CHECK(wrong.kind == VerdictKind::Violates);
  CHECK(wrong.contradictions.empty());
  const RuleId unshared = "deprecate-unshared"_rule;
  CHECK(std::find(wrong.rules.begin(), wrong.rules.end(), unshared) != wrong.rules.end());
  CHECK(wrong.why == "no reading of the documents gives this answer");
}

TEST_CASE("two readings that matter only together stay possible one by one", "[oracle]") {
  // The image was used, and is not now.
  Cloud cloud = cloud_of("m-1 BIOS\ni-1 Stopped image=m-1");
  Judged judged(cloud);
  CHECK(judged.ask("DeleteInstance -RegionId InstanceId=i-1").kind == VerdictKind::Conforms);
  const Request same = request_of("ModifyImageAttribute ImageId=m-1 BootMode=BIOS");
  CHECK(judged.oracle.allowed(same).outcomes.size() == 2);
  Oracle accepted = judged.oracle;
  CHECK(accepted.observe(same, success()).kind == VerdictKind::Conforms);
  CHECK(possible(accepted, "in-use-means") == "current ever owner-current");
  CHECK(possible(accepted, "same-boot-mode") == "accept refuse");
  CHECK(accepted.hypotheses() > 1);
  // Once `ever` is known, so is `accept`.
  CHECK(accepted
            .observe(request_of("ModifyImageAttribute ImageId=m-1 BootMode=UEFI"),
                     error(403, "OperationDeined.ImageUsingByInstance"))
            .kind == VerdictKind::Conforms);
  CHECK(possible(accepted, "in-use-means") == "ever");
  CHECK(possible(accepted, "same-boot-mode") == "accept");
  CHECK(accepted.observe(same, error(403, "OperationDeined.ImageUsingByInstance")).kind ==
        VerdictKind::Violates);
}

TEST_CASE("new ids are the implementation's own, and not those that are in use", "[oracle]") {
  Oracle oracle(cloud_of("m-1\ni-1 image=m-1"));
  const std::string create = "CreateImage InstanceId=i-1 ImageFamily=web";
  CHECK(kind(oracle, create, success({{"ImageId", "m-own"}})) == VerdictKind::Conforms);
  CHECK(oracle.cloud().images().get("m-own") != nullptr);
  const Verdict verdict = oracle.observe(request_of(create), success({{"ImageId", "m-1"}}));
  CHECK(verdict.kind == VerdictKind::Violates);
  CHECK(verdict.differences == std::vector<std::string>{"the new id m-1 is in use already"});
  CHECK_FALSE(oracle.lost_track().empty());
}

TEST_CASE("a value of another JSON type is a violation, unless XML has no types", "[oracle]") {
  Cloud cloud = small_cloud();
  const Request request = request_of("DescribeImages ImageId=m-1");
  Cloud copy = cloud;
  Observation seen = observed(copy.handle(request));
  json::object& image = seen.body.at("Images").at("Image").at(0).as_object();
  image["ImageOwnerId"] = "1000000000000001";
  Oracle oracle(cloud);
  CHECK(oracle.observe(request, seen).kind == VerdictKind::Violates);
  seen.are_types_known = false;
  CHECK(oracle.observe(request, seen).kind == VerdictKind::Conforms);
  seen.are_types_known = true;
  image["ImageOwnerId"] = 1000000000000001;
  image["Extra"] = 1;
  CHECK(oracle.observe(request, seen).kind == VerdictKind::Conforms);
  image["Status"] = "Deprecated";
  CHECK(oracle.observe(request, seen).kind == VerdictKind::Violates);
}

TEST_CASE("lists are compared without their order, and pages by what may stand on them",
          "[oracle]") {
  Cloud cloud = small_cloud();
  Oracle oracle(cloud);
  const Request all = request_of("DescribeImages");
  Cloud copy = cloud;
  Observation seen = observed(copy.handle(all));
  json::array& images = seen.body.at("Images").at("Image").as_array();
  REQUIRE(images.size() == 3);
  std::swap(images[0], images[2]);
  CHECK(oracle.observe(all, seen).kind == VerdictKind::Conforms);
  const Request page = request_of("DescribeImages PageSize=1");
  Observation one = observed(copy.handle(page));
  one.body.at("Images").at("Image").as_array()[0] = images[1];
  CHECK(oracle.observe(page, one).kind == VerdictKind::Conforms);
  images.erase(images.begin());
  CHECK(oracle.observe(all, seen).kind == VerdictKind::Violates);
}

TEST_CASE("what the model does not evaluate is undecided", "[oracle]") {
  Oracle oracle(small_cloud());
  const auto why = [&](std::string_view request, const Observation& observation) {
    const Verdict verdict = oracle.observe(request_of(request), observation);
    CHECK(verdict.kind == VerdictKind::Undecided);
    return verdict.why;
  };
  CHECK(why("DescribeDisks", error(404, "X")) ==
        "the model does not have the operation DescribeDisks");
  CHECK(why("DescribeImages Odd=1", error(404, "X")) ==
        "the model does not know the parameter Odd");
  CHECK(why("DescribeImages ShowExpired=true", error(404, "X")) ==
        "the model does not evaluate the parameter ShowExpired");
  CHECK(why("DescribeImages", error(400, "Throttling.User")) ==
        "the model cannot answer this documented error: Throttling.User, flow control is not "
        "modelled");
  CHECK(oracle.lost_track().empty());
  CHECK(why("TagImages ImageId=m-1", success()) ==
        "the model does not have the operation TagImages");
  CHECK(oracle.lost_track() == "TagImages may have changed it");
  CHECK(why("DescribeImages", success()).starts_with("the state is not known: "));
}

TEST_CASE("after a lost answer both states are possible, until one is shown", "[oracle]") {
  Cloud cloud = small_cloud();
  for (const bool was_done : {true, false}) {
    CAPTURE(was_done);
    Judged judged(cloud);
    const Request request = request_of("ModifyImageAttribute ImageId=m-2 Status=Deprecated");
    if (was_done) judged.implementation.handle(request);
    CHECK(judged.oracle.observe(request, {.is_lost = true}).kind == VerdictKind::Undecided);
    Oracle other = judged.oracle;
    CHECK(judged.ask("DescribeImageFromFamily ImageFamily=web").kind == VerdictKind::Conforms);
    // The other state is no longer possible.
    if (!was_done) judged.implementation.handle(request);
    CHECK(judged.ask("DescribeImages Status=ALL").kind ==
          (was_done ? VerdictKind::Conforms : VerdictKind::Violates));
  }
}

TEST_CASE("an image made by a request whose answer was lost gets its id when it is shown",
          "[oracle]") {
  Cloud cloud = cloud_of("m-1\ni-1 image=m-1");
  Judged judged(cloud);
  judged.implementation.rename_ids_to_come({});
  const Request create = request_of("CreateImage InstanceId=i-1 ImageName=made");
  const Outcome made = judged.implementation.handle(create);
  const std::string id(std::get<Response>(made).document.at("ImageId").as_string());
  judged.implementation.rename(id, "m-shown-later");
  CHECK(judged.oracle.observe(create, {.status = 503}).kind == VerdictKind::Undecided);
  CHECK(judged.ask("DescribeImages").kind == VerdictKind::Conforms);
  CHECK(judged.ask("ModifyImageAttribute ImageId=m-shown-later Status=Deprecated").kind ==
        VerdictKind::Conforms);
  CHECK(judged.oracle.observe(request_of("DescribeImages ImageId=m-shown-later"), success()).kind ==
        VerdictKind::Violates);
}

/// Somebody else's implementation of small_cloud, some of whose answers are lost.
struct Losing {
  explicit Losing(const OracleOptions& options = {})
      : judged(cloud_of("m-1\ni-1 image=m-1"), options) {}

  /// Creates an image; what it answers is lost.
  void create_unseen(const std::string& name, bool is_done) {
    const Request create = request_of("CreateImage InstanceId=i-1 ImageName=" + name);
    if (is_done) rename(judged.implementation.handle(create), "m-their-" + name);
    CHECK(judged.oracle.observe(create, {.is_lost = true}).kind == VerdictKind::Undecided);
  }
  /// Creates an image, and tells.
  VerdictKind create(const std::string& name) {
    const Request create = request_of("CreateImage InstanceId=i-1 ImageName=" + name);
    Outcome outcome = judged.implementation.handle(create);
    rename(outcome, "m-their-" + name);
    std::get<Response>(outcome).document["ImageId"] = "m-their-" + name;
    return judged.oracle.observe(create, observed(outcome)).kind;
  }
  void rename(const Outcome& made, const std::string& id) {
    const auto& document = std::get<Response>(made).document;
    judged.implementation.rename(std::string(document.at("ImageId").as_string()), id);
  }

  Judged judged;
};

TEST_CASE("what is made after a creation whose answer was lost is not taken for it", "[oracle]") {
  for (const bool is_done : {true, false}) {
    CAPTURE(is_done);
    Losing losing;
    losing.create_unseen("first", is_done);
    CHECK(losing.create("second") == VerdictKind::Conforms);
    CHECK(text(losing.judged.ask("DescribeImages Status=ALL")).starts_with("conforms"));
    CHECK(losing.judged.ask("ModifyImageAttribute ImageId=m-their-second Status=Deprecated").kind ==
          VerdictKind::Conforms);
  }
}

TEST_CASE("of several creations whose answers were lost each is known by what it shows",
          "[oracle]") {
  Losing losing;
  losing.create_unseen("first", true);
  losing.create_unseen("second", true);
  losing.create_unseen("third", false);
  Outcome shown = losing.judged.implementation.handle(request_of("DescribeImages Status=ALL"));
  auto& list = std::get<Response>(shown).document.at("Images").at("Image").as_array();
  REQUIRE(list.size() == 3);
  std::reverse(list.begin(), list.end());
  CHECK(text(losing.judged.oracle.observe(request_of("DescribeImages Status=ALL"), observed(shown)))
            .starts_with("conforms"));
  CHECK(losing.judged.ask("DescribeImages ImageId=m-their-first").kind == VerdictKind::Conforms);
}

TEST_CASE("a page may show a creation whose answer was lost", "[oracle]") {
  Losing losing;
  losing.create_unseen("first", true);
  for (const char* page : {"1", "2"}) {
    const std::string request = std::string("DescribeImages Status=ALL PageSize=1 PageNumber=");
    CHECK(text(losing.judged.ask(request + page)).starts_with("conforms"));
  }
}

TEST_CASE("an id may be any text", "[oracle]") {
  Oracle oracle(cloud_of("m-1\ni-1 image=m-1"));
  CHECK(kind(oracle, "CreateImage InstanceId=i-1", success({{"ImageId", "7"}})) ==
        VerdictKind::Conforms);
  CHECK(kind(oracle, "DescribeImages ImageId=7 Status=ALL", success()) == VerdictKind::Violates);
}

TEST_CASE("what takes long was done at some time of that", "[oracle]") {
  const auto verdict = [](Duration took, const char* shown) {
    Oracle oracle(cloud_of("m-1\ni-1 image=m-1"), {.clock_tolerance = {5}});
    const Request create = request_of("CreateImage InstanceId=i-1 ImageFamily=web");
    CHECK(oracle.observe(create, success({{"ImageId", "m-a"}}), took).kind ==
          VerdictKind::Conforms);
    oracle.advance(took);
    Cloud theirs = oracle.cloud();
    theirs.set_created("m-a", *parse_time(shown));
    const Request read = request_of("DescribeImageFromFamily ImageFamily=web");
    return oracle.observe(read, observed(theirs.handle(read))).kind;
  };
  CHECK(verdict({20}, "2026-01-01T00:00:18Z") == VerdictKind::Conforms);
  CHECK(verdict({20}, "2026-01-01T00:00:40Z") == VerdictKind::Violates);
  CHECK(verdict({0}, "2026-01-01T00:00:18Z") == VerdictKind::Violates);
}

TEST_CASE("what no client can read violates, but where nothing is judged", "[oracle]") {
  Oracle oracle(small_cloud());
  const auto unreadable = [&](std::string_view request, int status) {
    return oracle.observe_unreadable(request_of(request), {.status = status}, "no JSON").kind;
  };
  CHECK(unreadable("DescribeImages", 200) == VerdictKind::Violates);
  CHECK(unreadable("DescribeImages", 429) == VerdictKind::Undecided);
  CHECK(unreadable("DescribeVpcs", 200) == VerdictKind::Undecided);
  oracle.lose_track("somebody else was there");
  CHECK(unreadable("DescribeImages", 200) == VerdictKind::Undecided);
}

TEST_CASE("what an endpoint limits for itself is undecided", "[oracle]") {
  Oracle oracle(small_cloud());
  CHECK(kind(oracle, "DescribeImages", error(400, "Throttling")) == VerdictKind::Undecided);
  CHECK(kind(oracle, "DescribeImages", error(429, "Anything")) == VerdictKind::Undecided);
  CHECK(oracle.lost_track().empty());
}

TEST_CASE("a success that no reading allows leaves the state unknown", "[oracle]") {
  Oracle oracle(small_cloud());
  const Verdict verdict = oracle.observe(
      request_of("ModifyImageAttribute ImageId=m-none Status=Deprecated"), success());
  CHECK(verdict.kind == VerdictKind::Violates);
  CHECK(oracle.lost_track() == "answer 1 was a success that no reading allows");
  CHECK(kind(oracle, "DescribeImages", success()) == VerdictKind::Undecided);
  oracle.restart(small_cloud());
  CHECK(oracle.lost_track().empty());
  CHECK(oracle.observations() == 2);
}

TEST_CASE("a refusal that was not expected leaves the state as it was", "[oracle]") {
  Judged judged(small_cloud());
  CHECK(judged.oracle
            .observe(request_of("ModifyImageAttribute ImageId=m-2 Status=Deprecated"),
                     error(403, "Nonsense"))
            .kind == VerdictKind::Violates);
  CHECK(judged.ask("DescribeImages Status=ALL").kind == VerdictKind::Conforms);
}

TEST_CASE("times of what is made are known within the tolerance until they are shown", "[oracle]") {
  Cloud cloud = cloud_of("m-1\ni-1 image=m-1");
  Oracle oracle(cloud, {.clock_tolerance = {5}});
  const auto create = [&](const char* id) {
    CHECK(kind(oracle, "CreateImage InstanceId=i-1 ImageFamily=web", success({{"ImageId", id}})) ==
          VerdictKind::Conforms);
  };
  create("m-a");
  oracle.advance({2});
  create("m-b");
  // Which of the two is the newest is not known.
  const Request resolve = request_of("DescribeImageFromFamily ImageFamily=web");
  const auto shows = [&](Oracle judge, const char* id, const char* time) {
    Cloud shown = judge.cloud();
    Cloud copy = shown;
    copy.set_created(id, *parse_time(time));
    const char* other = std::string_view(id) == "m-a" ? "m-b" : "m-a";
    if (copy.images().get(other)) copy.set_created(other, {0});
    return judge.observe(resolve, observed(copy.handle(resolve))).kind;
  };
  CHECK(shows(oracle, "m-b", "2026-01-01T00:00:02Z") == VerdictKind::Conforms);
  CHECK(shows(oracle, "m-a", "2026-01-01T00:00:04Z") == VerdictKind::Conforms);
  CHECK(shows(oracle, "m-a", "2026-01-01T00:00:06Z") == VerdictKind::Violates);
  Oracle exact(cloud);
  CHECK(exact
            .observe(request_of("CreateImage InstanceId=i-1 ImageFamily=web"),
                     success({{"ImageId", "m-a"}}))
            .kind == VerdictKind::Conforms);
  CHECK(shows(exact, "m-a", "2026-01-01T00:00:01Z") == VerdictKind::Violates);
}

TEST_CASE("a family that resolves to nothing shows no image", "[oracle]") {
  Judged judged(cloud_of("m-1 family=web Deprecated"));
  const Request resolve = request_of("DescribeImageFromFamily ImageFamily=web");
  CHECK(judged.ask(resolve).kind == VerdictKind::Conforms);
  Oracle other = judged.oracle;
  judged.implementation.handle(request_of("ModifyImageAttribute ImageId=m-1 Status=Available"));
  const Verdict verdict = judged.ask(resolve);
  CHECK(verdict.kind == VerdictKind::Violates);
  CHECK(verdict.differences[0].starts_with("Image: expected nothing, found {"));
  const Observation empty = success({{"RegionId", "cn-hangzhou"}, {"Image", json::object{}}});
  CHECK(other.observe(resolve, empty).kind == VerdictKind::Conforms);
}

TEST_CASE("what two readings exclude only together is said to be so", "[oracle]") {
  // One image was used and is not now, another one never was.
  Judged judged(cloud_of("m-1 BIOS\nm-2 BIOS\ni-1 Stopped image=m-1"));
  judged.ask("DeleteInstance -RegionId InstanceId=i-1");
  const Request same = request_of("ModifyImageAttribute ImageId=m-1 BootMode=BIOS");
  CHECK(judged.oracle.observe(same, success()).kind == VerdictKind::Conforms);
  const Verdict verdict =
      judged.oracle.observe(same, error(403, "OperationDeined.ImageUsingByInstance"));
  CHECK(verdict.kind == VerdictKind::Violates);
  CHECK(verdict.contradictions.empty());
  CHECK(verdict.why == "no combination of the remaining readings gives this answer");
}

TEST_CASE("more hypotheses than the bound leave the state unknown", "[oracle]") {
  Cloud cloud = cloud_of("m-1 BIOS\ni-1 Stopped image=m-1");
  for (const std::size_t bound : {1U, 4U}) {
    Judged judged(cloud, {.hypotheses_max = bound});
    judged.ask("DeleteInstance -RegionId InstanceId=i-1");
    judged.ask("ModifyImageAttribute ImageId=m-1 BootMode=BIOS");
    const Verdict verdict = judged.ask("DescribeImages");
    CHECK(verdict.kind == (bound == 1 ? VerdictKind::Undecided : VerdictKind::Conforms));
    CHECK(judged.oracle.lost_track().starts_with(bound == 1 ? "more than 1 combinations" : ""));
  }
}

TEST_CASE("an implementation with one fault is accused", "[oracle]") {
  struct Fault {
    const char* request;     ///< That goes wrong.
    const char* instead;     ///< What is done in its place.
    const char* afterwards;  ///< Where it shows, at the latest.
  };
  const Fault faults[]{
      // A write is lost.
      {"ModifyImageAttribute ImageId=m-2 Status=Deprecated", "DescribeRegions",
       "DescribeImageFromFamily ImageFamily=web"},
      // Another image is changed.
      {"ModifyImageAttribute ImageId=m-2 Description=a+text",
       "ModifyImageAttribute ImageId=m-1 Description=a+text", "DescribeImages ImageId=m-1"},
      // A shared image is deprecated.
      {"ModifyImageAttribute ImageId=m-3 Status=Deprecated",
       "ModifyImageAttribute ImageId=m-1 Status=Deprecated", "DescribeImages"},
      // Status is changed, and nothing else.
      {"ModifyImageAttribute ImageId=m-2 Status=Deprecated ImageFamily=db",
       "ModifyImageAttribute ImageId=m-2 Status=Deprecated", "DescribeImages Status=Deprecated"},
      // All accounts are removed instead of one.
      {"ModifyImageSharePermission ImageId=m-3 RemoveAccount.1=1000000000000003",
       "ModifyImageSharePermission ImageId=m-3 RemoveAccount.1=1000000000000002",
       "DescribeImageSharePermission ImageId=m-3"},
  };
  for (const Fault& fault : faults) {
    CAPTURE(fault.request);
    Judged judged(small_cloud());
    judged.implementation.handle(request_of(fault.instead));
    const VerdictKind first = judged.oracle.observe(request_of(fault.request), success()).kind;
    const bool is_accused = first == VerdictKind::Violates ||
                            judged.ask(fault.afterwards).kind == VerdictKind::Violates;
    CHECK(is_accused);
    // And the right one is not.
    Judged right(small_cloud());
    CHECK(right.ask(fault.request).kind == VerdictKind::Conforms);
    CHECK(right.ask(fault.afterwards).kind == VerdictKind::Conforms);
  }
}

TEST_CASE("within the tolerance nobody knows whether a creation has ended", "[oracle]") {
  Settings settings;
  settings.settle.create = {60};
  Oracle oracle(cloud_of("m-1\ni-1 image=m-1", settings), {.clock_tolerance = {5}});
  CHECK(kind(oracle, "CreateImage InstanceId=i-1", success({{"ImageId", "m-a"}})) ==
        VerdictKind::Conforms);
  const auto is_accused_at = [&](std::int64_t seconds) {
    Oracle later = oracle;
    later.advance({seconds});
    const Verdict verdict =
        later.observe(request_of("CopyImage ImageId=m-a"), error(418, "Nonsense"));
    CHECK(verdict.kind != VerdictKind::Conforms);
    return verdict.kind == VerdictKind::Violates;
  };
  CHECK(is_accused_at(54));
  CHECK_FALSE(is_accused_at(55));
  CHECK_FALSE(is_accused_at(65));
  CHECK(is_accused_at(66));
}

TEST_CASE("a copy of an oracle is a snapshot", "[oracle]") {
  Judged judged(small_cloud());
  const Oracle before = judged.oracle;
  CHECK(judged.ask("ModifyImageAttribute ImageId=m-1 Status=Available").kind ==
        VerdictKind::Conforms);
  CHECK(judged.oracle.observations() == 1);
  CHECK(before.observations() == 0);
  CHECK(possible(before, "repeat-status") == "refuse accept");
  CHECK(possible(judged.oracle, "repeat-status") == "refuse");
}

TEST_CASE("a question is open, decided or not exercised", "[oracle]") {
  const auto knowledge = [](const Oracle& oracle, std::string_view question) {
    for (const QuestionReport& r : oracle.questions_report()) {
      if (questions[r.question].id == question) return std::string(to_text(r.knowledge));
    }
    return std::string();
  };
  Judged judged(small_cloud());
  CHECK(knowledge(judged.oracle, "repeat-status") == "not exercised");
  judged.ask("ModifyImageAttribute ImageId=m-1 Status=Available");
  CHECK(knowledge(judged.oracle, "repeat-status") == "decided");
  CHECK(knowledge(judged.oracle, "dry-run") == "not exercised");
  Oracle known(small_cloud(), {.readings = {"dry-run=checked"_reading}});
  // Nothing that was observed says that it is followed.
  CHECK(knowledge(known, "dry-run") == "not exercised");
  const char* const dry = "ModifyImageAttribute ImageId=m-1 Status=Deprecated DryRun=true";
  Oracle accused = known;
  CHECK(kind(accused, dry, success()) == VerdictKind::Violates);
  CHECK(knowledge(accused, "dry-run") == "not exercised");
  CHECK(kind(known, dry, error(400, "DryRunOperation")) == VerdictKind::Conforms);
  CHECK(knowledge(known, "dry-run") == "decided");
}

}  // namespace
}  // namespace imgfam::test
