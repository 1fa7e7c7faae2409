// From records to verdicts: the traps of the domain page that are about records. What is corrected, returned, doubled,
// declared or missing never becomes an overstay that did not happen, and never hides one that did.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/travel_record.h"
#include "common/rules/stay_rules.h"
#include "tests/support/decide_fixture.h"

namespace clearance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using enum Territory;

// What is recorded of one Kazakh citizen in China; days are days before today.
class Record {
 public:
  std::uint64_t In(int days_ago, Provenance provenance = Provenance::kElectronicRecord) {
    return Add(days_ago,
               {.territory = kChn, .entry = kToday - Days(days_ago), .nationality = "KAZ", .provenance = provenance});
  }
  std::uint64_t Out(int days_ago, Provenance provenance = Provenance::kElectronicRecord) {
    return Add(days_ago, {.territory = kChn,
                          .exit = kToday - Days(days_ago),
                          .left_to = kKaz,
                          .nationality = "KAZ",
                          .provenance = provenance});
  }
  void Visa(int days_ago) {
    In(days_ago);
    known_.records.back().kind = TravelRecordKind::kBasisChange;
    known_.records.back().stay.basis = StayBasis::kVisa;
  }
  void Void(std::uint64_t concerns) { known_.voids.push_back({concerns, ++position_}); }
  TravelHistory History() const {
    return {.stays = StaysOf(known_), .complete_from = MakeDate(2020, 1, 1), .covers_all_ports = true};
  }

 private:
  std::uint64_t Add(int days_ago, const Stay& stay) {
    known_.records.push_back(
        {.at = FromUnixMs(0) + (kToday - Days(days_ago)).time_since_epoch() + std::chrono::minutes(position_),
         .position = ++position_,
         .stay = stay});
    return position_;
  }
  TravelRecords known_;
  std::uint64_t position_ = 0;
};

class EvidenceTest : public DecideTest {
 protected:
  Decision Cross(const TravelHistory& in_china, bool exit, const char* nationality = "KAZ") const {
    CrossingFacts facts = exit ? Exit(Of(nationality), chn_kaz_) : Entry(Of(nationality), kaz_chn_);
    (exit ? facts.exited : facts.entered) = in_china;
    return Answer(facts);
  }
  std::vector<ReasonCode> OnExit(const Record& record) const { return CodesOf(Cross(record.History(), true)); }
  std::vector<ReasonCode> OnEntry(const Record& record) const { return CodesOf(Cross(record.History(), false)); }
};

TEST_F(EvidenceTest, AnOverstayIsProvedByTheElectronicRecordOnly) {
  for (const auto& [provenance, code] :
       std::vector<std::pair<Provenance, ReasonCode>>{{Provenance::kElectronicRecord, ReasonCode::kOverstay},
                                                      {Provenance::kStamp, ReasonCode::kHistoryIncomplete},
                                                      {Provenance::kDeclaration, ReasonCode::kHistoryIncomplete}}) {
    Record record;
    record.In(34, provenance);
    EXPECT_THAT(OnExit(record), ElementsAre(code)) << ProvenanceName(provenance);
    EXPECT_EQ(Cross(record.History(), true).verdict, Verdict::kRefer) << "and somebody looks at it";
  }
}

TEST_F(EvidenceTest, PastDaysKnownByAStampProveNoOverstayButCountOnEntry) {
  for (const Provenance provenance : {Provenance::kElectronicRecord, Provenance::kStamp}) {
    Record record;
    for (const int days_ago : {150, 110, 70}) {
      record.In(days_ago, provenance);
      record.Out(days_ago - 28, provenance);
    }
    record.In(20);  // 87 + 21 days of 90, 81 + 19 under the mildest reading
    const bool proved = provenance == Provenance::kElectronicRecord;
    EXPECT_THAT(OnExit(record), ElementsAre(proved ? ReasonCode::kOverstay : ReasonCode::kHistoryIncomplete));
    record.Out(6);
    EXPECT_THAT(OnEntry(record), ElementsAre(ReasonCode::kStayExhausted)) << "who admits takes the strictest reading";
  }
}

TEST_F(EvidenceTest, OneWeakRecordMakesTheWholeStayWeak) {
  Record record;
  record.In(150);
  record.Out(122);
  record.In(110);
  record.Out(82, Provenance::kDeclaration);
  record.In(70);
  record.Out(42);
  record.In(9);
  EXPECT_THAT(OnExit(record), ElementsAre(ReasonCode::kHistoryIncomplete));
}

TEST_F(EvidenceTest, AnExitAloneDoesNotSayOnWhatGroundItsDayWas) {
  Record record;
  record.Out(60);
  record.In(29);
  record.Out(0);
  Regime regime{.id = "T",
                .source = "test",
                .host = kChn,
                .limits = {MakeLimit("T", RollingLimit{30, 180})},
                .counted_bases = {StayBasis::kVisaFree}};
  const TravelHistory history = record.History();
  const auto unlawful = [&](Evidence evidence) {
    return CountInside({history, regime, "KAZ"}, history.stays[1], kToday, evidence, MildestReading(regime))
        ->UnlawfulDays();
  };
  EXPECT_EQ(unlawful(Evidence::kLeast), 1);
  EXPECT_EQ(unlawful(Evidence::kProven), 0) << "it may have been the last of a stay under a visa";
}

TEST_F(EvidenceTest, AReturnedTravellerHasNeverLeft) {
  Record record;
  record.In(34);
  const std::uint64_t exit = record.Out(10);
  EXPECT_THAT(OnExit(record), ElementsAre(ReasonCode::kEntryNotRecorded)) << "before the other side's refusal is known";
  record.Void(exit);
  EXPECT_THAT(OnExit(record), ElementsAre(ReasonCode::kOverstay));
  EXPECT_EQ(Cross(record.History(), true).reasons[0].days, 3)
      << "no new stay has begun; day 33 is the first under the mildest reading";
}

TEST_F(EvidenceTest, ACorrectionDecidesAndItsAnnulmentGivesTheOriginalBack) {
  Record record;
  const std::uint64_t wrong = record.In(34);
  const std::uint64_t right = record.In(24);
  EXPECT_THAT(OnExit(record), IsEmpty()) << "in while already in: the later entry began the present stay";
  record.Void(wrong);
  EXPECT_THAT(OnExit(record), IsEmpty());
  record.Void(right);
  EXPECT_EQ(record.History().stays, std::vector<Stay>{}) << "both void";
  Record annulled;
  annulled.In(34);
  EXPECT_THAT(OnExit(annulled), ElementsAre(ReasonCode::kOverstay));
}

TEST_F(EvidenceTest, ADuplicateIsACaseAndStopsNobody) {
  Record record;
  record.In(20);
  const Decision entry = Cross(record.History(), false);
  EXPECT_EQ(entry.verdict, Verdict::kRefer);
  ASSERT_EQ(entry.reasons[0].code, ReasonCode::kAlreadyInside);
  EXPECT_EQ(entry.reasons[0].date, kToday - Days(20)) << "the entry that is recorded, beside the one that is asked for";
  record.In(10);
  EXPECT_EQ(record.History().stays.size(), 2u) << "both records stand";
  EXPECT_EQ(Cross(record.History(), true).verdict, Verdict::kAdmit) << "nobody's exit is stopped by it";
  Record own = record;
  EXPECT_EQ(Cross(own.History(), false, "CHN").verdict, Verdict::kAdmit) << "nor an own national's entry";
}

TEST_F(EvidenceTest, AStampOfTheSameEntryIsNoSecondEntry) {
  Record record;
  record.In(12, Provenance::kStamp);
  record.In(11);
  EXPECT_EQ(record.History().stays.size(), 1u);
  EXPECT_EQ(Cross(record.History(), true).stay->must_leave_by, kToday - Days(11) + Days(29));
}

TEST_F(EvidenceTest, AMissingExitIsBoundedBothWays) {
  Record record;
  record.In(150);  // left at once, or stayed for 111 days
  record.In(40);
  record.Out(38);
  EXPECT_THAT(OnEntry(record), ElementsAre(ReasonCode::kHistoryIncomplete));
  Record short_gap;
  short_gap.In(60);
  short_gap.In(40);
  short_gap.Out(38);
  EXPECT_THAT(OnEntry(short_gap), IsEmpty()) << "both bounds admit";
}

TEST_F(EvidenceTest, AMissingEntryBeforeTheRecordsIsANote) {
  Record record;
  record.In(60);
  record.Out(50);
  TravelHistory history = record.History();
  history.complete_from = kToday - Days(20);
  const Decision decision = Cross(history, true);
  EXPECT_EQ(decision.verdict, Verdict::kAdmit);
  EXPECT_THAT(CodesOf(decision), ElementsAre(ReasonCode::kEntryMissingBeforeRecords));
}

TEST_F(EvidenceTest, LateRecordsAreTheSameRecord) {
  Record late;
  late.Out(40);
  late.In(9);
  late.In(45);
  Record in_order;
  in_order.In(45);
  in_order.Out(40);
  in_order.In(9);
  EXPECT_EQ(late.History(), in_order.History());
}

TEST_F(EvidenceTest, OutAndInOnOneDayBeginsANewStay) {
  Record record;
  record.In(34);
  record.Out(10);
  record.In(10);
  const Decision decision = Cross(record.History(), true);
  EXPECT_THAT(decision.reasons, IsEmpty());
  EXPECT_EQ(decision.stay->days_used, 35) << "the day touched by both stays counts once";
  EXPECT_EQ(decision.stay->must_leave_by, kToday - Days(10) + Days(29)) << "day 1 is the day of the new entry";
}

TEST_F(EvidenceTest, DaysUnderAVisaDoNotCount) {
  Record record;
  record.In(60);
  record.Visa(40);
  EXPECT_THAT(OnExit(record), IsEmpty()) << "the stay that ends now is one under a visa";
  record.Out(10);
  const Decision entry = Cross(record.History(), false);
  EXPECT_EQ(entry.verdict, Verdict::kAdmit);
  EXPECT_EQ(entry.stay->days_used, 20) << "those before the change";
}

TEST_F(EvidenceTest, AStayFromBeforeTheRegimeBeganIsNotJudgedByIt) {
  Record record;
  record.In(40);
  for (Regime& regime : book_.regimes) {
    if (regime.id == "CHN-KAZ") regime.valid_from = kToday - Days(39);
  }
  EXPECT_THAT(OnExit(record), IsEmpty()) << "it began under what held then";
  record.Out(38);
  record.In(34);
  EXPECT_THAT(OnExit(record), ElementsAre(ReasonCode::kOverstay)) << "this one began under it";
}

TEST_F(EvidenceTest, TheClockBeforeATripIntoTheZoneIsProvedOnlySinceTheRecordIsComplete) {
  // In 50 days ago, to ICBC and back 10 and 9 days ago. Where a trip does not stop the clock for certain, day 30 is
  // long over; but an exit before the record became complete may be missing.
  Regime regime{.id = "T",
                .source = "test",
                .host = kChn,
                .limits = {MakeLimit("T", PerStayLimit{30})},
                .zone_exit = {ZoneExit::kContinues, Certainty::kFact},
                .counted_bases = {StayBasis::kVisaFree}};
  TravelHistory history{
      .stays = {{.territory = kChn,
                 .entry = kToday - Days(50),
                 .exit = kToday - Days(10),
                 .left_to = kIcbc,
                 .nationality = "KAZ"},
                {.territory = kChn, .entry = kToday - Days(9), .entered_from = kIcbc, .nationality = "KAZ"}},
      .complete_from = kToday - Days(60),
      .covers_all_ports = true};
  const auto unlawful = [&] {
    return CountInside({history, regime, "KAZ"}, history.stays[1], kToday, Evidence::kProven, MildestReading(regime))
        ->UnlawfulDays();
  };
  EXPECT_EQ(unlawful(), 10) << "of the present stay all";
  history.complete_from = kToday - Days(34);
  EXPECT_EQ(unlawful(), 5);
  history.complete_from = kToday - Days(20);
  EXPECT_EQ(unlawful(), 0);
  history.complete_from = kToday - Days(60);
  history.stays[0].provenance = Provenance::kStamp;
  EXPECT_EQ(unlawful(), 0);
}

}  // namespace
}  // namespace clearance
