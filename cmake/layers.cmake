# The layers, lowest rank first: a layer stands only on those above it in this file.

include(GNUInstallDirs)
include(imgfam_layer)

configure_file(cmake/version.hpp.in include/imgfam/version.hpp @ONLY)

imgfam_layer(model     LIBRARIES Boost::json PRIVATE fmt::fmt)
imgfam_layer(rules     DEPENDS model PRIVATE fmt::fmt)
imgfam_layer(lifecycle DEPENDS rules PRIVATE Boost::headers fmt::fmt)
imgfam_layer(cloud     DEPENDS lifecycle PRIVATE fmt::fmt)
imgfam_layer(scenario  DEPENDS cloud PRIVATE yaml-cpp::yaml-cpp fmt::fmt)
imgfam_layer(report    DEPENDS scenario PRIVATE fmt::fmt)

# The command line tool is no library: nobody includes it.
file(GLOB_RECURSE imgfam_cli_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/cli/*.cpp)
if(imgfam_cli_sources)
  add_executable(imgfam ${imgfam_cli_sources})
  imgfam_own(imgfam)
  target_link_libraries(imgfam PRIVATE imgfam::imgfam CLI11::CLI11 fmt::fmt)
endif()
