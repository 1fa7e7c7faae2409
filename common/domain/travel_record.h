// Travel records and how stays are put together from them: what one passage, one import or one act of an officer says
// of one person in one territory. Late, doubled, corrected and annulled records need no repair: the stays are made anew
// at each reading. Never invents an entry or an exit; holds no state and reads no clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/domain/stay.h"

namespace clearance {

//   kPresence:    `stay` has only an entry (the traveller came in), only an exit (went out), or is a whole stay.
//   kBasisChange: from the day stay.entry on the person is there on the ground stay.basis.
enum class TravelRecordKind { kPresence, kBasisChange };

struct TravelRecord {
  // When it happened: the order of one person's records. Where only the day is known: the first moment of the day (of a
  // change of basis: the last one).
  Instant at{};
  std::uint64_t position = 0;  // of the ledger entry that says it
  TravelRecordKind kind = TravelRecordKind::kPresence;
  Stay stay{};  // what it says, its provenance included
  friend bool operator==(const TravelRecord&, const TravelRecord&) = default;
};

// The ledger entry `by` takes away the effect of the entry `concerns`, an earlier one: of its record, and of its voids.
struct RecordVoid {
  std::uint64_t concerns = 0;
  std::uint64_t by = 0;
  friend auto operator<=>(const RecordVoid&, const RecordVoid&) = default;
};

// Why an entry is annulled with nothing in its place.
//   kReturned: the other side refused; the exit it names is as if it had not been, and no entry is counted.
//   kError:    it should never have been written: a duplicate, another person's.
enum class AnnulmentCause { kReturned, kError };
std::string_view AnnulmentCauseName(AnnulmentCause cause);
std::optional<AnnulmentCause> ParseAnnulmentCause(std::string_view name);

// What a person may do to the record of somebody's travel.
//   kCorrection:  another stay in an entry's place.       kBasisChange: another ground from a day on.
//   kReturned, kAnnulment: nothing in its place, for AnnulmentCause::kReturned and kError.
enum class RecordActKind { kCorrection, kReturned, kAnnulment, kBasisChange };
std::string_view RecordActKindName(RecordActKind kind);
std::optional<RecordActKind> ParseRecordActKind(std::string_view name);

// Positions without effect, rising: those a void concerns whose own entry has effect.
std::vector<std::uint64_t> VoidedPositions(std::vector<RecordVoid> voids);

// One person's record in one territory, in any order; of a person with several linked documents, those of all of them.
struct TravelRecords {
  std::vector<TravelRecord> records{};
  std::vector<RecordVoid> voids{};
  // True when only the latest records are here. What hangs on the ones left out is then left out of the stays as well.
  bool earlier_left_out = false;
};

// The stays, in rising order of their records: by instant; within a moment (imports know days only) exits, then whole
// stays, then entries; then by position. Voided records are as if they had never been.
//  - An exit closes the stay begun last before it if that is open; else it is a stay without an entry.
//  - An open stay with a later one after it has exit_unknown. Out and in on one day are two stays.
//  - Entries with no exit between them (exits with no entry) of unequal provenance are one event seen twice: the
//    strongest stand. Two of the same provenance both stand.
//  - A change of basis on day d splits the stay that holds d, the last one begun by then: the first part ends on d − 1
//    and vanishes when that leaves it no day, the second begins on d with the same entered_from and nationality. A
//    change to the basis the stay has already changes nothing. When no stay holds d the person is shown as present from
//    d on, the entry being unknown: days before d are not known.
std::vector<Stay> StaysOf(TravelRecords known);

}  // namespace clearance
