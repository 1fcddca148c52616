// What the operations on instances have in common.
#pragma once

#include "call.hpp"

namespace imgfam {

/// The instance of that id, if it is the caller's; breaks instance-id-given or instance-exists.
const Instance* judge_own_instance(Call& call, std::string_view id);

/// The rules of deleting an instance.
void judge_instance_deletion(Call& call, const Instance& instance, bool force);

/// Deletes it and frees its image.
void delete_one(Call& call, const Instance& instance);

}  // namespace imgfam
