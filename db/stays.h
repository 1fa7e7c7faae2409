// Stays: who was where, derived from passages and imports. What is kept are the records (an entry, an exit, a whole
// imported stay); the stays are put together from them at each reading, so a late or out-of-order record needs no
// repair and nothing is ever invented.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/date.h"
#include "common/domain/stay.h"
#include "common/domain/territory.h"

namespace clearance {

// A traveller entered `territory`.
struct EntryRecord {
  Territory territory = Territory::kChn;
  Date date{};   // civil day of the territory (see CivilDayOf)
  Instant at{};  // orders the records of one traveller
  Territory from = Territory::kKaz;
  StayBasis basis = StayBasis::kVisaFree;
  std::string nationality{};
};

// A traveller left `territory`.
struct ExitRecord {
  Territory territory = Territory::kChn;
  Date date{};
  Instant at{};
  Territory to = Territory::kKaz;
  std::string nationality{};  // of the document shown; the stay keeps the one of its entry
};

// Travellers are pseudonyms of kPseudonymBytes bytes; `position` is that of the ledger entry a record comes from.
class Stays {
 public:
  virtual ~Stays() = default;

  // The last `limit` (≤ kMaxRowsPerRead) stays in that territory, in rising order of entry; when exactly `limit` come
  // back there may be earlier ones.
  //  - an exit closes the stay begun last before it if that is open; else it is a stay without an entry;
  //  - an open stay with a later one after it has exit_unknown;
  //  - out and in on one day are two stays.
  virtual StatusOr<std::vector<Stay>> History(std::string_view traveller, Territory territory,
                                              std::size_t limit) const = 0;
  // The same as it was when the ledger's last entry was that at `seen_position`: from the records of entries up to it.
  virtual StatusOr<std::vector<Stay>> HistoryAsOf(std::string_view traveller, Territory territory,
                                                  std::uint64_t seen_position, std::size_t limit) const = 0;
  virtual Status RecordEntry(std::string_view traveller, const EntryRecord& record, std::uint64_t position) = 0;
  virtual Status RecordExit(std::string_view traveller, const ExitRecord& record, std::uint64_t position) = 0;
  // An imported stay with an entry, an exit or both (INVALID_ARGUMENT with neither). `at` places it among the records:
  // the moment of its entry (of its exit, when there is no entry), or the first moment of that day where only the day
  // is known.
  virtual Status AddStay(std::string_view traveller, const Stay& stay, Instant at, std::uint64_t position) = 0;

  // From which day on every entry and exit by any port is recorded, as a national system has it; absent: these are
  // this port's own records, and nothing more is promised.
  virtual StatusOr<std::optional<Date>> CompleteFrom(Territory territory) const = 0;
  virtual Status SetCompleteFrom(Territory territory, Date date) = 0;
};

}  // namespace clearance
