// Limits that are one off.
#include "conform/zoo.hpp"

namespace imgfam::zoo {
namespace {

Outcome refusal(int status, std::string code) {
  return Refusal{status, std::move(code), "too many", Latitude::Exact, true, {}, "zoo"};
}

/// A parameter of that length or more is refused.
Fault shorter(std::string name, std::string what, const std::string& action,
              const std::string& parameter, std::size_t bytes, const std::string& code) {
  return {std::move(name), std::move(what), code, [=](const Den& den, const Request& request) {
            const bool is_long =
                request.action == action && text(request, parameter).size() >= bytes;
            return is_long ? refusal(400, code) : den.handle(request);
          }};
}

/// A parameter of one character more than allowed is taken for one that is shorter.
Fault longer(std::string name, std::string what, const std::string& action,
             const std::string& parameter, std::size_t bytes, std::string rule) {
  return {std::move(name), std::move(what), std::move(rule),
          [=](const Den& den, const Request& request) {
            std::string value = text(request, parameter);
            if (request.action != action || value.size() != bytes + 1) return den.handle(request);
            value.pop_back();
            return den.handle(with(request, parameter, value));
          }};
}

/// The accounts after `count` are left out.
Request first_accounts(Request request, std::size_t count) {
  std::erase_if(request.parameters, [&](const Parameter& p) {
    return p.name.starts_with("AddAccount.") && std::stoul(p.name.substr(11)) > count;
  });
  return request;
}

/// The eleventh account is shared with as well.
Outcome eleven_accounts(const Den& den, const Request& request) {
  Outcome outcome = den.handle(request);
  const std::string eleventh = text(request, "AddAccount.11");
  if (!is_refused(outcome) && !eleventh.empty()) {
    Request more = first_accounts(request, 0);
    den.handle(with(more, "AddAccount.1", eleventh));
  }
  return outcome;
}

Outcome one_page_less(const Den& den, const Request& request) {
  if (text(request, "PageSize") == "100")
    return refusal(400, request.action == "DescribeImageSharePermission" ? "InvalidParamter"
                                                                         : "InvalidParameter");
  return den.handle(request);
}

Outcome one_less_amount(const Den& den, const Request& request) {
  const std::string amount = text(request, "Amount");
  if (amount == "2") return den.handle(with(request, "Amount", "1"));
  return den.handle(request);
}

}  // namespace

std::vector<Fault> wrong_limits() {
  return {
      shorter("name-of-127", "A name of 128 characters is refused.", "ModifyImageAttribute",
              "ImageName", 128, "InvalidImageName.Malformed"),
      shorter("description-of-255", "A description of 256 characters is refused.",
              "ModifyImageAttribute", "Description", 256, "InvalidDescription.Malformed"),
      longer("name-of-129", "A name of 129 characters is cut.", "ModifyImageAttribute", "ImageName",
             128, "modify-name-format"),
      longer("description-of-257", "A description of 257 characters is cut.",
             "ModifyImageAttribute", "Description", 256, "modify-description-format"),
      {"nine-accounts", "The tenth account is ignored.", "AddAccount.10=",
       [](const Den& den, const Request& request) {
         return den.handle(first_accounts(request, 9));
       }},
      {"eleven-accounts", "The eleventh account counts.", "AddAccount.11=", eleven_accounts},
      {"pages-of-99", "A page of 100 is refused.", "PageSize", one_page_less},
      {"one-instance-less", "Two instances asked for are one.", "Amount=2", one_less_amount},
  };
}

}  // namespace imgfam::zoo
