#include <imgfam/cloud/check.hpp>

#include <imgfam/cloud/cloud.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace imgfam {
namespace {

// ---- Judging ----

std::string_view yes(bool flag) { return flag ? "true" : "false"; }

std::string shown(const std::vector<AccountId>& accounts) {
  std::vector<std::string> texts;
  texts.reserve(accounts.size());
  for (const AccountId a : accounts)
    texts.push_back(to_string(a));
  std::sort(texts.begin(), texts.end());
  return fmt::format("[{}]", fmt::join(texts, ", "));
}

void compare(std::vector<Mismatch>& mismatches, std::string what, std::string_view expected,
             std::string_view got) {
  if (expected != got)
    mismatches.push_back({std::move(what), std::string(expected), std::string(got)});
}

/// Whether what should be there is, or is rightly not; where it is not as it should be, says so.
bool agree_on_existence(std::vector<Mismatch>& mismatches, const std::string& what, bool should,
                        bool does) {
  compare(mismatches, what + "exists", yes(should), yes(does));
  return should && does;
}

void judge_family(const FamilyCheck& check, const Cloud& cloud, std::vector<Mismatch>& mismatches) {
  const Resolution resolution = resolve_family(cloud, check.as, check.region, check.family);
  const std::string got = resolution.chosen ? resolution.chosen->id : "nothing";
  const std::string what = "family " + check.family + " resolves to";
  if (check.to_something) {
    if (!resolution.chosen) compare(mismatches, what, "something", got);
    return;
  }
  compare(mismatches, what, check.resolves_to.empty() ? "nothing" : check.resolves_to, got);
}

void judge_image(const ImageCheck& check, const Cloud& cloud, std::vector<Mismatch>& mismatches) {
  const Image* image = cloud.images().get(check.image);
  const std::string what = "image " + check.image + " ";
  if (!agree_on_existence(mismatches, what, check.exists.value_or(true), image != nullptr)) return;
  if (check.status)
    compare(mismatches, what + "status", to_text(*check.status), to_text(image->status));
  if (check.name) compare(mismatches, what + "name", *check.name, image->name);
  if (check.family) compare(mismatches, what + "family", *check.family, image->family);
  if (check.description)
    compare(mismatches, what + "description", *check.description, image->description);
  if (check.boot_mode)
    compare(mismatches, what + "boot-mode", to_text(*check.boot_mode), to_text(image->boot_mode));
  if (check.in_use)
    compare(mismatches, what + "in-use", yes(*check.in_use), yes(cloud.is_in_use(*image)));
  if (check.shared_with) {
    std::vector<AccountId> got;
    for (const SharedAccount& s : image->shared_with)
      got.push_back(s.account);
    compare(mismatches, what + "shared-with", shown(*check.shared_with), shown(got));
  }
}

void judge_instance(const InstanceCheck& check, const Cloud& cloud,
                    std::vector<Mismatch>& mismatches) {
  const Instance* instance = cloud.instances().get(check.instance);
  const std::string what = "instance " + check.instance + " ";
  if (!agree_on_existence(mismatches, what, check.exists.value_or(true), instance != nullptr))
    return;
  if (check.image) compare(mismatches, what + "image", *check.image, instance->image);
  if (check.boot_mode)
    compare(mismatches, what + "boot-mode", to_text(*check.boot_mode),
            to_text(instance->boot_mode));
  if (check.status)
    compare(mismatches, what + "status", to_text(*check.status), to_text(instance->status));
}

// ---- What is ----

FamilyCheck as_it_is(FamilyCheck check, const Cloud& cloud) {
  const Image* now = resolve_family(cloud, check.as, check.region, check.family).chosen;
  check.resolves_to = now ? now->id : std::string();
  check.to_something = false;
  return check;
}

InstanceCheck as_it_is(const InstanceCheck& asked, const Cloud& cloud) {
  const Instance* instance = cloud.instances().get(asked.instance);
  InstanceCheck check;
  check.instance = asked.instance;
  check.exists = instance != nullptr;
  if (!instance) return check;
  if (asked.image) check.image = instance->image;
  if (asked.boot_mode) check.boot_mode = instance->boot_mode;
  if (asked.status) check.status = instance->status;
  return check;
}

// ---- Reading ----

const std::vector<std::string_view> family_keys{"resolves-to", "resolves", "as", "region"};
const std::vector<std::string_view> image_keys{"exists",      "status",      "name",   "family",
                                               "description", "shared-with", "in-use", "boot-mode"};
const std::vector<std::string_view> instance_keys{"exists", "image", "boot-mode", "status"};

constexpr std::string_view example = "as in `family web resolves-to m-1` or `image m-1 in-use`";

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0;
       (at = text.find_first_not_of(" \t\r\n", at)) != std::string_view::npos;) {
    const auto end = std::min(text.find_first_of(" \t\r\n", at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

/// Reads the words after the subject, key by key.
class CheckReader {
 public:
  CheckReader(std::string_view text, AccountId account, std::string_view region)
      : text_(text), words_(words_of(text)), account_(account), region_(region) {}

  Result<Check> read() {
    if (words_.size() < 2 ||
        !(words_[0] == "family" || words_[0] == "image" || words_[0] == "instance"))
      return about(
          "CHK001", "no check begins so",
          fmt::format("begin with `family`, `image` or `instance` and its name, {}", example));
    Check check = words_[0] == "family"  ? read_family()
                  : words_[0] == "image" ? read_image()
                                         : read_instance();
    if (problem_) return *problem_;
    if (at_ == 2)
      return about("CHK006", fmt::format("nothing is said of `{}`", words_[1]),
                   fmt::format("say what it must be, {}", example));
    return check;
  }

 private:
  Check read_family() {
    FamilyCheck check{std::string(words_[1]), {}, account_, std::string(region_), false};
    bool is_resolved = false;
    while (const auto key = next_key(family_keys)) {
      if (*key == "resolves") {
        check.to_something = flag();
        is_resolved = true;
      } else if (*key == "resolves-to") {
        check.resolves_to = value();
        check.to_something = check.resolves_to == "something";
        if (check.resolves_to == "nothing" || check.to_something) check.resolves_to.clear();
        is_resolved = true;
      } else if (*key == "as") {
        check.as = one_account(value());
      } else {
        check.region = value();
      }
    }
    if (!is_resolved && !problem_ && at_ > 2)
      fail("CHK006", "it is not said what the family resolves to",
           "add `resolves-to` and an image's id, `nothing` or `something`");
    return check;
  }

  Check read_image() {
    ImageCheck check;
    check.image = words_[1];
    while (const auto key = next_key(image_keys)) {
      if (*key == "exists") check.exists = flag();
      if (*key == "in-use") check.in_use = flag();
      if (*key == "name") check.name = value();
      if (*key == "family") check.family = value();
      if (*key == "description") check.description = value();
      if (*key == "status") check.status = named<Status>();
      if (*key == "boot-mode") check.boot_mode = named<BootMode>();
      if (*key == "shared-with") check.shared_with = several_accounts(value());
      if (check.family == "none") check.family->clear();
    }
    return check;
  }

  Check read_instance() {
    InstanceCheck check;
    check.instance = words_[1];
    while (const auto key = next_key(instance_keys)) {
      if (*key == "exists") check.exists = flag();
      if (*key == "image") check.image = value();
      if (*key == "boot-mode") check.boot_mode = named<BootMode>();
      if (*key == "status") check.status = named<InstanceStatus>();
    }
    return check;
  }

  /// The next key, one of those known and not yet read; nothing at the end or after a problem.
  std::optional<std::string_view> next_key(const std::vector<std::string_view>& known) {
    if (problem_ || at_ == words_.size()) return std::nullopt;
    const std::string_view key = words_[at_++];
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      const auto near = nearest(key, known);
      fail("CHK002",
           fmt::format("`{}` is nothing that a check of {} looks at", printable(key),
                       words_[0] == "family" ? "a family" : "an " + std::string(words_[0])),
           near.empty() ? fmt::format("it looks at {}", fmt::join(known, ", "))
                        : fmt::format("did you mean `{}`?", near));
      return std::nullopt;
    }
    if (std::find(read_.begin(), read_.end(), key) != read_.end()) {
      fail("CHK005", fmt::format("`{}` stands twice", key), "say it once");
      return std::nullopt;
    }
    read_.push_back(key);
    key_ = key;
    return key;
  }

  std::string value() {
    if (at_ == words_.size()) {
      fail("CHK003", fmt::format("`{}` has no value", key_), fmt::format("add one, {}", example));
      return {};
    }
    return std::string(words_[at_++]);
  }

  /// true and false; a key alone says true.
  bool flag() {
    if (at_ < words_.size() && (words_[at_] == "true" || words_[at_] == "false"))
      return words_[at_++] == "true";
    return true;
  }

  template <class E>
  std::optional<E> named() {
    const std::string text = value();
    const auto found = from_text<E>(text);
    if (!found && !problem_)
      fail("CHK004", fmt::format("`{}` is no {}", printable(text), key_),
           fmt::format("it is one of {}", fmt::join(spelling<E>, ", ")));
    return found;
  }

  AccountId one_account(const std::string& text) {
    const auto account = parse_account(text);
    if (!account && !problem_)
      fail("CHK004", fmt::format("`{}` is no account", printable(text)),
           "an account is 1 to 18 digits, the first not 0");
    return account.value_or(AccountId{});
  }

  std::vector<AccountId> several_accounts(const std::string& text) {
    std::vector<AccountId> accounts;
    if (text == "none" || text.empty()) return accounts;
    for (std::size_t at = 0; at <= text.size();) {
      const auto comma = std::min(text.find(',', at), text.size());
      accounts.push_back(one_account(text.substr(at, comma - at)));
      at = comma + 1;
    }
    return accounts;
  }

  void fail(std::string code, std::string message, std::string hint) {
    if (!problem_) problem_ = about(std::move(code), message, std::move(hint));
  }
  Diagnostic about(std::string code, const std::string& message, std::string hint) const {
    return problem(std::move(code), fmt::format("in the check `{}`: {}", printable(text_), message),
                   std::move(hint));
  }

  std::string_view text_;
  std::vector<std::string_view> words_;
  AccountId account_;
  std::string_view region_;
  std::size_t at_ = 2;
  std::vector<std::string_view> read_;
  std::string_view key_;
  std::optional<Diagnostic> problem_;
};

/// Puts the keys that are said one after the other.
class CheckText {
 public:
  explicit CheckText(std::string subject) : text_(std::move(subject)) {}

  CheckText& with(std::string_view key, std::string_view value) {
    text_ += fmt::format(" {} {}", key, value.empty() ? "none" : value);
    return *this;
  }
  CheckText& with(std::string_view key, const std::optional<std::string>& value) {
    return value ? with(key, std::string_view(*value)) : *this;
  }
  CheckText& with(std::string_view key, std::optional<bool> value) {
    return value ? with(key, yes(*value)) : *this;
  }
  template <class E>
  requires std::is_enum_v<E> CheckText& with(std::string_view key, std::optional<E> value) {
    return value ? with(key, to_text(*value)) : *this;
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

}  // namespace

void judge(const Check& check, const Cloud& cloud, std::vector<Mismatch>& mismatches) {
  if (const auto* family = std::get_if<FamilyCheck>(&check))
    judge_family(*family, cloud, mismatches);
  if (const auto* image = std::get_if<ImageCheck>(&check)) judge_image(*image, cloud, mismatches);
  if (const auto* instance = std::get_if<InstanceCheck>(&check))
    judge_instance(*instance, cloud, mismatches);
}

bool holds(const Check& check, const Cloud& cloud) {
  std::vector<Mismatch> mismatches;
  judge(check, cloud, mismatches);
  return mismatches.empty();
}

ImageCheck as_it_is(const ImageCheck& asked, const Cloud& cloud) {
  const Image* image = cloud.images().get(asked.image);
  ImageCheck check;
  check.image = asked.image;
  check.exists = image != nullptr;
  if (!image) return check;
  if (asked.status) check.status = image->status;
  if (asked.name) check.name = image->name;
  if (asked.family) check.family = image->family;
  if (asked.description) check.description = image->description;
  if (asked.in_use) check.in_use = cloud.is_in_use(*image);
  if (asked.boot_mode) check.boot_mode = image->boot_mode;
  if (!asked.shared_with) return check;
  check.shared_with.emplace();
  for (const SharedAccount& s : image->shared_with)
    check.shared_with->push_back(s.account);
  return check;
}

Check as_it_is(const Check& asked, const Cloud& cloud) {
  return std::visit([&](const auto& check) -> Check { return as_it_is(check, cloud); }, asked);
}

Result<Check> parse_check(std::string_view text, AccountId account, std::string_view region) {
  return CheckReader(text, account, region).read();
}

std::string to_string(const Check& check, AccountId account, std::string_view region) {
  if (const auto* family = std::get_if<FamilyCheck>(&check)) {
    CheckText text("family " + family->family);
    const std::string_view none = family->to_something ? "something" : "nothing";
    text.with("resolves-to",
              family->resolves_to.empty() ? none : std::string_view(family->resolves_to));
    if (family->as != account) text.with("as", std::string_view(to_string(family->as)));
    if (family->region != region) text.with("region", std::string_view(family->region));
    return text.take();
  }
  if (const auto* image = std::get_if<ImageCheck>(&check)) {
    std::optional<std::string> accounts;
    if (image->shared_with) {
      std::vector<std::string> texts;
      for (const AccountId a : *image->shared_with)
        texts.push_back(to_string(a));
      accounts = fmt::format("{}", fmt::join(texts, ","));
    }
    return CheckText("image " + image->image)
        .with("exists", image->exists)
        .with("status", image->status)
        .with("name", image->name)
        .with("family", image->family)
        .with("description", image->description)
        .with("shared-with", accounts)
        .with("in-use", image->in_use)
        .with("boot-mode", image->boot_mode)
        .take();
  }
  const auto& instance = std::get<InstanceCheck>(check);
  return CheckText("instance " + instance.instance)
      .with("exists", instance.exists)
      .with("image", instance.image)
      .with("boot-mode", instance.boot_mode)
      .with("status", instance.status)
      .take();
}

}  // namespace imgfam
