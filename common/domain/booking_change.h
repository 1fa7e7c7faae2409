// What happened to bookings, as the ledger keeps it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "common/domain/booking.h"

namespace clearance {

enum class BookingAct { kHeld, kCreated, kMoved, kCancelled, kNoShow, kDayClosed };
inline constexpr std::array kAllBookingActs = {BookingAct::kHeld,      BookingAct::kCreated, BookingAct::kMoved,
                                               BookingAct::kCancelled, BookingAct::kNoShow,  BookingAct::kDayClosed};
std::string_view BookingActName(BookingAct act);  // "DAY_CLOSED"
std::optional<BookingAct> ParseBookingAct(std::string_view name);

// One act. Of what it is about only the members named are kept.
struct BookingChange {
  BookingAct act = BookingAct::kCreated;
  std::string by{};  // who did it: role and id, "booking/booking-1"; "centre" for what happens by itself
  // kHeld: hold id, slot, places, quota and end.
  SlotHold hold{};
  // kCreated, kCancelled, kNoShow, kMoved: booking id, slot, member and quota; kMoved also moved_to.
  Booking booking{};
  // kMoved: the slot of the booking in its place.
  SlotKey moved_to_slot{};
  // kDayClosed: day and reason; the port is the entry's log.
  DayClosure closure{};
  friend bool operator==(const BookingChange&, const BookingChange&) = default;
};

}  // namespace clearance
