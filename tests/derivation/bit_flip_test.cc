// One flipped bit in the file: of an entry, a tree or a derived row it is named by verification; anywhere else it is
// found by SQLite's own check, or nothing anybody reads of the ledger and the derived tables is other than before.
// Samples are drawn from a seed; a failure names the byte and the bit.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>

#include "common/base/bytes.h"
#include "common/base/random.h"
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

namespace clearance {
namespace {

constexpr int kActs = 160;
constexpr int kFlipsAnywhere = 2'000;
constexpr int kFlipsOfSealed = 1'500;
constexpr int kFlipsOfDerived = 400;
constexpr int kFlipsOfJournal = 500;
constexpr int kFlipsOfNodes = 200;

// What verification compares, as the tables say it: their indexes are the integrity check's.
constexpr std::string_view kLedgerContent[] = {
    "SELECT * FROM entries NOT INDEXED",
    "SELECT * FROM logs",
    "SELECT * FROM merkle_nodes",
    "SELECT * FROM names WHERE id IN (SELECT log FROM entries NOT INDEXED UNION SELECT lane FROM entries NOT INDEXED)",
    "SELECT * FROM travellers WHERE id IN (SELECT traveller FROM entries NOT INDEXED)",
};

std::string ContentOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Everything that can be read, by part; a part that cannot be read is absent.
struct Shown {
  std::optional<std::string> ledger{};
  std::optional<std::string> derived{};
  std::optional<std::string> others{};
  friend bool operator==(const Shown&, const Shown&) = default;
};

// How a flip came to light: the first of these that tells.
struct Told {
  std::string by_ledger{};  // VerifyLedger's words, or the error with which the file does not open
  std::string by_derived{};
  bool by_integrity = false;
};

class BitFlipTest : public testing::Test {
 protected:
  void SetUp() override {
    {
      const auto store = Must(SqliteStore::Open({.path = Path()}, executor_));
      BorderDays(*store, 4).Run(kActs);
      Grow(*store);
      if (KeepsJournal()) {
        std::filesystem::copy_file(Path(), copy_);
        std::filesystem::copy_file(Path() + "-wal", copy_ + "-wal");
      }
    }
    if (!KeepsJournal()) std::filesystem::copy_file(Path(), copy_);
    target_ = KeepsJournal() ? copy_ + "-wal" : copy_;
    content_ = ContentOf(target_);
    const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadOnly));
    // No lease has ended: every open decision counts.
    const auto first_end = Must(FindInt(*connection, "SELECT min(valid_until_ms) FROM open_decisions"));
    ASSERT_TRUE(first_end) << "the days leave no decision open";
    clock_.Set(FromUnixMs(*first_end - 1));
    auto tables = connection->Prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").value();
    while (Must(tables.Step())) tables_.push_back(tables.Text(0));
    original_ = Show(Path());
    ASSERT_TRUE(original_.ledger && original_.derived && original_.others);
  }

  virtual bool KeepsJournal() const { return false; }
  virtual void Grow(Store&) const {}
  std::string Path() const { return folder_.Path("ledger.db"); }

  // Puts one byte of the file that is flipped.
  void Put(std::size_t at, char byte) {
    std::fstream file(target_, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(at));
    file.put(byte);
    ASSERT_TRUE(file.flush());
  }
  void Flip(std::size_t at, int bit) { Put(at, static_cast<char>(content_[at] ^ (1 << bit))); }
  void Restore(std::size_t at) { Put(at, content_[at]); }

  StatusOr<std::string> Rows(sqlite::Connection& connection, const std::string& sql, bool with_moment) const {
    ASSIGN_OR_RETURN(sqlite::Statement rows, connection.Prepare(sql));
    if (with_moment) rows.Bind(ToUnixMs(clock_.Now()));
    std::string text;
    RETURN_IF_ERROR(ForEachRow(rows, [&](const sqlite::Statement& row) {
      for (int column = 0; column < row.ColumnCount(); ++column) {
        text += std::to_string(static_cast<int>(row.Type(column))) + row.Bytes(column) + "|";
      }
      text += "\n";
      return OkStatus();
    }));
    return text;
  }

  Shown Show(const std::string& path) const {
    Shown shown;
    const auto opened = sqlite::Connection::Open(path, sqlite::OpenMode::kReadOnly);
    if (!opened.ok()) return shown;
    sqlite::Connection& connection = **opened;
    const auto show = [&](std::optional<std::string>& part, const std::string& sql, bool with_moment = false) {
      const StatusOr<std::string> rows = Rows(connection, sql, with_moment);
      part = part && rows.ok() ? std::optional(*part + *rows) : std::nullopt;
    };
    shown = {"", "", ""};
    for (const std::string_view sql : kLedgerContent) show(shown.ledger, std::string(sql));
    for (const DerivedTable& table : DerivedTables()) {
      show(shown.derived,
           "SELECT " + std::string(table.columns) + " FROM " + std::string(table.name) + " r " +
               std::string(table.joins) + (table.rows.empty() ? "" : " WHERE " + std::string(table.rows)) +
               " ORDER BY " + std::string(table.key),
           table.rows.find("?1") != std::string_view::npos);
    }
    std::set<std::string> named = {"entries", "logs", "merkle_nodes"};
    for (const DerivedTable& table : DerivedTables()) named.emplace(table.name);
    for (const std::string& table : tables_) {
      if (named.count(table) == 0) show(shown.others, "SELECT * FROM " + table);
    }
    return shown;
  }

  std::string LedgerFault(std::vector<KnownRoot> known = {}) const {
    const auto reader = OpenSqliteReader(copy_);
    if (!reader.ok()) return reader.status().ToString();
    const auto report = VerifyLedger(**reader, nullptr, std::move(known));
    if (!report.ok()) return report.status().ToString();
    if (!report->first_difference) return "";
    return std::to_string(report->first_difference->position) + ": " + report->first_difference->what;
  }

  std::string DerivedFault() const {
    const auto report = VerifyDerived(copy_, clock_, nullptr);
    return report.ok() ? report->first_difference.value_or("") : report.status().ToString();
  }

  bool IntegrityFault() const {
    const auto connection = sqlite::Connection::Open(copy_, sqlite::OpenMode::kReadOnly);
    if (!connection.ok()) return true;
    auto check = (*connection)->Prepare("PRAGMA integrity_check");
    return !check.ok() || !check->Step().ok() || check->Text(0) != "ok";
  }

  // Every place where these bytes of a row stand in the file.
  std::vector<std::pair<std::size_t, std::size_t>> PlacesOf(const std::string& sql) const {
    const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadOnly));
    auto rows = connection->Prepare(sql).value();
    std::vector<std::pair<std::size_t, std::size_t>> places;
    while (Must(rows.Step())) {
      const std::string bytes = rows.Bytes(0);
      const std::size_t at = content_.find(bytes);
      if (at != std::string::npos) places.emplace_back(at, bytes.size());
    }
    return places;
  }

  void ExpectEveryFlipNamed(const char* sql) {
    const auto found = PlacesOf(sql);
    ASSERT_GT(found.size(), 1U) << sql;
    // As many samples of each kind as of the others.
    for (int i = 0; i < kFlipsOfSealed / 4; ++i) {
      const auto [at, size] = found[draw_.Below(found.size())];
      const std::size_t byte = at + draw_.Below(size);
      const int bit = static_cast<int>(draw_.Below(8));
      Flip(byte, bit);
      const std::string fault = LedgerFault();
      EXPECT_NE(fault, "") << sql << ": byte " << byte << ", bit " << bit;
      EXPECT_EQ(fault.find("STORE_UNAVAILABLE"), std::string::npos) << fault;
      Restore(byte);
    }
  }

  using Outcomes = std::map<std::string, int>;
  // What comes of so many flips of bytes in that part of the file.
  Outcomes OutcomesOf(int flips, std::size_t first, std::size_t size) {
    Outcomes outcomes;
    for (int i = 0; i < flips; ++i) {
      const std::size_t byte = first + draw_.Below(size);
      const int bit = static_cast<int>(draw_.Below(8));
      SCOPED_TRACE("byte " + std::to_string(byte) + ", bit " + std::to_string(bit));
      Flip(byte, bit);
      ++outcomes[OutcomeOfFlip()];
      Restore(byte);
    }
    for (const auto& [outcome, times] : outcomes) std::cout << outcome << ": " << times << "\n";
    return outcomes;
  }
  std::string OutcomeOfFlip() const {
    const Shown shown = Show(copy_);
    if (!shown.ledger) {
      // A scan meets what a look-up by position does not, an inner page of a tree for example.
      EXPECT_TRUE(LedgerFault() != "" || IntegrityFault());
      return "ledger, not readable";
    }
    if (shown.ledger != original_.ledger) {
      EXPECT_NE(LedgerFault(), "");
      return "ledger, named";
    }
    if (shown.derived != original_.derived) {
      EXPECT_NE(DerivedFault(), "");
      return "derived, named";
    }
    if (IntegrityFault()) return "found by SQLite's check";
    return shown.others != original_.others ? "other tables" : "nothing changed";
  }

  TemporaryFolder folder_{std::filesystem::exists("/dev/shm") ? "/dev/shm" : ""};
  const std::string copy_ = folder_.Path("copy.db");
  ThreadPool executor_{2};
  ManualClock clock_{Instant{}};
  std::string target_;   // the file whose bits are flipped: the copy, or its journal
  std::string content_;  // of target_, as it was
  std::vector<std::string> tables_;
  Shown original_;
  SeededRandom draw_{20'261'126};
};

TEST_F(BitFlipTest, AnUntouchedCopyIsInOrder) {
  EXPECT_EQ(LedgerFault(), "");
  EXPECT_EQ(DerivedFault(), "");
  EXPECT_FALSE(IntegrityFault());
}

TEST_F(BitFlipTest, AnyBitOfAnEntryOrAFrontierIsNamedByVerification) {
  for (const char* sql : {"SELECT sealed FROM entries", "SELECT leaf_hash FROM entries", "SELECT frontier FROM logs"}) {
    ExpectEveryFlipNamed(sql);
  }
}

// With so many entries more that hashes of subtrees are stored (db/merkle_nodes.h).
class GrownTreeFlipTest : public BitFlipTest {
 protected:
  void Grow(Store& store) const override {
    ASSERT_TRUE(TransactAndWait(store, [](Transaction& t) -> Status {
                  for (int i = 0; i < 2 * static_cast<int>(kBlockLeaves); ++i) {
                    RETURN_IF_ERROR(t.ledger().Append(Entry(i)).status());
                  }
                  return OkStatus();
                }).ok());
  }
};

TEST_F(GrownTreeFlipTest, AnyBitOfASubtreeIsNamedByVerification) {
  EXPECT_EQ(LedgerFault(), "");
  ExpectEveryFlipNamed("SELECT hash FROM merkle_nodes");
}

// Of what stands beside the hashes too: levels, indexes, the form of a row.
TEST_F(GrownTreeFlipTest, AnyBitOfTheSubtreesPageIsFoundOrChangesNothingOfTheLedger) {
  std::vector<std::size_t> pages;
  std::size_t page_bytes = 0;
  {
    const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadOnly));
    auto rows = connection->Prepare("SELECT pageno, pgsize FROM dbstat WHERE name = 'merkle_nodes'").value();
    while (Must(rows.Step())) {
      pages.push_back(static_cast<std::size_t>(rows.Int(0)));
      page_bytes = static_cast<std::size_t>(rows.Int(1));
    }
  }
  ASSERT_EQ(pages.size(), 1U) << "a few rows";
  // SQLite fills a page from its end.
  constexpr std::size_t kRowsBytes = 128;
  Outcomes outcomes = OutcomesOf(kFlipsOfNodes, pages[0] * page_bytes - kRowsBytes, kRowsBytes);
  EXPECT_GT(outcomes["ledger, named"], kFlipsOfNodes / 2);
}

TEST_F(BitFlipTest, AnyBitOfADerivedRowIsNamedByVerification) {
  for (const char* sql : {"SELECT row FROM open_decisions", "SELECT row FROM referrals"}) {
    const auto found = PlacesOf(sql);
    ASSERT_GT(found.size(), 1U) << sql;
    for (int i = 0; i < kFlipsOfDerived / 2; ++i) {
      const auto [at, size] = found[draw_.Below(found.size())];
      const std::size_t byte = at + draw_.Below(size);
      const int bit = static_cast<int>(draw_.Below(8));
      Flip(byte, bit);
      EXPECT_NE(DerivedFault(), "") << sql << ": byte " << byte << ", bit " << bit;
      Restore(byte);
    }
  }
}

TEST_F(BitFlipTest, AnyBitOfTheFileIsFoundOrChangesNothingOfTheLedger) {
  Outcomes outcomes = OutcomesOf(kFlipsAnywhere, 0, content_.size());
  // Each table and index that is empty has a page of its own, in which a bit changes nothing.
  EXPECT_GT(outcomes["ledger, named"], kFlipsAnywhere / 16);
  EXPECT_GT(outcomes["derived, named"], 20);
  EXPECT_GT(outcomes["found by SQLite's check"], 20);
  EXPECT_TRUE(Show(copy_) == original_) << "every bit was put back";
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
  EXPECT_EQ(LedgerFault(noted), "");
  std::map<std::string, int> outcomes;
  for (int i = 0; i < kFlipsOfJournal; ++i) {
    const std::size_t byte = draw_.Below(content_.size());
    const int bit = static_cast<int>(draw_.Below(8));
    SCOPED_TRACE("byte " + std::to_string(byte) + ", bit " + std::to_string(bit));
    std::filesystem::remove(copy_ + "-shm");  // the journal is read anew
    Flip(byte, bit);
    if (Show(copy_) == original_) {
      ++outcomes["nothing changed"];
    } else {
      EXPECT_NE(LedgerFault(noted), "");
      ++outcomes[LedgerFault().empty() ? "found only with a root kept outside" : "found"];
    }
    Restore(byte);
  }
  for (const auto& [outcome, times] : outcomes) std::cout << outcome << ": " << times << "\n";
  EXPECT_GT(outcomes["found only with a root kept outside"], kFlipsOfJournal / 10);
}

}  // namespace
}  // namespace clearance
