#include "services/clearctl/trust_output.h"

#include "common/base/bytes.h"
#include "common/base/text.h"
#include "common/crypto/hash.h"
#include "services/clearctl/json_text.h"

namespace clearance {
namespace {

using Json = nlohmann::ordered_json;

std::string DayOf(Instant instant) { return FormatInstant(instant).substr(0, 10); }

Json InstantOrNull(const std::optional<Instant>& instant) {
  return instant ? Json(FormatInstant(*instant)) : Json(nullptr);
}

std::string KeyText(const TrustAnchor& anchor) {
  if (!anchor.key) return "unusable: " + MessageOf(anchor.key_status);
  if (anchor.key->kind() == KeyKind::kRsa) return "RSA-" + std::to_string(anchor.key->bits());
  return anchor.key->curve() + (anchor.key->explicit_curve() ? ", written out" : "");
}

Json SourceJson(const TrustSource& source) {
  return {{"kind", TrustSourceKindName(source.kind)},
          {"name", source.name},
          {"sha256", source.sha256},
          {"signer", source.signer.empty() ? Json(nullptr) : Json(source.signer)},
          {"signed_at", InstantOrNull(source.signed_at)},
          {"imported_at", FormatInstant(source.imported_at)}};
}

// Of whose key it is, when it is in force, what it is, whose it is, and where it came from.
struct Row {
  const X509Certificate& authority;
  Instant from{};
  std::optional<Instant> to{};
  std::string what{};
  std::string sources{};
};

std::string RowText(const Row& row, Instant at) {
  const std::string& country = row.authority.country();
  std::string text = country.empty() ? "--" : country;
  text.append("  ").append(DayOf(row.from)).append(" – ").append(row.to ? DayOf(*row.to) : "open");
  text.append(row.to && *row.to < at ? " ended" : "").append("  ").append(row.what);
  text.append("\n      ").append(row.authority.SubjectText());
  return text.append("\n      from ").append(row.sources).append("\n");
}

}  // namespace

std::string AuthorityText(const TrustStore& trust, const TrustAnchor& anchor, Instant at) {
  const X509Certificate& certificate = anchor.certificate;
  std::string sources;
  for (const std::size_t source : anchor.sources)
    sources.append(sources.empty() ? "" : ", ").append(ShownText(trust.sources()[source].name));
  return RowText({certificate, certificate.not_before(), certificate.not_after(), KeyText(anchor), sources}, at);
}

std::string AuthorityJson(const TrustStore& trust, const TrustAnchor& anchor) {
  const X509Certificate& certificate = anchor.certificate;
  Json json = {{"country", certificate.country()},
               {"subject", certificate.SubjectText()},
               {"serial", ToHex(certificate.serial())},
               {"sha256", ToHex(Sha256(certificate.der()))},
               {"not_before", FormatInstant(certificate.not_before())},
               {"not_after", FormatInstant(certificate.not_after())},
               {"key", KeyText(anchor)},
               {"usable", anchor.key.has_value()},
               {"sources", Json::array()}};
  for (const std::size_t source : anchor.sources) json["sources"].push_back(SourceJson(trust.sources()[source]));
  return JsonText(json) + "\n";
}

std::string RevocationListText(const TrustStore& trust, const TrustedCrl& crl, Instant at) {
  return RowText(
      {trust.anchors()[crl.signer].certificate, crl.list.this_update(), crl.list.next_update(),
       "revocation list, " + std::to_string(crl.list.size()) + " revoked", ShownText(trust.sources()[crl.source].name)},
      at);
}

std::string RevocationListJson(const TrustStore& trust, const TrustedCrl& crl) {
  const X509Certificate& issuer = trust.anchors()[crl.signer].certificate;
  const Json json = {{"revocation_list_of", issuer.SubjectText()},
                     {"country", issuer.country()},
                     {"this_update", FormatInstant(crl.list.this_update())},
                     {"next_update", InstantOrNull(crl.list.next_update())},
                     {"revoked", crl.list.size()},
                     {"sources", Json::array({SourceJson(trust.sources()[crl.source])})}};
  return JsonText(json) + "\n";
}

std::string AlarmText(const TrustAlarm& alarm) {
  std::string text = IsUrgent(alarm.kind) ? "! " : "  ";
  text.append(TrustAlarmKindName(alarm.kind)).append("  ");
  if (alarm.at) text.append(DayOf(*alarm.at)).append("  ");
  return text.append(ShownText(alarm.subject)).append("\n");
}

std::string AlarmJson(const TrustAlarm& alarm) {
  const Json json = {{"alarm", TrustAlarmKindName(alarm.kind)},
                     {"urgent", IsUrgent(alarm.kind)},
                     {"subject", alarm.subject},
                     {"at", InstantOrNull(alarm.at)}};
  return JsonText(json) + "\n";
}

}  // namespace clearance
