// The stored bytes of an entry: one canonical encoding (docs/ledger.md), written once, never written again from their
// parts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/status.h"
#include "db/ledger.h"

namespace clearance {

inline constexpr std::int64_t kSealedFormatVersion = 1;

// INVALID_ARGUMENT naming the first field out of the form ledger.h states.
Status ValidateEntry(const LedgerEntry& entry);

// `entry` must be valid (CHECK).
std::string SealEntry(const LedgerEntry& entry, std::uint64_t position);

struct OpenedEntry {
  std::uint64_t position = 0;
  LedgerEntry entry{};
};

// DATA_LOSS (STORE_CORRUPT) for anything SealEntry cannot have written.
StatusOr<OpenedEntry> OpenSealed(std::string_view sealed);

// DATA_LOSS (STORE_CORRUPT) as well when the row's sealed bytes speak of another position.
StatusOr<StoredEntry> OpenRow(const EntryRow& row);

bool Passes(const EntryFilter& filter, const LedgerEntry& entry);

}  // namespace clearance
