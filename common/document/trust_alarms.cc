#include "common/document/trust_alarms.h"

#include <algorithm>
#include <map>

namespace clearance {
namespace {

using Kind = TrustAlarmKind;

void AddAuthorities(const TrustStore& trust, Instant now, std::vector<TrustAlarm>& alarms) {
  if (trust.anchors().empty()) alarms.push_back({Kind::kNoAuthorities, "", std::nullopt});
  for (const TrustAnchor& anchor : trust.anchors()) {
    const X509Certificate& certificate = anchor.certificate;
    const Instant end = certificate.not_after();
    if (!anchor.key) alarms.push_back({Kind::kAuthorityUnusable, certificate.SubjectText(), std::nullopt});
    if (end < now) {
      alarms.push_back({Kind::kAuthorityEnded, certificate.SubjectText(), end});
    } else if (end < now + kTrustWarning) {
      alarms.push_back({Kind::kAuthorityEnds, certificate.SubjectText(), end});
    }
  }
}

void AddMasterLists(const TrustStore& trust, Instant now, std::vector<TrustAlarm>& alarms) {
  for (const TrustSource& source : trust.sources()) {
    if (source.kind != TrustSourceKind::kMasterList) continue;
    const Instant signed_at = source.signed_at.value_or(source.imported_at);
    if (signed_at + kOldMasterListAge < now) alarms.push_back({Kind::kMasterListOld, source.name, signed_at});
  }
}

void AddRevocationLists(const TrustStore& trust, Instant now, std::vector<TrustAlarm>& alarms) {
  std::map<std::string, const X509Crl*> newest;  // by country
  std::map<std::string, std::string> issuers;
  for (const TrustAnchor& anchor : trust.anchors()) {
    const auto lists = trust.CrlsFor(anchor);
    if (lists.empty()) continue;
    newest[anchor.certificate.country()] = lists.front();
    issuers[anchor.certificate.country()] = anchor.certificate.SubjectText();
  }
  for (const auto& [country, list] : newest) {
    if (!list->next_update() || *list->next_update() >= now + kTrustWarning) continue;
    const bool ended = *list->next_update() < now;
    alarms.push_back({ended ? Kind::kRevocationListEnded : Kind::kRevocationListEnds,
                      "revocation list of " + country + " (" + issuers[country] + ")", list->next_update()});
  }
}

}  // namespace

std::string_view TrustAlarmKindName(TrustAlarmKind kind) {
  switch (kind) {
    case Kind::kNoAuthorities:
      return "NO_AUTHORITIES";
    case Kind::kAuthorityEnds:
      return "AUTHORITY_ENDS";
    case Kind::kAuthorityEnded:
      return "AUTHORITY_ENDED";
    case Kind::kAuthorityUnusable:
      return "AUTHORITY_UNUSABLE";
    case Kind::kMasterListOld:
      return "MASTER_LIST_OLD";
    case Kind::kRevocationListEnds:
      return "REVOCATION_LIST_ENDS";
    case Kind::kRevocationListEnded:
      break;
  }
  return "REVOCATION_LIST_ENDED";
}

bool IsUrgent(TrustAlarmKind kind) {
  return kind == Kind::kNoAuthorities || kind == Kind::kAuthorityUnusable || kind == Kind::kMasterListOld ||
         kind == Kind::kRevocationListEnded;
}

std::vector<TrustAlarm> TrustAlarms(const TrustStore& trust, Instant now) {
  std::vector<TrustAlarm> alarms;
  AddAuthorities(trust, now, alarms);
  AddMasterLists(trust, now, alarms);
  AddRevocationLists(trust, now, alarms);
  std::stable_sort(alarms.begin(), alarms.end(),
                   [](const TrustAlarm& a, const TrustAlarm& b) { return a.kind < b.kind; });
  return alarms;
}

}  // namespace clearance
