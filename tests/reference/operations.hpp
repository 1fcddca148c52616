// The operations, each as a reader of its page would tell it. A function looks at everything that
// may be wrong, stops with a refusal if anything is, and only then changes the model.
#pragma once

#include "reference/ask.hpp"

#include <map>
#include <string>

namespace imgfam::reference {

using Operation = Outcome (*)(Model&, Ask&);

Outcome modify_image_attribute(Model& model, Ask& ask);           // modify.cpp
Outcome modify_image_share_permission(Model& model, Ask& ask);    // share.cpp
Outcome describe_image_share_permission(Model& model, Ask& ask);  // share.cpp
Outcome create_image(Model& model, Ask& ask);                     // create.cpp
Outcome import_image(Model& model, Ask& ask);                     // create.cpp
Outcome copy_image(Model& model, Ask& ask);                       // copy.cpp
Outcome cancel_copy_image(Model& model, Ask& ask);                // copy.cpp
Outcome delete_image(Model& model, Ask& ask);                     // delete.cpp
Outcome describe_images(Model& model, Ask& ask);                  // describe.cpp
Outcome describe_image_from_family(Model& model, Ask& ask);       // describe.cpp
Outcome describe_regions(Model& model, Ask& ask);                 // describe.cpp
Outcome run_instances(Model& model, Ask& ask);                    // launch.cpp
Outcome create_instance(Model& model, Ask& ask);                  // launch.cpp
Outcome replace_system_disk(Model& model, Ask& ask);              // launch.cpp
Outcome start_instance(Model& model, Ask& ask);                   // instances.cpp
Outcome stop_instance(Model& model, Ask& ask);                    // instances.cpp
Outcome delete_instance(Model& model, Ask& ask);                  // instances.cpp
Outcome delete_instances(Model& model, Ask& ask);                 // instances.cpp
Outcome describe_instances(Model& model, Ask& ask);               // instances.cpp

/// Begins the copies of a region that have a place.
void start_copies(Model& model, const std::string& region);

/// Makes an image Available whose creation is over.
void complete(Model& model, const std::string& id);

/// Takes an image away, its creation with it, if that is under way.
void remove_image(Model& model, const std::string& id);

void set_status(const Model& model, Image& image, Status status);

}  // namespace imgfam::reference
