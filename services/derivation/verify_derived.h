// Verification of the derived tables of a file: rebuilds them from its entries and lays both side by side. Says nothing
// of the entries themselves (db/verify_ledger.h). Writes to no file that stays.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"

namespace clearance {

// Rows compared in one step.
inline constexpr std::size_t kRowsPerStep = 10'000;
// How many times as much one step derives from, once everything is that stood in the file at the first.
inline constexpr int kCatchUpFactor = 10;

struct DerivedReport {
  std::uint64_t entries_done = 0;   // derived from anew
  std::uint64_t entries_total = 0;  // as far as known: more may come while it runs
  std::uint64_t rows_compared = 0;
  // Everything was derived from that stood there at the first step, but not yet what has come since: whoever rests
  // between the steps, to leave the machine to others, would now be left behind.
  bool behind = false;
  // The latest record time of the entries derived from.
  Instant recorded_until{};
  // Travellers and holds whose sealed fields nobody can open any more although no entry says that they were erased: as
  // many as there are in a copy without keys. Told at the end.
  std::uint64_t without_key = 0;
  bool complete = false;  // every table was compared, or a difference ended it
  // In words, the row named without personal data.
  std::optional<std::string> first_difference{};
};

// Goes through a file, in use or not, in bounded steps, so that a service can do other work in between: each is one
// snapshot, and none stands between two steps, for past a snapshot SQLite cannot empty its WAL (docs/decisions/0021).
// Until everything is derived from that stood in the file at the first step, a step derives from the next
// kEntriesPerStep entries. From then on it derives from all that its snapshot shows, kCatchUpFactor times as many at
// most, and then compares: both files have come to the same last entry, and the next `rows_per_step` rows, by their
// key, must be equal. So each such step compares, however many entries come meanwhile: it runs after the end of its
// snapshot, never after that of the ledger. A row is compared as it stood when its turn came: one that an entry put
// behind the comparison's back is the next verification's, like any that comes after the end of this one.
//
// Open decisions whose lease had ended when the last entry was recorded may be gone, for when the sweeper removes them
// is no matter of the entries; one that is there must follow from them. No clock is asked: the same file verifies the
// same, whenever. The ids of calls that are kept for ever are looked up besides (kept_requests.h). Single-threaded.
class DerivedVerifier {
 public:
  // Errors as for OpenSqliteReader and SqliteScratch::Open.
  static StatusOr<std::unique_ptr<DerivedVerifier>> Open(const std::string& database,
                                                         std::size_t rows_per_step = kRowsPerStep);
  virtual ~DerivedVerifier() = default;
  // Goes on. Call again until `complete`. Errors are those of the store that tell nothing about its content.
  virtual Status Step() = 0;
  virtual const DerivedReport& report() const = 0;
};

// All steps. `progress` (may be null) is called after each. CANCELLED once `stop` asks for it.
StatusOr<DerivedReport> VerifyDerived(const std::string& database,
                                      const std::function<void(const DerivedReport&)>& progress,
                                      const std::stop_token& stop = {});

// What a rebuild came upon in the file, in words, table by table: empty when nothing was otherwise.
using RebuildDifferences = std::vector<std::string>;

// Makes the derived tables of a file anew and puts them in the place of those found, in one transaction.
// Errors, and nothing is changed: as for OpenLedgerFile; DATA_LOSS (STORE_CORRUPT) when nothing can follow from an
// entry; CANCELLED once `stop` asks for it.
StatusOr<RebuildDifferences> ReplaceDerived(const std::string& database,
                                            const std::function<void(const DerivedReport&)>& progress,
                                            const std::stop_token& stop = {});

}  // namespace clearance
