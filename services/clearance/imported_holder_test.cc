// People whose earlier stays were imported with their facts, when they come to a lane: each has their own, whoever of
// one number comes first.
#include "common/wire/ledger_bytes.h"
#include "services/derivation/derive.h"
#include "services/derivation/shared_number.h"
#include "tests/support/passports_fixture.h"

namespace clearance {
namespace {

class ImportedHolderTest : public PassportsTest {
 protected:
  // `days` days in China of that document's holder, as an import with facts has them.
  void Import(const std::string& traveller, const Document& document, const std::string& row, int days) {
    const Date exit = MakeDate(2026, 9, 1);
    const clearance::Stay stay{.territory = Territory::kChn,
                               .entry = exit - Days(days - 1),
                               .exit = exit,
                               .entered_from = Territory::kKaz,
                               .left_to = Territory::kKaz,
                               .nationality = document.nationality};
    const NamedHolder holder{document.nationality, pseudonyms_.FactsKey(document)};
    const Status written = TransactAndWait(*store_, [&](Transaction& t) {
      return RecordEntry(t, {.log = std::string(kCentreLog),
                             .kind = EntryKind::kImport,
                             .event_time = clock_.Now(),
                             .record_time = clock_.Now(),
                             .traveller = traveller,
                             .body = HeldImportBody(holder, ImportBody(stay, "nia", row))})
          .status();
    });
    ASSERT_TRUE(written.ok()) << written;
  }
  int DaysOf(const CrossingRequest& request) {
    int days = 0;
    for (const clearance::Stay& stay : Stay(request, Territory::kChn).history.stays)
      days += (*stay.exit - *stay.entry).count() + 1;
    return days;
  }
};

TEST_F(ImportedHolderTest, OfTwoWithOneNumberEachHasTheirOwnDays) {
  const CrossingRequest first = IntoChina("N1");
  CrossingRequest second = IntoChina("N1");
  second.document.birth_date = MakeDate(1955, 1, 2);
  Import(pseudonyms_.Traveller(first.document), first.document, "1", 20);
  Import(pseudonyms_.CollidingTraveller(second.document), second.document, "2", 25);
  EXPECT_EQ(DaysOf(first), 20);
  EXPECT_EQ(DaysOf(second), 25);

  const DecideAnswer answer = Decide(second);  // comes first
  EXPECT_TRUE(Has(answer, ReasonCode::kIdentityCollision)) << "an officer looks who it is";
  EXPECT_EQ(DaysOf(first), 20);
  EXPECT_EQ(DaysOf(second), 25);
  clock_.Set(answer.decision.valid_until);
  EXPECT_FALSE(Has(Decide(first), ReasonCode::kIdentityCollision)) << "the number is theirs";
}

TEST_F(ImportedHolderTest, AnotherHolderThanTheImportedOneDoesNotInheritTheirStays) {
  const CrossingRequest imported = IntoChina("N1");
  Import(pseudonyms_.Traveller(imported.document), imported.document, "1", 20);
  CrossingRequest other = IntoChina("N1");
  other.document.birth_date = MakeDate(1955, 1, 2);
  EXPECT_TRUE(Has(Decide(other), ReasonCode::kIdentityCollision));
  EXPECT_EQ(DaysOf(other), 0);
}

TEST_F(ImportedHolderTest, WhoWasOnlyNotedAsTheSecondOfANumberIsPutBeforeAnOfficerWhenTheyCome) {
  const CrossingRequest first = IntoChina("N1");
  CrossingRequest second = IntoChina("N1");
  second.document.birth_date = MakeDate(1955, 1, 2);
  const std::string twin = pseudonyms_.CollidingTraveller(second.document);
  Import(pseudonyms_.Traveller(first.document), first.document, "1", 20);
  Import(twin, second.document, "2", 25);
  for (int again = 0; again < 2; ++again) {
    ASSERT_TRUE(TransactAndWait(*store_, [&](Transaction& t) {
                  return NoteSharedNumber(t, twin, pseudonyms_.Traveller(first.document), clock_.Now());
                }).ok());
  }
  EXPECT_EQ(LastPosition(), 3u) << "noted once";
  EXPECT_TRUE(Questions().empty()) << "nobody asked";
  EXPECT_TRUE(Has(Decide(second), ReasonCode::kIdentityCollision));
  EXPECT_EQ(Questions().size(), 1u);
  Answer(Resolution::kUndoLink);
  clock_.Advance(kDay);
  second.request_id = NewId();
  EXPECT_TRUE(Has(Decide(second), ReasonCode::kIdentityCollision));
  EXPECT_EQ(Questions().size(), 1u) << "asked once";
}

TEST_F(ImportedHolderTest, AnImportTakesNothingAwayFromWhatALaneHasSeen) {
  const CrossingRequest request = IntoChina("N1");
  Decide(request);
  Import(pseudonyms_.Traveller(request.document), request.document, "1", 20);
  Look([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(const auto known, s.identities().FindByNationalKey(pseudonyms_.NationalKey(request.document)));
    EXPECT_EQ(known.size(), 1u);
    return OkStatus();
  });
}

TEST_F(ImportedHolderTest, WhatIsShownFirstAfterAnImportIsSealed) {
  CrossingRequest request = IntoChina("N1");
  request.document.national_number.clear();
  const std::string traveller = pseudonyms_.Traveller(request.document);
  Import(traveller, request.document, "1", 20);
  Decide(request);
  Look([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(const auto key, s.personal_keys().Find(traveller, DataPurpose::kBorder));
    EXPECT_TRUE(key.has_value());
    return OkStatus();
  });
}

TEST_F(ImportedHolderTest, TheNationalNumberIsLearntAtTheLane) {
  const CrossingRequest request = IntoChina("N1");
  Import(pseudonyms_.Traveller(request.document), request.document, "1", 20);
  Decide(request);
  Look([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(const auto known, s.identities().FindByNationalKey(pseudonyms_.NationalKey(request.document)));
    EXPECT_EQ(known.size(), 1u);
    return OkStatus();
  });
}

}  // namespace
}  // namespace clearance
