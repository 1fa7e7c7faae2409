// Tests of vds_nc: the Australian passport office's seals at several times, and seals of the development PKI for every
// result. The canonical form is tested in common/base/canonical_json_test.cc.
#include "common/document/vds_nc.h"

#include <gtest/gtest.h>

#include "common/base/bytes.h"
#include "common/base/canonical_json.h"
#include "tests/support/base64url_writer.h"
#include "tests/support/document_pki.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

using namespace std::string_view_literals;

constexpr char kSealUsage[] = "2.23.136.1.1.14.2";
const Instant kNow = PkiDay(2026, 11, 25);

Instant At(std::string_view text) { return ParseInstant(text).value(); }

std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TrustStore Trusting(std::initializer_list<std::string> authorities) {
  TrustStore trust;
  const std::size_t source = trust.AddSource({});
  for (const std::string& der : authorities) EXPECT_TRUE(trust.Add(X509Certificate::FromDer(der).value(), source).ok());
  return trust;
}

void Revoke(TrustStore& trust, const std::string& list) {
  EXPECT_TRUE(trust.AddCrl(X509Crl::FromDer(list).value(), 0).ok());
}

std::string_view ResultOf(std::string_view seal, const TrustStore* trust, Instant at = kNow) {
  return VdsNcResultName(VerifyVdsNc(seal, trust, at).result);
}

// --- the Australian seals (SOURCE.txt, vds_nc/)

struct Australia {
  explicit Australia(const std::string& folder) : folder_(folder), trust(Trusting({Read("csca_AU.der")})) {}
  std::string Read(const char* name) const { return ReadFile(folder_ + "/" + name, 100'000).value(); }
  const std::string folder_;
  TrustStore trust;
};

TEST(VdsNcTest, JudgesTheAustralianSealsAtEachTime) {
  REQUIRE_SHARED(folder, "testdata/vds_nc");
  Australia australia(folder);
  Revoke(australia.trust, australia.Read("csca_AU.crl"));
  const std::string seal = australia.Read("valid.json");
  // The signer's certificate: 2021-08-31T14:00:00Z to 2031-09-30T13:59:59Z.
  EXPECT_EQ(ResultOf(seal, &australia.trust, At("2021-08-31T13:59:59.999Z")), "NOT_YET_VALID");
  EXPECT_EQ(ResultOf(seal, &australia.trust, At("2021-08-31T14:00:00Z")), "VALID");
  EXPECT_EQ(ResultOf(seal, &australia.trust, At("2021-12-01T00:00:00Z")), "VALID");  // the list is out of date
  EXPECT_EQ(ResultOf(seal, &australia.trust, At("2031-09-30T13:59:59Z")), "VALID");
  EXPECT_EQ(ResultOf(seal, &australia.trust, At("2031-09-30T14:00:00Z")), "EXPIRED");
  EXPECT_EQ(ResultOf(seal, &australia.trust, At("2041-01-01T00:00:00Z")), "EXPIRED");
  EXPECT_EQ(ResultOf(seal, nullptr, At("2021-12-01T00:00:00Z")), "SIGNER_UNKNOWN");
  const TrustStore nobody;
  EXPECT_EQ(ResultOf(seal, &nobody, At("2041-01-01T00:00:00Z")), "SIGNER_UNKNOWN");
  for (const char* at : {"2021-09-15T00:00:00Z", "2041-01-01T00:00:00Z"}) {
    EXPECT_EQ(ResultOf(australia.Read("invalid_name_changed.json"), &australia.trust, At(at)), "SIGNATURE_WRONG");
    EXPECT_EQ(ResultOf(australia.Read("not_vds.json"), &australia.trust, At(at)), "MALFORMED");
  }
}

TEST(VdsNcTest, TellsWhatTheSealIs) {
  REQUIRE_SHARED(folder, "testdata/vds_nc");
  const Australia australia(folder);
  const VdsNcVerdict verdict = VerifyVdsNc(australia.Read("valid.json"), &australia.trust, At("2021-09-15T00:00:00Z"));
  EXPECT_EQ(verdict.type, "icao.vacc");
  EXPECT_EQ(verdict.version, 1);
  EXPECT_EQ(verdict.issuing_state, "AUS");
  EXPECT_EQ(verdict.signer, "C=AU, CN=DFAT");
  EXPECT_EQ(verdict.problem, "");
  const VdsNcVerdict none = VerifyVdsNc(australia.Read("not_vds.json"), &australia.trust, kNow);
  EXPECT_EQ(none.type + none.issuing_state + none.signer, "");
  EXPECT_EQ(none.problem, "data: is missing");
}

TEST(VdsNcTest, TakesAnyTextOfTheSameJson) {
  REQUIRE_SHARED(folder, "testdata/vds_nc");
  const Australia australia(folder);
  const std::string seal = australia.Read("valid.json");
  const Instant at = At("2021-09-15T00:00:00Z");
  EXPECT_EQ(ResultOf(CanonicalJson(seal).value(), &australia.trust, at), "VALID");
  EXPECT_EQ(ResultOf(Replaced(seal, "\"seq\": 1", "\"seq\": 10.0E-1"), &australia.trust, at), "VALID");
  EXPECT_EQ(ResultOf(Replaced(seal, "CITIZEN", "\\u0043ITIZEN"), &australia.trust, at), "VALID");
  EXPECT_EQ(ResultOf(Replaced(seal, "XQ==", "XQ"), &australia.trust, at), "VALID");  // without padding
  EXPECT_EQ(ResultOf(Replaced(seal, "\"sig\"", "\"note\": 1, \"sig\""), &australia.trust, at), "VALID");
  EXPECT_EQ(ResultOf(Replaced(seal, "\"msg\"", "\"note\": 1, \"msg\""), &australia.trust, at), "SIGNATURE_WRONG");
}

TEST(VdsNcTest, RefusesEveryTruncationAndEveryChange) {
  REQUIRE_SHARED(folder, "testdata/vds_nc");
  const Australia australia(folder);
  const Instant at = At("2021-09-15T00:00:00Z");
  std::string seal = CanonicalJson(australia.Read("valid.json")).value();
  for (std::size_t size = 0; size < seal.size(); ++size) {
    ASSERT_EQ(ResultOf(std::string_view(seal).substr(0, size), &australia.trust, at), "MALFORMED") << size;
  }
  for (std::size_t i = 0; i < seal.size(); ++i) {
    seal[i] ^= 1;
    ASSERT_NE(ResultOf(seal, &australia.trust, at), "VALID") << i;
    seal[i] ^= 1;
  }
  EXPECT_EQ(ResultOf(seal, &australia.trust, at), "VALID");
}

// --- seals of our own

constexpr char kData[] = R"({"hdr":{"t":"icao.vacc","v":1,"is":"UTO"},"msg":{"pid":{"n":"SPECIMEN ERIKA"},"x":1.50}})";

struct SealChoice {
  std::string data = kData;
  std::string algorithm = "ES256";
  DigestAlgorithm digest = DigestAlgorithm::kSha256;
};

std::string SealWith(const PkiHolder& signer, const std::string& signature, const SealChoice& choice) {
  return R"({"data":)" + choice.data + R"(,"sig":{"alg":")" + choice.algorithm + R"(","cer":")" +
         ToBase64Url(signer.certificate) + R"(","sigvl":")" + ToBase64Url(signature) + "\"}}";
}

std::string SealBy(const PkiHolder& signer, const SealChoice& choice = {}) {
  return SealWith(signer, signer.key.SignPlain(choice.digest, CanonicalJson(choice.data).value()), choice);
}

CertificateChoice SealSignerChoice(const PkiKey& key, const std::string& country = "UT") {
  CertificateChoice choice = SignerChoice(key, country, "Seals");
  choice.extended_key_usage = {kSealUsage};
  choice.document_types = {"NT", "NV"};
  return choice;
}

class OwnVdsNcTest : public testing::Test {
 protected:
  // The result for a seal whose signer's certificate says otherwise than usual.
  template <typename Change>
  std::string_view WithSigner(Change change, const SealChoice& seal = {}) {
    CertificateChoice choice = SealSignerChoice(key_);
    change(choice);
    return ResultOf(SealBy(IssuedBy(authority_, choice), seal), &trust_);
  }

  PkiKey key_ = PkiKey::Ec("secp256r1");
  PkiHolder authority_ = SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1")));
  PkiHolder signer_ = IssuedBy(authority_, SealSignerChoice(key_));
  TrustStore trust_ = Trusting({authority_.certificate});
};

TEST_F(OwnVdsNcTest, VerifiesEachAlgorithmWithItsCurveOnly) {
  struct Pair {
    const char* algorithm;
    const char* curve;
    DigestAlgorithm digest;
  };
  const std::array pairs = {Pair{"ES256", "secp256r1", DigestAlgorithm::kSha256},
                            Pair{"ES384", "secp384r1", DigestAlgorithm::kSha384},
                            Pair{"ES512", "secp521r1", DigestAlgorithm::kSha512}};
  for (const Pair& key : pairs) {
    const PkiHolder signer = IssuedBy(authority_, SealSignerChoice(PkiKey::Ec(key.curve)));
    for (const Pair& named : pairs) {
      // The signature is made with the digest that the algorithm names, so that nothing but the curve is at fault.
      EXPECT_EQ(ResultOf(SealBy(signer, {.algorithm = named.algorithm, .digest = named.digest}), &trust_),
                &key == &named ? "VALID" : "SIGNATURE_WRONG")
          << key.curve << " " << named.algorithm;
    }
  }
  const PkiHolder brainpool = IssuedBy(authority_, SealSignerChoice(PkiKey::Ec("brainpoolP256r1")));
  EXPECT_EQ(ResultOf(SealBy(brainpool), &trust_), "SIGNATURE_WRONG");
  EXPECT_EQ(ResultOf(SealBy(signer_, {.digest = DigestAlgorithm::kSha384}), &trust_), "SIGNATURE_WRONG");
}

TEST_F(OwnVdsNcTest, RefusesOtherAlgorithmsAndKeys) {
  for (const char* algorithm : {"none", "", "es256", "RS256", "PS256", "ES256K", "EdDSA", "HS256", "ES256 "}) {
    EXPECT_EQ(ResultOf(SealBy(signer_, {.algorithm = algorithm}), &trust_), "UNSUPPORTED") << algorithm;
  }
  const PkiKey rsa = PkiKey::Rsa(2048);
  const PkiHolder signer = IssuedBy(authority_, SealSignerChoice(rsa));
  const std::string signature = rsa.Sign(rsa.DefaultScheme(), CanonicalJson(kData).value());
  EXPECT_EQ(ResultOf(SealWith(signer, signature, {}), &trust_), "SIGNATURE_WRONG");
}

TEST_F(OwnVdsNcTest, TakesTheSignatureInOneFormOnly) {
  const std::string canonical = CanonicalJson(kData).value();
  const std::string plain = key_.SignPlain(DigestAlgorithm::kSha256, canonical);
  EXPECT_EQ(ResultOf(SealWith(signer_, plain, {}), &trust_), "VALID");
  EXPECT_EQ(ResultOf(SealWith(signer_, key_.Sign(key_.DefaultScheme(), canonical), {}), &trust_), "SIGNATURE_WRONG");
  EXPECT_EQ(ResultOf(SealWith(signer_, plain + '\0', {}), &trust_), "SIGNATURE_WRONG");
  EXPECT_EQ(ResultOf(SealWith(signer_, std::string(64, '\0'), {}), &trust_), "SIGNATURE_WRONG");
  EXPECT_EQ(ResultOf(SealWith(signer_, plain.substr(1), {}), &trust_), "SIGNATURE_WRONG");
  // Over the text as it was written instead of its canonical form.
  EXPECT_EQ(ResultOf(SealWith(signer_, key_.SignPlain(DigestAlgorithm::kSha256, kData), {}), &trust_),
            "SIGNATURE_WRONG");
}

TEST_F(OwnVdsNcTest, WantsASignerMadeForThisTypeOfSeal) {
  const auto nothing = [](CertificateChoice&) {};
  EXPECT_EQ(WithSigner(nothing), "VALID");
  EXPECT_EQ(WithSigner([](auto& c) { c.extended_key_usage = {}; }), "SIGNER_NOT_FOR_SEALS");
  EXPECT_EQ(WithSigner([](auto& c) { c.extended_key_usage = {std::string(kMasterListSignerUsage)}; }),
            "SIGNER_NOT_FOR_SEALS");
  EXPECT_EQ(WithSigner([](auto& c) {
              c.extended_key_usage = {std::string(kMasterListSignerUsage), kSealUsage};
            }),
            "VALID");
  EXPECT_EQ(WithSigner([](auto& c) { c.document_types = {"NT"}; }), "SIGNER_NOT_FOR_SEALS");
  EXPECT_EQ(WithSigner([](auto& c) { c.document_types = {"P"}; }), "SIGNER_NOT_FOR_SEALS");
  EXPECT_EQ(WithSigner([](auto& c) { c.document_types = {}; }), "VALID");
  EXPECT_EQ(WithSigner([](auto& c) { c.is_authority = true; }), "SIGNER_NOT_FOR_SEALS");
  EXPECT_EQ(WithSigner([](auto& c) { c.key_usage = {{KeyUsage::kKeyCertSign}}; }), "SIGNER_NOT_FOR_SEALS");
  EXPECT_EQ(WithSigner([](auto& c) { c.more_extensions = {PkiExtension("1.3.6.1.4.1.99999.1", "\x05\x00"sv, true)}; }),
            "SIGNER_NOT_FOR_SEALS");
  EXPECT_EQ(WithSigner([](auto& c) { c.more_extensions = {PkiExtension("1.3.6.1.4.1.99999.1", "\x05\x00"sv, false)}; }),
            "VALID");

  const SealChoice test{.data = R"({"hdr":{"t":"icao.test","v":1,"is":"UTO"},"msg":{}})"};
  EXPECT_EQ(WithSigner(nothing, test), "VALID");
  EXPECT_EQ(WithSigner([](auto& c) { c.document_types = {"NV"}; }, test), "SIGNER_NOT_FOR_SEALS");
  EXPECT_EQ(WithSigner(nothing, {.data = R"({"hdr":{"t":"icao.visa","v":1,"is":"UTO"},"msg":{}})"}), "UNSUPPORTED");
}

TEST_F(OwnVdsNcTest, WantsSignerAndAuthorityOfTheStateItNames) {
  const SealChoice other{.data = R"({"hdr":{"t":"icao.vacc","v":1,"is":"KAZ"},"msg":{}})"};
  EXPECT_EQ(ResultOf(SealBy(signer_, other), &trust_), "SIGNER_NOT_FOR_SEALS");
  EXPECT_EQ(WithSigner([](auto& c) { c.country = "KZ"; }), "SIGNER_NOT_FOR_SEALS");
  EXPECT_EQ(WithSigner([](auto& c) { c.country = "KZ"; }, other), "SIGNER_NOT_FOR_SEALS");
  const PkiHolder kazakh = SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1"), "KZ"));
  const TrustStore both = Trusting({authority_.certificate, kazakh.certificate});
  EXPECT_EQ(ResultOf(SealBy(IssuedBy(kazakh, SealSignerChoice(key_, "KZ")), other), &both), "VALID");
  EXPECT_EQ(ResultOf(SealBy(IssuedBy(kazakh, SealSignerChoice(key_, "UT"))), &both), "SIGNER_NOT_FOR_SEALS");
}

TEST_F(OwnVdsNcTest, TrustsNoAuthorityByNameAlone) {
  // Same name and key identifier, another key.
  PkiHolder impostor = SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1")));
  impostor.key_identifier = authority_.key_identifier;
  EXPECT_EQ(ResultOf(SealBy(IssuedBy(impostor, SealSignerChoice(key_))), &trust_), "SIGNER_UNKNOWN");
  EXPECT_EQ(ResultOf(SealBy(SelfSigned(SealSignerChoice(key_))), &trust_), "SIGNER_UNKNOWN");
  // A signer that was certified by a signer: its chain is one too long.
  EXPECT_EQ(ResultOf(SealBy(IssuedBy(signer_, SealSignerChoice(PkiKey::Ec("secp256r1")))), &trust_), "SIGNER_UNKNOWN");
}

TEST_F(OwnVdsNcTest, KnowsTheRevoked) {
  const std::string seal = SealBy(signer_);
  TrustStore others = trust_;
  Revoke(others, RevocationList(authority_, {.serials = {"\x01\x02", "\x7F"}}));
  EXPECT_EQ(ResultOf(seal, &others), "VALID");
  TrustStore revoked = trust_;
  Revoke(revoked, RevocationList(authority_, {.serials = {signer_.serial}}));
  EXPECT_EQ(ResultOf(seal, &revoked), "SIGNER_REVOKED");
  EXPECT_EQ(ResultOf(seal, &revoked, PkiDay(2040, 1, 1)), "SIGNER_REVOKED");  // more than expired
  TrustStore authority_revoked = trust_;
  Revoke(authority_revoked, RevocationList(authority_, {.serials = {authority_.serial}}));
  EXPECT_EQ(ResultOf(seal, &authority_revoked), "SIGNER_REVOKED");
  // After a change of keys the list bears the newest authority's name; a link certificate joins the two.
  const CertificateChoice newer_choice = AuthorityChoice(PkiKey::Ec("secp256r1"), "UT", "CSCA 2");
  const PkiHolder newer = SelfSigned(newer_choice);
  TrustStore both_keys =
      Trusting({authority_.certificate, newer.certificate, LinkCertificate(authority_, newer_choice)});
  Revoke(both_keys, RevocationList(newer, {.serials = {signer_.serial}}));
  EXPECT_EQ(ResultOf(seal, &both_keys), "SIGNER_REVOKED");
  EXPECT_NE(VerifyVdsNc(seal, &both_keys, kNow).problem.find("another authority"), std::string::npos);
  // The list of another state has the same number.
  const PkiHolder kazakh = SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1"), "KZ"));
  TrustStore both = Trusting({authority_.certificate, kazakh.certificate});
  Revoke(both, RevocationList(kazakh, {.serials = {signer_.serial}}));
  EXPECT_EQ(ResultOf(seal, &both), "VALID");
}

TEST_F(OwnVdsNcTest, SaysWhatRevocationRestsOn) {
  const std::string seal = SealBy(signer_);
  const auto rests_on = [&](const TrustStore& trust, Instant at) {
    const VdsNcVerdict verdict = VerifyVdsNc(seal, &trust, at);
    EXPECT_EQ(verdict.result, VdsNcResult::kValid);
    return VdsNcRevocationName(verdict.revocation);
  };
  EXPECT_EQ(rests_on(trust_, kNow), "NO_LIST");
  TrustStore ended = trust_;
  Revoke(ended, RevocationList(authority_, {.next_update = kNow - Duration(1000)}));
  EXPECT_EQ(rests_on(ended, kNow), "LIST_ENDED");
  EXPECT_EQ(rests_on(ended, kNow - Duration(1000)), "CHECKED");
  Revoke(ended, RevocationList(authority_, {.this_update = PkiDay(2026, 11, 24), .next_update = PkiDay(2027, 1, 1)}));
  EXPECT_EQ(rests_on(ended, kNow), "CHECKED") << "the newest counts";
  TrustStore revoked = trust_;
  Revoke(revoked, RevocationList(authority_, {.serials = {signer_.serial}}));
  EXPECT_EQ(VerifyVdsNc(seal, &revoked, kNow).revocation, VdsNcRevocation::kChecked);
  EXPECT_EQ(VdsNcRevocationName(VerifyVdsNc(seal, nullptr, kNow).revocation), "NOT_LOOKED_AT");
  EXPECT_EQ(VerifyVdsNc("{}", &trust_, kNow).revocation, VdsNcRevocation::kNotLookedAt);
}

TEST_F(OwnVdsNcTest, TellsExpiredFromWrong) {
  CertificateChoice old_authority = AuthorityChoice(PkiKey::Ec("secp256r1"));
  old_authority.not_after = PkiDay(2026, 1, 1);
  const PkiHolder authority = SelfSigned(old_authority);
  const TrustStore trust = Trusting({authority.certificate});
  CertificateChoice choice = SealSignerChoice(key_);
  choice.not_before = PkiDay(2021, 1, 1);
  const std::string seal = SealBy(IssuedBy(authority, choice));
  EXPECT_EQ(ResultOf(seal, &trust, PkiDay(2019, 1, 1)), "NOT_YET_VALID");
  EXPECT_EQ(ResultOf(seal, &trust, PkiDay(2025, 1, 1)), "VALID");
  EXPECT_EQ(ResultOf(seal, &trust, PkiDay(2026, 11, 25)), "EXPIRED");  // the authority
  EXPECT_EQ(ResultOf(seal, &trust, PkiDay(2036, 1, 1)), "EXPIRED");    // both
  EXPECT_EQ(ResultOf(Replaced(seal, "ERIKA", "ERIKB"), &trust, PkiDay(2036, 1, 1)), "SIGNATURE_WRONG");
  choice.not_before = PkiDay(2019, 1, 1);  // a year before its authority
  const VdsNcVerdict early = VerifyVdsNc(SealBy(IssuedBy(authority, choice)), &trust, PkiDay(2019, 6, 1));
  EXPECT_EQ(early.result, VdsNcResult::kNotYetValid);
  EXPECT_EQ(early.problem, "the authority's certificate is not valid yet");
}

TEST_F(OwnVdsNcTest, NamesTheMemberThatIsMissingOrWrong) {
  const std::string seal = SealBy(signer_);
  struct Change {
    const char* from;
    const char* to;
    const char* problem;
  };
  for (const Change& change :
       std::initializer_list<Change>{{"\"data\"", "\"date\"", "data: is missing"},
                                     {"\"sig\"", "\"sgn\"", "sig: is missing"},
                                     {"\"hdr\":{", "\"hdr\":1,\"h\":{", "hdr: is not an object"},
                                     {"\"msg\":{", "\"msg\":[],\"m\":{", "msg: is not an object"},
                                     {"\"msg\"", "\"m\"", "msg: is missing"},
                                     {"\"t\"", "\"T\"", "t: is missing"},
                                     {"\"icao.vacc\"", "7", "t: is not a string"},
                                     {"icao.vacc", "", "t: is no type"},
                                     {"icao.vacc", "icao vacc", "t: is no type"},
                                     {"icao.vacc", "icao.\\nvacc", "t: has a character"},
                                     {"\"v\":1", "\"v\":1.5", "v: is no version"},
                                     {"\"v\":1", "\"v\":-1", "v: is no version"},
                                     {"\"v\":1", "\"v\":1e9", "v: is no version"},
                                     {"\"v\":1", "\"v\":\"1\"", "v: is no version"},
                                     {"\"UTO\"", "\"UT\"", "is: is no code"},
                                     {"\"UTO\"", "\"uto\"", "is: is no code"},
                                     {"\"UTO\"", "\"QQQ\"", "is: is no code"},
                                     {"\"UTO\"", "null", "is: is not a string"},
                                     {"\"alg\"", "\"agl\"", "alg: is missing"},
                                     {"\"cer\":\"M", "\"cer\":\"+", "cer: is not base64url"},
                                     {"\"cer\":\"M", "\"cer\":\"N", "cer: is no certificate"},
                                     {"\"cer\":\"", "\"cer\":\"\",\"c\":\"", "cer: is empty"},
                                     {"\"sigvl\":\"", "\"sigvl\":\"=", "sigvl: is not base64url"},
                                     {"\"sigvl\":\"", "\"sigvl\":[],\"s\":\"", "not a string"},
                                     {"\"sig\"", "\"data\":{},\"sig\"", "twice"}}) {
    const VdsNcVerdict verdict = VerifyVdsNc(Replaced(seal, change.from, change.to), &trust_, kNow);
    EXPECT_EQ(VdsNcResultName(verdict.result), "MALFORMED") << change.to;
    EXPECT_NE(verdict.problem.find(change.problem), std::string::npos) << change.to << ": " << verdict.problem;
    EXPECT_EQ(verdict.type + verdict.issuing_state + verdict.signer, "");
  }
  EXPECT_EQ(ResultOf("[" + seal + "]", &trust_), "MALFORMED");
  EXPECT_EQ(ResultOf(seal + std::string(kMaxVdsNcBytes - seal.size(), ' '), &trust_), "VALID");
  EXPECT_EQ(ResultOf(seal + std::string(kMaxVdsNcBytes + 1 - seal.size(), ' '), &trust_), "MALFORMED");
}

TEST_F(OwnVdsNcTest, NeverTellsOfTheHolder) {
  const std::string altered = Replaced(SealBy(signer_), "ERIKA", "ERIKB");
  for (const std::string& seal : {SealBy(signer_), altered, altered.substr(0, 90), Replaced(altered, "\"n\"", "\"n")}) {
    const VdsNcVerdict verdict = VerifyVdsNc(seal, &trust_, kNow);
    EXPECT_EQ((verdict.problem + verdict.type + verdict.signer).find("ERIK"), std::string::npos) << verdict.problem;
    EXPECT_EQ((verdict.problem + verdict.type + verdict.signer).find("SPECIMEN"), std::string::npos);
  }
}

}  // namespace
}  // namespace clearance
