// Tests of CheckpointKeeper: what the centre signs is kept when it follows from what was kept; a log that was cut back,
// written anew or signed by somebody else raises an alarm and changes nothing that is kept.
#include "gate-agent/agent/checkpoint_keeper.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/ids.h"
#include "common/crypto/merkle.h"
#include "tests/support/simulated_central.h"

namespace clearance {
namespace {

constexpr char kOrigin[] = "khorgos.test/ledger/KHORGOS";
constexpr Instant kNow = FromUnixMs(1'790'067'600'000);

// A log that grows, with its roots of old: enough leaves for the one proof of growth that is asked here.
class Log {
 public:
  explicit Log(std::string salt = "") : salt_(std::move(salt)) {}
  Checkpoint GrowTo(std::uint64_t size) {
    while (frontier_.size() < size) {
      leaves_.push_back(LeafHash(salt_ + std::to_string(frontier_.size())));
      frontier_.Append(leaves_.back());
    }
    return {kOrigin, frontier_.size(), frontier_.Root(), {}};
  }
  // From one leaf on: RFC 9162 §2.1.4 for an old size of 1 and a new one of 2 or 3.
  std::vector<std::string> GrowthFromOne(std::uint64_t new_size) const {
    std::vector<std::string> hashes = {leaves_[1]};
    if (new_size == 3) hashes.push_back(leaves_[2]);
    return hashes;
  }

 private:
  std::string salt_;
  MerkleFrontier frontier_;
  std::vector<std::string> leaves_;
};

class CheckpointKeeperTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = (std::filesystem::temp_directory_path() / ("checkpoint_keeper_test." + NewUuid(random_))).string();
    central_.prove_growth = [this](std::uint64_t old_size,
                                   std::uint64_t new_size) -> StatusOr<std::vector<std::string>> {
      EXPECT_EQ(old_size, 1u);
      return log_.GrowthFromOne(new_size);
    };
  }
  void TearDown() override {
    keeper_.reset();
    std::filesystem::remove_all(folder_);
  }

  void Start() {
    keeper_.reset();
    keeper_.emplace(CheckpointKeeper::Parts{.central = central_,
                                            .executor = time_,
                                            .clock = time_.clock(),
                                            .random = random_,
                                            .alarm = alarm_,
                                            .key = key_.PublicKey(),
                                            .log = "KHORGOS",
                                            .folder = folder_,
                                            .alarm_changed = [this] { ++changes_; }});
    Pass(std::chrono::seconds(1));
  }
  void Pass(Duration time) { time_.RunFor(time); }
  void Give(const Checkpoint& checkpoint) { Give(checkpoint, key_); }
  void Give(const Checkpoint& checkpoint, const SigningKey& key) {
    central_.checkpoint = SignCheckpoint(checkpoint, key);
    ASSERT_TRUE(central_.checkpoint.ok()) << central_.checkpoint.status();
  }
  void GiveLater(const Checkpoint& checkpoint) {
    Give(checkpoint);
    Pass(kCheckpointInterval);
  }
  std::string KeptFile() const { return folder_ + "/KHORGOS.checkpoint"; }
  std::uint64_t KeptSize() const {
    const auto note = ReadFile(KeptFile(), 4096);
    const auto checkpoint = note.ok() ? OpenCheckpoint(*note, key_.PublicKey()) : StatusOr<Checkpoint>(note.status());
    return checkpoint.ok() ? checkpoint->size : 0;
  }
  std::string Alarm() const {
    const auto faults = alarm_.Faults();
    return faults.empty() ? "" : faults.front().code;
  }

  SystemRandom random_;
  VirtualTime time_{kNow};
  SimulatedCentral central_{time_};
  const SigningKey key_ = SigningKey::Generate();
  Log log_;
  std::string folder_;
  CheckpointAlarm alarm_;
  int changes_ = 0;
  std::optional<CheckpointKeeper> keeper_;
};

TEST_F(CheckpointKeeperTest, KeepsTheFirstAndEveryLaterOneThatFollowsFromIt) {
  Start();
  EXPECT_EQ(KeptSize(), 0u) << "a log without entries has none";
  GiveLater(log_.GrowTo(1));
  EXPECT_EQ(KeptSize(), 1u);
  GiveLater(log_.GrowTo(3));
  EXPECT_EQ(KeptSize(), 3u);
  EXPECT_EQ(Alarm(), "");
  EXPECT_EQ(changes_, 0);
}

TEST_F(CheckpointKeeperTest, ALogThatIsShorterThanItWasIsAnAlarmAndChangesNothingThatIsKept) {
  const Checkpoint one = log_.GrowTo(1);
  Give(one);
  Start();
  GiveLater(log_.GrowTo(3));
  GiveLater(one);
  EXPECT_EQ(Alarm(), kLedgerDoesNotFollow);
  EXPECT_EQ(KeptSize(), 3u);
  EXPECT_EQ(changes_, 1);
  GiveLater(log_.GrowTo(3));
  EXPECT_EQ(Alarm(), "") << "it is whole again";
  EXPECT_EQ(changes_, 2);
}

TEST_F(CheckpointKeeperTest, ALogThatIsGoneIsAnAlarm) {
  Give(log_.GrowTo(1));
  Start();
  central_.checkpoint = Error(StatusCode::kNotFound, error_reason::kNotFound, "");
  Pass(kCheckpointInterval);
  EXPECT_EQ(Alarm(), kLedgerDoesNotFollow);
}

// The centre itself finds that its record is short of what it signed: whatever was kept here.
TEST_F(CheckpointKeeperTest, ACentreWhoseRecordIsDamagedIsAnAlarm) {
  central_.checkpoint = Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, "the log is short");
  Start();
  EXPECT_EQ(Alarm(), kLedgerDoesNotFollow);
  GiveLater(log_.GrowTo(1));
  EXPECT_EQ(Alarm(), "") << "it is restored";
}

TEST_F(CheckpointKeeperTest, ALogOfTheSameSizeThatSaysOtherwiseIsAnAlarm) {
  Give(log_.GrowTo(1));
  Start();
  GiveLater(Log("forged").GrowTo(1));
  EXPECT_EQ(Alarm(), kLedgerDoesNotFollow);
}

TEST_F(CheckpointKeeperTest, ALongerLogThatWasWrittenAnewIsAnAlarm) {
  Give(log_.GrowTo(1));
  Start();
  log_.GrowTo(3);
  GiveLater(Log("forged").GrowTo(3));
  EXPECT_EQ(Alarm(), kLedgerDoesNotFollow);
  EXPECT_EQ(KeptSize(), 1u);
}

TEST_F(CheckpointKeeperTest, ANoteOfAnotherKeyOrAnotherLogIsAnAlarm) {
  Give(log_.GrowTo(1), SigningKey::Generate());
  Start();
  EXPECT_EQ(Alarm(), kCheckpointNotSigned);
  EXPECT_EQ(KeptSize(), 0u);
  Checkpoint other = log_.GrowTo(1);
  other.origin = "khorgos.test/ledger/ALTYNKOL";
  GiveLater(other);
  EXPECT_EQ(Alarm(), kCheckpointNotSigned);
  EXPECT_EQ(KeptSize(), 0u);
}

TEST_F(CheckpointKeeperTest, WhatWasKeptHoldsAfterARestart) {
  Give(log_.GrowTo(1));
  Start();
  Give(Log("forged").GrowTo(1));
  Start();
  EXPECT_EQ(Alarm(), kLedgerDoesNotFollow);
  EXPECT_EQ(KeptSize(), 1u);
}

// As the check of the configuration has it: a slip of the pen is told, and no folders are made of it.
TEST_F(CheckpointKeeperTest, OnlyTheLastFolderOfItsNameIsMade) {
  const std::string missing = folder_;
  folder_ += "/below";
  Start();
  GiveLater(log_.GrowTo(1));
  EXPECT_FALSE(std::filesystem::exists(missing));
  EXPECT_EQ(Alarm(), "") << "the ledger is in order all the same";
  folder_ = missing;
}

TEST_F(CheckpointKeeperTest, AFileThatCannotBeUsedIsAsNone) {
  std::filesystem::create_directories(folder_);
  ASSERT_TRUE(WriteFile(KeptFile(), "not a note").ok());
  Give(log_.GrowTo(1));
  Start();
  EXPECT_EQ(KeptSize(), 1u);
  EXPECT_EQ(Alarm(), "");
}

TEST_F(CheckpointKeeperTest, ACentreThatIsAwayIsAskedAgainAndIsNoAlarm) {
  central_.away = true;
  Start();
  Pass(std::chrono::minutes(2));
  EXPECT_GT(central_.checkpoints_asked, 3);
  EXPECT_EQ(Alarm(), "");
  central_.away = false;
  GiveLater(log_.GrowTo(1));
  EXPECT_EQ(KeptSize(), 1u);
}

TEST_F(CheckpointKeeperTest, ProofsThatDoNotComeAreAskedForAgain) {
  Give(log_.GrowTo(1));
  Start();
  central_.prove_growth = [](std::uint64_t, std::uint64_t) -> StatusOr<std::vector<std::string>> {
    return Error(StatusCode::kUnavailable, error_reason::kCentreUnreachable, "");
  };
  GiveLater(log_.GrowTo(3));
  EXPECT_EQ(Alarm(), "");
  EXPECT_EQ(KeptSize(), 1u);
  central_.prove_growth = [this](std::uint64_t, std::uint64_t new_size) -> StatusOr<std::vector<std::string>> {
    return log_.GrowthFromOne(new_size);
  };
  Pass(kCheckpointInterval);
  EXPECT_EQ(KeptSize(), 3u);
}

TEST_F(CheckpointKeeperTest, TheCentreIsToldWhatWasKeptAlsoAfterARestart) {
  Start();
  EXPECT_EQ(central_.checkpoint_known, "");
  GiveLater(log_.GrowTo(1));
  Pass(kCheckpointInterval);
  EXPECT_EQ(central_.checkpoint_known, *central_.checkpoint);
  central_.checkpoint_known.clear();
  Start();
  EXPECT_EQ(central_.checkpoint_known, *central_.checkpoint);
}

}  // namespace
}  // namespace clearance
