// Files of checkpoints: where one note ends and the next begins, and which of several is meant.
#include "services/clearctl/checkpoint_file.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "common/crypto/hash.h"
#include "common/crypto/signature.h"
#include "db/checkpoints.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

using Texts = std::vector<std::string>;

class CheckpointFileTest : public ::testing::Test {
 protected:
  std::string FileOf(const std::string& content) {
    EXPECT_TRUE(WriteFile(folder_.Path("notes.txt"), content).ok());
    return folder_.Path("notes.txt");
  }

  std::string Note(const std::string& log, std::uint64_t size) const {
    return MakeCheckpoint("khorgos.example/ledger", {log, size, Sha256(log)}, key_).value();
  }

  const TemporaryFolder folder_;
  SigningKey key_ = SigningKey::Generate();
};

TEST_F(CheckpointFileTest, ANoteEndsWithItsLastSignature) {
  const std::string one = "a\n1\nb\n\n— k s\n";
  const std::string two = "c\n2\nd\n\n— k s\n— l s\n";
  EXPECT_EQ(SplitNotes(""), Texts{});
  EXPECT_EQ(SplitNotes("\n\n"), Texts{});
  EXPECT_EQ(SplitNotes(one), Texts{one});
  EXPECT_EQ(SplitNotes(one + two), (Texts{one, two}));
  EXPECT_EQ(SplitNotes(two + "\n" + one), (Texts{two, one}));
  EXPECT_EQ(SplitNotes("\n" + two + "\n\n" + one + "\n"), (Texts{two, one}));
  // What is no note is kept as it is, for its reader to refuse.
  EXPECT_EQ(SplitNotes(one + "rest"), (Texts{one, "rest"}));
  EXPECT_EQ(SplitNotes("a\n\n\n— k s"), Texts{"a\n\n\n— k s"});
}

TEST_F(CheckpointFileTest, TheLogSaysWhichIsMeant) {
  const std::string port = Note("KHORGOS", 41);
  const std::string centre = Note("centre", 9);
  const std::string both = FileOf(port + "\n" + centre);
  const auto all = ReadCheckpointFile(both);
  ASSERT_TRUE(all.ok()) << all.status();
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ((*all)[1].note, centre);
  EXPECT_EQ((*all)[1].root, (LogRoot{"centre", 9, Sha256("centre")}));
  EXPECT_EQ(ReadCheckpointOf(both, "KHORGOS")->note, port);
  EXPECT_EQ(ReadCheckpointOf(both, "centre")->note, centre);
  EXPECT_FALSE(ReadCheckpointOf(both, "ALTYNKOL").ok());
  EXPECT_FALSE(ReadCheckpointOf(both, "").ok());
  EXPECT_FALSE(ReadCheckpointOf(FileOf(port + Note("KHORGOS", 42)), "KHORGOS").ok());
  EXPECT_EQ(ReadCheckpointOf(FileOf(port), "")->note, port);
}

TEST_F(CheckpointFileTest, WhatIsNoCheckpointIsNamedWithItsFile) {
  for (const std::string& content : {std::string(), std::string("text\n"), Note("KHORGOS", 41) + "text\n"}) {
    const auto read = ReadCheckpointFile(FileOf(content));
    EXPECT_EQ(read.status().code(), StatusCode::kInvalidArgument) << content;
    EXPECT_NE(MessageOf(read.status()).find("notes.txt: "), std::string::npos) << read.status();
  }
  EXPECT_EQ(ReadCheckpointFile(folder_.Path("none.txt")).status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace clearance
