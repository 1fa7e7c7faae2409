// Chip evidence: whatever a chip and a reader give, the outcome is one of those promised; it is the same the second
// time; and none is successful without the file that its key stands in.
#include <array>
#include <utility>

#include "common/base/ber.h"
#include "common/base/bytes.h"
#include "common/base/check.h"
#include "common/crypto/public_key.h"
#include "common/document/chip_authenticity.h"
#include "common/document/secure_messaging.h"
#include "tests/fuzz/targets.h"
#include "tests/support/oids.h"

namespace clearance {
namespace {

constexpr char kActiveKind = 'a';
constexpr char kChipKind = 'c';
constexpr char kPaceCamKind = 'p';

// An input is a kind and pieces, each behind its length in two bytes.
std::string_view TakePiece(std::string_view& rest) {
  if (rest.size() < 2) return std::exchange(rest, {});
  const std::size_t told =
      static_cast<std::size_t>(static_cast<unsigned char>(rest[0])) << 8 | static_cast<unsigned char>(rest[1]);
  const std::string_view piece = rest.substr(2, told);
  rest.remove_prefix(2 + piece.size());
  return piece;
}

std::string InputOf(char kind, std::initializer_list<std::string_view> pieces) {
  std::string input = {kind};
  for (const std::string_view piece : pieces) {
    input.push_back(static_cast<char>(piece.size() >> 8));
    input.push_back(static_cast<char>(piece.size() & 0xFF));
    input.append(piece);
  }
  return input;
}

ChipEvidence EvidenceOf(char kind, std::string_view rest) {
  const std::string first(TakePiece(rest)), second(TakePiece(rest)), third(TakePiece(rest));
  const std::string_view numbers = TakePiece(rest);
  const auto number = [&](std::size_t at) {
    return at < numbers.size() ? std::optional(static_cast<unsigned char>(numbers[at])) : std::nullopt;
  };
  switch (kind) {
    case kActiveKind:
      return ActiveAuthenticationEvidence{.challenge = first, .answer = second};
    case kChipKind:
      return ChipAuthenticationEvidence{.protocol = first,
                                        .key_id = number(1),
                                        .terminal_private_key = second,
                                        .response = third,
                                        .send_sequence_counter = number(0).value_or(0)};
    case kPaceCamKind:
      return PaceCamEvidence{.protocol = first, .chip_mapping_key = second, .chip_authentication_data = third};
    default:
      return {};
  }
}

bool Promised(const CheckOutcome& outcome, char kind) {
  using enum InspectionReason;
  switch (outcome.result) {
    case InspectionResult::kSuccessful:
      return outcome.reason == (kind == kActiveKind ? kActiveAuthentication
                                : kind == kChipKind ? kChipAuthentication
                                                    : kPaceCam);
    case InspectionResult::kFailed:
      return outcome.reason == kAnswerWrong || outcome.reason == kCurveAltered;
    case InspectionResult::kUndetermined:
      return outcome.reason == kKeyNotBound || outcome.reason == kMalformed ||
             outcome.reason == kUnsupportedAlgorithm || (kind == kChipKind && outcome.reason == kAnswerWrong);
    case InspectionResult::kNotPerformed:
      return kind != kActiveKind && kind != kChipKind && kind != kPaceCamKind && outcome.reason == kChallengeMissing;
    default:
      return false;
  }
}

bool Successful(const ChipEvidence& evidence, const BoundChipKeys& keys) {
  return CheckChipAuthenticity(evidence, keys).result == InspectionResult::kSuccessful;
}

void Run(std::string_view input) {
  const char kind = input.empty() ? '\0' : input.front();
  std::string_view rest = input.substr(input.empty() ? 0 : 1);
  BoundChipKeys keys;
  keys.dg14 = TakePiece(rest);
  keys.dg15 = TakePiece(rest);
  keys.card_security = TakePiece(rest);
  const ChipEvidence evidence = EvidenceOf(kind, rest);
  const CheckOutcome outcome = CheckChipAuthenticity(evidence, keys);
  CHECK(Promised(outcome, kind));
  const CheckOutcome again = CheckChipAuthenticity(evidence, keys);
  CHECK(again.result == outcome.result && again.reason == outcome.reason);
  if (outcome.result != InspectionResult::kSuccessful) return;
  CHECK(!Successful(evidence, {}));
  CHECK(OffersChipAuthenticity(keys.dg14, keys.dg15));
  if (kind == kActiveKind) CHECK(!Successful(evidence, {.dg14 = keys.dg14, .card_security = keys.card_security}));
  if (kind == kChipKind) CHECK(!Successful(evidence, {.dg15 = keys.dg15, .card_security = keys.card_security}));
  if (kind == kPaceCamKind) CHECK(!Successful(evidence, {.dg15 = keys.dg15, .card_security = keys.card_security}));
}

// --- seeds: a chip on P-256 whose private key is 1, so that its public key is the base point

constexpr std::string_view kChallenge = "8 octets";
constexpr std::string_view kScalar = "a terminal's scalar of 32 octets";

std::string Oid(std::string_view dotted) { return BerElementOf(ber::kOid, OidContent(dotted)); }

std::string InfoOf(const std::string& algorithm, const std::string& key) {
  return BerElementOf(ber::kSequence,
                      BerElementOf(ber::kSequence, algorithm) + BerElementOf(ber::kBitString, '\0' + key));
}

std::string EcInfo() {
  return InfoOf(Oid("1.2.840.10045.2.1") + Oid("1.2.840.10045.3.1.7"),
                *FromHex("046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                         "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"));
}

// Signed with the nonce 1 as well: r is the base point's x, s is r and the challenge's hash.
std::string EcAnswer() {
  return *FromHex(
      "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
      "ef4a70d02390a85af29966f18a7f23093fb82b7e46d3ea5c71e5dfc6b2d23147");
}

// A key of 1024 bits made for this seed, and its answer with SHA-1 and trailer BC.
std::string RsaInfo() {
  const std::string modulus = *FromHex(
      "00deea09d1f2963929e00a588f61450939ed31e5ca042e52232be947e5b5aadf606c85e7a09d2121426ee7d6430ccb2608a8c2"
      "991d8c5759ae777cb25724a86791916f83efa3530dcbc494ba230f31140b64e39389f2f1b06a67738b97a9e5d5ff7dac927a"
      "9ea1b5948a2763a73eeb6524c9e078cf54d326667789e29a69d9dcb1");
  const std::string numbers =
      BerElementOf(ber::kInteger, modulus) + BerElementOf(ber::kInteger, std::string("\1\0\1", 3));
  return InfoOf(Oid("1.2.840.113549.1.1.1") + BerElementOf(ber::kNull, ""), BerElementOf(ber::kSequence, numbers));
}

std::string RsaAnswer() {
  return *FromHex(
      "b26fe53a55f9f37eb917d99c006f35be4890c23aee2967375fe6ec13cc04a8a150624196d01d92a397eb9c245c0bc28afac4"
      "f710fb8dd059bb90d22a91b69a1d7dcc5495c58e737452b275ce758985a64756dd66e7e3994d0a4dd4f237699f9f5bdab6ed"
      "a0a87c30bb44b810c86d89a730112a3840831177d7c864877ba6a7ed");
}

std::string InfoSet(std::string_view protocol) {
  const std::string version = BerElementOf(ber::kInteger, "\1");
  return BerElementOf(ber::kSet, BerElementOf(ber::kSequence, Oid("0.4.0.127.0.7.2.2.1.2") + EcInfo()) +
                                     BerElementOf(ber::kSequence, Oid(protocol) + version));
}

std::string ChipSeed(std::string_view protocol, SessionCipher cipher) {
  const std::string secret = PublicKey::FromInfo(EcInfo())->SharedSecret(kScalar).value();
  const std::string objects = BerElementOf(0x87, "\1 a cryptogram") + BerElementOf(0x99, std::string("\x90\0", 2));
  const std::string code = ProtectionCode(cipher, DeriveMacKey(cipher, secret), 2, objects);
  const std::string response = objects + BerElementOf(0x8E, code) + std::string("\x90\0", 2);
  return InputOf(kChipKind, {BerElementOf(0x6E, InfoSet(protocol)), "", "", protocol, kScalar, response, "\2"});
}

std::vector<std::string> Seeds() {
  const std::string product = PublicKey::FromInfo(EcInfo())->Multiply(kScalar).value();
  constexpr std::string_view kCam = "0.4.0.127.0.7.2.2.4.6.2";
  std::vector<std::string> seeds = {
      InputOf(kActiveKind, {"", BerElementOf(0x6F, RsaInfo()), "", kChallenge, RsaAnswer()}),
      InputOf(kActiveKind, {"", BerElementOf(0x6F, EcInfo()), "", kChallenge, EcAnswer()}),
      InputOf(kActiveKind,
              {BerElementOf(0x6E, InfoSet(kCam)), BerElementOf(0x6F, EcInfo()), "", kChallenge, EcAnswer()}),
      ChipSeed("0.4.0.127.0.7.2.2.3.2.1", SessionCipher::kTripleDes),
      ChipSeed("0.4.0.127.0.7.2.2.3.2.2", SessionCipher::kAes128),
      ChipSeed("0.4.0.127.0.7.2.2.3.2.4", SessionCipher::kAes256),
      InputOf(kPaceCamKind, {BerElementOf(0x6E, InfoSet(kCam)), "", InfoSet(kCam), kCam, product, kScalar}),
      InputOf(kPaceCamKind, {BerElementOf(0x6E, InfoSet(kCam)), "", "", kCam, product, kScalar}),
  };
  for (const std::string& seed : seeds) {
    std::string_view rest = std::string_view(seed).substr(1);
    BoundChipKeys keys;
    keys.dg14 = TakePiece(rest);
    keys.dg15 = TakePiece(rest);
    keys.card_security = TakePiece(rest);
    CHECK(Successful(EvidenceOf(seed.front(), rest), keys));
  }
  return seeds;
}

}  // namespace

FuzzTarget ChipEvidenceTarget() { return {"chip_evidence", Run, Seeds}; }

}  // namespace clearance
