#include "common/seal/seal_set.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/cbor.h"
#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "common/crypto/keyed_hash.h"

namespace clearance {
namespace {

constexpr std::uint64_t kBodyItems = 4;
constexpr std::uint64_t kKeyItems = 4;
constexpr std::size_t kMaxKeyBytes = 128;  // of a key's entry as CBOR
constexpr std::size_t kMaxHeadBytes = 256;
static_assert(kMaxHeadBytes + kMaxSealKeys * kMaxKeyBytes + kMaxRevokedBookings * (1 + kUuidBytes) <= kMaxSealSetBytes);

Status Malformed(std::string_view problem) { return InvalidField("seal set", problem); }

// What is signed.
std::string Signed(std::string_view body) { return std::string(kSealSetPrefix) + Sha256(body); }

void WriteEnd(CborWriter& writer, Instant end, Instant without) {
  if (end == without) {
    writer.Null();
  } else {
    writer.Int(ToUnixMs(end));
  }
}

StatusOr<Instant> ReadEnd(CborReader& reader, Instant without) {
  if (reader.NullNext()) return without;
  ASSIGN_OR_RETURN(const std::int64_t unix_ms, reader.Int());
  if (FromUnixMs(unix_ms) == without) return Malformed("has an epoch whose end is not null");
  return FromUnixMs(unix_ms);
}

// `last` is the public key before, so that there is one order.
Status ReadKey(CborReader& reader, SealKeys& keys, std::string& last) {
  ASSIGN_OR_RETURN(const std::uint64_t items, reader.Array());
  if (items != kKeyItems) return Malformed("has a key of another form");
  ASSIGN_OR_RETURN(std::string raw, reader.Bytes());
  ASSIGN_OR_RETURN(std::string hash_key, reader.Bytes());
  SecretBytes secret(std::move(hash_key));
  if (!secret.view().empty() && secret.view().size() != kKeyedHashKeyBytes)
    return Malformed("has a hash key of another length");
  if (raw <= last) return Malformed("has keys that are not in rising order");
  ASSIGN_OR_RETURN(const VerifyingKey key, VerifyingKey::FromRaw(raw));
  ASSIGN_OR_RETURN(const Instant from, ReadEnd(reader, Instant::min()));
  ASSIGN_OR_RETURN(const Instant until, ReadEnd(reader, Instant::max()));
  if (from >= until) return Malformed("has an epoch that ends before it begins");
  keys.Add({key, std::move(secret), from, until});
  last = std::move(raw);
  return OkStatus();
}

StatusOr<RevokedBookings> ReadRevoked(CborReader& reader) {
  ASSIGN_OR_RETURN(const std::uint64_t count, reader.Array());
  if (count > kMaxRevokedBookings) return Malformed("has more bookings than are read");
  std::vector<std::string> uuids;
  uuids.reserve(count);
  std::string last;
  for (std::uint64_t i = 0; i < count; ++i) {
    ASSIGN_OR_RETURN(std::string id, reader.Bytes());
    if (id.size() != kUuidBytes) return Malformed("has a booking id of another length");
    if (id <= last) return Malformed("has bookings that are not in rising order");
    uuids.push_back(UuidFromBytes(id).value());
    last = std::move(id);
  }
  return RevokedBookings(uuids);
}

StatusOr<SealSet> ReadBody(std::string_view body) {
  CborReader reader(body);
  ASSIGN_OR_RETURN(const std::uint64_t items, reader.Array());
  if (items != kBodyItems) return Malformed("has another number of parts than this version");
  ASSIGN_OR_RETURN(const std::string format, reader.Text());
  if (format != kSealSetFormat) return Malformed("is of another format than this version reads");
  SealSet set;
  ASSIGN_OR_RETURN(const std::int64_t revision, reader.Int());
  set.revision = FromUnixMs(revision);
  ASSIGN_OR_RETURN(const std::uint64_t keys, reader.Array());
  if (keys == 0 || keys > kMaxSealKeys) return Malformed("has no keys, or more than are read");
  std::string last;
  for (std::uint64_t i = 0; i < keys; ++i) RETURN_IF_ERROR(ReadKey(reader, set.keys, last));
  ASSIGN_OR_RETURN(set.revoked, ReadRevoked(reader));
  RETURN_IF_ERROR(reader.Finish());
  return set;
}

}  // namespace

std::string SealSetBody(const SealSet& set) {
  CHECK(!set.keys.All().empty() && set.keys.All().size() <= kMaxSealKeys);
  CHECK(set.revoked.ids().size() <= kMaxRevokedBookings);
  std::map<std::string, const SealKey*> by_public_key;
  for (const auto& [key_id, key] : set.keys.All()) by_public_key.emplace(key.key.ToRaw(), &key);
  CborWriter writer;
  writer.Array(kBodyItems).Text(kSealSetFormat).Int(ToUnixMs(set.revision)).Array(by_public_key.size());
  for (const auto& [raw, key] : by_public_key) {
    writer.Array(kKeyItems).Bytes(raw).Bytes(key->hash_key.view());
    WriteEnd(writer, key->from, Instant::min());
    WriteEnd(writer, key->until, Instant::max());
  }
  writer.Array(set.revoked.ids().size());
  for (const RevokedBookings::Id& id : set.revoked.ids())
    writer.Bytes({reinterpret_cast<const char*>(id.data()), id.size()});
  return writer.Take();
}

std::string SealSetId(std::string_view body) { return ToHex(Sha256(body)); }

std::string SignSealSet(std::string_view body, const SigningKey& key) { return key.Sign(Signed(body)).append(body); }

FileKind SealSetFileKind() {
  return {"a seal set", [begins = CborWriter().Array(kBodyItems).Text(kSealSetFormat).Take()](std::string_view file) {
            return file.empty() || (file.size() > kSignatureBytes && file.substr(kSignatureBytes).starts_with(begins));
          }};
}

StatusOr<SealSet> OpenSealSet(std::string_view signed_set, const VerifyingKey& key) {
  if (signed_set.size() > kMaxSealSetBytes) return Malformed("is too large");
  if (signed_set.size() < kSignatureBytes) return Malformed("ends within its signature");
  const std::string_view body = signed_set.substr(kSignatureBytes);
  if (!key.Verify(Signed(body), signed_set.substr(0, kSignatureBytes)))
    return Error(StatusCode::kFailedPrecondition, error_reason::kTrustNotEstablished,
                 "seal set: is not signed by the centre's key");
  return ReadBody(body);
}

}  // namespace clearance
