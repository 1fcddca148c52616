// One random request. Most is sensible, so that sequences get somewhere; some is just legal, and
// some is nonsense of the kinds that the documents name.
#include "random_words.hpp"

namespace imgfam {
namespace {

std::string repeated(const std::string& text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i)
    all += text;
  return all;
}

const Texts good_names{"web-1", "web-2", "db_1:a", "Ab"};
const Texts odd_names{"w.b",
                      "x",
                      "1abc",
                      "-ab",
                      "acs:web",
                      "ACS:web",
                      "aliyun-web",
                      "Aliyun1",
                      "acsweb",
                      "my-aliyun",
                      "中文",
                      "w中文",
                      "é-name",
                      "a b",
                      "http://a",
                      "https://",
                      "ahttp://b",
                      "a😀",
                      "a.",
                      "ab/",
                      repeated("n", 128),
                      repeated("n", 129),
                      "n" + repeated("中", 50),
                      "n" + repeated("中", 127)};
const Texts good_descriptions{"a text", "an other text", "中文"};
const Texts odd_descriptions{"x",
                             "http://x",
                             "https://x",
                             "HTTP://x",
                             "see http://x",
                             "中",
                             "😀",
                             "é",
                             "acs:x",
                             repeated("d", 256),
                             repeated("d", 257),
                             repeated("中", 100),
                             repeated("😀", 128),
                             repeated("😀", 129)};

/// Builds one request, with a cloud to take sensible values from.
class RequestMaker {
 public:
  RequestMaker(Dice& dice, const Cloud& cloud) : dice_(dice), cloud_(cloud) {
    image_ = pick_image();
    instance_ = pick_instance();
  }

  Request make() {
    using Maker = void (RequestMaker::*)();
    struct Choice {
      const char* action;
      std::size_t weight;
      Maker make;
    };
    static const std::vector<Choice> choices{
        {"ModifyImageAttribute", 30, &RequestMaker::modify},
        {"ModifyImageSharePermission", 18, &RequestMaker::share},
        {"DescribeImageSharePermission", 2, &RequestMaker::list_shares},
        {"CreateImage", 9, &RequestMaker::create},
        {"ImportImage", 5, &RequestMaker::import},
        {"CopyImage", 9, &RequestMaker::copy},
        {"CancelCopyImage", 3, &RequestMaker::name_image},
        {"DeleteImage", 6, &RequestMaker::remove},
        {"DescribeImages", 8, &RequestMaker::describe},
        {"DescribeImageFromFamily", 5, &RequestMaker::from_family},
        {"DescribeRegions", 1, &RequestMaker::nothing},
        {"RunInstances", 7, &RequestMaker::run},
        {"CreateInstance", 4, &RequestMaker::run},
        {"ReplaceSystemDisk", 5, &RequestMaker::replace_disk},
        {"StartInstance", 3, &RequestMaker::name_instance},
        {"StopInstance", 3, &RequestMaker::name_instance},
        {"DeleteInstance", 4, &RequestMaker::delete_instance},
        {"DeleteInstances", 3, &RequestMaker::delete_instances},
        {"DescribeInstances", 2, &RequestMaker::describe_instances},
        {"DescribeNothing", 1, &RequestMaker::nothing}};
    std::size_t total = 0;
    for (const Choice& c : choices)
      total += c.weight;
    std::size_t at = dice_.below(total);
    for (const Choice& c : choices) {
      if (at >= c.weight) {
        at -= c.weight;
        continue;
      }
      request_.action = c.action;
      request_.account = caller();
      (this->*c.make)();
      break;
    }
    return std::move(request_);
  }

 private:
  const Image* pick_image() {
    const auto images = cloud_.images().in_order();
    return images.empty() || dice_.chance(3) ? nullptr : dice_.pick(images);
  }
  const Instance* pick_instance() {
    const auto instances = cloud_.instances().in_order();
    return instances.empty() || dice_.chance(3) ? nullptr : dice_.pick(instances);
  }

  /// Mostly who owns the thing that the request is about.
  AccountId caller() {
    if (!dice_.chance(80)) return dice_.pick(random_accounts());
    const bool is_about_instance = request_.action.find("Instance") != std::string::npos &&
                                   request_.action != "RunInstances" &&
                                   request_.action != "CreateInstance";
    if (is_about_instance && instance_ != nullptr) return instance_->account;
    if (image_ != nullptr && image_->origin != Origin::System) return image_->owner;
    return dice_.pick(random_accounts());
  }

  /// Adds a parameter; a request has each once.
  void add(const std::string& name, const std::string& value) {
    if (request_.find(name) == nullptr) request_.parameters.push_back({name, value});
  }
  /// Adds the parameter so many times in a hundred, with one of the values; now and then empty.
  void maybe(std::size_t percent, const std::string& name, const Texts& values) {
    if (dice_.chance(percent)) add(name, dice_.chance(4) ? "" : dice_.pick(values));
  }
  /// Likewise, with one of `odd` instead in a quarter of the cases.
  void maybe(std::size_t percent, const std::string& name, const Texts& good, const Texts& odd) {
    maybe(percent, name, dice_.chance(25) ? odd : good);
  }
  void flag(std::size_t percent, const std::string& name) {
    maybe(percent, name, dice_.chance(95) ? Texts{"true", "false"} : Texts{"yes", "TRUE", "1"});
  }

  void nothing() {}

  void region(const std::string& sensible) {
    if (dice_.chance(1)) return;
    if (dice_.chance(1)) return add("RegionId", "");
    if (dice_.chance(1)) return add("RegionId", "mars");
    add("RegionId",
        dice_.chance(95) && !sensible.empty() ? sensible : dice_.pick(random_regions()));
  }
  void image_region() { region(image_ == nullptr ? "" : image_->region); }

  void image_id() {
    if (dice_.chance(1)) return;
    add("ImageId", image_ == nullptr ? "m-unknown" : image_->id);
  }
  void instance_id() {
    if (dice_.chance(1)) return;
    add("InstanceId", instance_ == nullptr ? "i-unknown" : instance_->id);
  }

  void dry_run() { flag(4, "DryRun"); }
  void token() {
    maybe(8, "ClientToken", dice_.chance(90) ? Texts{"t1", "t2"} : Texts{repeated("t", 65), "té"});
  }
  void tags() {
    maybe(8, "Tag.1.Key", {"stage", "Stage"});
    maybe(8, "Tag.1.Value", {"live", "test"});
    maybe(5, "Tag.2.Key", {"stage", "team"});
    if (!dice_.chance(1)) return;
    for (int i = 1; i <= 21; ++i)
      add("Tag." + std::to_string(i) + ".Key", "k" + std::to_string(i));
  }

  std::string some_account() {
    if (dice_.chance(92)) return to_string(dice_.pick(random_accounts()));
    return dice_.pick(Texts{"9999999999999999", "somebody", "01000000000000001"});
  }

  Texts names() {
    Texts all = good_names;
    if (image_ != nullptr) all.push_back(image_->name);
    if (const Image* other = pick_image()) all.push_back(other->name);
    return all;
  }
  Texts families() {
    Texts all = random_families();
    if (image_ != nullptr && !image_->family.empty()) {
      all.push_back(image_->family);
      all.push_back("acs:" + to_string(image_->owner) + ":" + image_->family);
    }
    all.emplace_back("acs:public_1");
    return all;
  }

  void name_image() {
    image_region();
    image_id();
  }
  void name_instance() { instance_id(); }

  void features(std::size_t percent) {
    maybe(percent, "Features.NvmeSupport", {"supported", "unsupported"}, {"yes", "SUPPORTED"});
    maybe(percent, "Features.ImdsSupport", {"v1", "v2"}, {"v3", "V2"});
    maybe(percent / 3, "Features",
          {R"({"NvmeSupport":"supported"})", R"({"NvmeSupport":"unsupported"})",
           R"({"ImdsSupport":"v2"})", R"({"ImdsSupport":"v1","NvmeSupport":"supported"})"},
          {R"({"NvmeSupport":"no"})", R"({"ImdsSupport":"v9"})", "[1]", "x", "{}",
           R"({"NvmeSupport":1})", R"({"Other":"a"})"});
  }

  void modify() {
    name_image();
    // One attribute as a rule; several are the harder case.
    const std::size_t percent = dice_.chance(70) ? 18 : 45;
    maybe(percent, "ImageName", names(), odd_names);
    maybe(percent + 10, "Status", {"Deprecated", "Available"},
          {"Deprecated", "Available", "deprecated", "AVAILABLE", "Creating", "Gone"});
    maybe(percent, "ImageFamily", random_families(), odd_names);
    maybe(percent, "BootMode", {"BIOS", "UEFI", "UEFI-Preferred"}, {"bios", "Uefi", "EFI"});
    maybe(percent / 2, "LicenseType", {"BYOL"}, {"Auto", "Aliyun", "byol"});
    maybe(percent / 2, "Description", good_descriptions, odd_descriptions);
    features(percent / 3);
    dry_run();
  }

  void share() {
    name_image();
    if (dice_.chance(25)) {
      flag(100, "IsPublic");
    } else {
      const bool is_long = dice_.chance(3);
      const std::size_t added = is_long ? 9 + dice_.below(4) : dice_.below(3);
      const std::size_t removed = is_long ? 9 + dice_.below(4) : dice_.below(3);
      for (std::size_t i = 1; i <= added; ++i) {
        add("AddAccount." + std::to_string(i), some_account());
      }
      for (std::size_t i = 1; i <= removed; ++i) {
        add("RemoveAccount." + std::to_string(i), some_account());
      }
      flag(3, "IsPublic");
    }
    maybe(2, "LaunchPermission", {"HIDDEN"});
    dry_run();
  }

  void paging() {
    maybe(12, "PageNumber", {"1", "2"}, {"0", "-1", "x"});
    maybe(12, "PageSize", {"1", "2", "100"}, {"0", "101", "1.5"});
  }
  void list_shares() {
    name_image();
    paging();
  }

  void architecture() { maybe(15, "Architecture", {"i386", "x86_64", "arm64"}, {"ARM64", "arm"}); }

  void create() {
    region(image_ == nullptr ? "" : image_->region);
    if (dice_.chance(50) && instance_ != nullptr) {
      request_.account = dice_.chance(90) ? instance_->account : request_.account;
      request_.parameters.clear();
      region(instance_->region);
      instance_id();
    }
    if (image_ != nullptr) {
      maybe(60, "SnapshotId", {image_->snapshot}, {"s-unknown"});
      maybe(10, "DiskDeviceMapping.1.SnapshotId", {image_->snapshot}, {"s-unknown"});
    }
    maybe(5, "SnapshotId", {"s-given-1", "s-given-2"});
    maybe(50, "ImageName", names(), odd_names);
    maybe(50, "ImageFamily", random_families(), odd_names);
    maybe(15, "Description", good_descriptions, odd_descriptions);
    maybe(20, "BootMode", {"BIOS", "UEFI", "UEFI-Preferred"}, {"bios", "EFI"});
    maybe(5, "Platform", {"Debian"});
    architecture();
    features(6);
    tags();
    token();
    dry_run();
  }

  void import() {
    image_region();
    maybe(97, "DiskDeviceMapping.1.OSSBucket", {"bucket"});
    maybe(97, "DiskDeviceMapping.1.OSSObject", {"object.vhd"});
    maybe(50, "ImageName", names(), odd_names);
    maybe(15, "Description", good_descriptions, odd_descriptions);
    maybe(20, "BootMode", {"BIOS", "UEFI"}, {"uefi", "UEFI-Preferred"});
    maybe(20, "LicenseType", {"Auto", "Aliyun", "BYOL"}, {"Free", "auto"});
    maybe(10, "OSType", {"windows", "linux"});
    maybe(5, "Platform", {"Debian"});
    architecture();
    features(10);
    tags();
    token();
    dry_run();
  }

  void copy() {
    name_image();
    maybe(70, "DestinationRegionId", random_regions(),
          dice_.chance(80) ? random_regions() : Texts{"mars"});
    maybe(40, "DestinationImageName", names(), odd_names);
    maybe(15, "DestinationDescription", good_descriptions, odd_descriptions);
    tags();
    token();
    dry_run();
  }

  void remove() {
    name_image();
    flag(40, "Force");
    dry_run();
  }

  void describe() {
    image_region();
    maybe(60, "Status",
          {"ALL", "Available", "Deprecated", "Creating,Waiting", "Available,Deprecated"},
          {"available", "Gone", "Available,Gone"});
    if (image_ != nullptr) {
      maybe(15, "ImageId", {image_->id, image_->id + ",m-unknown"}, {"m-unknown"});
      maybe(10, "ImageName", {image_->name, image_->name.substr(0, 2)});
      maybe(5, "SnapshotId", {image_->snapshot});
      maybe(5, "ImageOwnerId", {to_string(image_->owner)}, {"x"});
    }
    maybe(10, "ImageFamily", families());
    maybe(25, "ImageOwnerAlias", {"self", "others", "system"}, {"marketplace", "mine"});
    flag(15, "IsPublic");
    maybe(10, "Usage", {"instance", "none"}, {"some"});
    maybe(8, "OSType", {"windows", "linux"}, {"dos"});
    maybe(8, "Architecture", {"x86_64", "arm64"}, {"mips"});
    tags();
    maybe(6, "Filter.1.Key", {"CreationStartTime", "CreationEndTime", "NetworkType"},
          {"Size", "CpuOnlineUpgrade", "MemoryOnlineDowngrade"});
    maybe(6, "Filter.1.Value", {"2026-01-01T00:00Z", "2025-12-31T22:30Z"}, {"yesterday"});
    paging();
    dry_run();
  }

  void from_family() {
    image_region();
    maybe(97, "ImageFamily", families());
  }

  void run() {
    image_region();
    const std::size_t what = dice_.below(100);
    if (what < 50) image_id();
    if (what >= 46) maybe(95, "ImageFamily", families());
    if (request_.action == "RunInstances") {
      maybe(15, "Amount", {"1", "2"}, {"0", "101", "two", "-1"});
    }
    flag(10, "DeletionProtection");
    token();
    dry_run();
  }

  void replace_disk() {
    instance_id();
    if (instance_ != nullptr && dice_.chance(80)) {
      // An image that the instance could have.
      std::vector<const Image*> near;
      for (const Image* i : cloud_.images().in_order()) {
        if (i->region == instance_->region || i->origin == Origin::System) near.push_back(i);
      }
      if (!near.empty()) image_ = dice_.pick(near);
    }
    image_id();
  }

  void delete_instance() {
    instance_id();
    flag(50, "Force");
    dry_run();
  }

  void delete_instances() {
    region(instance_ == nullptr ? "" : instance_->region);
    if (instance_ != nullptr) add("InstanceId.1", instance_->id);
    if (const Instance* second = pick_instance(); second != nullptr && dice_.chance(40)) {
      add("InstanceId.2", second->id);
    }
    flag(50, "Force");
    token();
  }

  void describe_instances() {
    region(instance_ == nullptr ? "" : instance_->region);
    if (instance_ != nullptr) {
      maybe(30, "InstanceIds", {"[\"" + instance_->id + "\"]"}, {"x", "{}", "[1]"});
      maybe(20, "ImageId", {instance_->image});
    }
    maybe(20, "Status", {"Running", "Stopped"}, {"Lost"});
    paging();
  }

  Dice& dice_;
  const Cloud& cloud_;
  const Image* image_ = nullptr;
  const Instance* instance_ = nullptr;
  Request request_;
};

}  // namespace

Request random_request(Dice& dice, const Cloud& cloud) { return RequestMaker(dice, cloud).make(); }

}  // namespace imgfam
