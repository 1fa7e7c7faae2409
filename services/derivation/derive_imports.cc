// What imports, corrections and returns mean for the stays.
#include <utility>
#include <variant>

#include "common/wire/ledger_bodies.h"
#include "services/derivation/derivations.h"
#include "services/derivation/entry_records.h"

namespace clearance {
namespace {

Status Keep(Transaction& t, const StoredEntry& stored, const ImportedStay& imported) {
  return t.stays().AddStay(stored.entry.traveller, imported.stay, stored.entry.event_time, stored.position);
}

Status Keep(Transaction& t, const StoredEntry& stored, const BasisChangeRecord& record) {
  const Stay& change = record.change;
  return t.stays().RecordBasisChange(stored.entry.traveller,
                                     {.territory = change.territory,
                                      .date = *change.entry,
                                      .at = stored.entry.event_time,
                                      .basis = change.basis,
                                      .entered_from = change.entered_from,
                                      .nationality = change.nationality,
                                      .provenance = change.provenance},
                                     stored.position);
}

Status Keep(Transaction& t, const StoredEntry&, const CompletenessRecord& record) {
  return t.stays().SetCompleteFrom(record.territory, record.from);
}

Status Keep(Transaction& t, const StoredEntry& stored, const Annulment& annulment) {
  return t.stays().Void(stored.entry.traveller, annulment.territory,
                        {.concerns = annulment.concerns, .by = stored.position}, Voiding::kAnnuls);
}

// A correction takes back neither the day the person was told nor the regime they entered under, and moves nobody
// within a day on which the corrected record knew the moment.
Status Keep(Transaction& t, const StoredEntry& stored, const CorrectedStay& corrected) {
  const std::string& traveller = stored.entry.traveller;
  Stay stay = corrected.stay;
  ASSIGN_OR_RETURN(const auto before, t.stays().FindRecord(traveller, stay.territory, corrected.concerns));
  Instant at = stored.entry.event_time;
  if (before && before->stay.entry == stay.entry && (stay.entry || before->stay.exit == stay.exit)) at = before->at;
  if (before && stay.entry) {
    stay.promised_until = before->stay.promised_until;
    stay.regime = before->stay.regime;
  }
  RETURN_IF_ERROR(t.stays().Void(traveller, stay.territory, {.concerns = corrected.concerns, .by = stored.position},
                                 Voiding::kCorrects));
  return t.stays().AddStay(traveller, stay, at, stored.position);
}

Status KeepHolder(Transaction& t, const StoredEntry& stored, const NamedHolder& holder) {
  return t.identities().RecordNamed(
      stored.entry.traveller, {.national_key = "", .facts_key = holder.facts_key, .nationality = holder.nationality},
      stored.position);
}

template <typename Record>
Status KeepAny(Transaction& t, const StoredEntry& stored, const Record& record) {
  return std::visit([&](const auto& one) { return Keep(t, stored, one); }, record);
}

}  // namespace

Status DeriveImport(Transaction& t, const StoredEntry& stored) {
  const StatusOr<ImportEntry> import = ReadImportBody(stored.entry.body);
  if (!import.ok()) return UnreadableBody(stored, import.status());
  if (import->holder) RETURN_IF_ERROR(KeepHolder(t, stored, *import->holder));
  return KeepAny(t, stored, import->record);
}

Status DeriveCorrection(Transaction& t, const StoredEntry& stored) {
  const StatusOr<CorrectionRecord> correction = ReadCorrectionBody(stored.entry.body);
  if (!correction.ok()) return UnreadableBody(stored, correction.status());
  return KeepAny(t, stored, *correction);
}

}  // namespace clearance
