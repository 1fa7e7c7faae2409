// Public keys: named curves, curves written out in numbers, altered ones, RSA with and without PSS. Keys are made here
// by OpenSSL; SubjectPublicKeyInfos by hand, so that each may be wrong in its own way.
#include "common/crypto/public_key.h"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "common/base/ber.h"
#include "common/base/bytes.h"
#include "common/crypto/named_curves.h"
#include "common/crypto/openssl_objects.h"
#include "tests/support/der.h"
#include "tests/support/oids.h"

namespace clearance {
namespace {

using der::Algorithm;
using der::Integer;
using der::Octets;
using der::Oid;
using der::Positive;
using der::Sequence;
using der::Tagged;

constexpr std::string_view kCurveOids[] = {"1.2.840.10045.3.1.1",  "1.3.132.0.33",          "1.2.840.10045.3.1.7",
                                           "1.3.132.0.34",         "1.3.132.0.35",          "1.3.36.3.3.2.8.1.1.1",
                                           "1.3.36.3.3.2.8.1.1.3", "1.3.36.3.3.2.8.1.1.5",  "1.3.36.3.3.2.8.1.1.7",
                                           "1.3.36.3.3.2.8.1.1.9", "1.3.36.3.3.2.8.1.1.11", "1.3.36.3.3.2.8.1.1.13"};

std::string Info(std::string_view algorithm_oid, std::string_view parameters, std::string_view bits) {
  return Sequence(Algorithm(algorithm_oid, parameters) + der::Bits(bits));
}

std::string EcInfo(std::string_view parameters, std::string_view point) {
  return Info("1.2.840.10045.2.1", parameters, point);
}

// ECParameters with everything that may be altered.
struct Written {
  explicit Written(const KnownCurve& curve)
      : p(curve.p),
        a(Padded(curve.a, curve)),
        b(Padded(curve.b, curve)),
        base("\x04" + Padded(curve.x, curve) + Padded(curve.y, curve)),
        n(curve.n),
        h(curve.h) {}

  static std::string Padded(const std::string& number, const KnownCurve& curve) {
    return std::string(curve.field_bytes - number.size(), '\0') + number;
  }

  std::string Parameters() const {
    const std::string field = Sequence(Oid(field_type) + Positive(p));
    const std::string curve =
        Sequence(Octets(a) + Octets(b) + (seed.empty() ? "" : BerElementOf(ber::kBitString, seed)));
    return Sequence(Positive("\x01") + field + curve + Octets(base) + Positive(n) + (h ? Positive(*h) : ""));
  }

  std::string field_type = "1.2.840.10045.1.1";
  std::string p, a, b, base, n;
  std::optional<std::string> h;
  std::string seed;
};

std::string PointOf(EVP_PKEY* key) {
  std::size_t size = 0;
  EXPECT_EQ(EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, nullptr, 0, &size), 1);
  std::string point(size, '\0');
  EXPECT_EQ(EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY,
                                            reinterpret_cast<unsigned char*>(point.data()), point.size(), &size),
            1);
  return point;
}

std::string InfoOf(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  std::string info(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return info;
}

openssl::Key EcKey(const KnownCurve& curve) {
  return openssl::Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve.openssl_name));
}

std::string Sign(EVP_PKEY* key, const char* digest, std::string_view message, int pss_salt = -1) {
  const openssl::DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;
  EXPECT_EQ(EVP_DigestSignInit_ex(context.get(), &key_context, digest, nullptr, nullptr, key, nullptr), 1);
  if (pss_salt >= 0) {
    EXPECT_EQ(EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING), 1);
    EXPECT_EQ(EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, pss_salt), 1);
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  std::size_t size = 0;
  EXPECT_EQ(EVP_DigestSign(context.get(), nullptr, &size, bytes, message.size()), 1);
  std::string signature(size, '\0');
  EXPECT_EQ(
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, message.size()),
      1);
  signature.resize(size);
  return signature;
}

constexpr SignatureScheme kEcdsaSha256{.kind = SignatureKind::kEcdsa};
constexpr SignatureScheme kPkcs1Sha256{};

StatusCode CodeOf(const Written& written, const std::string& point) {
  return PublicKey::FromInfo(EcInfo(written.Parameters(), point)).status().code();
}

class CurveTest : public testing::TestWithParam<std::string_view> {
 protected:
  const KnownCurve& curve_ = *CurveOfOid(GetParam());
  const openssl::Key key_ = EcKey(curve_);
  const std::string point_ = PointOf(key_.get());
};

TEST_P(CurveTest, NamedAndWrittenOutAreTheSameKey) {
  const auto named = PublicKey::FromInfo(InfoOf(key_.get()));
  const auto written = PublicKey::FromInfo(EcInfo(Written(curve_).Parameters(), point_));
  ASSERT_TRUE(named.ok()) << named.status();
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_FALSE(named->explicit_curve());
  EXPECT_TRUE(written->explicit_curve());
  for (const auto& key : {*named, *written}) {
    EXPECT_EQ(key.curve(), curve_.name);
    EXPECT_EQ(key.kind(), KeyKind::kEc);
    EXPECT_EQ(key.bits(), EVP_PKEY_get_bits(key_.get()));
    EXPECT_EQ(key.point(), point_);
    const std::string signature = Sign(key_.get(), "SHA256", "message");
    EXPECT_TRUE(key.Verify(kEcdsaSha256, "message", signature));
    EXPECT_FALSE(key.Verify(kEcdsaSha256, "massage", signature));
    EXPECT_FALSE(key.Verify(kEcdsaSha256, "message", signature + '\0'));
    EXPECT_FALSE(key.Verify(kEcdsaSha256, "message", ""));
    EXPECT_FALSE(key.Verify(kPkcs1Sha256, "message", signature));
    SignatureScheme sha1 = kEcdsaSha256;
    sha1.digest = DigestAlgorithm::kSha1;
    EXPECT_FALSE(key.Verify(sha1, "message", signature));
    EXPECT_TRUE(key.Verify(sha1, "message", Sign(key_.get(), "SHA1", "message")));
  }
}

TEST_P(CurveTest, NumbersMayBeWrittenInEveryLawfulWay) {
  Written written(curve_);
  written.h = std::nullopt;
  written.seed = std::string(1, '\0') + "any seed says nothing";
  EXPECT_EQ(CodeOf(written, point_), StatusCode::kOk);
  written.a = curve_.a;  // without leading zeros
  written.b = std::string(3, '\0') + curve_.b;
  written.p = std::string(2, '\0') + curve_.p;
  EXPECT_EQ(CodeOf(written, point_), StatusCode::kOk);
  const bool odd = (curve_.y.back() & 1) != 0;
  written.base = std::string(1, odd ? '\x03' : '\x02') + Written::Padded(curve_.x, curve_);
  EXPECT_EQ(CodeOf(written, point_), StatusCode::kOk);
  written.base[0] = odd ? '\x02' : '\x03';
  EXPECT_EQ(CodeOf(written, point_), StatusCode::kFailedPrecondition);
}

TEST_P(CurveTest, OneAlteredNumberIsNoKnownCurve) {
  const auto flip = [](std::string& number) { number.back() = static_cast<char>(number.back() ^ 1); };
  const auto expect_refused = [&](auto alter) {
    Written written(curve_);
    ASSERT_EQ(CodeOf(written, point_), StatusCode::kOk);
    alter(written);
    EXPECT_EQ(CodeOf(written, point_), StatusCode::kFailedPrecondition);
  };
  expect_refused([&](Written& w) { flip(w.p); });
  expect_refused([&](Written& w) { flip(w.a); });
  expect_refused([&](Written& w) { flip(w.b); });
  expect_refused([&](Written& w) { flip(w.base); });
  expect_refused([&](Written& w) { flip(w.n); });
  expect_refused([&](Written& w) { flip(*w.h); });
  expect_refused([&](Written& w) { w.h = ""; });
  expect_refused([&](Written& w) { w.base[1 + curve_.field_bytes / 2] ^= 1; });  // x
  expect_refused([&](Written& w) { w.base.clear(); });
  expect_refused([&](Written& w) { w.base = std::string(1, '\0'); });  // infinity
  expect_refused([&](Written& w) { w.base.pop_back(); });
  // CVE-2020-0601: the key itself as the generator, so that everybody knows its private key, 1.
  expect_refused([&](Written& w) { w.base = point_; });
  expect_refused([&](Written& w) { w.field_type = "1.2.840.10045.1.2"; });
}

TEST_P(CurveTest, PointsMustBeOnTheCurve) {
  const std::string name = Oid(curve_.oid);
  const auto code = [&](const std::string& point) { return PublicKey::FromInfo(EcInfo(name, point)).status().code(); };
  ASSERT_EQ(code(point_), StatusCode::kOk);
  std::string off = point_;
  off.back() = static_cast<char>(off.back() ^ 1);
  std::string too_large = point_;
  std::fill_n(too_large.begin() + 1, curve_.field_bytes, '\xFF');
  for (const std::string& bad :
       {off, too_large, std::string(), std::string(1, '\0'), point_ + "x", point_.substr(0, point_.size() - 1)})
    EXPECT_EQ(code(bad), StatusCode::kInvalidArgument) << ToHex(bad);
  const bool odd = (point_.back() & 1) != 0;
  const std::string compressed = std::string(1, odd ? '\x03' : '\x02') + point_.substr(1, curve_.field_bytes);
  const auto key = PublicKey::FromInfo(EcInfo(name, compressed));
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->point(), point_);
  const auto other = key->WithPoint(PointOf(EcKey(curve_).get()));
  ASSERT_TRUE(other.ok());
  EXPECT_NE(other->point(), key->point());
  EXPECT_EQ(other->curve(), key->curve());
  EXPECT_EQ(key->WithPoint(off).status().code(), StatusCode::kInvalidArgument);
}

TEST_P(CurveTest, PlainSignaturesAreTwoNumbersOfTheOrdersLength) {
  const auto key = PublicKey::FromInfo(InfoOf(key_.get()));
  ASSERT_TRUE(key.ok()) << key.status();
  // Some of these have numbers with leading zeros or a first bit set.
  for (int i = 0; i < 40; ++i) {
    const std::string der = Sign(key_.get(), "SHA256", "message");
    const auto sequence = ReadBer(der, ber::kSequence);
    ASSERT_TRUE(sequence.ok());
    BerReader reader(sequence->content);
    std::string plain;
    for (int half = 0; half < 2; ++half) {
      std::string number(reader.Take(ber::kInteger).value().content);
      number.erase(0, std::min(number.find_first_not_of('\0'), number.size()));
      plain += std::string(curve_.order_bytes - number.size(), '\0') + number;
    }
    EXPECT_TRUE(key->Verify(kEcdsaSha256, "message", plain, EcdsaForm::kPlain));
    EXPECT_FALSE(key->Verify(kEcdsaSha256, "message", plain, EcdsaForm::kDer));
    EXPECT_FALSE(key->Verify(kEcdsaSha256, "message", der, EcdsaForm::kPlain));
    EXPECT_FALSE(key->Verify(kEcdsaSha256, "message", plain + std::string(2, '\0'), EcdsaForm::kPlain));
    plain.back() = static_cast<char>(plain.back() ^ 1);
    EXPECT_FALSE(key->Verify(kEcdsaSha256, "message", plain, EcdsaForm::kPlain));
  }
  EXPECT_FALSE(key->Verify(kEcdsaSha256, "message", std::string(2 * curve_.order_bytes, '\0'), EcdsaForm::kPlain));
  EXPECT_FALSE(key->Verify(kEcdsaSha256, "message", "", EcdsaForm::kPlain));
}

TEST_P(CurveTest, SharedSecretsAgree) {
  // a · (b · G) is b · (a · G), with G as the key's own point.
  const std::string generator = "\x04" + Written::Padded(curve_.x, curve_) + Written::Padded(curve_.y, curve_);
  const auto key = PublicKey::FromInfo(EcInfo(Oid(curve_.oid), generator));
  ASSERT_TRUE(key.ok()) << key.status();
  const std::string a = "\x05\x06", b = "\x12\x34\x56\x78";
  const auto a_times = key->WithPoint(key->Multiply(a).value()).value();
  const auto b_times = key->WithPoint(key->Multiply(b).value()).value();
  EXPECT_EQ(a_times.SharedSecret(b).value(), b_times.SharedSecret(a).value());
  EXPECT_EQ(a_times.SharedSecret(b)->size(), curve_.field_bytes);
  EXPECT_EQ(key->Multiply("\x01").value(), generator);
  std::string last = curve_.n;
  last.back() = static_cast<char>(last.back() - 1);
  EXPECT_EQ(key->SharedSecret(last).value(), generator.substr(1, curve_.field_bytes));  // n - 1: the other y
  EXPECT_NE(key->Multiply(last).value(), generator);
  for (const std::string& bad : {curve_.n, std::string(), std::string(4, '\0'), "\x01" + curve_.n, std::string(200, 1)})
    EXPECT_EQ(key->Multiply(bad).status().code(), StatusCode::kInvalidArgument);
  EXPECT_FALSE(key->RsaPublicOperation("\x01").ok());
}

INSTANTIATE_TEST_SUITE_P(All, CurveTest, testing::ValuesIn(kCurveOids),
                         [](const auto& oid) { return std::string(CurveOfOid(oid.param)->name); });

TEST(PublicKeyTest, CurvesNobodyUsesHereAreNamedAsSuch) {
  const openssl::Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "secp256k1"));
  EXPECT_EQ(PublicKey::FromInfo(InfoOf(key.get())).status().code(), StatusCode::kUnimplemented);
  const openssl::Key edwards(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  EXPECT_EQ(PublicKey::FromInfo(InfoOf(edwards.get())).status().code(), StatusCode::kUnimplemented);
  EXPECT_EQ(PublicKey::FromInfo(EcInfo("", "\x04")).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(PublicKey::FromInfo(EcInfo(der::Null(), "\x04")).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(PublicKey::FromInfo("").status().code(), StatusCode::kInvalidArgument);
}

TEST(PublicKeyTest, CurvesMayBeNamedByTheNumberOfTr03110) {
  const KnownCurve& curve = *CurveOfOid("1.3.36.3.3.2.8.1.1.7");
  const std::string point = PointOf(EcKey(curve).get());
  const auto key = PublicKey::FromInfo(Info("0.4.0.127.0.7.1.2", Positive("\x0D"), point));
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->curve(), "brainpoolP256r1");
  for (const char* id : {"\x07", "\x7F"})
    EXPECT_EQ(PublicKey::FromInfo(Info("0.4.0.127.0.7.1.2", Positive(id), point)).status().code(),
              StatusCode::kUnimplemented);
  EXPECT_EQ(PublicKey::FromInfo(Info("0.4.0.127.0.7.1.2", Integer("\xFF"), point)).status().code(),
            StatusCode::kUnimplemented);
}

constexpr std::string_view kRsaEncryption = "1.2.840.113549.1.1.1";

std::string RsaInfo(const std::string& modulus, const std::string& exponent) {
  return Info(kRsaEncryption, der::Null(), Sequence(Integer(modulus) + Integer(exponent)));
}

TEST(PublicKeyTest, RsaModuliAndExponentsHaveBounds) {
  const auto code = [](std::size_t bytes, const std::string& exponent, char last = '\x01') {
    std::string modulus = std::string(1, '\0') + std::string(bytes, '\xC3');
    modulus.back() = last;
    return PublicKey::FromInfo(RsaInfo(modulus, exponent)).status().code();
  };
  EXPECT_EQ(code(128, "\x03"), StatusCode::kOk);
  EXPECT_EQ(code(1024, "\x03"), StatusCode::kOk);
  EXPECT_EQ(code(127, "\x03"), StatusCode::kUnimplemented);
  EXPECT_EQ(code(1025, "\x03"), StatusCode::kUnimplemented);
  EXPECT_EQ(code(5000, "\x03"), StatusCode::kUnimplemented);
  EXPECT_EQ(code(256, "\x03", '\x02'), StatusCode::kInvalidArgument);  // even modulus
  for (const std::string& exponent : {std::string(), std::string(1, '\0'), std::string("\x01"),
                                      std::string("\x01\0\x02", 3), std::string(33, '\x7F')})
    EXPECT_EQ(code(256, exponent), StatusCode::kInvalidArgument) << ToHex(exponent);
  EXPECT_EQ(PublicKey::FromInfo(Info(kRsaEncryption, "", "\x30\x03\x02\x01\x03")).status().code(),
            StatusCode::kInvalidArgument);
}

TEST(PublicKeyTest, TheBitsOfAKeyAreToldUnread) {
  const std::string other = Info("1.3.101.112", "", "of a kind nobody uses here");
  EXPECT_EQ(KeyBitsOf(other).value(), "of a kind nobody uses here");
  const std::string no_whole_octets = Sequence(Algorithm("1.2.3") + BerElementOf(ber::kBitString, "\x01\x02"));
  for (const std::string& bad : {std::string(), other + "x", other.substr(1), Sequence(Algorithm("1.2.3")),
                                 Sequence(Algorithm("1.2.3") + der::Bits("") + der::Null()), no_whole_octets})
    EXPECT_EQ(KeyBitsOf(bad).status().code(), StatusCode::kInvalidArgument) << ToHex(bad);
}

class RsaTest : public testing::Test {
 protected:
  static EVP_PKEY* Key() {
    static const openssl::Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048}));
    return key.get();
  }
};

TEST_F(RsaTest, SignaturesVerifyWithEveryDigestAndNoOther) {
  const auto key = PublicKey::FromInfo(InfoOf(Key()));
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->kind(), KeyKind::kRsa);
  EXPECT_EQ(key->bits(), 2048);
  EXPECT_TRUE(key->curve().empty() && key->point().empty());
  for (const DigestAlgorithm digest : kAllDigestAlgorithms) {
    const std::string name(DigestAlgorithmName(digest));
    SCOPED_TRACE(name);
    const std::string signature = Sign(Key(), name.c_str(), "message");
    const std::string pss = Sign(Key(), name.c_str(), "message", 17);
    for (const DigestAlgorithm tried : kAllDigestAlgorithms) {
      EXPECT_EQ(key->Verify({.digest = tried}, "message", signature), tried == digest);
      EXPECT_EQ(key->Verify({SignatureKind::kRsaPss, tried, tried, 17}, "message", pss), tried == digest);
      EXPECT_EQ(key->Verify({SignatureKind::kRsaPss, digest, tried, 17}, "message", pss), tried == digest);
    }
    EXPECT_FALSE(key->Verify({.digest = digest}, "message", signature + "x"));
    EXPECT_FALSE(key->Verify({.digest = digest}, "message", signature.substr(1)));
    EXPECT_FALSE(key->Verify({.digest = digest}, "message", pss));
    EXPECT_FALSE(key->Verify({SignatureKind::kRsaPss, digest, digest, 16}, "message", pss));
    EXPECT_FALSE(key->Verify({SignatureKind::kEcdsa, digest, digest, 0}, "message", signature));
  }
  EXPECT_FALSE(key->WithPoint("\x04").ok() || key->Multiply("\x01").ok() || key->SharedSecret("\x01").ok());
}

TEST_F(RsaTest, ThePublicOperationIsThePower) {
  const auto key = PublicKey::FromInfo(InfoOf(Key()));
  ASSERT_TRUE(key.ok());
  const std::string recovered = key->RsaPublicOperation(Sign(Key(), "SHA256", "message")).value();
  // RFC 8017 §9.2: 00 01 FF … FF 00 DigestInfo.
  EXPECT_EQ(ToHex(recovered.substr(0, 4)), "0001ffff");
  EXPECT_TRUE(recovered.ends_with(Digest(DigestAlgorithm::kSha256, "message")));
  EXPECT_EQ(ToHex(key->RsaPublicOperation("\x01").value()), std::string(2 * 255, '0') + "01");
  EXPECT_EQ(key->RsaPublicOperation(std::string(256, '\xFF')).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(key->RsaPublicOperation(std::string(257, '\0')).status().code(), StatusCode::kInvalidArgument);
}

std::string PssParameters(DigestAlgorithm digest, DigestAlgorithm mask, const std::string& salt) {
  return Sequence(Tagged(0, Algorithm(OidOf(digest))) +
                  Tagged(1, Algorithm("1.2.840.113549.1.1.8", Algorithm(OidOf(mask)))) + Tagged(2, Integer(salt)));
}

TEST_F(RsaTest, APssKeyAllowsWhatItsParametersSay) {
  constexpr std::string_view kRsaPss = "1.2.840.113549.1.1.10";
  const auto plain_info = InfoOf(Key());
  BerReader reader(ReadBer(plain_info, ber::kSequence)->content);
  ASSERT_TRUE(reader.Take(ber::kSequence).ok());
  const std::string bits(reader.Take(ber::kBitString)->content.substr(1));
  const auto free = PublicKey::FromInfo(Info(kRsaPss, "", bits));
  constexpr auto kSha256 = DigestAlgorithm::kSha256;
  const auto limited = PublicKey::FromInfo(Info(kRsaPss, PssParameters(kSha256, kSha256, "\x20"), bits));
  ASSERT_TRUE(free.ok() && limited.ok()) << free.status() << limited.status();
  const std::string pkcs1 = Sign(Key(), "SHA256", "m");
  EXPECT_FALSE(free->Verify(kPkcs1Sha256, "m", pkcs1));
  EXPECT_FALSE(limited->Verify(kPkcs1Sha256, "m", pkcs1));
  const auto verify = [](const PublicKey& key, const char* name, DigestAlgorithm digest, int salt) {
    return key.Verify({SignatureKind::kRsaPss, digest, digest, salt}, "m", Sign(Key(), name, "m", salt));
  };
  EXPECT_TRUE(verify(*free, "SHA512", DigestAlgorithm::kSha512, 5));
  EXPECT_FALSE(verify(*limited, "SHA512", DigestAlgorithm::kSha512, 64));
  EXPECT_TRUE(verify(*limited, "SHA256", kSha256, 32));
  EXPECT_TRUE(verify(*limited, "SHA256", kSha256, 33));  // RFC 4055 §3.3: at least as long
  EXPECT_FALSE(verify(*limited, "SHA256", kSha256, 31));
}

}  // namespace
}  // namespace clearance
