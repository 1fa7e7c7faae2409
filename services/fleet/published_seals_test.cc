// Tests of PublishedSeals: an edition for each state of keys and revocations, rising revisions, and the one before
// where the store does not answer.
#include "services/fleet/published_seals.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "common/base/executor.h"

namespace clearance {
namespace {

constexpr Instant kNow = FromUnixMs(1'795'305'600'000);
constexpr char kFirst[] = "11111111-1111-4111-8111-111111111111";
constexpr char kSecond[] = "22222222-2222-4222-8222-222222222222";

class PublishedSealsTest : public ::testing::Test {
 protected:
  SealKeys Keys() const {
    SealKeys keys;
    keys.Add({seal_key_.PublicKey(), SecretBytes(std::string(32, 'k'))});
    return keys;
  }
  void Open() {
    auto seals = PublishedSeals::Open(
        Keys(), centre_,
        [this](Instant) {
          ++asked_;
          return revoked_;
        },
        time_.clock());
    ASSERT_TRUE(seals.ok()) << seals.status();
    seals_ = *std::move(seals);
  }
  SealSet Opened(const PublishedSeals::Edition& edition) const {
    auto set = OpenSealSet(edition.bundle, centre_.PublicKey());
    EXPECT_TRUE(set.ok()) << set.status();
    EXPECT_EQ(set->revision, edition.revision);
    EXPECT_EQ(SealSetId(std::string_view(edition.bundle).substr(kSignatureBytes)), edition.id);
    return *std::move(set);
  }

  VirtualTime time_{kNow};
  const SigningKey centre_ = SigningKey::Generate();
  const SigningKey seal_key_ = SigningKey::Generate();
  StatusOr<std::vector<std::string>> revoked_ = std::vector<std::string>();
  int asked_ = 0;
  std::unique_ptr<PublishedSeals> seals_;
};

TEST_F(PublishedSealsTest, ARevocationMakesANewEdition) {
  Open();
  const auto first = seals_->Latest();
  EXPECT_EQ(first->revision, kNow);
  const SealSet before = Opened(*first);
  EXPECT_EQ(before.keys.Find(SealKeyId(seal_key_.PublicKey()))->hash_key.view(), std::string(32, 'k'));
  EXPECT_TRUE(before.revoked.ids().empty());
  revoked_ = std::vector<std::string>{kSecond, kFirst};
  time_.RunFor(kSealSetLook);
  const auto second = seals_->Latest();
  EXPECT_NE(second->id, first->id);
  EXPECT_TRUE(Opened(*second).revoked.Contains(kFirst));
  EXPECT_TRUE(Opened(*second).revoked.Contains(kSecond));
  revoked_ = std::vector<std::string>{kFirst, kSecond};
  time_.RunFor(kSealSetLook);
  EXPECT_EQ(seals_->Latest(), second) << "the same ids in another order are the same";
}

TEST_F(PublishedSealsTest, TheStoreIsNotAskedForEveryGate) {
  Open();
  for (int i = 0; i < 10; ++i) seals_->Latest();
  EXPECT_EQ(asked_, 1);
  time_.RunFor(kSealSetLook);
  seals_->Latest();
  EXPECT_EQ(asked_, 2);
}

TEST_F(PublishedSealsTest, ASetOfWhichNothingChangedIsMadeAnewByTheHour) {
  Open();
  const auto first = seals_->Latest();
  time_.RunFor(kSealSetLife - Duration(1));
  EXPECT_EQ(seals_->Latest(), first);
  time_.RunFor(kSealSetLook);
  const auto second = seals_->Latest();
  EXPECT_GT(second->revision, first->revision);
  EXPECT_NE(second->id, first->id);
}

TEST_F(PublishedSealsTest, AStoreThatDoesNotAnswerLeavesTheEditionBefore) {
  revoked_ = std::vector<std::string>{kFirst};
  Open();
  const auto first = seals_->Latest();
  revoked_ = Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable, "away");
  time_.RunFor(kSealSetLife + kSealSetLook);
  EXPECT_EQ(seals_->Latest(), first);
  EXPECT_FALSE(PublishedSeals::Open(
                   Keys(), centre_, [this](Instant) { return revoked_; }, time_.clock())
                   .ok());
}

TEST_F(PublishedSealsTest, RevisionsRiseThoughTheClockIsPutBack) {
  ManualClock clock(kNow);
  const auto seals = PublishedSeals::Open(
      Keys(), centre_, [this](Instant) { return revoked_; }, clock);
  ASSERT_TRUE(seals.ok()) << seals.status();
  clock.Set(kNow - std::chrono::hours(2));
  revoked_ = std::vector<std::string>{kFirst};
  const auto edition = (*seals)->Latest();
  EXPECT_TRUE(Opened(*edition).revoked.Contains(kFirst));
  EXPECT_GT(edition->revision, kNow);
}

}  // namespace
}  // namespace clearance
