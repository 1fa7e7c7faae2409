// Bookings of the SQLite store, and the places they take.
#include "db/sqlite_bookings.h"

#include "common/base/uuid_bytes.h"
#include "db/ledger.h"
#include "db/stored_codes.h"
#include "db/view_errors.h"

namespace clearance {
namespace {

#define CLEARANCE_BOOKING_ROW                                                                                       \
  "SELECT b.booking_id, b.reference, g.port, g.lane_group, g.moves_from, g.moves_to, b.starts_at_ms, t.pseudonym, " \
  "b.birth_date_hash, b.state, b.reserved_by, b.reserved_until_ms, b.redeemed_by, b.created_at_ms, b.seal, "        \
  "b.member, b.minor, b.guardian, b.quota, b.language, b.contact, b.moved_to "                                      \
  "FROM bookings b LEFT JOIN slot_groups g ON g.id = b.slot_group LEFT JOIN travellers t ON t.id = b.traveller "

// Constants of a query stand in it and are no parameters where a partial index is to serve it: BookingStateCode 1 is
// CONFIRMED, 4 CANCELLED, 5 MOVED, 6 NO_SHOW.
constexpr std::string_view kById = CLEARANCE_BOOKING_ROW "WHERE b.booking_id = ?";
constexpr std::string_view kByReference =
    CLEARANCE_BOOKING_ROW "WHERE b.reference = ? AND b.state <> 5 ORDER BY b.member";
constexpr std::string_view kByTraveller = CLEARANCE_BOOKING_ROW
    "WHERE b.traveller = ? AND b.starts_at_ms >= ? AND b.state NOT IN (4, 5) "
    "ORDER BY b.starts_at_ms, b.booking_id LIMIT ?";
constexpr std::string_view kConfirmedBefore =
    CLEARANCE_BOOKING_ROW "WHERE b.state = 1 AND b.starts_at_ms < ? ORDER BY b.starts_at_ms, b.booking_id LIMIT ?";
constexpr std::string_view kListed = CLEARANCE_BOOKING_ROW
    "WHERE b.starts_at_ms >= ?1 AND b.starts_at_ms < ?2 AND (b.starts_at_ms, b.booking_id) > (?3, ?4) "
    "AND (?5 = '' OR g.port = ?5) AND (?6 = '' OR g.lane_group = ?6) "
    "AND (?7 IS NULL OR (g.moves_from = ?7 AND g.moves_to = ?8)) AND (?9 IS NULL OR b.state = ?9) "
    "ORDER BY b.starts_at_ms, b.booking_id LIMIT ?10";

#undef CLEARANCE_BOOKING_ROW

// The index bookings_given_up has all of it: no row of a booking is read.
constexpr std::string_view kGivenUp =
    "SELECT starts_at_ms, booking_id FROM bookings "
    "WHERE state IN (4, 5) AND starts_at_ms >= ?1 AND (starts_at_ms, booking_id) > (?2, ?3) "
    "ORDER BY starts_at_ms, booking_id LIMIT ?4";

// Places taken by bookings, and by holds that have not run out: two lists in order, merged as they are read. Adding
// them up in SQL would sort a month of slots anew.
constexpr std::string_view kTakenBetween =
    "SELECT starts_at_ms, general, family, assisted FROM slot_uses "
    "WHERE slot_group = ?1 AND starts_at_ms >= ?2 AND starts_at_ms < ?3 AND general + family + assisted > 0 "
    "UNION ALL SELECT starts_at_ms, places * (quota = 1), places * (quota = 2), places * (quota = 3) FROM slot_holds "
    "WHERE slot_group = ?1 AND starts_at_ms >= ?2 AND starts_at_ms < ?3 AND expires_at_ms > ?4 "
    "ORDER BY starts_at_ms";

// The text of 16 stored bytes; empty for NULL.
StatusOr<std::string> Id(const sqlite::Statement& row, int column) {
  if (row.IsNull(column)) return std::string();
  std::optional<std::string> text = UuidFromBytes(row.Bytes(column));
  if (!text) return CorruptStore("an id that is no UUID");
  return *std::move(text);
}

Status ReadMember(const sqlite::Statement& row, Booking& booking) {
  booking.member = static_cast<int>(row.Int(15));
  booking.minor = row.Int(16) != 0;
  if (const auto guardian = row.OptionalInt(17)) booking.guardian = static_cast<int>(*guardian);
  ASSIGN_OR_RETURN(booking.quota, QuotaOfCode(row.Int(18)));
  const auto language = ParseLanguage(row.Text(19));
  if (!language) return CorruptStore("a booking in a language of no list");
  booking.language = *language;
  booking.contact_hash = row.Bytes(20);
  ASSIGN_OR_RETURN(booking.moved_to, Id(row, 21));
  return OkStatus();
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
  RETURN_IF_ERROR(ReadMember(row, booking));
  return booking;
}

StatusOr<std::vector<Booking>> AllOf(sqlite::Statement& statement) {
  std::vector<Booking> bookings;
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    ASSIGN_OR_RETURN(Booking booking, BookingOf(row));
    bookings.push_back(std::move(booking));
    return OkStatus();
  }));
  return bookings;
}

std::optional<sqlite::Blob> HashOrNull(const std::string& hash) {
  if (hash.empty()) return std::nullopt;
  return sqlite::Blob{hash};
}

// Whether both take the same place, or neither any.
bool SamePlace(const Booking& a, const Booking& b) {
  if (TakesPlace(a.state) != TakesPlace(b.state)) return false;
  return !TakesPlace(a.state) || (a.slot == b.slot && a.quota == b.quota);
}

}  // namespace

StatusOr<std::optional<std::int64_t>> SqliteSlotGroups::Find(std::string_view port, std::string_view lane_group,
                                                             Movement movement) const {
  return FindInt(connection_,
                 "SELECT id FROM slot_groups WHERE port = ? AND lane_group = ? AND moves_from = ? AND moves_to = ?",
                 port, lane_group, TerritoryCode(movement.from), TerritoryCode(movement.to));
}

StatusOr<std::int64_t> SqliteSlotGroups::Keep(const SlotKey& slot) {
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> id, Find(slot.port, slot.lane_group, slot.movement));
  if (id) return *id;
  RETURN_IF_ERROR(
      connection_.Run("INSERT INTO slot_groups (port, lane_group, moves_from, moves_to) VALUES (?, ?, ?, ?)", slot.port,
                      slot.lane_group, TerritoryCode(slot.movement.from), TerritoryCode(slot.movement.to)));
  return connection_.LastInsertRowId();
}

StatusOr<std::optional<Booking>> SqliteBookings::FindById(std::string_view booking_id) const {
  const std::optional<std::string> id = UuidToBytes(booking_id);
  if (!id) return std::optional<Booking>();
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kById));
  statement.Bind(sqlite::Blob{*id});
  ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return std::optional<Booking>();
  ASSIGN_OR_RETURN(Booking booking, BookingOf(statement));
  return std::optional<Booking>(std::move(booking));
}

StatusOr<std::vector<Booking>> SqliteBookings::FindByReference(std::string_view reference) const {
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kByReference));
  statement.Bind(reference);
  return AllOf(statement);
}

StatusOr<SlotUse> SqliteBookings::CountTaken(const SlotKey& slot, Instant now) const {
  ASSIGN_OR_RETURN(const auto counts, CountTakenBetween(slot.port, slot.lane_group, slot.movement, slot.starts_at,
                                                        slot.starts_at + Duration(1), now));
  return counts.empty() ? SlotUse{} : counts.front().use;
}

StatusOr<std::vector<SlotCount>> SqliteBookings::CountTakenBetween(std::string_view port, std::string_view lane_group,
                                                                   Movement movement, Instant from, Instant to,
                                                                   Instant now) const {
  std::vector<SlotCount> counts;
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> group, groups_.Find(port, lane_group, movement));
  if (!group) return counts;
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kTakenBetween));
  statement.Bind(*group, ToUnixMs(from), ToUnixMs(to), ToUnixMs(now));
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) {
    const Instant starts_at = FromUnixMs(row.Int(0));
    const bool is_new = counts.empty() || counts.back().starts_at != starts_at;
    if (is_new && counts.size() == kMaxSlotsPerRead) return OkStatus();
    if (is_new) counts.push_back({starts_at, {}});
    SlotUse& use = counts.back().use;
    use.general += static_cast<int>(row.Int(1));
    use.family += static_cast<int>(row.Int(2));
    use.assisted += static_cast<int>(row.Int(3));
    return OkStatus();
  }));
  return counts;
}

StatusOr<std::vector<Booking>> SqliteBookings::ListByTraveller(std::string_view traveller, Instant from,
                                                               std::size_t limit) const {
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> id, dictionary_.TravellerId(traveller));
  if (!id) return std::vector<Booking>();
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kByTraveller));
  statement.Bind(*id, ToUnixMs(from), BoundedLimit(limit));
  return AllOf(statement);
}

StatusOr<int> SqliteBookings::CountOpenByContact(std::string_view contact_hash, Instant now) const {
  constexpr std::string_view kOpenByContact =
      "SELECT (SELECT count(*) FROM bookings WHERE contact = ?1 AND starts_at_ms > ?2 AND state IN (1, 2)) + "
      "(SELECT coalesce(sum(places), 0) FROM slot_holds WHERE contact = ?1 AND expires_at_ms > ?3)";
  ASSIGN_OR_RETURN(
      const std::optional<std::int64_t> open,
      FindInt(connection_, kOpenByContact, sqlite::Blob{contact_hash}, ToUnixMs(now - kSlotLength), ToUnixMs(now)));
  return static_cast<int>(open.value_or(0));
}

StatusOr<std::vector<Booking>> SqliteBookings::List(const BookingFilter& filter,
                                                    const std::optional<BookingCursor>& after,
                                                    std::size_t limit) const {
  const std::optional<std::string> after_id = UuidToBytes(after ? after->booking_id : "");
  std::optional<std::int64_t> moves_from;
  std::optional<std::int64_t> moves_to;
  if (filter.movement) {
    moves_from = TerritoryCode(filter.movement->from);
    moves_to = TerritoryCode(filter.movement->to);
  }
  std::optional<std::int64_t> state;
  if (filter.state) state = BookingStateCode(*filter.state);
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kListed));
  // Without a cursor: after what would stand before the first.
  statement.Bind(ToUnixMs(filter.from), ToUnixMs(filter.to), ToUnixMs(after ? after->starts_at : filter.from),
                 sqlite::Blob{after_id ? std::string_view(*after_id) : std::string_view()}, filter.port,
                 filter.lane_group, moves_from, moves_to, state, BoundedLimit(limit));
  return AllOf(statement);
}

StatusOr<std::vector<Booking>> SqliteBookings::ConfirmedBefore(Instant before, std::size_t limit) const {
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kConfirmedBefore));
  statement.Bind(ToUnixMs(before), BoundedLimit(limit));
  return AllOf(statement);
}

StatusOr<std::vector<BookingCursor>> SqliteBookings::GivenUp(Instant from, const std::optional<BookingCursor>& after,
                                                             std::size_t limit) const {
  const std::optional<std::string> after_id = UuidToBytes(after ? after->booking_id : "");
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kGivenUp));
  // Without a cursor: after what would stand before the first.
  statement.Bind(ToUnixMs(from), ToUnixMs(after ? after->starts_at : from),
                 sqlite::Blob{after_id ? std::string_view(*after_id) : std::string_view()}, BoundedLimit(limit));
  std::vector<BookingCursor> given_up;
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) {
    ASSIGN_OR_RETURN(std::string id, Id(row, 1));
    given_up.push_back({FromUnixMs(row.Int(0)), std::move(id)});
    return OkStatus();
  }));
  return given_up;
}

StatusOr<std::vector<AbuseCount>> SqliteBookings::NoShowsByDocument(Instant from, Instant to, int at_least,
                                                                    std::size_t limit) const {
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT t.pseudonym, count(*) AS c, min(b.starts_at_ms), max(b.starts_at_ms) "
                                       "FROM bookings b LEFT JOIN travellers t ON t.id = b.traveller "
                                       "WHERE b.state = 6 AND b.starts_at_ms >= ? AND b.starts_at_ms < ? "
                                       "GROUP BY b.traveller HAVING c >= ? ORDER BY c DESC, t.pseudonym LIMIT ?"));
  statement.Bind(ToUnixMs(from), ToUnixMs(to), at_least, BoundedLimit(limit));
  std::vector<AbuseCount> counts;
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) {
    counts.push_back({row.Bytes(0), static_cast<int>(row.Int(1)), FromUnixMs(row.Int(2)), FromUnixMs(row.Int(3))});
    return OkStatus();
  }));
  return counts;
}

Status SqliteBookings::CountPlace(const Booking& booking, int times) {
  if (!TakesPlace(booking.state)) return OkStatus();
  ASSIGN_OR_RETURN(const std::int64_t group, groups_.Keep(booking.slot));
  const auto of = [&](Quota quota) { return booking.quota == quota ? times : 0; };
  return connection_.Run(
      "INSERT INTO slot_uses (slot_group, starts_at_ms, general, family, assisted) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (slot_group, starts_at_ms) DO UPDATE SET general = general + excluded.general, "
      "family = family + excluded.family, assisted = assisted + excluded.assisted",
      group, ToUnixMs(booking.slot.starts_at), of(Quota::kGeneral), of(Quota::kFamily), of(Quota::kAssisted));
}

Status SqliteBookings::Insert(const Booking& booking) {
  RETURN_IF_ERROR(ValidateBooking(booking));
  ASSIGN_OR_RETURN(const std::int64_t group, groups_.Keep(booking.slot));
  ASSIGN_OR_RETURN(const std::int64_t traveller, dictionary_.KeepTraveller(booking.traveller));
  const Status inserted = connection_.Run(
      "INSERT INTO bookings (booking_id, reference, member, slot_group, starts_at_ms, traveller, birth_date_hash, "
      "state, reserved_by, reserved_until_ms, redeemed_by, created_at_ms, seal, minor, guardian, quota, language, "
      "contact, moved_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      sqlite::Blob{*UuidToBytes(booking.booking_id)}, booking.reference, booking.member, group,
      ToUnixMs(booking.slot.starts_at), traveller, sqlite::Blob{booking.birth_date_hash},
      BookingStateCode(booking.state), BlobOrNull(UuidToBytes(booking.reserved_by)), ToUnixMs(booking.reserved_until),
      BlobOrNull(UuidToBytes(booking.redeemed_by)), ToUnixMs(booking.created_at), booking.seal, booking.minor,
      booking.guardian, QuotaCode(booking.quota), LanguageName(booking.language), HashOrNull(booking.contact_hash),
      BlobOrNull(UuidToBytes(booking.moved_to)));
  if (inserted.code() == StatusCode::kAlreadyExists) return BookingTaken();
  RETURN_IF_ERROR(inserted);
  return CountPlace(booking, 1);
}

Status SqliteBookings::Update(const Booking& booking) {
  RETURN_IF_ERROR(ValidateBooking(booking));
  ASSIGN_OR_RETURN(const std::optional<Booking> before, FindById(booking.booking_id));
  if (!before || before->reference != booking.reference || before->member != booking.member) return NoSuchBooking();
  ASSIGN_OR_RETURN(const std::int64_t group, groups_.Keep(booking.slot));
  ASSIGN_OR_RETURN(const std::int64_t traveller, dictionary_.KeepTraveller(booking.traveller));
  const Status updated = connection_.Run(
      "UPDATE bookings SET slot_group = ?, starts_at_ms = ?, traveller = ?, birth_date_hash = ?, state = ?, "
      "reserved_by = ?, reserved_until_ms = ?, redeemed_by = ?, created_at_ms = ?, seal = ?, minor = ?, guardian = ?, "
      "quota = ?, language = ?, contact = ?, moved_to = ? WHERE booking_id = ?",
      group, ToUnixMs(booking.slot.starts_at), traveller, sqlite::Blob{booking.birth_date_hash},
      BookingStateCode(booking.state), BlobOrNull(UuidToBytes(booking.reserved_by)), ToUnixMs(booking.reserved_until),
      BlobOrNull(UuidToBytes(booking.redeemed_by)), ToUnixMs(booking.created_at), booking.seal, booking.minor,
      booking.guardian, QuotaCode(booking.quota), LanguageName(booking.language), HashOrNull(booking.contact_hash),
      BlobOrNull(UuidToBytes(booking.moved_to)), sqlite::Blob{*UuidToBytes(booking.booking_id)});
  if (updated.code() == StatusCode::kAlreadyExists) return BookingTaken();
  RETURN_IF_ERROR(updated);
  if (SamePlace(*before, booking)) return OkStatus();
  RETURN_IF_ERROR(CountPlace(*before, -1));
  return CountPlace(booking, 1);
}

}  // namespace clearance
