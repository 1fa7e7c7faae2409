// The use cases of a crossing over the memory store.
#include "services/clearance/admission.h"

#include <gtest/gtest.h>

#include <map>

#include "common/base/error_reasons.h"
#include "services/derivation/entry_records.h"
#include "tests/support/admission_fixture.h"

namespace clearance {
namespace {

TEST_F(AdmissionTest, ReplaysGetTheFirstAnswerWhateverHasHappenedSince) {
  const CrossingRequest request = Crossing("1");
  const DecideAnswer first = Decide(request);
  const Passage passage = PassageOf(request);
  const std::uint64_t position = Report(passage);
  clock_.Advance(std::chrono::hours(24 * 400));
  EXPECT_EQ(Decide(request), first);
  EXPECT_EQ(Report(passage), position);
  EXPECT_EQ(LastPosition(), 2u);

  CrossingRequest changed = request;
  changed.document.sex = Sex::kMale;
  EXPECT_EQ(ReasonOf(TryDecide(changed).status()), error_reason::kRequestIdReused);
  Passage other = passage;
  other.passed_at += Duration(1);
  EXPECT_EQ(ReasonOf(TryReport(other).status()), error_reason::kRequestIdReused);
  other.request_id = request.request_id;
  EXPECT_EQ(ReasonOf(TryReport(other).status()), error_reason::kRequestIdReused) << "the id of a decision";
  EXPECT_EQ(LastPosition(), 2u);
}

TEST_F(AdmissionTest, ThePassageOfAForgottenDecisionFollowsItStillAndItsOwnIdIsNeverForgotten) {
  const CrossingRequest request = Crossing("1");
  const DecideAnswer decided = Decide(request);
  const CrossingRequest others = Crossing("2");
  Decide(others);
  const Passage passage = PassageOf(request);
  Passage wrong = PassageOf(others);
  wrong.document = request.document;
  clock_.Advance(kRequestWindow + std::chrono::hours(48));
  const auto forget = [&] {
    EXPECT_TRUE(TransactAndWait(*store_, [&](Transaction& t) {
                  return t.requests().Forget(UtcDayOf(clock_.Now()), 9).status();
                }).ok());
  };
  forget();
  const std::uint64_t position = Report(passage);
  EXPECT_TRUE(Referrals().empty()) << "somebody was admitted on that day";
  const StayReport stay = Stay(request, Territory::kIcbc);
  ASSERT_EQ(stay.history.stays.size(), 1u);
  EXPECT_EQ(stay.history.stays[0].promised_until, decided.decision.stay->must_leave_by);
  Report(wrong);
  EXPECT_EQ(Referrals().size(), 1u) << "somebody else's";
  clock_.Advance(std::chrono::hours(24 * 400));
  forget();
  EXPECT_EQ(Report(passage), position);
  Passage other = passage;
  other.passed_at += Duration(1);
  EXPECT_EQ(ReasonOf(TryReport(other).status()), error_reason::kRequestIdReused);
  EXPECT_NE(Decide(request).position, decided.position) << "asked anew";
}

TEST_F(AdmissionTest, AnotherLaneIsToldOfTheCrossingInProgressUntilItsLeaseEnds) {
  const DecideAnswer first = Decide(Crossing("1"));
  const DecideAnswer second = Decide(Crossing("1", "gate-2/a"));
  EXPECT_EQ(second.decision.verdict, Verdict::kRefer);
  EXPECT_TRUE(Has(second, ReasonCode::kInProgressElsewhere));
  EXPECT_EQ(Decide(Crossing("2", "gate-2/a")).decision.verdict, Verdict::kAdmit) << "somebody else";
  clock_.Set(std::max(first.decision.valid_until, second.decision.valid_until));
  EXPECT_FALSE(Has(Decide(Crossing("1", "gate-2/b")), ReasonCode::kInProgressElsewhere));
}

TEST_F(AdmissionTest, TheSameLaneAsksAgainAndItsOldQuestionIsWithdrawn) {
  CrossingRequest first = Crossing("1");
  first.booking_id = Book("1");
  first.findings[1].result = FindingResult::kFailed;
  EXPECT_EQ(Decide(first).decision.verdict, Verdict::kRefer);
  CrossingRequest second = Crossing("1");
  second.booking_id = first.booking_id;
  EXPECT_EQ(Decide(second).decision.verdict, Verdict::kAdmit);
  EXPECT_EQ(BookingNow(second.booking_id).reserved_by, second.request_id);
  ASSERT_EQ(Referrals().size(), 1u);
  EXPECT_EQ(Referrals()[0].state, ReferralState::kWithdrawn);
}

TEST_F(AdmissionTest, AnOfficerIsShownTheInspectionOfADocumentThatIsNotAuthentic) {
  CrossingRequest request = Crossing("N1");
  request.findings[0].inspection =
      InspectionBut(InspectionCheck::kDataGroupHashes, InspectionResult::kFailed, InspectionReason::kHashDiffers);
  const DecideAnswer answer = Decide(request);
  EXPECT_EQ(answer.decision.verdict, Verdict::kRefer);
  ASSERT_EQ(Referrals().size(), 1u);
  EXPECT_EQ(Referrals()[0].inspection, request.findings[0].inspection);
  EXPECT_EQ(Referrals()[0].reasons.front().detail, "DATA_GROUP_HASHES:HASH_DIFFERS");
  EXPECT_EQ(Decide(request), answer) << "the same request again";
  request.findings[0].inspection.findings[0].took += std::chrono::microseconds(1);
  EXPECT_EQ(ReasonOf(TryDecide(request).status()), error_reason::kRequestIdReused) << "another inspection";
}

TEST_F(AdmissionTest, ABookingIsReservedByTheDecisionAndRedeemedByThePassage) {
  CrossingRequest request = Crossing("1");
  request.booking_id = Book("1");
  const DecideAnswer answer = Decide(request);
  EXPECT_FALSE(Has(answer, ReasonCode::kWalkIn));
  EXPECT_EQ(BookingNow(request.booking_id).state, BookingState::kReserved);
  EXPECT_EQ(BookingNow(request.booking_id).reserved_until, answer.decision.valid_until);
  const Passage passage = PassageOf(request);
  Report(passage);
  EXPECT_EQ(BookingNow(request.booking_id).state, BookingState::kRedeemed);
  EXPECT_EQ(BookingNow(request.booking_id).redeemed_by, passage.request_id);
  EXPECT_TRUE(Referrals().empty());
}

TEST_F(AdmissionTest, AnAbandonmentReleasesWhatTheDecisionHeld) {
  CrossingRequest request = Crossing("1");
  request.booking_id = Book("1");
  request.findings[1].result = FindingResult::kFailed;
  Decide(request);
  EXPECT_EQ(BookingNow(request.booking_id).state, BookingState::kReserved);
  Abandon(request);
  EXPECT_EQ(BookingNow(request.booking_id).state, BookingState::kConfirmed);
  ASSERT_EQ(Referrals().size(), 1u);
  EXPECT_EQ(Referrals()[0].state, ReferralState::kWithdrawn);
  EXPECT_FALSE(Has(Decide(Crossing("1", "gate-2/a")), ReasonCode::kInProgressElsewhere));
}

TEST_F(AdmissionTest, ALaneCannotAbandonAnotherLanesCrossing) {
  CrossingRequest request = Crossing("1");
  request.booking_id = Book("1");
  request.findings[1].result = FindingResult::kFailed;
  Decide(request);
  Abandon(request, "gate-2/a");
  EXPECT_EQ(LastPosition(), 2u) << "what was said is recorded";
  EXPECT_EQ(BookingNow(request.booking_id).state, BookingState::kReserved);
  EXPECT_EQ(Referrals()[0].state, ReferralState::kOpen);
  EXPECT_TRUE(Has(Decide(Crossing("1", "gate-2/a")), ReasonCode::kInProgressElsewhere));
}

TEST_F(AdmissionTest, APassageWithoutADecisionIsRecordedAndACase) {
  CrossingRequest request = Crossing("1");
  request.request_id = kNoDecision;
  Report(PassageOf(request));
  EXPECT_TRUE(Stay(request, Territory::kIcbc).inside) << "a fact";
  ASSERT_EQ(Referrals().size(), 1u);
  EXPECT_EQ(Referrals()[0].kind, ReferralKind::kPassage);
  EXPECT_EQ(Referrals()[0].decision_request_id, kNoDecision);
}

TEST_F(AdmissionTest, APassageOnSomebodyElsesDecisionIsACase) {
  const CrossingRequest admitted = Crossing("1");
  ASSERT_EQ(Decide(admitted).decision.verdict, Verdict::kAdmit);
  Passage passage = PassageOf(admitted);
  passage.document = Crossing("2").document;
  Report(passage);
  ASSERT_EQ(Referrals().size(), 1u);
  EXPECT_EQ(Referrals()[0].kind, ReferralKind::kPassage);
}

TEST_F(AdmissionTest, APassageOnAnUnansweredReferralOrOnAnotherDayOrLaneIsACase) {
  CrossingRequest referred = Crossing("1");
  referred.findings[1].result = FindingResult::kFailed;
  Decide(referred);
  Report(PassageOf(referred));
  ASSERT_EQ(Referrals().size(), 2u);
  EXPECT_EQ(Referrals()[0].state == ReferralState::kWithdrawn || Referrals()[1].state == ReferralState::kWithdrawn,
            true);

  const CrossingRequest admitted = Crossing("2");
  Decide(admitted);
  clock_.Advance(std::chrono::hours(24));
  Report(PassageOf(admitted));
  EXPECT_EQ(Referrals().size(), 3u);

  const CrossingRequest in_time = Crossing("3");
  clock_.Set(Decide(in_time).decision.valid_until + Duration(1));
  const Passage last_moment = PassageOf(in_time);  // the door opened in time, and it is still the same day
  clock_.Advance(std::chrono::hours(72));          // a report that comes late is no later passage
  Report(last_moment);
  EXPECT_EQ(Referrals().size(), 3u);

  const CrossingRequest here = Crossing("4");
  Decide(here);
  Passage elsewhere = PassageOf(here);
  elsewhere.lane.lane_id = "gate-1/z";
  Report(elsewhere);
  EXPECT_EQ(Referrals().size(), 4u);

  const CrossingRequest skewed = Crossing("5");
  Decide(skewed);
  Passage ahead = PassageOf(skewed);
  ahead.passed_at += kMaxClockLead + Duration(1);
  Report(ahead);
  EXPECT_EQ(Referrals().size(), 5u);
}

TEST_F(AdmissionTest, AForgedOpenDecisionGetsIntoNoEntry) {
  const CrossingRequest request = Crossing("1");
  OpenDecision forged;
  forged.request_id = kNoDecision;
  forged.traveller = pseudonyms_.Traveller(request.document);
  forged.lane = request.lane;
  forged.valid_until = kNoon - Duration(1);
  for (const std::uint64_t position : {1u, 77u}) {
    forged.position = position;  // of another decision, or of none
    Decide(Crossing("2"));
    EXPECT_TRUE(TransactAndWait(*store_, [&](Transaction& t) -> Status {
                  RETURN_IF_ERROR(t.open_decisions().Close(kNoDecision));
                  return t.open_decisions().Put(forged);
                }).ok());
    CrossingRequest asked = Crossing("1");
    const std::uint64_t decided = Decide(asked).position;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(const StoredEntry stored, s.ledger().Get(decided));
                      ASSIGN_OR_RETURN(const DecisionRecord record, DecisionOf(stored));
                      for (const std::string& replaced : record.effects->replaces) EXPECT_NE(replaced, kNoDecision);
                      return OkStatus();
                    })
                    .ok());
  }
}

TEST_F(AdmissionTest, APassageFollowsItsDecisionWhereverTheOpenDecisionsSayItStands) {
  const std::uint64_t others = Decide(Crossing("2")).position;
  const std::map<std::string, std::uint64_t> places = {{"1", 0}, {"3", others}, {"4", 77}};
  for (const auto& [traveller, place] : places) {
    const std::uint64_t position = place;  // clang 14 lets no lambda take a part of a pair
    const CrossingRequest request = Crossing(traveller);
    const std::uint64_t decided = Decide(request).position;
    EXPECT_TRUE(TransactAndWait(*store_, [&](Transaction& t) -> Status {
                  ASSIGN_OR_RETURN(auto open, t.open_decisions().FindByRequest(request.request_id));
                  open->position = position;
                  return t.open_decisions().Put(*open);
                }).ok());
    const std::uint64_t passed = Report(PassageOf(request));
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(const StoredEntry stored, s.ledger().Get(passed));
                      ASSIGN_OR_RETURN(const PassageRecord record, clearance::PassageOf(stored));
                      EXPECT_EQ(record.effects.decision_position, decided);
                      return OkStatus();
                    })
                    .ok());
    EXPECT_TRUE(Referrals().empty()) << "somebody was admitted";
  }
}

// A key damaged on the disk, or left behind by a rotation that stopped.
TEST_F(AdmissionTest, ACrossingGoesOnWhereTheFieldsCannotBeSealed) {
  const PersonalFields other = *PersonalFields::FromKey(SecretBytes(std::string(32, 'o')));
  for (const std::string number : {"1", "2"}) {
    const CrossingRequest request = Crossing(number);
    EXPECT_TRUE(TransactAndWait(*store_, [&](Transaction& t) -> Status {
                  const std::string subject = pseudonyms_.Traveller(request.document);
                  RETURN_IF_ERROR(other.Seal(t, {subject, DataPurpose::kBorder, "document"}, "x").status());
                  ASSIGN_OR_RETURN(auto key, t.personal_keys().Find(subject, DataPurpose::kBorder));
                  if (number == "1") return OkStatus();
                  key->master_key_id = fields_.master_key_id();  // says to be of this one, and does not open
                  return t.personal_keys().Put(*key);
                }).ok());
    EXPECT_EQ(Decide(request).decision.verdict, Verdict::kAdmit);
    Report(PassageOf(request));
    EXPECT_TRUE(Stay(request, Territory::kIcbc).inside);
    CrossingRequest renumbered = Crossing(number);
    renumbered.document.national_number = "880101300" + number;
    Report(PassageOf(renumbered));  // tells of another national number
  }
}

TEST_F(AdmissionTest, AnAdmissionServesOnce) {
  const CrossingRequest twice = Crossing("1");
  Decide(twice);
  Report(PassageOf(twice));
  EXPECT_TRUE(Referrals().empty());
  clock_.Advance(std::chrono::minutes(1));
  Report(PassageOf(twice));
  ASSERT_EQ(Referrals().size(), 1u) << "the second passage on one admission";
  EXPECT_EQ(Referrals()[0].kind, ReferralKind::kPassage);

  const CrossingRequest abandoned = Crossing("2");
  Decide(abandoned);
  Abandon(abandoned);
  Report(PassageOf(abandoned));
  EXPECT_EQ(Referrals().size(), 2u) << "they had gone back";
}

TEST_F(AdmissionTest, AnAbandonmentThatComesWhenTheLeaseIsOverEndsTheAdmissionToo) {
  const CrossingRequest request = Crossing("1");
  const DecideAnswer answer = Decide(request);
  clock_.Set(answer.decision.valid_until + std::chrono::minutes(1));
  EXPECT_TRUE(TransactAndWait(*store_, [&](Transaction& t) {
                return t.open_decisions().Close(request.request_id);
              }).ok());  // as the sweeper does
  Abandon(request);
  Report(PassageOf(request));
  EXPECT_EQ(Referrals().size(), 1u);
}

TEST_F(AdmissionTest, ALateReportCountsOnItsTrueDay) {
  const CrossingRequest request = Crossing("1");
  Decide(request);
  const Passage passage = PassageOf(request);
  clock_.Advance(std::chrono::hours(72));
  Report(passage);
  const StayReport stay = Stay(request, Territory::kIcbc);
  ASSERT_EQ(stay.history.stays.size(), 1u);
  EXPECT_EQ(stay.history.stays[0].entry, MakeDate(2026, 9, 22));
  EXPECT_EQ(stay.account->answer.days_used, 4);
}

TEST_F(AdmissionTest, ASealUsedTwiceIsOneCaseAndTheCrossingGoesOn) {
  CrossingRequest first = Crossing("1");
  first.booking_id = Book("1");
  Decide(first);
  const std::uint64_t used_at = Report(PassageOf(first));
  clock_.Advance(std::chrono::minutes(1));
  CrossingRequest back = Crossing("1");
  back.lane.movement = {Territory::kIcbc, Territory::kKaz};
  Decide(back);
  Report(PassageOf(back));
  clock_.Advance(std::chrono::minutes(1));
  CrossingRequest second = Crossing("1");
  second.booking_id = first.booking_id;
  const DecideAnswer answer = Decide(second);
  EXPECT_EQ(answer.decision.verdict, Verdict::kAdmit);
  EXPECT_TRUE(Has(answer, ReasonCode::kBookingAbuse));
  Report(PassageOf(second));
  ASSERT_EQ(Referrals().size(), 1u);
  EXPECT_EQ(Referrals()[0].kind, ReferralKind::kBookingAbuse);
  EXPECT_EQ(Referrals()[0].booking_id, first.booking_id);
  EXPECT_EQ(Referrals()[0].booking_uses,
            (std::vector<BookingUseRecord>{{used_at, "gate-1/a", kNoon}, {answer.position, "gate-1/a", clock_.Now()}}));
}

// Two gates were cut off, and each took the seal: a case beside the crossings, with both records.
TEST_F(AdmissionTest, ASealUsedTwiceWithoutTheCentreIsACaseWithBothRecords) {
  CrossingRequest earlier = Crossing("1", "gate-1/a");
  earlier.booking_id = Book("1");
  const CrossingRequest later = [&] {
    CrossingRequest request = Crossing("1", "gate-2/a");
    request.booking_id = earlier.booking_id;
    return request;
  }();
  Passage first = PassageOf(earlier);
  Passage second = PassageOf(later);
  second.passed_at = kNoon + std::chrono::minutes(4);
  const std::uint64_t second_at = Report(second);  // that gate's link came back before the other's
  const std::uint64_t first_at = Report(first);
  EXPECT_EQ(BookingNow(earlier.booking_id).redeemed_by, second.request_id);
  std::vector<Referral> cases = Referrals();
  std::erase_if(cases, [](const Referral& referral) { return referral.kind != ReferralKind::kBookingAbuse; });
  ASSERT_EQ(cases.size(), 1u);
  EXPECT_EQ(cases[0].booking_id, earlier.booking_id);
  EXPECT_EQ(cases[0].booking_uses,
            (std::vector<BookingUseRecord>{{first_at, "gate-1/a", kNoon}, {second_at, "gate-2/a", second.passed_at}}));
  ASSERT_FALSE(cases[0].reasons.empty());
  EXPECT_EQ(cases[0].reasons.back().code, ReasonCode::kBookingAbuse);
  EXPECT_EQ(cases[0].reasons.back().detail, "SECOND_USE");
}

// The centre has reserved the booking for a lane while another, cut off, lets its holder through.
TEST_F(AdmissionTest, APassageWithoutTheCentreUsesABookingThatALaneHasInHand) {
  CrossingRequest held = Crossing("1", "gate-2/a");
  held.booking_id = Book("1");
  Decide(held);
  CrossingRequest cut_off = Crossing("1", "gate-1/a");
  cut_off.booking_id = held.booking_id;
  const Passage first = PassageOf(cut_off);
  const std::uint64_t first_at = Report(first);
  EXPECT_EQ(BookingNow(held.booking_id).redeemed_by, first.request_id);
  clock_.Advance(std::chrono::seconds(5));
  const std::uint64_t second_at = Report(PassageOf(held));
  std::vector<Referral> cases = Referrals();
  std::erase_if(cases, [](const Referral& referral) { return referral.kind != ReferralKind::kBookingAbuse; });
  ASSERT_EQ(cases.size(), 1u);
  EXPECT_EQ(cases[0].booking_uses,
            (std::vector<BookingUseRecord>{{first_at, "gate-1/a", kNoon}, {second_at, "gate-2/a", clock_.Now()}}));
}

TEST_F(AdmissionTest, AWalkInUsesNoBookingUp) {
  clock_.Set(kNoon - std::chrono::hours(2));
  CrossingRequest early = Crossing("1");
  early.booking_id = Book("1");
  EXPECT_TRUE(Has(Decide(early), ReasonCode::kWalkIn));
  Report(PassageOf(early));
  EXPECT_EQ(BookingNow(early.booking_id).state, BookingState::kConfirmed) << "their slot is still to come";
}

TEST_F(AdmissionTest, AnothersSealIsNeitherReservedNorUsedUp) {
  CrossingRequest thief = Crossing("2");
  thief.booking_id = Book("1");
  const DecideAnswer answer = Decide(thief);
  EXPECT_TRUE(Has(answer, ReasonCode::kBookingAbuse));
  EXPECT_EQ(BookingNow(thief.booking_id).state, BookingState::kConfirmed);
  Report(PassageOf(thief));
  EXPECT_EQ(BookingNow(thief.booking_id).state, BookingState::kConfirmed) << "its owner can still come";
}

TEST_F(AdmissionTest, BookingsOutOfTimeAreAWalkIn) {
  for (const auto& [offset, serves] : std::vector<std::pair<Duration, bool>>{
           {-std::chrono::minutes(15) - Duration(1), false},
           {-std::chrono::minutes(15), true},
           {kSlotLength + std::chrono::minutes(30), true},
           {kSlotLength + std::chrono::minutes(30) + Duration(1), false},
       }) {
    clock_.Set(kNoon + offset);
    const std::string number = std::to_string(100'000 + offset.count());
    CrossingRequest request = Crossing(number.front() == '-' ? number.substr(1) : number);
    request.booking_id = Book(request.document.number);
    EXPECT_EQ(Has(Decide(request), ReasonCode::kWalkIn), !serves) << offset.count();
    EXPECT_EQ(BookingNow(request.booking_id).state == BookingState::kReserved, serves) << offset.count();
  }
}

}  // namespace
}  // namespace clearance
