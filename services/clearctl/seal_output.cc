#include "services/clearctl/seal_output.h"

#include <nlohmann/json.hpp>

#include "common/base/bytes.h"
#include "common/base/text.h"
#include "services/clearctl/json_text.h"

namespace clearance {
namespace {

using Json = nlohmann::ordered_json;

void AddClaims(Json& json, const SealClaims* claims) {
  const auto if_known = [&](auto value) { return claims == nullptr ? Json(nullptr) : Json(value(*claims)); };
  json["booking_id"] = if_known([](const SealClaims& c) { return c.booking_id; });
  json["port"] = if_known([](const SealClaims& c) { return c.port; });
  json["from"] = if_known([](const SealClaims& c) { return TerritoryName(c.movement.from); });
  json["to"] = if_known([](const SealClaims& c) { return TerritoryName(c.movement.to); });
  json["lane_group"] = if_known([](const SealClaims& c) { return c.lane_group; });
  json["slot_starts_at"] = if_known([](const SealClaims& c) { return FormatInstant(c.slot_starts_at); });
  json["slot_ends_at"] = if_known([](const SealClaims& c) { return FormatInstant(c.slot_ends_at); });
}

std::string Place(const SealClaims& claims) {
  return ShownText(claims.port) + ", " + MovementName(claims.movement) + ", " + ShownText(claims.lane_group);
}

std::string Row(std::string_view name, std::string_view value) {
  constexpr std::size_t kNameColumns = 15;
  std::string row(name);
  row.resize(kNameColumns, ' ');
  return row.append(value).append("\n");
}

}  // namespace

std::string SealVerdictJson(const SealVerdict& verdict, const std::string& key_id, Instant at) {
  Json json = {{"result", SealResultName(verdict.result)}, {"valid", IsHonoured(verdict.result, false)}};
  json["key_id"] = key_id.empty() ? Json(nullptr) : Json(ToHex(key_id));
  AddClaims(json, verdict.claims ? &*verdict.claims : nullptr);
  json["at"] = FormatInstant(at);
  return JsonText(json);
}

std::string SealVerdictSentence(const SealVerdict& verdict) {
  std::string text(SealResultName(verdict.result));
  if (!verdict.claims) return text;
  const SealClaims& claims = *verdict.claims;
  return text + " (booking " + claims.booking_id + ", " + Place(claims) + ", " + FormatInstant(claims.slot_starts_at) +
         " to " + FormatInstant(claims.slot_ends_at) + ")";
}

std::string SealPartsJson(const StatusOr<SealParts>& parts, std::size_t characters) {
  Json json = {{"well_formed", parts.ok()}};
  json["problem"] = parts.ok() ? Json(nullptr) : Json(MessageOf(parts.status()));
  json["characters"] = characters;
  json["key_id"] = parts.ok() ? Json(ToHex(parts->key_id)) : Json(nullptr);
  AddClaims(json, parts.ok() ? &parts->claims : nullptr);
  json["document_hash"] = parts.ok() ? Json(ToHex(parts->claims.document_hash)) : Json(nullptr);
  json["signature"] = parts.ok() ? Json(ToHex(parts->signature)) : Json(nullptr);
  return JsonText(json);
}

std::string SealPartsTable(const StatusOr<SealParts>& parts, std::size_t characters) {
  if (!parts.ok()) return Row("malformed", MessageOf(parts.status())) + Row("characters", std::to_string(characters));
  const SealClaims& claims = parts->claims;
  return Row("well formed", "nothing of it has been verified") + Row("characters", std::to_string(characters)) +
         Row("key id", ToHex(parts->key_id)) + Row("booking", claims.booking_id) + Row("place", Place(claims)) +
         Row("slot", FormatInstant(claims.slot_starts_at) + " to " + FormatInstant(claims.slot_ends_at)) +
         Row("document hash", ToHex(claims.document_hash)) + Row("signature", ToHex(parts->signature));
}

bool IsHonoured(SealResult result, bool asked_document) {
  return result == SealResult::kValid || (result == SealResult::kValidUnbound && !asked_document);
}

}  // namespace clearance
