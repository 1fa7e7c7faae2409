// Differences between rule books: whatever is changed in a book is told, in one line, and nothing else is.
#include "services/clearctl/rule_book_diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "common/wire/shipped_rule_book.h"

namespace clearance {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> After(const std::function<void(RuleBook&)>& change) {
  RuleBook changed = KhorgosRuleBook();
  change(changed);
  return DiffRuleBooks(KhorgosRuleBook(), changed);
}

TEST(RuleBookDiffTest, ABookIsLikeItself) {
  EXPECT_THAT(After([](RuleBook&) {}), IsEmpty());
}

TEST(RuleBookDiffTest, EveryFieldOfTheBookIsTold) {
  EXPECT_THAT(After([](RuleBook& book) { book.version = "next"; }), ElementsAre("version khorgos-2026-11-25.4 → next"));
  EXPECT_THAT(After([](RuleBook& book) { book.effective_from = MakeDate(2027, 1, 1); }),
              ElementsAre("effective from 2026-11-25 → 2027-01-01"));
  EXPECT_THAT(After([](RuleBook& book) { book.incomplete_history = IncompleteHistory::kRefer; }),
              ElementsAre("incomplete history admit_with_note → refer"));
  EXPECT_THAT(After([](RuleBook& book) { book.officer_compares_face_below_age = 16; }),
              ElementsAre("officer compares the face below age 14 → 16"));
  EXPECT_THAT(After([](RuleBook& book) { book.decision_lease = std::chrono::seconds(90); }),
              ElementsAre("decision lease 120 s → 90 s"));
  EXPECT_THAT(After([](RuleBook& book) {
                book.retention = {Days(1000), Days(1200), Days(90)};
              }),
              ElementsAre("days personal fields are kept 1098 → 1000", "days they are kept of an open stay 1830 → 1200",
                          "days attempts at bookings are kept 180 → 90"));
  EXPECT_THAT(After([](RuleBook& book) {
                book.two_persons = {RecordActKind::kCorrection, RecordActKind::kReturned};
              }),
              ElementsAre("two persons for RETURNED added", "two persons for ANNULMENT removed",
                          "two persons for BASIS_CHANGE removed"));
  EXPECT_THAT(After([](RuleBook& book) { book.document_rules[0].document_kinds.pop_back(); }),
              ElementsAre("documents CHN→KAZ of CHN: document kind TRAVEL_DOCUMENT removed"));
  EXPECT_THAT(After([](RuleBook& book) { book.document_rules.erase(book.document_rules.begin() + 4); }),
              ElementsAre("documents CHN→KAZ of all other nationalities: removed"));
  EXPECT_THAT(After([](RuleBook& book) { book.level_checks[1].required.push_back(CheckKind::kBodyScan); }),
              ElementsAre("level NO_SCREENING: required check BODY_SCAN added"));
  EXPECT_THAT(After([](RuleBook& book) { book.weak_digest_fatal_from = MakeDate(2028, 1, 1); }),
              ElementsAre("weak digest fatal from 2031-01-01 → 2028-01-01"));
}

TEST(RuleBookDiffTest, WhatADocumentMustShowIsToldKindByKind) {
  const auto after = [](const std::function<void(std::vector<DocumentClearance>&)>& change) {
    return After([&](RuleBook& book) { change(book.document_clearance); });
  };
  using Rows = std::vector<DocumentClearance>;
  EXPECT_THAT(after([](Rows& rows) { rows[0].required.pop_back(); }),
              ElementsAre("clearance of ORDINARY_PASSPORT: required check ISSUING_STATE removed",
                          "clearance of PUBLIC_AFFAIRS_PASSPORT: required check ISSUING_STATE removed",
                          "clearance of SERVICE_PASSPORT: required check ISSUING_STATE removed",
                          "clearance of DIPLOMATIC_PASSPORT: required check ISSUING_STATE removed"));
  EXPECT_THAT(after([](Rows& rows) {
                rows[2].document_kinds.pop_back();
                rows.push_back({{DocumentKind::kExitEntryPermit}, {}, {}});
              }),
              ElementsAre("clearance of EXIT_ENTRY_PERMIT: required check none added",
                          "clearance of EXIT_ENTRY_PERMIT: required check OPTICAL_CHECKS removed"));
  EXPECT_THAT(after([](Rows& rows) {
                rows.push_back({{DocumentKind::kDiplomaticPassport}, rows[0].required, {}});
                rows[0].document_kinds.pop_back();
              }),
              ElementsAre("clearance of DIPLOMATIC_PASSPORT: check required if supported CHIP_AUTHENTICITY removed"));
}

TEST(RuleBookDiffTest, EveryFieldOfARegimeIsTold) {
  const auto after = [](const std::function<void(Regime&)>& change) {
    return After([&](RuleBook& book) { change(book.regimes[0]); });
  };
  const std::string regime = "CHN-KAZ in CHN: ";
  const std::vector<std::pair<std::function<void(Regime&)>, std::string>> table = {
      {[](Regime& r) { r.source = "elsewhere"; },
       "source Agreement KAZ-CHN on mutual visa exemption, in force 2023-11-10; NIA answers 2024-06 → elsewhere"},
      {[](Regime& r) { r.example = true; }, "worked example no → yes"},
      {[](Regime& r) { r.nationalities.push_back("KGZ"); }, "nationality KGZ added"},
      {[](Regime& r) { r.document_kinds.pop_back(); }, "document kind CERTIFICATE_OF_RETURN removed"},
      {[](Regime& r) { r.purposes.push_back(Purpose::kWork); }, "purpose WORK added"},
      {[](Regime& r) { r.valid_from.reset(); }, "valid from 2023-11-10 → none"},
      {[](Regime& r) { r.valid_to = MakeDate(2027, 1, 31); }, "valid to none → 2027-01-31"},
      {[](Regime& r) { r.suspended = true; }, "suspended no → yes"},
      {[](Regime& r) { r.limits.push_back(MakeLimit(r.id, GapLimit{7})); }, "limit gap-7 added"},
      {[](Regime& r) { r.limits.pop_back(); }, "limit rolling-90-180 removed"},
      {[](Regime& r) { std::swap(r.limits[0], r.limits[1]); }, "limit rolling-90-180 now stands before per-stay-30"},
      {[](Regime& r) {
         r.allowance = {Allowance::kRolling, Certainty::kInferred};
       },
       "allowance fixed_at_entry (fact) → rolling (inferred)"},
      {[](Regime& r) { r.zone_exit.value = ZoneExit::kEnds; }, "zone exit continues (inferred) → ends (inferred)"},
      {[](Regime& r) { r.day_one.certainty = Certainty::kFact; }, "day 1 entry (inferred) → entry (fact)"},
      {[](Regime& r) { r.exit_day_counts.value = false; }, "exit day counts yes (inferred) → no (inferred)"},
      {[](Regime& r) { r.counted_bases.push_back(StayBasis::kVisa); }, "counted ground VISA added"},
      {[](Regime& r) { r.effective_days_from.reset(); }, "days count from 2023-11-10 → none"},
      {[](Regime& r) { r.same_side_exit = true; }, "same side exit no → yes"},
      {[](Regime& r) { r.warning_day = 25; }, "warning day none → 25"},
      {[](Regime& r) { r.overstay_tiers.pop_back(); }, "overstay tier long from day 11 removed"},
  };
  for (const auto& [change, line] : table) EXPECT_THAT(after(change), ElementsAre(regime + line));
  EXPECT_THAT(after([](Regime& r) { r.purposes.clear(); }).front(), regime + "purpose every added");
  EXPECT_THAT(after([](Regime& r) {
                r.limits[1] = MakeLimit(r.id, RollingLimit{60, 180});
              }),
              ElementsAre(regime + "limit rolling-60-180 added", regime + "limit rolling-90-180 removed"));
}

TEST(RuleBookDiffTest, WhatIsSaidOfOneRegimeStandsTogether) {
  EXPECT_THAT(After([](RuleBook& book) {
                book.version = "next";
                for (std::size_t i : {0, 1}) {
                  Regime& regime = book.regimes[i];
                  regime.suspended = true;
                  regime.limits[1] = MakeLimit(regime.id, RollingLimit{60, 180});
                }
                book.regimes.pop_back();
              }),
              ElementsAre("version khorgos-2026-11-25.4 → next", "CHN-KAZ in CHN: suspended no → yes",
                          "CHN-KAZ in CHN: limit rolling-60-180 added", "CHN-KAZ in CHN: limit rolling-90-180 removed",
                          "CHN-KAZ in KAZ: suspended no → yes", "CHN-KAZ in KAZ: limit rolling-60-180 added",
                          "CHN-KAZ in KAZ: limit rolling-90-180 removed", "two-entries-with-gap in CHN: removed"));
}

TEST(RuleBookDiffTest, RegimesComeAndGoAndChangePlaces) {
  EXPECT_THAT(After([](RuleBook& book) { book.regimes.erase(book.regimes.begin() + 4); }),
              ElementsAre("ICBC in ICBC: removed"));
  const std::vector<std::string> added = After([](RuleBook& book) {
    Regime regime = book.regimes[4];
    regime.host = Territory::kKaz;
    book.regimes.insert(book.regimes.begin(), regime);
  });
  EXPECT_EQ(added.front(), "ICBC in KAZ: added");
  EXPECT_EQ(added.back(), "ICBC in KAZ: stands before CHN-KAZ in CHN") << "the first that fits is taken";
  EXPECT_THAT(added, Contains("ICBC in KAZ: limit per-stay-30"));
  EXPECT_THAT(After([](RuleBook& book) { std::swap(book.regimes[0], book.regimes[2]); }),
              ElementsAre("order of regimes: CHN-KAZ-1994 in CHN now stands before CHN-KAZ in CHN"));
}

}  // namespace
}  // namespace clearance
