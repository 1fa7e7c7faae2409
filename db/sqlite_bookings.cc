// Bookings of the SQLite store: the view of sqlite_views.h that says what a slot still holds.

#include "common/base/uuid_bytes.h"
#include "db/ledger.h"
#include "db/sqlite_views.h"
#include "db/stored_codes.h"
#include "db/view_errors.h"

namespace clearance {
namespace {

#define CLEARANCE_BOOKING_ROW                                                                                       \
  "SELECT b.booking_id, b.reference, g.port, g.lane_group, g.moves_from, g.moves_to, b.starts_at_ms, t.pseudonym, " \
  "b.birth_date_hash, b.state, b.reserved_by, b.reserved_until_ms, b.redeemed_by, b.created_at_ms, b.seal "         \
  "FROM bookings b LEFT JOIN slot_groups g ON g.id = b.slot_group LEFT JOIN travellers t ON t.id = b.traveller "

constexpr std::string_view kById = CLEARANCE_BOOKING_ROW "WHERE b.booking_id = ?";
constexpr std::string_view kByReference = CLEARANCE_BOOKING_ROW "WHERE b.reference = ?";
constexpr std::string_view kByTraveller =
    CLEARANCE_BOOKING_ROW "WHERE b.traveller = ? ORDER BY b.starts_at_ms DESC, b.booking_id DESC LIMIT ?";

#undef CLEARANCE_BOOKING_ROW

// The text of 16 stored bytes; empty for NULL.
StatusOr<std::string> Id(const sqlite::Statement& row, int column) {
  if (row.IsNull(column)) return std::string();
  std::optional<std::string> text = UuidFromBytes(row.Bytes(column));
  if (!text) return CorruptStore("an id that is no UUID");
  return *std::move(text);
}

StatusOr<Booking> BookingOf(const sqlite::Statement& row) {
  Booking booking;
  ASSIGN_OR_RETURN(booking.booking_id, Id(row, 0));
  booking.reference = row.Text(1);
  booking.slot.port = row.Text(2);
  booking.slot.lane_group = row.Text(3);
  ASSIGN_OR_RETURN(booking.slot.movement.from, TerritoryOfCode(row.Int(4)));
  ASSIGN_OR_RETURN(booking.slot.movement.to, TerritoryOfCode(row.Int(5)));
  booking.slot.starts_at = FromUnixMs(row.Int(6));
  booking.traveller = row.Bytes(7);
  booking.birth_date_hash = row.Bytes(8);
  ASSIGN_OR_RETURN(booking.state, BookingStateOfCode(row.Int(9)));
  ASSIGN_OR_RETURN(booking.reserved_by, Id(row, 10));
  booking.reserved_until = FromUnixMs(row.Int(11));
  ASSIGN_OR_RETURN(booking.redeemed_by, Id(row, 12));
  booking.created_at = FromUnixMs(row.Int(13));
  booking.seal = row.Text(14);
  return booking;
}

StatusOr<std::optional<Booking>> OneOf(sqlite::Statement& statement) {
  ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return std::optional<Booking>();
  ASSIGN_OR_RETURN(Booking booking, BookingOf(statement));
  return std::optional<Booking>(std::move(booking));
}

}  // namespace

StatusOr<std::optional<Booking>> SqliteBookings::FindById(std::string_view booking_id) const {
  const std::optional<std::string> id = UuidToBytes(booking_id);
  if (!id) return std::optional<Booking>();
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kById));
  statement.Bind(sqlite::Blob{*id});
  return OneOf(statement);
}

StatusOr<std::optional<Booking>> SqliteBookings::FindByReference(std::string_view reference) const {
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kByReference));
  statement.Bind(reference);
  return OneOf(statement);
}

StatusOr<std::optional<std::int64_t>> SqliteBookings::GroupId(std::string_view port, std::string_view lane_group,
                                                              Movement movement) const {
  return FindInt(connection_,
                 "SELECT id FROM slot_groups WHERE port = ? AND lane_group = ? AND moves_from = ? AND moves_to = ?",
                 port, lane_group, TerritoryCode(movement.from), TerritoryCode(movement.to));
}

StatusOr<std::int64_t> SqliteBookings::KeepGroup(const SlotKey& slot) {
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> id, GroupId(slot.port, slot.lane_group, slot.movement));
  if (id) return *id;
  RETURN_IF_ERROR(
      connection_.Run("INSERT INTO slot_groups (port, lane_group, moves_from, moves_to) VALUES (?, ?, ?, ?)", slot.port,
                      slot.lane_group, TerritoryCode(slot.movement.from), TerritoryCode(slot.movement.to)));
  return connection_.LastInsertRowId();
}

StatusOr<int> SqliteBookings::CountTaken(const SlotKey& slot) const {
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> group, GroupId(slot.port, slot.lane_group, slot.movement));
  if (!group) return 0;
  ASSIGN_OR_RETURN(
      const std::optional<std::int64_t> taken,
      FindInt(connection_,
              "SELECT count(*) FROM bookings WHERE slot_group = ? AND starts_at_ms = ? AND takes_place = 1", *group,
              ToUnixMs(slot.starts_at)));
  return static_cast<int>(taken.value_or(0));
}

StatusOr<std::vector<SlotCount>> SqliteBookings::CountTakenBetween(std::string_view port, std::string_view lane_group,
                                                                   Movement movement, Instant from, Instant to) const {
  std::vector<SlotCount> counts;
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> group, GroupId(port, lane_group, movement));
  if (!group) return counts;
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT starts_at_ms, count(*) FROM bookings WHERE slot_group = ? AND "
                                       "starts_at_ms >= ? AND starts_at_ms < ? AND takes_place = 1 "
                                       "GROUP BY starts_at_ms ORDER BY starts_at_ms LIMIT ?"));
  statement.Bind(*group, ToUnixMs(from), ToUnixMs(to), kMaxSlotsPerRead);
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) {
    counts.push_back({FromUnixMs(row.Int(0)), static_cast<int>(row.Int(1))});
    return OkStatus();
  }));
  return counts;
}

StatusOr<std::vector<Booking>> SqliteBookings::ListByTraveller(std::string_view traveller, std::size_t limit) const {
  std::vector<Booking> bookings;
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> id, dictionary_.TravellerId(traveller));
  if (!id) return bookings;
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kByTraveller));
  statement.Bind(*id, BoundedLimit(limit));
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    ASSIGN_OR_RETURN(Booking booking, BookingOf(row));
    bookings.push_back(std::move(booking));
    return OkStatus();
  }));
  return bookings;
}

Status SqliteBookings::Insert(const Booking& booking) {
  RETURN_IF_ERROR(ValidateBooking(booking));
  ASSIGN_OR_RETURN(const std::int64_t group, KeepGroup(booking.slot));
  ASSIGN_OR_RETURN(const std::int64_t traveller, dictionary_.KeepTraveller(booking.traveller));
  const Status inserted = connection_.Run(
      "INSERT INTO bookings (booking_id, reference, slot_group, starts_at_ms, traveller, birth_date_hash, state, "
      "takes_place, reserved_by, reserved_until_ms, redeemed_by, created_at_ms, seal) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      sqlite::Blob{*UuidToBytes(booking.booking_id)}, booking.reference, group, ToUnixMs(booking.slot.starts_at),
      traveller, sqlite::Blob{booking.birth_date_hash}, BookingStateCode(booking.state),
      booking.state != BookingState::kCancelled, BlobOrNull(UuidToBytes(booking.reserved_by)),
      ToUnixMs(booking.reserved_until), BlobOrNull(UuidToBytes(booking.redeemed_by)), ToUnixMs(booking.created_at),
      booking.seal);
  return inserted.code() == StatusCode::kAlreadyExists ? BookingTaken() : inserted;
}

Status SqliteBookings::Update(const Booking& booking) {
  RETURN_IF_ERROR(ValidateBooking(booking));
  ASSIGN_OR_RETURN(const std::int64_t group, KeepGroup(booking.slot));
  ASSIGN_OR_RETURN(const std::int64_t traveller, dictionary_.KeepTraveller(booking.traveller));
  RETURN_IF_ERROR(connection_.Run(
      "UPDATE bookings SET slot_group = ?, starts_at_ms = ?, traveller = ?, birth_date_hash = ?, state = ?, "
      "takes_place = ?, reserved_by = ?, reserved_until_ms = ?, redeemed_by = ?, created_at_ms = ?, seal = ? "
      "WHERE booking_id = ? AND reference = ?",
      group, ToUnixMs(booking.slot.starts_at), traveller, sqlite::Blob{booking.birth_date_hash},
      BookingStateCode(booking.state), booking.state != BookingState::kCancelled,
      BlobOrNull(UuidToBytes(booking.reserved_by)), ToUnixMs(booking.reserved_until),
      BlobOrNull(UuidToBytes(booking.redeemed_by)), ToUnixMs(booking.created_at), booking.seal,
      sqlite::Blob{*UuidToBytes(booking.booking_id)}, booking.reference));
  return connection_.ChangedRows() == 1 ? OkStatus() : NoSuchBooking();
}

}  // namespace clearance
