// Call: one request on its way through an operation. It reads parameters as the edition has them,
// gathers every rule that the request breaks, and at the end makes the answer. Operations see the
// cloud through it alone.
//
// The shape of every operation:
//
//     1. read parameters, naming each broken rule    call.check(is_name(…), "…-format"_rule);
//     2. ask the machine of an image, not moving it  state = call.ask(image, state, Deprecate{});
//     3. refuse                                      if (call.is_refused()) return call.refuse();
//     4. change the cloud, note the effects, answer  return call.respond({…});
//
// Nothing is changed before step 4, so a refused request leaves the cloud as it was.
#pragma once

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/rules/catalogue.hpp>
#include <imgfam/rules/names.hpp>
#include <imgfam/rules/parameters.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace imgfam {

/// Rules broken, each with what the request named (for the `%s` of a message).
class Violations {
 public:
  void add(RuleId rule, std::string_view subject = {}) { broken_.emplace_back(rule, subject); }
  void add(const std::vector<RuleId>& rules) {
    for (const RuleId r : rules)
      add(r);
  }
  void add(const Violations& others) {
    broken_.insert(broken_.end(), others.broken_.begin(), others.broken_.end());
  }
  bool empty() const { return broken_.empty(); }
  bool has(RuleId rule) const;

  /// The refusal: its code is that of the rule which precedes by the reading of `check-order`.
  Refusal as_refusal(const Settings& settings, std::string_view action) const;

 private:
  std::vector<std::pair<RuleId, std::string>> broken_;
};

struct Page {
  std::size_t number = 1;
  std::size_t size = 10;
};

class Call {
 public:
  Call(Cloud& cloud, const OperationSpec& operation, const Request& request, Trace* trace);

  // ---- What is asked, and by whom ----
  std::string_view action() const { return request_.action; }
  AccountId caller() const { return request_.account; }
  const Settings& settings() const { return cloud_.settings(); }
  Edition edition() const { return settings().edition; }
  bool follows(ReadingId reading) const { return settings().interpretation.follows(reading); }

  // ---- Parameters, as far as the edition has them ----
  /// The value; empty when the parameter is left out or sent empty.
  std::string_view text(std::string_view name) const;
  /// Sent, if only empty.
  bool is_sent(std::string_view name) const;
  /// `true` or `false` without case; nothing when left out or neither, which breaks boolean-value.
  std::optional<bool> flag(std::string_view name);
  /// The values of `name.1`, `name.2`, … in the order of their numbers, empty ones left out.
  std::vector<std::string_view> list(std::string_view name) const;
  /// The values of `before` N `after`, as `DiskDeviceMapping.1.SnapshotId`, by their numbers.
  std::map<std::size_t, std::string_view> numbered(std::string_view before,
                                                   std::string_view after) const;
  /// The same, without the numbers.
  std::vector<std::string_view> indexed(std::string_view before, std::string_view after) const;
  /// Whether any parameter starts with `prefix`.
  bool has_any(std::string_view prefix) const;
  /// PageNumber and PageSize; out of range breaks paging-range.
  Page page();
  /// `Tag.N.Key` and `Tag.N.Value`; breaks the rules of tags.
  std::vector<Tag> tags();
  /// The feature of that name, from `Features.Name` or from `Features={"Name":"…"}`; breaks
  /// features-form.
  std::string feature(std::string_view name, Violations& broken);

  // ---- Gathering ----
  void broken(RuleId rule, std::string_view subject = {}) { broken_.add(rule, subject); }
  void broken(const Violations& more) { broken_.add(more); }
  /// Breaks the rule unless `holds`; answers `holds`.
  bool check(bool holds, RuleId rule, std::string_view subject = {}) {
    if (!holds) broken(rule, subject);
    return holds;
  }
  bool is_refused() const { return !broken_.empty(); }
  /// A dry run that passes every check is answered with an error; call it when all checks are made.
  void end_of_checks();

  /// RegionId, checked to be given and to exist.
  std::string_view region();
  /// The image that ImageId names, if the caller owns it in the region; breaks image-id-given or
  /// own-image-exists. Without a region there is nowhere to look.
  const Image* own_image(std::string_view region);

  /// Asks the machine what `event` would come to in `state`, without changing the image. Answers
  /// the next state, or `state` as it is; refusals go to `violations`.
  ImageState ask(const Image& image, const ImageState& state, const Event& event,
                 Violations& violations);
  ImageState ask(const Image& image, const ImageState& state, const Event& event) {
    return ask(image, state, event, broken_);
  }

  // ---- Looking ----
  const Cloud& cloud() const { return cloud_; }
  bool is_known_snapshot(std::string_view id, std::string_view region) const;
  bool account_exists(AccountId account) const { return cloud_.accounts().contains(account); }

  // ---- Changing, once all checks are made ----
  ImageStore& images() { return cloud_.images_; }
  InstanceStore& instances() { return cloud_.instances_; }
  Slot slot_of(const Image& image) const { return cloud_.images().slot_of(image); }
  /// Puts status, boot mode and publication of a state that `ask` gave into the image.
  void settle_into(const Image& image, const ImageState& state);
  std::string new_id(std::string_view prefix, std::string_view region);
  /// Starts the creation of an image whose details are filled in; done at once when it takes no
  /// time.
  void create(Image image, Duration takes);
  /// Adds an instance made from the image.
  void launch(const Image& image, Instance instance);
  void remove_image(const Image& image);
  void forget_creation(std::string_view image);
  /// Sends Release to the image of an instance that is about to stop using it, where that image
  /// still exists.
  void release(const Instance& instance);

  // ---- Answering ----
  bool is_traced() const { return trace_ != nullptr; }
  /// Notes an effect that the edition has, once.
  void effect(RuleId rule) {
    if (!trace_ || !imgfam::rule(rule).editions.has(edition())) return;
    auto& noted = trace_->effects;
    if (std::find(noted.begin(), noted.end(), rule) == noted.end()) noted.push_back(rule);
  }
  Outcome refuse() { return refuse(broken_); }
  Outcome refuse(const Violations& violations);
  /// The same where a reading lets some of the request be done all the same.
  Outcome refuse_in_part() { return refuse_in_part(broken_); }
  Outcome refuse_in_part(const Violations& violations);
  /// Adds RequestId to the document; keeps the answer for the ClientToken.
  Outcome respond(boost::json::object document = {});

  /// The answer kept for the ClientToken, when the same request was answered before.
  std::optional<Outcome> repeated_answer();

 private:
  /// The value of the first parameter of that name which the edition has and the model reads.
  const std::string* find(std::string_view name) const;
  std::string token_key() const;
  void note(const Parameter& parameter, ParameterUse use);

  Cloud& cloud_;
  const OperationSpec& operation_;
  const Request& request_;
  Trace* trace_;
  std::vector<const Parameter*> read_;  ///< Those that the edition has and the model reads.
  Violations broken_;
  std::string token_;  ///< Key of the ClientToken; empty without one.
  std::vector<MachineStep> asked_;
};

/// An image as DescribeImages shows it to the account.
boost::json::object image_document(const Cloud& cloud, const Image& image, AccountId viewer);

/// The operations, one file each.
Outcome modify_image_attribute(Call& call);
Outcome modify_image_share_permission(Call& call);
Outcome describe_image_share_permission(Call& call);
Outcome create_image(Call& call);
Outcome copy_image(Call& call);
Outcome cancel_copy_image(Call& call);
Outcome import_image(Call& call);
Outcome delete_image(Call& call);
Outcome describe_images(Call& call);
Outcome describe_image_from_family(Call& call);
Outcome run_instances(Call& call);
Outcome create_instance(Call& call);
Outcome start_instance(Call& call);
Outcome stop_instance(Call& call);
Outcome delete_instance(Call& call);
Outcome delete_instances(Call& call);
Outcome describe_instances(Call& call);
Outcome replace_system_disk(Call& call);
Outcome describe_regions(Call& call);

}  // namespace imgfam
