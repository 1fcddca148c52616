# Everything outside the standard library. All of it is in Debian 12 and in Ubuntu 24.04.

# Boost 1.74, Debian 12's default, cannot serve: it has no Boost.JSON, and its MSM does not compile
# as C++20 with g++ 12.
find_package(Boost 1.81 CONFIG QUIET COMPONENTS headers json)
if(NOT Boost_FOUND)
  message(FATAL_ERROR
    "imgfam needs Boost 1.81 or newer with Boost.JSON.\n"
    "  Debian 12:    apt-get install libboost-json1.81-dev\n"
    "  Ubuntu 24.04: apt-get install libboost-json1.83-dev\n"
    "A Boost elsewhere is found with -D CMAKE_PREFIX_PATH=<its prefix>."
  )
endif()

find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS SSL)
find_package(SQLite3 REQUIRED)
find_package(Threads REQUIRED)
find_package(yaml-cpp REQUIRED)
if(NOT TARGET yaml-cpp::yaml-cpp)  # yaml-cpp 0.7 has no namespace, 0.8 has
  add_library(yaml-cpp::yaml-cpp ALIAS yaml-cpp)
endif()
