// Bookings between proto and domain. FromProto validates everything, once.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "clearance/v1/booking.pb.h"
#include "common/base/status.h"
#include "common/domain/booking.h"
#include "common/domain/booking_calls.h"

namespace clearance {

struct SlotQuery {
  SlotKey first;  // starts_at is the beginning of the time asked about
  Instant to{};
  int page_size = 0;
  Instant after{};  // from the page token: only slots that begin later; the epoch for none
  int places = 1;
  Quota quota = Quota::kGeneral;
};

inline constexpr Duration kMaxSlotQuery = std::chrono::hours(24 * 31);
inline constexpr int kMaxContactCharacters = 100;
inline constexpr int kMaxClosurePage = 200;

// Behind which row of a list the next page begins.
struct PageAfter {
  Instant at{};
  std::string id{};
  friend bool operator==(const PageAfter&, const PageAfter&) = default;
};
std::string MakePageToken(const PageAfter& after);

// Which bookings an officer looks at, and why.
struct BookingQuery {
  std::string reason{};
  std::string port{};
  std::string lane_group{};  // empty: every one
  Instant from{};
  Instant to{};
  std::optional<BookingState> state{};
  int page_size = 0;
  std::optional<PageAfter> after{};  // id: the booking's
};

struct AttemptQuery {
  std::string reason{};
  Instant from{};
  Instant to{};
  std::optional<AttemptAct> act{};
  std::optional<AttemptResult> result{};
  std::string contact_hash{};
  std::string document{};
  std::string booking_id{};
  int page_size = 0;
  std::optional<PageAfter> after{};  // id: the attempt's number
};

struct AbuseQuery {
  std::string reason{};
  Instant from{};
  Instant to{};
  AbuseSignal signal = AbuseSignal::kManyDocumentsOneContact;
  int at_least = 0;
  int page_size = 0;
  std::size_t skip = 0;  // cases of earlier pages
};

// A contact in the one form it is hashed in: an e-mail address in lower case, a telephone number without blanks,
// hyphens and brackets. INVALID_ARGUMENT naming `field` for what is neither; empty stays empty.
StatusOr<std::string> ContactForm(std::string_view text, std::string_view field);

StatusOr<SlotQuery> FromProto(const v1::ListSlotsRequest& message);
StatusOr<SlotHoldRequest> FromProto(const v1::HoldSlotRequest& message);
StatusOr<BookingRequest> FromProto(const v1::CreateBookingRequest& message);
StatusOr<BookingLookup> FromProto(const v1::GetBookingRequest& message);
StatusOr<MoveRequest> FromProto(const v1::MoveBookingRequest& message);
StatusOr<CancelRequest> FromProto(const v1::CancelBookingRequest& message);
StatusOr<BookingQuery> FromProto(const v1::ListBookingsRequest& message);
StatusOr<ClosureRequest> FromProto(const v1::CloseDayRequest& message);
StatusOr<AttemptQuery> FromProto(const v1::ListAttemptsRequest& message);
StatusOr<AbuseQuery> FromProto(const v1::ListAbuseRequest& message);

// Everything but the words, which are the service's.
void ToProto(const OpenSlot& slot, v1::Slot* out);
void ToProto(const SlotHold& hold, v1::SlotHold* out);
// Everything but the seal and the words.
void ToProto(const Booking& booking, v1::Booking* out);
void ToProto(const DayClosure& closure, v1::DayClosure* out);
void ToProto(const BookingAttempt& attempt, v1::BookingAttempt* out);
void ToProto(AbuseSignal signal, const AbuseCount& counted, v1::AbuseCase* out);

}  // namespace clearance
