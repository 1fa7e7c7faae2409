#include "db/sealed_entry.h"

#include <algorithm>

#include "common/base/cbor.h"
#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "common/base/uuid_bytes.h"

namespace clearance {
namespace {

constexpr std::uint64_t kSealedItems = 10;

bool IsPrintableAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

Status Corrupt(std::string_view what) {
  return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, "sealed entry: " + std::string(what));
}

// Empty stands as null, so that no value has two encodings.
StatusOr<std::string> BytesOrNull(CborReader& reader) {
  if (reader.NullNext()) return std::string();
  ASSIGN_OR_RETURN(std::string bytes, reader.Bytes());
  if (bytes.empty()) return Corrupt("an empty value that is not null");
  return bytes;
}

StatusOr<std::string> TextOrNull(CborReader& reader) {
  if (reader.NullNext()) return std::string();
  ASSIGN_OR_RETURN(std::string text, reader.Text());
  if (text.empty()) return Corrupt("an empty value that is not null");
  return text;
}

StatusOr<OpenedEntry> ReadSealed(std::string_view sealed) {
  CborReader reader(sealed);
  ASSIGN_OR_RETURN(const std::uint64_t items, reader.Array());
  if (items != kSealedItems) return Corrupt("not an array of ten");
  ASSIGN_OR_RETURN(const std::int64_t version, reader.Int());
  if (version != kSealedFormatVersion) return Corrupt("unknown format version");
  OpenedEntry opened;
  ASSIGN_OR_RETURN(const std::int64_t position, reader.Int());
  if (position < 1) return Corrupt("a position below 1");
  opened.position = static_cast<std::uint64_t>(position);
  LedgerEntry& entry = opened.entry;
  ASSIGN_OR_RETURN(entry.log, reader.Text());
  ASSIGN_OR_RETURN(const std::int64_t kind_number, reader.Int());
  const std::optional<EntryKind> kind = EntryKindFromNumber(kind_number);
  if (!kind) return Corrupt("unknown kind");
  entry.kind = *kind;
  ASSIGN_OR_RETURN(const std::int64_t event_time_ms, reader.Int());
  entry.event_time = FromUnixMs(event_time_ms);
  ASSIGN_OR_RETURN(const std::int64_t record_time_ms, reader.Int());
  entry.record_time = FromUnixMs(record_time_ms);
  ASSIGN_OR_RETURN(entry.traveller, BytesOrNull(reader));
  ASSIGN_OR_RETURN(const std::string request_id, BytesOrNull(reader));
  if (!request_id.empty()) {
    std::optional<std::string> text = UuidFromBytes(request_id);
    if (!text) return Corrupt("a request id that is no UUID");
    entry.request_id = *std::move(text);
  }
  ASSIGN_OR_RETURN(entry.lane_id, TextOrNull(reader));
  ASSIGN_OR_RETURN(entry.body, reader.Bytes());
  RETURN_IF_ERROR(reader.Finish());
  RETURN_IF_ERROR(ValidateEntry(entry));
  return opened;
}

}  // namespace

Status ValidateEntry(const LedgerEntry& entry) {
  if (entry.log.empty() || entry.log.size() > kMaxLogNameBytes || !IsPrintableAscii(entry.log)) {
    return InvalidField("log", "1 to 64 printable ASCII characters without blanks");
  }
  if (!EntryKindFromNumber(static_cast<std::int64_t>(entry.kind))) return InvalidField("kind", "not a kind of entry");
  if (!entry.traveller.empty() && entry.traveller.size() != kPseudonymBytes) {
    return InvalidField("traveller", "a pseudonym has 32 bytes");
  }
  if (!entry.request_id.empty() && !UuidToBytes(entry.request_id)) {
    return InvalidField("request_id", "not a UUID in canonical form");
  }
  if (entry.lane_id.size() > kMaxLaneIdBytes || !IsPrintableAscii(entry.lane_id)) {
    return InvalidField("lane_id", "at most 64 printable ASCII characters without blanks");
  }
  if (entry.body.size() > kMaxEntryBodyBytes) return InvalidField("body", "longer than 65,536 bytes");
  return OkStatus();
}

std::string SealEntry(const LedgerEntry& entry, std::uint64_t position) {
  CHECK(ValidateEntry(entry).ok());
  CborWriter writer;
  writer.Array(kSealedItems)
      .Int(kSealedFormatVersion)
      .Int(static_cast<std::int64_t>(position))
      .Text(entry.log)
      .Int(static_cast<std::int64_t>(entry.kind))
      .Int(ToUnixMs(entry.event_time))
      .Int(ToUnixMs(entry.record_time));
  if (entry.traveller.empty()) {
    writer.Null();
  } else {
    writer.Bytes(entry.traveller);
  }
  if (entry.request_id.empty()) {
    writer.Null();
  } else {
    writer.Bytes(*UuidToBytes(entry.request_id));
  }
  if (entry.lane_id.empty()) {
    writer.Null();
  } else {
    writer.Text(entry.lane_id);
  }
  writer.Bytes(entry.body);
  return writer.Take();
}

StatusOr<OpenedEntry> OpenSealed(std::string_view sealed) {
  StatusOr<OpenedEntry> opened = ReadSealed(sealed);
  if (opened.ok() || opened.status().code() == StatusCode::kDataLoss) return opened;
  return Corrupt(MessageOf(opened.status()));
}

StatusOr<StoredEntry> OpenRow(const EntryRow& row) {
  ASSIGN_OR_RETURN(OpenedEntry opened, OpenSealed(row.sealed));
  if (opened.position != row.position) return Corrupt("speaks of another position than the row's");
  StoredEntry stored;
  stored.position = row.position;
  stored.leaf_index = row.leaf_index;
  stored.entry = std::move(opened.entry);
  stored.leaf_hash = row.leaf_hash;
  stored.sealed = row.sealed;
  return stored;
}

bool Passes(const EntryFilter& filter, const LedgerEntry& entry) {
  return (!filter.log || *filter.log == entry.log) && (!filter.kind || *filter.kind == entry.kind) &&
         (!filter.traveller || *filter.traveller == entry.traveller) &&
         (!filter.lane_id || *filter.lane_id == entry.lane_id) && (!filter.from || entry.event_time >= *filter.from) &&
         (!filter.to || entry.event_time < *filter.to);
}

}  // namespace clearance
