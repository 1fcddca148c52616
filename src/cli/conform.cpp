#include "conform.hpp"

#include "commands.hpp"
#include "conform_given.hpp"
#include "credentials_file.hpp"
#include "files.hpp"
#include "options.hpp"
#include "progress.hpp"

#include <imgfam/http/client_endpoint.hpp>
#include <imgfam/oracle/conform_shrink.hpp>
#include <imgfam/report/conform_report.hpp>
#include <imgfam/report/run_report.hpp>
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/random.hpp>
#include <imgfam/scenario/write.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <map>

namespace imgfam {
namespace {

using Clock = std::chrono::steady_clock;

/// By the first signal: the scenario that is under way is ended and cleaned up, and what was found
/// is reported. The second one ends the process.
volatile std::sig_atomic_t is_interrupted = 0;
void interrupt(int signal) {
  is_interrupted = 1;
  std::signal(signal, SIG_DFL);
}

/// Requests of a random walk before the next one begins: a short one is set up and shrunk soon.
constexpr unsigned walk_steps = 50;

/// ERRORS: those of reading the certificates.
Result<ClientOptions> client_options(const ConformCommandOptions& options) {
  constexpr std::size_t certificates_bytes_max = 4 * 1024 * 1024;
  ClientOptions out;
  if (!options.trusted.empty()) {
    auto pem = read_file(options.trusted, certificates_bytes_max);
    if (!pem) return pem.error();
    out.trusted_pem = std::move(*pem);
  }
  if (options.signature == "acs3") out.scheme = SignatureScheme::Acs3;
  if (options.wire == "xml") out.format = WireFormat::Xml;
  out.timeout = std::chrono::milliseconds(options.timeout_ms);
  out.control = options.control;
  return out;
}

ConformOptions judge_options(const ConformCommandOptions& options) {
  ConformOptions out;
  if (!options.edition.empty()) out.edition = *parse_edition(options.edition);
  out.readings = readings_named(options.readings);
  return out;
}

/// The name of a file for a violation: `modifyimageattribute-200-1.yaml`.
/// Of one that was read back after another request, that request stands first.
std::string file_name(const JudgedRequest& violation, std::size_t number) {
  std::string out;
  for (const char c : fmt::format("{} {} {}", violation.after ? violation.after->action : "",
                                  violation.request.action, shown(violation.observation))) {
    const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (is_plain) out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (!is_plain && !out.empty() && !out.ends_with('-')) out += '-';
  }
  return fmt::format("{}-{}.yaml", shortened(out, 80), number);
}

/// One run of the command.
class Judging {
 public:
  Judging(const ConformCommandOptions& options, const ConformOptions& judging,
          ClientEndpoint& endpoint)
      : options_(options),
        endpoint_(endpoint),
        conformance_(endpoint, endpoint.control(), judging) {
    report_.endpoint = options.endpoint;
    report_.edition = conformance_.options().edition;
  }

  /// What earlier runs have saved. ERRORS: those of reading the files.
  void judge_saved() {
    std::error_code none;
    if (!std::filesystem::is_directory(options_.save, none)) return;
    const auto files = find_scenario_files({options_.save});
    if (!files) return;
    for (const std::string& file : *files) {
      read(file, [&](Scenario&& scenario, std::size_t line) {
        ConformRun run =
            judge_alone(endpoint_, endpoint_.control(), conformance_.options(), scenario);
        const SavedResult result = run.violation                           ? SavedResult::Failed
                                   : run.result == ConformResult::Conforms ? SavedResult::Fixed
                                                                           : SavedResult::Error;
        if (run.violation) found_.emplace(kind_of(*run.violation), report_.violations.size());
        take(scenario, file, line, std::move(run), result);
        if (result == SavedResult::Failed && !scenario.readings.empty())
          premised_.push_back({report_.scenarios.size() - 1, scenario.readings});
      });
    }
  }

  void judge_file(const std::string& file) {
    read(file, [&](Scenario&& scenario, std::size_t line) {
      if (!holds_text(scenario.name, options_.filter) && !holds_text(file, options_.filter)) return;
      judge(scenario, file, line);
    });
  }

  void judge_walks() {
    unsigned left = options_.steps;
    for (std::uint64_t seed = *options_.random; left > 0 && !is_ended_; ++seed) {
      const unsigned steps = std::min(left, walk_steps);
      judge(random_walk({.seed = seed,
                         .steps = steps,
                         .edition = report_.edition,
                         .only_requests = endpoint_.control() == nullptr}),
            fmt::format("--random {}", seed), 0);
      left -= steps;
    }
  }

  /// The exit code.
  int end() {
    if (has_problems_ && report_.scenarios.empty()) return exit_input;
    report_.questions = conformance_.questions();
    for (const Premised& premised : premised_)
      settle(premised);
    report_.landmarks = conformance_.landmarks();
    report_.coverage = conformance_.coverage();
    if (const auto written = write_output(options_.output, rendered()); !written)
      return refuse(written.error());
    if (has_problems_) return exit_input;
    if (report_.judged() == 0) {
      const std::string why =
          report_.scenarios.empty() ? "there was no scenario" : report_.scenarios.front().run.why;
      return refuse(problem("CNF008", "nothing was judged: " + why,
                            "see docs/guides/judge-your-implementation.md"));
    }
    if (is_ended_) std::cerr << "imgfam conform: " << why_ended() << '\n';
    if (report_.count(ConformResult::Violates) > 0) return exit_failed;
    const bool has_error = std::ranges::any_of(report_.scenarios, [](const ConformedScenario& s) {
      return s.saved == SavedResult::Error;
    });
    return is_ended_ || has_error || report_.count(ConformResult::Undecided) > 0 ? exit_undecided
                                                                                 : exit_holds;
  }

 private:
  /// A saved scenario that is a violation only where the endpoint follows these readings, as it did
  /// when the scenario was saved.
  struct Premised {
    std::size_t scenario = 0;  ///< Into ConformReport::scenarios.
    std::vector<ReadingId> readings;
  };

  /// It may follow others now, or nothing of this run may tell.
  void settle(const Premised& premised) {
    const auto found =
        std::ranges::find(report_.violations, premised.scenario, &FoundViolation::first);
    if (found == report_.violations.end() || found->count > 1) return;  // It was met again.
    ConformedScenario& scenario = report_.scenarios[premised.scenario];
    for (const ReadingId id : premised.readings) {
      const std::string name = fmt::format("{}={}", questions[id.question].id,
                                           questions[id.question].readings[id.reading].id);
      const auto& possible = report_.questions[id.question].possible;
      if (std::ranges::find(possible, id) == possible.end()) {
        scenario.saved = SavedResult::Fixed;
        scenario.run.result = ConformResult::Conforms;
        scenario.run.why = fmt::format("the endpoint does not follow {} any more", name);
      } else if (possible.size() > 1 && scenario.saved == SavedResult::Failed) {
        scenario.saved = SavedResult::Error;
        scenario.run.result = ConformResult::Undecided;
        scenario.run.why =
            fmt::format("it violates if the endpoint follows {}, which nothing here tells", name);
      }
    }
    if (scenario.saved == SavedResult::Failed) return;
    scenario.run.violation.reset();
    report_.violations.erase(found);
  }

  template <class Take>
  class Sink : public ScenarioSink {
   public:
    Sink(Judging& all, const Take& take) : all_(all), take_(take) {}
    bool scenario(Scenario&& scenario, const ScenarioPlace& place) override {
      take_(std::move(scenario), place.scenario().line);
      return !all_.is_ended_;
    }
    void problem(Diagnostic&& diagnostic) override {
      std::cerr << render(diagnostic);
      all_.has_problems_ = true;
    }

   private:
    Judging& all_;
    const Take& take_;
  };

  template <class Take>
  void read(const std::string& file, const Take& take) {
    if (is_ended_) return;
    Sink<Take> sink(*this, take);
    const auto text = read_file(file, ReadLimits{}.text_bytes_max);
    if (!text) return sink.problem(Diagnostic(text.error()));
    const std::string shown = file == "-" ? "<stdin>" : printable(file);
    parse_scenarios(*text, shown, kind_of(file, *text), sink);
  }

  void judge(const Scenario& scenario, const std::string& file, std::size_t line) {
    const Conformance before = conformance_;
    ConformRun run = conformance_.judge(scenario);
    const bool violates = run.violation.has_value();
    take(scenario, file, line, std::move(run), std::nullopt);
    if (violates) note_violation(before, scenario);
  }

  void take(const Scenario& scenario, const std::string& file, std::size_t line, ConformRun run,
            std::optional<SavedResult> saved) {
    ConformedScenario taken;
    taken.file = file == "-" ? "<stdin>" : file;
    taken.line = line;
    taken.name = scenario.name;
    if (run.violation) taken.step = step_text(scenario, *run.violation);
    taken.saved = saved;
    is_ended_ = is_ended_ || run.is_out_of_reach || is_interrupted;
    taken.run = std::move(run);
    report_.scenarios.push_back(std::move(taken));
    if (saved == SavedResult::Failed) {
      FoundViolation found;
      found.violation = *report_.scenarios.back().run.violation;
      found.first = report_.scenarios.size() - 1;
      found.shrunk.scenario = scenario;
      report_.violations.push_back(std::move(found));
    }
  }

  static std::string step_text(const Scenario& scenario, const JudgedRequest& violation) {
    if (!violation.step) return "what is given";
    return fmt::format("step {}: {}", *violation.step + 1,
                       describe(scenario.steps[*violation.step], scenario.given));
  }

  void note_violation(const Conformance& before, const Scenario& scenario) {
    const ConformRun& run = report_.scenarios.back().run;
    const ViolationKind kind = kind_of(*run.violation);
    const auto [known, is_new] = found_.emplace(kind, report_.violations.size());
    if (!is_new) {
      ++report_.violations[known->second].count;
      return;
    }
    FoundViolation found;
    found.violation = *run.violation;
    found.first = report_.scenarios.size() - 1;
    const auto shrink_end = Clock::now() + std::chrono::seconds(options_.shrink_seconds);
    found.shrunk =
        shrink(endpoint_, endpoint_.control(), before, scenario, run,
               {.may_go_on = [&] { return Clock::now() < shrink_end && !is_interrupted; }});
    if (found.shrunk.is_reproduced) found.file = save(found);
    report_.violations.push_back(std::move(found));
  }

  std::string save(FoundViolation& found) {
    Scenario& scenario = found.shrunk.scenario;
    // Of a scenario that has readings for a premise, only where it was found is known why.
    const std::vector<std::string> lines =
        explain(scenario.readings.empty() ? found.shrunk.violation : found.violation);
    std::string why = fmt::format("Violated at {}.", options_.endpoint);
    for (const std::string& line : lines)
      why += "\n" + line;
    scenario.why = shortened(why, text_bytes_shown);
    std::error_code error;
    std::filesystem::create_directories(options_.save, error);
    std::string path;
    for (std::size_t number = 1; path.empty() || std::filesystem::exists(path, error); ++number)
      path = (std::filesystem::path(options_.save) / file_name(found.violation, number)).string();
    if (const auto written = write_file(path, write_yaml(scenario)); !written) {
      std::cerr << render(written.error());
      return {};
    }
    return path;
  }

  std::string rendered() const {
    if (options_.format == "json") return render_json(report_);
    if (options_.format == "junit") return render_junit(report_);
    return render_text(report_, {.quiet = options_.quiet, .coverage = options_.coverage});
  }

  std::string why_ended() const {
    if (is_interrupted) return "interrupted: the scenarios after that were not judged";
    return fmt::format("ended early, the scenarios after that were not judged: {}",
                       printable(report_.scenarios.back().run.why));
  }

  static constexpr std::size_t text_bytes_shown = 4000;

  const ConformCommandOptions& options_;
  ClientEndpoint& endpoint_;
  Conformance conformance_;
  ConformReport report_;
  std::map<ViolationKind, std::size_t> found_;  // Into ConformReport::violations.
  std::vector<Premised> premised_;
  bool has_problems_ = false;
  bool is_ended_ = false;
};

/// Whether the answer is one of the protocol, right or wrong.
bool is_of_protocol(const Reply& reply) {
  const auto* document = reply.observation.body.if_object();
  return document && (document->contains("Code") || document->contains("RequestId") ||
                      document->contains("Regions"));
}

/// Whether an endpoint of ECS answers there, and takes the credentials of an account.
/// ERRORS: CNF006, CNF007.
Result<void> probe(ClientEndpoint& endpoint, AccountId account) {
  const Reply reply = endpoint.send({"DescribeRegions", account, {}});
  if (reply.kind != Reply::Kind::TurnedAway && reply.observation.status != 0 &&
      !is_of_protocol(reply))
    return problem("CNF006",
                   fmt::format("something answers there, but not as ECS does: {}, and no document "
                               "with a Code or a RequestId",
                               reply.observation.status),
                   "is it the endpoint's address, with its path and no more?");
  if (reply.kind == Reply::Kind::Lost)
    return problem("CNF006", fmt::format("the endpoint does not answer: {}", reply.why),
                   "is its address right, and is it running? Whose certificate is to be trusted, "
                   "--cacert tells");
  if (reply.kind == Reply::Kind::TurnedAway)
    return problem("CNF007", fmt::format("the endpoint turns the credentials away: {}", reply.why),
                   "check the access key, its secret and --signature");
  return {};
}

}  // namespace

int conform(const ConformCommandOptions& options) {
  if (options.paths.empty() && !options.random)
    return refuse(problem("CNF009", "there is nothing to judge by",
                          "name scenario files or folders, or give --random SEED"));
  const auto credentials = read_credentials(options.credentials);
  if (!credentials) return exit_input;
  std::vector<std::string> files;
  if (!options.paths.empty()) {
    auto found = find_scenario_files(options.paths);
    if (!found) return refuse(found.error());
    files = std::move(*found);
  }
  const auto speaking = client_options(options);
  if (!speaking) return refuse(speaking.error());
  auto endpoint = ClientEndpoint::at(options.endpoint, *credentials, *speaking);
  if (!endpoint) return refuse(endpoint.error());
  const ConformOptions how =
      options.control.empty() ? judging_from(options, *credentials) : judge_options(options);
  if (options.control.empty() && !how.beginning) return exit_input;
  for (const AccountId account : endpoint->accounts()) {
    if (const auto reached = probe(*endpoint, account); !reached) return refuse(reached.error());
  }
  std::signal(SIGINT, interrupt);
  std::signal(SIGTERM, interrupt);

  Judging judging(options, how, *endpoint);
  judging.judge_saved();
  Progress progress(files.size(), false);
  for (const std::string& file : files) {
    judging.judge_file(file);
    progress.step(0);
  }
  progress.clear();
  if (options.random) judging.judge_walks();
  return judging.end();
}

}  // namespace imgfam
