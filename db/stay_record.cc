#include "db/stay_record.h"

#include <algorithm>

#include "db/ledger.h"

namespace clearance {
TravelRecord RecordOf(const EntryRecord& record, std::uint64_t position) {
  TravelRecord made;
  made.at = record.at;
  made.position = position;
  made.stay.territory = record.territory;
  made.stay.entry = record.date;
  made.stay.entered_from = record.from;
  made.stay.basis = record.basis;
  made.stay.nationality = record.nationality;
  made.stay.promised_until = record.promised_until;
  made.stay.regime = record.regime;
  return made;
}

TravelRecord RecordOf(const ExitRecord& record, std::uint64_t position) {
  TravelRecord made;
  made.at = record.at;
  made.position = position;
  made.stay.territory = record.territory;
  made.stay.exit = record.date;
  made.stay.left_to = record.to;
  made.stay.nationality = record.nationality;
  return made;
}

TravelRecord RecordOf(const BasisChange& change, std::uint64_t position) {
  TravelRecord made;
  made.at = change.at;
  made.position = position;
  made.kind = TravelRecordKind::kBasisChange;
  made.stay.territory = change.territory;
  made.stay.entry = change.date;
  made.stay.basis = change.basis;
  made.stay.entered_from = change.entered_from;
  made.stay.nationality = change.nationality;
  made.stay.provenance = change.provenance;
  return made;
}

StatusOr<TravelRecord> RecordOf(const Stay& stay, Instant at, std::uint64_t position) {
  if (!stay.entry && !stay.exit) return InvalidField("stay", "neither an entry nor an exit");
  if (stay.exit && stay.exit_unknown) return InvalidField("stay", "an exit that is both known and unknown");
  return TravelRecord{.at = at, .position = position, .stay = stay};
}

void KeepLatest(std::size_t count, std::vector<TravelRecord>& records) {
  if (records.size() <= count) return;
  std::sort(records.begin(), records.end(), [](const TravelRecord& a, const TravelRecord& b) {
    return std::pair(a.at, a.position) > std::pair(b.at, b.position);
  });
  records.resize(count);
}

StatusOr<std::vector<Stay>> LatestStays(std::size_t limit, const std::vector<RecordVoid>& voids,
                                        const ReadLatest& read_latest) {
  for (std::size_t count = RecordsForStays(limit);; count *= 2) {
    ASSIGN_OR_RETURN(std::vector<TravelRecord> records, read_latest(count));
    const bool earlier_left_out = records.size() == count;
    std::vector<Stay> stays = StaysOf({std::move(records), voids, earlier_left_out});
    if (earlier_left_out && stays.size() < limit) continue;
    if (stays.size() > limit) stays.erase(stays.begin(), stays.end() - static_cast<std::ptrdiff_t>(limit));
    return stays;
  }
}

StatusOr<std::vector<RecordVoid>> VoidsToKeep(const RecordVoid& record_void, Voiding voiding,
                                              const std::optional<TravelRecord>& concerned,
                                              const std::vector<RecordVoid>& known) {
  const auto [concerns, by] = record_void;
  if (by <= concerns) return InvalidField("concerns", "is not an earlier entry");
  std::vector<RecordVoid> keep = {record_void};
  for (const RecordVoid& made : known) {
    if (made.by == concerns) keep.push_back({made.concerns, by});
  }
  if (!concerned && keep.size() == 1) return InvalidField("concerns", "says nothing of this traveller and territory");
  const std::vector<std::uint64_t> voided = VoidedPositions(known);
  if (std::binary_search(voided.begin(), voided.end(), concerns)) {
    return InvalidField("concerns", "has been corrected or annulled already");
  }
  if (voiding == Voiding::kAnnuls) {
    keep.resize(1);
  } else if (!concerned || concerned->kind != TravelRecordKind::kPresence) {
    return InvalidField("concerns", "says of nobody that they were there: annul it");
  }
  return keep;
}

Status ValidateTraveller(std::string_view traveller) {
  if (traveller.size() != kPseudonymBytes) return InvalidField("traveller", "a pseudonym has 32 bytes");
  return OkStatus();
}

}  // namespace clearance
