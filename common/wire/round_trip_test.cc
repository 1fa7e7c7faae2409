// Domain values survive their messages, and every field of every message is filled.
#include <gtest/gtest.h>

#include "common/domain/stay_sentence.h"
#include "common/wire/crossing_wire.h"
#include "common/wire/decision_wire.h"
#include "common/wire/fields.h"
#include "common/wire/fleet_wire.h"
#include "common/wire/proto_enum.h"
#include "common/wire/review_wire.h"
#include "tests/support/message_checks.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

template <typename Value, typename Result>
void ExpectSame(const Value& value, const Result& result) {
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_TRUE(*result == value);
}

TEST(RoundTripTest, CrossingsComeBackAsTheyWere) {
  const auto crossing = Filled<v1::DecideCrossingRequest>(SampleCrossing());
  // Names have a test of their own: no record of a document keeps them.
  ExpectEveryFieldSet(crossing, "DecideCrossingRequest",
                      {"DecideCrossingRequest.findings.inspection", "DecideCrossingRequest.document.primary_identifier",
                       "DecideCrossingRequest.document.secondary_identifier"});
  ExpectSame(SampleCrossing(), FromProto(crossing));
  Passage with_finding = SamplePassage();
  with_finding.booking_finding = SampleFinding();
  with_finding.booking_finding->check = CheckKind::kBooking;
  const auto passage = Filled<v1::ReportPassageRequest>(with_finding);
  ExpectEveryFieldSet(
      passage, "ReportPassageRequest",
      {"ReportPassageRequest.document.primary_identifier", "ReportPassageRequest.document.secondary_identifier",
       "ReportPassageRequest.booking_finding.inspection"});
  ExpectSame(with_finding, FromProto(passage));
  ExpectSame(SamplePassage(), FromProto(Filled<v1::ReportPassageRequest>(SamplePassage())));
  Abandonment with_seal = SampleAbandonment();
  with_seal.seal = ShownSeal{SampleDocument(), kSampleThirdId, with_finding.booking_finding};
  const auto abandonment = Filled<v1::ReportAbandonmentRequest>(with_seal);
  ExpectEveryFieldSet(abandonment, "ReportAbandonmentRequest",
                      {"ReportAbandonmentRequest.seal.document.primary_identifier",
                       "ReportAbandonmentRequest.seal.document.secondary_identifier",
                       "ReportAbandonmentRequest.seal.finding.inspection"});
  ExpectSame(with_seal, FromProto(abandonment));
  with_seal.seal->finding.reset();
  ExpectSame(with_seal, FromProto(Filled<v1::ReportAbandonmentRequest>(with_seal)));
  ExpectSame(SampleAbandonment(), FromProto(Filled<v1::ReportAbandonmentRequest>(SampleAbandonment())));
}

TEST(RoundTripTest, AnInspectionComesBackAsItWas) {
  const Finding finding = SoundDocumentFinding();
  const auto message = Filled<v1::Finding>(finding);
  EXPECT_EQ(message.inspection().findings_size(), 13);
  ExpectSame(finding, FromProto(message));
  for (const InspectionCheck check : kAllInspectionChecks) {
    Finding other = finding;
    other.inspection = InspectionBut(check, InspectionResult::kAborted, InspectionReason::kListed);
    other.inspection.findings[static_cast<std::size_t>(check)].took = kMaxInspectionTime;
    ExpectSame(other, FromProto(Filled<v1::Finding>(other)));
  }
  EXPECT_FALSE(Filled<v1::Finding>(SampleFinding()).has_inspection());
}

TEST(RoundTripTest, AbsentMembersStayAbsent) {
  CrossingRequest bare = SampleCrossing();
  bare.findings = {{CheckKind::kBooking, FindingResult::kNotPerformed}};
  bare.booking_id.clear();
  bare.lane.sides = {.exit = false, .entry = true};
  bare.document.kind = DocumentKind::kUnknown;
  bare.document.expiry_date.reset();
  bare.document.sex = Sex::kUnspecified;
  bare.document.national_number.clear();
  ExpectSame(bare, FromProto(Filled<v1::DecideCrossingRequest>(bare)));

  DecideAnswer admitted = SampleAnswer();
  admitted.decision.verdict = Verdict::kAdmit;
  admitted.decision.reasons.clear();
  admitted.decision.stay.reset();
  admitted.decision.stay_side.reset();
  admitted.referral_id.clear();
  ExpectSame(admitted, FromProto(Filled<v1::DecideCrossingResponse>(admitted)));

  StayAnswer stay = SampleStayAnswer();
  stay.longest_stay_days.reset();
  stay.must_leave_by.reset();
  stay.earliest_entry.reset();
  ExpectSame(stay, FromProto(Filled<v1::StayAnswer>(stay)));
  stay.longest_stay_days = 0;  // not the same as no limit
  ExpectSame(stay, FromProto(Filled<v1::StayAnswer>(stay)));
}

TEST(RoundTripTest, DecisionsComeBackAsTheyWere) {
  const auto message = Filled<v1::DecideCrossingResponse>(SampleAnswer());
  ExpectEveryFieldSet(message, "DecideCrossingResponse");
  ExpectSame(SampleAnswer(), FromProto(message));
  ExpectSame(SampleAnswer(), DecodeDecideAnswer(EncodeDecideAnswer(SampleAnswer())));
  EXPECT_EQ(message.decision().reasons(0).sentence(), Describe(SampleReason()));
}

// The languages of the sentences of `decision`, with each sentence held against what `describe` says in it.
template <typename DescribeIn>
void ExpectPrimarySentences(const Decision& decision, DescribeIn describe) {
  const auto message = Filled<v1::Decision>(decision);
  ASSERT_EQ(message.primary_sentences_size(), static_cast<int>(kAllLanguages.size()));
  for (int i = 0; i < message.primary_sentences_size(); ++i) {
    const auto language = ParseLanguage(message.primary_sentences(i).language());
    EXPECT_EQ(language, kAllLanguages.at(static_cast<std::size_t>(i)));
    EXPECT_EQ(message.primary_sentences(i).sentence(), describe(*language));
  }
}

TEST(RoundTripTest, TheFirstReasonIsToldInEveryLanguage) {
  ExpectPrimarySentences(SampleAnswer().decision, [](Language language) { return Describe(SampleReason(), language); });
}

TEST(RoundTripTest, WithoutAReasonAStayThatBeginsIsToldAndNoOther) {
  Decision decision = SampleAnswer().decision;
  decision.reasons.clear();
  ExpectPrimarySentences(decision, [](Language language) { return DescribeEntry(SampleStayAnswer(), language); });
  decision.stay_side = Side::kExit;
  EXPECT_EQ(Filled<v1::Decision>(decision).primary_sentences_size(), 0);
  decision.stay_side.reset();
  EXPECT_EQ(Filled<v1::Decision>(decision).primary_sentences_size(), 0);
  decision.stay_side = Side::kEntry;
  decision.stay.reset();
  EXPECT_EQ(Filled<v1::Decision>(decision).primary_sentences_size(), 0);
}

TEST(RoundTripTest, SentencesAreSaidAnewNeverReadNorKept) {
  auto message = Filled<v1::Decision>(SampleAnswer().decision);
  message.mutable_primary_sentences(0)->set_sentence("Something else.");
  ExpectSame(SampleAnswer().decision, FromProto(message));
  v1::DecideCrossingResponse kept;
  ASSERT_TRUE(kept.ParseFromString(EncodeDecideAnswer(SampleAnswer())));
  EXPECT_EQ(kept.decision().primary_sentences_size(), 0);
}

TEST(RoundTripTest, EveryReasonComesBackWithItsClass) {
  for (int code = 0; code < kReasonCodeCount; ++code) {
    const Reason reason{.code = static_cast<ReasonCode>(code)};
    const auto message = Filled<v1::Reason>(reason);
    ExpectSame(reason, FromProto(message));
    EXPECT_EQ(message.reason_class(), ToProtoEnum(ClassOf(reason.code)));
    EXPECT_FALSE(message.sentence().empty());
  }
}

TEST(RoundTripTest, FleetMessagesComeBackAsTheyWere) {
  const auto report = Filled<v1::LaneReport>(SampleReport());
  ExpectEveryFieldSet(report, "LaneReport");
  ExpectSame(SampleReport(), FromProto(report));
  const auto command = Filled<v1::LaneCommand>(SampleCommand());
  ExpectEveryFieldSet(command, "LaneCommand", {"LaneCommand.level_ordered"});
  ExpectSame(SampleCommand(), FromProto(command, "gate-1"));
  const auto order = Filled<v1::LaneCommand>(SampleLevelCommand());
  ExpectEveryFieldSet(order, "LaneCommand", {"LaneCommand.officer_resolved"});
  ExpectSame(SampleLevelCommand(), FromProto(order, "gate-1"));
}

TEST(RoundTripTest, ReferralsAndStaysFillTheirMessages) {
  const auto referral = Filled<v1::Referral>(SampleReferral());
  ExpectEveryFieldSet(referral, "Referral", {"Referral.inspection.findings.reason"});
  EXPECT_EQ(referral.inspection().findings_size(), 13);
  EXPECT_EQ(referral.resolution(), v1::RESOLUTION_SECOND_LINE);
  EXPECT_EQ(referral.resolved_by(), "supervisor-1");
  Referral proposed = SampleReferral();
  proposed.resolution.reset();
  EXPECT_EQ(Filled<v1::Referral>(proposed).resolution(), v1::RESOLUTION_ADMIT) << "what was proposed";
  EXPECT_EQ(Filled<v1::Referral>(proposed).resolved_by(), "officer-1");

  Stay unknown = SampleStay();
  unknown.exit_unknown = true;
  unknown.promised_until = MakeDate(2026, 10, 30);
  ExpectEveryFieldSet(Filled<v1::RecordedStay>(unknown), "RecordedStay");
}

// A domain enum and its proto twin have the same number of values, and each comes back.
template <typename Domain>
void ExpectWholeEnum(const google::protobuf::EnumDescriptor* proto) {
  EXPECT_EQ(proto->value_count(), ProtoTwin<Domain>::kCount + ProtoTwin<Domain>::kShift) << proto->name();
  for (int value = 0; value < ProtoTwin<Domain>::kCount; ++value) {
    const auto back = FromProtoEnum<Domain>(ToProtoEnum(static_cast<Domain>(value)), "field");
    ASSERT_TRUE(back.ok()) << proto->name();
    EXPECT_EQ(static_cast<int>(*back), value);
  }
  EXPECT_FALSE(FromProtoEnum<Domain>(static_cast<typename ProtoTwin<Domain>::Proto>(99), "field").ok());
  EXPECT_FALSE(FromProtoEnum<Domain>(static_cast<typename ProtoTwin<Domain>::Proto>(-1), "field").ok());
  EXPECT_EQ(FromProtoEnum<Domain>(static_cast<typename ProtoTwin<Domain>::Proto>(0), "field").ok(),
            ProtoTwin<Domain>::kShift == 0);
}

// The names agree too, so that no value stands for another.
template <typename Domain, typename Values, typename Name>
void ExpectNames(const Values& values, const google::protobuf::EnumDescriptor* proto, const std::string& prefix,
                 const Name& name) {
  for (const Domain value : values) {
    const std::string expected = prefix + std::string(name(value));
    if (static_cast<int>(ToProtoEnum(value)) == 0) continue;  // "not known" is called UNSPECIFIED there
    EXPECT_EQ(proto->FindValueByNumber(ToProtoEnum(value))->name(), expected);
  }
}

TEST(RoundTripTest, EnumsAgreeValueByValue) {
  ExpectWholeEnum<Territory>(v1::Territory_descriptor());
  ExpectWholeEnum<Side>(v1::Side_descriptor());
  ExpectWholeEnum<DocumentKind>(v1::DocumentKind_descriptor());
  ExpectWholeEnum<Sex>(v1::Sex_descriptor());
  ExpectWholeEnum<ServiceLevel>(v1::ServiceLevel_descriptor());
  ExpectWholeEnum<CheckKind>(v1::CheckKind_descriptor());
  ExpectWholeEnum<FindingResult>(v1::FindingResult_descriptor());
  ExpectWholeEnum<Verdict>(v1::Verdict_descriptor());
  ExpectWholeEnum<ReasonClass>(v1::ReasonClass_descriptor());
  ExpectWholeEnum<HistoryCompleteness>(v1::HistoryCompleteness_descriptor());
  ExpectWholeEnum<AbandonmentCause>(v1::AbandonmentCause_descriptor());
  ExpectWholeEnum<BookingState>(v1::BookingState_descriptor());
  ExpectWholeEnum<Quota>(v1::BookingQuota_descriptor());
  ExpectWholeEnum<ClosureAction>(v1::ClosureAction_descriptor());
  ExpectWholeEnum<AttemptAct>(v1::AttemptAct_descriptor());
  ExpectWholeEnum<AttemptResult>(v1::AttemptResult_descriptor());
  ExpectWholeEnum<AbuseSignal>(v1::AbuseSignal_descriptor());
  ExpectWholeEnum<ReferralState>(v1::ReferralState_descriptor());
  ExpectWholeEnum<ReferralKind>(v1::ReferralKind_descriptor());
  ExpectWholeEnum<Resolution>(v1::Resolution_descriptor());
  ExpectNames<Territory>(kAllTerritories, v1::Territory_descriptor(), "TERRITORY_", TerritoryName);
  ExpectNames<DocumentKind>(kAllDocumentKinds, v1::DocumentKind_descriptor(), "DOCUMENT_KIND_", DocumentKindName);
  ExpectNames<ServiceLevel>(kAllServiceLevels, v1::ServiceLevel_descriptor(), "SERVICE_LEVEL_", ServiceLevelName);
  ExpectNames<CheckKind>(kAllCheckKinds, v1::CheckKind_descriptor(), "CHECK_KIND_", CheckKindName);
  ExpectNames<BookingState>(kAllBookingStates, v1::BookingState_descriptor(), "BOOKING_STATE_", BookingStateName);
  ExpectNames<Quota>(kAllQuotas, v1::BookingQuota_descriptor(), "BOOKING_QUOTA_", QuotaName);
  ExpectNames<AttemptAct>(kAllAttemptActs, v1::AttemptAct_descriptor(), "ATTEMPT_ACT_", AttemptActName);
  ExpectNames<AttemptResult>(kAllAttemptResults, v1::AttemptResult_descriptor(), "ATTEMPT_RESULT_", AttemptResultName);
  ExpectNames<AbuseSignal>(kAllAbuseSignals, v1::AbuseSignal_descriptor(), "ABUSE_SIGNAL_", AbuseSignalName);
  ExpectNames<ReferralState>(kAllReferralStates, v1::ReferralState_descriptor(), "REFERRAL_STATE_", ReferralStateName);
  ExpectNames<ReferralKind>(kAllReferralKinds, v1::ReferralKind_descriptor(), "REFERRAL_KIND_", ReferralKindName);
  ExpectNames<Resolution>(kAllResolutions, v1::Resolution_descriptor(), "RESOLUTION_", ResolutionName);
}

}  // namespace
}  // namespace clearance
