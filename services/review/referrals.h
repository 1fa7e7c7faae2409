// Referrals as a state machine: who may claim and answer what. PURE: a referral comes in, a referral goes out.
#pragma once

#include <string>
#include <string_view>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/referral.h"

namespace clearance {

struct Officer {
  std::string id;
  bool supervisor = false;
};

// True when the answer takes effect only with a supervisor's confirmation: a refusal, and the admission of an entry
// against a legal reason.
bool NeedsSecondOfficer(const Referral& referral, Resolution resolution);

// CLAIMED by the officer; the same officer's second claim changes nothing. FAILED_PRECONDITION REFERRAL_STATE when it
// is answered or withdrawn, REFERRAL_CLAIMED_BY_OTHER when another officer has it.
StatusOr<Referral> Claim(const Referral& referral, const Officer& officer, Instant now);

// RESOLVED or AWAITING_SECOND_OFFICER. Claims an open referral in passing. FAILED_PRECONDITION REFERRAL_STATE (also for
// an answer that is none to this kind of referral),
// REFERRAL_CLAIMED_BY_OTHER, or SECOND_OFFICER_REQUIRED when the confirming officer is the proposing one, is no
// supervisor, or answers otherwise than proposed. PERMISSION_DENIED when a hold stands: nobody at the lane lifts it.
StatusOr<Referral> Resolve(const Referral& referral, const Officer& officer, Resolution resolution,
                           std::string_view ground, Instant now);

}  // namespace clearance
