# imgfam_layer(<name> [SHAREABLE] [DEPENDS <layer>…] [LIBRARIES <target>…] [PRIVATE <target>…])
#
# The static library imgfam_<name> (imgfam::<name>) of all that is below src/<name>/, with its
# contract in include/imgfam/<name>/. DEPENDS names the layers it stands on, LIBRARIES what its
# headers show of other projects, PRIVATE what only its .cpp files use. SHAREABLE: it can go into a
# shared library. A layer without .cpp files
# is an INTERFACE library; one without files is skipped, and so is a dependency on it.
#
# tests/architecture checks that what is included agrees with the layers' ranks.

add_library(imgfam_library INTERFACE)
add_library(imgfam::imgfam ALIAS imgfam_library)
set_target_properties(imgfam_library PROPERTIES EXPORT_NAME imgfam)

function(imgfam_layer name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "SHAREABLE" "" "DEPENDS;LIBRARIES;PRIVATE")

  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/imgfam/${name}/*.hpp)
  if(NOT sources AND NOT headers)
    return()
  endif()

  set(depends ${arg_DEPENDS})
  list(TRANSFORM depends PREPEND imgfam_)
  foreach(layer IN LISTS depends)
    if(NOT TARGET ${layer})
      list(REMOVE_ITEM depends ${layer})
    endif()
  endforeach()

  set(target imgfam_${name})
  if(sources)
    set(scope PUBLIC)
    add_library(${target} STATIC ${sources})
    if(arg_SHAREABLE)
      imgfam_make_shareable(${target})
    endif()
    imgfam_own(${target})
    target_link_libraries(${target} PRIVATE ${arg_PRIVATE})
  else()
    set(scope INTERFACE)
    add_library(${target} INTERFACE)
  endif()
  add_library(imgfam::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_link_libraries(${target} ${scope} ${depends} ${arg_LIBRARIES})
  target_compile_features(${target} ${scope} cxx_std_20)
  target_include_directories(${target} ${scope}
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
  )

  target_link_libraries(imgfam_library INTERFACE ${target})
  set_property(GLOBAL APPEND PROPERTY IMGFAM_LAYERS ${target})
endfunction()

# What every target of ours is built with; {fmt} is for any of them. BUILD_INTERFACE keeps what is
# not for others out of what is installed.
function(imgfam_own target)
  target_link_libraries(${target} PRIVATE
    $<BUILD_INTERFACE:imgfam_warnings> $<BUILD_INTERFACE:imgfam_sanitizers> fmt::fmt
  )
  get_target_property(is_shareable ${target} POSITION_INDEPENDENT_CODE)
  if(is_shareable)
    target_precompile_headers(${target} REUSE_FROM imgfam_pch_shared)
  else()
    target_precompile_headers(${target} REUSE_FROM imgfam_pch)
  endif()
endfunction()
