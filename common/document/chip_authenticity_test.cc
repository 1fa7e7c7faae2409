// Active authentication against a simulated chip, and what all three protocols share: which keys may be believed.
#include "common/document/chip_authenticity.h"

#include <gtest/gtest.h>

#include "common/base/bytes.h"
#include "tests/support/chip_outcomes.h"
#include "tests/support/simulated_chip.h"

namespace clearance {
namespace {

using simulated::Dg14;
using simulated::Dg15;
using simulated::InfoOf;
using simulated::MakeEcKey;
using simulated::MakeRsaKey;
using simulated::Parameters;
using simulated::PrivateKey;
using simulated::SignEcdsaDer;
using simulated::SignEcdsaPlain;
using simulated::SignRsa;

constexpr std::string_view kChallenge = "8 octets";
constexpr std::size_t kRsaBytes = 128;

const PrivateKey& RsaKey() {
  static const PrivateKey key = MakeRsaKey(kRsaBytes * 8);
  return key;
}

CheckOutcome Check(std::string_view dg15, std::string_view answer, std::string_view challenge = kChallenge,
                   std::string_view dg14 = {}) {
  return CheckChipAuthenticity(
      ActiveAuthenticationEvidence{.challenge = std::string(challenge), .answer = std::string(answer)},
      {.dg15 = dg15, .dg14 = dg14});
}

struct Trailer {
  const char* digest;
  std::string bytes;
};

const std::vector<Trailer> kTrailers = {{"SHA1", "\xBC"},       {"SHA1", "\x33\xCC"},   {"SHA224", "\x38\xCC"},
                                        {"SHA256", "\x34\xCC"}, {"SHA384", "\x36\xCC"}, {"SHA512", "\x35\xCC"}};

std::string SignedRsa(const Trailer& trailer, simulated::Form form = simulated::Form::kPower, char header = '\x6A') {
  return SignRsa(RsaKey(), simulated::Representative(kRsaBytes, kChallenge, trailer.digest, trailer.bytes, header),
                 form);
}

TEST(ActiveAuthenticationTest, RsaWithEveryHashAndBothForms) {
  const std::string dg15 = Dg15(InfoOf(RsaKey()));
  for (const Trailer& trailer : kTrailers) {
    EXPECT_EQ(Check(dg15, SignedRsa(trailer)), kActive) << trailer.digest;
    EXPECT_EQ(Check(dg15, SignedRsa(trailer, simulated::Form::kModulusLessPower)), kActive) << trailer.digest;
    EXPECT_EQ(Check(dg15, SignedRsa(trailer), "8 Octets"), kWrong) << trailer.digest;
  }
}

TEST(ActiveAuthenticationTest, RsaOfALargeKey) {
  const PrivateKey key = MakeRsaKey(2048);
  const std::string answer = SignRsa(key, simulated::Representative(256, kChallenge, "SHA256", "\x34\xCC"));
  EXPECT_EQ(Check(Dg15(InfoOf(key)), answer), kActive);
}

TEST(ActiveAuthenticationTest, AnyByteOfAnRsaAnswerChanged) {
  const std::string dg15 = Dg15(InfoOf(RsaKey()));
  const std::string answer = SignedRsa(kTrailers.front());
  ASSERT_EQ(Check(dg15, answer), kActive);
  for (const std::string& changed : EveryByteChanged(answer)) EXPECT_EQ(Check(dg15, changed), kWrong);
}

TEST(ActiveAuthenticationTest, RsaRepresentativesThatTheSchemeDoesNotMake) {
  const std::string dg15 = Dg15(InfoOf(RsaKey()));
  for (const char header : {'\x4A', '\x4B', '\x6B', '\x60', '\x0A', '\x00'})
    EXPECT_EQ(Check(dg15, SignedRsa(kTrailers.front(), simulated::Form::kPower, header)), kWrong) << int{header};
  // No trailer, another hash's, RIPEMD-160, one of no hash, one that does not end in C.
  for (const std::string_view trailer : {"", "\x34\xCC", "\x31\xCC", "\xFF\xCC", "\xBD", "\xB4"})
    EXPECT_EQ(Check(dg15, SignedRsa({"SHA1", std::string(trailer)})), kWrong) << ToHex(trailer);
  EXPECT_EQ(Check(dg15, SignRsa(RsaKey(), std::string(kRsaBytes, '\0'))), kWrong);
  EXPECT_EQ(Check(dg15, std::string(kRsaBytes, '\xFF')), kWrong);  // above the modulus
}

TEST(ActiveAuthenticationTest, AClonedChipHasAnotherKey) {
  const PrivateKey rsa = MakeRsaKey(kRsaBytes * 8);
  EXPECT_EQ(Check(Dg15(InfoOf(rsa)), SignedRsa(kTrailers.front())), kWrong);
  const PrivateKey ec = MakeEcKey("P-256"), copy = MakeEcKey("P-256");
  EXPECT_EQ(Check(Dg15(InfoOf(ec)), SignEcdsaPlain(copy, "SHA256", kChallenge)), kWrong);
}

TEST(ActiveAuthenticationTest, EvidenceOfOtherSizes) {
  const std::string dg15 = Dg15(InfoOf(RsaKey()));
  const std::string answer = SignedRsa(kTrailers.front());
  for (const std::string_view challenge : {"", "7 octet", "9 octetts", "16 octets........"})
    EXPECT_EQ(Check(dg15, answer, challenge), kMalformedEvidence);
  for (const std::string& other :
       {std::string(), answer.substr(1), answer + '\0', '\0' + answer, std::string(1'000'000, 'a')})
    EXPECT_EQ(Check(dg15, other), kMalformedEvidence);
  const PrivateKey ec = MakeEcKey("P-256");
  const std::string plain = SignEcdsaPlain(ec, "SHA256", kChallenge);
  const std::string ec_dg15 = Dg15(InfoOf(ec));
  for (const std::string& other : {'\1' + plain.substr(2), '\1' + plain, std::string(200, '\x30')})
    EXPECT_EQ(Check(ec_dg15, other), kMalformedEvidence);
}

struct CurveCase {
  const char* name;
  const char* digest;
};

// The longest digest that is no longer than the key (Doc 9303-11 §6.1.2.3).
constexpr CurveCase kCurves[] = {
    {"P-224", "SHA224"},           {"P-256", "SHA256"},           {"P-384", "SHA384"},
    {"P-521", "SHA512"},           {"brainpoolP224r1", "SHA224"}, {"brainpoolP256r1", "SHA256"},
    {"brainpoolP320r1", "SHA256"}, {"brainpoolP384r1", "SHA384"}, {"brainpoolP512r1", "SHA512"}};

TEST(ActiveAuthenticationTest, EcdsaOnEveryCurvePlainAndDer) {
  for (const CurveCase& c : kCurves) {
    const PrivateKey key = MakeEcKey(c.name);
    const std::string dg15 = Dg15(InfoOf(key));
    EXPECT_EQ(Check(dg15, SignEcdsaPlain(key, c.digest, kChallenge)), kActive) << c.name;
    EXPECT_EQ(Check(dg15, SignEcdsaDer(key, c.digest, kChallenge)), kActive) << c.name;
    EXPECT_EQ(Check(dg15, SignEcdsaPlain(key, c.digest, kChallenge), "8 Octets"), kWrong) << c.name;
    EXPECT_EQ(Check(dg15, SignEcdsaPlain(key, "SHA1", kChallenge)), kWrong) << c.name;
    EXPECT_EQ(Check(Dg15(InfoOf(key, Parameters::kWrittenOut)), SignEcdsaPlain(key, c.digest, kChallenge)), kActive)
        << c.name;
  }
}

TEST(ActiveAuthenticationTest, AnyByteOfAnEcdsaAnswerChanged) {
  const PrivateKey key = MakeEcKey("brainpoolP256r1");
  const std::string dg15 = Dg15(InfoOf(key));
  for (const std::string& changed : EveryByteChanged(SignEcdsaPlain(key, "SHA256", kChallenge)))
    EXPECT_EQ(Check(dg15, changed), kWrong);
  for (const std::string& changed : EveryByteChanged(SignEcdsaDer(key, "SHA256", kChallenge)))
    EXPECT_NE(Check(dg15, changed), kActive);
}

TEST(ActiveAuthenticationTest, Dg14SaysTheDigest) {
  const PrivateKey key = MakeEcKey("P-384");
  const std::string dg15 = Dg15(InfoOf(key));
  const auto dg14_with = [](std::string_view oid) { return Dg14({simulated::ActiveAuthenticationInfo(oid)}); };
  const std::vector<std::pair<std::string, const char*>> algorithms = {
      {"0.4.0.127.0.7.1.1.4.1.1", "SHA1"},   {"0.4.0.127.0.7.1.1.4.1.2", "SHA224"},
      {"0.4.0.127.0.7.1.1.4.1.3", "SHA256"}, {"0.4.0.127.0.7.1.1.4.1.4", "SHA384"},
      {"0.4.0.127.0.7.1.1.4.1.5", "SHA512"}, {"1.2.840.10045.4.3.2", "SHA256"}};
  for (const auto& [oid, digest] : algorithms) {
    const std::string dg14 = dg14_with(oid);
    for (const char* made_with : {"SHA1", "SHA224", "SHA256", "SHA384", "SHA512"})
      EXPECT_EQ(Check(dg15, SignEcdsaPlain(key, made_with, kChallenge), kChallenge, dg14),
                std::string_view(made_with) == digest ? kActive : kWrong)
          << oid << " " << made_with;
  }
  const std::string answer = SignEcdsaPlain(key, "SHA384", kChallenge);
  EXPECT_EQ(Check(dg15, answer, kChallenge, dg14_with("0.4.0.127.0.7.1.1.4.1.6")), kUnsupported);  // RIPEMD-160
  EXPECT_EQ(Check(dg15, answer, kChallenge, Dg14({})), kActive);
  EXPECT_EQ(Check(dg15, answer, kChallenge, "no DG14"), kMalformedEvidence);
}

TEST(ActiveAuthenticationTest, KeysThatCannotBeUsed) {
  const std::string answer = SignedRsa(kTrailers.front());
  const std::string info = InfoOf(RsaKey());
  const std::string good = Dg15(info);
  for (std::size_t size = 1; size < good.size(); ++size)
    EXPECT_EQ(Check(good.substr(0, size), answer), kMalformedEvidence) << size;
  EXPECT_EQ(Check(BerElementOf(0x6E, info), answer), kMalformedEvidence);
  EXPECT_EQ(Check(good + '\0', answer), kMalformedEvidence);
  EXPECT_EQ(Check(Dg15(InfoOf(MakeRsaKey(512))), answer), kUnsupported);
  EXPECT_EQ(Check(Dg15(InfoOf(MakeRsaKey(1028))), std::string(129, 'a')), kUnsupported);
  EXPECT_EQ(Check(Dg15(InfoOf(PrivateKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")))), answer), kUnsupported);
  const PrivateKey ec = MakeEcKey("P-256");
  std::string off_curve = InfoOf(ec);
  off_curve.back() = static_cast<char>(off_curve.back() ^ 1);
  EXPECT_EQ(Check(Dg15(off_curve), SignEcdsaPlain(ec, "SHA256", kChallenge)), kMalformedEvidence);
  EXPECT_EQ(Check(Dg15(InfoOf(MakeEcKey("secp256k1"))), std::string(64, 'a')), kUnsupported);
}

// CVE-2020-0601: with a base point of one's own, any public key has a private key that is known.
TEST(ActiveAuthenticationTest, AWrittenOutCurveThatWasAltered) {
  const PrivateKey key = MakeEcKey("P-256");
  const std::string answer = SignEcdsaPlain(key, "SHA256", kChallenge);
  const std::string info = InfoOf(key, Parameters::kWrittenOut);
  ASSERT_EQ(Check(Dg15(info), answer), kActive);
  EXPECT_EQ(Check(Dg15(WithAnotherBasePoint(info)), answer), kCurveNotKnown);
}

TEST(ChipAuthenticityTest, WithoutEvidenceNothingWasPerformed) {
  const std::string dg15 = Dg15(InfoOf(RsaKey()));
  EXPECT_EQ(CheckChipAuthenticity({}, {.dg15 = dg15}),
            (CheckOutcome{InspectionResult::kNotPerformed, InspectionReason::kChallengeMissing}));
}

TEST(ChipAuthenticityTest, AKeyThatNothingVouchesForIsNotUsed) {
  const std::string dg15 = Dg15(InfoOf(RsaKey()));
  const std::string answer = SignedRsa(kTrailers.front());
  ASSERT_EQ(Check(dg15, answer), kActive);
  EXPECT_EQ(Check({}, answer), kNotBound);
  EXPECT_EQ(Check({}, answer, kChallenge, Dg14({})), kNotBound);
  EXPECT_EQ(CheckChipAuthenticity(ChipAuthenticationEvidence{}, {.dg15 = dg15}), kNotBound);
  EXPECT_EQ(CheckChipAuthenticity(PaceCamEvidence{}, {.dg15 = dg15}), kNotBound);
}

TEST(ChipAuthenticityTest, WhatADocumentOffers) {
  const std::string key = simulated::ChipKeyInfo(InfoOf(MakeEcKey("P-256")));
  const auto pace = [](std::string_view protocol) { return Dg14({simulated::ChipProtocolInfo(protocol)}); };
  EXPECT_FALSE(OffersChipAuthenticity({}, {}));
  EXPECT_TRUE(OffersChipAuthenticity({}, "DG15, whatever it holds"));
  EXPECT_FALSE(OffersChipAuthenticity(Dg14({}), {}));
  EXPECT_FALSE(OffersChipAuthenticity(pace("0.4.0.127.0.7.2.2.4.2.2"), {}));  // generic mapping
  EXPECT_TRUE(OffersChipAuthenticity(pace("0.4.0.127.0.7.2.2.4.6.2"), {}));
  EXPECT_TRUE(OffersChipAuthenticity(Dg14({key}), {}));
  EXPECT_TRUE(OffersChipAuthenticity(pace("0.4.0.127.0.7.2.2.3.2.4"), {}));
  EXPECT_TRUE(OffersChipAuthenticity("a damaged DG14", {}));
}

}  // namespace
}  // namespace clearance
