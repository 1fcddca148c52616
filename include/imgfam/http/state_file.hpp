// StateFile: a world that lasts. The file is an SQLite database with the beginning of the world
// and, one transaction each, every act since; opened again, the acts happen again. What was
// answered is in the file: killed at any moment, nothing that a client was told is lost, and
// nothing is half done.
//
// Every act has the number of the one before it, so that going back to a snapshot deletes nothing.
// With it stands a digest of its outcome: a version of the model that answers otherwise is noticed.
#pragma once

#include <imgfam/http/act_sink.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace imgfam {

class StateFile : public ActSink {
 public:
  /// The present layout of the file.
  static constexpr int schema_version = 1;

  /// Opens the file, or makes it with that beginning. It is nobody else's until it is closed.
  /// Without a beginning it must be there, and is only read. A file that is refused is left as it
  /// was.
  ///
  /// ERRORS: STA001 cannot be opened, STA002 no state of imgfam, STA003 in use, STA004 of another
  /// version, STA005 damaged, STA006 this version answers otherwise than it was answered.
  static Result<StateFile> open(const std::string& path, const Scenario* beginning);
  ~StateFile() override;
  StateFile(StateFile&&) noexcept;
  StateFile& operator=(StateFile&&) noexcept;

  const Scenario& beginning() const;
  /// The world after all acts. Only once.
  World take_world();
  /// How often it was opened before.
  std::uint64_t run() const;
  /// How many acts lead to the present.
  std::uint64_t acts() const;

  /// Every act that leads to the present, in order; false ends it. ERRORS: as in open.
  Result<void> each_act(const std::function<bool(const Act&, std::uint64_t digest)>& visit);
  /// Tells a sink, which has the beginning, of all acts since. ERRORS: as in open.
  Result<void> tell_acts(ActSink& sink);

  // ---- ActSink; ERRORS: STA007 cannot be written ----
  Result<void> act(const Act& act, const Outcome& outcome, const Trace& trace) override;
  Result<void> begin(const Scenario& beginning) override;
  std::uint64_t mark() const override;
  Result<void> return_to(std::uint64_t mark) override;

 private:
  struct Parts;
  explicit StateFile(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

/// Of a success its document but for the RequestId, of a refusal its status and code.
std::uint64_t digest_of(const Outcome& outcome);

}  // namespace imgfam
