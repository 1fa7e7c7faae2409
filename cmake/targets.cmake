# How a folder becomes targets: clearance_library(base DEPS ...) makes
#   clearance_base       from *.cc of the folder, and
#   clearance_base_test  from its *_test.cc, each test case known to ctest,
#   clearance_base_long_test  from its *_long_test.cc, whose long forms (tests/support/long_run.h) take up to hours,
# so that a new file needs no line here. Programs are named one by one with clearance_program().

include(GoogleTest)

# ccache answers a clone in any folder from the same cache: paths under the source tree count as relative ones.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_MAXSIZE=5G ${CCACHE_PROGRAM})
endif()

add_library(clearance_options INTERFACE)
target_include_directories(clearance_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(clearance_options INTERFACE
  -pthread # everywhere, as gRPC asks for it: a set of precompiled headers fits one set of macros
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough)
# An error where somebody has answered every warning: Debian 12's compilers. A newer one has warnings of its own, and
# they are no reason not to have the program there.
if((CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
   OR (CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 15))
  target_compile_options(clearance_options INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # The optimiser raises these for plain std::string and std::optional code (GCC bugs 105329, 105651, still in g++ 14);
  # the asan preset finds the real ones.
  target_compile_options(clearance_options INTERFACE
    -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread)
endif()
if(CLEARANCE_SANITIZE)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(clearance_options INTERFACE -Wno-maybe-uninitialized) # false with a sanitizer's code between
  endif()
  add_compile_options(-fsanitize=${CLEARANCE_SANITIZE} -fno-omit-frame-pointer) # the generated code too
  add_link_options(-fsanitize=${CLEARANCE_SANITIZE})
endif()

include(cmake/precompiled.cmake)

# clearance_sources(OUT): the folder's *.cc without tests and mains.
function(clearance_sources out)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  list(FILTER sources EXCLUDE REGEX "(_test|main)\\.cc$")
  set(${out} ${sources} PARENT_SCOPE)
endfunction()

# clearance_library(NAME [DEPS targets...] [TEST_DEPS targets...])
function(clearance_library name)
  cmake_parse_arguments(ARG "" "" "DEPS;TEST_DEPS" ${ARGN})
  clearance_sources(sources)
  if(sources)
    add_library(clearance_${name} STATIC ${sources})
    target_link_libraries(clearance_${name} PUBLIC clearance_options ${ARG_DEPS})
    clearance_use_precompiled(clearance_${name} ${ARG_DEPS})
  else()
    add_library(clearance_${name} INTERFACE)
    target_link_libraries(clearance_${name} INTERFACE clearance_options ${ARG_DEPS})
  endif()
  file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cc)
  set(long_tests ${tests})
  list(FILTER tests EXCLUDE REGEX "_long_test\\.cc$")
  list(FILTER long_tests INCLUDE REGEX "_long_test\\.cc$")
  if(tests)
    clearance_test(clearance_${name}_test SOURCES ${tests} DEPS clearance_${name} ${ARG_TEST_DEPS})
  endif()
  if(long_tests)
    clearance_test(clearance_${name}_long_test SOURCES ${long_tests} DEPS clearance_${name} ${ARG_TEST_DEPS}
      TIMEOUT 7200)
  endif()
endfunction()

# clearance_refuse_long_forms(TARGET sources...): a long form ends with the limit of its test, which nobody sees before
# a long run. Whoever has one says how long it may take.
function(clearance_refuse_long_forms target)
  foreach(source ${ARGN})
    cmake_path(ABSOLUTE_PATH source)
    file(STRINGS ${source} long_forms REGEX "IsLongRun\\(\\)" LIMIT_COUNT 1)
    if(long_forms)
      message(FATAL_ERROR "${target}: ${source} has a long form (IsLongRun) and no TIMEOUT; in a library's folder "
        "it is to be called *_long_test.cc")
    endif()
  endforeach()
endfunction()

# clearance_test(TARGET SOURCES files... [DEPS targets...] [LABELS label] [TIMEOUT seconds])
# Tests run in the source folder. The label `long` keeps one out of ./dev test; ./dev test --long runs it too.
function(clearance_test target)
  cmake_parse_arguments(ARG "" "LABELS;TIMEOUT" "SOURCES;DEPS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    clearance_refuse_long_forms(${target} ${ARG_SOURCES})
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${target} ${ARG_SOURCES})
  target_link_libraries(${target}
    PRIVATE clearance_options ${ARG_DEPS} clearance_test_support GTest::gmock GTest::gtest GTest::gtest_main)
  clearance_use_precompiled(${target} GTest::gtest)
  # gtest_discover_tests flattens lists: an empty value, or two in one, would shift every property behind it.
  set(label "")
  if(ARG_LABELS)
    set(label LABELS ${ARG_LABELS})
  endif()
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
    PROPERTIES TIMEOUT ${ARG_TIMEOUT} ${label} ENVIRONMENT CLEARANCE_BIN_DIR=${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
endfunction()

# clearance_program(NAME SOURCES files... DEPS targets...)
function(clearance_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE clearance_options ${ARG_DEPS})
  clearance_use_precompiled(${name} ${ARG_DEPS})
endfunction()

# clearance_python(OUT modules...): an interpreter that has these modules. The first python3 of the PATH may be one of a
# user's own, without Debian's packages.
function(clearance_python out)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  set(python ${Python3_EXECUTABLE})
  if(ARGN)
    list(JOIN ARGN "," modules)
    execute_process(COMMAND ${python} -c "import ${modules}" RESULT_VARIABLE lacks OUTPUT_QUIET ERROR_QUIET)
    if(lacks AND EXISTS /usr/bin/python3)
      set(python /usr/bin/python3)
    endif()
  endif()
  set(${out} ${python} PARENT_SCOPE)
endfunction()

# clearance_python_test(NAME SCRIPT [MODULES modules...] [ARGS arguments...] [LABELS label] [TIMEOUT seconds])
# A test in Python. What it could not do here ctest tells as skipped (tests/support/needs.py).
function(clearance_python_test name script)
  cmake_parse_arguments(ARG "" "LABELS;TIMEOUT" "MODULES;ARGS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  clearance_python(python ${ARG_MODULES})
  add_test(NAME ${name} COMMAND ${python} -B ${CMAKE_CURRENT_SOURCE_DIR}/${script} ${ARG_ARGS}
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} SKIP_RETURN_CODE 77 LABELS "${ARG_LABELS}")
endfunction()
