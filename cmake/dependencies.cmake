# Every library from outside, found once. docs/dependencies.md says why each is here.

find_package(Threads REQUIRED)
find_package(Protobuf REQUIRED) # the module, before gRPC's own config
find_package(gRPC CONFIG REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(spdlog CONFIG REQUIRED)
find_package(absl CONFIG REQUIRED)
find_package(GTest CONFIG REQUIRED)
find_package(benchmark CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(nlohmann_json CONFIG REQUIRED)
find_package(simdjson CONFIG REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET tomlplusplus)
pkg_check_modules(zxing REQUIRED IMPORTED_TARGET zxing)
pkg_check_modules(zbar REQUIRED IMPORTED_TARGET zbar)
pkg_check_modules(qrencode REQUIRED IMPORTED_TARGET libqrencode)
pkg_check_modules(prometheus_core REQUIRED IMPORTED_TARGET prometheus-cpp-core)
pkg_check_modules(microhttpd REQUIRED IMPORTED_TARGET libmicrohttpd)
pkg_check_modules(jemalloc REQUIRED IMPORTED_TARGET jemalloc)
find_package(date CONFIG REQUIRED) # date::date-tz, not date::tz

# Debian's slim OpenCV packages carry no CMake config: name the components.
find_path(OPENCV_INCLUDE_DIR opencv2/core.hpp PATH_SUFFIXES opencv4 REQUIRED)
add_library(opencv INTERFACE)
target_include_directories(opencv SYSTEM INTERFACE ${OPENCV_INCLUDE_DIR})
foreach(component core imgproc imgcodecs calib3d dnn)
  find_library(OPENCV_${component}_LIBRARY opencv_${component} REQUIRED)
  target_link_libraries(opencv INTERFACE ${OPENCV_${component}_LIBRARY})
endforeach()

# dlib's own config asks for the development files of PNG, JPEG and SQLite: we need none of them from it. Those of BLAS
# and LAPACK, which its headers call, do not come with its package.
find_path(DLIB_INCLUDE_DIR dlib/image_processing.h REQUIRED)
add_library(dlib INTERFACE)
target_include_directories(dlib SYSTEM INTERFACE ${DLIB_INCLUDE_DIR})
foreach(component dlib lapack blas)
  find_library(DLIB_${component}_LIBRARY ${component} REQUIRED)
  target_link_libraries(dlib INTERFACE ${DLIB_${component}_LIBRARY})
endforeach()

find_path(RAPIDCHECK_INCLUDE_DIR rapidcheck.h REQUIRED)
find_library(RAPIDCHECK_LIBRARY rapidcheck REQUIRED)
add_library(rapidcheck INTERFACE)
target_include_directories(rapidcheck SYSTEM INTERFACE ${RAPIDCHECK_INCLUDE_DIR})
target_link_libraries(rapidcheck INTERFACE ${RAPIDCHECK_LIBRARY})
