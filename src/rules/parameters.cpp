#include <imgfam/rules/parameters.hpp>

#include <algorithm>
#include <array>

namespace imgfam {
namespace {

constexpr bool not_modelled = false;

/// Documented and not modelled. From which edition on is not looked into: nothing depends on it.
constexpr ParameterSpec unread(std::string_view name) { return {name, in_all, not_modelled}; }

// clang-format off
constexpr std::array modify_image_attribute{
  ParameterSpec{"RegionId"}, ParameterSpec{"ImageId"}, ParameterSpec{"ImageName"}, ParameterSpec{"Status"},
  ParameterSpec{"ImageFamily"}, ParameterSpec{"BootMode", since_2023}, ParameterSpec{"LicenseType", since_2023},
  ParameterSpec{"Description"}, ParameterSpec{"Features", since_2023}, ParameterSpec{"Features.NvmeSupport", since_2023},
  ParameterSpec{"Features.ImdsSupport", in_2026}, ParameterSpec{"DryRun", in_2026}};
constexpr std::array modify_image_share_permission{
  ParameterSpec{"RegionId"}, ParameterSpec{"ImageId"}, ParameterSpec{"AddAccount.N"}, ParameterSpec{"RemoveAccount.N"},
  ParameterSpec{"IsPublic", since_2023}, ParameterSpec{"LaunchPermission", since_2023}, ParameterSpec{"DryRun", in_2026}};
constexpr std::array describe_image_share_permission{
  ParameterSpec{"RegionId"}, ParameterSpec{"ImageId"}, ParameterSpec{"PageNumber"}, ParameterSpec{"PageSize"}};
constexpr std::array create_image{
  ParameterSpec{"RegionId"}, ParameterSpec{"InstanceId"}, ParameterSpec{"SnapshotId"},
  ParameterSpec{"DiskDeviceMapping.N.SnapshotId"}, ParameterSpec{"DiskDeviceMapping.N.Size", in_all, not_modelled},
  ParameterSpec{"DiskDeviceMapping.N.Device", in_all, not_modelled}, ParameterSpec{"DiskDeviceMapping.N.DiskType", in_all, not_modelled},
  ParameterSpec{"ImageName"}, ParameterSpec{"ImageFamily"}, ParameterSpec{"ImageVersion", in_all, not_modelled},
  ParameterSpec{"Description"}, ParameterSpec{"Platform"}, ParameterSpec{"BootMode", since_2023},
  ParameterSpec{"Architecture"}, ParameterSpec{"ClientToken"}, ParameterSpec{"ResourceGroupId", in_all, not_modelled},
  ParameterSpec{"Tag.N.Key"}, ParameterSpec{"Tag.N.Value"}, ParameterSpec{"DetectionStrategy", since_2023, not_modelled},
  ParameterSpec{"Features", since_2023}, ParameterSpec{"Features.ImdsSupport", in_2026}, ParameterSpec{"DryRun", in_2026},
  ParameterSpec{"SecureBootOptions", in_2026, not_modelled}};
constexpr std::array copy_image{
  ParameterSpec{"RegionId"}, ParameterSpec{"ImageId"}, ParameterSpec{"DestinationRegionId"},
  ParameterSpec{"DestinationImageName"}, ParameterSpec{"DestinationDescription"},
  ParameterSpec{"Encrypted", in_all, not_modelled}, ParameterSpec{"KMSKeyId", in_all, not_modelled},
  ParameterSpec{"EncryptAlgorithm", since_2023, not_modelled}, ParameterSpec{"ResourceGroupId", in_all, not_modelled},
  ParameterSpec{"Tag.N.Key"}, ParameterSpec{"Tag.N.Value"}, ParameterSpec{"DryRun", since_2023}, ParameterSpec{"ClientToken", since_2023}};
constexpr std::array cancel_copy_image{ParameterSpec{"RegionId"}, ParameterSpec{"ImageId"}};
constexpr std::array import_image{
  ParameterSpec{"RegionId"}, ParameterSpec{"ImageName"}, ParameterSpec{"Description"}, ParameterSpec{"Architecture"},
  ParameterSpec{"OSType"}, ParameterSpec{"Platform"}, ParameterSpec{"BootMode", since_2023},
  ParameterSpec{"LicenseType", since_2023}, ParameterSpec{"DiskDeviceMapping.N.OSSBucket"},
  ParameterSpec{"DiskDeviceMapping.N.OSSObject"}, ParameterSpec{"DiskDeviceMapping.N.Format", in_all, not_modelled},
  ParameterSpec{"DiskDeviceMapping.N.DiskImageSize"}, ParameterSpec{"Features", since_2023}, ParameterSpec{"Features.NvmeSupport", since_2023},
  ParameterSpec{"Features.ImdsSupport", in_2026}, ParameterSpec{"DetectionStrategy", since_2023, not_modelled},
  ParameterSpec{"ClientToken", since_2023}, ParameterSpec{"DryRun", since_2023}, ParameterSpec{"Tag.N.Key"},
  ParameterSpec{"Tag.N.Value"}, ParameterSpec{"ResourceGroupId", in_all, not_modelled},
  unread("DiskDeviceMapping.N.Device"), unread("DiskDeviceMapping.N.DiskImSize"), unread("RoleName")};
constexpr std::array delete_image{
  ParameterSpec{"RegionId"}, ParameterSpec{"ImageId"}, ParameterSpec{"Force"}, ParameterSpec{"DryRun", in_2026}};
constexpr std::array describe_images{
  ParameterSpec{"RegionId"}, ParameterSpec{"Status"}, ParameterSpec{"ImageId"}, ParameterSpec{"ImageName"},
  ParameterSpec{"ImageFamily"}, ParameterSpec{"ImageOwnerAlias"}, ParameterSpec{"IsPublic", since_2023},
  ParameterSpec{"ImageOwnerId", since_2023}, ParameterSpec{"Usage"}, ParameterSpec{"ShowExpired", in_all, not_modelled},
  ParameterSpec{"SnapshotId"}, ParameterSpec{"InstanceType", in_all, not_modelled},
  ParameterSpec{"IsSupportIoOptimized", in_all, not_modelled}, ParameterSpec{"IsSupportCloudinit", in_all, not_modelled},
  ParameterSpec{"OSType"}, ParameterSpec{"Architecture"}, ParameterSpec{"ResourceGroupId", in_all, not_modelled},
  ParameterSpec{"ActionType", in_all, not_modelled}, ParameterSpec{"Tag.N.Key"}, ParameterSpec{"Tag.N.Value"},
  ParameterSpec{"Filter.N.Key"}, ParameterSpec{"Filter.N.Value"}, ParameterSpec{"PageNumber"}, ParameterSpec{"PageSize"},
  ParameterSpec{"DryRun"}, ParameterSpec{"Usable", in_2026}};
constexpr std::array describe_image_from_family{ParameterSpec{"RegionId"}, ParameterSpec{"ImageFamily"}};
constexpr std::array run_instances{
  ParameterSpec{"RegionId"}, ParameterSpec{"ImageId"}, ParameterSpec{"ImageFamily"}, ParameterSpec{"Amount"},
  ParameterSpec{"MinAmount", in_all, not_modelled}, ParameterSpec{"InstanceType", in_all, not_modelled},
  ParameterSpec{"InstanceName", in_all, not_modelled}, ParameterSpec{"SecurityGroupId", in_all, not_modelled},
  ParameterSpec{"VSwitchId", in_all, not_modelled}, ParameterSpec{"ZoneId", in_all, not_modelled},
  ParameterSpec{"LaunchTemplateId", in_all, not_modelled}, ParameterSpec{"LaunchTemplateName", in_all, not_modelled},
  ParameterSpec{"DeletionProtection"}, ParameterSpec{"ClientToken"}, ParameterSpec{"DryRun"},
  unread("LaunchTemplateVersion"), unread("UniqueSuffix"), unread("AutoReleaseTime"), unread("Description"),
  unread("InternetChargeType"), unread("InternetMaxBandwidthIn"), unread("InternetMaxBandwidthOut"),
  unread("HostName"), unread("Password"), unread("PasswordInherit"), unread("PrivateIpAddress"),
  unread("IoOptimized"), unread("UserData"), unread("KeyPairName"), unread("RamRoleName"), unread("SpotStrategy"),
  unread("SpotPriceLimit"), unread("SpotDuration"), unread("SpotInterruptionBehavior"),
  unread("SecurityEnhancementStrategy"), unread("InstanceChargeType"), unread("Period"), unread("PeriodUnit"),
  unread("AutoRenew"), unread("AutoRenewPeriod"), unread("ResourceGroupId"), unread("HpcClusterId"),
  unread("DeploymentSetId"), unread("DeploymentSetGroupNo"), unread("CreditSpecification"), unread("DedicatedHostId"),
  unread("Affinity"), unread("Tenancy"), unread("StorageSetId"), unread("StorageSetPartitionNumber"),
  unread("HttpEndpoint"), unread("HttpTokens"), unread("HttpPutResponseHopLimit"),
  unread("PrivatePoolOptions.MatchCriteria"), unread("PrivatePoolOptions.Id"), unread("SystemDisk.Size"),
  unread("SystemDisk.Category"), unread("SystemDisk.DiskName"), unread("SystemDisk.Description"),
  unread("SystemDisk.PerformanceLevel"), unread("SystemDisk.AutoSnapshotPolicyId"), unread("SystemDisk.Encrypted"),
  unread("SystemDisk.KMSKeyId"), unread("SystemDisk.EncryptAlgorithm"), unread("SystemDisk.StorageClusterId"),
  unread("SystemDisk.ProvisionedIops"), unread("SystemDisk.BurstingEnabled"), unread("DataDisk.N.Size"),
  unread("DataDisk.N.Category"), unread("DataDisk.N.DiskName"), unread("DataDisk.N.Description"),
  unread("DataDisk.N.PerformanceLevel"), unread("DataDisk.N.AutoSnapshotPolicyId"), unread("DataDisk.N.Encrypted"),
  unread("DataDisk.N.KMSKeyId"), unread("DataDisk.N.EncryptAlgorithm"), unread("DataDisk.N.StorageClusterId"),
  unread("DataDisk.N.ProvisionedIops"), unread("DataDisk.N.BurstingEnabled"), unread("DataDisk.N.SnapshotId"),
  unread("DataDisk.N.Device"), unread("DataDisk.N.DeleteWithInstance"), unread("NetworkInterface.N.VSwitchId"),
  unread("NetworkInterface.N.PrimaryIpAddress"), unread("NetworkInterface.N.SecurityGroupId"),
  unread("NetworkInterface.N.NetworkInterfaceName"), unread("NetworkInterface.N.Description"),
  unread("NetworkInterface.N.InstanceType"), unread("NetworkInterface.N.QueueNumber"),
  unread("NetworkInterface.N.QueuePairNumber"), unread("NetworkInterface.N.NetworkInterfaceTrafficMode"),
  unread("NetworkInterface.N.NetworkCardIndex"), unread("NetworkInterface.N.Ipv6AddressCount"),
  unread("NetworkInterface.N.DeleteOnRelease"), unread("NetworkInterface.N.SourceDestCheck"),
  unread("NetworkInterface.N.RxQueueSize"), unread("NetworkInterface.N.TxQueueSize"),
  unread("NetworkInterfaceQueueNumber"), unread("SecurityGroupIds.N"), unread("Ipv6Address.N"),
  unread("Ipv6AddressCount"), unread("HostNames.N"), unread("Tag.N.Key"), unread("Tag.N.Value"),
  unread("Arn.N.Rolearn"), unread("Arn.N.RoleType"), unread("Arn.N.AssumeRoleFor"), unread("Isp"),
  unread("HibernationOptions.Configured"), unread("ImageOptions.LoginAsNonRoot"), unread("CpuOptions.Core"),
  unread("CpuOptions.Numa"), unread("CpuOptions.ThreadsPerCore"), unread("CpuOptions.TopologyType"),
  unread("SecurityOptions.TrustedSystemMode"), unread("SecurityOptions.ConfidentialComputingMode"),
  unread("SchedulerOptions.DedicatedHostClusterId"), unread("SchedulerOptions.ManagedPrivateSpaceId"),
  unread("AdditionalInfo.PvdConfig"), unread("AdditionalInfo.EnableHighDensityMode"),
  unread("ClockOptions.PtpStatus"), unread("NetworkOptions.EnableJumboFrame"),
  unread("NetworkOptions.BandwidthWeighting"), unread("PrivateDnsNameOptions.HostnameType"),
  unread("PrivateDnsNameOptions.EnableInstanceIdDnsARecord"),
  unread("PrivateDnsNameOptions.EnableInstanceIdDnsAAAARecord"), unread("PrivateDnsNameOptions.EnableIpDnsARecord"),
  unread("PrivateDnsNameOptions.EnableIpDnsPtrRecord")};
constexpr std::array create_instance{
  ParameterSpec{"RegionId"}, ParameterSpec{"ImageId"}, ParameterSpec{"ImageFamily"},
  ParameterSpec{"InstanceType", in_all, not_modelled}, ParameterSpec{"InstanceName", in_all, not_modelled},
  ParameterSpec{"SecurityGroupId", in_all, not_modelled}, ParameterSpec{"VSwitchId", in_all, not_modelled},
  ParameterSpec{"ZoneId", in_all, not_modelled}, ParameterSpec{"DeletionProtection"}, ParameterSpec{"ClientToken"}, ParameterSpec{"DryRun"},
  unread("ClusterId"), unread("VlanId"), unread("InnerIpAddress"), unread("NodeControllerId"),
  unread("UseAdditionalService"), unread("Description"), unread("InternetChargeType"),
  unread("InternetMaxBandwidthIn"), unread("InternetMaxBandwidthOut"), unread("HostName"), unread("Password"),
  unread("PasswordInherit"), unread("PrivateIpAddress"), unread("IoOptimized"), unread("UserData"),
  unread("KeyPairName"), unread("RamRoleName"), unread("SpotStrategy"), unread("SpotPriceLimit"),
  unread("SpotDuration"), unread("SpotInterruptionBehavior"), unread("SecurityEnhancementStrategy"),
  unread("InstanceChargeType"), unread("Period"), unread("PeriodUnit"), unread("AutoRenew"),
  unread("AutoRenewPeriod"), unread("ResourceGroupId"), unread("HpcClusterId"), unread("DeploymentSetId"),
  unread("DeploymentSetGroupNo"), unread("CreditSpecification"), unread("DedicatedHostId"), unread("Affinity"),
  unread("Tenancy"), unread("StorageSetId"), unread("StorageSetPartitionNumber"), unread("HttpEndpoint"),
  unread("HttpTokens"), unread("HttpPutResponseHopLimit"), unread("PrivatePoolOptions.MatchCriteria"),
  unread("PrivatePoolOptions.Id"), unread("SystemDisk.Size"), unread("SystemDisk.Category"),
  unread("SystemDisk.DiskName"), unread("SystemDisk.Description"), unread("SystemDisk.PerformanceLevel"),
  unread("SystemDisk.AutoSnapshotPolicyId"), unread("SystemDisk.Encrypted"), unread("SystemDisk.KMSKeyId"),
  unread("SystemDisk.EncryptAlgorithm"), unread("SystemDisk.StorageClusterId"), unread("SystemDisk.ProvisionedIops"),
  unread("SystemDisk.BurstingEnabled"), unread("DataDisk.N.Size"), unread("DataDisk.N.Category"),
  unread("DataDisk.N.DiskName"), unread("DataDisk.N.Description"), unread("DataDisk.N.PerformanceLevel"),
  unread("DataDisk.N.AutoSnapshotPolicyId"), unread("DataDisk.N.Encrypted"), unread("DataDisk.N.KMSKeyId"),
  unread("DataDisk.N.EncryptAlgorithm"), unread("DataDisk.N.StorageClusterId"), unread("DataDisk.N.ProvisionedIops"),
  unread("DataDisk.N.BurstingEnabled"), unread("DataDisk.N.SnapshotId"), unread("DataDisk.N.Device"),
  unread("DataDisk.N.DeleteWithInstance"), unread("Tag.N.Key"), unread("Tag.N.Value"), unread("Arn.N.Rolearn"),
  unread("Arn.N.RoleType"), unread("Arn.N.AssumeRoleFor")};
constexpr std::array start_instance{ParameterSpec{"InstanceId"},
  unread("InitLocalDisk"), unread("DryRun")};
constexpr std::array stop_instance{
  ParameterSpec{"InstanceId"}, ParameterSpec{"ForceStop", in_all, not_modelled},
  unread("StoppedMode"), unread("ConfirmStop"), unread("Hibernate"), unread("DryRun")};
constexpr std::array delete_instance{
  ParameterSpec{"InstanceId"}, ParameterSpec{"Force"}, ParameterSpec{"ForceStop", since_2023, not_modelled},
  ParameterSpec{"TerminateSubscription", in_all, not_modelled}, ParameterSpec{"DryRun", in_2026}};
constexpr std::array delete_instances{
  ParameterSpec{"RegionId"}, ParameterSpec{"InstanceId.N"}, ParameterSpec{"Force"}, ParameterSpec{"ClientToken"}};
constexpr std::array describe_instances{
  ParameterSpec{"RegionId"}, ParameterSpec{"InstanceIds"}, ParameterSpec{"ImageId"}, ParameterSpec{"Status"},
  ParameterSpec{"PageNumber"}, ParameterSpec{"PageSize"},
  unread("VpcId"), unread("VSwitchId"), unread("ZoneId"), unread("InstanceNetworkType"), unread("SecurityGroupId"),
  unread("InnerIpAddresses"), unread("PrivateIpAddresses"), unread("PublicIpAddresses"), unread("EipAddresses"),
  unread("RdmaIpAddresses"), unread("Ipv6Address.N"), unread("InstanceChargeType"), unread("InternetChargeType"),
  unread("InstanceName"), unread("InstanceType"), unread("InstanceTypeFamily"), unread("IoOptimized"),
  unread("KeyPairName"), unread("ResourceGroupId"), unread("HpcClusterId"), unread("DeviceAvailable"),
  unread("LockReason"), unread("NeedSaleCycle"), unread("HttpEndpoint"), unread("HttpTokens"),
  unread("HttpPutResponseHopLimit"), unread("AdditionalAttributes.N"), unread("Filter.N.Key"),
  unread("Filter.N.Value"), unread("Tag.N.Key"), unread("Tag.N.Value"), unread("MaxResults"), unread("NextToken"),
  unread("DryRun")};
constexpr std::array replace_system_disk{
  ParameterSpec{"InstanceId"}, ParameterSpec{"ImageId"}, ParameterSpec{"SystemDisk.Size", in_all, not_modelled},
  ParameterSpec{"Password", in_all, not_modelled},
  unread("DiskId"), unread("UseAdditionalService"), unread("ClientToken"), unread("PasswordInherit"),
  unread("KeyPairName"), unread("Platform"), unread("Architecture"), unread("SecurityEnhancementStrategy"),
  unread("Encrypted"), unread("EncryptAlgorithm"), unread("KMSKeyId"), unread("Arn.N.Rolearn"),
  unread("Arn.N.RoleType"), unread("Arn.N.AssumeRoleFor")};
constexpr std::array describe_regions{
  ParameterSpec{"InstanceChargeType", in_all, not_modelled}, ParameterSpec{"ResourceType", in_all, not_modelled},
  ParameterSpec{"AcceptLanguage", in_all, not_modelled}};

constexpr std::array all_operations{
  OperationSpec{"CancelCopyImage", cancel_copy_image},
  OperationSpec{"CopyImage", copy_image},
  OperationSpec{"CreateImage", create_image},
  OperationSpec{"CreateInstance", create_instance},
  OperationSpec{"DeleteImage", delete_image},
  OperationSpec{"DeleteInstance", delete_instance},
  OperationSpec{"DeleteInstances", delete_instances},
  OperationSpec{"DescribeImageFromFamily", describe_image_from_family},
  OperationSpec{"DescribeImageSharePermission", describe_image_share_permission},
  OperationSpec{"DescribeImages", describe_images},
  OperationSpec{"DescribeInstances", describe_instances},
  OperationSpec{"DescribeRegions", describe_regions},
  OperationSpec{"ImportImage", import_image},
  OperationSpec{"ModifyImageAttribute", modify_image_attribute},
  OperationSpec{"ModifyImageSharePermission", modify_image_share_permission},
  OperationSpec{"ReplaceSystemDisk", replace_system_disk},
  OperationSpec{"RunInstances", run_instances},
  OperationSpec{"StartInstance", start_instance},
  OperationSpec{"StopInstance", stop_instance}};
// clang-format on

/// `AddAccount.N` matches `AddAccount.7`: the number is from 1, without a leading zero.
constexpr bool matches(const ParameterSpec& spec, std::string_view name) {
  if (spec.numbered_at == std::string_view::npos) return spec.name == name;
  const std::string_view before = spec.name.substr(0, spec.numbered_at + 1);
  const std::string_view after = spec.name.substr(spec.numbered_at + 2);
  if (!name.starts_with(before) || !name.ends_with(after) ||
      name.size() <= before.size() + after.size())
    return false;
  const std::string_view number =
      name.substr(before.size(), name.size() - before.size() - after.size());
  return number.front() != '0' &&
         std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// What every operation takes, and the model leaves to its callers: signatures, formats, resource
/// owners.
constexpr std::array<std::string_view, 15> common{"Action",          "Version",
                                                  "AccessKeyId",     "Signature",
                                                  "SignatureMethod", "SignatureVersion",
                                                  "SignatureNonce",  "SignatureType",
                                                  "Timestamp",       "Format",
                                                  "SecurityToken",   "OwnerAccount",
                                                  "OwnerId",         "ResourceOwnerAccount",
                                                  "ResourceOwnerId"};

}  // namespace

std::span<const OperationSpec> operations() { return all_operations; }

const OperationSpec* find_operation(std::string_view action) {
  const auto it =
      std::lower_bound(all_operations.begin(), all_operations.end(), action,
                       [](const OperationSpec& o, std::string_view a) { return o.action < a; });
  return it != all_operations.end() && it->action == action ? &*it : nullptr;
}

ParameterUse use_of(const OperationSpec& operation, std::string_view parameter, Edition edition) {
  for (const ParameterSpec& p : operation.parameters) {
    if (!matches(p, parameter)) continue;
    if (!p.editions.has(edition)) return ParameterUse::OtherEdition;
    return p.is_modelled ? ParameterUse::Modelled : ParameterUse::NotModelled;
  }
  const bool is_common = std::find(common.begin(), common.end(), parameter) != common.end();
  return is_common ? ParameterUse::Modelled : ParameterUse::Unknown;
}

}  // namespace imgfam
