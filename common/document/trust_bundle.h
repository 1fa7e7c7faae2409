// The trust bundle: a whole trust folder as one byte string, signed by the centre, as gates get it.
//
//   signature (64 bytes, Ed25519 over kTrustBundlePrefix ‖ SHA-256(body)) ‖ body
//   body: deterministic CBOR [kTrustBundleFormat, revision in Unix milliseconds, [[name, bytes] …]]
//
// Files are named by their content, rising, and the index comes last. The prefix keeps the signature apart from every
// other one of the same key (docs/decisions/0008). A bundle is believed for its signature and then judged like a
// folder: it must never reach beyond the folder it is put into, replace what is newer, or leave half of itself behind.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/crypto/signature.h"
#include "common/document/trust_store.h"

namespace clearance {

inline constexpr std::string_view kTrustBundleFormat = "clearance-trust-1";
inline constexpr std::string_view kTrustBundlePrefix{"clearance trust bundle 1\0", 25};
inline constexpr std::size_t kMaxTrustBundleBytes = std::size_t{64} << 20;  // signature and body
inline constexpr std::size_t kTrustBundleIdDigits = 64;

struct TrustBundle {
  Instant revision{};                          // TrustIndex::Revision() of the index
  std::string index{};                         // the index's text
  std::map<std::string, std::string> files{};  // exactly those the index names
};

// The index of a folder as it stands; for a folder without one, what it would be: every file counts as brought in when
// the folder or any of its files last changed. Errors as LoadTrustStore's.
StatusOr<std::string> ReadTrustIndex(const std::string& folder);

// All of a folder, not yet verified but for each file's SHA-256. Errors as LoadTrustStore's; FAILED_PRECONDITION
// (FILE_UNREADABLE) when it is larger than a bundle may be, what CBOR adds counted at its most.
StatusOr<TrustBundle> CollectTrust(const std::string& folder);

// The same bytes for the same bundle.
std::string TrustBundleBody(const TrustBundle& bundle);
// Names what a body says: SHA-256, 64 lower-case hexadecimal digits.
std::string TrustBundleId(std::string_view body);
std::string SignTrustBundle(std::string_view body, const SigningKey& key);

// What a signed bundle says. FAILED_PRECONDITION (TRUST_NOT_ESTABLISHED) when the signature is not `key`'s,
// INVALID_ARGUMENT when it is too large, malformed, or not just an index and the files it names.
StatusOr<TrustBundle> OpenTrustBundle(std::string_view signed_bundle, const VerifyingKey& key);

// What a bundle comes to, everything in it verified anew. Errors as LoadTrustStore's.
StatusOr<TrustStore> LoadTrustBundle(const TrustBundle& bundle);

// Verifies the bundle and makes it the content of the folder, which is made where it is missing: a crash leaves the old
// content or the new one. Files named by their content that the new index does not name are removed afterwards; no
// other file is touched. Errors as LoadTrustBundle's, FAILED_PRECONDITION (TRUST_NOT_ESTABLISHED) when the folder's
// index is of a later revision; then nothing was changed. FILE_UNREADABLE when it cannot be written; then the old
// content stands. A folder without an index has no revision: it gives way to any bundle. Not for two at once.
StatusOr<TrustStore> InstallTrust(const TrustBundle& bundle, const std::string& folder);

}  // namespace clearance
