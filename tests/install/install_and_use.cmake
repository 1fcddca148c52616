# Installs ${build} into a new prefix below ${scratch}; there it configures, builds and runs
# ${consumer}.

set(prefix ${scratch}/prefix)
set(own ${scratch}/consumer)
file(REMOVE_RECURSE ${prefix} ${own})

function(run)
  execute_process(
    COMMAND ${ARGN} OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE result
  )
  if(result)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${output}\n${command}: ${result}")
  endif()
endfunction()

run(${CMAKE_COMMAND} --install ${build} --prefix ${prefix})
run(${CMAKE_COMMAND} -S ${consumer} -B ${own} -G Ninja
  -D CMAKE_BUILD_TYPE=Debug -D CMAKE_CXX_COMPILER=${compiler} -D CMAKE_PREFIX_PATH=${prefix}
)
run(${CMAKE_COMMAND} --build ${own})
run(${own}/consumer)
run(${own}/judge)
