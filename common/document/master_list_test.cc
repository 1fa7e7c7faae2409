// Tests of master_list: the German list as published, lists of our own in each form, and whatever must not be believed.
#include "common/document/master_list.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>

#include "common/base/ber.h"
#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "tests/support/document_pki.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr Instant kNow = PkiDay(2026, 11, 25);
constexpr std::string_view kMasterListOid = "2.23.136.1.1.2";

X509Certificate Read(const std::string& der) { return X509Certificate::FromDer(der).value(); }

// SOURCE.txt: 588 authorities of 112 countries, 25 of CN, none of KZ; the root lies beside it.
TEST(MasterListTest, TheGermanListIsRead) {
  REQUIRE_SHARED(folder, "testdata/pki/masterlists");
  const auto root = X509Certificate::FromDer(ReadFile(folder + "/DE_ROOT_CA_CSCA07.cer", 1 << 20).value());
  const std::string bytes = ReadFile(folder + "/DE_ML_2026-05-28.ml", kMaxMasterListBytes).value();
  const auto list = ReadMasterList(bytes, root.value(), kNow);
  ASSERT_TRUE(list.ok()) << MessageOf(list.status());
  EXPECT_EQ(list->authorities.size(), 588U);
  EXPECT_EQ(list->unreadable, 0U);
  EXPECT_EQ(FormatInstant(list->signed_at.value()), "2026-05-28T06:28:45.000Z");
  std::map<std::string, int> of_country;
  for (const X509Certificate& authority : list->authorities) ++of_country[authority.country()];
  EXPECT_EQ(of_country.size(), 112U);
  EXPECT_EQ(of_country["CN"], 25);
  EXPECT_EQ(of_country.count("KZ"), 0U);
}

TEST(MasterListTest, AFlippedBitOfTheGermanListIsNotTrusted) {
  REQUIRE_SHARED(folder, "testdata/pki/masterlists");
  const auto root = X509Certificate::FromDer(ReadFile(folder + "/DE_ROOT_CA_CSCA07.cer", 1 << 20).value());
  const std::string bytes = ReadFile(folder + "/DE_ML_2026-05-28.ml", kMaxMasterListBytes).value();
  for (const std::size_t at : {bytes.size() / 3, bytes.size() / 2, bytes.size() - 3}) {
    std::string altered = bytes;
    altered[at] = static_cast<char>(altered[at] ^ 4);
    EXPECT_FALSE(ReadMasterList(altered, root.value(), kNow).ok()) << at;
  }
}

struct OwnListTest : testing::Test {
  const PkiHolder root = SelfSigned(AuthorityChoice(PkiKey::Ec("brainpoolP256r1"), "DE", "CSCA-DE"));
  const PkiHolder signer = IssuedBy(root, ListSignerChoice(PkiKey::Ec("secp256r1"), "DE"));
  const PkiHolder listed = SelfSigned(AuthorityChoice(PkiKey::Ec("secp384r1"), "KZ", "CSCA-KZ"));

  static std::string Content(std::string_view certificates, std::string_view version = std::string_view("\0", 1)) {
    return BerElementOf(ber::kSequence, BerElementOf(ber::kInteger, version) + BerElementOf(ber::kSet, certificates));
  }
  CmsChoice Choice() const {
    CmsChoice choice;
    choice.content_type = kMasterListOid;
    choice.certificates = {signer.certificate, root.certificate};
    choice.signing_time = PkiDay(2026, 10, 1);
    return choice;
  }
  std::string List(const CmsChoice& choice) const {
    return SignedMessage(signer, Content(root.certificate + listed.certificate), choice);
  }
  static std::string ProblemOf(const StatusOr<MasterList>& list) {
    EXPECT_EQ(ReasonOf(list.status()), error_reason::kTrustNotEstablished);
    return MessageOf(list.status());
  }
};

TEST_F(OwnListTest, EachFormIsRead) {
  CmsChoice by_identifier = Choice();
  by_identifier.identifier = SignerIdentifier::kSubjectKeyIdentifier;
  CmsChoice without_root = Choice();
  without_root.certificates = {signer.certificate};
  CmsChoice in_pieces = Choice();
  in_pieces.encoding = CmsEncoding::kBer;
  CmsChoice without_time = Choice();
  without_time.signing_time.reset();
  for (const CmsChoice& choice : {Choice(), by_identifier, without_root, in_pieces, without_time}) {
    const auto list = ReadMasterList(List(choice), Read(root.certificate), kNow);
    ASSERT_TRUE(list.ok()) << MessageOf(list.status());
    EXPECT_EQ(list->authorities.size(), 2U);
    EXPECT_EQ(list->signed_at, choice.signing_time);
  }
}

TEST_F(OwnListTest, TheSignerMayStandUnderAYoungerAuthorityThatTheListCarries) {
  const CertificateChoice newer = AuthorityChoice(PkiKey::Ec("secp521r1"), "DE", "CSCA-DE 2");
  const PkiHolder young = SelfSigned(newer);
  const PkiHolder young_signer = IssuedBy(young, ListSignerChoice(PkiKey::Ec("secp256r1"), "DE"));
  CmsChoice choice = Choice();
  choice.certificates = {young_signer.certificate, LinkCertificate(root, newer)};
  const std::string bytes = SignedMessage(young_signer, Content(listed.certificate), choice);
  EXPECT_TRUE(ReadMasterList(bytes, Read(root.certificate), kNow).ok());
  EXPECT_TRUE(ReadMasterList(bytes, Read(young.certificate), kNow).ok());
  EXPECT_FALSE(ReadMasterList(bytes, Read(listed.certificate), kNow).ok());
}

TEST_F(OwnListTest, WhatDoesNotLeadToTheRootIsNotTrusted) {
  EXPECT_NE(ProblemOf(ReadMasterList(List(Choice()), Read(listed.certificate), kNow)).find("root"), std::string::npos);
  CmsChoice bare = Choice();
  bare.certificates.clear();
  EXPECT_NE(ProblemOf(ReadMasterList(List(bare), Read(root.certificate), kNow)).find("not in it"), std::string::npos);
  CmsChoice altered = Choice();
  altered.signature_altered = true;
  EXPECT_NE(ProblemOf(ReadMasterList(List(altered), Read(root.certificate), kNow)).find("WRONG"), std::string::npos);
  CmsChoice replaced = Choice();
  replaced.content_altered = true;
  EXPECT_NE(ProblemOf(ReadMasterList(List(replaced), Read(root.certificate), kNow)).find("DIGEST"), std::string::npos);
}

TEST_F(OwnListTest, ADocumentSignerMayNotSignLists) {
  CertificateChoice choice = SignerChoice(PkiKey::Ec("secp256r1"), "DE");
  choice.extended_key_usage = {"1.3.6.1.5.5.7.3.1"};
  const PkiHolder other = IssuedBy(root, choice);
  CmsChoice cms = Choice();
  cms.certificates = {other.certificate};
  const std::string bytes = SignedMessage(other, Content(listed.certificate), cms);
  EXPECT_NE(ProblemOf(ReadMasterList(bytes, Read(root.certificate), kNow)).find("may not"), std::string::npos);
}

// A passport's signer is one of many and has no extended key usage: stolen, it must not add authorities.
TEST_F(OwnListTest, ASignerWithoutTheUsageMayNotSignListsEither) {
  const PkiHolder other = IssuedBy(root, SignerChoice(PkiKey::Ec("secp256r1"), "DE"));
  CmsChoice cms = Choice();
  cms.certificates = {other.certificate};
  const std::string bytes = SignedMessage(other, Content(listed.certificate), cms);
  EXPECT_NE(ProblemOf(ReadMasterList(bytes, Read(root.certificate), kNow)).find("may not"), std::string::npos);
  CmsChoice by_root = Choice();
  by_root.certificates = {root.certificate};
  EXPECT_TRUE(
      ReadMasterList(SignedMessage(root, Content(listed.certificate), by_root), Read(root.certificate), kNow).ok())
      << "an authority may sign its own";
}

// A list may carry thousands of authorities: nobody is led around among them for long.
TEST_F(OwnListTest, TheWayToTheRootIsShort) {
  const auto over = [this](int between) {
    const PkiKey key = PkiKey::Ec("secp256r1");
    PkiHolder last = root;
    CmsChoice cms = Choice();
    cms.certificates.clear();
    for (int i = 0; i < between; ++i) {
      last = IssuedBy(last, AuthorityChoice(key, "DE", "between " + std::to_string(i)));
      cms.certificates.push_back(last.certificate);
    }
    const PkiHolder below = IssuedBy(last, ListSignerChoice(PkiKey::Ec("secp256r1"), "DE"));
    cms.certificates.push_back(below.certificate);
    return ReadMasterList(SignedMessage(below, Content(listed.certificate), cms), Read(root.certificate), kNow);
  };
  EXPECT_TRUE(over(3).ok()) << over(3).status();
  EXPECT_NE(ProblemOf(over(4)).find("root"), std::string::npos);
}

TEST_F(OwnListTest, EntriesHaveABound) {
  const auto with = [this](std::size_t entries) {
    std::string set = listed.certificate;
    for (std::size_t i = 1; i < entries; ++i)
      set += BerElementOf(ber::kNull, "");  // none that can be read, but one each
    return ReadMasterList(SignedMessage(signer, Content(set), Choice()), Read(root.certificate), kNow);
  };
  const auto most = with(kMaxMasterListEntries);
  ASSERT_TRUE(most.ok()) << most.status();
  EXPECT_EQ(most->authorities.size(), 1U);
  EXPECT_EQ(most->unreadable, kMaxMasterListEntries - 1);
  EXPECT_NE(MessageOf(with(kMaxMasterListEntries + 1).status()).find("more entries"), std::string::npos);
}

TEST_F(OwnListTest, WhoMayNotSignCertificatesIsNoLinkOfTheChain) {
  CertificateChoice between_choice = AuthorityChoice(PkiKey::Ec("secp256r1"), "DE", "between");
  between_choice.key_usage = {{KeyUsage::kDigitalSignature}};
  const PkiHolder between = IssuedBy(root, between_choice);
  const PkiHolder below = IssuedBy(between, ListSignerChoice(PkiKey::Ec("secp256r1"), "DE"));
  CmsChoice cms = Choice();
  cms.certificates = {below.certificate, between.certificate};
  const std::string bytes = SignedMessage(below, Content(listed.certificate), cms);
  EXPECT_NE(ProblemOf(ReadMasterList(bytes, Read(root.certificate), kNow)).find("root"), std::string::npos);
  EXPECT_FALSE(ReadMasterList(List(Choice()), Read(signer.certificate), kNow).ok()) << "a signer is no root";
}

TEST_F(OwnListTest, ASignerWhoseTimeWasOverIsNotTrusted) {
  CmsChoice late = Choice();
  late.signing_time = PkiDay(2040, 1, 1);
  EXPECT_NE(ProblemOf(ReadMasterList(List(late), Read(root.certificate), kNow)).find("valid"), std::string::npos);
}

TEST_F(OwnListTest, AnotherContentIsMalformed) {
  CmsChoice other = Choice();
  other.content_type = "2.23.136.1.1.1";
  EXPECT_EQ(ReadMasterList(List(other), Read(root.certificate), kNow).status().code(), StatusCode::kInvalidArgument);
  const std::string version_1 = SignedMessage(signer, Content(listed.certificate, "\1"), Choice());
  EXPECT_EQ(ReadMasterList(version_1, Read(root.certificate), kNow).status().code(), StatusCode::kInvalidArgument);
  EXPECT_FALSE(ReadMasterList("", Read(root.certificate), kNow).ok());
}

TEST_F(OwnListTest, AnEntryThatIsNoneIsCountedAndLeftOut) {
  const std::string junk = BerElementOf(ber::kSequence, BerElementOf(ber::kNull, ""));
  const std::string bytes = SignedMessage(signer, Content(listed.certificate + junk), Choice());
  const auto list = ReadMasterList(bytes, Read(root.certificate), kNow);
  ASSERT_TRUE(list.ok());
  EXPECT_EQ(list->authorities.size(), 1U);
  EXPECT_EQ(list->unreadable, 1U);
}

// Both forms in which lists are published, by the writer of the development PKI.
struct PublishedFormTest : OwnListTest {
  const PkiHolder other = SelfSigned(AuthorityChoice(PkiKey::Ec("secp521r1"), "CN", "CSCA-CN"));
  MasterListChoice choice;

  std::string ListOf(MasterListForm form) {
    choice.form = form;
    return MasterListOf(root, signer, {listed.certificate, root.certificate, other.certificate}, choice);
  }
  static std::set<std::string> Ders(const MasterList& list) {
    std::set<std::string> ders;
    for (const X509Certificate& authority : list.authorities) ders.emplace(authority.der());
    return ders;
  }
};
constexpr std::array kForms = {MasterListForm::kGerman, MasterListForm::kDutch};

TEST_F(PublishedFormTest, IsReadWhole) {
  choice.signed_at = PkiDay(2026, 7, 9);
  choice.more_entries = {BerElementOf(ber::kSequence, "")};
  for (const MasterListForm form : kForms) {
    const auto list = ReadMasterList(ListOf(form), Read(root.certificate), kNow);
    ASSERT_TRUE(list.ok()) << MessageOf(list.status());
    EXPECT_EQ(list->authorities.size(), 3U);
    EXPECT_EQ(Ders(*list), (std::set<std::string>{listed.certificate, root.certificate, other.certificate}));
    EXPECT_EQ(list->signer, Read(signer.certificate).SubjectText());
    EXPECT_EQ(list->signed_at, PkiDay(2026, 7, 9));
    EXPECT_EQ(list->unreadable, 1U);
  }
}

// That a list carries its authority, as the German one does, is no ground to believe it.
TEST_F(PublishedFormTest, OnlyTheRootThatIsGivenCounts) {
  for (const MasterListForm form : kForms) {
    for (const PkiHolder* stranger : {&listed, &other})
      EXPECT_NE(ProblemOf(ReadMasterList(ListOf(form), Read(stranger->certificate), kNow)).find("root"),
                std::string::npos);
  }
}

// A list under a younger authority and only the older one at hand: the German form carries the link between, the Dutch
// one carries its signer alone, so that its own authority has to be given.
TEST_F(PublishedFormTest, TheDutchFormNeedsItsOwnAuthority) {
  const CertificateChoice newer = AuthorityChoice(PkiKey::Ec("secp521r1"), "DE", "CSCA-DE 2");
  const PkiHolder young = SelfSigned(newer);
  PkiHolder linked = young;
  linked.certificate = LinkCertificate(root, newer);
  const PkiHolder young_signer = IssuedBy(young, ListSignerChoice(PkiKey::Ec("secp256r1"), "DE"));
  const auto read = [&](MasterListForm form, const PkiHolder& given) {
    choice.form = form;
    return ReadMasterList(MasterListOf(linked, young_signer, {listed.certificate}, choice), Read(given.certificate),
                          kNow);
  };
  EXPECT_TRUE(read(MasterListForm::kGerman, root).ok());
  EXPECT_TRUE(read(MasterListForm::kGerman, young).ok());
  EXPECT_NE(ProblemOf(read(MasterListForm::kDutch, root)).find("root"), std::string::npos);
  EXPECT_TRUE(read(MasterListForm::kDutch, young).ok());
}

TEST_F(PublishedFormTest, AlteredOnesAreRefused) {
  for (const MasterListForm form : kForms) {
    const auto problem = [&](const MasterListChoice& altered) {
      choice = altered;
      return ProblemOf(ReadMasterList(ListOf(form), Read(root.certificate), kNow));
    };
    EXPECT_NE(problem({.content_altered = true}).find("DIGEST_DIFFERS"), std::string::npos);
    EXPECT_NE(problem({.signature_altered = true}).find("WRONG"), std::string::npos);
    EXPECT_NE(problem({.signed_at = PkiDay(2040, 1, 1)}).find("valid"), std::string::npos);
    for (const MasterListChoice& other_kind :
         {MasterListChoice{.version = 1}, MasterListChoice{.content_type = "2.23.136.1.1.1"}}) {
      choice = other_kind;
      EXPECT_EQ(ReadMasterList(ListOf(form), Read(root.certificate), kNow).status().code(),
                StatusCode::kInvalidArgument);
    }
    choice = {};
    const std::string bytes = ListOf(form);
    for (std::size_t at = 0; at < bytes.size(); at += 97) {
      std::string altered = bytes;
      altered[at] = static_cast<char>(altered[at] ^ 4);
      const auto list = ReadMasterList(altered, Read(root.certificate), kNow);
      if (!list.ok()) continue;
      // Outside of everything signed: who is listed and when stays what was signed.
      EXPECT_EQ(Ders(*list), (std::set<std::string>{listed.certificate, root.certificate, other.certificate})) << at;
      EXPECT_EQ(list->signed_at, choice.signed_at) << at;
    }
    EXPECT_FALSE(ReadMasterList(bytes.substr(0, bytes.size() - 1), Read(root.certificate), kNow).ok());
  }
}

}  // namespace
}  // namespace clearance
