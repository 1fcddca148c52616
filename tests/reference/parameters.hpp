// What a request says, as the service of one edition hears it: a parameter that the edition does
// not have is not heard, and one that is sent empty is as good as left out.
#pragma once

#include <imgfam/model/request.hpp>
#include <imgfam/rules/edition.hpp>

#include <map>
#include <string>
#include <vector>

namespace imgfam::reference {

class Parameters {
 public:
  Parameters(const Request& request, Edition edition);

  /// The value, or an empty text.
  std::string operator[](const std::string& name) const;
  bool has(const std::string& name) const { return values_.contains(name); }

  /// True when the parameter was sent, as an empty text.
  bool is_sent_empty(const std::string& name) const;

  /// `numbered("Tag.", ".Key")` gives the values of Tag.1.Key, Tag.2.Key, … by their numbers.
  std::map<int, std::string> numbered(const std::string& before,
                                      const std::string& after = "") const;

  /// Everything heard but ClientToken: what a request with a token is known again by.
  std::map<std::string, std::string> all_but_token() const;

 private:
  std::map<std::string, std::string> values_;
  std::vector<std::string> sent_empty_;
};

}  // namespace imgfam::reference
