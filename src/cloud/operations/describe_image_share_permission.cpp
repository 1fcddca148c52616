// DescribeImageSharePermission: the accounts that an image is shared with, by page.
// [doc: DescribeImageSharePermission 2025]
#include "../call.hpp"
#include "../pages.hpp"

#include <boost/json/array.hpp>

namespace imgfam {

Outcome describe_image_share_permission(Call& call) {
  namespace json = boost::json;
  const auto region = call.region();
  const Image* image = call.own_image(region);
  const Page page = call.page();
  if (call.is_refused()) return call.refuse();

  json::array accounts;
  for (const SharedAccount& s : page_of(image->shared_with, page)) {
    json::object account{{"AliyunId", to_string(s.account)}};
    if (call.edition() != Edition::E2020) account["SharedTime"] = to_string(s.since);
    accounts.push_back(std::move(account));
  }
  call.effect("share-list-in-order"_rule);
  json::object out{{"RegionId", image->region}, {"ImageId", image->id}};
  add_page(out, page, image->shared_with.size());
  out["Accounts"] = json::object{{"Account", std::move(accounts)}};
  out["ShareGroups"] = json::object{{"ShareGroup", json::array{}}};
  return call.respond(std::move(out));
}

}  // namespace imgfam
