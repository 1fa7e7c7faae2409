// Tests of SealKeeper: what the centre sends is in force from then on and after a restart without the centre; what is
// not in order, older or absent leaves what was; what is old is said.
#include "gate-agent/agent/seal_keeper.h"

#include <gtest/gtest.h>

#include "tests/support/keeper_fixture.h"

namespace clearance {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Instant kNow = FromUnixMs(1'795'305'600'000);
constexpr char kBooking[] = "1f0c8a52-6a3e-4b0f-9d38-0c6f5a1e7b42";

class SealKeeperTest : public KeeperTest<SealKeeper, SealSet> {
 protected:
  SealKeeperTest() : KeeperTest(kNow) {}

  std::string Path() const { return base_ + "/seals.set"; }
  SealKeys KeysOf(const SigningKey& key) const {
    SealKeys keys;
    keys.Add({key.PublicKey(), SecretBytes(std::string(32, 'k'))});
    return keys;
  }
  std::string Set(const SigningKey& key, Instant revision, const std::vector<std::string>& revoked) const {
    SealSet set;
    set.revision = revision;
    set.keys = KeysOf(key);
    set.revoked = RevokedBookings(revoked);
    return SignSealSet(SealSetBody(set), key_);
  }
  // A set that was kept and has gone bad on the disk.
  void KeepDamaged() const {
    std::string set = Set(key_, kNow, {kBooking});
    set.back() = static_cast<char>(set.back() ^ 1);
    ASSERT_TRUE(WriteFile(Path(), set).ok());
  }
  static std::string IdOf(const std::string& set) { return SealSetId(std::string_view(set).substr(kSignatureBytes)); }
  void Start() { StartWith(LoadOwnSeals(Path(), key_.PublicKey(), KeysOf(key_)), Path()); }
  SealResult Result(const SigningKey& key) const {
    const std::string seal = SignSeal({kBooking,
                                       kNow,
                                       kNow + minutes(15),
                                       "KHORGOS",
                                       {Territory::kKaz, Territory::kIcbc},
                                       "icbc-kaz",
                                       std::string(32, 'h')},
                                      key)
                                 .value();
    const auto set = in_force_->Get();
    SealContext context;
    context.at = kNow;
    context.revoked = &set->revoked;
    return VerifySeal(seal, set->keys, context).result;
  }

  const SigningKey next_ = SigningKey::Generate();
};

TEST_F(SealKeeperTest, BeginsWithItsOwnKeyAndFollowsTheCentre) {
  Start();
  EXPECT_EQ(Result(key_), SealResult::kValidUnbound);
  EXPECT_EQ(Result(next_), SealResult::kUnknownKey);
  central_.seals = Sent(Set(next_, kNow, {kBooking}));
  time_.RunFor(seconds(1));
  EXPECT_EQ(Result(next_), SealResult::kRevoked);
  EXPECT_EQ(Result(key_), SealResult::kUnknownKey) << "the set says all of it";
  EXPECT_EQ(central_.seals_asked, Words{""});
}

TEST_F(SealKeeperTest, StartsFromItsDiskWithTheCentreAway) {
  const std::string set = Set(next_, kNow, {kBooking});
  central_.seals = Sent(set);
  Start();
  time_.RunFor(seconds(1));
  central_.away = true;
  Start();
  EXPECT_EQ(Result(next_), SealResult::kRevoked);
  time_.RunFor(seconds(1));
  EXPECT_EQ(central_.seals_asked.back(), IdOf(set)) << "and it can name what it has";
}

TEST_F(SealKeeperTest, AsksEveryMinute) {
  Start();
  time_.RunFor(seconds(59));
  ASSERT_EQ(central_.seals_asked.size(), 1u);
  central_.seals = Sent(Set(next_, kNow, {}));
  time_.RunFor(seconds(2));
  EXPECT_EQ(central_.seals_asked.size(), 2u);
  EXPECT_EQ(Result(next_), SealResult::kValidUnbound);
}

TEST_F(SealKeeperTest, WhatIsNotInOrderOrOlderLeavesWhatWas) {
  const std::string good = Set(next_, kNow, {kBooking});
  central_.seals = Sent(good);
  Start();
  time_.RunFor(seconds(1));
  std::string altered = good;
  altered.back() = static_cast<char>(altered.back() ^ 1);
  for (const std::string& bad : {altered, std::string(), std::string("no set"), Set(next_, kNow - Duration(1), {})}) {
    central_.seals = Sent(bad);
    time_.RunFor(kSealInterval);
    EXPECT_EQ(Result(next_), SealResult::kRevoked);
    EXPECT_EQ(ReadFile(Path(), kMaxSealSetBytes).value(), good);
  }
  central_.seals = Error(StatusCode::kUnimplemented, "", "an older centre");
  time_.RunFor(kSealInterval);
  EXPECT_EQ(Result(next_), SealResult::kRevoked);
  central_.seals = Sent(Set(next_, kNow, {}));
  time_.RunFor(kSealInterval);
  EXPECT_EQ(Result(next_), SealResult::kValidUnbound) << "of the same moment is taken";
}

TEST_F(SealKeeperTest, AFileThatCannotBeUsedIsAsNone) {
  KeepDamaged();
  Start();
  EXPECT_EQ(Result(key_), SealResult::kValidUnbound);
  central_.seals = Sent(Set(next_, kNow, {}));
  time_.RunFor(seconds(1));
  EXPECT_EQ(Result(next_), SealResult::kValidUnbound);
  EXPECT_EQ(central_.seals_asked.front(), "") << "and has no name";
}

TEST_F(SealKeeperTest, AGateThatHasForgottenWhatItKnewSaysSoAtOnce) {
  KeepDamaged();
  central_.away = true;
  Start();
  time_.RunFor(seconds(1));
  EXPECT_EQ(Faults(), Words{"SEALS_OLD"});
  central_.away = false;
  central_.seals = Sent(Set(next_, time_.clock().Now(), {}));
  time_.RunFor(minutes(2));
  EXPECT_EQ(Faults(), Words{});
}

// The outbox, a key: whatever a slip in the setting named.
TEST_F(SealKeeperTest, WhatIsNoSealSetIsNeverReplaced) {
  for (const std::string other : {"SQLite format 3", "-----BEGIN PRIVATE KEY-----\n", "no set"}) {
    const std::string file = other + std::string(200, '\0');
    ASSERT_TRUE(WriteFile(Path(), file).ok());
    central_.seals = Sent(Set(next_, kNow, {}));
    Start();
    time_.RunFor(minutes(2));
    EXPECT_EQ(ReadFile(Path(), kMaxSealSetBytes).value(), file);
    EXPECT_EQ(Result(next_), SealResult::kUnknownKey);
    EXPECT_EQ(Result(key_), SealResult::kValidUnbound) << "and it goes on with its own key";
    EXPECT_EQ(Faults(), Words{"SEALS_OLD"});
  }
}

TEST_F(SealKeeperTest, WhatCannotBeKeptIsNotInForce) {
  std::filesystem::create_directories(Path());  // where the file should be
  central_.seals = Sent(Set(next_, kNow, {}));
  Start();
  time_.RunFor(seconds(1));
  EXPECT_EQ(Result(next_), SealResult::kUnknownKey);
  EXPECT_EQ(Result(key_), SealResult::kValidUnbound);
}

TEST_F(SealKeeperTest, ACentreThatIsAwayIsAskedAtLeastEveryMinuteAndAnOldSetIsAFault) {
  central_.seals = Sent(Set(next_, kNow, {}));
  Start();
  time_.RunFor(seconds(1));
  central_.away = true;
  time_.RunFor(hours(24) - minutes(5));
  EXPECT_EQ(Faults(), Words{});
  const std::size_t asked = central_.seals_asked.size();
  time_.RunFor(minutes(10));
  EXPECT_GE(central_.seals_asked.size(), asked + 10);
  EXPECT_LE(central_.seals_asked.size(), asked + 25) << "but it is not run over";
  EXPECT_EQ(Faults(), Words{"SEALS_OLD"});
  EXPECT_EQ(changes_, 1);
  EXPECT_EQ(Result(next_), SealResult::kValidUnbound) << "and it goes on";
  central_.away = false;
  central_.seals = Sent(Set(next_, time_.clock().Now(), {}));
  time_.RunFor(minutes(2));
  EXPECT_EQ(Faults(), Words{});
  EXPECT_EQ(changes_, 2);
}

TEST_F(SealKeeperTest, AGateThatNeverGotOneSaysSoAfterADay) {
  central_.away = true;
  Start();
  time_.RunFor(hours(23));
  EXPECT_EQ(Faults(), Words{});
  time_.RunFor(hours(2));
  EXPECT_EQ(Faults(), Words{"SEALS_OLD"});
}

}  // namespace
}  // namespace clearance
