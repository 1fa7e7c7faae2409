// Checkpoints: what the centre has signed about its logs, each a note that says how many entries a log had and which
// root. Append only: the outside world may hold a copy of any of them. A log's sizes never go back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/crypto/signature.h"
#include "db/ledger.h"

namespace clearance {

inline constexpr std::size_t kMaxStoredNoteBytes = 4'096;

struct StoredCheckpoint {
  std::uint64_t number = 0;  // in the order they were made, over all logs; given by Put
  LogRoot root{};            // as the note says
  Instant made_at{};
  std::string note{};  // signed (common/crypto/checkpoint.h), at most kMaxStoredNoteBytes
  friend bool operator==(const StoredCheckpoint&, const StoredCheckpoint&) = default;
};

// Const methods are reads. Every method may fail with UNAVAILABLE (STORE_UNAVAILABLE) or DATA_LOSS (STORE_CORRUPT), the
// latter when a note does not say of log and size what stands beside it.
class Checkpoints {
 public:
  virtual ~Checkpoints() = default;
  // The one of the log that was made last; absent when it has none.
  virtual StatusOr<std::optional<StoredCheckpoint>> Latest(std::string_view log) const = 0;
  // Those of the log with a higher number than `after_number`, in order; at most `limit` (≤ kMaxRowsPerRead).
  virtual StatusOr<std::vector<StoredCheckpoint>> List(std::string_view log, std::uint64_t after_number,
                                                       std::size_t limit) const = 0;
  // Those of every log, likewise: all that are stored, whatever number and log stand beside them.
  virtual StatusOr<std::vector<StoredCheckpoint>> ListAll(std::uint64_t after_number, std::size_t limit) const = 0;
  // Every log that has one, each once.
  virtual StatusOr<std::vector<std::string>> Logs() const = 0;
  // Keeps the note, whose signature is the caller's business; its number. It may repeat the log's latest size and root,
  // as after a change of keys. INVALID_ARGUMENT, field "note" or "checkpoint": none, one of an empty log, one
  // smaller than the latest, or of the same size with another root.
  virtual StatusOr<std::uint64_t> Put(std::string_view note, Instant made_at) = 0;
};

// "<site>/<log>": the origin of the log's checkpoints. `site` is ledger.site of the configuration.
std::string LogOrigin(std::string_view site, std::string_view log);
// The log of an origin: what follows its last slash. Absent when there is none.
std::optional<std::string_view> LogOfOrigin(std::string_view origin);

// The note of a log's checkpoint. INVALID_ARGUMENT naming "site" or "log" when one of them cannot stand in an origin
// ("+", "/" in a log's name).
StatusOr<std::string> MakeCheckpoint(std::string_view site, const LogRoot& root, const SigningKey& key);

// The root a note speaks of, its signatures unchecked. INVALID_ARGUMENT, field "note" or "checkpoint", when it is
// no checkpoint of a log of ours.
StatusOr<LogRoot> RootOfNote(std::string_view note);

// For the stores. The checkpoint that `note` says, to be put after `latest`; errors as of Put.
StatusOr<StoredCheckpoint> NextCheckpoint(const std::optional<StoredCheckpoint>& latest, std::string_view note,
                                          Instant made_at);

}  // namespace clearance
