// The bodies of entries about the record itself and of officers' acts: imports, corrections, returns, reviews.
#include "common/wire/ledger_bodies.h"
#include "common/wire/ledger_reading.h"

namespace clearance {
namespace {

constexpr std::int64_t kVersion = 1;
constexpr std::int64_t kStayWithProvenanceVersion = 2;
constexpr std::int64_t kConfirmedActVersion = 2;
constexpr std::int64_t kHeldVersion = 3;
constexpr std::uint64_t kStayItems = 11;
constexpr std::uint64_t kStayWithProvenanceItems = 12;
constexpr std::uint64_t kBasisChangeItems = 12;
constexpr std::uint64_t kCompletenessItems = 3;
constexpr std::uint64_t kHeldItems = 4;
constexpr std::size_t kFactsKeyBytes = 32;
constexpr std::uint64_t kCorrectedStayItems = 16;
constexpr std::uint64_t kAnnulmentItems = 9;
constexpr std::uint64_t kReviewItems = 8;

Status ExpectWord(CborReader& in, std::string_view word) {
  ASSIGN_OR_RETURN(const std::string found, in.Text());
  return found == word ? OkStatus() : Malformed("is of another form");
}

// The eight that an import has had from the first.
StatusOr<Stay> ReadStayMembers(CborReader& in) {
  Stay stay;
  ASSIGN_OR_RETURN(stay.territory, ReadName(in, ParseTerritory));
  ASSIGN_OR_RETURN(stay.entry, ReadOptionalDate(in));
  ASSIGN_OR_RETURN(stay.exit, ReadOptionalDate(in));
  ASSIGN_OR_RETURN(stay.exit_unknown, in.Bool());
  ASSIGN_OR_RETURN(stay.basis, ReadName(in, ParseStayBasis));
  ASSIGN_OR_RETURN(stay.entered_from, ReadName(in, ParseTerritory));
  ASSIGN_OR_RETURN(stay.left_to, ReadOptionalName(in, ParseTerritory));
  ASSIGN_OR_RETURN(stay.nationality, in.Text());
  return stay;
}

// The last items of a body of `version`.
StatusOr<RecordAct> ReadAct(CborReader& in, std::int64_t version) {
  RecordAct act;
  ASSIGN_OR_RETURN(act.source, in.Text());
  ASSIGN_OR_RETURN(act.source_row, in.Text());
  ASSIGN_OR_RETURN(act.author, in.Text());
  ASSIGN_OR_RETURN(act.reason, in.Text());
  if (version == kVersion) return act;
  ASSIGN_OR_RETURN(act.confirmed_by, in.Text());
  if (act.confirmed_by.empty()) return Malformed("is of another version");
  return act;
}

StatusOr<ImportRecord> ReadImportedStay(CborReader& in, bool with_provenance) {
  ImportedStay imported;
  ASSIGN_OR_RETURN(imported.stay, ReadStayMembers(in));
  ASSIGN_OR_RETURN(imported.source, in.Text());
  ASSIGN_OR_RETURN(imported.source_row, in.Text());
  if (with_provenance) {
    ASSIGN_OR_RETURN(imported.stay.provenance, ReadName(in, ParseProvenance));
    if (imported.stay.provenance == Provenance::kElectronicRecord) return Malformed("is of another version");
  }
  return ImportRecord(std::move(imported));
}

StatusOr<ImportRecord> ReadBasisChange(CborReader& in, std::int64_t version) {
  BasisChangeRecord record;
  Stay& change = record.change;
  RETURN_IF_ERROR(ExpectWord(in, "BASIS_CHANGE"));
  ASSIGN_OR_RETURN(change.territory, ReadName(in, ParseTerritory));
  ASSIGN_OR_RETURN(change.entry, ReadDate(in));
  ASSIGN_OR_RETURN(change.basis, ReadName(in, ParseStayBasis));
  ASSIGN_OR_RETURN(change.entered_from, ReadName(in, ParseTerritory));
  ASSIGN_OR_RETURN(change.nationality, in.Text());
  ASSIGN_OR_RETURN(change.provenance, ReadName(in, ParseProvenance));
  ASSIGN_OR_RETURN(record.act, ReadAct(in, version));
  return ImportRecord(std::move(record));
}

StatusOr<ImportRecord> ReadCompleteness(CborReader& in) {
  CompletenessRecord record;
  ASSIGN_OR_RETURN(record.territory, ReadName(in, ParseTerritory));
  ASSIGN_OR_RETURN(record.from, ReadDate(in));
  return ImportRecord(record);
}

// What stands behind the number of items and the version.
StatusOr<ImportRecord> ReadImport(CborReader& in, std::uint64_t items, std::int64_t version) {
  if (version == kStayWithProvenanceVersion && items == kStayWithProvenanceItems) return ReadImportedStay(in, true);
  if (version == kConfirmedActVersion && items == kBasisChangeItems + 1) return ReadBasisChange(in, version);
  if (version != kVersion) return Malformed("is of another version");
  if (items == kStayItems) return ReadImportedStay(in, false);
  if (items == kBasisChangeItems) return ReadBasisChange(in, version);
  if (items == kCompletenessItems) return ReadCompleteness(in);
  return Malformed("an array has another number of items");
}

StatusOr<ImportRecord> ReadHeldBody(std::string_view body) {
  CborReader in(body);
  ASSIGN_OR_RETURN(const std::uint64_t items, in.Array());
  ASSIGN_OR_RETURN(const std::int64_t version, in.Int());
  ASSIGN_OR_RETURN(ImportRecord record, ReadImport(in, items, version));
  RETURN_IF_ERROR(in.Finish());
  if (std::holds_alternative<CompletenessRecord>(record)) return Malformed("is nobody's");
  return record;
}

StatusOr<ImportEntry> ReadHeld(CborReader& in) {
  NamedHolder holder;
  ASSIGN_OR_RETURN(holder.nationality, in.Text());
  ASSIGN_OR_RETURN(holder.facts_key, in.Bytes());
  if (holder.facts_key.size() != kFactsKeyBytes) return Malformed("a keyed hash has another length");
  ASSIGN_OR_RETURN(const std::string body, in.Bytes());
  ASSIGN_OR_RETURN(ImportRecord record, ReadHeldBody(body));
  return ImportEntry{std::move(record), std::move(holder)};
}

StatusOr<CorrectionRecord> ReadCorrectedStay(CborReader& in, std::int64_t version) {
  CorrectedStay corrected;
  RETURN_IF_ERROR(ExpectWord(in, "CORRECTS"));
  ASSIGN_OR_RETURN(corrected.concerns, ReadPosition(in));
  ASSIGN_OR_RETURN(corrected.stay, ReadStayMembers(in));
  ASSIGN_OR_RETURN(corrected.stay.provenance, ReadName(in, ParseProvenance));
  ASSIGN_OR_RETURN(corrected.act, ReadAct(in, version));
  return CorrectionRecord(std::move(corrected));
}

StatusOr<CorrectionRecord> ReadAnnulment(CborReader& in, std::int64_t version) {
  Annulment annulment;
  RETURN_IF_ERROR(ExpectWord(in, "ANNULS"));
  ASSIGN_OR_RETURN(annulment.concerns, ReadPosition(in));
  ASSIGN_OR_RETURN(annulment.territory, ReadName(in, ParseTerritory));
  ASSIGN_OR_RETURN(annulment.cause, ReadName(in, ParseAnnulmentCause));
  ASSIGN_OR_RETURN(annulment.act, ReadAct(in, version));
  return CorrectionRecord(std::move(annulment));
}

}  // namespace

StatusOr<ImportEntry> ReadImportBody(std::string_view body) {
  CborReader in(body);
  ASSIGN_OR_RETURN(const std::uint64_t items, in.Array());
  ASSIGN_OR_RETURN(const std::int64_t version, in.Int());
  ImportEntry entry;
  if (version == kHeldVersion && items == kHeldItems) {
    ASSIGN_OR_RETURN(entry, ReadHeld(in));
  } else {
    ASSIGN_OR_RETURN(entry.record, ReadImport(in, items, version));
  }
  RETURN_IF_ERROR(in.Finish());
  return entry;
}

StatusOr<std::optional<CompletenessRecord>> ReadCompletenessBody(std::string_view body) {
  ASSIGN_OR_RETURN(const ImportEntry entry, ReadImportBody(body));
  const auto* complete = std::get_if<CompletenessRecord>(&entry.record);
  if (complete == nullptr) return std::optional<CompletenessRecord>();
  return std::optional<CompletenessRecord>(*complete);
}

StatusOr<CorrectionRecord> ReadCorrectionBody(std::string_view body) {
  CborReader in(body);
  ASSIGN_OR_RETURN(const std::uint64_t items, in.Array());
  ASSIGN_OR_RETURN(const std::int64_t version, in.Int());
  if (version != kVersion && version != kConfirmedActVersion) return Malformed("is of another version");
  const std::uint64_t confirmed = version == kConfirmedActVersion ? 1 : 0;
  if (items != kCorrectedStayItems + confirmed && items != kAnnulmentItems + confirmed)
    return Malformed("an array has another number of items");
  ASSIGN_OR_RETURN(CorrectionRecord record,
                   items == kAnnulmentItems + confirmed ? ReadAnnulment(in, version) : ReadCorrectedStay(in, version));
  RETURN_IF_ERROR(in.Finish());
  return record;
}

StatusOr<ReviewRecord> ReadReviewBody(std::string_view body) {
  CborReader in(body);
  ReviewRecord record;
  RETURN_IF_ERROR(ExpectArray(in, kReviewItems));
  RETURN_IF_ERROR(ExpectVersion(in, kVersion));
  ASSIGN_OR_RETURN(record.act, in.Text());
  ASSIGN_OR_RETURN(record.referral_id, in.Text());
  ASSIGN_OR_RETURN(record.decision_request_id, in.Text());
  ASSIGN_OR_RETURN(record.state, ReadName(in, ParseReferralState));
  ASSIGN_OR_RETURN(record.officer, in.Text());
  ASSIGN_OR_RETURN(record.answer, ReadOptionalName(in, ParseResolution));
  ASSIGN_OR_RETURN(record.ground, in.Text());
  RETURN_IF_ERROR(in.Finish());
  return record;
}

}  // namespace clearance
