#include "common/seal/seal.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/cbor.h"
#include "common/seal/base45.h"

namespace clearance {
namespace {

constexpr Instant kStart = FromUnixMs(1'795'305'600'000);
constexpr Instant kEnd = kStart + std::chrono::minutes(15);
const std::string kHashKey(32, 'k');

Document Passport(const std::string& number) {
  return {DocumentKind::kOrdinaryPassport, "KAZ",      number, "KAZ", MakeDate(1985, 3, 15),
          MakeDate(2030, 9, 14),           Sex::kMale, ""};
}

SealClaims Claims() {
  return {"1f0c8a52-6a3e-4b0f-9d38-0c6f5a1e7b42",
          kStart,
          kEnd,
          "KHORGOS",
          {Territory::kKaz, Territory::kIcbc},
          "icbc-kaz",
          SealDocumentHash(kHashKey, Passport("N01234567"))};
}

SealKey KeyWithHash(const SigningKey& key) { return {key.PublicKey(), SecretBytes(std::string(kHashKey))}; }

class SealTest : public ::testing::Test {
 protected:
  SealTest() { keys_.Add(KeyWithHash(signing_key_)); }

  std::string Signed(const SealClaims& claims = Claims()) const { return SignSeal(claims, signing_key_).value(); }

  SealContext Context() const {
    return {kStart + std::chrono::minutes(5), std::chrono::minutes(10), std::chrono::minutes(20),
            SealPlace{"KHORGOS", {Territory::kKaz, Territory::kIcbc}, "icbc-kaz"}, &passport_};
  }

  SealResult Result(std::string_view text, const SealContext& context) const {
    return VerifySeal(text, keys_, context).result;
  }

  // A seal with any header, unprotected part and payload, its signature good.
  std::string SignedParts(const std::string& header, const std::string& unprotected, const std::string& payload) const {
    CborWriter to_sign;
    to_sign.Array(4).Text("Signature1").Bytes(header).Bytes("").Bytes(payload);
    CborWriter tail;
    tail.Bytes(payload).Bytes(signing_key_.Sign(to_sign.Take()));
    CborWriter head;
    head.Tag(18).Array(4).Bytes(header);
    return AsText(head.Take() + unprotected + tail.Take());
  }

  static std::string AsText(const std::string& cose) { return std::string(kSealPrefix) + Base45Encode(cose); }
  static std::string AsBytes(const std::string& text) { return Base45Decode(text.substr(kSealPrefix.size())).value(); }

  std::string Header() const {
    CborWriter writer;
    writer.Map(2).Int(1).Int(-8).Int(4).Bytes(SealKeyId(signing_key_.PublicKey()));
    return writer.Take();
  }

  const SigningKey signing_key_ = SigningKey::Generate();
  const Document passport_ = Passport("N01234567");
  SealKeys keys_;
};

constexpr std::string_view kNoUnprotected("\xA0", 1);

// The claims map, with every part open to change.
struct RawClaims {
  std::string port = CborWriter().Text("KHORGOS").Take();
  std::string end = CborWriter().Int(ToUnixMs(kEnd) / 1000).Take();
  std::string start = CborWriter().Int(ToUnixMs(kStart) / 1000).Take();
  std::string id = CborWriter().Bytes(FromHex("1f0c8a526a3e4b0f9d380c6f5a1e7b42").value()).Take();
  std::string movement = CborWriter().Array(2).Text("KAZ").Text("ICBC").Take();
  std::string group = CborWriter().Text("icbc-kaz").Take();
  std::string hash = CborWriter().Bytes(Claims().document_hash).Take();
  std::string head = CborWriter().Map(7).Take();
  std::string tail;

  std::string Joined() const {
    const auto label = [](std::int64_t value) { return CborWriter().Int(value).Take(); };
    return head + label(3) + port + label(4) + end + label(5) + start + label(7) + id + label(-65537) + movement +
           label(-65538) + group + label(-65539) + hash + tail;
  }
};

TEST_F(SealTest, ASealIsValidForItsDocumentPlaceAndTime) {
  const std::string text = Signed();
  EXPECT_LE(text.size(), kMaxSealCharacters);
  EXPECT_EQ(text, Signed());
  const SealVerdict verdict = VerifySeal(text, keys_, Context());
  EXPECT_EQ(verdict.result, SealResult::kValid);
  EXPECT_EQ(verdict.claims, Claims());
  EXPECT_EQ(text, SignedParts(Header(), std::string(kNoUnprotected), RawClaims().Joined()));
}

TEST_F(SealTest, TheLongestNamesFit) {
  SealClaims claims = Claims();
  claims.port = std::string(kMaxSealNameBytes, 'P');
  claims.lane_group = std::string(kMaxSealNameBytes, 'g');
  claims.slot_starts_at = FromUnixMs(253'402'300'798'000);
  claims.slot_ends_at = FromUnixMs(253'402'300'799'000);
  EXPECT_LE(Signed(claims).size(), kMaxSealCharacters);
}

TEST_F(SealTest, SigningNamesTheClaimThatCannotBeSealed) {
  const auto field = [&](auto change) {
    SealClaims claims = Claims();
    change(claims);
    return FieldOf(SignSeal(claims, signing_key_).status());
  };
  EXPECT_EQ(field([](SealClaims& c) { c.booking_id = "1F0C8A52-6A3E-4B0F-9D38-0C6F5A1E7B42"; }), "booking_id");
  EXPECT_EQ(field([](SealClaims& c) { c.slot_starts_at += Duration(1); }), "slot_starts_at");
  EXPECT_EQ(field([](SealClaims& c) { c.slot_starts_at = FromUnixMs(-1000); }), "slot_starts_at");
  EXPECT_EQ(field([](SealClaims& c) { c.slot_ends_at = c.slot_starts_at; }), "slot_ends_at");
  EXPECT_EQ(field([](SealClaims& c) { c.slot_ends_at = Instant::max(); }), "slot_ends_at");
  EXPECT_EQ(field([](SealClaims& c) { c.port = ""; }), "port");
  EXPECT_EQ(field([](SealClaims& c) { c.port = "\xFF"; }), "port");
  EXPECT_EQ(field([](SealClaims& c) { c.lane_group = std::string(21, 'g'); }), "lane_group");
  EXPECT_EQ(field([](SealClaims& c) { c.movement.to = c.movement.from; }), "movement");
  EXPECT_EQ(field([](SealClaims& c) { c.document_hash.pop_back(); }), "document_hash");
}

TEST_F(SealTest, AnotherDocumentIsNotThisDocument) {
  const Document other = Passport("N01234568");
  SealContext context = Context();
  context.document = &other;
  const SealVerdict verdict = VerifySeal(Signed(), keys_, context);
  EXPECT_EQ(verdict.result, SealResult::kNotThisDocument);
  EXPECT_EQ(verdict.claims, Claims());
}

TEST_F(SealTest, WithoutDocumentOrHashKeyItIsValidUnbound) {
  SealContext context = Context();
  context.document = nullptr;
  EXPECT_EQ(Result(Signed(), context), SealResult::kValidUnbound);
  SealKeys third_party;
  third_party.Add({signing_key_.PublicKey(), SecretBytes()});
  EXPECT_EQ(VerifySeal(Signed(), third_party, Context()).result, SealResult::kValidUnbound);
  context.place.reset();
  EXPECT_EQ(Result(Signed(), context), SealResult::kValidUnbound);
}

TEST_F(SealTest, TheLateRuleIsTheCallers) {
  SealContext context = Context();
  const auto at = [&](Instant instant) {
    context.at = instant;
    return Result(Signed(), context);
  };
  EXPECT_EQ(at(kStart - std::chrono::minutes(10) - Duration(1)), SealResult::kNotYet);
  EXPECT_EQ(at(kStart - std::chrono::minutes(10)), SealResult::kValid);
  EXPECT_EQ(at(kEnd + std::chrono::minutes(20) - Duration(1)), SealResult::kValid);
  EXPECT_EQ(at(kEnd + std::chrono::minutes(20)), SealResult::kExpired);
  context.early_tolerance = context.late_tolerance = Duration(0);
  EXPECT_EQ(at(kStart - Duration(1)), SealResult::kNotYet);
  EXPECT_EQ(at(kStart), SealResult::kValid);
  EXPECT_EQ(at(kEnd - Duration(1)), SealResult::kValid);
  EXPECT_EQ(at(kEnd), SealResult::kExpired);
}

TEST_F(SealTest, AnotherPortDirectionOrLaneGroupIsTheWrongPort) {
  SealContext context = Context();
  context.place->port = "DOSTYK";
  EXPECT_EQ(Result(Signed(), context), SealResult::kWrongPort);
  context = Context();
  context.place->movement = {Territory::kIcbc, Territory::kKaz};
  EXPECT_EQ(Result(Signed(), context), SealResult::kWrongPort);
  context = Context();
  context.place->lane_group = "road";
  EXPECT_EQ(Result(Signed(), context), SealResult::kWrongPort);
}

TEST_F(SealTest, ABookingThatWasGivenUpIsRevoked) {
  const RevokedBookings others({"1f0c8a52-6a3e-4b0f-9d38-0c6f5a1e7b41", "1f0c8a52-6a3e-4b0f-9d38-0c6f5a1e7b43"});
  const RevokedBookings ours({Claims().booking_id, "00000000-0000-4000-8000-000000000000"});
  SealContext context = Context();
  context.revoked = &others;
  EXPECT_EQ(Result(Signed(), context), SealResult::kValid);
  context.revoked = &ours;
  const SealVerdict verdict = VerifySeal(Signed(), keys_, context);
  EXPECT_EQ(verdict.result, SealResult::kRevoked);
  EXPECT_EQ(verdict.claims, Claims());
  context.document = nullptr;
  EXPECT_EQ(Result(Signed(), context), SealResult::kRevoked) << "a third party is told too";
}

TEST_F(SealTest, AKeyIsBelievedInItsEpochAlone) {
  const auto at = [&](Instant from, Instant until) {
    SealKeys keys;
    keys.Add({signing_key_.PublicKey(), SecretBytes(std::string(kHashKey)), from, until});
    return VerifySeal(Signed(), keys, Context()).result;
  };
  const Instant now = Context().at;
  EXPECT_EQ(at(now, now + Duration(1)), SealResult::kValid);
  EXPECT_EQ(at(now + Duration(1), now + std::chrono::hours(1)), SealResult::kUnknownKey);
  EXPECT_EQ(at(now - std::chrono::hours(1), now), SealResult::kUnknownKey);
}

// Everything from a list of things that are wrong on is wrong: the answer is the first of it.
TEST_F(SealTest, TheGravestAnswerIsGiven) {
  const Document other = Passport("N01234568");
  const RevokedBookings revoked({Claims().booking_id});
  const std::string good = Signed();
  std::string forged = AsBytes(good);
  forged.back() = static_cast<char>(forged.back() ^ 1);
  SealContext context = Context();
  context.at = kEnd + std::chrono::hours(1);
  EXPECT_EQ(Result(good, context), SealResult::kExpired);
  context.revoked = &revoked;
  EXPECT_EQ(Result(good, context), SealResult::kRevoked);
  context.at = kStart - std::chrono::hours(1);
  EXPECT_EQ(Result(good, context), SealResult::kRevoked) << "graver than too early as well";
  context.place->port = "DOSTYK";
  EXPECT_EQ(Result(good, context), SealResult::kWrongPort);
  context.document = &other;
  EXPECT_EQ(Result(good, context), SealResult::kNotThisDocument);
  EXPECT_EQ(Result(AsText(forged), context), SealResult::kBadSignature);
  EXPECT_EQ(VerifySeal(AsText(forged), SealKeys(), context).result, SealResult::kUnknownKey);
  EXPECT_EQ(VerifySeal(AsText(forged + "x"), SealKeys(), context).result, SealResult::kMalformed);
  // Claims that nobody could have sealed, under a signature that is nobody's.
  RawClaims raw;
  raw.group = CborWriter().Text("").Take();
  std::string claims = AsBytes(SignedParts(Header(), std::string(kNoUnprotected), raw.Joined()));
  claims.back() = static_cast<char>(claims.back() ^ 1);
  EXPECT_EQ(VerifySeal(AsText(claims), SealKeys(), context).result, SealResult::kMalformed);
}

TEST_F(SealTest, TellsWhatASealSaysWithoutBelievingIt) {
  const SigningKey stranger = SigningKey::Generate();
  const auto parts = ReadSeal(SignSeal(Claims(), stranger).value());
  ASSERT_TRUE(parts.ok()) << parts.status();
  EXPECT_EQ(parts->claims, Claims());
  EXPECT_EQ(parts->key_id, SealKeyId(stranger.PublicKey()));
  EXPECT_TRUE(stranger.PublicKey().Verify(parts->signed_bytes, parts->signature));
  EXPECT_NE(MessageOf(ReadSeal(std::string(351, 'A')).status()).find("350"), std::string::npos);
  EXPECT_NE(MessageOf(ReadSeal("HC1:").status()).find("KHG1:"), std::string::npos);
}

TEST_F(SealTest, AKeyNobodyKnowsIsUnknownAndAForgedSignatureIsBad) {
  const SigningKey stranger = SigningKey::Generate();
  const std::string strange = SignSeal(Claims(), stranger).value();
  EXPECT_EQ(Result(strange, Context()), SealResult::kUnknownKey);
  EXPECT_EQ(VerifySeal(strange, keys_, Context()).claims, std::nullopt);

  // The stranger's signature under our key's id.
  CborWriter to_sign;
  to_sign.Array(4).Text("Signature1").Bytes(Header()).Bytes("").Bytes(RawClaims().Joined());
  CborWriter forged;
  forged.Tag(18).Array(4).Bytes(Header()).Map(0).Bytes(RawClaims().Joined()).Bytes(stranger.Sign(to_sign.Take()));
  const SealVerdict verdict = VerifySeal(AsText(forged.Take()), keys_, Context());
  EXPECT_EQ(verdict.result, SealResult::kBadSignature);
  EXPECT_EQ(verdict.claims, std::nullopt);
}

TEST_F(SealTest, OldAndNewKeysWorkSideBySide) {
  const SigningKey next = SigningKey::Generate();
  keys_.Add({next.PublicKey(), SecretBytes(std::string(32, 'n'))});
  SealClaims claims = Claims();
  claims.document_hash = SealDocumentHash(std::string(32, 'n'), passport_);
  EXPECT_EQ(Result(SignSeal(claims, next).value(), Context()), SealResult::kValid);
  EXPECT_EQ(Result(Signed(), Context()), SealResult::kValid);
  EXPECT_EQ(keys_.Find(SealKeyId(next.PublicKey()))->key.ToRaw(), next.PublicKey().ToRaw());
  EXPECT_EQ(keys_.Find("12345678"), nullptr);
}

TEST_F(SealTest, EveryOtherFormIsMalformedThoughItsSignatureBeGood) {
  const std::string header = Header();
  const std::string none(kNoUnprotected);
  const std::string key_id = SealKeyId(signing_key_.PublicKey());
  std::vector<std::string> texts;
  const auto with = [&](auto change) {
    RawClaims raw;
    change(raw);
    texts.push_back(SignedParts(header, none, raw.Joined()));
  };
  // Claims: longer integers, indefinite lengths, another order, more, fewer, other kinds, impossible values.
  with([](RawClaims& raw) { raw.end = std::string("\x1B\0\0\0\0", 5) + raw.end.substr(1); });
  with([](RawClaims& raw) { raw.port = "\x78\x07KHORGOS"; });
  with([](RawClaims& raw) { raw.port = "\x7F\x67KHORGOS\xFF"; });
  with([](RawClaims& raw) { raw.head = "\xBF", raw.tail = "\xFF"; });
  with([](RawClaims& raw) { raw.tail = std::string(1, '\0'); });
  with(
      [](RawClaims& raw) { raw.head = CborWriter().Map(8).Take(), raw.tail = CborWriter().Int(-65540).Int(1).Take(); });
  with([](RawClaims& raw) { raw.head = CborWriter().Map(6).Take(); });
  with([](RawClaims& raw) { std::swap(raw.start, raw.end); });
  with([](RawClaims& raw) { raw.start = CborWriter().Int(-1).Take(); });
  with([](RawClaims& raw) { raw.end = CborWriter().Int(INT64_MAX).Take(); });
  with([](RawClaims& raw) { raw.id = CborWriter().Text("1f0c8a52-6a3e-4b0f-9d38-0c6f5a1e7b42").Take(); });
  with([](RawClaims& raw) { raw.id = CborWriter().Bytes("short").Take(); });
  with([](RawClaims& raw) { raw.movement = CborWriter().Array(3).Text("KAZ").Text("ICBC").Text("CHN").Take(); });
  with([](RawClaims& raw) { raw.movement = CborWriter().Array(2).Text("KAZ").Text("KAZ").Take(); });
  with([](RawClaims& raw) { raw.movement = CborWriter().Array(2).Text("KAZ").Text("MARS").Take(); });
  with([](RawClaims& raw) { raw.group = CborWriter().Text("").Take(); });
  with([](RawClaims& raw) { raw.hash = CborWriter().Bytes("short").Take(); });
  with([](RawClaims& raw) { raw.hash = CborWriter().Text(std::string(32, 'x')).Take(); });
  // Headers: something unprotected, the key id there, another algorithm, one header more.
  const std::string payload = RawClaims().Joined();
  texts.push_back(SignedParts(header, CborWriter().Map(1).Int(4).Bytes(key_id).Take(), payload));
  texts.push_back(SignedParts(header, CborWriter().Null().Take(), payload));
  texts.push_back(
      SignedParts(CborWriter().Map(1).Int(1).Int(-8).Take(), CborWriter().Map(1).Int(4).Bytes(key_id).Take(), payload));
  texts.push_back(SignedParts(CborWriter().Map(2).Int(1).Int(-7).Int(4).Bytes(key_id).Take(), none, payload));
  texts.push_back(SignedParts(CborWriter().Map(2).Int(4).Bytes(key_id).Int(1).Int(-8).Take(), none, payload));
  texts.push_back(
      SignedParts(CborWriter().Map(3).Int(1).Int(-8).Int(3).Int(60).Int(4).Bytes(key_id).Take(), none, payload));
  texts.push_back(SignedParts(header + std::string(1, '\0'), none, payload));
  texts.push_back(SignedParts("", none, payload));
  // Envelope: no tag, another tag, a tag in a longer form, bytes behind, another prefix, no prefix, lower case.
  const std::string good = AsBytes(Signed());
  texts.push_back(AsText(good.substr(1)));
  texts.push_back(AsText("\xD1" + good.substr(1)));
  texts.push_back(AsText("\xD8\x12" + good.substr(1)));
  texts.push_back(AsText(good + std::string(1, '\0')));
  texts.push_back("HC1:" + Base45Encode(good));
  texts.push_back(Base45Encode(good));
  texts.push_back("khg1:" + Base45Encode(good));
  texts.push_back(Signed() + " ");
  texts.push_back(" " + Signed());
  texts.push_back("");
  texts.push_back(std::string(kSealPrefix));
  texts.push_back(std::string(1 << 20, '0'));
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const SealVerdict verdict = VerifySeal(texts[i], keys_, Context());
    EXPECT_EQ(verdict.result, SealResult::kMalformed) << i << SealResultName(verdict.result);
    EXPECT_EQ(verdict.claims, std::nullopt) << i;
  }
}

TEST_F(SealTest, TheOtherSignatureOfTheSameKindIsBad) {
  // S + L verifies in libraries that do not check S < L (RFC 8032 §5.1.7).
  static constexpr std::array<int, 32> kOrder = {0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7,
                                                 0xA2, 0xDE, 0xF9, 0xDE, 0x14, 0,    0,    0,    0,    0,    0,
                                                 0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};
  std::string bytes = AsBytes(Signed());
  int carry = 0;
  for (std::size_t i = 0; i < kOrder.size(); ++i) {
    char& c = bytes[bytes.size() - kOrder.size() + i];
    carry += static_cast<unsigned char>(c) + kOrder[i];
    c = static_cast<char>(carry);
    carry >>= 8;
  }
  EXPECT_EQ(Result(AsText(bytes), Context()), SealResult::kBadSignature);
}

TEST_F(SealTest, EveryResultHasAName) {
  EXPECT_EQ(SealResultName(SealResult::kValidUnbound), "VALID_UNBOUND");
  EXPECT_EQ(SealResultName(SealResult::kNotThisDocument), "NOT_THIS_DOCUMENT");
  EXPECT_EQ(SealResultName(SealResult::kRevoked), "REVOKED");
}

// Printed beside the bare signature check of the same run; no limit is set here, for a timed test is no test.
TEST_F(SealTest, PrintsItsSpeed) {
  using Clock = std::chrono::steady_clock;
  constexpr int kRounds = 2000;
  const std::string text = Signed();
  const std::string message(200, 'm');
  const std::string signature = signing_key_.Sign(message);
  const VerifyingKey key = signing_key_.PublicKey();
  const auto micros_each = [](auto what) {
    const auto begin = Clock::now();
    for (int i = 0; i < kRounds; ++i) what();
    return std::chrono::duration<double, std::micro>(Clock::now() - begin).count() / kRounds;
  };
  const double bare = micros_each([&] { ASSERT_TRUE(key.Verify(message, signature)); });
  const double whole = micros_each([&] { ASSERT_EQ(Result(text, Context()), SealResult::kValid); });
  std::printf("seal of %zu characters: verified in %.1f us, bare Ed25519 %.1f us (x %.2f)\n", text.size(), whole, bare,
              whole / bare);
}

}  // namespace
}  // namespace clearance
