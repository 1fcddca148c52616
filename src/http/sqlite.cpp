#include "sqlite.hpp"

#include <imgfam/model/percent.hpp>

#include <sqlite3.h>

namespace imgfam {
namespace {

[[noreturn]] void fail(sqlite3* database) {
  throw SqliteError{sqlite3_errcode(database), sqlite3_errmsg(database)};
}

}  // namespace

void Statement::End::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
void Database::Close::operator()(sqlite3* database) const { sqlite3_close(database); }

Statement::Statement(sqlite3* database, std::string_view sql) : database_(database) {
  sqlite3_stmt* made = nullptr;
  check(sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &made, nullptr));
  statement_.reset(made);
}

void Statement::check(int code) const {
  if (code != SQLITE_OK) fail(database_);
}

Statement& Statement::bind(int n, std::int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), n, value));
  return *this;
}

Statement& Statement::bind(int n, std::string_view value) {
  // With a text that is never null: SQLite would make it NULL.
  check(sqlite3_bind_text64(statement_.get(), n, value.empty() ? "" : value.data(), value.size(),
                            SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code != SQLITE_ROW && code != SQLITE_DONE) fail(database_);
  return code == SQLITE_ROW;
}

void Statement::reset() { sqlite3_reset(statement_.get()); }

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return bytes ? std::string_view(bytes, static_cast<std::size_t>(size)) : std::string_view();
}

bool is_there(const std::string& path) {
  sqlite3_vfs* files = sqlite3_vfs_find(nullptr);
  int answer = 0;
  const int code = files->xAccess(files, path.c_str(), SQLITE_ACCESS_EXISTS, &answer);
  return code == SQLITE_OK && answer != 0;
}

Database::Database(const std::string& path, OpenFor what) {
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  std::string name = path;
  if (what == OpenFor::Reading) {
    flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    // Without a log beside it nobody is writing; SQLite would make an empty one.
    name = "file:" + percent_encoded(path) + (is_there(path + "-wal") ? "" : "?immutable=1");
  }
  sqlite3* made = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &made, flags, nullptr);
  handle_.reset(made);
  if (code != SQLITE_OK) fail(made);
}

void Database::run(const char* sql) {
  if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail(handle_.get());
}

std::int64_t Database::number(std::string_view sql) {
  Statement statement = prepare(sql);
  return statement.step() ? statement.number(0) : 0;
}

}  // namespace imgfam
