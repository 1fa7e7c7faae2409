// The booking seal: a signed statement "this booking, this slot, this lane group, this document" that a gate believes
// without a network, and that is worthless to anybody but its holder. It says nothing about whether the booking was
// used, holds no name and no document number, and never decides a crossing (domain page §8). Which keys are believed
// and which bookings were given up, the seal set says (seal_set.h).
//
// The text is kSealPrefix and then, in Base45 (RFC 9285), a tagged COSE_Sign1 (RFC 9052) in deterministic CBOR
// (RFC 8949 §4.2.1):
//   18([ << {1: -8, 4: key id} >>, {}, << claims >>, signature ])    Ed25519 over Sig_structure, external_aad empty
//   claims (CWT, RFC 8392):  3 aud: port   4 exp: end of slot   5 nbf: start of slot   7 cti: booking id, 16 bytes
//     -65537: [from, to]   -65538: lane group   -65539: keyed hash of the document, 32 bytes
// Times are whole seconds since 1970. There is one encoding of a seal; any other is MALFORMED.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/crypto/secret.h"
#include "common/crypto/signature.h"
#include "common/domain/document.h"
#include "common/domain/territory.h"
#include "common/seal/revoked_bookings.h"

namespace clearance {

inline constexpr std::string_view kSealPrefix = "KHG1:";
inline constexpr std::size_t kMaxSealCharacters = 350;
inline constexpr std::size_t kSealKeyIdBytes = 8;
// Of a port's and of a lane group's name: what still fits beside the rest.
inline constexpr std::size_t kMaxSealNameBytes = 20;

struct SealClaims {
  std::string booking_id{};  // UUID
  Instant slot_starts_at{};
  Instant slot_ends_at{};
  std::string port{};
  Movement movement{Territory::kKaz, Territory::kIcbc};
  std::string lane_group{};
  std::string document_hash{};  // SealDocumentHash, 32 bytes
  friend bool operator==(const SealClaims&, const SealClaims&) = default;
};

// What a seal holds of a document: its pseudonym under the hash key of the seal's epoch (kKeyedHashKeyBytes). Other
// than any pseudonym the store uses, so that a seal tells a thief nothing about the records. 32 bytes.
std::string SealDocumentHash(std::string_view hash_key, const Document& document);

// The first kSealKeyIdBytes of the SHA-256 of the raw public key.
std::string SealKeyId(const VerifyingKey& key);

// The seal's text, at most kMaxSealCharacters of the Base45 alphabet, the same for the same claims and key.
// Error: INVALID_ARGUMENT naming the claim: a booking id that is no UUID, a slot that is empty or not of whole seconds
// between 1970 and 9999, an empty or too long port or lane group, one that is not UTF-8, a hash of another length.
StatusOr<std::string> SignSeal(const SealClaims& claims, const SigningKey& key);

// What a seal says, whether it is to be believed or not: nothing of it has been verified.
struct SealParts {
  std::string key_id{};        // kSealKeyIdBytes
  SealClaims claims{};         // ones that could have been sealed
  std::string signature{};     // kSignatureBytes
  std::string signed_bytes{};  // what the signature is to be over: Sig_structure of RFC 9052 §4.4
};

// The parts of a seal in its one encoding. Error: INVALID_ARGUMENT saying what makes it none. Thread-safe.
StatusOr<SealParts> ReadSeal(std::string_view text);

// One key seals are believed by, and its epoch [from, until). `hash_key` (kKeyedHashKeyBytes) belongs to the same
// epoch; empty for who may check seals but not bind them to documents.
struct SealKey {
  VerifyingKey key;
  SecretBytes hash_key;
  Instant from = Instant::min();
  Instant until = Instant::max();
};

// Old and new keys side by side, while they rotate. Movable; built once, then read by many threads.
class SealKeys {
 public:
  // A key already there is replaced.
  void Add(SealKey key);
  // nullptr when there is none; valid until the next Add.
  const SealKey* Find(std::string_view key_id) const;
  // By key id.
  const std::map<std::string, SealKey, std::less<>>& All() const { return keys_; }

 private:
  std::map<std::string, SealKey, std::less<>> keys_;
};

// The graver the later. Of several things that are wrong at once the gravest is the answer.
enum class SealResult {
  kValid,
  kValidUnbound,  // everything holds, but no document (or no hash key) to hold it against
  kExpired,       // a good seal of a slot that is over: not the same as an invalid one
  kNotYet,
  kRevoked,    // a good seal of a booking that was cancelled, or moved and has another seal now
  kWrongPort,  // another port, direction or lane group
  kNotThisDocument,
  kBadSignature,
  kUnknownKey,  // or one whose epoch has not begun or is over
  kMalformed,   // not in the one encoding of a seal, or claims that nobody could have sealed
};

inline constexpr std::array kAllSealResults = {
    SealResult::kValid,      SealResult::kValidUnbound, SealResult::kExpired,         SealResult::kNotYet,
    SealResult::kRevoked,    SealResult::kWrongPort,    SealResult::kNotThisDocument, SealResult::kBadSignature,
    SealResult::kUnknownKey, SealResult::kMalformed};

// "VALID", "VALID_UNBOUND" …
std::string_view SealResultName(SealResult result);

struct SealPlace {
  std::string port{};
  Movement movement{Territory::kKaz, Territory::kIcbc};
  std::string lane_group{};
  friend bool operator==(const SealPlace&, const SealPlace&) = default;
};

// What a seal is held against.
struct SealContext {
  Instant at{};
  // The late rule of the place: how long before the start and from the end on the slot is still honoured. Not negative.
  Duration early_tolerance{};
  Duration late_tolerance{};
  std::optional<SealPlace> place{};  // nullopt: not checked
  // Neither is owned, both are only read during the call.
  const Document* document = nullptr;        // nullptr: VALID_UNBOUND at best
  const RevokedBookings* revoked = nullptr;  // nullptr: none is known
};

struct SealVerdict {
  SealResult result = SealResult::kMalformed;
  // Present exactly when the signature is good and the claims are well formed, whatever the result.
  std::optional<SealClaims> claims;
};

// The gravest of what is wrong (SealResult). Honoured from start - early_tolerance up to, not including,
// end + late_tolerance; a key from its `from` up to, not including, its `until`. Thread-safe.
SealVerdict VerifySeal(std::string_view text, const SealKeys& keys, const SealContext& context);

}  // namespace clearance
