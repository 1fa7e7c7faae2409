#include "common/wire/booking_wire.h"

#include "common/wire/crossing_wire.h"
#include "common/wire/fields.h"
#include "common/wire/proto_enum.h"

namespace clearance {
namespace {

constexpr int kDefaultSlotPage = 96;  // one day of quarter hours
constexpr std::size_t kReferenceLength = 8;

// The fields ListSlots and CreateBooking have in common.
template <typename Message>
StatusOr<SlotKey> SlotKeyFrom(const Message& message) {
  SlotKey key;
  RETURN_IF_ERROR(RequireUpper(message.port(), 32, "-", "port"));
  key.port = message.port();
  RETURN_IF_ERROR(RequireSlug(message.lane_group(), "lane_group"));
  key.lane_group = message.lane_group();
  REQUIRE_FIELD(message, movement);
  CONVERT_FIELD(key.movement, FromProto(message.movement()), "movement");
  return key;
}

template <typename Message>
StatusOr<BookingLookup> LookupFrom(const Message& message) {
  BookingLookup lookup;
  for (const char c : message.reference())
    lookup.reference += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  RETURN_IF_ERROR(RequireUpper(lookup.reference, kReferenceLength, "", "reference"));
  REQUIRE_FIELD(message, birth_date);
  ASSIGN_OR_RETURN(lookup.birth_date, FromProto(message.birth_date(), "birth_date"));
  return lookup;
}

}  // namespace

StatusOr<SlotQuery> FromProto(const v1::ListSlotsRequest& message) {
  SlotQuery query;
  ASSIGN_OR_RETURN(query.first, SlotKeyFrom(message));
  REQUIRE_FIELD(message, from);
  ASSIGN_OR_RETURN(query.first.starts_at, FromProto(message.from(), "from"));
  REQUIRE_FIELD(message, to);
  ASSIGN_OR_RETURN(query.to, FromProto(message.to(), "to"));
  if (query.to <= query.first.starts_at) return InvalidField("to", "must be later than `from`");
  if (query.to - query.first.starts_at > kMaxSlotQuery) return InvalidField("to", "is more than 31 days after `from`");
  ASSIGN_OR_RETURN(query.page_size, PageSize(message.page_size(), kDefaultSlotPage, "page_size"));
  ASSIGN_OR_RETURN(const std::uint64_t after, ParsePageToken(message.page_token()));
  if (after > static_cast<std::uint64_t>(ToUnixMs(query.to)))
    return InvalidField("page_token", "is past the end of the time asked about");
  query.after = FromUnixMs(static_cast<std::int64_t>(after));
  return query;
}

StatusOr<BookingRequest> FromProto(const v1::CreateBookingRequest& message) {
  BookingRequest request;
  RETURN_IF_ERROR(RequireUuid(message.request_id(), "request_id"));
  request.request_id = message.request_id();
  ASSIGN_OR_RETURN(request.slot, SlotKeyFrom(message));
  REQUIRE_FIELD(message, starts_at);
  ASSIGN_OR_RETURN(request.slot.starts_at, FromProto(message.starts_at(), "starts_at"));
  if (request.slot.starts_at.time_since_epoch() % kSlotLength != Duration(0))
    return InvalidField("starts_at", "is not the beginning of a quarter of an hour");
  REQUIRE_FIELD(message, document);
  CONVERT_FIELD(request.document, FromProto(message.document()), "document");
  return request;
}

StatusOr<BookingLookup> FromProto(const v1::GetBookingRequest& message) { return LookupFrom(message); }

StatusOr<BookingLookup> FromProto(const v1::CancelBookingRequest& message) {
  RETURN_IF_ERROR(RequireUuid(message.request_id(), "request_id"));
  return LookupFrom(message);
}

void ToProto(const OpenSlot& slot, v1::Slot* out) {
  ToProto(slot.starts_at, out->mutable_starts_at());
  ToProto(slot.starts_at + kSlotLength, out->mutable_ends_at());
  out->set_places_left(slot.places_left);
}

void ToProto(const Booking& booking, v1::Booking* out) {
  out->set_booking_id(booking.booking_id);
  out->set_reference(booking.reference);
  out->set_port(booking.slot.port);
  out->set_lane_group(booking.slot.lane_group);
  ToProto(booking.slot.movement, out->mutable_movement());
  ToProto(booking.slot.starts_at, out->mutable_slot()->mutable_starts_at());
  ToProto(booking.slot.starts_at + kSlotLength, out->mutable_slot()->mutable_ends_at());
  out->set_state(ToProtoEnum(booking.state));
}

}  // namespace clearance
