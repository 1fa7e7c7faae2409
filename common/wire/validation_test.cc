// Every field a peer can get wrong, message by message: the error names it.
#include <gtest/gtest.h>

#include <limits>

#include "common/base/error_reasons.h"
#include "common/wire/crossing_wire.h"
#include "common/wire/decision_wire.h"
#include "common/wire/fields.h"
#include "common/wire/fleet_wire.h"
#include "common/wire/review_wire.h"
#include "tests/support/message_checks.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

TEST(ValidationTest, DecideCrossing) {
  using M = v1::DecideCrossingRequest;
  ExpectNamed<M>(
      Filled<M>(SampleCrossing()),
      {
          {"request_id", [](M& m) { m.clear_request_id(); }},
          {"lane", [](M& m) { m.clear_lane(); }},
          {"lane.lane_id", [](M& m) { m.mutable_lane()->set_lane_id("A"); }},
          {"lane.port", [](M& m) { m.mutable_lane()->set_port(std::string(33, 'A')); }},
          {"lane.lane_group", [](M& m) { m.mutable_lane()->clear_lane_group(); }},
          {"lane.authority", [](M& m) { m.mutable_lane()->clear_authority(); }},
          {"lane.authority", [](M& m) { m.mutable_lane()->set_authority(v1::TERRITORY_ICBC); }},
          {"lane.movement", [](M& m) { m.mutable_lane()->clear_movement(); }},
          {"lane.movement.from", [](M& m) { m.mutable_lane()->mutable_movement()->clear_from(); }},
          {"lane.movement.to", [](M& m) { m.mutable_lane()->mutable_movement()->set_to(v1::TERRITORY_KAZ); }},
          {"level", [](M& m) { m.set_level(static_cast<v1::ServiceLevel>(6)); }},
          {"document", [](M& m) { m.clear_document(); }},
          {"document.number", [](M& m) { m.mutable_document()->set_number("N12345678<"); }},
          {"findings[1].check", [](M& m) { m.mutable_findings(1)->set_check(m.findings(0).check()); }},
          {"findings[0].score",
           [](M& m) { m.mutable_findings(0)->set_score(std::numeric_limits<double>::infinity()); }},
          {"findings[0].threshold", [](M& m) { m.mutable_findings(0)->set_threshold(-1.5); }},
          {"findings[0].cause", [](M& m) { m.mutable_findings(0)->set_cause("face_differs"); }},
          {"booking_id", [](M& m) { m.set_booking_id("ABCD2345"); }},
          {"observed_at", [](M& m) { m.clear_observed_at(); }},
      },
      FromProtoOf<M>());
}

TEST(ValidationTest, AnInspectionInAFinding) {
  using M = v1::Finding;
  ExpectNamed<M>(
      Filled<M>(SoundDocumentFinding()),
      {
          {"inspection", [](M& m) { m.set_check(v1::CHECK_KIND_FACE); }},
          {"inspection.at", [](M& m) { m.mutable_inspection()->clear_at(); }},
          {"inspection.findings", [](M& m) { m.mutable_inspection()->clear_findings(); }},
          {"inspection.findings[0].check", [](M& m) { m.mutable_inspection()->mutable_findings(0)->clear_check(); }},
          {"inspection.findings[1].check",
           [](M& m) { m.mutable_inspection()->mutable_findings(1)->set_check(v1::INSPECTION_CHECK_SOD_SIGNATURE); }},
          {"inspection.findings[12].check",
           [](M& m) { m.mutable_inspection()->mutable_findings()->SwapElements(11, 12); }},
          {"inspection.findings[13].check",
           [](M& m) {
             *m.mutable_inspection()->add_findings() = m.inspection().findings(0);
             m.mutable_inspection()->mutable_findings(13)->set_check(static_cast<v1::InspectionCheck>(14));
           }},
          {"inspection.findings[2].result", [](M& m) { m.mutable_inspection()->mutable_findings(2)->clear_result(); }},
          {"inspection.findings[2].result",
           [](M& m) { m.mutable_inspection()->mutable_findings(2)->set_result(static_cast<v1::InspectionResult>(7)); }},
          {"inspection.findings[3].reason",
           [](M& m) { m.mutable_inspection()->mutable_findings(3)->set_reason("signer_revoked"); }},
          {"inspection.findings[4].took_us",
           [](M& m) { m.mutable_inspection()->mutable_findings(4)->set_took_us(-1); }},
          {"inspection.findings[4].took_us",
           [](M& m) { m.mutable_inspection()->mutable_findings(4)->set_took_us(600'000'001); }},
      },
      FromProtoOf<M>());
}

TEST(ValidationTest, ReportPassage) {
  using M = v1::ReportPassageRequest;
  ExpectNamed<M>(Filled<M>(SamplePassage()),
                 {
                     {"request_id", [](M& m) { m.clear_request_id(); }},
                     {"decision_request_id", [](M& m) { m.set_decision_request_id("x"); }},
                     {"lane", [](M& m) { m.clear_lane(); }},
                     {"lane.decides_exit",
                      [](M& m) {
                        m.mutable_lane()->set_decides_exit(false);
                        m.mutable_lane()->set_decides_entry(false);
                      }},
                     {"document", [](M& m) { m.clear_document(); }},
                     {"document.issuing_state", [](M& m) { m.mutable_document()->clear_issuing_state(); }},
                     {"document.birth_date", [](M& m) { m.mutable_document()->clear_birth_date(); }},
                     {"document.birth_date", [](M& m) { m.mutable_document()->mutable_birth_date()->set_day(32); }},
                     {"booking_id", [](M& m) { m.set_booking_id("x"); }},
                     {"passed_at", [](M& m) { m.clear_passed_at(); }},
                     {"booking_finding.check", [](M& m) { m.mutable_booking_finding(); }},
                     {"booking_finding.check",
                      [](M& m) {
                        m.mutable_booking_finding()->set_check(v1::CHECK_KIND_FACE);
                        m.mutable_booking_finding()->set_result(v1::FINDING_RESULT_FAILED);
                      }},
                     {"booking_finding.cause",
                      [](M& m) {
                        m.mutable_booking_finding()->set_check(v1::CHECK_KIND_BOOKING);
                        m.mutable_booking_finding()->set_result(v1::FINDING_RESULT_FAILED);
                        m.mutable_booking_finding()->set_cause("STOLEN");
                      }},
                 },
                 FromProtoOf<M>());
}

TEST(ValidationTest, ReportAbandonment) {
  using M = v1::ReportAbandonmentRequest;
  ExpectNamed<M>(Filled<M>(SampleAbandonment()),
                 {
                     {"request_id", [](M& m) { m.clear_request_id(); }},
                     {"decision_request_id", [](M& m) { m.clear_decision_request_id(); }},
                     {"lane", [](M& m) { m.clear_lane(); }},
                     {"cause", [](M& m) { m.clear_cause(); }},
                     {"cause", [](M& m) { m.set_cause(static_cast<v1::AbandonmentCause>(6)); }},
                     {"at", [](M& m) { m.clear_at(); }},
                     {"seal.document", [](M& m) { m.mutable_seal(); }},
                     {"seal.document.number",
                      [](M& m) {
                        ToProto(SampleDocument(), m.mutable_seal()->mutable_document());
                        m.mutable_seal()->mutable_document()->set_number("*");
                      }},
                     {"seal.booking_id",
                      [](M& m) {
                        ToProto(SampleDocument(), m.mutable_seal()->mutable_document());
                        m.mutable_seal()->set_booking_id("7");
                      }},
                     {"seal.booking_id", [](M& m) { ToProto(SampleDocument(), m.mutable_seal()->mutable_document()); }},
                     {"seal.finding.check",
                      [](M& m) {
                        ToProto(SampleDocument(), m.mutable_seal()->mutable_document());
                        ToProto(SampleFinding(), m.mutable_seal()->mutable_finding());
                      }},
                 },
                 FromProtoOf<M>());
}

TEST(ValidationTest, Review) {
  using List = v1::ListReferralsRequest;
  ExpectNamed<List>({},
                    {
                        {"state", [](List& m) { m.set_state(static_cast<v1::ReferralState>(6)); }},
                        {"lane_id", [](List& m) { m.set_lane_id("gate 1"); }},
                        {"page_size", [](List& m) { m.set_page_size(-1); }},
                    },
                    FromProtoOf<List>());
  List list;
  list.set_page_token("1");
  EXPECT_EQ(ReasonOf(FromProto(list).status()), error_reason::kPageTokenInvalid);

  using Claim = v1::ClaimReferralRequest;
  Claim claim;
  claim.set_request_id(kSampleId);
  claim.set_referral_id(kSampleOtherId);
  ExpectNamed<Claim>(claim,
                     {
                         {"request_id", [](Claim& m) { m.clear_request_id(); }},
                         {"referral_id", [](Claim& m) { m.set_referral_id("1"); }},
                     },
                     FromProtoOf<Claim>());
  using Resolve = v1::ResolveReferralRequest;
  Resolve resolve;
  resolve.set_request_id(kSampleId);
  resolve.set_referral_id(kSampleOtherId);
  resolve.set_resolution(v1::RESOLUTION_SECOND_LINE);
  resolve.set_ground("лицо сверено");
  ExpectNamed<Resolve>(resolve,
                       {
                           {"request_id", [](Resolve& m) { m.clear_request_id(); }},
                           {"referral_id", [](Resolve& m) { m.clear_referral_id(); }},
                           {"resolution", [](Resolve& m) { m.clear_resolution(); }},
                           {"resolution", [](Resolve& m) { m.set_resolution(static_cast<v1::Resolution>(7)); }},
                           {"ground", [](Resolve& m) { m.clear_ground(); }},
                           {"ground", [](Resolve& m) { m.set_ground("a\tb"); }},
                       },
                       FromProtoOf<Resolve>());
}

TEST(ValidationTest, Links) {
  using Link = v1::LinkDocumentsRequest;
  Link link;
  link.set_request_id(kSampleId);
  link.mutable_document()->set_issuing_state("KAZ");
  link.mutable_document()->set_number("N2");
  link.mutable_earlier_document()->set_issuing_state("KAZ");
  link.mutable_earlier_document()->set_number("N1");
  link.set_ground("both passports seen");
  ExpectNamed<Link>(link,
                    {
                        {"request_id", [](Link& m) { m.set_request_id("1"); }},
                        {"document", [](Link& m) { m.clear_document(); }},
                        {"document.issuing_state", [](Link& m) { m.mutable_document()->set_issuing_state("KAZA"); }},
                        {"document.number", [](Link& m) { m.mutable_document()->set_number("n2"); }},
                        {"earlier_document", [](Link& m) { m.clear_earlier_document(); }},
                        {"earlier_document", [](Link& m) { m.mutable_earlier_document()->set_number("N2"); }},
                        {"earlier_document.number", [](Link& m) { m.mutable_earlier_document()->clear_number(); }},
                        {"ground", [](Link& m) { m.clear_ground(); }},
                    },
                    FromProtoOf<Link>());
}

// One fact beside the number asks for all that tell two people of one number apart.
TEST(ValidationTest, DocumentsNamedByFacts) {
  using Unlink = v1::UnlinkDocumentsRequest;
  Unlink unlink;
  unlink.set_request_id(kSampleId);
  unlink.set_ground("two people of one number");
  for (v1::DocumentName* name : {unlink.mutable_document(), unlink.mutable_earlier_document()}) {
    name->set_issuing_state("KAZ");
    name->set_number("N1");
    name->set_nationality("KAZ");
    ToProto(MakeDate(1990, 5, 17), name->mutable_birth_date());
    name->set_sex(v1::SEX_FEMALE);
  }
  unlink.mutable_earlier_document()->mutable_birth_date()->set_day(18);
  ExpectNamed<Unlink>(
      unlink,
      {
          {"document.nationality", [](Unlink& m) { m.mutable_document()->clear_nationality(); }},
          {"document.nationality", [](Unlink& m) { m.mutable_document()->set_nationality("kaz"); }},
          {"document.birth_date", [](Unlink& m) { m.mutable_document()->clear_birth_date(); }},
          {"document.birth_date", [](Unlink& m) { m.mutable_document()->mutable_birth_date()->set_month(13); }},
          {"document.sex", [](Unlink& m) { m.mutable_document()->set_sex(static_cast<v1::Sex>(9)); }},
          {"earlier_document", [](Unlink& m) { *m.mutable_earlier_document() = m.document(); }},
          {"earlier_document.nationality", [](Unlink& m) { m.mutable_earlier_document()->clear_nationality(); }},
      },
      FromProtoOf<Unlink>());
  const auto change = FromProto(unlink);
  ASSERT_TRUE(change.ok()) << change.status();
  EXPECT_EQ(change->document_by, NamedBy::kFacts);
  EXPECT_EQ(change->document.nationality, "KAZ");
  EXPECT_EQ(change->document.birth_date, MakeDate(1990, 5, 17));
  EXPECT_EQ(change->document.sex, Sex::kFemale);
  EXPECT_EQ(change->earlier.birth_date, MakeDate(1990, 5, 18));
  unlink.mutable_document()->clear_sex();  // a document may say none
  EXPECT_EQ(FromProto(unlink)->document.sex, Sex::kUnspecified);
}

TEST(ValidationTest, Fleet) {
  using Report = v1::LaneReport;
  ExpectNamed<Report>(Filled<Report>(SampleReport()),
                      {
                          {"lane", [](Report& m) { m.clear_lane(); }},
                          {"lane.port", [](Report& m) { m.mutable_lane()->clear_port(); }},
                          {"phase", [](Report& m) { m.set_phase("idle"); }},
                          {"level", [](Report& m) { m.clear_level(); }},
                          {"faults[0].code", [](Report& m) { m.mutable_faults(0)->set_code("a"); }},
                          {"faults[0].since", [](Report& m) { m.mutable_faults(0)->clear_since(); }},
                          {"faults",
                           [](Report& m) {
                             for (int i = 0; i < kMaxLaneFaults; ++i) *m.add_faults() = m.faults(0);
                           }},
                          {"reported_at", [](Report& m) { m.clear_reported_at(); }},
                          {"outbox_waiting", [](Report& m) { m.set_outbox_waiting(-1); }},
                      },
                      FromProtoOf<Report>());
  using Command = v1::LaneCommand;
  ExpectNamed<Command>(
      Filled<Command>(SampleCommand()),
      {
          {"lane_id", [](Command& m) { m.clear_lane_id(); }},
          {"issued_at", [](Command& m) { m.clear_issued_at(); }},
          {"expires_at", [](Command& m) { m.clear_expires_at(); }},
          {"officer_resolved", [](Command& m) { m.clear_officer_resolved(); }},
          {"officer_resolved.referral_id", [](Command& m) { m.mutable_officer_resolved()->clear_referral_id(); }},
          {"officer_resolved.decision_request_id",
           [](Command& m) { m.mutable_officer_resolved()->set_decision_request_id("x"); }},
          {"officer_resolved.resolution", [](Command& m) { m.mutable_officer_resolved()->clear_resolution(); }},
      },
      [](const Command& m) { return FromProto(m, "gate-1"); });
  ExpectNamed<Command>(Filled<Command>(SampleLevelCommand()),
                       {
                           {"level_ordered.level", [](Command& m) { m.mutable_level_ordered()->clear_level(); }},
                           {"level_ordered", [](Command& m) { m.mutable_officer_resolved(); }},
                           {"officer_resolved", [](Command& m) { m.clear_level_ordered(); }},
                       },
                       [](const Command& m) { return FromProto(m, "gate-1"); });
  using Level = v1::SetServiceLevelRequest;
  Level level;
  level.set_request_id(kSampleId);
  level.set_port("KHORGOS");
  level.set_lane_id("gate-1/a");
  level.set_level(v1::SERVICE_LEVEL_MANUAL);
  level.set_ground("the scanner smokes");
  ExpectNamed<Level>(level,
                     {
                         {"request_id", [](Level& m) { m.clear_request_id(); }},
                         {"port", [](Level& m) { m.set_port("khorgos"); }},
                         {"lane_id", [](Level& m) { m.clear_lane_id(); }},
                         {"level", [](Level& m) { m.clear_level(); }},
                         {"ground", [](Level& m) { m.clear_ground(); }},
                         {"proposal_request_id", [](Level& m) { m.set_proposal_request_id("1"); }},
                     },
                     FromProtoOf<Level>());
}

TEST(ValidationTest, Decisions) {
  using M = v1::DecideCrossingResponse;
  ExpectNamed<M>(
      Filled<M>(SampleAnswer()),
      {
          {"decision", [](M& m) { m.clear_decision(); }},
          {"decision.verdict", [](M& m) { m.mutable_decision()->clear_verdict(); }},
          {"decision.reasons[1].code", [](M& m) { m.mutable_decision()->mutable_reasons(1)->set_code("SULKY"); }},
          {"decision.reasons[0].side",
           [](M& m) { m.mutable_decision()->mutable_reasons(0)->set_side(static_cast<v1::Side>(3)); }},
          {"decision.reasons[0].territory",
           [](M& m) { m.mutable_decision()->mutable_reasons(0)->set_territory(static_cast<v1::Territory>(4)); }},
          {"decision.reasons[0].date",
           [](M& m) { m.mutable_decision()->mutable_reasons(0)->mutable_date()->set_day(0); }},
          {"decision.stay.territory", [](M& m) { m.mutable_decision()->mutable_stay()->clear_territory(); }},
          {"decision.stay.must_leave_by",
           [](M& m) { m.mutable_decision()->mutable_stay()->mutable_must_leave_by()->set_year(1); }},
          {"decision.stay.earliest_entry",
           [](M& m) { m.mutable_decision()->mutable_stay()->mutable_earliest_entry()->set_year(1); }},
          {"decision.stay_side", [](M& m) { m.mutable_decision()->set_stay_side(static_cast<v1::Side>(3)); }},
          {"decision.completeness", [](M& m) { m.mutable_decision()->clear_completeness(); }},
          {"decision.decided_at", [](M& m) { m.mutable_decision()->clear_decided_at(); }},
          {"decision.valid_until", [](M& m) { m.mutable_decision()->clear_valid_until(); }},
          {"referral_id", [](M& m) { m.set_referral_id("x"); }},
      },
      FromProtoOf<M>());
}

TEST(ValidationTest, AKeptAnswerThatCannotBeReadIsACorruptStore) {
  const std::string bytes = EncodeDecideAnswer(SampleAnswer());
  for (const std::string& broken : {std::string("\xff"), std::string(), bytes.substr(0, bytes.size() / 2)})
    EXPECT_EQ(ReasonOf(DecodeDecideAnswer(broken).status()), error_reason::kStoreCorrupt);
}

TEST(ValidationTest, CorrectRecord) {
  using M = v1::CorrectRecordRequest;
  M good;
  good.set_request_id(kSampleId);
  good.mutable_document()->set_issuing_state("KAZ");
  good.mutable_document()->set_number("N12345678");
  good.set_territory(v1::TERRITORY_CHN);
  good.set_concerns_position(7);
  good.set_act(v1::RECORD_ACT_CORRECTION);
  good.mutable_record()->mutable_entry()->set_year(2026);
  good.mutable_record()->mutable_entry()->set_month(9);
  good.mutable_record()->mutable_entry()->set_day(1);
  good.mutable_record()->set_basis(v1::STAY_BASIS_VISA_FREE);
  good.mutable_record()->set_entered_from(v1::TERRITORY_KAZ);
  good.mutable_record()->set_nationality("KAZ");
  good.mutable_record()->set_provenance(v1::PROVENANCE_STAMP);
  good.set_ground("the stamp says so");
  ExpectNamed<M>(good,
                 {
                     {"request_id", [](M& m) { m.clear_request_id(); }},
                     {"document", [](M& m) { m.clear_document(); }},
                     {"document.number", [](M& m) { m.mutable_document()->set_number("n"); }},
                     {"territory", [](M& m) { m.clear_territory(); }},
                     {"concerns_position", [](M& m) { m.clear_concerns_position(); }},
                     {"act", [](M& m) { m.clear_act(); }},
                     {"record", [](M& m) { m.clear_record(); }},
                     {"record", [](M& m) { m.set_act(v1::RECORD_ACT_RETURNED); }},
                     {"record.entry", [](M& m) { m.mutable_record()->clear_entry(); }},
                     {"record.exit",
                      [](M& m) {
                        *m.mutable_record()->mutable_exit() = m.record().entry();
                        m.mutable_record()->mutable_exit()->set_year(2025);
                      }},
                     {"record.basis", [](M& m) { m.mutable_record()->clear_basis(); }},
                     {"record.entered_from", [](M& m) { m.mutable_record()->set_entered_from(v1::TERRITORY_CHN); }},
                     {"record.left_to", [](M& m) { m.mutable_record()->set_left_to(v1::TERRITORY_CHN); }},
                     {"record.nationality", [](M& m) { m.mutable_record()->set_nationality("kaz"); }},
                     {"record.provenance", [](M& m) { m.mutable_record()->clear_provenance(); }},
                     {"ground", [](M& m) { m.clear_ground(); }},
                     {"proposal_request_id", [](M& m) { m.set_proposal_request_id("1"); }},
                 },
                 FromProtoOf<M>());
  M annulment = good;
  annulment.set_act(v1::RECORD_ACT_ANNULMENT);
  EXPECT_EQ(FieldOf(FromProto(annulment).status()), "record") << "what never was has no record";
  annulment.clear_record();
  EXPECT_EQ(FromProto(annulment)->act, RecordActKind::kAnnulment);
}

}  // namespace
}  // namespace clearance
