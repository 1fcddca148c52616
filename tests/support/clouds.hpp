// Clouds and requests from short texts, and answers as texts: so that a test of the cloud reads as
// the table that it is.
//
//     Cloud cloud = cloud_of("m-1 family=web t=10\n"
//                            "m-2 family=web t=20 Deprecated\n"
//                            "i-1 image=m-1");
//     CHECK(answer(cloud, "ModifyImageAttribute ImageId=m-2 Status=Available") == "200 {}");
#pragma once

#include <imgfam/cloud/cloud.hpp>

#include <string>
#include <string_view>

namespace imgfam::test {

/// Who owns what names no owner, and two others. Texts call them by these names.
inline constexpr AccountId alice{1000000000000001};
inline constexpr AccountId bob{1000000000000002};
inline constexpr AccountId carol{1000000000000003};
/// Where everything stands that names no region.
inline constexpr std::string_view hangzhou = "cn-hangzhou";
inline constexpr std::string_view beijing = "cn-beijing";
/// What `t=` counts from, in seconds. A year before the clock of a new cloud.
inline constexpr SimTime beginning{1'735'689'600};

/// An edition and readings, as `repeat-status=accept in-use-means=ever`.
Settings settings_of(Edition edition, std::string_view readings = {});

/// One image: its id, then in any order a status, an origin, a boot mode, an architecture (as the
/// API spells them), `community`, `nvme`, `imds-v2`, `windows`, and name= family= description=
/// snapshot= copied-from= platform= of=ACCOUNT in=REGION t=SECONDS shared=ACCOUNT,ACCOUNT
/// tag=KEY:VALUE.
Image image_of(std::string_view line);
/// One instance: its id, then a status, a boot mode, `protected`, and image= of= in= t=.
Instance instance_of(std::string_view line);

/// A cloud with an image or, where the id starts with `i-`, an instance for each line. The accounts
/// alice, bob and carol exist. What cannot be added ends the test.
Cloud cloud_of(std::string_view lines, const Settings& settings = {});

/// `[ACCOUNT:] Action Name=Value …`, by alice if nobody is named. A plus in a value is a blank.
/// RegionId=cn-hangzhou is added unless the text has a RegionId of its own or the word `-RegionId`.
Request request_of(std::string_view text);

Outcome ask(Cloud& cloud, std::string_view request);
/// `200 {…}`, its document without RequestId; or `403 Code: rule rule`.
std::string text(const Outcome& outcome);
/// What the request is answered with.
std::string answer(Cloud& cloud, std::string_view request);
/// The document of a request that must succeed, without RequestId.
boost::json::object document(Cloud& cloud, std::string_view request);

/// The changes that a request brings about, a line each: `m-1: status Available -> Deprecated`.
std::string changes(Cloud& cloud, std::string_view request);

/// `m-2; not m-1 (older: created …)`: what a family resolves to for alice in Hangzhou.
std::string resolution(const Cloud& cloud, std::string_view family, AccountId account = alice,
                       std::string_view region = hangzhou);

}  // namespace imgfam::test
