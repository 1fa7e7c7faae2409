#include "gate-agent/agent/journal_record.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

constexpr Instant kNow = FromUnixMs(1'795'000'000'123);

// A lane that waits for an officer, every field of its crossing set.
LaneState Waiting() {
  CrossingInHand crossing;
  crossing.ids.crossing_id = "c";
  for (int i = 0; i < kDecisionsPerCrossing; ++i) {
    crossing.ids.decision_request_ids[static_cast<std::size_t>(i)] = "d" + std::to_string(i);
  }
  crossing.ids.report_request_id = "r";
  crossing.profile = {.lane_id = "gate-1/a",
                      .port = "KHORGOS",
                      .lane_group = "icbc-chn",
                      .authority = Territory::kChn,
                      .movement = {Territory::kIcbc, Territory::kChn},
                      .sides = {.exit = true, .entry = true}};
  crossing.level = ServiceLevel::kNoScreening;
  Document document;
  document.kind = DocumentKind::kExitEntryPermit;
  document.issuing_state = "CHN";
  document.number = "C12345678";
  document.nationality = "CHN";
  document.birth_date = MakeDate(1955, 2, 28);
  document.sex = Sex::kMale;
  crossing.document = document;
  crossing.booking_id = "b";
  Finding face;
  face.check = CheckKind::kFace;
  face.result = FindingResult::kFailed;
  face.cause = FindingCause::kFaceDiffers;
  face.score = -0.123456789;
  face.threshold = 0.403;
  crossing.findings = {face};
  crossing.pending = {{CheckKind::kBodyScan, kNow + Duration(5000)}};
  crossing.round = 2;
  crossing.entered = true;
  crossing.capture_held = true;
  crossing.decisions_asked = 3;
  Decision decision;
  decision.verdict = Verdict::kRefer;
  decision.reasons = {{.code = ReasonCode::kFaceDiffers}, {.code = ReasonCode::kStayExhausted, .days = 90}};
  decision.rule_book_version = "v";
  decision.decided_at = kNow;
  decision.valid_until = kNow + Duration(60'000);
  crossing.decision = decision;
  crossing.referral_id = "f";
  crossing.resolution = Resolution::kSecondLine;
  crossing.ending = AbandonmentCause::kRefusedByOfficer;
  LaneState state;
  state.started = true;
  state.phase = LanePhase::kAwaitingOfficer;
  state.persons = 1;
  state.crossing = crossing;
  state.closed_in_since = kNow - Duration(7000);
  return state;
}

TEST(JournalRecord, ComesBackAsItWas) {
  const LaneState state = Waiting();
  const StatusOr<JournalRecord> record = DecodeJournal(EncodeJournal(state));
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->crossing, *state.crossing);
  EXPECT_EQ(record->closed_in_since, state.closed_in_since);
}

TEST(JournalRecord, ComesBackWithoutWhatMayBeAbsent) {
  LaneState state = Waiting();
  state.crossing->decision.reset();
  state.crossing->resolution.reset();
  state.crossing->ending.reset();
  state.crossing->findings.clear();
  state.crossing->pending.clear();
  state.closed_in_since.reset();
  const StatusOr<JournalRecord> record = DecodeJournal(EncodeJournal(state));
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->crossing, *state.crossing);
  EXPECT_EQ(record->closed_in_since, std::nullopt);
}

TEST(JournalRecord, KeepsTheDocumentsInspection) {
  LaneState state = Waiting();
  EXPECT_EQ(EncodeJournal(state)[0], 1) << "as before there were inspections";
  state.crossing->findings.push_back(SoundDocumentFinding());
  const std::string bytes = EncodeJournal(state);
  EXPECT_EQ(bytes[0], 2);
  const StatusOr<JournalRecord> record = DecodeJournal(bytes);
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->crossing, *state.crossing);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    ASSERT_FALSE(DecodeJournal(std::string_view(bytes).substr(0, size)).ok()) << size;
}

TEST(JournalRecord, IsEmptyWhileNobodyIsInside) {
  LaneState state = Waiting();
  state.phase = LanePhase::kIdle;
  state.persons = 0;
  state.crossing.reset();
  EXPECT_EQ(EncodeJournal(state), "");
}

TEST(JournalRecord, EveryTruncationAndAnotherVersionIsAnError) {
  std::string bytes = EncodeJournal(Waiting());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const StatusOr<JournalRecord> record = DecodeJournal(std::string_view(bytes).substr(0, size));
    ASSERT_FALSE(record.ok()) << size;
    EXPECT_EQ(ReasonOf(record.status()), error_reason::kStoreCorrupt);
  }
  for (const char version : {2, 3}) {
    bytes[0] = version;
    EXPECT_FALSE(DecodeJournal(bytes).ok()) << static_cast<int>(version);
  }
}

}  // namespace
}  // namespace clearance
