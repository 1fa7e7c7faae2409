#include "common/base/file_identity.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "common/base/file_descriptor.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

class FileIdentityTest : public testing::Test {
 protected:
  FileIdentityTest() {
    std::string folder = testing::TempDir() + "file_identity_test.XXXXXX";
    folder_ = ::mkdtemp(folder.data());
  }
  ~FileIdentityTest() override { fs::remove_all(folder_); }
  std::string Make(const std::string& name) {
    std::ofstream(folder_ + "/" + name) << name;
    return folder_ + "/" + name;
  }
  std::string folder_;
};

TEST_F(FileIdentityTest, IsTheFilesWhateverItIsCalled) {
  const std::string path = Make("a");
  const FileDescriptor open(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const auto before = IdentityOf(path);
  ASSERT_TRUE(before);
  EXPECT_EQ(IdentityOf(open.get()), before);
  fs::create_symlink(path, folder_ + "/link");
  EXPECT_EQ(IdentityOf(folder_ + "/link"), before);
  fs::rename(path, folder_ + "/b");
  EXPECT_EQ(IdentityOf(folder_ + "/b"), before);
  EXPECT_EQ(IdentityOf(open.get()), before);
  EXPECT_NE(IdentityOf(Make("a")), before) << "another file of that name";
}

TEST_F(FileIdentityTest, WhatIsNotThereHasNone) {
  EXPECT_FALSE(IdentityOf(folder_ + "/nothing"));
  EXPECT_EQ(errno, ENOENT);
  EXPECT_FALSE(IdentityOf(-1));
}

}  // namespace
}  // namespace clearance
