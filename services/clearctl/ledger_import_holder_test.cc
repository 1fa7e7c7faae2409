// Whose an imported row is, where several people have had one number.
#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "common/wire/identity_bytes.h"
#include "services/derivation/derive.h"
#include "tests/support/ledger_import_fixture.h"

namespace clearance {
namespace {

class LedgerImportHolderTest : public LedgerImportTest {};

TEST_F(LedgerImportHolderTest, ANumberThatTwoPeopleHaveShownNeedsTheirFacts) {
  ImportedRow before = Row(0);
  ASSERT_TRUE(Import({before}).ok());
  Document first = Row(0).document;
  first.nationality = "KAZ";
  first.birth_date = MakeDate(1990, 5, 17);
  first.sex = Sex::kFemale;
  Document second = first;
  second.birth_date = MakeDate(1975, 1, 2);
  const std::string twin = pseudonyms_.CollidingTraveller(second);
  ASSERT_TRUE(TransactAndWait(*store_, [&](Transaction& t) -> Status {
                const std::string plain = pseudonyms_.Traveller(first);
                RETURN_IF_ERROR(t.identities().RecordShown(
                    plain, {.national_key = "", .facts_key = pseudonyms_.FactsKey(first), .nationality = "KAZ"}, 1));
                return RecordEntry(t, {.log = std::string(kCentreLog),
                                       .kind = EntryKind::kIdentityLink,
                                       .event_time = clock_.Now(),
                                       .record_time = clock_.Now(),
                                       .traveller = twin,
                                       .body = IdentityLinkBody({.document = twin,
                                                                 .earlier = plain,
                                                                 .state = LinkState::kProposed,
                                                                 .grounds = {LinkGround::kSameDocumentNumber}})})
                    .status();
              }).ok());
  EXPECT_EQ(Import({before})->known, 1u) << "imported before, and the same still";
  ImportedRow later = Row(3);
  const Status refused = Import({later}).status();
  EXPECT_EQ(ReasonOf(refused), error_reason::kIdentityState);
  EXPECT_EQ(StaysOf("N0").size(), 1u) << "nothing has come to whoever showed it first";
  later.document = second;
  later.named_by = NamedBy::kFacts;
  EXPECT_EQ(Import({later})->imported, 1u);
  EXPECT_EQ(Import({later})->known, 1u);
  EXPECT_EQ(StaysOf("N0").size(), 1u);
  EXPECT_EQ(Entries().back().entry.traveller, twin);
}

TEST_F(LedgerImportHolderTest, TwoPeopleOfANumberThatNobodyHasShownAreTwoByTheirFacts) {
  const ImportedRow first = OfBorn(Row(0), MakeDate(1990, 5, 17));
  ImportedRow second = OfBorn(Row(0), MakeDate(1955, 1, 2));
  second.row = "of another";
  EXPECT_EQ(Import({first, second})->imported, 2u);
  EXPECT_EQ(Import({second, first})->known, 2u);
  ImportedRow later_stay = second;
  later_stay.row = "of another, later";
  EXPECT_EQ(Import({later_stay})->imported, 1u);
  const std::vector<StoredEntry> entries = Entries();
  ASSERT_EQ(entries.size(), 4u) << "that they are two is noted once";
  EXPECT_EQ(entries[0].entry.traveller, pseudonyms_.Traveller(first.document));
  EXPECT_EQ(entries[1].entry.traveller, pseudonyms_.CollidingTraveller(second.document));
  EXPECT_EQ(entries[2].entry.kind, EntryKind::kIdentityLink);
  EXPECT_EQ(entries[3].entry.traveller, pseudonyms_.CollidingTraveller(second.document));
  ImportedRow of_number = later_stay;
  of_number.row = "of whom";
  of_number.named_by = NamedBy::kNumber;
  EXPECT_EQ(ReasonOf(Import({of_number}).status()), error_reason::kIdentityState) << "the number alone names neither";
  EXPECT_EQ(StaysOf("N0").size(), 1u);
  for (const auto& change :
       std::vector<void (*)(ImportedRow&)>{[](ImportedRow& row) { row.document.birth_date += Days(1); },
                                           [](ImportedRow& row) { row.named_by = NamedBy::kNumber; }}) {
    ImportedRow changed = first;
    change(changed);
    EXPECT_EQ(ReasonOf(Import({changed}).status()), error_reason::kRequestIdReused) << "that row was of somebody else";
  }
}

TEST_F(LedgerImportHolderTest, AsManyPeopleOfANumberAsASourceHasAreImported) {
  std::vector<ImportedRow> rows;
  for (int person = 0; person < 80; ++person) {
    rows.push_back(OfBorn(Row(0), MakeDate(1950, 1, 1) + Days(person)));
    rows.back().row = std::to_string(person);
  }
  const auto report = Import(rows);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->imported, rows.size());
}

TEST_F(LedgerImportHolderTest, ARowOfANumberAloneIsMendedByItsNumberWhoeverElseHasItNow) {
  ASSERT_TRUE(Import({Row(0)}).ok());
  ImportedRow first = OfBorn(Row(0), MakeDate(1990, 5, 17));
  first.row = "of one";
  ImportedRow second = OfBorn(Row(0), MakeDate(1955, 1, 2));
  second.row = "of another";
  ASSERT_TRUE(Import({first, second}).ok());
  for (const ImportAct act : {ImportAct::kAnnulment, ImportAct::kCorrection}) {
    ImportedRow of_another = Act(act, 0, {.source = Row(0).source, .row = Row(0).row});
    of_another.stay = Row(0).stay;
    of_another.named_by = NamedBy::kFacts;
    of_another.document = second.document;
    EXPECT_EQ(Import({of_another}).status().code(), StatusCode::kInvalidArgument)
        << "whoever says that it was theirs says so in a row of their own";
  }
  EXPECT_EQ(Import({Act(ImportAct::kAnnulment, 1, {.source = Row(0).source, .row = Row(0).row})})->imported, 1u);
  EXPECT_EQ(ReasonOf(Import({Act(ImportAct::kAnnulment, 2, {.source = second.source, .row = second.row})}).status()),
            error_reason::kIdentityState)
      << "the number alone does not name the second";
}

TEST_F(LedgerImportHolderTest, ARowThatOnceNamedANumberAloneIsTheSameWithTheFactsToo) {
  ImportedRow row = Row(0);
  ASSERT_TRUE(Import({row}).ok());
  row = OfBorn(row, MakeDate(1990, 5, 17));
  EXPECT_EQ(Import({row})->known, 1u);
}

}  // namespace
}  // namespace clearance
