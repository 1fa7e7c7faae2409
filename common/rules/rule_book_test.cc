// The book that ships, selecting from a book, and what is not a book.
#include "common/rules/rule_book.h"

#include <gtest/gtest.h>

#include <functional>

#include "common/wire/shipped_rule_book.h"

namespace clearance {
namespace {

using enum DocumentKind;
using enum Territory;

Document Of(const char* nationality, DocumentKind kind) {
  return {.kind = kind, .issuing_state = nationality, .number = "N1", .nationality = nationality};
}

constexpr Date kOn = MakeDate(2026, 11, 22);

std::string EntryRegime(const RuleBook& book, Territory host, const Document& document, Date on = kOn) {
  const Regime* regime = FindRegimeForEntry(book, host, document, on);
  return regime == nullptr ? "none" : regime->id;
}

TEST(RuleBookTest, TheShippedBookIsSound) {
  const RuleBook book = KhorgosRuleBook();
  EXPECT_TRUE(CheckRuleBook(book).ok()) << MessageOf(CheckRuleBook(book));
  EXPECT_FALSE(book.version.empty());
}

TEST(RuleBookTest, SelectsTheRegimeByTerritoryNationalityAndDocument) {
  const RuleBook book = KhorgosRuleBook();
  EXPECT_EQ(EntryRegime(book, kChn, Of("KAZ", kOrdinaryPassport)), "CHN-KAZ");
  EXPECT_EQ(EntryRegime(book, kChn, Of("KAZ", kCertificateOfReturn)), "CHN-KAZ");
  EXPECT_EQ(EntryRegime(book, kChn, Of("KAZ", kDiplomaticPassport)), "CHN-KAZ-1994");
  EXPECT_EQ(EntryRegime(book, kChn, Of("KAZ", kIdentityCard)), "none");
  EXPECT_EQ(EntryRegime(book, kChn, Of("KGZ", kOrdinaryPassport)), "none");
  EXPECT_EQ(EntryRegime(book, kChn, Of("CHN", kOrdinaryPassport)), "none");
  EXPECT_EQ(EntryRegime(book, kKaz, Of("CHN", kOrdinaryPassport)), "CHN-KAZ");
  EXPECT_EQ(EntryRegime(book, kKaz, Of("CHN", kPublicAffairsPassport)), "CHN-KAZ");
  EXPECT_EQ(EntryRegime(book, kKaz, Of("CHN", kTravelDocument)), "CHN-KAZ");
  EXPECT_EQ(EntryRegime(book, kKaz, Of("CHN", kServicePassport)), "CHN-KAZ-1994");
  EXPECT_EQ(EntryRegime(book, kKaz, Of("CHN", kExitEntryPermit)), "none");
  EXPECT_EQ(EntryRegime(book, kKaz, Of("KAZ", kOrdinaryPassport)), "none");
  EXPECT_EQ(EntryRegime(book, kIcbc, Of("KAZ", kIdentityCard)), "ICBC");
  EXPECT_EQ(EntryRegime(book, kIcbc, Of("DEU", kOrdinaryPassport)), "ICBC");
  EXPECT_EQ(EntryRegime(book, kIcbc, Of("KAZ", kUnknown)), "none");
}

TEST(RuleBookTest, HoldsTheNumbersOfTheLaw) {
  const RuleBook book = KhorgosRuleBook();
  const Regime& chn = *FindRegimeForEntry(book, kChn, Of("KAZ", kOrdinaryPassport), kOn);
  ASSERT_EQ(chn.limits.size(), 2u);
  EXPECT_EQ(chn.limits[0].id, "CHN-KAZ/per-stay-30");
  EXPECT_EQ(chn.limits[1].id, "CHN-KAZ/rolling-90-180");
  EXPECT_EQ(chn.allowance.value, Allowance::kFixedAtEntry);
  EXPECT_EQ(chn.allowance.certainty, Certainty::kFact);
  const Regime& kaz = *FindRegimeForEntry(book, kKaz, Of("CHN", kOrdinaryPassport), kOn);
  EXPECT_EQ(kaz.allowance.value, Allowance::kRolling);
  EXPECT_EQ(kaz.allowance.certainty, Certainty::kInferred);
  const Regime& icbc = *FindRegimeForEntry(book, kIcbc, Of("KAZ", kIdentityCard), kOn);
  EXPECT_TRUE(icbc.same_side_exit);
  EXPECT_EQ(icbc.warning_day, 25);
}

TEST(RuleBookTest, ARegimeHoldsFromItsFirstDayAndWhileItIsNotSuspended) {
  RuleBook book = KhorgosRuleBook();
  const Document passport = Of("KAZ", kOrdinaryPassport);
  EXPECT_EQ(EntryRegime(book, kChn, passport, MakeDate(2023, 11, 9)), "none");
  EXPECT_EQ(EntryRegime(book, kChn, passport, MakeDate(2023, 11, 10)), "CHN-KAZ");
  for (Regime& regime : book.regimes) {
    if (regime.id == "CHN-KAZ") regime.valid_to = kOn;
  }
  EXPECT_EQ(EntryRegime(book, kChn, passport, kOn), "CHN-KAZ");
  EXPECT_EQ(EntryRegime(book, kChn, passport, kOn + Days(1)), "none");
  for (Regime& regime : book.regimes) regime.suspended = true;
  EXPECT_EQ(EntryRegime(book, kChn, passport), "none");
  ASSERT_NE(FindRegimeOfStay(book, kChn, passport, kOn, ""), nullptr) << "whoever is inside stays under it";
}

TEST(RuleBookTest, DocumentsServeByMovement) {
  const RuleBook book = KhorgosRuleBook();
  const auto serves = [&](const char* nationality, DocumentKind kind, Territory from, Territory to) {
    return ServesForMovement(book, Of(nationality, kind), {from, to});
  };
  EXPECT_TRUE(serves("KAZ", kIdentityCard, kKaz, kIcbc));
  EXPECT_TRUE(serves("KAZ", kIdentityCard, kIcbc, kKaz));
  EXPECT_FALSE(serves("KAZ", kIdentityCard, kIcbc, kChn));
  EXPECT_FALSE(serves("KAZ", kIdentityCard, kKaz, kChn));
  EXPECT_FALSE(serves("CHN", kIdentityCard, kKaz, kIcbc));
  EXPECT_TRUE(serves("CHN", kExitEntryPermit, kChn, kIcbc));
  EXPECT_FALSE(serves("CHN", kExitEntryPermit, kIcbc, kKaz));
  EXPECT_FALSE(serves("CHN", kExitEntryPermit, kChn, kKaz));
  EXPECT_TRUE(serves("CHN", kTravelDocument, kKaz, kChn));
  EXPECT_TRUE(serves("KAZ", kCertificateOfReturn, kChn, kKaz));
  EXPECT_FALSE(serves("KAZ", kCertificateOfReturn, kKaz, kChn));
  EXPECT_TRUE(serves("CHN", kPublicAffairsPassport, kChn, kKaz));
  EXPECT_TRUE(serves("DEU", kOrdinaryPassport, kKaz, kIcbc));
  EXPECT_FALSE(serves("DEU", kTravelDocument, kKaz, kIcbc));
  for (const DocumentKind kind : kAllDocumentKinds) {
    EXPECT_EQ(serves("KAZ", kind, kKaz, kIcbc), kind == kOrdinaryPassport || kind == kPublicAffairsPassport ||
                                                    kind == kServicePassport || kind == kDiplomaticPassport ||
                                                    kind == kIdentityCard);
  }
  EXPECT_FALSE(serves("DEU", kOrdinaryPassport, kKaz, kKaz)) << "a movement without a row";
}

TEST(RuleBookTest, OwnNationalsBelongToStatesOnly) {
  EXPECT_TRUE(IsOwnNational(Of("KAZ", kIdentityCard), kKaz));
  EXPECT_FALSE(IsOwnNational(Of("KAZ", kIdentityCard), kChn));
  EXPECT_FALSE(IsOwnNational(Of("", kOrdinaryPassport), kIcbc));
}

TEST(RuleBookTest, LevelsRequireTheirChecks) {
  const RuleBook book = KhorgosRuleBook();
  EXPECT_TRUE(RequiresCheck(book, ServiceLevel::kFull, CheckKind::kTemperature));
  EXPECT_FALSE(RequiresCheck(book, ServiceLevel::kNoScreening, CheckKind::kTemperature));
  EXPECT_FALSE(RequiresCheck(book, ServiceLevel::kNoBiometrics, CheckKind::kFace));
  for (const ServiceLevel level : kAllServiceLevels) {
    EXPECT_FALSE(RequiresCheck(book, level, CheckKind::kBooking)) << "a booking never changes the verdict";
  }
}

TEST(RuleBookTest, FaultsAreNamedByTheirField) {
  const auto field = [](const std::function<void(RuleBook&)>& spoil) {
    RuleBook book = KhorgosRuleBook();
    spoil(book);
    return FieldOf(CheckRuleBook(book));
  };
  const auto limits = [](RuleBook& book, LimitTerms terms) {
    book.regimes[0].limits[1] = MakeLimit(book.regimes[0].id, terms);
  };
  EXPECT_EQ(field([](RuleBook& book) { book.version.clear(); }), "version");
  EXPECT_EQ(field([](RuleBook& book) { book.regimes[1].source.clear(); }), "regimes[1].source");
  EXPECT_EQ(field([](RuleBook& book) { book.regimes[1].id.clear(); }), "regimes[1].id");
  EXPECT_EQ(field([](RuleBook& book) { book.regimes[2].document_kinds.clear(); }), "regimes[2].document_kinds");
  EXPECT_EQ(field([](RuleBook& book) { book.regimes[2].counted_bases.clear(); }), "regimes[2].counted_bases");
  EXPECT_EQ(field([](RuleBook& book) { book.regimes[0].valid_to = MakeDate(2023, 11, 9); }), "regimes[0].valid_to");
  EXPECT_EQ(field([&](RuleBook& book) {
              limits(book, RollingLimit{90, kMaxWindowDays + 1});
            }),
            "regimes[0].limits[1].window_days");
  EXPECT_EQ(field([&](RuleBook& book) { limits(book, RollingLimit{90, 1}); }), "regimes[0].limits[1].window_days");
  EXPECT_EQ(field([&](RuleBook& book) { limits(book, RollingLimit{0, 180}); }), "regimes[0].limits[1].max_days");
  EXPECT_EQ(field([&](RuleBook& book) { limits(book, PerStayLimit{0}); }), "regimes[0].limits[1].max_days");
  EXPECT_EQ(field([&](RuleBook& book) { limits(book, PerStayLimit{30}); }), "regimes[0].limits[1].id");
  EXPECT_EQ(field([](RuleBook& book) { book.regimes[0].limits[0].id = "CHN-KAZ/per-stay-31"; }),
            "regimes[0].limits[0].id");
  EXPECT_EQ(field([](RuleBook& book) { book.document_rules[3].document_kinds.clear(); }),
            "document_rules[3].document_kinds");
  EXPECT_EQ(field([](RuleBook& book) { book.regimes[0].nationalities = {"CHN"}; }), "regimes[0].nationalities");
  EXPECT_EQ(field([](RuleBook& book) { book.regimes[1].host = book.regimes[0].host; }), "regimes[1].nationalities");
  EXPECT_EQ(field([](RuleBook& book) { book.regimes.push_back(book.regimes[4]); }), "regimes[11].id");
  EXPECT_EQ(field([](RuleBook& book) { book.document_rules[2].nationality = "CHN"; }), "document_rules[2].nationality");
  EXPECT_EQ(field([](RuleBook& book) { book.level_checks.pop_back(); }), "level_checks");
  EXPECT_EQ(field([](RuleBook& book) { book.level_checks[0].required = {CheckKind::kDocument}; }), "level_checks");
  EXPECT_EQ(field([](RuleBook& book) { book.decision_lease = Duration(0); }), "decision_lease");
  EXPECT_EQ(field([](RuleBook& book) { book.retention.fields = Days(180 + 179); }), "retention.fields_days");
  EXPECT_EQ(field([](RuleBook& book) { book.retention.fields = Days(180 + 180); }), "");
  EXPECT_EQ(field([](RuleBook& book) { book.retention.fields_of_open_stay = book.retention.fields - Days(1); }),
            "retention.fields_of_open_stay_days");
}

TEST(RuleBookTest, TiersRiseFromTheFirstUnlawfulDayOn) {
  const auto field = [](std::vector<OverstayTier> tiers) {
    RuleBook book = KhorgosRuleBook();
    book.regimes[0].overstay_tiers = std::move(tiers);
    return FieldOf(CheckRuleBook(book));
  };
  EXPECT_EQ(field({{"short", 0}}), "regimes[0].overstay_tiers[0].from_days");
  EXPECT_EQ(field({{"short", 1}, {"long", 1}}), "regimes[0].overstay_tiers[1].from_days");
  EXPECT_EQ(field({{"short", 3}, {"long", 2}}), "regimes[0].overstay_tiers[1].from_days");
  EXPECT_EQ(field({{"", 1}}), "regimes[0].overstay_tiers[0].id");
  EXPECT_EQ(field({{"short", 1}, {"long", 2}}), "");
  EXPECT_EQ(field({}), "");
}

TEST(RuleBookTest, ARegimeIsFoundByItsIdAndOneOfTwoHostsByThatToo) {
  const RuleBook book = KhorgosRuleBook();
  EXPECT_EQ(FindRegime(book, "CHN-KAZ-1949"), nullptr);
  EXPECT_EQ(FindRegime(book, ""), nullptr);
  EXPECT_EQ(FindRegime(book, "ICBC", kChn), nullptr);
  ASSERT_NE(FindRegime(book, "CHN-KAZ"), nullptr);
  for (const Territory host : {kChn, kKaz}) {
    ASSERT_NE(FindRegime(book, "CHN-KAZ", host), nullptr);
    EXPECT_EQ(FindRegime(book, "CHN-KAZ", host)->host, host);
  }
}

TEST(RuleBookTest, WhatOnePersonMayNotDoToTheRecordIsListed) {
  RuleBook book = KhorgosRuleBook();
  book.two_persons = {RecordActKind::kBasisChange};
  EXPECT_TRUE(NeedsTwoPersons(book, RecordActKind::kBasisChange));
  EXPECT_FALSE(NeedsTwoPersons(book, RecordActKind::kReturned));
}

TEST(RuleBookTest, WordsOfItsChoicesAreReadBack) {
  for (const IncompleteHistory choice : {IncompleteHistory::kAdmitWithNote, IncompleteHistory::kRefer})
    EXPECT_EQ(ParseIncompleteHistory(IncompleteHistoryName(choice)), choice);
  EXPECT_EQ(IncompleteHistoryName(IncompleteHistory::kRefer), "refer");
  for (const char* none : {"", "Refer", "refer "}) EXPECT_EQ(ParseIncompleteHistory(none), std::nullopt) << none;
}

TEST(RuleBookTest, FaultsOfTheTableOfDocumentsAreNamedByTheirField) {
  const auto field = [](const std::function<void(std::vector<DocumentClearance>&)>& spoil) {
    RuleBook book = KhorgosRuleBook();
    spoil(book.document_clearance);
    return FieldOf(CheckRuleBook(book));
  };
  using Rows = std::vector<DocumentClearance>;
  EXPECT_EQ(field([](Rows& rows) { rows.pop_back(); }), "document_clearance");
  EXPECT_EQ(field([](Rows& rows) { rows[1].document_kinds.pop_back(); }), "document_clearance");
  EXPECT_EQ(field([](Rows& rows) { rows[1].document_kinds.clear(); }), "document_clearance[1].document_kinds");
  EXPECT_EQ(field([](Rows& rows) { rows[1].document_kinds.push_back(kUnknown); }),
            "document_clearance[1].document_kinds");
  EXPECT_EQ(field([](Rows& rows) { rows[1].document_kinds.push_back(kOrdinaryPassport); }),
            "document_clearance[1].document_kinds");
  EXPECT_EQ(field([](Rows& rows) { rows[0].required.push_back(InspectionCheck::kSodSignature); }),
            "document_clearance[0].required[6]");
  EXPECT_EQ(field([](Rows& rows) { rows[0].required_if_supported.push_back(InspectionCheck::kSodSignature); }),
            "document_clearance[0].required_if_supported[1]");
  EXPECT_EQ(field([](Rows& rows) { rows[2].required_if_supported = rows[0].required; }), "");
}

}  // namespace
}  // namespace clearance
