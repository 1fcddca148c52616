#include <imgfam/version.hpp>

int main() { return imgfam::version.empty() ? 1 : 0; }
