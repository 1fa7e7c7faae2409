#include "common/base/end_process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <streambuf>

namespace clearance {
namespace {

// What a thread of a library would still use.
struct DiesWhenDestroyed {
  ~DiesWhenDestroyed() { std::abort(); }
};

TEST(EndProcessTest, NothingIsTakenFromUnderThreadsThatGoOn) {
  EXPECT_EXIT(
      {
        static const DiesWhenDestroyed used_by_a_thread;
        std::atexit([] { std::abort(); });
        EndProcess("tool", 3);
      },
      testing::ExitedWithCode(3), "");
}

TEST(EndProcessTest, WhatWasSaidIsWritten) {
  EXPECT_EXIT(
      {
        dup2(STDERR_FILENO, STDOUT_FILENO);
        std::cout << "said at last";
        EndProcess("tool", 0);
      },
      testing::ExitedWithCode(0), "said at last");
}

// Takes nothing, as a full disk.
struct TakesNothing : std::streambuf {
  int sync() override { return -1; }
};

TEST(EndProcessTest, AnAnswerIsOneOnlyWhereItWasWritten) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(AnswerWritten("tool", 0), 0);
  EXPECT_EQ(AnswerWritten("tool", 7), 7);
  TakesNothing full;
  std::streambuf* const before = std::cout.rdbuf(&full);
  const int lost = AnswerWritten("tool", 7);
  std::cout.rdbuf(before);
  EXPECT_EQ(lost, 1);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "tool: the answer could not be written to standard output\n");
}

TEST(EndProcessTest, WhatCouldNotBeWrittenIsNoSuccess) {
  const auto say_to_a_full_disk = [](int code) {
    dup2(open("/dev/full", O_WRONLY), STDOUT_FILENO);
    std::cout << "lost";
    EndProcess("tool", code);
  };
  for (const int code : {0, 7}) {
    EXPECT_EXIT(say_to_a_full_disk(code), testing::ExitedWithCode(1), "tool: the answer could not be written");
  }
}

}  // namespace
}  // namespace clearance
