// The main of every test executable with Catch2 v2. Catch2 v3 brings its own in a library.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
