#include "common/base/end_process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

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
        EndProcess(3);
      },
      testing::ExitedWithCode(3), "");
}

TEST(EndProcessTest, WhatWasSaidIsWritten) {
  EXPECT_EXIT(
      {
        dup2(STDERR_FILENO, STDOUT_FILENO);
        std::cout << "said at last";
        EndProcess(0);
      },
      testing::ExitedWithCode(0), "said at last");
}

TEST(EndProcessTest, WhatCouldNotBeWrittenIsNoSuccess) {
  const auto say_to_a_full_disk = [](int code) {
    dup2(open("/dev/full", O_WRONLY), STDOUT_FILENO);
    std::cout << "lost";
    EndProcess(code);
  };
  EXPECT_EXIT(say_to_a_full_disk(0), testing::ExitedWithCode(1), "");
  EXPECT_EXIT(say_to_a_full_disk(7), testing::ExitedWithCode(7), "");
}

}  // namespace
}  // namespace clearance
