#include "common/document/trust_store.h"

#include <algorithm>

#include "common/base/check.h"
#include "common/base/error_reasons.h"

namespace clearance {
namespace {

using Index = std::unordered_multimap<std::string, std::size_t>;

// Entries of `index` under `key`, in the order they were added.
std::vector<std::size_t> EntriesOf(const Index& index, std::string_view key) {
  std::vector<std::size_t> entries;
  const auto [begin, end] = index.equal_range(std::string(key));
  for (auto entry = begin; entry != end; ++entry) entries.push_back(entry->second);
  std::sort(entries.begin(), entries.end());
  return entries;
}

bool IsSigned(const StatusOr<bool>& verified) { return verified.ok() && *verified; }

Status NotTrusted(std::string_view problem) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kTrustNotEstablished, problem);
}

}  // namespace

std::string_view TrustSourceKindName(TrustSourceKind kind) {
  switch (kind) {
    case TrustSourceKind::kMasterList:
      return "MASTER_LIST";
    case TrustSourceKind::kCertificate:
      return "CERTIFICATE";
    case TrustSourceKind::kLink:
      return "LINK";
    case TrustSourceKind::kCrl:
      break;
  }
  return "CRL";
}

std::size_t TrustStore::AddSource(TrustSource source) {
  sources_.push_back(std::move(source));
  return sources_.size() - 1;
}

Status TrustStore::Add(X509Certificate certificate, std::size_t source) {
  CHECK(source < sources_.size());
  const bool is_authority = certificate.is_authority() || certificate.IsSelfIssued();
  if (!certificate.may_sign_certificates() || !is_authority) {
    return InvalidField("certificate", "is none of an authority");
  }
  const auto known = by_der_.find(std::string(certificate.der()));
  if (known != by_der_.end()) {
    std::vector<std::size_t>& sources = anchors_[known->second].sources;
    if (std::find(sources.begin(), sources.end(), source) == sources.end()) sources.push_back(source);
    return OkStatus();
  }
  const std::size_t index = anchors_.size();
  by_der_.emplace(certificate.der(), index);
  if (const auto key_identifier = certificate.subject_key_identifier())
    by_key_identifier_.emplace(*key_identifier, index);
  by_name_.emplace(certificate.subject(), index);
  by_country_.emplace(certificate.country(), index);
  TrustAnchor anchor{std::move(certificate), std::nullopt, OkStatus(), {source}};
  StatusOr<PublicKey> key = anchor.certificate.Key();
  if (key.ok()) {
    anchor.key = *std::move(key);
  } else {
    anchor.key_status = key.status();
  }
  anchors_.push_back(std::move(anchor));
  JoinLineages(index);
  return OkStatus();
}

// Whatever two certificates of one lineage have in common is a trait; the first anchor that has one stands for it.
void TrustStore::JoinLineages(std::size_t anchor) {
  lineage_.push_back(anchor);
  const X509Certificate& certificate = anchors_[anchor].certificate;
  const auto join = [&](std::string_view kind, std::string_view trait) {
    const std::string key = std::string(kind).append(certificate.country()).append("|").append(trait);
    const auto [known, fresh] = by_trait_.try_emplace(key, anchor);
    if (!fresh) lineage_[RootOf(anchor)] = RootOf(known->second);
  };
  join("name ", certificate.subject());
  join("name ", certificate.issuer());
  join("key ", certificate.subject_public_key_info());
  if (const auto own = certificate.subject_key_identifier()) join("identifier ", *own);
  if (const auto issuers = certificate.authority_key_identifier()) join("identifier ", *issuers);
}

std::size_t TrustStore::RootOf(std::size_t anchor) const {
  while (lineage_[anchor] != anchor) anchor = lineage_[anchor];
  return anchor;
}

std::size_t TrustStore::LineageOf(const TrustAnchor& anchor) const {
  const auto known = by_der_.find(std::string(anchor.certificate.der()));
  CHECK(known != by_der_.end());
  return RootOf(known->second);
}

Status TrustStore::AddLink(X509Certificate certificate, std::size_t source) {
  if (!certificate.is_authority()) return NotTrusted("a link certificate that is none of an authority");
  for (const TrustAnchor* anchor : CandidatesFor(certificate)) {
    if (!anchor->key || anchor->certificate.country() != certificate.country()) continue;
    if (IsSigned(IsSignedBy(certificate, *anchor->key))) return Add(std::move(certificate), source);
  }
  return NotTrusted("a link certificate that no trusted authority of its country has signed");
}

Status TrustStore::AddCrl(X509Crl crl, std::size_t source) {
  CHECK(source < sources_.size());
  std::optional<std::size_t> signer;
  for (const std::size_t index : SignersOf(crl.authority_key_identifier(), crl.issuer(), "")) {
    const TrustAnchor& anchor = anchors_[index];
    if (!anchor.key || !anchor.certificate.may_sign_lists() || !IsSigned(crl.IsSignedBy(*anchor.key))) continue;
    // A key may stand under several names: the one the list is issued in says whose it is.
    if (!signer || anchor.certificate.subject() == crl.issuer()) signer = index;
  }
  if (!signer) return NotTrusted("a revocation list that no trusted authority has signed");
  const bool known =
      std::any_of(crls_.begin(), crls_.end(), [&](const TrustedCrl& other) { return other.list.der() == crl.der(); });
  if (!known) crls_.push_back({std::move(crl), *signer, source});
  return OkStatus();
}

std::vector<std::size_t> TrustStore::SignersOf(std::optional<std::string_view> key_identifier, std::string_view issuer,
                                               std::string_view country) const {
  std::vector<std::size_t> signers;
  const auto add = [&](const Index& index, std::string_view key) {
    for (const std::size_t entry : EntriesOf(index, key)) {
      if (signers.size() == kMaxTrialAnchors) return;
      if (std::find(signers.begin(), signers.end(), entry) == signers.end()) signers.push_back(entry);
    }
  };
  if (key_identifier) add(by_key_identifier_, *key_identifier);
  add(by_name_, issuer);
  if (!country.empty()) add(by_country_, country);
  return signers;
}

std::vector<const TrustAnchor*> TrustStore::CandidatesFor(const X509Certificate& certificate) const {
  std::vector<const TrustAnchor*> candidates;
  for (const std::size_t index :
       SignersOf(certificate.authority_key_identifier(), certificate.issuer(), certificate.issuer_country())) {
    candidates.push_back(&anchors_[index]);
  }
  return candidates;
}

std::vector<const TrustedCrl*> TrustStore::CrlsFor(const TrustAnchor& anchor) const {
  const std::size_t lineage = LineageOf(anchor);
  std::vector<const TrustedCrl*> lists;
  for (const TrustedCrl& crl : crls_)
    if (RootOf(crl.signer) == lineage) lists.push_back(&crl);
  std::stable_sort(lists.begin(), lists.end(), [](const TrustedCrl* a, const TrustedCrl* b) {
    return a->list.this_update() > b->list.this_update();
  });
  return lists;
}

}  // namespace clearance
