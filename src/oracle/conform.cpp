#include <imgfam/oracle/conform.hpp>

#include "accounts.hpp"
#include "read_back.hpp"
#include "set_up_requests.hpp"

#include <imgfam/scenario/replay.hpp>

#include <fmt/format.h>

#include <algorithm>

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
    if (has_begun) read(reads_of_all(all_.oracle_.cloud(), readers_), {}, {});
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
    if (!all_.is_looked_at_ && !look_around()) return false;
    const auto requests = set_up_requests(scenario_.given, all_.oracle_.cloud());
    if (!requests) return cannot(requests.error().message);
    for (const SetUpRequest& made : *requests) {
      if (!make(made)) return false;
    }
    return true;
  }

  /// Whether the endpoint has what it was said to have and no more.
  bool look_around() {
    Oracle trial = all_.oracle_;
    for (const Request& request : reads_of_all(trial.cloud(), {readers_.accounts, true})) {
      const Reply reply = all_.endpoint_->send(request);
      if (reply.kind == Reply::Kind::Answered &&
          trial.observe(request, reply.observation).kind != VerdictKind::Violates)
        continue;
      run_.is_out_of_reach = true;
      return cannot("the endpoint does not have what it was said to have: " +
                    (reply.why.empty() ? "see the answer to " + request.action : reply.why));
    }
    all_.is_looked_at_ = true;
    return true;
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

  /// Leaves no more behind than there was. What comes of it counts only for what is known.
  void clean_up() {
    if (!before_ || run_.is_out_of_reach) return;
    for (const Request& request : clean_up_requests(*before_, all_.oracle_.cloud())) {
      follow_clock();
      const Reply reply = all_.endpoint_->send(request);
      all_.oracle_.observe(request, reply.observation);
    }
  }

  void follow_clock() {
    if (const auto now = all_.endpoint_->now(); now && *now > all_.oracle_.now())
      all_.oracle_.advance(*now - all_.oracle_.now());
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
    } else if (run_.is_out_of_reach) {
      run_.result = ConformResult::NotJudged;
    } else if (is_lost_ || !all_.oracle_.lost_track().empty()) {
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
    for (const Binding& binding : step.bind)
      bind(binding, *seen);
    if (is_ended_ || only_reads(step.request.action) || !all_.options_.reads_back) return true;
    read(reads_after(step.request, before, all_.oracle_.cloud(), readers_), index, step.request);
    return true;
  }

  bool take(std::size_t, const AdvanceStep& step) {
    if (all_.oracle_.now() + step.by > sim_time_max) return false;
    if (!all_.control_) {
      stop("no request lets time pass: it needs the control interface");
      return false;
    }
    if (const auto done = all_.control_->advance(step.by); !done) {
      stop(done.error().message);
      return false;
    }
    all_.oracle_.advance(step.by);
    return true;
  }

  bool take(std::size_t, const PlatformStep& step) {
    if (!all_.control_) {
      stop("no request does what the platform does: it needs the control interface");
      return false;
    }
    // What the model refuses, an endpoint need not know how to refuse.
    Cloud copy = all_.oracle_.cloud();
    if (is_refused(copy.platform(step.image, event_of(step.event)))) {
      ++run_.steps_skipped;
      return false;
    }
    if (const auto done = all_.control_->platform(step.event, step.image); !done) {
      stop(done.error().message);
      return false;
    }
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
            const std::optional<Request>& after) {
    for (const Request& request : requests) {
      if (is_ended_) return;
      ask(request, step, true, after);
    }
  }

  // ---- Asking ----

  /// What was observed; nothing where there was no answer.
  std::optional<Observation> ask(const Request& request, std::optional<std::size_t> step,
                                 bool is_read_back = false,
                                 const std::optional<Request>& after = {}) {
    follow_clock();
    Reply reply = all_.endpoint_->send(request);
    if (reply.kind == Reply::Kind::TurnedAway) {
      run_.is_out_of_reach = true;
      stop(std::move(reply.why));
      return std::nullopt;
    }
    ++run_.requests;
    ++all_.requests_;
    JudgedRequest judged{step, is_read_back, after, request, std::move(reply.observation), {}};
    judged.verdict = reply.kind == Reply::Kind::NotUnderstood
                         ? not_understood(request, judged.observation, reply.why)
                         : all_.oracle_.observe(request, judged.observation);
    note(judged, reply);
    if (reply.kind != Reply::Kind::Answered) return std::nullopt;
    Observation seen = judged.observation;
    if (judged.verdict.kind == VerdictKind::Violates) {
      run_.violation = std::move(judged);
      is_ended_ = true;
    }
    return seen;
  }

  Verdict not_understood(const Request& request, const Observation& observation,
                         const std::string& why) {
    Verdict verdict;
    verdict.kind = VerdictKind::Violates;
    verdict.expected = all_.oracle_.allowed(request).outcomes;
    verdict.differences = {why};
    verdict.why = why;
    verdict.observation = all_.oracle_.observe(request, observation).observation;
    return verdict;
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
    if (reply.kind == Reply::Kind::Lost) {
      is_lost_ = true;
      if (run_.why.empty()) run_.why = reply.why;
    }
    if (!all_.oracle_.lost_track().empty()) stop(all_.oracle_.lost_track());
    if (reply.kind == Reply::Kind::NotUnderstood) {
      run_.violation = judged;
      is_ended_ = true;
    }
  }

  Conformance& all_;
  Scenario scenario_;
  Readers readers_;
  Names names_;
  std::map<std::string, std::string> ids_;  // The endpoint's, by the scenario's.
  std::optional<Cloud> before_;             // Of a set-up by requests: what there was.
  ConformRun run_;
  bool is_ended_ = false;
  bool is_lost_ = false;
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
