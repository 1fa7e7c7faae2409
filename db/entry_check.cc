#include "db/entry_check.h"

#include "common/crypto/merkle.h"
#include "db/sealed_entry.h"

namespace clearance {
namespace {

std::string_view FirstDifferingColumn(const OpenedEntry& opened, const EntryRow& row) {
  const LedgerEntry& entry = opened.entry;
  if (opened.position != row.position) return "position";
  if (entry.log != row.log) return "log";
  if (static_cast<std::int64_t>(entry.kind) != row.kind) return "kind";
  if (ToUnixMs(entry.event_time) != row.event_time_ms) return "event_time_ms";
  if (entry.traveller != row.traveller) return "traveller";
  if (entry.lane_id != row.lane_id) return "lane_id";
  return "";
}

}  // namespace

std::string FaultOfFirst(std::optional<std::int64_t> first_position) {
  if (!first_position || *first_position >= 1) return "";
  return "an entry stands at position " + std::to_string(*first_position) + ", before the first";
}

std::string FaultOf(const EntryRow& row) {
  // Such a value may read as the one that should be there: no value as 0, a text as the same bytes.
  if (!row.mistyped_column.empty()) {
    return "the column " + std::string(row.mistyped_column) + " holds a value of another type";
  }
  if (LeafHash(row.sealed) != row.leaf_hash) return "the sealed bytes do not have the stored leaf hash";
  const StatusOr<OpenedEntry> opened = OpenSealed(row.sealed);
  if (!opened.ok()) return MessageOf(opened.status());
  const std::string_view column = FirstDifferingColumn(*opened, row);
  if (column.empty()) return "";
  return "the column " + std::string(column) + " differs from the sealed bytes";
}

}  // namespace clearance
