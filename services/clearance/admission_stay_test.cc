// What a crossing means for stays: what an entry keeps, what GetStay answers.
#include <gtest/gtest.h>

#include <algorithm>

#include "common/wire/record_viewed.h"
#include "tests/support/admission_fixture.h"

namespace clearance {
namespace {

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

TEST_F(AdmissionTest, OnlyTheAdmittedWereToldADay) {
  CrossingRequest request = Crossing("1");
  request.findings[1].result = FindingResult::kFailed;
  ASSERT_EQ(Decide(request).decision.verdict, Verdict::kRefer);
  Report(PassageOf(request));
  const StayReport report = Stay(request, Territory::kIcbc);
  ASSERT_EQ(report.history.stays.size(), 1u);
  EXPECT_EQ(report.history.stays[0].promised_until, std::nullopt);
  EXPECT_EQ(report.history.stays[0].regime, "ICBC");
}

TEST_F(AdmissionTest, WhomNoRegimeCoversIsThereOnAnotherGround) {
  CrossingRequest request = Crossing("1");
  request.lane.movement = {Territory::kKaz, Territory::kChn};
  request.lane.sides = {.entry = true};
  ASSERT_TRUE(Has(Decide(request), ReasonCode::kNotCovered)) << "an identity card is no passport";
  Report(PassageOf(request));
  const StayReport report = Stay(request, Territory::kChn);
  ASSERT_EQ(report.history.stays.size(), 1u);
  EXPECT_EQ(report.history.stays[0].basis, StayBasis::kOther);
  EXPECT_FALSE(report.account);
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

TEST_F(AdmissionTest, WhoStandsInTheZoneIsToldWhatTheLaneWillSay) {
  CrossingRequest request = Crossing("1");
  request.document.kind = DocumentKind::kOrdinaryPassport;
  request.lane.movement = {Territory::kIcbc, Territory::kChn};
  request.lane.sides = {.exit = true, .entry = true};
  const std::string traveller = pseudonyms_.Traveller(request.document);
  const std::string& nationality = request.document.nationality;
  const struct Stay in_china {
    .territory = Territory::kChn, .entry = MakeDate(2026, 9, 2), .exit = MakeDate(2026, 9, 21),
    .left_to = Territory::kIcbc, .nationality = nationality
  };
  const struct Stay in_zone {
    .territory = Territory::kIcbc, .entry = MakeDate(2026, 9, 21), .entered_from = Territory::kChn,
    .nationality = nationality
  };
  ASSERT_TRUE(TransactAndWait(*store_, [&](Transaction& t) -> Status {
                RETURN_IF_ERROR(t.stays().AddStay(traveller, in_china, kNoon - std::chrono::hours(480), 1));
                return t.stays().AddStay(traveller, in_zone, kNoon - std::chrono::hours(24), 2);
              }).ok());
  const StayReport report = Stay(request, Territory::kChn);
  ASSERT_TRUE(report.account);
  EXPECT_LT(report.account->answer.longest_stay_days, 30) << "the stay goes on";
  EXPECT_EQ(report.account->answer, *Decide(request).decision.stay);
}

TEST_F(AdmissionTest, AnOfficersLookIsAnEntryUnderThePersonsPseudonymAndSaysNothingElseOfThem) {
  const CrossingRequest request = Crossing("ID1234567");
  const auto look = [&] {
    std::promise<Status> done;
    admission_.RecordStayLook({.document = request.document, .territory = Territory::kKaz, .on = MakeDate(2026, 9, 20)},
                              {.viewer = "officer/officer-1", .reason = "asked at the desk"},
                              [&](const Status& s) { done.set_value(s); });
    return done.get_future().get();
  };
  ASSERT_TRUE(look().ok());
  ASSERT_TRUE(look().ok());
  ASSERT_EQ(LastPosition(), 2u) << "asked again it is another look";
  EXPECT_TRUE(store_
                  ->Read([&](const Snapshot& s) -> Status {
                    ASSIGN_OR_RETURN(const StoredEntry stored, s.ledger().Get(1));
                    EXPECT_EQ(stored.entry.kind, EntryKind::kRecordViewed);
                    EXPECT_EQ(stored.entry.log, kCentreLog);
                    EXPECT_EQ(stored.entry.traveller, pseudonyms_.Traveller(request.document));
                    ASSIGN_OR_RETURN(const RecordViewed viewed, ReadRecordViewedBody(stored.entry.body));
                    EXPECT_EQ(viewed, (RecordViewed{"GET_STAY", "officer/officer-1", "asked at the desk",
                                                    "territory=KAZ on=2026-09-20"}));
                    EXPECT_EQ(stored.sealed.find("1234567"), std::string::npos);
                    return OkStatus();
                  })
                  .ok());
}

}  // namespace
}  // namespace clearance
