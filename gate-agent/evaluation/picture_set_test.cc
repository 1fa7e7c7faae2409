#include "gate-agent/evaluation/picture_set.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <set>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

// A folder with files of the names given, no two alike; what is in them is no picture, and need not be.
class PictureSetTest : public testing::Test {
 protected:
  void SetUp() override { folder_ = fs::temp_directory_path() / ("clearance_set_" + std::to_string(::getpid())); }
  void TearDown() override { fs::remove_all(folder_); }

  void Make(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      fs::create_directories((folder_ / name).parent_path());
      ASSERT_TRUE(WriteFile((folder_ / name).string(), name).ok());
    }
  }
  PairList Read(const std::string& csv, std::optional<Half> half = std::nullopt,
                MissingPictures missing = MissingPictures::kRefused) {
    return ReadPairs(csv, "pairs.csv", folder_.string(), half, missing);
  }

  fs::path folder_;
};

TEST_F(PictureSetTest, AFolderIsAPersonAndOtherFilesArePassedOver) {
  Make({"b/2.JPG", "b/1.png", "a/1.jpeg", "a/notes.txt", "c/notes.txt", "loose.jpg"});
  const auto set = ListPictures(folder_.string(), std::nullopt);
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->persons, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(set->pictures, (std::vector<PictureFile>{{"a/1.jpeg", 0}, {"b/1.png", 1}, {"b/2.JPG", 1}}));
  EXPECT_EQ(AllPairs(*set), (std::vector<PicturePair>{{0, 1, false}, {0, 2, false}, {1, 2, true}}));
}

TEST_F(PictureSetTest, AFolderWithoutPicturesIsNamed) {
  Make({"a/notes.txt"});
  for (const std::string& folder : {folder_.string(), (folder_ / "none").string()}) {
    const auto set = ListPictures(folder, std::nullopt);
    EXPECT_EQ(ReasonOf(set.status()), error_reason::kFileUnreadable);
    EXPECT_NE(MessageOf(set.status()).find(folder), std::string::npos);
  }
}

TEST_F(PictureSetTest, HalvesShareNobodyAndLeaveNobodyOut) {
  std::vector<std::string> names;
  for (int i = 0; i < 60; ++i) names.push_back("p" + std::to_string(i) + "/1.jpg");
  Make(names);
  std::vector<std::string> both;
  for (Half half : {Half::kTuning, Half::kReporting}) {
    const auto set = ListPictures(folder_.string(), half);
    ASSERT_TRUE(set.ok());
    EXPECT_GT(set->persons.size(), 15U);
    both.insert(both.end(), set->persons.begin(), set->persons.end());
  }
  std::sort(both.begin(), both.end());
  EXPECT_EQ(both, ListPictures(folder_.string(), std::nullopt)->persons);
}

TEST(FaceSplitTest, TheRecordOfTheBenchmarksHalvesIsTheRule) {
  const auto csv = ReadFile(SourcePath("tests/golden/face_split.csv"), 1 << 20);
  ASSERT_TRUE(csv.ok());
  std::istringstream lines(*csv);
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_EQ(line, "person,half");
  int persons = 0;
  while (std::getline(lines, line)) {
    const std::size_t comma = line.find(',');
    ASSERT_NE(comma, std::string::npos);
    EXPECT_EQ(line.substr(comma + 1), HalfName(HalfOf(line.substr(0, comma)))) << line;
    ++persons;
  }
  EXPECT_EQ(persons, 900);
}

TEST_F(PictureSetTest, PairsGiveThePersonsTheyAndTheFoldersTell) {
  Make({"a/1.jpg", "a/2.jpg", "b/1.jpg", "x.jpg", "y.jpg", "z.jpg"});
  const PairList list = Read("a,b,same\r\na/1.jpg,b/1.jpg,0\r\nx.jpg,y.jpg,1\nz.jpg,a/2.jpg,0\n\n");
  EXPECT_EQ(list.problems, std::vector<std::string>{});
  EXPECT_EQ(list.pairs, (std::vector<PicturePair>{{0, 1, false}, {2, 3, true}, {4, 5, false}}));
  ASSERT_EQ(list.set.pictures.size(), 6U);
  const auto person = [&](std::size_t picture) { return list.set.pictures[picture].person; };
  EXPECT_EQ(person(2), person(3));  // a row says so
  EXPECT_EQ(person(0), person(5));  // one folder
  EXPECT_NE(person(0), person(1));
  EXPECT_EQ(list.set.persons.size(), 4U);
}

TEST_F(PictureSetTest, EveryBadRowIsNamed) {
  Make({"a/1.jpg", "a/2.jpg", "b/1.jpg"});
  const PairList list = Read(
      "a,b,same\n"
      "a/1.jpg,b/1.jpg\n"
      "a/1.jpg,b/1.jpg,yes\n"
      "a/1.jpg,c/1.jpg,0\n"
      "a/1.jpg,a/1.jpg,1\n"
      "a/1.jpg,../a/1.jpg,1\n"
      "a/1.jpg,a/2.jpg,0\n"
      "a/1.jpg,b/1.jpg,0\n"
      "c/2.jpg,/etc/passwd,2\n");
  EXPECT_EQ(list.problems, (std::vector<std::string>{
                               "pairs.csv:2: a,b,same: 2 cells, must be three",
                               "pairs.csv:3: same: must be 1 or 0, not \"yes\"",
                               "pairs.csv:4: b: there is no file \"c/1.jpg\"",
                               "pairs.csv:6: b: \"../a/1.jpg\" is no name of a picture below the folder",
                               "pairs.csv:9: a: there is no file \"c/2.jpg\"",
                               "pairs.csv:9: b: \"/etc/passwd\" is no name of a picture below the folder",
                               "pairs.csv:9: same: must be 1 or 0, not \"2\"",
                           }));
  EXPECT_EQ(Read("a;b;same\n").problems, std::vector<std::string>{"pairs.csv:1: the first line must be a,b,same"});
  EXPECT_EQ(Read("a,b,same\n").problems, std::vector<std::string>{"pairs.csv:1: there is no row below the first line"});
}

// To the system a name ends at a zero byte: it would look at a/1.jpg, which no row names. What is no UTF-8 cannot be
// printed so that the answer finds its row again.
TEST_F(PictureSetTest, ANameNobodyCouldJoinIsBadWhateverLiesOnTheDisk) {
  Make({"a/1.jpg", "b/1.jpg", "b/\xFF.jpg"});
  using std::string_literals::operator""s;
  for (const MissingPictures missing : {MissingPictures::kRefused, MissingPictures::kNotAcquired}) {
    const PairList list = Read("a,b,same\na/1.jpg\0x,b/1.jpg,0\na/1.jpg,b/\xFF.jpg,0\n"s, std::nullopt, missing);
    EXPECT_EQ(list.problems, (std::vector<std::string>{"pairs.csv:2: a: \"a/1.jpg?x\" has a zero byte in it",
                                                       "pairs.csv:3: b: \"b/?.jpg\" is not UTF-8"}));
    EXPECT_TRUE(list.rows.empty());
  }
  EXPECT_EQ(MessageOf(ReadAttacks("picture,species\na/1.jpg\0x,print\n"s, "attacks.csv", folder_.string()).status()),
            "attacks.csv:2: picture: \"a/1.jpg?x\" has a zero byte in it");
}

TEST_F(PictureSetTest, RowsAreBelievedBeforeFolders) {
  Make({"a/1.jpg", "a/2.jpg", "a/3.jpg", "b/1.jpg", "b/2.jpg", "c/1.jpg"});
  const PairList list = Read("a,b,same\na/1.jpg,a/2.jpg,0\na/1.jpg,a/3.jpg,1\nb/1.jpg,c/1.jpg,0\nb/2.jpg,c/1.jpg,0\n");
  EXPECT_EQ(list.problems, std::vector<std::string>{});
  EXPECT_EQ(list.warnings, std::vector<std::string>{
                               "pairs.csv:2: same: says two persons, but the folders say one; the row is believed"});
  std::map<std::string, std::int32_t> person;
  for (const PictureFile& picture : list.set.pictures) person[picture.name] = picture.person;
  EXPECT_NE(person["a/1.jpg"], person["a/2.jpg"]);
  EXPECT_EQ(person["a/1.jpg"], person["a/3.jpg"]);
  EXPECT_EQ(person["b/1.jpg"], person["b/2.jpg"]);
  EXPECT_EQ(list.set.persons.size(), 4U);
  const PairList torn = Read("a,b,same\na/1.jpg,b/1.jpg,1\nb/1.jpg,c/1.jpg,1\na/1.jpg,c/1.jpg,0\n");
  EXPECT_EQ(torn.problems, std::vector<std::string>{"pairs.csv:4: same: says two persons, but other rows say one"});
}

TEST_F(PictureSetTest, AMissingPictureCanBeOneNotAcquired) {
  Make({"a/1.jpg"});
  const auto read = [&](const char* csv) {
    return ReadPairs(csv, "pairs.csv", folder_.string(), std::nullopt, MissingPictures::kNotAcquired);
  };
  const std::vector<std::string> told = {"pairs.csv:2: b: there is no file \"b/1.jpg\""};
  const PairList list = read("a,b,same\na/1.jpg,b/1.jpg,0\n");
  EXPECT_EQ(list.problems, std::vector<std::string>{});
  EXPECT_EQ(list.warnings, told);
  EXPECT_EQ(list.pairs.size(), 1U);
  const PairList none = read("a,b,same\nc/1.jpg,b/1.jpg,0\n");
  EXPECT_EQ(none.problems, std::vector<std::string>{}) << "that all of them are missing is no other case";
  EXPECT_EQ(none.warnings.size(), 2U);
  EXPECT_EQ(none.rows.size(), 1U);
}

TEST_F(PictureSetTest, AByteOrderMarkIsPassedOver) {
  Make({"a/1.jpg", "b/1.jpg"});
  EXPECT_EQ(Read("\xEF\xBB\xBF"
                 "a,b,same\na/1.jpg,b/1.jpg,0\n")
                .pairs.size(),
            1U);
}

TEST_F(PictureSetTest, APairNamedAgainIsARowAndNoFurtherComparison) {
  Make({"a/1.jpg", "a/2.jpg", "b/1.jpg"});
  const PairList list = Read("a,b,same\na/1.jpg,b/1.jpg,0\na/1.jpg,a/2.jpg,1\nb/1.jpg,a/1.jpg,0\na/1.jpg,a/2.jpg,1\n");
  EXPECT_EQ(list.problems, std::vector<std::string>{});
  EXPECT_EQ(list.rows, (std::vector<PicturePair>{{0, 1, false}, {0, 2, true}, {1, 0, false}, {0, 2, true}}));
  EXPECT_EQ(list.pairs, (std::vector<PicturePair>{{0, 1, false}, {0, 2, true}}));
  EXPECT_EQ(list.repeated, 2);
  EXPECT_EQ(list.selves, 0);
  EXPECT_EQ(list.warnings,
            std::vector<std::string>{"pairs.csv: 2 rows name the pair of an earlier row and count in no rate again"});
  EXPECT_EQ(Read("a,b,same\na/1.jpg,b/1.jpg,0\na/1.jpg,b/1.jpg,1\n").problems,
            std::vector<std::string>{"pairs.csv:2: same: says two persons, but other rows say one"});
}

TEST_F(PictureSetTest, APictureWithItselfIsARowAndNoComparison) {
  Make({"a/1.jpg", "b/1.jpg", "c/1.jpg"});
  const PairList list = Read("a,b,same\na/1.jpg,a/1.jpg,1\nb/1.jpg,b/1.jpg,0\na/1.jpg,c/1.jpg,0\n");
  EXPECT_EQ(list.problems, std::vector<std::string>{});
  EXPECT_EQ(list.rows, (std::vector<PicturePair>{{0, 0, true}, {1, 1, false}, {0, 2, false}}));
  EXPECT_EQ(list.pairs, (std::vector<PicturePair>{{0, 2, false}}));
  EXPECT_EQ(list.selves, 2);
  EXPECT_EQ(list.warnings,
            (std::vector<std::string>{"pairs.csv:3: same: says two persons, but a and b are one picture",
                                      "pairs.csv: 2 rows compare a picture with itself and count in no rate"}));
  EXPECT_EQ(list.set.persons.size(), 3U);
  EXPECT_EQ(PersonsCompared(list.set, list.pairs), 2) << "b was compared with nobody";
}

TEST_F(PictureSetTest, CellsMayStandInQuotesAndBetweenBlanks) {
  Make({"Li, Na/1.jpg", "b \"x\"/1.jpg"});
  const PairList list = Read("\"a\",\"b\",\"same\"\r\n\"Li, Na/1.jpg\", \"b \"\"x\"\"/1.jpg\" ,0 \r\n");
  EXPECT_EQ(list.problems, std::vector<std::string>{});
  ASSERT_EQ(list.set.pictures.size(), 2U);
  EXPECT_EQ(list.set.pictures[0].name, "Li, Na/1.jpg");
  EXPECT_EQ(list.set.pictures[1].name, "b \"x\"/1.jpg");
  EXPECT_EQ(Read("a,b,same\n\"Li, Na/1.jpg\"x,y,0\n").problems,
            std::vector<std::string>{"pairs.csv:2: a cell that goes on behind its quotes"});
}

TEST_F(PictureSetTest, APictureIsOneHoweverItsPathIsSpelt) {
  Make({"a/1.jpg", "a/2.jpg", "b/1.jpg"});
  const PairList list = Read("a,b,same\na//1.jpg,b/1.jpg,0\n./a/1.jpg,a/2.jpg,1\nb/../a/2.jpg,b/./1.jpg,0\n");
  EXPECT_EQ(list.problems, std::vector<std::string>{});
  EXPECT_EQ(list.pairs, (std::vector<PicturePair>{{0, 1, false}, {0, 2, true}, {2, 1, false}}));
  ASSERT_EQ(list.set.pictures.size(), 3U);
  EXPECT_EQ(list.set.pictures[0].name, "a/1.jpg");
  EXPECT_EQ(list.set.persons, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(Read("a,b,same\na//1.jpg,a/1.jpg,1\n").selves, 1);
  EXPECT_EQ(Read("a,b,same\na//1.jpg,b/1.jpg,0\na/1.jpg,b//1.jpg,0\n").repeated, 1);
}

TEST_F(PictureSetTest, ACopyIsThePictureItIsACopyOf) {
  Make({"a/1.jpg", "b/1.jpg", "b/2.jpg"});
  const auto copy = [&](const char* from, const char* to) { fs::copy_file(folder_ / from, folder_ / to); };
  copy("a/1.jpg", "a/2.jpg");
  copy("a/1.jpg", "b/3.jpg");
  const auto set = ListPictures(folder_.string(), std::nullopt);
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->pictures, (std::vector<PictureFile>{{"a/1.jpg", 0}, {"b/1.jpg", 1}, {"b/2.jpg", 1}}));
  EXPECT_EQ(set->left_out, (std::vector<std::string>{"a/2.jpg: a copy of a/1.jpg", "b/3.jpg: a copy of a/1.jpg"}));
  const PairList list = Read("a,b,same\na/1.jpg,b/1.jpg,0\na/1.jpg,a/2.jpg,1\na/2.jpg,b/1.jpg,0\na/1.jpg,b/3.jpg,0\n");
  EXPECT_EQ(list.problems, std::vector<std::string>{});
  EXPECT_EQ(list.pairs, (std::vector<PicturePair>{{0, 1, false}}));
  EXPECT_EQ(list.selves, 2);
  EXPECT_EQ(list.repeated, 1);
  EXPECT_EQ(list.set.pictures.size(), 2U);
  ASSERT_EQ(list.names.size(), 4U);
  EXPECT_EQ(list.names[2].a, "a/2.jpg") << "as the row has it";
  EXPECT_EQ(list.warnings,
            (std::vector<std::string>{"pairs.csv:3: b: \"a/2.jpg\" is a copy of \"a/1.jpg\"",
                                      "pairs.csv:5: b: \"b/3.jpg\" is a copy of \"a/1.jpg\"",
                                      "pairs.csv:5: same: says two persons, but a and b are one picture",
                                      "pairs.csv: 1 rows name the pair of an earlier row and count in no rate again",
                                      "pairs.csv: 2 rows compare a picture with itself and count in no rate"}));
  copy("a/1.jpg", "print.jpg");
  const auto attacks =
      ReadAttacks("picture,species\na/1.jpg,print\nprint.jpg,print\n", "attacks.csv", folder_.string());
  EXPECT_EQ(MessageOf(attacks.status()), "attacks.csv:3: picture: \"print.jpg\" is a copy of \"a/1.jpg\"");
}

// A file nobody can see a picture in says nothing of another such.
TEST_F(PictureSetTest, EmptyFilesAreNoCopiesOfEachOther) {
  Make({"a/1.jpg", "b/1.jpg"});
  for (const char* name : {"a/1.jpg", "b/1.jpg"}) ASSERT_TRUE(WriteFile((folder_ / name).string(), "").ok());
  EXPECT_EQ(ListPictures(folder_.string(), std::nullopt)->pictures.size(), 2U);
  EXPECT_EQ(Read("a,b,same\na/1.jpg,b/1.jpg,0\n").pairs.size(), 1U);
}

// Two files that name the same pairs deal the same people to the same halves.
TEST_F(PictureSetTest, AHalfIsTheSameInWhateverOrderRowsAndCellsStand) {
  for (int i = 0; i < 20; ++i) {
    const std::string a = "p" + std::to_string(i) + "/1.jpg", b = "q" + std::to_string(i) + "/1.jpg";
    Make({a, b});
    const auto rows = [&](const std::string& first, const std::string& second) {
      return Read("a,b,same\n" + first + "," + second + ",1\n", Half::kReporting).rows.size();
    };
    EXPECT_EQ(rows(a, b), rows(b, a)) << a;
  }
}

TEST_F(PictureSetTest, OfAHalfOnlyPairsWithinItAreKept) {
  std::vector<std::string> names;
  std::string csv = "a,b,same\n";
  for (int i = 0; i < 20; ++i) {
    names.push_back("p" + std::to_string(i) + "/1.jpg");
    if (i > 0) csv += names[static_cast<std::size_t>(i) - 1] + "," + names.back() + ",0\n";
  }
  Make(names);
  const PairList list = Read(csv, Half::kReporting);
  EXPECT_EQ(list.problems, std::vector<std::string>{});
  ASSERT_FALSE(list.pairs.empty());
  EXPECT_LT(list.pairs.size(), 19U);
  for (const PictureFile& picture : list.set.pictures) {
    EXPECT_EQ(HalfOf(list.set.persons[static_cast<std::size_t>(picture.person)]), Half::kReporting);
  }
  // Whoever is compared with nobody is not counted among the measured.
  std::set<std::int32_t> compared;
  for (const PictureFile& picture : list.set.pictures) compared.insert(picture.person);
  EXPECT_EQ(list.set.persons.size(), compared.size());
}

TEST_F(PictureSetTest, AnAttackNamedTwiceIsABadRow) {
  Make({"a.jpg", "b.jpg"});
  const auto read = [&](const char* csv) { return ReadAttacks(csv, "attacks.csv", folder_.string()); };
  EXPECT_TRUE(read("picture,species\na.jpg,print\nb.jpg,print\n").ok());
  const auto twice = read("picture,species\na.jpg,print\nb.jpg,print\na.jpg,screen\n");
  EXPECT_EQ(ReasonOf(twice.status()), error_reason::kInvalidField);
  EXPECT_NE(MessageOf(twice.status()).find("attacks.csv:4: picture"), std::string::npos) << MessageOf(twice.status());
}

TEST_F(PictureSetTest, GroupsAreReadByPerson) {
  PictureSet set;
  set.persons = {"a", "b", "c"};
  EXPECT_EQ(MessageOf(ReadGroups("person,group\nnobody,old\n", "groups.csv", set).status()),
            "groups.csv: names no person of these pictures");
  const auto groups = ReadGroups("person,group\nc,old\na,young\nd,old\n", "groups.csv", set);
  ASSERT_TRUE(groups.ok()) << groups.status();
  EXPECT_EQ(*groups, (std::vector<std::string>{"young", "", "old"}));
  for (const char* bad : {"person;group\n", "person,group\na\n", "person,group\na,\n", "person,group\na,x\na,y\n"}) {
    EXPECT_EQ(ReasonOf(ReadGroups(bad, "groups.csv", set).status()), error_reason::kInvalidField) << bad;
  }
}

}  // namespace
}  // namespace clearance
