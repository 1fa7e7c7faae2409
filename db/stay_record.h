// Stay records and how stays are put together from them: the meaning of db/stays.h, the same for every store. Holds no
// state and reads no clock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/stay.h"
#include "db/stays.h"

namespace clearance {

// What one passage or import says of one territory: `stay` has only an entry (the traveller came in), only an exit
// (went out), or is a whole stay.
struct StayRecord {
  Instant at{};
  std::uint64_t position = 0;
  Stay stay{};
};

StayRecord RecordOf(const EntryRecord& record, std::uint64_t position);
StayRecord RecordOf(const ExitRecord& record, std::uint64_t position);
// INVALID_ARGUMENT for a stay with neither entry nor exit, or with both an exit and exit_unknown.
StatusOr<StayRecord> RecordOf(const Stay& stay, Instant at, std::uint64_t position);

// So many of the latest records hold the last `limit` stays for certain: a stay has two at most, and the one whose
// entry was not read any more is dropped with the stays beyond the limit.
constexpr std::size_t RecordsForStays(std::size_t limit) { return 2 * limit; }

// The last `limit` stays of one traveller in one territory, from the latest RecordsForStays(limit) records (or all,
// when there are fewer) in any order.
std::vector<Stay> StaysOf(std::vector<StayRecord> records, std::size_t limit);

// INVALID_ARGUMENT unless `traveller` is a pseudonym.
Status ValidateTraveller(std::string_view traveller);

}  // namespace clearance
