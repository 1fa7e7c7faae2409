// Every writing call over a file that was closed and opened again: the same call gets the first answer and writes
// nothing, another body under its id is refused.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "common/wire/shipped_rule_book.h"
#include "common/zones/zone_source.h"
#include "db/sqlite_store.h"
#include "db/transact_and_wait.h"
#include "services/clearance/admission.h"
#include "services/clearctl/ledger_import.h"
#include "services/review/review_desk.h"
#include "tests/contract/store_contract.h"
#include "tests/support/booking_scene.h"
#include "tests/support/last_position.h"
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
        bookings(*store, clock, random, {.plans = {PlanOf(9)}}) {}
  Pseudonyms pseudonyms = *Pseudonyms::FromKey(SecretBytes(std::string(32, 'k')));
  PersonalFields fields = *PersonalFields::FromKey(SecretBytes(std::string(32, 'm')));
  RuleBook book = KhorgosRuleBook();
  ZoneTable zones = *MakeZoneTable();
  std::unique_ptr<SqliteStore> store;
  Admission admission;
  ReviewDesk reviews;
  BookingScene bookings;
};

class ExactlyOnceTest : public testing::Test {
 protected:
  ExactlyOnceTest() { Reopen(); }

  void Reopen() {
    centre_.reset();
    centre_ = std::make_unique<Centre>(folder_.Path("ledger.db"), executor_, clock_, random_);
  }

  std::uint64_t LastPosition() { return LastPositionOf(*centre_->store); }

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
    return Awaited<DecideAnswer>(
        [&](Admission::OnDecided done) { centre_->admission.Decide(request, std::move(done)); });
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

  TemporaryFolder folder_{MemoryDisk()};
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
    return Awaited<std::uint64_t>(
        [&](Admission::OnRecorded done) { centre_->admission.RecordPassage(reported, std::move(done)); });
  });
  const CrossingRequest left = Crossing(FindingResult::kPassed);
  ASSERT_TRUE(Decide(left).ok());
  const Abandonment abandonment{NewUuid(random_), left.request_id, left.lane, AbandonmentCause::kTurnedBack, kNow};
  ExpectOnce<std::uint64_t>([&](bool changed) {
    Abandonment reported = abandonment;
    if (changed) reported.cause = AbandonmentCause::kFault;
    return Awaited<std::uint64_t>(
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
    return Awaited<Referral>([&](ReviewDesk::OnReferral done) {
      centre_->reviews.Claim(claim_id, changed ? other_id : referral_id, officer, std::move(done));
    });
  });
  const ReferralAnswer answer{NewUuid(random_), referral_id, Resolution::kSecondLine, "compared by eye"};
  ExpectOnce<Referral>([&](bool changed) {
    ReferralAnswer given = answer;
    if (changed) given.resolution = Resolution::kRepeatCapture;
    return Awaited<Referral>(
        [&](ReviewDesk::OnReferral done) { centre_->reviews.Resolve(given, officer, std::move(done)); });
  });
}

TEST_F(ExactlyOnceTest, HoldsBookingsMovesAndCancellations) {
  using Party = BookingScene::Party;
  const SlotHoldRequest held = centre_->bookings.HoldOf(1, 2);
  const SlotHold hold = ExpectOnce<SlotHold>([&](bool changed) {
    SlotHoldRequest wanted = held;
    if (changed) wanted.places = 1;
    return centre_->bookings.Hold(wanted);
  });
  BookingRequest request = centre_->bookings.Wanted("N1", 1);
  request.persons.push_back(BookingScene::ChildWith("N2", 0));
  request.hold_id = hold.hold_id;
  const Party party = ExpectOnce<Party>([&](bool changed) {
    BookingRequest wanted = request;
    if (changed) wanted.persons[1].document.number = "N3";
    return centre_->bookings.Create(wanted);
  });
  EXPECT_EQ(centre_->bookings.Hold(held).value_or(SlotHold()), hold) << "the first answer, though it is used up";
  const MoveRequest move = centre_->bookings.MoveOf(party, kNow + 2 * kSlotLength);
  const MovedParty moved = ExpectOnce<MovedParty>([&](bool changed) {
    MoveRequest wanted = move;
    if (changed) wanted.lookup.birth_date += Days(1);
    return centre_->bookings.Move(wanted);
  });
  EXPECT_EQ(centre_->bookings.Create(request).value_or(Party()), party) << "as they were made";
  const CancelRequest cancel = centre_->bookings.CancelOf(moved.new_bookings, {1});
  ExpectOnce<Party>([&](bool changed) {
    CancelRequest wanted = cancel;
    if (changed) wanted.members = {0, 1};
    return centre_->bookings.Cancel(wanted);
  });
  EXPECT_EQ(centre_->bookings.Move(move).value_or(MovedParty()), moved) << "as they were moved";
}

TEST_F(ExactlyOnceTest, DaysThatAreClosed) {
  for (int i = 0; i < 3; ++i)
    ASSERT_TRUE(centre_->bookings.Create(centre_->bookings.Wanted("N" + std::to_string(i), 96 + i)).ok());
  const Date day = centre_->zones.DateAt(Territory::kKaz, kNow + 97 * kSlotLength);
  const ClosureRequest request = centre_->bookings.ClosureOf(day, ClosureAction::kMove, 2);
  const ClosedDay closed = ExpectOnce<ClosedDay>([&](bool changed) {
    ClosureRequest wanted = request;
    if (changed) wanted.action = ClosureAction::kCancel;
    return centre_->bookings.Close(wanted);
  });
  EXPECT_EQ(closed.notices.size(), 2u);
  EXPECT_TRUE(closed.more);
  const ClosureRequest rest = centre_->bookings.ClosureOf(day, ClosureAction::kCancel, 2);
  EXPECT_EQ(ExpectOnce<ClosedDay>([&](bool changed) {
              ClosureRequest wanted = rest;
              if (changed) wanted.reason = "another";
              return centre_->bookings.Close(wanted);
            }).notices.size(),
            1u);
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
                                                           KhorgosRuleBook(), file, [](std::size_t) {}));
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
