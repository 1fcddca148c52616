#include "settle.hpp"

namespace imgfam {

std::string set_settle(const std::string& text, Settle& settle) {
  const auto equals = text.find('=');
  const bool is_all = equals == std::string::npos;
  const std::string what = is_all ? "" : text.substr(0, equals);
  const auto takes = parse_duration(is_all ? text : text.substr(equals + 1));
  const bool is_known = is_all || what == "create" || what == "copy" || what == "import";
  if (!takes || !is_known)
    return "`" + text +
           "` is no time that creations take, as 90s or copy=5m (create, copy, import)";
  if (is_all || what == "create") settle.create = *takes;
  if (is_all || what == "copy") settle.copy = *takes;
  if (is_all || what == "import") settle.import = *takes;
  return {};
}

}  // namespace imgfam
