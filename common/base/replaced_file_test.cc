// Tests of replaced_file: of all that may stand at an output's place only a file of the same kind gives way.
#include "common/base/replaced_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

struct ReplacedFileTest : testing::Test {
  ReplacedFileTest() { fs::create_directories(folder); }
  ~ReplacedFileTest() override { fs::remove_all(folder); }
  std::string Path(const std::string& name) const { return folder + "/" + name; }
  std::string With(const std::string& name, const std::string& bytes) const {
    std::ofstream(Path(name), std::ios::binary) << bytes;
    return Path(name);
  }

  const std::string folder = testing::TempDir() + "replaced_file_" + std::to_string(getpid());
  const FileKind page = KindThatBegins("a page", "<page>");
};

TEST_F(ReplacedFileTest, WhatIsNotThereOrOfTheSameKindMayBeReplaced) {
  EXPECT_TRUE(CheckReplaces(Path("none"), page).ok());
  EXPECT_TRUE(CheckReplaces(With("page", "<page>more"), page).ok());
  EXPECT_TRUE(CheckReplaces(With("same", "<page>"), page).ok());
  EXPECT_TRUE(CheckReplaces(With("empty", ""), page).ok());
}

TEST_F(ReplacedFileTest, NothingElseMayAndStaysAsItIs) {
  const std::string notes = With("notes", "<pag");
  const Status status = CheckReplaces(notes, page);
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), error_reason::kFileUnreadable);
  EXPECT_EQ(MessageOf(status), notes +
                                   ": is there already and is not a page, so it is not replaced; move it away, or give "
                                   "another name");
  EXPECT_EQ(ReadFile(notes, 100).value(), "<pag");

  fs::create_symlink("page", Path("link"));
  With("page", "<page>");
  ASSERT_EQ(::mkfifo(Path("pipe").c_str(), 0600), 0);
  for (const std::string& path : {Path("link"), Path("pipe"), folder})
    EXPECT_THAT(MessageOf(CheckReplaces(path, page)), HasSubstr(path + ": is there already and is not a page"));
}

TEST_F(ReplacedFileTest, NoMoreThanTheBeginningIsRead) {
  std::size_t seen = 0;
  const FileKind any = {"any", [&seen](std::string_view beginning) {
                          seen = beginning.size();
                          return true;
                        }};
  EXPECT_TRUE(CheckReplaces(With("long", std::string(kMaxBeginningBytes * 3, 'x')), any).ok());
  EXPECT_EQ(seen, kMaxBeginningBytes);
  EXPECT_TRUE(CheckReplaces(With("short", "abc"), any).ok());
  EXPECT_EQ(seen, 3u);
}

TEST_F(ReplacedFileTest, WhatCannotBeLookedAtIsAnError) {
  With("file", "x");
  EXPECT_FALSE(CheckReplaces(Path("file/under"), page).ok());
}

}  // namespace
}  // namespace clearance
