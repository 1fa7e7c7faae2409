// Names of what bookings and the attempts at them can be.
#include "common/domain/booking.h"

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<BookingState, 6> kStateNames = {{
    {BookingState::kConfirmed, "CONFIRMED"},
    {BookingState::kReserved, "RESERVED"},
    {BookingState::kRedeemed, "REDEEMED"},
    {BookingState::kCancelled, "CANCELLED"},
    {BookingState::kMoved, "MOVED"},
    {BookingState::kNoShow, "NO_SHOW"},
}};
static_assert(NamesEveryValue(kStateNames, kAllBookingStates.back()));

constexpr EnumNames<Quota, 3> kQuotaNames = {{
    {Quota::kGeneral, "GENERAL"},
    {Quota::kFamily, "FAMILY"},
    {Quota::kAssisted, "ASSISTED"},
}};
static_assert(NamesEveryValue(kQuotaNames, kAllQuotas.back()));

constexpr EnumNames<AttemptAct, 6> kActNames = {{
    {AttemptAct::kHold, "HOLD"},
    {AttemptAct::kCreate, "CREATE"},
    {AttemptAct::kMove, "MOVE"},
    {AttemptAct::kCancel, "CANCEL"},
    {AttemptAct::kLookUp, "LOOK_UP"},
    {AttemptAct::kUse, "USE"},
}};
static_assert(NamesEveryValue(kActNames, kAllAttemptActs.back()));

constexpr EnumNames<AttemptResult, 19> kResultNames = {{
    {AttemptResult::kOk, "OK"},
    {AttemptResult::kSlotFull, "SLOT_FULL"},
    {AttemptResult::kSlotClosed, "SLOT_CLOSED"},
    {AttemptResult::kLimit, "LIMIT"},
    {AttemptResult::kHoldGone, "HOLD_GONE"},
    {AttemptResult::kNotFound, "NOT_FOUND"},
    {AttemptResult::kWrongBirthDate, "WRONG_BIRTH_DATE"},
    {AttemptResult::kRateLimited, "RATE_LIMITED"},
    {AttemptResult::kState, "STATE"},
    {AttemptResult::kTooEarly, "TOO_EARLY"},
    {AttemptResult::kTooLate, "TOO_LATE"},
    {AttemptResult::kWrongPort, "WRONG_PORT"},
    {AttemptResult::kCancelled, "CANCELLED"},
    {AttemptResult::kSecondUse, "SECOND_USE"},
    {AttemptResult::kOtherDocument, "OTHER_DOCUMENT"},
    {AttemptResult::kSealBadSignature, "SEAL_BAD_SIGNATURE"},
    {AttemptResult::kSealUnknownKey, "SEAL_UNKNOWN_KEY"},
    {AttemptResult::kSealMalformed, "SEAL_MALFORMED"},
    {AttemptResult::kSealRevoked, "SEAL_REVOKED"},
}};
static_assert(NamesEveryValue(kResultNames, kAllAttemptResults.back()));

constexpr EnumNames<AbuseSignal, 3> kSignalNames = {{
    {AbuseSignal::kManyDocumentsOneContact, "MANY_DOCUMENTS_ONE_CONTACT"},
    {AbuseSignal::kManyAttemptsOneSeal, "MANY_ATTEMPTS_ONE_SEAL"},
    {AbuseSignal::kSerialNoShows, "SERIAL_NO_SHOWS"},
}};
static_assert(NamesEveryValue(kSignalNames, kAllAbuseSignals.back()));

}  // namespace

std::string_view BookingStateName(BookingState state) { return NameOf(kStateNames, state); }
std::optional<BookingState> ParseBookingState(std::string_view name) { return ValueOf(kStateNames, name); }

bool TakesPlace(BookingState state) {
  return state == BookingState::kConfirmed || state == BookingState::kReserved || state == BookingState::kRedeemed;
}

std::string_view QuotaName(Quota quota) { return NameOf(kQuotaNames, quota); }
std::optional<Quota> ParseQuota(std::string_view name) { return ValueOf(kQuotaNames, name); }

std::string_view AttemptActName(AttemptAct act) { return NameOf(kActNames, act); }
std::optional<AttemptAct> ParseAttemptAct(std::string_view name) { return ValueOf(kActNames, name); }

std::string_view AttemptResultName(AttemptResult result) { return NameOf(kResultNames, result); }
std::optional<AttemptResult> ParseAttemptResult(std::string_view name) { return ValueOf(kResultNames, name); }

std::string_view AbuseSignalName(AbuseSignal signal) { return NameOf(kSignalNames, signal); }
std::optional<AbuseSignal> ParseAbuseSignal(std::string_view name) { return ValueOf(kSignalNames, name); }

}  // namespace clearance
