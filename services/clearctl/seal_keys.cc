#include "services/clearctl/seal_keys.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "common/base/bytes.h"
#include "common/base/ids.h"
#include "common/base/secret_file.h"
#include "common/crypto/key_file.h"
#include "common/crypto/keyed_hash.h"
#include "services/clearctl/json_text.h"

namespace clearance {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kPemBegin = "-----BEGIN";

// What the files have come to so far.
struct Collected {
  Instant revision = Instant::min();
  SealKeys keys;
  std::vector<std::string> revoked;
};

Status Malformed(const std::string& path, std::string_view problem) { return InvalidField(path, problem); }

// A member that must be a text, "" where `required` is false and it is not there or null.
StatusOr<std::string> TextOf(const Json& object, const char* name, bool required) {
  const auto member = object.find(name);
  if (member == object.end() || (!required && member->is_null())) {
    if (!required) return std::string();
    return InvalidField(name, "is missing");
  }
  if (!member->is_string()) return InvalidField(name, "must be a text");
  return member->get<std::string>();
}

StatusOr<Instant> EndOf(const Json& object, const char* name, Instant without) {
  ASSIGN_OR_RETURN(const std::string text, TextOf(object, name, false));
  if (text.empty()) return without;
  const auto instant = ParseInstant(text);
  if (!instant.ok()) return InvalidField(name, "must be a moment as 2027-01-15T00:00:00Z");
  return *instant;
}

// A key that is given twice is believed only while both say so: one of the files may be from before its end was known.
void Join(SealKey key, SealKeys& keys) {
  if (const SealKey* other = keys.Find(SealKeyId(key.key)); other != nullptr) {
    key.from = std::max(key.from, other->from);
    key.until = std::min(key.until, other->until);
    if (key.hash_key.view().empty()) key.hash_key = SecretBytes(std::string(other->hash_key.view()));
  }
  keys.Add(std::move(key));
}

Status AddKey(const Json& entry, SealKeys& keys) {
  if (!entry.is_object()) return InvalidField("keys", "must be objects");
  ASSIGN_OR_RETURN(const std::string public_key, TextOf(entry, "public_key", true));
  ASSIGN_OR_RETURN(const std::string raw, FromHex(public_key));
  ASSIGN_OR_RETURN(const VerifyingKey key, VerifyingKey::FromRaw(raw));
  ASSIGN_OR_RETURN(const std::string key_id, TextOf(entry, "key_id", false));
  if (!key_id.empty() && key_id != ToHex(SealKeyId(key))) return InvalidField("key_id", "is not that of its key");
  ASSIGN_OR_RETURN(const std::string hex, TextOf(entry, "document_key", false));
  ASSIGN_OR_RETURN(std::string document_key, FromHex(hex));
  if (!document_key.empty() && document_key.size() != kKeyedHashKeyBytes)
    return InvalidField("document_key", "must be 64 hexadecimal digits");
  ASSIGN_OR_RETURN(const Instant from, EndOf(entry, "from", Instant::min()));
  ASSIGN_OR_RETURN(const Instant until, EndOf(entry, "until", Instant::max()));
  Join({key, SecretBytes(std::move(document_key)), from, until}, keys);
  return OkStatus();
}

Status AddJson(const std::string& text, Collected& all) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return InvalidField("json", "is not one JSON object");
  ASSIGN_OR_RETURN(const std::string format, TextOf(json, "format", true));
  if (format != kSealKeysFormat) return InvalidField("format", "must be clearance-seal-keys-1");
  ASSIGN_OR_RETURN(const Instant made_at, EndOf(json, "made_at", Instant::min()));
  all.revision = std::max(all.revision, made_at);
  const auto keys = json.find("keys");
  if (keys == json.end() || !keys->is_array() || keys->empty()) return InvalidField("keys", "must be a list of keys");
  for (const Json& entry : *keys) RETURN_IF_ERROR(AddKey(entry, all.keys));
  const auto revoked = json.find("revoked");
  if (revoked == json.end()) return OkStatus();
  if (!revoked->is_array()) return InvalidField("revoked", "must be a list of booking ids");
  for (const Json& id : *revoked) {
    if (!id.is_string() || !IsUuid(id.get<std::string>())) return InvalidField("revoked", "must be UUIDs");
    all.revoked.push_back(id.get<std::string>());
  }
  return OkStatus();
}

Status AddPem(const std::string& pem, std::string document_key, Collected& all) {
  ASSIGN_OR_RETURN(const VerifyingKey key, VerifyingKey::FromPem(pem));
  Join({key, SecretBytes(std::move(document_key))}, all.keys);
  return OkStatus();
}

Status AddSignedSet(const std::string& bytes, const std::string& signed_by, Collected& all) {
  if (signed_by.empty()) return InvalidField("--signed-by", "is needed for a signed set: the centre's public key");
  ASSIGN_OR_RETURN(const VerifyingKey centre, OfSetting("--signed-by", VerifyingKey::FromFile(signed_by)));
  ASSIGN_OR_RETURN(const SealSet set, OpenSealSet(bytes, centre));
  all.revision = std::max(all.revision, set.revision);
  for (const auto& [key_id, key] : set.keys.All())
    Join({key.key, SecretBytes(std::string(key.hash_key.view())), key.from, key.until}, all.keys);
  for (const RevokedBookings::Id& id : set.revoked.ids())
    all.revoked.push_back(UuidFromBytes({reinterpret_cast<const char*>(id.data()), id.size()}).value());
  return OkStatus();
}

Json EndJson(Instant end, Instant without) { return end == without ? Json(nullptr) : Json(FormatInstant(end)); }

}  // namespace

StatusOr<SealSet> ReadSealKeyFiles(const SealKeyFiles& files) {
  Collected all;
  std::string document_key;
  if (!files.document_key.empty()) {
    ASSIGN_OR_RETURN(const SecretBytes key, OfSetting("--document-key", ReadKeyFile(files.document_key)));
    document_key = key.view();
  }
  std::size_t pems = 0;
  for (const std::string& path : files.keys) {
    ASSIGN_OR_RETURN(const std::string content, ReadFile(path, kMaxSealSetBytes));
    const bool is_pem = content.starts_with(kPemBegin);
    pems += is_pem ? 1 : 0;
    const Status added = is_pem                     ? AddPem(content, document_key, all)
                         : content.starts_with("{") ? AddJson(content, all)
                                                    : AddSignedSet(content, files.signed_by, all);
    if (!added.ok()) return FieldOf(added) == "--signed-by" ? added : Malformed(path, MessageOf(added));
  }
  if (!document_key.empty() && pems != 1) return InvalidField("--document-key", "needs exactly one --keys that is PEM");
  SealSet set;
  set.revision = all.revision;
  set.keys = std::move(all.keys);
  set.revoked = RevokedBookings(all.revoked);
  return set;
}

std::string SealKeysJson(const SealSet& set) {
  Json keys = Json::array();
  for (const auto& [key_id, key] : set.keys.All()) {
    keys.push_back({{"key_id", ToHex(key_id)},
                    {"public_key", ToHex(key.key.ToRaw())},
                    {"from", EndJson(key.from, Instant::min())},
                    {"until", EndJson(key.until, Instant::max())}});
  }
  Json revoked = Json::array();
  for (const RevokedBookings::Id& id : set.revoked.ids())
    revoked.push_back(UuidFromBytes({reinterpret_cast<const char*>(id.data()), id.size()}).value());
  return JsonText({{"format", kSealKeysFormat},
                   {"made_at", EndJson(set.revision, Instant::min())},
                   {"keys", std::move(keys)},
                   {"revoked", std::move(revoked)}});
}

}  // namespace clearance
