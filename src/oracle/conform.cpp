#include <imgfam/oracle/conform.hpp>

#include "accounts.hpp"
#include "read_back.hpp"
#include "restore.hpp"
#include "set_up_requests.hpp"

#include <imgfam/scenario/replay.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace imgfam {
namespace {

Cloud beginning(const ConformOptions& options) {
  if (options.beginning) return *options.beginning;
  Settings settings;
  settings.edition = options.edition;
  return Cloud(settings);
}

OracleOptions oracle_options(const ConformOptions& options) {
  OracleOptions out;
  out.clock_tolerance = options.clock_tolerance;
  out.readings = options.readings;
  return out;
}

}  // namespace

/// One scenario on its way.
class ConformSession {
 public:
  ConformSession(Conformance& all, const Scenario& scenario)
      : all_(all),
        scenario_(scenario),
        readers_{all.endpoint_->accounts(), all.control_ != nullptr} {}

  ConformRun run() {
    const bool has_begun = all_.control_ ? begin() : begin_by_requests();
    if (has_begun) read(reads_of_all(all_.oracle_.cloud(), readers_, {}), {}, {});
    for (std::size_t i = 0; i < scenario_.steps.size() && !is_ended_; ++i) {
      if (!take(i)) continue;
      ++run_.steps_done;
    }
    end();
    if (!all_.control_) clean_up();
    return std::move(run_);
  }

 private:
  // ---- Beginning and end ----

  bool begin() {
    auto mapped = with_accounts(scenario_, readers_.accounts, true);
    if (!mapped) return cannot(mapped.error().message);
    scenario_ = std::move(*mapped);
    add_accounts(scenario_.given);
    scenario_.readings.clear();  // Those of the cloud say nothing about the endpoint's.
    const auto cloud = set_up(scenario_, all_.options_.edition);
    if (!cloud) return cannot(cloud.error().message);
    if (const auto reset = all_.control_->reset(scenario_.given, all_.options_.edition); !reset) {
      run_.is_out_of_reach = reset.error().code != "CNF005";
      return cannot(reset.error().message);
    }
    all_.oracle_.restart(*cloud);
    return true;
  }

  /// Without a control interface: what the scenario before has left is still there, so all goes on
  /// from what is known of it.
  bool begin_by_requests() {
    before_ = all_.oracle_.cloud();
    if (!all_.oracle_.lost_track().empty()) return cannot(all_.oracle_.lost_track());
    auto mapped = with_accounts(scenario_, readers_.accounts, false);
    if (!mapped) return cannot(mapped.error().message);
    scenario_ = std::move(*mapped);
    if (!look_around(regions_of(scenario_))) return false;
    const auto requests = set_up_requests(scenario_.given, all_.oracle_.cloud());
    if (!requests) return cannot(requests.error().message);
    for (const SetUpRequest& made : *requests) {
      if (!make(made)) return false;
    }
    return true;
  }

  /// Whether the endpoint has there what it was said to have, and no more.
  bool look_around(const std::set<std::string>& regions) {
    std::set<std::string>& seen = all_.regions_looked_at_;
    if (std::ranges::includes(seen, regions)) return true;
    if (const auto why = difference_from(all_.oracle_, regions)) {
      run_.is_out_of_reach = true;
      return cannot("the endpoint does not have what it was said to have: " + *why +
                    " (delete what is too much, or say that it is there)");
    }
    seen.insert(regions.begin(), regions.end());
    return true;
  }

  /// In what the endpoint shows something else than the oracle's state, there and where that has
  /// anything; nothing: in nothing.
  std::optional<std::string> difference_from(Oracle trial,
                                             const std::set<std::string>& regions) const {
    follow_clock(trial);
    for (const Request& request : reads_of_all(trial.cloud(), {readers_.accounts, true}, regions)) {
      const Reply reply = all_.endpoint_->send(request);
      if (reply.kind != Reply::Kind::Answered) return reply.why;
      const Verdict verdict = trial.observe(request, reply.observation);
      if (verdict.kind == VerdictKind::Violates)
        return fmt::format("{}: {}", request.action, fmt::join(verdict.differences, "; "));
    }
    return std::nullopt;
  }

  bool make(const SetUpRequest& made) {
    if (made.is_later) all_.endpoint_->wait({1});
    Request request = made.request;
    for (Parameter& p : request.parameters)
      rename_ids(p.value, ids_);
    const auto seen = ask(request, std::nullopt);
    if (is_ended_) return false;
    if (!seen || seen->status >= 400)
      return cannot("the endpoint does not let it be set up: " + request.action + " -> " +
                    (seen ? shown(*seen) : "no answer"));
    if (made.makes.empty()) return true;
    const auto* document = seen->body.if_object();
    const auto* id = document ? value_at(*document, made.place) : nullptr;
    if (!id || !id->is_string()) return cannot("the endpoint does not tell what it has made");
    ids_[made.makes] = std::string(id->get_string());
    return true;
  }

  /// Leaves no more behind than there was.
  void clean_up() {
    if (!before_ || run_.is_out_of_reach) return;
    const bool is_known = !run_.violation && !is_lost_ && clean_up_what_is_known();
    const Cloud& now = all_.oracle_.cloud();
    if (is_known && now.images().size() == before_->images().size() &&
        now.instances().size() == before_->instances().size())
      return;
    remove(*all_.endpoint_, made_);
    all_.regions_looked_at_.clear();
    Oracle restored = all_.oracle_;
    restored.restart(*before_);
    // What is known to be left may be what nothing deletes.
    if (!is_known || !difference_from(restored, {})) all_.oracle_ = std::move(restored);
  }

  /// Whether all went as it was to go. What comes of it counts only for what is known.
  bool clean_up_what_is_known() {
    if (!all_.oracle_.lost_track().empty()) return false;
    for (const Request& request : clean_up_requests(*before_, all_.oracle_.cloud())) {
      follow_clock(all_.oracle_);
      const Reply reply = all_.endpoint_->send(request);
      if (all_.oracle_.observe(request, reply.observation).kind != VerdictKind::Conforms)
        return false;
    }
    return true;
  }

  void follow_clock(Oracle& oracle) const {
    if (const auto now = all_.endpoint_->now(); now && *now > oracle.now())
      oracle.advance(*now - oracle.now());
  }

  /// Whoever has credentials exists.
  void add_accounts(Given& given) const {
    for (const AccountId account : readers_.accounts) {
      if (account != given.account &&
          std::ranges::find(given.accounts, account) == given.accounts.end())
        given.accounts.push_back(account);
    }
  }

  bool cannot(std::string why) {
    run_.result = ConformResult::NotJudged;
    run_.why = std::move(why);
    is_ended_ = true;
    return false;
  }

  void end() {
    if (run_.violation) {
      run_.result = ConformResult::Violates;
    } else if (run_.is_out_of_reach || is_cut_short_) {
      run_.result = ConformResult::NotJudged;
    } else if (is_lost_ || is_control_lost_ || !all_.oracle_.lost_track().empty()) {
      run_.result = ConformResult::Undecided;
      if (run_.why.empty()) run_.why = all_.oracle_.lost_track();
    } else if (run_.judged > 0) {
      run_.result = ConformResult::Conforms;
    } else if (run_.why.empty()) {
      run_.why = "nothing of it can be judged";
    }
  }

  /// Ends the scenario here; what was judged so far stands.
  void stop(std::string why) {
    is_ended_ = true;
    if (run_.why.empty()) run_.why = std::move(why);
  }

  /// The control interface has not done what it was asked.
  bool stop_by(const Diagnostic& failure) {
    is_control_lost_ = true;
    stop(failure.message);
    return false;
  }

  /// A step that this endpoint cannot take.
  bool stop_unplayed(std::string why) {
    is_cut_short_ = true;
    stop(std::move(why));
    return false;
  }

  // ---- Steps ----

  /// False: it was skipped, or could not be done.
  bool take(std::size_t index) {
    StepAction step = scenario_.steps[index].what;
    bool is_bound = true;
    for_each_text(step, [&](std::string& text) {
      is_bound = !fill(text, names_) && is_bound;
      rename_ids(text, ids_);
    });
    if (!is_bound) {
      ++run_.steps_skipped;
      return false;
    }
    return std::visit([&](const auto& what) { return take(index, what); }, step);
  }

  bool take(std::size_t index, const RequestStep& step) {
    const Cloud before = all_.oracle_.cloud();
    const auto seen = ask(step.request, index);
    if (!seen) return true;
    const std::vector<RuleId> rules = last_rules_;
    for (const Binding& binding : step.bind)
      bind(binding, *seen);
    if (is_ended_ || only_reads(step.request.action) || !all_.options_.reads_back) return true;
    read(reads_after(step.request, before, all_.oracle_.cloud(), readers_), index, step.request,
         rules);
    return true;
  }

  bool take(std::size_t, const AdvanceStep& step) {
    if (all_.oracle_.now() + step.by > sim_time_max) return false;
    if (!all_.control_) {
      return stop_unplayed("no request lets time pass: it needs the control interface");
    }
    if (const auto done = all_.control_->advance(step.by); !done) return stop_by(done.error());
    all_.oracle_.advance(step.by);
    return true;
  }

  bool take(std::size_t, const PlatformStep& step) {
    if (!all_.control_) {
      return stop_unplayed(
          "no request does what the platform does: it needs the control interface");
    }
    // What the model refuses, an endpoint need not know how to refuse.
    Cloud copy = all_.oracle_.cloud();
    if (is_refused(copy.platform(step.image, event_of(step.event)))) {
      ++run_.steps_skipped;
      return false;
    }
    if (const auto done = all_.control_->platform(step.event, step.image); !done)
      return stop_by(done.error());
    all_.oracle_.platform(step.image, event_of(step.event));
    return true;
  }

  bool take(std::size_t index, const FamilyCheck& check) { return look(index, check); }
  bool take(std::size_t index, const ImageCheck& check) { return look(index, check); }
  bool take(std::size_t index, const InstanceCheck& check) { return look(index, check); }

  bool look(std::size_t index, const Check& check) {
    const auto request = read_for(check, all_.oracle_.cloud(), readers_, scenario_.given.account,
                                  scenario_.given.region);
    if (!request) {
      ++run_.steps_skipped;
      return false;
    }
    ask(*request, index);
    return true;
  }

  void bind(const Binding& binding, const Observation& seen) {
    const auto* document = seen.body.if_object();
    const auto* value = document ? value_at(*document, binding.place) : nullptr;
    if (const auto* text = value ? value->if_string() : nullptr)
      names_[binding.name] = std::string(*text);
  }

  void read(const std::vector<Request>& requests, std::optional<std::size_t> step,
            const std::optional<Request>& after, const std::vector<RuleId>& after_rules = {}) {
    for (const Request& request : requests) {
      if (is_ended_) return;
      ask(request, step, true, after, after_rules);
    }
  }

  // ---- Asking ----

  /// What was observed; nothing where there was no answer.
  std::optional<Observation> ask(const Request& request, std::optional<std::size_t> step,
                                 bool is_read_back = false,
                                 const std::optional<Request>& after = {},
                                 const std::vector<RuleId>& after_rules = {}) {
    follow_clock(all_.oracle_);
    const SimTime asked = all_.oracle_.now();
    Reply reply = all_.endpoint_->send(request);
    const Duration took = all_.endpoint_->now().value_or(asked) - asked;
    if (reply.kind == Reply::Kind::TurnedAway) {
      run_.is_out_of_reach = true;
      stop(std::move(reply.why));
      return std::nullopt;
    }
    ++run_.requests;
    JudgedRequest judged{.step = step,
                         .is_read_back = is_read_back,
                         .after = after,
                         .after_rules = after_rules,
                         .request = request,
                         .observation = std::move(reply.observation),
                         .verdict = {}};
    judged.verdict =
        reply.kind == Reply::Kind::NotUnderstood
            ? all_.oracle_.observe_unreadable(request, judged.observation, reply.why)
            : all_.oracle_.observe(request, judged.observation, std::max(took, Duration{}));
    note(judged, reply);
    last_rules_ = judged.verdict.rules;
    Observation seen = judged.observation;
    if (judged.verdict.kind == VerdictKind::Violates) note_violation(std::move(judged));
    if (reply.kind != Reply::Kind::Answered) return std::nullopt;
    if (before_) note_made(request, seen, *before_, made_);
    return seen;
  }

  /// Ends the scenario, unless it is known, and about how things are shown: what they are may be
  /// right all the same.
  void note_violation(JudgedRequest judged) {
    for (const Exclusion& exclusion : judged.verdict.contradictions) {
      const auto known = all_.landmarks_.find(exclusion.observation);
      if (known != all_.landmarks_.end()) judged.earlier.insert(*known);
    }
    const ViolationKind kind = kind_of(judged);
    const bool is_known = all_.misreadings_.contains(kind);
    if (!judged.step && only_reads(judged.request.action)) all_.misreadings_.insert(kind);
    run_.violation = std::move(judged);
    is_ended_ = is_ended_ || !is_known;
  }

  void note(JudgedRequest& judged, const Reply& reply) {
    const Verdict& verdict = judged.verdict;
    if (verdict.kind == VerdictKind::Undecided) {
      ++run_.undecided;
    } else {
      ++run_.judged;
    }
    if (verdict.matched) {
      const AllowedOutcome& matched = verdict.expected[*verdict.matched];
      all_.coverage_.add(matched.trace);
      all_.coverage_.add(matched.outcome);
    }
    if (!verdict.excluded.empty())
      all_.landmarks_[verdict.observation] = {scenario_.name, judged.step, judged.request,
                                              shown(judged.observation)};
    if (reply.kind != Reply::Kind::Answered) {
      is_lost_ = true;
      if (run_.why.empty()) run_.why = reply.why;
    }
    if (!all_.oracle_.lost_track().empty()) stop(all_.oracle_.lost_track());
  }

  Conformance& all_;
  Scenario scenario_;
  Readers readers_;
  Names names_;
  std::map<std::string, std::string> ids_;  // The endpoint's, by the scenario's.
  std::optional<Cloud> before_;             // Of a set-up by requests: what there was.
  std::vector<Made> made_;                  // The same: what was made since.
  ConformRun run_;
  std::vector<RuleId> last_rules_;  // Behind what the last request was allowed to come to.
  bool is_ended_ = false;
  bool is_lost_ = false;
  bool is_control_lost_ = false;
  bool is_cut_short_ = false;
};

Conformance::Conformance(Endpoint& endpoint, EndpointControl* control,
                         const ConformOptions& options)
    : endpoint_(&endpoint),
      control_(control),
      options_(options),
      oracle_(beginning(options), oracle_options(options)) {}

ConformRun Conformance::judge(const Scenario& scenario) {
  return ConformSession(*this, scenario).run();
}

std::string shown(const Observation& observation) {
  if (observation.is_lost && observation.status == 0) return "no answer";
  const auto* document = observation.body.if_object();
  const auto* code = document ? document->if_contains("Code") : nullptr;
  if (const auto* text = code ? code->if_string() : nullptr)
    return fmt::format("{} {}", observation.status, printable(std::string_view(*text)));
  constexpr int first_error = 400;
  return fmt::format("{}{}", observation.status,
                     observation.status >= first_error ? " without a Code" : "");
}

}  // namespace imgfam
