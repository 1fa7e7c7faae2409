// The trust store on disk: a folder of master lists, authorities' certificates and revocation lists as they were
// brought in, and an index of where each came from. What is trusted is decided anew whenever the folder is read: a
// master list is verified against the root it came with, a link against an authority, a revocation list against its
// issuer.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/document/trust_store.h"

namespace clearance {

inline constexpr std::string_view kTrustIndexName = "index.json";
inline constexpr std::size_t kMaxTrustFiles = 10'000;
inline constexpr std::size_t kMaxTrustFileBytes = std::size_t{32} << 20;

// Reads a folder. With an index: exactly the files in it, each of which must still have the SHA-256 it came with.
// Without one: every .cer, .crt, .der, .pem (authorities, trusted because they lie there) and .crl in it, and nothing
// that only an index could vouch for (lists, links, roots): a lost index is an error, not another store. Errors name
// the file: FILE_UNREADABLE; INVALID_ARGUMENT; FAILED_PRECONDITION (TRUST_NOT_ESTABLISHED), also for a file that is not
// the one it was.
StatusOr<TrustStore> LoadTrustStore(const std::string& folder, Instant now);

// What a file is taken for by its name: .ml, .mls; .cer, .crt, .der, .pem; .crl. A link has no name of its own.
std::optional<TrustSourceKind> KindOfTrustFile(std::string_view name);

// What to bring in.
struct TrustImport {
  TrustSourceKind kind = TrustSourceKind::kMasterList;
  std::string name{};   // for people: the file's own name
  std::string bytes{};  // DER, certificates also PEM
  std::string root{};   // master lists: the root's certificate, DER or PEM
};

struct TrustImported {
  TrustSourceKind kind = TrustSourceKind::kMasterList;
  bool known = false;           // the very same file was there before: nothing changed
  std::size_t authorities = 0;  // in the file
  std::size_t fresh = 0;        // of them, not in the store before
  std::size_t unreadable = 0;   // entries of a master list left out
  std::string signer{};         // of a master list
};

// Verifies and adds a file; makes the folder and its index when there is none. The old state or the new one: a crash in
// between leaves at most a file no index names. Errors as LoadTrustStore's; then nothing was changed. A folder with
// certificates and no index is refused (FAILED_PRECONDITION): they would no longer be trusted. Not for two processes at
// once.
StatusOr<TrustImported> ImportTrust(const std::string& folder, const TrustImport& given, Instant now);

struct TrustRemoved {
  std::size_t authorities = 0;  // no longer trusted
  std::size_t left = 0;         // still trusted
};

// Takes a file out of a folder with an index, by its SHA-256 or by the name it came with: an older master list once a
// newer one is in. Errors: INVALID_ARGUMENT when none or several are meant; FAILED_PRECONDITION (TRUST_NOT_ESTABLISHED)
// when what another file of the folder rests on would go; as LoadTrustStore's. Then nothing was changed.
StatusOr<TrustRemoved> RemoveTrust(const std::string& folder, std::string_view file, Instant now);

}  // namespace clearance
