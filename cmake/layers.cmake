# The layers, lowest rank first: a layer stands only on those above it in this file.

include(GNUInstallDirs)
include(imgfam_layer)

configure_file(cmake/version.hpp.in include/imgfam/version.hpp @ONLY)

imgfam_layer(model     LIBRARIES Boost::json)
imgfam_layer(rules     DEPENDS model)
imgfam_layer(lifecycle DEPENDS rules PRIVATE Boost::headers)
imgfam_layer(cloud     DEPENDS lifecycle)
imgfam_layer(scenario  DEPENDS cloud PRIVATE yaml-cpp::yaml-cpp)
imgfam_layer(explore   DEPENDS cloud PRIVATE Boost::headers)
imgfam_layer(oracle    DEPENDS scenario)
imgfam_layer(report    DEPENDS scenario explore oracle)
imgfam_layer(http      DEPENDS scenario oracle
  PRIVATE Boost::headers OpenSSL::Crypto SQLite::SQLite3 Threads::Threads)

# The command line tool is no library: nobody includes it.
file(GLOB_RECURSE imgfam_cli_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/cli/*.cpp)
if(imgfam_cli_sources)
  add_executable(imgfam ${imgfam_cli_sources})
  imgfam_own(imgfam)
  target_link_libraries(imgfam PRIVATE imgfam::imgfam CLI11::CLI11)
endif()
