// The zoo: endpoints that are wrong in one way each. All are a Cloud behind a wrapper that spoils
// requests, outcomes or answers; the judge must catch every one and name what is wrong with it.
#pragma once

#include <imgfam/oracle/endpoint.hpp>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace imgfam::zoo {

/// What a fault works on.
struct Den {
  Cloud& cloud;
  std::map<std::string, std::string>& memory;  ///< Since the last reset.

  Outcome handle(const Request& request) const { return cloud.handle(request); }
};

struct Fault {
  std::string name;   ///< `deprecates-shared`
  std::string what;   ///< A sentence.
  std::string named;  ///< What the report must hold: a rule, or the difference it makes.
  /// Instead of the cloud's own handling, where there is one.
  std::function<Outcome(const Den&, const Request&)> handle = {};
  /// Afterwards, on what the client sees.
  std::function<void(const Request&, Observation&)> spoil = {};
};

/// All of them. A test counts them.
std::vector<Fault> all_faults();

/// By what they are about.
std::vector<Fault> missing_guards();
std::vector<Fault> wrong_errors();
std::vector<Fault> wrong_states();
std::vector<Fault> wrong_resolutions();
std::vector<Fault> wrong_limits();
std::vector<Fault> wrong_documents();

/// A cloud with a fault.
class FaultyEndpoint : public CloudEndpoint {
 public:
  FaultyEndpoint(Fault fault, const Settings& settings)
      : CloudEndpoint(settings), fault_(std::move(fault)) {}

  Reply send(const Request& request) override;
  Result<void> reset(const Given& given, Edition edition) override;

 private:
  Fault fault_;
  std::map<std::string, std::string> memory_;
};

// ---- Words for faults ----

/// A success without more to say.
Outcome success();
/// Whether the only rules broken are of that name.
bool breaks_only(const Outcome& outcome, std::string_view rule);
std::string text(const Request& request, std::string_view name);
Request without(Request request, std::string_view name);
Request with(Request request, std::string_view name, std::string value);

/// Calls `visit` for every image that the answer shows.
void for_each_image(Observation& seen, const std::function<void(boost::json::object&)>& visit);

}  // namespace imgfam::zoo
