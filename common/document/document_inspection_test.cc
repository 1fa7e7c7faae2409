// Tests of document_inspection: the thirteen results for every way in which a document of the development PKI is sound,
// unusual, forged or copied. A row names what departs from a sound document; all else is as in one.
#include "common/document/document_inspection.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "common/document/security_object.h"
#include "tests/support/inspection_scene.h"
#include "tests/support/mrz_specimens.h"

namespace clearance {
namespace {

using namespace inspection_scene;

TEST(DocumentInspectionTest, ASoundDocument) {
  const DocumentInspection inspected = InspectAll({});
  EXPECT_EQ(Named(OutcomesOf(inspected)), Named(Sound()));
  EXPECT_EQ(inspected.authentic_mrz, kMrz);
  EXPECT_TRUE(inspected.portrait_authentic);
  EXPECT_EQ(inspected.authority_source, "list");
  EXPECT_NE(inspected.signer.find("KZ"), std::string::npos);
  EXPECT_EQ(inspected.inspection.at, kNow);
}

TEST(DocumentInspectionTest, EveryKindOfKeyAndSignatureIsSound) {
  const auto scheme = [](SignatureKind kind, DigestAlgorithm digest, int salt) {
    return SignatureScheme{kind, digest, digest, salt};
  };
  struct Kind {
    const char* what;
    PkiKey authority;
    std::optional<SignatureScheme> authority_scheme;
    PkiKey signer;
    std::optional<SignatureScheme> signer_scheme;
  };
  const PkiKey rsa = PkiKey::Rsa(2048);
  const PkiKey rsa_authority = PkiKey::Rsa(3072);
  const std::vector<Kind> kinds = {
      {"PKCS1", rsa_authority, {}, rsa, scheme(SignatureKind::kRsaPkcs1, DigestAlgorithm::kSha512, 0)},
      {"PSS", rsa_authority, scheme(SignatureKind::kRsaPss, DigestAlgorithm::kSha256, 32), rsa,
       scheme(SignatureKind::kRsaPss, DigestAlgorithm::kSha384, 20)},
      {"PSS key", rsa_authority.As(RsaKeyForm::kPss), scheme(SignatureKind::kRsaPss, DigestAlgorithm::kSha512, 64),
       rsa.As(RsaKeyForm::kPss), scheme(SignatureKind::kRsaPss, DigestAlgorithm::kSha256, 32)},
      {"written out",
       PkiKey::Ec("brainpoolP384r1").As(CurveForm::kExplicit),
       {},
       PkiKey::Ec("secp256r1").As(CurveForm::kExplicit),
       {}},
      {"written out, compressed",
       PkiKey::Ec("secp521r1").As(CurveForm::kExplicitCompressed),
       {},
       PkiKey::Ec("brainpoolP512r1").As(CurveForm::kExplicitNoCofactor),
       {}},
      {"224 bits", PkiKey::Ec("secp224r1"), scheme(SignatureKind::kEcdsa, DigestAlgorithm::kSha224, 0),
       PkiKey::Ec("secp224r1"), scheme(SignatureKind::kEcdsa, DigestAlgorithm::kSha512, 0)},
  };
  for (const Kind& kind : kinds) {
    Scene scene;
    CertificateChoice choice = AuthorityChoice(kind.authority, "KZ");
    choice.scheme = kind.authority_scheme;
    scene.authority = SelfSigned(choice);
    if (kind.authority_scheme) scene.authority.scheme = *kind.authority_scheme;
    PkiHolder signer = IssuedBy(scene.authority, SignerChoice(kind.signer, "KZ"));
    if (kind.signer_scheme) signer.scheme = *kind.signer_scheme;
    scene.signer = signer;
    Expect(scene, {}, kind.what);
  }
}

// Kazakhstan's authorities: RSA signed with SHA-1, one of them with a negative serial number.
TEST(DocumentInspectionTest, WeakDigestsAreToldAndNegativeSerialsAreNothing) {
  Scene scene;
  CertificateChoice choice = AuthorityChoice(PkiKey::Rsa(2048), "KZ");
  choice.serial = "\x80\x01\x02";
  scene.authority = SelfSigned(choice);
  scene.signer_choice.serial = "\xFF\x7F";
  Expect(scene, {}, "negative serials");
  scene.authority.scheme.digest = DigestAlgorithm::kSha1;
  const Outcome weak{Result::kSuccessful, Reason::kWeakDigest};
  Expect(scene, {{Check::kSignerTrust, weak}}, "the authority signs with SHA-1");
  scene.authority.scheme.digest = DigestAlgorithm::kSha256;
  PkiHolder signer = scene.Signer();
  signer.scheme.digest = DigestAlgorithm::kSha1;
  scene.signer = signer;
  Expect(scene, {{Check::kSodSignature, weak}}, "the signer signs with SHA-1");
  scene.signer.reset();
  scene.chip_choice.sod.digest = DigestAlgorithm::kSha1;
  Expect(scene, {{Check::kDataGroupHashes, weak}}, "the hashes are SHA-1");
  RevocationChoice revoked;
  revoked.serials = {"\xFF\x7F"};
  scene.chip_choice.sod.digest = DigestAlgorithm::kSha256;
  scene.revoked = revoked;
  Expect(scene, {{Check::kRevocation, {Result::kFailed, Reason::kSignerRevoked}}}, "a negative serial is found");
}

TEST(DocumentInspectionTest, EveryDigestAndVersionOfTheSecurityObject) {
  for (const DigestAlgorithm digest : {DigestAlgorithm::kSha224, DigestAlgorithm::kSha384, DigestAlgorithm::kSha512}) {
    Scene scene;
    scene.chip_choice.sod.digest = digest;
    Expect(scene, {}, DigestAlgorithmName(digest).data());
  }
  Scene key_identifier;
  key_identifier.chip_choice.sod.cms.identifier = SignerIdentifier::kSubjectKeyIdentifier;
  Expect(key_identifier, {}, "the signer is named by its key");
}

TEST(DocumentInspectionTest, UnusualEncodingsAreDefectsAndNothingElse) {
  struct Row {
    const char* what;
    std::function<void(SodChoice&)> change;
    Reason defect;
  };
  const std::vector<Row> rows = {
      {"BER", [](SodChoice& sod) { sod.cms.encoding = CmsEncoding::kBer; }, Reason::kEncodingNotDer},
      {"unsorted, as written", [](SodChoice& sod) { sod.cms.attributes = AttributeOrder::kUnsortedSignedAsWritten; },
       Reason::kEncodingNotDer},
      {"unsorted, in order", [](SodChoice& sod) { sod.cms.attributes = AttributeOrder::kUnsortedSignedInOrder; },
       Reason::kEncodingNotDer},
      {"bare", [](SodChoice& sod) { sod.tag77 = false; }, Reason::kVersionUnusual},
      {"version", [](SodChoice& sod) { sod.cms.version = 1; }, Reason::kVersionUnusual},
      {"trailing", [](SodChoice& sod) { sod.trailing = std::string(3, '\0'); }, Reason::kTrailingBytes},
  };
  for (const Row& row : rows) {
    Scene scene;
    row.change(scene.chip_choice.sod);
    Expect(scene, {{Check::kDefects, {Result::kUndetermined, row.defect}}}, row.what);
  }
}

TEST(DocumentInspectionTest, AForgedSignatureFails) {
  Scene altered;
  altered.chip_choice.sod.cms.signature_altered = true;
  Expect(altered, {{Check::kSodSignature, {Result::kFailed, Reason::kSignatureWrong}},
                   {Check::kChipAuthenticity, kKeyNotBound}});
  Scene other_type;
  other_type.chip_choice.sod.cms.attribute_content_type = "1.2.840.113549.1.7.1";
  Expect(other_type,
         {{Check::kSodSignature, {Result::kFailed, Reason::kDigestDiffers}}, {Check::kChipAuthenticity, kKeyNotBound}});
}

TEST(DocumentInspectionTest, WithoutSignedAttributesNothingIsEstablished) {
  Scene scene;
  scene.chip_choice.sod.cms.attributes = AttributeOrder::kNone;
  Expect(scene, {{Check::kSodSignature, {Result::kUndetermined, Reason::kMalformed}},
                 {Check::kValidityPeriod, {Result::kSuccessful, Reason::kSigningTimeUnknown}},
                 {Check::kChipAuthenticity, kKeyNotBound}});
}

TEST(DocumentInspectionTest, NothingIsAuthenticUnderAForgedSignature) {
  Scene scene;
  scene.chip_choice.sod.cms.signature_altered = true;
  const DocumentInspection inspected = InspectAll(scene);
  EXPECT_EQ(inspected.authentic_mrz, "");
  EXPECT_FALSE(inspected.portrait_authentic);
}

TEST(DocumentInspectionTest, AlteredDataGroupsFail) {
  Scene portrait;
  portrait.change_chip = [](PkiChip& chip) { chip = WithAlteredPortrait(chip, "\xFF\xD8\xFF\xE0 another"); };
  Expect(portrait, {{Check::kDataGroupHashes, {Result::kFailed, Reason::kHashDiffers}}});
  const DocumentInspection inspected = InspectAll(portrait);
  EXPECT_FALSE(inspected.portrait_authentic);
  EXPECT_EQ(inspected.authentic_mrz, kMrz) << "DG1 is still vouched for";

  Scene signed_so;
  signed_so.chip_choice.sod.altered_hash_of = 1;
  Expect(signed_so, {{Check::kDataGroupHashes, {Result::kFailed, Reason::kHashDiffers}}}, "a wrong hash, signed so");
  EXPECT_EQ(InspectAll(signed_so).authentic_mrz, "");

  Scene chip_key;
  chip_key.change_chip = [](PkiChip& chip) {
    chip.active_authentication = PkiKey::Ec("secp256r1");
    chip.files.data_groups[15] = Dg15(chip.active_authentication);
  };
  Expect(chip_key,
         {{Check::kDataGroupHashes, {Result::kFailed, Reason::kHashDiffers}}, {Check::kChipAuthenticity, kKeyNotBound}},
         "a copy with a key of its own");

  Scene added;
  added.chip_choice.sod.omit_hash_of = 15;
  Expect(added,
         {{Check::kDataGroupHashes, {Result::kFailed, Reason::kHashMissing}},
          {Check::kFileList, {Result::kFailed, Reason::kFileListDiffers}},
          {Check::kChipAuthenticity, kKeyNotBound}},
         "a data group nobody vouches for");
}

TEST(DocumentInspectionTest, WhatWasNotReadIsNotPerformed) {
  const Outcome not_read{Result::kNotPerformed, Reason::kFileNotRead};
  Scene no_portrait;
  no_portrait.change_chip = [](PkiChip& chip) { chip.files.data_groups.erase(2); };
  Expect(no_portrait, {{Check::kDataGroupHashes, {Result::kUndetermined, Reason::kDataGroupsIncomplete}}});
  Scene empty;
  empty.change_chip = [](PkiChip& chip) { chip.files.data_groups[3] = ""; };
  Expect(empty, {}, "a group that the chip did not give");
  Scene padded;
  padded.change_chip = [](PkiChip& chip) { chip.files.data_groups[14].append(40, '\0'); };
  Expect(padded, {{Check::kDefects, {Result::kUndetermined, Reason::kTrailingBytes}}});
  padded.change_chip = [](PkiChip& chip) { chip.files.data_groups[14].append(40, '\1'); };
  Expect(padded, {{Check::kDefects, {Result::kUndetermined, Reason::kTrailingBytes}},
                  {Check::kDataGroupHashes, {Result::kFailed, Reason::kHashDiffers}}});
  Scene no_com;
  no_com.change_chip = [](PkiChip& chip) { chip.files.ef_com.clear(); };
  Expect(no_com, {{Check::kFileList, not_read}});
  Scene hidden;
  hidden.asks_chip = false;
  hidden.change_chip = [](PkiChip& chip) { chip.files.data_groups.erase(15); };
  Expect(hidden, {{Check::kChipAuthenticity, not_read}}, "a copy that hides the file it cannot answer for");
  Scene nothing;
  nothing.asks_chip = false;
  nothing.change_chip = [](PkiChip& chip) { chip.files = {}; };
  Outcomes none;
  for (const Check check : kAllInspectionChecks)
    if (check < Check::kAccessProtocol || check == Check::kChipAuthenticity) none[check] = not_read;
  Expect(nothing, none);
  nothing.chip_lost = true;
  for (auto& [check, outcome] : none) outcome.result = Result::kAborted;
  Expect(nothing, none, "the chip left the field");
}

TEST(DocumentInspectionTest, ThePrintedZoneIsHeldAgainstTheChip) {
  Scene differs;  // sound, of another document
  const MrzReading reading = ParseMrz(kMrz, kToday).value();
  Document other = ToDocument(reading).value();
  other.number = "N12345678";
  differs.printed = WriteMrz(other, reading.names, MrzFormat::kTd3).value();
  Expect(differs, {{Check::kMrzAgainstChip, {Result::kFailed, Reason::kMrzDiffers}}});
  Scene letter;  // no check digit is over a name
  letter.printed.replace(letter.printed.find("NURLAN"), 6, "NURIAN");
  Expect(letter, {{Check::kMrzAgainstChip, {Result::kUndetermined, Reason::kMrzDiffers}}});
  Scene misread;  // a check digit that does not agree
  misread.printed.replace(misread.printed.find("012345679"), 9, "O12345679");
  Expect(misread, {{Check::kMrzAgainstChip, {Result::kUndetermined, Reason::kMrzDiffers}}});
  Scene half_read;
  half_read.printed.resize(44);
  Expect(half_read, {{Check::kMrzAgainstChip, {Result::kUndetermined, Reason::kMrzDiffers}}});
  Scene line_ends;
  line_ends.printed = std::string(kMrz).replace(44, 1, "\r\n") + "\r\n";
  Expect(line_ends, {});
  Scene unread;
  unread.printed.clear();
  Expect(unread, {{Check::kMrzAgainstChip, {Result::kNotPerformed, Reason::kMrzNotRead}}});
}

TEST(DocumentInspectionTest, TheChipIsAskedAndAnswers) {
  Scene cloned;
  cloned.change_chip = [](PkiChip& chip) { chip = Cloned(chip); };
  Expect(cloned, {{Check::kChipAuthenticity, {Result::kFailed, Reason::kAnswerWrong}}});
  Scene not_asked;
  not_asked.asks_chip = false;
  Expect(not_asked, {{Check::kChipAuthenticity, {Result::kNotPerformed, Reason::kChallengeMissing}}});
  not_asked.chip_lost = true;
  Expect(not_asked, {{Check::kChipAuthenticity, {Result::kAborted, Reason::kChallengeMissing}}});
}

struct ChipEvidenceTest : testing::Test {
  Scene scene;
  PkiHolder signer = scene.Signer();
  TrustStore trust = scene.Trust();
  Outcome ChipOutcome(const ChipFiles& files, const ChipEvidence& chip) const {
    const InspectionEvidence evidence{files, kMrz, AccessProtocol::kPace, OpticalChecks::kPassed, chip, false};
    return OutcomesOf(InspectDocument(evidence, &trust, kNow))[Check::kChipAuthenticity];
  }
};

TEST_F(ChipEvidenceTest, ChipAuthentication) {
  const PkiChip chip = ChipOf(kMrz, kPortrait, signer);
  EXPECT_EQ(ChipOutcome(chip.files, chip.AnswerChip()), (Outcome{Result::kSuccessful, Reason::kChipAuthentication}));
  EXPECT_EQ(ChipOutcome(chip.files, Cloned(chip).AnswerChip()), (Outcome{Result::kFailed, Reason::kAnswerWrong}));
}

TEST_F(ChipEvidenceTest, PaceCamIsBoundByTheSignedCardSecurity) {
  PkiChip chip = ChipOf(kMrz, kPortrait, signer, {.pace_cam = true});
  const PkiKey cam_key = PkiKey::Ec("brainpoolP256r1");
  ChipSecurityChoice security;
  security.chip_authentication = cam_key;
  security.more = {PaceCamSecurity(ChipCipher::kAes128, "brainpoolP256r1")};
  chip.files.card_security = CardSecurity(signer, security);
  EXPECT_EQ(ChipOutcome(chip.files, AnswerPaceCam(cam_key)), (Outcome{Result::kSuccessful, Reason::kPaceCam}));
  EXPECT_EQ(ChipOutcome(chip.files, AnswerPaceCam(PkiKey::Ec("brainpoolP256r1"))),
            (Outcome{Result::kFailed, Reason::kAnswerWrong}));
  CertificateChoice ended = SignerChoice(PkiKey::Ec("secp256r1"), "KZ");
  ended.not_before = PkiDay(2020, 1, 1);
  ended.not_after = PkiDay(2020, 12, 31);
  CmsChoice signed_today;
  signed_today.signing_time = PkiDay(2026, 3, 1);
  chip.files.card_security = CardSecurity(IssuedBy(scene.authority, ended), security, signed_today);
  EXPECT_NE(ChipOutcome(chip.files, AnswerPaceCam(cam_key)).result, Result::kSuccessful) << "a signer that had ended";
  const PkiHolder stranger = SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1"), "KZ"));
  const PkiHolder forger = IssuedBy(stranger, SignerChoice(PkiKey::Ec("secp256r1"), "KZ"));
  chip.files.card_security = CardSecurity(forger, security);
  EXPECT_NE(ChipOutcome(chip.files, AnswerPaceCam(cam_key)).result, Result::kSuccessful)
      << "a key that only a forger vouches for";
}

TEST_F(ChipEvidenceTest, PaceCamOfAnotherDocumentDoesNotStandInForAChipThatDoesNotOfferIt) {
  const PkiChip other = ChipOf(kMrz, kPortrait, signer, {.pace_cam = true});
  ASSERT_EQ(ChipOutcome(other.files, other.AnswerMapping()), (Outcome{Result::kSuccessful, Reason::kPaceCam}));
  PkiChip chip = ChipOf(kMrz, kPortrait, signer);
  chip.files.card_security = other.files.card_security;
  const Outcome not_bound{Result::kUndetermined, Reason::kKeyNotBound};
  EXPECT_EQ(ChipOutcome(chip.files, other.AnswerMapping()), not_bound);
  // Nor does the other document's DG14, which EF.SOD does not vouch for.
  chip.files.data_groups[14] = other.files.data_groups.at(14);
  EXPECT_EQ(ChipOutcome(chip.files, other.AnswerMapping()), not_bound);
}

TEST_F(ChipEvidenceTest, AChipThatOffersNothingIsNotSupported) {
  PkiChip chip = ChipOf(kMrz, kPortrait, signer);
  chip.files.data_groups.erase(14);
  chip.files.data_groups.erase(15);
  chip.files.ef_com = EfComFile({1, 2});
  chip.files.ef_sod = EfSod(signer, chip.files.data_groups);
  EXPECT_EQ(ChipOutcome(chip.files, {}), (Outcome{Result::kNotSupported, Reason::kNotOffered}));
}

TEST(DocumentInspectionTest, WhatTheReaderDeclares) {
  const ChipFiles none;
  const auto inspect = [&](AccessProtocol access, OpticalChecks optical) {
    return OutcomesOf(InspectDocument({none, "", access, optical, {}, false}, nullptr, kNow));
  };
  const Outcomes first = inspect(AccessProtocol::kPace, OpticalChecks::kFailed);
  EXPECT_EQ(first.at(Check::kAccessProtocol), (Outcome{Result::kSuccessful, Reason::kAccessPace}));
  EXPECT_EQ(first.at(Check::kOpticalChecks), (Outcome{Result::kFailed, Reason::kReaderDeclared}));
  const Outcomes second = inspect(AccessProtocol::kNone, OpticalChecks::kDoubtful);
  EXPECT_EQ(second.at(Check::kAccessProtocol), (Outcome{Result::kNotSupported, Reason::kAccessNone}));
  EXPECT_EQ(second.at(Check::kOpticalChecks), (Outcome{Result::kUndetermined, Reason::kReaderDeclared}));
  const Outcomes third = inspect(AccessProtocol::kUnknown, OpticalChecks::kNotPerformed);
  EXPECT_EQ(third.at(Check::kAccessProtocol), (Outcome{Result::kNotPerformed, Reason::kNotDeclared}));
  EXPECT_EQ(third.at(Check::kOpticalChecks), (Outcome{Result::kNotPerformed, Reason::kNotDeclared}));
}

// Where in `file` what EF.SOD's signature vouches for stands, and what vouches for it.
std::vector<bool> VouchedPlaces(const std::string& file) {
  const SecurityObject sod = ReadEfSod(file).value();
  const CmsSigner& signer = sod.message.signers.front();
  std::vector<std::string_view> parts = sod.message.certificates;
  parts.insert(parts.end(), {std::string_view(sod.message.content), signer.signed_attributes, signer.signature});
  std::vector<bool> places(file.size(), false);
  for (const std::string_view part : parts) {
    const std::size_t begin = file.find(part);
    EXPECT_NE(begin, std::string::npos);
    EXPECT_EQ(file.find(part, begin + 1), std::string::npos) << "stands there twice";
    std::fill_n(places.begin() + static_cast<std::ptrdiff_t>(begin), part.size(), true);
  }
  return places;
}

// Whatever a chip hands over: what is told of a changed EF.SOD is what the sound one has, or it is not believed.
TEST(DocumentInspectionTest, BytesFlippedAnywhereNeverMakeAForgerySound) {
  const Scene scene;
  const PkiHolder signer = scene.Signer();
  const TrustStore trust = scene.Trust();
  const PkiChip chip = ChipOf(kMrz, kPortrait, signer);
  const std::vector<bool> is_vouched_for = VouchedPlaces(chip.files.ef_sod);
  const auto inspect = [&](const ChipFiles& files) {
    return InspectDocument({files, kMrz, AccessProtocol::kBac, OpticalChecks::kPassed, {}, false}, &trust, kNow);
  };
  Outcomes sound = OutcomesOf(inspect(chip.files));
  EXPECT_EQ(Named(sound),
            Named(SoundBut({{Check::kChipAuthenticity, {Result::kNotPerformed, Reason::kChallengeMissing}}})));
  sound.erase(Check::kDefects);
  std::size_t still_sound = 0;
  for (std::size_t at = 0; at < chip.files.ef_sod.size(); ++at) {
    ChipFiles files = chip.files;
    files.ef_sod[at] = static_cast<char>(files.ef_sod[at] ^ (1 << (at % 8)));
    const DocumentInspection inspected = inspect(files);
    Outcomes outcomes = OutcomesOf(inspected);
    const bool vouched = outcomes.at(Check::kSodSignature).result == Result::kSuccessful &&
                         outcomes.at(Check::kSignerTrust).result == Result::kSuccessful;
    EXPECT_EQ(inspected.authentic_mrz, vouched ? kMrz : "") << at;
    EXPECT_EQ(inspected.portrait_authentic, vouched) << at;
    if (!vouched) continue;
    ++still_sound;
    EXPECT_FALSE(is_vouched_for[at]) << at << ": of what is signed no bit may change";
    outcomes.erase(Check::kDefects);
    EXPECT_EQ(Named(outcomes), Named(sound)) << at;
  }
  // Versions and the list of digests, which nobody signs: were there none, nothing above would be looked at.
  EXPECT_GT(still_sound, 0U);
  EXPECT_LT(still_sound, 40U);
}

}  // namespace
}  // namespace clearance
