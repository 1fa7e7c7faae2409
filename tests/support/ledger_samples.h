// One of each of what the bodies of ledger entries say, every field filled.
#pragma once

#include "common/wire/ledger_records.h"
#include "tests/support/samples.h"

namespace clearance {

inline ShownDocument SampleShown() { return {"national", "facts", "sealed"}; }

inline DecisionEffects SampleDecisionEffects() {
  return {.reserves_booking = true,
          .abuse_referral_id = kSampleOtherId,
          .replaces = {kSampleThirdId, kSampleId},
          .shown = SampleShown()};
}

// A case of each kind.
inline PassageEffects SamplePassageEffects() {
  return {.decision_position = 41,
          .cases = {{ReferralKind::kPassage, kSampleThirdId}, {ReferralKind::kBookingAbuse, kSampleId}},
          .case_reasons = {SampleReason()},
          .exit_day = MakeDate(2026, 9, 22),
          .begins = BegunStay{MakeDate(2026, 9, 23), StayBasis::kVisaFree, MakeDate(2026, 10, 22), "ICBC"},
          .redeems_booking = true,
          .shown = SampleShown()};
}

inline ReviewRecord SampleReview() {
  return {"REFERRAL_RESOLUTION", kSampleThirdId,          kSampleId,        ReferralState::kResolved,
          "supervisor-1",        Resolution::kSecondLine, "compared by eye"};
}

inline RecordAct SampleConfirmedAct() { return {"audit", "8", "auditor-1", "typing error", "auditor-2"}; }
inline RecordAct SampleAct() { return {"audit", "7", "auditor-1", "typing error"}; }

// The sample as an officer has seen it in a passport.
inline Stay StampedStay() {
  Stay stay = SampleStay();
  stay.provenance = Provenance::kStamp;
  return stay;
}

}  // namespace clearance
