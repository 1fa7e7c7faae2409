// Bookings: a place in a slot of a lane group. A booking never changes the verdict of a crossing.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/instant.h"
#include "common/domain/document.h"
#include "common/domain/territory.h"

namespace clearance {

// A quarter of an hour of one lane group's one movement at one port.
struct SlotKey {
  std::string port{};
  std::string lane_group{};
  Movement movement{Territory::kKaz, Territory::kIcbc};
  Instant starts_at{};
  friend bool operator==(const SlotKey&, const SlotKey&) = default;
};

inline constexpr Duration kSlotLength = std::chrono::minutes(15);

enum class BookingState { kConfirmed, kReserved, kRedeemed, kCancelled };
inline constexpr std::array kAllBookingStates = {BookingState::kConfirmed, BookingState::kReserved,
                                                 BookingState::kRedeemed, BookingState::kCancelled};
std::string_view BookingStateName(BookingState state);
std::optional<BookingState> ParseBookingState(std::string_view name);

// Holds no face, no name and no document number: the traveller stands in it as a pseudonym.
struct Booking {
  std::string booking_id{};  // UUID
  std::string reference{};   // what a person types: 8 characters, no 0/O/1/I
  SlotKey slot{};
  std::string traveller{};        // pseudonym of the document (keyed hash, 32 bytes)
  std::string birth_date_hash{};  // keyed hash of the birth date: the second half of the look-up
  BookingState state = BookingState::kConfirmed;
  std::string reserved_by{};  // request id of the decision that holds it
  Instant reserved_until{};
  std::string redeemed_by{};  // request id of the passage
  Instant created_at{};
  std::string seal;  // the signed seal's text, made once
  friend bool operator==(const Booking&, const Booking&) = default;
};

// A place wanted.
struct BookingRequest {
  std::string request_id{};
  SlotKey slot{};
  Document document{};
  friend bool operator==(const BookingRequest&, const BookingRequest&) = default;
};

// What finds a booking: both halves must agree.
struct BookingLookup {
  std::string reference{};
  Date birth_date{};
  friend bool operator==(const BookingLookup&, const BookingLookup&) = default;
};

// A slot in which a place can be taken now.
struct OpenSlot {
  Instant starts_at{};
  int places_left = 0;
  friend bool operator==(const OpenSlot&, const OpenSlot&) = default;
};

}  // namespace clearance
