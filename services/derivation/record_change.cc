#include "services/derivation/record_change.h"

#include "common/base/check.h"
#include "common/wire/ledger_bytes.h"

namespace clearance {

Instant StartOfDay(Date day, const Stay& stay, const ZoneTable& zones) {
  return zones.StartOf(CivilDayOf(stay.territory, {stay.entered_from, stay.territory}), day);
}

LedgerEntry EntryOfChange(const RecordChange& change, const ZoneTable& zones, const std::string& request_id,
                          Instant now) {
  const Stay& stay = change.stay;
  LedgerEntry entry{.log = std::string(kCentreLog),
                    .kind = EntryKind::kCorrection,
                    .event_time = now,
                    .record_time = now,
                    .traveller = change.traveller,
                    .request_id = request_id,
                    .lane_id = "",
                    .body = ""};
  switch (change.kind) {
    case RecordActKind::kCorrection:
      entry.event_time = StartOfDay(stay.entry ? *stay.entry : *stay.exit, stay, zones);
      entry.body = CorrectionBody(stay, change.concerns, change.act);
      return entry;
    case RecordActKind::kReturned:
      entry.kind = EntryKind::kReturned;
      entry.body = AnnulmentBody(AnnulmentCause::kReturned, stay.territory, change.concerns, change.act);
      return entry;
    case RecordActKind::kAnnulment:
      entry.body = AnnulmentBody(AnnulmentCause::kError, stay.territory, change.concerns, change.act);
      return entry;
    case RecordActKind::kBasisChange:
      break;
  }
  CHECK(false);
}

Status CheckReturned(const Snapshot& snapshot, const RecordChange& change, std::string_view field) {
  if (change.kind != RecordActKind::kReturned) return OkStatus();
  ASSIGN_OR_RETURN(const auto record,
                   snapshot.stays().FindRecord(change.traveller, change.stay.territory, change.concerns));
  if (record && record->kind == TravelRecordKind::kPresence && !record->stay.entry) return OkStatus();
  return InvalidField(field, "RETURNED annuls an exit from `territory`, and the concerned entry is none");
}

}  // namespace clearance
