# cpack: one .deb with the tool, its scenarios, and the library for those who build on it.

if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VENDOR imgfam)
set(CPACK_PACKAGE_CONTACT "imgfam developers <developers@imgfam.invalid>")
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/package)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
  "Replays scenarios against the model, explains every refusal with the document it comes from,
 and installs the model as a C++20 library for find_package(imgfam)."
)
# Only who builds on the library needs these; what the tool needs is found by SHLIBDEPS.
set(CPACK_DEBIAN_PACKAGE_SUGGESTS
  cmake
  libboost-json${Boost_VERSION_MAJOR}.${Boost_VERSION_MINOR}-dev
  libfmt-dev
  libsqlite3-dev
  libssl-dev
  libyaml-cpp-dev
)
list(JOIN CPACK_DEBIAN_PACKAGE_SUGGESTS ", " CPACK_DEBIAN_PACKAGE_SUGGESTS)

include(CPack)
