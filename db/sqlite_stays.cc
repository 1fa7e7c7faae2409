// Stays, derived from passages, in the SQLite store: a view of sqlite_views.h.

#include <algorithm>
#include <limits>

#include "db/ledger.h"
#include "db/sqlite_views.h"
#include "db/stored_codes.h"

namespace clearance {
namespace {

// SQLite's numbers are signed.
constexpr std::uint64_t kEveryPosition = std::numeric_limits<std::int64_t>::max();

std::int64_t DayNumber(Date date) { return date.time_since_epoch().count(); }

std::optional<std::int64_t> DayNumber(const std::optional<Date>& date) {
  if (!date) return std::nullopt;
  return DayNumber(*date);
}

std::optional<Date> DateOf(std::optional<std::int64_t> day) {
  if (!day) return std::nullopt;
  return Date(Days(static_cast<int>(*day)));
}

}  // namespace

StatusOr<std::vector<Stay>> SqliteStays::History(std::string_view traveller, Territory territory,
                                                 std::size_t limit) const {
  return HistoryAsOf(traveller, territory, kEveryPosition, limit);
}

StatusOr<std::vector<Stay>> SqliteStays::HistoryAsOf(std::string_view traveller, Territory territory,
                                                     std::uint64_t seen_position, std::size_t limit) const {
  limit = BoundedLimit(limit);
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> id, dictionary_.TravellerId(traveller));
  if (!id) return std::vector<Stay>();
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT at_ms, position, entry_day, exit_day, terms FROM stay_records "
                                       "WHERE traveller = ? AND territory = ? AND position <= ? "
                                       "ORDER BY at_ms DESC, position DESC LIMIT ?"));
  statement.Bind(*id, TerritoryCode(territory), std::min(seen_position, kEveryPosition), RecordsForStays(limit));
  std::vector<StayRecord> records;
  const Status read = ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    StayRecord record;
    record.at = FromUnixMs(row.Int(0));
    record.position = static_cast<std::uint64_t>(row.Int(1));
    record.stay.territory = territory;
    record.stay.entry = DateOf(row.OptionalInt(2));
    record.stay.exit = DateOf(row.OptionalInt(3));
    RETURN_IF_ERROR(SetStayTerms(row.Int(4), record.stay));
    records.push_back(std::move(record));
    return OkStatus();
  });
  RETURN_IF_ERROR(read);
  return StaysOf(std::move(records), limit);
}

Status SqliteStays::Keep(std::string_view traveller, const StayRecord& record) {
  RETURN_IF_ERROR(ValidateTraveller(traveller));
  ASSIGN_OR_RETURN(const std::int64_t terms, StayTerms(record.stay));
  ASSIGN_OR_RETURN(const std::int64_t id, dictionary_.KeepTraveller(traveller));
  return connection_.Run(
      "INSERT OR REPLACE INTO stay_records (traveller, territory, at_ms, position, entry_day, exit_day, terms) "
      "VALUES (?, ?, ?, ?, ?, ?, ?)",
      id, TerritoryCode(record.stay.territory), ToUnixMs(record.at), record.position, DayNumber(record.stay.entry),
      DayNumber(record.stay.exit), terms);
}

Status SqliteStays::RecordEntry(std::string_view traveller, const EntryRecord& record, std::uint64_t position) {
  return Keep(traveller, RecordOf(record, position));
}

Status SqliteStays::RecordExit(std::string_view traveller, const ExitRecord& record, std::uint64_t position) {
  return Keep(traveller, RecordOf(record, position));
}

Status SqliteStays::AddStay(std::string_view traveller, const Stay& stay, Instant at, std::uint64_t position) {
  ASSIGN_OR_RETURN(const StayRecord record, RecordOf(stay, at, position));
  return Keep(traveller, record);
}

StatusOr<std::optional<Date>> SqliteStays::CompleteFrom(Territory territory) const {
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> day,
                   FindInt(connection_, "SELECT day FROM complete_from WHERE territory = ?", TerritoryCode(territory)));
  return DateOf(day);
}

Status SqliteStays::SetCompleteFrom(Territory territory, Date date) {
  return connection_.Run("INSERT OR REPLACE INTO complete_from (territory, day) VALUES (?, ?)",
                         TerritoryCode(territory), DayNumber(date));
}

}  // namespace clearance
