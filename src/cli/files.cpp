#include "files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <glob.h>
#include <iostream>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace imgfam {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t files_max = 1'000'000;

/// Closes a file at the end; -1 is none.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }

 private:
  int number_;
};

Diagnostic about(std::string code, const std::string& path, std::string message, std::string hint) {
  Diagnostic d = problem(std::move(code), std::move(message), std::move(hint));
  d.where.file = path;
  return d;
}

/// What is looked for in folders.
struct FileKind {
  bool (*is_one)(std::string_view name);
  std::string_view what;
  std::string_view endings;
};

constexpr FileKind scenario_files{[](std::string_view name) { return text_kind(name).has_value(); },
                                  "scenario file",
                                  "scenario files end in .yaml, .yml, .json or .jsonl"};
constexpr FileKind document_files{
    [](std::string_view name) { return name.ends_with(".json") || name.ends_with(".jsonl"); },
    "document", "documents end in .json or .jsonl"};

/// All files of a kind below a folder, sorted; links to folders are not followed.
Result<std::vector<std::string>> files_below(const std::string& folder, const FileKind& kind) {
  std::vector<std::string> found;
  std::vector<fs::path> left{folder};
  while (!left.empty()) {
    const fs::path looked_at = std::move(left.back());
    left.pop_back();
    std::error_code error;
    fs::directory_iterator it(looked_at, error);
    for (; !error && it != fs::directory_iterator(); it.increment(error)) {
      std::error_code ignored;  // Of a file that is gone since.
      if (it->is_directory(ignored) && !it->is_symlink(ignored)) left.push_back(it->path());
      if (it->is_regular_file(ignored) && kind.is_one(it->path().string()))
        found.push_back(it->path().string());
      if (found.size() > files_max)
        return about("FIL004", folder, fmt::format("more than {} files", files_max),
                     "name fewer folders");
    }
    if (error)
      return about("FIL002", looked_at.string(),
                   fmt::format("cannot look into the folder: {}", error.message()),
                   "check its permissions");
  }
  if (found.empty())
    return about("FIL003", folder, fmt::format("no {} in this folder", kind.what),
                 std::string(kind.endings));
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::string> expand(const std::string& pattern) {
  glob_t matches{};
  std::vector<std::string> out;
  if (glob(pattern.c_str(), 0, nullptr, &matches) == 0)
    out.assign(matches.gl_pathv, matches.gl_pathv + matches.gl_pathc);
  globfree(&matches);
  return out;
}

Result<std::vector<std::string>> files_of(const std::string& path, const FileKind& kind) {
  if (path == "-") return std::vector<std::string>{path};
  std::error_code error;
  if (fs::is_directory(path, error)) return files_below(path, kind);
  if (fs::exists(path, error)) return std::vector<std::string>{path};
  std::vector<std::string> out;
  for (const std::string& match : expand(path)) {
    if (!fs::exists(match, error)) continue;  // A link that leads nowhere.
    auto files = files_of(match, kind);
    if (!files) return files;
    out.insert(out.end(), files->begin(), files->end());
  }
  if (out.empty())
    return about("FIL001", path, "there is no such file or folder",
                 fmt::format("name a {}, a folder, a glob, or - for standard input", kind.what));
  return out;
}

Result<std::vector<std::string>> find_files(const std::vector<std::string>& paths,
                                            const FileKind& kind) {
  std::vector<std::string> out;
  std::set<std::string> seen;
  for (const std::string& path : paths) {
    auto files = files_of(path, kind);
    if (!files) return files;
    for (std::string& file : *files) {
      if (seen.insert(fs::path(file).lexically_normal().string()).second)
        out.push_back(std::move(file));
    }
  }
  return out;
}

}  // namespace

Result<std::vector<std::string>> find_scenario_files(const std::vector<std::string>& paths) {
  return find_files(paths, scenario_files);
}

Result<std::vector<std::string>> find_document_files(const std::vector<std::string>& paths) {
  return find_files(paths, document_files);
}

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  const auto failed = [&] {
    return about(
        "FIL005", path, fmt::format("cannot read the file: {}", std::strerror(errno)),
        errno == EISDIR ? "name the files in the folder" : "check its name and permissions");
  };
  const bool is_stdin = path == "-";
  const int file = is_stdin ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return failed();
  const Descriptor owned(is_stdin ? -1 : file);
  struct stat status {};
  const bool has_size = fstat(file, &status) == 0 && S_ISREG(status.st_mode);
  if (has_size && static_cast<std::size_t>(status.st_size) > bytes_max) {
    return about(
        "FIL006", path,
        fmt::format("the file has {} bytes; at most {} are read", status.st_size, bytes_max),
        "divide it, or write JSON Lines into several files");
  }
  constexpr std::size_t piece = 65536;
  std::string text;
  std::size_t size = 0;
  for (;;) {
    if (size == text.size())  // One byte more than the file has shows its end.
      text.resize(size + (has_size && size == 0 ? static_cast<std::size_t>(status.st_size) + 1
                                                : std::max(piece, size)));
    const ssize_t count = read(file, text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed();
    size += static_cast<std::size_t>(count);
    if (size > bytes_max)
      return about("FIL006", path, fmt::format("more than {} bytes", bytes_max), "divide it");
    if (count == 0 || (has_size && size < text.size())) break;
  }
  text.resize(size);
  return text;
}

TextKind kind_of(const std::string& path, const std::string& text) {
  if (const auto kind = text_kind(path)) return *kind;
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos || (text[first] != '{' && text[first] != '['))
    return TextKind::Yaml;
  const auto line_end = text.find('\n', first);
  const auto last =
      text.find_last_not_of(" \t\r", line_end == std::string::npos ? line_end : line_end - 1);
  const bool has_more = line_end != std::string::npos &&
                        text.find_first_not_of(" \t\r\n", line_end) != std::string::npos;
  const bool ends_an_object = last != std::string::npos && text[last] == '}';
  return text[first] == '{' && has_more && ends_an_object ? TextKind::JsonLines : TextKind::Json;
}

Result<void> write_file(const std::string& path, const std::string& text) {
  std::error_code error;
  // A link stays, and what it leads to is written.
  const fs::path resolved = fs::canonical(path, error);
  const std::string target = error ? path : resolved.string();
  // A device or a pipe is written to: a file in its place would be something else.
  const bool is_special = fs::exists(target, error) && !fs::is_regular_file(target, error);
  const std::string written = is_special ? target : fmt::format("{}.{}.tmp", target, getpid());
  const auto failed = [&] {
    const int reason = errno;
    if (!is_special) std::remove(written.c_str());
    return about("FIL007", path, fmt::format("cannot write the file: {}", std::strerror(reason)),
                 "check the folder and its permissions");
  };
  std::FILE* file = std::fopen(written.c_str(), "wb");
  if (!file) return failed();
  const bool is_whole = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (std::fclose(file) != 0 || !is_whole) return failed();
  if (!is_special && std::rename(written.c_str(), target.c_str()) != 0) return failed();
  return {};
}

Result<void> write_output(const std::string& to, const std::string& text) {
  if (!to.empty() && to != "-") return write_file(to, text);
  std::cout << text;
  return {};
}

}  // namespace imgfam
