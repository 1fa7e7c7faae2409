// The country signing authorities (CSCA) that we trust, where each came from, and their revocation lists. Several
// master lists stand side by side; an authority in any of them is trusted, and says which lists have it.
//
// Built once, then asked by all threads; copies are independent, and pointers into one live as long as it. Const calls
// are thread-safe. No document is judged here.
#pragma once

#include <array>
#include <cstddef>
#include <deque>
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
  kCrl,          // a revocation list signed by one
};
inline constexpr std::array kAllTrustSourceKinds = {TrustSourceKind::kMasterList, TrustSourceKind::kCertificate,
                                                    TrustSourceKind::kLink, TrustSourceKind::kCrl};
std::string_view TrustSourceKindName(TrustSourceKind kind);  // "MASTER_LIST"

// Provenance, for people: no key of trust depends on its words.
struct TrustSource {
  TrustSourceKind kind = TrustSourceKind::kCertificate;
  std::string name{};                  // the file's name when it was brought in
  std::string sha256{};                // of the file, hexadecimal
  std::string signer{};                // master lists: the list signer's subject
  std::string signer_country{};        // master lists
  std::optional<Instant> signed_at{};  // master lists, where they say
  Instant imported_at{};
};

struct TrustAnchor {
  X509Certificate certificate;
  std::optional<PublicKey> key{};      // absent when it cannot be used; `key_status` says why
  Status key_status{};                 // codes as PublicKey::FromInfo
  std::vector<std::size_t> sources{};  // indices into TrustStore::sources()
};

// A revocation list that an anchor has signed.
struct TrustedCrl {
  X509Crl list;
  std::size_t signer = 0;  // index into TrustStore::anchors()
  std::size_t source = 0;  // index into TrustStore::sources()
};

class TrustStore {
 public:
  // Answers the index to give to Add.
  std::size_t AddSource(TrustSource source);
  // A certificate known already gets one more source. Certificates of authorities only: INVALID_ARGUMENT for one that
  // says it may not sign certificates, and for one that neither says it is an authority's nor is self-issued.
  Status Add(X509Certificate certificate, std::size_t source);
  // Trusted when an anchor of the same country made its signature and it is an authority's: FAILED_PRECONDITION
  // (TRUST_NOT_ESTABLISHED) else.
  Status AddLink(X509Certificate certificate, std::size_t source);
  // Kept only when an anchor made its signature: FAILED_PRECONDITION (TRUST_NOT_ESTABLISHED) else. The same list again
  // changes nothing.
  Status AddCrl(X509Crl crl, std::size_t source);

  const std::vector<TrustSource>& sources() const { return sources_; }
  const std::deque<TrustAnchor>& anchors() const { return anchors_; }
  const std::deque<TrustedCrl>& crls() const { return crls_; }

  // Who may have signed `certificate`, the likelier first, none twice: the authority its key identifier names, those of
  // its issuer's name, then for trial those of the issuer's country, at most kMaxTrialAnchors.
  std::vector<const TrustAnchor*> CandidatesFor(const X509Certificate& certificate) const;

  // An authority under its successive names and keys: anchors of one country are of one lineage when they share a name
  // or a key, or one's certificate names the other as its issuer, as a link certificate does. One country may have
  // several lineages: mainland China, Hong Kong and Macao issue for themselves. Answers a number, the same for both.
  std::size_t LineageOf(const TrustAnchor& anchor) const;

  // Revocation lists of the anchor's lineage, the newest first. After a change of keys the younger authority's list
  // speaks for the older one's signers too (Doc 9303-12 §5.2), so that a list's issuer may be another name than
  // `anchor`'s: serial numbers are unique per issuer only.
  std::vector<const TrustedCrl*> CrlsFor(const TrustAnchor& anchor) const;

 private:
  // Positions of likely signers, by what names them.
  std::vector<std::size_t> SignersOf(std::optional<std::string_view> key_identifier, std::string_view issuer,
                                     std::string_view country) const;
  void JoinLineages(std::size_t anchor);
  std::size_t RootOf(std::size_t anchor) const;

  std::vector<TrustSource> sources_;
  std::deque<TrustAnchor> anchors_;   // never moved: candidates point at them
  std::deque<TrustedCrl> crls_;       // the same
  std::vector<std::size_t> lineage_;  // of each anchor, another of its lineage, or itself
  std::unordered_map<std::string, std::size_t> by_der_, by_trait_;
  std::unordered_multimap<std::string, std::size_t> by_key_identifier_, by_name_, by_country_;
};

inline constexpr std::size_t kMaxTrialAnchors = 64;

}  // namespace clearance
