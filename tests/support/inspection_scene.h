// A scene for tests of document inspection: a document of the development PKI that is sound but for what a test
// changes, and what its inspection came to.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/document/document_inspection.h"
#include "tests/support/document_pki.h"

namespace clearance::inspection_scene {

using Check = InspectionCheck;
using Result = InspectionResult;
using Reason = InspectionReason;

inline constexpr Instant kNow = PkiDay(2026, 11, 25);
inline constexpr char kMrz[] =
    "P<KAZAKHMETOV<<NURLAN<<<<<<<<<<<<<<<<<<<<<<<\n"
    "N012345679KAZ8503150M3009141850315318021<<96";
inline constexpr char kPortrait[] = "\xFF\xD8\xFF\xE0 a portrait";

struct Outcome {
  Result result;
  Reason reason = Reason::kNone;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};
using Outcomes = std::map<Check, Outcome>;

inline std::string Named(const Outcomes& outcomes) {
  std::string text;
  for (const auto& [check, outcome] : outcomes) {
    text.append(InspectionCheckName(check)).append("=").append(InspectionResultName(outcome.result));
    text.append(":").append(InspectionReasonName(outcome.reason)).append("\n");
  }
  return text;
}

// What a sound document gives that was read by BAC, its zone printed, its chip asked for active authentication.
inline Outcomes Sound() {
  Outcomes outcomes;
  for (const Check check : kAllInspectionChecks) outcomes[check] = {Result::kSuccessful};
  outcomes[Check::kAccessProtocol].reason = Reason::kAccessBac;
  outcomes[Check::kChipAuthenticity].reason = Reason::kActiveAuthentication;
  outcomes[Check::kOpticalChecks].reason = Reason::kReaderDeclared;
  outcomes[Check::kLostOrStolen] = {Result::kNotPerformed, Reason::kNoList};
  return outcomes;
}

inline Outcomes SoundBut(const Outcomes& differences) {
  Outcomes outcomes = Sound();
  for (const auto& [check, outcome] : differences) outcomes[check] = outcome;
  return outcomes;
}

// A signed document of Kazakhstan, and everything an inspection of it needs.
struct Scene {
  PkiHolder authority = SelfSigned(AuthorityChoice(PkiKey::Ec("secp384r1"), "KZ", "CSCA-KZ"));
  CertificateChoice signer_choice = SignerChoice(PkiKey::Ec("brainpoolP256r1"), "KZ");
  ChipChoice chip_choice{};
  std::vector<std::string> more_authorities{};
  std::optional<RevocationChoice> revoked = RevocationChoice{};
  std::optional<PkiHolder> signer{};  // instead of one made by `authority` from `signer_choice`
  std::function<void(PkiChip&)> change_chip{};
  std::string mrz = kMrz;
  std::string printed = kMrz;
  bool trusts_authority = true;
  bool asks_chip = true;
  bool chip_lost = false;
  Instant at = kNow;

  TrustStore Trust() const {
    TrustStore trust;
    const std::size_t source = trust.AddSource({.name = "list"});
    std::vector<std::string> authorities = more_authorities;
    if (trusts_authority) authorities.insert(authorities.begin(), authority.certificate);
    for (const std::string& der : authorities)
      EXPECT_TRUE(trust.Add(X509Certificate::FromDer(der).value(), source).ok());
    if (revoked && trusts_authority) {
      const Status added = trust.AddCrl(X509Crl::FromDer(RevocationList(authority, *revoked)).value(), source);
      EXPECT_TRUE(added.ok()) << added;
    }
    return trust;
  }
  PkiHolder Signer() const { return signer ? *signer : IssuedBy(authority, signer_choice); }
};

// With whom to trust put together by the test.
inline DocumentInspection InspectAgainst(const Scene& scene, const TrustStore& trust) {
  PkiChip chip = ChipOf(scene.mrz, kPortrait, scene.Signer(), scene.chip_choice);
  if (scene.change_chip) scene.change_chip(chip);
  InspectionEvidence evidence{chip.files, scene.printed, AccessProtocol::kBac, OpticalChecks::kPassed, {}, false};
  if (scene.asks_chip) evidence.chip = chip.AnswerActive("8 bytes!");
  evidence.chip_lost = scene.chip_lost;
  return InspectDocument(evidence, &trust, scene.at);
}

inline DocumentInspection InspectAll(const Scene& scene) { return InspectAgainst(scene, scene.Trust()); }

inline Outcomes OutcomesOf(const DocumentInspection& inspected) {
  Outcomes outcomes;
  EXPECT_EQ(inspected.inspection.findings.size(), kAllInspectionChecks.size());
  for (std::size_t i = 0; i < inspected.inspection.findings.size(); ++i) {
    const InspectionFinding& finding = inspected.inspection.findings[i];
    EXPECT_EQ(finding.check, kAllInspectionChecks[i]) << "in the order of the checks";
    outcomes[finding.check] = {finding.result, finding.reason};
  }
  return outcomes;
}

inline Outcomes Inspect(const Scene& scene) { return OutcomesOf(InspectAll(scene)); }

inline void ExpectAgainst(const TrustStore& trust, const Scene& scene, const Outcomes& differences,
                          const std::string& what = "") {
  EXPECT_EQ(Named(OutcomesOf(InspectAgainst(scene, trust))), Named(SoundBut(differences))) << what;
}

inline void Expect(const Scene& scene, const Outcomes& differences, const char* what = "") {
  EXPECT_EQ(Named(Inspect(scene)), Named(SoundBut(differences))) << what;
}

// What follows when nobody trusted is known to have signed.
inline Outcomes Unproven(Outcome trust) {
  return {{Check::kSignerTrust, trust},
          {Check::kValidityPeriod, {Result::kUndetermined, Reason::kAuthorityUnknown}},
          {Check::kRevocation, {Result::kNotPerformed, Reason::kNothingEstablished}},
          {Check::kIssuingState, {Result::kUndetermined, Reason::kAuthorityUnknown}},
          {Check::kChipAuthenticity, {Result::kUndetermined, Reason::kKeyNotBound}}};
}

inline const Outcome kKeyNotBound{Result::kUndetermined, Reason::kKeyNotBound};

}  // namespace clearance::inspection_scene
