// What each entry makes of the views, field by field: everything comes from the entry.
#include "services/derivation/derive.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "common/wire/ledger_bytes.h"
#include "db/memory_store.h"
#include "db/transact_and_wait.h"
#include "tests/support/ledger_samples.h"

namespace clearance {
namespace {

constexpr Instant kSeen = FromUnixMs(1'790'000'000'000);
constexpr Instant kRecorded = FromUnixMs(1'790'000'005'000);

class DeriveTest : public testing::Test {
 protected:
  std::uint64_t Record(EntryKind kind, const std::string& request_id, std::string body) {
    std::uint64_t position = 0;
    const Status status = TransactAndWait(*store_, [&](Transaction& t) -> Status {
      ASSIGN_OR_RETURN(position, RecordEntry(t, EntryOf(kind, request_id, body)));
      return OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return position;
  }
  static LedgerEntry EntryOf(EntryKind kind, const std::string& request_id, std::string body) {
    return {.log = SampleLane().port,
            .kind = kind,
            .event_time = kSeen,
            .record_time = kRecorded,
            .traveller = traveller_,
            .request_id = request_id,
            .lane_id = SampleLane().lane_id,
            .body = std::move(body)};
  }
  void Read(const std::function<Status(const Snapshot&)>& look) {
    const Status status = store_->Read(look);
    EXPECT_TRUE(status.ok()) << status;
  }
  Referral Find(const std::string& referral_id) {
    Referral found;
    Read([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(const auto referral, s.referrals().Find(referral_id));
      if (referral) found = *referral;
      return OkStatus();
    });
    return found;
  }

  static inline const std::string traveller_ = std::string(32, 't');
  ThreadPool executor_{1};
  const std::unique_ptr<Store> store_ = NewMemoryStore(executor_);
};

// What a case of the sample lane's crossing says of itself.
Referral ExpectedReferral(ReferralKind kind, const std::string& id, std::uint64_t change) {
  Referral referral;
  referral.referral_id = id;
  referral.kind = kind;
  referral.decision_request_id = kSampleId;
  referral.lane = SampleLane();
  referral.traveller = std::string(32, 't');
  referral.document_kind = SampleDocument().kind;
  referral.nationality = SampleDocument().nationality;
  referral.opened_at = referral.changed_at = kRecorded;
  referral.change = change;
  return referral;
}

TEST_F(DeriveTest, ADecisionOpensItselfItsQuestionAndItsCase) {
  CrossingRequest request = SampleCrossing();
  request.findings = {SoundDocumentFinding()};
  DecisionEffects effects;
  effects.reserves_booking = true;
  effects.abuse_referral_id = kSampleOtherId;
  const std::uint64_t position =
      Record(EntryKind::kDecision, kSampleId, DecisionBody(request, SampleAnswer(), 0, effects));
  Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(const auto open, s.open_decisions().FindByRequest(kSampleId));
    EXPECT_EQ(open, (OpenDecision{kSampleId, traveller_, SampleLane(), request.booking_id, Verdict::kRefer, kRecorded,
                                  SampleAnswer().decision.valid_until, position}));
    return OkStatus();
  });
  std::uint64_t change = 0;
  for (const auto& [kind, id] :
       {std::pair(ReferralKind::kCrossing, kSampleThirdId), {ReferralKind::kBookingAbuse, kSampleOtherId}}) {
    Referral expected = ExpectedReferral(kind, id, ++change);
    expected.reasons = SampleAnswer().decision.reasons;
    expected.stay = SampleAnswer().decision.stay;
    expected.inspection = SoundInspection();
    if (kind == ReferralKind::kBookingAbuse) expected.booking_id = request.booking_id;
    EXPECT_EQ(Find(id), expected);
  }
}

// Both records, the earlier use first, whichever was reported first.
TEST_F(DeriveTest, ACaseOfASecondUseNamesTheBookingAndBothRecords) {
  DecisionEffects decided{.abuse_referral_id = kSampleOtherId};
  decided.used_before = BookingUseRecord{7, "gate-2/b", kSeen - std::chrono::minutes(9)};
  const std::uint64_t decision =
      Record(EntryKind::kDecision, kSampleId, DecisionBody(SampleCrossing(), SampleAnswer(), 0, decided));
  const BookingUseRecord asked{decision, SampleLane().lane_id, kSeen};
  const Referral of_decision = Find(kSampleOtherId);
  EXPECT_EQ(of_decision.booking_id, SampleCrossing().booking_id);
  EXPECT_EQ(of_decision.booking_uses, (std::vector<BookingUseRecord>{*decided.used_before, asked}));
  EXPECT_EQ(Find(kSampleThirdId).booking_id, "") << "that one is about the crossing";

  PassageEffects passed = SamplePassageEffects();
  passed.shown.reset();
  passed.cases = {{ReferralKind::kBookingAbuse, kSampleId}};
  passed.used_before = BookingUseRecord{8, "gate-2/b", kSeen + std::chrono::minutes(9)};
  const std::uint64_t passage = Record(EntryKind::kPassage, kSampleOtherId, PassageBody(SamplePassage(), passed));
  const Referral of_passage = Find(kSampleId);
  EXPECT_EQ(of_passage.booking_id, SamplePassage().booking_id);
  EXPECT_EQ(of_passage.booking_uses,
            (std::vector<BookingUseRecord>{{passage, SampleLane().lane_id, kSeen}, *passed.used_before}));
}

TEST_F(DeriveTest, ADecisionThatReservesNothingHoldsNoBooking) {
  Record(EntryKind::kDecision, kSampleId, DecisionBody(SampleCrossing(), SampleAnswer(), 0));
  Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(const auto open, s.open_decisions().FindByRequest(kSampleId));
    EXPECT_EQ(open->booking_id, "");
    return OkStatus();
  });
}

TEST_F(DeriveTest, APassageEndsAndBeginsStaysOpensItsCasesAndClosesItsDecision) {
  Record(EntryKind::kDecision, kSampleId, DecisionBody(SampleCrossing(), SampleAnswer(), 0));
  PassageEffects effects = SamplePassageEffects();
  effects.shown = ShownDocument{"", std::string(32, 'f'), "sealed"};
  effects.cases = {{ReferralKind::kPassage, kSampleOtherId}, {ReferralKind::kBookingAbuse, kSampleId}};
  const std::uint64_t position = Record(EntryKind::kPassage, kSampleOtherId, PassageBody(SamplePassage(), effects));
  const Movement movement = SampleLane().movement;
  Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(const auto open, s.open_decisions().FindByRequest(kSampleId));
    EXPECT_FALSE(open);
    TravelRecord expected{.at = kSeen, .position = position};
    expected.stay.territory = movement.from;
    expected.stay.exit = effects.exit_day;
    expected.stay.left_to = movement.to;
    expected.stay.nationality = SampleDocument().nationality;
    ASSIGN_OR_RETURN(auto record, s.stays().FindRecord(traveller_, movement.from, position));
    EXPECT_EQ(record, expected);
    expected.stay = {.territory = movement.to,
                     .entry = effects.begins->day,
                     .basis = effects.begins->basis,
                     .entered_from = movement.from,
                     .nationality = SampleDocument().nationality,
                     .promised_until = effects.begins->promised_until,
                     .regime = effects.begins->regime};
    ASSIGN_OR_RETURN(record, s.stays().FindRecord(traveller_, movement.to, position));
    EXPECT_EQ(record, expected);
    return OkStatus();
  });
  for (const PassageCase& opened : effects.cases) {
    const Referral found = Find(opened.referral_id);
    Referral expected = ExpectedReferral(opened.kind, opened.referral_id, found.change);
    expected.reasons = effects.case_reasons;
    if (opened.kind == ReferralKind::kBookingAbuse) expected.booking_id = SamplePassage().booking_id;
    EXPECT_EQ(found, expected);
  }
  const Referral asked = Find(kSampleThirdId);
  EXPECT_EQ(asked.state, ReferralState::kWithdrawn);
  EXPECT_EQ(asked.changed_at, kRecorded);
}

TEST_F(DeriveTest, APassageOfOneSideRecordsThatSideOnly) {
  Passage passage = SamplePassage();
  passage.lane.sides = {.exit = true, .entry = false};
  const std::uint64_t position =
      Record(EntryKind::kPassage, kSampleOtherId, PassageBody(passage, {.exit_day = MakeDate(2026, 9, 22)}));
  Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(const auto exit, s.stays().FindRecord(traveller_, passage.lane.movement.from, position));
    ASSIGN_OR_RETURN(const auto entry, s.stays().FindRecord(traveller_, passage.lane.movement.to, position));
    EXPECT_TRUE(exit);
    EXPECT_FALSE(entry);
    return OkStatus();
  });
}

TEST_F(DeriveTest, ANewQuestionEndsThoseItReplacesAndNoOthers) {
  const auto referred = [](const char* referral_id) {
    DecideAnswer answer = SampleAnswer();
    answer.referral_id = referral_id;
    return answer;
  };
  Record(EntryKind::kDecision, kSampleId, DecisionBody(SampleCrossing(), referred(kSampleId), 0));
  Record(EntryKind::kDecision, kSampleOtherId, DecisionBody(SampleCrossing(), referred(kSampleOtherId), 0));
  DecisionEffects effects;
  effects.replaces = {kSampleId};
  Record(EntryKind::kDecision, kSampleThirdId, DecisionBody(SampleCrossing(), referred(kSampleThirdId), 0, effects));
  EXPECT_EQ(Find(kSampleId).state, ReferralState::kWithdrawn);
  EXPECT_EQ(Find(kSampleOtherId).state, ReferralState::kOpen);
  EXPECT_EQ(Find(kSampleThirdId).state, ReferralState::kOpen);
  Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(const auto open, s.open_decisions().FindByTraveller(traveller_));
    EXPECT_EQ(open.size(), 2u);
    return OkStatus();
  });
}

// Forms that do not say what follows from them, and bodies of none.
TEST_F(DeriveTest, AnEntryOfWhichNothingCanBeMadeIsRefusedWhole) {
  for (const EntryKind kind :
       {EntryKind::kDecision, EntryKind::kPassage, EntryKind::kAbandonment, EntryKind::kReturned,
        EntryKind::kCorrection, EntryKind::kImport, EntryKind::kReferralClaim, EntryKind::kReferralResolution}) {
    const Status status = TransactAndWait(
        *store_, [&](Transaction& t) { return RecordEntry(t, EntryOf(kind, kSampleId, "\x87\x01 nothing")).status(); });
    EXPECT_EQ(status.code(), StatusCode::kDataLoss) << EntryKindName(kind);
    EXPECT_EQ(ReasonOf(status), error_reason::kStoreCorrupt);
    EXPECT_EQ(MessageOf(status).rfind("position 1: body: ", 0), 0u) << status;
  }
  const Status unasked = TransactAndWait(*store_, [&](Transaction& t) {
    return RecordEntry(t, EntryOf(EntryKind::kReferralClaim, kSampleId, ReviewBody(SampleReview()))).status();
  });
  EXPECT_EQ(unasked.code(), StatusCode::kDataLoss) << "a referral that nothing opened";
  Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(const std::uint64_t last, s.ledger().LastPosition());
    EXPECT_EQ(last, 0u);
    return OkStatus();
  });
}

}  // namespace
}  // namespace clearance
