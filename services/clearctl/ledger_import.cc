#include "services/clearctl/ledger_import.h"

#include <algorithm>

#include "common/base/bytes.h"
#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "common/wire/ledger_bodies.h"
#include "common/wire/ledger_bytes.h"
#include "db/transact_and_wait.h"
#include "services/derivation/derive.h"
#include "services/derivation/document_owner.h"
#include "services/derivation/entry_records.h"
#include "services/derivation/record_change.h"
#include "services/derivation/shared_number.h"

namespace clearance {
namespace {

constexpr std::size_t kBatch = 500;

// A name for ever for one row of one source, in the form of a UUID (RFC 9562, version 8: its bits are our own).
std::string RowId(std::string_view source, std::string_view row) {
  std::string hex = ToHex(Sha256(std::string(source) + '\n' + std::string(row))).substr(0, 32);
  hex[12] = '8';
  hex[16] = '8';
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" +
         hex.substr(20);
}

// What everything here needs to know.
struct Desk {
  Transaction& t;
  const Pseudonyms& pseudonyms;
  const ZoneTable& zones;
  const RuleBook& book;
  Instant now;
};

RecordAct ActOf(const ImportedRow& row) {
  return {.source = row.source,
          .source_row = row.row,
          .author = row.author,
          .reason = row.reason,
          .confirmed_by = row.confirmed_by};
}

bool ConcernsAnEntry(const ImportedRow& row) {
  return row.act == ImportAct::kCorrection || row.act == ImportAct::kAnnulment;
}

// What names it in the file.
std::string_view FieldOfConcerned(const ImportedRow& row) {
  if (row.concerned.position != 0) return "concerns_position";
  return row.act == ImportAct::kCorrection ? "corrects" : "annuls";
}

// The entry that `row` concerns, if it concerns one.
StatusOr<std::optional<StoredEntry>> ConcernedBy(const Desk& desk, const ImportedRow& row) {
  if (!ConcernsAnEntry(row)) return std::optional<StoredEntry>();
  const ConcernedEntry& concerned = row.concerned;
  std::uint64_t position = concerned.position;
  const std::string_view field = FieldOfConcerned(row);
  if (position == 0) {
    ASSIGN_OR_RETURN(const auto made, desk.t.requests().Find(RowId(concerned.source, concerned.row)));
    if (!made || made->rpc != kImportRpc) return InvalidField(field, "names a row that was never imported");
    position = made->position;
  }
  ASSIGN_OR_RETURN(const std::uint64_t last, desk.t.ledger().LastPosition());
  if (position > last) return InvalidField(field, "names a position that the ledger does not have");
  ASSIGN_OR_RETURN(StoredEntry stored, desk.t.ledger().Get(position));
  const EntryKind kind = stored.entry.kind;
  if (concerned.position != 0 && kind != EntryKind::kPassage && kind != EntryKind::kImport) {
    return InvalidField(field, "names neither a passage nor an import");
  }
  return std::optional<StoredEntry>(std::move(stored));
}

std::optional<RecordActKind> KindOf(const ImportedRow& row) {
  switch (row.act) {
    case ImportAct::kStay:
      return std::nullopt;
    case ImportAct::kCorrection:
      return RecordActKind::kCorrection;
    case ImportAct::kAnnulment:
      return row.cause == AnnulmentCause::kReturned ? RecordActKind::kReturned : RecordActKind::kAnnulment;
    case ImportAct::kBasisChange:
      return RecordActKind::kBasisChange;
  }
  CHECK(false);
}

// The act of a row that concerns an entry.
RecordChange ChangeOf(const ImportedRow& row, const std::string& traveller, std::uint64_t concerns) {
  return {.kind = KindOf(row).value_or(RecordActKind::kCorrection),
          .traveller = traveller,
          .concerns = concerns,
          .stay = row.stay,
          .act = ActOf(row)};
}

// The entry of the ledger that `row` becomes.
LedgerEntry EntryOf(const Desk& desk, const ImportedRow& row, const std::string& traveller, std::uint64_t concerns) {
  if (ConcernsAnEntry(row))
    return EntryOfChange(ChangeOf(row, traveller, concerns), desk.zones, RowId(row.source, row.row), desk.now);
  const Stay& stay = row.stay;
  LedgerEntry entry{.log = std::string(kCentreLog),
                    .kind = EntryKind::kImport,
                    .event_time = desk.now,
                    .record_time = desk.now,
                    .traveller = traveller,
                    .request_id = RowId(row.source, row.row),
                    .lane_id = "",
                    .body = ""};
  if (row.act == ImportAct::kBasisChange) {
    entry.event_time = StartOfDay(*stay.entry + Days(1), stay, desk.zones) - Duration(1);
    entry.body = BasisChangeBody(stay, ActOf(row));
  } else {
    entry.event_time = StartOfDay(stay.entry ? *stay.entry : *stay.exit, stay, desk.zones);
    entry.body = ImportBody(stay, row.source, row.row);
  }
  return entry;
}

Status CheckPersons(const RuleBook& book, const ImportedRow& row) {
  const auto kind = KindOf(row);
  if (!kind || !row.confirmed_by.empty() || !NeedsTwoPersons(book, *kind)) return OkStatus();
  return Error(
      StatusCode::kFailedPrecondition, error_reason::kSecondOfficerRequired,
      "confirmed_by: is required: the rule book leaves " + std::string(RecordActKindName(*kind)) + " to two persons");
}

// An entry of the ledger each, unless it is known, and what every decision reads.
Status SetCompleteness(Transaction& t, const ImportFile& file, Instant now) {
  for (const ImportedCompleteness& complete : file.completeness) {
    ASSIGN_OR_RETURN(const auto known, t.stays().CompleteFrom(complete.territory));
    if (known == complete.from) continue;
    RETURN_IF_ERROR(RecordEntry(t, {.log = std::string(kCentreLog),
                                    .kind = EntryKind::kImport,
                                    .event_time = now,
                                    .record_time = now,
                                    .body = CompletenessBody(complete.territory, complete.from)})
                        .status());
  }
  return OkStatus();
}

// The entry that `row` made when it was imported before.
StatusOr<std::optional<StoredEntry>> MadeBefore(const Desk& desk, const ImportedRow& row) {
  ASSIGN_OR_RETURN(const auto made, desk.t.requests().Find(RowId(row.source, row.row)));
  if (!made || made->rpc != kImportRpc) return std::optional<StoredEntry>();
  ASSIGN_OR_RETURN(StoredEntry stored, desk.t.ledger().Get(made->position));
  return std::optional<StoredEntry>(std::move(stored));
}

// Whom `row` is about. One that was imported before is about whom it was about then, whoever has shown this number
// since.
StatusOr<std::string> TravellerOf(const Desk& desk, const ImportedRow& row, const std::optional<StoredEntry>& made,
                                  const std::optional<StoredEntry>& concerned) {
  const Document& document = row.document;
  if (made) {
    const std::string& then = made->entry.traveller;
    if (then == desk.pseudonyms.Traveller(document)) return then;
    if (row.named_by == NamedBy::kFacts && then == desk.pseudonyms.CollidingTraveller(document)) return then;
  }
  if (concerned)
    return TravellerConcerned(desk.t, desk.pseudonyms, document, row.named_by, *concerned, FieldOfConcerned(row));
  return TravellerNamed(desk.t, desk.pseudonyms, document, row.named_by);
}

// Says in the entry whose document it is, where the row does. One that was made before entries said so is left as it
// was: the row is no other.
Status NameHolder(const Desk& desk, const ImportedRow& row, const std::optional<StoredEntry>& made,
                  LedgerEntry& entry) {
  if (entry.kind != EntryKind::kImport || row.named_by != NamedBy::kFacts) return OkStatus();
  if (made && made->entry.kind == EntryKind::kImport) {
    const StatusOr<ImportEntry> then = ReadImportBody(made->entry.body);
    if (!then.ok()) return UnreadableBody(*made, then.status());
    if (!then->holder) return OkStatus();
  }
  const Document& document = row.document;
  entry.body = HeldImportBody({document.nationality, desk.pseudonyms.FactsKey(document)}, entry.body);
  return OkStatus();
}

// True when it was new.
StatusOr<bool> ImportOne(const Desk& desk, const ImportedRow& row) {
  ASSIGN_OR_RETURN(const auto made, MadeBefore(desk, row));
  ASSIGN_OR_RETURN(const auto concerned, ConcernedBy(desk, row));
  ASSIGN_OR_RETURN(const std::string traveller, TravellerOf(desk, row, made, concerned));
  const std::uint64_t concerns = concerned ? concerned->position : 0;
  LedgerEntry entry = EntryOf(desk, row, traveller, concerns);
  RETURN_IF_ERROR(NameHolder(desk, row, made, entry));
  const std::string hash = Sha256(traveller, entry.body);
  ASSIGN_OR_RETURN(const auto replay, FindReplay(desk.t.requests(), entry.request_id, kImportRpc, hash));
  if (replay) return false;
  RETURN_IF_ERROR(CheckPersons(desk.book, row));
  if (ConcernsAnEntry(row)) RETURN_IF_ERROR(CheckReturned(desk.t, ChangeOf(row, traveller, concerns), "cause"));
  ASSIGN_OR_RETURN(const std::uint64_t position, RecordEntry(desk.t, entry));
  RETURN_IF_ERROR(NoteSharedNumber(desk.t, traveller, desk.pseudonyms.Traveller(row.document), desk.now));
  RETURN_IF_ERROR(desk.t.requests().Put({.request_id = entry.request_id,
                                         .rpc = std::string(kImportRpc),
                                         .body_hash = hash,
                                         .response = "",
                                         .position = position}));
  return true;
}

// The store's own failures say nothing about a line.
bool IsOfTheRow(const Status& status) {
  return status.code() == StatusCode::kInvalidArgument || status.code() == StatusCode::kAlreadyExists ||
         status.code() == StatusCode::kFailedPrecondition;
}

}  // namespace

StatusOr<ImportReport> ImportRows(Store& store, const Pseudonyms& pseudonyms, const ZoneTable& zones,
                                  const Clock& clock, const RuleBook& book, const ImportFile& file,
                                  const std::function<void(std::size_t)>& progress) {
  ImportReport report;
  for (std::size_t begin = 0; begin < file.rows.size(); begin += kBatch) {
    const std::size_t end = std::min(begin + kBatch, file.rows.size());
    std::size_t fresh = 0;
    RETURN_IF_ERROR(TransactAndWait(store, [&](Transaction& t) -> Status {
      fresh = 0;
      for (std::size_t i = begin; i < end; ++i) {
        const ImportedRow& row = file.rows[i];
        const auto imported = ImportOne({t, pseudonyms, zones, book, clock.Now()}, row);
        if (!imported.ok() && IsOfTheRow(imported.status())) return AtLine(imported.status(), file.name, row.line);
        RETURN_IF_ERROR(imported.status());
        fresh += *imported ? 1 : 0;
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
