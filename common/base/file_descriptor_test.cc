#include "common/base/file_descriptor.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/base/write_signals.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

bool IsOpen(int fd) { return ::fcntl(fd, F_GETFD) >= 0; }

FileDescriptor AnyOpen() { return FileDescriptor(::open("/dev/null", O_WRONLY | O_CLOEXEC)); }

TEST(FileDescriptor, IsClosedWithItsScope) {
  int fd = -1;
  {
    const FileDescriptor file = AnyOpen();
    ASSERT_TRUE(file.valid());
    fd = file.get();
    EXPECT_TRUE(IsOpen(fd));
  }
  EXPECT_FALSE(IsOpen(fd));
}

TEST(FileDescriptor, HasOneOwnerAfterAMove) {
  FileDescriptor first = AnyOpen();
  const int fd = first.get();
  {
    const FileDescriptor second(std::move(first));
    EXPECT_EQ(second.get(), fd);
  }
  EXPECT_FALSE(IsOpen(fd));
  EXPECT_FALSE(FileDescriptor().valid());
}

TEST(FileDescriptor, AssignedKeepsTheNewAndClosesTheOld) {
  FileDescriptor file = AnyOpen();
  const int old = file.get();
  {
    FileDescriptor other = AnyOpen();
    const int kept = other.get();
    file = std::move(other);
    EXPECT_EQ(file.get(), kept);
  }
  EXPECT_TRUE(IsOpen(file.get()));
  EXPECT_FALSE(IsOpen(old));
}

TEST(FileError, TellsWhatWasTriedOnWhatAndWhy) {
  const Status missing = FileError("open", "gate.toml", ENOENT);
  EXPECT_EQ(missing.code(), StatusCode::kNotFound);
  EXPECT_EQ(MessageOf(missing), "cannot open gate.toml: No such file or directory");
  EXPECT_EQ(ReasonOf(missing), error_reason::kFileUnreadable);
  EXPECT_EQ(FileError("open", "gate.toml", EACCES).code(), StatusCode::kFailedPrecondition);
}

TEST(CheckRegular, TellsWhatIsNoFileAndOpensNothing) {
  const TemporaryFolder folder;
  const std::string pipe = folder.Path("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const Status status = CheckRegular("open", pipe);
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), error_reason::kFileUnreadable);
  EXPECT_EQ(MessageOf(status), "cannot open " + pipe + ": it is no regular file");
  EXPECT_EQ(MessageOf(CheckRegular("open", "/dev/zero")), "cannot open /dev/zero: it is no regular file");
  EXPECT_EQ(MessageOf(CheckRegular("open", folder.path())), "cannot open " + folder.path() + ": Is a directory");
  EXPECT_TRUE(CheckRegular("open", "/etc/passwd").ok());
  EXPECT_TRUE(CheckRegular("open", folder.Path("absent")).ok());
  EXPECT_TRUE(CheckRegular("open", pipe + "/absent").ok()) << "whoever opens it tells";
}

// Beyond its limit a file takes what still goes, and tells only the next write.
TEST(WriteAll, GoesOnWhereAWriteTookLess) {
  TellFullFilesAsErrors();
  const FileDescriptor file(::open("/tmp", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600));
  ASSERT_TRUE(file.valid());
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{.rlim_cur = 10, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const int error = WriteAll(file.get(), "more than ten bytes");
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_EQ(error, EFBIG);
  struct stat now {};
  ASSERT_EQ(::fstat(file.get(), &now), 0);
  EXPECT_EQ(now.st_size, 10);
}

TEST(WriteAll, TellsTheErrorOfTheWriteThatFailed) {
  const FileDescriptor unwritable(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(WriteAll(unwritable.get(), "x"), EBADF);
}

}  // namespace
}  // namespace clearance
