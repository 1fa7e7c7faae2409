// Where tests find data that is not ours to carry: $CLEARANCE_SHARED, else ../shared beside the project.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace clearance {

// The path of a file or folder under shared/, e.g. "testdata/mrz/mrz_vectors.json"; nullopt when it is not there.
std::optional<std::string> SharedPath(std::string_view relative);

// True when a missing model or data set is a failure (CLEARANCE_REQUIRE_SHARED=1, as CI sets it), never a skip.
bool SharedRequired();

// A path inside the project's own tree, e.g. "tests/golden/demo.csv".
std::string SourcePath(std::string_view relative);

// A built program's path, e.g. BinPath("clearance-server").
std::string BinPath(std::string_view program);

}  // namespace clearance

// Declares `std::string name` with the path of shared data; without the data the test fails where it is required and
// otherwise says loudly what is missing and skips.
#define REQUIRE_SHARED(name, relative)                                                                      \
  const auto name##_found = ::clearance::SharedPath(relative);                                              \
  if (!name##_found && ::clearance::SharedRequired()) FAIL() << "shared data is missing: " << (relative);   \
  if (!name##_found) GTEST_SKIP() << "shared data is missing: " << (relative) << " (set CLEARANCE_SHARED)"; \
  const std::string name = *name##_found
