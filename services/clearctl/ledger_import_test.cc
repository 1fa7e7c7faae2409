// Imports over the memory store: each source and row once, whatever is run again.
#include "services/clearctl/ledger_import.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "common/wire/identity_bytes.h"
#include "common/wire/ledger_bytes.h"
#include "common/zones/zone_source.h"
#include "db/memory_store.h"
#include "db/transact_and_wait.h"
#include "services/derivation/derive.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

class LedgerImportTest : public testing::Test {
 protected:
  static ImportedRow Row(int number) {
    ImportedRow imported;
    imported.source = "nia";
    imported.row = std::to_string(number);
    imported.document.issuing_state = "KAZ";
    imported.document.number = "N" + std::to_string(number % 3);
    imported.stay = SampleStay();
    imported.stay.entry = MakeDate(2026, 1, 1) + Days(10 * (number / 3));
    imported.stay.exit = *imported.stay.entry + Days(2);
    return imported;
  }
  // Row number `number`, an act of an auditor on the record of Row(0)'s traveller.
  // That row, of a holder born that day, whose facts it tells.
  static ImportedRow OfBorn(ImportedRow row, Date birth_date) {
    row.named_by = NamedBy::kFacts;
    row.document.nationality = "KAZ";
    row.document.birth_date = birth_date;
    return row;
  }
  static ImportedRow Act(ImportAct act, int number, const ConcernedEntry& concerned) {
    ImportedRow row = Row(0);
    row.line = 100 + number;
    row.act = act;
    row.source = "audit";
    row.row = std::to_string(number);
    row.concerned = concerned;
    row.author = "auditor-1";
    row.reason = "typing error";
    return row;
  }
  // A passage of Row(0)'s traveller out of China, as a gate records it; its position.
  std::uint64_t RecordExit(Date day) {
    const Instant at = zones_.StartOf(Territory::kChn, day) + std::chrono::hours(12);
    const std::string traveller = pseudonyms_.Traveller(Row(0).document);
    std::uint64_t position = 0;
    EXPECT_TRUE(TransactAndWait(*store_, [&](Transaction& t) -> Status {
                  ASSIGN_OR_RETURN(position, t.ledger().Append({.log = "KHORGOS",
                                                                .kind = EntryKind::kPassage,
                                                                .event_time = at,
                                                                .record_time = at,
                                                                .traveller = traveller,
                                                                .lane_id = "gate-1/a",
                                                                .body = "b"}));
                  return t.stays().RecordExit(traveller, {Territory::kChn, day, at, Territory::kKaz, "KAZ"}, position);
                }).ok());
    return position;
  }
  StatusOr<ImportReport> Import(std::vector<ImportedRow> rows) {
    return Import(ImportFile{.name = "history.jsonl", .rows = std::move(rows), .completeness = {}});
  }
  StatusOr<ImportReport> Import(const ImportFile& file) {
    done_.clear();
    return ImportRows(*store_, pseudonyms_, zones_, clock_, book_, file,
                      [this](std::size_t done) { done_.push_back(done); });
  }
  std::vector<Stay> StaysOf(const std::string& number) {
    std::vector<Stay> stays;
    Document document;
    document.issuing_state = "KAZ";
    document.number = number;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(stays,
                                       s.stays().History(pseudonyms_.Traveller(document), Territory::kChn, 1000));
                      return OkStatus();
                    })
                    .ok());
    return stays;
  }
  EntryPage Entries() {
    EntryPage page;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(page, s.ledger().List({}, 0, 1000));
                      return OkStatus();
                    })
                    .ok());
    return page;
  }

  std::optional<Date> CompleteFrom(Territory territory) {
    std::optional<Date> from;
    const Status read = store_->Read([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(from, s.stays().CompleteFrom(territory));
      return OkStatus();
    });
    EXPECT_TRUE(read.ok()) << read;
    return from;
  }

  ThreadPool executor_{1};
  ManualClock clock_{kSampleInstant};
  const Pseudonyms pseudonyms_ = *Pseudonyms::FromKey(SecretBytes(std::string(32, 'k')));
  const ZoneTable zones_ = *MakeZoneTable();
  const std::unique_ptr<Store> store_ = NewMemoryStore(executor_);
  RuleBook book_{};  // leaves nothing to two persons
  std::vector<std::size_t> done_;
};

TEST_F(LedgerImportTest, EachRowIsWrittenOnce) {
  ImportFile file;
  for (int number = 0; number < 7; ++number) file.rows.push_back(Row(number));
  file.rows.push_back(Row(2));  // twice in one file
  file.completeness = {{Territory::kChn, MakeDate(2026, 1, 1)}};
  const auto first = Import(file);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->imported, 7u);
  EXPECT_EQ(first->known, 1u);
  const auto again = Import(file);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->imported, 0u);
  EXPECT_EQ(again->known, 8u);

  ASSERT_EQ(Entries().entries.size(), 8u) << "seven stays, and one that says from when the record is complete";
  const LedgerEntry entry = Entries().entries[0].entry;
  EXPECT_EQ(entry.kind, EntryKind::kImport);
  EXPECT_EQ(entry.log, kCentreLog);
  EXPECT_EQ(entry.event_time, zones_.StartOf(Territory::kChn, MakeDate(2026, 1, 1)));
  EXPECT_EQ(entry.record_time, kSampleInstant);
  ASSERT_EQ(StaysOf("N0").size(), 3u);
  EXPECT_EQ(StaysOf("N0")[2], Row(6).stay);
  EXPECT_EQ(CompleteFrom(Territory::kChn), std::optional<Date>(MakeDate(2026, 1, 1)));
}

TEST_F(LedgerImportTest, ARowThatComesAgainOtherwiseIsRefused) {
  ASSERT_TRUE(Import({Row(1)}).ok());
  for (auto change : std::vector<void (*)(ImportedRow&)>{[](ImportedRow& row) { *row.stay.exit += Days(1); },
                                                         [](ImportedRow& row) { row.stay.left_to.reset(); },
                                                         [](ImportedRow& row) { row.document.number = "N7"; }}) {
    ImportedRow changed = Row(1);
    change(changed);
    EXPECT_EQ(ReasonOf(Import({changed}).status()), error_reason::kRequestIdReused);
  }
  EXPECT_EQ(Entries().entries.size(), 1u);
  ImportedRow other = Row(1);
  other.source = "stamps";
  EXPECT_TRUE(Import({other}).ok()) << "the same row of another source";
}

TEST_F(LedgerImportTest, WhatTheBookLeavesToTwoPersonsIsConfirmedByASecond) {
  using enum RecordActKind;
  ASSERT_TRUE(Import({Row(0), Row(3), Row(6)}).ok());
  const std::uint64_t exit = RecordExit(MakeDate(2026, 6, 1));
  std::vector<std::pair<RecordActKind, ImportedRow>> acts = {
      {kCorrection, Act(ImportAct::kCorrection, 1, {"nia", "0", 0})},
      {kAnnulment, Act(ImportAct::kAnnulment, 2, {"nia", "3", 0})},
      {kBasisChange, Act(ImportAct::kBasisChange, 3, {})},
      {kReturned, Act(ImportAct::kAnnulment, 4, {"", "", exit})},
  };
  acts[3].second.cause = AnnulmentCause::kReturned;
  for (auto& [kind, row] : acts) {
    SCOPED_TRACE(RecordActKindName(kind));
    const std::size_t before = Entries().entries.size();
    book_.two_persons = {kind};
    const Status alone = Import({row}).status();
    EXPECT_EQ(ReasonOf(alone), error_reason::kSecondOfficerRequired) << alone;
    EXPECT_NE(MessageOf(alone).find("history.jsonl:" + std::to_string(row.line) + ": confirmed_by: "),
              std::string::npos)
        << alone;
    EXPECT_EQ(Entries().entries.size(), before);
    row.confirmed_by = "auditor-2";
    EXPECT_EQ(Import({row}).value().imported, 1u);
    EXPECT_NE(Entries().entries.back().entry.body.find("auditor-2"), std::string::npos) << "sealed";
  }
}

TEST_F(LedgerImportTest, ActsOfOnePersonStandWhereTheBookHadThem) {
  ASSERT_TRUE(Import({Row(0)}).ok());
  const ImportedRow correction = Act(ImportAct::kCorrection, 1, {"nia", "0", 0});
  ASSERT_TRUE(Import({correction}).ok());
  book_.two_persons = {RecordActKind::kCorrection};
  EXPECT_EQ(Import({correction}).value().known, 1u) << "written under the book of its day";
  ImportedRow other = correction;
  other.confirmed_by = "auditor-2";
  EXPECT_EQ(ReasonOf(Import({other}).status()), error_reason::kRequestIdReused);
}

TEST_F(LedgerImportTest, AnImportThatStopsIsGoneOnWith) {
  ImportFile file;
  for (int number = 0; number < 600; ++number) file.rows.push_back(Row(number));
  ImportFile broken = file;
  broken.rows[599] = Row(0);
  broken.rows[599].stay.nationality = "CHN";
  broken.completeness = {{Territory::kChn, MakeDate(2020, 1, 1)}};
  EXPECT_FALSE(Import(broken).ok());
  EXPECT_EQ(CompleteFrom(Territory::kChn), std::nullopt) << "half a record must not be called complete";
  EXPECT_EQ(done_, std::vector<std::size_t>{500}) << "the batch before the bad one stands";
  EXPECT_EQ(StaysOf("N0").size(), 167u);
  const auto rest = Import(file);
  ASSERT_TRUE(rest.ok()) << rest.status();
  EXPECT_EQ(rest->known, 500u);
  EXPECT_EQ(rest->imported, 100u);
  EXPECT_EQ(done_, (std::vector<std::size_t>{500, 600}));
  EXPECT_EQ(StaysOf("N0").size(), 200u);
}

TEST_F(LedgerImportTest, ACorrectionMayConcernARowOfTheSameFileAndBeCorrected) {
  ImportedRow correction = Act(ImportAct::kCorrection, 1, {"nia", "0"});
  *correction.stay.exit += Days(1);
  ImportedRow again = Act(ImportAct::kCorrection, 2, {"audit", "1"});
  *again.stay.exit += Days(2);
  again.stay.provenance = Provenance::kStamp;
  const std::vector<ImportedRow> rows = {Row(0), correction, again};
  const auto report = Import(rows);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->imported, 3u);
  EXPECT_EQ(StaysOf("N0"), std::vector<Stay>{again.stay});
  const LedgerEntry entry = Entries().entries[1].entry;
  EXPECT_EQ(entry.kind, EntryKind::kCorrection);
  EXPECT_EQ(entry.body, CorrectionBody(correction.stay, 1, {"audit", "1", "auditor-1", "typing error"}));
  const auto known = Import(rows);
  ASSERT_TRUE(known.ok()) << known.status();
  EXPECT_EQ(known->known, 3u) << "idempotent by source and row";

  ImportedRow annulment = Act(ImportAct::kAnnulment, 3, {"audit", "2"});
  ASSERT_TRUE(Import({annulment}).ok());
  EXPECT_EQ(StaysOf("N0"), std::vector<Stay>{correction.stay}) << "the correction before it stands again";
  EXPECT_EQ(Entries().entries[3].entry.kind, EntryKind::kCorrection);
  annulment.reason = "another";
  EXPECT_EQ(ReasonOf(Import({annulment}).status()), error_reason::kRequestIdReused);
}

TEST_F(LedgerImportTest, ACorrectionKeepsTheDayToldTheRegimeAndTheMoment) {
  const Date day = *Row(0).stay.entry;
  const Instant evening = zones_.StartOf(Territory::kChn, day) + std::chrono::hours(18);
  const std::string traveller = pseudonyms_.Traveller(Row(0).document);
  RecordExit(day);  // at noon, of an earlier stay
  ImportedRow correction = Act(ImportAct::kCorrection, 1, {.source = "", .row = "", .position = 0});
  ASSERT_TRUE(TransactAndWait(*store_, [&](Transaction& t) -> Status {
                ASSIGN_OR_RETURN(correction.concerned.position, t.ledger().Append({.log = "KHORGOS",
                                                                                   .kind = EntryKind::kPassage,
                                                                                   .event_time = evening,
                                                                                   .record_time = evening,
                                                                                   .traveller = traveller,
                                                                                   .lane_id = "gate-1/a",
                                                                                   .body = "b"}));
                return t.stays().RecordEntry(traveller,
                                             {.territory = Territory::kChn,
                                              .date = day,
                                              .at = evening,
                                              .nationality = "RUS",
                                              .promised_until = day + Days(29),
                                              .regime = "CHN-KAZ"},
                                             correction.concerned.position);
              }).ok());
  correction.stay.exit.reset();
  correction.stay.left_to.reset();
  ASSERT_TRUE(Import({correction}).ok());
  const std::vector<Stay> stays = StaysOf("N0");
  ASSERT_EQ(stays.size(), 2u);
  EXPECT_EQ(stays[1].nationality, "KAZ");
  EXPECT_EQ(stays[1].promised_until, day + Days(29));
  EXPECT_EQ(stays[1].regime, "CHN-KAZ");
  EXPECT_FALSE(stays[1].exit) << "the exit at noon is not theirs";
}

TEST_F(LedgerImportTest, AReturnedExitOfAGateIsAnnulledByItsPosition) {
  ImportedRow open = Row(0);
  open.stay.exit.reset();
  open.stay.left_to.reset();
  ASSERT_TRUE(Import({open}).ok());
  const std::uint64_t exit = RecordExit(*open.stay.entry + Days(9));
  ASSERT_TRUE(StaysOf("N0").at(0).exit);
  ImportedRow returned = Act(ImportAct::kAnnulment, 1, {.source = "", .row = "", .position = exit});
  returned.cause = AnnulmentCause::kReturned;
  ASSERT_TRUE(Import({returned}).ok());
  EXPECT_EQ(StaysOf("N0"), std::vector<Stay>{open.stay}) << "the stay goes on, no entry is counted";
  const LedgerEntry entry = Entries().entries.back().entry;
  EXPECT_EQ(entry.kind, EntryKind::kReturned);
  EXPECT_EQ(entry.body, AnnulmentBody(AnnulmentCause::kReturned, Territory::kChn, exit,
                                      {"audit", "1", "auditor-1", "typing error"}));
  EXPECT_EQ(Import({returned})->known, 1u);
}

TEST_F(LedgerImportTest, AChangeOfBasisSplitsTheStay) {
  ImportedRow change = Act(ImportAct::kBasisChange, 1, {});
  change.stay = {.territory = Territory::kChn,
                 .entry = *Row(0).stay.entry + Days(1),
                 .basis = StayBasis::kVisa,
                 .nationality = "KAZ"};
  ASSERT_TRUE(Import({change, Row(0)}).ok()) << "also before the stay is known";
  const std::vector<Stay> stays = StaysOf("N0");
  ASSERT_EQ(stays.size(), 2u);
  EXPECT_EQ(stays[0].exit, stays[0].entry);
  EXPECT_EQ(stays[1].entry, change.stay.entry);
  EXPECT_EQ(stays[1].exit, Row(0).stay.exit);
  EXPECT_EQ(stays[1].basis, StayBasis::kVisa);
  EXPECT_EQ(Entries().entries[0].entry.kind, EntryKind::kImport);
  EXPECT_EQ(Entries().entries[0].entry.event_time,
            zones_.StartOf(Territory::kChn, *change.stay.entry + Days(1)) - Duration(1));
}

TEST_F(LedgerImportTest, ANumberThatTwoPeopleHaveShownNeedsTheirFacts) {
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
  EXPECT_EQ(Entries().entries.back().entry.traveller, twin);
}

TEST_F(LedgerImportTest, TwoPeopleOfANumberThatNobodyHasShownAreTwoByTheirFacts) {
  const ImportedRow first = OfBorn(Row(0), MakeDate(1990, 5, 17));
  ImportedRow second = OfBorn(Row(0), MakeDate(1955, 1, 2));
  second.row = "of another";
  EXPECT_EQ(Import({first, second})->imported, 2u);
  EXPECT_EQ(Import({second, first})->known, 2u);
  ImportedRow later_stay = second;
  later_stay.row = "of another, later";
  EXPECT_EQ(Import({later_stay})->imported, 1u);
  const EntryPage page = Entries();
  ASSERT_EQ(page.entries.size(), 4u) << "that they are two is noted once";
  EXPECT_EQ(page.entries[0].entry.traveller, pseudonyms_.Traveller(first.document));
  EXPECT_EQ(page.entries[1].entry.traveller, pseudonyms_.CollidingTraveller(second.document));
  EXPECT_EQ(page.entries[2].entry.kind, EntryKind::kIdentityLink);
  EXPECT_EQ(page.entries[3].entry.traveller, pseudonyms_.CollidingTraveller(second.document));
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

TEST_F(LedgerImportTest, AsManyPeopleOfANumberAsASourceHasAreImported) {
  std::vector<ImportedRow> rows;
  for (int person = 0; person < 80; ++person) {
    rows.push_back(OfBorn(Row(0), MakeDate(1950, 1, 1) + Days(person)));
    rows.back().row = std::to_string(person);
  }
  const auto report = Import(rows);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->imported, rows.size());
}

TEST_F(LedgerImportTest, ARowOfANumberAloneIsMendedByItsNumberWhoeverElseHasItNow) {
  ASSERT_TRUE(Import({Row(0)}).ok());
  ImportedRow first = OfBorn(Row(0), MakeDate(1990, 5, 17));
  first.row = "of one";
  ImportedRow second = OfBorn(Row(0), MakeDate(1955, 1, 2));
  second.row = "of another";
  ASSERT_TRUE(Import({first, second}).ok());
  ImportedRow by_facts = Act(ImportAct::kAnnulment, 0, {.source = Row(0).source, .row = Row(0).row});
  by_facts.named_by = NamedBy::kFacts;
  by_facts.document = second.document;
  EXPECT_EQ(Import({by_facts})->imported, 1u) << "of the second, who says that it was theirs";
  ImportedRow by_number = Act(ImportAct::kAnnulment, 0, {.source = first.source, .row = first.row});
  by_number.row = "by number";
  by_number.document = first.document;
  EXPECT_EQ(Import({by_number})->imported, 1u);
  by_facts.row = "of somebody else";
  by_facts.concerned = {.source = second.source, .row = second.row};
  by_facts.document = first.document;
  EXPECT_FALSE(Import({by_facts}).ok());
}

TEST_F(LedgerImportTest, ARowThatOnceNamedANumberAloneIsTheSameWithTheFactsToo) {
  ImportedRow row = Row(0);
  ASSERT_TRUE(Import({row}).ok());
  row = OfBorn(row, MakeDate(1990, 5, 17));
  EXPECT_EQ(Import({row})->known, 1u);
}

TEST_F(LedgerImportTest, WhatARowConcernsMustBeThereAndBeTheirs) {
  ASSERT_TRUE(Import({Row(0), Row(1)}).ok());
  const std::uint64_t exit = RecordExit(MakeDate(2026, 5, 5));
  const ConcernedEntry row_zero{"nia", "0"};
  std::vector<std::pair<ImportedRow, std::string>> table = {
      {Act(ImportAct::kCorrection, 1, {"nia", "77"}), "corrects: names a row that was never imported"},
      {Act(ImportAct::kAnnulment, 2, {"audit", "0"}), "annuls: names a row that was never imported"},
      {Act(ImportAct::kCorrection, 3, {"nia", "1"}), "corrects: names an entry of another traveller"},
      {Act(ImportAct::kAnnulment, 4, {"", "", 2}), "concerns_position: names an entry of another traveller"},
      {Act(ImportAct::kAnnulment, 5, {"", "", 99}), "concerns_position: names a position that the ledger does not"},
      {Act(ImportAct::kCorrection, 6, row_zero), "concerns: says nothing of this traveller and territory"},
      {Act(ImportAct::kAnnulment, 7, row_zero), "cause: RETURNED annuls an exit"},
  };
  table[5].first.stay.territory = Territory::kKaz;
  table[5].first.stay.entered_from = Territory::kChn;
  table[6].first.cause = AnnulmentCause::kReturned;
  const std::size_t before = Entries().entries.size();
  for (const auto& [row, problem] : table) {
    const Status status = Import({row}).status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << problem;
    EXPECT_EQ(MessageOf(status).find("history.jsonl:" + std::to_string(row.line) + ": " + problem), 0u) << status;
  }
  EXPECT_EQ(Entries().entries.size(), before) << "nothing is written of a row that is refused";

  const ImportedRow annulment = Act(ImportAct::kAnnulment, 8, {"", "", exit});
  ASSERT_TRUE(Import({annulment}).ok());
  EXPECT_NE(MessageOf(Import({Act(ImportAct::kAnnulment, 9, {"", "", exit})}).status()).find("already"),
            std::string::npos);
  EXPECT_NE(MessageOf(Import({Act(ImportAct::kAnnulment, 10, {"", "", exit + 1})}).status())
                .find("neither a passage nor an import"),
            std::string::npos);
}

}  // namespace
}  // namespace clearance
