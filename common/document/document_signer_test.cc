// Tests of document_signer, by whole inspections: who may have signed, for what, when, and whether it was taken back.
#include "common/document/document_signer.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/support/inspection_scene.h"

namespace clearance {
namespace {

using namespace inspection_scene;

TEST(DocumentSignerTest, NobodyTrustedSigned) {
  Scene empty;
  empty.trusts_authority = false;
  Outcomes expected = Unproven({Result::kNotPerformed, Reason::kNoTrustStore});
  Expect(empty, expected);

  Scene unknown;
  unknown.trusts_authority = false;
  unknown.more_authorities = {SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1"), "DE")).certificate};
  Expect(unknown, Unproven({Result::kUndetermined, Reason::kAuthorityUnknown}));

  Scene same_name;  // the forger calls its authority as the real one is called
  const PkiHolder forger = SelfSigned(AuthorityChoice(PkiKey::Ec("secp384r1"), "KZ", "CSCA-KZ"));
  same_name.signer = IssuedBy(forger, same_name.signer_choice);
  Expect(same_name, Unproven({Result::kUndetermined, Reason::kAuthorityUnknown}));

  Scene same_key_identifier;  // and names the real one's key
  PkiHolder liar = forger;
  liar.key_identifier = same_key_identifier.authority.key_identifier;
  same_key_identifier.signer = IssuedBy(liar, same_key_identifier.signer_choice);
  Expect(same_key_identifier, Unproven({Result::kFailed, Reason::kSignerNotByAuthority}));
}

// `text` with every `from` in it made `to`, of the same length; there is one at least.
std::string WithEach(std::string text, std::string_view from, std::string_view to) {
  std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos);
  for (; at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
  return text;
}

TEST(DocumentSignerTest, HowItsCertificateWasSignedMustBeKnown) {
  Scene unknown;  // ecdsa-with-SHA256 made an algorithm that there is not
  PkiHolder signer = unknown.Signer();
  signer.certificate =
      WithEach(signer.certificate, "\x2A\x86\x48\xCE\x3D\x04\x03\x02", "\x2A\x86\x48\xCE\x3D\x04\x03\x7F");
  unknown.signer = signer;
  Expect(unknown, Unproven({Result::kUndetermined, Reason::kUnsupportedAlgorithm}));

  Scene malformed;  // PSS with a salt of less than nothing
  malformed.authority = SelfSigned(AuthorityChoice(PkiKey::Rsa(2048), "KZ", "CSCA-KZ"));
  malformed.authority.scheme = {SignatureKind::kRsaPss, DigestAlgorithm::kSha256, DigestAlgorithm::kSha256, 32};
  signer = malformed.Signer();
  signer.certificate = WithEach(signer.certificate, "\xA2\x03\x02\x01\x20", "\xA2\x03\x02\x01\xFF");
  malformed.signer = signer;
  Expect(malformed, Unproven({Result::kUndetermined, Reason::kMalformed}));
}

// CVE-2020-0601: the same name, serial and public point as the trusted authority's, on a group of the forger's.
TEST(DocumentSignerTest, AnAlteredGroupFails) {
  Scene forged_authority;
  const PkiHolder forger = ForgerOf(forged_authority.authority);
  forged_authority.signer = IssuedBy(forger, forged_authority.signer_choice);
  Expect(forged_authority, Unproven({Result::kFailed, Reason::kSignerNotByAuthority}));

  Scene trusted_forger;  // even when it got into a list
  trusted_forger.trusts_authority = false;
  const PkiHolder in_list = ForgerOf(trusted_forger.authority);
  trusted_forger.more_authorities = {in_list.certificate};
  trusted_forger.signer = IssuedBy(in_list, trusted_forger.signer_choice);
  Expect(trusted_forger, Unproven({Result::kFailed, Reason::kCurveAltered}));

  for (const CurveForm form :
       {CurveForm::kExplicitPrimeAltered, CurveForm::kExplicitAAltered, CurveForm::kExplicitBAltered,
        CurveForm::kExplicitGeneratorAltered, CurveForm::kExplicitOrderAltered, CurveForm::kExplicitCofactorAltered}) {
    Scene signer;
    signer.signer_choice.key = PkiKey::Ec("secp256r1").As(form);
    Expect(signer, {{Check::kSodSignature, {Result::kFailed, Reason::kCurveAltered}},
                    {Check::kChipAuthenticity, kKeyNotBound}});
  }
}

TEST(DocumentSignerTest, TheSignerIsForThis) {
  const Outcome wrong_use{Result::kFailed, Reason::kSignerNotForDocuments};
  const auto expect = [&](const char* what, const std::function<void(CertificateChoice&)>& change) {
    Scene scene;
    change(scene.signer_choice);
    Expect(scene, {{Check::kSignerTrust, wrong_use}, {Check::kChipAuthenticity, kKeyNotBound}}, what);
  };
  expect("its key may not sign", [](CertificateChoice& choice) { choice.key_usage = {{KeyUsage::kCrlSign}}; });
  expect("another kind of document", [](CertificateChoice& choice) { choice.document_types = {"I"}; });
  expect("another subtype", [](CertificateChoice& choice) { choice.document_types = {"PD"}; });
  expect("master lists", [](CertificateChoice& choice) { choice.extended_key_usage = {"2.23.136.1.1.3"}; });
  expect("an authority", [](CertificateChoice& choice) {
    choice.is_authority = true;
    choice.key_usage = {{KeyUsage::kDigitalSignature, KeyUsage::kKeyCertSign}};
  });
  Scene listed;
  listed.signer_choice.document_types = {"I", "P"};
  Expect(listed, {});
  Scene critical;
  critical.signer_choice.more_extensions = {PkiExtension("1.2.3.4", "x", true)};
  Expect(critical, {{Check::kSignerTrust, {Result::kUndetermined, Reason::kSignerNotForDocuments}},
                    {Check::kChipAuthenticity, kKeyNotBound}});
}

TEST(DocumentSignerTest, ValidityIsJudgedWhenTheDocumentWasSigned) {
  const auto expect = [](const char* what, Outcome outcome, const std::function<void(Scene&)>& change) {
    Scene scene;
    scene.chip_choice.signed_at = PkiDay(2024, 6, 1);
    scene.signer_choice.not_before = PkiDay(2024, 1, 1);
    change(scene);
    Expect(scene, {{Check::kValidityPeriod, outcome}}, what);
  };
  const Outcome sound{Result::kSuccessful};
  expect("ended since", sound, [](Scene& scene) { scene.signer_choice.not_after = PkiDay(2025, 1, 1); });
  expect("ended before", {Result::kFailed, Reason::kSignerOutsideValidity},
         [](Scene& scene) { scene.signer_choice.not_after = PkiDay(2024, 5, 1); });
  expect("not begun", {Result::kFailed, Reason::kSignerOutsideValidity},
         [](Scene& scene) { scene.signer_choice.not_before = PkiDay(2024, 7, 1); });
  expect("in use", sound, [](Scene& scene) {
    scene.signer_choice.key_used_from = PkiDay(2024, 5, 1);
    scene.signer_choice.key_used_until = PkiDay(2024, 7, 1);
  });
  expect("no longer in use", {Result::kFailed, Reason::kKeyOutsideUsagePeriod},
         [](Scene& scene) { scene.signer_choice.key_used_until = PkiDay(2024, 5, 1); });
  expect("not yet in use", {Result::kFailed, Reason::kKeyOutsideUsagePeriod},
         [](Scene& scene) { scene.signer_choice.key_used_from = PkiDay(2024, 7, 1); });
  expect("the authority ended", {Result::kFailed, Reason::kAuthorityOutsideValidity}, [](Scene& scene) {
    CertificateChoice choice = AuthorityChoice(scene.authority.key, "KZ", "CSCA-KZ");
    choice.not_after = PkiDay(2024, 5, 1);
    scene.authority = SelfSigned(choice);
  });
  expect("the authority's key was out of use when it made the signer",
         {Result::kFailed, Reason::kKeyOutsideUsagePeriod}, [](Scene& scene) {
           CertificateChoice choice = AuthorityChoice(scene.authority.key, "KZ", "CSCA-KZ");
           choice.key_used_until = PkiDay(2019, 1, 1);
           scene.authority = SelfSigned(choice);
         });
  expect("signed in the future", {Result::kSuccessful, Reason::kSigningTimeUnknown},
         [](Scene& scene) { scene.chip_choice.signed_at = PkiDay(2027, 1, 1); });
}

TEST(DocumentSignerTest, WithoutASigningTimeTodayIsLookedAt) {
  Scene scene;
  scene.chip_choice.signed_at.reset();
  Expect(scene, {{Check::kValidityPeriod, {Result::kSuccessful, Reason::kSigningTimeUnknown}}});
  scene.signer_choice.not_after = PkiDay(2026, 1, 1);
  Expect(scene, {{Check::kValidityPeriod, {Result::kUndetermined, Reason::kSigningTimeUnknown}}});
}

// As Norway's and Turkey's of the German list: the certificate that stands first covers the signer's, but its key's
// period of use was over; another one of the same key says otherwise.
TEST(DocumentSignerTest, OfSeveralCertificatesOfOneKeyTheOneThatFitsCounts) {
  for (const bool fitting_first : {false, true}) {
    Scene scene;
    scene.signer_choice.not_before = PkiDay(2024, 1, 1);
    scene.chip_choice.signed_at = PkiDay(2024, 6, 1);
    CertificateChoice over = AuthorityChoice(scene.authority.key, "KZ", "CSCA-KZ");
    over.key_used_until = PkiDay(2022, 7, 31);
    CertificateChoice fits = over;
    fits.key_used_until = PkiDay(2027, 4, 27);
    scene.authority = SelfSigned(fitting_first ? fits : over);
    scene.more_authorities = {SelfSigned(fitting_first ? over : fits).certificate};
    Expect(scene, {}, fitting_first ? "first" : "second");
    scene.more_authorities.clear();
    if (!fitting_first)
      Expect(scene, {{Check::kValidityPeriod, {Result::kFailed, Reason::kKeyOutsideUsagePeriod}}}, "alone");
  }
}

// Turkey and Israel have used one key identifier for two keys.
TEST(DocumentSignerTest, AnIdentifierThatIsNotOfItsKeyRefutesNobody) {
  Scene scene;
  CertificateChoice old = AuthorityChoice(PkiKey::Ec("secp256r1"), "KZ", "CSCA-KZ");
  old.subject_key_identifier_octets = "one for all";
  CertificateChoice younger = AuthorityChoice(PkiKey::Ec("secp384r1"), "KZ", "CSCA-KZ");
  younger.subject_key_identifier_octets = "one for all";
  scene.authority = SelfSigned(old);
  scene.signer = IssuedBy(SelfSigned(younger), scene.signer_choice);
  Expect(scene, Unproven({Result::kUndetermined, Reason::kAuthorityUnknown}));
}

TEST(DocumentSignerTest, ASignersClockMayBeADayBehind) {
  Scene scene;
  scene.signer_choice.not_before = PkiDay(2024, 6, 1);
  scene.chip_choice.signed_at = PkiDay(2024, 6, 1) - std::chrono::minutes(5);
  Expect(scene, {});
  scene.chip_choice.signed_at = PkiDay(2024, 6, 1) - std::chrono::hours(25);
  Expect(scene, {{Check::kValidityPeriod, {Result::kFailed, Reason::kSignerOutsideValidity}}});
}

// The very key, its name written in another string type.
TEST(DocumentSignerTest, AListByTheSameKeyIsItsOwnHoweverTheNameIsWritten) {
  Scene scene;
  scene.signer_choice.serial = "\x11";
  scene.revoked.reset();
  TrustStore trust = scene.Trust();
  PkiHolder renamed = scene.authority;
  renamed.name = PkiName("kz", "Development", "CSCA-KZ");
  RevocationChoice revoked;
  revoked.serials = {"\x11"};
  ASSERT_TRUE(trust.AddCrl(X509Crl::FromDer(RevocationList(renamed, revoked)).value(), 0).ok());
  const PkiChip chip = ChipOf(kMrz, kPortrait, scene.Signer(), scene.chip_choice);
  const InspectionEvidence evidence{chip.files, kMrz, AccessProtocol::kBac, OpticalChecks::kPassed, {}, false};
  EXPECT_EQ(OutcomesOf(InspectDocument(evidence, &trust, kNow))[Check::kRevocation],
            (Outcome{Result::kFailed, Reason::kSignerRevoked}));
}

TEST(DocumentSignerTest, AKeyInSeveralCertificatesIsJudgedByTheOneOfThatTime) {
  Scene scene;
  CertificateChoice ended = AuthorityChoice(scene.authority.key, "KZ", "CSCA-KZ");
  ended.not_before = PkiDay(2010, 1, 1);
  ended.not_after = PkiDay(2015, 1, 1);
  scene.more_authorities = {scene.authority.certificate};
  scene.authority = SelfSigned(ended);
  scene.signer_choice.not_before = PkiDay(2024, 1, 1);
  Expect(scene, {});
}

TEST(DocumentSignerTest, Revocation) {
  const auto expect = [](const char* what, Outcome outcome, const std::function<void(Scene&)>& change) {
    Scene scene;
    scene.signer_choice.serial = "\x11";
    change(scene);
    Expect(scene, {{Check::kRevocation, outcome}}, what);
  };
  expect("none", {Result::kUndetermined, Reason::kNoRevocationList}, [](Scene& scene) { scene.revoked.reset(); });
  expect("ended", {Result::kUndetermined, Reason::kRevocationListExpired},
         [](Scene& scene) { scene.revoked->next_update = PkiDay(2026, 11, 1); });
  expect("no end", {Result::kSuccessful}, [](Scene& scene) { scene.revoked->next_update.reset(); });
  expect("another's", {Result::kSuccessful}, [](Scene& scene) { scene.revoked->serials = {"\x12", "\x01\x11"}; });
  expect("revoked", {Result::kFailed, Reason::kSignerRevoked}, [](Scene& scene) { scene.revoked->serials = {"\x11"}; });
  expect("revoked, on a list that has ended", {Result::kFailed, Reason::kSignerRevoked}, [](Scene& scene) {
    scene.revoked->serials = {"\x11"};
    scene.revoked->next_update = PkiDay(2026, 11, 1);
  });
  expect("taken from the list", {Result::kSuccessful}, [](Scene& scene) {
    scene.revoked->serials = {"\x11"};
    scene.revoked->reason = 8;
  });
  expect("the authority itself", {Result::kFailed, Reason::kAuthorityRevoked},
         [](Scene& scene) { scene.revoked->serials = {scene.authority.serial}; });
}

// What a list of `other`, an authority of the same country, says of a signer of the scene's own.
Outcome RevocationBy(const PkiHolder& other, const std::vector<std::string>& more, const RevocationChoice& revoked) {
  Scene scene;
  scene.revoked.reset();
  scene.signer_choice.serial = "\x11";
  if (!more.empty()) scene.more_authorities = more;
  TrustStore trust = scene.Trust();
  EXPECT_TRUE(trust.Add(X509Certificate::FromDer(other.certificate).value(), 0).ok());
  EXPECT_TRUE(trust.AddCrl(X509Crl::FromDer(RevocationList(other, revoked)).value(), 0).ok());
  const PkiChip chip = ChipOf(kMrz, kPortrait, scene.Signer(), scene.chip_choice);
  const InspectionEvidence evidence{chip.files, kMrz, AccessProtocol::kBac, OpticalChecks::kPassed, {}, false};
  return OutcomesOf(InspectDocument(evidence, &trust, kNow))[Check::kRevocation];
}

// Doc 9303-12: after a change of keys the younger authority's list speaks for the older one's signers too; a link
// certificate says that the two are one.
TEST(DocumentSignerTest, TheYoungerAuthoritysListSpeaksForBoth) {
  Scene scene;
  const CertificateChoice choice = AuthorityChoice(PkiKey::Ec("secp521r1"), "KZ", "CSCA-KZ 2");
  const PkiHolder younger = SelfSigned(choice);
  const std::vector<std::string> link = {LinkCertificate(scene.authority, choice)};
  EXPECT_EQ(RevocationBy(younger, link, {}), (Outcome{Result::kSuccessful}));
  RevocationChoice same_serial;
  same_serial.serials = {"\x11"};
  EXPECT_EQ(RevocationBy(younger, link, same_serial), (Outcome{Result::kUndetermined, Reason::kSignerRevoked}))
      << "the number may be another authority's";
}

TEST(DocumentSignerTest, AnotherAuthorityOfTheCountrySaysNothing) {
  const PkiHolder stranger = SelfSigned(AuthorityChoice(PkiKey::Ec("secp521r1"), "KZ", "another"));
  const Outcome no_list{Result::kUndetermined, Reason::kNoRevocationList};
  EXPECT_EQ(RevocationBy(stranger, {}, {}), no_list);
  RevocationChoice same_serial;
  same_serial.serials = {"\x11"};
  EXPECT_EQ(RevocationBy(stranger, {}, same_serial), no_list);
}

TEST(DocumentSignerTest, DocumentSignerAndAuthorityAreOfOneState) {
  Scene other_signer;
  other_signer.signer_choice.country = "CN";
  Expect(other_signer, {{Check::kIssuingState, {Result::kFailed, Reason::kStateDiffers}}});
  Scene other_document;
  other_document.mrz = std::string(kMrz).replace(2, 3, "CHN");
  other_document.printed = other_document.mrz;
  Expect(other_document, {{Check::kIssuingState, {Result::kFailed, Reason::kStateDiffers}}});
  Scene nobodys;
  nobodys.mrz = std::string(kMrz).replace(2, 3, "ZZZ");
  nobodys.printed = nobodys.mrz;
  Expect(nobodys, {{Check::kIssuingState, {Result::kUndetermined, Reason::kStateUnknown}}});
  Scene stateless;  // an authority whose name has no country that is one
  stateless.authority = SelfSigned(AuthorityChoice(PkiKey::Ec("secp384r1"), "K1", "CSCA-KZ"));
  Expect(stateless, {{Check::kIssuingState, {Result::kUndetermined, Reason::kStateUnknown}}});
  Scene lower_case;
  lower_case.signer_choice.country = "kz";
  Expect(lower_case, {});
}

}  // namespace
}  // namespace clearance
