// The outside world: finding and reading files, writing them whole.
#pragma once

#include <imgfam/model/result.hpp>
#include <imgfam/scenario/parse.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace imgfam {

/// The scenario files that the paths mean, sorted within each and without repetition: files as they
/// are, folders with all .yaml, .yml, .json and .jsonl below them, globs (`*`, `?`, `[…]`), `-` for
/// standard input. ERRORS: FIL001 nothing there, FIL002 cannot be looked into, FIL003 no scenario
/// file there, FIL004 too many.
Result<std::vector<std::string>> find_scenario_files(const std::vector<std::string>& paths);

/// The same for what `import` reads: in folders .json and .jsonl.
Result<std::vector<std::string>> find_document_files(const std::vector<std::string>& paths);

/// A whole file, or standard input for `-`. ERRORS: FIL005 cannot be read, FIL006 larger than
/// `bytes_max`.
Result<std::string> read_file(const std::string& path, std::size_t bytes_max);

/// How a file is to be read: by its name; else, as standard input, by what it holds: JSON Lines
/// when its first line is an object of its own, JSON when it begins as one, else YAML.
TextKind kind_of(const std::string& path, const std::string& text);

/// Writes a file whole or not at all: to a neighbour that is then renamed. What is there and no
/// file, as a device, is written to as it is. ERRORS: FIL007.
Result<void> write_file(const std::string& path, const std::string& text);

/// What --output means: a file, or standard output where none or `-` is named. ERRORS: FIL007.
Result<void> write_output(const std::string& to, const std::string& text);

}  // namespace imgfam
