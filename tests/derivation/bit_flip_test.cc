// One flipped bit in the file: of an entry, a tree or a derived row it is named by verification; anywhere else it is
// found by SQLite's own check, or nothing anybody reads of the ledger and the derived tables is other than before.
// Samples are drawn from a seed; a failure names the byte and the bit.
#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <map>
#include <memory>

#include "common/base/random.h"
#include "common/crypto/hash.h"
#include "common/sqlite/connection.h"
#include "db/merkle_nodes.h"
#include "db/sqlite_derived_rows.h"
#include "db/sqlite_dictionary.h"
#include "db/sqlite_store.h"
#include "db/transact_and_wait.h"
#include "db/verify_ledger.h"
#include "services/derivation/verify_derived.h"
#include "tests/contract/store_contract.h"
#include "tests/derivation/border_days.h"
#include "tests/derivation/flipped_copy.h"
#include "tests/derivation/stored_rows.h"
#include "tests/support/long_run.h"

namespace clearance {
namespace {

constexpr int kActs = 160;
// In a short run; a long one flips kLongTimes as many.
constexpr int kFlipsOfEntries = 700;
constexpr int kFlipsOfEachOther = 60;    // table of the ledger
constexpr int kFlipsOfEachDerived = 60;  // table
constexpr int kFlipsAnywhere = 600;
constexpr int kFlipsOfJournal = 150;
constexpr int kLongTimes = 5;

int Times(int flips) { return IsLongRun() ? flips * kLongTimes : flips; }

// Counts of what came of flips.
using Outcomes = std::map<std::string, int>;

void Print(const Outcomes& outcomes) {
  for (const auto& [outcome, times] : outcomes) std::cout << outcome << ": " << times << "\n";
}

class BitFlipTest : public testing::Test {
 protected:
  void SetUp() override {
    {
      const auto store = Must(SqliteStore::Open({.path = Path()}, executor_));
      Fill(*store);
      if (KeepsJournal()) {
        std::filesystem::copy_file(Path(), copy_path_);
        std::filesystem::copy_file(Path() + "-wal", copy_path_ + "-wal");
      }
    }
    const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadOnly));
    const Instant now = Must(VerifyDerived(Path(), nullptr)).recorded_until;
    const auto first_end = Must(FindInt(*connection, "SELECT min(valid_until_ms) FROM open_decisions"));
    ASSERT_EQ(first_end.has_value(), HasDays());
    ASSERT_GT(first_end.value_or(ToUnixMs(now) + 1), ToUnixMs(now)) << "no lease has ended: every open decision counts";
    copy_ = KeepsJournal() ? std::make_unique<FlippedCopy>(copy_path_, now, FlippedCopy::kJournal)
                           : std::make_unique<FlippedCopy>(Path(), copy_path_, now);
    original_ = copy_->Show();
    ASSERT_TRUE(original_.ledger && original_.derived && original_.others);
  }

  virtual bool KeepsJournal() const { return false; }
  virtual bool HasDays() const { return true; }
  virtual void Fill(Store& store) const {
    BorderDays days(store, 4);
    days.Run(kActs);
    days.LeaveOpen(5);
  }
  std::string Path() const { return folder_.Path("ledger.db"); }

  std::vector<StoredRow> RowsOf(std::string_view table) const {
    const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadOnly));
    return StoredRowsOf(*connection, copy_->content(), table);
  }

  // `judge` looks at the copy with one bit flipped and says what came of it.
  template <typename Judge>
  void FlipOne(std::size_t byte, int bit, Outcomes& outcomes, Judge judge) {
    SCOPED_TRACE("byte " + std::to_string(byte) + ", bit " + std::to_string(bit));
    copy_->Flip(byte, bit);
    ++outcomes[judge()];
    copy_->Restore(byte);
  }
  template <typename Judge>
  Outcomes FlipSome(const std::vector<StoredRow>& rows, int flips, Judge judge) {
    Outcomes outcomes;
    for (int flip = 0; flip < flips; ++flip) {
      const StoredRow& row = rows[draw_.Below(rows.size())];
      const std::size_t byte = row.at + draw_.Below(row.size);
      FlipOne(byte, static_cast<int>(draw_.Below(8)), outcomes, judge);
    }
    return outcomes;
  }

  std::string OutcomeForLedger() {
    if (copy_->ShowLedger() == original_.ledger) return "nothing changed";
    fault_ = copy_->LedgerFault();
    EXPECT_NE(fault_, "");
    EXPECT_EQ(fault_.find("STORE_UNAVAILABLE"), std::string::npos) << fault_;
    return "named";
  }
  // Or before the first position, where its key has become one there, or its whole page cannot be read; or where the
  // search for another meets a key that has become less than its neighbour's.
  void ExpectNamedAt(std::uint64_t position) const {
    EXPECT_TRUE(fault_.starts_with(std::to_string(position) + ": ") || fault_.starts_with("0: an entry stands at") ||
                fault_.starts_with("0: cannot be read") ||
                fault_.starts_with(std::to_string(position - 1) + ": the entry is missing"))
        << position << ", but " << fault_;
  }
  std::string OutcomeForDerived() const {
    if (copy_->ShowDerived() == original_.derived) return "nothing changed";
    const std::string fault = copy_->DerivedFault();
    EXPECT_NE(fault, "");
    EXPECT_EQ(fault.find("STORE_UNAVAILABLE"), std::string::npos) << fault;
    return "named";
  }
  std::string OutcomeAnywhere() const {
    const Shown shown = copy_->Show();
    if (!shown.ledger) {
      // A scan meets what a look-up by position does not, an inner page of a tree for example.
      EXPECT_TRUE(copy_->LedgerFault() != "" || copy_->IntegrityFault());
      return "ledger, not readable";
    }
    if (shown.ledger != original_.ledger) {
      EXPECT_NE(copy_->LedgerFault(), "");
      return "ledger, named";
    }
    if (shown.derived != original_.derived) {
      EXPECT_NE(copy_->DerivedFault(), "");
      return "derived, named";
    }
    if (copy_->IntegrityFault()) return "found by SQLite's check";
    return shown.others != original_.others ? "other tables" : "nothing changed";
  }

  TemporaryFolder folder_{MemoryDisk()};
  const std::string copy_path_ = folder_.Path("copy.db");
  ThreadPool executor_{2};
  std::unique_ptr<FlippedCopy> copy_;
  Shown original_;
  std::string fault_;  // of the ledger, when OutcomeForLedger found it last
  SeededRandom draw_{20'261'126};
};

TEST_F(BitFlipTest, AnUntouchedCopyIsInOrder) {
  EXPECT_EQ(copy_->LedgerFault(), "");
  EXPECT_EQ(copy_->DerivedFault(), "");
  EXPECT_FALSE(copy_->IntegrityFault());
}

// Of whole rows as they are stored: what is sealed and hashed, the columns beside it, keys, and the types of all these.
TEST_F(BitFlipTest, AnyBitOfARowOfTheLedgerIsNamedByVerification) {
  for (const char* table : {"entries", "logs", "names", "travellers"}) {
    const auto rows = RowsOf(table);
    ASSERT_GT(rows.size(), 1U) << table;
    const int flips = Times(std::string_view(table) == "entries" ? kFlipsOfEntries : kFlipsOfEachOther);
    Outcomes outcomes = FlipSome(rows, flips, [this] { return OutcomeForLedger(); });
    std::cout << table << ", named: " << outcomes["named"] << " of " << flips << "\n";
    // Of names no entry uses the most.
    EXPECT_GT(outcomes["named"], std::string_view(table) == "names" ? flips / 5 : flips * 9 / 10) << table;
  }
}

// Every bit of what stands before the values of some rows: a row's length, its key, and the types of its columns, of
// which another may read as the same value.
TEST_F(BitFlipTest, EveryBitOfARowsHeadIsNamedByVerification) {
  constexpr struct {
    const char* table;
    std::size_t rows;
    std::size_t head_bytes;
  } kHeads[] = {{"entries", 2, 16}, {"logs", 2, 9}, {"names", 3, 5}};
  for (const auto& head : kHeads) {
    Outcomes outcomes;
    const auto rows = RowsOf(head.table);
    ASSERT_GE(rows.size(), head.rows);
    for (std::size_t row = 0; row < head.rows; ++row) {
      ASSERT_EQ(rows[row].key, row + 1);
      const auto judge = [&] {
        const std::string outcome = OutcomeForLedger();
        if (outcome == "named" && std::string_view(head.table) == "entries") ExpectNamedAt(rows[row].key);
        return outcome;
      };
      for (std::size_t bit = 0; bit < head.head_bytes * 8; ++bit) {
        FlipOne(rows[row].at + bit / 8, static_cast<int>(bit % 8), outcomes, judge);
      }
    }
    std::cout << head.table << ", heads of " << head.rows << ", named: " << outcomes["named"] << ", unchanged "
              << outcomes["nothing changed"] << "\n";
  }
}

TEST_F(BitFlipTest, AnyBitOfADerivedRowIsNamedByVerification) {
  int tables = 0;
  for (const DerivedTable& table : DerivedTables()) {
    const auto rows = RowsOf(table.name);
    if (rows.empty()) continue;
    ++tables;
    const int flips = Times(kFlipsOfEachDerived);
    Outcomes outcomes = FlipSome(rows, flips, [this] { return OutcomeForDerived(); });
    std::cout << table.name << ", named: " << outcomes["named"] << " of " << flips << "\n";
    EXPECT_GT(outcomes["named"], flips * 9 / 10) << table.name;
  }
  EXPECT_GT(tables, 8);
}

TEST_F(BitFlipTest, AnyBitOfTheFileIsFoundOrChangesNothingOfTheLedger) {
  const int flips = Times(kFlipsAnywhere);
  Outcomes outcomes = FlipSome({{0, copy_->content().size()}}, flips, [this] { return OutcomeAnywhere(); });
  Print(outcomes);
  // Each table and index that is empty has a page of its own, in which a bit changes nothing.
  EXPECT_GT(outcomes["ledger, named"], flips / 16);
  EXPECT_GT(outcomes["derived, named"], flips / 100);
  EXPECT_GT(outcomes["found by SQLite's check"], flips / 100);
  EXPECT_TRUE(copy_->Show() == original_) << "every bit was put back";
}

// So many entries that hashes of subtrees are stored, two of blocks and one above (db/merkle_nodes.h).
class SubtreeFlipTest : public BitFlipTest {
 protected:
  bool HasDays() const override { return false; }
  void Fill(Store& store) const override {
    ASSERT_TRUE(TransactAndWait(store, [](Transaction& t) -> Status {
                  for (int i = 0; i < 2 * static_cast<int>(kBlockLeaves); ++i) {
                    RETURN_IF_ERROR(t.ledger().Append(Entry(i)).status());
                  }
                  return OkStatus();
                }).ok());
  }
};

// Every bit of what stands before a hash (the row's length, its types, its key); of the hash itself one bit of each
// byte, in a long run all.
TEST_F(SubtreeFlipTest, AnyBitOfASubtreesRowIsNamedByVerification) {
  EXPECT_EQ(copy_->LedgerFault(), "");
  const auto rows = RowsOf("merkle_nodes");
  ASSERT_EQ(rows.size(), 3U);
  Outcomes outcomes;
  int flips = 0;
  for (const StoredRow& row : rows) {
    ASSERT_GT(row.size, kSha256Bytes);
    for (std::size_t byte = 0; byte < row.size; ++byte) {
      const bool every_bit = IsLongRun() || byte < row.size - kSha256Bytes;
      for (int bit = 0; bit < 8; ++bit) {
        if (!every_bit && bit != static_cast<int>(byte % 8)) continue;
        FlipOne(row.at + byte, bit, outcomes, [this] { return OutcomeForLedger(); });
        ++flips;
      }
    }
  }
  std::cout << "merkle_nodes, named: " << outcomes["named"] << " of " << flips << "\n";
  EXPECT_EQ(outcomes["named"], flips);
}

class JournalFlipTest : public BitFlipTest {
 protected:
  bool KeepsJournal() const override { return true; }

  // The roots somebody outside wrote down.
  std::vector<KnownRoot> Noted() {
    const auto reader = Must(OpenSqliteReader(Path()));
    std::vector<KnownRoot> noted;
    for (const LogRoot& root : Must(VerifyLedger(*reader, nullptr)).roots) noted.push_back({"noted outside", root});
    return noted;
  }
};

TEST_F(JournalFlipTest, ABitThatTakesTheEndAwayIsFoundWithARootKeptOutside) {
  const std::vector<KnownRoot> noted = Noted();
  ASSERT_GT(noted.size(), 1U);
  EXPECT_EQ(copy_->LedgerFault(noted), "");
  const int flips = Times(kFlipsOfJournal);
  const auto outcome = [&]() -> std::string {
    std::filesystem::remove(copy_path_ + "-shm");  // the journal is read anew
    if (copy_->Show() == original_) return "nothing changed";
    EXPECT_NE(copy_->LedgerFault(noted), "");
    return copy_->LedgerFault().empty() ? "found only with a root kept outside" : "found";
  };
  Outcomes outcomes = FlipSome({{0, copy_->content().size()}}, flips, outcome);
  Print(outcomes);
  EXPECT_GT(outcomes["found only with a root kept outside"], flips / 10);
}

}  // namespace
}  // namespace clearance
