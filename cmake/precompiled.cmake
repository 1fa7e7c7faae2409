# Precompiled headers: the slow headers from outside, parsed once for each set instead of once a file.
# None of ours is in them, so a change of ours never rebuilds them, and warnings about our headers stay.
# docs/decisions/0001 has the figures, and why a clone in another folder still hits the same ccache.
#
#   clearance_pch_std     standard library, abseil's Status         every library
#   clearance_pch_opencv  + OpenCV                                  libraries that DEPS opencv
#   clearance_pch_grpc    + gRPC, protobuf                          libraries that DEPS clearance_wire or _proto
#   clearance_pch_test    + GoogleTest                              every test
#
# A target with its own -O, -f or -D flags for these headers cannot share a set: give it
#   set_target_properties(<target> PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)
# -DCLEARANCE_PCH=OFF builds without: slower, and finds a file that forgot an #include.

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  option(CLEARANCE_PCH "Use precompiled headers" ON)
else()
  set(CLEARANCE_PCH OFF) # clang stamps them with the time, which would defeat ccache
endif()

set(clearance_std_headers
  <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory> <optional> <set> <string> <string_view>
  <tuple> <unordered_map> <utility> <variant> <vector> <absl/status/status.h> <absl/status/statusor.h>)

# clearance_precompiled(SET HEADERS headers... DEPS targets...)
function(clearance_precompiled set)
  cmake_parse_arguments(ARG "" "" "HEADERS;DEPS" ${ARGN})
  add_library(clearance_pch_${set} STATIC EXCLUDE_FROM_ALL ${CMAKE_SOURCE_DIR}/cmake/precompiled.cc)
  target_link_libraries(clearance_pch_${set} PRIVATE clearance_options absl::status absl::statusor ${ARG_DEPS})
  target_precompile_headers(clearance_pch_${set} PRIVATE ${clearance_std_headers} ${ARG_HEADERS})
endfunction()

if(CLEARANCE_PCH)
  clearance_precompiled(std)
  clearance_precompiled(opencv DEPS opencv HEADERS <opencv2/core.hpp> <opencv2/dnn.hpp> <opencv2/imgproc.hpp>)
  clearance_precompiled(grpc DEPS gRPC::grpc++ protobuf::libprotobuf
    HEADERS <google/protobuf/message.h> <grpcpp/grpcpp.h>)
  clearance_precompiled(test DEPS GTest::gmock GTest::gtest HEADERS <gmock/gmock.h> <gtest/gtest.h>)
endif()

# clearance_use_precompiled(TARGET DEPS...): the set that fits what the target links.
function(clearance_use_precompiled target)
  if(NOT CLEARANCE_PCH)
    return()
  elseif("clearance_wire" IN_LIST ARGN OR "clearance_proto" IN_LIST ARGN)
    set(set grpc)
  elseif("opencv" IN_LIST ARGN)
    set(set opencv)
  elseif("GTest::gtest" IN_LIST ARGN)
    set(set test)
  else()
    set(set std)
  endif()
  target_precompile_headers(${target} REUSE_FROM clearance_pch_${set})
endfunction()
