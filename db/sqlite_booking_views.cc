// Holds of places, closed days and attempts at bookings, of the SQLite store (sqlite_bookings.h).
#include <algorithm>

#include "common/base/uuid_bytes.h"
#include "db/ledger.h"
#include "db/sqlite_bookings.h"
#include "db/stored_codes.h"
#include "db/view_errors.h"

namespace clearance {
namespace {

#define CLEARANCE_SLOT_HOLD_ROW                                                                           \
  "SELECT h.hold_id, g.port, g.lane_group, g.moves_from, g.moves_to, h.starts_at_ms, h.places, h.quota, " \
  "h.contact, h.expires_at_ms, h.held_by FROM slot_holds h LEFT JOIN slot_groups g ON g.id = h.slot_group "
#define CLEARANCE_CLOSURE_ROW "SELECT port, day, reason, closed_by, closed_at_ms FROM day_closures "
#define CLEARANCE_ATTEMPT_ROW "SELECT id, at_ms, act, result, contact, document, subject FROM booking_attempts "

std::int64_t DayNumber(Date day) { return day.time_since_epoch().count(); }

std::optional<sqlite::Blob> HashOrNull(const std::string& hash) {
  if (hash.empty()) return std::nullopt;
  return sqlite::Blob{hash};
}

StatusOr<SlotHold> HoldOf(const sqlite::Statement& row) {
  SlotHold hold;
  const auto id = UuidFromBytes(row.Bytes(0));
  if (!id) return CorruptStore("an id that is no UUID");
  hold.hold_id = *id;
  hold.slot.port = row.Text(1);
  hold.slot.lane_group = row.Text(2);
  ASSIGN_OR_RETURN(hold.slot.movement.from, TerritoryOfCode(row.Int(3)));
  ASSIGN_OR_RETURN(hold.slot.movement.to, TerritoryOfCode(row.Int(4)));
  hold.slot.starts_at = FromUnixMs(row.Int(5));
  hold.places = static_cast<int>(row.Int(6));
  ASSIGN_OR_RETURN(hold.quota, QuotaOfCode(row.Int(7)));
  hold.contact_hash = row.Bytes(8);
  hold.expires_at = FromUnixMs(row.Int(9));
  hold.held_by = row.Text(10);
  return hold;
}

StatusOr<DayClosure> ClosureOf(const sqlite::Statement& row) {
  return DayClosure{.port = row.Text(0),
                    .day = Date(Days(row.Int(1))),
                    .reason = row.Text(2),
                    .closed_by = row.Text(3),
                    .closed_at = FromUnixMs(row.Int(4))};
}

// A booking id is told from a hash by its length.
std::string SubjectText(const std::string& bytes) { return UuidFromBytes(bytes).value_or(bytes); }
std::string SubjectBytes(std::string_view subject) { return UuidToBytes(subject).value_or(std::string(subject)); }

StatusOr<BookingAttempt> AttemptOf(const sqlite::Statement& row) {
  BookingAttempt attempt;
  attempt.number = static_cast<std::uint64_t>(row.Int(0));
  attempt.at = FromUnixMs(row.Int(1));
  ASSIGN_OR_RETURN(attempt.act, AttemptActOfCode(row.Int(2)));
  ASSIGN_OR_RETURN(attempt.result, AttemptResultOfCode(row.Int(3)));
  attempt.contact_hash = row.Bytes(4);
  attempt.document = row.Bytes(5);
  attempt.subject = SubjectText(row.Bytes(6));
  return attempt;
}

StatusOr<AbuseCount> AbuseOf(const sqlite::Statement& row) {
  return AbuseCount{SubjectText(row.Bytes(0)), static_cast<int>(row.Int(1)), FromUnixMs(row.Int(2)),
                    FromUnixMs(row.Int(3))};
}

StatusOr<Instant> InstantOf(const sqlite::Statement& row) { return FromUnixMs(row.Int(0)); }

template <typename Row>
StatusOr<std::vector<Row>> AllOf(sqlite::Statement& statement, StatusOr<Row> (*read)(const sqlite::Statement&)) {
  std::vector<Row> rows;
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    ASSIGN_OR_RETURN(Row value, read(row));
    rows.push_back(std::move(value));
    return OkStatus();
  }));
  return rows;
}

template <typename Row>
StatusOr<std::optional<Row>> OneOf(sqlite::Statement& statement, StatusOr<Row> (*read)(const sqlite::Statement&)) {
  ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return std::optional<Row>();
  ASSIGN_OR_RETURN(Row value, read(statement));
  return std::optional<Row>(std::move(value));
}

}  // namespace

StatusOr<std::optional<SlotHold>> SqliteSlotHolds::Find(std::string_view hold_id) const {
  const auto id = UuidToBytes(hold_id);
  if (!id) return std::optional<SlotHold>();
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(CLEARANCE_SLOT_HOLD_ROW "WHERE h.hold_id = ?"));
  statement.Bind(sqlite::Blob{*id});
  return OneOf(statement, HoldOf);
}

StatusOr<std::vector<SlotHold>> SqliteSlotHolds::FirstToEnd(std::size_t limit) const {
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare(CLEARANCE_SLOT_HOLD_ROW "ORDER BY h.expires_at_ms, h.hold_id LIMIT ?"));
  statement.Bind(BoundedLimit(limit));
  return AllOf(statement, HoldOf);
}

StatusOr<HeldPlaces> SqliteSlotHolds::HeldBy(std::string_view held_by, Instant now) const {
  ASSIGN_OR_RETURN(
      sqlite::Statement statement,
      connection_.Prepare("SELECT coalesce(sum(places), 0), coalesce(sum(places) FILTER (WHERE contact IS NULL), 0), "
                          "min(expires_at_ms) FROM slot_holds WHERE held_by = ? AND expires_at_ms > ?"));
  statement.Bind(held_by, ToUnixMs(now));
  ASSIGN_OR_RETURN(const bool found, statement.Step());
  HeldPlaces held;
  if (!found) return held;
  held.places = static_cast<int>(statement.Int(0));
  held.without_contact = static_cast<int>(statement.Int(1));
  if (held.places > 0) held.first_end = FromUnixMs(statement.Int(2));
  return held;
}

Status SqliteSlotHolds::Insert(const SlotHold& hold) {
  RETURN_IF_ERROR(ValidateSlotHold(hold));
  ASSIGN_OR_RETURN(const std::int64_t group, groups_.Keep(hold.slot));
  const Status inserted = connection_.Run(
      "INSERT INTO slot_holds (hold_id, slot_group, starts_at_ms, places, quota, contact, held_by, expires_at_ms) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      sqlite::Blob{*UuidToBytes(hold.hold_id)}, group, ToUnixMs(hold.slot.starts_at), hold.places,
      QuotaCode(hold.quota), HashOrNull(hold.contact_hash), hold.held_by, ToUnixMs(hold.expires_at));
  return inserted.code() == StatusCode::kAlreadyExists ? SlotHoldTaken() : inserted;
}

Status SqliteSlotHolds::Erase(std::string_view hold_id) {
  const auto id = UuidToBytes(hold_id);
  if (!id) return OkStatus();
  return connection_.Run("DELETE FROM slot_holds WHERE hold_id = ?", sqlite::Blob{*id});
}

StatusOr<std::optional<DayClosure>> SqliteDayClosures::Find(std::string_view port, Date day) const {
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare(CLEARANCE_CLOSURE_ROW "WHERE port = ? AND day = ?"));
  statement.Bind(port, DayNumber(day));
  return OneOf(statement, ClosureOf);
}

StatusOr<std::vector<DayClosure>> SqliteDayClosures::List(std::string_view port, Date from, Date to) const {
  ASSIGN_OR_RETURN(
      sqlite::Statement statement,
      connection_.Prepare(CLEARANCE_CLOSURE_ROW "WHERE port = ? AND day >= ? AND day <= ? ORDER BY day LIMIT ?"));
  statement.Bind(port, DayNumber(from), DayNumber(to), kMaxClosuresPerRead);
  return AllOf(statement, ClosureOf);
}

Status SqliteDayClosures::Insert(const DayClosure& closure) {
  RETURN_IF_ERROR(ValidateDayClosure(closure));
  const Status inserted = connection_.Run(
      "INSERT INTO day_closures (port, day, reason, closed_by, closed_at_ms) VALUES (?, ?, ?, ?, ?)", closure.port,
      DayNumber(closure.day), closure.reason, closure.closed_by, ToUnixMs(closure.closed_at));
  return inserted.code() == StatusCode::kAlreadyExists ? DayClosedAlready() : inserted;
}

StatusOr<std::vector<BookingAttempt>> SqliteBookingAttempts::List(const AttemptFilter& filter,
                                                                  const std::optional<AttemptCursor>& after,
                                                                  std::size_t limit) const {
  // One text for each thing to find by, so that its index serves; what else is asked for is tested row by row.
#define CLEARANCE_ATTEMPT_REST                                                                          \
  "at_ms >= ?1 AND at_ms < ?2 AND (at_ms, id) > (?3, ?4) AND (?5 IS NULL OR act = ?5) "                 \
  "AND (?6 IS NULL OR result = ?6) AND (?7 IS NULL OR contact = ?7) AND (?8 IS NULL OR document = ?8) " \
  "AND (?9 IS NULL OR subject = ?9) ORDER BY at_ms, id LIMIT ?10"
  constexpr std::string_view kByTime = CLEARANCE_ATTEMPT_ROW "WHERE " CLEARANCE_ATTEMPT_REST;
  constexpr std::string_view kByContact = CLEARANCE_ATTEMPT_ROW "WHERE contact = ?7 AND " CLEARANCE_ATTEMPT_REST;
  constexpr std::string_view kByDocument = CLEARANCE_ATTEMPT_ROW "WHERE document = ?8 AND " CLEARANCE_ATTEMPT_REST;
  constexpr std::string_view kBySubject = CLEARANCE_ATTEMPT_ROW "WHERE subject = ?9 AND " CLEARANCE_ATTEMPT_REST;
#undef CLEARANCE_ATTEMPT_REST
  const std::string subject = SubjectBytes(filter.subject);
  const std::string_view sql = !subject.empty()               ? kBySubject
                               : !filter.document.empty()     ? kByDocument
                               : !filter.contact_hash.empty() ? kByContact
                                                              : kByTime;
  std::optional<std::int64_t> act;
  if (filter.act) act = AttemptActCode(*filter.act);
  std::optional<std::int64_t> result;
  if (filter.result) result = AttemptResultCode(*filter.result);
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(sql));
  // From the cursor on, so that a late page does not read the earlier ones again.
  const Instant from = after ? std::max(filter.from, after->at) : filter.from;
  statement.Bind(ToUnixMs(from), ToUnixMs(filter.to), ToUnixMs(after ? after->at : filter.from),
                 after ? after->number : 0, act, result, HashOrNull(filter.contact_hash), HashOrNull(filter.document),
                 HashOrNull(subject), BoundedLimit(limit));
  return AllOf(statement, AttemptOf);
}

// Both counts read the attempts of their time and no others, whatever else there is: hence the index by name. Acts: 1
// HOLD, 2 CREATE, 3 MOVE, 6 USE; result 1 is OK (stored_codes.h).
StatusOr<std::vector<AbuseCount>> SqliteBookingAttempts::DocumentsByContact(Instant from, Instant to, int at_least,
                                                                            std::size_t limit) const {
  ASSIGN_OR_RETURN(
      sqlite::Statement statement,
      connection_.Prepare("SELECT contact, count(DISTINCT document) AS c, min(at_ms), max(at_ms) "
                          "FROM booking_attempts INDEXED BY booking_attempts_by_time "
                          "WHERE at_ms >= ? AND at_ms < ? AND act IN (1, 2, 3) AND contact IS NOT NULL "
                          "AND document IS NOT NULL GROUP BY contact HAVING c >= ? ORDER BY c DESC, contact LIMIT ?"));
  statement.Bind(ToUnixMs(from), ToUnixMs(to), at_least, BoundedLimit(limit));
  return AllOf(statement, AbuseOf);
}

StatusOr<std::vector<AbuseCount>> SqliteBookingAttempts::FailedUsesBySeal(Instant from, Instant to, int at_least,
                                                                          std::size_t limit) const {
  ASSIGN_OR_RETURN(
      sqlite::Statement statement,
      connection_.Prepare("SELECT subject, count(*) AS c, min(at_ms), max(at_ms) "
                          "FROM booking_attempts INDEXED BY booking_attempts_by_time "
                          "WHERE at_ms >= ? AND at_ms < ? AND act = 6 AND result <> 1 AND subject IS NOT NULL "
                          "GROUP BY subject HAVING c >= ? ORDER BY c DESC, subject LIMIT ?"));
  statement.Bind(ToUnixMs(from), ToUnixMs(to), at_least, BoundedLimit(limit));
  return AllOf(statement, AbuseOf);
}

StatusOr<std::vector<Instant>> SqliteBookingAttempts::FailedLookUps(std::string_view subject, Instant from,
                                                                    std::size_t limit) const {
  const std::string bytes = SubjectBytes(subject);
  ASSIGN_OR_RETURN(
      sqlite::Statement statement,
      connection_.Prepare("SELECT at_ms FROM booking_attempts WHERE subject = ? AND at_ms >= ? AND result IN (6, 7) "
                          "ORDER BY at_ms, id LIMIT ?"));
  statement.Bind(sqlite::Blob{bytes}, ToUnixMs(from), BoundedLimit(limit));
  return AllOf(statement, InstantOf);
}

Status SqliteBookingAttempts::Add(const BookingAttempt& attempt) {
  RETURN_IF_ERROR(ValidateBookingAttempt(attempt));
  const std::string subject = SubjectBytes(attempt.subject);
  return connection_.Run(
      "INSERT INTO booking_attempts (at_ms, act, result, contact, document, subject) VALUES (?, ?, ?, ?, ?, ?)",
      ToUnixMs(attempt.at), AttemptActCode(attempt.act), AttemptResultCode(attempt.result),
      HashOrNull(attempt.contact_hash), HashOrNull(attempt.document), HashOrNull(subject));
}

StatusOr<std::size_t> SqliteBookingAttempts::Forget(Instant before, std::size_t limit) {
  RETURN_IF_ERROR(
      connection_.Run("DELETE FROM booking_attempts WHERE id IN "
                      "(SELECT id FROM booking_attempts WHERE at_ms < ? ORDER BY at_ms, id LIMIT ?)",
                      ToUnixMs(before), BoundedLimit(limit)));
  return static_cast<std::size_t>(connection_.ChangedRows());
}

}  // namespace clearance
