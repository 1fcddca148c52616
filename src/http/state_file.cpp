#include <imgfam/http/state_file.hpp>

#include <imgfam/http/act_text.hpp>
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/write.hpp>

#include "sqlite.hpp"

#include <boost/json/serialize.hpp>

#include <sqlite3.h>

#include <fmt/format.h>

#include <vector>

namespace imgfam {
namespace {

constexpr std::int64_t application_id = 0x696d6766;  // "imgf"

constexpr const char* layout = R"(
  PRAGMA application_id = 0x696d6766;
  PRAGMA user_version = 1;
  CREATE TABLE run (count INTEGER NOT NULL);
  INSERT INTO run VALUES (0);
  -- The last row is the present; `parent` leads back to a beginning. Of a `return` nothing else
  -- counts. `checksum` is of all before it.
  CREATE TABLE act (
    id INTEGER PRIMARY KEY, parent INTEGER NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL,
    account INTEGER NOT NULL, content TEXT NOT NULL, digest INTEGER NOT NULL,
    checksum INTEGER NOT NULL);
)";

Diagnostic about(std::string code, const std::string& path, std::string message, std::string hint) {
  Diagnostic d = problem(std::move(code), std::move(message), std::move(hint));
  d.where.file = path;
  return d;
}

Diagnostic opening_failed(const std::string& path, const SqliteError& error) {
  if (error.code == SQLITE_BUSY) {
    return about("STA003", path, "the state is in use by another process",
                 "stop the other `imgfam serve`, or name another file");
  }
  if (error.code == SQLITE_NOTADB)
    return about("STA002", path, "the file is no state of imgfam", "name another file");
  // The statements are right for a whole file.
  if (error.code == SQLITE_CORRUPT || error.code == SQLITE_ERROR) {
    return about("STA005", path, "the file is damaged: " + error.message,
                 "take a copy of it from before, or an export");
  }
  return about("STA001", path, "cannot open the file: " + error.message,
               "check the folder and its permissions");
}

/// FNV-1a.
constexpr std::uint64_t prime = 0x100'0000'01b3U;
std::uint64_t hash_of(std::string_view text, std::uint64_t hash = 0xcbf2'9ce4'8422'2325U) {
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * prime;
  return hash;
}

/// Whether nothing is in the file yet, where it may be new. What is no state of this layout stays
/// as it is: a file that is opened for writing is changed at once.
Result<bool> check_layout(const std::string& path, bool may_be_new) {
  Database database(path, OpenFor::Reading);
  const auto id = database.number("PRAGMA application_id");
  const auto version = database.number("PRAGMA user_version");
  const bool is_empty =
      id == 0 && version == 0 && database.number("SELECT count(*) FROM sqlite_master") == 0;
  if (is_empty && may_be_new) return true;
  if (id != application_id)
    return about("STA002", path, "the file is no state of imgfam", "name another file");
  if (version == StateFile::schema_version) return false;
  return about("STA004", path,
               fmt::format("the state has layout {}; this version has {}", version,
                           StateFile::schema_version),
               "use the version of imgfam that made it");
}

/// A row of the table.
struct Row {
  std::int64_t id = 0;
  std::int64_t parent = 0;
  SimTime at;
  ActText text;
  std::uint64_t digest = 0;
};

/// SQLite does not notice a byte that changed within a text.
std::uint64_t checksum_of(const Row& row) {
  std::uint64_t hash = hash_of(row.text.content, hash_of(row.text.kind));
  for (const std::uint64_t number :
       {static_cast<std::uint64_t>(row.id), static_cast<std::uint64_t>(row.parent),
        static_cast<std::uint64_t>(row.at.seconds), row.text.account.uid, row.digest}) {
    hash = (hash ^ number) * prime;
    hash ^= hash >> 32U;  // Multiplying takes no bit down.
  }
  return hash;
}

}  // namespace

std::uint64_t digest_of(const Outcome& outcome) {
  if (const auto* refusal = std::get_if<Refusal>(&outcome))
    return hash_of(fmt::format("{} {}", refusal->status, refusal->code));
  boost::json::object document = std::get<Response>(outcome).document;
  document.erase("RequestId");
  return hash_of(boost::json::serialize(document));
}

struct StateFile::Parts {
  Parts(std::string name, Database opened) : path(std::move(name)), database(std::move(opened)) {}

  void insert(std::int64_t parent, SimTime at, ActText text, std::uint64_t digest) {
    if (!insertion) insertion.emplace(database.prepare("INSERT INTO act VALUES (?,?,?,?,?,?,?,?)"));
    const Row row{present + 1, parent, at, std::move(text), digest};
    insertion->reset();
    insertion->bind(1, row.id)
        .bind(2, row.parent)
        .bind(3, row.at.seconds)
        .bind(4, row.text.kind)
        .bind(5, static_cast<std::int64_t>(row.text.account.uid))
        .bind(6, row.text.content)
        .bind(7, static_cast<std::int64_t>(row.digest))
        .bind(8, static_cast<std::int64_t>(checksum_of(row)))
        .step();
    insertion->reset();
    ++present;
  }

  /// Makes what a new file has, with that beginning.
  void prepare_for_writing(const Scenario* beginning_of_new) {
    // The lock is taken by the first look, and kept. Every act writes a page, so pages are small
    // (of a new file); and a good many of them before any are put into the database, which waits
    // for the disk.
    database.run(
        "PRAGMA page_size=1024; PRAGMA wal_autocheckpoint=8000; PRAGMA locking_mode=EXCLUSIVE; "
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL");
    if (!beginning_of_new) return;
    database.run("BEGIN EXCLUSIVE");
    database.run(layout);
    insert_beginning(*beginning_of_new);
    database.run("COMMIT");
  }

  void count_run() {
    run = static_cast<std::uint64_t>(database.number("SELECT count FROM run"));
    database.run("UPDATE run SET count = count + 1");
  }

  void insert_beginning(const Scenario& scenario) {
    insert(0, scenario.given.clock, {"beginning", {}, write_json(scenario)}, 0);
  }

  /// Which rows lead to the last one.
  std::vector<bool> rows_of_present() {
    std::vector<std::int64_t> parents{0};
    Statement all = database.prepare("SELECT id,parent FROM act ORDER BY id");
    while (all.step()) {
      const auto row = static_cast<std::int64_t>(parents.size());
      if (all.number(0) != row) throw SqliteError{SQLITE_CORRUPT, "an act is missing"};
      parents.push_back(all.number(1));
    }
    std::vector<bool> leads(parents.size());
    for (auto row = static_cast<std::int64_t>(parents.size()) - 1; row > 0;) {
      leads[static_cast<std::size_t>(row)] = true;
      const std::int64_t parent = parents[static_cast<std::size_t>(row)];
      if (parent >= row || parent < 0) throw SqliteError{SQLITE_CORRUPT, "an act before itself"};
      row = parent;
    }
    return leads;
  }

  Result<void> load();
  /// Of the rows that lead to the present.
  Result<void> each_row(const std::function<Result<bool>(const Row&)>& visit);
  Result<Act> act_in(const Row& row) const;
  Result<void> set_beginning(const ActText& text);
  Result<void> happen(const Act& act, std::uint64_t digest);

  template <class Change>
  Result<void> change(Change&& how) {
    try {
      how();
      return {};
    } catch (const SqliteError& error) {
      return about("STA007", path, "the state cannot be written: " + error.message,
                   "nothing more is answered; what was answered before is in the file");
    }
  }

  std::string path;
  Database database;
  std::optional<Statement> insertion;
  std::int64_t present = 0;  // The last row.
  Scenario beginning;
  std::optional<World> world;
  std::uint64_t run = 0;
  std::uint64_t acts = 0;
};

Result<void> StateFile::Parts::set_beginning(const ActText& text) {
  ParsedScenarios parsed = parse_all(text.content, path, TextKind::Json);
  if (!parsed.problems.empty()) return parsed.problems.front();
  beginning = std::move(parsed.scenarios.front());
  auto made = world_of(beginning);
  if (!made) return made.error();
  world = std::move(*made);
  return {};
}

Result<void> StateFile::Parts::happen(const Act& act, std::uint64_t digest) {
  ++acts;
  if (digest_of(world->apply(act)) == digest) return {};
  const ActText text = text_of(act);
  return about("STA006", path,
               fmt::format("act {}, `{} {}`, was answered otherwise than this version answers",
                           acts, text.kind, printable(text.content.substr(0, 200))),
               "use the version of imgfam that made it, or begin a new state");
}

Result<Act> StateFile::Parts::act_in(const Row& row) const {
  auto act = act_of(row.at, row.text);
  if (act) return act;
  Diagnostic wrong = act.error();
  wrong.where.file = path;
  wrong.message = fmt::format("act {}: {}", row.id, wrong.message);
  return wrong;
}

Result<void> StateFile::Parts::each_row(const std::function<Result<bool>(const Row&)>& visit) {
  const std::vector<bool> leads = rows_of_present();
  present = static_cast<std::int64_t>(leads.size()) - 1;
  Statement rows = database.prepare("SELECT * FROM act ORDER BY id");
  while (rows.step()) {
    const Row row{
        rows.number(0), rows.number(1), SimTime{rows.number(2)},
        ActText{std::string(rows.text(3)), AccountId{static_cast<std::uint64_t>(rows.number(4))},
                std::string(rows.text(5))},
        static_cast<std::uint64_t>(rows.number(6))};
    if (checksum_of(row) != static_cast<std::uint64_t>(rows.number(7)))
      throw SqliteError{SQLITE_CORRUPT, fmt::format("act {} is not what was written", row.id)};
    if (!leads.at(static_cast<std::size_t>(row.id)) || row.text.kind == "return") continue;
    const auto more = visit(row);
    if (!more) return more.error();
    if (!*more) break;
  }
  return {};
}

Result<void> StateFile::Parts::load() {
  return each_row([this](const Row& row) -> Result<bool> {
    Result<void> done;
    if (row.text.kind == "beginning") {
      done = set_beginning(row.text);
    } else {
      const auto act = act_in(row);
      done = act ? happen(*act, row.digest) : Result<void>(act.error());
    }
    if (!done) return done.error();
    return true;
  });
}

StateFile::StateFile(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
StateFile::~StateFile() = default;
StateFile::StateFile(StateFile&&) noexcept = default;
StateFile& StateFile::operator=(StateFile&&) noexcept = default;

Result<StateFile> StateFile::open(const std::string& path, const Scenario* beginning) {
  // SQLite would keep these in memory.
  if (path.empty() || path == ":memory:")
    return about("STA001", path, "that names no file", "name one");
  try {
    const bool is_new = beginning && !is_there(path);
    const auto checked = is_new ? Result<bool>(true) : check_layout(path, beginning != nullptr);
    if (!checked) return checked.error();
    auto parts = std::make_unique<Parts>(
        path, Database(path, beginning ? OpenFor::Writing : OpenFor::Reading));
    if (beginning) parts->prepare_for_writing(*checked ? beginning : nullptr);
    if (auto loaded = parts->load(); !loaded) return loaded.error();
    if (!parts->world)
      return about("STA005", path, "the file is damaged: it has no beginning", "use a copy of it");
    if (beginning) parts->count_run();
    return StateFile(std::move(parts));
  } catch (const SqliteError& error) {
    return opening_failed(path, error);
  }
}

const Scenario& StateFile::beginning() const { return parts_->beginning; }
World StateFile::take_world() { return std::move(*std::exchange(parts_->world, std::nullopt)); }
std::uint64_t StateFile::run() const { return parts_->run; }
std::uint64_t StateFile::acts() const { return parts_->acts; }

Result<void> StateFile::each_act(
    const std::function<bool(const Act&, std::uint64_t digest)>& visit) {
  try {
    return parts_->each_row([&](const Row& row) -> Result<bool> {
      if (row.text.kind == "beginning") return true;
      const auto act = parts_->act_in(row);
      if (!act) return act.error();
      return visit(*act, row.digest);
    });
  } catch (const SqliteError& error) {
    return opening_failed(parts_->path, error);
  }
}

Result<void> StateFile::tell_acts(ActSink& sink) {
  auto world = world_of(parts_->beginning);
  if (!world) return world.error();
  Result<void> told;
  const auto walked = each_act([&](const Act& act, std::uint64_t) {
    Trace trace;
    const Outcome outcome = world->apply(act, &trace);
    told = sink.act(act, outcome, trace);
    return told.has_value();
  });
  return walked ? told : walked;
}

Result<void> StateFile::act(const Act& act, const Outcome& outcome, const Trace&) {
  return parts_->change(
      [&] { parts_->insert(parts_->present, act.at, text_of(act), digest_of(outcome)); });
}

Result<void> StateFile::begin(const Scenario& beginning) {
  return parts_->change([&] { parts_->insert_beginning(beginning); });
}

std::uint64_t StateFile::mark() const { return static_cast<std::uint64_t>(parts_->present); }

Result<void> StateFile::return_to(std::uint64_t mark) {
  return parts_->change([&] {
    parts_->insert(static_cast<std::int64_t>(mark), {}, {"return", {}, {}}, 0);
  });
}

}  // namespace imgfam
