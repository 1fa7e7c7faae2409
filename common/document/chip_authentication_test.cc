// Chip authentication and PACE-CAM against a simulated chip.
#include <gtest/gtest.h>

#include "common/base/bytes.h"
#include "common/document/chip_authenticity.h"
#include "tests/support/chip_outcomes.h"
#include "tests/support/simulated_chip.h"

namespace clearance {
namespace {

using simulated::BytesOf;
using simulated::ChipKeyInfo;
using simulated::ChipProtocolInfo;
using simulated::Cipher;
using simulated::Curve;
using simulated::Dg14;
using simulated::InfoOf;
using simulated::MakeEcKey;
using simulated::Number;
using simulated::Parameters;
using simulated::PrivateKey;

constexpr std::string_view kAes128 = "0.4.0.127.0.7.2.2.3.2.2";
constexpr std::string_view kAes256 = "0.4.0.127.0.7.2.2.3.2.4";
constexpr std::string_view kTripleDes = "0.4.0.127.0.7.2.2.3.2.1";
constexpr std::string_view kMappingProtocol = "0.4.0.127.0.7.2.2.4.6.2";

// A chip with one key, and the terminal's ephemeral scalar.
struct Session {
  explicit Session(const char* name)
      : curve(name),
        key(MakeEcKey(name)),
        scalar(simulated::ParameterOf(key, OSSL_PKEY_PARAM_PRIV_KEY)),
        terminal(curve.RandomScalar()) {}

  ChipAuthenticationEvidence Evidence(std::string_view protocol, Cipher cipher, std::uint64_t counter = 2,
                                      std::string_view cryptogram = {}) const {
    return {.protocol = std::string(protocol),
            .terminal_private_key = BytesOf(terminal.get(), curve.bytes),
            .response = simulated::AnswerChipAuthentication(curve, scalar.get(), curve.Multiply(terminal.get()), cipher,
                                                            counter, cryptogram),
            .send_sequence_counter = counter};
  }

  Curve curve;
  PrivateKey key;
  Number scalar;
  Number terminal;
};

CheckOutcome Check(const ChipEvidence& evidence, std::string_view dg14) {
  return CheckChipAuthenticity(evidence, {.dg14 = dg14});
}

std::string Dg14Of(const Session& session, std::string_view protocol, Parameters parameters = Parameters::kNamed) {
  return Dg14({ChipKeyInfo(InfoOf(session.key, parameters)), ChipProtocolInfo(protocol)});
}

struct CipherCase {
  std::string_view protocol;
  Cipher cipher;
};

constexpr CipherCase kCiphers[] = {{kTripleDes, Cipher::kTripleDes},
                                   {kAes128, Cipher::kAes128},
                                   {"0.4.0.127.0.7.2.2.3.2.3", Cipher::kAes192},
                                   {kAes256, Cipher::kAes256}};

TEST(ChipAuthenticationTest, EveryCipherOnEveryCurve) {
  for (const char* name :
       {"P-224", "P-256", "P-384", "P-521", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"}) {
    const Session session(name);
    for (const CipherCase& c : kCiphers) {
      const std::string dg14 = Dg14Of(session, c.protocol);
      EXPECT_EQ(Check(session.Evidence(c.protocol, c.cipher), dg14), kChip) << name << " " << c.protocol;
      // With a cryptogram before the status, of an even and of an odd instruction; a later answer of the session.
      const std::string data = '\1' + std::string(32, 'd');
      EXPECT_EQ(Check(session.Evidence(c.protocol, c.cipher, 2, BerElementOf(0x87, data)), dg14), kChip);
      EXPECT_EQ(Check(session.Evidence(c.protocol, c.cipher, 4, BerElementOf(0x85, data)), dg14), kChip);
      EXPECT_EQ(Check(session.Evidence(c.protocol, c.cipher, 0x123456789ABCDEF0), dg14), kChip);
    }
    const std::string written_out = Dg14Of(session, kAes128, Parameters::kWrittenOut);
    EXPECT_EQ(Check(session.Evidence(kAes128, Cipher::kAes128), written_out), kChip) << name;
  }
}

TEST(ChipAuthenticationTest, TheAnswerOfAnotherCipher) {
  const Session session("P-256");
  std::vector<std::string> infos = {ChipKeyInfo(InfoOf(session.key))};
  for (const CipherCase& c : kCiphers) infos.push_back(ChipProtocolInfo(c.protocol));
  const std::string dg14 = Dg14(infos);
  for (const CipherCase& told : kCiphers) {
    for (const CipherCase& used : kCiphers)
      EXPECT_EQ(Check(session.Evidence(told.protocol, used.cipher), dg14), told.cipher == used.cipher ? kChip : kWrong);
  }
}

TEST(ChipAuthenticationTest, AnyByteOfTheAnswerChanged) {
  const Session session("brainpoolP256r1");
  const std::string dg14 = Dg14Of(session, kAes128);
  auto evidence = session.Evidence(kAes128, Cipher::kAes128, 2, BerElementOf(0x87, '\1' + std::string(16, 'd')));
  const std::string good = evidence.response;
  int wrong = 0;
  for (const std::string& changed : EveryByteChanged(good)) {
    evidence.response = changed;
    const CheckOutcome outcome = Check(evidence, dg14);
    EXPECT_TRUE(outcome == kWrong || outcome == kMalformedEvidence);
    wrong += outcome == kWrong ? 1 : 0;
  }
  // Every value: cryptogram, status, code, trailing status. Only the tags and lengths of the three make it unreadable.
  EXPECT_EQ(wrong, 17 + 2 + 8 + 2);
}

TEST(ChipAuthenticationTest, WhatTheReaderTellsWrong) {
  const Session session("P-256");
  const std::string dg14 = Dg14Of(session, kAes128);
  const auto good = session.Evidence(kAes128, Cipher::kAes128);
  ASSERT_EQ(Check(good, dg14), kChip);
  auto evidence = good;
  for (const std::uint64_t counter : {0, 1, 3, 4, 258}) {
    evidence.send_sequence_counter = counter;
    EXPECT_EQ(Check(evidence, dg14), kWrong) << counter;
  }
  evidence = good;
  evidence.terminal_private_key = BytesOf(session.curve.RandomScalar().get(), 32);
  EXPECT_EQ(Check(evidence, dg14), kWrong);
  for (const std::string& scalar :
       {std::string(), std::string(32, '\0'), std::string(32, '\xFF'), std::string(33, '\1'),
        std::string(67, '\0') + '\1', std::string(1'000'000, '\1')}) {
    evidence.terminal_private_key = scalar;
    EXPECT_EQ(Check(evidence, dg14), kMalformedEvidence) << scalar.size();
  }
  evidence = good;
  for (const std::string& response : {std::string(), good.response.substr(1), good.response + '\0', std::string("\x6C"),
                                      std::string(1'000'000, '\x87')}) {
    evidence.response = response;
    EXPECT_EQ(Check(evidence, dg14), kMalformedEvidence) << response.size();
  }
}

TEST(ChipAuthenticationTest, TheStatusOutsideMustBeTheOneInside) {
  const Session session("P-256");
  const std::string dg14 = Dg14Of(session, kAes128);
  auto evidence = session.Evidence(kAes128, Cipher::kAes128);
  const std::string point = session.curve.Multiply(session.terminal.get());
  const auto answer = [&](std::string_view status, std::string_view trailing) {
    return simulated::AnswerChipAuthentication(session.curve, session.scalar.get(), point, Cipher::kAes128, 2, {},
                                               status, trailing);
  };
  evidence.response = answer("\x6A\x82", "\x6A\x82");  // "file not found", and said under the session's key
  EXPECT_EQ(Check(evidence, dg14), kChip);
  evidence.response = answer("\x6A\x82", "\x6A\x83");
  EXPECT_EQ(Check(evidence, dg14), kWrong);
}

TEST(ChipAuthenticationTest, AClonedChip) {
  const Session session("brainpoolP256r1"), copy("brainpoolP256r1");
  const std::string dg14 = Dg14Of(session, kAes128);
  EXPECT_EQ(Check(copy.Evidence(kAes128, Cipher::kAes128), dg14), kWrong);
  auto evidence = session.Evidence(kAes128, Cipher::kAes128);
  // Nothing to answer with; a genuine chip whose session broke says the same.
  for (const std::string_view status : {"\x69\x88", "\x69\x87", "\x6E\x01"}) {
    evidence.response = status;
    EXPECT_EQ(Check(evidence, dg14), kNoAnswer);
  }
}

TEST(ChipAuthenticationTest, WhichKey) {
  const Session first("P-256"), second("brainpoolP256r1");
  const std::string dg14 = Dg14({ChipKeyInfo(InfoOf(first.key), 1), ChipKeyInfo(InfoOf(second.key), 195),
                                 ChipProtocolInfo(kAes128, 1), ChipProtocolInfo(kAes256, 195)});
  auto evidence = second.Evidence(kAes256, Cipher::kAes256);
  EXPECT_EQ(Check(evidence, dg14), kMalformedEvidence);  // one of two, and not told which
  evidence.key_id = 195;
  EXPECT_EQ(Check(evidence, dg14), kChip);
  evidence.key_id = 1;
  EXPECT_EQ(Check(evidence, dg14), kNotBound);  // that key is offered with the other cipher
  evidence.key_id = 2;
  EXPECT_EQ(Check(evidence, dg14), kNotBound);
  auto of_first = first.Evidence(kAes128, Cipher::kAes128);
  of_first.key_id = 1;
  EXPECT_EQ(Check(of_first, dg14), kChip);

  // One key: its number may be left out on either side.
  evidence.key_id.reset();
  EXPECT_EQ(Check(evidence, Dg14({ChipKeyInfo(InfoOf(second.key), 195), ChipProtocolInfo(kAes256, 195)})), kChip);
  evidence.key_id = 7;
  EXPECT_EQ(Check(evidence, Dg14({ChipKeyInfo(InfoOf(second.key)), ChipProtocolInfo(kAes256)})), kChip);
}

TEST(ChipAuthenticationTest, WhatDg14DoesNotOffer) {
  const Session session("P-256");
  const std::string key = ChipKeyInfo(InfoOf(session.key));
  const auto aes = session.Evidence(kAes128, Cipher::kAes128);
  EXPECT_EQ(Check(aes, Dg14({key})), kNotBound);
  EXPECT_EQ(Check(aes, Dg14({key, ChipProtocolInfo(kAes256)})), kNotBound);
  EXPECT_EQ(Check(aes, Dg14({ChipProtocolInfo(kAes128)})), kNotBound);
  EXPECT_EQ(Check(aes, Dg14({})), kNotBound);
  EXPECT_EQ(Check(aes, {}), kNotBound);
  EXPECT_EQ(Check(aes, "no DG14"), kMalformedEvidence);
  // The first documents list a key alone, and mean triple DES.
  EXPECT_EQ(Check(session.Evidence(kTripleDes, Cipher::kTripleDes), Dg14({key})), kChip);
}

TEST(ChipAuthenticationTest, DiffieHellmanOverIntegersIsNotComputed) {
  const Session session("P-256");
  constexpr std::string_view kDh = "0.4.0.127.0.7.2.2.3.1.2";
  constexpr std::string_view kDhKey = "0.4.0.127.0.7.2.2.1.1";
  const std::string dh_key = ChipKeyInfo(InfoOf(session.key), -1, kDhKey);
  EXPECT_EQ(Check(session.Evidence(kDh, Cipher::kAes128), Dg14({dh_key, ChipProtocolInfo(kDh)})), kUnsupported);
  EXPECT_EQ(Check(session.Evidence(kAes128, Cipher::kAes128), Dg14({dh_key, ChipProtocolInfo(kAes128)})), kNotBound);
  for (const std::string_view protocol : {"", "0.4.0.127.0.7.2.2.3.2", "0.4.0.127.0.7.2.2.3.2.5", "words"})
    EXPECT_EQ(Check(session.Evidence(protocol, Cipher::kAes128), Dg14Of(session, kAes128)), kUnsupported) << protocol;
}

TEST(ChipAuthenticationTest, KeysThatCannotBeUsed) {
  const Session session("P-256");
  const auto evidence = session.Evidence(kAes128, Cipher::kAes128);
  const auto check = [&](const std::string& info) {
    return Check(evidence, Dg14({ChipKeyInfo(info), ChipProtocolInfo(kAes128)}));
  };
  const std::string written_out = InfoOf(session.key, Parameters::kWrittenOut);
  ASSERT_EQ(check(written_out), kChip);
  EXPECT_EQ(check(WithAnotherBasePoint(written_out)), kCurveNotKnown);
  std::string off_curve = written_out;
  off_curve.back() = static_cast<char>(off_curve.back() ^ 1);
  EXPECT_EQ(check(off_curve), kMalformedEvidence);
  EXPECT_EQ(check(InfoOf(simulated::MakeRsaKey(1024))), kMalformedEvidence);
  EXPECT_EQ(check(InfoOf(MakeEcKey("secp256k1"))), kUnsupported);
}

// --- PACE with chip authentication mapping

struct MappingSession : Session {
  explicit MappingSession(const char* name) : Session(name), mapping(curve.RandomScalar()) {}

  PaceCamEvidence Evidence() const {
    return {.protocol = std::string(kMappingProtocol),
            .chip_mapping_key = curve.Multiply(mapping.get()),
            .chip_authentication_data = simulated::ChipAuthenticationDataOf(curve, scalar.get(), mapping.get())};
  }
  std::string Point() const { return curve.Multiply(scalar.get()); }

  Number mapping;
};

// A DG14 that offers the mapping and has no key of its own.
const std::string& OfferingDg14() {
  static const std::string dg14 = Dg14({ChipProtocolInfo(kMappingProtocol)});
  return dg14;
}

CheckOutcome CheckMapping(const PaceCamEvidence& evidence, std::string_view card_security,
                          std::string_view dg14 = OfferingDg14()) {
  return CheckChipAuthenticity(evidence, {.dg14 = dg14, .card_security = card_security});
}

std::string SetOfKey(std::string_view info) { return simulated::SetOf({ChipKeyInfo(info)}); }

struct NumberedCurve {
  const char* name;
  int number;  // Doc 9303-11 table 4
};

constexpr NumberedCurve kNumberedCurves[] = {{"P-256", 12}, {"brainpoolP256r1", 13}, {"brainpoolP320r1", 14},
                                             {"P-384", 15}, {"brainpoolP384r1", 16}, {"brainpoolP512r1", 17},
                                             {"P-521", 18}};

// ICAO Doc 9303-11 appendix I: the chip's static key, its mapping key, and the data it sent, decrypted.
TEST(PaceCamTest, WorkedExampleOfDoc9303) {
  const auto hex = [](std::string_view text) { return *FromHex(text); };
  const std::string point =
      hex("041872709494399e7470a6431be25e83eee24fea568c2ed28db48e05db3a610dc8"
          "84d256a40e35efcb59bf6753d3a489d28c7a4d973c2da138a6e7a4a08f68e16f");
  PaceCamEvidence evidence = {
      .protocol = std::string(kMappingProtocol),
      .chip_mapping_key = hex("04a234236aa9b9621e8efb73b5245c0e09d2576e5277183c1208bdd55280cae8b3"
                              "04f365713a356e65a451e165ecc9ac0ac46e3771342c8fe5aedd092685338e23"),
      .chip_authentication_data = hex("85dc3fa93d0952bfa82f5fd189ee75bd82f11d1f0b8ed4bf5319ac9b53c426b3")};
  const std::string card_security = SetOfKey(simulated::InfoByNumber(point, 13));
  EXPECT_EQ(CheckMapping(evidence, card_security), kMapping);
  evidence.chip_authentication_data.back() = '\xB4';
  EXPECT_EQ(CheckMapping(evidence, card_security), kWrong);
}

TEST(PaceCamTest, KeysNamedNumberedAndWrittenOut) {
  for (const NumberedCurve& c : kNumberedCurves) {
    const MappingSession session(c.name);
    const auto evidence = session.Evidence();
    const std::string numbered = simulated::InfoByNumber(session.Point(), c.number);
    EXPECT_EQ(CheckMapping(evidence, SetOfKey(numbered)), kMapping) << c.name;
    EXPECT_EQ(CheckMapping(evidence, SetOfKey(InfoOf(session.key))), kMapping) << c.name;
    EXPECT_EQ(CheckMapping(evidence, SetOfKey(InfoOf(session.key, Parameters::kWrittenOut))), kMapping) << c.name;
  }
}

TEST(PaceCamTest, AnyByteOfTheDataChanged) {
  const MappingSession session("brainpoolP256r1");
  const std::string card_security = SetOfKey(InfoOf(session.key));
  auto evidence = session.Evidence();
  for (const std::string& changed : EveryByteChanged(session.Evidence().chip_authentication_data)) {
    evidence.chip_authentication_data = changed;
    EXPECT_EQ(CheckMapping(evidence, card_security), kWrong);
  }
  evidence = session.Evidence();
  for (const std::string& changed : EveryByteChanged(session.Evidence().chip_mapping_key)) {
    evidence.chip_mapping_key = changed;
    const CheckOutcome outcome = CheckMapping(evidence, card_security);  // no point of the key's curve any more
    EXPECT_TRUE(outcome == kNotBound || outcome == kMalformedEvidence);
  }
  // Zero and the order itself are no scalars.
  evidence = session.Evidence();
  evidence.chip_authentication_data = std::string(32, '\0');
  EXPECT_EQ(CheckMapping(evidence, card_security), kWrong);
  evidence.chip_authentication_data = BytesOf(EC_GROUP_get0_order(session.curve.group.get()), 32);
  EXPECT_EQ(CheckMapping(evidence, card_security), kWrong);
}

TEST(PaceCamTest, AClonedChip) {
  const MappingSession session("brainpoolP256r1"), copy("brainpoolP256r1");
  EXPECT_EQ(CheckMapping(copy.Evidence(), SetOfKey(InfoOf(session.key))), kWrong);
  auto evidence = session.Evidence();
  evidence.chip_mapping_key = copy.Evidence().chip_mapping_key;
  EXPECT_EQ(CheckMapping(evidence, SetOfKey(InfoOf(session.key))), kWrong);
}

// The point on the other side of the axis has the same x coordinate.
TEST(PaceCamTest, HalfOfThePointIsNotEnough) {
  const MappingSession session("brainpoolP256r1");
  const Number negative(BN_new());
  ASSERT_EQ(BN_sub(negative.get(), EC_GROUP_get0_order(session.curve.group.get()), session.mapping.get()), 1);
  auto evidence = session.Evidence();
  evidence.chip_mapping_key = session.curve.Multiply(negative.get());
  ASSERT_EQ(evidence.chip_mapping_key.substr(0, 33), session.Evidence().chip_mapping_key.substr(0, 33));
  EXPECT_EQ(CheckMapping(evidence, SetOfKey(InfoOf(session.key))), kWrong);
}

TEST(PaceCamTest, TheKeyOfTheMappingsCurve) {
  const MappingSession session("brainpoolP256r1"), other("P-256"), same("brainpoolP256r1");
  const auto evidence = session.Evidence();
  const std::string mine = ChipKeyInfo(InfoOf(session.key), 2), theirs = ChipKeyInfo(InfoOf(other.key), 1);
  EXPECT_EQ(CheckMapping(evidence, simulated::SetOf({theirs, mine})), kMapping);
  EXPECT_EQ(CheckMapping(evidence, simulated::SetOf({ChipKeyInfo(InfoOf(same.key)), mine})), kMapping);
  EXPECT_EQ(CheckMapping(evidence, simulated::SetOf({theirs})), kNotBound);
  EXPECT_EQ(CheckMapping(evidence, simulated::SetOf({})), kNotBound);
  EXPECT_EQ(CheckMapping(evidence, {}), kNotBound);
  const std::string dg14 = Dg14({mine, ChipProtocolInfo(kMappingProtocol)});
  EXPECT_EQ(CheckMapping(evidence, {}, dg14), kMapping);
  EXPECT_EQ(CheckMapping(evidence, simulated::SetOf({theirs}), dg14), kMapping);
  // EF.CardSecurity's key on the curve is the one: DG14 is not asked as well.
  EXPECT_EQ(CheckMapping(evidence, simulated::SetOf({ChipKeyInfo(InfoOf(same.key))}), dg14), kWrong);
  EXPECT_EQ(CheckMapping(evidence, "none", dg14), kMalformedEvidence);
  EXPECT_EQ(CheckMapping(evidence, {}, "no DG14"), kMalformedEvidence);
}

// A sound EF.CardSecurity and the chip of another document of the same state, behind files that offer no mapping.
TEST(PaceCamTest, AnotherDocumentsChipDoesNotStandInForOneThatOffersNoMapping) {
  const MappingSession other("brainpoolP256r1");
  const auto evidence = other.Evidence();
  const std::string card_security = SetOfKey(InfoOf(other.key));
  const std::string key = ChipKeyInfo(InfoOf(MakeEcKey("brainpoolP256r1")));
  ASSERT_EQ(CheckMapping(evidence, card_security), kMapping);
  EXPECT_EQ(CheckMapping(evidence, card_security, {}), kNotBound);
  EXPECT_EQ(CheckMapping(evidence, card_security, Dg14({})), kNotBound);
  EXPECT_EQ(CheckMapping(evidence, card_security, Dg14({key, ChipProtocolInfo(kAes128)})), kNotBound);
  EXPECT_EQ(CheckMapping(evidence, {}, Dg14({ChipKeyInfo(InfoOf(other.key))})), kNotBound);
  // PACE without the mapping, a mapping without its cipher, and with one that is not defined.
  for (const std::string_view protocol :
       {"0.4.0.127.0.7.2.2.4.2.2", "0.4.0.127.0.7.2.2.4.6", "0.4.0.127.0.7.2.2.4.6.1", "0.4.0.127.0.7.2.2.4.60.2"})
    EXPECT_EQ(CheckMapping(evidence, card_security, Dg14({key, ChipProtocolInfo(protocol)})), kNotBound) << protocol;
  EXPECT_EQ(CheckMapping(evidence, card_security, "no DG14"), kMalformedEvidence);
  // Whatever cipher is offered with it: what was agreed on is the reader's business.
  EXPECT_EQ(CheckMapping(evidence, card_security, Dg14({ChipProtocolInfo("0.4.0.127.0.7.2.2.4.6.4")})), kMapping);
}

TEST(PaceCamTest, KeysThatCannotBeUsed) {
  const MappingSession session("P-256");
  const auto evidence = session.Evidence();
  const std::string info = InfoOf(session.key), written_out = InfoOf(session.key, Parameters::kWrittenOut);
  const std::string broken = info.substr(0, info.size() - 1) + static_cast<char>(info.back() ^ 1);
  EXPECT_EQ(CheckMapping(evidence, SetOfKey(WithAnotherBasePoint(written_out))), kCurveNotKnown);
  EXPECT_EQ(CheckMapping(evidence, SetOfKey(broken)), kMalformedEvidence);
  EXPECT_EQ(CheckMapping(evidence, SetOfKey(InfoOf(simulated::MakeRsaKey(1024)))), kMalformedEvidence);
  EXPECT_EQ(CheckMapping(evidence, SetOfKey(simulated::InfoByNumber(session.Point(), 99))), kUnsupported);
  // One that cannot be read never hides another.
  EXPECT_EQ(CheckMapping(evidence, simulated::SetOf({ChipKeyInfo(broken), ChipKeyInfo(info)})), kMapping);
  const std::string not_its = ChipKeyInfo(InfoOf(MakeEcKey("P-256")));
  EXPECT_EQ(CheckMapping(evidence, simulated::SetOf({ChipKeyInfo(broken), not_its})), kWrong);
  // More keys than are tried.
  std::vector<std::string> many(8, ChipKeyInfo(InfoOf(MakeEcKey("P-384"))));
  many.push_back(ChipKeyInfo(info));
  EXPECT_EQ(CheckMapping(evidence, simulated::SetOf(many)), kNotBound);
  EXPECT_EQ(CheckMapping(evidence, simulated::SetOf({many.begin() + 1, many.end()})), kMapping);
}

TEST(PaceCamTest, EvidenceOfOtherSizesAndProtocols) {
  const MappingSession session("P-256");
  const std::string card_security = SetOfKey(InfoOf(session.key));
  const auto good = session.Evidence();
  auto evidence = good;
  for (const std::string& data :
       {std::string(), std::string(33, '\1'), std::string(67, '\1'), std::string(1'000'000, '\1')}) {
    evidence.chip_authentication_data = data;
    EXPECT_EQ(CheckMapping(evidence, card_security), kMalformedEvidence) << data.size();
  }
  evidence = good;
  for (const std::string& point :
       {std::string(), std::string(65, '\2'), std::string(1, '\0'), '\4' + std::string(1'000'000, '\1')}) {
    evidence.chip_mapping_key = point;
    EXPECT_EQ(CheckMapping(evidence, card_security), kMalformedEvidence) << point.size();
  }
  evidence = good;
  for (const std::string_view protocol : {"", "0.4.0.127.0.7.2.2.4.6", "0.4.0.127.0.7.2.2.4.6.1",
                                          "0.4.0.127.0.7.2.2.4.6.22", "0.4.0.127.0.7.2.2.4.2.2"}) {
    evidence.protocol = protocol;
    EXPECT_EQ(CheckMapping(evidence, card_security), kUnsupported) << protocol;
  }
  for (const std::string_view protocol : {"0.4.0.127.0.7.2.2.4.6.3", "0.4.0.127.0.7.2.2.4.6.4"}) {
    evidence.protocol = protocol;
    EXPECT_EQ(CheckMapping(evidence, card_security), kMapping) << protocol;
  }
}

}  // namespace
}  // namespace clearance
