#include "common/wire/booking_bytes.h"

#include <cstdint>
#include <utility>

#include "common/base/cbor.h"
#include "common/wire/ledger_bytes.h"
#include "common/wire/ledger_reading.h"

namespace clearance {
namespace {

constexpr std::int64_t kBodyVersion = 2;
constexpr std::uint64_t kHeldItems = 8;
constexpr std::uint64_t kBookingItems = 7;
constexpr std::uint64_t kMovedItems = 9;
constexpr std::uint64_t kDayClosedItems = 5;

std::uint64_t ItemsOf(BookingAct act) {
  switch (act) {
    case BookingAct::kHeld:
      return kHeldItems;
    case BookingAct::kMoved:
      return kMovedItems;
    case BookingAct::kDayClosed:
      return kDayClosedItems;
    case BookingAct::kCreated:
    case BookingAct::kCancelled:
    case BookingAct::kNoShow:
      return kBookingItems;
  }
  return 0;
}

void Put(CborWriter& out, const SlotKey& slot) {
  out.Array(4).Text(slot.port).Text(slot.lane_group).Array(2).Text(TerritoryName(slot.movement.from));
  out.Text(TerritoryName(slot.movement.to)).Int(ToUnixMs(slot.starts_at));
}

void Put(CborWriter& out, Date day) { out.Int(day.time_since_epoch().count()); }

StatusOr<Movement> ReadMovement(CborReader& in) {
  Movement movement{};
  RETURN_IF_ERROR(ExpectArray(in, 2));
  ASSIGN_OR_RETURN(movement.from, ReadName(in, ParseTerritory));
  ASSIGN_OR_RETURN(movement.to, ReadName(in, ParseTerritory));
  return movement;
}

StatusOr<SlotKey> ReadSlot(CborReader& in) {
  SlotKey slot;
  RETURN_IF_ERROR(ExpectArray(in, 4));
  ASSIGN_OR_RETURN(slot.port, in.Text());
  ASSIGN_OR_RETURN(slot.lane_group, in.Text());
  ASSIGN_OR_RETURN(slot.movement, ReadMovement(in));
  ASSIGN_OR_RETURN(slot.starts_at, ReadInstant(in));
  return slot;
}

StatusOr<SlotHold> ReadHeld(CborReader& in) {
  SlotHold hold;
  ASSIGN_OR_RETURN(hold.hold_id, ReadId(in));
  ASSIGN_OR_RETURN(hold.slot, ReadSlot(in));
  ASSIGN_OR_RETURN(hold.places, ReadInt(in));
  ASSIGN_OR_RETURN(hold.quota, ReadName(in, ParseQuota));
  ASSIGN_OR_RETURN(hold.expires_at, ReadInstant(in));
  return hold;
}

Status ReadBooking(CborReader& in, BookingChange& change) {
  Booking& booking = change.booking;
  ASSIGN_OR_RETURN(booking.booking_id, ReadId(in));
  ASSIGN_OR_RETURN(booking.slot, ReadSlot(in));
  ASSIGN_OR_RETURN(booking.member, ReadInt(in));
  ASSIGN_OR_RETURN(booking.quota, ReadName(in, ParseQuota));
  if (change.act != BookingAct::kMoved) return OkStatus();
  ASSIGN_OR_RETURN(booking.moved_to, ReadId(in));
  ASSIGN_OR_RETURN(change.moved_to_slot, ReadSlot(in));
  return OkStatus();
}

}  // namespace

std::string BookingBody(const BookingChange& change) {
  CborWriter out;
  out.Array(ItemsOf(change.act)).Int(kBodyVersion).Text(BookingActName(change.act)).Text(change.by);
  if (change.act == BookingAct::kHeld) {
    PutId(out, change.hold.hold_id);
    Put(out, change.hold.slot);
    out.Int(change.hold.places).Text(QuotaName(change.hold.quota)).Int(ToUnixMs(change.hold.expires_at));
    return out.Take();
  }
  if (change.act == BookingAct::kDayClosed) {
    Put(out, change.closure.day);
    return out.Text(change.closure.reason).Take();
  }
  PutId(out, change.booking.booking_id);
  Put(out, change.booking.slot);
  out.Int(change.booking.member).Text(QuotaName(change.booking.quota));
  if (change.act == BookingAct::kMoved) {
    PutId(out, change.booking.moved_to);
    Put(out, change.moved_to_slot);
  }
  return out.Take();
}

StatusOr<BookingChange> ReadBookingBody(std::string_view body) {
  CborReader in(body);
  BookingChange change;
  ASSIGN_OR_RETURN(const std::uint64_t items, in.Array());
  RETURN_IF_ERROR(ExpectVersion(in, kBodyVersion));
  ASSIGN_OR_RETURN(change.act, ReadName(in, ParseBookingAct));
  if (items != ItemsOf(change.act)) return Malformed("an array has another number of items");
  ASSIGN_OR_RETURN(change.by, in.Text());
  if (change.act == BookingAct::kHeld) {
    ASSIGN_OR_RETURN(change.hold, ReadHeld(in));
  } else if (change.act == BookingAct::kDayClosed) {
    ASSIGN_OR_RETURN(change.closure.day, ReadDate(in));
    ASSIGN_OR_RETURN(change.closure.reason, in.Text());
  } else {
    RETURN_IF_ERROR(ReadBooking(in, change));
  }
  RETURN_IF_ERROR(in.Finish());
  return change;
}

std::string RequestBytes(const SlotHoldRequest& request, std::string_view contact_hash) {
  CborWriter out;
  out.Array(5).Text(request.request_id);
  Put(out, request.slot);
  return out.Int(request.places).Text(QuotaName(request.quota)).Bytes(contact_hash).Take();
}

std::string RequestBytes(const BookingRequest& request, const std::vector<std::string>& fingerprints,
                         std::string_view contact_hash) {
  CborWriter out;
  out.Array(7).Text(request.request_id);
  Put(out, request.slot);
  out.Array(request.persons.size());
  for (std::size_t i = 0; i < request.persons.size(); ++i) {
    out.Array(2).Bytes(fingerprints[i]);
    if (request.persons[i].guardian) {
      out.Int(*request.persons[i].guardian);
    } else {
      out.Null();
    }
  }
  out.Text(request.hold_id).Text(QuotaName(request.quota)).Text(LanguageName(request.language));
  return out.Bytes(contact_hash).Take();
}

std::string RequestBytes(const MoveRequest& request, std::string_view birth_date_hash) {
  CborWriter out;
  out.Array(6).Text(request.request_id).Text(request.lookup.reference).Bytes(birth_date_hash);
  return out.Int(ToUnixMs(request.starts_at)).Text(request.lane_group).Text(request.hold_id).Take();
}

std::string RequestBytes(const CancelRequest& request, std::string_view birth_date_hash) {
  CborWriter out;
  out.Array(4).Text(request.request_id).Text(request.lookup.reference).Bytes(birth_date_hash);
  out.Array(request.members.size());
  for (const int member : request.members) out.Int(member);
  return out.Take();
}

std::string RequestBytes(const ClosureRequest& request) {
  CborWriter out;
  out.Array(6).Text(request.request_id).Text(request.port);
  Put(out, request.day);
  return out.Int(static_cast<std::int64_t>(request.action)).Text(request.reason).Int(request.page_size).Take();
}

}  // namespace clearance
