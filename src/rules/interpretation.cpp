#include <imgfam/rules/interpretation.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

namespace imgfam {

Result<ReadingId> parse_reading(std::string_view question, std::string_view reading) {
  std::vector<std::string_view> known;
  for (const Question& q : questions) {
    known.push_back(q.id);
    if (q.id != question) continue;
    const ReadingId id = find_reading(question, reading);
    if (id != any_reading) return id;
    std::vector<std::string_view> allowed;
    for (std::size_t r = 0; r < q.readings_count(); ++r)
      allowed.push_back(q.readings[r].id);
    return problem("INT002", fmt::format("`{}` is no reading of `{}`", reading, question),
                   fmt::format("its readings are {}", fmt::join(allowed, ", ")));
  }
  const std::string_view near = nearest(question, known);
  return problem("INT001", fmt::format("`{}` is no open question", question),
                 near.empty() ? std::string("`imgfam rules --interpretations` lists them")
                              : fmt::format("did you mean `{}`?", near));
}

std::string to_string(const Interpretation& interpretation) {
  std::string out;
  for (std::size_t q = 0; q < questions.size(); ++q) {
    const std::uint8_t r = interpretation.chosen(q);
    if (r == 0) continue;
    out += fmt::format("{}{}={}", out.empty() ? "" : " ", questions[q].id,
                       questions[q].readings[r].id);
  }
  return out;
}

}  // namespace imgfam
