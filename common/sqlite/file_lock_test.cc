// The lock between two handles of one process, between two processes, and after a process was killed.
#include "common/sqlite/file_lock.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "common/base/error_reasons.h"
#include "tests/support/temporary_folder.h"

namespace clearance::sqlite {
namespace {

class FileLockTest : public testing::Test {
 protected:
  FileLockTest() { path_ = folder_.Path("test.db"); }

  void ExpectHeld() {
    const Status status = FileLock::Acquire(path_).status();
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
    EXPECT_EQ(ReasonOf(status), error_reason::kStoreUnavailable);
    EXPECT_NE(MessageOf(status).find("in use by another process"), std::string::npos) << status;
    EXPECT_NE(MessageOf(status).find(path_ + ".lock"), std::string::npos) << status;
  }

  const TemporaryFolder folder_;
  std::string path_;
};

TEST_F(FileLockTest, IsCalledAfterTheFileAndNotAfterALink) {
  std::filesystem::create_symlink("test.db", folder_.Path("link.db"));
  EXPECT_EQ(FileLock::NameFor(path_), path_ + ".lock");
  EXPECT_EQ(FileLock::NameFor(folder_.Path("link.db")), path_ + ".lock");
  const auto lock = FileLock::Acquire(folder_.Path("link.db"));
  ASSERT_TRUE(lock.ok()) << lock.status();
  EXPECT_TRUE(std::filesystem::exists(FileLock::NameFor(path_)));
}

TEST_F(FileLockTest, IsHeldByOneAtATime) {
  {
    const auto first = FileLock::Acquire(path_);
    ASSERT_TRUE(first.ok()) << first.status();
    ExpectHeld();
  }
  EXPECT_TRUE(FileLock::Acquire(path_).ok());
}

TEST_F(FileLockTest, GoesWithTheLockWhereNoDatabaseWasMade) {
  const auto release = [&] {
    const auto lock = FileLock::Acquire(path_);
    ASSERT_TRUE(lock.ok()) << lock.status();
    (*lock)->LeaveNothingWithoutDatabase();
    EXPECT_TRUE(std::filesystem::exists(path_ + ".lock"));
  };
  release();
  EXPECT_FALSE(std::filesystem::exists(path_ + ".lock"));
  ASSERT_TRUE(std::ofstream(path_).good());
  release();
  EXPECT_TRUE(std::filesystem::exists(path_ + ".lock"));
}

// Whoever has opened the file before its holder removes it would hold a lock that nobody else can see.
TEST_F(FileLockTest, IsHeldByOneAtATimeThoughItsFileGoes) {
  constexpr int kTimes = 3'000;
  std::atomic<int> holders = 0;
  std::atomic<int> together = 0;
  const auto take_turns = [&] {
    for (int time = 0; time < kTimes; ++time) {
      const auto lock = FileLock::Acquire(path_);
      if (!lock.ok()) continue;
      (*lock)->LeaveNothingWithoutDatabase();
      if (holders.fetch_add(1) != 0) ++together;
      std::this_thread::yield();
      --holders;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(take_turns);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(together, 0);
}

TEST_F(FileLockTest, AnotherFileHasAnotherLock) {
  const auto first = FileLock::Acquire(path_);
  EXPECT_TRUE(FileLock::Acquire(folder_.Path("other.db")).ok());
}

TEST_F(FileLockTest, AnotherNameOfTheFileHasTheSameLock) {
  ASSERT_TRUE(std::ofstream(path_).good());
  const auto first = FileLock::Acquire(path_);
  std::filesystem::create_symlink(path_, folder_.Path("link.db"));
  std::filesystem::create_directory_symlink(folder_.path(), folder_.Path("here"));
  for (const char* name : {"/link.db", "/here/test.db", "/here/link.db", "/./test.db"}) {
    EXPECT_EQ(FileLock::Acquire(folder_.path() + name).status().code(), StatusCode::kFailedPrecondition) << name;
  }
}

TEST_F(FileLockTest, ALinkToWhatIsStillToBeMadeHasTheLockOfWhatIsMadeThere) {
  std::filesystem::create_symlink("test.db", folder_.Path("link.db"));
  const auto first = FileLock::Acquire(folder_.Path("link.db"));
  ASSERT_TRUE(first.ok()) << first.status();
  ExpectHeld();
}

TEST_F(FileLockTest, AnotherProcessHoldsItUntilItIsKilled) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto lock = FileLock::Acquire(path_);
    const char held = lock.ok() ? 'y' : 'n';
    if (::write(ready[1], &held, 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  char held = 0;
  ASSERT_EQ(::read(ready[0], &held, 1), 1);
  EXPECT_EQ(held, 'y');
  ExpectHeld();
  ::kill(child, SIGKILL);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(FileLock::Acquire(path_).ok());
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_F(FileLockTest, AFolderThatIsNotThereIsNamed) {
  const Status status = FileLock::Acquire(folder_.Path("absent/x.db")).status();
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(MessageOf(status), "cannot open " + folder_.Path("absent/x.db") + ": its folder " + folder_.Path("absent") +
                                   ": No such file or directory");
  // What is wrong with the lock itself is told of it.
  std::filesystem::create_directory(path_ + ".lock");
  EXPECT_EQ(MessageOf(FileLock::Acquire(path_).status()), "cannot open " + path_ + ".lock: Is a directory");
}

TEST_F(FileLockTest, NothingIsMadeBesideWhatIsNoFile) {
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  const Status status = FileLock::Acquire(path_).status();
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), error_reason::kStoreUnavailable);
  EXPECT_EQ(MessageOf(status), "cannot open " + path_ + ": it is no regular file");
  EXPECT_FALSE(std::filesystem::exists(path_ + ".lock"));
}

}  // namespace
}  // namespace clearance::sqlite
