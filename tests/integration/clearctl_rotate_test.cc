// Rotating and checking the master key with the real program on real files.
#include "tests/integration/clearctl_erase_fixture.h"

namespace clearance {
namespace {

using ClearctlRotateTest = ClearctlEraseTest;

TEST_F(ClearctlRotateTest, ARotatedFileOpensWithTheNewKeyAlone) {
  const std::vector<PersonalKey> before = Keys();
  const std::vector<std::string> rotate = {"keys",         "rotate",           "--database",
                                           Database(),     "--old-master",     Path("master_key.hex"),
                                           "--new-master", Path("new_key.hex")};
  EXPECT_EQ(Clearctl({"keys", "check", "--database", Database(), "--master", Path("master_key.hex")}, 0),
            "keys that open: 400, under another master key: 0, damaged: 0\n");
  EXPECT_EQ(Clearctl({"keys", "check", "--database", Database(), "--master", Path("new_key.hex")}, 2),
            "keys that open: 0, under another master key: 400, damaged: 0\n");
  EXPECT_EQ(Clearctl(rotate, 0),
            "keys wrapped anew: 400, already before: 0, left, of a third master key or damaged: 0\n");
  EXPECT_EQ(Clearctl(rotate, 0),
            "keys wrapped anew: 0, already before: 400, left, of a third master key or damaged: 0\n");
  EXPECT_EQ(Clearctl({"keys", "check", "--database", Database(), "--master", Path("new_key.hex")}, 0),
            "keys that open: 400, under another master key: 0, damaged: 0\n");
  EXPECT_EQ(Opening("master_key.hex"), 0);
  EXPECT_EQ(Opening("new_key.hex"), kPersons);
  ExpectVerified(kPersons);
  const std::string raw = RawBytes();
  for (const PersonalKey& key : before) EXPECT_FALSE(AnyPieceIn(raw, key.wrapped)) << "what the old key opens";
  Clearctl({"keys", "rotate", "--database", Database(), "--old-master", Path("new_key.hex"), "--new-master",
            Path("new_key.hex")},
           1);
}

TEST_F(ClearctlRotateTest, ARotationThatAReaderHindersIsToldAndASecondRunFinishes) {
  const std::string wrapped = WrappedKeyOf(kVictim);
  const std::vector<std::string> rotate = {"keys",         "rotate",           "--database",
                                           Database(),     "--old-master",     Path("master_key.hex"),
                                           "--new-master", Path("new_key.hex")};
  {
    const Reading reading(Database());
    Clearctl(rotate, 1);
    EXPECT_NE(errors_.find("clearance.db-wal may still hold keys that were"), std::string::npos) << errors_;
    EXPECT_TRUE(AnyPieceIn(RawBytes(), wrapped));
  }
  Clearctl(rotate, 0);
  EXPECT_FALSE(AnyPieceIn(RawBytes(), wrapped));
  EXPECT_TRUE(Open(kVictim, "new_key.hex").ok());
}

TEST_F(ClearctlRotateTest, ADamagedKeyIsCounted) {
  PersonalKey damaged = Keys().front();
  damaged.wrapped[30] = static_cast<char>(damaged.wrapped[30] ^ 4);
  ASSERT_TRUE(TransactAndWait(*OpenStore(), [&](Transaction& t) { return t.personal_keys().Put(damaged); }).ok());
  EXPECT_EQ(Clearctl({"keys", "check", "--database", Database(), "--master", Path("master_key.hex")}, 2),
            "keys that open: 399, under another master key: 0, damaged: 1\n");
  EXPECT_EQ(Clearctl({"keys", "rotate", "--database", Database(), "--old-master", Path("master_key.hex"),
                      "--new-master", Path("new_key.hex")},
                     2),
            "keys wrapped anew: 399, already before: 0, left, of a third master key or damaged: 1\n");
}

}  // namespace
}  // namespace clearance
