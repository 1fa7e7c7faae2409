// What every reader of files from a chip must stand: cut files and changed bytes.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

#include "common/base/bytes.h"
#include "tests/support/shared_data.h"

namespace clearance {

// A file of shared data; empty, and the test fails, when it cannot be read.
inline std::string ReadSharedFile(const std::string& path) {
  constexpr std::size_t kMaxBytes = std::size_t{32} << 20;
  const auto bytes = ReadFile(path, kMaxBytes);
  EXPECT_TRUE(bytes.ok()) << path;
  return bytes.ok() ? *bytes : std::string();
}

// `read` takes a std::string_view and answers with a StatusOr. Each cut is a string of its own, so that the address
// sanitizer sees a read behind its end.
template <typename Read>
void ExpectEveryTruncationRefused(const std::string& file, const Read& read) {
  ASSERT_TRUE(read(file).ok());
  for (std::size_t size = 0; size < file.size(); ++size) {
    const std::string cut = file.substr(0, size);
    ASSERT_FALSE(read(cut).ok()) << "cut at " << size;
  }
}

// The reader may answer either way, and must come back. Answers how many of the changed files it refused.
template <typename Read>
int CountRefusedChanges(const std::string& file, int rounds, const Read& read) {
  std::mt19937 random(7);
  int refused = 0;
  for (int round = 0; round < rounds; ++round) {
    std::string changed = file;
    for (int change = 0; change < 3; ++change) changed[random() % changed.size()] = static_cast<char>(random());
    if (!read(changed).ok()) ++refused;
  }
  return refused;
}

}  // namespace clearance
