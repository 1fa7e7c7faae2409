// Bodies of entries read back: everything that was written, and nothing else.
#include "common/wire/ledger_bodies.h"

#include <gtest/gtest.h>

#include <functional>

#include "common/base/bytes.h"
#include "common/base/cbor.h"
#include "common/wire/ledger_bytes.h"
#include "tests/support/ledger_samples.h"
#include "tests/support/strict_reading.h"

namespace clearance {
namespace {

// SampleCrossing and SampleAnswer in the second form, and with an inspection of two checks and no stay in the third: as
// ledgers have them from before there were effects.
constexpr char kSecondForm[] =
    "92028768676174652d312f61674b484f52474f5368696362632d6b617a634b415a82634b415a6449434243f5f56c4e4f"
    "5f53435245454e494e47714f5244494e4152595f50415353504f5254634b415a82856446414345664641494c45446c46"
    "4143455f444946464552531a0001e8481a00057e408568444f43554d454e5466504153534544644e4f4e45f6f6782432"
    "323232323232322d323232322d343232322d383232322d3232323232323232323232321b000001a0c4506c7b67544f55"
    "5249534d182865524546455282876e535441595f45584841555354454465454e5452596343484e185a1951347643484e"
    "2d4b415a2f726f6c6c696e672d39302d313830714f5244494e4152595f50415353504f5254876757414c4b5f494e6060"
    "f6f66060886343484e6743484e2d4b415a185a071951337343484e2d4b415a2f7065722d737461792d33301951340265"
    "454e5452596e544849535f504f52545f4f4e4c59726b686f72676f732d323032362d31312d32321b000001a0c452413b"
    "782433333333333333332d333333332d343333332d383333332d333333333333333333333333";
constexpr char kThirdForm[] =
    "92038768676174652d312f61674b484f52474f5368696362632d6b617a634b415a82634b415a6449434243f5f56c4e4f"
    "5f53435245454e494e47714f5244494e4152595f50415353504f5254634b415a818668444f43554d454e546650415353"
    "4544644e4f4e45f6f6821b000001a0c4506c7b82846d534f445f5349474e41545552456a5355434345535346554c644e"
    "4f4e4519019c846c5349474e45525f54525553546a5355434345535346554c644e4f4e4500782432323232323232322d"
    "323232322d343232322d383232322d3232323232323232323232321b000001a0c4506c7b67544f555249534d18286552"
    "4546455280f6606e544849535f504f52545f4f4e4c59726b686f72676f732d323032362d31312d32321b000001a0c452"
    "413b782433333333333333332d333333332d343333332d383333332d333333333333333333333333";

// The sample as its body can say it.
DecisionRecord SampleRecord() {
  DecisionRecord record{SampleCrossing(), SampleAnswer(), 40};
  record.request.request_id.clear();
  record.request.lane.lane_id.clear();
  record.request.lane.port.clear();
  record.request.observed_at = {};
  record.request.document = {.kind = SampleDocument().kind, .nationality = SampleDocument().nationality};
  record.answer.position = 0;
  record.answer.decision.decided_at = {};
  record.effects = SampleDecisionEffects();
  return record;
}

// The same as the forms before the fourth say it: with what now stands in the entry alone.
DecisionRecord SampleOlderRecord() {
  DecisionRecord record = SampleRecord();
  record.request.lane = SampleCrossing().lane;
  record.request.observed_at = SampleCrossing().observed_at;
  record.effects.reset();
  return record;
}

std::string BodyOf(const DecisionRecord& record) {
  return DecisionBody(record.request, record.answer, record.seen_position, *record.effects);
}

TEST(LedgerBodiesTest, ADecisionComesBackInEveryField) {
  const auto read = ReadDecisionBody(BodyOf(SampleRecord()));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, SampleRecord());
}

TEST(LedgerBodiesTest, WhatIsAbsentComesBackAbsent) {
  DecisionRecord record = SampleRecord();
  record.request.findings = {{CheckKind::kDocument, FindingResult::kNotPerformed, FindingCause::kTimedOut}};
  record.request.booking_id.clear();
  record.answer.referral_id.clear();
  record.answer.decision.verdict = Verdict::kAdmit;
  record.answer.decision.reasons = {{.code = ReasonCode::kWalkIn, .side = Side::kExit}};
  record.answer.decision.stay->longest_stay_days.reset();
  record.answer.decision.stay->must_leave_by.reset();
  record.answer.decision.stay->earliest_entry.reset();
  auto read = ReadDecisionBody(BodyOf(record));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, record);
  record.effects = DecisionEffects{};
  record.answer.decision.stay.reset();
  record.request.findings.clear();
  record.answer.decision.reasons.clear();
  read = ReadDecisionBody(BodyOf(record));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, record);
}

TEST(LedgerBodiesTest, AnInspectionComesBack) {
  DecisionRecord record = SampleRecord();
  record.request.findings = {SoundDocumentFinding(), SampleFinding()};
  for (const InspectionCheck check : kAllInspectionChecks) {
    record.request.findings[0].inspection = InspectionBut(check, InspectionResult::kFailed, InspectionReason::kListed);
    const auto read = ReadDecisionBody(BodyOf(record));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, record);
  }
}

TEST(LedgerBodiesTest, FormsFromBeforeThereWereEffectsAreRead) {
  DecisionRecord second = SampleOlderRecord();
  const std::string second_form = *FromHex(kSecondForm);
  auto read = ReadDecisionBody(second_form);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, second);

  DecisionRecord third = second;
  third.request.findings = {SoundDocumentFinding()};
  third.request.findings[0].inspection.findings.resize(2);
  third.answer.decision.reasons.clear();
  third.answer.decision.stay.reset();
  third.answer.decision.stay_side.reset();
  const std::string third_form = *FromHex(kThirdForm);
  read = ReadDecisionBody(third_form);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, third);

  for (const std::string& form : {second_form, third_form}) {
    for (const char version : {'\x01', '\x02', '\x03', '\x04'}) {
      std::string other = form;
      other[1] = version;
      if (other == form) continue;
      EXPECT_EQ(MessageOf(ReadDecisionBody(other).status()), "body: is of another version");
    }
    for (std::size_t size = 0; size < form.size(); ++size) EXPECT_FALSE(ReadDecisionBody(form.substr(0, size)).ok());
    EXPECT_FALSE(ReadDecisionBody(form + '\0').ok());
  }
}

TEST(LedgerBodiesTest, AnInspectionThatIsNoneIsRefused) {
  DecisionRecord record = SampleRecord();
  record.request.findings = {SoundDocumentFinding()};
  std::vector<InspectionFinding>& findings = record.request.findings[0].inspection.findings;
  std::swap(findings[3], findings[4]);
  EXPECT_EQ(MessageOf(ReadDecisionBody(BodyOf(record)).status()), "body: the checks of an inspection are not in order");
  std::swap(findings[3], findings[4]);
  findings[5].took = kMaxInspectionTime + std::chrono::microseconds(1);
  EXPECT_EQ(MessageOf(ReadDecisionBody(BodyOf(record)).status()), "body: a time is out of range");
  findings[5].took = kMaxInspectionTime;
  const std::string good = BodyOf(record);
  ASSERT_TRUE(ReadDecisionBody(good).ok());
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(ReadDecisionBody(good.substr(0, size)).ok());
}

// The form of ledgers from before there were purposes: 16 items of version 1.
TEST(LedgerBodiesTest, AnOlderDecisionIsReadWithoutPurposeAndSide) {
  DecisionRecord record = SampleOlderRecord();
  record.request.purpose.reset();
  record.answer.decision.stay_side.reset();
  std::string body = *FromHex(kSecondForm);
  body.replace(0, 2, "\x90\x01");
  const auto cut = [&](std::string_view what) {
    const std::size_t found = body.find(what);
    ASSERT_NE(found, std::string::npos);
    body.erase(found, what.size());
  };
  cut("\x67TOURISM");
  cut("\x65"
      "ENTRY\x6eTHIS");
  const std::size_t completeness = body.find("_PORT_ONLY");
  ASSERT_NE(completeness, std::string::npos);
  body.insert(completeness, "\x6eTHIS");
  const auto read = ReadDecisionBody(body);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, record);
  body[1] = '\x02';
  EXPECT_FALSE(ReadDecisionBody(body).ok()) << "neither one form nor the other";
}

TEST(LedgerBodiesTest, EverythingElseIsRefused) {
  const std::string good = BodyOf(SampleRecord());
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(ReadDecisionBody(good.substr(0, size)).ok());
  EXPECT_FALSE(ReadDecisionBody(good + '\0').ok());
  for (const char version : {'\x05', '\x06', '\x07'}) {
    std::string other_version = good;
    other_version[1] = version;
    EXPECT_EQ(MessageOf(ReadDecisionBody(other_version).status()), "body: is of another version");
  }
  EXPECT_FALSE(ReadDecisionBody(AbandonmentBody(SampleAbandonment())).ok());
  EXPECT_FALSE(ReadDecisionBody("").ok());
  DecisionRecord far = SampleRecord();
  far.answer.decision.reasons[0].date = MakeDate(2200, 1, 1);
  EXPECT_FALSE(ReadDecisionBody(BodyOf(far)).ok());
  DecisionRecord beyond = SampleRecord();
  beyond.request.findings[0].score = 1.000001;
  EXPECT_FALSE(ReadDecisionBody(BodyOf(beyond)).ok());
}

class LedgerBodiesBitTest : public testing::TestWithParam<bool> {};

TEST_P(LedgerBodiesBitTest, AnyFlippedBitIsRefusedOrSaysWhatItIs) {
  DecisionRecord sample = SampleRecord();
  if (GetParam()) sample.request.findings[1] = SoundDocumentFinding();
  const std::string good = BodyOf(sample);
  int refused = 0;
  for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
    std::string spoilt = good;
    spoilt[bit / 8] = static_cast<char>(spoilt[bit / 8] ^ (1 << (bit % 8)));
    const auto read = ReadDecisionBody(spoilt);
    if (!read.ok()) {
      ++refused;
      continue;
    }
    ASSERT_TRUE(read->effects);
    EXPECT_EQ(BodyOf(*read), spoilt);
    EXPECT_NE(*read, sample);
  }
  EXPECT_GT(refused, 0);
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutAnInspection, LedgerBodiesBitTest, testing::Bool());

PassageRecord SamplePassageRecord() {
  PassageRecord record{SamplePassage(), SamplePassageEffects()};
  record.passage.request_id.clear();
  record.passage.lane.lane_id.clear();
  record.passage.lane.port.clear();
  record.passage.passed_at = {};
  record.passage.document = {.kind = SampleDocument().kind, .nationality = SampleDocument().nationality};
  return record;
}

std::string BodyOfPassage(const PassageRecord& record) { return PassageBody(record.passage, record.effects); }

TEST(LedgerBodiesTest, APassageComesBackInEveryField) {
  PassageRecord record = SamplePassageRecord();
  ExpectReadStrictly<PassageRecord>(record, BodyOfPassage(record), ReadPassageBody, BodyOfPassage);
  record.effects = {.exit_day = MakeDate(2026, 9, 22)};
  record.passage.lane.sides = {.exit = true, .entry = false};
  record.passage.booking_id.clear();
  ExpectReadStrictly<PassageRecord>(record, BodyOfPassage(record), ReadPassageBody, BodyOfPassage);
}

TEST(LedgerBodiesTest, ByWhatABookingWasUsedBeforeComesBack) {
  DecisionRecord decision = SampleRecord();
  const auto body_of = [](const DecisionRecord& record) { return BodyOf(record); };
  decision.effects->used_before = BookingUseRecord{41, "gate-2/a", kSampleInstant};
  ExpectReadStrictly<DecisionRecord>(decision, BodyOf(decision), ReadDecisionBody, body_of);
  PassageRecord passage = SamplePassageRecord();
  passage.effects.used_before = decision.effects->used_before;
  ExpectReadStrictly<PassageRecord>(passage, BodyOfPassage(passage), ReadPassageBody, BodyOfPassage);
}

TEST(LedgerBodiesTest, ThatAKnownNumberWasNotReadComesBack) {
  DecisionRecord decision = SampleRecord();
  const auto body_of = [](const DecisionRecord& record) { return BodyOf(record); };
  decision.effects->number_not_read = true;
  ExpectReadStrictly<DecisionRecord>(decision, BodyOf(decision), ReadDecisionBody, body_of);
  decision.effects->used_before = BookingUseRecord{41, "gate-2/a", kSampleInstant};
  ExpectReadStrictly<DecisionRecord>(decision, BodyOf(decision), ReadDecisionBody, body_of);
  // No other form has a place for no use.
  decision.effects->used_before.reset();
  std::string of_second_use = BodyOf(decision);
  of_second_use[1] = '\x05';
  EXPECT_FALSE(ReadDecisionBody(of_second_use).ok());
}

TEST(LedgerBodiesTest, APassageSaysAllThatItsLaneDecidesAndNoMore) {
  const auto problem = [](void (*change)(PassageRecord&)) {
    PassageRecord record = SamplePassageRecord();
    change(record);
    return MessageOf(ReadPassageBody(BodyOfPassage(record)).status());
  };
  constexpr char kDays[] = "body: the days are not those of the lane's sides";
  EXPECT_EQ(problem([](PassageRecord& r) { r.effects.exit_day.reset(); }), kDays);
  EXPECT_EQ(problem([](PassageRecord& r) { r.effects.begins.reset(); }), kDays);
  EXPECT_EQ(problem([](PassageRecord& r) { r.passage.lane.sides.exit = false; }), kDays);
  EXPECT_EQ(problem([](PassageRecord& r) { r.passage.lane.sides.entry = false; }), kDays);
  EXPECT_EQ(problem([](PassageRecord& r) { r.effects.cases.clear(); }), "body: reasons of no case");
  std::string first = BodyOfPassage(SamplePassageRecord());
  first[1] = '\x01';
  EXPECT_EQ(MessageOf(ReadPassageBody(first).status()), "body: is of another version");
}

TEST(LedgerBodiesTest, AbandonmentsAndReviewsComeBackInEveryField) {
  Abandonment abandonment = SampleAbandonment();
  abandonment.request_id.clear();
  abandonment.at = {};
  ExpectReadStrictly<Abandonment>(abandonment, AbandonmentBody(abandonment), ReadAbandonmentBody, AbandonmentBody);
  ExpectReadStrictly<ReviewRecord>(SampleReview(), ReviewBody(SampleReview()), ReadReviewBody, ReviewBody);
  ReviewRecord claim = SampleReview();
  claim.answer.reset();
  ExpectReadStrictly<ReviewRecord>(claim, ReviewBody(claim), ReadReviewBody, ReviewBody);
}

std::string BodyOfRecord(const ImportRecord& record) {
  if (const auto* stay = std::get_if<ImportedStay>(&record))
    return ImportBody(stay->stay, stay->source, stay->source_row);
  if (const auto* change = std::get_if<BasisChangeRecord>(&record)) return BasisChangeBody(change->change, change->act);
  const auto& complete = std::get<CompletenessRecord>(record);
  return CompletenessBody(complete.territory, complete.from);
}

std::string BodyOfImport(const ImportEntry& entry) {
  const std::string body = BodyOfRecord(entry.record);
  return entry.holder ? HeldImportBody(*entry.holder, body) : body;
}

TEST(LedgerBodiesTest, ImportsComeBackInEveryField) {
  Stay open = SampleStay();
  open.exit.reset();
  open.left_to.reset();
  const Stay change{.territory = Territory::kKaz,
                    .entry = MakeDate(2026, 10, 2),
                    .basis = StayBasis::kResidence,
                    .entered_from = Territory::kIcbc,
                    .nationality = "CHN",
                    .provenance = Provenance::kDeclaration};
  const NamedHolder holder{.nationality = "CHN", .facts_key = std::string(32, 'f')};
  for (const ImportRecord& record :
       {ImportRecord(ImportedStay{SampleStay(), "nia", "1"}), ImportRecord(ImportedStay{open, "nia", "2"}),
        ImportRecord(ImportedStay{StampedStay(), "nia", "3"}), ImportRecord(BasisChangeRecord{change, SampleAct()}),
        ImportRecord(BasisChangeRecord{change, SampleConfirmedAct()}),
        ImportRecord(CompletenessRecord{Territory::kKaz, MakeDate(2025, 1, 2)})}) {
    const ImportEntry of_number{.record = record};
    ExpectReadStrictly<ImportEntry>(of_number, BodyOfImport(of_number), ReadImportBody, BodyOfImport);
    const ImportEntry held{.record = record, .holder = holder};
    if (std::holds_alternative<CompletenessRecord>(record)) {
      EXPECT_FALSE(ReadImportBody(BodyOfImport(held)).ok()) << "that is nobody's";
    } else {
      ExpectReadStrictly<ImportEntry>(held, BodyOfImport(held), ReadImportBody, BodyOfImport);
    }
  }
}

TEST(LedgerBodiesTest, AHeldImportIsOfOneHolderAndInTheThirdForm) {
  const std::string body = ImportBody(SampleStay(), "nia", "1");
  const NamedHolder holder{.nationality = "CHN", .facts_key = std::string(32, 'f')};
  EXPECT_FALSE(ReadImportBody(HeldImportBody({"CHN", "short"}, body)).ok());
  EXPECT_FALSE(ReadImportBody(HeldImportBody(holder, HeldImportBody(holder, body))).ok()) << "once is enough";
  EXPECT_FALSE(ReadImportBody(HeldImportBody(holder, body + "x")).ok());
}

std::string BodyOfCorrection(const CorrectionRecord& record) {
  if (const auto* stay = std::get_if<CorrectedStay>(&record))
    return CorrectionBody(stay->stay, stay->concerns, stay->act);
  const auto& annulment = std::get<Annulment>(record);
  return AnnulmentBody(annulment.cause, annulment.territory, annulment.concerns, annulment.act);
}

TEST(LedgerBodiesTest, CorrectionsComeBackInEveryField) {
  for (const CorrectionRecord& record :
       {CorrectionRecord(CorrectedStay{SampleStay(), 300, SampleAct()}),
        CorrectionRecord(CorrectedStay{StampedStay(), 4'000'000'000, SampleAct()}),
        CorrectionRecord(Annulment{AnnulmentCause::kError, Territory::kIcbc, 1, SampleAct()}),
        CorrectionRecord(Annulment{AnnulmentCause::kReturned, Territory::kChn, 300, SampleAct()}),
        CorrectionRecord(CorrectedStay{SampleStay(), 300, SampleConfirmedAct()}),
        CorrectionRecord(Annulment{AnnulmentCause::kError, Territory::kKaz, 300, SampleConfirmedAct()})})
    ExpectReadStrictly<CorrectionRecord>(record, BodyOfCorrection(record), ReadCorrectionBody, BodyOfCorrection);
}

TEST(LedgerBodiesTest, CompletenessIsToldFromStays) {
  const auto complete = ReadCompletenessBody(CompletenessBody(Territory::kKaz, MakeDate(2025, 1, 2)));
  ASSERT_TRUE(complete.ok()) << complete.status();
  EXPECT_EQ(*complete, (CompletenessRecord{Territory::kKaz, MakeDate(2025, 1, 2)}));
  const auto stay = ReadCompletenessBody(ImportBody(SampleStay(), "nia", "1"));
  ASSERT_TRUE(stay.ok()) << stay.status();
  EXPECT_EQ(*stay, std::nullopt);
  const std::string good = CompletenessBody(Territory::kKaz, MakeDate(2025, 1, 2));
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(ReadCompletenessBody(good.substr(0, size)).ok());
  EXPECT_FALSE(ReadCompletenessBody(good + "x").ok());
  EXPECT_FALSE(ReadCompletenessBody(CborWriter().Array(3).Int(1).Text("KGZ").Int(20'000).Take()).ok());
  EXPECT_FALSE(ReadCompletenessBody(CborWriter().Array(3).Int(2).Text("KAZ").Int(20'000).Take()).ok());
}

}  // namespace
}  // namespace clearance
