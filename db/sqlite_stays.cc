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

// From a row of at_ms, position, entry_day, exit_day, terms, promised_day, regime.
Status ReadRecord(const sqlite::Statement& row, Territory territory, TravelRecord& record) {
  record.at = FromUnixMs(row.Int(0));
  record.position = static_cast<std::uint64_t>(row.Int(1));
  record.stay.territory = territory;
  record.stay.entry = DateOf(row.OptionalInt(2));
  record.stay.exit = DateOf(row.OptionalInt(3));
  record.stay.promised_until = DateOf(row.OptionalInt(5));
  record.stay.regime = row.OptionalText(6).value_or("");
  return SetRecordTerms(row.Int(4), record);
}

}  // namespace

StatusOr<std::vector<Stay>> SqliteStays::History(std::span<const std::string> documents, Territory territory,
                                                 std::size_t limit) const {
  return HistoryAsOf(documents, territory, kEveryPosition, limit);
}

StatusOr<std::vector<Stay>> SqliteStays::HistoryAsOf(std::span<const std::string> documents, Territory territory,
                                                     std::uint64_t seen_position, std::size_t limit) const {
  seen_position = std::min(seen_position, kEveryPosition);
  std::vector<std::int64_t> ids;
  std::vector<RecordVoid> voids;
  for (const std::string& document : documents) {
    ASSIGN_OR_RETURN(const std::optional<std::int64_t> id, dictionary_.TravellerId(document));
    if (!id) continue;
    ids.push_back(*id);
    RETURN_IF_ERROR(AddVoids(*id, territory, seen_position, voids));
  }
  const auto latest_records = [&](std::size_t count) -> StatusOr<std::vector<TravelRecord>> {
    std::vector<TravelRecord> records;
    for (const std::int64_t id : ids) {
      RETURN_IF_ERROR(AddLatestRecords(id, territory, seen_position, count, records));
    }
    KeepLatest(count, records);
    return records;
  };
  return LatestStays(BoundedLimit(limit), voids, latest_records);
}

Status SqliteStays::AddLatestRecords(std::int64_t traveller_id, Territory territory, std::uint64_t seen_position,
                                     std::size_t count, std::vector<TravelRecord>& records) const {
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT at_ms, position, entry_day, exit_day, terms, promised_day, "
                                       "(SELECT name FROM names WHERE id = regime) FROM stay_records "
                                       "WHERE traveller = ? AND territory = ? AND position <= ? "
                                       "ORDER BY at_ms DESC, position DESC LIMIT ?"));
  statement.Bind(traveller_id, TerritoryCode(territory), seen_position, count);
  return ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    return ReadRecord(row, territory, records.emplace_back());
  });
}

Status SqliteStays::AddVoids(std::int64_t traveller_id, Territory territory, std::uint64_t seen_position,
                             std::vector<RecordVoid>& voids) const {
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT concerns, made_by FROM record_voids "
                                       "WHERE traveller = ? AND territory = ? AND made_by <= ?"));
  statement.Bind(traveller_id, TerritoryCode(territory), seen_position);
  return ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    voids.push_back({static_cast<std::uint64_t>(row.Int(0)), static_cast<std::uint64_t>(row.Int(1))});
    return OkStatus();
  });
}

StatusOr<std::optional<TravelRecord>> SqliteStays::FindRecord(std::string_view traveller, Territory territory,
                                                              std::uint64_t position) const {
  std::optional<TravelRecord> found;
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> id, dictionary_.TravellerId(traveller));
  if (!id) return found;
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT at_ms, position, entry_day, exit_day, terms, promised_day, "
                                       "(SELECT name FROM names WHERE id = regime) FROM stay_records "
                                       "WHERE traveller = ? AND territory = ? AND position = ?"));
  statement.Bind(*id, TerritoryCode(territory), position);
  RETURN_IF_ERROR(ForEachRow(
      statement, [&](const sqlite::Statement& row) -> Status { return ReadRecord(row, territory, found.emplace()); }));
  return found;
}

StatusOr<std::vector<RecordVoid>> SqliteStays::VoidsOf(std::string_view traveller, Territory territory,
                                                       const RecordVoid& record_void, Voiding voiding) const {
  RETURN_IF_ERROR(ValidateTraveller(traveller));
  ASSIGN_OR_RETURN(const auto concerned, FindRecord(traveller, territory, record_void.concerns));
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> id, dictionary_.TravellerId(traveller));
  std::vector<RecordVoid> known;
  if (id) RETURN_IF_ERROR(AddVoids(*id, territory, kEveryPosition, known));
  return VoidsToKeep(record_void, voiding, concerned, known);
}

Status SqliteStays::CheckVoid(std::string_view traveller, Territory territory, const RecordVoid& record_void,
                              Voiding voiding) const {
  return VoidsOf(traveller, territory, record_void, voiding).status();
}

Status SqliteStays::Void(std::string_view traveller, Territory territory, const RecordVoid& record_void,
                         Voiding voiding) {
  ASSIGN_OR_RETURN(const std::vector<RecordVoid> keep, VoidsOf(traveller, territory, record_void, voiding));
  ASSIGN_OR_RETURN(const std::int64_t id, dictionary_.KeepTraveller(traveller));
  for (const RecordVoid& one : keep) {
    RETURN_IF_ERROR(connection_.Run(
        "INSERT OR REPLACE INTO record_voids (traveller, territory, concerns, made_by) VALUES (?, ?, ?, ?)", id,
        TerritoryCode(territory), one.concerns, one.by));
  }
  return OkStatus();
}

Status SqliteStays::Keep(std::string_view traveller, const TravelRecord& record) {
  RETURN_IF_ERROR(ValidateTraveller(traveller));
  ASSIGN_OR_RETURN(const std::int64_t terms, RecordTerms(record));
  ASSIGN_OR_RETURN(const std::int64_t id, dictionary_.KeepTraveller(traveller));
  std::optional<std::int64_t> regime;
  if (!record.stay.regime.empty()) {
    ASSIGN_OR_RETURN(regime, dictionary_.KeepName(record.stay.regime));
  }
  return connection_.Run(
      "INSERT OR REPLACE INTO stay_records (traveller, territory, at_ms, position, entry_day, exit_day, terms, "
      "promised_day, regime) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      id, TerritoryCode(record.stay.territory), ToUnixMs(record.at), record.position, DayNumber(record.stay.entry),
      DayNumber(record.stay.exit), terms, DayNumber(record.stay.promised_until), regime);
}

Status SqliteStays::RecordEntry(std::string_view traveller, const EntryRecord& record, std::uint64_t position) {
  return Keep(traveller, RecordOf(record, position));
}

Status SqliteStays::RecordExit(std::string_view traveller, const ExitRecord& record, std::uint64_t position) {
  return Keep(traveller, RecordOf(record, position));
}

Status SqliteStays::AddStay(std::string_view traveller, const Stay& stay, Instant at, std::uint64_t position) {
  ASSIGN_OR_RETURN(const TravelRecord record, RecordOf(stay, at, position));
  return Keep(traveller, record);
}

Status SqliteStays::RecordBasisChange(std::string_view traveller, const BasisChange& change, std::uint64_t position) {
  return Keep(traveller, RecordOf(change, position));
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
