// The seal set: which keys the seals of bookings are believed by, each with its epoch, and which bookings were given
// up; as one byte string, signed by the centre, as gates get it and keep it.
//
//   signature (64 bytes, Ed25519 over kSealSetPrefix ‖ SHA-256(body)) ‖ body
//   body: deterministic CBOR [kSealSetFormat, revision, [[public key, hash key, from, until] …], [booking id …]]
//
// Times are Unix milliseconds, null for an epoch without that end; a hash key has 32 bytes or none; keys rise by their
// public key, booking ids (16 bytes) rise too. The set is signed with the key of the centre that gates were given by
// hand, and never by one that it brings (docs/decisions/0015). It holds hash keys: it must never be given to anybody
// but a gate, and never reach a log.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/instant.h"
#include "common/base/replaced_file.h"
#include "common/base/status.h"
#include "common/crypto/signature.h"
#include "common/seal/revoked_bookings.h"
#include "common/seal/seal.h"

namespace clearance {

inline constexpr std::string_view kSealSetFormat = "clearance-seals-1";
inline constexpr std::string_view kSealSetPrefix{"clearance seal set 1\0", 21};
inline constexpr std::size_t kMaxSealKeys = 64;
inline constexpr std::size_t kMaxRevokedBookings = 400'000;
inline constexpr std::size_t kMaxSealSetBytes = std::size_t{8} << 20;  // signature and body
inline constexpr std::size_t kSealSetIdDigits = 64;

struct SealSet {
  Instant revision{};  // when the centre made it
  SealKeys keys{};
  RevokedBookings revoked{};
};

// The same bytes for the same set, which must keep within the limits above (CHECK).
std::string SealSetBody(const SealSet& set);
// Names what a body says: SHA-256, 64 lower-case hexadecimal digits.
std::string SealSetId(std::string_view body);
std::string SignSealSet(std::string_view body, const SigningKey& key);

// A file of a signed set, or an empty one: by its form, whoever signed it, and also where the rest is damaged.
FileKind SealSetFileKind();

// What a signed set says. FAILED_PRECONDITION (TRUST_NOT_ESTABLISHED) when the signature is not `key`'s,
// INVALID_ARGUMENT when it is too large or malformed: a set without a key, an epoch that ends before it begins.
StatusOr<SealSet> OpenSealSet(std::string_view signed_set, const VerifyingKey& key);

}  // namespace clearance
