# How a folder becomes targets: clearance_library(base DEPS ...) makes
#   clearance_base       from *.cc of the folder, and
#   clearance_base_test  from its *_test.cc, each test case known to ctest,
# so that a new file needs no line here. Programs are named one by one with clearance_program().

include(GoogleTest)

add_library(clearance_options INTERFACE)
target_include_directories(clearance_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(clearance_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Werror)
if(CLEARANCE_SANITIZE)
  target_compile_options(clearance_options INTERFACE -fsanitize=${CLEARANCE_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(clearance_options INTERFACE -fsanitize=${CLEARANCE_SANITIZE})
endif()

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
  else()
    add_library(clearance_${name} INTERFACE)
    target_link_libraries(clearance_${name} INTERFACE clearance_options ${ARG_DEPS})
  endif()
  file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cc)
  if(tests)
    clearance_test(clearance_${name}_test SOURCES ${tests} DEPS clearance_${name} ${ARG_TEST_DEPS})
  endif()
endfunction()

# clearance_test(TARGET SOURCES files... [DEPS targets...] [LABELS labels...] [TIMEOUT seconds])
function(clearance_test target)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;DEPS;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${target} ${ARG_SOURCES})
  target_link_libraries(${target} PRIVATE clearance_options ${ARG_DEPS} clearance_test_support GTest::gmock GTest::gtest GTest::gtest_main)
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST
    PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
    ENVIRONMENT "CLEARANCE_SOURCE_DIR=${CMAKE_SOURCE_DIR};CLEARANCE_BIN_DIR=${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
endfunction()

# clearance_program(NAME SOURCES files... DEPS targets...)
function(clearance_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE clearance_options ${ARG_DEPS})
endfunction()
