# cmake -DSOURCE=FOLDER -DOUTPUT=FILE -P commit.cmake: a source file that says which commit the folder stands at, with
# "+" behind it when something in it was changed; left alone while that is what it says already.
set(commit unknown)
execute_process(COMMAND git rev-parse --short=12 HEAD WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE head
  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(NOT failed)
  set(commit ${head})
  execute_process(COMMAND git status --porcelain --untracked-files=no WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE
    changed
    ERROR_QUIET)
  if(NOT changed STREQUAL "")
    string(APPEND commit "+")
  endif()
endif()
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[
#include "tests/bench/bench_files.h"

namespace clearance {

std::string BuiltFromCommit() { return "@commit@"; }

}  // namespace clearance
]])
