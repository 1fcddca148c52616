# Every target of ours links imgfam_sanitizers, which is empty unless IMGFAM_SANITIZE names some.
# A finding ends the program: a test that only prints one would pass.

add_library(imgfam_sanitizers INTERFACE)
if(IMGFAM_SANITIZE)
  target_compile_options(imgfam_sanitizers INTERFACE
    -fsanitize=${IMGFAM_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
    # Instrumented, g++ 12 takes parts of std::regex for uninitialized; so say its own documents.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
  )
  target_link_options(imgfam_sanitizers INTERFACE -fsanitize=${IMGFAM_SANITIZE})
endif()
if(IMGFAM_FUZZ)
  target_compile_options(imgfam_sanitizers INTERFACE -fsanitize=fuzzer-no-link)
endif()
