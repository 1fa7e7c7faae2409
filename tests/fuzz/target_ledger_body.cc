// Bodies of ledger entries: what is read has that one encoding.
#include "common/base/check.h"
#include "common/wire/hold_bytes.h"
#include "common/wire/identity_bytes.h"
#include "common/wire/key_erasure.h"
#include "common/wire/ledger_bodies.h"
#include "common/wire/ledger_bytes.h"
#include "common/wire/settings_bodies.h"
#include "tests/fuzz/targets.h"
#include "tests/support/ledger_samples.h"

namespace clearance {
namespace {

std::string BodyOf(const ImportedStay& imported) {
  return ImportBody(imported.stay, imported.source, imported.source_row);
}
std::string BodyOf(const BasisChangeRecord& record) { return BasisChangeBody(record.change, record.act); }
std::string BodyOf(const CompletenessRecord& record) { return CompletenessBody(record.territory, record.from); }
std::string BodyOf(const CorrectedStay& corrected) {
  return CorrectionBody(corrected.stay, corrected.concerns, corrected.act);
}
std::string BodyOf(const Annulment& annulment) {
  return AnnulmentBody(annulment.cause, annulment.territory, annulment.concerns, annulment.act);
}

std::string BodyOf(const ImportEntry& entry) {
  const std::string body = std::visit([](const auto& record) { return BodyOf(record); }, entry.record);
  return entry.holder ? HeldImportBody(*entry.holder, body) : body;
}

void Run(std::string_view input) {
  // The older forms of a decision are read only.
  if (const auto decision = ReadDecisionBody(input); decision.ok() && decision->effects) {
    CHECK(DecisionBody(decision->request, decision->answer, decision->seen_position, *decision->effects) == input);
  }
  if (const auto passage = ReadPassageBody(input); passage.ok()) {
    CHECK(PassageBody(passage->passage, passage->effects) == input);
  }
  if (const auto abandonment = ReadAbandonmentBody(input); abandonment.ok()) {
    CHECK(AbandonmentBody(*abandonment) == input);
  }
  const auto import = ReadImportBody(input);
  if (import.ok()) CHECK(BodyOf(*import) == input);
  if (const auto complete = ReadCompletenessBody(input); complete.ok()) {
    CHECK(complete->has_value() == std::holds_alternative<CompletenessRecord>(import->record));
  }
  if (const auto correction = ReadCorrectionBody(input); correction.ok()) {
    CHECK(std::visit([](const auto& record) { return BodyOf(record); }, *correction) == input);
  }
  if (const auto link = ReadIdentityLinkBody(input); link.ok()) CHECK(IdentityLinkBody(*link) == input);
  if (const auto unlink = ReadIdentityUnlinkBody(input); unlink.ok()) CHECK(IdentityUnlinkBody(*unlink) == input);
  if (const auto review = ReadReviewBody(input); review.ok()) CHECK(ReviewBody(*review) == input);
  if (const auto change = ReadHoldChangeBody(input); change.ok()) CHECK(HoldChangeBody(*change) == input);
  if (const auto hit = ReadHoldHitBody(input); hit.ok()) CHECK(HoldHitBody(*hit) == input);
  if (const auto erasure = ReadKeyErasedBody(input); erasure.ok()) CHECK(KeyErasedBody(*erasure) == input);
  if (const auto level = ReadServiceLevelChangeBody(input); level.ok()) CHECK(ServiceLevelChangeBody(*level) == input);
}

std::vector<std::string> Seeds() {
  DecideAnswer admitted = SampleAnswer();
  admitted.decision.verdict = Verdict::kAdmit;
  admitted.decision.reasons = {{.code = ReasonCode::kStayEndsSoon, .side = Side::kExit}};
  admitted.decision.stay.reset();
  CrossingRequest inspected = SampleCrossing();
  inspected.findings[1] = SoundDocumentFinding();
  return {DecisionBody(SampleCrossing(), SampleAnswer(), 40, SampleDecisionEffects()),
          DecisionBody(inspected, admitted, 4'000'000'000),
          PassageBody(SamplePassage(), SamplePassageEffects()),
          AbandonmentBody(SampleAbandonment()),
          ImportBody(SampleStay(), "nia", "1"),
          ImportBody(StampedStay(), "nia", "1"),
          BasisChangeBody(SampleStay(), SampleAct()),
          HeldImportBody({"CHN", std::string(32, 'f')}, ImportBody(StampedStay(), "nia", "1")),
          HeldImportBody({"CHN", std::string(32, 'f')}, BasisChangeBody(SampleStay(), SampleAct())),
          CompletenessBody(Territory::kChn, MakeDate(2025, 1, 1)),
          CorrectionBody(StampedStay(), 300, SampleAct()),
          AnnulmentBody(AnnulmentCause::kReturned, Territory::kChn, 300, SampleAct()),
          ReviewBody(SampleReview()),
          HoldChangeBody(SampleHoldChange()),
          HoldChangeBody({.act = HoldAct::kLift, .hold_id = kSampleId, .author = "a-1", .ground = "over"}),
          HoldHitBody(SampleHoldHit()),
          ServiceLevelChangeBody({.before = ServiceLevel::kFull,
                                  .after = ServiceLevel::kManual,
                                  .gate_id = "gate-1",
                                  .order = LevelOrderedBy{"officer-1", "the scanner smokes", "officer-2"}}),
          IdentityLinkBody({.document = std::string(32, 'd'),
                            .earlier = std::string(32, 'e'),
                            .state = LinkState::kProvisional,
                            .grounds = {LinkGround::kSameNationalNumber, LinkGround::kFaceMatchesEarlierPortrait},
                            .question = IdentityCase{.referral_id = kSampleId,
                                                     .decision_request_id = kSampleOtherId,
                                                     .lane = SampleLane(),
                                                     .nationality = "KAZ"}}),
          IdentityUnlinkBody({std::string(32, 'd'), std::string(32, 'e'), "officer-1", "two people"}),
          KeyErasedBody({std::string(32, 's'), {DataPurpose::kBorder, DataPurpose::kHold}, "a", "asked for"})};
}

}  // namespace

FuzzTarget LedgerBodyTarget() { return {"ledger_body", Run, Seeds}; }

}  // namespace clearance
