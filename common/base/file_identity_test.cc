#include "common/base/file_identity.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "common/base/file_descriptor.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

class FileIdentityTest : public testing::Test {
 protected:
  std::string Make(const std::string& name) {
    std::ofstream(folder_.Path(name)) << name;
    return folder_.Path(name);
  }
  const TemporaryFolder folder_;
};

TEST_F(FileIdentityTest, IsTheFilesWhateverItIsCalled) {
  const std::string path = Make("a");
  const FileDescriptor open(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const auto before = IdentityOf(path);
  ASSERT_TRUE(before);
  EXPECT_EQ(IdentityOf(open.get()), before);
  fs::create_symlink(path, folder_.Path("link"));
  EXPECT_EQ(IdentityOf(folder_.Path("link")), before);
  fs::rename(path, folder_.Path("b"));
  EXPECT_EQ(IdentityOf(folder_.Path("b")), before);
  EXPECT_EQ(IdentityOf(open.get()), before);
  EXPECT_NE(IdentityOf(Make("a")), before) << "another file of that name";
}

TEST_F(FileIdentityTest, WhatIsNotThereHasNone) {
  EXPECT_FALSE(IdentityOf(folder_.Path("nothing")));
  EXPECT_EQ(errno, ENOENT);
  EXPECT_FALSE(IdentityOf(-1));
}

}  // namespace
}  // namespace clearance
