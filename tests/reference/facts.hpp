// Facts about the images of a Model that more than one operation asks for. Nothing is changed here.
#pragma once

#include "reference/model.hpp"

#include <set>
#include <string>

namespace imgfam::reference {

bool is_shared_with(const Image& image, AccountId account);
bool is_creating(const Image& image);

/// Whether an account may see and launch the image in the region.
bool is_visible(const Image& image, AccountId account, const std::string& region);

/// By instances, in the sense of the reading of `in-use-means`.
bool is_in_use(const Model& model, const Image& image);

/// Whether another image than `except` stands in the way of the name.
bool is_name_taken(const Model& model, const std::string& name, AccountId owner,
                   const std::string& region, const std::string& except = "");

/// Whether one more image would be one too many for the account in the region.
bool is_image_quota_full(const Model& model, AccountId owner, const std::string& region);

/// How many images of a family count toward its quota, leaving `except` out.
std::size_t members_of(const Model& model, const std::string& family, AccountId owner,
                       const std::string& region, const std::string& except = "");

/// Whether the image, as it is, counts toward the quota of a family.
bool counts_in_family(const Model& model, const Image& image);

/// The families that the images of an account in a region are in, leaving `except` out.
std::set<std::string> families_of(const Model& model, AccountId owner, const std::string& region,
                                  const std::string& except = "");

/// Whether an account has the snapshot in the region: of an image of its own, or left by one.
bool is_snapshot_of(const Model& model, const std::string& snapshot, AccountId owner,
                    const std::string& region);

/// What a family resolves to for an account in a region; nullptr when it has no Available image.
const Image* resolve(const Model& model, const std::string& family, AccountId account,
                     const std::string& region);

/// The name under which an account sees the family of an image.
std::string family_as_seen(const Model& model, const Image& image, AccountId account);

}  // namespace imgfam::reference
