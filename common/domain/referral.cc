// Names of a referral's states, kinds and resolutions.
#include "common/domain/referral.h"

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<ReferralState, 5> kStateNames = {{
    {ReferralState::kOpen, "OPEN"},
    {ReferralState::kClaimed, "CLAIMED"},
    {ReferralState::kAwaitingSecondOfficer, "AWAITING_SECOND_OFFICER"},
    {ReferralState::kResolved, "RESOLVED"},
    {ReferralState::kWithdrawn, "WITHDRAWN"},
}};
static_assert(NamesEveryValue(kStateNames, kAllReferralStates.back()));

constexpr EnumNames<Resolution, 6> kResolutionNames = {{
    {Resolution::kAdmit, "ADMIT"},
    {Resolution::kRefuse, "REFUSE"},
    {Resolution::kRepeatCapture, "REPEAT_CAPTURE"},
    {Resolution::kSecondLine, "SECOND_LINE"},
    {Resolution::kConfirmLink, "CONFIRM_LINK"},
    {Resolution::kUndoLink, "UNDO_LINK"},
}};
static_assert(NamesEveryValue(kResolutionNames, kAllResolutions.back()));

constexpr EnumNames<ReferralKind, 4> kKindNames = {{
    {ReferralKind::kCrossing, "CROSSING"},
    {ReferralKind::kBookingAbuse, "BOOKING_ABUSE"},
    {ReferralKind::kPassage, "PASSAGE"},
    {ReferralKind::kIdentity, "IDENTITY"},
}};
static_assert(NamesEveryValue(kKindNames, kAllReferralKinds.back()));

}  // namespace

std::string_view ReferralStateName(ReferralState state) { return NameOf(kStateNames, state); }
std::optional<ReferralState> ParseReferralState(std::string_view name) { return ValueOf(kStateNames, name); }

std::string_view ResolutionName(Resolution resolution) { return NameOf(kResolutionNames, resolution); }
std::optional<Resolution> ParseResolution(std::string_view name) { return ValueOf(kResolutionNames, name); }

std::string_view ReferralKindName(ReferralKind kind) { return NameOf(kKindNames, kind); }
std::optional<ReferralKind> ParseReferralKind(std::string_view name) { return ValueOf(kKindNames, name); }

bool IsFinal(ReferralState state) { return state == ReferralState::kResolved || state == ReferralState::kWithdrawn; }

bool AnswersCrossing(Resolution resolution) {
  return resolution != Resolution::kConfirmLink && resolution != Resolution::kUndoLink;
}

Referral Withdraw(const Referral& referral, Instant now) {
  if (IsFinal(referral.state)) return referral;
  Referral withdrawn = referral;
  withdrawn.state = ReferralState::kWithdrawn;
  withdrawn.changed_at = now;
  return withdrawn;
}

}  // namespace clearance
