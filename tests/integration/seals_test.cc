// Which seals are believed, from the centre to the gates: a real clearance-server with bookings that were given up and
// keys that rotate, clients over mTLS, and a gate that verifies real QR pictures with the centre there and away.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/base/ids.h"
#include "common/base/random.h"
#include "common/crypto/key_file.h"
#include "common/document/mrz.h"
#include "common/seal/seal_set.h"
#include "common/wire/grpc_status.h"
#include "db/sqlite_store.h"
#include "db/transact_and_wait.h"
#include "gate-agent/agent/gate.h"
#include "tests/integration/agent_fixture.h"
#include "tests/integration/centre_fixture.h"
#include "tests/integration/passport_at_gate.h"
#include "tests/support/samples.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr std::chrono::seconds kPatience{60};  // reached only when something is broken
constexpr std::size_t kChunkBytes = 262'144;   // of fleet.proto

Document Passport() {
  Document document;
  document.kind = DocumentKind::kOrdinaryPassport;
  document.issuing_state = document.nationality = "KAZ";
  document.number = "N12345678";
  document.birth_date = MakeDate(1990, 1, 2);
  document.expiry_date = MakeDate(2030, 5, 6);
  return document;
}

class SealsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto hall = Hall::Prepare({.folder = folder_.Path("."),
                               .bin = BinPath("."),
                               .source = std::filesystem::absolute(SourcePath(".")).string(),
                               .models = ""});
    ASSERT_TRUE(hall.ok()) << hall.status();
    hall_ = *std::move(hall);
    slot_ = std::chrono::floor<std::chrono::minutes>(SystemClock().Now());
  }

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

  void StartCentre() {
    const Status started = hall_->StartCentre();
    ASSERT_TRUE(started.ok()) << started << "\n" << *ReadFile(folder_.Path("centre.log"), kMaxSealSetBytes);
  }

  // A second epoch that began an hour ago; the first is believed for two months more.
  void Rotate() {
    ASSERT_TRUE(WriteFile(folder_.Path("pki/next.pem"), std::string(next_.ToPem().view())).ok());
    ASSERT_TRUE(WriteFile(folder_.Path("pki/next.hex"), ToHex(next_document_key_) + "\n").ok());
    const auto seconds = [](Instant instant) {
      return FormatInstant(std::chrono::floor<std::chrono::seconds>(instant));
    };
    std::string config = ReadFile(folder_.Path("server.toml"), kMaxSealSetBytes).value();
    const std::string keys = "[keys]\n";
    config.insert(config.find(keys) + keys.size(), "seal_until = \"" + seconds(slot_ + std::chrono::days(60)) + "\"\n");
    config += "\n[[keys.seal_epochs]]\nkey = \"pki/next.pem\"\ndocument = \"pki/next.hex\"\nfrom = \"" +
              seconds(slot_ - std::chrono::hours(1)) + "\"\n";
    ASSERT_TRUE(WriteFile(folder_.Path("server.toml"), config).ok());
  }

  struct Got {
    grpc::Status status;
    bool current = false;
    std::string set;
    int pieces = 0;
  };
  Got Get(const std::string& client, const std::string& known) {
    const auto stub = v1::FleetService::NewStub(hall_->CentreAs(client));
    Patient context;
    v1::GetSealSetRequest request;
    request.set_known_sha256(known);
    const auto stream = stub->GetSealSet(&context, request);
    Got got;
    for (v1::GetSealSetResponse piece; stream->Read(&piece);) {
      EXPECT_LE(piece.chunk().size(), kChunkBytes);
      got.current = got.current || piece.current();
      got.set += piece.chunk();
      ++got.pieces;
    }
    got.status = stream->Finish();
    return got;
  }
  VerifyingKey CentreKey() { return *VerifyingKey::FromFile(folder_.Path("pki/seal_pub.pem")); }

  void StartGate() {
    gate_.reset();
    std::string text = "level = \"no_biometrics\"\n" + GateConfigText(hall_->CentreAddress(), kShortWaits);
    const std::string other = PkiFolder();
    for (std::size_t at = 0; (at = text.find(other, at)) != std::string::npos;)
      text.replace(at, other.size(), folder_.Path("pki"));
    const auto config = ParseAgentConfig(text, gate_folder_.Path("gate-1.toml"));
    ASSERT_TRUE(config.ok()) << config.status();
    auto gate = Gate::Start(*config);
    ASSERT_TRUE(gate.ok()) << gate.status();
    gate_ = *std::move(gate);
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
  // Shown until it is otherwise than `word`, or the patience is over.
  std::string ShownOtherThan(const std::string& word, const std::string& seal) {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    std::string told = Shown(seal);
    while (told == word && std::chrono::steady_clock::now() < give_up) told = Shown(seal);
    return told;
  }

  const TestFolder folder_{"seals_test"};
  const TestFolder gate_folder_{"seals_test_gate"};
  SystemRandom random_;
  const SigningKey next_ = SigningKey::Generate();
  const std::string next_document_key_ = std::string(32, 'n');
  Instant slot_{};
  std::unique_ptr<Hall> hall_;
  std::unique_ptr<Gate> gate_;
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
  const auto set = OpenSealSet(got.set, CentreKey());
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->revoked, RevokedBookings(revoked));
  EXPECT_EQ(set->keys.All().size(), 2U);
  ASSERT_NE(set->keys.Find(SealKeyId(next_.PublicKey())), nullptr);
  EXPECT_EQ(set->keys.Find(SealKeyId(next_.PublicKey()))->hash_key.view(), next_document_key_);

  const Got again = Get("gate-2", SealSetId(std::string_view(got.set).substr(kSignatureBytes)));
  EXPECT_TRUE(again.status.ok());
  EXPECT_TRUE(again.current);
  EXPECT_EQ(again.set, "");
  EXPECT_EQ(again.pieces, 1);
}

TEST_F(SealsTest, GatesAloneGetItForItHoldsKeysOfTheirs) {
  StartCentre();
  EXPECT_TRUE(Get("gate-1", "").status.ok());
  for (const std::string client : {"officer-1", "supervisor-1", "auditor-1", "booking-1"})
    EXPECT_EQ(Get(client, "").status.error_code(), grpc::StatusCode::PERMISSION_DENIED) << client;
  for (const std::string& known : {std::string("abc"), std::string(64, 'A'), std::string(65, 'a')})
    EXPECT_EQ(FieldOf(FromGrpcStatus(Get("gate-1", known).status)), "known_sha256") << known;
}

TEST_F(SealsTest, ARotationThatWouldSpoilBookingsEndsTheStart) {
  Rotate();
  const std::string path = folder_.Path("server.toml");
  std::string config = ReadFile(path, kMaxSealSetBytes).value();
  const std::string far = FormatInstant(std::chrono::floor<std::chrono::seconds>(slot_ + std::chrono::days(60)));
  const std::string near = FormatInstant(std::chrono::floor<std::chrono::seconds>(slot_ + std::chrono::days(20)));
  config.replace(config.find(far), far.size(), near);
  ASSERT_TRUE(WriteFile(path, config).ok());
  int exit_code = 0;
  const auto run = RunProcess({BinPath("clearance-server"), "--config", path, "--check-config"},
                              folder_.Path("check.log"), exit_code);
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(exit_code, 1);
  EXPECT_THAT(*ReadFile(folder_.Path("check.log"), kMaxSealSetBytes), testing::HasSubstr("the epoch before"));
}

}  // namespace
}  // namespace clearance
