// Replays over ledgers that the centre's own admission has written: the same book gives the same answers, another book
// others, and nothing recorded later counts.
#include "services/clearctl/rules_replay.h"

#include <gtest/gtest.h>

#include <future>

#include "common/base/error_reasons.h"
#include "common/base/executor.h"
#include "common/base/ids.h"
#include "common/wire/identity_bytes.h"
#include "common/wire/ledger_bytes.h"
#include "common/wire/shipped_rule_book.h"
#include "common/zones/zone_source.h"
#include "db/memory_store.h"
#include "db/transact_and_wait.h"
#include "services/clearance/admission.h"
#include "services/derivation/derive.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

using enum Territory;

// 2026-11-26, noon in Almaty.
constexpr Instant kNoon = FromUnixMs(1'795'676'400'000);
constexpr Duration kDay = std::chrono::hours(24);

class RulesReplayTest : public testing::Test {
 protected:
  RulesReplayTest()
      : admission_({.store = *store_,
                    .pseudonyms = pseudonyms_,
                    .personal_fields = fields_,
                    .rule_book = book_,
                    .zones = zones_,
                    .clock = clock_,
                    .random = random_,
                    .tolerance = {}}) {}

  std::string NewId() { return NewUuid(random_); }

  // A Kazakh passport at the road port, into China or out of it.
  CrossingRequest Crossing(const std::string& number, bool into_china = true) {
    CrossingRequest request = SampleCrossing();
    request.request_id = NewId();
    request.level = ServiceLevel::kFull;
    request.lane.authority = kChn;
    request.lane.movement = into_china ? Movement{kKaz, kChn} : Movement{kChn, kKaz};
    request.lane.sides = {.exit = !into_china, .entry = into_china};
    request.document.number = number;
    request.findings = {SoundDocumentFinding()};
    for (const CheckKind check : {CheckKind::kFace, CheckKind::kTemperature, CheckKind::kBodyScan})
      request.findings.push_back({check, FindingResult::kPassed});
    request.booking_id.clear();
    request.purpose.reset();
    request.observed_at = clock_.Now();
    return request;
  }

  DecideAnswer Decide(const CrossingRequest& request) { return DecideBy(admission_, request); }
  static DecideAnswer DecideBy(Admission& admission, const CrossingRequest& request) {
    std::promise<StatusOr<DecideAnswer>> done;
    admission.Decide(request, [&](StatusOr<DecideAnswer> answer) { done.set_value(std::move(answer)); });
    const auto answer = done.get_future().get();
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : DecideAnswer{};
  }

  // Decided, and through; the decision's position.
  std::uint64_t Pass(const CrossingRequest& request) {
    const std::uint64_t decided = Decide(request).position;
    const Passage passage{NewId(),          request.request_id, request.lane,
                          request.document, request.booking_id, clock_.Now()};
    std::promise<StatusOr<std::uint64_t>> done;
    admission_.RecordPassage(passage, [&](StatusOr<std::uint64_t> position) { done.set_value(std::move(position)); });
    EXPECT_TRUE(done.get_future().get().ok());
    return decided;
  }

  // In and out again after `days` days of stay.
  void Stay(const std::string& number, int days) {
    Pass(Crossing(number));
    clock_.Advance(kDay * (days - 1));
    Pass(Crossing(number, false));
  }

  void CompleteSince(Territory territory, Date from) {
    const Status written = TransactAndWait(*store_, [&](Transaction& t) -> Status {
      RETURN_IF_ERROR(t.ledger()
                          .Append({.log = std::string(kCentreLog),
                                   .kind = EntryKind::kImport,
                                   .event_time = clock_.Now(),
                                   .record_time = clock_.Now(),
                                   .body = CompletenessBody(territory, from)})
                          .status());
      return t.stays().SetCompleteFrom(territory, from);
    });
    EXPECT_TRUE(written.ok()) << written;
  }

  StatusOr<ReplayReport> TryReplay(const RuleBook& before, const RuleBook& after, ReplayedTime time) {
    changed_.clear();
    progress_.clear();
    return ReplayDecisions({*store_, before, after, zones_, time,
                            [&](const ChangedDecision& changed) { changed_.push_back(changed); },
                            [&](std::uint64_t done, std::uint64_t all) {
                              progress_.push_back({done, all});
                            }});
  }
  ReplayReport ReplayUnder(const RuleBook& after) {
    const auto report = TryReplay(book_, after, {kNoon - kDay, clock_.Now() + kDay});
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *report : ReplayReport{};
  }

  RuleBook WithRollingLimit(int max_days) const {
    RuleBook draft = book_;
    draft.version = "draft";
    for (Regime& regime : draft.regimes) {
      if (regime.id == "CHN-KAZ") regime.limits[1] = MakeLimit(regime.id, RollingLimit{max_days, 180});
    }
    return draft;
  }

  ThreadPool executor_{1};
  ManualClock clock_{kNoon};
  SystemRandom random_;
  const PersonalFields fields_ = *PersonalFields::FromKey(SecretBytes(std::string(32, 'm')));
  const Pseudonyms pseudonyms_ = *Pseudonyms::FromKey(SecretBytes(std::string(32, 'k')));
  const RuleBook book_ = KhorgosRuleBook();
  const ZoneTable zones_ = *MakeZoneTable();
  const std::unique_ptr<Store> store_ = NewMemoryStore(executor_);
  Admission admission_;
  std::vector<ChangedDecision> changed_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> progress_;
};

TEST_F(RulesReplayTest, TheSameBookGivesTheSealedAnswersWhateverTheLedgerDoesNotHold) {
  Stay("N1", 5);
  CrossingRequest minor = Crossing("N2");
  minor.document.birth_date = MakeDate(2020, 1, 1);
  EXPECT_EQ(Decide(minor).decision.verdict, Verdict::kRefer);
  CrossingRequest expired = Crossing("N3");
  expired.document.expiry_date = MakeDate(2026, 1, 1);
  Decide(expired);
  const CrossingRequest first_lane = Crossing("N4");
  CrossingRequest second_lane = Crossing("N4");
  second_lane.lane.lane_id = "gate-2/a";
  Decide(first_lane);
  EXPECT_EQ(Decide(second_lane).decision.reasons[0].code, ReasonCode::kInProgressElsewhere);
  CrossingRequest forged = Crossing("N5");
  forged.findings.push_back({CheckKind::kBooking, FindingResult::kFailed, FindingCause::kBadSignature});
  Decide(forged);
  CrossingRequest unknown_booking = Crossing("N6");
  unknown_booking.booking_id = NewId();
  Decide(unknown_booking);
  CrossingRequest no_face = Crossing("N7");
  no_face.findings[1].result = FindingResult::kFailed;
  no_face.findings[1].cause = FindingCause::kFaceDiffers;
  Decide(no_face);
  const ReplayReport report = ReplayUnder(book_);
  EXPECT_EQ(report.decisions, 9u);
  EXPECT_EQ(report.as_sealed, 9u);
  EXPECT_EQ(report.changed, 0u);
  EXPECT_TRUE(changed_.empty());
  ASSERT_FALSE(progress_.empty());
  EXPECT_EQ(progress_.back().first, progress_.back().second);
}

// Whose documents they were is asked as of what the decision saw: a link made for the exit counts in it, one taken back
// or made later does not change what was.
TEST_F(RulesReplayTest, LinkedDocumentsCountAsTheDecisionSawThem) {
  Pass(Crossing("OLD"));
  clock_.Advance(kDay * 4);
  CrossingRequest out = Crossing("NEW", false);
  out.findings.push_back({CheckKind::kEarlierPortrait, FindingResult::kPassed});
  const DecideAnswer linked = Decide(out);
  EXPECT_EQ(linked.decision.reasons.back().code, ReasonCode::kDocumentRenewed);
  ASSERT_TRUE(linked.decision.stay) << "judged by the stay begun with the other document";
  const std::string before = pseudonyms_.Traveller(Crossing("OLD").document);
  const std::string after = pseudonyms_.Traveller(out.document);
  CrossingRequest not_proven = Crossing("THIRD", false);
  EXPECT_EQ(Decide(not_proven).decision.verdict, Verdict::kRefer);
  EXPECT_EQ(ReplayUnder(book_).as_sealed, 3u);
  const auto record = [&](EntryKind kind, std::string body) {
    const Status written = TransactAndWait(*store_, [&](Transaction& t) {
      return RecordEntry(t, {.log = std::string(kCentreLog),
                             .kind = kind,
                             .event_time = clock_.Now(),
                             .record_time = clock_.Now(),
                             .traveller = after,
                             .request_id = NewId(),
                             .lane_id = "",
                             .body = std::move(body)})
          .status();
    });
    EXPECT_TRUE(written.ok()) << written;
  };
  record(EntryKind::kIdentityUnlink, IdentityUnlinkBody({after, before, "officer-1", "two people"}));
  record(EntryKind::kIdentityLink, IdentityLinkBody({.document = pseudonyms_.Traveller(not_proven.document),
                                                     .earlier = before,
                                                     .grounds = {LinkGround::kOfficer}}));
  const ReplayReport report = ReplayUnder(book_);
  EXPECT_EQ(report.decisions, 3u);
  EXPECT_EQ(report.as_sealed, 3u);
}

TEST_F(RulesReplayTest, DaysThatMayBeTheirsReferAgain) {
  for (int i = 0; i < 3; ++i) {
    Stay("OLD", 30);
    clock_.Advance(kDay);
  }
  const DecideAnswer entry = Decide(Crossing("NEW"));
  ASSERT_EQ(entry.decision.reasons.front().code, ReasonCode::kRenewalNotProven);
  const ReplayReport report = ReplayUnder(book_);
  EXPECT_EQ(report.as_sealed, report.decisions);
}

// Ledgers from before there were inspections: nobody asked for one then. Where one was asked for and there was none,
// the sealed reason says so.
TEST_F(RulesReplayTest, AHoldRefersAgainAlthoughWhatItNamesIsGone) {
  int number = 0;
  for (const HoldKind kind : kAllHoldKinds) {
    for (const HoldMatch match : kAllHoldMatches) {
      for (const HoldVisibility visibility : {HoldVisibility::kLaneOfficer, HoldVisibility::kAuthority}) {
        for (const bool into_china : {true, false}) {
          CrossingRequest request = Crossing("H" + std::to_string(++number), into_china);
          request.document.national_number.clear();
          request.document.primary_identifier =
              "HELD " + std::string(static_cast<std::size_t>(number), 'A').substr(0, 30);
          request.document.birth_date += Days(number);
          const std::string name =
              pseudonyms_.NameKey(request.document.primary_identifier, "", request.document.birth_date);
          const std::string document = pseudonyms_.Traveller(request.document);
          Hold hold = SampleHold();
          hold.hold_id = NewId();
          hold.state = HoldState::kActive;
          hold.terms = {.kind = kind, .visibility = visibility};
          hold.terms.scope = {.territories = {kChn}, .sides = SidesOf(kind)};
          hold.keys = match == HoldMatch::kExact ? HoldKeys{.document = document} : HoldKeys{.name = name};
          ASSERT_TRUE(TransactAndWait(*store_, [&](Transaction& t) { return t.holds().Insert(hold).status(); }).ok());
          Decide(request);
        }
      }
    }
  }
  const ReplayReport report = ReplayUnder(book_);
  EXPECT_EQ(report.decisions, static_cast<std::size_t>(number));
  EXPECT_EQ(report.as_sealed, report.decisions);
  EXPECT_EQ(report.changed, 0u);
}

TEST_F(RulesReplayTest, WhatWasDecidedBeforeThereWereInspectionsComesOutAsItWas) {
  CrossingRequest request = Crossing("N1");
  request.findings[0].inspection = {};
  RuleBook older = book_;
  older.document_clearance.clear();
  Admission admission({*store_, pseudonyms_, fields_, older, zones_, clock_, random_, {}});
  EXPECT_EQ(DecideBy(admission, request).decision.verdict, Verdict::kAdmit) << "by a book that asks for nothing";
  request.request_id = NewId();
  request.document.number = "N2";
  const Decision not_proven = Decide(request).decision;
  ASSERT_EQ(not_proven.reasons.front().code, ReasonCode::kDocumentNotProven);
  CrossingRequest altered = Crossing("N3");
  altered.findings[0].inspection = InspectionBut(InspectionCheck::kDataGroupHashes, InspectionResult::kFailed);
  ASSERT_EQ(Decide(altered).decision.reasons.front().code, ReasonCode::kDocumentNotAuthentic);
  const ReplayReport report = ReplayUnder(book_);
  EXPECT_EQ(report.decisions, 3u);
  EXPECT_EQ(report.as_sealed, 3u);
}

TEST_F(RulesReplayTest, ABookThatAsksMoreOfADocumentIsToldForEachDecisionItChanges) {
  CrossingRequest copied = Crossing("N1");
  copied.findings[0].inspection =
      InspectionBut(InspectionCheck::kRevocation, InspectionResult::kUndetermined, InspectionReason::kNoRevocationList);
  Decide(copied);
  Decide(Crossing("N2"));
  RuleBook strict = book_;
  strict.document_clearance[0].required.push_back(InspectionCheck::kRevocation);
  const ReplayReport report = ReplayUnder(strict);
  EXPECT_EQ(report.changed, 1u);
  EXPECT_EQ(report.to_refer, 1u);
  ASSERT_EQ(changed_.size(), 1u);
  EXPECT_EQ(changed_[0].after.reasons.front().detail, "REVOCATION:NO_REVOCATION_LIST");
}

TEST_F(RulesReplayTest, AStricterLimitIsToldForEachDecisionItChanges) {
  Stay("N1", 20);
  clock_.Advance(kDay);
  const std::uint64_t second = Pass(Crossing("N1"));  // 20 days used, 10 were left of 30
  const std::uint64_t other = Pass(Crossing("N2"));
  const ReplayReport strict = ReplayUnder(WithRollingLimit(20));
  EXPECT_EQ(strict.decisions, 4u);
  EXPECT_EQ(strict.as_sealed, 4u);
  // The first entry and the other traveller's would have 20 days instead of 30, the second entry none. The exit stands:
  // the day once told is honoured under any book.
  EXPECT_EQ(strict.changed, 3u);
  EXPECT_EQ(strict.to_refer, 1u);
  EXPECT_EQ(strict.to_admit, 0u);
  const auto at = [&](std::uint64_t position) {
    for (const ChangedDecision& changed : changed_) {
      if (changed.position == position) return changed;
    }
    return ChangedDecision{};
  };
  EXPECT_EQ(at(second).before.verdict, Verdict::kAdmit);
  EXPECT_EQ(at(second).after.verdict, Verdict::kRefer);
  EXPECT_EQ(at(second).after.reasons[0].limit, "CHN-KAZ/rolling-20-180");
  EXPECT_EQ(at(second).lane_id, "gate-1/a");
  EXPECT_EQ(at(second).traveller, pseudonyms_.Traveller(Crossing("N1").document));
  EXPECT_EQ(*at(other).before.stay->must_leave_by - *at(other).after.stay->must_leave_by, Days(10));
  // And the other way round.
  const RuleBook strict_book = WithRollingLimit(20);
  const auto back = TryReplay(strict_book, book_, {kNoon - kDay, clock_.Now() + kDay});
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->to_admit, 1u);
  EXPECT_EQ(back->as_sealed, 1u) << "the exit";
}

TEST_F(RulesReplayTest, WhatWasRecordedLaterDoesNotCount) {
  const std::uint64_t first = Decide(Crossing("N1")).position;
  Stay("N1", 29);
  Stay("N1", 29);
  // Under a limit of 30 days the very first decision had everything left.
  ReplayUnder(WithRollingLimit(30));
  for (const ChangedDecision& changed : changed_) EXPECT_NE(changed.position, first);
  EXPECT_FALSE(changed_.empty());
}

TEST_F(RulesReplayTest, OnlyDecisionsOfTheTimeAskedAreLookedAt) {
  Decide(Crossing("N1"));
  clock_.Advance(10 * kDay);
  const Instant begin = clock_.Now();
  Decide(Crossing("N2"));
  clock_.Advance(10 * kDay);
  Decide(Crossing("N3"));
  const auto count = [&](Instant from, Instant to) {
    const auto report = TryReplay(book_, book_, {from, to});
    return report.ok() ? report->decisions : 99;
  };
  EXPECT_EQ(count(begin, begin + Duration(1)), 1u);
  EXPECT_EQ(count(begin - kDay, begin), 0u);
  EXPECT_EQ(count(begin + Duration(1), begin + 11 * kDay), 1u);
  EXPECT_EQ(count(kNoon, begin + Duration(1)), 2u);
  EXPECT_EQ(count(begin + 30 * kDay, begin + 40 * kDay), 0u);
}

TEST_F(RulesReplayTest, TheRecordsCompletenessIsThatOfTheDecision) {
  Decide(Crossing("N1"));
  CompleteSince(kChn, MakeDate(2025, 1, 1));
  Decide(Crossing("N2"));
  CompleteSince(kChn, MakeDate(2026, 11, 1));
  Decide(Crossing("N3"));
  CompleteSince(kKaz, MakeDate(2020, 1, 1));
  RuleBook draft = book_;
  draft.incomplete_history = IncompleteHistory::kRefer;
  const ReplayReport report = ReplayUnder(draft);
  EXPECT_EQ(report.as_sealed, 3u);
  EXPECT_EQ(report.to_refer, 2u) << "all but the one with the whole window";
}

TEST_F(RulesReplayTest, MoreThanAPageIsRead) {
  for (int i = 0; i < 600; ++i) {
    Decide(Crossing("N" + std::to_string(i)));
    clock_.Advance(std::chrono::minutes(1));
  }
  const ReplayReport report = ReplayUnder(WithRollingLimit(20));
  EXPECT_EQ(report.decisions, 600u);
  EXPECT_EQ(report.changed, 600u);
  EXPECT_GE(progress_.size(), 2u);
}

TEST_F(RulesReplayTest, ADraftForOtherPurposesShowsWhoWouldBeCovered) {
  CrossingRequest worker = Crossing("N1");
  worker.purpose = Purpose::kWork;
  EXPECT_EQ(Decide(worker).decision.verdict, Verdict::kRefer);
  const ReplayReport same = ReplayUnder(book_);
  EXPECT_EQ(same.as_sealed, 1u);
  EXPECT_EQ(same.changed, 0u);
  RuleBook draft = book_;
  for (Regime& regime : draft.regimes) regime.purposes.clear();
  EXPECT_EQ(ReplayUnder(draft).changed, 1u);
}

TEST_F(RulesReplayTest, AnEntryThatCannotBeReadIsNamed) {
  Decide(Crossing("N1"));
  const Status written = TransactAndWait(*store_, [&](Transaction& t) {
    return t.ledger()
        .Append({.log = "KHORGOS",
                 .kind = EntryKind::kDecision,
                 .event_time = clock_.Now(),
                 .record_time = clock_.Now(),
                 .body = "\x01"})
        .status();
  });
  ASSERT_TRUE(written.ok()) << written;
  const Status status = TryReplay(book_, book_, {kNoon - kDay, kNoon + kDay}).status();
  EXPECT_EQ(ReasonOf(status), error_reason::kStoreCorrupt);
  EXPECT_NE(MessageOf(status).find("position 2"), std::string::npos) << status;
}

}  // namespace
}  // namespace clearance
