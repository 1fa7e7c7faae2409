#include "common/wire/proto_enum.h"

namespace clearance {

static_assert(ToProtoEnum(Territory::kIcbc) == v1::TERRITORY_ICBC);
static_assert(ToProtoEnum(Side::kEntry) == v1::SIDE_ENTRY);
static_assert(ToProtoEnum(DocumentKind::kUnknown) == v1::DOCUMENT_KIND_UNSPECIFIED);
static_assert(ToProtoEnum(DocumentKind::kServicePassport) == v1::DOCUMENT_KIND_SERVICE_PASSPORT);
static_assert(ToProtoEnum(DocumentKind::kExitEntryPermit) == v1::DOCUMENT_KIND_EXIT_ENTRY_PERMIT);
static_assert(ToProtoEnum(Sex::kMale) == v1::SEX_MALE);
static_assert(ToProtoEnum(ServiceLevel::kNoBiometrics) == v1::SERVICE_LEVEL_NO_BIOMETRICS);
static_assert(ToProtoEnum(ServiceLevel::kManual) == v1::SERVICE_LEVEL_MANUAL);
static_assert(ToProtoEnum(CheckKind::kBooking) == v1::CHECK_KIND_BOOKING);
static_assert(ToProtoEnum(CheckKind::kEarlierPortrait) == v1::CHECK_KIND_EARLIER_PORTRAIT);
static_assert(ToProtoEnum(FindingResult::kNotPerformed) == v1::FINDING_RESULT_NOT_PERFORMED);
static_assert(ToProtoEnum(InspectionCheck::kDataGroupHashes) == v1::INSPECTION_CHECK_DATA_GROUP_HASHES);
static_assert(ToProtoEnum(InspectionCheck::kLostOrStolen) == v1::INSPECTION_CHECK_LOST_OR_STOLEN);
static_assert(ToProtoEnum(InspectionResult::kNotSupported) == v1::INSPECTION_RESULT_NOT_SUPPORTED);
static_assert(ToProtoEnum(InspectionResult::kAborted) == v1::INSPECTION_RESULT_ABORTED);
static_assert(ToProtoEnum(Verdict::kRefer) == v1::VERDICT_REFER);
static_assert(ToProtoEnum(ReasonClass::kLegal) == v1::REASON_CLASS_LEGAL);
static_assert(ToProtoEnum(ReasonClass::kNote) == v1::REASON_CLASS_NOTE);
static_assert(ToProtoEnum(HistoryCompleteness::kUnknown) == v1::HISTORY_COMPLETENESS_UNKNOWN);
static_assert(ToProtoEnum(StayBasis::kOther) == v1::STAY_BASIS_OTHER);
static_assert(ToProtoEnum(Provenance::kDeclaration) == v1::PROVENANCE_DECLARATION);
static_assert(ToProtoEnum(Purpose::kPrivate) == v1::PURPOSE_PRIVATE);
static_assert(ToProtoEnum(Purpose::kMission) == v1::PURPOSE_MISSION);
static_assert(ToProtoEnum(DayMark::kFree) == v1::DAY_MARK_FREE);
static_assert(ToProtoEnum(DayMark::kUnlawful) == v1::DAY_MARK_UNLAWFUL);
static_assert(ToProtoEnum(AbandonmentCause::kFault) == v1::ABANDONMENT_CAUSE_FAULT);
static_assert(ToProtoEnum(BookingState::kCancelled) == v1::BOOKING_STATE_CANCELLED);
static_assert(ToProtoEnum(BookingState::kNoShow) == v1::BOOKING_STATE_NO_SHOW);
static_assert(ToProtoEnum(Quota::kAssisted) == v1::BOOKING_QUOTA_ASSISTED);
static_assert(ToProtoEnum(ClosureAction::kCancel) == v1::CLOSURE_ACTION_CANCEL);
static_assert(ToProtoEnum(AttemptAct::kUse) == v1::ATTEMPT_ACT_USE);
static_assert(ToProtoEnum(AttemptResult::kState) == v1::ATTEMPT_RESULT_STATE);
static_assert(ToProtoEnum(AttemptResult::kSealRevoked) == v1::ATTEMPT_RESULT_SEAL_REVOKED);
static_assert(ToProtoEnum(AbuseSignal::kSerialNoShows) == v1::ABUSE_SIGNAL_SERIAL_NO_SHOWS);
static_assert(ToProtoEnum(ReferralState::kWithdrawn) == v1::REFERRAL_STATE_WITHDRAWN);
static_assert(ToProtoEnum(ReferralKind::kIdentity) == v1::REFERRAL_KIND_IDENTITY);
static_assert(ToProtoEnum(Resolution::kUndoLink) == v1::RESOLUTION_UNDO_LINK);
static_assert(ToProtoEnum(HoldKind::kLostOrStolenDocument) == v1::HOLD_KIND_LOST_OR_STOLEN_DOCUMENT);
static_assert(ToProtoEnum(HoldKind::kSilent) == v1::HOLD_KIND_SILENT);
static_assert(ToProtoEnum(HoldVisibility::kAuthority) == v1::HOLD_VISIBILITY_AUTHORITY);
static_assert(ToProtoEnum(HoldState::kLifted) == v1::HOLD_STATE_LIFTED);
static_assert(ToProtoEnum(HoldMatch::kPossible) == v1::HOLD_MATCH_POSSIBLE);
static_assert(ToProtoEnum(HoldMoment::kPassage) == v1::HOLD_MOMENT_PASSAGE);

}  // namespace clearance
