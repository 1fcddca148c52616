// SQLite as values: a database that closes itself, a statement that ends itself, and errors that
// are thrown. state_file.cpp turns them into diagnostics; they go no further.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace imgfam {

struct SqliteError {
  int code = 0;  ///< As sqlite3.h names them, without the extended part.
  std::string message;
};

class Statement {
 public:
  Statement(sqlite3* database, std::string_view sql);

  /// The n-th parameter, from 1. A text must live until the next step.
  Statement& bind(int n, std::int64_t value);
  Statement& bind(int n, std::string_view value);
  /// Whether there is a row.
  bool step();
  /// Begins anew, with other parameters.
  void reset();

  /// Of the row, from 0.
  std::int64_t number(int column) const;
  std::string_view text(int column) const;  ///< Until the next step.

 private:
  struct End {
    void operator()(sqlite3_stmt* statement) const;
  };
  void check(int code) const;

  sqlite3* database_;
  std::unique_ptr<sqlite3_stmt, End> statement_;
};

/// Whether there is such a file with something in it.
bool is_there(const std::string& path);

/// How a database is opened. What is only read is left as it is, with what a process that was
/// killed has left beside it.
enum class OpenFor : std::uint8_t { Reading, Writing };

class Database {
 public:
  Database(const std::string& path, OpenFor what);

  void run(const char* sql);
  Statement prepare(std::string_view sql) { return {handle_.get(), sql}; }
  std::int64_t number(std::string_view sql);

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace imgfam
