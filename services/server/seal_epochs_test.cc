// Tests of the seals' epochs: what a configuration may say, which key seals when, and that a rotation spoils nothing.
#include "services/server/seal_epochs.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/error_reasons.h"
#include "services/server/booking_seals.h"
#include "tests/support/samples.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

using std::chrono::days;
using std::chrono::hours;
using testing::HasSubstr;

constexpr Duration kLongest = days(31);

Instant At(const std::string& text) { return ParseInstant(text).value(); }

// The epochs, or the error.
StatusOr<std::vector<SealEpochConfig>> Parse(const std::string& more) {
  auto reader = ConfigReader::FromText("[keys]\nseal = \"a.pem\"\nseal_document = \"a.hex\"\n" + more, "server.toml");
  RETURN_IF_ERROR(reader.status());
  std::vector<SealEpochConfig> epochs = SealEpochsFrom(*reader, kLongest);
  RETURN_IF_ERROR(reader->Finish());
  return epochs;
}

std::string Table(const std::string& from, const std::string& until = "") {
  return "[[keys.seal_epochs]]\nkey = \"b.pem\"\ndocument = \"b.hex\"\nfrom = \"" + from + "\"\n" +
         (until.empty() ? "" : "until = \"" + until + "\"\n");
}

TEST(SealEpochsConfigTest, WithoutFurtherEpochsThereIsOneForEver) {
  const auto epochs = Parse("");
  ASSERT_TRUE(epochs.ok()) << epochs.status();
  ASSERT_EQ(epochs->size(), 1U);
  EXPECT_EQ(epochs->front().key, "a.pem");
  EXPECT_EQ(epochs->front().from, Instant::min());
  EXPECT_EQ(epochs->front().until, Instant::max());
}

TEST(SealEpochsConfigTest, ReadsARotation) {
  const auto epochs =
      Parse("seal_until = \"2027-02-20T00:00:00Z\"\n" + Table("2027-01-15T00:00:00Z", "2027-07-01T00:00:00Z"));
  ASSERT_TRUE(epochs.ok()) << epochs.status();
  ASSERT_EQ(epochs->size(), 2U);
  EXPECT_EQ((*epochs)[0].until, At("2027-02-20T00:00:00Z"));
  EXPECT_EQ((*epochs)[1].key, "b.pem");
  EXPECT_EQ((*epochs)[1].document_key, "b.hex");
  EXPECT_EQ((*epochs)[1].from, At("2027-01-15T00:00:00Z"));
  EXPECT_EQ((*epochs)[1].until, At("2027-07-01T00:00:00Z"));
}

TEST(SealEpochsConfigTest, NamesWhatCannotBe) {
  const auto problem = [](const std::string& more) { return MessageOf(Parse(more).status()); };
  EXPECT_THAT(problem("seal_until = \"2027-02-30\"\n"), HasSubstr("seal_until"));
  EXPECT_THAT(problem(Table("soon")), HasSubstr("from"));
  EXPECT_THAT(problem("[[keys.seal_epochs]]\nkey = \"b.pem\"\ndocument = \"b.hex\"\n"), HasSubstr("from"));
  EXPECT_THAT(problem("[[keys.seal_epochs]]\nfrom = \"2027-01-15T00:00:00Z\"\ndocument = \"b.hex\"\n"),
              HasSubstr("key"));
  EXPECT_THAT(problem(Table("2027-01-15T00:00:00Z", "2027-01-15T00:00:00Z")), HasSubstr("until"));
  EXPECT_THAT(problem(Table("2027-01-15T00:00:00Z") + Table("2027-01-15T00:00:00Z")), HasSubstr("later"));
}

// What the old key sealed in its last moment, for the last slot that can be booked, must still be believed.
TEST(SealEpochsConfigTest, EpochsThatDoNotOverlapAreRefused) {
  const std::string next = Table("2027-01-15T00:00:00Z");
  EXPECT_TRUE(Parse("seal_until = \"2027-02-15T00:05:00Z\"\n" + next).ok());
  EXPECT_THAT(MessageOf(Parse("seal_until = \"2027-02-15T00:04:59Z\"\n" + next).status()), HasSubstr("32 days"));
  EXPECT_FALSE(Parse("seal_until = \"2027-01-01T00:00:00Z\"\n" + next).ok());
  EXPECT_TRUE(Parse(Table("2027-01-15T00:00:00Z", "2027-05-01T00:00:00Z") + Table("2027-03-01T00:00:00Z")).ok());
  EXPECT_FALSE(Parse(Table("2027-01-15T00:00:00Z", "2027-03-20T00:00:00Z") + Table("2027-03-01T00:00:00Z")).ok());
}

class SealEpochsTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"a", "b"}) {
      ASSERT_TRUE(WriteFile(Path(name) + ".pem", std::string(SigningKey::Generate().ToPem().view())).ok());
      ASSERT_TRUE(WriteFile(Path(name) + ".hex", std::string(64, *name) + "\n").ok());
    }
  }
  std::string Path(const std::string& name) const { return folder_.Path(name); }
  SealEpochConfig Config(const std::string& name, Instant from, Instant until) const {
    return {Path(name) + ".pem", Path(name) + ".hex", from, until};
  }

  const TemporaryFolder folder_;
  const Instant next_ = At("2027-01-15T00:00:00Z");
  const Instant end_ = At("2027-02-20T00:00:00Z");
};

TEST_F(SealEpochsTest, TheNewKeySealsALittleAfterItIsBelieved) {
  const auto epochs = SealEpochs::Read({Config("a", Instant::min(), end_), Config("b", next_, Instant::max())});
  ASSERT_TRUE(epochs.ok()) << epochs.status();
  const auto document_key = [&](Instant now) {
    return std::string((*epochs->SealingAt(now, now + days(30)))->document_key.view());
  };
  EXPECT_EQ(document_key(next_), std::string(32, '\xAA'));
  EXPECT_EQ(document_key(next_ + kSealKeyLead - Duration(1)), std::string(32, '\xAA'));
  EXPECT_EQ(document_key(next_ + kSealKeyLead), std::string(32, '\xBB'));
  EXPECT_EQ(document_key(At("2030-01-01T00:00:00Z")), std::string(32, '\xBB'));
}

TEST_F(SealEpochsTest, NothingIsSealedThatNobodyWillBelieve) {
  const auto epochs = SealEpochs::Read({Config("a", Instant::min(), end_)});
  ASSERT_TRUE(epochs.ok()) << epochs.status();
  EXPECT_TRUE(epochs->SealingAt(next_, end_).ok());
  EXPECT_EQ(ReasonOf(epochs->SealingAt(next_, end_ + Duration(1)).status()), error_reason::kSlotClosed);
}

TEST_F(SealEpochsTest, TheLastSlotThatCanBeSealedIsTold) {
  const auto epochs = SealEpochs::Read({Config("a", Instant::min(), end_), Config("b", next_, Instant::max())});
  ASSERT_TRUE(epochs.ok()) << epochs.status();
  const Duration late = std::chrono::minutes(30);
  const ManualClock clock(next_);
  const BookingSeals seals = MakeBookingSeals(*epochs, late, clock);
  EXPECT_EQ(seals.slots_until(next_), end_ - late);
  EXPECT_GT(seals.slots_until(next_ + kSealKeyLead), end_ + days(10'000));
  Booking booking = SampleBooking();
  booking.slot.starts_at = end_ - late - kSlotLength;
  const auto seal = seals.issue(booking, SampleDocument());
  ASSERT_TRUE(seal.ok());
  EXPECT_TRUE(seals.reissue(booking, *seal).ok());
  booking.slot.starts_at += kSlotLength;
  EXPECT_EQ(ReasonOf(seals.issue(booking, SampleDocument()).status()), error_reason::kSlotClosed);
  EXPECT_FALSE(seals.reissue(booking, *seal).ok());
  EXPECT_EQ(seals.reissued_until(*seal), end_ - late) << "whatever seals by then";
  EXPECT_EQ(seals.reissued_until("KHG1:of a key that is gone"), Instant::min());
}

TEST_F(SealEpochsTest, AllOfThemAreBelievedEachInItsTime) {
  const auto epochs = SealEpochs::Read({Config("a", Instant::min(), end_), Config("b", next_, Instant::max())});
  ASSERT_TRUE(epochs.ok()) << epochs.status();
  const SealKeys keys = epochs->Believed();
  ASSERT_EQ(keys.All().size(), 2U);
  const SealKey* old = keys.Find(SealKeyId(epochs->centre_key().PublicKey()));
  ASSERT_NE(old, nullptr);
  EXPECT_EQ(old->until, end_);
  EXPECT_EQ(old->hash_key.view(), std::string(32, '\xAA'));
}

TEST_F(SealEpochsTest, TheFilesAreHeldToTheirForm) {
  const SealEpochConfig good = Config("a", Instant::min(), Instant::max());
  const auto reason = [](const std::vector<SealEpochConfig>& configs) {
    return ReasonOf(SealEpochs::Read(configs).status());
  };
  EXPECT_EQ(reason({good, Config("a", next_, Instant::max())}), error_reason::kConfigInvalid) << "the same key twice";
  EXPECT_EQ(reason({Config("none", Instant::min(), Instant::max())}), error_reason::kCertificateUnusable);
  SealEpochConfig no_hash_key = good;
  no_hash_key.document_key = good.key;
  EXPECT_EQ(reason({no_hash_key}), error_reason::kConfigInvalid);
}

}  // namespace
}  // namespace clearance
