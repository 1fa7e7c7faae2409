#include "common/crypto/file_hash.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

class FileHashTest : public testing::Test {
 protected:
  const TemporaryFolder folder_;
};

TEST_F(FileHashTest, IsTheHashOfAllBytesFromTheOneAskedFor) {
  const std::string path = folder_.Path("file");
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{(1 << 20) - 1}, std::size_t{1 << 20},
                                 std::size_t{(1 << 20) + 1}, std::size_t{3'333'333}}) {
    std::string content(size, '\0');
    for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<char>(i * 7 % 251);
    ASSERT_TRUE(WriteFile(path, content).ok());
    std::uint64_t told = 0;
    const auto whole = HashFile(path, 0, [&told](std::uint64_t bytes) { told = bytes; });
    ASSERT_TRUE(whole.ok()) << whole.status();
    EXPECT_EQ(*whole, (FileHash{size, Sha256(content)})) << size;
    EXPECT_EQ(told, size);
    if (size == 0) continue;
    EXPECT_EQ(*HashFile(path, size - 1), (FileHash{1, Sha256(content.substr(size - 1))})) << size;
    EXPECT_EQ(*HashFile(path, size + 5), (FileHash{0, Sha256("")})) << size;
  }
}

TEST_F(FileHashTest, WhatCannotBeReadIsNamed) {
  const Status absent = HashFile(folder_.Path("absent")).status();
  EXPECT_EQ(absent.code(), StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(absent), error_reason::kFileUnreadable);
  EXPECT_NE(MessageOf(absent).find("/absent"), std::string::npos);
  EXPECT_EQ(HashFile(folder_.path()).status().code(), StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace clearance
