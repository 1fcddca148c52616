#include "call.hpp"

#include <imgfam/model/letter_case.hpp>

#include <boost/json/parse.hpp>

#include <algorithm>
#include <charconv>

namespace imgfam {
namespace {

/// A whole decimal number without sign; nothing when the text is none or too long to count.
std::optional<std::size_t> number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The number from 1 that stands between the two parts of a name, as in `Tag.3.Key`; nothing when
/// none does.
std::optional<std::size_t> index_in(std::string_view name, std::string_view before,
                                    std::string_view after) {
  if (name.size() <= before.size() + after.size() || !name.starts_with(before) ||
      !name.ends_with(after))
    return std::nullopt;
  if (name[before.size()] == '0') return std::nullopt;
  const auto n = number(name.substr(before.size(), name.size() - before.size() - after.size()));
  return n && *n > 0 ? n : std::nullopt;
}

/// A message with its placeholder filled in.
std::string fill(std::string_view message, std::string_view subject) {
  std::string out(message);
  const auto at = out.find("%s");
  if (at != std::string::npos) out.replace(at, 2, subject);
  return out;
}

}  // namespace

bool Violations::has(RuleId rule) const {
  return std::any_of(broken_.begin(), broken_.end(),
                     [&](const auto& b) { return b.first == rule; });
}

Refusal Violations::as_refusal(const Settings& settings, std::string_view action) const {
  Refusal refusal;
  for (const auto& [rule, subject] : broken_)
    refusal.broken.push_back(rule);
  sort_by_precedence(refusal.broken, settings.interpretation);
  const RuleId first = refusal.broken.front();
  const Answer* answer = find_answer(first, settings.edition, action, settings.interpretation);
  if (!answer) return refusal;  // Refused by the machine to the platform: no request, no code.
  const auto subject =
      std::find_if(broken_.begin(), broken_.end(), [&](const auto& b) { return b.first == first; });
  refusal.status = answer->status;
  refusal.code = answer->code;
  refusal.message = fill(answer->message, subject->second);
  refusal.latitude = answer->latitude;
  refusal.is_documented = answer->evidence == Evidence::Documented;
  return refusal;
}

Call::Call(Cloud& cloud, const OperationSpec& operation, const Request& request, Trace* trace)
    : cloud_(cloud), operation_(operation), request_(request), trace_(trace) {
  read_.reserve(request_.parameters.size());
  for (const Parameter& p : request_.parameters) {
    const ParameterUse use = use_of(operation_, p.name, edition());
    if (use == ParameterUse::Modelled) read_.push_back(&p);
    if (trace_) note(p, use);
  }
}

void Call::note(const Parameter& parameter, ParameterUse use) {
  switch (use) {
    case ParameterUse::Modelled:
      if (parameter.value.empty()) effect("empty-parameter-left-out"_rule);
      break;
    case ParameterUse::NotModelled:
      trace_->not_evaluated.push_back(parameter.name);
      break;
    case ParameterUse::OtherEdition:
      trace_->ignored.push_back(parameter.name);
      effect("unknown-parameter-ignored"_rule);
      break;
    case ParameterUse::Unknown:
      trace_->unknown.push_back(parameter.name);
      effect("unknown-parameter-ignored"_rule);
      break;
  }
}

// ---- Parameters ----

const std::string* Call::find(std::string_view name) const {
  for (const Parameter* p : read_) {
    if (p->name == name) return &p->value;
  }
  return nullptr;
}

std::string_view Call::text(std::string_view name) const {
  const std::string* value = find(name);
  return value ? std::string_view(*value) : std::string_view();
}

bool Call::is_sent(std::string_view name) const { return find(name) != nullptr; }

std::optional<bool> Call::flag(std::string_view name) {
  const std::string_view value = text(name);
  if (value.empty()) return std::nullopt;
  if (equal_in_any_case(value, "true")) return true;
  if (!check(equal_in_any_case(value, "false"), "boolean-value"_rule, name)) return std::nullopt;
  return false;
}

std::vector<std::string_view> Call::list(std::string_view name) const {
  return indexed(std::string(name) + '.', {});
}

std::map<std::size_t, std::string_view> Call::numbered(std::string_view before,
                                                       std::string_view after) const {
  std::map<std::size_t, std::string_view> found;
  for (const Parameter* p : read_) {
    if (p->value.empty()) continue;
    if (const auto n = index_in(p->name, before, after)) found.emplace(*n, p->value);
  }
  return found;
}

std::vector<std::string_view> Call::indexed(std::string_view before, std::string_view after) const {
  std::vector<std::string_view> values;
  for (const auto& [n, value] : numbered(before, after))
    values.push_back(value);
  return values;
}

bool Call::has_any(std::string_view prefix) const {
  return std::any_of(read_.begin(), read_.end(), [&](const Parameter* p) {
    return p->name.starts_with(prefix) && !p->value.empty();
  });
}

Page Call::page() {
  constexpr std::size_t size_max = 100;
  Page page;
  if (const auto sent = text("PageNumber"); !sent.empty()) {
    const auto n = number(sent);
    if (check(n && *n >= 1, "paging-range"_rule, "PageNumber")) page.number = *n;
  }
  if (const auto sent = text("PageSize"); !sent.empty()) {
    const auto n = number(sent);
    if (check(n && *n >= 1 && *n <= size_max, "paging-range"_rule, "PageSize")) page.size = *n;
  }
  return page;
}

std::vector<Tag> Call::tags() {
  constexpr std::size_t tags_max = 20;
  std::map<std::size_t, Tag> numbered;
  for (const Parameter* p : read_) {
    if (p->value.empty()) continue;
    if (const auto n = index_in(p->name, "Tag.", ".Key")) numbered[*n].key = p->value;
    if (const auto n = index_in(p->name, "Tag.", ".Value")) numbered[*n].value = p->value;
  }
  std::vector<Tag> tags;
  for (auto& [n, tag] : numbered) {
    if (!check(!tag.key.empty(), "describe-tag-pairs"_rule, tag.value)) continue;
    tags.push_back(std::move(tag));
  }
  check(numbered.size() <= tags_max, "describe-tags-max"_rule);
  return tags;
}

std::string Call::feature(std::string_view name, Violations& broken) {
  const std::string flat = "Features." + std::string(name);
  std::string value(text(flat));
  const auto whole = text("Features");
  if (whole.empty()) return value;
  boost::system::error_code error;
  const boost::json::value parsed = boost::json::parse({whole.data(), whole.size()}, error);
  const auto* object = error ? nullptr : parsed.if_object();
  const auto is_text = [](const auto& member) { return member.value().is_string(); };
  if (!object || !std::all_of(object->begin(), object->end(), is_text)) {
    broken.add("features-form"_rule, "Features");
    return value;
  }
  // What stands in the JSON object is subject to the edition as its flat form is.
  if (!value.empty() || use_of(operation_, flat, edition()) != ParameterUse::Modelled) return value;
  const auto* member = object->if_contains({name.data(), name.size()});
  return member ? std::string(member->get_string()) : std::string();
}

// ---- Gathering ----

std::string_view Call::region() {
  const auto region = text("RegionId");
  if (check(!region.empty(), "region-given"_rule)) check(is_region(region), "region-exists"_rule);
  return region;
}

const Image* Call::own_image(std::string_view region) {
  const auto id = text("ImageId");
  if (!check(!id.empty(), "image-id-given"_rule) || region.empty()) return nullptr;
  const Image* image = cloud_.images().get(id);
  const bool is_own = image && image->owner == caller() && image->region == region &&
                      image->origin != Origin::System;
  return check(is_own, "own-image-exists"_rule, id) ? image : nullptr;
}

void Call::end_of_checks() {
  const bool is_dry_run =
      flag("DryRun").value_or(false);  // Read first: a malformed one is broken whatever else is.
  if (is_refused() || !is_dry_run) return;
  constexpr auto answers_error = "dry-run-answers-error"_rule;
  if (find_answer(answers_error, edition(), action(), settings().interpretation))
    broken(answers_error);
}

ImageState Call::ask(const Image& image, const ImageState& state, const Event& event,
                     Violations& violations) {
  const Step taken = cloud_.ask_machine(state, event);
  if (trace_) {
    const Status to = taken.next ? taken.next->status : state.status;
    asked_.push_back({image.id, state.status, event, to, taken.row, taken.refusals});
  }
  for (const RuleId r : taken.refusals) {
    if (rule(r).editions.has(edition()))
      violations.add(r);  // The machine knows the rules of all editions.
  }
  return taken.next.value_or(state);
}

bool Call::is_known_snapshot(std::string_view id, std::string_view region) const {
  bool is_known =
      cloud_.old_snapshots_.contains({caller(), std::string(region) + '/' + std::string(id)});
  cloud_.images().for_each([&](const Image& image) {
    is_known =
        is_known || (image.snapshot == id && image.owner == caller() && image.region == region);
  });
  return is_known;
}

// ---- Changing ----

void Call::settle_into(const Image& image, const ImageState& state) {
  const Slot slot = slot_of(image);
  if (image.status != state.status) images().set_status(slot, state.status, cloud_.now());
  images().details(slot).boot_mode = state.boot_mode;
  images().details(slot).is_community = state.is_community;
}

std::string Call::new_id(std::string_view prefix, std::string_view region) {
  std::string id = cloud_.next_id(prefix, region);
  if (trace_) trace_->drawn.push_back(id);
  return id;
}

void Call::create(Image image, Duration takes) {
  image.owner = caller();
  image.created = image.status_since = cloud_.now();
  image.serial = cloud_.next_serial_++;
  const bool may_wait = image.origin == Origin::Copied;
  image.status = may_wait ? Status::Waiting : Status::Creating;
  const bool is_prefixed = image.id.starts_with("m-");  // An oracle has ids of others.
  image.snapshot = "s-" + (is_prefixed ? image.id.substr(2) : image.id);
  if (image.name.empty()) {
    image.name = image.id;
    effect("create-named-by-id"_rule);
  }
  const std::string id = image.id;
  const std::string region = image.region;
  images().add(std::move(image));
  cloud_.creations_.push_back({id, cloud_.now(), takes, may_wait});
  effect("create-answers-at-once"_rule);
  if (may_wait) {
    cloud_.begin_copies(region, trace_);
  } else if (takes.seconds == 0) {
    cloud_.complete(cloud_.creations_.size() - 1, trace_);
  }
}

void Call::launch(const Image& image, Instance instance) {
  instance.account = caller();
  instance.created = cloud_.now();
  instance.serial = cloud_.next_serial_++;
  instance.image = image.id;
  instance.boot_mode = image.boot_mode;
  instance.imds_v2 = image.imds_v2;
  const Slot slot = slot_of(image);
  images().details(slot).was_ever_used = true;
  instances().add(std::move(instance));
}

void Call::forget_creation(std::string_view image) {
  std::erase_if(cloud_.creations_, [&](const Creation& c) { return c.image == image; });
}

void Call::remove_image(const Image& image) {
  const std::string region = image.region;
  const bool is_complete = image.status != Status::Creating && image.status != Status::Waiting;
  if (is_complete) cloud_.old_snapshots_.emplace(image.owner, region + '/' + image.snapshot);
  forget_creation(image.id);
  images().remove(slot_of(image));
  cloud_.begin_copies(region, trace_);
}

void Call::release(const Instance& instance) {
  const Image* image = cloud_.images().get(instance.image);
  if (!image || image->origin == Origin::System) return;
  const ImageState state = cloud_.state_of(*image);
  const bool leaves_some =
      cloud_.instances().users_of(image->id) > 1 || follows("in-use-means=ever"_reading);
  ask(*image, state, event::Release{leaves_some});
}

// ---- Answering ----

Outcome Call::refuse(const Violations& violations) {
  if (trace_) {
    trace_->effects.clear();
    trace_->effects.push_back("refused-changes-nothing"_rule);
    // What the machine would have done did not happen.
    std::erase_if(asked_, [](const MachineStep& s) { return s.refusals.empty(); });
  }
  return refuse_in_part(violations);
}

Outcome Call::refuse_in_part(const Violations& violations) {
  if (trace_) trace_->machine.insert(trace_->machine.end(), asked_.begin(), asked_.end());
  Refusal refusal = violations.as_refusal(settings(), action());
  refusal.request_id = cloud_.next_request_id();
  return refusal;
}

Outcome Call::respond(boost::json::object document) {
  if (trace_) trace_->machine.insert(trace_->machine.begin(), asked_.begin(), asked_.end());
  if (!token_.empty()) cloud_.tokens_[token_] = {token_key(), document};
  document["RequestId"] = cloud_.next_request_id();
  return Response{std::move(document)};
}

/// Everything of the request that counts but its token, in one order, so that two requests can be
/// compared.
std::string Call::token_key() const {
  Request copy = request_;
  std::erase_if(copy.parameters, [this](const Parameter& p) {
    const ParameterUse use = use_of(operation_, p.name, edition());
    const bool counts = use == ParameterUse::Modelled || use == ParameterUse::NotModelled;
    return p.value.empty() || p.name == "ClientToken" || !counts;
  });
  std::sort(copy.parameters.begin(), copy.parameters.end(),
            [](const Parameter& a, const Parameter& b) { return a.name < b.name; });
  return to_query(copy);
}

std::optional<Outcome> Call::repeated_answer() {
  constexpr std::size_t token_length_max = 64;
  const auto token = text("ClientToken");
  if (token.empty()) return std::nullopt;
  const bool is_ascii =
      std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (!check(is_ascii && token.size() <= token_length_max, "client-token-format"_rule,
             "ClientToken"))
    return std::nullopt;
  token_ = to_string(caller()) + '/' + std::string(action()) + '/' + std::string(token);
  const auto known = cloud_.tokens_.find(token_);
  if (known == cloud_.tokens_.end()) return std::nullopt;
  if (!check(known->second.parameters == token_key(), "client-token-same-request"_rule))
    return std::nullopt;
  effect("client-token-repeats-answer"_rule);
  return respond(known->second.response);
}

}  // namespace imgfam
