#pragma once

// Catch2, whichever version the system has: Debian 12 has v2, Ubuntu 24.04 has v3.

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
