#include "services/clearctl/ledger_import.h"

#include <algorithm>

#include "common/base/bytes.h"
#include "common/crypto/hash.h"
#include "common/wire/ledger_bytes.h"
#include "db/transact_and_wait.h"

namespace clearance {
namespace {

constexpr std::size_t kBatch = 500;
constexpr std::string_view kRpc = "clearctl ledger import";

// A name for ever for one row of one source, in the form of a UUID (RFC 9562, version 8: its bits are our own).
std::string RowId(const ImportedStay& imported) {
  std::string hex = ToHex(Sha256(imported.source + '\n' + imported.row)).substr(0, 32);
  hex[12] = '8';
  hex[16] = '8';
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" +
         hex.substr(20);
}

Instant OrderOf(const Stay& stay, const ZoneTable& zones) {
  const Movement movement{stay.entered_from, stay.territory};
  return zones.StartOf(CivilDayOf(stay.territory, movement), stay.entry ? *stay.entry : *stay.exit);
}

// An entry of the ledger each, unless it is known, and what every decision reads.
Status SetCompleteness(Transaction& t, const ImportFile& file, Instant now) {
  for (const ImportedCompleteness& complete : file.completeness) {
    ASSIGN_OR_RETURN(const auto known, t.stays().CompleteFrom(complete.territory));
    if (known == complete.from) continue;
    RETURN_IF_ERROR(t.ledger()
                        .Append({.log = std::string(kCentreLog),
                                 .kind = EntryKind::kImport,
                                 .event_time = now,
                                 .record_time = now,
                                 .traveller = "",
                                 .request_id = "",
                                 .lane_id = "",
                                 .body = CompletenessBody(complete.territory, complete.from)})
                        .status());
    RETURN_IF_ERROR(t.stays().SetCompleteFrom(complete.territory, complete.from));
  }
  return OkStatus();
}

// True when it was new.
StatusOr<bool> ImportOne(Transaction& t, const Pseudonyms& pseudonyms, const ZoneTable& zones, Instant now,
                         const ImportedStay& imported) {
  const std::string id = RowId(imported);
  const std::string traveller = pseudonyms.Traveller(imported.document);
  const std::string body = ImportBody(imported.stay, imported.source, imported.row);
  const std::string hash = Sha256(traveller, body);
  ASSIGN_OR_RETURN(const auto replay, FindReplay(t.requests(), id, kRpc, hash));
  if (replay) return false;
  const Instant at = OrderOf(imported.stay, zones);
  ASSIGN_OR_RETURN(const std::uint64_t position, t.ledger().Append({.log = std::string(kCentreLog),
                                                                    .kind = EntryKind::kImport,
                                                                    .event_time = at,
                                                                    .record_time = now,
                                                                    .traveller = traveller,
                                                                    .request_id = id,
                                                                    .lane_id = "",
                                                                    .body = body}));
  RETURN_IF_ERROR(t.stays().AddStay(traveller, imported.stay, at, position));
  RETURN_IF_ERROR(t.requests().Put(
      {.request_id = id, .rpc = std::string(kRpc), .body_hash = hash, .response = "", .position = position}));
  return true;
}

}  // namespace

StatusOr<ImportReport> ImportStays(Store& store, const Pseudonyms& pseudonyms, const ZoneTable& zones,
                                   const Clock& clock, const ImportFile& file,
                                   const std::function<void(std::size_t)>& progress) {
  ImportReport report;
  for (std::size_t begin = 0; begin < file.stays.size(); begin += kBatch) {
    const std::size_t end = std::min(begin + kBatch, file.stays.size());
    std::size_t fresh = 0;
    RETURN_IF_ERROR(TransactAndWait(store, [&](Transaction& t) -> Status {
      fresh = 0;
      for (std::size_t i = begin; i < end; ++i) {
        ASSIGN_OR_RETURN(const bool imported, ImportOne(t, pseudonyms, zones, clock.Now(), file.stays[i]));
        fresh += imported ? 1 : 0;
      }
      return OkStatus();
    }));
    report.imported += fresh;
    report.known += end - begin - fresh;
    progress(end);
  }
  // Last: a record must never be called complete before all of it is there.
  RETURN_IF_ERROR(TransactAndWait(store, [&](Transaction& t) { return SetCompleteness(t, file, clock.Now()); }));
  return report;
}

}  // namespace clearance
