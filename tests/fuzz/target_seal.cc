// Seal: no text is believed but the one its signer made. The input is taken twice: as a seal's text, and as claims
// under a good signature, for only so does it reach the parser behind the signature.
#include "common/base/cbor.h"
#include "common/base/check.h"
#include "common/seal/base45.h"
#include "common/seal/seal.h"
#include "tests/fuzz/targets.h"

namespace clearance {
namespace {

constexpr Instant kStart = FromUnixMs(1'795'305'600'000);

// A key for these tests alone, always the same: its 32 bytes are 0, 1, 2 … 31.
const SigningKey& TestKey() {
  static const SigningKey key = SigningKey::FromPem(
                                    "-----BEGIN PRIVATE KEY-----\n"
                                    "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n"
                                    "-----END PRIVATE KEY-----\n")
                                    .value();
  return key;
}

const SealKeys& Keys() {
  static const SealKeys keys = [] {
    SealKeys one;
    one.Add({TestKey().PublicKey(), SecretBytes(std::string(32, 'k'))});
    return one;
  }();
  return keys;
}

SealClaims Claims() {
  return {.booking_id = "1f0c8a52-6a3e-4b0f-9d38-0c6f5a1e7b42",
          .slot_starts_at = kStart,
          .slot_ends_at = kStart + std::chrono::minutes(15),
          .port = "KHORGOS",
          .movement = {Territory::kKaz, Territory::kIcbc},
          .lane_group = "icbc-kaz",
          .document_hash = std::string(32, 'h')};
}

std::string GoodSeal() { return SignSeal(Claims(), TestKey()).value(); }

// A seal whose payload is anything, under a good signature.
std::string SealOf(std::string_view payload) {
  const std::string header = CborWriter().Map(2).Int(1).Int(-8).Int(4).Bytes(SealKeyId(TestKey().PublicKey())).Take();
  CborWriter to_sign;
  to_sign.Array(4).Text("Signature1").Bytes(header).Bytes("").Bytes(payload);
  CborWriter seal;
  seal.Tag(18).Array(4).Bytes(header).Map(0).Bytes(payload).Bytes(TestKey().Sign(to_sign.Take()));
  return std::string(kSealPrefix) + Base45Encode(seal.Take());
}

// The claims as they stand in the good seal.
std::string GoodPayload() {
  const std::string bytes = Base45Decode(GoodSeal().substr(kSealPrefix.size())).value();
  CborReader reader(bytes);
  CHECK(reader.Tag(18).ok() && reader.Array().ok() && reader.Bytes().ok() && reader.Map().ok());
  return reader.Bytes().value();
}

void Run(std::string_view input) {
  const SealContext context{.at = kStart, .early_tolerance = {}, .late_tolerance = {}};
  static const std::string good = GoodSeal();
  const SealVerdict as_text = VerifySeal(input, Keys(), context);
  CHECK(as_text.claims.has_value() == (input == good));

  const std::string sealed = SealOf(input);
  const SealVerdict as_claims = VerifySeal(sealed, Keys(), context);
  if (!as_claims.claims) {
    CHECK(as_claims.result == SealResult::kMalformed);
    return;
  }
  // Believed claims are the ones we would have written, in the form we would have written them.
  CHECK(SignSeal(*as_claims.claims, TestKey()).value() == sealed);
}

std::vector<std::string> Seeds() { return {GoodSeal(), GoodPayload(), std::string(kSealPrefix)}; }

}  // namespace

FuzzTarget SealTarget() { return {"seal", Run, Seeds}; }

}  // namespace clearance
