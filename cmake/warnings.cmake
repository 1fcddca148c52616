# Every target of ours links imgfam_warnings; third-party headers are SYSTEM and stay out of it.

add_library(imgfam_warnings INTERFACE)
target_compile_options(imgfam_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
