// The keys that `clearctl seal` believes seals by: a public key in PEM, a key set in JSON as third parties get it, or
// the signed set as gates keep it. What is written for others never holds the key of a document hash.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/seal/seal_set.h"

namespace clearance {

inline constexpr std::string_view kSealKeysFormat = "clearance-seal-keys-1";

struct SealKeyFiles {
  std::vector<std::string> keys{};  // PEM, JSON or signed sets, told apart by how they begin
  std::string document_key{};       // file: 32 bytes in hexadecimal, of the one PEM; empty: none
  std::string signed_by{};          // file: PEM, what a signed set is checked with
};

// All of them together, a key that is given twice for the time in which all believe it; the revision is the newest of
// those that have one. Errors name the file; INVALID_ARGUMENT naming "--document-key" where it fits nothing,
// "--signed-by" where a signed set is given without it.
StatusOr<SealSet> ReadSealKeyFiles(const SealKeyFiles& files);

// {"format","made_at","keys":[{"key_id","public_key","from","until"}…],"revoked":[…]}: docs/booking.md.
std::string SealKeysJson(const SealSet& set);

}  // namespace clearance
