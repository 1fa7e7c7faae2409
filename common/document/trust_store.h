// The country signing authorities (CSCA) that we trust, where each came from, and their revocation lists. Several
// master lists stand side by side; an authority in any of them is trusted, and says which lists have it.
//
// A value once built; const calls are thread-safe. No document is judged here.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/crypto/public_key.h"
#include "common/crypto/x509_certificate.h"
#include "common/crypto/x509_crl.h"

namespace clearance {

enum class TrustSourceKind {
  kMasterList,   // verified against its own root
  kCertificate,  // given by itself, by whoever runs the store
  kLink,         // a link certificate signed by an authority already trusted
};
std::string_view TrustSourceKindName(TrustSourceKind kind);  // "MASTER_LIST"

// Provenance, for people: no key of trust depends on its words.
struct TrustSource {
  TrustSourceKind kind = TrustSourceKind::kCertificate;
  std::string name{};                  // the file's name when it was brought in
  std::string sha256{};                // of the file, hexadecimal
  std::string signer{};                // master lists: the list signer's subject
  std::optional<Instant> signed_at{};  // master lists, where they say
  Instant imported_at{};
};

struct TrustAnchor {
  X509Certificate certificate;
  std::optional<PublicKey> key{};      // absent when it cannot be used; `key_status` says why
  Status key_status{};                 // codes as PublicKey::FromInfo
  std::vector<std::size_t> sources{};  // indices into TrustStore::sources()
};

class TrustStore {
 public:
  // Answers the index to give to Add.
  std::size_t AddSource(TrustSource source);
  // A certificate known already gets one more source. Certificates of authorities only: INVALID_ARGUMENT for one that
  // may not sign certificates.
  Status Add(X509Certificate certificate, std::size_t source);
  // Trusted when an anchor of the same country made its signature and it is an authority's: FAILED_PRECONDITION else.
  Status AddLink(X509Certificate certificate, std::size_t source);
  // Kept only when an anchor made its signature: FAILED_PRECONDITION else. Of several of one issuer all are kept.
  Status AddCrl(X509Crl crl);

  const std::vector<TrustSource>& sources() const { return sources_; }
  const std::vector<std::shared_ptr<const TrustAnchor>>& anchors() const { return anchors_; }
  const std::vector<X509Crl>& crls() const { return crls_; }

  // Who may have signed `certificate`, the likelier first, none twice: the authority its key identifier names, those of
  // its issuer's name, then for trial those of the issuer's country, at most kMaxTrialAnchors.
  std::vector<const TrustAnchor*> CandidatesFor(const X509Certificate& certificate) const;

  // Revocation lists that speak for `anchor`: of its subject's name, and its key made their signature; the newest
  // first.
  std::vector<const X509Crl*> CrlsOf(const TrustAnchor& anchor) const;

 private:
  std::vector<TrustSource> sources_;
  std::vector<std::shared_ptr<const TrustAnchor>> anchors_;
  std::vector<X509Crl> crls_;
  std::vector<std::size_t> crl_anchor_;  // of each list, who signed it
  std::unordered_map<std::string, std::size_t> by_der_;
  std::unordered_multimap<std::string, std::size_t> by_key_identifier_, by_name_, by_country_;
};

inline constexpr std::size_t kMaxTrialAnchors = 64;

}  // namespace clearance
