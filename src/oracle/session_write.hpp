// What a session answers, as JSON.
#pragma once

#include <imgfam/oracle/oracle.hpp>

#include <boost/json/object.hpp>

namespace imgfam {

boost::json::object to_json(const Allowed& allowed);
boost::json::object to_json(const Verdict& verdict);
/// The questions with what is known of each.
boost::json::object readings_json(const Oracle& oracle);
boost::json::object to_json(const Diagnostic& diagnostic);

/// `question=reading`.
std::string to_string(ReadingId reading);

}  // namespace imgfam
