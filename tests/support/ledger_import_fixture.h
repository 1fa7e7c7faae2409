// Rows imported into the memory store, and what the ledger has of them.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/zones/zone_source.h"
#include "db/memory_store.h"
#include "db/transact_and_wait.h"
#include "services/clearctl/ledger_import.h"
#include "tests/support/entries_of.h"
#include "tests/support/samples.h"

namespace clearance {

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
  // That row, of a holder born that day, whose facts it tells.
  static ImportedRow OfBorn(ImportedRow row, Date birth_date) {
    row.named_by = NamedBy::kFacts;
    row.document.nationality = "KAZ";
    row.document.birth_date = birth_date;
    return row;
  }
  // Row number `number`, an act of an auditor on the record of Row(0)'s traveller.
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
  std::vector<StoredEntry> Entries() { return EntriesOf(*store_); }

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

}  // namespace clearance
