// Imports over the memory store: each source and row once, whatever is run again.
#include "services/clearctl/ledger_import.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "common/wire/ledger_bytes.h"
#include "services/derivation/derive.h"
#include "tests/support/ledger_import_fixture.h"

namespace clearance {
namespace {

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

  ASSERT_EQ(Entries().size(), 8u) << "seven stays, and one that says from when the record is complete";
  const LedgerEntry entry = Entries()[0].entry;
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
  EXPECT_EQ(Entries().size(), 1u);
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
    const std::size_t before = Entries().size();
    book_.two_persons = {kind};
    const Status alone = Import({row}).status();
    EXPECT_EQ(ReasonOf(alone), error_reason::kSecondOfficerRequired) << alone;
    EXPECT_NE(MessageOf(alone).find("history.jsonl:" + std::to_string(row.line) + ": confirmed_by: "),
              std::string::npos)
        << alone;
    EXPECT_EQ(Entries().size(), before);
    row.confirmed_by = "auditor-2";
    EXPECT_EQ(Import({row}).value().imported, 1u);
    EXPECT_NE(Entries().back().entry.body.find("auditor-2"), std::string::npos) << "sealed";
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
  const LedgerEntry entry = Entries()[1].entry;
  EXPECT_EQ(entry.kind, EntryKind::kCorrection);
  EXPECT_EQ(entry.body, CorrectionBody(correction.stay, 1, {"audit", "1", "auditor-1", "typing error"}));
  const auto known = Import(rows);
  ASSERT_TRUE(known.ok()) << known.status();
  EXPECT_EQ(known->known, 3u) << "idempotent by source and row";

  ImportedRow annulment = Act(ImportAct::kAnnulment, 3, {"audit", "2"});
  ASSERT_TRUE(Import({annulment}).ok());
  EXPECT_EQ(StaysOf("N0"), std::vector<Stay>{correction.stay}) << "the correction before it stands again";
  EXPECT_EQ(Entries()[3].entry.kind, EntryKind::kCorrection);
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
  const LedgerEntry entry = Entries().back().entry;
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
  EXPECT_EQ(Entries()[0].entry.kind, EntryKind::kImport);
  EXPECT_EQ(Entries()[0].entry.event_time, zones_.StartOf(Territory::kChn, *change.stay.entry + Days(1)) - Duration(1));
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
  const std::size_t before = Entries().size();
  for (const auto& [row, problem] : table) {
    const Status status = Import({row}).status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << problem;
    EXPECT_EQ(MessageOf(status).find("history.jsonl:" + std::to_string(row.line) + ": " + problem), 0u) << status;
  }
  EXPECT_EQ(Entries().size(), before) << "nothing is written of a row that is refused";

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
