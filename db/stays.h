// Stays: who was where, derived from passages and imports. What is kept are the records (an entry, an exit, a whole
// imported stay, a change of basis) and which of them are void; the stays are put together from them at each reading
// (common/domain/travel_record.h), so a late, out-of-order or corrected record needs no repair and nothing is invented.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/date.h"
#include "common/domain/stay.h"
#include "common/domain/territory.h"
#include "common/domain/travel_record.h"

namespace clearance {

// A traveller entered `territory`.
struct EntryRecord {
  Territory territory = Territory::kChn;
  Date date{};   // civil day of the territory (see CivilDayOf)
  Instant at{};  // orders the records of one traveller
  Territory from = Territory::kKaz;
  StayBasis basis = StayBasis::kVisaFree;
  std::string nationality{};
  std::optional<Date> promised_until{};  // the last day the traveller was told
  std::string regime{};                  // the rule-book id of the regime they entered under; empty: nobody has said
};

// A traveller left `territory`.
struct ExitRecord {
  Territory territory = Territory::kChn;
  Date date{};
  Instant at{};
  Territory to = Territory::kKaz;
  std::string nationality{};  // of the document shown; the stay keeps the one of its entry
};

// From `date` on a traveller is in `territory` on another ground.
struct BasisChange {
  Territory territory = Territory::kChn;
  Date date{};
  Instant at{};  // the last moment of `date`, where only the day is known
  StayBasis basis = StayBasis::kVisaFree;
  // Used only when no stay is known that holds `date`.
  Territory entered_from = Territory::kKaz;
  std::string nationality{};
  Provenance provenance = Provenance::kElectronicRecord;
};

// What becomes of the records that a voided entry had itself voided.
//   kAnnuls:   they have effect again: it is as if the entry had never been.
//   kCorrects: they stay void, now by the new entry, which takes the place of the one it corrects.
enum class Voiding { kAnnuls, kCorrects };

// Records are kept under the document shown, so that a link of two documents, and its taking back, changes none.
// Travellers are pseudonyms of kPseudonymBytes bytes; `position` is that of the ledger entry a record comes from.
class Stays {
 public:
  virtual ~Stays() = default;

  // The last `limit` (≤ kMaxRowsPerRead) stays of one person in that territory, from the records of all their
  // `documents` (pseudonyms, each once) as StaysOf makes them, in rising order of entry; when exactly `limit` come back
  // there may be earlier ones.
  virtual StatusOr<std::vector<Stay>> History(std::span<const std::string> documents, Territory territory,
                                              std::size_t limit) const = 0;
  // The same as it was when the ledger's last entry was that at `seen_position`: from the records of entries up to it.
  // Whose documents they were then, Identities::DocumentsOf says.
  virtual StatusOr<std::vector<Stay>> HistoryAsOf(std::span<const std::string> documents, Territory territory,
                                                  std::uint64_t seen_position, std::size_t limit) const = 0;
  // Of one document alone.
  StatusOr<std::vector<Stay>> History(std::string_view document, Territory territory, std::size_t limit) const {
    const std::string alone(document);
    return History(std::span(&alone, 1), territory, limit);
  }
  StatusOr<std::vector<Stay>> HistoryAsOf(std::string_view document, Territory territory, std::uint64_t seen_position,
                                          std::size_t limit) const {
    const std::string alone(document);
    return HistoryAsOf(std::span(&alone, 1), territory, seen_position, limit);
  }
  virtual Status RecordEntry(std::string_view traveller, const EntryRecord& record, std::uint64_t position) = 0;
  virtual Status RecordExit(std::string_view traveller, const ExitRecord& record, std::uint64_t position) = 0;
  // An imported stay with an entry, an exit or both (INVALID_ARGUMENT with neither). `at` places it among the records:
  // the moment of its entry (of its exit, when there is no entry), or the first moment of that day where only the day
  // is known.
  virtual Status AddStay(std::string_view traveller, const Stay& stay, Instant at, std::uint64_t position) = 0;

  virtual Status RecordBasisChange(std::string_view traveller, const BasisChange& change, std::uint64_t position) = 0;

  // What the entry at that position says of that territory; absent when it says nothing of it. Also when it is void.
  virtual StatusOr<std::optional<TravelRecord>> FindRecord(std::string_view traveller, Territory territory,
                                                           std::uint64_t position) const = 0;
  // What Void would answer; changes nothing.
  virtual Status CheckVoid(std::string_view traveller, Territory territory, const RecordVoid& record_void,
                           Voiding voiding) const = 0;
  // Takes away the effect of an entry in that territory; of other territories it has a say in nothing changes.
  // INVALID_ARGUMENT (field `concerns`) unless that entry is an earlier one, has a record there or a void, and is not
  // void itself; with kCorrects, unless it says that somebody was there. A correction's own record is added apart.
  virtual Status Void(std::string_view traveller, Territory territory, const RecordVoid& record_void,
                      Voiding voiding) = 0;

  // From which day on every entry and exit by any port is recorded, as a national system has it; absent: these are
  // this port's own records, and nothing more is promised.
  virtual StatusOr<std::optional<Date>> CompleteFrom(Territory territory) const = 0;
  virtual Status SetCompleteFrom(Territory territory, Date date) = 0;
};

}  // namespace clearance
