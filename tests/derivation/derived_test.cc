// What is derived follows from the entries alone: a rebuild comes to what was there, every alteration is found and
// mended, and every store derives the same.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "common/base/bytes.h"
#include "common/sqlite/connection.h"
#include "common/wire/ledger_bytes.h"
#include "db/memory_store.h"
#include "db/row_codec.h"
#include "db/sqlite_derived_rows.h"
#include "db/sqlite_store.h"
#include "db/transact_and_wait.h"
#include "services/derivation/derive.h"
#include "services/derivation/rebuild.h"
#include "services/derivation/verify_derived.h"
#include "tests/contract/store_contract.h"
#include "tests/derivation/border_days.h"
#include "tests/derivation/derived_fixture.h"
#include "tests/support/ledger_samples.h"

namespace clearance {
namespace {

class DerivedPropertyTest : public DerivedTest, public testing::WithParamInterface<int> {};

TEST_P(DerivedPropertyTest, ARebuildComesToWhatWasThere) {
  MakeFile(static_cast<std::uint64_t>(GetParam()), 400);
  const DerivedReport report = Verify(Path());
  EXPECT_TRUE(report.complete);
  EXPECT_FALSE(report.first_difference) << *report.first_difference;
  EXPECT_EQ(report.entries_done, report.entries_total);
  EXPECT_GT(report.entries_total, 150u);
  EXPECT_GT(report.rows_compared, 100u);
  for (const char* table : {"stay_records", "record_voids", "referrals", "open_decisions"})
    EXPECT_GT(Count(Path(), table), 0) << table << ": the days say nothing of it";
  const std::string before = Dump(Path());
  EXPECT_EQ(Must(VerifyDerived(Path(), nullptr)).rows_compared, report.rows_compared)
      << "in one slice or in many, each row once";
  const auto differences = Must(ReplaceDerived(Path(), nullptr));
  EXPECT_TRUE(differences.empty()) << differences.front();
  EXPECT_TRUE(Dump(Path()) == before);
}

INSTANTIATE_TEST_SUITE_P(Seeds, DerivedPropertyTest, testing::Range(1, 9));

// A table that somebody adds is derived, with every column, or is known not to be.
TEST_F(DerivedTest, NoTableAndNoColumnIsForgotten) {
  { const auto store = Open(); }
  std::set<std::string> tables = {
      "schema_migrations", "names",        "travellers",       "entries",         "logs",
      "merkle_nodes",      "checkpoints",  "personal_keys",    "requests",        "bookings",
      "slot_groups",       "gates",        "lane_commands",    "lanes",           "slot_uses",
      "slot_holds",        "day_closures", "booking_attempts", "lookup_key_check"};
  const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadOnly));
  for (const DerivedTable& table : DerivedTables()) {
    EXPECT_TRUE(tables.insert(std::string(table.name)).second) << table.name;
    auto columns =
        connection->Prepare("SELECT 'r.' || name FROM pragma_table_info('" + std::string(table.name) + "')").value();
    while (Must(columns.Step()))
      EXPECT_NE((std::string(table.columns) + ",").find(columns.Text(0) + ","), std::string::npos)
          << table.name << ": " << columns.Text(0);
  }
  std::set<std::string> found;
  auto names = connection->Prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").value();
  while (Must(names.Step())) found.insert(names.Text(0));
  EXPECT_EQ(found, tables);
}

TEST_F(DerivedTest, AnEmptyLedgerHasNothingDerived) {
  { const auto store = Open(); }
  const DerivedReport report = Verify(Path());
  EXPECT_TRUE(report.complete);
  EXPECT_FALSE(report.first_difference);
}

// Each row of each table, each column, and the row as a whole.
TEST_F(DerivedTest, EveryAlterationIsFoundAndMended) {
  MakeFile(4, 260);
  const Instant now = Verify(Path()).recorded_until;
  ASSERT_GT(Number(Path(), "SELECT min(valid_until_ms) FROM open_decisions"), ToUnixMs(now)) << "all count";
  const std::string original = Dump(Path());
  const std::string copy = folder_.Path("copy.db");
  int alterations = 0;
  std::set<std::string_view> altered;
  const auto alter = [&](const DerivedTable& table, const std::string& sql, std::int64_t row) {
    std::filesystem::copy_file(Path(), copy, std::filesystem::copy_options::overwrite_existing);
    {
      const auto connection = Must(sqlite::Connection::Open(copy, sqlite::OpenMode::kReadWrite));
      ASSERT_TRUE(connection->RunScript("PRAGMA synchronous = OFF").ok());
      const Status status = connection->Run(sql, row);
      // A key or a reference may be taken: then that alteration cannot be made.
      if (status.code() == StatusCode::kAlreadyExists) return;
      ASSERT_TRUE(status.ok()) << sql << ": " << status;
      if (connection->ChangedRows() == 0) return;
    }
    ++alterations;
    altered.insert(table.name);
    const DerivedReport report = Verify(copy);
    ASSERT_TRUE(report.first_difference) << "not found: " << sql << " of row " << row;
    EXPECT_NE(report.first_difference->find(table.name), std::string::npos) << *report.first_difference;
    if (alterations % 5 != 0) return;
    EXPECT_FALSE(Must(ReplaceDerived(copy, nullptr)).empty());
    EXPECT_TRUE(Dump(copy) == original) << sql;
    EXPECT_FALSE(Verify(copy).first_difference);
  };
  for (const DerivedTable& table : DerivedTables()) {
    const std::string name(table.name);
    const std::string rows = table.rows.empty() ? "" : " WHERE " + std::string(table.rows);
    const std::string counted = name + " AS r" + (name == "change_numbers" ? rows : "");
    const std::int64_t count = Count(Path(), counted);
    std::vector<std::pair<std::string, sqlite::ColumnType>> columns;
    {
      const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadOnly));
      auto info = connection->Prepare("SELECT name, type FROM pragma_table_info('" + name + "')").value();
      while (Must(info.Step())) {
        columns.emplace_back(info.Text(0), info.Text(1) == "INTEGER" ? sqlite::ColumnType::kInteger
                                           : info.Text(1) == "TEXT"  ? sqlite::ColumnType::kText
                                                                     : sqlite::ColumnType::kBlob);
      }
    }
    std::string key(table.key);
    for (const char* prefix : {"r.", "k."}) {
      for (std::size_t at = key.find(prefix); at != std::string::npos; at = key.find(prefix)) key.erase(at, 2);
    }
    const std::string moment = std::to_string(ToUnixMs(now));
    std::string these(table.rows);
    if (const std::size_t at = these.find("?1"); at != std::string::npos) these.replace(at, 2, moment);
    const std::string row = "(" + key + ") = (SELECT " + key + " FROM " + name + " AS r" +
                            (these.empty() ? "" : " WHERE " + these) + " ORDER BY " + key + " LIMIT 1 OFFSET ?)";
    const std::int64_t step = std::max<std::int64_t>(1, count / 8);
    for (std::int64_t i = 0; i < count; i += step) {
      for (const auto& [column, type] : columns) {
        // A number under no view's name is nobody's: it is not of these rows any more.
        if (name == "change_numbers" && column == "view") continue;
        const std::string other = type == sqlite::ColumnType::kInteger ? "coalesce(" + column + " + 1, 1)"
                                  : type == sqlite::ColumnType::kText
                                      ? column + " || 'x'"
                                      : "CAST(x'00' || coalesce(" + column + ", x'') AS BLOB)";
        alter(table, "UPDATE " + name + " SET " + column + " = " + other + " WHERE " + row, i);
        if (HasFatalFailure()) return;
      }
      alter(table, "DELETE FROM " + name + " WHERE " + row, i);
      if (HasFatalFailure()) return;
    }
  }
  EXPECT_GE(alterations, 200);
  EXPECT_EQ(altered.size(), DerivedTables().size()) << "some tables have no row";
}

TEST_F(DerivedTest, AnAddedRowIsFound) {
  MakeFile(2, 60);
  const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadWrite));
  ASSERT_TRUE(connection->Run("INSERT INTO complete_from (territory, day) VALUES (?, ?)", 3, 20'000).ok());
  EXPECT_EQ(Verify(Path()).first_difference, "table complete_from: the row (territory 3) follows from no entry");
}

TEST_F(DerivedTest, ARowTooManyIsToldFromOneThatIsMissing) {
  MakeFile(2, 120);
  const auto found_after = [&](std::string_view sql) {
    {
      const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadWrite));
      EXPECT_TRUE(connection->Run(sql).ok());
      EXPECT_GT(connection->ChangedRows(), 0);
    }
    return Verify(Path()).first_difference.value_or("");
  };
  const std::string missing = found_after(
      "DELETE FROM stay_records WHERE (traveller, at_ms) = (SELECT traveller, at_ms FROM stay_records "
      "ORDER BY traveller, territory, at_ms, position LIMIT 1)");
  EXPECT_EQ(missing.rfind("table stay_records: the row (traveller ", 0), 0u) << missing;
  EXPECT_TRUE(missing.ends_with(" is missing")) << missing;
  const std::string many =
      found_after("INSERT INTO stay_records (traveller, territory, at_ms, position, terms) VALUES (0, 1, 1, 1, 0)");
  EXPECT_EQ(many,
            "table stay_records: the row (traveller 0, pseudonym none, territory 1, at_ms 1, position 1) follows from "
            "no entry");
}

TEST_F(DerivedTest, ALedgerOfManyPagesIsRebuiltWhole) {
  const auto store = Open();
  BorderDays days(*store, 1);
  days.RunCrossings(static_cast<int>(kEntriesPerStep), 5);
  int steps = 0;
  const DerivedReport report = Must(VerifyDerived(Path(), [&](const DerivedReport& so_far) {
    ++steps;
    EXPECT_LE(so_far.entries_done, so_far.entries_total);
  }));
  EXPECT_FALSE(report.first_difference) << *report.first_difference;
  EXPECT_EQ(report.entries_total, 1 + 2 * kEntriesPerStep);  // the rule book first
  EXPECT_EQ(report.entries_done, report.entries_total);
  EXPECT_GE(report.rows_compared, 2 * kEntriesPerStep);
  EXPECT_GT(steps, 3);
}

TEST_F(DerivedTest, AStopEndsComparisonAndRebuildAndNothingIsChanged) {
  MakeFile(3, 200);
  {
    ASSERT_TRUE(
        Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadWrite))->Run("DELETE FROM referrals").ok());
  }
  const auto told_until_stopped = [](const auto& work) {
    std::stop_source stop;
    int told = 0;
    const Status status = work(
        [&](const DerivedReport&) {
          ++told;
          stop.request_stop();
        },
        stop.get_token());
    EXPECT_EQ(status.code(), StatusCode::kCancelled) << status;
    return told;
  };
  EXPECT_EQ(told_until_stopped(
                [&](const auto& told, const auto& stop) { return VerifyDerived(Path(), told, stop).status(); }),
            1);
  EXPECT_EQ(told_until_stopped(
                [&](const auto& told, const auto& stop) { return ReplaceDerived(Path(), told, stop).status(); }),
            1);
  EXPECT_TRUE(Verify(Path()).first_difference) << "nothing was mended";
}

TEST_F(DerivedTest, ALeaseThatHasEndedButNeverBeganIsFound) {
  MakeFile(3, 200);
  Record(*Open(), FromUnixMs(Number(Path(), "SELECT max(valid_until_ms) FROM open_decisions")));
  EXPECT_FALSE(Verify(Path()).first_difference);
  const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadWrite));
  const auto found_after = [&](const std::string& script) {
    EXPECT_TRUE(connection->RunScript("BEGIN; " + script).ok()) << script;
    EXPECT_TRUE(connection->RunScript("COMMIT").ok());
    return Verify(Path()).first_difference.value_or("");
  };
  const std::string id = "00000000-0000-4000-8000-000000000001";
  EXPECT_EQ(
      found_after("INSERT INTO open_decisions SELECT '" + id + "', traveller, 1, 1, row FROM open_decisions LIMIT 1"),
      "table open_decisions: the row (request_id " + id + ") follows from no entry");
  EXPECT_EQ(found_after("DELETE FROM open_decisions WHERE request_id = '" + id + "'"), "");
  EXPECT_NE(found_after("UPDATE open_decisions SET valid_until_ms = 1 WHERE request_id = (SELECT max(request_id) FROM "
                        "open_decisions)")
                .find("valid_until_ms is not what follows"),
            std::string::npos);
}

// What a report is told apart by from one that was never made: taken away, the same passage would be recorded twice.
TEST_F(DerivedTest, AnIdThatIsToBeKeptForEverIsKept) {
  MakeFile(5, 200);
  const std::string copy = folder_.Path("copy.db");
  for (const int kind : {2, 6}) {
    const std::string of_kind =
        "(SELECT max(position) FROM entries JOIN requests USING (position) WHERE kind = " + std::to_string(kind) + ")";
    const std::int64_t position = Number(Path(), "SELECT coalesce(" + of_kind + ", 0)");
    ASSERT_GT(position, 0) << kind;
    for (const std::string& script : {
             "DELETE FROM requests WHERE position = " + of_kind,
             "UPDATE requests SET position = position - 1 WHERE position = " + of_kind,
             "UPDATE requests SET position = 0 WHERE position = " + of_kind,
             "UPDATE requests SET forget_on = 20000 WHERE position = " + of_kind,
             "INSERT INTO names (name) VALUES ('Other'); UPDATE requests SET rpc = (SELECT id FROM names WHERE name = "
             "'Other') WHERE position = " +
                 of_kind,
         }) {
      std::filesystem::copy_file(Path(), copy, std::filesystem::copy_options::overwrite_existing);
      {
        const auto connection = Must(sqlite::Connection::Open(copy, sqlite::OpenMode::kReadWrite));
        ASSERT_TRUE(connection->RunScript(script).ok()) << script;
      }
      const std::string found = Verify(copy).first_difference.value_or("");
      EXPECT_EQ(found.rfind("position " + std::to_string(position) + ": ", 0), 0u) << script << ": " << found;
    }
  }
}

// A copy without keys is in order, and so is one whose rows somebody took away: but it is said.
TEST_F(DerivedTest, KeysThatAreGoneWithoutAnErasureAreCounted) {
  MakeFile(5, 200);
  // The words of the holds of these days are not sealed.
  const std::uint64_t holds = Verify(Path()).without_key;
  EXPECT_LE(holds, static_cast<std::uint64_t>(Count(Path(), "holds")));
  const std::int64_t keys = Count(Path(), "personal_keys");
  ASSERT_GT(keys, 2);
  const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadWrite));
  ASSERT_TRUE(
      connection->RunScript("DELETE FROM personal_keys WHERE subject = (SELECT min(subject) FROM personal_keys)").ok());
  EXPECT_EQ(Verify(Path()).without_key - holds, static_cast<std::uint64_t>(keys - Count(Path(), "personal_keys")));
  ASSERT_TRUE(connection->RunScript("DELETE FROM personal_keys").ok());
  const DerivedReport report = Verify(Path());
  EXPECT_EQ(report.without_key - holds, static_cast<std::uint64_t>(keys));
  EXPECT_FALSE(report.first_difference);
}

TEST_F(DerivedTest, WhoeverIsKnownByAnImportAloneLacksNoKey) {
  const auto store = Open();
  const std::string traveller(kPseudonymBytes, 't');
  const NamedHolder holder{.nationality = "CHN", .facts_key = std::string(kPseudonymBytes, 'f')};
  ASSERT_TRUE(TransactAndWait(*store, [&](Transaction& t) {
                return RecordEntry(t, {.log = std::string(kCentreLog),
                                       .kind = EntryKind::kImport,
                                       .traveller = traveller,
                                       .body = HeldImportBody(holder, ImportBody(SampleStay(), "nia", "1"))})
                    .status();
              }).ok());
  EXPECT_EQ(Count(Path(), "documents"), 1);
  EXPECT_EQ(Verify(Path()).without_key, 0u) << "nothing of them is sealed";
}

TEST_F(DerivedTest, AnEntryFromWhichNothingCanFollowIsNamed) {
  {
    const auto store = Open();
    ASSERT_TRUE(TransactAndWait(*store, [](Transaction& t) { return t.ledger().Append(Entry(1)).status(); }).ok());
  }
  const DerivedReport report = Verify(Path());
  ASSERT_TRUE(report.first_difference);
  EXPECT_NE(report.first_difference->find("position 1: "), std::string::npos) << *report.first_difference;
  EXPECT_EQ(ReplaceDerived(Path(), nullptr).status().code(), StatusCode::kDataLoss);
}

// What lies there is neither the old ledger nor the new one.
TEST_F(DerivedTest, NothingIsRebuiltInTheMiddleOfARestore) {
  MakeFile(2, 60);
  ASSERT_TRUE(WriteFile(Path() + ".restoring", "left").ok());
  const Status status = ReplaceDerived(Path(), nullptr).status();
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition) << status;
  EXPECT_NE(MessageOf(status).find(".restoring"), std::string::npos) << status;
}

TEST_F(DerivedTest, AVerificationGoesOnBesideAServerAndLeavesNothingBehind) {
  const auto store = Open();
  BorderDays days(*store, 5);
  days.Run(100);
  const auto verifier = Must(DerivedVerifier::Open(Path(), kRowsPerSlice));
  int slices = 0;
  while (!verifier->report().complete) {
    ASSERT_TRUE(verifier->Step().ok());
    ++slices;
    days.Run(3);
    // The journal is emptied between any two steps: no snapshot is left standing.
    ASSERT_TRUE(store->TruncateWal(Duration(0)).ok()) << "after slice " << slices;
  }
  EXPECT_FALSE(verifier->report().first_difference) << *verifier->report().first_difference;
  EXPECT_GT(slices, 3 * static_cast<int>(DerivedTables().size()));
  EXPECT_EQ(verifier->report().entries_done, verifier->report().entries_total);
  EXPECT_EQ(ReplaceDerived(Path(), nullptr).status().code(), StatusCode::kFailedPrecondition)
      << "a server has the file";
  for (const auto& file : std::filesystem::directory_iterator(std::filesystem::path(Path()).parent_path()))
    EXPECT_EQ(file.path().filename().string().rfind("ledger.db", 0), 0u) << file.path();
}

// What the views show, whatever store they are in.
std::string Shown(Store& store) {
  std::string shown;
  EXPECT_TRUE(store
                  .Read([&](const Snapshot& s) -> Status {
                    ASSIGN_OR_RETURN(const auto last, s.ledger().LastPosition());
                    ASSIGN_OR_RETURN(const auto referrals, s.referrals().ChangesSince(0, kMaxRowsPerRead));
                    for (const Referral& referral : referrals) shown += EncodeReferral(referral);
                    for (std::uint64_t position = 1; position <= last; ++position) {
                      ASSIGN_OR_RETURN(const StoredEntry stored, s.ledger().Get(position));
                      // Not its body: sealed fields are other bytes each time.
                      shown += std::string(EntryKindName(stored.entry.kind)) + FormatInstant(stored.entry.event_time) +
                               stored.entry.traveller + stored.entry.lane_id;
                      if (stored.entry.traveller.empty()) continue;
                      ASSIGN_OR_RETURN(const auto open, s.open_decisions().FindByRequest(stored.entry.request_id));
                      if (open) shown += EncodeOpenDecision(*open);
                      for (const Territory territory : kAllTerritories) {
                        ASSIGN_OR_RETURN(const auto record,
                                         s.stays().FindRecord(stored.entry.traveller, territory, position));
                        if (record) shown += FormatInstant(record->at) + record->stay.regime;
                        ASSIGN_OR_RETURN(const auto stays, s.stays().History(stored.entry.traveller, territory, 100));
                        for (const Stay& stay : stays)
                          shown += std::to_string(stay.entry ? stay.entry->time_since_epoch().count() : 0) + "-" +
                                   std::to_string(stay.exit ? stay.exit->time_since_epoch().count() : 0) +
                                   std::string(StayBasisName(stay.basis));
                        ASSIGN_OR_RETURN(const auto complete, s.stays().CompleteFrom(territory));
                        if (complete) shown += FormatDate(*complete);
                      }
                    }
                    return OkStatus();
                  })
                  .ok());
  return shown;
}

TEST_F(DerivedTest, EveryStoreDerivesTheSame) {
  const auto sqlite = Open();
  const auto memory = NewMemoryStore(executor_);
  BorderDays(*sqlite, 11).Run(200);
  BorderDays(*memory, 11).Run(200);
  const std::string shown = Shown(*sqlite);
  EXPECT_GT(shown.size(), 10'000u);
  EXPECT_TRUE(shown == Shown(*memory));
}

}  // namespace
}  // namespace clearance
