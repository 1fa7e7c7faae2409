// Signed messages, chip files and master lists of the development PKI, as the `openssl` program sees them.
#include <algorithm>
#include <set>

#include "tests/support/der_writer.h"
#include "tests/support/openssl_fixture.h"

namespace clearance {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class MessageTest : public OpensslTest {
 protected:
  std::string Verify(const std::string& message, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"cms",
                                          "-verify",
                                          "-binary",
                                          "-inform",
                                          "DER",
                                          "-in",
                                          Put("message", message),
                                          "-CAfile",
                                          PutCertificate("ca.pem", authority_),
                                          "-purpose",
                                          "any",
                                          "-out",
                                          Path("out")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Openssl(arguments);
  }
  std::string Parse(const std::string& file) {
    return Openssl({"asn1parse", "-inform", "DER", "-in", Put("file", file)});
  }
  std::string Out() { return ReadFile(Path("out"), std::size_t{1} << 24).value_or(""); }

  const PkiHolder authority_ = SelfSigned(AuthorityChoice(PkiKey::Ec("brainpoolP256r1")));
  const PkiHolder signer_ = IssuedBy(authority_, SignerChoice(PkiKey::Ec("secp256r1")));
  const std::map<int, std::string> groups_ = TwoGroups();
};

TEST_F(MessageTest, SodOfEachDigestAndVersion) {
  for (const DigestAlgorithm digest : kAllDigestAlgorithms) {
    for (const int version : {0, 1}) {
      SodChoice choice;
      choice.digest = digest;
      choice.version = version;
      choice.tag77 = false;
      EXPECT_THAT(Verify(EfSod(signer_, groups_, choice)), HasSubstr("successful"));
      const std::string object = Out();
      EXPECT_EQ(object, LdsSecurityObject(groups_, choice));
      EXPECT_NE(object.find(PkiDigest(digest, groups_.at(2))), std::string::npos);
      EXPECT_EQ(object.find("0108") != std::string::npos, version == 1);
    }
  }
}

TEST_F(MessageTest, SodInEachForm) {
  const auto verify = [this](auto&& set, std::vector<std::string> more = {}) {
    SodChoice choice;
    choice.tag77 = false;
    set(choice);
    return Verify(EfSod(signer_, groups_, choice), std::move(more));
  };
  const auto successful = HasSubstr("successful");
  EXPECT_THAT(verify([](SodChoice& sod) { sod.cms.encoding = CmsEncoding::kBer; }), successful);
  EXPECT_EQ(Out(), LdsSecurityObject(groups_));
  EXPECT_THAT(verify([](SodChoice& sod) { sod.cms.identifier = SignerIdentifier::kSubjectKeyIdentifier; }), successful);
  EXPECT_THAT(verify([](SodChoice& sod) { sod.cms.naming = AlgorithmNaming::kKeyOnly; }), successful);
  EXPECT_THAT(verify([](SodChoice& sod) { sod.cms.attributes = AttributeOrder::kNone; }), successful);
  EXPECT_THAT(verify([](SodChoice& sod) { sod.cms.digest_parameters = false; }), successful);
  EXPECT_THAT(verify([](SodChoice& sod) { sod.cms.signing_time = PkiDay(2026, 3, 1); }), successful);
  EXPECT_THAT(Openssl({"cms", "-cmsout", "-print", "-inform", "DER", "-in", Path("message")}),
              HasSubstr("Mar  1 12:00:00 2026 GMT"));
  // openssl takes signed attributes as they stand, whatever their order.
  EXPECT_THAT(verify([](SodChoice& sod) { sod.cms.attributes = AttributeOrder::kUnsortedSignedAsWritten; }),
              successful);
  EXPECT_THAT(verify([](SodChoice& sod) { sod.cms.attributes = AttributeOrder::kUnsortedSignedInOrder; }),
              HasSubstr("Verification failure"));
  // Without its certificate the signer is not found, and with it given otherwise he is.
  const auto bare = [](SodChoice& sod) { sod.embed_certificate = false; };
  EXPECT_THAT(verify(bare), HasSubstr("signer certificate not found"));
  EXPECT_THAT(verify(bare, {"-certfile", PutCertificate("signer.pem", signer_)}), successful);
}

TEST_F(MessageTest, SodWithAHashAlteredOrLeftOut) {
  SodChoice choice;
  choice.altered_hash_of = 2;
  const std::string altered = LdsSecurityObject(groups_, choice);
  EXPECT_EQ(altered.find(PkiDigest(choice.digest, groups_.at(2))), std::string::npos);
  EXPECT_NE(altered.find(PkiDigest(choice.digest, groups_.at(1))), std::string::npos);
  EXPECT_EQ(altered.size(), LdsSecurityObject(groups_).size());
  choice.tag77 = false;
  EXPECT_THAT(Verify(EfSod(signer_, groups_, choice)), HasSubstr("successful"));
  EXPECT_LT(LdsSecurityObject(groups_, {.omit_hash_of = 2}).size(), altered.size());
}

TEST_F(MessageTest, EveryFileParses) {
  const PkiKey chip = PkiKey::Ec("brainpoolP256r1");
  ChipSecurityChoice security;
  security.chip_authentication = chip.As(CurveForm::kExplicit);
  security.active_authentication_algorithm = PlainEcdsaOid(DigestAlgorithm::kSha256);
  security.key_id = 7;
  EXPECT_THAT(Parse(EfComFile({1, 2, 14, 15})), HasSubstr("appl [ 0 ]"));
  EXPECT_THAT(Parse(Dg1("P<UTO\nL898902C3")), HasSubstr("appl [ 1 ]"));
  EXPECT_THAT(Parse(Dg14(security)),
              AllOf(HasSubstr("0.4.0.127.0.7.2.2.3.2.2"), HasSubstr("0.4.0.127.0.7.2.2.1.2"), HasSubstr("prime-field"),
                    HasSubstr("2.23.136.1.1.5"), HasSubstr("0.4.0.127.0.7.1.1.4.1.3")));
  EXPECT_THAT(Parse(Dg15(chip)), HasSubstr("brainpoolP256r1"));
  EXPECT_THAT(Parse(Dg15(PkiKey::Rsa(2048))), HasSubstr("rsaEncryption"));
  EXPECT_THAT(Parse(EfSod(signer_, groups_, {.cms = {.encoding = CmsEncoding::kBer}})), HasSubstr("l=inf"));
  EXPECT_EQ(exit_, 0);

  ChipSecurityChoice standardized;
  standardized.chip_authentication = chip.As(CurveForm::kStandardized);
  standardized.more = {PaceCamSecurity(ChipCipher::kAes128, "brainpoolP256r1")};
  EXPECT_THAT(Verify(CardSecurity(signer_, standardized)), HasSubstr("successful"));
  EXPECT_EQ(Out(), SecuritySet(standardized));
  EXPECT_THAT(
      Openssl({"asn1parse", "-inform", "DER", "-in", Path("out")}),
      AllOf(HasSubstr("0.4.0.127.0.7.2.2.4.6.2"), HasSubstr("0.4.0.127.0.7.1.2"), HasSubstr("INTEGER           :0D")));
}

TEST_F(MessageTest, FaceRecordsLikeThePublishedOnes) {
  REQUIRE_SHARED(old_one, "testdata/emrtd/nl_specimen_2006/ef0102.bin");
  REQUIRE_SHARED(new_one, "testdata/dg2_39794/ICAO_39794_5_AP_DG2_MandFields.dat");
  // Their pictures in records of ours. The Dutch one does not say what took the picture.
  const std::string old_file = *ReadFile(old_one, 1 << 20);
  const std::size_t picture = old_file.find(std::string_view("\x00\x00\x00\x0CjP  ", 8));
  std::string ours = Dg2(std::string_view(old_file).substr(picture), FaceRecordForm::kIso19794, 0x01C1, 0x0256);
  constexpr std::size_t kFromSourceToPicture = 5;
  ours[picture - kFromSourceToPicture] = '\0';
  EXPECT_EQ(ToHex(ours), ToHex(old_file));

  const std::string new_file = *ReadFile(new_one, 1 << 20);
  const std::size_t begin = new_file.find(std::string_view("\x00\x00\x00\x0CjP  ", 8));
  constexpr std::size_t kAfterPicture = 7;  // about the picture: its format
  const std::string_view jpeg2000 = std::string_view(new_file).substr(begin, new_file.size() - begin - kAfterPicture);
  EXPECT_EQ(ToHex(Dg2(jpeg2000, FaceRecordForm::kIso39794)).substr(0, 300), ToHex(new_file).substr(0, 300));
  EXPECT_THAT(Parse(Dg2("\x89PNG", FaceRecordForm::kIso39794, 100, 200)), Not(HasSubstr("rror")));
  // The size, which only the fuller of the two states.
  REQUIRE_SHARED(full_one, "testdata/dg2_39794/ICAO_39794_5_AP_DG2_AllFields.dat");
  constexpr char kSize[] = "a7088002023c810202db";
  EXPECT_THAT(ToHex(*ReadFile(full_one, 1 << 20)), HasSubstr(kSize));
  EXPECT_THAT(ToHex(Dg2(jpeg2000, FaceRecordForm::kIso39794, 0x023C, 0x02DB)), HasSubstr(kSize));
}

TEST_F(MessageTest, MasterListsInBothForms) {
  const PkiHolder list_signer = IssuedBy(authority_, ListSignerChoice(PkiKey::Ec("brainpoolP256r1")));
  const std::vector<std::string> certificates = {authority_.certificate, signer_.certificate};
  const std::string german = MasterListOf(authority_, list_signer, certificates);
  EXPECT_THAT(Verify(german), HasSubstr("successful"));
  EXPECT_NE(Out().find(signer_.certificate), std::string::npos);
  EXPECT_THAT(
      Openssl({"cms", "-cmsout", "-print", "-inform", "DER", "-in", Path("message")}),
      AllOf(HasSubstr("subjectKeyIdentifier"), HasSubstr("2.23.136.1.1.2"), HasSubstr("1.2.840.113549.1.9.52")));

  const std::string dutch = MasterListOf(authority_, list_signer, certificates, {.form = MasterListForm::kDutch});
  EXPECT_THAT(Verify(dutch), HasSubstr("successful"));
  EXPECT_THAT(Openssl({"cms", "-cmsout", "-print", "-inform", "DER", "-in", Path("message")}),
              HasSubstr("issuerAndSerialNumber"));
  EXPECT_LT(dutch.size(), german.size());
  EXPECT_THAT(Verify(MasterListOf(authority_, list_signer, certificates, {.content_altered = true})),
              HasSubstr("content verify error"));
}

TEST_F(MessageTest, GermanListStatesItsAlgorithmsOnceMoreAsThePublishedOneDoes) {
  REQUIRE_SHARED(published, "testdata/pki/masterlists/DE_ML_2026-05-28.ml");
  const PkiHolder list_signer = IssuedBy(authority_, ListSignerChoice(PkiKey::Ec("brainpoolP256r1")));
  const auto attribute = [](const std::string& list) {
    constexpr std::size_t kValueBytes = 29;  // SET, SEQUENCE, SHA-256, [1] ecdsa-with-SHA256
    const std::string oid = der::Oid("1.2.840.113549.1.9.52");
    const std::size_t at = list.find(oid);
    return at == std::string::npos ? "none" : ToHex(list.substr(at, oid.size() + kValueBytes));
  };
  EXPECT_EQ(attribute(MasterListOf(authority_, list_signer, {})),
            attribute(ReadFile(published, std::size_t{4} << 20).value_or("")));
}

TEST_F(MessageTest, MasterListsByRsaPss) {
  const PkiKey key = PkiKey::Rsa(2048);
  CertificateChoice choice = ListSignerChoice(key);
  choice.scheme = SignatureScheme{SignatureKind::kRsaPss, DigestAlgorithm::kSha512, DigestAlgorithm::kSha512, 64};
  const PkiHolder list_signer = IssuedBy(authority_, choice);
  for (const MasterListForm form : {MasterListForm::kGerman, MasterListForm::kDutch})
    EXPECT_THAT(Verify(MasterListOf(authority_, list_signer, {authority_.certificate}, {.form = form})),
                HasSubstr("successful"));
}

TEST_F(MessageTest, AThousandDifferentAuthorities) {
  constexpr std::size_t kCount = 1'000;
  const std::vector<PkiHolder> authorities = ManyAuthorities(kCount);
  std::set<std::string> certificates, names, key_identifiers;
  std::size_t written_out = 0;
  std::size_t negative = 0;
  for (const PkiHolder& authority : authorities) {
    certificates.insert(authority.certificate);
    names.insert(authority.name);
    key_identifiers.insert(authority.key_identifier);
    if (!authority.key.is_rsa() && authority.key.Info().size() > 200) ++written_out;
    if ((authority.serial[0] & 0x80) != 0) ++negative;
  }
  EXPECT_EQ(certificates.size(), kCount);
  EXPECT_EQ(names.size(), kCount);
  EXPECT_EQ(key_identifiers.size(), kCount);
  EXPECT_EQ(written_out, kCount / 4);
  EXPECT_EQ(negative, kCount / 20);
  // One of each kind of the mixture is its own issuer for openssl too.
  for (std::size_t i = 0; i < 20; ++i) {
    const std::string ca = PutCertificate("ca.pem", authorities[i]);
    EXPECT_THAT(Openssl({"verify", "-auth_level", "0", "-check_ss_sig", "-CAfile", ca, ca}), HasSubstr("ca.pem: OK"));
  }
}

}  // namespace
}  // namespace clearance
