#include "common/domain/booking_change.h"

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<BookingAct, kAllBookingActs.size()> kNames = {{
    {BookingAct::kHeld, "HELD"},
    {BookingAct::kCreated, "CREATED"},
    {BookingAct::kMoved, "MOVED"},
    {BookingAct::kCancelled, "CANCELLED"},
    {BookingAct::kNoShow, "NO_SHOW"},
    {BookingAct::kDayClosed, "DAY_CLOSED"},
}};
static_assert(NamesEveryValue(kNames, kAllBookingActs.back()));

}  // namespace

std::string_view BookingActName(BookingAct act) { return NameOf(kNames, act); }
std::optional<BookingAct> ParseBookingAct(std::string_view name) { return ValueOf(kNames, name); }

}  // namespace clearance
