// A place that can be written is let pass and left as it is; one that cannot is named, with its folder where that is
// what is wrong.
#include "common/base/written_place.h"

#include <grp.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "common/base/error_reasons.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

constexpr WrittenAs kEveryWay[] = {WrittenAs::kDatabase, WrittenAs::kReplaced, WrittenAs::kAppended,
                                   WrittenAs::kFolder};
constexpr uid_t kNobody = 65'534;

class WrittenPlaceTest : public testing::Test {
 protected:
  std::string Path(const std::string& name) const { return folder_.Path(name); }
  static std::string Said(const std::string& path, WrittenAs as) {
    const Status status = CheckWrittenPlace({.key = "some.key", .path = path, .as = as});
    if (!status.ok()) {
      EXPECT_EQ(ReasonOf(status), error_reason::kFileUnreadable);
    }
    return status.ok() ? "" : MessageOf(status);
  }

  // The same while the process may not write everywhere, as root may.
  static std::string SaidToSomebody(const std::string& path, WrittenAs as) {
    if (::geteuid() != 0) return Said(path, as);
    EXPECT_TRUE(::setgroups(0, nullptr) == 0 && ::setresgid(kNobody, kNobody, 0) == 0 &&
                ::setresuid(kNobody, kNobody, 0) == 0);
    const std::string said = Said(path, as);
    EXPECT_TRUE(::setresuid(0, 0, 0) == 0 && ::setresgid(0, 0, 0) == 0);
    return said;
  }

  const TemporaryFolder folder_;
};

TEST_F(WrittenPlaceTest, TheFolderOfAPathIsNamed) {
  EXPECT_EQ(FolderOf("a/b.db"), "a");
  EXPECT_EQ(FolderOf("/a/b/"), "/a");
  EXPECT_EQ(FolderOf("/b.db"), "/");
  EXPECT_EQ(FolderOf("b.db"), ".");
}

TEST_F(WrittenPlaceTest, WhatCanBeMadeIsNotMade) {
  for (const WrittenAs as : kEveryWay) EXPECT_EQ(Said(Path("new"), as), "");
  EXPECT_EQ(Said(Path("new/"), WrittenAs::kFolder), "");
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(WrittenPlaceTest, WhatIsThereIsLeftAsItIs) {
  ASSERT_TRUE((std::ofstream(Path("file")) << "old").flush().good());
  for (const WrittenAs as : {WrittenAs::kReplaced, WrittenAs::kAppended}) EXPECT_EQ(Said(Path("file"), as), "");
  EXPECT_EQ(Said(folder_.path(), WrittenAs::kFolder), "");
  EXPECT_EQ(fs::file_size(Path("file")), 3u);
  EXPECT_EQ(Said("/dev/null", WrittenAs::kAppended), "") << "who wants no log may say so";
}

TEST_F(WrittenPlaceTest, AFolderThatIsMissingOrNoneIsNamed) {
  const std::string missing = ": its folder " + Path("absent") + ": No such file or directory";
  const std::string path = Path("absent/x");
  EXPECT_EQ(Said(path, WrittenAs::kDatabase), "some.key: cannot open " + path + missing);
  EXPECT_EQ(Said(path, WrittenAs::kReplaced), "some.key: cannot write " + path + missing);
  EXPECT_EQ(Said(path, WrittenAs::kAppended), "some.key: cannot open " + path + missing);
  EXPECT_EQ(Said(path, WrittenAs::kFolder), "some.key: cannot make " + path + missing);
  ASSERT_TRUE(std::ofstream(Path("file")).good());
  for (const WrittenAs as : kEveryWay) EXPECT_NE(Said(Path("file/x"), as), "");
  EXPECT_FALSE(fs::exists(Path("absent")));
}

TEST_F(WrittenPlaceTest, ALinkIsWhereItLeads) {
  fs::create_symlink("new", Path("link"));
  fs::create_symlink("absent/x", Path("nowhere"));
  for (const WrittenAs as : {WrittenAs::kDatabase, WrittenAs::kAppended}) {
    EXPECT_EQ(Said(Path("link"), as), "");
    EXPECT_EQ(Said(Path("nowhere"), as), "some.key: cannot open " + Path("nowhere") + ": it leads to " +
                                             Path("absent/x") + ", and its folder " + Path("absent") +
                                             ": No such file or directory");
  }
  EXPECT_NE(Said(Path("link"), WrittenAs::kReplaced), "") << "no link is replaced";
  EXPECT_EQ(Said(Path("link"), WrittenAs::kFolder),
            "some.key: cannot use " + Path("link") + ": it leads to " + Path("new") + ": No such file or directory");
}

TEST_F(WrittenPlaceTest, AnotherKindThanIsWrittenIsNamed) {
  fs::create_directory(Path("folder"));
  for (const WrittenAs as : {WrittenAs::kDatabase, WrittenAs::kAppended})
    EXPECT_EQ(Said(Path("folder"), as), "some.key: cannot open " + Path("folder") + ": Is a directory");
  EXPECT_NE(Said(Path("folder"), WrittenAs::kReplaced), "");
  ASSERT_TRUE(std::ofstream(Path("file")).good());
  EXPECT_EQ(Said(Path("file"), WrittenAs::kFolder),
            "some.key: cannot write into " + Path("file") + ": Not a directory");
}

TEST_F(WrittenPlaceTest, APipeOrADeviceIsNoPlaceForAFile) {
  ASSERT_EQ(::mkfifo(Path("pipe").c_str(), 0600), 0);
  fs::create_symlink("pipe", Path("link"));
  for (const std::string& path : {Path("pipe"), Path("link"), std::string("/dev/zero")}) {
    for (const WrittenAs as : {WrittenAs::kDatabase, WrittenAs::kAppended})
      EXPECT_EQ(Said(path, as), "some.key: cannot open " + path + ": it is no regular file");
    EXPECT_NE(Said(path, WrittenAs::kReplaced), "");
  }
  EXPECT_NE(Said("/dev/null", WrittenAs::kDatabase), "");
  for (const std::string suffix : {"-wal", "-shm", "-journal", ".lock"}) {
    ASSERT_EQ(::mkfifo(Path("x.db" + suffix).c_str(), 0600), 0);
    EXPECT_EQ(Said(Path("x.db"), WrittenAs::kDatabase), "some.key: cannot open " +
                                                            fs::canonical(folder_.path()).string() + "/x.db" + suffix +
                                                            ": it is no regular file");
    fs::remove(Path("x.db" + suffix));
  }
}

TEST_F(WrittenPlaceTest, ADatabaseBeginsAsOneOrIsEmpty) {
  const auto said_of = [this](const std::string& bytes) {
    EXPECT_TRUE((std::ofstream(Path("x.db")) << bytes).flush().good());
    const Status status = CheckWrittenPlace({.key = "some.key", .path = Path("x.db"), .as = WrittenAs::kDatabase});
    EXPECT_EQ(ReasonOf(status), status.ok() ? "" : error_reason::kStoreCorrupt);
    return status.ok() ? "" : MessageOf(status);
  };
  const std::string begins("SQLite format 3\0", 16);
  EXPECT_EQ(said_of(""), "");
  EXPECT_EQ(said_of(begins + std::string(4080, 'x')), "");
  const std::string none = "some.key: cannot open " + Path("x.db") + ": it is no SQLite database";
  for (const std::string& other :
       {std::string(5000, 'r'), std::string("text\n"), begins.substr(0, 15), std::string(1, '\0')})
    EXPECT_EQ(said_of(other), none);
  EXPECT_TRUE(CheckIsDatabase(Path("absent.db")).ok());
}

TEST_F(WrittenPlaceTest, WhatIsReplacedIsOfItsKind) {
  const WrittenPlace place = {
      .key = "some.key", .path = Path("file"), .as = WrittenAs::kReplaced, .kind = KindThatBegins("a seal set", "set")};
  EXPECT_TRUE(CheckWrittenPlace(place).ok());
  ASSERT_TRUE((std::ofstream(Path("file")) << "set 1").flush().good());
  EXPECT_TRUE(CheckWrittenPlace(place).ok());
  ASSERT_TRUE((std::ofstream(Path("file")) << "a key").flush().good());
  EXPECT_EQ(MessageOf(CheckWrittenPlace(place)),
            "some.key: " + Path("file") +
                ": is there already and is not a seal set, so it is not replaced; move it away, or give another name");
}

TEST_F(WrittenPlaceTest, WhatMayNotBeWrittenIsNamed) {
  ASSERT_TRUE(std::ofstream(Path("file")).good());
  ASSERT_EQ(::chmod(Path("file").c_str(), 0444), 0);
  fs::create_directory(Path("closed"));
  ASSERT_TRUE(std::ofstream(Path("closed/open")).good());
  ASSERT_EQ(::chmod(Path("closed/open").c_str(), 0666), 0);
  ASSERT_EQ(::chmod(Path("closed").c_str(), 0555), 0);
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0755), 0);
  const std::string denied = "some.key: cannot open " + Path("file") + ": Permission denied";
  EXPECT_EQ(SaidToSomebody(Path("file"), WrittenAs::kAppended), denied);
  const std::string closed =
      "some.key: cannot open " + Path("closed/open") + ": its folder " + Path("closed") + ": Permission denied";
  EXPECT_EQ(SaidToSomebody(Path("closed/open"), WrittenAs::kDatabase), closed);
  EXPECT_EQ(SaidToSomebody(Path("closed/open"), WrittenAs::kAppended), "") << "nothing is made beside it";
  EXPECT_EQ(SaidToSomebody(Path("closed"), WrittenAs::kFolder),
            "some.key: cannot write into " + Path("closed") + ": Permission denied");
  ASSERT_EQ(::chmod(Path("closed").c_str(), 0700), 0);
}

TEST_F(WrittenPlaceTest, TheFirstOfManyIsToldAndOneThatIsNotSetIsNone) {
  const std::vector<WrittenPlace> places = {{.key = "unset", .path = "", .as = WrittenAs::kAppended},
                                            {.key = "good", .path = Path("new"), .as = WrittenAs::kDatabase},
                                            {.key = "first", .path = Path("no/a"), .as = WrittenAs::kDatabase},
                                            {.key = "second", .path = Path("no/b"), .as = WrittenAs::kFolder}};
  const Status status = CheckWrittenPlaces(places);
  EXPECT_EQ(status.code(), StatusCode::kNotFound);
  EXPECT_EQ(MessageOf(status).rfind("first: ", 0), 0u) << status;
  EXPECT_TRUE(CheckWrittenPlaces({places[0], places[1]}).ok());
}

}  // namespace
}  // namespace clearance
