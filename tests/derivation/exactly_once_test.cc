// Every writing call over a file that was closed and opened again: the same call gets the first answer and writes
// nothing, another body under its id is refused.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <future>

#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "common/wire/shipped_rule_book.h"
#include "common/zones/zone_source.h"
#include "db/sqlite_store.h"
#include "db/transact_and_wait.h"
#include "services/booking/booking_desk.h"
#include "services/clearance/admission.h"
#include "services/clearctl/ledger_import.h"
#include "services/review/review_desk.h"
#include "tests/contract/store_contract.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

constexpr Instant kNow = FromUnixMs(1'790'067'600'000);

// The centre's use cases over one file.
struct Centre {
  Centre(const std::string& path, Executor& executor, const Clock& clock, Random& random)
      : store(Must(SqliteStore::Open({.path = path}, executor))),
        admission({*store, pseudonyms, fields, book, zones, clock, random, {}}),
        reviews(*store, clock),
        bookings(
            *store, pseudonyms,
            {.plans = {{.port = "KHORGOS",
                        .lane_group = "icbc-kaz",
                        .movement = {Territory::kKaz, Territory::kIcbc},
                        .schedule = EveryDay(Territory::kKaz, {{TimeOfDay(0), kEndOfDay}}),
                        .capacity = 9}}},
            zones, [](const Booking& booking, const Document&) { return StatusOr<std::string>(booking.booking_id); },
            clock, random) {}
  Pseudonyms pseudonyms = *Pseudonyms::FromKey(SecretBytes(std::string(32, 'k')));
  PersonalFields fields = *PersonalFields::FromKey(SecretBytes(std::string(32, 'm')));
  RuleBook book = KhorgosRuleBook();
  ZoneTable zones = *MakeZoneTable();
  std::unique_ptr<SqliteStore> store;
  Admission admission;
  ReviewDesk reviews;
  BookingDesk bookings;
};

template <typename Answer>
StatusOr<Answer> Wait(const std::function<void(std::function<void(StatusOr<Answer>)>)>& begin) {
  std::promise<StatusOr<Answer>> done;
  begin([&](StatusOr<Answer> answer) { done.set_value(std::move(answer)); });
  return done.get_future().get();
}

class ExactlyOnceTest : public testing::Test {
 protected:
  ExactlyOnceTest() { Reopen(); }

  void Reopen() {
    centre_.reset();
    centre_ = std::make_unique<Centre>(folder_.Path("ledger.db"), executor_, clock_, random_);
  }

  std::uint64_t LastPosition() {
    std::uint64_t last = 0;
    EXPECT_TRUE(centre_->store
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(last, s.ledger().LastPosition());
                      return OkStatus();
                    })
                    .ok());
    return last;
  }

  // `call(changed)` makes the call, with another body under the same id when `changed`.
  template <typename Answer>
  Answer ExpectOnce(const std::function<StatusOr<Answer>(bool changed)>& call) {
    const StatusOr<Answer> first = call(false);
    EXPECT_TRUE(first.ok()) << first.status();
    if (!first.ok()) return Answer{};
    const std::uint64_t last = LastPosition();
    for (int round = 0; round < 2; ++round) {
      const StatusOr<Answer> again = call(false);
      EXPECT_TRUE(again.ok()) << again.status();
      EXPECT_EQ(again.value_or(Answer{}), *first);
      const Status other = call(true).status();
      EXPECT_EQ(other.code(), StatusCode::kAlreadyExists) << other;
      EXPECT_EQ(ReasonOf(other), error_reason::kRequestIdReused);
      EXPECT_EQ(LastPosition(), last) << "a replay writes nothing";
      clock_.Advance(kRequestWindow - std::chrono::hours(24));
      if (round == 0) Reopen();
    }
    clock_.Set(kNow);
    return *first;
  }

  StatusOr<DecideAnswer> Decide(const CrossingRequest& request) {
    return Wait<DecideAnswer>([&](Admission::OnDecided done) { centre_->admission.Decide(request, std::move(done)); });
  }

  CrossingRequest Crossing(FindingResult face) {
    CrossingRequest request = SampleCrossing();
    request.request_id = NewUuid(random_);
    request.document.number = "N" + std::to_string(++number_);
    request.findings = {SoundDocumentFinding(), {CheckKind::kFace, face}};
    request.booking_id.clear();
    request.observed_at = clock_.Now();
    return request;
  }

  TemporaryFolder folder_{std::filesystem::exists("/dev/shm") ? "/dev/shm" : ""};
  ThreadPool executor_{2};
  ManualClock clock_{kNow};
  SystemRandom random_;
  int number_ = 0;
  std::unique_ptr<Centre> centre_;
};

TEST_F(ExactlyOnceTest, DecisionsPassagesAndAbandonments) {
  const CrossingRequest request = Crossing(FindingResult::kPassed);
  const DecideAnswer answer = ExpectOnce<DecideAnswer>([&](bool changed) {
    CrossingRequest asked = request;
    if (changed) asked.document.birth_date += Days(1);
    return Decide(asked);
  });
  EXPECT_EQ(answer.decision.decided_at, kNow);
  const Passage passage{NewUuid(random_), request.request_id, request.lane, request.document, "", kNow};
  ExpectOnce<std::uint64_t>([&](bool changed) {
    Passage reported = passage;
    if (changed) reported.lane.lane_id = "gate-9/z";
    return Wait<std::uint64_t>(
        [&](Admission::OnRecorded done) { centre_->admission.RecordPassage(reported, std::move(done)); });
  });
  const CrossingRequest left = Crossing(FindingResult::kPassed);
  ASSERT_TRUE(Decide(left).ok());
  const Abandonment abandonment{NewUuid(random_), left.request_id, left.lane, AbandonmentCause::kTurnedBack, kNow};
  ExpectOnce<std::uint64_t>([&](bool changed) {
    Abandonment reported = abandonment;
    if (changed) reported.cause = AbandonmentCause::kFault;
    return Wait<std::uint64_t>(
        [&](Admission::OnRecorded done) { centre_->admission.RecordAbandonment(reported, std::move(done)); });
  });
}

TEST_F(ExactlyOnceTest, ClaimsAndAnswers) {
  const std::string referral_id = Decide(Crossing(FindingResult::kFailed))->referral_id;
  const std::string other_id = Decide(Crossing(FindingResult::kFailed))->referral_id;
  ASSERT_FALSE(referral_id.empty());
  const Officer officer{"officer-1", false};
  const std::string claim_id = NewUuid(random_);
  ExpectOnce<Referral>([&](bool changed) {
    return Wait<Referral>([&](ReviewDesk::OnReferral done) {
      centre_->reviews.Claim(claim_id, changed ? other_id : referral_id, officer, std::move(done));
    });
  });
  const ReferralAnswer answer{NewUuid(random_), referral_id, Resolution::kSecondLine, "compared by eye"};
  ExpectOnce<Referral>([&](bool changed) {
    ReferralAnswer given = answer;
    if (changed) given.resolution = Resolution::kRepeatCapture;
    return Wait<Referral>(
        [&](ReviewDesk::OnReferral done) { centre_->reviews.Resolve(given, officer, std::move(done)); });
  });
}

TEST_F(ExactlyOnceTest, BookingsAndTheirCancellations) {
  const BookingRequest request{NewUuid(random_),
                               {"KHORGOS", "icbc-kaz", {Territory::kKaz, Territory::kIcbc}, kNow + kSlotLength},
                               SampleDocument()};
  const Booking booking = ExpectOnce<Booking>([&](bool changed) {
    BookingRequest wanted = request;
    if (changed) wanted.slot.starts_at += kSlotLength;
    return Wait<Booking>([&](BookingDesk::OnBooking done) { centre_->bookings.Create(wanted, std::move(done)); });
  });
  const std::string cancel_id = NewUuid(random_);
  ExpectOnce<Booking>([&](bool changed) {
    const BookingLookup lookup{booking.reference, SampleDocument().birth_date + Days(changed ? 1 : 0)};
    return Wait<Booking>(
        [&](BookingDesk::OnBooking done) { centre_->bookings.Cancel(cancel_id, lookup, std::move(done)); });
  });
}

TEST_F(ExactlyOnceTest, ImportedRows) {
  ImportedRow row;
  row.source = "nia";
  row.row = "1";
  row.document.issuing_state = "KAZ";
  row.document.number = "N1";
  row.stay = SampleStay();
  const auto import = [&](bool changed) -> StatusOr<std::size_t> {
    ImportFile file{.name = "history.jsonl", .rows = {row}, .completeness = {}};
    if (changed) *file.rows[0].stay.exit += Days(1);
    ASSIGN_OR_RETURN(const ImportReport report, ImportRows(*centre_->store, centre_->pseudonyms, centre_->zones, clock_,
                                                           file, [](std::size_t) {}));
    return report.imported + report.known;
  };
  ExpectOnce<std::size_t>(import);
  clock_.Advance(std::chrono::hours(24 * 4'000));
  ASSERT_TRUE(TransactAndWait(*centre_->store, [&](Transaction& t) {
                return t.requests().Forget(UtcDayOf(clock_.Now()), kMaxRowsPerRead).status();
              }).ok());
  EXPECT_EQ(ReasonOf(import(true).status()), error_reason::kRequestIdReused) << "for ever";
  EXPECT_EQ(LastPosition(), 1u);
}

}  // namespace
}  // namespace clearance
