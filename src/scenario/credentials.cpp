#include <imgfam/scenario/credentials.hpp>

#include <imgfam/scenario/format.hpp>

#include "readers.hpp"
#include "take.hpp"
#include "validate.hpp"

#include <fmt/format.h>

#include <array>
#include <set>

namespace imgfam {
namespace {

constexpr Type token{.form = Form::Id, .name = "text without blanks"};
constexpr Type account{.form = Form::Account, .name = "an account id"};
constexpr Type boolean{.form = Form::Boolean, .name = "true or false"};
constexpr std::array keys{
    Key{"access-key", &token, "The AccessKeyId.", {}, true, "access-key: testid"},
    Key{"secret", &token, "Its secret.", {}, true, "secret: testsecret"},
    Key{"account",
        &account,
        "The account that it is of.",
        {},
        true,
        "account: \"1000000000000001\""},
    Key{"token", &token, "The SecurityToken of a temporary one.", "none"},
    Key{"disabled", &boolean, "Whether it was disabled.", "false"},
};
constexpr Type credential{.form = Form::Object, .name = "a credential", .keys = keys};

constexpr std::size_t credentials_max = 10'000;

class Reader {
 public:
  explicit Reader(Source& source) : source_(source) {}

  /// False ends the reading.
  bool take_one(const Tree& tree) {
    Problems problems(source_, ReadLimits{}.problems_max);
    const Node node = tree.root();
    validate(node, credential, problems);
    if (problems.none()) add(node, problems);
    for (Diagnostic& d : problems.take())
      parsed.problems.push_back(std::move(d));
    return parsed.problems.size() < ReadLimits{}.problems_max;
  }

  ParsedCredentials parsed;

 private:
  void add(Node node, Problems& problems) {
    Credential read;
    take(node, "access-key", read.access_key);
    take(node, "secret", read.secret);
    take(node, "account", read.account);
    take(node, "token", read.security_token);
    bool is_disabled = false;
    take(node, "disabled", is_disabled);
    read.is_active = !is_disabled;
    if (!access_keys_.insert(read.access_key).second) {
      problems.add("CRD002", *node.find("access-key"),
                   fmt::format("the access key {} is there twice", shown(read.access_key)),
                   "an access key is of one account");
    } else if (parsed.credentials.size() >= credentials_max) {
      problems.add("CRD003", node, fmt::format("more than {} credentials", credentials_max),
                   "leave some out");
    } else {
      parsed.credentials.push_back(std::move(read));
    }
  }

  Source& source_;
  std::set<std::string, std::less<>> access_keys_;
};

}  // namespace

ParsedCredentials parse_credentials(std::string_view text, std::string_view file, TextKind kind) {
  ParsedCredentials wrong;
  if (auto problem = check_text(text, file, {})) {
    wrong.problems.push_back(std::move(*problem));
    return wrong;
  }
  Source source(file, text);
  Reader reader(source);
  const TreeSink sink = [&](const Tree& tree) { return reader.take_one(tree); };
  const bool is_blank = text.find_first_not_of(" \t\r\n") == std::string_view::npos;
  if (!is_blank) {
    auto problem =
        kind == TextKind::Yaml ? read_yaml(source, {}, sink) : read_json_values(source, {}, sink);
    if (problem) reader.parsed.problems.push_back(std::move(*problem));
  }
  if (reader.parsed.credentials.empty() && reader.parsed.problems.empty()) {
    reader.parsed.problems.push_back(source.diagnostic(
        "CRD001", 0, "no credential in the text",
        "such as `- {access-key: testid, secret: testsecret, account: \"1000000000000001\"}`"));
  }
  if (!reader.parsed.problems.empty()) reader.parsed.credentials.clear();
  return std::move(reader.parsed);
}

}  // namespace imgfam
