// The rule book that ships with the project: the numbers of the law at Khorgos, with their sources. Every legal number
// of the project stands in this file and nowhere else.
#include "common/rules/rule_book.h"

namespace clearance {
namespace {

constexpr char kVersion[] = "khorgos-2026-11-22";

// Agreement between the governments of Kazakhstan and China on mutual visa exemption, in force 2023-11-10: holders of
// the documents below may stay up to 30 days per stay and 90 days in any 180 for private trips, tourism, medical
// treatment, carriage, transit and business. Mainland only. It may be suspended.
//   https://zakon.kz/amp/pravo/6402269-pravitelstvo-kazakhstana-utverdilo-soglashenie-s-kitaem-o-bezvizovom-rezhime.html
// How China counts what is left at entry (fewer than 30 days left cap the stay), National Immigration Administration,
// June 2024:
//   http://enghunan.gov.cn/hneng/Services/QuickLinks/QA/202406/t20240627_33339289.html
// Not published, so marked as inferred: how Kazakhstan counts what is left, and what a trip to ICBC does to the clock
// of a stay.
constexpr char kExemptionSource[] =
    "Agreement KAZ-CHN on mutual visa exemption, in force 2023-11-10; NIA answers 2024-06";
constexpr Date kExemptionFrom = MakeDate(2023, 11, 10);
constexpr PerStayLimit kExemptionPerStay{30};
constexpr RollingLimit kExemptionRolling{90, 180};

// Agreement of 1994 for holders of diplomatic and service passports: 30 days, no limit over several stays quoted.
constexpr char kOfficialSource[] = "Agreement KAZ-CHN of 1994 on diplomatic and service passports";
constexpr PerStayLimit kOfficialPerStay{30};

// Rules of the International Centre for Boundary Cooperation "Khorgos": up to 30 days per stay, any number of entries,
// left by the side one entered by. Our own procedure, not law: the end is announced from day 25 on.
constexpr char kIcbcSource[] = "Agreement KAZ-CHN on the International Centre for Boundary Cooperation Khorgos";
constexpr PerStayLimit kIcbcPerStay{30};
constexpr int kIcbcWarningDay = 25;

// Our own procedure: how long a lane may rely on a decision, and below which age no machine judges a face.
constexpr Duration kDecisionLease = std::chrono::seconds(120);
constexpr int kOfficerComparesFaceBelowAge = 14;

using enum DocumentKind;

std::vector<DocumentKind> EveryKnownKind() {
  std::vector<DocumentKind> kinds(kAllDocumentKinds.begin(), kAllDocumentKinds.end());
  std::erase(kinds, kUnknown);
  return kinds;
}

Regime Exemption(Territory host, std::string nationality, std::vector<DocumentKind> kinds,
                 Marked<Allowance> allowance) {
  const std::string id = "CHN-KAZ";
  return {.id = id,
          .source = kExemptionSource,
          .host = host,
          .nationalities = {std::move(nationality)},
          .document_kinds = std::move(kinds),
          .limits = {MakeLimit(id, kExemptionPerStay), MakeLimit(id, kExemptionRolling)},
          .allowance = allowance,
          .zone_exit = {ZoneExit::kContinues, Certainty::kInferred},
          .counted_bases = {StayBasis::kVisaFree},
          .valid_from = kExemptionFrom,
          .effective_days_from = kExemptionFrom};
}

Regime Official(Territory host, std::string nationality) {
  const std::string id = "CHN-KAZ-1994";
  return {.id = id,
          .source = kOfficialSource,
          .host = host,
          .nationalities = {std::move(nationality)},
          .document_kinds = {kServicePassport, kDiplomaticPassport},
          .limits = {MakeLimit(id, kOfficialPerStay)},
          .zone_exit = {ZoneExit::kContinues, Certainty::kInferred},
          .counted_bases = {StayBasis::kVisaFree}};
}

// Presence in ICBC counts whatever its ground: nobody enters it by visa.
Regime Icbc() {
  const std::string id = "ICBC";
  return {.id = id,
          .source = kIcbcSource,
          .host = Territory::kIcbc,
          .document_kinds = EveryKnownKind(),
          .limits = {MakeLimit(id, kIcbcPerStay)},
          .counted_bases = {StayBasis::kVisaFree, StayBasis::kVisa, StayBasis::kResidence, StayBasis::kOwnNational,
                            StayBasis::kOther},
          .same_side_exit = true,
          .warning_day = kIcbcWarningDay};
}

std::vector<DocumentRule> DocumentRules() {
  constexpr Movement kChnKaz{Territory::kChn, Territory::kKaz};
  constexpr Movement kKazChn{Territory::kKaz, Territory::kChn};
  constexpr Movement kChnIcbc{Territory::kChn, Territory::kIcbc};
  constexpr Movement kIcbcChn{Territory::kIcbc, Territory::kChn};
  constexpr Movement kKazIcbc{Territory::kKaz, Territory::kIcbc};
  constexpr Movement kIcbcKaz{Territory::kIcbc, Territory::kKaz};
  const std::vector<DocumentKind> passports = {kOrdinaryPassport, kPublicAffairsPassport, kServicePassport,
                                               kDiplomaticPassport};
  const auto passports_and = [&passports](DocumentKind kind) {
    std::vector<DocumentKind> kinds = passports;
    kinds.push_back(kind);
    return kinds;
  };
  return {
      // The road port: passports; the Chinese travel document; the Kazakh certificate of return only homewards.
      {kChnKaz, "CHN", passports_and(kTravelDocument)},
      {kKazChn, "CHN", passports_and(kTravelDocument)},
      {kChnKaz, "KAZ", passports_and(kCertificateOfReturn)},
      {kKazChn, "KAZ", passports},
      {kChnKaz, "", passports},
      {kKazChn, "", passports},
      // The Chinese gate of ICBC: passport or exit-entry permit; foreigners a passport.
      {kChnIcbc, "CHN", passports_and(kExitEntryPermit)},
      {kIcbcChn, "CHN", passports_and(kExitEntryPermit)},
      {kChnIcbc, "", passports},
      {kIcbcChn, "", passports},
      // The Kazakh gate: ID card or passport; foreigners a passport.
      {kKazIcbc, "KAZ", passports_and(kIdentityCard)},
      {kIcbcKaz, "KAZ", passports_and(kIdentityCard)},
      {kKazIcbc, "", passports},
      {kIcbcKaz, "", passports},
  };
}

std::vector<LevelChecks> LevelChecksTable() {
  using enum CheckKind;
  return {{ServiceLevel::kFull, {kDocument, kFace, kTemperature, kBodyScan}},
          {ServiceLevel::kNoScreening, {kDocument, kFace}},
          {ServiceLevel::kNoBiometrics, {kDocument, kTemperature, kBodyScan}},
          {ServiceLevel::kDocumentOnly, {kDocument}},
          {ServiceLevel::kManual, {kDocument}}};
}

}  // namespace

RuleBook KhorgosRuleBook() {
  return {.version = kVersion,
          .effective_from = MakeDate(2026, 11, 22),
          .regimes = {Exemption(Territory::kChn, "KAZ", {kOrdinaryPassport, kCertificateOfReturn},
                                {Allowance::kFixedAtEntry, Certainty::kFact}),
                      Exemption(Territory::kKaz, "CHN", {kOrdinaryPassport, kPublicAffairsPassport, kTravelDocument},
                                {Allowance::kRolling, Certainty::kInferred}),
                      Official(Territory::kChn, "KAZ"), Official(Territory::kKaz, "CHN"), Icbc()},
          .document_rules = DocumentRules(),
          .level_checks = LevelChecksTable(),
          .incomplete_history = IncompleteHistory::kAdmitWithNote,
          .officer_compares_face_below_age = kOfficerComparesFaceBelowAge,
          .decision_lease = kDecisionLease};
}

}  // namespace clearance
