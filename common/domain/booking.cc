// Names of a booking's states.
#include "common/domain/booking.h"

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<BookingState, 4> kNames = {{
    {BookingState::kConfirmed, "CONFIRMED"},
    {BookingState::kReserved, "RESERVED"},
    {BookingState::kRedeemed, "REDEEMED"},
    {BookingState::kCancelled, "CANCELLED"},
}};
static_assert(NamesEveryValue(kNames, kAllBookingStates.back()));

}  // namespace

std::string_view BookingStateName(BookingState state) { return NameOf(kNames, state); }
std::optional<BookingState> ParseBookingState(std::string_view name) { return ValueOf(kNames, name); }

}  // namespace clearance
