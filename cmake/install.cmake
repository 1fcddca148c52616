# cmake --install: the tool, the libraries with their headers, and what find_package(imgfam) needs.

include(CMakePackageConfigHelpers)

get_property(imgfam_layers GLOBAL PROPERTY IMGFAM_LAYERS)
set(imgfam_cmakedir ${CMAKE_INSTALL_LIBDIR}/cmake/imgfam)

install(TARGETS imgfam_library imgfam_oracle_c ${imgfam_layers} EXPORT imgfam)
install(EXPORT imgfam NAMESPACE imgfam:: DESTINATION ${imgfam_cmakedir} FILE imgfamTargets.cmake)
install(
  DIRECTORY ${PROJECT_SOURCE_DIR}/include/ ${PROJECT_BINARY_DIR}/include/
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN *.hpp PATTERN *.h
)

configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/imgfamConfig.cmake.in ${PROJECT_BINARY_DIR}/imgfamConfig.cmake
  INSTALL_DESTINATION ${imgfam_cmakedir}
)
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/imgfamConfigVersion.cmake COMPATIBILITY SameMinorVersion
)
install(
  FILES ${PROJECT_BINARY_DIR}/imgfamConfig.cmake ${PROJECT_BINARY_DIR}/imgfamConfigVersion.cmake
  DESTINATION ${imgfam_cmakedir}
)

if(TARGET imgfam)
  install(TARGETS imgfam)
endif()

# imgfam_install(<destination> <file or folder>…) installs those that are there.
function(imgfam_install destination)
  foreach(path IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH path BASE_DIRECTORY ${PROJECT_SOURCE_DIR})
    if(IS_DIRECTORY ${path})
      install(DIRECTORY ${path}/ DESTINATION ${destination})
    elseif(EXISTS ${path})
      install(FILES ${path} DESTINATION ${destination})
    endif()
  endforeach()
endfunction()

imgfam_install(${CMAKE_INSTALL_DATADIR}/imgfam/scenarios scenarios)
imgfam_install(${CMAKE_INSTALL_MANDIR}/man1 docs/man/imgfam.1)
imgfam_install(${CMAKE_INSTALL_DOCDIR} LICENSE README.md CHANGELOG.md)
imgfam_install(${CMAKE_INSTALL_DATADIR}/bash-completion/completions completions/imgfam)
imgfam_install(${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions completions/_imgfam)
imgfam_install(${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d completions/imgfam.fish)
