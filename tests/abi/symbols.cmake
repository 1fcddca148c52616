# Fails unless ${library} defines just the functions of its header.
execute_process(
  COMMAND ${nm} --dynamic --defined-only --format=just-symbols ${library}
  OUTPUT_VARIABLE found RESULT_VARIABLE result
)
string(REGEX MATCHALL "[^\n]+" found "${found}")
list(SORT found)
set(wanted imgfam_oracle_free imgfam_oracle_line imgfam_oracle_new imgfam_oracle_protocol
  imgfam_oracle_version)
if(result OR NOT found STREQUAL wanted)
  message(FATAL_ERROR "found: ${found}\nwanted: ${wanted}")
endif()
