#include <imgfam/model/outcome.hpp>

#include <boost/json/serialize.hpp>

#include <ostream>

namespace imgfam {

std::ostream& operator<<(std::ostream& out, const Response& response) {
  return out << boost::json::serialize(response.document);
}

std::ostream& operator<<(std::ostream& out, const Refusal& refusal) {
  return out << refusal.status << ' ' << refusal.code;
}

}  // namespace imgfam
