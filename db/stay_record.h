// What is common to the stays of every store: records as passages and imports make them, how much is read for a
// history, what may be voided. Holds no state and reads no clock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/domain/travel_record.h"
#include "db/stays.h"

namespace clearance {

TravelRecord RecordOf(const EntryRecord& record, std::uint64_t position);
TravelRecord RecordOf(const ExitRecord& record, std::uint64_t position);
TravelRecord RecordOf(const BasisChange& change, std::uint64_t position);
// INVALID_ARGUMENT for a stay with neither entry nor exit, or with both an exit and exit_unknown.
StatusOr<TravelRecord> RecordOf(const Stay& stay, Instant at, std::uint64_t position);

// So many of the latest records hold the last `limit` stays for certain, where none is void or seen twice: a stay has
// two at most, and what hangs on records not read is left out.
constexpr std::size_t RecordsForStays(std::size_t limit) { return 2 * limit + 4; }

// Leaves the `count` latest of several documents' records, each of which gave its own latest.
void KeepLatest(std::size_t count, std::vector<TravelRecord>& records);

// Gives the `count` latest records of one person in one territory, in any order; all, when there are fewer.
using ReadLatest = std::function<StatusOr<std::vector<TravelRecord>>(std::size_t count)>;

// Their last `limit` stays. Reads once, unless void or doubled records make that too few.
StatusOr<std::vector<Stay>> LatestStays(std::size_t limit, const std::vector<RecordVoid>& voids,
                                        const ReadLatest& read_latest);

// What to keep for Stays::Void: `known` are the voids in that territory, `concerned` the record there.
StatusOr<std::vector<RecordVoid>> VoidsToKeep(const RecordVoid& record_void, Voiding voiding,
                                              const std::optional<TravelRecord>& concerned,
                                              const std::vector<RecordVoid>& known);

// INVALID_ARGUMENT unless `traveller` is a pseudonym.
Status ValidateTraveller(std::string_view traveller);

}  // namespace clearance
