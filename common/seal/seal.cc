#include "common/seal/seal.h"

#include <utility>

#include "common/base/bytes.h"
#include "common/base/cbor.h"
#include "common/base/check.h"
#include "common/base/ids.h"
#include "common/base/text.h"
#include "common/base/uuid_bytes.h"
#include "common/crypto/hash.h"
#include "common/crypto/keyed_hash.h"
#include "common/domain/enum_names.h"
#include "common/seal/base45.h"

namespace clearance {
namespace {

// RFC 9052 §4.2 and §3.1, RFC 9053 §2.2.
constexpr std::uint64_t kCoseSign1Tag = 18;
constexpr std::uint64_t kCoseSign1Items = 4;
constexpr std::int64_t kAlgorithmLabel = 1;
constexpr std::int64_t kKeyIdLabel = 4;
constexpr std::int64_t kEdDsa = -8;

// RFC 8392 §4; labels below -65536 are for private use.
constexpr std::int64_t kAudienceClaim = 3;
constexpr std::int64_t kExpiryClaim = 4;
constexpr std::int64_t kNotBeforeClaim = 5;
constexpr std::int64_t kIdClaim = 7;
constexpr std::int64_t kMovementClaim = -65537;
constexpr std::int64_t kLaneGroupClaim = -65538;
constexpr std::int64_t kDocumentHashClaim = -65539;
constexpr std::uint64_t kClaimCount = 7;

// 9999-12-31T23:59:59Z: keeps every time far from the end of an Instant.
constexpr std::int64_t kLastSecond = 253'402'300'799;

constexpr EnumNames<SealResult, 10> kResultNames = {{
    {SealResult::kValid, "VALID"},
    {SealResult::kValidUnbound, "VALID_UNBOUND"},
    {SealResult::kExpired, "EXPIRED"},
    {SealResult::kNotYet, "NOT_YET"},
    {SealResult::kRevoked, "REVOKED"},
    {SealResult::kWrongPort, "WRONG_PORT"},
    {SealResult::kNotThisDocument, "NOT_THIS_DOCUMENT"},
    {SealResult::kBadSignature, "BAD_SIGNATURE"},
    {SealResult::kUnknownKey, "UNKNOWN_KEY"},
    {SealResult::kMalformed, "MALFORMED"},
}};
static_assert(NamesEveryValue(kResultNames, kAllSealResults.back()));

std::int64_t ToSeconds(Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

Instant FromSeconds(std::int64_t seconds) { return Instant(std::chrono::seconds(seconds)); }

bool IsWholeSecond(Instant instant) {
  const std::int64_t seconds = ToSeconds(instant);
  return FromSeconds(seconds) == instant && seconds >= 0 && seconds <= kLastSecond;
}

Status CheckName(std::string_view field, std::string_view name) {
  if (name.empty() || name.size() > kMaxSealNameBytes) return InvalidField(field, "must have 1 to 20 bytes");
  return IsUtf8(name) ? OkStatus() : InvalidField(field, "must be UTF-8");
}

// What makes claims ones that can be sealed; whoever signs and whoever verifies hold them to it alike.
Status CheckClaims(const SealClaims& claims) {
  if (!IsUuid(claims.booking_id)) return InvalidField("booking_id", "must be a UUID");
  if (!IsWholeSecond(claims.slot_starts_at)) return InvalidField("slot_starts_at", "must be a whole second");
  if (!IsWholeSecond(claims.slot_ends_at)) return InvalidField("slot_ends_at", "must be a whole second");
  if (claims.slot_starts_at >= claims.slot_ends_at) return InvalidField("slot_ends_at", "must be after the start");
  RETURN_IF_ERROR(CheckName("port", claims.port));
  RETURN_IF_ERROR(CheckName("lane_group", claims.lane_group));
  if (claims.movement.from == claims.movement.to) return InvalidField("movement", "must lead somewhere else");
  if (claims.document_hash.size() != kSha256Bytes) return InvalidField("document_hash", "must have 32 bytes");
  return OkStatus();
}

std::string EncodeClaims(const SealClaims& claims) {
  CborWriter writer;
  writer.Map(kClaimCount);
  writer.Int(kAudienceClaim).Text(claims.port);
  writer.Int(kExpiryClaim).Int(ToSeconds(claims.slot_ends_at));
  writer.Int(kNotBeforeClaim).Int(ToSeconds(claims.slot_starts_at));
  writer.Int(kIdClaim).Bytes(UuidToBytes(claims.booking_id).value());
  writer.Int(kMovementClaim).Array(2);
  writer.Text(TerritoryName(claims.movement.from)).Text(TerritoryName(claims.movement.to));
  writer.Int(kLaneGroupClaim).Text(claims.lane_group);
  writer.Int(kDocumentHashClaim).Bytes(claims.document_hash);
  return writer.Take();
}

Status ExpectInt(CborReader& reader, std::int64_t expected) {
  ASSIGN_OR_RETURN(const std::int64_t value, reader.Int());
  return value == expected ? OkStatus() : InvalidField("seal", "a label or value is another than expected");
}

StatusOr<Instant> ReadTime(CborReader& reader) {
  ASSIGN_OR_RETURN(const std::int64_t seconds, reader.Int());
  if (seconds < 0 || seconds > kLastSecond) return InvalidField("seal", "a time is out of range");
  return FromSeconds(seconds);
}

StatusOr<Territory> ReadTerritory(CborReader& reader) {
  ASSIGN_OR_RETURN(const std::string name, reader.Text());
  const auto territory = ParseTerritory(name);
  if (!territory) return InvalidField("seal", "a territory is not known");
  return *territory;
}

// The claims in the one order EncodeClaims writes them.
StatusOr<SealClaims> DecodeClaims(std::string_view payload) {
  CborReader reader(payload);
  SealClaims claims;
  ASSIGN_OR_RETURN(const std::uint64_t pairs, reader.Map());
  if (pairs != kClaimCount) return InvalidField("seal", "has another number of claims");
  RETURN_IF_ERROR(ExpectInt(reader, kAudienceClaim));
  ASSIGN_OR_RETURN(claims.port, reader.Text());
  RETURN_IF_ERROR(ExpectInt(reader, kExpiryClaim));
  ASSIGN_OR_RETURN(claims.slot_ends_at, ReadTime(reader));
  RETURN_IF_ERROR(ExpectInt(reader, kNotBeforeClaim));
  ASSIGN_OR_RETURN(claims.slot_starts_at, ReadTime(reader));
  RETURN_IF_ERROR(ExpectInt(reader, kIdClaim));
  ASSIGN_OR_RETURN(const std::string id, reader.Bytes());
  const std::optional<std::string> uuid = UuidFromBytes(id);
  if (!uuid) return InvalidField("seal", "the booking id is no UUID");
  claims.booking_id = *uuid;
  RETURN_IF_ERROR(ExpectInt(reader, kMovementClaim));
  ASSIGN_OR_RETURN(const std::uint64_t ends, reader.Array());
  if (ends != 2) return InvalidField("seal", "the movement has not two ends");
  ASSIGN_OR_RETURN(claims.movement.from, ReadTerritory(reader));
  ASSIGN_OR_RETURN(claims.movement.to, ReadTerritory(reader));
  RETURN_IF_ERROR(ExpectInt(reader, kLaneGroupClaim));
  ASSIGN_OR_RETURN(claims.lane_group, reader.Text());
  RETURN_IF_ERROR(ExpectInt(reader, kDocumentHashClaim));
  ASSIGN_OR_RETURN(claims.document_hash, reader.Bytes());
  RETURN_IF_ERROR(reader.Finish());
  RETURN_IF_ERROR(CheckClaims(claims));
  return claims;
}

std::string EncodeProtectedHeader(std::string_view key_id) {
  CborWriter writer;
  writer.Map(2).Int(kAlgorithmLabel).Int(kEdDsa).Int(kKeyIdLabel).Bytes(key_id);
  return writer.Take();
}

// RFC 9052 §4.4: what the signature is over.
std::string SigStructure(std::string_view protected_header, std::string_view payload) {
  CborWriter writer;
  writer.Array(4).Text("Signature1").Bytes(protected_header).Bytes("").Bytes(payload);
  return writer.Take();
}

StatusOr<std::string> DecodeProtectedHeader(std::string_view header) {
  CborReader reader(header);
  ASSIGN_OR_RETURN(const std::uint64_t pairs, reader.Map());
  if (pairs != 2) return InvalidField("seal", "has another number of protected headers");
  RETURN_IF_ERROR(ExpectInt(reader, kAlgorithmLabel));
  RETURN_IF_ERROR(ExpectInt(reader, kEdDsa));
  RETURN_IF_ERROR(ExpectInt(reader, kKeyIdLabel));
  ASSIGN_OR_RETURN(std::string key_id, reader.Bytes());
  if (key_id.size() != kSealKeyIdBytes) return InvalidField("seal", "the key id has another length");
  RETURN_IF_ERROR(reader.Finish());
  return key_id;
}

bool IsInForce(const SealKey& key, Instant at) { return key.from <= at && at < key.until; }

// What remains to be judged of a seal whose signature is good, the gravest first.
SealResult Judge(const SealClaims& claims, std::string_view hash_key, const SealContext& context) {
  const bool bound = context.document != nullptr && !hash_key.empty();
  if (bound && !ConstantTimeEqual(claims.document_hash, SealDocumentHash(hash_key, *context.document))) {
    return SealResult::kNotThisDocument;
  }
  if (context.place && *context.place != SealPlace{claims.port, claims.movement, claims.lane_group}) {
    return SealResult::kWrongPort;
  }
  if (context.revoked != nullptr && context.revoked->Contains(claims.booking_id)) return SealResult::kRevoked;
  if (context.at < claims.slot_starts_at - context.early_tolerance) return SealResult::kNotYet;
  if (context.at >= claims.slot_ends_at + context.late_tolerance) return SealResult::kExpired;
  return bound ? SealResult::kValid : SealResult::kValidUnbound;
}

}  // namespace

std::string_view SealResultName(SealResult result) { return NameOf(kResultNames, result); }

std::string SealDocumentHash(std::string_view hash_key, const Document& document) {
  return KeyedHash(hash_key, "booking seal document", {DocumentKey(document)});
}

std::string SealKeyId(const VerifyingKey& key) { return Sha256(key.ToRaw()).substr(0, kSealKeyIdBytes); }

StatusOr<std::string> SignSeal(const SealClaims& claims, const SigningKey& key) {
  RETURN_IF_ERROR(CheckClaims(claims));
  const std::string header = EncodeProtectedHeader(SealKeyId(key.PublicKey()));
  const std::string payload = EncodeClaims(claims);
  CborWriter writer;
  writer.Tag(kCoseSign1Tag).Array(kCoseSign1Items).Bytes(header).Map(0).Bytes(payload);
  writer.Bytes(key.Sign(SigStructure(header, payload)));
  std::string text = std::string(kSealPrefix) + Base45Encode(writer.Take());
  CHECK(text.size() <= kMaxSealCharacters);
  return text;
}

StatusOr<SealParts> ReadSeal(std::string_view text) {
  if (text.size() > kMaxSealCharacters) return InvalidField("seal", "is longer than 350 characters");
  if (!text.starts_with(kSealPrefix)) return InvalidField("seal", "does not begin with KHG1:");
  ASSIGN_OR_RETURN(const std::string bytes, Base45Decode(text.substr(kSealPrefix.size())));
  CborReader reader(bytes);
  SealParts parts;
  RETURN_IF_ERROR(reader.Tag(kCoseSign1Tag));
  ASSIGN_OR_RETURN(const std::uint64_t items, reader.Array());
  if (items != kCoseSign1Items) return InvalidField("seal", "has another number of parts");
  ASSIGN_OR_RETURN(const std::string protected_header, reader.Bytes());
  ASSIGN_OR_RETURN(parts.key_id, DecodeProtectedHeader(protected_header));
  ASSIGN_OR_RETURN(const std::uint64_t unprotected, reader.Map());
  if (unprotected != 0) return InvalidField("seal", "has unprotected headers");
  ASSIGN_OR_RETURN(const std::string payload, reader.Bytes());
  ASSIGN_OR_RETURN(parts.signature, reader.Bytes());
  if (parts.signature.size() != kSignatureBytes) return InvalidField("seal", "the signature has another length");
  RETURN_IF_ERROR(reader.Finish());
  ASSIGN_OR_RETURN(parts.claims, DecodeClaims(payload));
  parts.signed_bytes = SigStructure(protected_header, payload);
  return parts;
}

void SealKeys::Add(SealKey key) {
  const std::size_t hash_key_bytes = key.hash_key.view().size();
  CHECK(hash_key_bytes == 0 || hash_key_bytes == kKeyedHashKeyBytes);
  std::string key_id = SealKeyId(key.key);
  keys_.insert_or_assign(std::move(key_id), std::move(key));
}

const SealKey* SealKeys::Find(std::string_view key_id) const {
  const auto found = keys_.find(key_id);
  return found == keys_.end() ? nullptr : &found->second;
}

SealVerdict VerifySeal(std::string_view text, const SealKeys& keys, const SealContext& context) {
  StatusOr<SealParts> parts = ReadSeal(text);
  if (!parts.ok()) return {SealResult::kMalformed, std::nullopt};
  const SealKey* key = keys.Find(parts->key_id);
  if (key == nullptr || !IsInForce(*key, context.at)) return {SealResult::kUnknownKey, std::nullopt};
  if (!key->key.Verify(parts->signed_bytes, parts->signature)) return {SealResult::kBadSignature, std::nullopt};
  const SealResult result = Judge(parts->claims, key->hash_key.view(), context);
  return {result, std::move(parts->claims)};
}

}  // namespace clearance
