// Checkpoints (C2SP tlog-checkpoint, c2sp.org/tlog-checkpoint): "this log had so many leaves, and then this root", as a
// signed note. The key's name in the signature is the log's origin, so that one key under another log's name, or
// another key, is not believed. Arithmetic and text alone: nothing is stored here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/crypto/signature.h"

namespace clearance {

// What the file is called in which somebody keeps one of a log, "KHORGOS.checkpoint".
inline constexpr std::string_view kCheckpointEnding = ".checkpoint";

inline constexpr std::size_t kMaxCheckpointExtensions = 16;

struct Checkpoint {
  std::string origin{};     // names the log in the whole world, e.g. "khorgos.example/ledger/KHORGOS"
  std::uint64_t size = 0;   // leaves, below 2^63
  std::string root_hash{};  // RFC 6962, 32 bytes
  // Lines behind the third, kept as they are. We write none; what they say is no part of the log.
  std::vector<std::string> extensions{};
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// The text of the note. There is one text for any checkpoint in its form.
std::string WriteCheckpoint(const Checkpoint& checkpoint);
// Reads such a text. Error: INVALID_ARGUMENT, field "checkpoint": fewer than three lines, an empty one, a size with
// leading zeros or beyond 2^63-1, a root that is not 32 bytes of base64, an empty log with a root of its own.
StatusOr<Checkpoint> ParseCheckpoint(std::string_view text);

// The checkpoint as a note signed under its origin. INVALID_ARGUMENT when it is out of its form, or its origin is no
// name of a key.
StatusOr<std::string> SignCheckpoint(const Checkpoint& checkpoint, const SigningKey& key);

// The checkpoint of a note that `key` signed under the checkpoint's own origin. Error: INVALID_ARGUMENT, field "note"
// or "checkpoint" for what is none, "signature" for one that this key did not sign.
StatusOr<Checkpoint> OpenCheckpoint(std::string_view note, const VerifyingKey& key);

// As OpenCheckpoint, but the signatures are only read, not checked: for who compares it with something better known.
StatusOr<Checkpoint> ReadCheckpointUnchecked(std::string_view note);

}  // namespace clearance
