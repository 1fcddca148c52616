# The layers, lowest rank first: a layer stands only on those above it in this file.

include(GNUInstallDirs)
include(imgfam_layer)

configure_file(cmake/version.hpp.in include/imgfam/version.hpp @ONLY)

imgfam_layer(model SHAREABLE LIBRARIES Boost::json)
imgfam_layer(rules SHAREABLE DEPENDS model)
imgfam_layer(lifecycle SHAREABLE DEPENDS rules PRIVATE Boost::headers)
imgfam_layer(cloud SHAREABLE DEPENDS lifecycle)
imgfam_layer(scenario SHAREABLE DEPENDS cloud PRIVATE yaml-cpp::yaml-cpp)
imgfam_layer(explore   DEPENDS cloud PRIVATE Boost::headers)
imgfam_layer(oracle SHAREABLE DEPENDS scenario)
imgfam_layer(report    DEPENDS scenario explore oracle)
imgfam_layer(http      DEPENDS scenario oracle
  PRIVATE Boost::headers OpenSSL::SSL SQLite::SQLite3 Threads::Threads)
# Asio has fences, which g++ does not watch under ThreadSanitizer; its one thread needs none.
if(IMGFAM_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  target_compile_options(imgfam_http PRIVATE -Wno-tsan)
endif()

# The oracle for other languages: what its header declares is all that this library shows.
add_library(imgfam_oracle_c SHARED ${PROJECT_SOURCE_DIR}/src/abi/oracle.cpp)
add_library(imgfam::oracle_c ALIAS imgfam_oracle_c)
set_target_properties(imgfam_oracle_c PROPERTIES
  OUTPUT_NAME imgfam_oracle EXPORT_NAME oracle_c
  VERSION ${PROJECT_VERSION} SOVERSION 0
)
imgfam_make_shareable(imgfam_oracle_c)
imgfam_own(imgfam_oracle_c)
target_link_libraries(imgfam_oracle_c PRIVATE $<BUILD_INTERFACE:imgfam::oracle>)
target_link_options(imgfam_oracle_c PRIVATE
  LINKER:--version-script=${PROJECT_SOURCE_DIR}/src/abi/oracle.map
)
set_property(TARGET imgfam_oracle_c APPEND PROPERTY
  LINK_DEPENDS ${PROJECT_SOURCE_DIR}/src/abi/oracle.map
)
target_include_directories(imgfam_oracle_c INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
)

# The command line tool is no library: nobody includes it.
file(GLOB_RECURSE imgfam_cli_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/cli/*.cpp)
if(imgfam_cli_sources)
  add_executable(imgfam ${imgfam_cli_sources})
  imgfam_own(imgfam)
  target_link_libraries(imgfam PRIVATE imgfam::imgfam CLI11::CLI11)
endif()
