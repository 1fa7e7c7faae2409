// Tests of Place: one file is one file whatever it is called, there or not.
#include "common/base/place.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

class PlaceTest : public testing::Test {
 protected:
  PlaceTest() {
    fs::create_directories(Path("a/deep"));
    EXPECT_TRUE((std::ofstream(Path("file")) << "x").flush().good());
  }
  std::string Path(const std::string& name) const { return folder_.Path(name); }
  bool Same(const std::string& one, const std::string& other) const {
    const bool same = Place(Path(one)).Is(Place(Path(other)));
    EXPECT_EQ(Place(Path(other)).Is(Place(Path(one))), same) << one << " " << other;
    return same;
  }
  bool In(const std::string& place, const std::string& folder) const {
    return Place(Path(place)).IsOrIsIn(Place(Path(folder)));
  }
  const TemporaryFolder folder_;
};

TEST_F(PlaceTest, HoweverItIsSpelt) {
  for (const char* spelt : {"file", "./file", "a/../file", "none/../file", "a//../file"})
    EXPECT_TRUE(Same("file", spelt)) << spelt;
  for (const char* spelt : {"new", "./new", "a/../new", "none/../new"}) EXPECT_TRUE(Same("new", spelt)) << spelt;
  EXPECT_TRUE(Same("a", "a/"));
  EXPECT_FALSE(Same("file", "file2"));
  EXPECT_FALSE(Same("new", "a/new"));
  EXPECT_TRUE(Place("x").Is(Place(fs::current_path().string() + "/x")));
}

TEST_F(PlaceTest, ThroughLinks) {
  fs::create_symlink("file", Path("link"));
  fs::create_symlink(Path("link"), Path("a/further"));
  fs::create_directory_symlink("a", Path("b"));
  fs::create_hard_link(Path("file"), Path("second"));
  EXPECT_TRUE(Same("file", "link"));
  EXPECT_TRUE(Same("file", "b/further"));
  EXPECT_TRUE(Same("file", "second"));
  EXPECT_TRUE(Same("second", "a/further"));
  EXPECT_TRUE(Same("a/new", "b/new"));
}

TEST_F(PlaceTest, ThroughALinkToWhatIsStillToBeMade) {
  fs::create_symlink("a/new", Path("link"));
  fs::create_symlink(Path("link"), Path("a/further"));
  EXPECT_TRUE(Same("a/new", "link"));
  EXPECT_TRUE(Same("a/new", "a/further"));
  EXPECT_FALSE(fs::exists(Path("a/new")));
  fs::create_symlink("ring", Path("ring"));
  EXPECT_TRUE(Same("ring", "ring")) << "and a link to itself ends";
}

TEST_F(PlaceTest, WhatLiesInAFolder) {
  fs::create_directory_symlink("a", Path("b"));
  for (const char* name : {"a", "a/new", "a/deep/new", "b/new", "b", "file/../a/x"}) {
    EXPECT_TRUE(In(name, "a")) << name;
    EXPECT_TRUE(In(name, "b/")) << name;
  }
  for (const char* name : {"a2", "a.x", "file", "a/../x"}) EXPECT_FALSE(In(name, "a")) << name;
  EXPECT_FALSE(In("a", "a/deep"));
}

TEST_F(PlaceTest, ADatabaseIsAllThatLiesBesideWhatItsNameLeadsTo) {
  fs::create_symlink("a/x.db", Path("link.db"));
  const std::string file = Path("a/x.db");
  EXPECT_EQ(FilesOfDatabase(Path("link.db")),
            (std::vector<std::string>{file, file + "-wal", file + "-shm", file + "-journal", file + ".lock"}));
}

}  // namespace
}  // namespace clearance
