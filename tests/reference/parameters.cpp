#include "reference/parameters.hpp"

#include <algorithm>
#include <array>

namespace imgfam::reference {
namespace {

struct Newer {
  const char* action;
  const char* parameter;
  Edition since;
};

/// The parameters that not every edition has.
constexpr std::array newer{
    Newer{"ModifyImageAttribute", "BootMode", Edition::E2023},
    Newer{"ModifyImageAttribute", "LicenseType", Edition::E2023},
    Newer{"ModifyImageAttribute", "Features", Edition::E2023},
    Newer{"ModifyImageAttribute", "Features.NvmeSupport", Edition::E2023},
    Newer{"ModifyImageAttribute", "Features.ImdsSupport", Edition::E2026},
    Newer{"ModifyImageAttribute", "DryRun", Edition::E2026},
    Newer{"ModifyImageSharePermission", "IsPublic", Edition::E2023},
    Newer{"ModifyImageSharePermission", "LaunchPermission", Edition::E2023},
    Newer{"ModifyImageSharePermission", "DryRun", Edition::E2026},
    Newer{"CreateImage", "BootMode", Edition::E2023},
    Newer{"CreateImage", "Features", Edition::E2023},
    Newer{"CreateImage", "Features.ImdsSupport", Edition::E2026},
    Newer{"CreateImage", "DryRun", Edition::E2026},
    Newer{"CopyImage", "ClientToken", Edition::E2023},
    Newer{"CopyImage", "DryRun", Edition::E2023},
    Newer{"ImportImage", "BootMode", Edition::E2023},
    Newer{"ImportImage", "LicenseType", Edition::E2023},
    Newer{"ImportImage", "Features", Edition::E2023},
    Newer{"ImportImage", "Features.NvmeSupport", Edition::E2023},
    Newer{"ImportImage", "Features.ImdsSupport", Edition::E2026},
    Newer{"ImportImage", "ClientToken", Edition::E2023},
    Newer{"ImportImage", "DryRun", Edition::E2023},
    Newer{"DeleteImage", "DryRun", Edition::E2026},
    Newer{"DescribeImages", "IsPublic", Edition::E2023},
    Newer{"DescribeImages", "ImageOwnerId", Edition::E2023},
    Newer{"DescribeImages", "Usable", Edition::E2026},
    Newer{"DeleteInstance", "DryRun", Edition::E2026},
};

bool is_heard(const Request& request, const std::string& parameter, Edition edition) {
  for (const Newer& n : newer) {
    if (request.action == n.action && parameter == n.parameter) return edition >= n.since;
  }
  return true;
}

/// A number from 1 without a leading zero; 0 when the text is none.
int positive_number(const std::string& text) {
  if (text.empty() || text.size() > 6 || text[0] == '0') return 0;
  const bool is_digits =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return is_digits ? std::stoi(text) : 0;
}

}  // namespace

Parameters::Parameters(const Request& request, Edition edition) {
  for (const Parameter& p : request.parameters) {
    if (is_heard(request, p.name, edition)) values_.emplace(p.name, p.value);  // The first counts.
  }
  for (const auto& [name, value] : values_) {
    if (value.empty()) sent_empty_.push_back(name);
  }
  std::erase_if(values_, [](const auto& value) { return value.second.empty(); });
}

std::string Parameters::operator[](const std::string& name) const {
  const auto it = values_.find(name);
  return it == values_.end() ? "" : it->second;
}

bool Parameters::is_sent_empty(const std::string& name) const {
  return std::find(sent_empty_.begin(), sent_empty_.end(), name) != sent_empty_.end();
}

std::map<int, std::string> Parameters::numbered(const std::string& before,
                                                const std::string& after) const {
  std::map<int, std::string> found;
  for (const auto& [name, value] : values_) {
    if (name.size() <= before.size() + after.size()) continue;
    if (!name.starts_with(before) || !name.ends_with(after)) continue;
    const int number =
        positive_number(name.substr(before.size(), name.size() - before.size() - after.size()));
    if (number > 0) found[number] = value;
  }
  return found;
}

std::map<std::string, std::string> Parameters::all_but_token() const {
  auto rest = values_;
  rest.erase("ClientToken");
  return rest;
}

}  // namespace imgfam::reference
