#include "services/booking/party.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/base/uuid_bytes.h"
#include "db/stored_codes.h"

namespace clearance {
namespace {

constexpr std::size_t kToldBytes = kUuidBytes + 1;

Status NotToldHere() {
  return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, "a first answer names bookings that are not here");
}

StatusOr<Booking> TellOneAgain(const Snapshot& s, std::string_view bytes) {
  const auto id = UuidFromBytes(bytes.substr(0, kUuidBytes));
  if (!id) return NotToldHere();
  ASSIGN_OR_RETURN(const BookingState state, BookingStateOfCode(static_cast<unsigned char>(bytes[kUuidBytes])));
  ASSIGN_OR_RETURN(std::optional<Booking> booking, s.bookings().FindById(*id));
  if (!booking) return NotToldHere();
  return AsTold(*std::move(booking), state);
}

}  // namespace

Status CheckParty(const std::vector<BookingPerson>& persons, Date day, const BookingLimits& limits) {
  const auto age_of = [&](std::size_t person) { return AgeOn(persons[person].document.birth_date, day); };
  for (std::size_t i = 0; i < persons.size(); ++i) {
    const std::string field = "persons[" + std::to_string(i) + "].guardian";
    const auto& guardian = persons[i].guardian;
    if (!guardian && age_of(i) < limits.minor_below_age) return InvalidField(field, "is required for a minor");
    if (guardian && age_of(i) >= limits.adult_from_age) return InvalidField(field, "is for minors");
    if (guardian && age_of(static_cast<std::size_t>(*guardian)) < limits.adult_from_age)
      return InvalidField(field, "is no adult");
  }
  return OkStatus();
}

bool IsInHand(const Booking& booking, Instant now) {
  return booking.state == BookingState::kReserved && booking.reserved_until > now;
}

bool IsFree(const Booking& booking, Instant now) {
  return booking.state == BookingState::kConfirmed ||
         (booking.state == BookingState::kReserved && booking.reserved_until <= now);
}

bool LeavesMinorAlone(const std::vector<Booking>& party, const std::vector<std::string>& leaving) {
  const auto leaves = [&](const Booking& booking) {
    return std::find(leaving.begin(), leaving.end(), booking.booking_id) != leaving.end();
  };
  return std::any_of(party.begin(), party.end(), [&](const Booking& minor) {
    if (!minor.guardian || !TakesPlace(minor.state) || minor.state == BookingState::kRedeemed || leaves(minor))
      return false;
    return std::any_of(party.begin(), party.end(),
                       [&](const Booking& adult) { return adult.member == *minor.guardian && leaves(adult); });
  });
}

bool MovesMinorAlone(const std::vector<Booking>& party, const std::vector<std::string>& moving) {
  const auto moves = [&](const Booking& booking) {
    return std::find(moving.begin(), moving.end(), booking.booking_id) != moving.end();
  };
  return std::any_of(party.begin(), party.end(), [&](const Booking& minor) {
    if (!minor.guardian || !moves(minor)) return false;
    return std::none_of(party.begin(), party.end(),
                        [&](const Booking& adult) { return adult.member == *minor.guardian && moves(adult); });
  });
}

Booking AsTold(Booking booking, BookingState state) {
  booking.state = state;
  booking.reserved_by.clear();
  booking.reserved_until = Instant{};
  booking.redeemed_by.clear();
  if (state != BookingState::kMoved) booking.moved_to.clear();
  return booking;
}

std::string ToldBytes(const std::vector<Booking>& told) {
  std::string bytes;
  for (const Booking& booking : told) {
    bytes += UuidToBytes(booking.booking_id).value_or("");
    bytes += static_cast<char>(BookingStateCode(booking.state));
  }
  return bytes;
}

StatusOr<std::vector<Booking>> TellAgain(const Snapshot& s, std::string_view bytes) {
  if (bytes.size() % kToldBytes != 0) return NotToldHere();
  std::vector<Booking> told;
  for (std::size_t at = 0; at < bytes.size(); at += kToldBytes) {
    ASSIGN_OR_RETURN(Booking booking, TellOneAgain(s, bytes.substr(at, kToldBytes)));
    told.push_back(std::move(booking));
  }
  return told;
}

}  // namespace clearance
