#include "common/document/trust_alarms.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

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
  std::map<std::string, const TrustSource*> newest;  // by the signer's country
  const auto signed_at = [](const TrustSource& source) { return source.signed_at.value_or(source.imported_at); };
  for (const TrustSource& source : trust.sources()) {
    if (source.kind != TrustSourceKind::kMasterList) continue;
    const TrustSource*& known = newest[source.signer_country];
    if (known == nullptr || signed_at(*known) < signed_at(source)) known = &source;
  }
  for (const auto& [country, source] : newest) {
    if (signed_at(*source) + kOldMasterListAge < now)
      alarms.push_back({Kind::kMasterListOld, source->name, signed_at(*source)});
  }
}

void AddRevocationLists(const TrustStore& trust, Instant now, std::vector<TrustAlarm>& alarms) {
  std::set<std::size_t> seen;  // lineages
  std::set<std::string> without;
  for (const TrustAnchor& anchor : trust.anchors()) {
    if (!seen.insert(trust.LineageOf(anchor)).second) continue;
    const auto lists = trust.CrlsFor(anchor);
    if (lists.empty()) {
      without.insert(anchor.certificate.country());
      continue;
    }
    const auto next_update = lists.front()->list.next_update();
    if (!next_update || *next_update >= now + kTrustWarning) continue;
    const std::string issuer = trust.anchors()[lists.front()->signer].certificate.SubjectText();
    alarms.push_back(
        {*next_update < now ? Kind::kRevocationListEnded : Kind::kRevocationListEnds, issuer, next_update});
  }
  if (without.empty()) return;
  std::string countries;
  for (const std::string& country : without)
    countries.append(countries.empty() ? "" : " ").append(country.empty() ? "--" : country);
  alarms.push_back({Kind::kNoRevocationList, std::move(countries), std::nullopt});
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
      return "REVOCATION_LIST_ENDED";
    case Kind::kNoRevocationList:
      break;
  }
  return "NO_REVOCATION_LIST";
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
  // An authority's own certificate and the link to it end together: said once.
  std::set<std::tuple<Kind, std::string, std::optional<Instant>>> told;
  std::erase_if(alarms,
                [&told](const TrustAlarm& alarm) { return !told.emplace(alarm.kind, alarm.subject, alarm.at).second; });
  return alarms;
}

}  // namespace clearance
