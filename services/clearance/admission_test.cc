// The use cases of a crossing over the memory store, under a clock set by hand.
#include "services/clearance/admission.h"

#include <gtest/gtest.h>

#include <future>

#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "common/wire/shipped_rule_book.h"
#include "common/zones/zone_source.h"
#include "db/memory_store.h"
#include "db/transact_and_wait.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

constexpr Instant kNoon = FromUnixMs(1'790'067'600'000);  // 2026-09-22 09:00 UTC: the same civil day on both sides
constexpr char kNoDecision[] = "99999999-9999-4999-8999-999999999999";

class AdmissionTest : public testing::Test {
 protected:
  AdmissionTest()
      : pseudonyms_(*Pseudonyms::FromKey(SecretBytes(std::string(32, 'k')))),
        zones_(*MakeZoneTable()),
        store_(NewMemoryStore(executor_)),
        admission_({*store_, pseudonyms_, book_, zones_, clock_, random_, {}}) {}

  std::string NewId() { return NewUuid(random_); }

  // A Kazakh citizen with an identity card going into ICBC, everything in order.
  CrossingRequest Crossing(const std::string& number, const std::string& lane_id = "gate-1/a") {
    CrossingRequest request = SampleCrossing();
    request.request_id = NewId();
    request.lane.lane_id = lane_id;
    request.document.kind = DocumentKind::kIdentityCard;
    request.document.number = number;
    request.findings = {{CheckKind::kDocument, FindingResult::kPassed}, {CheckKind::kFace, FindingResult::kPassed}};
    request.booking_id.clear();
    request.observed_at = clock_.Now();
    return request;
  }

  Passage PassageOf(const CrossingRequest& request) {
    return {NewId(), request.request_id, request.lane, request.document, request.booking_id, clock_.Now()};
  }

  StatusOr<DecideAnswer> TryDecide(const CrossingRequest& request) {
    std::promise<StatusOr<DecideAnswer>> done;
    admission_.Decide(request, [&](StatusOr<DecideAnswer> answer) { done.set_value(std::move(answer)); });
    return done.get_future().get();
  }
  DecideAnswer Decide(const CrossingRequest& request) {
    const auto answer = TryDecide(request);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : DecideAnswer{};
  }
  StatusOr<std::uint64_t> TryReport(const Passage& passage) {
    std::promise<StatusOr<std::uint64_t>> done;
    admission_.RecordPassage(passage, [&](StatusOr<std::uint64_t> position) { done.set_value(std::move(position)); });
    return done.get_future().get();
  }
  std::uint64_t Report(const Passage& passage) {
    const auto position = TryReport(passage);
    EXPECT_TRUE(position.ok()) << position.status();
    return position.ok() ? *position : 0;
  }
  std::uint64_t Abandon(const CrossingRequest& request, const std::string& lane_id = "gate-1/a") {
    Abandonment abandonment{NewId(), request.request_id, request.lane, AbandonmentCause::kTurnedBack, clock_.Now()};
    abandonment.lane.lane_id = lane_id;
    std::promise<StatusOr<std::uint64_t>> done;
    admission_.RecordAbandonment(abandonment, [&](StatusOr<std::uint64_t> p) { done.set_value(std::move(p)); });
    const auto position = done.get_future().get();
    EXPECT_TRUE(position.ok()) << position.status();
    return position.ok() ? *position : 0;
  }

  // A booking of that card for the running slot.
  std::string Book(const std::string& number) {
    Booking booking = SampleBooking();
    booking.booking_id = NewId();
    booking.reference = "REF" + number;
    booking.slot.starts_at = kNoon;
    booking.traveller = pseudonyms_.Traveller(Crossing(number).document);
    booking.state = BookingState::kConfirmed;
    booking.reserved_by.clear();
    EXPECT_TRUE(TransactAndWait(*store_, [&](Transaction& t) { return t.bookings().Insert(booking); }).ok());
    return booking.booking_id;
  }
  Booking BookingNow(const std::string& id) {
    Booking booking;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(const auto found, s.bookings().FindById(id));
                      if (found) booking = *found;
                      return OkStatus();
                    })
                    .ok());
    return booking;
  }
  std::vector<Referral> Referrals() {
    std::vector<Referral> referrals;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(referrals, s.referrals().List({}, std::nullopt, 100));
                      return OkStatus();
                    })
                    .ok());
    return referrals;
  }
  std::uint64_t LastPosition() {
    std::uint64_t last = 0;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(last, s.ledger().LastPosition());
                      return OkStatus();
                    })
                    .ok());
    return last;
  }
  StayReport Stay(const CrossingRequest& request, Territory territory) {
    const auto report = admission_.GetStay({.document = request.document, .territory = territory});
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *report : StayReport{};
  }
  static bool Has(const DecideAnswer& answer, ReasonCode code) {
    for (const Reason& reason : answer.decision.reasons)
      if (reason.code == code) return true;
    return false;
  }

  ThreadPool executor_{1};
  ManualClock clock_{kNoon};
  SystemRandom random_;
  const Pseudonyms pseudonyms_;
  RuleBook book_ = KhorgosRuleBook();
  const ZoneTable zones_;
  const std::unique_ptr<Store> store_;
  Admission admission_;
};

TEST_F(AdmissionTest, DaysAreCountedFromPassagesOnly) {
  const CrossingRequest request = Crossing("1");
  EXPECT_EQ(Decide(request).decision.verdict, Verdict::kAdmit);
  EXPECT_FALSE(Stay(request, Territory::kIcbc).inside);
  Report(PassageOf(request));
  const StayReport stay = Stay(request, Territory::kIcbc);
  EXPECT_TRUE(stay.inside);
  ASSERT_TRUE(stay.account);
  EXPECT_EQ(stay.account->answer.days_used, 1);
  EXPECT_EQ(stay.account->answer.must_leave_by, MakeDate(2026, 10, 21));
  EXPECT_TRUE(Referrals().empty());
}

TEST_F(AdmissionTest, ADayOnceToldIsHonouredUnderALaterBook) {
  const CrossingRequest request = Crossing("1");
  const Date told = *Decide(request).decision.stay->must_leave_by;
  Report(PassageOf(request));
  for (Regime& regime : book_.regimes) regime.limits = {MakeLimit(regime.id, PerStayLimit{5})};
  clock_.Advance(std::chrono::hours(24 * 15));
  const StayReport stay = Stay(request, Territory::kIcbc);
  ASSERT_TRUE(stay.account);
  EXPECT_EQ(stay.account->answer.must_leave_by, told);
  EXPECT_EQ(stay.account->answer.unlawful_days, 0);
  EXPECT_TRUE(stay.account->reasons.empty());
}

TEST_F(AdmissionTest, AStayIsCountedUnderTheRegimeItBeganUnder) {
  const CrossingRequest request = Crossing("1");
  Decide(request);
  Report(PassageOf(request));
  const auto icbc = std::find_if(book_.regimes.begin(), book_.regimes.end(),
                                 [](const Regime& regime) { return regime.host == Territory::kIcbc; });
  Regime transit = *icbc;
  transit.id = "TRANSIT-5";
  transit.limits = {MakeLimit(transit.id, PerStayLimit{5})};
  book_.regimes.insert(book_.regimes.begin(), transit);
  clock_.Advance(std::chrono::hours(24 * 15));
  EXPECT_EQ(Stay(request, Territory::kIcbc).account->answer.regime, "ICBC");
  EXPECT_EQ(Stay(Crossing("2"), Territory::kIcbc).account->answer.regime, "TRANSIT-5") << "an entry takes the first";
}

TEST_F(AdmissionTest, AGroundThatNoRegimeCountsGetsNoAnswer) {
  CrossingRequest request = Crossing("1");
  request.document.kind = DocumentKind::kOrdinaryPassport;
  const std::string traveller = pseudonyms_.Traveller(request.document);
  ASSERT_TRUE(TransactAndWait(*store_, [&](Transaction& t) {
                return t.stays().AddStay(traveller,
                                         {.territory = Territory::kChn,
                                          .entry = MakeDate(2026, 9, 1),
                                          .basis = StayBasis::kVisa,
                                          .nationality = request.document.nationality},
                                         kNoon, 1);
              }).ok());
  const StayReport stay = Stay(request, Territory::kChn);
  EXPECT_TRUE(stay.inside);
  EXPECT_FALSE(stay.account) << "they are not about to enter";
}

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
  Report(PassageOf(first));
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
