# What nearly every file of ours includes is parsed once, for all of them: parsing it is two thirds
# of the time that one takes. The preset tidy does without, so that a file which includes less than
# it uses is found.

file(CONFIGURE OUTPUT pch.cpp CONTENT "// Made for the precompiled header alone.\n")
# Hidden, so that such code is no slower in the tool: no other library can take a function's place.
function(imgfam_make_shareable target)
  set_target_properties(${target} PROPERTIES
    POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
  )
endfunction()

function(imgfam_precompile target)
  add_library(${target} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/pch.cpp)
  target_link_libraries(${target} PRIVATE
    imgfam_warnings imgfam_sanitizers Boost::json fmt::fmt
  )
  target_precompile_headers(${target} PRIVATE
    <boost/json/array.hpp> <boost/json/object.hpp> <boost/json/value.hpp>
    <boost/system/result.hpp> <fmt/format.h>
    <algorithm> <array> <bitset> <charconv> <functional> <map> <memory> <optional> <ostream> <set>
    <span> <string> <string_view> <unordered_map> <utility> <variant> <vector>
  )
endfunction()

imgfam_precompile(imgfam_pch)
imgfam_precompile(imgfam_pch_shared)
imgfam_make_shareable(imgfam_pch_shared)
