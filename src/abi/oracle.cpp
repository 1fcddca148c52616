// The C library: a handle around an OracleSession, and no exception beyond it.
#include <imgfam/oracle.h>

#include <imgfam/oracle/session.hpp>
#include <imgfam/version.hpp>

#include <algorithm>
#include <cstring>
#include <string>

struct imgfam_oracle {
  imgfam::OracleSession session;
  std::string answer;
};

namespace {

constexpr const char* out_of_memory = R"({"error": {"code": "", "message": "out of memory"}})";

/// As much of the text as there is place for.
void copy(const std::string& text, char* to, std::size_t size) {
  if (!to || size == 0) return;
  const std::size_t count = std::min(text.size(), size - 1);
  std::memcpy(to, text.data(), count);
  to[count] = '\0';
}

imgfam::Result<imgfam::OracleSession> begin(const char* text) {
  imgfam::SessionOptions options;
  if (text) {
    auto parsed = imgfam::parse_session_options(text);
    if (!parsed) return parsed.error();
    options = std::move(*parsed);
  }
  return imgfam::OracleSession::begin(options);
}

}  // namespace

const char* imgfam_oracle_version() {
  static const std::string text(imgfam::version);
  return text.c_str();
}

int imgfam_oracle_protocol() { return imgfam::oracle_protocol; }

imgfam_oracle* imgfam_oracle_new(const char* options, char* error, size_t error_size) try {
  auto session = begin(options);
  if (session) return new imgfam_oracle{std::move(*session), {}};
  copy(imgfam::error_answer(session.error()), error, error_size);
  return nullptr;
} catch (...) {
  copy(out_of_memory, error, error_size);
  return nullptr;
}

const char* imgfam_oracle_line(imgfam_oracle* oracle, const char* line, size_t length) try {
  oracle->answer = oracle->session.answer({line, length});
  return oracle->answer.c_str();
} catch (...) {
  return nullptr;
}

void imgfam_oracle_free(imgfam_oracle* oracle) { delete oracle; }
