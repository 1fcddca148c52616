// Accounts, spellings and outcomes: small values and their texts.
#include <imgfam/model/account.hpp>
#include <imgfam/model/image.hpp>
#include <imgfam/model/outcome.hpp>

#include "support/catch.hpp"

#include <boost/json/parse.hpp>

#include <sstream>
#include <unordered_set>

namespace imgfam {
namespace {

template <class T>
std::string printed(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

TEST_CASE("an account is a decimal number without a leading zero", "[model][account]") {
  struct Row {
    std::string_view text;
    std::uint64_t uid;
  };
  const Row rows[]{{"1", 1},
                   {"10", 10},
                   {"1234567890", 1234567890},
                   {"1000000000000001", 1000000000000001},
                   {"9999999999999999", 9999999999999999},
                   {"999999999999999999", 999999999999999999}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto account = parse_account(row.text);
    REQUIRE(account.has_value());
    CHECK(account->uid == row.uid);
    CHECK(to_string(*account) == row.text);
    CHECK(printed(*account) == row.text);
  }
}

TEST_CASE("nobody, a sign, a blank or nineteen digits are no account", "[model][account]") {
  for (const std::string_view text :
       {"", "0", "00", "01", "0123", "-1", "+1", " 1", "1 ", "1\n", "1.0", "1e3", "0x1", "one",
        "1000000000000000000", "18446744073709551615", "18446744073709551616", "１２",
        "12345678901234567890123456789012345678901234567890"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_account(text).has_value());
  }
  CHECK_FALSE(parse_account(std::string_view("1\0", 2)).has_value());
}

TEST_CASE("accounts are ordered, equal and hashed by their number", "[model][account]") {
  CHECK(AccountId{1} < AccountId{2});
  CHECK(AccountId{} == AccountId{0});
  const std::unordered_set<AccountId> accounts{AccountId{1}, AccountId{2}, AccountId{1}};
  CHECK(accounts.size() == 2);
}

Refusal refused(int status, std::string code) {
  Refusal refusal;
  refusal.status = status;
  refusal.code = std::move(code);
  return refusal;
}

template <class E>
std::string spellings() {
  std::string all;
  for (std::size_t i = 0; i < spelling<E>.size(); ++i) {
    const auto value = static_cast<E>(i);
    if (!all.empty()) all += ' ';
    all += to_text(value);
    CHECK(from_text<E>(to_text(value)) == value);
  }
  CHECK_FALSE(from_text<E>("").has_value());
  CHECK_FALSE(from_text<E>("nonsense").has_value());
  return all;
}

TEST_CASE("values are spelled as the API spells them, and read back by case", "[model][image]") {
  CHECK(spellings<Status>() ==
        "Creating Waiting Available Deprecated UnAvailable CreateFailed Deleted");
  CHECK(spellings<BootMode>() == "BIOS UEFI UEFI-Preferred");
  CHECK(spellings<Architecture>() == "i386 x86_64 arm64");
  CHECK(spellings<License>() == "Auto Aliyun BYOL");
  CHECK(spellings<Origin>() == "created copied imported system");
  CHECK(spellings<InstanceStatus>() == "Pending Starting Running Stopping Stopped");
  CHECK_FALSE(from_text<Status>("Unavailable").has_value());
  CHECK_FALSE(from_text<Status>("available").has_value());
  CHECK_FALSE(from_text<BootMode>("bios").has_value());
}

TEST_CASE("an image knows who it is shared with", "[model][image]") {
  Image image;
  CHECK_FALSE(image.is_shared_with(AccountId{2}));
  image.shared_with = {{AccountId{2}, {}}, {AccountId{3}, {}}};
  CHECK(image.is_shared_with(AccountId{2}));
  CHECK(image.is_shared_with(AccountId{3}));
  CHECK_FALSE(image.is_shared_with(AccountId{4}));
}

TEST_CASE("images and instances are equal when all that they hold is", "[model][image]") {
  Image image;
  image.id = "m-1";
  Image other = image;
  CHECK(other == image);
  other.was_ever_used = true;
  CHECK_FALSE(other == image);
  other = image;
  other.shared_with = {{AccountId{2}, SimTime{1}}};
  CHECK_FALSE(other == image);
  Instance instance;
  instance.id = "i-1";
  Instance second = instance;
  CHECK(second == instance);
  second.boot_mode = BootMode::Uefi;
  CHECK_FALSE(second == instance);
}

TEST_CASE("a refusal is printed as status and code, a response as its document",
          "[model][outcome]") {
  const Refusal refusal = refused(403, "ImageUseShared");
  CHECK(printed(refusal) == "403 ImageUseShared");
  const Response response{boost::json::parse(R"({"ImageId":"m-1","TotalCount":1})").as_object()};
  CHECK(printed(response) == R"({"ImageId":"m-1","TotalCount":1})");
  CHECK(is_refused(Outcome(refusal)));
  CHECK_FALSE(is_refused(Outcome(response)));
}

TEST_CASE("outcomes are equal when all that they hold is", "[model][outcome]") {
  const Refusal refusal = refused(403, "ImageUseShared");
  Refusal other = refusal;
  CHECK(Outcome(refusal) == Outcome(other));
  other.broken = {RuleId{1}};
  CHECK_FALSE(Outcome(refusal) == Outcome(other));
  other = refusal;
  other.latitude = Latitude::Any403;
  CHECK_FALSE(Outcome(refusal) == Outcome(other));
  CHECK_FALSE(Outcome(refusal) == Outcome(Response{}));
}

}  // namespace
}  // namespace imgfam
