// Imports over the memory store: each source and row once, whatever is run again.
#include "services/clearctl/ledger_import.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "common/zones/zone_source.h"
#include "db/memory_store.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

class LedgerImportTest : public testing::Test {
 protected:
  static ImportedStay Row(int number) {
    ImportedStay imported;
    imported.source = "nia";
    imported.row = std::to_string(number);
    imported.document.issuing_state = "KAZ";
    imported.document.number = "N" + std::to_string(number % 3);
    imported.stay = SampleStay();
    imported.stay.entry = MakeDate(2026, 1, 1) + Days(10 * (number / 3));
    imported.stay.exit = *imported.stay.entry + Days(2);
    return imported;
  }
  StatusOr<ImportReport> Import(const ImportFile& file) {
    done_.clear();
    return ImportStays(*store_, pseudonyms_, zones_, clock_, file, [this](std::size_t done) { done_.push_back(done); });
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
  std::vector<std::size_t> done_;
};

TEST_F(LedgerImportTest, EachRowIsWrittenOnce) {
  ImportFile file;
  for (int number = 0; number < 7; ++number) file.stays.push_back(Row(number));
  file.stays.push_back(Row(2));  // twice in one file
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
  ASSERT_TRUE(Import({{Row(1)}, {}}).ok());
  for (auto change : std::vector<void (*)(ImportedStay&)>{[](ImportedStay& row) { *row.stay.exit += Days(1); },
                                                          [](ImportedStay& row) { row.stay.left_to.reset(); },
                                                          [](ImportedStay& row) { row.document.number = "N7"; }}) {
    ImportedStay changed = Row(1);
    change(changed);
    EXPECT_EQ(ReasonOf(Import({{changed}, {}}).status()), error_reason::kRequestIdReused);
  }
  EXPECT_EQ(Entries().entries.size(), 1u);
  ImportedStay other = Row(1);
  other.source = "stamps";
  EXPECT_TRUE(Import({{other}, {}}).ok()) << "the same row of another source";
}

TEST_F(LedgerImportTest, AnImportThatStopsIsGoneOnWith) {
  ImportFile file;
  for (int number = 0; number < 600; ++number) file.stays.push_back(Row(number));
  ImportFile broken = file;
  broken.stays[599] = Row(0);
  broken.stays[599].stay.nationality = "CHN";
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

}  // namespace
}  // namespace clearance
