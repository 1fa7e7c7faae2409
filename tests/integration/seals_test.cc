// Which seals are believed, from the centre to the gates: a real clearance-server with bookings that were given up and
// keys that rotate, clients over mTLS, and a gate that verifies real QR pictures with the centre there and away.
#include <gmock/gmock.h>

#include "clearance/v1/booking.grpc.pb.h"
#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/base/ids.h"
#include "common/base/random.h"
#include "common/crypto/key_file.h"
#include "common/document/mrz.h"
#include "common/seal/seal_set.h"
#include "common/wire/fields.h"
#include "db/sqlite_store.h"
#include "db/transact_and_wait.h"
#include "tests/integration/given_out_fixture.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

Document Passport() {
  Document document;
  document.kind = DocumentKind::kOrdinaryPassport;
  document.issuing_state = document.nationality = "KAZ";
  document.number = "N12345678";
  document.birth_date = MakeDate(1990, 1, 2);
  document.expiry_date = MakeDate(2030, 5, 6);
  return document;
}

class SealsTest : public GivenOutTest {
 protected:
  // Bookings of the slot that has just begun; the centre must not be running.
  std::vector<std::string> Store(BookingState state, int count) {
    ThreadPool executor(1);
    auto store = SqliteStore::Open({.path = hall_->Database()}, executor);
    EXPECT_TRUE(store.ok()) << store.status();
    std::vector<std::string> ids;
    const Status stored = TransactAndWait(**store, [&](Transaction& t) -> Status {
      ids.clear();
      for (int i = 0; i < count; ++i) {
        Booking booking = SampleBooking();
        booking.booking_id = ids.emplace_back(NewUuid(random_));
        booking.reference = "R" + std::to_string(i);
        booking.slot.starts_at = slot_;
        booking.state = state;
        booking.reserved_by.clear();
        RETURN_IF_ERROR(t.bookings().Insert(booking));
      }
      return OkStatus();
    });
    EXPECT_TRUE(stored.ok()) << stored;
    return ids;
  }

  // A second epoch that began an hour ago; the first is believed for two months more.
  void Rotate() {
    ASSERT_TRUE(WriteFile(folder_.Path("pki/next.pem"), std::string(next_.ToPem().view())).ok());
    ASSERT_TRUE(WriteFile(folder_.Path("pki/next.hex"), ToHex(next_document_key_) + "\n").ok());
    const auto seconds = [](Instant instant) {
      return FormatInstant(std::chrono::floor<std::chrono::seconds>(instant));
    };
    std::string config = ReadFile(folder_.Path("server.toml"), kMaxFileBytes).value();
    const std::string keys = "[keys]\n";
    config.insert(config.find(keys) + keys.size(), "seal_until = \"" + seconds(slot_ + std::chrono::days(60)) + "\"\n");
    config += "\n[[keys.seal_epochs]]\nkey = \"pki/next.pem\"\ndocument = \"pki/next.hex\"\nfrom = \"" +
              seconds(slot_ - std::chrono::hours(1)) + "\"\n";
    ASSERT_TRUE(WriteFile(folder_.Path("server.toml"), config).ok());
  }

  Got Get(const std::string& client, const std::string& known) {
    return GivenOutTest::Get<v1::GetSealSetRequest, v1::GetSealSetResponse>(&v1::FleetService::Stub::GetSealSet, client,
                                                                            known);
  }

  std::string Seal(const std::string& booking_id, const SigningKey& key, const std::string& document_key) {
    const auto seal = SignSeal({.booking_id = booking_id,
                                .slot_starts_at = slot_,
                                .slot_ends_at = slot_ + kSlotLength,
                                .port = "KHORGOS",
                                .movement = {Territory::kKaz, Territory::kIcbc},
                                .lane_group = "icbc-kaz",
                                .document_hash = SealDocumentHash(document_key, Passport())},
                               key);
    EXPECT_TRUE(seal.ok()) << seal.status();
    return seal.value_or("");
  }
  std::string FirstSeal(const std::string& booking_id) {
    const auto document_key = ReadKeyFile(folder_.Path("pki/seal_document_key.hex"));
    return Seal(booking_id, *SigningKey::FromFile(folder_.Path("pki/seal_key.pem")), std::string(document_key->view()));
  }
  std::string NextSeal(const std::string& booking_id) { return Seal(booking_id, next_, next_document_key_); }

  // What a lane finds of a traveller who shows it: "PASSED".
  std::string Shown(const std::string& seal) {
    const auto stub = v1::DeviceService::NewStub(grpc::CreateCustomChannel(
        gate_->devices_address(), grpc::InsecureChannelCredentials(), grpc::ChannelArguments()));
    v1::PresentTravellerRequest request;
    request.set_lane_id("gate-1/a");
    request.mutable_traveller()->set_mrz(
        *WriteMrz(Passport(), {.surname = "TEST", .given_names = "A"}, MrzFormat::kTd3));
    request.mutable_traveller()->set_seal(seal);
    Patient context;
    const auto stream = stub->PresentTraveller(&context, request);
    v1::PresentTravellerResponse last;
    for (v1::PresentTravellerResponse step; stream->Read(&step);) last = step;
    EXPECT_TRUE(stream->Finish().ok());
    for (const v1::Finding& finding : last.findings()) {
      if (finding.check() != v1::CHECK_KIND_BOOKING) continue;
      const std::string result = v1::FindingResult_Name(finding.result()).substr(15);
      return finding.cause().empty() ? result : result + " " + finding.cause();
    }
    return "no finding";
  }
  std::string ShownOtherThan(const std::string& word, const std::string& seal) {
    return ToldOtherThan(word, [&] { return Shown(seal); });
  }

  SystemRandom random_;
  // What the centre has kept of showing the seal of that booking: "NOT_FOUND"; empty: nothing.
  std::string AttemptAt(const std::string& booking_id) {
    const auto stub = v1::BookingService::NewStub(hall_->CentreAs("officer-1"));
    v1::ListAttemptsRequest request;
    request.set_reason("test");
    request.set_booking_id(booking_id);
    ToProto(slot_ - std::chrono::days(1), request.mutable_from());
    ToProto(slot_ + std::chrono::days(1), request.mutable_to());
    v1::ListAttemptsResponse response;
    Patient context;
    const grpc::Status status = stub->ListAttempts(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    std::string told;
    for (const v1::BookingAttempt& attempt : response.attempts())
      told += v1::AttemptResult_Name(attempt.result()).substr(sizeof("ATTEMPT_RESULT"));
    return told;
  }

  const SigningKey next_ = SigningKey::Generate();
  const std::string next_document_key_ = std::string(32, 'n');
  const Instant slot_ = std::chrono::floor<std::chrono::minutes>(SystemClock().Now());
};

TEST_F(SealsTest, AGateRefusesTheSealOfABookingThatWasGivenUpAlsoWithTheCentreAway) {
  const std::string given_up = Store(BookingState::kCancelled, 1).front();
  StartCentre();  // takes its port
  hall_->KillCentre();
  StartGate();
  EXPECT_EQ(Shown(FirstSeal(given_up)), "PASSED") << "nobody has told it yet";
  StartCentre();
  EXPECT_EQ(ShownOtherThan("PASSED", FirstSeal(given_up)), "FAILED CANCELLED");
  hall_->KillCentre();
  StartGate();
  EXPECT_EQ(Shown(FirstSeal(given_up)), "FAILED CANCELLED") << "from its disk";
  EXPECT_EQ(Shown(FirstSeal(NewUuid(random_))), "PASSED");
}

TEST_F(SealsTest, ASealShownWithTheCentreAwayBySomebodyWhoLeavesIsAnAttemptOnceItIsBack) {
  StartCentre();  // takes its port
  hall_->KillCentre();
  StartGate();
  const std::string id = NewUuid(random_);
  EXPECT_EQ(Shown(FirstSeal(id)), "PASSED");
  StartCentre();
  EXPECT_EQ(ToldOtherThan("", [&] { return AttemptAt(id); }), "NOT_FOUND");
}

TEST_F(SealsTest, ANewKeyIsBelievedBesideTheOldOneAndNeedsNobodyAtTheGate) {
  StartCentre();
  StartGate();
  EXPECT_EQ(Shown(NextSeal(NewUuid(random_))), "FAILED UNKNOWN_KEY");
  EXPECT_EQ(hall_->StopCentre(), 0);
  Rotate();
  StartCentre();
  StartGate();  // asks at its start, without waiting for the minute
  EXPECT_EQ(ShownOtherThan("FAILED UNKNOWN_KEY", NextSeal(NewUuid(random_))), "PASSED");
  EXPECT_EQ(Shown(FirstSeal(NewUuid(random_))), "PASSED") << "who booked before the rotation";
  hall_->KillCentre();
  StartGate();
  EXPECT_EQ(Shown(NextSeal(NewUuid(random_))), "PASSED") << "from its disk";
}

TEST_F(SealsTest, TheSetIsSignedInPiecesAndNotSentTwice) {
  const std::vector<std::string> revoked = Store(BookingState::kMoved, 20'000);
  Rotate();
  StartCentre();
  const Got got = Get("gate-1", "");
  ASSERT_TRUE(got.status.ok()) << got.status.error_message();
  EXPECT_GE(got.pieces, 2);
  const auto set = OpenSealSet(got.bytes, CentreKey());
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->revoked, RevokedBookings(revoked));
  EXPECT_EQ(set->keys.All().size(), 2U);
  ASSERT_NE(set->keys.Find(SealKeyId(next_.PublicKey())), nullptr);
  EXPECT_EQ(set->keys.Find(SealKeyId(next_.PublicKey()))->hash_key.view(), next_document_key_);

  const Got again = Get("gate-2", SealSetId(std::string_view(got.bytes).substr(kSignatureBytes)));
  EXPECT_TRUE(again.status.ok());
  EXPECT_TRUE(again.current);
  EXPECT_EQ(again.bytes, "");
  EXPECT_EQ(again.pieces, 1);
}

TEST_F(SealsTest, GatesAloneGetItForItHoldsKeysOfTheirs) {
  StartCentre();
  EXPECT_TRUE(Get("gate-1", "").status.ok());
  ExpectForGatesAlone([this](const auto& client, const auto& known) { return Get(client, known); });
}

TEST_F(SealsTest, ARotationThatWouldSpoilBookingsEndsTheStart) {
  Rotate();
  const std::string path = folder_.Path("server.toml");
  std::string config = ReadFile(path, kMaxFileBytes).value();
  const std::string far = FormatInstant(std::chrono::floor<std::chrono::seconds>(slot_ + std::chrono::days(60)));
  const std::string near = FormatInstant(std::chrono::floor<std::chrono::seconds>(slot_ + std::chrono::days(20)));
  config.replace(config.find(far), far.size(), near);
  ASSERT_TRUE(WriteFile(path, config).ok());
  EXPECT_EQ(CheckConfig(), 1);
  EXPECT_THAT(CheckLog(), testing::HasSubstr("the epoch before"));
}

}  // namespace
}  // namespace clearance
