// Files that are wiped, seen through another name of the same file.
#include "common/base/wiped_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/write_signals.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class WipedFileTest : public testing::Test {
 protected:
  std::string Path(const std::string& name) const { return folder_.Path(name); }
  // A file of that many octets under two names; the second one keeps what became of them.
  void Make(std::size_t size) const {
    ASSERT_TRUE(WriteFile(Path("secret"), std::string(size, 's')).ok());
    fs::create_hard_link(Path("secret"), Path("other name"));
  }

  const TemporaryFolder folder_;
};

TEST_F(WipedFileTest, NothingOfWhatStoodInItIsLeft) {
  constexpr std::size_t kMiB = 1 << 20;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kMiB, 2 * kMiB + 5}) {
    Make(size);
    EXPECT_TRUE(WipeFile(Path("secret")).ok()) << size;
    EXPECT_FALSE(fs::exists(Path("secret")));
    EXPECT_EQ(ReadFile(Path("other name"), 4 * kMiB).value(), std::string(size, '\0'));
    fs::remove(Path("other name"));
  }
}

TEST_F(WipedFileTest, WhatIsNotThereIsWiped) { EXPECT_TRUE(WipeFile(Path("none")).ok()); }

// The link is somebody's, and what it leads to may be anything.
TEST_F(WipedFileTest, NothingIsWipedThroughALink) {
  Make(3);
  fs::create_symlink("secret", Path("link"));
  const Status status = WipeFile(Path("link"));
  EXPECT_THAT(MessageOf(status), HasSubstr("cannot wipe " + Path("link") + ": Too many levels of symbolic links"));
  EXPECT_EQ(ReadFile(Path("secret"), 10).value(), "sss");
}

// A folder cannot be written, and a file not beyond what the process may write.
TEST_F(WipedFileTest, WhatCannotBeWipedIsToldAndStays) {
  EXPECT_THAT(MessageOf(WipeFile(folder_.path())), HasSubstr("cannot wipe " + folder_.path() + ": Is a directory"));
  Make(2);
  TellFullFilesAsErrors();
  const rlimit one{.rlim_cur = 1, .rlim_max = RLIM_INFINITY}, all{.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &one), 0);
  const Status status = WipeFile(Path("secret"));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &all), 0);
  EXPECT_EQ(MessageOf(status), "cannot wipe " + Path("secret") + ": File too large");
  EXPECT_EQ(ReasonOf(status), error_reason::kFileUnreadable);
  EXPECT_TRUE(fs::exists(Path("secret")));
}

}  // namespace
}  // namespace clearance
