#include "options.hpp"

#include <imgfam/model/account.hpp>
#include <imgfam/model/letter_case.hpp>
#include <imgfam/model/sim_time.hpp>
#include <imgfam/rules/edition.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace imgfam {

CLI::Validator is_edition() {
  return CLI::Validator(
      [](std::string& text) {
        return parse_edition(text) ? std::string()
                                   : "`" + text + "` is not an edition: 2020, 2023, 2026";
      },
      "EDITION");
}

CLI::Validator is_one_of(std::string_view what, const std::vector<std::string_view>& names) {
  return CLI::Validator(
      [what, names](std::string& text) {
        if (std::find(names.begin(), names.end(), text) != names.end()) return std::string();
        return fmt::format("`{}` is not {}: {}", text, what, fmt::join(names, ", "));
      },
      "NAME");
}

CLI::Validator is_not_empty(std::string_view what) {
  return CLI::Validator(
      [what](std::string& text) {
        return text.empty() ? fmt::format("{} cannot be empty", what) : std::string();
      },
      "TEXT");
}

CLI::Validator is_count(unsigned most, unsigned least) {
  return CLI::Validator(
      [most, least](std::string& text) {
        const bool is_number =
            !text.empty() && text.size() <= 9 &&
            std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
        return is_number && std::stoul(text) >= least && std::stoul(text) <= most
                   ? std::string()
                   : fmt::format("`{}` is no number from {} to {}", text, least, most);
      },
      "N");
}

CLI::Validator is_account() {
  return CLI::Validator(
      [](std::string& text) {
        return parse_account(text)
                   ? std::string()
                   : "`" + text + "` is no account: 1 to 18 digits, the first not 0";
      },
      "UID");
}

CLI::Validator is_time() {
  return CLI::Validator(
      [](std::string& text) {
        return parse_time(text) ? std::string()
                                : "`" + text + "` is no time: such as 2026-01-10T00:00:00Z";
      },
      "TIME");
}

CLI::Validator is_reading() {
  return CLI::Validator(
      [](std::string& text) {
        const auto equals = text.find('=');
        if (equals == std::string::npos)
          return "`" + text + "` is no reading: write question=reading, as repeat-status=accept";
        const auto id = parse_reading(text.substr(0, equals), text.substr(equals + 1));
        return id ? std::string() : id.error().message + "; " + id.error().hint;
      },
      "QUESTION=READING");
}

std::vector<ReadingId> readings_named(const std::vector<std::string>& texts) {
  std::vector<ReadingId> out;
  for (const std::string& text : texts) {
    const auto equals = text.find('=');
    const ReadingId id = find_reading(text.substr(0, equals), text.substr(equals + 1));
    std::erase_if(out, [&](ReadingId before) { return before.question == id.question; });
    out.push_back(id);
  }
  return out;
}

bool holds_text(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) { return lower_case(a) == lower_case(b); };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

}  // namespace imgfam
