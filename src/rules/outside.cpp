#include <imgfam/rules/outside.hpp>

#include <array>

namespace imgfam {
namespace {

constexpr std::string_view encryption = "disks are not encrypted in the model";
constexpr std::string_view trouble = "the service's own trouble is not modelled";

// clang-format off
constexpr std::array table{
  OutsideModel{"*", "InternalError", trouble},
  OutsideModel{"*", "Throttling.User", "flow control is not modelled"},
  OutsideModel{"ModifyImageSharePermission", "InvalidGroup.Malformed", "share groups are not modelled"},
  OutsideModel{"ModifyImageSharePermission", "InvalidParameter.LaunchPermission", "LaunchPermission is refused to all accounts before its value is read"},
  OutsideModel{"ModifyImageSharePermission", "CurrentRegion.NotSupportPublicImage", "every region takes community images in the model"},
  OutsideModel{"ModifyImageSharePermission", "PublicImageAgreement.NotSigned", "every account has signed in the model"},
  OutsideModel{"ModifyImageSharePermission", "InvalidImageId.BidMismatch", "all accounts are of one site in the model"},
  OutsideModel{"ModifyImageSharePermission", "ImageName.ContainsSensitiveWords", "the list of words is not public"},
  OutsideModel{"ModifyImageSharePermission", "ImageDescription.ContainsSensitiveWords", "the list of words is not public"},
  OutsideModel{"ModifyImageSharePermission", "OperationDeined.FullImage", "images are of system disks only in the model"},
  OutsideModel{"ModifyImageSharePermission", "OperationDeined.EncryptedSnapshot", encryption},
  OutsideModel{"ModifyImageSharePermission", "InvalidOperation.ServiceKeyEncryptedImageUnsupported", encryption},
  OutsideModel{"ModifyImageSharePermission", "AssumeRoleError", encryption},
  OutsideModel{"ModifyImageSharePermission", "InvalidParameter.KMSKeyId", encryption},
  OutsideModel{"CreateImage", "InvalidImageVersion.Malformed", "the form of ImageVersion is not documented"},
  OutsideModel{"CreateImage", "InvalidPlatform.Malformed", "the list of platforms is not modelled"},
  OutsideModel{"CreateImage", "InstanceLockedForSecurity", "locks are not modelled"},
  OutsideModel{"CreateImage", "InvalidTagKey.Malformed", "the form of tags is not modelled"},
  OutsideModel{"CreateImage", "InvalidTagValue.Malformed", "the form of tags is not modelled"},
  OutsideModel{"CreateImage", "InvalidParamter.Conflict", "a second code for a token used twice; IdempotenceParamNotMatch is answered"},
  OutsideModel{"CreateImage", "InvalidSnapshotId.NotReady", "snapshots are ready at once in the model"},
  OutsideModel{"CreateImage", "SnapshotNotReady", "snapshots are ready at once in the model"},
  OutsideModel{"CreateImage", "IncorrectInstanceStatus.NeedRestart", "pending restarts are not modelled"},
  OutsideModel{"CreateImage", "InvalidResourceGroup.NotFound", "resource groups are not modelled"},
  OutsideModel{"CopyImage", "OperationDenied.ImageCopying", "a second copy is answered with OperationDenied.ImageCopyConflict", since_2023},
  OutsideModel{"CopyImage", "Forbbiden", "who an image is shared with may copy it since 2023; the page kept the code", since_2023},
  OutsideModel{"CopyImage", "RegionNotSupportCopy", "every region copies in the model"},
  OutsideModel{"CopyImage", "IncorrectDestinationRegion", "its trigger is not documented"},
  OutsideModel{"CopyImage", "SizeExceed.Image", "sizes are not limited in the model"},
  OutsideModel{"CopyImage", "OperationDeined.EncryptedSnapshot", encryption},
  OutsideModel{"CopyImage", "InvalidResourceGroup.NotFound", "resource groups are not modelled"},
  OutsideModel{"CopyImage", "InvalidOperation.Conflict", "its trigger is not documented"},
  OutsideModel{"CancelCopyImage", "CancelNotSupported", "its trigger is not documented"},
  OutsideModel{"ImportImage", "InvalidLicenseType.BYOLOnly", "licences of platforms are not modelled"},
  OutsideModel{"ImportImage", "NoSetRoletoECSServiceAcount", "roles are not modelled"},
  OutsideModel{"DeleteImage", "ImageIsExporting", "ExportImage is not modelled"},
  OutsideModel{"DescribeImages", "InvalidInstanceType.ValueNotSupported", "instance types are not modelled"},
  OutsideModel{"DescribeImages", "InvalidFilterValue.NetworkType", "network types are not modelled"},
  OutsideModel{"DescribeImages", "CurrentAccount.NotSupportPublicImage", "every account sees community images in the model"},
  OutsideModel{"DescribeImageFromFamily", "InvalidUser.Unauthorized", "authorization is not modelled"},
  OutsideModel{"CreateInstance", "Throttling.Resource", "flow control is not modelled"},
  OutsideModel{"CreateInstance", "OperationConflict", "requests never overlap in the model"},
  OutsideModel{"ReplaceSystemDisk", "ImageNotSubscribed", "marketplace images are not modelled"},
  OutsideModel{"ReplaceSystemDisk", "ImageNotSupportInstanceType", "instance types are not modelled"},
  OutsideModel{"ReplaceSystemDisk", "InvalidParameter.Conflict", "instance types are not modelled"},
};
// clang-format on

}  // namespace

std::span<const OutsideModel> outside_model() { return table; }

}  // namespace imgfam
