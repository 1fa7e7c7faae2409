// BackupManifest: what a backup says of itself: one line of JSON that ends in its own hash, so that a change of any
// byte of it is found. docs/operations.md describes it. Holds nothing personal.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/crypto/file_hash.h"
#include "db/ledger.h"

namespace clearance {

inline constexpr int kBackupFormat = 1;
inline constexpr std::size_t kMaxManifestBytes = 1 << 20;

enum class BackupContent { kLedger, kPersonalKeys };

struct BackupManifest {
  BackupContent content = BackupContent::kLedger;
  Instant made_at{};
  int schema_version = 0;           // the number of the last migration
  std::uint64_t last_position = 0;  // of the ledger when the copy was taken
  std::string last_leaf_hash{};     // of the entry there, 32 bytes; empty in an empty ledger
  std::vector<LogRoot> logs{};      // then; none for keys
  std::uint64_t keys = 0;           // how many; 0 for a ledger
  FileHash file{};                  // of the database it speaks of
  friend bool operator==(const BackupManifest&, const BackupManifest&) = default;
};

// One line, with its line break.
std::string RenderManifest(const BackupManifest& manifest);

// Reads exactly what RenderManifest writes; `name` stands in errors: DATA_LOSS (STORE_CORRUPT) for anything altered,
// and FAILED_PRECONDITION (STORE_UNAVAILABLE) for the form of a newer program.
StatusOr<BackupManifest> ParseManifest(std::string_view text, const std::string& name);

}  // namespace clearance
