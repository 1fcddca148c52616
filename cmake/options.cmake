# What a builder can switch, and what every target shares.

option(IMGFAM_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(IMGFAM_BENCH "Build the benchmarks (needs Google Benchmark)" OFF)
option(IMGFAM_FUZZ "Build the fuzz targets (needs clang and libFuzzer)" OFF)
option(IMGFAM_CCACHE "Compile through ccache where it is installed" ON)
set(IMGFAM_SANITIZE "" CACHE STRING "Sanitizers to build with, such as address,undefined")
# For warnings as errors there is CMake's own CMAKE_COMPILE_WARNING_AS_ERROR. All presets but
# release set it: a newer compiler's new warning must not stop a user or a packager.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# Ninja would start two compilers more than there are cores; Boost.MSM takes half a gigabyte each.
cmake_host_system_information(RESULT imgfam_cores QUERY NUMBER_OF_LOGICAL_CORES)
set_property(GLOBAL APPEND PROPERTY JOB_POOLS imgfam_cores=${imgfam_cores})
set(CMAKE_JOB_POOL_COMPILE imgfam_cores)
set(CMAKE_JOB_POOL_LINK imgfam_cores)

if(IMGFAM_CCACHE)
  find_program(IMGFAM_CCACHE_PROGRAM ccache)
  mark_as_advanced(IMGFAM_CCACHE_PROGRAM)
  if(IMGFAM_CCACHE_PROGRAM)
    # Without this ccache refuses whatever uses a precompiled header.
    set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${IMGFAM_CCACHE_PROGRAM}
    )
  endif()
endif()
