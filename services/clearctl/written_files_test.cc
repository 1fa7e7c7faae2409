// Tests of written_files: no file is written twice, nor in the place of what is read, however it is spelt.
#include "services/clearctl/written_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace clearance {
namespace {

namespace fs = std::filesystem;

struct WrittenFilesTest : testing::Test {
  WrittenFilesTest() {
    fs::create_directories(Path("chip/deep"));
    fs::create_directory_symlink("chip", Path("link"));
  }
  ~WrittenFilesTest() override { fs::remove_all(folder); }
  std::string Path(const std::string& name) const { return folder + "/" + name; }
  // The option at fault; "" when there is none.
  std::string Wrong(const std::string& portrait, const std::string& record) const {
    return FieldOf(
        CheckWrittenFiles({{"--portrait", portrait}, {"--record", record}}, {Path("chip/"), "", Path("zone.txt")}));
  }

  const std::string folder = testing::TempDir() + "written_files_" + std::to_string(getpid());
};

TEST_F(WrittenFilesTest, AFileIsWrittenOnce) {
  EXPECT_EQ(Wrong(Path("a.png"), Path("b.json")), "");
  EXPECT_EQ(Wrong("", ""), "");
  EXPECT_EQ(Wrong(Path("a"), Path("a")), "--record");
  EXPECT_EQ(Wrong(Path("a"), Path("chip/../a")), "--record");
}

TEST_F(WrittenFilesTest, WhatIsReadIsNotWritten) {
  for (const char* name : {"chip/DG2.bin", "chip/new", "chip/deep/new", "chip", "chip/", "link/DG2.bin", "link",
                           "./chip/./x", "none/../chip/x", "zone.txt"}) {
    EXPECT_EQ(Wrong(Path(name), ""), "--portrait") << name;
    EXPECT_EQ(Wrong("", Path(name)), "--record") << name;
  }
  for (const char* name : {"chip2", "chip.png", "chi", "deep/x", "chip/../x"}) EXPECT_EQ(Wrong(Path(name), ""), "");
}

TEST_F(WrittenFilesTest, PathsMayBeRelative) {
  EXPECT_EQ(FieldOf(CheckWrittenFiles({{"--record", "x"}}, {fs::current_path().string()})), "--record");
  EXPECT_EQ(FieldOf(CheckWrittenFiles({{"--record", "x"}, {"--portrait", "./x"}}, {})), "--portrait");
  EXPECT_EQ(FieldOf(CheckWrittenFiles({{"--record", "x"}}, {"."})), "--record");
  EXPECT_EQ(FieldOf(CheckWrittenFiles({{"--record", "x"}}, {"x/y"})), "");
}

}  // namespace
}  // namespace clearance
