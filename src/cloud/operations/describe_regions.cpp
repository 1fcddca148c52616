// DescribeRegions: the regions of the service. [doc: DescribeRegions]
#include "../call.hpp"

#include <boost/json/array.hpp>

namespace imgfam {

Outcome describe_regions(Call& call) {
  namespace json = boost::json;
  json::array list;
  for (const Region& region : regions()) {
    const std::string id(region.id);
    list.push_back(json::object{{"RegionId", id},
                                {"RegionEndpoint", "ecs." + id + ".aliyuncs.com"},
                                {"LocalName", std::string(region.local_name)}});
  }
  call.effect("regions-listed"_rule);
  return call.respond({{"Regions", json::object{{"Region", std::move(list)}}}});
}

}  // namespace imgfam
