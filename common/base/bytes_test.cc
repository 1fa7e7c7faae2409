// Hexadecimal text and whole files.
#include "common/base/bytes.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "common/base/error_reasons.h"
#include "common/base/write_signals.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

class FilesTest : public testing::Test {
 protected:
  std::string Path(const std::string& name) const { return folder_.Path(name); }

  const TemporaryFolder folder_;
};

TEST(HexTest, WritesLowerCaseAndReadsEither) {
  EXPECT_EQ(ToHex(std::string("\x00\x7f\xff\x1a", 4)), "007fff1a");
  EXPECT_EQ(*FromHex("007FfF1a"), std::string("\x00\x7f\xff\x1a", 4));
  EXPECT_EQ(*FromHex(""), "");
}

TEST(HexTest, RefusesOddLengthAndOtherCharacters) {
  for (const char* bad : {"0", "0g", "g0", " 0", "0x", "\xff\xff"}) {
    EXPECT_EQ(FromHex(bad).status().code(), StatusCode::kInvalidArgument) << bad;
  }
}

TEST_F(FilesTest, ReadsBackWhatWasWritten) {
  const std::string content("a\0b\n", 4);
  ASSERT_TRUE(WriteFile(Path("f"), content).ok());
  EXPECT_EQ(*ReadFile(Path("f"), 4), content);
}

TEST_F(FilesTest, ReplacesTheOldFileAndLeavesNoOther) {
  ASSERT_TRUE(WriteFile(Path("f"), "a much longer content").ok());
  ASSERT_TRUE(WriteFile(Path("f"), "new").ok());
  EXPECT_EQ(*ReadFile(Path("f"), 100), "new");
  const std::filesystem::directory_iterator files(folder_.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST_F(FilesTest, OnlyTheOwnerMayReadAWrittenFile) {
  ASSERT_TRUE(WriteFile(Path("f"), "secret").ok());
  struct stat file;
  ASSERT_EQ(::stat(Path("f").c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
}

TEST_F(FilesTest, ADescriptorIsReadFromWhereItStands) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ASSERT_EQ(::write(ends[1], "abcdef", 6), 6);
  ::close(ends[1]);
  char first = 0;
  ASSERT_EQ(::read(ends[0], &first, 1), 1);
  EXPECT_EQ(*ReadDescriptor(ends[0], "the pipe", 5), "bcdef");
  ::close(ends[0]);
  const Status status = ReadDescriptor(ends[0], "the pipe", 5).status();
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_NE(MessageOf(status).find("cannot read the pipe: "), std::string::npos) << status;
}

TEST_F(FilesTest, AMissingFileIsNotFoundAndNamed) {
  const Status status = ReadFile(Path("absent"), 10).status();
  EXPECT_EQ(status.code(), StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(status), error_reason::kFileUnreadable);
  EXPECT_NE(MessageOf(status).find(Path("absent")), std::string::npos);
}

TEST_F(FilesTest, AFolderIsNoFile) {
  EXPECT_EQ(ReadFile(folder_.path(), 10).status().code(), StatusCode::kFailedPrecondition);
}

// A pipe nobody writes to would be waited for for ever, and a device may never end.
TEST_F(FilesTest, WhatIsNoRegularFileIsRefusedAndNotWaitedFor) {
  ASSERT_EQ(::mkfifo(Path("pipe").c_str(), 0600), 0);
  std::filesystem::create_symlink("pipe", Path("link"));
  for (const std::string& path : {Path("pipe"), Path("link"), std::string("/dev/zero")}) {
    const Status status = ReadFile(path, 10).status();
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition) << status;
    EXPECT_EQ(ReasonOf(status), error_reason::kFileUnreadable);
    EXPECT_EQ(MessageOf(status), "cannot read " + path + ": it is no regular file");
  }
  ASSERT_TRUE(WriteFile(Path("f"), "content").ok());
  std::filesystem::remove(Path("link"));
  std::filesystem::create_symlink("f", Path("link"));
  EXPECT_EQ(*ReadFile(Path("link"), 10), "content");
}

TEST_F(FilesTest, AFileLongerThanAllowedIsRefused) {
  ASSERT_TRUE(WriteFile(Path("f"), "12345").ok());
  EXPECT_TRUE(ReadFile(Path("f"), 5).ok());
  const Status status = ReadFile(Path("f"), 4).status();
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), error_reason::kFileUnreadable);
}

TEST_F(FilesTest, WritingIntoAMissingFolderIsAnError) {
  const Status status = WriteFile(Path("absent/f"), "x");
  EXPECT_EQ(status.code(), StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(status), error_reason::kFileUnreadable);
}

TEST_F(FilesTest, OnlyARegularFileIsReplaced) {
  namespace fs = std::filesystem;
  fs::create_directory(Path("folder"));
  ASSERT_EQ(::mkfifo(Path("pipe").c_str(), 0600), 0);
  ASSERT_TRUE(WriteFile(Path("f"), "old").ok());
  fs::create_symlink("f", Path("link"));
  fs::create_symlink("nowhere", Path("dangling"));
  for (const auto& [name, type] :
       std::initializer_list<std::pair<const char*, fs::file_type>>{{"folder", fs::file_type::directory},
                                                                    {"pipe", fs::file_type::fifo},
                                                                    {"link", fs::file_type::symlink},
                                                                    {"dangling", fs::file_type::symlink}}) {
    const Status status = WriteFile(Path(name), "new");
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition) << name;
    EXPECT_EQ(ReasonOf(status), error_reason::kFileUnreadable);
    EXPECT_NE(MessageOf(status).find(Path(name)), std::string::npos) << status;
    EXPECT_EQ(fs::symlink_status(Path(name)).type(), type) << name;
    EXPECT_EQ(CheckWritable(Path(name)), status) << name;
  }
  EXPECT_TRUE(CheckWritable(Path("f")).ok());
  EXPECT_TRUE(CheckWritable(Path("not_yet")).ok());
  EXPECT_EQ(CheckWritable(Path("f/below")).code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(CheckWritable(Path("absent/f")).code(), StatusCode::kNotFound);
  EXPECT_EQ(CheckWritable("").code(), StatusCode::kNotFound);
  EXPECT_FALSE(fs::exists(Path("not_yet")));
  EXPECT_EQ(*ReadFile(Path("f"), 100), "old");
  const fs::directory_iterator files(folder_.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 5);  // and nothing half written
}

TEST_F(FilesTest, AFailedWriteLeavesNothingBehind) {
  const std::string long_name(250, 'n');  // a name with room for itself and none for the temporary file's
  EXPECT_FALSE(WriteFile(Path(long_name), "x").ok());
  const std::filesystem::directory_iterator files(folder_.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 0);
}

TEST_F(FilesTest, AFileThatMayNotGrowIsAsItWasBefore) {
  ASSERT_TRUE(WriteFile(Path("f"), "old").ok());
  TellFullFilesAsErrors();
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
  const rlimit small{.rlim_cur = 4, .rlim_max = limit.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const Status status = WriteFile(Path("f"), "longer");
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  EXPECT_EQ(ReasonOf(status), error_reason::kFileUnreadable);
  EXPECT_NE(MessageOf(status).find("cannot write " + Path("f")), std::string::npos) << status;
  EXPECT_EQ(*ReadFile(Path("f"), 100), "old");
  const std::filesystem::directory_iterator files(folder_.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1) << "nothing half written";
}

}  // namespace
}  // namespace clearance
