// What is hashed for ever: the bytes of one entry of each kind as they are, and another value in any field is other
// bytes. A golden value that changes breaks every ledger in the world.
#include "common/wire/ledger_bytes.h"

#include <gtest/gtest.h>

#include <functional>

#include "common/base/bytes.h"
#include "common/base/cbor.h"
#include "tests/support/ledger_samples.h"

namespace clearance {
namespace {

const RecordAct kAct = SampleAct();
constexpr char kFingerprint[] = "ffffffffffffffffffffffffffffffff";

TEST(LedgerBytesTest, GoldenBytes) {
  EXPECT_EQ(ToHex(DecisionBody(SampleCrossing(), SampleAnswer(), 40)),
            "95048668696362632d6b617a020203f5f50202634b415a82850202061a0001e8481a00057e4083010101502222222222"
            "2242228222222222222222021828028287010201185a1951347643484e2d4b415a2f726f6c6c696e672d39302d313830"
            "714f5244494e4152595f50415353504f525487181e0000f6f6606088016743484e2d4b415a185a071951337343484e2d"
            "4b415a2f7065722d737461792d3330195134020202726b686f72676f732d323032362d31312d32321b000001a0c45241"
            "3b5033333333333343338333333333333333f4f680f6");
  EXPECT_EQ(ToHex(PassageBody(SamplePassage(), SamplePassageEffects())),
            "8d028668696362632d6b617a020203f5f5501111111111114111811111111111111102634b415a503333333333334333"
            "833333333333333318298282035033333333333343338333333333333333820250111111111111411181111111111111"
            "118187010201185a1951347643484e2d4b415a2f726f6c6c696e672d39302d313830714f5244494e4152595f50415353"
            "504f52541950ee841950ef0119510c6449434243f583486e6174696f6e616c456661637473467365616c6564");
  EXPECT_EQ(ToHex(AbandonmentBody(SampleAbandonment())),
            "84018768676174652d312f61674b484f52474f5368696362632d6b617a634b415a82634b415a6449434243f5f5782431"
            "313131313131312d313131312d343131312d383131312d3131313131313131313131316954494d45445f4f5554");
  EXPECT_EQ(ToHex(ImportBody(SampleStay(), "nia-export", "17")),
            "8b016343484e1950f71950fff469564953415f46524545634b415a6449434243634b415a6a6e69612d6578706f727462"
            "3137");
  EXPECT_EQ(ToHex(ImportBody(StampedStay(), "nia-export", "17")),
            "8c026343484e1950f71950fff469564953415f46524545634b415a6449434243634b415a6a6e69612d6578706f727462"
            "3137655354414d50");
  EXPECT_EQ(ToHex(CorrectionBody(StampedStay(), 300, kAct)),
            "900168434f52524543545319012c6343484e1950f71950fff469564953415f46524545634b415a6449434243634b415a"
            "655354414d5065617564697461376961756469746f722d316c747970696e67206572726f72");
  EXPECT_EQ(ToHex(AnnulmentBody(AnnulmentCause::kReturned, Territory::kChn, 300, kAct)),
            "890166414e4e554c5319012c6343484e6852455455524e454465617564697461376961756469746f722d316c74797069"
            "6e67206572726f72");
  EXPECT_EQ(ToHex(BasisChangeBody(SampleStay(), kAct)),
            "8c016c42415349535f4348414e47456343484e1950f769564953415f46524545634b415a634b415a71454c454354524f"
            "4e49435f5245434f524465617564697461376961756469746f722d316c747970696e67206572726f72");
  EXPECT_EQ(ToHex(ReviewBody(SampleReview())),
            "880173524546455252414c5f5245534f4c5554494f4e782433333333333333332d333333332d343333332d383333332d"
            "333333333333333333333333782431313131313131312d313131312d343131312d383131312d31313131313131313131"
            "3131685245534f4c5645446c73757065727669736f722d316b5345434f4e445f4c494e456f636f6d7061726564206279"
            "20657965");
}

// Each change of one member must give bytes unlike the first and unlike every other change's.
template <typename Value>
void ExpectAllDifferent(const Value& value, const std::vector<std::function<void(Value&)>>& changes,
                        const std::function<std::string(const Value&)>& bytes) {
  std::vector<std::string> seen = {bytes(value)};
  EXPECT_EQ(bytes(value), seen.front()) << "the same value, the same bytes";
  for (std::size_t i = 0; i < changes.size(); ++i) {
    Value changed = value;
    changes[i](changed);
    const std::string other = bytes(changed);
    EXPECT_EQ(std::find(seen.begin(), seen.end(), other), seen.end()) << "change " << i;
    seen.push_back(other);
  }
}

// Everything an inspection says is in the bytes, of the body and of what a retry is known by.
TEST(LedgerBytesTest, AnInspectionDiffersInEveryField) {
  const std::vector<std::function<void(Inspection&)>> changes = {
      [](Inspection& i) { i.at += Duration(1); },
      [](Inspection& i) { i.findings.pop_back(); },
      [](Inspection& i) { i.findings[2].result = InspectionResult::kUndetermined; },
      [](Inspection& i) { i.findings[2].reason = InspectionReason::kSigningTimeUnknown; },
      [](Inspection& i) { i.findings[2].took = std::chrono::microseconds(1); },
  };
  const auto with = [](const Inspection& inspection) {
    CrossingRequest request = SampleCrossing();
    request.findings[1].inspection = inspection;
    return request;
  };
  ExpectAllDifferent<Inspection>(SoundInspection(), changes, [&](const Inspection& inspection) {
    return DecisionBody(with(inspection), SampleAnswer(), 40);
  });
  ExpectAllDifferent<Inspection>(SoundInspection(), changes, [&](const Inspection& inspection) {
    return RequestBytes(with(inspection), kFingerprint);
  });
  EXPECT_NE(RequestBytes(with(SoundInspection()), kFingerprint), RequestBytes(SampleCrossing(), kFingerprint));
}

TEST(LedgerBytesTest, GoldenBytesOfAnInspectedDocument) {
  CrossingRequest request = SampleCrossing();
  request.findings = {SoundDocumentFinding()};
  request.findings[0].inspection.findings.resize(2);
  DecideAnswer answer = SampleAnswer();
  answer.decision.reasons.clear();
  answer.decision.stay.reset();
  answer.decision.stay_side.reset();
  EXPECT_EQ(ToHex(DecisionBody(request, answer, 40)),
            "95048668696362632d6b617a020203f5f50202634b415a8186010101f6f6891b000001a0c4506c7b01010119019c0201"
            "010050222222222222422282222222222222220218280280f60002726b686f72676f732d323032362d31312d32321b00"
            "0001a0c452413b5033333333333343338333333333333333f4f680f6");
}

// Every body is one array that begins with the version of its form.
TEST(LedgerBytesTest, EveryBodyIsOneVersionedArray) {
  const std::vector<std::pair<std::string, int>> bodies = {
      {DecisionBody(SampleCrossing(), SampleAnswer(), 40), 4},
      {DecisionBody(SampleCrossing(), SampleAnswer(), 40, {.used_before = BookingUseRecord{41, "b", kSampleInstant}}),
       5},
      {DecisionBody(SampleCrossing(), SampleAnswer(), 40, {.number_not_read = true}), 6},
      {PassageBody(SamplePassage(), SamplePassageEffects()), 2},
      {AbandonmentBody(SampleAbandonment()), 1},
      {ImportBody(SampleStay(), "s", "r"), 1},
      {HeldImportBody({"CHN", std::string(32, 'f')}, ImportBody(SampleStay(), "s", "r")), 3},
      {CorrectionBody(SampleStay(), 300, kAct), 1},
      {AnnulmentBody(AnnulmentCause::kError, Territory::kChn, 300, kAct), 1},
      {BasisChangeBody(SampleStay(), kAct), 1},
      {ReviewBody(SampleReview()), 1}};
  for (const auto& [body, form] : bodies) {
    CborReader reader(body);
    ASSERT_TRUE(reader.Array().ok());
    const auto version = reader.Int();
    ASSERT_TRUE(version.ok());
    EXPECT_EQ(*version, form);
  }
}

TEST(LedgerBytesTest, NoPersonalDataStandsInABody) {
  for (const std::string& body :
       {DecisionBody(SampleCrossing(), SampleAnswer(), 40), PassageBody(SamplePassage(), SamplePassageEffects()),
        RequestBytes(SampleCrossing(), kFingerprint), RequestBytes(SamplePassage(), kFingerprint)}) {
    EXPECT_EQ(body.find(SampleDocument().number), std::string::npos);
    EXPECT_EQ(body.find(SampleDocument().national_number), std::string::npos);
  }
}

// What the body of a decision and of a passage says of a lane; id and port stand in the entry.
template <typename Value>
std::vector<std::function<void(Value&)>> ShortLaneChanges() {
  return {
      [](Value& v) { v.lane.lane_group = "road"; },
      [](Value& v) { v.lane.authority = Territory::kChn; },
      [](Value& v) { v.lane.movement.from = Territory::kChn; },
      [](Value& v) { v.lane.movement.to = Territory::kChn; },
      [](Value& v) { v.lane.sides.exit = false; },
      [](Value& v) { v.lane.sides.entry = false; },
  };
}

template <typename Value>
std::vector<std::function<void(Value&)>> With(std::vector<std::function<void(Value&)>> changes,
                                              std::vector<std::function<void(Value&)>> more) {
  changes.insert(changes.end(), more.begin(), more.end());
  return changes;
}

template <typename Value>
std::vector<std::function<void(Value&)>> LaneChanges() {
  return With<Value>(ShortLaneChanges<Value>(), {
                                                    [](Value& v) { v.lane.lane_id = "gate-1/b"; },
                                                    [](Value& v) { v.lane.port = "ALASHANKOU"; },
                                                });
}

struct Decided {
  CrossingRequest request = SampleCrossing();
  DecideAnswer answer = SampleAnswer();
  std::uint64_t seen = 40;
  DecisionEffects effects = SampleDecisionEffects();
};

TEST(LedgerBytesTest, ADecisionDiffersInEveryField) {
  std::vector<std::function<void(Decided&)>> changes;
  for (const auto& change : ShortLaneChanges<CrossingRequest>())
    changes.push_back([change](Decided& d) { change(d.request); });
  changes =
      With<Decided>(changes, {
                                 [](Decided& d) { d.request.level = ServiceLevel::kFull; },
                                 [](Decided& d) { d.request.document.kind = DocumentKind::kIdentityCard; },
                                 [](Decided& d) { d.request.document.nationality = "CHN"; },
                                 [](Decided& d) { d.request.findings.pop_back(); },
                                 [](Decided& d) { d.request.findings[0].result = FindingResult::kDoubtful; },
                                 [](Decided& d) { d.request.findings[0].cause = FindingCause::kNoFace; },
                                 [](Decided& d) { d.request.findings[0].score = 0.126; },
                                 [](Decided& d) { d.request.findings[0].score.reset(); },
                                 [](Decided& d) { d.request.findings[0].threshold = 0.37; },
                                 [](Decided& d) { d.request.findings[0].check = CheckKind::kBodyScan; },
                                 [](Decided& d) { d.request.findings[1] = SoundDocumentFinding(); },
                                 [](Decided& d) { d.request.booking_id.clear(); },
                                 [](Decided& d) { d.request.purpose = Purpose::kWork; },
                                 [](Decided& d) { d.request.purpose.reset(); },
                                 [](Decided& d) { d.answer.decision.stay_side = Side::kExit; },
                                 [](Decided& d) { d.answer.decision.stay_side.reset(); },
                                 [](Decided& d) { d.seen = 41; },
                                 [](Decided& d) { d.answer.decision.verdict = Verdict::kAdmit; },
                                 [](Decided& d) { d.answer.decision.reasons.pop_back(); },
                                 [](Decided& d) { d.answer.decision.reasons[0].code = ReasonCode::kOverstay; },
                                 [](Decided& d) { d.answer.decision.reasons[0].side = Side::kExit; },
                                 [](Decided& d) { d.answer.decision.reasons[0].side.reset(); },
                                 [](Decided& d) { d.answer.decision.reasons[0].territory = Territory::kKaz; },
                                 [](Decided& d) { d.answer.decision.reasons[0].days = 91; },
                                 [](Decided& d) { d.answer.decision.reasons[0].date.reset(); },
                                 [](Decided& d) { d.answer.decision.reasons[0].limit = "ICBC/per-stay-30"; },
                                 [](Decided& d) { d.answer.decision.reasons[0].detail.clear(); },
                                 [](Decided& d) { d.answer.decision.stay.reset(); },
                                 [](Decided& d) { d.answer.decision.stay->territory = Territory::kIcbc; },
                                 [](Decided& d) { d.answer.decision.stay->regime = "ICBC"; },
                                 [](Decided& d) { d.answer.decision.stay->days_used = 1; },
                                 [](Decided& d) { d.answer.decision.stay->longest_stay_days = 0; },
                                 [](Decided& d) { d.answer.decision.stay->longest_stay_days.reset(); },
                                 [](Decided& d) { d.answer.decision.stay->must_leave_by = MakeDate(2026, 11, 29); },
                                 [](Decided& d) { d.answer.decision.stay->binding_limit = "CHN-KAZ/rolling-90-180"; },
                                 [](Decided& d) { d.answer.decision.stay->earliest_entry.reset(); },
                                 [](Decided& d) { d.answer.decision.stay->unlawful_days = 3; },
                                 [](Decided& d) { d.answer.decision.completeness = HistoryCompleteness::kComplete; },
                                 [](Decided& d) { d.answer.decision.rule_book_version = "khorgos-2026-11-23"; },
                                 [](Decided& d) { d.answer.decision.valid_until += Duration(1); },
                                 [](Decided& d) { d.answer.referral_id = kSampleId; },
                                 [](Decided& d) { d.effects.reserves_booking = false; },
                                 [](Decided& d) { d.effects.abuse_referral_id.clear(); },
                                 [](Decided& d) { d.effects.replaces.clear(); },
                                 [](Decided& d) { d.effects.replaces.pop_back(); },
                                 [](Decided& d) { d.effects.shown.reset(); },
                                 [](Decided& d) { d.effects.shown->national_key.clear(); },
                                 [](Decided& d) { d.effects.shown->facts_key = "g"; },
                                 [](Decided& d) { d.effects.shown->sealed_fields = "t"; },
                                 [](Decided& d) {
                                   d.effects.used_before = {41, "b", kSampleInstant};
                                 },
                                 [](Decided& d) {
                                   d.effects.used_before = {42, "b", kSampleInstant};
                                 },
                                 [](Decided& d) { d.effects.number_not_read = true; },
                                 [](Decided& d) {
                                   d.effects.number_not_read = true;
                                   d.effects.used_before = {41, "b", kSampleInstant};
                                 },
                             });
  ExpectAllDifferent<Decided>({}, changes,
                              [](const Decided& d) { return DecisionBody(d.request, d.answer, d.seen, d.effects); });
}

TEST(LedgerBytesTest, OtherBodiesDifferInEveryField) {
  ExpectAllDifferent<Passage>(
      SamplePassage(),
      With<Passage>(ShortLaneChanges<Passage>(), {
                                                     [](Passage& p) { p.decision_request_id = kSampleThirdId; },
                                                     [](Passage& p) { p.document.kind = DocumentKind::kUnknown; },
                                                     [](Passage& p) { p.document.nationality = "CHN"; },
                                                     [](Passage& p) { p.booking_id.clear(); },
                                                 }),
      [](const Passage& p) { return PassageBody(p, SamplePassageEffects()); });
  ExpectAllDifferent<PassageEffects>(SamplePassageEffects(),
                                     {
                                         [](PassageEffects& e) { e.decision_position = 0; },
                                         [](PassageEffects& e) { e.cases[0].kind = ReferralKind::kCrossing; },
                                         [](PassageEffects& e) { e.cases[1].referral_id = kSampleOtherId; },
                                         [](PassageEffects& e) { e.cases.pop_back(); },
                                         [](PassageEffects& e) { e.case_reasons.clear(); },
                                         [](PassageEffects& e) { e.exit_day.reset(); },
                                         [](PassageEffects& e) { *e.exit_day += Days(1); },
                                         [](PassageEffects& e) { e.begins.reset(); },
                                         [](PassageEffects& e) { e.begins->day += Days(1); },
                                         [](PassageEffects& e) { e.begins->basis = StayBasis::kOther; },
                                         [](PassageEffects& e) { e.begins->promised_until.reset(); },
                                         [](PassageEffects& e) { e.begins->regime.clear(); },
                                         [](PassageEffects& e) { e.redeems_booking = false; },
                                         [](PassageEffects& e) { e.shown.reset(); },
                                         [](PassageEffects& e) { e.shown->national_key.clear(); },
                                         [](PassageEffects& e) { e.shown->facts_key.clear(); },
                                         [](PassageEffects& e) { e.shown->sealed_fields.clear(); },
                                         [](PassageEffects& e) { e.used_before = {.lane_id = "b"}; },
                                         [](PassageEffects& e) {
                                           e.used_before = {41, "b", kSampleInstant};
                                         },
                                         [](PassageEffects& e) {
                                           e.used_before = {41, "c", kSampleInstant};
                                         },
                                         [](PassageEffects& e) {
                                           e.used_before = {41, "b", Instant()};
                                         },
                                     },
                                     [](const PassageEffects& e) { return PassageBody(SamplePassage(), e); });
  ExpectAllDifferent<Abandonment>(
      SampleAbandonment(),
      With<Abandonment>(LaneChanges<Abandonment>(), {
                                                        [](Abandonment& a) { a.decision_request_id = kSampleThirdId; },
                                                        [](Abandonment& a) { a.cause = AbandonmentCause::kFault; },
                                                    }),
      AbandonmentBody);
  const std::vector<std::function<void(Stay&)>> stay_changes = {
      [](Stay& s) { s.territory = Territory::kKaz; },
      [](Stay& s) { s.entry = MakeDate(2026, 10, 2); },
      [](Stay& s) { s.entry.reset(); },
      [](Stay& s) { s.exit.reset(); },
      [](Stay& s) { s.exit_unknown = true; },
      [](Stay& s) { s.basis = StayBasis::kVisa; },
      [](Stay& s) { s.entered_from = Territory::kIcbc; },
      [](Stay& s) { s.left_to = Territory::kKaz; },
      [](Stay& s) { s.left_to.reset(); },
      [](Stay& s) { s.nationality = "CHN"; },
      [](Stay& s) { s.provenance = Provenance::kStamp; },
      [](Stay& s) { s.provenance = Provenance::kDeclaration; },
  };
  ExpectAllDifferent<Stay>(SampleStay(), stay_changes, [](const Stay& s) { return ImportBody(s, "nia-export", "17"); });
  ExpectAllDifferent<Stay>(SampleStay(), stay_changes, [](const Stay& s) { return CorrectionBody(s, 300, kAct); });
  EXPECT_NE(ImportBody(SampleStay(), "a", "17"), ImportBody(SampleStay(), "a1", "7"));
  ExpectAllDifferent<Stay>(SampleStay(),
                           {
                               [](Stay& s) { s.territory = Territory::kKaz; },
                               [](Stay& s) { s.entry = MakeDate(2026, 10, 2); },
                               [](Stay& s) { s.basis = StayBasis::kVisa; },
                               [](Stay& s) { s.entered_from = Territory::kIcbc; },
                               [](Stay& s) { s.nationality = "CHN"; },
                               [](Stay& s) { s.provenance = Provenance::kStamp; },
                           },
                           [](const Stay& s) { return BasisChangeBody(s, kAct); });
  const std::vector<std::function<void(RecordAct&)>> act_changes = {
      [](RecordAct& a) { a.source = "nia"; },
      [](RecordAct& a) { a.source_row = "8"; },
      [](RecordAct& a) { a.author = "auditor-2"; },
      [](RecordAct& a) { a.reason = "another"; },
      [](RecordAct& a) { a.confirmed_by = "auditor-2"; },
  };
  ExpectAllDifferent<RecordAct>(kAct, act_changes, [](const RecordAct& a) { return BasisChangeBody(SampleStay(), a); });
  ExpectAllDifferent<RecordAct>(kAct, act_changes,
                                [](const RecordAct& a) { return CorrectionBody(SampleStay(), 300, a); });
  ExpectAllDifferent<RecordAct>(kAct, act_changes, [](const RecordAct& a) {
    return AnnulmentBody(AnnulmentCause::kError, Territory::kChn, 300, a);
  });
  EXPECT_NE(CorrectionBody(SampleStay(), 300, kAct), CorrectionBody(SampleStay(), 301, kAct));
  const auto annulment = [](AnnulmentCause cause, Territory territory, std::uint64_t concerns) {
    return AnnulmentBody(cause, territory, concerns, kAct);
  };
  const std::string first = annulment(AnnulmentCause::kError, Territory::kChn, 300);
  EXPECT_NE(first, annulment(AnnulmentCause::kReturned, Territory::kChn, 300));
  EXPECT_NE(first, annulment(AnnulmentCause::kError, Territory::kKaz, 300));
  EXPECT_NE(first, annulment(AnnulmentCause::kError, Territory::kChn, 301));
  ExpectAllDifferent<ReviewRecord>(SampleReview(),
                                   {
                                       [](ReviewRecord& r) { r.act = "REFERRAL_CLAIM"; },
                                       [](ReviewRecord& r) { r.referral_id = kSampleId; },
                                       [](ReviewRecord& r) { r.decision_request_id = kSampleThirdId; },
                                       [](ReviewRecord& r) { r.state = ReferralState::kWithdrawn; },
                                       [](ReviewRecord& r) { r.officer = "officer-1"; },
                                       [](ReviewRecord& r) { r.answer = Resolution::kRefuse; },
                                       [](ReviewRecord& r) { r.answer.reset(); },
                                       [](ReviewRecord& r) { r.ground = "another"; },
                                   },
                                   ReviewBody);
}

TEST(LedgerBytesTest, RequestsDifferInEveryField) {
  ExpectAllDifferent<CrossingRequest>(
      SampleCrossing(),
      With<CrossingRequest>(LaneChanges<CrossingRequest>(),
                            {
                                [](CrossingRequest& r) { r.request_id = kSampleOtherId; },
                                [](CrossingRequest& r) { r.level = ServiceLevel::kFull; },
                                [](CrossingRequest& r) { r.findings[1].result = FindingResult::kFailed; },
                                [](CrossingRequest& r) { r.booking_id.clear(); },
                                [](CrossingRequest& r) { r.observed_at += Duration(1); },
                                [](CrossingRequest& r) { r.purpose = Purpose::kWork; },
                                [](CrossingRequest& r) { r.purpose.reset(); },
                            }),
      [](const CrossingRequest& r) { return RequestBytes(r, kFingerprint); });
  EXPECT_NE(RequestBytes(SampleCrossing(), kFingerprint), RequestBytes(SampleCrossing(), "other"));
  ExpectAllDifferent<Passage>(
      SamplePassage(),
      With<Passage>(LaneChanges<Passage>(), {
                                                [](Passage& p) { p.request_id = kSampleThirdId; },
                                                [](Passage& p) { p.decision_request_id = kSampleThirdId; },
                                                [](Passage& p) { p.booking_id.clear(); },
                                                [](Passage& p) { p.passed_at += Duration(1); },
                                            }),
      [](const Passage& p) { return RequestBytes(p, kFingerprint); });
  EXPECT_NE(RequestBytes(SamplePassage(), kFingerprint), RequestBytes(SamplePassage(), "other"));
  ExpectAllDifferent<Abandonment>(
      SampleAbandonment(),
      With<Abandonment>(LaneChanges<Abandonment>(),
                        {
                            [](Abandonment& a) { a.request_id = kSampleThirdId; },
                            [](Abandonment& a) { a.decision_request_id = kSampleThirdId; },
                            [](Abandonment& a) { a.cause = AbandonmentCause::kFault; },
                            [](Abandonment& a) { a.at += Duration(1); },
                            [](Abandonment& a) { a.seal.emplace(); },
                            [](Abandonment& a) { a.seal = ShownSeal{.booking_id = kSampleThirdId}; },
                            [](Abandonment& a) { a.seal = ShownSeal{.finding = SampleFinding()}; },
                        }),
      [](const Abandonment& a) { return RequestBytes(a, kFingerprint); });
  Abandonment with_seal = SampleAbandonment();
  with_seal.seal.emplace();
  EXPECT_NE(RequestBytes(with_seal, kFingerprint), RequestBytes(with_seal, "other"));
}

}  // namespace
}  // namespace clearance
