// clearance-sample-seals: seals of every kind with what our own verification makes of them, for the independent
// verifier to agree with. The same for the same seed.
#include <charconv>
#include <iostream>
#include <nlohmann/json.hpp>

#include "common/base/bytes.h"
#include "common/base/random.h"
#include "common/seal/base45.h"
#include "common/seal/seal.h"
#include "tests/support/seal_mutations.h"
#include "tests/support/seal_samples.h"
#include "tests/support/test_keys.h"

namespace clearance {
namespace {

using Json = nlohmann::ordered_json;
using std::chrono::hours;
using std::chrono::minutes;

// The bytes 64, 65 … 95 and 96, 97 … 127.
constexpr char kUnboundKey[] =
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIEBBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5f\n"
    "-----END PRIVATE KEY-----\n";
constexpr char kStrangersKey[] =
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIGBhYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ent8fX5/\n"
    "-----END PRIVATE KEY-----\n";

const std::vector<SigningKey>& Keys() {
  static const std::vector<SigningKey> keys = {TestSigningKey(), OtherTestSigningKey(),
                                               SigningKey::FromPem(kUnboundKey).value(),
                                               SigningKey::FromPem(kStrangersKey).value()};
  return keys;
}

constexpr Instant kEpochFrom = kSealSampleStart - hours(1);
constexpr Instant kEpochUntil = kSealSampleStart + hours(1);

// The first for ever, the second in its epoch, the third without a key for documents; the fourth is a stranger's.
SealKeys Believed() {
  SealKeys keys;
  keys.Add({Keys()[0].PublicKey(), SecretBytes(std::string(kSealSampleHashKey))});
  keys.Add({Keys()[1].PublicKey(), SecretBytes(std::string(kSealSampleHashKey)), kEpochFrom, kEpochUntil});
  keys.Add({Keys()[2].PublicKey(), SecretBytes()});
  return keys;
}

RevokedBookings Revoked() {
  std::vector<std::string> ids;
  for (int number = 0; number < 100; number += 6) ids.push_back(SealSampleClaims(number).booking_id);
  return RevokedBookings(ids);
}

Json KeySet() {
  Json keys = Json::array();
  const SealKeys believed = Believed();
  for (const auto& [key_id, key] : believed.All()) {
    Json entry = {{"key_id", ToHex(key_id)}, {"public_key", ToHex(key.key.ToRaw())}};
    if (key.from != Instant::min()) entry["from"] = FormatInstant(key.from);
    if (key.until != Instant::max()) entry["until"] = FormatInstant(key.until);
    if (!key.hash_key.view().empty()) entry["document_key"] = ToHex(key.hash_key.view());
    keys.push_back(entry);
  }
  Json revoked = Json::array();
  for (int number = 0; number < 100; number += 6) revoked.push_back(SealSampleClaims(number).booking_id);
  return {{"format", "clearance-seal-keys-1"}, {"keys", keys}, {"revoked", revoked}};
}

std::string Forged(std::string text) {
  std::string bytes = Base45Decode(text.substr(kSealPrefix.size())).value();
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  return std::string(kSealPrefix) + Base45Encode(bytes);
}

void PrintCase(SeededRandom& random, const SealKeys& keys, const RevokedBookings& revoked) {
  const int number = static_cast<int>(random.Below(100));
  const SealClaims claims = SealSampleClaims(number);
  const std::size_t by = random.Below(10);
  std::string text = SignSeal(claims, Keys()[by < 5 ? 0 : by < 7 ? 1 : by < 9 ? 2 : 3]).value();
  const std::size_t altered = random.Below(12);
  if (altered == 0) text = Forged(text);
  if (altered == 1) text.pop_back();
  SealContext context;
  context.early_tolerance = minutes(random.Below(3) * 15);
  context.late_tolerance = minutes(random.Below(3) * 15);
  const Instant edges[] = {claims.slot_starts_at - context.early_tolerance,
                           claims.slot_ends_at + context.late_tolerance, claims.slot_starts_at, kEpochFrom,
                           kEpochUntil};
  // The edges themselves, a millisecond before, and anywhere around.
  context.at = edges[random.Below(5)] - Duration(random.Below(2));
  if (random.Below(2) == 0) context.at = claims.slot_starts_at + minutes(random.Below(15));
  const Document own = SealSampleDocument(number);
  const Document other = SealSampleDocument(number + 1);
  const std::size_t whose = random.Below(6);
  if (whose != 5) context.document = whose == 4 ? &other : &own;
  const std::size_t where = random.Below(6);
  if (where < 4) context.place = SealPlace{claims.port, claims.movement, claims.lane_group};
  if (where == 3) context.place = SealPlace{"ELSEWHERE", claims.movement, claims.lane_group};
  if (random.Below(4) != 0) context.revoked = &revoked;
  const SealVerdict verdict = VerifySeal(text, keys, context);
  Json line = {{"text", text},
               {"at", FormatInstant(context.at)},
               {"early_s", std::chrono::duration_cast<std::chrono::seconds>(context.early_tolerance).count()},
               {"late_s", std::chrono::duration_cast<std::chrono::seconds>(context.late_tolerance).count()},
               {"revoked", context.revoked != nullptr}};
  line["document"] = context.document == nullptr
                         ? Json(nullptr)
                         : Json(context.document->issuing_state + ":" + context.document->number);
  line["place"] = context.place ? Json({context.place->port, TerritoryName(context.place->movement.from),
                                        TerritoryName(context.place->movement.to), context.place->lane_group})
                                : Json(nullptr);
  line["result"] = SealResultName(verdict.result);
  line["booking_id"] = verdict.claims ? Json(verdict.claims->booking_id) : Json(nullptr);
  std::cout << line.dump() << "\n";
}

// A line each: the result, whether the bytes are others than those of a good seal, the text.
void PrintMutations(std::uint64_t count, std::uint64_t seed) {
  SealKeys keys;
  keys.Add({TestSigningKey().PublicKey(), SecretBytes(std::string(kSealSampleHashKey))});
  SealContext context;
  context.at = kSealSampleStart;
  SealMutator mutator(TestSigningKey(), ThreeSealSamples(), seed);
  for (std::uint64_t counted = 0; counted < count;) {
    const MutatedSeal mutated = mutator.Next();
    counted += mutated.bytes_differ ? 1 : 0;
    std::cout << SealResultName(VerifySeal(mutated.text, keys, context).result) << "\t" << mutated.bytes_differ << "\t"
              << mutated.text << "\n";
  }
}

std::uint64_t Number(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

int Run(std::string_view what, std::uint64_t count, std::uint64_t seed) {
  if (what == "mutations") {
    PrintMutations(count, seed);
  } else if (what == "cases") {
    std::cout << KeySet().dump() << "\n";
    SeededRandom random(seed);
    const SealKeys keys = Believed();
    const RevokedBookings revoked = Revoked();
    for (std::uint64_t i = 0; i < count; ++i) PrintCase(random, keys, revoked);
  } else {
    std::cerr << "clearance-sample-seals cases|mutations COUNT SEED\n";
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace clearance

int main(int argc, char** argv) {
  if (argc != 4) return clearance::Run("", 0, 0);
  return clearance::Run(argv[1], clearance::Number(argv[2]), clearance::Number(argv[3]));
}
