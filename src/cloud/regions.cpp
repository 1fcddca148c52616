#include <imgfam/cloud/settings.hpp>

#include <algorithm>
#include <array>

namespace imgfam {
namespace {

// The public regions by their ids. [doc: Regions and zones]
constexpr std::array table{
    Region{"cn-qingdao", "China (Qingdao)"},
    Region{"cn-beijing", "China (Beijing)"},
    Region{"cn-zhangjiakou", "China (Zhangjiakou)"},
    Region{"cn-huhehaote", "China (Hohhot)"},
    Region{"cn-wulanchabu", "China (Ulanqab)"},
    Region{"cn-hangzhou", "China (Hangzhou)"},
    Region{"cn-shanghai", "China (Shanghai)"},
    Region{"cn-nanjing", "China (Nanjing - Local Region)"},
    Region{"cn-fuzhou", "China (Fuzhou - Local Region)"},
    Region{"cn-wuhan-lr", "China (Wuhan - Local Region)"},
    Region{"cn-shenzhen", "China (Shenzhen)"},
    Region{"cn-heyuan", "China (Heyuan)"},
    Region{"cn-guangzhou", "China (Guangzhou)"},
    Region{"cn-chengdu", "China (Chengdu)"},
    Region{"cn-hongkong", "China (Hong Kong)"},
    Region{"ap-southeast-1", "Singapore"},
    Region{"ap-southeast-2", "Australia (Sydney)"},
    Region{"ap-southeast-3", "Malaysia (Kuala Lumpur)"},
    Region{"ap-southeast-5", "Indonesia (Jakarta)"},
    Region{"ap-southeast-6", "Philippines (Manila)"},
    Region{"ap-southeast-7", "Thailand (Bangkok)"},
    Region{"ap-northeast-1", "Japan (Tokyo)"},
    Region{"ap-northeast-2", "South Korea (Seoul)"},
    Region{"ap-south-1", "India (Mumbai)"},
    Region{"us-east-1", "US (Virginia)"},
    Region{"us-west-1", "US (Silicon Valley)"},
    Region{"eu-west-1", "UK (London)"},
    Region{"eu-central-1", "Germany (Frankfurt)"},
    Region{"me-east-1", "UAE (Dubai)"},
    Region{"me-central-1", "SAU (Riyadh - Partner Region)"},
};

}  // namespace

std::span<const Region> regions() { return table; }

bool is_region(std::string_view id) {
  return std::any_of(table.begin(), table.end(), [&](const Region& r) { return r.id == id; });
}

}  // namespace imgfam
