// Tests of trust_folder: what is brought in is there again, with where it came from; what has been touched is noticed.
#include "common/document/trust_folder.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/ber.h"
#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/document/trust_index.h"
#include "tests/support/document_pki.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

constexpr Instant kNow = PkiDay(2026, 11, 25);

struct TrustFolderTest : testing::Test {
  const TemporaryFolder temporary;
  const std::string folder = temporary.Path("trust");  // made by who needs it
  const PkiHolder root = SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1"), "DE", "CSCA-DE"));
  const PkiHolder kazakh = SelfSigned(AuthorityChoice(PkiKey::Ec("secp384r1"), "KZ", "CSCA-KZ"));

  std::string MasterListBytes() const {
    const PkiHolder signer = IssuedBy(root, ListSignerChoice(PkiKey::Ec("secp256r1"), "DE"));
    CmsChoice choice;
    choice.content_type = "2.23.136.1.1.2";
    choice.certificates = {signer.certificate, root.certificate};
    choice.signing_time = PkiDay(2026, 10, 1);
    const std::string content =
        BerElementOf(ber::kSequence, BerElementOf(ber::kInteger, std::string_view("\0", 1)) +
                                         BerElementOf(ber::kSet, root.certificate + kazakh.certificate));
    return SignedMessage(signer, content, choice);
  }
  TrustImport List() const {
    return {TrustSourceKind::kMasterList, "DE.ml", MasterListBytes(), PkiPem(root.certificate, "CERTIFICATE")};
  }
  StatusOr<TrustImported> Bring(TrustSourceKind kind, const std::string& name, const std::string& bytes) {
    return ImportTrust(folder, {kind, name, bytes, ""}, kNow);
  }
  std::string FileEnding(const std::string& ending) const {
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      if (entry.path().string().ends_with(ending)) return entry.path().string();
    return "";
  }
};

TEST_F(TrustFolderTest, WhatIsBroughtInIsThereAgain) {
  const auto list = ImportTrust(folder, List(), kNow);
  ASSERT_TRUE(list.ok()) << MessageOf(list.status());
  EXPECT_EQ(list->authorities, 2U);
  EXPECT_EQ(list->fresh, 2U);
  EXPECT_EQ(Bring(TrustSourceKind::kCertificate, "kz.cer", kazakh.certificate)->fresh, 0U);
  const CertificateChoice newer = AuthorityChoice(PkiKey::Ec("secp521r1"), "KZ", "CSCA-KZ 2");
  EXPECT_EQ(Bring(TrustSourceKind::kLink, "kz2.cer", LinkCertificate(kazakh, newer))->fresh, 1U);
  ASSERT_TRUE(Bring(TrustSourceKind::kCrl, "kz.crl", RevocationList(kazakh, {})).ok());

  const auto store = LoadTrustStore(folder, kNow + std::chrono::hours(1));
  ASSERT_TRUE(store.ok()) << MessageOf(store.status());
  ASSERT_EQ(store->anchors().size(), 3U);
  EXPECT_EQ(store->crls().size(), 1U);
  const TrustAnchor& anchor = store->anchors()[1];
  ASSERT_EQ(anchor.sources.size(), 2U) << "in the list, and by itself";
  const TrustSource& source = store->sources()[anchor.sources[0]];
  EXPECT_EQ(source.kind, TrustSourceKind::kMasterList);
  EXPECT_EQ(source.name, "DE.ml");
  EXPECT_NE(source.signer.find("DE"), std::string::npos);
  EXPECT_EQ(source.signed_at, PkiDay(2026, 10, 1));
  EXPECT_EQ(source.imported_at, kNow) << "not the moment it was read again";
}

TEST_F(TrustFolderTest, WhatAListCarriesBesideItsAuthoritiesIsLeftOut) {
  const PkiHolder signer = IssuedBy(root, ListSignerChoice(PkiKey::Ec("secp256r1"), "DE"));
  const PkiHolder passports = IssuedBy(kazakh, SignerChoice(PkiKey::Ec("secp256r1"), "KZ"));
  const std::string list = MasterListOf(root, signer, {root.certificate, passports.certificate, kazakh.certificate},
                                        {.more_entries = {BerElementOf(ber::kNull, "")}});
  const auto added = ImportTrust(folder, {TrustSourceKind::kMasterList, "DE.ml", list, root.certificate}, kNow);
  ASSERT_TRUE(added.ok()) << added.status();
  EXPECT_EQ(added->authorities, 2U);
  EXPECT_EQ(added->unreadable, 2U) << "a signer of passports, and what is no certificate";
  EXPECT_EQ(LoadTrustStore(folder, kNow)->anchors().size(), 2U);
}

TEST_F(TrustFolderTest, AFolderThatCannotBeMadeIsAnError) {
  ASSERT_TRUE(WriteFile(folder, "a file").ok());
  const TrustImport import{TrustSourceKind::kCertificate, "kz.cer", kazakh.certificate, ""};
  const Status status = ImportTrust(folder + "/below", import, kNow).status();
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition) << status;
  EXPECT_EQ(ReasonOf(status), error_reason::kFileUnreadable);
  EXPECT_NE(MessageOf(status).find(folder + "/below"), std::string::npos) << status;
}

TEST_F(TrustFolderTest, TheSameFileAgainChangesNothing) {
  const TrustImport list = List();
  ASSERT_TRUE(ImportTrust(folder, list, kNow).ok());
  const std::string index = ReadFile(folder + "/index.json", 1 << 20).value();
  EXPECT_TRUE(ImportTrust(folder, list, kNow)->known);
  EXPECT_EQ(ReadFile(folder + "/index.json", 1 << 20).value(), index);
}

TEST_F(TrustFolderTest, WhatIsNotTrustedLeavesTheFolderAsItWas) {
  ASSERT_TRUE(Bring(TrustSourceKind::kCertificate, "kz.cer", kazakh.certificate).ok());
  const std::string index = ReadFile(folder + "/index.json", 1 << 20).value();
  TrustImport wrong_root = List();
  wrong_root.root = kazakh.certificate;
  const auto refused = ImportTrust(folder, wrong_root, kNow);
  EXPECT_EQ(ReasonOf(refused.status()), error_reason::kTrustNotEstablished);
  EXPECT_EQ(MessageOf(refused.status()).find("DE.ml"), 0U) << "names the file";
  EXPECT_FALSE(Bring(TrustSourceKind::kCrl, "de.crl", RevocationList(root, {})).ok());
  EXPECT_FALSE(Bring(TrustSourceKind::kCertificate, "junk.cer", "junk").ok());
  EXPECT_EQ(ReadFile(folder + "/index.json", 1 << 20).value(), index);
  EXPECT_EQ(LoadTrustStore(folder, kNow)->anchors().size(), 1U);
}

TEST_F(TrustFolderTest, ATouchedFileIsNotTrusted) {
  ASSERT_TRUE(ImportTrust(folder, List(), kNow).ok());
  const std::string path = FileEnding(".root.cer");
  ASSERT_TRUE(WriteFile(path, kazakh.certificate).ok());
  const auto store = LoadTrustStore(folder, kNow);
  EXPECT_EQ(ReasonOf(store.status()), error_reason::kTrustNotEstablished);
  std::filesystem::remove(path);
  EXPECT_EQ(LoadTrustStore(folder, kNow).status().code(), StatusCode::kNotFound);
}

TEST_F(TrustFolderTest, ABrokenIndexIsAnError) {
  ASSERT_TRUE(Bring(TrustSourceKind::kCertificate, "kz.cer", kazakh.certificate).ok());
  const std::string index = ReadFile(folder + "/index.json", 1 << 20).value();
  for (const std::string& broken :
       {std::string(), index.substr(0, index.size() / 2), std::string("[]"), std::string(R"({"version":2,"files":[]})"),
        std::string(R"({"version":1,"files":[{"kind":"CERTIFICATE","name":"x","sha256":"../../x"}]})"),
        std::string(R"({"version":1,"files":[7]})"),
        std::string(index).replace(index.find("CERTIFICATE"), 11, "PHOTOGRAPH!")}) {
    ASSERT_TRUE(WriteFile(folder + "/index.json", broken).ok());
    EXPECT_EQ(LoadTrustStore(folder, kNow).status().code(), StatusCode::kInvalidArgument) << broken;
  }
}

TEST_F(TrustFolderTest, AFolderWithoutIndexIsTakenAsItLies) {
  std::filesystem::create_directories(folder);
  ASSERT_TRUE(WriteFile(folder + "/kz.pem", PkiPem(kazakh.certificate, "CERTIFICATE")).ok());
  ASSERT_TRUE(WriteFile(folder + "/de.cer", root.certificate).ok());
  ASSERT_TRUE(WriteFile(folder + "/a.crl", RevocationList(kazakh, {})).ok());
  ASSERT_TRUE(WriteFile(folder + "/README.txt", "not looked at").ok());
  const auto store = LoadTrustStore(folder, kNow);
  ASSERT_TRUE(store.ok()) << MessageOf(store.status());
  EXPECT_EQ(store->anchors().size(), 2U);
  EXPECT_EQ(store->crls().size(), 1U) << "its authority's name comes later in the folder";
  const auto refused = Bring(TrustSourceKind::kCertificate, "kz.cer", kazakh.certificate);
  EXPECT_EQ(refused.status().code(), StatusCode::kFailedPrecondition) << "an index would hide what lies there";
  ASSERT_TRUE(WriteFile(folder + "/x.der", "junk").ok());
  EXPECT_NE(MessageOf(LoadTrustStore(folder, kNow).status()).find("x.der"), std::string::npos);
}

TEST_F(TrustFolderTest, WhatIsNoFileIsPassedOver) {
  std::filesystem::create_directories(folder + "/x.cer");
  std::filesystem::create_symlink(folder + "/nowhere", folder + "/y.cer");
  ASSERT_TRUE(WriteFile(folder + "/kz.cer", kazakh.certificate).ok());
  const auto store = LoadTrustStore(folder, kNow);
  ASSERT_TRUE(store.ok()) << MessageOf(store.status());
  EXPECT_EQ(store->anchors().size(), 1U);
}

TEST_F(TrustFolderTest, NoFolderIsAnErrorAndAnEmptyOneAnEmptyStore) {
  EXPECT_EQ(LoadTrustStore(folder, kNow).status().code(), StatusCode::kNotFound);
  std::filesystem::create_directories(folder);
  EXPECT_TRUE(LoadTrustStore(folder, kNow)->anchors().empty());
}

TEST_F(TrustFolderTest, AnOlderListIsTakenOutAndItsAuthoritiesWithIt) {
  ASSERT_TRUE(Bring(TrustSourceKind::kCertificate, "kz.cer", kazakh.certificate).ok());
  ASSERT_TRUE(ImportTrust(folder, List(), kNow).ok());
  const auto removed = RemoveTrust(folder, "DE.ml", kNow + std::chrono::hours(1));
  ASSERT_TRUE(removed.ok()) << removed.status();
  EXPECT_EQ(removed->authorities, 1U) << "the other came by itself too";
  EXPECT_EQ(removed->left, 1U);
  EXPECT_EQ(LoadTrustStore(folder, kNow)->anchors().size(), 1U);
  EXPECT_EQ(FileEnding(".ml"), "");
  EXPECT_EQ(FileEnding(".root.cer"), "");
  const auto index = ParseTrustIndex(ReadFile(folder + "/index.json", 1 << 20).value());
  EXPECT_EQ(index->Revision(), kNow + std::chrono::hours(1)) << "later than before, so that gates follow";
}

TEST_F(TrustFolderTest, WhatAnotherFileRestsOnStays) {
  ASSERT_TRUE(Bring(TrustSourceKind::kCertificate, "kz.cer", kazakh.certificate).ok());
  ASSERT_TRUE(Bring(TrustSourceKind::kCrl, "kz.crl", RevocationList(kazakh, {})).ok());
  EXPECT_EQ(ReasonOf(RemoveTrust(folder, "kz.cer", kNow).status()), error_reason::kTrustNotEstablished);
  EXPECT_EQ(RemoveTrust(folder, "de.cer", kNow).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(LoadTrustStore(folder, kNow)->anchors().size(), 1U);
  EXPECT_TRUE(RemoveTrust(folder, "kz.crl", kNow).ok());
  EXPECT_TRUE(RemoveTrust(folder, "kz.cer", kNow).ok());
  EXPECT_TRUE(LoadTrustStore(folder, kNow)->anchors().empty());
}

TEST_F(TrustFolderTest, ALostIndexIsAnErrorAndNotAnotherStore) {
  ASSERT_TRUE(ImportTrust(folder, List(), kNow).ok());
  std::filesystem::remove(folder + "/index.json");
  EXPECT_EQ(ReasonOf(LoadTrustStore(folder, kNow).status()), error_reason::kTrustNotEstablished);
  EXPECT_FALSE(ImportTrust(folder, List(), kNow).ok());
  for (const char* name : {"x.ml", "x.mls", "x.link.cer", "x.root.cer"}) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    ASSERT_TRUE(WriteFile(folder + "/" + name, kazakh.certificate).ok());
    EXPECT_EQ(ReasonOf(LoadTrustStore(folder, kNow).status()), error_reason::kTrustNotEstablished) << name;
  }
}

TEST_F(TrustFolderTest, OneCertificateInPemAndInDerIsOneFile) {
  EXPECT_FALSE(Bring(TrustSourceKind::kCertificate, "kz.cer", kazakh.certificate)->known);
  EXPECT_TRUE(Bring(TrustSourceKind::kCertificate, "kz.pem", PkiPem(kazakh.certificate, "CERTIFICATE"))->known);
  const std::string list = RevocationList(kazakh, {});
  EXPECT_FALSE(Bring(TrustSourceKind::kCrl, "kz.pem", PkiPem(list, "X509 CRL"))->known);
  EXPECT_TRUE(Bring(TrustSourceKind::kCrl, "kz.crl", list)->known);
  EXPECT_EQ(LoadTrustStore(folder, kNow)->crls().size(), 1U);
}

TEST_F(TrustFolderTest, OfSeveralCertificatesInOneFileNoneIsTaken) {
  const std::string both = PkiPem(kazakh.certificate, "CERTIFICATE") + PkiPem(root.certificate, "CERTIFICATE");
  EXPECT_EQ(Bring(TrustSourceKind::kCertificate, "both.pem", both).status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace clearance
